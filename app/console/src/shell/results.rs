//! What the palette found, and what choosing it does. Fetched when the palette is opened first.

use contract::{
    presence::{Availability, CheckIn, CheckOut, NewAvailability, SetAvailability},
    rights::Permission,
};
use leptos::{prelude::*, task::spawn_local};
use ui::{Icon, Kept, fill, theme::Theme};

use super::{
    Opened,
    found::{self, Act, Found, Target},
    palette::Looking,
};
use crate::{
    chats::use_chats,
    company::use_company,
    live::use_wire,
    paths,
    presence::{PresenceStore, use_presence},
    session::{Session, use_session},
    text::{PresenceText, ShellText},
};

/// How long after the last key the server is asked.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(200);

/// What is found by the words in the palette.
#[component]
pub fn PaletteResults() -> impl IntoView {
    let t = ui::texts::<ShellText>();
    let opened: Opened = expect_context();
    let Looking { query, at, count, entered } = expect_context();
    let (asked, asking) = ask_server(query);
    let local = local_results(query);
    let results = ui::kept(move || {
        let mut all = local.get();
        all.extend(asked.get());
        all
    });
    ui::effect(move || count.set(results.with(Vec::len)));
    let choose = chooser();
    let choose = Callback::new(move |index: usize| {
        if let Some(found) = results.with_untracked(|results| results.get(index).cloned()) {
            opened.palette.set(false);
            choose(found.target);
        }
    });
    Effect::watch(move || entered.track(), move |(), _, _| choose.run(at.get_untracked()), false);
    ui::effect(move || {
        let chosen = document().get_element_by_id(&format!("found-{}", at.get()));
        if let Some(chosen) = chosen {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            chosen.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let rows = move || {
        let mut heading = "";
        results.with(|results| {
            let rows = results.iter().enumerate().map(|(index, found)| {
                let begins = (found.heading != heading).then_some(found.heading);
                heading = found.heading;
                view! {
                    {begins.map(|heading| view! { <p class="heading" role="presentation">{heading}</p> })}
                    <div
                        class="result"
                        id=format!("found-{index}")
                        role="option"
                        aria-selected=move || (at.get() == index).to_string()
                        on:click=move |_| choose.run(index)
                    >
                        <Icon shape=found.shape />
                        <span class="grow cut">{found.label.clone()}</span>
                        <span class="muted small">{found.aside.clone()}</span>
                    </div>
                }
            });
            rows.collect_view()
        })
    };
    let nothing = move || {
        let words = match (results.with(Vec::is_empty), asking.get()) {
            (true, false) => fill(t.palette_nothing, &[("query", &query.get())]),
            (true, true) => t.searching.to_owned(),
            (false, _) => return None,
        };
        Some(view! { <p class="heading" role="status">{words}</p> })
    };
    view! {
        <div class="results" id="found" role="listbox" aria-label=t.search>
            {move || rows()}
            {move || nothing()}
        </div>
    }
    .into_any()
}

fn local_results(query: RwSignal<String>) -> Kept<Vec<Found>> {
    let t = ui::texts::<ShellText>();
    let company = use_company();
    let (session, presence, chats) = (use_session(), use_presence(), use_chats());
    ui::kept(move || {
        let query = query.get();
        let checks_in = presence.with(|presence| presence.is_some_and(|known| known.requires_check_in));
        let lists = chats.lists(None);
        let rows: Vec<_> = lists.mine.into_iter().chain(lists.waiting).chain(lists.colleagues).collect();
        let mut all = found::chats(company, &rows, query.trim());
        all.extend(found::acts_and_pages(t, query.trim(), session.holds(Permission::ManageCompany), checks_in));
        all
    })
}

/// Asks the server a moment after the last key; an answer that a newer question overtook is dropped.
fn ask_server(query: RwSignal<String>) -> (RwSignal<Vec<Found>>, RwSignal<bool>) {
    let t = ui::texts::<ShellText>();
    let api = ui::api();
    let (found, asking) = (RwSignal::new(Vec::new()), RwSignal::new(false));
    let round = StoredValue::new(0_u32);
    ui::effect(move || {
        let words = query.get().trim().to_owned();
        let turn = round.get_value().wrapping_add(1);
        round.set_value(turn);
        asking.set(!words.is_empty());
        if words.is_empty() {
            found.set(Vec::new());
            return;
        }
        let api = api.clone();
        let ask = move || {
            if round.try_get_value() != Some(turn) {
                return;
            }
            spawn_local(async move {
                let answer = found::look_up(api, t, words).await;
                if round.try_get_value() == Some(turn) {
                    found.try_set(answer);
                    asking.try_set(false);
                }
            });
        };
        set_timeout(ask, PAUSE);
    });
    (found, asking)
}

/// Does what a result stands for.
fn chooser() -> impl Fn(Target) + Clone + Send + Sync + 'static {
    let (session, presence, wire) = (use_session(), use_presence(), use_wire());
    let (look, toaster) = (ui::look(), ui::toasts());
    let opened: Opened = expect_context();
    let go = StoredValue::new_local(paths::go());
    move |target| match target {
        Target::Go(path) => go.with_value(|go| go(&path)),
        Target::Do(Act::Dark) => look.theme.set(Theme::Dark),
        Target::Do(Act::Light) => look.theme.set(Theme::Light),
        Target::Do(Act::Keys) => opened.keys.set(true),
        Target::Do(Act::SignOut) => {
            wire.say_goodbye();
            Session::sign_out(session);
        }
        Target::Do(said) => say(presence, toaster, said),
    }
}

fn say(presence: PresenceStore, toaster: ui::Toaster, said: Act) {
    let t = ui::texts::<PresenceText>();
    spawn_local(async move {
        let availability = |availability| SetAvailability { body: NewAvailability { availability } };
        let answer = match said {
            Act::Away => presence.say(availability(Availability::Away)).await,
            Act::CheckIn => presence.say(CheckIn { body: () }).await,
            Act::CheckOut => presence.say(CheckOut { body: () }).await,
            _ => presence.say(availability(Availability::Available)).await,
        };
        if let Err(error) = answer {
            let problem = ui::problem_text(ui::language(), &error);
            toaster.toast(ui::Tone::Bad, fill(t.failed, &[("problem", &problem)]));
            presence.refetch();
        }
    });
}
