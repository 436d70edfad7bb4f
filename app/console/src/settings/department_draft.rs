//! A department's settings while they are changed: what stands in the fields, and what of it is new.

use contract::{
    departments::{ChatPolicies, Department, DepartmentDetails, DistributionMethod, TicketPolicies, Visibility},
    roles::CustomerRole,
};
use leptos::prelude::*;
use ui::fill;

use super::{
    chat_policies::ChatDraft,
    ticket_policies::TicketDraft,
    words::{on_off, required},
};
use crate::text::DepartmentText;

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
pub struct Draft {
    pub name: RwSignal<String>,
    pub description: RwSignal<String>,
    pub email: RwSignal<String>,
    pub public: RwSignal<bool>,
    pub offers_chat: RwSignal<bool>,
    pub offers_tickets: RwSignal<bool>,
    pub chat_requires: RwSignal<CustomerRole>,
    pub tickets_require: RwSignal<CustomerRole>,
    pub by_email: RwSignal<bool>,
    pub check_in: RwSignal<bool>,
    pub confidential: RwSignal<bool>,
    pub while_away: RwSignal<bool>,
    pub method: RwSignal<DistributionMethod>,
    pub grace: RwSignal<String>,
    pub chats: ChatDraft,
    pub tickets: TicketDraft,
}

/// What a new department starts with.
pub fn usual() -> DepartmentDetails {
    DepartmentDetails {
        name: String::new(),
        description: String::new(),
        email: String::new(),
        offers_chat: true,
        offers_tickets: true,
        chat_requires: CustomerRole::Everyone,
        tickets_require: CustomerRole::Everyone,
        accepts_new_by_email: false,
        requires_check_in: false,
        confidential: false,
        assigns_tickets_while_away: true,
        method: DistributionMethod::RoundRobin,
        gone_grace_seconds: 60,
        chats: ChatPolicies::default(),
        tickets: TicketPolicies::default(),
    }
}

impl Draft {
    /// The fields, filled with these settings.
    pub fn of(details: &DepartmentDetails, visibility: Visibility) -> Self {
        let details = details.clone();
        Self {
            name: RwSignal::new(details.name),
            description: RwSignal::new(details.description),
            email: RwSignal::new(details.email),
            public: RwSignal::new(visibility == Visibility::Public),
            offers_chat: RwSignal::new(details.offers_chat),
            offers_tickets: RwSignal::new(details.offers_tickets),
            chat_requires: RwSignal::new(details.chat_requires),
            tickets_require: RwSignal::new(details.tickets_require),
            by_email: RwSignal::new(details.accepts_new_by_email),
            check_in: RwSignal::new(details.requires_check_in),
            confidential: RwSignal::new(details.confidential),
            while_away: RwSignal::new(details.assigns_tickets_while_away),
            method: RwSignal::new(details.method),
            grace: RwSignal::new(details.gone_grace_seconds.to_string()),
            chats: ChatDraft::of(details.chats),
            tickets: TicketDraft::of(details.tickets),
        }
    }

    /// Puts these settings into the fields.
    pub fn fill(self, department: &Department) {
        let details = department.details.clone();
        self.name.set(details.name);
        self.description.set(details.description);
        self.email.set(details.email);
        self.public.set(department.visibility == Visibility::Public);
        self.offers_chat.set(details.offers_chat);
        self.offers_tickets.set(details.offers_tickets);
        self.chat_requires.set(details.chat_requires);
        self.tickets_require.set(details.tickets_require);
        self.by_email.set(details.accepts_new_by_email);
        self.check_in.set(details.requires_check_in);
        self.confidential.set(details.confidential);
        self.while_away.set(details.assigns_tickets_while_away);
        self.method.set(details.method);
        self.grace.set(details.gone_grace_seconds.to_string());
        self.chats.fill(details.chats);
        self.tickets.fill(details.tickets);
    }

    /// Seconds of grace; nothing when they do not read.
    pub fn grace(self) -> Option<u32> {
        self.grace.with(|text| text.trim().parse().ok().filter(|seconds| (1..=3600).contains(seconds)))
    }

    /// What would be sent; seconds that do not read are sent as 0, which the server refuses by name.
    pub fn details(self) -> DepartmentDetails {
        DepartmentDetails {
            name: self.name.get().trim().to_owned(),
            description: self.description.get().trim().to_owned(),
            email: self.email.get().trim().to_owned(),
            offers_chat: self.offers_chat.get(),
            offers_tickets: self.offers_tickets.get(),
            chat_requires: self.chat_requires.get(),
            tickets_require: self.tickets_require.get(),
            accepts_new_by_email: self.by_email.get(),
            requires_check_in: self.check_in.get(),
            confidential: self.confidential.get(),
            assigns_tickets_while_away: self.while_away.get(),
            method: self.method.get(),
            gone_grace_seconds: self.grace().unwrap_or_default(),
            chats: self.chats.policies(),
            tickets: self.tickets.policies(),
        }
    }

    /// Whether customers may choose it, as the switch stands.
    pub fn visibility(self) -> Visibility {
        if self.public.get() { Visibility::Public } else { Visibility::Hidden }
    }

    /// What differs from how it is, each in a few words.
    pub fn changes(self, t: &DepartmentText, base: &Department) -> Vec<String> {
        let (new, old) = (self.details(), &base.details);
        let mut said = Vec::new();
        let mut switch = |field: &str, from: bool, to: bool| {
            if from != to {
                let words = [("field", field), ("from", on_off(t, from)), ("to", on_off(t, to))];
                said.push(fill(t.from_to, &words));
            }
        };
        switch(t.show, base.visibility == Visibility::Public, self.public.get());
        switch(t.offers_chat, old.offers_chat, new.offers_chat);
        switch(t.offers_tickets, old.offers_tickets, new.offers_tickets);
        switch(t.by_email, old.accepts_new_by_email, new.accepts_new_by_email);
        switch(t.check_in, old.requires_check_in, new.requires_check_in);
        switch(t.confidential, old.confidential, new.confidential);
        switch(t.while_away, old.assigns_tickets_while_away, new.assigns_tickets_while_away);
        let mut require = |field: &str, from: CustomerRole, to: CustomerRole| {
            if from != to {
                let words = [("field", field), ("from", required(t, from)), ("to", required(t, to))];
                said.push(fill(t.from_to, &words));
            }
        };
        require(t.chat_requires, old.chat_requires, new.chat_requires);
        require(t.tickets_require, old.tickets_require, new.tickets_require);
        let mut word = |field: &str, same: bool| {
            if !same {
                said.push(fill(t.changed, &[("field", field)]));
            }
        };
        word(t.name, old.name == new.name);
        word(t.description, old.description == new.description);
        word(t.email, old.email == new.email);
        word(t.method, old.method == new.method);
        word(t.grace, old.gone_grace_seconds == new.gone_grace_seconds);
        said.extend(self.chats.changes(t, &old.chats));
        said.extend(self.tickets.changes(t, old.tickets));
        said
    }
}
