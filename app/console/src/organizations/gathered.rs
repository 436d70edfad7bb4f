//! What the rules of an organization gather: tickets and live chats, each with why it is here.

use contract::{
    OrganizationId,
    chat::ChatState,
    organizations::{After, GatheredChat, GatheredTicket, ListGatheredChats, ListGatheredTickets, Organization},
    tickets::TicketStatus,
};
use leptos::prelude::*;
use ui::{Chip, Empty, LinkButton, ProblemNotice, Shape, Skeleton, Table, Time, Tone};

use super::{page::members_of, words::WhyChips};
use crate::{
    pages::{MoreRows, Paged},
    paths,
    text::MembersText,
};

/// Asks again when the rules change.
fn rules_version(organization: Signal<Organization>) -> Memo<i64> {
    Memo::new(move |_| organization.with(|organization| organization.version))
}

/// The tickets of its members.
#[component]
pub(super) fn TicketsTab(organization: Signal<Organization>) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let api = ui::api();
    let id = organization.with_untracked(|organization| organization.id);
    let version = rules_version(organization);
    let paged = Paged::load(move |after| {
        version.track();
        let api = api.clone();
        async move { api.call(ListGatheredTickets { organization: id, body: After { after } }).await }
    });
    let rows = move || {
        paged
            .items()
            .into_iter()
            .map(|GatheredTicket { ticket, why }| {
                let (tone, status) = match ticket.status {
                    TicketStatus::Active => (Tone::Accent, t.active),
                    TicketStatus::Waiting => (Tone::Warn, t.waiting),
                    TicketStatus::Closed => (Tone::Neutral, t.closed),
                };
                view! {
                    <tr data-clickable="">
                        <td>
                            <a class="title" href=paths::ticket(ticket.id)>
                                "#"
                                {ticket.number}
                                " "
                                {ticket.subject}
                            </a>
                            <span class="sub">{ticket.department_name}</span>
                        </td>
                        <td data-label=t.from>{ticket.from}</td>
                        <td data-label=t.status>
                            <Chip tone>{status}</Chip>
                        </td>
                        <td data-label=t.why>
                            <WhyChips why />
                        </td>
                        <td class="muted num" data-label=t.updated>
                            <Time at=ticket.updated_at />
                        </td>
                    </tr>
                }
            })
            .collect_view()
    };
    let table = move || {
        view! {
            <Table label=t.ticket stack=true>
                <thead>
                    <tr>
                        <th scope="col">{t.ticket}</th>
                        <th scope="col">{t.from}</th>
                        <th scope="col">{t.status}</th>
                        <th scope="col">{t.why}</th>
                        <th scope="col">{t.updated}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </Table>
        }
        .into_any()
    };
    gathered(paged, id, t.no_tickets, Shape::Mail, table)
}

/// The live chats of its members.
#[component]
pub(super) fn ChatsTab(organization: Signal<Organization>) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let api = ui::api();
    let id = organization.with_untracked(|organization| organization.id);
    let version = rules_version(organization);
    let paged = Paged::load(move |after| {
        version.track();
        let api = api.clone();
        async move { api.call(ListGatheredChats { organization: id, body: After { after } }).await }
    });
    let rows = move || {
        paged
            .items()
            .into_iter()
            .map(|GatheredChat { chat, why }| {
                let (tone, state) = match chat.state {
                    ChatState::Active => (Tone::Accent, t.active),
                    ChatState::Waiting => (Tone::Warn, t.waiting),
                    ChatState::Ended => (Tone::Neutral, t.ended),
                };
                let ended = chat.state == ChatState::Ended;
                let href = if ended { paths::transcript(chat.id) } else { paths::chat(chat.id, None) };
                let name = match (&chat.visitor_name, &chat.email) {
                    (name, _) if !name.is_empty() => name.clone(),
                    (_, Some(email)) => email.clone(),
                    _ => t.visitor.to_owned(),
                };
                view! {
                    <tr data-clickable="">
                        <td>
                            <a class="title" href=href>
                                {name}
                            </a>
                            <span class="sub">{chat.opening}</span>
                        </td>
                        <td data-label=t.agent>
                            {chat.agent.map_or(t.nobody.to_owned(), |agent| agent.name)}
                            <span class="sub">{chat.department_name}</span>
                        </td>
                        <td data-label=t.status>
                            <Chip tone>{state}</Chip>
                        </td>
                        <td data-label=t.why>
                            <WhyChips why />
                        </td>
                        <td class="muted num" data-label=t.started>
                            <Time at=chat.started_at />
                        </td>
                    </tr>
                }
            })
            .collect_view()
    };
    let table = move || {
        view! {
            <Table label=t.chat stack=true>
                <thead>
                    <tr>
                        <th scope="col">{t.chat}</th>
                        <th scope="col">{t.agent}</th>
                        <th scope="col">{t.status}</th>
                        <th scope="col">{t.why}</th>
                        <th scope="col">{t.started}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </Table>
        }
        .into_any()
    };
    gathered(paged, id, t.no_chats, Shape::Chat, table)
}

/// The frame of both: waiting, failed, nothing there, or the table.
fn gathered<T: Clone + Send + Sync + 'static>(
    paged: Paged<T>,
    organization: OrganizationId,
    nothing: &'static str,
    shape: Shape,
    table: impl Fn() -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    let t = ui::texts::<MembersText>();
    let known = Memo::new(move |_| paged.first.loaded.with(|loaded| loaded.ready().map(|page| page.items.is_empty())));
    let failed = Memo::new(move |_| paged.first.problem.with(Option::is_some));
    view! {
        <ProblemNotice problem=paged.first.problem on_retry=move |()| paged.first.refetch() />
        {move || match (known.get(), failed.get()) {
            (None, false) => view! { <Skeleton rows=6 /> }.into_any(),
            (None, true) => ().into_any(),
            (Some(true), _) => view! {
                <Empty shape title=nothing text=t.no_items_text>
                    <LinkButton href=members_of(organization)>{t.to_members}</LinkButton>
                </Empty>
            }
            .into_any(),
            (Some(false), _) => table(),
        }}
        <MoreRows paged />
    }
    .into_any()
}
