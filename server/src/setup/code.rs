//! The one-time code: kept in memory, so that a restart draws another one.

use subtle::ConstantTimeEq;
use tokio::sync::{Mutex, MutexGuard};

use crate::platform::ids;

/// The code of an empty server, lent by `reactions.rs` when the setup is needed.
pub struct Code {
    /// Without dashes.
    text: String,
    running: Mutex<()>,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

impl Code {
    /// Draws a code: 64 random bits are enough for something that is tried ten times in five minutes.
    #[expect(clippy::new_without_default, reason = "another one each time is no default")]
    pub fn new() -> Code {
        let bytes = ids::secret_hash(&ids::new_secret());
        Code::known(&bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    fn known(text: &str) -> Code {
        Code { text: plain(text), running: Mutex::default() }
    }

    /// Says it in the server's log, once, at the start.
    pub fn announce(&self) {
        tracing::info!(code = %self, "this server is empty: open /console and set it up with this code");
    }

    /// Whether this is the code, found out in constant time.
    pub(super) fn is(&self, typed: &str) -> bool {
        plain(typed).as_bytes().ct_eq(self.text.as_bytes()).into()
    }

    /// One setup at a time: the second one finds that it is done.
    pub(super) async fn alone(&self) -> MutexGuard<'_, ()> {
        self.running.lock().await
    }
}

/// As it is printed: in groups of four.
impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, c) in self.text.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_str("-")?;
            }
            std::fmt::Write::write_char(f, c)?;
        }
        Ok(())
    }
}

/// Without what people type between groups.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgives_how_it_is_typed() {
        let code = Code::known("a1b2-c3d4");
        assert_eq!(code.to_string(), "a1b2-c3d4");
        for (typed, right) in [("a1b2-c3d4", true), (" A1B2C3D4 ", true), ("a1b2", false), ("", false)] {
            assert_eq!(code.is(typed), right, "{typed}");
        }
        assert_ne!(Code::new().to_string(), Code::new().to_string());
        assert_eq!(Code::new().to_string().len(), 19);
    }
}
