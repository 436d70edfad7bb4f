//! Who is signed in: asked once at the start, and known to every page from then on.

use client::CallError;
use contract::{
    AccountId,
    people::{EndSession, GetSession, Me},
    rights::Permission,
    setup::GetSetup,
};
use leptos::{prelude::*, task::spawn_local};
use ui::Language;

use crate::{again::Again, when};

/// What is known of the signed-in employee.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// The server has not answered yet.
    Asking,
    /// The installation is empty: the assistant comes first.
    SetupNeeded,
    /// Nobody is signed in.
    SignedOut,
    /// This employee is.
    SignedIn(Me),
    /// The server does not answer.
    Unreachable,
    /// The employee wants to leave, and the server was told; or did not answer, so that the session may live on.
    Leaving(Answered),
}

/// Whether the server answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Not yet.
    NotYet,
    /// It does not.
    No,
}

/// Who is signed in; a context of the whole console.
#[derive(Clone, Copy)]
pub struct Session {
    standing: RwSignal<Standing>,
    again: Again,
}

impl Session {
    /// Makes the session known below, and asks the server.
    pub fn provide() -> Self {
        let session = Self { standing: RwSignal::new(Standing::Asking), again: Again::new() };
        provide_context(session);
        session.ask();
        session
    }

    /// Asks the server who is signed in.
    pub fn ask(self) {
        let api = ui::api();
        self.standing.set(Standing::Asking);
        spawn_local(async move {
            let standing = match api.call(GetSession { body: () }).await {
                Ok(me) => {
                    when::set_time_zone(&me.time_zone);
                    Standing::SignedIn(me)
                }
                Err(CallError::Problem(problem)) if problem.status == 401 => {
                    match api.call(GetSetup { body: () }).await {
                        Ok(setup) if setup.needed => Standing::SetupNeeded,
                        Ok(_) => Standing::SignedOut,
                        Err(_) => Standing::Unreachable,
                    }
                }
                Err(_) => Standing::Unreachable,
            };
            self.standing.set(standing);
        });
    }

    /// What one may do may have changed: asks for it, while all that is shown stays.
    pub fn ask_again(self) {
        let api = ui::api();
        spawn_local(async move {
            let Ok(me) = api.call(GetSession { body: () }).await else { return };
            let Some(Standing::SignedIn(known)) = self.standing.try_get_untracked() else { return };
            if known.id == me.id {
                let speaks = me.language.clone();
                when::set_time_zone(&me.time_zone);
                self.standing.set(Standing::SignedIn(me));
                if speaks != known.language {
                    speak(&speaks);
                }
            }
        });
    }

    /// What is known now.
    pub fn standing(self) -> Standing {
        self.standing.get()
    }

    /// The signed-in employee.
    pub fn me(self) -> Option<Me> {
        self.standing.with(|standing| match standing {
            Standing::SignedIn(me) => Some(me.clone()),
            _ => None,
        })
    }

    /// The signed-in employee, without listening for another one.
    pub fn me_untracked(self) -> Option<Me> {
        untrack(|| self.me())
    }

    /// Whether a role held allows this.
    pub fn holds(self, permission: Permission) -> bool {
        self.standing.with(|standing| matches!(standing, Standing::SignedIn(me) if me.holds(permission)))
    }

    /// Somebody signed in.
    pub fn signed_in(self, me: Me) {
        speak(&me.language);
        when::set_time_zone(&me.time_zone);
        self.standing.set(Standing::SignedIn(me));
    }

    /// Whose session the browser has by now: in another tab somebody else may have signed in.
    pub fn is_of(self, account: AccountId) {
        if self.me_untracked().is_some_and(|me| me.id != account) {
            self.ask();
        }
    }

    /// The session ended.
    pub fn signed_out(self) {
        self.standing.set(Standing::SignedOut);
    }

    /// Ends the session. Who wants to leave sees no more of the console on this screen; that the session has ended is
    /// said only when it has.
    pub fn sign_out(self) {
        let api = ui::api();
        self.standing.set(Standing::Leaving(Answered::NotYet));
        spawn_local(async move {
            match api.call(EndSession { body: () }).await {
                Ok(()) => self.signed_out(),
                Err(CallError::Problem(problem)) if problem.status == 401 => self.signed_out(),
                Err(error) => {
                    self.standing.set(Standing::Leaving(Answered::No));
                    self.again.later(&error, move || self.sign_out());
                }
            }
        });
    }
}

/// Goes on in the language somebody chose: the page that speaks it is another one.
fn speak(chosen: &str) {
    if Language::of_tag(chosen).is_some_and(|chosen| chosen != Language::of_page())
        && let Some(window) = ui::browser::window()
    {
        let _ = window.location().reload();
    }
}

/// Who is signed in. Ask in the component's body.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_session() -> Session {
    expect_context()
}
