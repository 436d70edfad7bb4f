//! The customers' own pages: registering, signing in, the profile, their requests. They are rendered on the server and
//! nowhere else, as plain forms that post to their page's own path, so that they weigh nothing in the browser's bundle.

mod entry;
mod form;
mod frame;
mod profile;
mod requests;
mod text;

use contract::{
    Page as Listed,
    customers::CustomerAccount,
    me::SignedInAt,
    requests::{OwnChat, OwnTicket, RequestRow},
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use ui::texts;

pub use form::Form;

use frame::Frame;
use text::AccountText;

use crate::text::PortalText;

/// A page, and all there is to know for it.
#[derive(Clone, Debug)]
pub struct AccountPage {
    /// The brand's name.
    pub brand: String,
    /// The picture in place of it; empty: none.
    pub logo: String,
    /// Who is signed in.
    pub customer: Option<CustomerAccount>,
    /// What it shows.
    pub content: Content,
}

/// What a page shows.
#[derive(Clone, Debug)]
pub enum Content {
    /// Signing in.
    SignIn(Form),
    /// Signing in, after another password was chosen.
    SignInAgain(Form),
    /// Registering.
    Register(Form),
    /// A mail is under way, to an address that was typed.
    CheckMail,
    /// A forgotten password.
    Forgotten(Form),
    /// Another password, by a link.
    Reset(Form),
    /// The address is one's own, by a link.
    Verification(Form),
    /// A link that does not work.
    LinkOver,
    /// One's own account.
    Profile(Box<Profile>),
    /// One's own requests.
    Requests(Listed<RequestRow>),
    /// One of one's own tickets, and an answer to it.
    Ticket(Box<OwnTicket>, Form),
    /// One of one's own chats.
    Chat(Box<OwnChat>),
}

/// One's own account, and what was typed into its forms.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The account as it is.
    pub account: CustomerAccount,
    /// Name, phone, language.
    pub details: Form,
    /// Another address.
    pub email: Form,
    /// Another password.
    pub password: Form,
    /// Where one is signed in.
    pub sessions: Vec<SignedInAt>,
    /// What was done just now.
    pub done: Option<Done>,
}

/// What was done just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The profile is saved.
    Saved,
    /// The password is another one.
    Password,
    /// A mail went to the new address.
    Email,
    /// A mail went to the address.
    Verification,
    /// One is signed out in another browser.
    SignedOut,
}

/// A page of the customers' own.
#[component]
pub fn Account(page: AccountPage) -> impl IntoView {
    provide_meta_context();
    let t = texts::<AccountText>();
    let AccountPage { brand, logo, customer, content } = page;
    let verified = customer.as_ref().is_none_or(|customer| customer.email_verified);
    let title = title(t, &content);
    let here = match &content {
        Content::Profile(_) => "/profile",
        Content::Requests(_) | Content::Ticket(..) | Content::Chat(_) => "/requests",
        _ => "",
    };
    let shown = match content {
        Content::SignIn(form) => entry::sign_in(form, false),
        Content::SignInAgain(form) => entry::sign_in(form, true),
        Content::Register(form) => entry::register(form),
        Content::CheckMail => entry::check_mail(),
        Content::Forgotten(form) => entry::forgotten(form),
        Content::Reset(form) => entry::reset(form),
        Content::Verification(form) => entry::verification(form),
        Content::LinkOver => entry::link_over(),
        Content::Profile(profile) => profile::profile(*profile),
        Content::Requests(page) => requests::list(page, verified),
        Content::Ticket(ticket, form) => requests::ticket(*ticket, form),
        Content::Chat(chat) => requests::chat(*chat),
    };
    view! {
        <Frame brand=brand.clone() logo signed_in=customer.is_some() here>{shown}</Frame>
        <Title text={ui::written::title([title.as_str(), " · ", brand.as_str()].concat())} />
    }
}

fn title(t: &AccountText, content: &Content) -> String {
    match content {
        Content::SignIn(_) | Content::SignInAgain(_) => t.sign_in,
        Content::Register(_) => t.register,
        Content::CheckMail => t.check_mail,
        Content::Forgotten(_) | Content::Reset(_) => t.another_password,
        Content::Verification(_) => t.verification,
        Content::LinkOver => t.link_over_title,
        Content::Profile(_) => texts::<PortalText>().profile,
        Content::Requests(_) => t.requests,
        Content::Ticket(ticket, _) => return ticket.row.subject.clone(),
        Content::Chat(_) => t.chat,
    }
    .to_owned()
}
