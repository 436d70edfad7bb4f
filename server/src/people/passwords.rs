//! Passwords: argon2id, off the async threads, and only so many at once.

use std::sync::OnceLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::platform::{error::Answered, ids};

/// How many hashes are computed at once; each takes 19 MiB and a core.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// What is compared with when there is no account, so that this takes as long as when there is one.
static NOBODYS: OnceLock<String> = OnceLock::new();

/// The hash to store of a password.
///
/// # Errors
/// A fault, when it cannot be computed.
pub async fn hash(password: String) -> Answered<String> {
    off_thread(move || hash_now(&password)).await?.map_err(fault)
}

/// Whether a password is the one whose hash is stored. Takes as long when none is.
///
/// # Errors
/// A fault, when it cannot be computed, or what `still` says once it is this check's turn.
pub(super) async fn is_right(
    password: String,
    stored: Option<String>,
    still: impl FnOnce() -> Answered<()>,
) -> Answered<bool> {
    let _turn = AT_ONCE.acquire().await.map_err(fault)?;
    still()?;
    let checked = tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let stored = match &stored {
            Some(stored) => stored.as_str(),
            None => nobodys(),
        };
        let right = PasswordHash::new(stored)
            .is_ok_and(|stored| Argon2::default().verify_password(password.as_bytes(), &stored).is_ok());
        known && right
    });
    checked.await.map_err(fault)
}

/// Computes what unknown accounts are compared with, so that the first one does not take longer.
pub fn warm_up() {
    nobodys();
}

fn nobodys() -> &'static str {
    NOBODYS.get_or_init(|| hash_now(&ids::new_secret()).unwrap_or_default())
}

fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Answered<T> {
    let _turn = AT_ONCE.acquire().await.map_err(fault)?;
    tokio::task::spawn_blocking(work).await.map_err(fault)
}

fn fault(error: impl std::fmt::Display) -> crate::platform::Failure {
    sea_orm::DbErr::Custom(format!("a password could not be hashed: {error}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn knows_the_right_one() {
        let stored = hash("correct horse battery".into()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        let check = |password: &str, stored: Option<String>| is_right(password.into(), stored, || Ok(()));
        assert!(check("correct horse battery", Some(stored.clone())).await.unwrap());
        assert!(!check("Correct horse battery", Some(stored)).await.unwrap());
        assert!(!check("correct horse battery", None).await.unwrap());
        assert!(!check("", Some("junk".into())).await.unwrap());
    }
}
