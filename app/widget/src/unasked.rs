//! In place of `questions`, in the widget of a brand that asks nothing more: it only hears when that changes.

use contract::fields::GivenValue;
use leptos::prelude::*;
use ui::{Submission, effect};

use crate::visit::Visit;

/// Nothing is asked.
#[derive(Clone, Copy)]
pub struct Asking;

impl Asking {
    /// Begins again as the widget that asks, as soon as a department does: what is typed is kept.
    pub fn new(visit: Visit, _: RwSignal<String>, _: Submission) -> Self {
        effect(move || {
            if visit.state.with(|state| state.availability.departments.iter().any(|department| department.asks)) {
                let location = window().location();
                let search = location.search().unwrap_or_default();
                let _ = location.set_search(&[&*search, "&asks=1"].concat());
            }
        });
        Asking
    }

    /// Nothing.
    pub fn view(self) -> AnyView {
        ().into_any()
    }

    /// Never.
    pub fn is_coming(self) -> bool {
        false
    }

    /// Never.
    pub fn has_failed(self) -> bool {
        false
    }

    /// Nothing.
    pub fn unanswered(self) -> Vec<String> {
        Vec::new()
    }

    /// Nothing.
    pub fn given(self) -> Vec<GivenValue> {
        Vec::new()
    }
}
