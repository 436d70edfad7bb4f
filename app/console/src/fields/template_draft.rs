//! A template while it is changed.

use contract::{
    FieldId,
    fields::{Condition, Field, Template, TemplateDetails, TemplateLine},
};
use leptos::prelude::*;

use super::order;
use crate::text::TemplateText;

/// A line while it is changed.
#[derive(Clone)]
pub struct Line {
    pub field: FieldId,
    pub question: ArcRwSignal<String>,
    pub shown: ArcRwSignal<bool>,
    pub required: ArcRwSignal<bool>,
    pub before_reply: ArcRwSignal<bool>,
    pub before_close: ArcRwSignal<bool>,
    /// Empty: always. A field's id: when it is filled; then ids or words behind it: when it is one of these.
    pub condition: ArcRwSignal<String>,
}

impl Line {
    fn of(line: &TemplateLine) -> Line {
        Line {
            field: line.field,
            question: ArcRwSignal::new(line.question.clone()),
            shown: ArcRwSignal::new(line.shown),
            required: ArcRwSignal::new(line.required),
            before_reply: ArcRwSignal::new(line.before_reply),
            before_close: ArcRwSignal::new(line.before_close),
            condition: ArcRwSignal::new(line.condition.as_ref().map(written).unwrap_or_default()),
        }
    }

    fn details(&self) -> TemplateLine {
        let shown = self.shown.get();
        TemplateLine {
            field: self.field,
            question: self.question.get().trim().to_owned(),
            shown,
            required: shown && self.required.get(),
            before_reply: self.before_reply.get(),
            before_close: self.before_close.get(),
            condition: read(&self.condition.get()),
        }
    }
}

/// A condition as it stands in a list of choices.
pub fn written(condition: &Condition) -> String {
    std::iter::once(condition.field.to_string()).chain(condition.is.iter().cloned()).collect::<Vec<_>>().join(" ")
}

/// And back.
pub fn read(text: &str) -> Option<Condition> {
    let mut words = text.split(' ');
    let field = words.next()?.parse().ok()?;
    Some(Condition { field, is: words.map(str::to_owned).collect() })
}

/// What stands in the inputs. Copy it about.
#[derive(Clone, Copy)]
pub struct Draft {
    pub lines: RwSignal<Vec<Line>>,
}

impl Draft {
    pub fn new() -> Self {
        Self { lines: RwSignal::new(Vec::new()) }
    }

    pub fn fill(self, template: &Template) {
        self.lines.set(template.lines.iter().map(Line::of).collect());
    }

    /// One more field, which customers see.
    pub fn add(self, field: FieldId) {
        let line = TemplateLine {
            field,
            question: String::new(),
            shown: true,
            required: false,
            before_reply: false,
            before_close: false,
            condition: None,
        };
        self.lines.update(|lines| lines.push(Line::of(&line)));
    }

    /// One less; what depended on it is asked always.
    pub fn remove(self, field: FieldId) {
        self.lines.update(|lines| lines.retain(|line| line.field != field));
        for line in self.lines.get_untracked() {
            if read(&line.condition.get_untracked()).is_some_and(|condition| condition.field == field) {
                line.condition.set(String::new());
            }
        }
    }

    pub fn move_line(self, from: usize, to: usize) {
        self.lines.update(|lines| order::moved(lines, from, to));
    }

    /// What would be sent.
    pub fn details(self) -> TemplateDetails {
        TemplateDetails { lines: self.lines.get().iter().map(Line::details).collect() }
    }

    /// What differs, field by field.
    pub fn changes(self, t: &TemplateText, fields: &[Field], template: &Template) -> Vec<String> {
        let new = self.details().lines;
        let name = |id: FieldId| fields.iter().find(|it| it.id == id).map(|it| it.name.clone()).unwrap_or_default();
        let differs = |line: &&TemplateLine| !template.lines.contains(line);
        let mut changes: Vec<String> = new.iter().filter(differs).map(|line| name(line.field)).collect();
        let gone = template.lines.iter().filter(|line| !new.iter().any(|it| it.field == line.field));
        changes.extend(gone.map(|line| name(line.field)));
        if changes.is_empty() && new != template.lines {
            changes.push(t.changed_order.to_owned());
        }
        changes
    }
}
