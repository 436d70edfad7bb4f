//! The panel: its head, the bar for a lost connection, and the screen that fits.

use contract::{pictures::picture_path, widget::VisitorChat};
use gloo::events::EventListener;
use leptos::prelude::*;
use ui::{
    Avatar, Button, ButtonKind, ConnectionBar, DotState, IconButton, Language, Notice, Now, Shape, Size, Spinner,
    Submission, Tone, choose, effect, markup, problem_text, provide_language, show, storage, texts, transport, words,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, UrlSearchParams, VisibilityState};

use crate::{
    conversation::Conversation,
    home::Home,
    loader::Loader,
    state::{Stage, State},
    talk::kept_for_all,
    visit::Visit,
    words::WidgetText,
};

#[derive(Clone, Copy)]
enum Screen {
    Loading,
    Failed,
    Home,
    Talk,
}

impl Screen {
    const ALL: [Screen; 4] = [Screen::Loading, Screen::Failed, Screen::Home, Screen::Talk];

    fn of(state: &State) -> Screen {
        match state.stage {
            _ if state.talk.is_some() => Screen::Talk,
            Stage::Ready => Screen::Home,
            _ if state.visitor.is_some() => Screen::Home,
            Stage::Loading => Screen::Loading,
            Stage::Failed(_) => Screen::Failed,
        }
    }
}

/// Everything in the frame.
#[component]
pub fn Panel() -> impl IntoView {
    let search = window().location().search().unwrap_or_default();
    let search = UrlSearchParams::new_with_str(&search).ok();
    let asked = |name: &str| search.as_ref().and_then(|all| all.get(name)).unwrap_or_default();
    provide_language(Language::of_page());

    let loader = Loader::find(&asked("site"));
    let framed = loader.is_some();
    let visit = Visit::new(transport::browser().into(), asked("brand"), loader.clone());
    if let Some(loader) = loader {
        keep(loader.listen(visit));
    }
    visit.tell("ready", &[]);
    visit.open();

    let attended = attended(visit);
    tell_page(visit, attended);
    keep_outbox(visit);
    dress(visit);
    visit.remember();

    // Opened once, when there is a token to show; another token is shown on the next socket.
    let connection = move || match visit.connect() {
        Some(live) => view! { <ConnectionBar lost=live.lost() on_retry=move |()| live.try_now() /> }.into_any(),
        None => ().into_any(),
    };
    let screen = move |screen: u8| match Screen::ALL[usize::from(screen)] {
        Screen::Loading => markup! { <main class="view" data-center="">{view! { <Spinner large=true /> }}</main> },
        Screen::Failed => view! { <Failed visit /> }.into_any(),
        Screen::Home => view! { <Home visit /> }.into_any(),
        Screen::Talk => view! { <Conversation visit attended /> }.into_any(),
    };
    let asking = RwSignal::new(false);
    // Wherever the focus is, and while there is nothing yet that could have it.
    keep(Some(EventListener::new(&document(), "keydown", move |event| {
        let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
        if event.key() == "Escape" && !event.default_prevented() && !event.is_composing() {
            if asking.get_untracked() {
                go_on(asking);
            } else {
                visit.tell("close", &[]);
            }
        }
    })));
    markup! {
        <div class="widget">
            {view! { <Head visit framed asking /> }}
            {show(move || visit.entered.get(), connection)}
            {view! { <EndSurely visit asking /> }}
            {choose(move || visit.state.with(Screen::of) as u8, screen)}
        </div>
    }
}

#[component]
fn Head(visit: Visit, framed: bool, asking: RwSignal<bool>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let name = move || {
        visit.state.with(|state| {
            let agent = with_agent(state).and_then(|chat| chat.agent.as_ref());
            let name = agent.or(state.look.as_ref().map(|look| &look.name));
            name.map_or(t.title, String::as_str).to_owned()
        })
    };
    let sub = move || {
        visit.state.with(|state| match &state.talk {
            Some(talk) => talk.chat.department.clone(),
            None if state.open_departments().is_empty() => String::new(),
            None => if state.is_somebody_here() { t.here_sub } else { t.not_here_sub }.to_owned(),
        })
    };
    // Until somebody is there with a name of their own, the brand's logo.
    let image = move || {
        visit.state.with(|state| match with_agent(state) {
            Some(chat) => chat.picture.as_deref().map(picture_path),
            None => state.look.as_ref().filter(|look| !look.logo.is_empty()).map(|look| picture_path(&look.logo)),
        })
    };
    let here = visit.fact(State::is_somebody_here);
    let dot = move || Some(if here.get() { DotState::Available } else { DotState::Offline });
    let end = move || {
        view! { <IconButton label=t.end shape=Shape::End id="end" on_click=move |_| asking.set(true) /> }.into_any()
    };
    let close = framed.then(|| {
        view! { <IconButton label=t.close shape=Shape::Down on_click=move |_| visit.tell("close", &[]) /> }.into_any()
    });
    markup! {
        // With a name of its own: the site around it has a banner, too.
        <header class="head" aria-label={t.title}>
            {view! { <Avatar name=name size=Size::Large dot=Now::of(dot) image=Now::of(image) /> }}
            <div class="titles">
                <h1>{words(name)}</h1>
                <p class="sub">{words(sub)}</p>
            </div>
            {show(move || visit.is(State::is_talking), end)}
            {close}
        </header>
    }
}

