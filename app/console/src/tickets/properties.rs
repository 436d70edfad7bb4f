//! What is known of a ticket: who it is for, whose customers they are, where it stands, and what was done to it.

use contract::{
    TicketId,
    organizations::ListTicketOrganizations,
    tickets::{Ticket, TicketStatus},
};
use leptos::prelude::*;
use ui::{Choice, Kept, Select, Skeleton, Time};

use super::{
    acts::{self, Changing, changer, priority_of, word},
    history::History,
    marks::TicketMarksPart,
    page::Panes,
    store::Change,
    use_tickets, words,
};
use crate::{
    fields::{Item, ItemValues},
    live,
    organizations::Belongings,
    panes::{self, Properties},
    paths,
    text::{TicketText, TicketsText},
};

/// The properties pane.
#[component]
pub(super) fn PropertiesPane(ticket: TicketId) -> impl IntoView {
    let t = ui::texts::<TicketText>();
    let texts = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let panes: Panes = expect_context();
    let detail = ui::kept(move || tickets.detail(ticket));
    let known = ui::kept(move || detail.with(Option::is_some));
    let lost = ui::kept(move || tickets.problem_of(ticket).is_some());
    let changing = acts::provide(ticket);
    let inside = move || match known.get() {
        false if lost.get() => ().into_any(),
        false => view! { <Skeleton lines=6 /> }.into_any(),
        true => view! {
            <Customer detail />
            <ItemValues item=Item::Ticket(ticket) place=place(detail) />
            <Organizations ticket />
            <Where detail changing />
            <TicketMarksPart ticket detail />
            <History ticket detail />
        }
        .into_any(),
    };
    view! {
        <panes::PropertiesPane title=t.properties back=texts.hide_properties properties=panes.properties>
            {move || inside()}
        </panes::PropertiesPane>
    }
    .into_any()
}

/// Where the ticket is: there its template is in force.
fn place(detail: Kept<Option<Ticket>>) -> Signal<String> {
    Signal::derive(move || {
        detail.with(|ticket| ticket.as_ref().map(|ticket| ticket.row.department.to_string())).unwrap_or_default()
    })
}

/// The customer's account, and every address that takes part.
#[component]
fn Customer(detail: Kept<Option<Ticket>>) -> impl IntoView {
    let t = ui::texts::<TicketText>();
    let account = ui::kept(move || detail.with(|detail| detail.as_ref()?.account));
    let participants = ui::kept(move || {
        detail.with(|detail| detail.as_ref().map(|detail| detail.participants.clone()).unwrap_or_default())
    });
    let people = move || {
        let people = participants.get();
        if people.is_empty() {
            return view! { <p class="muted small">{t.participants_none}</p> }.into_any();
        }
        let rows = people.into_iter().map(|one| {
            let named = !one.name.is_empty();
            view! {
                <li class="reason">
                    {named.then(|| view! { <strong dir="auto">{one.name}</strong> })}
                    <p><bdi dir="ltr">{one.address}</bdi></p>
                </li>
            }
        });
        view! { <ul class="list">{rows.collect_view()}</ul> }.into_any()
    };
    let account = move || match account.get() {
        Some(account) => view! { <a class="link" href=paths::person(account)>{t.account_open}</a> }.into_any(),
        None => view! { <span class="muted">{t.no_account}</span> }.into_any(),
    };
    view! {
        <Properties title=t.participants>
            {move || people()}
            <dl>
                <dt>{t.account}</dt>
                <dd>{account}</dd>
            </dl>
        </Properties>
    }
    .into_any()
}

#[component]
fn Organizations(ticket: TicketId) -> impl IntoView {
    let api = ui::api();
    let query = live::load(move || {
        let api = api.clone();
        async move { api.call(ListTicketOrganizations { ticket, body: () }).await.map(|list| list.items) }
    });
    view! { <Belongings query /> }.into_any()
}

/// Where the ticket stands; status and priority are changed in place.
#[component]
fn Where(detail: Kept<Option<Ticket>>, changing: Changing) -> impl IntoView {
    let t = ui::texts::<TicketText>();
    let row = ui::kept(move || detail.with(|detail| detail.as_ref().map(|detail| detail.row.clone())));
    let chat = ui::kept(move || detail.with(|detail| detail.as_ref()?.chat));
    let facts = move || {
        row.get().map(|row| {
            let agent = row.agent.map_or_else(|| t.nobody.to_owned(), |agent| agent.name);
            view! {
                <dt>{t.agent}</dt>
                <dd>{agent}</dd>
                <dt>{t.department}</dt>
                <dd>{row.department_name}</dd>
                <dt>{t.group}</dt>
                <dd>{row.group_name}</dd>
                <dt>{t.updated}</dt>
                <dd><Time at=row.updated_at /></dd>
            }
        })
    };
    let chat = move || {
        chat.get().map(|chat| {
            view! {
                <dt>{t.came_from}</dt>
                <dd><a class="link" href=paths::chat(chat, None)>{t.a_chat}</a></dd>
            }
        })
    };
    view! {
        <Properties title=t.ticket>
            <acts::Refused refused=changing row />
            <Editable row changing />
            <dl>{move || facts()} {move || chat()}</dl>
        </Properties>
    }
    .into_any()
}

#[component]
fn Editable(row: Kept<Option<contract::tickets::TicketRow>>, changing: Changing) -> impl IntoView {
    let t = ui::texts::<TicketText>();
    let texts = ui::texts::<TicketsText>();
    let change = changer(changing);
    let (status, priority) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // What was chosen shows at once; what the server has shows again when it refused.
    ui::effect(move || {
        changing.track();
        row.with(|row| {
            if let Some(row) = row {
                status.set(status_word(row.status).to_owned());
                priority.set(word(row.priority).to_owned());
            }
        });
    });
    let statuses =
        words::STATUSES.map(|one| Choice::new(status_word(one).to_owned(), words::status(texts, one))).to_vec();
    let priorities =
        words::PRIORITIES.map(|one| Choice::new(word(one).to_owned(), words::priority(texts, one))).to_vec();
    let set_status = move |chosen: String| {
        if let Some(status) = words::STATUSES.into_iter().find(|one| status_word(*one) == chosen) {
            change(Change::Status(status));
        }
    };
    let set_priority = move |chosen: String| {
        if let Some(priority) = priority_of(&chosen) {
            change(Change::Priority(priority));
        }
    };
    view! {
        <div class="fields" data-columns="2">
            <Select name="ticket-status" label=t.status small=true value=status choices=statuses on_change=set_status />
            <Select
                name="ticket-priority"
                label=t.priority
                small=true
                value=priority
                choices=priorities
                on_change=set_priority
            />
        </div>
    }
    .into_any()
}

fn status_word(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Active => "active",
        TicketStatus::Waiting => "waiting",
        TicketStatus::Closed => "closed",
        TicketStatus::Locked => "locked",
    }
}
