//! The organizations somebody or something belongs to, each with why: beside a chat, a ticket, an account.

use contract::organizations::Belonging;
use leptos::prelude::*;
use ui::{Query, WhenReady, fill};

use super::words::{self, WhyChips};
use crate::{panes::Properties, paths, text::BelongingText};

/// A part of a properties pane.
#[component]
pub fn Belongings(
    /// The organizations.
    query: Query<Vec<Belonging>>,
) -> impl IntoView {
    let t = ui::texts::<BelongingText>();
    view! {
        <Properties title=t.title>
            <WhenReady query let:list>
                {move || {
                    let list = list.get();
                    if list.is_empty() {
                        view! { <p class="muted small">{t.none}</p> }.into_any()
                    } else {
                        list.into_iter().map(|one| view! { <Organization one /> }).collect_view().into_any()
                    }
                }}
            </WhenReady>
        </Properties>
    }
    .into_any()
}

#[component]
fn Organization(one: Belonging) -> impl IntoView {
    let t = ui::texts::<BelongingText>();
    let counts = fill(t.counts, &[("tickets", &words::count(one.tickets)), ("chats", &words::count(one.chats))]);
    view! {
        <div class="reason">
            <strong dir="auto">
                <a class="link" href=paths::organization(one.organization)>{one.name}</a>
            </strong>
            <WhyChips why=one.why />
            <p class="muted">{counts}</p>
        </div>
    }
    .into_any()
}
