//! A password to choose: what it must be is said before, and it can be looked at.

use leptos::prelude::*;
use ui::{Checkbox, Field, FieldKind, Submission};

use crate::text::PasswordText;

/// How many bytes a password has at least, as the server counts them.
const LEAST: usize = 10;

/// A password that is being chosen.
#[derive(Clone, Copy)]
pub struct Chosen {
    /// What is typed.
    pub text: RwSignal<String>,
    tried: RwSignal<bool>,
}

impl Chosen {
    /// None yet.
    pub fn none() -> Self {
        Self { text: RwSignal::new(String::new()), tried: RwSignal::new(false) }
    }

    /// Whether it can be sent; else the field says why not.
    pub fn is_fine(self) -> bool {
        self.tried.set(true);
        !self.is_short()
    }

    /// Begins anew.
    pub fn forget(self) {
        self.text.set(String::new());
        self.tried.set(false);
    }

    fn is_short(self) -> bool {
        self.text.with(String::len) < LEAST
    }
}

/// The field, and the choice to see what one types.
#[component]
pub fn NewPasswordField(
    /// What is chosen.
    chosen: Chosen,
    /// What sends it.
    sending: Submission,
    /// What it is called.
    label: &'static str,
) -> impl IntoView {
    let t = ui::texts::<PasswordText>();
    let shown = RwSignal::new(false);
    let said = sending.field("password");
    let error =
        Signal::derive(
            move || {
                if chosen.tried.get() && chosen.is_short() { Some(t.too_short.to_owned()) } else { said.get() }
            },
        );
    let field = move || {
        let kind = if shown.get() { FieldKind::Text } else { FieldKind::Password };
        view! {
            <Field
                name="password"
                id="f-new-password"
                label
                hint=t.rules
                value=chosen.text
                kind
                error
                autocomplete="new-password"
                required=true
            />
        }
        .into_any()
    };
    view! {
        <div class="stack">
            {ui::changing(field)}
            <Checkbox name="show-password" checked=shown on_change=move |on| shown.set(on)>
                {t.show}
            </Checkbox>
        </div>
    }
    .into_any()
}