/// The chat, while an agent has it.
fn with_agent(state: &State) -> Option<&VisitorChat> {
    let talk = state.talk.as_ref().filter(|talk| !talk.is_ended())?;
    Some(&talk.chat).filter(|chat| chat.agent.is_some())
}

/// Asks before the chat ends.
#[component]
fn EndSurely(visit: Visit, asking: RwSignal<bool>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let ending = Submission::new();
    effect(move || {
        if asking.get() {
            focus("keep-on");
        }
    });
    let ended = move |()| {
        asking.set(false);
        // Drawn by then.
        request_animation_frame(|| focus("over"));
    };
    let end = move |_| ending.run(async move { visit.end_chat().await }, ended);
    let language = ui::language();
    let question = move || match ending.problem.get() {
        Some(problem) => problem_text(language, &problem),
        None => t.end_sure.to_owned(),
    };
    let shown = move || {
        markup! {
            <div class="banner" role="alertdialog" aria-label={t.end_sure}>
                <span class="grow">{words(question)}</span>
                {view! {
                    <Button size=Size::Small id="keep-on" on_click=move |_| go_on(asking)>
                        {t.keep_on}
                    </Button>
                }}
                {view! {
                    <Button size=Size::Small kind=ButtonKind::Danger busy=ending.busy on_click=end>
                        {t.end}
                    </Button>
                }}
            </div>
        }
    };
    show(move || asking.get(), shown)
}

/// The chat goes on: so does whoever was about to end it.
fn go_on(asking: RwSignal<bool>) {
    asking.set(false);
    focus("end");
}

#[component]
fn Failed(visit: Visit) -> impl IntoView {
    let t = texts::<WidgetText>();
    let language = ui::language();
    let why = move || {
        visit.state.with(|state| match &state.stage {
            Stage::Failed(error) => problem_text(language, error),
            Stage::Loading | Stage::Ready => String::new(),
        })
    };
    markup! {
        <main class="view">
            <div class="ask">
                {view! {
                    <Notice tone=Tone::Bad>
                        {markup! { <strong>{t.not_loaded}</strong> }}
                        {markup! { <p>{words(why)}</p> }}
                    </Notice>
                }}
                {view! {
                    <Button wide=true on_click=move |_| visit.begin()>
                        {t.try_again}
                    </Button>
                }}
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
    keep(Some(EventListener::new(&window(), "storage", move |_| visit.hear_tabs())));
    for event in ["pageshow", "online"] {
        keep(Some(EventListener::new(&window(), event, move |_| {
            visit.sync();
            visit.send_now();
        })));
    }
    ui::memo(move || visit.shown.get() && in_front.get())
}

/// Tells the page around us what it shows or passes on: how much is unread, and whether a chat is open.
fn tell_page(visit: Visit, attended: Memo<bool>) {
    let mut told = None;
    effect(move || {
        let unread = visit.state.with(|state| state.talk.as_ref().map_or(0, |talk| talk.unread()));
        let unread = if attended.get() { 0 } else { unread };
        if told.replace(unread) != Some(unread) {
            visit.tell("unread", &[("count", unread.into())]);
        }
    });

    let (talking, over) = (visit.fact(State::is_talking), visit.fact(State::is_over));
    let mut talked = false;
    effect(move || {
        let (talking, over) = (talking.get(), over.get());
        if visit.entered.get() {
            visit.tell("chat", &[("open", talking.into())]);
        }
        if talked && over {
            visit.happened("chat-ended");
        }
        talked = talking;
    });
}

/// Keeps what waits to be sent: it outlives the page. What other tabs have to send stays beside it.
fn keep_outbox(visit: Visit) {
    let mut before = Vec::new();
    effect(move || {
        let own = visit.state.with(|state| state.outbox().to_vec());
        if own != before {
            let key = visit.key("outbox:");
            let kept = storage::local().read(&key).unwrap_or_default();
            storage::local().write(&key, &kept_for_all(kept, &before, &own));
            before = own;
        }
    });
}

/// Keeps the brand's colours as they are now; the page came with those of a moment ago.
fn dress(visit: Visit) {
    let mut before = None;
    effect(move || {
        let Some(colours) = visit.state.with(|state| state.look.as_ref().map(|look| (look.hue, look.chroma))) else {
            return;
        };
        let html = document().document_element().and_then(|html| html.dyn_into::<HtmlElement>().ok());
        if let (Some(html), true) = (html, before.replace(colours) != Some(colours)) {
            let style = HtmlElement::style(&html);
            let _ = style.set_property("--accent-h", &colours.0.to_string());
            let thousandths = (1_000 + colours.1.min(999)).to_string();
            let _ = style.set_property("--accent-c", &["0.", thousandths.get(1..).unwrap_or_default()].concat());
        }
    });
}

/// Puts the focus on an element, when it is there.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
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
