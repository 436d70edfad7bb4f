//! Handing a ticket on: to an agent, a group or a department, with a word for the colleagues.

use contract::{TicketId, chat::Destination, departments::Company, tickets::TicketTransfer};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Chip, Dialog, Field, FieldKind, ProblemNotice, SearchBox, Submission, Tone, fill};

use super::use_tickets;
use crate::{
    company::{departments, use_company},
    text::TicketsText,
};

/// Somewhere a ticket can go.
#[derive(Clone, Debug, PartialEq)]
struct Target {
    to: Destination,
    name: String,
    within: String,
    receives: bool,
}

/// Everywhere in the company a ticket can go: agents once each, groups, departments.
fn targets(company: &Company) -> Vec<Target> {
    let mut agents: Vec<Target> = Vec::new();
    let mut groups = Vec::new();
    let mut whole = Vec::new();
    for department in departments(company) {
        let name = &department.details.name;
        let mut any = false;
        for group in &department.groups {
            let mut receives = false;
            for member in &group.members {
                let free = member.no_tickets_because.is_none();
                receives |= free;
                let to = Destination::Agent(member.agent.id);
                let place = format!("{name} › {}", group.name);
                match agents.iter_mut().find(|agent| agent.to == to) {
                    Some(known) => {
                        known.receives |= free;
                        known.within = format!("{}, {place}", known.within);
                    }
                    None => agents.push(Target { to, name: member.agent.name.clone(), within: place, receives: free }),
                }
            }
            any |= receives && group.front_line;
            let to = Destination::Group(group.id);
            groups.push(Target { to, name: group.name.clone(), within: name.clone(), receives });
        }
        let brand = company.brands.iter().find(|brand| brand.id == department.brand);
        let within = brand.map(|brand| brand.name.clone()).unwrap_or_default();
        whole.push(Target { to: Destination::Department(department.id), name: name.clone(), within, receives: any });
    }
    agents.sort_by_key(|agent| agent.name.to_lowercase());
    agents.into_iter().chain(groups).chain(whole).collect()
}

/// A heading, and what stands below it.
type Kind = (&'static str, fn(&Destination) -> bool);

/// The dialog.
#[component]
pub(super) fn TransferDialog(ticket: TicketId, open: RwSignal<bool>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let tickets = use_tickets();
    let toaster = ui::toasts();
    let chosen = RwSignal::new(None::<Target>);
    let comment = RwSignal::new(String::new());
    let sending = Submission::new();
    let transfer = move || {
        let Some(target) = chosen.get_untracked() else { return };
        let comment_text = comment.get_untracked().trim().to_owned();
        let body = TicketTransfer { destination: target.to, comment: comment_text };
        sending.run(async move { tickets.transfer(ticket, body).await }, move |()| {
            toaster.toast(Tone::Good, fill(t.transfer_done, &[("name", &target.name)]));
            comment.try_set(String::new());
            open.try_set(false);
        });
    };
    // The comment stays when somebody only looks away.
    let closed = move |()| {
        chosen.set(None);
        sending.clear();
    };
    let nowhere = Signal::derive(move || chosen.with(Option::is_none));
    view! {
        <Dialog
            open
            title=t.transfer_title
            on_submit=move |()| transfer()
            on_close=closed
            footer=move || {
                view! {
                    <Button on_click=move |_| open.set(false)>{t.transfer_cancel}</Button>
                    <Button kind=ButtonKind::Primary submit=true busy=sending.busy disabled=nowhere>
                        {t.transfer_do}
                    </Button>
                }
            }
        >
            <ProblemNotice problem=sending.problem />
            <Targets chosen />
            <Field
                name="transfer-comment"
                label=t.transfer_comment
                hint=t.transfer_comment_hint
                value=comment
                kind=FieldKind::Area(2)
                error=sending.field("comment")
                optional=true
            />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Targets(chosen: RwSignal<Option<Target>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let company = use_company();
    let query = RwSignal::new(String::new());
    let fitting = Memo::new(move |_| {
        let query = query.get().to_lowercase();
        let fits = |target: &Target| {
            let text = format!("{} {}", target.name, target.within).to_lowercase();
            query.split_whitespace().all(|word| text.contains(word))
        };
        let mut all = company.with(|company| company.map(targets).unwrap_or_default());
        all.retain(fits);
        all
    });
    let kinds: [Kind; 3] = [
        (t.transfer_agents, |to| matches!(to, Destination::Agent(_))),
        (t.transfer_groups, |to| matches!(to, Destination::Group(_))),
        (t.transfer_departments, |to| matches!(to, Destination::Department(_))),
    ];
    let lists = move || {
        let lists = kinds.into_iter().map(|(heading, is)| {
            let own: Vec<_> = fitting.with(|all| all.iter().filter(|target| is(&target.to)).cloned().collect());
            (!own.is_empty()).then(|| {
                view! {
                    <fieldset class="radio-cards" data-columns="1">
                        <legend>{heading}</legend>
                        {own.into_iter().map(|target| view! { <TargetCard target chosen /> }).collect_view()}
                    </fieldset>
                }
            })
        });
        lists.collect_view()
    };
    view! {
        <div class="stack" data-gap="3">
            <SearchBox label=t.transfer_search placeholder=t.transfer_search value=query />
            {lists}
            {move || {
                fitting.with(Vec::is_empty).then(|| view! { <p class="muted" role="status">{t.transfer_none}</p> })
            }}
        </div>
    }
    .into_any()
}

#[component]
fn TargetCard(target: Target, chosen: RwSignal<Option<Target>>) -> impl IntoView {
    let t = ui::texts::<TicketsText>();
    let agent = matches!(target.to, Destination::Agent(_));
    let (tone, words) = match (target.receives, agent) {
        (true, _) => (Tone::Good, t.transfer_receives),
        (false, true) => (Tone::Neutral, t.transfer_agent_no),
        (false, false) => (Tone::Warn, t.transfer_no_receive),
    };
    let (name, within, own) = (target.name.clone(), target.within.clone(), target.to);
    let checked = move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.to == own));
    view! {
        <label class="radio-card">
            <input
                type="radio"
                name="transfer-to"
                prop:checked=checked
                on:change=move |_| chosen.set(Some(target.clone()))
            />
            <span class="title">{name}</span>
            <span class="aside">
                <Chip tone>{words}</Chip>
            </span>
            <span class="hint">{within}</span>
        </label>
    }
    .into_any()
}
