//! English.

use super::{LinkWords, NoteWords, TemplateWords, Words};

pub const WORDS: Words = Words {
    language: "en",
    direction: "ltr",
    hello: "Hello {name},",
    hello_stranger: "Hello,",
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
    registration: LinkWords {
        subject: "Finish your registration at {place}",
        why: "This address was used to register at {place}.",
        link: "Finish the registration",
        until: "You are asked for the password that was chosen there. The link works once, within {hours} hours.",
        unasked: "If that was not you, ignore this mail: nobody gets in with your address.",
    },
    new_address: LinkWords {
        subject: "Your new address at {place}",
        why: "This is to become the address of an account at {place}.",
        link: "Yes, it is mine",
        until: "You are asked for the account's password. The link works once, within {hours} hours.",
        unasked: "If you have no account there, ignore this mail: nothing happens.",
    },
    customer_reset: LinkWords {
        subject: "Another password for {place}",
        why: "Somebody asked for another password for your account at {place}.",
        link: "Choose another password",
        until: "The link works once, within {hours} hour.",
        unasked: "If that was not you, ignore this mail: your password stays as it is.",
    },
    known: LinkWords {
        subject: "You have an account at {place} already",
        why: "Somebody wanted to use this address for an account at {place}. It has one already. If you do not know the password any more, choose another one.",
        link: "Choose another password",
        until: "The link works once, within {hours} hour.",
        unasked: "If that was not you, ignore this mail: everything stays as it is.",
    },
    moved: NoteWords {
        subject: "Your account at {place} has another address",
        what: "This was the address of your account at {place}. It has another one now: mail about it does not come here any more.",
        unasked: "If that was not you, somebody else can use your account: tell {place} at once.",
    },
    received: TemplateWords {
        subject: "Re: {subject}",
        text: "Hello,\n\nwe have your message and will answer as soon as we can. Its number is #{number}: if there is something to add, just answer this mail.\n\n{department} · {brand}",
    },
    not_accepted: TemplateWords {
        subject: "Re: {subject}",
        text: "Hello,\n\nthis address takes no new messages: nobody reads what was sent to it. Please write to us as our site says.\n\n{brand}",
    },
};
