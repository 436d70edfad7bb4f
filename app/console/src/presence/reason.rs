//! Why an item went to whom it went: what decided, and everybody who was considered.

use contract::{
    departments::DistributionMethod,
    people::AgentRef,
    presence::{AssignmentReason, Considered, Decision, Outcome},
};
use leptos::prelude::*;
use ui::{Time, TimeStyle, fill};

use super::words;
use crate::{face::Face, text::ReasonText};

/// A reason, told in full.
#[component]
pub fn ReasonInWords(
    /// The reason.
    reason: AssignmentReason,
    /// Who got it, when anybody did.
    agent: Option<AgentRef>,
) -> impl IntoView {
    let t = ui::texts::<ReasonText>();
    let decided = decision(t, &reason, agent.as_ref());
    let by_hand = matches!(reason.decision, Decision::TakenByHand | Decision::Transferred);
    let method = (!by_hand).then_some(match reason.method {
        DistributionMethod::RoundRobin => t.round_robin,
        DistributionMethod::LeastBusy => t.least_busy,
    });
    let considered = reason.considered;
    view! {
        <p><strong>{decided}</strong></p>
        {method.map(|method| view! { <p class="muted small">{method}</p> })}
        {(!considered.is_empty())
            .then(|| {
                view! {
                    <p class="small strong">{t.considered}</p>
                    <ul class="list">
                        {considered.into_iter().map(|one| view! { <Candidate one /> }).collect_view()}
                    </ul>
                }
            })}
    }
    .into_any()
}

fn decision(t: &ReasonText, reason: &AssignmentReason, agent: Option<&AgentRef>) -> String {
    let chosen = reason.considered.iter().find(|one| one.outcome == Outcome::Chosen).map(|one| &one.agent);
    let name = agent.or(chosen).map_or(t.somebody, |agent| agent.name.as_str());
    let text = match reason.decision {
        Decision::OnlyOne => t.only_one,
        Decision::LeastRecent => t.least_recent,
        Decision::FewestOpen => t.fewest_open,
        Decision::Order => t.order,
        Decision::Nobody => t.nobody,
        Decision::TakenByHand => t.by_hand,
        Decision::Transferred => t.transferred,
    };
    fill(text, &[("name", name)])
}

#[component]
fn Candidate(one: Considered) -> impl IntoView {
    let t = ui::texts::<ReasonText>();
    let outcome = words::outcome(t, &one.outcome);
    let open = words::limits(t.open_of, one.open, one.limit);
    let name = one.agent.name.clone();
    view! {
        <li class="list-row">
            <Face id=one.agent.id name=name.clone() size=ui::Size::Small />
            <div class="main">
                <span class="title">{name} " · " {outcome}</span>
                <span class="sub">
                    {open} " · "
                    {match one.last_assigned {
                        Some(at) => view! { {t.last_given} " " <Time at style=TimeStyle::Clock /> }.into_any(),
                        None => t.never_given.into_any(),
                    }}
                </span>
            </div>
        </li>
    }
}
