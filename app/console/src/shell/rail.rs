//! The rail: my work, the queues, everything, and the settings. A capability adds its entry to one of the lists here.

use contract::{GroupId, departments::Visibility, rights::Permission};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use ui::{Chip, Dot, DotState, For, Icon, Shape, Show, fill};

use super::{Opened, RAIL_KEY};
use crate::{
    chats::use_chats,
    company::{departments, use_company},
    frame::sees_reports,
    paths,
    session::use_session,
    text::ShellText,
};

/// Where it is remembered how many queues there were.
const QUEUES_KEY: &str = "console.queues";

/// The rail.
#[component]
pub fn Rail() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let session = use_session();
    let chats = use_chats();
    let unread = Signal::derive(move || chats.unread());
    let reports = sees_reports();
    let needs = [
        Permission::ManageCompany,
        Permission::ManageFields,
        Permission::ManageCompany,
        Permission::ManageRoles,
        Permission::ManageCompany,
    ];
    let held = ui::kept(move || needs.map(|needs| session.holds(needs)));
    let manages_people = ui::kept(move || session.holds(Permission::ManagePeople));
    let settings = move || {
        let held = held.get();
        let links = [
            (paths::COMPANY, Shape::Settings, t.company),
            (paths::FIELDS, Shape::Tag, t.fields),
            (paths::BRANDS, Shape::Globe, t.brands),
            (paths::ROLES, Shape::Lock, t.roles),
            (paths::MAILS, Shape::Mail, t.mails),
        ];
        let links = links.into_iter().zip(held).filter(|(_, held)| *held).map(|(link, _)| link);
        let any = held.contains(&true) || manages_people.get();
        let links = links.chain(any.then_some((paths::HISTORY, Shape::History, t.history)));
        let links: Vec<_> =
            links.map(|(href, shape, label)| view! { <RailLink href shape label /> }.into_any()).collect();
        (!links.is_empty()).then(|| {
            view! {
                <h2>{t.settings}</h2>
                <ul>{links}</ul>
            }
        })
    };
    view! {
        <nav class="rail" id="rail" aria-label=t.rail>
            <h2>{t.my_work}</h2>
            <ul>
                <RailLink href=paths::CHATS shape=Shape::Chat label=t.chats count=unread hot=true />
                <RailLink href=paths::TICKETS shape=Shape::Mail label=t.tickets />
            </ul>
            <Queues />
            <h2>{t.everything}</h2>
            <ul>
                <RailLink href=paths::ALL_TICKETS shape=Shape::List label=t.all_tickets />
                <RailLink href=paths::ORGANIZATIONS shape=Shape::Building label=t.organizations />
                <RailLink href=paths::PEOPLE shape=Shape::Users label=t.people />
                <Show when=move || reports.get()>
                    <RailLink href=paths::REPORTS shape=Shape::Chart label=t.reports />
                </Show>
            </ul>
            {settings}
            <Fold />
        </nav>
    }
    .into_any()
}

/// A link of the rail, with how much there is.
#[component]
pub fn RailLink(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// Its icon.
    shape: Shape,
    /// Its words.
    label: &'static str,
    /// How much there is; nothing shows at 0.
    #[prop(optional, into)]
    count: Signal<u32>,
    /// Whether what there is waits for this agent.
    #[prop(optional)]
    hot: bool,
) -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let location = use_location();
    let own = href.clone();
    let current = move || {
        let here = is_current(&own, &location.pathname.get(), &location.search.get());
        here.then_some("page")
    };
    view! {
        <li>
            <a href=href aria-current=current title=label>
                <Icon shape />
                <span class="label">{label}</span>
                {move || {
                    (count.get() > 0)
                        .then(|| {
                            view! {
                                <span class="count" data-hot=hot.then_some("")>
                                    {count.get()} <span class="visually-hidden">" " {t.unread}</span>
                                </span>
                            }
                        })
                }}
            </a>
        </li>
    }
    .into_any()
}

/// Whether a link leads to the page shown. Of two that share a path, the one with the page's own query is meant.
fn is_current(href: &str, path: &str, search: &str) -> bool {
    let (own, query) = href.split_once('?').unwrap_or((href, ""));
    let below = path == own || path.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'));
    let search = search.trim_start_matches('?');
    let has = |wanted: &str| search.split('&').any(|pair| pair == wanted);
    let narrowed = search.split('&').any(|pair| pair.starts_with("group=") || pair.starts_with("scope="));
    below && if query.is_empty() { !narrowed } else { has(query) }
}

/// A queue, as the rail shows it.
#[derive(Clone, PartialEq)]
struct Queue {
    group: GroupId,
    label: String,
    hidden: bool,
    receives: bool,
}

