//! Who lacks the role a department requires is told before anything is typed, and shown the way.

use client::CallError;
use contract::{
    DepartmentId,
    roles::CustomerRole::{self, Everyone},
    widget::PublicDepartment,
};
use leptos::prelude::*;
use ui::{fill, texts};

use crate::text::PortalText;

/// What somebody would do in a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Begin a chat.
    Chat,
    /// Leave a message.
    Leave,
}

/// Whether a role is enough.
pub(crate) fn may(role: CustomerRole, act: Act, department: &PublicDepartment) -> bool {
    let required = match act {
        Act::Chat => department.chat_requires,
        Act::Leave => department.messages_require,
    };
    role >= required
}

/// What is to be done first, as a link to where it is done.
pub(crate) fn door(role: CustomerRole, act: Act, department: &PublicDepartment) -> AnyView {
    let t = texts::<PortalText>();
    let words = match (act, role) {
        (Act::Chat, Everyone) => t.sign_in_to_chat,
        (Act::Chat, _) => t.verify_to_chat,
        (Act::Leave, Everyone) => t.sign_in_to_leave,
        (Act::Leave, _) => t.verify_to_leave,
    };
    let words = fill(words, &[("department", &department.name)]);
    view! { <a href=path(role, act, department.id) rel="external">{words}</a> }.into_any()
}

/// Whether it was refused for a role that who is here does not hold, as it turned out.
pub(crate) fn is_for_a_role(problem: &CallError) -> bool {
    problem.code().is_some_and(|code| code.ends_with("_first"))
}

fn path(role: CustomerRole, act: Act, department: DepartmentId) -> String {
    match (role, act) {
        (Everyone, Act::Chat) => "/sign-in?next=/".to_owned(),
        (Everyone, Act::Leave) => format!("/sign-in?next=/message?department={department}"),
        _ => "/profile".to_owned(),
    }
}
