//! One's own account: profile, password and address, sessions, tokens, second factor, passkeys, providers.

mod factor;
mod page;
mod passkeys;
mod profile;
mod providers;
mod sessions;
mod setup;
mod sign_in;
mod tokens;

pub use page::AccountPage;
pub use passkeys::AddPasskey;
pub use sessions::SessionsCard;
pub use setup::SecondFactorSetup;
