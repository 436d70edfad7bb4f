//! How an employee gets in: the invitation, the browsers signed in at, the second factor.

use contract::{
    AccountId, Timestamp,
    accounts::{GetInvitation, InvitationState, InvitePerson, WithdrawInvitation},
    me::SignedInAt,
    people::{ListSessions, RevokeSession, RevokeSessions},
    second_factor::ResetSecondFactor,
};
use leptos::prelude::*;
use ui::{AskDialog, Button, Notice, ProblemNotice, Query, Show, Submission, Time, TimeStyle, Tone, fill};

use crate::{account::SessionsCard, copy::CopyText, live, text::SigningInText};

/// The cards, for those who manage people.
#[component]
pub(super) fn SigningIn(person: AccountId, #[prop(into)] name: Signal<String>, version: Signal<i64>) -> impl IntoView {
    let t = ui::texts::<SigningInText>();
    view! {
        <section class="card settings">
            <header>
                <h2>{t.title}</h2>
            </header>
            <Invitation person version />
            <FactorSetting person name />
        </section>
        <Sessions person />
    }
    .into_any()
}

#[component]
fn Invitation(person: AccountId, version: Signal<i64>) -> impl IntoView {
    let t = ui::texts::<SigningInText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let asked = api.clone();
    let query: Query<InvitationState> = live::load(move || {
        version.track();
        let api = asked.clone();
        async move { api.call(GetInvitation { person, body: () }).await }
    });
    let link = RwSignal::new(None::<String>);
    let sending = Submission::new();
    let invites = api.clone();
    let invite = Callback::new(move |_| {
        let api = invites.clone();
        sending.run(async move { api.call(InvitePerson { person, body: () }).await }, move |made| {
            if made.link.is_none() {
                toaster.toast(Tone::Good, fill(t.invited, &[("email", &made.email)]));
            }
            link.set(made.link);
            query.refetch();
        });
    });
    let withdraw = Callback::new(move |_| {
        let api = api.clone();
        sending.run(async move { api.call(WithdrawInvitation { person, body: () }).await }, move |()| {
            link.set(None);
            toaster.toast(Tone::Good, t.withdrawn);
            query.refetch();
        });
    });
    let pending = move || query.with(|state| state.pending.is_some()) == Some(true);
    let has_password = ui::memo(move || query.with(|state| state.has_password) == Some(true));
    let until = move || query.with(|state| state.pending.as_ref().map(|pending| pending.ends_at.clone())).flatten();
    let said = move || match (has_password.get(), until()) {
        (true, _) => view! { <span>{t.has_password}</span> }.into_any(),
        (false, Some(at)) => view! { <Until at /> }.into_any(),
        (false, None) => view! { <span>{t.not_invited}</span> }.into_any(),
    };
    let shown = Signal::derive(move || link.get().unwrap_or_default());
    view! {
        <div class="setting">
            <div class="text">
                <h3>{t.invitation}</h3>
                <p class="hint">{ui::changing(said)}</p>
                <ProblemNotice problem=sending.problem />
            </div>
            <div class="control wrap-row">
                <Show when=move || query.with(|_| ()).is_some() && !has_password.get()>
                    <Button busy=sending.busy on_click=invite>
                        {move || if pending() { t.invite_again } else { t.invite }}
                    </Button>
                </Show>
                <Show when=pending>
                    <Button busy=sending.busy on_click=withdraw>{t.withdraw}</Button>
                </Show>
            </div>
            <Show when=move || link.with(Option::is_some)>
                <div data-wide="" class="stack" data-gap="3">
                    <Notice tone=Tone::Warn>{t.link_once}</Notice>
                    <CopyText id="f-invitation" label=t.link hint=t.link_hint text=shown />
                </div>
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn Until(at: Timestamp) -> impl IntoView {
    let t = ui::texts::<SigningInText>();
    view! {
        <span>
            {t.pending} " "
            <Time at style=TimeStyle::Full />
        </span>
    }
    .into_any()
}

#[component]
fn FactorSetting(person: AccountId, name: Signal<String>) -> impl IntoView {
    let t = ui::texts::<SigningInText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let open = RwSignal::new(false);
    let sending = Submission::new();
    let submit = move |()| {
        let (api, called) = (api.clone(), name.get_untracked());
        sending.run(async move { api.call(ResetSecondFactor { person, body: () }).await }, move |()| {
            toaster.toast(Tone::Good, fill(t.factor_taken, &[("name", &called)]));
            open.try_set(false);
        });
    };
    view! {
        <div class="setting">
            <div class="text">
                <h3>{t.factor}</h3>
                <p class="hint">{t.factor_text}</p>
            </div>
            <div class="control">
                <Button on_click=move |_| open.set(true)>{t.factor_take}</Button>
            </div>
            <AskDialog
                open
                title=move || fill(t.factor_title, &[("name", &name.get())])
                text=t.factor_effect
                act=t.factor_take_it
                danger=true
                sending
                on_submit=submit
            />
        </div>
    }
    .into_any()
}

#[component]
fn Sessions(person: AccountId) -> impl IntoView {
    let t = ui::texts::<SigningInText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let asked = api.clone();
    let query: Query<Vec<SignedInAt>> = live::load(move || {
        let api = asked.clone();
        async move { api.call(ListSessions { person, body: () }).await.map(|list| list.items) }
    });
    let sending = Submission::new();
    let one = api.clone();
    let end = Callback::new(move |ended: SignedInAt| {
        let call = RevokeSession { person, session: ended.id, body: () };
        let api = one.clone();
        sending.run(async move { api.call(call).await }, move |()| {
            toaster.toast(Tone::Good, t.ended);
            query.refetch();
        });
    });
    let all = Callback::new(move |_| {
        let api = api.clone();
        sending.run(async move { api.call(RevokeSessions { person, body: () }).await }, move |()| {
            toaster.toast(Tone::Good, t.ended_all);
            query.refetch();
        });
    });
    view! { <SessionsCard title=t.sessions end_all=t.end_all all_from=1 query sending on_end=end on_end_all=all /> }
        .into_any()
}
