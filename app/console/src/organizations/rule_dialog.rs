//! A new member rule: typed, looked at for what it would bring in, and only then added.

use contract::{
    OrganizationId,
    organizations::{AddRule, NewRule, Organization, PreviewRule, RulePreview, RuleType},
};
use leptos::prelude::*;
use ui::{
    Button, ButtonKind, Checkbox, Choice, Dialog, Field, Notice, ProblemNotice, Segmented, Show, Submission, Tone, fill,
};

use super::words;
use crate::text::MembersText;

const KINDS: [RuleType; 4] = [RuleType::Domain, RuleType::Email, RuleType::Username, RuleType::Phone];

/// What is typed, as it would be looked at: another one needs another look.
#[derive(Clone, PartialEq)]
struct Typed {
    kind: RuleType,
    value: String,
    include_subdomains: bool,
}

impl Typed {
    fn rule(self, confirmed: bool) -> NewRule {
        let Typed { kind, value, include_subdomains } = self;
        NewRule { kind, value, include_subdomains, confirmed }
    }
}

/// The dialog. Its main button first shows what the rule brings in, then adds it.
#[component]
pub(super) fn RuleDialog(
    open: RwSignal<bool>,
    organization: OrganizationId,
    #[prop(into)] on_added: Callback<Organization>,
) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let kind = RwSignal::new(RuleType::Domain);
    let value = RwSignal::new(String::new());
    let subdomains = RwSignal::new(false);
    let confirmed = RwSignal::new(false);
    let seen = RwSignal::new(None::<(Typed, RulePreview)>);
    let sending = Submission::new();
    let typed = ui::kept(move || Typed {
        kind: kind.get(),
        value: value.get().trim().to_owned(),
        include_subdomains: kind.get() == RuleType::Domain && subdomains.get(),
    });
    let preview = ui::kept(move || {
        let typed = typed.get();
        seen.with(|seen| seen.as_ref().filter(|(looked, _)| *looked == typed).map(|(_, preview)| preview.clone()))
    });
    let needs_yes = ui::kept(move || {
        let refused = sending.failed_with("needs_confirmation");
        refused || preview.with(|preview| preview.as_ref().is_some_and(|preview| preview.public_provider))
    });
    // Without the yes to a public provider the server refuses and says so; a button disabled under the finger that
    // pressed it would take the focus out of the dialog.
    let blocked = Signal::derive(move || typed.with(|typed| typed.value.is_empty()));
    let submit = move |()| {
        if blocked.get_untracked() {
            return;
        }
        let (api, typed) = (api.clone(), typed.get_untracked());
        match preview.get_untracked() {
            None => {
                let body = typed.clone().rule(false);
                let call = PreviewRule { organization, body };
                sending.run(async move { api.call(call).await }, move |preview| seen.set(Some((typed, preview))));
            }
            Some(preview) => {
                let body = typed.rule(confirmed.get_untracked());
                sending.run(async move { api.call(AddRule { organization, body }).await }, move |now| {
                    toaster.toast(Tone::Good, fill(t.added, &[("value", &preview.value)]));
                    on_added.run(now);
                    open.set(false);
                });
            }
        }
    };
    let reset = move |()| {
        value.set(String::new());
        subdomains.set(false);
        confirmed.set(false);
        seen.set(None);
        sending.clear();
    };
    let kinds =
        Signal::derive(move || KINDS.iter().map(|one| Choice::new(*one, words::kind(t, *one))).collect::<Vec<_>>());
    let hint = move || match kind.get() {
        RuleType::Username => t.username_hint,
        RuleType::Email => t.email_hint,
        RuleType::Domain => t.domain_hint,
        RuleType::Phone => t.phone_hint,
    };
    let footer = move || {
        view! {
            <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
            <Button kind=ButtonKind::Primary submit=true busy=sending.busy disabled=blocked>
                {move || if preview.with(Option::is_some) { t.save } else { t.preview }}
            </Button>
        }
    };
    view! {
        <Dialog open title=t.dialog_title footer on_submit=submit on_close=reset>
            <div class="stack" data-gap="4">
                <Segmented
                    label=t.kind
                    choices=kinds
                    value=kind
                    on_change=move |one| {
                        kind.set(one);
                        sending.clear();
                    }
                />
                <Field name="value" label=t.value hint value error=sending.field("value") />
                <Show when=move || kind.get() == RuleType::Domain>
                    <Checkbox checked=subdomains hint=t.subdomains_hint on_change=move |on| subdomains.set(on)>
                        {t.subdomains}
                    </Checkbox>
                </Show>
                <ProblemNotice problem=sending.problem />
                <div role="status">
                    {move || preview.get().map(|preview| view! { <Preview preview /> })}
                </div>
                <Show when=move || preview.with(Option::is_some) && needs_yes.get()>
                    <Checkbox checked=confirmed on_change=move |on| confirmed.set(on)>{t.confirm_public}</Checkbox>
                </Show>
            </div>
        </Dialog>
    }
    .into_any()
}

/// What the rule would bring in.
#[component]
fn Preview(preview: RulePreview) -> impl IntoView {
    let t = ui::texts::<MembersText>();
    let none = preview.accounts.counted + preview.tickets.counted + preview.chats.counted == 0;
    let names = preview.some_accounts.join(", ");
    let also = preview.also_in.join(", ");
    let numbers = [(t.dry_accounts, preview.accounts), (t.dry_tickets, preview.tickets), (t.dry_chats, preview.chats)];
    let numbers = numbers
        .into_iter()
        .map(|(label, count)| {
            view! {
                <div>
                    <dt>{label}</dt>
                    <dd>{words::count(count)}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="stack" data-gap="3">
            <p>
                <span class="muted">{t.compared}</span>
                " "
                <strong>{preview.value.clone()}</strong>
            </p>
            <p class="muted small">{t.would}</p>
            <dl class="dry-run">{numbers}</dl>
            {none.then(|| view! { <p class="muted small">{t.nothing_yet}</p> })}
            {(!names.is_empty()).then(|| view! { <p class="small">{fill(t.some_accounts, &[("names", &names)])}</p> })}
            {(!also.is_empty())
                .then(|| view! { <Notice tone=Tone::Warn>{fill(t.also_warning, &[("names", &also)])}</Notice> })}
            {preview
                .public_provider
                .then(|| {
                    let said = fill(t.public_provider, &[("value", &preview.value)]);
                    view! { <Notice tone=Tone::Warn>{said}</Notice> }
                })}
        </div>
    }
    .into_any()
}
