//! A customer's account at the portal: registered, verified and kept by the customer alone. It signs in nowhere else.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AccountId, List, SessionId,
    accounts::{ChosenPassword, Forgotten},
    me::{EmailChange, PasswordChange, SignedInAt},
    people::{Phone, SignIn},
};

/// Who wants an account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The display name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The e-mail address, which signs in.
    #[garde(length(bytes, min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// The phone number; empty means none.
    #[garde(length(chars, max = 40))]
    #[serde(default)]
    pub phone: String,
    /// The language of mails, as browsers name it (`de-AT`); empty: English.
    #[garde(length(chars, max = 35))]
    #[serde(default)]
    pub language: String,
    /// At least 10 characters.
    #[garde(length(bytes, min = 10, max = 1024))]
    #[schema(min_length = 10, max_length = 1024, format = Password)]
    pub password: String,
}

/// The end of a registration, or of a change of address: the link came to the address, the password is the account's.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// As it stands in the link.
    #[garde(length(bytes, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    /// The account's password: who registers somebody else's address does not read its mail, and who reads it does not
    /// know the password.
    #[garde(length(bytes, min = 1, max = 1024))]
    #[schema(min_length = 1, max_length = 1024, format = Password)]
    pub password: String,
}

/// What a customer says of himself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CustomerProfile {
    /// The display name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The phone number; empty means none.
    #[garde(length(chars, max = 40))]
    #[serde(default)]
    pub phone: String,
    /// The language of pages and mails, as browsers name it (`de-AT`); empty: the browser's.
    #[garde(length(chars, max = 35))]
    #[serde(default)]
    pub language: String,
}

/// The signed-in customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CustomerAccount {
    /// The account.
    pub id: AccountId,
    /// What the customer says of himself.
    pub profile: CustomerProfile,
    /// The phone number as compared, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// The e-mail address.
    pub email: String,
    /// Whether the address was shown to be the customer's own.
    pub email_verified: bool,
    /// Raised by every change.
    pub version: i64,
}

endpoint! {
    /// Registers a customer: a link that verifies the address goes there by mail.
    ///
    /// The same answer, in the same time, when the address has an account already; its owner is then written to.
    RegisterCustomer {} Post "/api/v1/portal/accounts" (Registration) -> ()
}
endpoint! {
    /// Signs a customer in and sets the session cookie.
    SignInCustomer {} Post "/api/v1/portal/session" (SignIn) -> CustomerAccount
}
endpoint! {
    /// Signs the customer out.
    SignOutCustomer {} Delete "/api/v1/portal/session" (()) -> ()
}
endpoint! {
    /// Asks for a link to choose another password, by mail to the account's address.
    ///
    /// The same answer, in the same time, whether there is such an account or not.
    ForgetCustomerPassword {} Post "/api/v1/portal/password-resets" (Forgotten) -> ()
}
endpoint! {
    /// Sets another password by a link of this brand; every session of the account ends, and the address counts as
    /// verified. 410 `link_over`.
    ResetCustomerPassword {} Post "/api/v1/portal/links/reset" (ChosenPassword) -> ()
}
endpoint! {
    /// Verifies an address by a link of this brand, and signs in. 410 `link_over`.
    VerifyCustomerEmail {} Post "/api/v1/portal/links/verification" (Verification) -> CustomerAccount
}
endpoint! {
    /// The signed-in customer.
    GetCustomer {} versioned Get "/api/v1/portal/me" (()) -> CustomerAccount
}
endpoint! {
    /// Changes the signed-in customer's profile.
    UpdateCustomer {} versioned Put "/api/v1/portal/me" (CustomerProfile) -> CustomerAccount
}
endpoint! {
    /// Sets another password of the signed-in customer. Every other session ends.
    ChangeCustomerPassword {} Put "/api/v1/portal/me/password" (PasswordChange) -> ()
}
endpoint! {
    /// Asks for another address of the signed-in customer: it is the account's once it is verified by the link that goes
    /// there.
    ///
    /// The same answer, in the same time, when the address has an account already; its owner is then written to.
    ChangeCustomerEmail {} Put "/api/v1/portal/me/email" (EmailChange) -> ()
}
endpoint! {
    /// Asks for a link that verifies the signed-in customer's address. 409 `verified`.
    AskForCustomerVerification {} Post "/api/v1/portal/me/verification" (()) -> ()
}
endpoint! {
    /// Lists the browsers the customer is signed in at.
    ListCustomerSessions {} Get "/api/v1/portal/me/sessions" (()) -> List<SignedInAt>
}
endpoint! {
    /// Signs the customer out in one of them; its chat window forgets who sat there.
    EndCustomerSession { session: SessionId } Delete "/api/v1/portal/me/sessions/{session}" (()) -> ()
}
