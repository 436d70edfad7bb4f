//! What one may still do about an answer that leaves by mail: take it back, or send it again.

use contract::{
    TicketEntryId, TicketId,
    rights::Permission,
    tickets::{Sending, SendingFate},
};
use leptos::prelude::*;
use ui::{Button, ButtonKind, ProblemNotice, Size, Submission};

use super::{saying::Mailing, store::use_tickets};
use crate::text::TicketsText;

/// The act that an answer allows now; nothing where there is none.
pub fn act(sending: Option<&Sending>, mine: bool) -> Option<Mailing> {
    match sending {
        Some(sending) if sending.held => mine.then_some(Mailing::TakeBack),
        Some(Sending { fate: SendingFate::Refused | SendingFate::Bounced, .. }) => Some(Mailing::Again),
        _ => None,
    }
}

/// The button of an act.
#[component]
pub fn MailingButton(ticket: TicketId, entry: TicketEntryId, text: String, act: Mailing) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let doing = Submission::new();
    let may = move || tickets.may(ticket, Permission::Reply);
    let words = match act {
        Mailing::TakeBack => t.undo_send,
        Mailing::Again => t.send_again,
    };
    let act = move |_| {
        let text = text.clone();
        doing.run(async move { tickets.mail(ticket, entry, text, act).await }, |()| ());
    };
    let act = Callback::new(act);
    move || {
        may().then(|| {
            view! {
                <Button kind=ButtonKind::Plain size=Size::Small busy=doing.busy on_click=move |event| act.run(event)>
                    {words}
                </Button>
                <ProblemNotice problem=doing.problem />
            }
        })
    }
}
