//! Components, browser transport, live connection and catalogues; knows no capability.
//!
//! `README.md` beside this crate's manifest shows how each piece is used. Both sides compile the same code: what only
//! a browser can do happens in effects and event handlers, so the server renders these components as they stand.

#[macro_use]
pub mod text;
#[macro_use]
pub mod languages;

pub mod browser;
pub mod components;
pub mod doors;
pub mod draft;
pub mod form;
pub mod gallery;
pub mod ids;
pub mod kept;
pub mod keys;
pub mod live;
#[macro_use]
pub mod markup;
pub mod panic_hook;
pub mod query;
mod rows;
pub mod storage;
pub mod theme;
pub mod transport;
pub mod view;
pub mod virtual_list;

mod words;
pub mod written;

languages!();

pub use components::*;
pub use doors::{Item, Now, changing, choose, effect, list, memo, show, words};
pub use form::Submission;
pub use gallery::Gallery;
pub use kept::{Held, Kept, kept, kept_after};
pub use keys::{keys, provide_keys};
pub use languages::{more_spoken, once_spoken};
pub use live::{Heard, Live};
pub use query::{Query, WhenReady, load};
pub use text::{Language, count, fill, language, provide_language, texts};
pub use theme::{look, provide_look};
pub use transport::{api, provide_api};
pub use view::{For, Show};
pub use virtual_list::VirtualList;
