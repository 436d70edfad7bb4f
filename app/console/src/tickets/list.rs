//! The list pane: whose tickets, which of them, and as many pages as were asked for.

use contract::{
    TicketId, Timestamp,
    departments::Visibility,
    rights::Permission,
    tickets::{Priority, SetAside, TicketRow, TicketScope, TicketStatus},
};
use leptos::prelude::*;
use ui::{
    Button, Chip, Choice, Empty, FilterChip, For, Icon, Kept, LinkButton, ProblemNotice, RemovableChip, Select, Shape,
    Size, Skeleton, TabLinks, Time, fill,
};
use wasm_bindgen::JsCast;

use super::{
    page::{Panes, path},
    search::{Elsewhere, Search, subject},
    state::View,
    use_tickets, words,
};
use crate::{
    asks::AskedOfMe,
    company::{departments, use_company},
    face::Face,
    paths,
    session::use_session,
    text::TicketsText,
};

/// How many tags a row shows.
const TAGS_IN_ROW: usize = 2;

/// The list pane.
#[component]
pub(super) fn ListPane() -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let keys = ui::keys();
    keys.on("j", t.key_next, move || {
        if !step(1) {
            tickets.fetch_more();
        }
    });
    keys.on("k", t.key_previous, || {
        step(-1);
    });
    let listed = ui::kept(move || tickets.state.with(|state| state.is_listed()));
    let ids = ui::kept(move || tickets.state.with(|state| state.rows().iter().map(|row| row.id).collect::<Vec<_>>()));
    view! {
        <section class="pane" data-pane="list" aria-label=t.list>
            <Head />
            <Filters />
            <div class="scroll" aria-busy=move || (!listed.get()).to_string()>
                <ProblemNotice problem=tickets.problem on_retry=move |()| tickets.fetch_list() />
                <AskedOfMe />
                <ul>
                    <For each=move || ids.get() key=|ticket| *ticket let:ticket>
                        <LiveRow ticket />
                    </For>
                </ul>
                <Foot listed ids />
            </div>
        </section>
    }
    .into_any()
}

/// Moves the focus along the rows, from the one that has it or is open. False at the end.
fn step(by: i32) -> bool {
    let Ok(rows) = document().query_selector_all("[data-pane=list] .ticket-row") else { return true };
    let rows: Vec<web_sys::HtmlElement> = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into().ok()).collect();
    let active = document().active_element();
    let focused = rows.iter().position(|row| active.as_ref().is_some_and(|active| row.is_same_node(Some(active))));
    let at = focused.or_else(|| rows.iter().position(|row| row.has_attribute("aria-current")));
    let next = at.map_or(0, |at| (at as i32 + by).clamp(0, rows.len() as i32 - 1) as usize);
    if let Some(row) = rows.get(next) {
        let _focused = row.focus();
    }
    at != Some(next)
}

