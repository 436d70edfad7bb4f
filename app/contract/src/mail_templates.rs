//! What stands in mails that leave: written by administrators, for a brand or for one of its departments.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{BrandId, DepartmentId};

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailPurpose {
    /// Tells a customer who wrote that a ticket began.
    Received,
    /// Tells whoever wrote to a department that takes no new mails, once.
    NotAccepted,
    /// Stands below what agents write. It has no subject.
    Signature,
}

impl MailPurpose {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Received, Self::NotAccepted, Self::Signature];
}

/// What stands in a mail. Places in it, such as `{number}`, are filled by [`fill`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MailTemplate {
    /// What it is for.
    #[garde(skip)]
    pub purpose: MailPurpose,
    /// Whether it is sent, or stands below what is sent.
    #[garde(skip)]
    pub enabled: bool,
    /// The subject.
    #[garde(length(chars, max = 200))]
    #[schema(max_length = 200)]
    pub subject: String,
    /// Plain text.
    #[garde(length(chars, max = 10_000))]
    #[schema(max_length = 10000)]
    pub text: String,
}

/// A template as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailTemplateChoice {
    /// The own one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<MailTemplate>,
    /// The one that stands where there is no own one: a department's brand's, else the built-in one.
    pub inherited: MailTemplate,
}

/// The templates of a brand or of a department, one for each purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailTemplates {
    /// One for each purpose, in the order of [`MailPurpose::ALL`].
    pub templates: Vec<MailTemplateChoice>,
    /// Raised by every change; 0 where nothing was ever set.
    pub version: i64,
}

/// The own templates of a brand or of a department, as they are to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OwnMailTemplates {
    /// At most one for each purpose.
    #[garde(length(max = 3), dive)]
    #[schema(max_items = 3)]
    pub own: Vec<MailTemplate>,
}

/// Fills the places of a text in one pass: what stands in a value is never taken for a place, and a place that nobody
/// knows stays as it is.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(wanted, behind)| {
            values.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (value, behind))
        });
        match known {
            Some((value, behind)) => {
                filled.push_str(value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

endpoint! {
    /// What stands in a department's mails.
    GetDepartmentMailTemplates { department: DepartmentId } versioned Get "/api/v1/departments/{department}/mail-templates" (()) -> MailTemplates
}
endpoint! {
    /// Says what stands in a department's mails.
    SetDepartmentMailTemplates { department: DepartmentId } versioned Put "/api/v1/departments/{department}/mail-templates" (OwnMailTemplates) -> MailTemplates
}
endpoint! {
    /// What stands in the mails of a brand's departments.
    GetBrandMailTemplates { brand: BrandId } versioned Get "/api/v1/brands/{brand}/mail-templates" (()) -> MailTemplates
}
endpoint! {
    /// Says what stands in the mails of a brand's departments.
    SetBrandMailTemplates { brand: BrandId } versioned Put "/api/v1/brands/{brand}/mail-templates" (OwnMailTemplates) -> MailTemplates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once() {
        let values = [("name", "{number}"), ("number", "7")];
        assert_eq!(fill("{name}, {number}: {other} {", &values), "{number}, 7: {other} {");
        assert_eq!(fill("{{name}}", &[("name", "Ann")]), "{Ann}");
        assert_eq!(fill("", &values), "");
    }
}
