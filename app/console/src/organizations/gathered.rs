//! What the rules of an organization gather: tickets and live chats, each with why it is here.

use contract::{
    OrganizationId, Timestamp,
    chat::ChatState,
    organizations::{After, GatheredChat, GatheredTicket, ListGatheredChats, ListGatheredTickets, Organization, Why},
    tickets::TicketStatus,
};
use leptos::prelude::*;
use ui::{Chip, Empty, Kept, LinkButton, Shape, Table, Time, Tone};

use super::{page::members_of, words::WhyChips};
use crate::{
    pages::{Listed, Paged},
    paths,
    text::MembersText,
};

/// Asks again when the rules change.
fn rules_version(organization: Kept<Organization>) -> Kept<i64> {
    ui::kept(move || organization.with(|organization| organization.version))
}

/// The tickets of its members.
#[component]
pub(super) fn TicketsTab(organization: Kept<Organization>) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let api = ui::api();
    let id = organization.with_untracked(|organization| organization.id);
    let version = rules_version(organization);
    let paged = Paged::load(move |after| {
        version.track();
        let api = api.clone();
        async move { api.call(ListGatheredTickets { organization: id, body: After { after } }).await }
    });
    let row = move |GatheredTicket { ticket, why }| Row {
        href: paths::ticket(ticket.id),
        title: format!("#{} {}", ticket.number, ticket.subject),
        below: ticket.department_name,
        who: ticket.from,
        where_it_is: String::new(),
        state: match ticket.status {
            TicketStatus::Active => (Tone::Accent, t.active),
            TicketStatus::Waiting => (Tone::Warn, t.waiting),
            TicketStatus::Closed | TicketStatus::Locked => (Tone::Neutral, t.closed),
        },
        why,
        at: ticket.updated_at,
    };
    let rows = Signal::derive(move || paged.items().into_iter().map(row).collect());
    let heads = Heads { what: t.ticket, who: t.from, at: t.updated, nothing: t.no_tickets, shape: Shape::Mail };
    view! { <Listed paged rows=table(id, heads, rows) /> }.into_any()
}

/// The live chats of its members.
#[component]
pub(super) fn ChatsTab(organization: Kept<Organization>) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let api = ui::api();
    let id = organization.with_untracked(|organization| organization.id);
    let version = rules_version(organization);
    let paged = Paged::load(move |after| {
        version.track();
        let api = api.clone();
        async move { api.call(ListGatheredChats { organization: id, body: After { after } }).await }
    });
    let row = move |GatheredChat { chat, why }| Row {
        href: match chat.state {
            ChatState::Ended => paths::transcript(chat.id),
            ChatState::Active | ChatState::Waiting => paths::chat(chat.id, None),
        },
        title: match (chat.visitor_name, chat.email) {
            (name, _) if !name.is_empty() => name,
            (_, Some(email)) => email,
            _ => t.visitor.to_owned(),
        },
        below: chat.opening,
        who: chat.agent.map_or(t.nobody.to_owned(), |agent| agent.name),
        where_it_is: chat.department_name,
        state: match chat.state {
            ChatState::Active => (Tone::Accent, t.active),
            ChatState::Waiting => (Tone::Warn, t.waiting),
            ChatState::Ended => (Tone::Neutral, t.ended),
        },
        why,
        at: chat.started_at,
    };
    let rows = Signal::derive(move || paged.items().into_iter().map(row).collect());
    let heads = Heads { what: t.chat, who: t.agent, at: t.started, nothing: t.no_chats, shape: Shape::Chat };
    view! { <Listed paged rows=table(id, heads, rows) /> }.into_any()
}

/// Something gathered, as its row shows it.
#[derive(Clone)]
struct Row {
    href: String,
    title: String,
    below: String,
    who: String,
    where_it_is: String,
    state: (Tone, &'static str),
    why: Vec<Why>,
    at: Timestamp,
}

/// What the columns are called, and what is said when nothing is there.
#[derive(Clone, Copy)]
struct Heads {
    what: &'static str,
    who: &'static str,
    at: &'static str,
    nothing: &'static str,
    shape: Shape,
}

/// The rows in their table, or that there are none.
fn table(organization: OrganizationId, heads: Heads, rows: Signal<Vec<Row>>) -> Callback<bool, AnyView> {
    let t = ui::texts::<MembersText>();
    Callback::new(move |empty| {
        if empty {
            return view! {
                <Empty shape=heads.shape title=heads.nothing text=t.no_items_text>
                    <LinkButton href=members_of(organization)>{t.to_members}</LinkButton>
                </Empty>
            }
            .into_any();
        }
        view! {
            <Table label=heads.what stack=true>
                <thead>
                    <tr>
                        {[heads.what, heads.who, t.status, t.why, heads.at]
                            .into_iter()
                            .map(|head| view! { <th scope="col">{head}</th> })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {move || rows.get().into_iter().map(|row| view! { <GatheredRow row heads /> }).collect_view()}
                </tbody>
            </Table>
        }
        .into_any()
    })
}

#[component]
fn GatheredRow(row: Row, heads: Heads) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let (tone, state) = row.state;
    view! {
        <tr data-clickable="">
            <td>
                <a class="title" href=row.href>{row.title}</a>
                <span class="sub">{row.below}</span>
            </td>
            <td data-label=heads.who>
                {row.who}
                <span class="sub">{row.where_it_is}</span>
            </td>
            <td data-label=t.status>
                <Chip tone>{state}</Chip>
            </td>
            <td data-label=t.why>
                <WhyChips why=row.why />
            </td>
            <td class="muted num" data-label=heads.at>
                <Time at=row.at />
            </td>
        </tr>
    }
    .into_any()
}
