//! Signing in, and the assistant of the first start.

mod page;
mod setup;
mod wish;

pub use page::SignInPage;
pub use setup::SetupPage;
pub use wish::{path_with_wish, wished};
