//! A ticket is made of a chat.

use contract::{
    ChatId,
    chat::{Chat, MakeTicketOfChat, NewTicketOfChat},
    rights::Permission,
};
use leptos::{ev, prelude::*};
use ui::{Button, ButtonKind, Field, FieldKind, Kept, ProblemNotice, Size, Submission, Tone, fill};

use super::use_chats;
use crate::{panes::Properties, paths, pieces, sending, text::ChatTicketText};

/// For which chat, for the piece.
#[derive(Clone, Copy)]
struct Whose {
    chat: ChatId,
    detail: Kept<Option<Chat>>,
}

/// The way to a ticket, once its piece is there.
#[component]
pub(super) fn TicketOfChat(chat: ChatId, detail: Kept<Option<Chat>>) -> impl IntoView {
    provide_context(Whose { chat, detail });
    pieces::values::Page::MakeTicket.part("props")
}

/// The button, and what is asked before.
#[component]
pub fn MakeTicket() -> impl IntoView {
    let t = ui::texts::<ChatTicketText>();
    let Whose { chat, detail } = expect_context();
    let (chats, toaster, go) = (use_chats(), ui::toasts(), paths::go());
    let making = Submission::new();
    let (open, subject, email) = (RwSignal::new(false), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let begin = move |_| {
        let row = detail.with_untracked(|chat| chat.as_ref().map(|chat| chat.row.clone()));
        email.set(row.and_then(|row| row.email).unwrap_or_default());
        open.set(true);
    };
    let make = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (subject, email) = (subject.get_untracked().trim().to_owned(), email.get_untracked().trim().to_owned());
        let key = format!("chat:{chat}:ticket");
        let client_id = sending::id_of(&key, &format!("{subject}\n{email}"));
        let body = NewTicketOfChat { client_id, subject, email };
        let (api, go) = (ui::api(), go.clone());
        making.run(async move { api.call(MakeTicketOfChat { chat, body }).await }, move |made| {
            sending::done(&key);
            open.set(false);
            let (words, to) = (fill(t.made, &[("number", &made.number.to_string())]), paths::ticket(made.ticket));
            toaster.with_action(Tone::Good, words, t.open, move || go(&to));
        });
    };
    let make = Callback::new(make);
    let form = move || {
        view! {
            <form class="fields" data-columns="1" novalidate on:submit=move |event| make.run(event)>
                <ProblemNotice problem=making.problem />
                <Field name="ticket-email" label=t.email value=email kind=FieldKind::Email error=making.field("email") />
                <Field name="ticket-subject" label=t.subject hint=t.subject_hint value=subject
                    error=making.field("subject") />
                <div class="row">
                    <Button size=Size::Small kind=ButtonKind::Primary submit=true busy=making.busy>{t.make}</Button>
                    <Button size=Size::Small kind=ButtonKind::Ghost on_click=move |_| open.set(false)>{t.cancel}</Button>
                </div>
            </form>
        }
    };
    ui::changing(move || match (chats.may(chat, Permission::Comment), open.get()) {
        (false, _) => ().into_any(),
        (true, false) => view! {
            <Properties title=t.title>
                <Button size=Size::Small on_click=begin>{t.begin}</Button>
            </Properties>
        }
        .into_any(),
        (true, true) => view! { <Properties title=t.title>{form()}</Properties> }.into_any(),
    })
}
