//! What every widget reads and writes.

use super::{FromTree, Missing, ToTree, Tree};
use crate::{
    ChatId, FieldProblem, List, Problem, TicketId,
    brands::BrandLook,
    chat::{ChatState, EndedBy, PublicEntry, PublicEvent, SeenUpTo, Side},
    fields::{Condition, FieldType, GivenValue, Question, QuestionOption},
    live::{ClientFrame, PortalFrame, VisitorFrame},
    widget::{
        Availability, Identity, NewChat, NewLeftMessage, NewVisitor, NewVisitorMessage, PageSeen, PublicDepartment,
        PublicLog, PublicPosition, Receipt, VisitorChat, VisitorPass, WidgetState,
    },
};

read_fields! {
    FieldProblem { field, code, message }
    BrandLook { name, hue, chroma, headline, welcome, logo }
    PublicDepartment { id, name, description, chat_now, takes_messages, asks, opens_at }
    Availability { departments, version }
    VisitorChat { id, department, state, agent, picture, position, expected_wait, started_at, last }
    WidgetState { visitor, name, email, look, availability, chat }
    VisitorPass { token, state }
    PublicLog { entries, more }
    Receipt { number, department }
    QuestionOption { id, text }
    Condition { field, is }
    Question { field, text, kind, options, default, required, condition }
}

write_fields! {
    PageSeen { url, title, referrer, language, time_zone }
    NewVisitor { brand, page }
    Identity { token }
    GivenValue { field, value }
    NewChat { client_id, department, name, email, text, values, page }
    NewVisitorMessage { client_id, text }
    NewLeftMessage { client_id, department, name, email, subject, text, values }
    PublicPosition { after }
    SeenUpTo { up_to }
}

words! {
    ChatState { Waiting = "waiting", Active = "active", Ended = "ended" }
    Side { Visitor = "visitor", Agent = "agent" }
    EndedBy { Visitor = "visitor", Agent = "agent", Silence = "silence" }
    FieldType {
        Line = "line", Text = "text", Number = "number", Date = "date", DateTime = "date_time", YesNo = "yes_no",
        Choice = "choice", Choices = "choices", Email = "email", Phone = "phone", Url = "url",
    }
}

impl<T: FromTree> FromTree for List<T> {
    fn from_tree(mut tree: Tree, missing: &mut Missing) -> Self {
        List { items: tree.part("items", missing) }
    }
}

impl FromTree for Problem {
    fn from_tree(mut tree: Tree, missing: &mut Missing) -> Self {
        // Left out when none is at fault.
        let fields: Option<Vec<FieldProblem>> = tree.part("fields", missing);
        Problem {
            status: tree.part("status", missing),
            code: tree.part("code", missing),
            title: tree.part("title", missing),
            detail: tree.part("detail", missing),
            fields: fields.unwrap_or_default(),
            retry_after: tree.part("retry_after", missing),
        }
    }
}

impl FromTree for PublicEntry {
    fn from_tree(mut tree: Tree, missing: &mut Missing) -> Self {
        let kind: String = tree.part("kind", missing);
        let event = match &*kind {
            "message" => PublicEvent::Message {
                from: tree.part("from", missing),
                name: tree.part("name", missing),
                text: tree.part("text", missing),
                client_id: tree.part("client_id", missing),
            },
            "joined" => PublicEvent::Joined { name: tree.part("name", missing) },
            "transferred" => PublicEvent::Transferred { department: tree.part("department", missing) },
            "seen" => PublicEvent::Seen { by: tree.part("by", missing), up_to: tree.part("up_to", missing) },
            "ended" => PublicEvent::Ended { by: tree.part("by", missing) },
            "waiting_again" => PublicEvent::WaitingAgain,
            _ => {
                missing.note::<()>("a kind of entry");
                PublicEvent::WaitingAgain
            }
        };
        PublicEntry { number: tree.part("number", missing), at: tree.part("at", missing), event }
    }
}

impl FromTree for VisitorFrame {
    fn from_tree(mut tree: Tree, missing: &mut Missing) -> Self {
        let hear: String = tree.part("hear", missing);
        match &*hear {
            "welcome" => VisitorFrame::Welcome,
            "entry" => VisitorFrame::Entry { chat: tree.part("chat", missing), entry: tree.part("entry", missing) },
            "chat" => VisitorFrame::Chat { chat: tree.part("chat", missing) },
            "availability" => VisitorFrame::Availability { availability: tree.part("availability", missing) },
            "typing" => VisitorFrame::Typing { chat: tree.part("chat", missing), name: tree.part("name", missing) },
            "forgotten" => VisitorFrame::Forgotten,
            "closing" => VisitorFrame::Closing,
            _ => {
                missing.note::<()>("a frame");
                VisitorFrame::Closing
            }
        }
    }
}

impl FromTree for PortalFrame {
    fn from_tree(mut tree: Tree, missing: &mut Missing) -> Self {
        let hear: String = tree.part("hear", missing);
        match &*hear {
            "welcome" => PortalFrame::Welcome,
            "availability" => PortalFrame::Availability { availability: tree.part("availability", missing) },
            "closing" => PortalFrame::Closing,
            _ => {
                missing.note::<()>("a frame");
                PortalFrame::Closing
            }
        }
    }
}

fn look(ticket: &TicketId, writing: bool) -> Tree {
    let say = ("say", Tree::Text("look".to_owned()));
    Tree::of(vec![say, ("ticket", ticket.to_tree()), ("writing", Tree::Flag(writing))])
}

impl ToTree for ClientFrame {
    fn to_tree(&self) -> Tree {
        let chat = |chat: &ChatId| ("chat", chat.to_tree());
        let (say, more) = match self {
            ClientFrame::Console => ("console", None),
            ClientFrame::Visitor { token } => ("visitor", Some(("token", token.to_tree()))),
            ClientFrame::Portal => ("portal", None),
            ClientFrame::Watch { chat: of } => ("watch", Some(chat(of))),
            ClientFrame::Unwatch { chat: of } => ("unwatch", Some(chat(of))),
            ClientFrame::Typing { chat: of } => ("typing", Some(chat(of))),
            // Only a console says it: the others carry as little of it as can be.
            ClientFrame::Look { ticket, writing } => return look(ticket, *writing),
            ClientFrame::LookAway { ticket } => ("look_away", Some(("ticket", ticket.to_tree()))),
            ClientFrame::Goodbye => ("goodbye", None),
        };
        let say = ("say", Tree::Text(say.to_owned()));
        match more {
            Some(more) => Tree::of(vec![say, more]),
            None => Tree::of(vec![say]),
        }
    }
}
