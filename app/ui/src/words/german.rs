//! The components' words in German.

use super::{FieldText, PageText, ProblemText, UiText};

pub const WORDS: UiText = UiText {
    optional: "freiwillig",
    reload: "Neu laden",
    try_again: "Noch einmal",
    try_now: "Jetzt versuchen",
    lost: "Verbindung unterbrochen. Was Sie schreiben, bleibt erhalten; wir versuchen es weiter…",
    broken: "In dieser Seite ist etwas schiefgegangen. Was Sie geschrieben haben, bleibt erhalten; laden Sie neu.",
    no_answer: "Der Server hat nicht geantwortet. Auf dieser Seite ist nichts verloren; prüfen Sie die Verbindung und versuchen Sie es noch einmal.",
    unreadable: "Die Antwort war nicht lesbar. Laden Sie die Seite neu: Vielleicht gibt es eine neuere Fassung.",
    server_failed: "Bei uns ist etwas schiefgegangen. Nichts Geschriebenes ist verloren; versuchen Sie es gleich noch einmal.",
    wait: "one:Zu viel auf einmal. Versuchen Sie es in {n} Sekunde.|other:Zu viel auf einmal. Versuchen Sie es in {n} Sekunden.",
    now: "jetzt",
    yes: "Ja",
    no: "Nein",
    loading: "Lädt",
};

pub const PAGE: PageText = PageText {
    close: "Schließen",
    dismiss: "Ausblenden",
    remove: "{what} entfernen",
    save: "Speichern",
    discard: "Verwerfen",
    unsaved: "Nicht gespeicherte Änderungen",
    changes: "one:{n} Änderung nicht gespeichert:|other:{n} Änderungen nicht gespeichert:",
    messages: "Meldungen",
};

pub const PROBLEMS: ProblemText = ProblemText {
    not_found: "Das gibt es hier nicht, oder Sie dürfen es nicht sehen.",
    invalid: "Etwas ist nicht richtig ausgefüllt.",
    forbidden: "Das dürfen Sie nicht.",
    signed_out: "Sie sind abgemeldet. Melden Sie sich wieder an; Geschriebenes bleibt erhalten.",
    too_many: "Zu viel auf einmal. Warten Sie einen Moment.",
    too_large: "Das ist zu groß.",
    fault: "Bei uns ist etwas schiefgegangen. Nichts Geschriebenes ist verloren; versuchen Sie es gleich noch einmal.",
    unreadable: "Der Server hat diese Seite nicht verstanden. Laden Sie sie neu: Vielleicht gibt es eine neuere Fassung.",
    malformed: "Der Server hat diese Seite nicht verstanden. Laden Sie sie neu: Vielleicht gibt es eine neuere Fassung.",
    not_json: "Der Server hat diese Seite nicht verstanden. Laden Sie sie neu: Vielleicht gibt es eine neuere Fassung.",
    not_a_form: "Der Server hat diese Seite nicht verstanden. Laden Sie sie neu: Vielleicht gibt es eine neuere Fassung.",
    wrong_method: "Der Server hat diese Seite nicht verstanden. Laden Sie sie neu: Vielleicht gibt es eine neuere Fassung.",
    client_id_reused: "Das wurde schon einmal mit anderen Worten gesendet. Laden Sie neu und senden Sie es noch einmal.",
    foreign_origin: "Von hier aus darf diese Seite das nicht. Öffnen Sie sie unter ihrer eigenen Adresse.",
    already_chatting: "Sie sind schon in einem Chat.",
    ended: "Der Chat ist beendet.",
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
    not_allowed: "Das passt nicht zum Rest.",
};