/// The queues the agent sees, by department and group.
#[component]
fn Queues() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let chats = use_chats();
    let company = use_company();
    let groups = ui::kept(move || chats.groups());
    let queues = ui::kept(move || {
        let groups = groups.get();
        company.with(|company| {
            let mut queues = Vec::new();
            for department in company.into_iter().flat_map(departments) {
                for group in department.groups.iter().filter(|group| groups.contains(&group.id)) {
                    let name = &department.details.name;
                    let label = if department.groups.len() == 1 {
                        name.clone()
                    } else {
                        fill(t.queue_of, &[("department", name), ("group", &group.name)])
                    };
                    let receives = group.members.iter().any(|member| member.no_chats_because.is_none());
                    let hidden = department.visibility == Visibility::Hidden;
                    queues.push(Queue { group: group.id, label, hidden, receives });
                }
            }
            queues
        })
    });
    // Until they are here, as many as last time keep their place, so that nothing below them moves.
    let before: usize = ui::storage::local().get(QUEUES_KEY).unwrap_or(0);
    let known = ui::kept(move || chats.is_listed() && company.with(|company| company.is_some()));
    ui::effect(move || {
        if known.get() {
            ui::storage::local().set(QUEUES_KEY, &queues.with(Vec::len));
        }
    });
    let awaited = move || if known.get() { 0 } else { before };
    let heading = move || !queues.with(Vec::is_empty) || awaited() > 0;
    let places = move || (0..awaited()).map(|_| view! { <li aria-hidden="true"><a></a></li> }).collect_view();
    let key = |queue: &Queue| (queue.group, queue.label.clone(), queue.hidden, queue.receives);
    view! {
        {ui::show(heading, move || view! { <h2>{t.queues}</h2> }.into_any())}
        <ul>
            {ui::changing(places)}
            <For each=move || queues.get() key=key let:queue>
                <QueueLink queue />
            </For>
        </ul>
    }
    .into_any()
}

#[component]
fn QueueLink(queue: Queue) -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let chats = use_chats();
    let company = use_company();
    let location = use_location();
    let group = queue.group;
    let title = queue.label.clone();
    let own = format!("group={group}");
    let current = move || {
        let search = location.search.get();
        search.trim_start_matches('?').split('&').any(|pair| pair == own).then_some("page")
    };
    let state = if queue.receives { DotState::Available } else { DotState::Offline };
    view! {
        <li>
            <a href=paths::queue(group) aria-current=current title=title>
                <Dot state />
                <span class="label">{queue.label}</span>
                {queue.hidden.then(|| view! { <Chip>{t.hidden}</Chip> })}
                <Waiting
                    n=Signal::derive(move || u32::try_from(chats.waiting(Some(group))).unwrap_or(u32::MAX))
                    words=t.chats_waiting
                    hot=true
                />
                <Waiting n=Signal::derive(move || company.tickets_waiting(group)) words=t.tickets_waiting hot=false />
            </a>
        </li>
    }
    .into_any()
}

/// How many wait in a queue; nothing when none.
#[component]
fn Waiting(n: Signal<u32>, words: &'static str, hot: bool) -> impl IntoView {
    let n = ui::kept(move || n.get());
    ui::changing(move || {
        Some(n.get()).filter(|n| *n > 0).map(|n| {
            let words = ui::count(ui::language(), words, u64::from(n));
            let title = words.clone();
            view! {
                <span class="count" data-hot=hot.then_some("") title=title>
                    {n} <span class="visually-hidden">" " {words}</span>
                </span>
            }
        })
    })
}

/// Makes the rail narrow or wide, and remembers it.
#[component]
fn Fold() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let opened: Opened = expect_context();
    let is_wide = move || match opened.rail.get().as_deref() {
        Some(word) => word == "open",
        // As the style sheet does by itself.
        None => window().inner_width().ok().and_then(|width| width.as_f64()).is_none_or(|width| width >= 1180.0),
    };
    let press = move |_| {
        let word = if untrack(is_wide) { "narrow" } else { "open" };
        opened.rail.set(Some(word.to_owned()));
        ui::storage::local().set(RAIL_KEY, word);
    };
    view! {
        <button class="fold" type="button" title=t.collapse aria-expanded=move || is_wide().to_string() on:click=press>
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" data-flip="">
                <path d="M15 6l-6 6 6 6" />
            </svg>
            <span class="label">{t.collapse}</span>
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::is_current;

    #[test]
    fn the_page_shown_lights_one_entry() {
        assert!(is_current("/console/chats", "/console/chats", ""));
        assert!(is_current("/console/chats", "/console/chats/1", "?x=1"));
        assert!(!is_current("/console/chats", "/console/chats/1", "?group=2"));
        assert!(is_current("/console/tickets?scope=all", "/console/tickets", "?scope=all"));
        assert!(!is_current("/console/tickets", "/console/tickets", "?scope=all"));
        assert!(!is_current("/console/people", "/console/peoples", ""));
    }
}
