//! Where a department asks more than every department does: when it does, what asks is fetched. It is a piece, a file of
//! its own (`xtask/split`), so that nobody waits for it who is asked nothing.
//!
//! Built without the feature `split` it is there from the start, and comes at once.

use std::{future::Future, pin::Pin, sync::Arc};

use client::{CallError, NoAnswer};
use contract::{DepartmentId, fields::GivenValue};
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use ui::{Held, Submission, changing, effect};

use crate::{
    questions::Sheet,
    state::{Goal, State},
    visit::Visit,
};

/// What asks, once it is there.
pub trait Asks: Send + Sync {
    /// The questions. `slips` names what the form found wrong itself, `sending` knows what the server did.
    fn view(&self, slips: RwSignal<String>, sending: Submission) -> AnyView;
    /// What must be answered and is not, by its name in the form.
    fn unanswered(&self) -> Vec<String>;
    /// The answers, to be sent.
    fn given(&self) -> Vec<GivenValue>;
}

/// What asks, on its way.
type Coming = Pin<Box<dyn Future<Output = Result<Arc<dyn Asks>, CallError>>>>;

/// What is asked where what is typed would go. Copy it about.
#[derive(Clone, Copy)]
pub struct Asking {
    visit: Visit,
    sheet: Held<Arc<dyn Asks>>,
    /// Its fetching.
    pub coming: Submission,
}

/// Where something is asked: the department, whether before a chat, and how often that was to be found out anew.
type Place = (DepartmentId, bool, u32);

impl State {
    fn place(&self) -> Option<Place> {
        match self.goal() {
            Goal::To(department) if department.asks => {
                Some((department.id, self.can_chat(&department), self.asked_anew))
            }
            _ => None,
        }
    }
}

impl Asking {
    /// Fetches what is asked, now and whenever that is something else.
    pub fn new(visit: Visit) -> Self {
        let asking = Self { visit, sheet: Held::empty(), coming: Submission::new() };
        let mut asked: Option<Place> = None;
        effect(move || {
            let place = visit.state.with(State::place);
            if asking.coming.busy.get() || place == asked {
                return;
            }
            // What is found out anew may be the same: nothing goes before that is known.
            let there = |place: Option<Place>| place.map(|(department, chats, _)| (department, chats));
            if there(place) != there(asked) {
                asking.sheet.clear();
            }
            asked = place;
            asking.coming.clear();
            if let Some((department, chats, _)) = place {
                let fetching = async move {
                    let coming = questions(visit, department, chats);
                    #[cfg(feature = "split")]
                    let coming = coming.await;
                    coming.map_err(|error| CallError::NoAnswer(NoAnswer(error.to_string())))?.await
                };
                asking.coming.run(fetching, move |sheet| asking.sheet.set(sheet));
            }
        });
        asking
    }

    /// The questions, where there are any.
    pub fn view(self, slips: RwSignal<String>, sending: Submission) -> AnyView {
        let view = move |sheet: &Arc<dyn Asks>| sheet.view(slips, sending);
        changing(move || self.sheet.try_with(view).unwrap_or_else(|| ().into_any()))
    }

    /// Whether what is asked did not come; tracks.
    pub fn failed(self) -> bool {
        self.coming.problem.try_with(|_| ()).is_some()
    }

    /// Finds out anew what is asked.
    pub fn renew(self) {
        self.visit.state.update(|state| state.asked_anew += 1);
    }

    /// What must be answered and is not, by its name in the form.
    pub fn unanswered(self) -> Vec<String> {
        self.sheet.try_with_untracked(|sheet| sheet.unanswered()).unwrap_or_default()
    }

    /// The answers, to be sent.
    pub fn given(self) -> Vec<GivenValue> {
        self.sheet.try_with_untracked(|sheet| sheet.given()).unwrap_or_default()
    }
}

#[cfg_attr(
    feature = "split",
    leptos::wasm_split::wasm_split(questions, fallible, wasm_split_path = leptos::wasm_split)
)]
fn questions(visit: Visit, department: DepartmentId, chats: bool) -> Result<Coming, SplitLoaderError> {
    Ok(Box::pin(Sheet::fetch(visit, department, chats)))
}
