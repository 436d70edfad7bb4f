//! One's own account: profile, password and address, sessions, tokens, second factor, providers.

mod factor;
mod page;
mod profile;
mod providers;
mod sessions;
mod setup;
mod sign_in;
mod tokens;

pub use page::AccountPage;
pub use sessions::SessionTable;
pub use setup::SecondFactorSetup;
