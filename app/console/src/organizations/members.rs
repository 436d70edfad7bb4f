//! Who belongs to an organization: its member rules.

use contract::{
    OrganizationId,
    organizations::{AddRule, MemberRule, NewRule, Organization, RemoveRule, RuleType},
};
use leptos::{prelude::*, task::spawn_local};
use ui::{
    Button, ButtonKind, Chip, Empty, IconButton, Kept, ProblemNotice, Query, Shape, Size, Submission, Tone, fill,
};

use super::{rule_dialog::RuleDialog, words};
use crate::text::MembersText;

/// The rules, to add to and to remove from.
#[component]
pub(super) fn MembersTab(query: Query<Organization>, organization: Kept<Organization>) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let id = organization.with_untracked(|organization| organization.id);
    let open = RwSignal::new(false);
    let removing = Submission::new();
    let rules = ui::kept(move || organization.with(|organization| organization.rules.clone()));
    let remove = remove_with_undo(query, id, removing);
    let shown = move || match rules.with(Vec::is_empty) {
        true => view! {
            <Empty shape=Shape::Users title=t.none text=t.none_text>
                <Button kind=ButtonKind::Primary on_click=move |_| open.set(true)>{t.add}</Button>
            </Empty>
        }
        .into_any(),
        false => view! { <RuleList rules on_remove=remove /> }.into_any(),
    };
    view! {
        <div class="wrap">
            <section class="card">
                <header>
                    <h2 class="grow">{t.title}</h2>
                    <Button size=Size::Small icon=Shape::Plus on_click=move |_| open.set(true)>{t.add}</Button>
                </header>
                <div class="body">
                    <p class="muted small">{t.lead}</p>
                    <ProblemNotice problem=removing.problem />
                </div>
                {move || shown()}
            </section>
        </div>
        <RuleDialog open organization=id on_added=move |organization: Organization| query.set(organization) />
    }
    .into_any()
}

/// Removes at once; the toast brings it back, which is the same rule made again: nothing hangs on its id.
fn remove_with_undo(query: Query<Organization>, id: OrganizationId, removing: Submission) -> Callback<MemberRule> {
    let t = ui::texts::<MembersText>();
    let api = ui::api();
    let toaster = ui::toasts();
    Callback::new(move |rule: MemberRule| {
        let (api, again) = (api.clone(), api.clone());
        let call = RemoveRule { organization: id, rule: rule.id, body: () };
        removing.run(async move { api.call(call).await }, move |now| {
            query.set(now);
            let said = fill(t.removed, &[("value", &rule.value)]);
            toaster.with_action(Tone::Good, said, t.undo, move || {
                let api = again.clone();
                let value = rule.value.clone();
                let body = NewRule {
                    kind: rule.kind,
                    value: rule.value.clone(),
                    include_subdomains: rule.include_subdomains,
                    confirmed: true,
                };
                // The page may have been left: the toast outlives it.
                spawn_local(async move {
                    match api.call(AddRule { organization: id, body }).await {
                        Ok(now) => {
                            query.set(now);
                            toaster.toast(Tone::Good, fill(t.added, &[("value", &value)]));
                        }
                        Err(error) => toaster.toast(Tone::Bad, ui::problem_text(ui::language(), &error)),
                    }
                });
            });
        });
    })
}

/// Rules, one below the other.
#[component]
pub(super) fn RuleList(
    #[prop(into)] rules: Signal<Vec<MemberRule>>,
    /// Removes one; without it they are only read.
    #[prop(optional)]
    on_remove: Option<Callback<MemberRule>>,
) -> impl IntoView {
    let rows = move || rules.get().into_iter().map(|rule| view! { <Rule rule on_remove /> }).collect_view();
    view! { <ul class="rules">{move || rows()}</ul> }.into_any()
}

#[component]
fn Rule(rule: MemberRule, on_remove: Option<Callback<MemberRule>>) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let tone = if rule.kind == RuleType::Domain { Tone::Accent } else { Tone::Neutral };
    let mut details = Vec::new();
    if rule.include_subdomains {
        details.push(t.with_subdomains.to_owned());
    }
    details.push(if rule.accounts.counted == 1 && !rule.accounts.more {
        t.accounts_one.to_owned()
    } else {
        fill(t.accounts, &[("n", &words::count(rule.accounts))])
    });
    if !rule.also_in.is_empty() {
        details.push(fill(t.also_in, &[("names", &rule.also_in.join(", "))]));
    }
    let remove = fill(t.remove, &[("value", &rule.value)]);
    let value = rule.value.clone();
    view! {
        <li class="rule">
            <Chip tone>{words::kind(t, rule.kind)}</Chip>
            <strong class="value">{value}</strong>
            <span class="end">
                {on_remove
                    .map(|on_remove| {
                        view! {
                            <IconButton
                                label=remove
                                shape=Shape::Trash
                                on_click=move |_| on_remove.run(rule.clone())
                            />
                        }
                    })}
            </span>
            <span class="detail">{details.join(" · ")}</span>
        </li>
    }
    .into_any()
}
