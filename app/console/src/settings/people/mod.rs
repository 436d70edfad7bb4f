//! People: the accounts of employees and customers.

mod draft;
mod list;
mod new;
mod password;
mod person;
mod policy;
mod provider;
mod providers;
mod signing_in;
mod words;

pub use list::PeoplePage;
pub use new::NewPersonPage;
pub use person::PersonPage;
pub use provider::ProviderPage;
pub use providers::ProvidersPage;
