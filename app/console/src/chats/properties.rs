//! What is known of the visitor: who it is, where, whose, and what was before.

use contract::{
    ChatId,
    chat::{Chat, ChatRow, VisitorCard},
    organizations::ListChatOrganizations,
};
use leptos::prelude::*;
use ui::{Chip, Dot, DotState, Kept, Now, ProblemNotice, Skeleton, Time, Tone, fill};

use super::{page::Panes, ticket::TicketOfChat, use_chats, words};
use crate::{
    company::use_company,
    fields::{Item, ItemValues},
    live,
    organizations::Belongings,
    panes::{self, Properties},
    paths,
    text::{ChatsText, VisitorText},
    when,
};

/// The properties pane.
#[component]
pub(super) fn PropertiesPane(chat: ChatId) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let panes: Panes = expect_context();
    let detail = ui::kept(move || chats.detail(chat));
    let known = ui::kept(move || detail.with(Option::is_some));
    ui::keys().on("Escape", "", move || panes.properties.set(false));
    view! {
        <panes::PropertiesPane title=t.properties back=t.hide_properties properties=panes.properties>
            {move || match known.get() {
                false => view! { <Awaited chat /> }.into_any(),
                true => view! {
                    <Who detail />
                    <ItemValues item=Item::Chat(chat) place=place(detail) />
                    <Organizations chat />
                    <TicketOfChat chat detail />
                    <Whereabouts detail />
                    <Earlier detail />
                }
                .into_any(),
            }}
        </panes::PropertiesPane>
    }
    .into_any()
}

/// Where the chat is: there its template is in force.
fn place(detail: Kept<Option<Chat>>) -> Signal<String> {
    Signal::derive(move || {
        detail.with(|chat| chat.as_ref().map(|chat| chat.row.department.to_string())).unwrap_or_default()
    })
}

/// What is on its way, or why it does not come.
#[component]
fn Awaited(chat: ChatId) -> impl IntoView {
    let chats = use_chats();
    let failed = move || chats.problem(chat).is_some();
    view! {
        {ui::show(move || !failed(), || view! { <Skeleton lines=6 /> }.into_any())}
        <ProblemNotice problem=Now::of(move || chats.problem(chat)) on_retry=move |()| chats.fetch_again(chat) />
    }
    .into_any()
}

#[component]
fn Who(detail: Kept<Option<Chat>>) -> impl IntoView {
    let t = ui::texts::<VisitorText>();
    let rows = move || detail.get().map(|chat| view! { <WhoRows row=chat.row visitor=chat.visitor /> });
    view! {
        <Properties title=t.visitor>
            <dl>{move || rows()}</dl>
        </Properties>
    }
    .into_any()
}

#[component]
fn WhoRows(row: ChatRow, visitor: VisitorCard) -> impl IntoView {
    let t = ui::texts::<VisitorText>();
    let name = if row.visitor_name.is_empty() { t.no_name.to_owned() } else { row.visitor_name };
    let zone = visitor.time_zone;
    let phone = visitor.phone.map(|phone| {
        let href = format!("tel:{}", phone.e164.as_deref().unwrap_or(&phone.typed).replace(' ', ""));
        (href, phone.typed)
    });
    view! {
        <dt>{t.name}</dt>
        <dd>{name} " " {visitor.identified.then(|| view! { <Chip tone=Tone::Good>{t.vouched}</Chip> })}</dd>
        {row.email.map(|email| view! { <dt>{t.email}</dt> <dd>{email}</dd> })}
        {phone
            .map(|(href, typed)| {
                view! {
                    <dt>{t.phone}</dt>
                    <dd class="num">
                        <a class="link" href=href>{typed}</a>
                    </dd>
                }
            })}
        {visitor
            .account
            .map(|account| {
                view! {
                    <dt>{t.account}</dt>
                    <dd>
                        <a class="link" href=paths::person(account)>{t.account_link}</a>
                    </dd>
                }
            })}
        {(!zone.is_empty()).then(|| view! { <LocalTime zone /> })}
        {(!visitor.language.is_empty())
            .then(|| {
                view! {
                    <dt>{t.language}</dt>
                    <dd>{when::language_name(&visitor.language)}</dd>
                }
            })}
    }
    .into_any()
}

/// The time of day where the visitor is.
#[component]
fn LocalTime(zone: String) -> impl IntoView {
    let t = ui::texts::<VisitorText>();
    let chats = use_chats();
    let place = when::place_of(&zone);
    let minute = ui::kept(move || (chats.now() / 60_000.0) as u64);
    let clock = move || {
        minute.track();
        when::clock_in(&zone).map(|clock| format!("{clock}, "))
    };
    view! {
        <dt>{t.local_time}</dt>
        <dd class="num">{move || clock()} {place}</dd>
    }
    .into_any()
}

#[component]
fn Organizations(chat: ChatId) -> impl IntoView {
    let api = ui::api();
    let query = live::load(move || {
        let api = api.clone();
        async move { api.call(ListChatOrganizations { chat, body: () }).await.map(|list| list.items) }
    });
    view! { <Belongings query /> }.into_any()
}

#[component]
fn Whereabouts(detail: Kept<Option<Chat>>) -> impl IntoView {
    let t = ui::texts::<VisitorText>();
    let inside = move || detail.get().map(|chat| view! { <Page visitor=chat.visitor /> });
    view! {
        <Properties title=t.page>
            {move || inside()}
        </Properties>
    }
    .into_any()
}

#[component]
fn Page(visitor: VisitorCard) -> impl IntoView {
    let t = ui::texts::<VisitorText>();
    let (state, word) = if visitor.online { (DotState::Available, t.online) } else { (DotState::Offline, t.offline) };
    let pages = ui::count(ui::language(), t.pages, u64::from(visitor.pages));
    let from = (!visitor.referrer.is_empty())
        .then(|| format!(" · {}", fill(t.came_from, &[("from", site(&visitor.referrer))])));
    view! {
        <div class="reason">
            <p class="row">
                <Dot state />
                {word}
            </p>
            {(!visitor.page_title.is_empty()).then(|| view! { <p><strong>{visitor.page_title}</strong></p> })}
            // The address is the visitor's word: it is shown, not followed.
            <p>{visitor.page}</p>
            <p class="muted">{pages} {from}</p>
            <p class="muted">{t.first_seen} " " <Time at=visitor.first_seen /></p>
        </div>
    }
    .into_any()
}

/// The site of an address.
fn site(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[component]
fn Earlier(detail: Kept<Option<Chat>>) -> impl IntoView {
    let t = ui::texts::<VisitorText>();
    let texts = ui::texts::<ChatsText>();
    let company = use_company();
    let rows = move || {
        let earlier = detail.with(|chat| chat.as_ref().map(|chat| chat.earlier.clone())).unwrap_or_default();
        if earlier.is_empty() {
            return view! { <p class="muted small">{t.earlier_none}</p> }.into_any();
        }
        let rows = earlier.into_iter().map(|row| {
            let at = row.started_at.clone();
            view! {
                <li>
                    <a class="list-row" href=paths::chat(row.id, None)>
                        <div class="main">
                            <span class="title">{words::last(texts, &row)}</span>
                            <span class="sub">{words::place(company, &row)} " · " <Time at /></span>
                        </div>
                    </a>
                </li>
            }
        });
        view! { <ul class="list grow">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <Properties title=t.earlier>
            {move || rows()}
        </Properties>
    }
    .into_any()
}
