//! Search templates: what is looked up by what was answered, where, and which fields that fills.

mod draft;
mod inputs;
mod list;
mod page;
mod pairs;
mod secret;
mod sheet;
mod table;
mod try_out;

pub use list::SearchesPage;
pub use page::{NewSearchPage, SearchPage};
