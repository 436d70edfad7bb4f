//! What stands on a ticket beside its status: tags, the pin, the follow-up, spam; deleting it; and what belongs to it.
//! A part of the properties pane that comes with its piece.

use client::{Api, CallError};
use contract::{
    TicketId, Timestamp,
    rights::Permission,
    tickets::{
        CommentOnTicket, CommentSort, DeleteTicket, FindTags, FollowUp, GetTicket, MarkTicket, NewTicketComment,
        RestoreTicket, SetAside, TAG_CHARS, TagSearch, Ticket, TicketMarks,
    },
};
use js_sys::Date;
use leptos::{ev, prelude::*, task::spawn_local};
use ui::{
    Button, ButtonKind, Checkbox, Field, FieldKind, Kept, ProblemNotice, RemovableChip, Size, Submission, Time, Tone,
};
use wasm_bindgen::JsValue;

use super::{links::Links, use_tickets};
use crate::{panes::Properties, pieces, sending, text::TicketMarksText};

/// Whose marks are shown, for their piece.
#[derive(Clone, Copy)]
struct Whose {
    ticket: TicketId,
    detail: Kept<Option<Ticket>>,
}

/// What stands on a ticket, once its piece is there.
#[component]
pub(super) fn TicketMarksPart(ticket: TicketId, detail: Kept<Option<Ticket>>) -> impl IntoView {
    provide_context(Whose { ticket, detail });
    pieces::values::Page::Marks.part("props")
}

/// A change of what stands on a ticket.
#[derive(Clone, PartialEq)]
enum Change {
    Tag(String),
    Untag(String),
    Pin(bool),
    FollowUp(Option<FollowUp>),
    Spam(bool),
    /// As it was.
    All(TicketMarks),
}

impl Change {
    fn made(self, mut marks: TicketMarks) -> TicketMarks {
        match self {
            Change::Tag(tag) => marks.tags.push(tag),
            Change::Untag(tag) => marks.tags.retain(|known| *known != tag),
            Change::Pin(pinned) => marks.pinned = pinned,
            Change::FollowUp(follow_up) => marks.follow_up = follow_up,
            Change::Spam(spam) => marks.spam = spam,
            Change::All(all) => marks = all,
        }
        marks
    }
}

/// What stands on a ticket as it is known.
fn marks(ticket: &Ticket) -> TicketMarks {
    let follow_up = ticket.row.follow_up.clone();
    TicketMarks {
        tags: ticket.row.tags.clone(),
        pinned: ticket.row.pinned,
        follow_up: follow_up.map(|at| FollowUp { at, comment: ticket.follow_up_comment.clone() }),
        spam: ticket.row.set_aside == Some(SetAside::Spam),
    }
}

