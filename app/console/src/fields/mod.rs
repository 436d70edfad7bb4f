//! Custom fields: values beside chats and tickets, edited in place; what administrators set; what is asked.

mod edit_field;
mod list;
mod options;
mod order;
mod pane;
mod template;
mod template_draft;
mod template_lines;

pub use edit_field::{FieldPage, NewFieldPage};
pub use list::FieldsPage;
pub use pane::Values;
pub use template::{TemplatePage, kind_name};

use contract::{
    ChatId, TicketId,
    fields::{Field, Question, QuestionOption, TemplateLine},
};
use leptos::prelude::*;
use uuid::Uuid;

use crate::pieces;

/// What has values.
#[derive(Clone, Copy, PartialEq)]
pub enum Item {
    /// A chat.
    Chat(ChatId),
    /// A ticket.
    Ticket(TicketId),
}

impl Item {
    fn id(self) -> Uuid {
        match self {
            Item::Chat(chat) => chat.0,
            Item::Ticket(ticket) => ticket.0,
        }
    }
}

/// Whose values are shown, for their piece.
#[derive(Clone, Copy)]
struct Whose {
    item: Item,
    place: Signal<String>,
}

/// The values of a chat or a ticket, once their piece is there. Another `place` asks again: there another template may
/// be in force.
#[component]
pub fn ItemValues(item: Item, #[prop(into)] place: Signal<String>) -> impl IntoView {
    provide_context(Whose { item, place });
    pieces::values::Page::Values.part("props")
}

/// What agents are asked: the template's fields by their own names, with the options that are there and those chosen.
/// Of something that begins, what need not be filled before replying says so, and defaults stand.
pub fn for_agents(lines: &[TemplateLine], fields: &[Field], chosen: &[String], begins: bool) -> Vec<Question> {
    let question = |line: &TemplateLine| {
        let field = fields.iter().find(|field| field.id == line.field)?;
        let offered = field
            .options
            .iter()
            .filter(|option| !option.archived || chosen.iter().any(|id| *id == option.id.to_string()));
        Some(Question {
            field: field.id,
            text: field.name.clone(),
            kind: field.kind,
            options: offered.map(|option| QuestionOption { id: option.id, text: option.text.clone() }).collect(),
            default: if begins { field.default.clone() } else { Vec::new() },
            required: !begins || line.before_reply,
            condition: line.condition.clone(),
        })
    };
    lines.iter().filter_map(question).collect()
}

/// What customers are asked, as the server would say it.
pub fn for_customers(lines: &[TemplateLine], fields: &[Field]) -> Vec<Question> {
    let question = |line: &TemplateLine| {
        let field = fields.iter().find(|field| field.id == line.field)?;
        let offered = field.options.iter().filter(|option| !option.archived);
        Some(Question {
            field: field.id,
            text: if line.question.trim().is_empty() { field.name.clone() } else { line.question.clone() },
            kind: field.kind,
            options: offered.map(|option| QuestionOption { id: option.id, text: option.text.clone() }).collect(),
            default: field.default.clone(),
            required: line.required,
            condition: line.condition.clone(),
        })
    };
    lines.iter().filter(|line| line.shown).filter_map(question).collect()
}