/// The pane's head: whose tickets, or one group with its two channels.
#[component]
fn Head() -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let company = use_company();
    let panes: Panes = expect_context();
    let group = ui::kept(move || panes.view.get().group);
    let scope = ui::kept(move || panes.view.get().scope);
    let queue = ui::kept(move || {
        let (department_name, group) = company.group(group.get()?)?;
        let department = company.department(group.department)?;
        let only = department.groups.len() == 1;
        let title = if only { department_name } else { format!("{department_name} › {}", group.name) };
        Some((group.id, title, department.visibility == Visibility::Hidden))
    });
    let title = move || match scope.get() {
        TicketScope::Mine => t.mine_title,
        TicketScope::Queue => t.queue_title,
        TicketScope::All => t.all_title,
    };
    let tab = move |own: TicketScope, label: &'static str| {
        let of = View { scope: own, ..View::default() };
        let href = match own {
            TicketScope::Mine => paths::TICKETS.to_owned(),
            TicketScope::All => paths::ALL_TICKETS.to_owned(),
            TicketScope::Queue => path(View { status: Some(TicketStatus::Active), ..of }, None),
        };
        view! { <a href=href aria-current=move || (scope.get() == own).then_some("page")>{label}</a> }
    };
    ui::changing(move || match queue.get() {
        Some((group, title, hidden)) => view! {
            <header class="pane-head">
                <div class="titles">
                    <h1 dir="auto">{title}</h1>
                </div>
                {hidden.then(|| view! { <Chip>{t.hidden}</Chip> })}
                <TabLinks label=t.queue_tabs>
                    <a href=paths::queue(group)>{t.chats}</a>
                    <a href=paths::ticket_queue(group) aria-current="page">{t.title}</a>
                </TabLinks>
            </header>
        }
        .into_any(),
        None => view! {
            <header class="pane-head">
                <div class="titles">
                    <h1>{move || title()}</h1>
                </div>
                <TabLinks label=t.scopes>
                    {tab(TicketScope::Mine, t.mine)} {tab(TicketScope::Queue, t.queue)} {tab(TicketScope::All, t.all)}
                </TabLinks>
            </header>
        }
        .into_any(),
    })
}

/// Which of them: by status, by group, and in a group those nobody has.
#[component]
fn Filters() -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let panes: Panes = expect_context();
    let go = StoredValue::new_local(paths::go_instead());
    let show = move |view: View| go.with_value(|go| go(&path(view, panes.ticket.get_untracked())));
    let statuses = words::STATUSES.map(|own| {
        let pressed = Signal::derive(move || panes.view.get().status == Some(own));
        let press = move |_| {
            let view = panes.view.get_untracked();
            show(View { status: (view.status != Some(own)).then_some(own), ..view });
        };
        view! { <FilterChip pressed on_click=press>{words::status(t, own)}</FilterChip> }
    });
    let in_group = ui::kept(move || panes.view.get().group.is_some());
    let nobody = move || {
        in_group.get().then(|| {
            let pressed = Signal::derive(move || panes.view.get().scope == TicketScope::Queue);
            let press = move |_| {
                let view = panes.view.get_untracked();
                let queue = view.scope == TicketScope::Queue;
                show(View { scope: if queue { TicketScope::All } else { TicketScope::Queue }, ..view });
            };
            view! { <FilterChip pressed on_click=press>{t.nobody_has}</FilterChip> }
        })
    };
    let aside = move |own: SetAside, words: &'static str| {
        let pressed = Signal::derive(move || panes.view.get().set_aside == Some(own));
        let press = move |_| {
            let view = panes.view.get_untracked();
            // What is set aside may stand anywhere.
            show(match view.set_aside == Some(own) {
                true => View { set_aside: None, ..view },
                false => View { set_aside: Some(own), status: None, ..view },
            });
        };
        view! { <FilterChip pressed on_click=press>{words}</FilterChip> }
    };
    let tag = move || {
        panes.view.get().tag.map(|tag| {
            let remove = move |()| show(View { tag: None, ..panes.view.get_untracked() });
            view! { <RemovableChip label=fill(t.tagged, &[("tag", &tag)]) on_remove=remove /> }
        })
    };
    // Who looks for what was merged knows into what: it is offered to nobody, and left again.
    let shows_merged = ui::kept(move || panes.view.get().set_aside == Some(SetAside::Merged));
    let merged = move || shows_merged.get().then(|| aside(SetAside::Merged, t.merged));
    let deleted = use_session().holds(Permission::Delete).then(|| aside(SetAside::Deleted, t.deleted));
    view! {
        <div class="filters" role="group" aria-label=t.filters>
            <Search show=Callback::new(show) />
            {statuses.into_iter().collect_view()}
            {aside(SetAside::Spam, t.spam)}
            {move || merged()}
            {deleted}
            {move || tag()}
            {move || nobody()}
            <Groups show=Callback::new(show) />
        </div>
    }
    .into_any()
}