/// Makes a change. Where only something else happened to the ticket meanwhile, it is made all the same; where its marks
/// changed, they are shown as they are now, and whoever wanted otherwise says so again.
async fn make(
    api: Api,
    known: Ticket,
    change: Change,
    learn: impl Fn(Ticket),
) -> Result<(Ticket, TicketMarks), CallError> {
    let (ticket, before) = (known.row.id, marks(&known));
    let mut version = known.row.version;
    let body = change.made(before.clone());
    for _ in 0..3 {
        match api.call(MarkTicket { ticket, version, body: body.clone() }).await {
            Ok(now) => return Ok((now, before)),
            Err(error) if error.code() == Some("stale") => {
                let now = api.call(GetTicket { ticket, body: () }).await?;
                let same = marks(&now) == before;
                version = now.row.version;
                learn(now);
                if !same {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    api.call(MarkTicket { ticket, version, body }).await.map(|now| (now, before))
}

/// Changes what stands on the ticket, with a way back.
#[derive(Clone, Copy)]
struct Changing {
    whose: Whose,
    sending: Submission,
}

impl Changing {
    fn run(self, change: Change, done: Option<Callback<()>>) {
        let Some(known) = self.whose.detail.get_untracked() else { return };
        let t = ui::texts::<TicketMarksText>();
        let (api, tickets, toaster) = (ui::api(), use_tickets(), ui::toasts());
        let undoes = matches!(change, Change::All(_));
        let learn = move |now| tickets.learn(now);
        self.sending.run(make(api, known, change, learn), move |(now, before)| {
            tickets.learn(now);
            if let Some(done) = done {
                done.run(());
            }
            if !undoes {
                toaster.with_action(Tone::Good, t.saved, t.undo, move || {
                    self.run(Change::All(before.clone()), None);
                });
            }
        });
    }
}

/// The part of the pane. Whose marks they are stands in the context.
#[component]
pub fn Marks() -> impl IntoView {
    let t = ui::texts::<TicketMarksText>();
    let whose: Whose = expect_context();
    let Whose { ticket, detail } = whose;
    let changing = Changing { whose, sending: Submission::new() };
    let may = move |permission| {
        ui::kept(move || detail.with(|one| one.as_ref().is_some_and(|one| one.may.contains(permission))))
    };
    let (edits, closes, deletes) = (may(Permission::EditFields), may(Permission::Close), may(Permission::Delete));
    let aside = ui::kept(move || detail.with(|one| one.as_ref().and_then(|one| one.row.set_aside)));
    let deleted = ui::kept(move || aside.get() == Some(SetAside::Deleted));
    let spam = ui::kept(move || aside.get() == Some(SetAside::Spam));
    let comments = may(Permission::Comment);
    let comments = ui::kept(move || comments.get() && !deleted.get());
    let edits = ui::kept(move || edits.get() && !deleted.get());
    let merges = may(Permission::Merge);
    let merges = ui::kept(move || merges.get() && !deleted.get());
    let acts = move || {
        let spams = (closes.get() && !deleted.get()).then(|| {
            let words = if spam.get() { t.no_spam } else { t.spam };
            let change = move |_| changing.run(Change::Spam(!spam.get_untracked()), None);
            view! { <Button size=Size::Small on_click=change>{words}</Button> }
        });
        let deletes = deletes.get().then(|| view! { <Deletion ticket deleted sending=changing.sending /> });
        view! { <div class="row">{spams} {deletes}</div> }
    };
    view! {
        <Properties title=t.title>
            <ProblemNotice problem=changing.sending.problem />
            <Tags changing edits />
            <Pin changing edits />
            <Reminder changing edits />
            <Resolution changing comments />
            {move || acts()}
        </Properties>
        <Links ticket detail edits merges />
    }
    .into_any()
}

/// Deletes, or brings back.
#[component]
fn Deletion(ticket: TicketId, deleted: Kept<bool>, sending: Submission) -> impl IntoView {
    let t = ui::texts::<TicketMarksText>();
    let (tickets, toaster, language) = (use_tickets(), ui::toasts(), ui::language());
    let delete = move |_| {
        let api = ui::api();
        sending.run(async move { api.call(DeleteTicket { ticket, body: () }).await }, move |()| {
            tickets.fetch(ticket);
            toaster.with_action(Tone::Good, t.deleted, t.undo, move || {
                spawn_local(async move {
                    match ui::api().call(RestoreTicket { ticket, body: () }).await {
                        Ok(now) => tickets.learn(now),
                        Err(error) => toaster.toast(Tone::Warn, ui::problem_text(language, &error)),
                    }
                });
            });
        });
    };
    let bring_back = move |_| {
        let api = ui::api();
        sending.run(async move { api.call(RestoreTicket { ticket, body: () }).await }, move |now| tickets.learn(now));
    };
    ui::changing(move || {
        if deleted.get() {
            view! { <Button size=Size::Small on_click=bring_back>{t.restore}</Button> }.into_any()
        } else {
            view! { <Button size=Size::Small kind=ButtonKind::Danger on_click=delete>{t.delete}</Button> }.into_any()
        }
    })
}

/// The tags, and a field that suggests those that are known.
#[component]
fn Tags(changing: Changing, edits: Kept<bool>) -> impl IntoView {
    let t = ui::texts::<TicketMarksText>();
    let detail = changing.whose.detail;
    let tags = ui::kept(move || detail.with(|one| one.as_ref().map(|one| one.row.tags.clone()).unwrap_or_default()));
    let typed = RwSignal::new(String::new());
    let known = RwSignal::new(Vec::<String>::new());
    let suggest = move |words: String| {
        typed.set(words.clone());
        let api = ui::api();
        spawn_local(async move {
            let words: String = words.trim().chars().take(TAG_CHARS).collect();
            if let Ok(found) = api.call(FindTags { body: TagSearch { words } }).await {
                known.try_set(found.items);
            }
        });
    };
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let tag = typed.get_untracked().trim().to_owned();
        if !tag.is_empty() {
            changing.run(Change::Tag(tag), Some(Callback::new(move |()| typed.set(String::new()))));
        }
    };
    let chips = move || {
        let edits = edits.get();
        tags.get()
            .into_iter()
            .map(|tag| {
                let words = tag.clone();
                if edits {
                    let remove = move |()| changing.run(Change::Untag(tag.clone()), None);
                    view! { <RemovableChip label=words on_remove=remove /> }.into_any()
                } else {
                    view! { <span class="chip" dir="auto">{words}</span> }.into_any()
                }
            })
            .collect_view()
    };
    let form = move || {
        edits.get().then(|| {
            view! {
                <form on:submit=add>
                    <input
                        class="input"
                        data-size="small"
                        type="text"
                        dir="auto"
                        aria-label=t.add_tag
                        placeholder=t.add_tag
                        list="known-tags"
                        maxlength=TAG_CHARS.to_string()
                        autocomplete="off"
                        enterkeyhint="done"
                        prop:value=move || typed.get()
                        on:focus=move |_| suggest(typed.get_untracked())
                        on:input:target=move |event| suggest(event.target().value())
                    />
                    <datalist id="known-tags">
                        {move || known.get().into_iter().map(|tag| view! { <option value=tag></option> }).collect_view()}
                    </datalist>
                </form>
            }
        })
    };
    view! {
        <div class="row tags">{move || chips()}</div>
        {move || form()}
    }
    .into_any()
}

/// Whether it stays with whoever has it.
#[component]
fn Pin(changing: Changing, edits: Kept<bool>) -> impl IntoView {
    let t = ui::texts::<TicketMarksText>();
    let detail = changing.whose.detail;
    let pinned = Signal::derive(move || detail.with(|one| one.as_ref().is_some_and(|one| one.row.pinned)));
    let nobodys = Signal::derive(move || {
        !edits.get() || detail.with(|one| one.as_ref().is_none_or(|one| one.row.agent.is_none()))
    });
    let change = move |pinned| changing.run(Change::Pin(pinned), None);
    view! { <Checkbox checked=pinned disabled=nobodys on_change=change>{t.pinned}</Checkbox> }.into_any()
}

/// Says to the colleagues how the matter ended.
#[component]
fn Resolution(changing: Changing, comments: Kept<bool>) -> impl IntoView {
    let t = ui::texts::<TicketMarksText>();
    let (tickets, toaster) = (use_tickets(), ui::toasts());
    let ticket = changing.whose.ticket;
    let (open, text) = (RwSignal::new(false), RwSignal::new(String::new()));
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let said = text.get_untracked().trim().to_owned();
        if said.is_empty() {
            return;
        }
        let key = format!("ticket:{ticket}:resolution");
        let client_id = sending::id_of(&key, &said);
        let (asks, files) = (Vec::new(), Vec::new());
        let body = NewTicketComment { client_id, text: said, asks, sort: CommentSort::Resolution, files };
        let api = ui::api();
        changing.sending.run(async move { api.call(CommentOnTicket { ticket, body }).await }, move |now| {
            sending::done(&key);
            tickets.learn(now);
            text.set(String::new());
            open.set(false);
            toaster.toast(Tone::Good, t.resolved);
        });
    };
    ui::changing(move || {
        match (comments.get(), open.get()) {
        (false, _) => ().into_any(),
        (true, false) => {
            view! { <Button size=Size::Small on_click=move |_| open.set(true)>{t.resolve}</Button> }.into_any()
        }
        (true, true) => view! {
            <form class="fields" data-columns="1" on:submit=save>
                <Field name="resolution" label=t.resolution hint=t.resolution_hint value=text kind=FieldKind::Area(3) />
                <div class="row">
                    <Button size=Size::Small submit=true busy=changing.sending.busy>{t.resolution_save}</Button>
                    <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| open.set(false)>{t.cancel}</Button>
                </div>
            </form>
        }
        .into_any(),
    }
    })
}

/// When it is to be looked at again.
#[component]
fn Reminder(changing: Changing, edits: Kept<bool>) -> impl IntoView {
    let t = ui::texts::<TicketMarksText>();
    let detail = changing.whose.detail;
    let follow_up = ui::kept(move || detail.with(|one| one.as_ref().and_then(|one| marks(one).follow_up)));
    let (open, at, comment) = (RwSignal::new(false), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(at) = moment(&at.get_untracked()) else { return };
        let comment = comment.get_untracked().trim().to_owned();
        changing.run(Change::FollowUp(Some(FollowUp { at, comment })), Some(Callback::new(move |()| open.set(false))));
    };
    let take_back = move |_| changing.run(Change::FollowUp(None), None);
    let known = move |follow_up: FollowUp| {
        view! {
            <div class="reason">
                <p><Time at=follow_up.at /></p>
                <p dir="auto">{follow_up.comment}</p>
                {edits.get().then(|| view! {
                    <Button size=Size::Small kind=ButtonKind::Ghost on_click=take_back>{t.no_follow_up}</Button>
                })}
            </div>
        }
        .into_any()
    };
    let form = move || {
        view! {
            <form class="fields" data-columns="1" on:submit=save>
                <Field name="follow-up-at" label=t.follow_up_at value=at kind=FieldKind::DateTime required=true small=true />
                <Field name="follow-up-comment" label=t.follow_up_comment value=comment small=true />
                <div class="row">
                    <Button size=Size::Small submit=true busy=changing.sending.busy>{t.remind}</Button>
                    <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| open.set(false)>{t.cancel}</Button>
                </div>
            </form>
        }
        .into_any()
    };
    ui::changing(move || match follow_up.get() {
        Some(follow_up) => known(follow_up),
        None if !edits.get() => ().into_any(),
        None if open.get() => form(),
        None => view! { <Button size=Size::Small on_click=move |_| open.set(true)>{t.follow_up}</Button> }.into_any(),
    })
}

/// What was chosen by the reader's clock, as it travels.
fn moment(chosen: &str) -> Option<Timestamp> {
    let millis = Date::parse(chosen);
    (!millis.is_nan()).then(|| Timestamp(String::from(Date::new(&JsValue::from_f64(millis)).to_iso_string())))
}
