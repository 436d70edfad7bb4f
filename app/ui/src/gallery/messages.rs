//! What the page says by itself: banners, notices, toasts, problems, empty and loading states, times.

use client::{CallError, NoAnswer};
use contract::{FieldProblem, Problem, Timestamp};
use leptos::prelude::*;

use super::{Specimen, Stage, TONES};
use crate::{
    Banner, Button, ButtonKind, ConnectionBar, Empty, Notice, ProblemNotice, SaveBar, Shape, Skeleton, Time, TimeStyle,
    Tone, toasts,
};

pub fn specimens() -> impl IntoView {
    view! {
        {sentences().into_any()}
        {waiting().into_any()}
    }
}

fn refused() -> Option<CallError> {
    Some(CallError::Problem(Problem {
        status: 422,
        code: "invalid".into(),
        title: "Something is not filled in right.".into(),
        detail: None,
        fields: vec![FieldProblem {
            field: "name".into(),
            code: "required".into(),
            message: "Give the group a name.".into(),
        }],
        retry_after: None,
    }))
}

fn sentences() -> impl IntoView {
    let say = toasts();
    let banners = TONES.map(|(tone, word)| view! { <Banner tone=tone>{word}</Banner> }).collect_view();
    let notices = TONES.map(|(tone, word)| view! { <Notice tone=tone>{word}</Notice> }).collect_view();
    let changes = RwSignal::new(vec!["Show in portal and widget, from on to off".to_owned()]);
    view! {
        <Specimen name="messages" about="A problem says what happened, what is safe, what to do.">
            <Stage caption="banners" wide=true>
                {banners}
            </Stage>
            <Stage caption="connection lost (after a moment)" wide=true>
                <ConnectionBar lost=true on_retry=|()| {} />
            </Stage>
            <Stage caption="notices" wide=true>
                <div class="stack">{notices}</div>
            </Stage>
            <Stage caption="refused" wide=true>
                <ProblemNotice problem=refused() />
            </Stage>
            <Stage caption="no answer" wide=true>
                <ProblemNotice problem=Some(CallError::NoAnswer(NoAnswer(String::new()))) on_retry=|()| {} />
            </Stage>
            <Stage caption="toasts">
                <div class="row">
                    <Button on_click=move |_| say.toast(Tone::Good, "Ticket closed")>"Say it"</Button>
                    <Button on_click=move |_| {
                        say.with_action(Tone::Neutral, "Ticket closed", "Undo", move || {
                            say.toast(Tone::Good, "Ticket opened again");
                        });
                    }>"With undo"</Button>
                </div>
            </Stage>
            <Stage caption="save bar" wide=true>
                <SaveBar
                    changes
                    on_save=move |()| changes.set(Vec::new())
                    on_discard=move |()| changes.set(Vec::new())
                />
            </Stage>
        </Specimen>
    }
}

fn waiting() -> impl IntoView {
    let at = || Timestamp("2026-11-20T09:30:00.000Z".into());
    view! {
        <Specimen name="waiting" about="Skeletons after 150 ms; empty states say what to do next.">
            <Stage caption="lines" wide=true>
                <Skeleton lines=3 />
            </Stage>
            <Stage caption="rows" wide=true>
                <Skeleton rows=3 />
            </Stage>
            <Stage caption="empty">
                <Empty shape=Shape::Chat title="No chats waiting" text="New chats ring here.">
                    <Button kind=ButtonKind::Primary>"Open a chat"</Button>
                </Empty>
            </Stage>
            <Stage caption="empty, small">
                <Empty shape=Shape::List title="Nothing yet" small=true />
            </Stage>
            <Stage caption="times">
                <div class="stack">
                    <Time at=at() />
                    <Time at=at() style=TimeStyle::Clock />
                    <Time at=at() style=TimeStyle::Day />
                    <Time at=at() style=TimeStyle::Full />
                </div>
            </Stage>
        </Specimen>
    }
}
