//! A chat's transcript, to read and to print: what was said, without what is internal.

use client::{Api, CallError};
use contract::{
    ChatId, Timestamp,
    chat::{Chat, ChatLog, GetChat, GetChatLog, LogPosition, PublicEntry, PublicEvent},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::{Button, LinkButton, Time, TimeStyle, WhenReady, fill};

use super::words;
use crate::{company::use_company, live, paths, text::ChatsText, when};

/// The transcript.
#[component]
pub fn TranscriptPage() -> impl IntoView {
    let params = use_params_map();
    let chat = ui::kept(move || params.with(|params| params.get("id")?.parse::<ChatId>().ok()));
    view! {
        <main class="page" id="main">
            <div class="wrap" data-width="narrow">
                {move || match chat.get() {
                    Some(chat) => view! { <Transcript chat /> }.into_any(),
                    None => ().into_any(),
                }}
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Transcript(chat: ChatId) -> impl IntoView {
    let api = ui::api();
    let query = live::load(move || {
        let api = api.clone();
        async move { fetch(api, chat).await }
    });
    view! {
        <WhenReady query let:told>
            {move || {
                let (chat, entries) = told.get();
                view! { <Told chat entries /> }
            }}
        </WhenReady>
    }
    .into_any()
}

async fn fetch(api: Api, chat: ChatId) -> Result<(Chat, Vec<PublicEntry>), CallError> {
    let detail = api.call(GetChat { chat, body: () }).await?;
    let mut all = ChatLog::default();
    loop {
        let after = LogPosition { public: all.public.len() as u64, internal: all.internal.len() as u64 };
        let page = api.call(GetChatLog { chat, body: after }).await?;
        let went_on = !page.public.is_empty() || !page.internal.is_empty();
        all.public.extend(page.public);
        all.internal.extend(page.internal);
        if !page.more || !went_on {
            return Ok((detail, all.public));
        }
    }
}

#[component]
fn Told(chat: Chat, entries: Vec<PublicEntry>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let company = use_company();
    let row = chat.row;
    let title = fill(t.transcript_of, &[("name", &words::name(t, &row))]);
    let print = move |_| {
        let _printed = window().print();
    };
    let nothing = entries.is_empty().then(|| view! { <p class="muted">{t.transcript_none}</p> });
    // The day stands above; only what was said on another one says so.
    let day = when::day(&row.started_at);
    let style = move |at: &Timestamp| if when::day(at) == day { TimeStyle::Clock } else { TimeStyle::Full };
    let lines = entries.into_iter().map(|entry| view! { <Entry style=style(&entry.at) entry /> }).collect_view();
    view! {
        <header class="page-head">
            <div class="titles">
                <h1>{title}</h1>
                <p class="sub">
                    {words::place(company, &row)} " · " <Time at=row.started_at.clone() style=TimeStyle::Full />
                </p>
            </div>
            <div class="acts">
                <LinkButton href=paths::chat(row.id, None)>{t.transcript_back}</LinkButton>
                <Button on_click=print>{t.transcript_print}</Button>
            </div>
        </header>
        <section class="card">
            <div class="body stack" data-gap="3">{lines} {nothing}</div>
        </section>
    }
    .into_any()
}

#[component]
fn Entry(entry: PublicEntry, style: TimeStyle) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let at = entry.at;
    match entry.event {
        PublicEvent::Message { name, text, .. } => {
            let name = if name.is_empty() { t.visitor.to_owned() } else { name };
            let lines = text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
            view! {
                <article>
                    <p class="small"><strong dir="auto">{name}</strong> " " <Time class="muted" at style /></p>
                    {lines}
                </article>
            }
            .into_any()
        }
        event => match words::happened(t, &event) {
            Some(words) => view! { <p class="small muted">{words} " · " <Time at style /></p> }.into_any(),
            None => ().into_any(),
        },
    }
}
