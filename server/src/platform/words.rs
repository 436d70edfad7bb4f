//! Enums in the database: stored as the text they have on the wire, so that a table reads like the API.

use sea_orm::DbErr;
use serde::{Serialize, de::DeserializeOwned};

/// The wire text of an enum without fields.
pub fn to_text<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

/// The enum a stored text stands for.
///
/// # Errors
/// When the text is none of its words: somebody else wrote it.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|error| DbErr::Type(format!("{text:?} in the database: {error}")))
}

/// Several words, with commas between.
pub fn list_to_text<T: Serialize>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| to_text(&value)).collect::<Vec<_>>().join(",")
}

/// What a stored list of words stands for.
///
/// # Errors
/// When one is none of its words.
pub fn list_from_text<T: DeserializeOwned, C: FromIterator<T>>(text: &str) -> Result<C, DbErr> {
    text.split(',').filter(|word| !word.is_empty()).map(from_text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{departments::DistributionMethod, people::Role};

    #[test]
    fn reads_what_it_writes() {
        assert_eq!(to_text(&DistributionMethod::LeastBusy), "least_busy");
        assert_eq!(from_text::<Role>("administrator").unwrap(), Role::Administrator);
        assert!(from_text::<Role>("Administrator").is_err());
        let some = [Role::Agent, Role::Manager];
        assert_eq!(list_to_text(some), "agent,manager");
        assert_eq!(list_from_text::<Role, Vec<_>>("agent,manager").unwrap(), some);
        assert_eq!(list_from_text::<Role, Vec<_>>("").unwrap(), []);
        assert!(list_from_text::<Role, Vec<_>>("agent, manager").is_err());
    }
}
