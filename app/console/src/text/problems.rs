//! What only colleagues hear of, by its code: the other pages do not carry these texts.

use ui::text::Catalogue;

ui::catalogue! {
    /// Problems, and what is wrong with a field, by their code, beside those anybody may hear of.
    pub struct ProblemText {
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
        nobody_there: "Nobody is there to take this chat now.",
        needs_confirmation: "This reaches further than it looks. Confirm it first.",
        other_brand: "This belongs to another brand, and stays with its own.",
        no_member: "This colleague is a member of no group there.",
        fixed: "This stays as it was made.",
    }
    de = GERMAN
}

const GERMAN: ProblemText = ProblemText {
    stale: "Jemand hat das inzwischen geändert. Sehen Sie nach, wie es jetzt ist, und speichern Sie noch einmal.",
    not_allowed: "Das dürfen Sie nicht.",
    wrong_credentials: "Name oder Passwort stimmt nicht.",
    taken: "Jemand war schneller.",
    version_required: "Der Server hat diese Seite nicht verstanden. Laden Sie sie neu: Vielleicht gibt es eine neuere Fassung.",
    has_password: "Diese Person hat schon ein Passwort gewählt.",
    second_factor_needed: "Nennen Sie auch den Code, den Ihre App zeigt.",
    second_factor_required: "Richten Sie zuerst einen zweiten Faktor ein: Hier müssen alle einen haben.",
    second_factor_active: "Es gibt schon einen zweiten Faktor.",
    second_factor_off: "Es gibt keinen zweiten Faktor.",
    passkey_needed: "Ein Passwort allein meldet hier nicht an. Nehmen Sie Ihren Passkey.",
    passkey_refused: "Dieser Passkey wurde nicht angenommen, oder es dauerte zu lange. Versuchen Sie es noch einmal.",
    too_many_passkeys: "Das sind genug Passkeys. Entfernen Sie zuerst einen.",
    wrong_code: "Dieser Code ist falsch oder wurde schon benutzt.",
    scope: "Dieses Token ist dafür nicht gemacht.",
    too_many_tokens: "Das sind genug Token. Widerrufen Sie zuerst eines.",
    link_over: "Dieser Link gilt nicht mehr. Fordern Sie einen neuen an.",
    verified: "Diese Adresse ist schon bestätigt.",
    last_administrator: "Das ist der letzte Administrator. Ernennen Sie zuerst jemand anderen.",
    open_work: "Hier ist noch offene Arbeit. Sagen Sie zuerst, wohin sie geht.",
    in_use: "Nach einem anderen Feld wird abhängig von diesem gefragt. Ändern Sie zuerst das.",
    fields_missing: "Einige Felder müssen zuerst ausgefüllt werden.",
    front_line: "Eine Abteilung behält eine Anlaufgruppe. Bestimmen Sie zuerst eine andere.",
    not_active: "Das ist nicht mehr aktiv.",
    handed_over: "Jemand anderes hat diesen Chat jetzt.",
    nobody_there: "Gerade ist niemand da, der diesen Chat annehmen kann.",
    needs_confirmation: "Das reicht weiter, als es aussieht. Bestätigen Sie es zuerst.",
    other_brand: "Das gehört zu einer anderen Marke und bleibt bei ihr.",
    no_member: "Dieser Kollege ist dort in keiner Gruppe.",
    fixed: "Das bleibt, wie es angelegt wurde.",
};

/// Has them told where a call failed.
pub fn know_problems() {
    ui::know_problems(|language, code| ProblemText::of(language).named(code));
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
