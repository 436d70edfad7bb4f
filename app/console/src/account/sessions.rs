//! The browsers somebody is signed in at, and the ending of sessions.

use contract::me::{EndOtherSessions, EndOwnSession, ListOwnSessions, SignedInAt};
use leptos::{ev::MouseEvent, prelude::*};
use ui::{
    Button, Chip, For, Kept, ProblemNotice, Query, Show, Size, Submission, Table, TableHead, Time, TimeStyle, Tone,
    WhenReady, fill,
};

use crate::{live, session::use_session, text::AccountText};

/// The card of one's own sessions.
#[component]
pub(super) fn SessionsSection() -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let session = use_session();
    let asked = api.clone();
    let query: Query<Vec<SignedInAt>> = live::load(move || {
        let api = asked.clone();
        async move { api.call(ListOwnSessions { body: () }).await.map(|list| list.items) }
    });
    let sending = Submission::new();
    let one = api.clone();
    let end = Callback::new(move |ended: SignedInAt| {
        if ended.current {
            session.sign_out();
            return;
        }
        let api = one.clone();
        sending.run(async move { api.call(EndOwnSession { session: ended.id, body: () }).await }, move |()| {
            toaster.toast(Tone::Good, t.ended);
            query.refetch();
        });
    });
    let others = Callback::new(move |_| {
        let api = api.clone();
        sending.run(async move { api.call(EndOtherSessions { body: () }).await }, move |()| {
            toaster.toast(Tone::Good, t.ended_others);
            query.refetch();
        });
    });
    view! {
        <SessionsCard title=t.sessions end_all=t.end_others all_from=2 query sending on_end=end on_end_all=others />
    }
    .into_any()
}

/// A card of sessions, each with its button, and one that ends many.
#[component]
pub fn SessionsCard(
    title: &'static str,
    /// What stands on the button that ends many.
    end_all: &'static str,
    /// From how many sessions on it is there.
    all_from: usize,
    query: Query<Vec<SignedInAt>>,
    /// The ending that is under way.
    sending: Submission,
    on_end: Callback<SignedInAt>,
    on_end_all: Callback<MouseEvent>,
) -> impl IntoView {
    let several = ui::memo(move || query.with(Vec::len).unwrap_or_default() >= all_from);
    view! {
        <section class="card">
            <header>
                <h2 class="grow">{title}</h2>
                <Show when=move || several.get()>
                    <Button busy=sending.busy on_click=on_end_all>{end_all}</Button>
                </Show>
            </header>
            <ProblemNotice problem=sending.problem />
            <WhenReady query rows=2 let:sessions>
                <SessionTable sessions on_end />
            </WhenReady>
        </section>
    }
    .into_any()
}

#[component]
fn SessionTable(sessions: Kept<Vec<SignedInAt>>, on_end: Callback<SignedInAt>) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let none = ui::memo(move || sessions.with(Vec::is_empty));
    ui::changing(move || match none.get() {
        true => view! { <p class="body muted">{t.nowhere}</p> }.into_any(),
        false => view! {
            <Table label=t.sessions stack=true>
                <TableHead of=vec![t.device, t.address, t.begun, t.seen] acts=t.end />
                <tbody>
                    <For
                        each=move || sessions.get()
                        key=|one: &SignedInAt| (one.id, one.seen_at.clone())
                        children=move |one| view! { <Row one on_end /> }
                    />
                </tbody>
            </Table>
        }
        .into_any(),
    })
}

#[component]
fn Row(one: SignedInAt, on_end: Callback<SignedInAt>) -> impl IntoView {
    let t = ui::texts::<AccountText>();
    let device = if one.device.is_empty() { t.unknown_device.to_owned() } else { one.device.clone() };
    let named = fill(t.end_of, &[("device", &device)]);
    let (address, begun, seen, current) =
        (one.address.clone(), one.created_at.clone(), one.seen_at.clone(), one.current);
    view! {
        <tr>
            <td>
                <span class="row wrap-row">
                    <span>{device}</span>
                    {current.then(|| view! { <Chip tone=Tone::Accent>{t.this}</Chip> })}
                </span>
            </td>
            <td data-label=t.address>
                <bdi class="num" dir="ltr">{address}</bdi>
            </td>
            <td data-label=t.begun>
                <Time at=begun style=TimeStyle::Day />
            </td>
            <td data-label=t.seen>
                <Time at=seen style=TimeStyle::Relative />
            </td>
            <td data-align="end">
                <Button size=Size::Small attr:aria-label=named on_click=move |_| on_end.run(one.clone())>
                    {t.end}
                </Button>
            </td>
        </tr>
    }
    .into_any()
}