/// The choice of a group, where there are several.
#[component]
fn Groups(show: Callback<View>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let company = use_company();
    let panes: Panes = expect_context();
    let value = RwSignal::new(String::new());
    ui::effect(move || value.set(panes.view.get().group.map(|group| group.to_string()).unwrap_or_default()));
    let choices = ui::kept(move || {
        let mut choices = vec![Choice::new(String::new(), t.every_group)];
        company.with(|company| {
            for department in company.into_iter().flat_map(departments) {
                let name = &department.details.name;
                for group in &department.groups {
                    let only = department.groups.len() == 1;
                    let label = if only { name.clone() } else { format!("{name} › {}", group.name) };
                    choices.push(Choice::new(group.id.to_string(), label));
                }
            }
        });
        choices
    });
    // As long as nobody knows, there may be several: so nothing moves once they are here.
    let several = ui::kept(move || choices.with(Vec::len) > 2 || company.with(|company| company.is_none()));
    let chosen = move |group: String| {
        let view = panes.view.get_untracked();
        let group = group.parse().ok();
        // Who chooses a group wants to see what lies in it, not only one's own.
        let scope = if group.is_some() && view.scope == TicketScope::Mine { TicketScope::All } else { view.scope };
        show.run(View { group, scope, ..view });
    };
    ui::changing(move || {
        several.get().then(|| {
            view! {
                <Select name="ticket-group" label=t.group label_hidden=true small=true value choices on_change=chosen />
            }
        })
    })
}

/// What stands below the rows: more, nothing, or what to do when there is nothing.
#[component]
fn Foot(listed: Kept<bool>, ids: Kept<Vec<TicketId>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let panes: Panes = expect_context();
    let more = ui::kept(move || tickets.state.with(|state| state.next().is_some()));
    let empty = ui::kept(move || ids.with(Vec::is_empty));
    let failed = ui::kept(move || tickets.problem.with(Option::is_some));
    let nothing = ui::kept(move || panes.view.get());
    ui::changing(move || match (listed.get(), more.get(), empty.get()) {
        (false, ..) if failed.get() => ().into_any(),
        (false, ..) => view! { <Skeleton rows=6 /> }.into_any(),
        (true, true, empty) => {
            let busy = tickets.fetching;
            view! {
                <div class="filters">
                    {empty.then_some(t.search_further)}
                    <Button size=Size::Small wide=true busy on_click=move |_| tickets.fetch_more()>{t.more}</Button>
                </div>
            }
            .into_any()
        }
        (true, false, false) => ().into_any(),
        (true, false, true) => nothing_here(t, nothing.get()),
    })
}

fn nothing_here(t: &'static TicketsText, view: View) -> AnyView {
    let any = path(View { status: None, tag: None, set_aside: None, ..view.clone() }, None);
    if let Some(words) = &view.words {
        let title = fill(t.nothing_found, &[("words", words)]);
        return view! { <Empty shape=Shape::Search title text=t.nothing_found_text small=true /> }.into_any();
    }
    match (view.scope, view.status) {
        (TicketScope::Queue, None | Some(TicketStatus::Active)) => {
            view! { <Empty shape=Shape::Check title=t.empty_queue text=t.empty_queue_text small=true /> }.into_any()
        }
        (TicketScope::Mine, None | Some(TicketStatus::Active)) => {
            let queue = View { scope: TicketScope::Queue, status: Some(TicketStatus::Active), ..view };
            view! {
                <Empty shape=Shape::Check title=t.empty_mine text=t.empty_mine_text small=true>
                    <LinkButton size=Size::Small href=path(queue, None)>{t.empty_mine_act}</LinkButton>
                </Empty>
            }
            .into_any()
        }
        (_, Some(_)) => view! {
            <Empty shape=Shape::Filter title=t.empty_status text=t.empty_status_text small=true>
                <LinkButton size=Size::Small href=any>{t.empty_status_act}</LinkButton>
            </Empty>
        }
        .into_any(),
        (TicketScope::All, None) => view! {
            <Empty shape=Shape::Mail title=t.empty_all text=t.empty_all_text small=true>
                <LinkButton size=Size::Small href=paths::NEW_TICKET>{t.new}</LinkButton>
            </Empty>
        }
        .into_any(),
    }
}

