//! The first start: an assistant makes the first administrator, brand and department.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::people::Me;

/// Whether the installation is still empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetupState {
    /// True until somebody has gone through the assistant.
    pub needed: bool,
}

/// What the assistant asks for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct FirstSetup {
    /// The one-time code the server printed when it started empty.
    #[garde(length(bytes, min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
    /// The administrator's name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The administrator's username.
    #[garde(length(chars, min = 2, max = 64))]
    #[schema(min_length = 2, max_length = 64)]
    pub username: String,
    /// The administrator's e-mail address.
    #[garde(length(bytes, min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// The administrator's password, at least 10 characters.
    #[garde(length(bytes, min = 10, max = 1024))]
    #[schema(min_length = 10, max_length = 1024, format = Password)]
    pub password: String,
    /// The brand's name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub brand: String,
    /// The first department's name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub department: String,
    /// The first department's e-mail address.
    #[garde(length(bytes, min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub department_email: String,
    /// Where the widget will be shown; may be empty.
    #[garde(length(bytes, max = 300))]
    #[serde(default)]
    pub site: String,
}

endpoint! {
    /// Whether the assistant is needed.
    GetSetup {} Get "/api/v1/setup" (()) -> SetupState
}
endpoint! {
    /// Makes the first administrator, brand and department, and signs in. 404 once that is done.
    RunSetup {} Post "/api/v1/setup" (FirstSetup) -> Me
}
