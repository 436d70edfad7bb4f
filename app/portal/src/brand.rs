//! The brand's frame around every page, and who is there now, kept live.

use client::{Api, CallError};
use contract::{
    live::{ClientFrame, PortalFrame},
    pictures::picture_path,
    portal::{GetPortalHome, PortalHome},
    roles::CustomerRole,
    widget::Availability,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use ui::{Heard, Live, api, texts};

use crate::text::PortalText;

/// What the home page's operation answered, rendered by the server and handed to the browser.
#[derive(Clone, Copy)]
pub struct HomeResource {
    /// The brand and its departments; `None` when the server could not say.
    pub loaded: Resource<Option<PortalHome>>,
    live: RwSignal<Option<Availability>>,
    /// The role held as it was heard last, by its word: a signal of another type would weigh a kilobyte.
    role: RwSignal<String>,
}

impl HomeResource {
    /// Who is there: what was pushed last, or else what was loaded.
    pub fn availability(&self) -> Option<Availability> {
        self.live.get().or_else(|| self.loaded.get().flatten().map(|home| home.availability))
    }

    /// The role held by who is here.
    pub fn role(&self) -> CustomerRole {
        let loaded = || self.loaded.get().flatten().map(|home| home.role);
        self.role.get().try_into().ok().or_else(loaded).unwrap_or_default()
    }

    /// Asks again: something may have changed.
    pub fn refresh(self, api: Api) {
        leptos::task::spawn_local(async move {
            if let Ok(now) = api.call(GetPortalHome { body: () }).await {
                self.role.set(now.role.into());
                self.hear(now.availability);
            }
        });
    }

    /// Takes over a newer word.
    fn hear(&self, availability: Availability) {
        self.live.update(|live| {
            if live.as_ref().is_none_or(|live| live.version <= availability.version) {
                *live = Some(availability);
            }
        });
    }
}

/// Loads the brand and keeps its availability live, for every page.
pub fn provide_home() {
    let api = api();
    let calling = api.clone();
    let loaded = Resource::new(
        || (),
        move |()| {
            let api = calling.clone();
            async move {
                let home: Result<PortalHome, CallError> = api.call(GetPortalHome { body: () }).await;
                home.ok()
            }
        },
    );
    let home = HomeResource { loaded, live: RwSignal::new(None), role: RwSignal::new(String::new()) };
    provide_context(home);
    Effect::new(move |_| {
        let api = api.clone();
        Live::<PortalFrame>::open(
            || ClientFrame::Portal,
            move |heard| match heard {
                // Something may have changed between the rendering and this moment, or during a break.
                Heard::Connected => home.refresh(api.clone()),
                Heard::Frame(PortalFrame::Availability { availability }) => home.hear(availability),
                Heard::Frame(PortalFrame::Welcome | PortalFrame::Closing) | Heard::Lost => {}
            },
        );
    });
}

/// Header and footer around a page.
#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    let t = texts::<PortalText>();
    let home = expect_context::<HomeResource>();
    let path = use_location().pathname;
    let at = move |own: &'static str| move || path.with(|path| path == own).then_some("page");
    let name = move || home.loaded.get().flatten().map(|home| home.look.name).unwrap_or_default();
    // The logo says the name itself.
    let logo = move || {
        let home = home.loaded.get().flatten().filter(|home| !home.look.logo.is_empty())?;
        Some(view! { <img src=picture_path(&home.look.logo) alt=home.look.name /> })
    };
    let written =
        move || home.loaded.get().flatten().filter(|home| home.look.logo.is_empty()).map(|home| home.look.name);
    let somebody = move || home.loaded.get().flatten().is_some_and(|home| home.customer.is_some());
    let nobody = move || !somebody();
    view! {
        <div class="portal">
            <a class="skip" href="#main">{t.skip}</a>
            <header class="portal-top">
                // All that waits up here waits together: each that waits alone would weigh.
                <Suspense>
                    <a class="brand" href="/">{logo}<span>{written}</span></a>
                    <nav aria-label=t.main_menu>
                        <a href="/" aria-current=at("/")>{t.help}</a>
                        <a href="/message" aria-current=at("/message")>{t.leave_message}</a>
                        <a href="/requests" rel="external" hidden=nobody>
                            {t.requests}
                        </a>
                    </nav>
                    // Pages that the server alone makes.
                    <div class="acts">
                        <a class="button" data-size="small" href="/sign-in" rel="external" hidden=somebody>
                            {t.sign_in}
                        </a>
                        <a class="button" data-size="small" data-kind="ghost" href="/profile" rel="external" hidden=nobody>
                            {t.profile}
                        </a>
                        <form method="post" action="/sign-out" hidden=nobody>
                            <button class="button" data-size="small">
                                {t.sign_out}
                            </button>
                        </form>
                    </div>
                </Suspense>
            </header>
            {children()}
            <footer class="portal-foot">
                <Suspense>
                    <span>{name}</span>
                </Suspense>
            </footer>
        </div>
    }
}
