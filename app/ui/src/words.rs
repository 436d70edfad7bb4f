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
        yes: "Yes",
        no: "No",
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
        fault: "Something went wrong on our side. Nothing you typed is lost; try again in a moment.",
        unreadable: "The server did not understand this page. Reload it: there may be a newer version.",
        malformed: "The server did not understand this page. Reload it: there may be a newer version.",
        not_json: "The server did not understand this page. Reload it: there may be a newer version.",
        not_a_form: "The server did not understand this page. Reload it: there may be a newer version.",
        version_required: "The server did not understand this page. Reload it: there may be a newer version.",
        wrong_method: "The server did not understand this page. Reload it: there may be a newer version.",
        client_id_reused: "This was sent once before, with other words. Reload the page, then send it again.",
        foreign_origin: "This page may not do this from here. Open it at its own address.",
        last_administrator: "This is the last administrator. Make somebody else one first.",
        open_work: "There is open work here. Say where it goes first.",
        in_use: "Another field is asked depending on this one. Change that first.",
        fields_missing: "Some fields must be filled first.",
        front_line: "A department keeps one front line. Make another group the front line first.",
        not_active: "This is not active any more.",
        already_chatting: "You are in a chat already.",
        ended: "The chat has ended.",
        handed_over: "Somebody else has this chat now.",
        nobody_there: "Nobody is there to take this chat now.",
        needs_confirmation: "This reaches further than it looks. Confirm it first.",
    }
    de = german::PROBLEMS
}

catalogue! {
    /// What is wrong with a field, by its code.
    pub struct FieldText {
        required: "Fill this in.",
        other_brand: "This belongs to another brand, and stays with its own.",
        no_member: "This colleague is a member of no group there.",
        too_long: "This is too long.",
        too_short: "This is too short.",
        unknown: "This does not exist.",
        taken: "This is taken already.",
        malformed: "This does not look right.",
        too_large: "This is too large.",
        too_small: "This is too small.",
        too_many: "These are too many.",
        not_allowed: "This does not go with the rest.",
        fixed: "This stays as it was made.",
        hidden: "Customers do not see this.",
        circular: "This depends on itself in the end.",
    }
    de = german::FIELDS
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{FieldText, ProblemText};

    /// The codes given to these functions in the server's own words.
    fn codes(calls: &[(&str, usize)]) -> Vec<(String, String)> {
        let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../server/src");
        let (mut folders, mut found) = (vec![server], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with("seeds") {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(&path).unwrap();
                    let spoken = text.split("#[cfg(test)]").next().unwrap_or_default();
                    for (call, at) in calls {
                        for rest in spoken.split(call).skip(1) {
                            // The last argument before the sentence; one that is no literal is passed on from elsewhere.
                            let code = rest.splitn(at + 2, ',').nth(*at).unwrap_or_default().trim();
                            if let Some(code) = code.strip_prefix('"').and_then(|code| code.split('"').next()) {
                                found.push((code.to_owned(), path.display().to_string()));
                            }
                        }
                    }
                }
            }
        }
        found
    }

    #[test]
    fn every_code_the_server_can_say_has_a_text() {
        let problems = codes(&[("Failure::new(", 1), ("Self::new(", 1), ("Failure::conflict(", 0)]);
        assert!(problems.len() > 25, "the server's words are looked for in the wrong place: {problems:?}");
        for (code, file) in problems {
            assert!(ProblemText::ENGLISH.named(&code).is_some(), "{code}, said in {file}, has no text");
        }
        let fields = codes(&[("Failure::field(", 1), ("Self::field(", 1), (" fault(", 1)]);
        assert!(fields.len() > 15, "the server's words are looked for in the wrong place: {fields:?}");
        for (code, file) in fields {
            assert!(FieldText::ENGLISH.named(&code).is_some(), "{code}, said in {file}, has no text");
        }
    }
}
