//! German.

use super::{LinkWords, NoteWords, TemplateWords, Words};

pub const WORDS: Words = Words {
    language: "de",
    direction: "ltr",
    hello: "Guten Tag {name},",
    hello_stranger: "Guten Tag,",
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
    registration: LinkWords {
        subject: "Schließen Sie Ihre Anmeldung bei {place} ab",
        why: "Mit dieser Adresse hat sich jemand bei {place} registriert.",
        link: "Registrierung abschließen",
        until: "Sie werden nach dem Passwort gefragt, das dort gewählt wurde. Der Link gilt einmal, innerhalb von {hours} Stunden.",
        unasked: "Wenn Sie das nicht waren, lassen Sie diese Mail liegen: Niemand kommt mit Ihrer Adresse hinein.",
    },
    new_address: LinkWords {
        subject: "Ihre neue Adresse bei {place}",
        why: "Dies soll die Adresse eines Kontos bei {place} werden.",
        link: "Ja, das ist meine",
        until: "Sie werden nach dem Passwort des Kontos gefragt. Der Link gilt einmal, innerhalb von {hours} Stunden.",
        unasked: "Wenn Sie dort kein Konto haben, lassen Sie diese Mail liegen: Es geschieht nichts.",
    },
    customer_reset: LinkWords {
        subject: "Ein neues Passwort für {place}",
        why: "Jemand hat für Ihr Konto bei {place} ein neues Passwort verlangt.",
        link: "Neues Passwort wählen",
        until: "Der Link gilt einmal, innerhalb von {hours} Stunde.",
        unasked: "Wenn Sie das nicht waren, lassen Sie diese Mail liegen: Ihr Passwort bleibt, wie es ist.",
    },
    known: LinkWords {
        subject: "Sie haben schon ein Konto bei {place}",
        why: "Jemand wollte diese Adresse für ein Konto bei {place} verwenden. Zu ihr gehört schon eines. Wenn Sie das Passwort nicht mehr wissen, wählen Sie ein neues.",
        link: "Neues Passwort wählen",
        until: "Der Link gilt einmal, innerhalb von {hours} Stunde.",
        unasked: "Wenn Sie das nicht waren, lassen Sie diese Mail liegen: Alles bleibt, wie es ist.",
    },
    moved: NoteWords {
        subject: "Ihr Konto bei {place} hat eine andere Adresse",
        what: "Dies war die Adresse Ihres Kontos bei {place}. Es hat jetzt eine andere: Mails dazu kommen nicht mehr hierher.",
        unasked: "Wenn Sie das nicht waren, kann jemand anderes Ihr Konto benutzen: Sagen Sie es {place} sofort.",
    },
    received: TemplateWords {
        subject: "Re: {subject}",
        text: "Guten Tag,\n\nIhre Nachricht ist bei uns, und wir antworten so bald wie möglich. Sie hat die Nummer #{number}. Wenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese Mail.\n\n{department} · {brand}",
    },
    not_accepted: TemplateWords {
        subject: "Re: {subject}",
        text: "Guten Tag,\n\ndiese Adresse nimmt keine neuen Nachrichten an: Was an sie geschickt wurde, liest niemand. Bitte schreiben Sie uns so, wie es auf unserer Seite steht.\n\n{brand}",
    },
};
