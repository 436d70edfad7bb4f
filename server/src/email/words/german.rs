//! German.

use super::{LinkWords, Words};

pub const WORDS: Words = Words {
    language: "de",
    direction: "ltr",
    hello: "Guten Tag {name},",
    invitation: LinkWords {
        subject: "Ihr Konto bei {place}",
        why: "Sie sind eingeladen, am Helpdesk {place} zu arbeiten. Ihr Benutzername ist {username}.",
        link: "Passwort wählen",
        until: "Der Link gilt einmal, innerhalb von {hours} Stunden.",
        unasked: "Wenn Sie nicht wissen, worum es geht, lassen Sie diese Mail liegen: Es geschieht nichts.",
    },
    reset: LinkWords {
        subject: "Ein neues Passwort für {place}",
        why: "Jemand hat für Ihr Konto bei {place} ein neues Passwort verlangt. Ihr Benutzername ist {username}.",
        link: "Neues Passwort wählen",
        until: "Der Link gilt einmal, innerhalb von {hours} Stunde.",
        unasked: "Wenn Sie das nicht waren, lassen Sie diese Mail liegen: Ihr Passwort bleibt, wie es ist.",
    },
    verification: LinkWords {
        subject: "Ist das Ihre Adresse? {place}",
        why: "Diese Adresse steht im Konto {username} bei {place}.",
        link: "Ja, das ist meine",
        until: "Der Link gilt einmal, innerhalb von {hours} Stunden.",
        unasked: "Wenn Sie dort kein Konto haben, lassen Sie diese Mail liegen: Die Adresse bleibt unbestätigt.",
    },
};
