//! The tickets' page: the list, the ticket that is open and what is known of it, side by side.

use contract::{
    TicketId,
    tickets::{SetAside, TicketScope, TicketStatus, WORDS_CHARS},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use ui::{Empty, Kept, LinkButton, Shape};

use super::{item::ItemPane, list::ListPane, properties::PropertiesPane, state::View, use_tickets};
use crate::{panes::BareItemPane, paths, session::use_session, text::TicketsText};

/// What the panes of the page know of each other.
#[derive(Clone, Copy)]
pub(super) struct Panes {
    /// The ticket that is open.
    pub ticket: Kept<Option<TicketId>>,
    /// Which tickets are listed.
    pub view: Kept<View>,
    /// Whether a small screen shows the properties.
    pub properties: RwSignal<bool>,
}

/// The tickets.
#[component]
pub fn TicketsPage() -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let (params, query) = (use_params_map(), use_query_map());
    let ticket = ui::kept(move || params.with(|params| params.get("id")?.parse().ok()));
    let view = ui::kept(move || query.with(|query| read(|name| query.get(name))));
    let properties = RwSignal::new(false);
    provide_context(Panes { ticket, view, properties });
    if let Some(me) = use_session().me_untracked() {
        tickets.begin(me.id);
    }
    ui::effect(move || tickets.show(view.get()));
    ui::effect(move || {
        tickets.open(ticket.get());
        properties.set(false);
    });
    on_cleanup(move || tickets.leave());
    let show = move || match (ticket.get(), properties.get()) {
        (None, _) => "list",
        (Some(_), false) => "item",
        (Some(_), true) => "props",
    };
    let item = move || match ticket.get() {
        Some(ticket) => view! { <ItemPane ticket /> }.into_any(),
        None => view! {
            <BareItemPane label=t.conversation>
                <Empty shape=Shape::Mail title=t.none_title text=t.none_text>
                    <LinkButton href=paths::NEW_TICKET>{t.new}</LinkButton>
                </Empty>
            </BareItemPane>
        }
        .into_any(),
    };
    let props = move || ticket.get().map(|ticket| view! { <PropertiesPane ticket /> }.into_any());
    view! {
        <main class="panes" id="main" data-show=show>
            <ListPane />
            {move || item()}
            {move || props()}
        </main>
    }
    .into_any()
}

/// The list an address asks for. A group alone means all of its tickets; who says nothing wants what is to be done.
fn read(query: impl Fn(&str) -> Option<String>) -> View {
    let group = query("group").and_then(|group| group.parse().ok());
    let scope = match query("scope").as_deref() {
        Some("queue") => TicketScope::Queue,
        Some("all") => TicketScope::All,
        Some("mine") => TicketScope::Mine,
        _ if group.is_some() => TicketScope::All,
        _ => TicketScope::Mine,
    };
    let status = match query("status").as_deref() {
        Some("active") => Some(TicketStatus::Active),
        Some("waiting") => Some(TicketStatus::Waiting),
        Some("closed") => Some(TicketStatus::Closed),
        Some("locked") => Some(TicketStatus::Locked),
        Some("any") => None,
        _ => usual_status(scope, group.is_some()),
    };
    let set_aside = match query("aside").as_deref() {
        Some("spam") => Some(SetAside::Spam),
        Some("deleted") => Some(SetAside::Deleted),
        Some("merged") => Some(SetAside::Merged),
        _ => None,
    };
    let tag = query("tag").filter(|tag| !tag.is_empty());
    let words = query("q").map(|words| words.trim().chars().take(WORDS_CHARS).collect::<String>());
    let words = words.filter(|words| !words.is_empty());
    View { scope, group, status, words, tag, set_aside }
}

fn usual_status(scope: TicketScope, of_group: bool) -> Option<TicketStatus> {
    (scope != TicketScope::All || of_group).then_some(TicketStatus::Active)
}

/// The address of a list, with a ticket open in it or none.
pub(super) fn path(view: View, ticket: Option<TicketId>) -> String {
    let View { scope, group, status, words, tag, set_aside } = view;
    let mut pairs = Vec::new();
    if let Some(group) = group {
        pairs.push(format!("group={group}"));
    }
    let usual = if group.is_some() { TicketScope::All } else { TicketScope::Mine };
    if scope != usual {
        pairs.push(match scope {
            TicketScope::Mine => "scope=mine".to_owned(),
            TicketScope::Queue => "scope=queue".to_owned(),
            TicketScope::All => "scope=all".to_owned(),
        });
    }
    if status != usual_status(scope, group.is_some()) {
        pairs.push(match status {
            Some(TicketStatus::Active) => "status=active".to_owned(),
            Some(TicketStatus::Waiting) => "status=waiting".to_owned(),
            Some(TicketStatus::Closed) => "status=closed".to_owned(),
            Some(TicketStatus::Locked) => "status=locked".to_owned(),
            None => "status=any".to_owned(),
        });
    }
    if let Some(words) = words {
        pairs.push(format!("q={}", js_sys::encode_uri_component(&words)));
    }
    if let Some(tag) = tag {
        pairs.push(format!("tag={}", js_sys::encode_uri_component(&tag)));
    }
    match set_aside {
        Some(SetAside::Spam) => pairs.push("aside=spam".to_owned()),
        Some(SetAside::Deleted) => pairs.push("aside=deleted".to_owned()),
        Some(SetAside::Merged) => pairs.push("aside=merged".to_owned()),
        None => {}
    }
    let path = ticket.map_or_else(|| paths::TICKETS.to_owned(), paths::ticket);
    if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view_of(path: &str) -> View {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        read(|name| {
            query
                .split('&')
                .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
                .map(|(_, v)| v.into())
        })
    }

    #[test]
    fn an_address_says_which_tickets() {
        let group = Some(uuid::Uuid::from_u128(7).into());
        for scope in [TicketScope::Mine, TicketScope::Queue, TicketScope::All] {
            for group in [None, group] {
                for status in
                    [None, Some(TicketStatus::Active), Some(TicketStatus::Waiting), Some(TicketStatus::Closed)]
                {
                    for set_aside in [None, Some(SetAside::Spam), Some(SetAside::Deleted), Some(SetAside::Merged)] {
                        let view = View { scope, group, status, words: None, tag: None, set_aside };
                        let path = path(view.clone(), None);
                        assert_eq!(view_of(&path), view, "{path}");
                    }
                }
            }
        }
        assert_eq!(view_of("/console/tickets"), View { status: Some(TicketStatus::Active), ..mine() });
        assert_eq!(view_of(paths::ALL_TICKETS), View { scope: TicketScope::All, ..View::default() });
    }

    fn mine() -> View {
        View { scope: TicketScope::Mine, ..View::default() }
    }
}
