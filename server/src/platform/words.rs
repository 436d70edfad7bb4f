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

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{departments::DistributionMethod, people::Role};

    #[test]
    fn reads_what_it_writes() {
        assert_eq!(to_text(&DistributionMethod::LeastBusy), "least_busy");
        assert_eq!(from_text::<Role>("administrator").unwrap(), Role::Administrator);
        assert!(from_text::<Role>("Administrator").is_err());
    }
}
