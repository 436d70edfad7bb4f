//! What only colleagues hear of, by its code: the other pages do not carry these texts.

use ui::text::Catalogue;

ui::catalogue! {
    /// Problems, and what is wrong with a field, by their code, beside those anybody may hear of.
    pub struct ConsoleProblemText {
        stale: "Somebody changed this meanwhile. Look at what it is now, then save again.",
        not_allowed: "You may not do this.",
        wrong_credentials: "The name or the password is wrong.",
        taken: "Somebody else was faster.",
        version_required: "The server did not understand this page. Reload it: there may be a newer version.",
        has_password: "This employee has chosen a password already.",
        second_factor_needed: "Say the code your app shows, too.",
        second_factor_required: "Set up a second factor first: everybody must have one here.",
        second_factor_active: "There is a second factor already.",
        second_factor_off: "There is no second factor.",
        passkey_needed: "A password alone does not sign in here. Sign in with your passkey.",
        passkey_refused: "This passkey was not accepted, or it took too long. Try again.",
        too_many_passkeys: "These are enough passkeys. Remove one first.",
        wrong_code: "This code is wrong, or was used already.",
        scope: "This token is not made for that.",
        too_many_tokens: "These are enough tokens. Revoke one first.",
        link_over: "This link does not work any more. Ask for another one.",
        verified: "This address is verified already.",
        last_administrator: "This is the last administrator. Make somebody else one first.",
        open_work: "There is open work here. Say where it goes first.",
        in_use: "Another field is asked depending on this one. Change that first.",
        fields_missing: "Some fields must be filled first.",
        front_line: "A department keeps one front line. Make another group the front line first.",
        not_active: "This is not active any more.",
        handed_over: "Somebody else has this chat now.",
        sign_in_first: "This department requires that one signs in first.",
        verify_first: "This department requires a confirmed e-mail address.",
        nobody_there: "Nobody is there to take this chat now.",
        needs_confirmation: "This reaches further than it looks. Confirm it first.",
        other_brand: "This belongs to another brand, and stays with its own.",
        repeated: "This one is asked already.",
        oneself: "This is you: ask somebody else.",
        confidential: "This is confidential: only who may read it can be asked.",
        over: "Nobody can be asked about what is over.",
        no_member: "This colleague is a member of no group there.",
        fixed: "This stays as it was made.",
        provider_unreachable: "No provider answers at this address by this very name, or it may not be called.",
        already_connected: "Your account is connected with this provider already.",
        last_way_in: "Nothing else signs you in: choose a password first.",
        sign_in_over: "This took too long, or was begun in another browser. Begin again.",
        sign_in_again: "Sign out and in again first: your account has no password.",
        no_picture: "This is no PNG, JPEG, WebP or ICO picture that can be read.",
        archived: "This was archived, and cannot be changed any more.",
        other_source: "This search template looks elsewhere, not in a table.",
        no_header: "Name a header for the secret first, and save.",
        missing_column: "The table lacks a column that is looked up.",
        not_utf8: "This file is not in UTF-8. Save it as “CSV UTF-8”.",
        columns: "A column has no name, or one that another column has.",
        ragged: "A row is longer or shorter than the first.",
        open_quote: "A quote is never closed.",
        resolution_missing: "Say first how it ended, in a resolution comment.",
        locked: "This ticket is locked. Unlock it first.",
        spam: "This ticket is marked as spam. Say that it is none first.",
        nobody: "Nobody has it yet: there is nobody it could stay with.",
        past: "This moment is over.",
        merged: "This ticket was merged into another one. Go on there, or undo the merge.",
        said_since: "Something was said since: this cannot be undone any more.",
        same_ticket: "This is the same ticket.",
        other_customer: "The other ticket is of another customer: who reads the one would read the other.",
        no_message: "Only what the customer wrote in this ticket can be split off.",
        nothing_left: "Nothing would be left of this ticket.",
        not_split: "This ticket was split off no other one.",
    }
}

/// Has them told where a call failed.
pub fn know_problems() {
    ui::know_problems(|language, code| ConsoleProblemText::of(language).named(code));
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use client::CallError;
    use contract::{FieldProblem, Problem};
    use ui::Language;

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
        super::know_problems();
        let problems = codes(&[("Failure::new(", 1), ("Self::new(", 1), ("Failure::conflict(", 0)]);
        assert!(problems.len() > 25, "the server's words are looked for in the wrong place: {problems:?}");
        for (code, file) in problems {
            let (title, fields) = ("As the server says it.".to_owned(), Vec::new());
            let problem = Problem { status: 400, code: code.clone(), title, detail: None, fields, retry_after: None };
            let text = ui::problem_text(Language::English, &CallError::Problem(problem));
            assert_ne!(text, "As the server says it.", "{code}, said in {file}, has no text");
        }
        let fields = codes(&[("Failure::field(", 1), ("Self::field(", 1), (" fault(", 1)]);
        assert!(fields.len() > 15, "the server's words are looked for in the wrong place: {fields:?}");
        for (code, file) in fields {
            let field = FieldProblem { field: String::new(), code: code.clone(), message: String::new() };
            let text = ui::field_problem_text(Language::English, &field);
            assert_ne!(text, "", "{code}, said in {file}, has no text");
        }
    }
}
