//! Secrets that must be read again: they stand in the database sealed, and the key stands beside it. Whoever gets at the
//! database alone (a dump, a copy, a hole in a query) reads none of them.
//!
//! What need only be recognised (tokens, passwords, recovery codes) is hashed instead.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use sea_orm::DbErr;
use secrecy::ExposeSecret;

use super::{Config, ids};

/// The key's file in `data`.
pub const KEY: &str = "secret.key";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// What is configured, or the file, is no key.
    #[error("{0} is no key: 32 bytes in base64, as `openssl rand -base64 32` makes them")]
    NoKey(String),
    /// The file could not be read or made.
    #[error("{}: {cause}", path.display())]
    File {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
}

/// Seals secrets, and marks what is ours; cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<(LessSafeKey, hmac::Key)>);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// With the configured key, or the one beside the database, which is made when there is none.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub fn open(config: &Config) -> Result<Vault, VaultError> {
        match &config.secret_key {
            Some(key) => Vault::of(key.expose_secret()).ok_or_else(|| VaultError::NoKey("secret_key".into())),
            None => {
                let path = config.data.join(KEY);
                let file = |cause| VaultError::File { path: path.clone(), cause };
                let text = kept(&path).map_err(file)?;
                Vault::of(&text).ok_or_else(|| VaultError::NoKey(path.display().to_string()))
            }
        }
    }

    fn of(text: &str) -> Option<Vault> {
        let bytes = BASE64_STANDARD.decode(text.trim()).ok()?;
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes).ok()?;
        // A key of its own for what is only marked.
        let marking = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &bytes), b"marks");
        let marking = hmac::Key::new(hmac::HMAC_SHA256, marking.as_ref());
        Some(Vault(Arc::new((LessSafeKey::new(key), marking))))
    }

    /// Seals a secret. It is opened only with the words it was sealed about: a row cannot be put in another's place.
    ///
    /// # Errors
    /// Says that it could not be sealed, as a fault of what stores it.
    pub fn seal(&self, about: &[u8], secret: &str) -> Result<Vec<u8>, DbErr> {
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&ids::secret_hash(&ids::new_secret())[..NONCE_LEN]);
        let mut sealed = secret.as_bytes().to_vec();
        let tag = Aad::from(about);
        self.0
            .0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), tag, &mut sealed)
            .map_err(|_| DbErr::Custom("a secret could not be sealed".into()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed; `None` when it was sealed with another key, about something else, or was changed.
    #[must_use]
    pub fn open_sealed(&self, about: &[u8], sealed: &[u8]) -> Option<String> {
        let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut rest = rest.to_vec();
        let secret = self.0.0.open_in_place(nonce, Aad::from(about), &mut rest).ok()?;
        String::from_utf8(secret.to_vec()).ok()
    }
}

impl Vault {
    /// A mark on words that everybody may read, and nobody else can make.
    #[must_use]
    pub fn mark(&self, words: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&self.0.1, words.as_bytes()))
    }

    /// Whether a mark is ours, on exactly these words.
    #[must_use]
    pub fn marked(&self, words: &str, mark: &str) -> bool {
        let Ok(mark) = BASE64_URL_SAFE_NO_PAD.decode(mark) else { return false };
        hmac::verify(&self.0.1, words.as_bytes(), &mark).is_ok()
    }

    /// A short mark of 80 bits in lower-case letters and digits, for places where case does not count.
    #[must_use]
    pub fn tag(&self, words: &str) -> String {
        hmac::sign(&self.0.1, words.as_bytes()).as_ref().iter().take(10).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether a short mark is ours, on exactly these words.
    #[must_use]
    pub fn tagged(&self, words: &str, tag: &str) -> bool {
        // Compared by their own marks: how long that takes tells nothing.
        self.marked(&self.tag(words), &self.mark(&tag.to_lowercase()))
    }
}

/// The text of a file; made with a new key in it, for its owner alone, when it is not there.
fn kept(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Written whole under another name first: of two that start at once, one comes first, and both read the same key.
    let part = path.with_extension(ids::new_id().simple().to_string());
    let key = BASE64_STANDARD.encode(ids::secret_hash(&ids::new_secret()));
    let written = write_alone(&part, &format!("{key}\n")).and_then(|()| match fs::hard_link(&part, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    fs::remove_file(&part)?;
    written?;
    fs::read_to_string(path)
}

/// Writes a file that only its owner reads.
fn write_alone(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(folder: &Path) -> Config {
        Config { data: folder.join("data"), ..Config::default() }
    }

    #[test]
    fn what_is_sealed_is_opened_with_the_same_key_about_the_same_thing() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&at(folder.path())).unwrap();
        let sealed = vault.seal(b"lars", "GEZDGNBVGY3TQOJQ").unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"GEZD"));
        assert_ne!(vault.seal(b"lars", "GEZDGNBVGY3TQOJQ").unwrap(), sealed, "no two look alike");
        // The next start has the same key.
        let again = Vault::open(&at(folder.path())).unwrap();
        assert_eq!(again.open_sealed(b"lars", &sealed).unwrap(), "GEZDGNBVGY3TQOJQ");
        assert_eq!(again.open_sealed(b"nina", &sealed), None);
        for at in [0, NONCE_LEN, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(again.open_sealed(b"lars", &changed), None, "{at}");
        }
        for short in [&sealed[..NONCE_LEN], &sealed[..3], &[]] {
            assert_eq!(again.open_sealed(b"lars", short), None);
        }
        let other = Vault::open(&at(&folder.path().join("other"))).unwrap();
        assert_eq!(other.open_sealed(b"lars", &sealed), None);
    }

    #[test]
    fn the_key_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let config = at(folder.path());
        Vault::open(&config).unwrap();
        let names: Vec<_> = fs::read_dir(&config.data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [KEY]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(config.data.join(KEY)).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_configured_key_needs_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let key = BASE64_STANDARD.encode([7; 32]);
        let config = Config { secret_key: Some(key.into()), ..at(folder.path()) };
        let sealed = Vault::open(&config).unwrap().seal(b"a", "b").unwrap();
        assert_eq!(Vault::open(&config).unwrap().open_sealed(b"a", &sealed).unwrap(), "b");
        assert!(!config.data.exists());
        for wrong in ["", "short", &BASE64_STANDARD.encode([7; 31])] {
            let config = Config { secret_key: Some(wrong.to_owned().into()), ..at(folder.path()) };
            let why = Vault::open(&config).unwrap_err().to_string();
            assert!(why.starts_with("secret_key is no key"), "{why}");
        }
        fs::create_dir_all(&config.data).unwrap();
        fs::write(config.data.join(KEY), "damaged").unwrap();
        assert!(
            matches!(Vault::open(&at(folder.path())), Err(VaultError::NoKey(_))),
            "a damaged key is never replaced"
        );
    }
}
