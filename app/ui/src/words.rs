//! What the components themselves say.

catalogue! {
    /// The components' own words.
    pub struct UiText {
        optional: "optional",
        reload: "Reload",
        try_again: "Try again",
        try_now: "Try now",
        lost: "Connection lost. What you type is safe; trying again…",
        broken: "Something in this page broke. What you typed is kept; reload to go on.",
        no_answer: "The server did not answer. Nothing on this page is lost; check the connection and try again.",
        unreadable: "The answer could not be read. Reload the page: there may be a newer version.",
        server_failed: "Something went wrong on our side. Nothing you typed is lost; try again in a moment.",
        wait: "one:Too much at once. Try again in {n} second.|other:Too much at once. Try again in {n} seconds.",
        now: "now",
        yes: "Yes",
        no: "No",
        loading: "Loading",
    }
}

catalogue! {
    /// The words of components that only pages of some size have.
    pub struct PageText {
        close: "Close",
        dismiss: "Dismiss",
        remove: "Remove {what}",
        save: "Save",
        discard: "Discard",
        unsaved: "Unsaved changes",
        changes: "one:{n} change not saved:|other:{n} changes not saved:",
        messages: "Messages",
    }
}

catalogue! {
    /// The words of a question before an act.
    pub struct AskText {
        cancel: "Cancel",
    }
}

catalogue! {
    /// Problems anybody may hear of, by their code.
    pub struct ProblemText {
        not_found: "This is not here, or not yours to see.",
        invalid: "Something is not filled in right.",
        forbidden: "You may not do this.",
        signed_out: "You are signed out. Sign in again; what you typed is kept.",
        too_many: "Too much at once. Wait a moment and try again.",
        too_large: "This is too large.",
        fault: "Something went wrong on our side. Nothing you typed is lost; try again in a moment.",
        unreadable: "The server did not understand this page. Reload it: there may be a newer version.",
        client_id_reused: "This was sent once before, with other words. Reload the page, then send it again.",
        foreign_origin: "This page may not do this from here. Open it at its own address.",
        already_chatting: "You are in a chat already.",
        ended: "The chat has ended.",
    }
}

catalogue! {
    /// What anybody may hear to be wrong with a field, by its code.
    pub struct FieldText {
        required: "Fill this in.",
        too_long: "This is too long.",
        too_short: "This is too short.",
        unknown: "This does not exist.",
        taken: "This is taken already.",
        malformed: "This does not look right.",
        too_large: "This is too large.",
        too_small: "This is too small.",
        too_many: "These are too many.",
        not_allowed: "This does not go with the rest.",
        no_match: "Nothing is known by this. Check what was typed.",
        not_checked: "This could not be looked up just now. Try again in a moment.",
    }
}
