//! Before the door: signing in, what links that came by mail lead to, and the assistant of the first start.

mod forgotten;
mod frame;
mod invitation;
mod link;
mod must;
mod page;
mod passkey;
mod password;
mod providers;
mod reset;
mod setup;
mod verification;
mod wish;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

pub use invitation::InvitationPage;
pub use must::SecondFactorPage;
pub use page::SignInPage;
pub use password::{Chosen, NewPasswordField};
pub use providers::refused_words;
pub use reset::ResetPage;
pub use setup::SetupPage;
pub use verification::VerificationPage;
pub use wish::{path_with_wish, wished};

/// Puts the focus on what is about to appear.
pub fn focus(id: &'static str) {
    request_animation_frame(move || {
        let found = document().get_element_by_id(id).and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(found) = found {
            let _focused = found.focus();
        }
    });
}
