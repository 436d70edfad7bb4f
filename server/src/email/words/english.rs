//! English.

use super::{LinkWords, Words};

pub const WORDS: Words = Words {
    language: "en",
    direction: "ltr",
    hello: "Hello {name},",
    invitation: LinkWords {
        subject: "Your account at {place}",
        why: "You are invited to work at the help desk {place}. Your username is {username}.",
        link: "Choose a password",
        until: "The link works once, within {hours} hours.",
        unasked: "If you do not know what this is about, ignore it: nothing happens.",
    },
    reset: LinkWords {
        subject: "Another password for {place}",
        why: "Somebody asked for another password for your account at {place}. Your username is {username}.",
        link: "Choose another password",
        until: "The link works once, within {hours} hour.",
        unasked: "If that was not you, ignore this mail: your password stays as it is.",
    },
    verification: LinkWords {
        subject: "Is this your address? {place}",
        why: "This address stands in the account {username} at {place}.",
        link: "Yes, it is mine",
        until: "The link works once, within {hours} hours.",
        unasked: "If you have no account there, ignore this mail: the address stays unverified.",
    },
};
