//! An employee's face: the picture, or the initials where there is none.

use contract::{AccountId, pictures::picture_path};
use leptos::{prelude::*, text_prop::TextProp};
use ui::{Avatar, Now, Size};

use crate::company::use_company;

/// A colleague's face, as it is now. Decoration: the name stands beside it.
#[component]
pub fn Face(
    /// Whose.
    id: AccountId,
    /// The name.
    #[prop(into)]
    name: TextProp,
    /// How large it is.
    #[prop(optional)]
    size: Size,
    /// Faded: does not receive.
    #[prop(optional, into)]
    off: Now<bool>,
) -> impl IntoView {
    let company = use_company();
    let picture = ui::memo(move || company.picture(id));
    let image = Now::of(move || picture.with(|picture| picture.as_deref().map(picture_path)));
    view! { <Avatar name seed=id.to_string() size off image /> }.into_any()
}
