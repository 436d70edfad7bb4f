//! A comment as it is read: amber, locked, labelled, so that nobody takes it for what a customer sees.

use contract::{Timestamp, asks::Asked, people::AgentRef};
use leptos::prelude::*;
use ui::{Icon, Shape, Size, Time, TimeStyle, fill};

use super::list::shown;
use crate::{face::Face, session::use_session, text::AsksText};

/// A colleague's comment, or one's own.
#[component]
pub fn Comment(
    /// Whose.
    by: AgentRef,
    /// What it says.
    text: String,
    /// Whom it asks.
    #[prop(optional)]
    asked: Vec<Asked>,
    /// Whether it was said with a transfer.
    #[prop(optional)]
    transfers: bool,
    /// Whether it says how the matter ended.
    #[prop(optional)]
    resolves: bool,
    /// When.
    at: Timestamp,
) -> impl IntoView {
    let t = ui::texts::<AsksText>();
    let AgentRef { id, name } = by;
    let mine = use_session().me_untracked().is_some_and(|me| me.id == id);
    let shown = if mine { t.you.to_owned() } else { name.clone() };
    let label = match (transfers, resolves) {
        (true, _) => t.transfer,
        (false, true) => t.resolution,
        (false, false) => t.internal,
    };
    view! {
        <CommentFrame by=shown.clone() label text asked>
            <Face id name size=Size::Tiny />
            " "
            <bdi>{shown}</bdi>
            " · "
            <Time at style=TimeStyle::Clock />
            " · "
            {t.only_colleagues}
        </CommentFrame>
    }
    .into_any()
}

/// A comment of one's own that is on its way; what is below it says how it fares.
#[component]
pub fn UnsentComment(text: String, children: Children) -> impl IntoView {
    let t = ui::texts::<AsksText>();
    view! { <CommentFrame by=t.you.to_owned() label=t.internal text asked=Vec::new() children /> }.into_any()
}

#[component]
fn CommentFrame(by: String, label: &'static str, text: String, asked: Vec<Asked>, children: Children) -> impl IntoView {
    let t = ui::texts::<AsksText>();
    let mut lines = text.lines().map(|line| shown(line, &asked));
    let first = lines.next();
    let rest = lines.map(|line| view! { <p dir="auto">{line}</p> }).collect_view();
    view! {
        <article class="comment" aria-label=fill(t.comment_by, &[("name", &by)])>
            <Icon shape=Shape::Lock />
            <div class="body">
                <p><strong class="label">{label}</strong> " " <span dir="auto">{first}</span></p>
                {rest}
                <p class="meta">{children()}</p>
            </div>
        </article>
    }
    .into_any()
}
