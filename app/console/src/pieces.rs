//! Pages, and parts of pages, that are loaded when somebody comes to them, so that the first screen does not wait for
//! them.
//!
//! The console is linked as one program and then cut into a main part and pieces (`xtask/split`). Here is said where it
//! is cut: what only the pages of a piece need goes with them, code, texts and all. Built without the feature `split`,
//! everything is there from the start, and the same pages come at once.
//!
//! What stands in two pieces and not in the main part becomes a further file that both wait for: a few large pieces are
//! better than many.

use std::{future::Future, pin::Pin, rc::Rc, time::Duration};

use client::{CallError, NoAnswer};
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use ui::{Query, WhenReady};

use crate::{
    account::AccountPage,
    chats::{MakeTicket, TranscriptPage},
    fields::{FieldPage, FieldsPage, NewFieldPage, TemplatePage, Values},
    mails::MailsPage,
    organizations::{NewOrganizationPage, OrganizationPage, OrganizationsPage},
    reports::{HistoryPage, ReportsPage, ShiftsPage},
    searches::{NewSearchPage, SearchPage, SearchesPage},
    settings::{
        BrandHoursPage, BrandPage, BrandsPage, CompanyPage, DepartmentHoursPage, DepartmentPage, MailTemplatesPage,
        MailboxPage, NewBrandPage, NewDepartmentPage, NewPersonPage, NewRolePage, PeoplePage, PersonPage, ProviderPage,
        ProvidersPage, RolePage, RolesPage,
    },
    shell::PaletteResults,
    sign_in::{InvitationPage, ResetPage, SecondFactorPage, SetupPage, SignInPage, VerificationPage},
    tickets::{Enclosed, FilesToAdd, Marks, NewTicketPage, TicketsPage},
};

/// How long the first screen has for itself.
const AHEAD: Duration = Duration::from_secs(2);

/// Makes a page.
type Make = fn() -> AnyView;

/// A page on its way.
type Coming = Pin<Box<dyn Future<Output = Result<Make, CallError>>>>;

/// Asks for a page.
type Ask = Rc<dyn Fn() -> Coming>;

/// Makes a piece: a module of its name, with the enum `Page` of the components that are its pages.
/// `settings::Page::BrandsPage.view()` shows one: after a skeleton while the piece is loaded, or with the way to try
/// again when it could not be.
macro_rules! piece {
    ($(#[$what:meta])* $name:ident { $($page:ident),+ $(,)? }) => {
        $(#[$what])*
        pub mod $name {
            use super::*;

            /// The pages of this piece.
            #[derive(Clone, Copy)]
            pub enum Page {
                $(
                    #[doc = concat!("[`", stringify!($page), "`](super::", stringify!($page), ").")]
                    $page,
                )+
            }

            impl Page {
                /// The page, once its piece is there.
                pub fn view(self) -> AnyView {
                    later(self.ask(), |page| view! { <OnItsWay page /> }.into_any())
                }

                /// The same where it is a part of a page that is there, and stands in a section of a class.
                pub fn part(self, class: &'static str) -> AnyView {
                    later(self.ask(), move |part| part_on_its_way(part, class))
                }

                /// The same where nobody waits for it.
                pub fn quietly(self) -> AnyView {
                    later(self.ask(), |_| ().into_any())
                }

                pub(super) fn ask(self) -> Ask {
                    Rc::new(move || -> Coming {
                        Box::pin(async move {
                            let made = $name(self);
                            #[cfg(feature = "split")]
                            let made = made.await;
                            spoken(made).await
                        })
                    })
                }
            }

            #[cfg_attr(
                feature = "split",
                leptos::wasm_split::wasm_split($name, fallible, wasm_split_path = leptos::wasm_split)
            )]
            fn $name(page: Page) -> Result<Make, SplitLoaderError> {
                Ok(match page {
                    $(Page::$page => || view! { <$page /> }.into_any(),)+
                })
            }
        }
    };
}

piece! {
    /// The company, its brands and departments: for administrators.
    settings {
        BrandHoursPage, BrandPage, BrandsPage, CompanyPage, DepartmentHoursPage, DepartmentPage, NewBrandPage,
        NewDepartmentPage,
    }
}
piece! {
    /// People, what they may do, and how they sign in.
    people { NewPersonPage, NewRolePage, PeoplePage, PersonPage, ProviderPage, ProvidersPage, RolePage, RolesPage }
}
piece! {
    /// Customer companies.
    organizations { NewOrganizationPage, OrganizationPage, OrganizationsPage }
}
piece! {
    /// Custom fields, what templates ask, the report about them, and what was done: to settings and people, by shift, and
    /// with mails that came.
    fields { FieldPage, FieldsPage, HistoryPage, MailTemplatesPage, MailboxPage, MailsPage, NewFieldPage, ReportsPage, ShiftsPage, TemplatePage }
}
piece! {
    /// Search templates.
    searches { NewSearchPage, SearchPage, SearchesPage }
}
piece! {
    /// Tickets: their lists, and the one that is open.
    tickets { TicketsPage }
}
piece! {
    /// What is known of an opened chat or ticket by the company's own fields, and what stands on a ticket or
    /// becomes one.
    values { MakeTicket, Marks, Values }
}
piece! {
    /// What comes along with messages, and what is sent along.
    enclosed { Enclosed, FilesToAdd }
}
piece! {
    /// What is needed once, or now and then.
    seldom { NewTicketPage, TranscriptPage }
}
piece! {
    /// What the command palette finds and does.
    palette { PaletteResults }
}
piece! {
    /// Before the door: signing in, what links that came by mail lead to, the assistant of the first start.
    door { InvitationPage, ResetPage, SecondFactorPage, SetupPage, SignInPage, VerificationPage }
}
piece! {
    /// One's own account.
    account { AccountPage }
}

/// What a piece makes, once its texts are there. A piece that did not come is a call that was not answered: the same
/// words, and the same way to try again.
async fn spoken(made: Result<Make, SplitLoaderError>) -> Result<Make, CallError> {
    let made = made.map_err(|error| CallError::NoAnswer(NoAnswer(error.to_string())))?;
    match ui::more_spoken().await {
        true => Ok(made),
        false => Err(CallError::NoAnswer(NoAnswer("the texts of the page did not come".into()))),
    }
}

/// Loads what most come to next, a while after the first screen: a page that is asked for later is there at once.
pub fn ahead() {
    let ask = tickets::Page::TicketsPage.ask();
    // What does not come now is asked for again by whoever needs it.
    let load = move || leptos::task::spawn_local(async move { drop(ask().await) });
    set_timeout(load, AHEAD);
}

/// Shows a page when it is there.
fn later(ask: Ask, on_its_way: impl Fn(Query<Make>) -> AnyView + Send + Sync + 'static) -> AnyView {
    let page = ui::load(move || ask());
    let is_there = ui::kept(move || page.with(|_| ()).is_some());
    ui::changing(move || match is_there.get().then(|| untrack(move || page.ready())).flatten() {
        Some(make) => make(),
        None => on_its_way(page),
    })
}

#[component]
fn OnItsWay(page: Query<Make>) -> impl IntoView {
    view! {
        <main class="page" id="main">
            <div class="wrap">
                <WhenReady query=page rows=6 let:_page>{().into_any()}</WhenReady>
            </div>
        </main>
    }
    .into_any()
}

fn part_on_its_way(part: Query<Make>, class: &'static str) -> AnyView {
    view! { <section class=class><WhenReady query=part let:_part>{().into_any()}</WhenReady></section> }.into_any()
}
