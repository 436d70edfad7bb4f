//! Reports: counts over what one may view. This slice owns nothing and reads anything.

mod csv;
mod fields;
mod routes;
mod rules;
mod store;

pub use routes::routes;
