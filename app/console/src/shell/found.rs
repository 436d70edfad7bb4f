//! What the command palette finds: acts, pages and open chats at once, people, organizations and tickets by asking.

use client::Api;
use contract::{
    chat::ChatRow,
    organizations::{ListOrganizations, OrganizationFilter},
    people::{ListPeople, PeopleFilter},
    tickets::{FindTickets, TicketSearch},
};
use ui::Shape;

use crate::{
    chats::words,
    company::CompanyStore,
    paths,
    text::{ChatsText, ShellText},
};

/// How many of each kind are shown.
const EACH: usize = 6;

/// Something the palette does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Says available.
    Available,
    /// Says away.
    Away,
    /// Begins the shift.
    CheckIn,
    /// Ends the shift.
    CheckOut,
    /// The dark theme.
    Dark,
    /// The light theme.
    Light,
    /// The overlay of keys.
    Keys,
    /// Ends the session.
    SignOut,
}

/// What choosing a result does.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Follows a whole path.
    Go(String),
    /// Does something.
    Do(Act),
}

/// A result.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The heading it stands under.
    pub heading: &'static str,
    /// Its words.
    pub label: String,
    /// What tells it from others.
    pub aside: String,
    /// Its icon.
    pub shape: Shape,
    /// What choosing it does.
    pub target: Target,
}

fn page(t: &'static ShellText, label: &str, shape: Shape, path: impl Into<String>) -> Found {
    Found {
        heading: t.palette_pages,
        label: label.into(),
        aside: String::new(),
        shape,
        target: Target::Go(path.into()),
    }
}

fn act(t: &'static ShellText, label: &str, shape: Shape, target: Target) -> Found {
    Found { heading: t.palette_acts, label: label.into(), aside: String::new(), shape, target }
}

/// Acts and pages whose words contain every word asked for.
pub fn acts_and_pages(t: &'static ShellText, query: &str, administers: bool, checks_in: bool) -> Vec<Found> {
    let mut all = vec![
        act(t, t.act_new_ticket, Shape::Mail, Target::Go(paths::NEW_TICKET.into())),
        act(t, t.act_new_organization, Shape::Building, Target::Go(paths::NEW_ORGANIZATION.into())),
        act(t, t.act_new_person, Shape::User, Target::Go(paths::NEW_PERSON.into())),
        act(t, t.act_available, Shape::Check, Target::Do(Act::Available)),
        act(t, t.act_away, Shape::Clock, Target::Do(Act::Away)),
    ];
    if checks_in {
        all.push(act(t, t.act_check_in, Shape::Clock, Target::Do(Act::CheckIn)));
        all.push(act(t, t.act_check_out, Shape::End, Target::Do(Act::CheckOut)));
    }
    all.extend([
        act(t, t.act_theme_dark, Shape::Moon, Target::Do(Act::Dark)),
        act(t, t.act_theme_light, Shape::Sun, Target::Do(Act::Light)),
        act(t, t.act_keys, Shape::Info, Target::Do(Act::Keys)),
        act(t, t.sign_out, Shape::End, Target::Do(Act::SignOut)),
        page(t, t.chats, Shape::Chat, paths::CHATS),
        page(t, t.tickets, Shape::Mail, paths::TICKETS),
        page(t, t.all_tickets, Shape::List, paths::ALL_TICKETS),
        page(t, t.organizations, Shape::Building, paths::ORGANIZATIONS),
        page(t, t.people, Shape::Users, paths::PEOPLE),
    ]);
    if administers {
        all.push(page(t, t.company, Shape::Settings, paths::COMPANY));
    }
    all.retain(|found| fits(&found.label, query));
    all
}

/// Open chats by the visitor's name or address.
pub fn chats(company: CompanyStore, rows: &[ChatRow], query: &str) -> Vec<Found> {
    let (t, texts) = (ui::texts::<ShellText>(), ui::texts::<ChatsText>());
    if query.is_empty() {
        return Vec::new();
    }
    let found = rows.iter().filter(|row| {
        fits(&format!("{} {}", words::name(texts, row), row.email.as_deref().unwrap_or_default()), query)
    });
    found
        .take(EACH)
        .map(|row| Found {
            heading: t.palette_chats,
            label: words::name(texts, row),
            aside: words::place(company, row),
            shape: Shape::Chat,
            target: Target::Go(paths::chat(row.id, None)),
        })
        .collect()
}

/// Asks the server for people, organizations and tickets. What it refuses is not found.
pub async fn look_up(api: Api, t: &'static ShellText, query: String) -> Vec<Found> {
    let mut all = Vec::new();
    let body = PeopleFilter { query: Some(query.clone()), limit: Some(EACH as u32), ..Default::default() };
    if let Ok(people) = api.call(ListPeople { body }).await {
        all.extend(people.items.into_iter().take(EACH).map(|person| Found {
            heading: t.people,
            label: person.name,
            aside: person.email,
            shape: Shape::User,
            target: Target::Go(paths::person(person.id)),
        }));
    }
    let body = OrganizationFilter { query: Some(query.clone()), after: None };
    if let Ok(organizations) = api.call(ListOrganizations { body }).await {
        all.extend(organizations.items.into_iter().take(EACH).map(|organization| Found {
            heading: t.organizations,
            label: organization.name,
            aside: organization.place,
            shape: Shape::Building,
            target: Target::Go(paths::organization(organization.id)),
        }));
    }
    if let Ok(tickets) = api.call(FindTickets { body: TicketSearch { query } }).await {
        all.extend(tickets.items.into_iter().take(EACH).map(|ticket| Found {
            heading: t.tickets,
            label: ticket.subject,
            aside: format!("#{} · {}", ticket.number, ticket.from),
            shape: Shape::Mail,
            target: Target::Go(paths::ticket(ticket.id)),
        }));
    }
    all
}

/// Whether a text contains every word asked for, whatever the case.
fn fits(text: &str, query: &str) -> bool {
    let text = text.to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_and_pages_are_found_by_parts_of_their_words() {
        let t = &ShellText::ENGLISH;
        let labels = |query: &str, administers: bool| -> Vec<String> {
            acts_and_pages(t, query, administers, false).into_iter().map(|found| found.label).collect()
        };
        assert_eq!(labels("tick new", false), [t.act_new_ticket]);
        assert_eq!(labels("comp", true), [t.company]);
        assert!(labels("comp", false).is_empty());
        assert!(!labels("", false).contains(&t.act_check_in.to_owned()));
    }
}
