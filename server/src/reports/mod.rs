//! Reports: counts over what one may view, and what was done to settings and people. This slice owns nothing and reads
//! anything.

mod csv;
mod days;
mod fields;
mod history;
mod routes;
mod rules;
mod shifts;
mod store;

pub use routes::routes;