/// A row that follows what happens to its ticket.
#[component]
fn LiveRow(ticket: TicketId) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let panes: Panes = expect_context();
    let row = ui::kept_after(move |before: Option<&Option<TicketRow>>| {
        // A ticket on its way out keeps its last look until it is gone.
        tickets.row(ticket).or_else(|| before.cloned().flatten())
    });
    let title = ui::kept(move || row.with(|row| row.as_ref().map(|row| row.subject.clone())));
    let found = ui::kept(move || row.with(|row| row.as_ref()?.found.as_deref().cloned()));
    let from = move || {
        row.with(|row| {
            let row = row.as_ref()?;
            let number = fill(t.number, &[("n", &row.number.to_string())]);
            Some(fill("{from} · {number}", &[("from", &row.from), ("number", &number)]))
        })
    };
    let at = ui::kept(move || {
        row.with(|row| row.as_ref().map_or_else(|| Timestamp(String::new()), |row| row.updated_at.clone()))
    });
    let end = ui::kept(move || {
        let row = row.get()?;
        let agent = row.agent.clone().filter(|_| !tickets.is_mine(&row));
        let status = (panes.view.get().status != Some(row.status)).then_some(row.status);
        Some((row.priority, status, agent, row.tags, (row.pinned, row.follow_up.is_some())))
    });
    view! {
        <li>
            <a
                class="ticket-row"
                href=move || path(panes.view.get(), Some(ticket))
                aria-current=move || (panes.ticket.get() == Some(ticket)).then_some("true")
            >
                <strong class="subject" dir="auto">{move || subject(found.get(), title.get())}</strong>
                <Time at class="when" />
                <Elsewhere found />
                <span class="from" dir="auto">{move || from()}</span>
                <span class="end">
                    {move || {
                        end.get()
                            .map(|(priority, status, agent, tags, marks)| {
                                view! { <End priority status agent tags marks /> }
                            })
                    }}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// What stands at a row's end: what is unusual about it, and which colleague has it.
#[component]
fn End(
    priority: Priority,
    status: Option<TicketStatus>,
    agent: Option<contract::people::AgentRef>,
    mut tags: Vec<String>,
    /// Pinned, and to be followed up.
    marks: (bool, bool),
) -> impl IntoView {
    let (pinned, follow_up) = marks;
    let t = ui::texts::<TicketsText>();
    let usual = priority == Priority::Normal;
    let more = tags.len().saturating_sub(TAGS_IN_ROW);
    tags.truncate(TAGS_IN_ROW);
    let mark = |shape, words| {
        view! {
            <span title=words>
                <Icon shape />
                <span class="visually-hidden">{words}</span>
            </span>
        }
    };
    view! {
        {pinned.then(|| mark(Shape::Lock, t.pinned))}
        {follow_up.then(|| mark(Shape::Clock, t.follow_up))}
        {tags.into_iter().map(|tag| view! { <span class="chip tag" dir="auto">{tag}</span> }).collect_view()}
        {(more > 0).then(|| format!("+{more}"))}
        {agent
            .map(|agent| {
                let words = fill(t.with, &[("name", &agent.name)]);
                view! {
                    <Face id=agent.id name=agent.name size=Size::Tiny />
                    <span class="visually-hidden">{words}</span>
                }
            })}
        {status.map(|status| view! { <Chip tone=words::status_tone(status)>{words::status(t, status)}</Chip> })}
        {(!usual)
            .then(|| view! { <Chip tone=words::priority_tone(priority)>{words::priority(t, priority)}</Chip> })}
    }
    .into_any()
}
