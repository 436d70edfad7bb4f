//! A customer's own requests: the list, a ticket to answer, a chat to read.

use contract::{
    Page as Listed, Timestamp,
    attachments::{Attachment, size_text},
    chat::{ChatState, PublicEntry, PublicEvent, Side},
    requests::{OwnChat, OwnTicket, RequestRow},
    tickets::TicketStatus,
};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Chip, Empty, FieldKind, Shape, Time, TimeStyle, Tone, fill, texts};

use crate::files;

use super::{
    form::{Form, Line, heading, refusal},
    profile::unverified,
    text::AccountText,
};

fn ticket_status(t: &AccountText, status: TicketStatus) -> (&'static str, Tone) {
    match status {
        TicketStatus::Active => (t.active, Tone::Accent),
        TicketStatus::Waiting => (t.waiting, Tone::Warn),
        TicketStatus::Closed | TicketStatus::Locked => (t.closed, Tone::Neutral),
    }
}

fn chat_state(t: &AccountText, state: ChatState) -> (&'static str, Tone) {
    match state {
        ChatState::Ended => (t.ended, Tone::Neutral),
        _ => (t.active, Tone::Accent),
    }
}

/// Parts of a line, those that are empty left out.
fn line(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

pub(super) fn list(page: Listed<RequestRow>, verified: bool) -> AnyView {
    let t = texts::<AccountText>();
    let Listed { items, next } = page;
    let shown = match items.is_empty() {
        true => view! {
            <Empty shape=Shape::Chat title=t.no_requests text=t.no_requests_why>
                <a class="button" data-kind="primary" href="/message">{t.ask}</a>
            </Empty>
        }
        .into_any(),
        false => view! {
            <ul class="card tickets" role="list">
                {items.into_iter().map(|item| row(t, item)).collect_view()}
            </ul>
        }
        .into_any(),
    };
    view! {
        {heading(t.requests, t.requests_lead)}
        {(!verified).then(|| unverified(t.unverified_requests))}
        {shown}
        {next.map(|next| view! { <p><a class="button" href={["/requests?after=", &next].concat()}>{t.older}</a></p> })}
    }
    .into_any()
}

fn row(t: &'static AccountText, item: RequestRow) -> AnyView {
    let (path, title, sub, (status, tone), at) = match item {
        RequestRow::Ticket(row) => (
            format!("/requests/tickets/{}", row.id),
            row.subject,
            line(&[&format!("#{}", row.number), &row.department]),
            ticket_status(t, row.status),
            row.opened_at,
        ),
        RequestRow::Chat(row) => (
            format!("/requests/chats/{}", row.id),
            row.opening,
            line(&[t.chat, &row.department]),
            chat_state(t, row.state),
            row.started_at,
        ),
    };
    view! {
        <li>
            <a href=path>
                <span class="title">{title}</span>
                <span class="sub">{sub}</span>
                <span class="end">
                    <Chip tone>{status}</Chip>
                    {moment(at)}
                </span>
            </a>
        </li>
    }
    .into_any()
}

fn moment(at: Timestamp) -> AnyView {
    view! { <Time at style=TimeStyle::Full /> }.into_any()
}

/// What was said, with the customer's own words at the end of the line.
fn letter(own: bool, name: String, at: Timestamp, text: &str, attachments: Vec<Attachment>) -> AnyView {
    let paragraphs = text.split("\n\n").filter(|part| !part.trim().is_empty()).map(|part| {
        let lines = part.lines().map(|line| view! { {line.to_owned()} <br /> }).collect_view();
        view! { <p>{lines}</p> }
    });
    view! {
        <article class="letter" data-side=own.then_some("end")>
            <header>
                <strong>{name}</strong>
                {moment(at)}
            </header>
            <div class="body">{paragraphs.collect_view()}</div>
            {enclosed(attachments)}
        </article>
    }
    .into_any()
}

/// The files that belong to what was said, to save.
fn enclosed(attachments: Vec<Attachment>) -> Option<AnyView> {
    let file = |Attachment { name, link, size, .. }: Attachment| {
        let saved = name.clone();
        view! {
            <a class="file" href=link download=saved>
                <bdi class="name">{name}</bdi>
                <span class="size">{size_text(size)}</span>
            </a>
        }
    };
    let any = !attachments.is_empty();
    any.then(|| view! { <div class="files">{attachments.into_iter().map(file).collect_view()}</div> }.into_any())
}

/// A file that is there already, in a form that came back; it goes along unless it is taken out.
fn added_file(name: &'static str, value: String, file: String) -> AnyView {
    view! {
        <label class="checkbox">
            <input type="checkbox" name=name value=value checked=true />
            <bdi>{file}</bdi>
        </label>
    }
    .into_any()
}

fn back(t: &AccountText) -> AnyView {
    view! { <p><a href="/requests">{t.all_requests}</a></p> }.into_any()
}

pub(super) fn ticket(ticket: OwnTicket, form: Form) -> AnyView {
    let t = texts::<AccountText>();
    let OwnTicket { row, messages } = ticket;
    let (status, tone) = ticket_status(t, row.status);
    let sub = line(&[&format!("#{}", row.number), &row.department]);
    let hint = match row.status {
        TicketStatus::Closed => t.reopens,
        TicketStatus::Locked => t.follows,
        _ => "",
    };
    let added = form.typed.iter().filter(|(name, _)| name == "file").filter_map(|(_, file)| {
        let (_, name) = file.split_once('/')?;
        Some(added_file("file", file.clone(), name.to_owned()))
    });
    let added = added.collect();
    // The button that Enter presses comes first.
    let act = match row.status {
        TicketStatus::Active | TicketStatus::Waiting => Some(("close", t.close, t.close_hint)),
        TicketStatus::Closed => Some(("reopen", t.reopen, t.reopen_hint)),
        TicketStatus::Locked => None,
    };
    let act = act.map(|(act, label, hint)| {
        view! { <button class="button" type="submit" name="act" value=act title=hint>{label}</button> }
    });
    let messages = messages
        .into_iter()
        .map(|message| {
            letter(message.from == Side::Visitor, message.name, message.at, &message.text, message.attachments)
        })
        .collect_view();
    view! {
        {back(t)}
        {heading(row.subject, view! { {sub} " " <Chip tone>{status}</Chip> })}
        <section class="block" aria-label=t.conversation>{messages}</section>
        {refusal(&form)}
        <form
            class="card form"
            method="post"
            action=format!("/requests/tickets/{}", row.id)
            enctype="multipart/form-data"
            novalidate=true
        >
            <input type="hidden" name="client_id" value=form.text("client_id").to_owned() />
            <div class="fields">
                {Line { hint, ..Line::new("text", t.answer, FieldKind::Area(6), "off") }.of(&form, "")}
                {files::choose("f-files", added)}
            </div>
            <footer>
                <Button kind=ButtonKind::Primary submit=true icon=Shape::Send>{t.send}</Button>
                {act}
            </footer>
        </form>
    }
    .into_any()
}

pub(super) fn chat(chat: OwnChat) -> AnyView {
    let t = texts::<AccountText>();
    let OwnChat { row, entries, more } = chat;
    let (status, tone) = chat_state(t, row.state);
    let entries = entries.into_iter().filter_map(|entry| said(t, entry)).collect_view();
    view! {
        {back(t)}
        {heading(t.chat, view! { {row.department} " " <Chip tone>{status}</Chip> })}
        <section class="block" aria-label=t.conversation>{entries}</section>
        {more.then(|| view! { <p class="muted">{t.too_long}</p> })}
    }
    .into_any()
}

/// An entry of a chat's public log; who has seen what is nobody's business later.
fn said(t: &AccountText, PublicEntry { at, event, .. }: PublicEntry) -> Option<AnyView> {
    let note = match event {
        PublicEvent::Message { from, name, text, .. } => {
            return Some(letter(from == Side::Visitor, name, at, &text, Vec::new()));
        }
        PublicEvent::Seen { .. } => return None,
        PublicEvent::Joined { name } => fill(t.joined, &[("name", &name)]),
        PublicEvent::WaitingAgain => t.waiting_again.to_owned(),
        PublicEvent::Transferred { department } => fill(t.transferred, &[("department", &department)]),
        PublicEvent::Ended { .. } => t.chat_ended.to_owned(),
    };
    Some(view! { <p class="small muted">{note}</p> }.into_any())
}
