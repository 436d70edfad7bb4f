//! The live connection: who hears of what happened, in which words, and over which sockets.
//!
//! [`audience`] is pure and names the subjects; [`translate`] hears events after their commit and makes each audience's
//! frame; the bus carries; the [`hub`] finds the sockets; [`socket`] keeps one connection. Pushes may be lost: they name
//! their number or version, and clients fetch what they miss.

mod audience;
mod hub;
mod looking;
mod socket;
mod translate;

pub use hub::Hub;
pub use socket::routes;
pub use translate::{Looks, Translator, react, start};
