//! The components' words in German.

use super::{FieldText, ProblemText, UiText};

pub const WORDS: UiText = UiText {
    close: "Schließen",
    dismiss: "Ausblenden",
    optional: "freiwillig",
    remove: "{what} entfernen",
    loading: "Lädt",
    reload: "Neu laden",
    try_again: "Noch einmal",
    try_now: "Jetzt versuchen",
    save: "Speichern",
    discard: "Verwerfen",
    unsaved: "Nicht gespeicherte Änderungen",
    changes: "one:{n} Änderung nicht gespeichert:|other:{n} Änderungen nicht gespeichert:",
    lost: "Verbindung unterbrochen. Was Sie schreiben, bleibt erhalten; wir versuchen es weiter…",
    broken: "In dieser Seite ist etwas schiefgegangen. Was Sie geschrieben haben, bleibt erhalten; laden Sie neu.",
    show_password: "Passwort zeigen",
    messages: "Meldungen",
    no_answer: "Der Server hat nicht geantwortet. Auf dieser Seite ist nichts verloren; prüfen Sie die Verbindung und versuchen Sie es noch einmal.",
    unreadable: "Die Antwort war nicht lesbar. Laden Sie die Seite neu: Vielleicht gibt es eine neuere Fassung.",
    server_failed: "Bei uns ist etwas schiefgegangen. Nichts Geschriebenes ist verloren; versuchen Sie es gleich noch einmal.",
    wait: "one:Zu viel auf einmal. Versuchen Sie es in {n} Sekunde.|other:Zu viel auf einmal. Versuchen Sie es in {n} Sekunden.",
    now: "jetzt",
};

pub const PROBLEMS: ProblemText = ProblemText {
    not_found: "Das gibt es hier nicht, oder Sie dürfen es nicht sehen.",
    stale: "Jemand hat das inzwischen geändert. Sehen Sie nach, wie es jetzt ist, und speichern Sie noch einmal.",
    invalid: "Etwas ist nicht richtig ausgefüllt.",
    forbidden: "Das dürfen Sie nicht.",
    not_allowed: "Das dürfen Sie nicht.",
    signed_out: "Sie sind abgemeldet. Melden Sie sich wieder an; Geschriebenes bleibt erhalten.",
    unauthenticated: "Sie sind abgemeldet. Melden Sie sich wieder an; Geschriebenes bleibt erhalten.",
    wrong_credentials: "Name oder Passwort stimmt nicht.",
    too_many: "Zu viel auf einmal. Warten Sie einen Moment.",
    too_many_requests: "Zu viel auf einmal. Warten Sie einen Moment.",
    too_large: "Das ist zu groß.",
    taken: "Jemand war schneller.",
    conflict: "Das verträgt sich nicht mit dem, was jetzt da ist.",
    unavailable: "Das geht gerade nicht. Versuchen Sie es gleich noch einmal.",
};

pub const FIELDS: FieldText = FieldText {
    required: "Bitte ausfüllen.",
    too_long: "Das ist zu lang.",
    too_short: "Das ist zu kurz.",
    unknown: "Das gibt es nicht.",
    taken: "Das ist schon vergeben.",
    malformed: "Das sieht nicht richtig aus.",
    too_large: "Das ist zu groß.",
    too_small: "Das ist zu klein.",
    too_many: "Das sind zu viele.",
};
