//! Reads the signed identity a site vouches for its visitor with: a JSON Web Token, HS256 with the brand's secret.
//! Pure, and strict: there is one way to write such a token, and everything else is refused.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};
use sha2::Sha256;

use super::validity;
use crate::platform::Time;

/// How long before its end an identity may be shown first, in seconds.
const LONGEST: i64 = 60 * 60;
/// How far the site's clock and ours may differ, in seconds.
const LEEWAY: i64 = 60;
/// The longest subject, in characters.
const SUB_CHARS: usize = 255;
/// The longest name that is shown, in characters.
const NAME_CHARS: usize = 120;

/// Who a site says its visitor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The site's own id of the person. Together with the brand it is the identity.
    pub sub: String,
    /// The e-mail address the site knows; empty when it says none. Never a link to an account.
    pub email: String,
    /// The name the site knows; empty when it says none.
    pub name: String,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIdentity {
    /// The brand has no identity secret.
    #[error("this brand accepts no signed identities: it has no identity secret")]
    NoSecret,
    /// Not three parts of base64url, or not JSON, or a key twice.
    #[error("this is no JSON Web Token")]
    Malformed,
    /// Another algorithm than HS256, `none` among them.
    #[error("sign with HS256")]
    Algorithm,
    /// Signed with another secret, or changed since.
    #[error("the signature is not made with this brand's identity secret")]
    Signature,
    /// No time of expiry.
    #[error("the claim exp is missing: the end of the token in seconds since 1970")]
    NoExpiry,
    /// Over.
    #[error("the token has expired")]
    Expired,
    /// Valid for longer than an hour.
    #[error("the token is valid for more than an hour")]
    TooLong,
    /// Not valid yet.
    #[error("the token is not valid yet")]
    TooEarly,
    /// Nobody, or no text of 1 to 255 characters.
    #[error("the claim sub is missing: a text of 1 to 255 characters")]
    Subject,
    /// A claim of the wrong kind.
    #[error("a claim is not of its kind")]
    Claim,
}

/// Reads a token.
///
/// # Errors
/// [`InvalidIdentity`].
pub fn read(token: &str, secret: Option<&str>, now: Time) -> Result<Claims, InvalidIdentity> {
    let secret = secret.filter(|secret| !secret.is_empty()).ok_or(InvalidIdentity::NoSecret)?;
    let parts: Vec<&str> = token.splitn(4, '.').collect();
    let &[header, payload, signature] = parts.as_slice() else { return Err(InvalidIdentity::Malformed) };
    check_header(&object(header)?)?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).map_err(|_| InvalidIdentity::Malformed)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| InvalidIdentity::NoSecret)?;
    mac.update(header.as_bytes());
    mac.update(b".");
    mac.update(payload.as_bytes());
    // Compares in constant time.
    mac.verify_slice(&signature).map_err(|_| InvalidIdentity::Signature)?;
    claims(&object(payload)?, now.0.div_euclid(1000))
}

fn check_header(header: &Map<String, Value>) -> Result<(), InvalidIdentity> {
    if header.get("alg").and_then(Value::as_str) != Some("HS256") {
        return Err(InvalidIdentity::Algorithm);
    }
    match header.get("typ") {
        None => {}
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("JWT") => {}
        Some(_) => return Err(InvalidIdentity::Malformed),
    }
    // Extensions that must be understood are not.
    if header.contains_key("crit") { Err(InvalidIdentity::Malformed) } else { Ok(()) }
}

fn claims(payload: &Map<String, Value>, now: i64) -> Result<Claims, InvalidIdentity> {
    let expires = seconds(payload, "exp")?.ok_or(InvalidIdentity::NoExpiry)?;
    if expires <= now {
        return Err(InvalidIdentity::Expired);
    }
    if expires > now.saturating_add(LONGEST + LEEWAY) {
        return Err(InvalidIdentity::TooLong);
    }
    if seconds(payload, "nbf")?.is_some_and(|begins| begins > now.saturating_add(LEEWAY)) {
        return Err(InvalidIdentity::TooEarly);
    }
    let sub = payload.get("sub").and_then(Value::as_str).unwrap_or_default();
    if sub.trim().is_empty() || sub.chars().count() > SUB_CHARS || sub.contains(char::is_control) {
        return Err(InvalidIdentity::Subject);
    }
    let email = match text(payload, "email")? {
        "" => String::new(),
        email => validity::email(email).map_err(|_| InvalidIdentity::Claim)?,
    };
    let name = validity::clean_line(text(payload, "name")?).chars().take(NAME_CHARS).collect();
    Ok(Claims { sub: sub.to_owned(), email, name })
}

/// A time in whole seconds; fractions, which some libraries write, are cut off.
#[expect(clippy::cast_possible_truncation, reason = "checked to be within the range before")]
fn seconds(payload: &Map<String, Value>, claim: &str) -> Result<Option<i64>, InvalidIdentity> {
    match payload.get(claim) {
        None => Ok(None),
        Some(value) => match (value.as_i64(), value.as_f64()) {
            (Some(seconds), _) => Ok(Some(seconds)),
            (None, Some(seconds)) if seconds.abs() < 1e15 => Ok(Some(seconds as i64)),
            _ => Err(InvalidIdentity::Claim),
        },
    }
}

fn text<'a>(payload: &'a Map<String, Value>, claim: &str) -> Result<&'a str, InvalidIdentity> {
    match payload.get(claim) {
        None | Some(Value::Null) => Ok(""),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(InvalidIdentity::Claim),
    }
}

fn object(part: &str) -> Result<Map<String, Value>, InvalidIdentity> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| InvalidIdentity::Malformed)?;
    serde_json::from_slice::<Once>(&bytes).map(|once| once.0).map_err(|_| InvalidIdentity::Malformed)
}

/// A JSON object in which no key stands twice: two readers could otherwise read two different tokens.
struct Once(Map<String, Value>);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Once;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
                let mut object = Map::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    if object.insert(key, value).is_some() {
                        return Err(de::Error::custom("a key stands twice"));
                    }
                }
                Ok(Once(object))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
