//! The panel: its head, the bar for a lost connection, and the screen that fits.

use contract::ChatId;
use gloo::events::EventListener;
use leptos::{ev, prelude::*};
use ui::{
    Avatar, Button, ButtonKind, ConnectionBar, DotState, IconButton, Language, Notice, Shape, Size, Spinner,
    Submission, Tone, problem_text, provide_language, texts, transport,
};
use web_sys::{UrlSearchParams, VisibilityState};

use crate::{
    conversation::Conversation,
    home::Home,
    loader::Loader,
    visit::{Stage, Visit},
    words::WidgetText,
};

#[derive(Clone, Copy, PartialEq)]
enum Screen {
    Loading,
    Failed,
    Home,
    Talk(ChatId),
}

/// Everything in the frame.
#[component]
pub fn Panel() -> impl IntoView {
    let asked = |name: &str| {
        let search = window().location().search().unwrap_or_default();
        UrlSearchParams::new_with_str(&search).ok().and_then(|all| all.get(name)).unwrap_or_default()
    };
    let speaks = Language::of_tag(&asked("lang"))
        .or_else(|| window().navigator().language().and_then(|tag| Language::of_tag(&tag)))
        .unwrap_or_default();
    speak(speaks);
    provide_language(speaks);

    let loader = Loader::find(&asked("site"));
    let framed = loader.is_some();
    let visit = Visit::new(transport::browser(), asked("brand"), loader.clone());
    if let Some(loader) = loader {
        keep(loader.listen(move |said| visit.hear_page(said)));
    }
    visit.tell("ready", &[]);
    visit.open();

    let attended = attended(visit);
    tell_page(visit, attended);
    dress(visit);
    visit.remember();

    // Opened once, when there is a token to show; another token is shown on the next socket.
    let entered = Memo::new(move |_| visit.entered.get());
    let connection = RwSignal::new(None);
    Effect::new(move |_| {
        if entered.get() {
            connection.set(visit.connect());
        }
    });

    let screen = Memo::new(move |_| match visit.stage.get() {
        Stage::Ready => match visit.state.with(|state| state.talk.as_ref().map(|talk| talk.chat.id)) {
            Some(chat) => Screen::Talk(chat),
            None => Screen::Home,
        },
        _ if visit.state.with(|state| state.visitor.is_some()) => Screen::Home,
        Stage::Loading => Screen::Loading,
        Stage::Failed(_) => Screen::Failed,
    });
    let asking = RwSignal::new(false);
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() && !event.is_composing() {
            if asking.get_untracked() {
                asking.set(false);
            } else {
                visit.tell("close", &[]);
            }
        }
    };
    view! {
        <div class="widget" on:keydown=on_key>
            <Head visit framed asking />
            {move || {
                connection
                    .get()
                    .map(|live: ui::Live<_>| {
                        view! { <ConnectionBar connection=live.connection() on_retry=move |()| live.try_now() /> }
                    })
            }}
            <EndSurely visit asking />
            {move || match screen.get() {
                Screen::Loading => view! { <main class="view" data-center=""><Waiting /></main> }.into_any(),
                Screen::Failed => view! { <Failed visit /> }.into_any(),
                Screen::Home => view! { <Home visit /> }.into_any(),
                Screen::Talk(_) => view! { <Conversation visit attended /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Head(visit: Visit, framed: bool, asking: RwSignal<bool>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let brand = move || visit.look.with(|look| look.as_ref().map_or(t.title.to_owned(), |look| look.name.clone()));
    let agent = Memo::new(move |_| {
        visit.state.with(|state| state.talk.as_ref().filter(|talk| !talk.is_ended())?.chat.agent.clone())
    });
    let name = Signal::derive(move || agent.get().unwrap_or_else(brand));
    let here = Memo::new(move |_| {
        visit.state.with(|state| {
            let talking = state.talk.as_ref().is_some_and(|talk| !talk.is_ended() && talk.chat.agent.is_some());
            talking || state.availability.departments.iter().any(|department| department.chat_now)
        })
    });
    let open = Memo::new(move |_| visit.state.with(|state| state.talk.as_ref().is_some_and(|talk| !talk.is_ended())));
    let sub = move || {
        visit.state.with(|state| match &state.talk {
            Some(talk) => talk.chat.department.clone(),
            None if state.open_departments().is_empty() => String::new(),
            None => if here.get() { t.here_sub } else { t.not_here_sub }.to_owned(),
        })
    };
    let dot = Signal::derive(move || Some(if here.get() { DotState::Available } else { DotState::Offline }));
    view! {
        // With a name of its own: the site around it has a banner, too.
        <header class="head" aria-label=t.title>
            <Avatar name=name size=Size::Large dot />
            <div class="titles">
                <h1>{name}</h1>
                <p class="sub">{sub}</p>
            </div>
            {move || {
                open.get()
                    .then(|| {
                        view! { <IconButton label=t.end shape=Shape::End on_click=move |_| asking.set(true) /> }
                    })
            }}
            {framed
                .then(|| {
                    view! {
                        <IconButton label=t.close shape=Shape::Down on_click=move |_| visit.tell("close", &[]) />
                    }
                })}
        </header>
    }
}

/// Asks before the chat ends.
#[component]
fn EndSurely(visit: Visit, asking: RwSignal<bool>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let ending = Submission::new();
    Effect::new(move |_| {
        if asking.get() {
            focus("keep-on");
        }
    });
    let end = move |_| ending.run(async move { visit.end_chat().await }, move |()| asking.set(false));
    let language = ui::language();
    let shown = move || {
        asking.get().then(|| {
            view! {
                <div class="banner" role="alertdialog" aria-label=t.end_sure>
                    <span class="grow">
                        {move || match ending.problem.get() {
                            Some(problem) => problem_text(language, &problem),
                            None => t.end_sure.to_owned(),
                        }}
                    </span>
                    <Button size=Size::Small attr:id="keep-on" on_click=move |_| asking.set(false)>
                        {t.keep_on}
                    </Button>
                    <Button size=Size::Small kind=ButtonKind::Danger busy=ending.busy on_click=end>
                        {t.end}
                    </Button>
                </div>
            }
        })
    };
    view! { {shown} }
}

#[component]
fn Waiting() -> impl IntoView {
    view! { <Spinner large=true /> }
}

#[component]
fn Failed(visit: Visit) -> impl IntoView {
    let t = texts::<WidgetText>();
    let language = ui::language();
    let why = move || match visit.stage.get() {
        Stage::Failed(error) => problem_text(language, &error),
        Stage::Loading | Stage::Ready => String::new(),
    };
    view! {
        <main class="view">
            <div class="ask">
                <Notice tone=Tone::Bad>
                    <strong>{t.not_loaded}</strong>
                    <p>{why}</p>
                </Notice>
                <Button wide=true on_click=move |_| visit.begin()>
                    {t.try_again}
                </Button>
            </div>
        </main>
    }
}

/// Whether somebody can see the panel: it is open, and its page is in front.
fn attended(visit: Visit) -> Memo<bool> {
    let visible = move || document().visibility_state() == VisibilityState::Visible;
    let in_front = RwSignal::new(visible());
    keep(Some(EventListener::new(&document(), "visibilitychange", move |_| {
        in_front.set(visible());
        if visible() {
            visit.sync();
        }
    })));
    for event in ["pageshow", "online"] {
        keep(Some(EventListener::new(&window(), event, move |_| {
            visit.sync();
            visit.send_now();
        })));
    }
    Memo::new(move |_| visit.shown.get() && in_front.get())
}

/// Tells the page around us what it shows or passes on: how much is unread, and whether a chat is open.
fn tell_page(visit: Visit, attended: Memo<bool>) {
    let unread = Memo::new(move |_| {
        let unread = visit.state.with(|state| state.talk.as_ref().map_or(0, |talk| talk.unread()));
        if attended.get() { 0 } else { unread }
    });
    Effect::new(move |_| visit.tell("unread", &[("count", unread.get().into())]));

    let open = Memo::new(move |_| visit.state.with(|state| state.talk.as_ref().map(|talk| !talk.is_ended())));
    Effect::new(move |before: Option<Option<bool>>| {
        let now = open.get();
        if visit.entered.get_untracked() {
            visit.tell("chat", &[("open", (now == Some(true)).into())]);
        }
        if before == Some(Some(true)) && now == Some(false) {
            visit.happened("chat-ended");
        }
        now
    });

    // What waits to be sent outlives the page.
    let outbox = Memo::new(move |_| {
        visit.state.with(|state| state.talk.as_ref().map(|talk| (talk.chat.id, talk.outbox.clone())))
    });
    Effect::new(move |_| match outbox.get() {
        Some((_, outbox)) if outbox.is_empty() => ui::storage::local().remove(&visit.outbox_key()),
        Some(kept) => ui::storage::local().set(&visit.outbox_key(), &kept),
        None => {}
    });
}

/// Keeps the brand's colours as they are now; the page came with those of a moment ago.
fn dress(visit: Visit) {
    Effect::new(move |_| {
        let Some(look) = visit.look.get() else { return };
        let html = document().document_element().and_then(|html| wasm_bindgen::JsCast::dyn_into(html).ok());
        let html: Option<web_sys::HtmlElement> = html;
        if let Some(html) = html {
            let style = web_sys::HtmlElement::style(&html);
            let _ = style.set_property("--accent-h", &look.hue.to_string());
            let thousandths = (1_000 + look.chroma.min(999)).to_string();
            let _ = style.set_property("--accent-c", &["0.", &thousandths[1..]].concat());
        }
    });
}

fn speak(language: Language) {
    if let Some(html) = document().document_element() {
        let _ = html.set_attribute("lang", language.tag());
        let _ = html.set_attribute("dir", language.direction());
    }
}

/// Puts the focus on an element, when it is there.
pub fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// The panel lives as long as its page.
fn keep(listener: Option<EventListener>) {
    if let Some(listener) = listener {
        listener.forget();
    }
}
