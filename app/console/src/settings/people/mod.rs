//! People: the accounts of employees and customers.

mod draft;
mod list;
mod new;
mod password;
mod person;
mod policy;
mod signing_in;
mod words;

pub use list::PeoplePage;
pub use new::NewPersonPage;
pub use person::PersonPage;
