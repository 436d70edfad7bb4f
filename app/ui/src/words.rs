//! What the components themselves say.

mod german;

catalogue! {
    /// The components' own words.
    pub struct UiText {
        close: "Close",
        dismiss: "Dismiss",
        optional: "optional",
        remove: "Remove {what}",
        loading: "Loading",
        reload: "Reload",
        try_again: "Try again",
        try_now: "Try now",
        save: "Save",
        discard: "Discard",
        unsaved: "Unsaved changes",
        changes: "one:{n} change not saved:|other:{n} changes not saved:",
        lost: "Connection lost. What you type is safe; trying again…",
        broken: "Something in this page broke. What you typed is kept; reload to go on.",
        show_password: "Show the password",
        messages: "Messages",
        no_answer: "The server did not answer. Nothing on this page is lost; check the connection and try again.",
        unreadable: "The answer could not be read. Reload the page: there may be a newer version.",
        server_failed: "Something went wrong on our side. Nothing you typed is lost; try again in a moment.",
        wait: "one:Too much at once. Try again in {n} second.|other:Too much at once. Try again in {n} seconds.",
        now: "now",
    }
    de = german::WORDS
}

catalogue! {
    /// Problems by their code.
    pub struct ProblemText {
        not_found: "This is not here, or not yours to see.",
        stale: "Somebody changed this meanwhile. Look at what it is now, then save again.",
        invalid: "Something is not filled in right.",
        forbidden: "You may not do this.",
        not_allowed: "You may not do this.",
        signed_out: "You are signed out. Sign in again; what you typed is kept.",
        unauthenticated: "You are signed out. Sign in again; what you typed is kept.",
        wrong_credentials: "The name or the password is wrong.",
        too_many: "Too much at once. Wait a moment and try again.",
        too_many_requests: "Too much at once. Wait a moment and try again.",
        too_large: "This is too large.",
        taken: "Somebody else was faster.",
        conflict: "This does not go together with what is there now.",
        unavailable: "This is not available right now. Try again in a moment.",
    }
    de = german::PROBLEMS
}

catalogue! {
    /// What is wrong with a field, by its code.
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
    }
    de = german::FIELDS
}
