//! Whether a member receives, switched by who manages the members' status.

use contract::{
    GroupId,
    departments::{Channel, Membership, Part, Share},
    presence::{NewActivity, SetMemberActivity},
};
use leptos::prelude::*;
use ui::{Kept, Submission, Switch, Tone, fill};

use crate::{company::use_company, text::GroupText};

/// A member's switch for a channel; nothing where the member gets nothing anyway.
#[component]
pub(super) fn StatusSwitch(
    group: GroupId,
    member: Kept<Option<Membership>>,
    channel: Channel,
    /// Whether the agent manages the members' status here.
    manages: Signal<bool>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let Some(agent) = member.with_untracked(|member| member.as_ref().map(|member| member.agent.clone())) else {
        return ().into_any();
    };
    let share = move || member.with(|member| member.as_ref().map(|member| share(member, channel)));
    let active = ui::memo(move || share().is_some_and(|share| share.active));
    let shown = ui::memo(move || manages.get() && share().is_some_and(|share| share.part != Part::Excluded));
    let saving = Submission::new();
    ui::effect(move || {
        if let Some(error) = saving.problem.get() {
            toaster.toast(Tone::Bad, ui::problem_text(ui::language(), &error));
            company.refetch();
        }
    });
    let label = match channel {
        Channel::Chat => t.gets_chats,
        Channel::Ticket => t.gets_tickets,
    };
    let press = move |active| {
        let (api, agent) = (api.clone(), agent.id);
        let body = NewActivity { channel, active };
        saving.run(async move { api.call(SetMemberActivity { group, agent, body }).await }, move |()| {
            toaster.toast(Tone::Good, t.saved);
            company.refetch();
        });
    };
    ui::show(
        move || shown.get(),
        move || {
            let label = fill(label, &[("name", &agent.name)]);
            view! { <Switch label checked=active busy=saving.busy on_change=press.clone() /> }.into_any()
        },
    )
}

fn share(member: &Membership, channel: Channel) -> Share {
    match channel {
        Channel::Chat => member.details.chats,
        Channel::Ticket => member.details.tickets,
    }
}
