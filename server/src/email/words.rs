//! What letters say, in every language they are written in. A text that is missing does not compile.

mod arabic;
mod english;
mod german;

use ui::Language;

/// The texts of a letter about a link. `{name}` is the reader, `{place}` the help desk or the brand, `{username}` what
/// signs the reader in, `{hours}` how long the link works.
#[derive(Clone, Copy, Debug)]
pub struct LinkWords {
    /// The subject.
    pub subject: &'static str,
    /// Why this comes.
    pub why: &'static str,
    /// What the link does.
    pub link: &'static str,
    /// How long it works.
    pub until: &'static str,
    /// What to do when it was not asked for.
    pub unasked: &'static str,
}

/// The texts of a letter that only tells something; places as in [`LinkWords`].
#[derive(Clone, Copy, Debug)]
pub struct NoteWords {
    /// The subject.
    pub subject: &'static str,
    /// What happened.
    pub what: &'static str,
    /// What to do when it should not have.
    pub unasked: &'static str,
}

/// What stands in a mail where nobody wrote another template; places as in
/// [`mail_templates`](contract::mail_templates).
#[derive(Clone, Copy, Debug)]
pub struct TemplateWords {
    /// The subject.
    pub subject: &'static str,
    /// The text.
    pub text: &'static str,
}

/// A language of letters.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// As the page names it.
    pub language: &'static str,
    /// Which way it is read: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The first line.
    pub hello: &'static str,
    /// The same to somebody whose name is not known.
    pub hello_stranger: &'static str,
    /// An employee is invited.
    pub invitation: LinkWords,
    /// Another password is asked for.
    pub reset: LinkWords,
    /// An address is to be verified.
    pub verification: LinkWords,
    /// A customer registered.
    pub registration: LinkWords,
    /// A customer wants another address.
    pub new_address: LinkWords,
    /// A customer forgot the password.
    pub customer_reset: LinkWords,
    /// Somebody registered with the address of an account.
    pub known: LinkWords,
    /// To the address that was an account's until now.
    pub moved: NoteWords,
    /// A ticket began.
    pub received: TemplateWords,
    /// A department takes no new mails.
    pub not_accepted: TemplateWords,
}

/// The words of a language.
pub fn of(language: Language) -> &'static Words {
    match language {
        Language::English => &english::WORDS,
        Language::German => &german::WORDS,
        Language::Arabic => &arabic::WORDS,
    }
}
