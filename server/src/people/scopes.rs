//! What a token may be used for: pure. What is not named here, no token may do.

use contract::me::TokenScope;

/// The scope an area of the API belongs to: the first word behind `/api/v1/`.
const AREAS: &[(&str, TokenScope)] = &[
    ("chats", TokenScope::Chats),
    ("presence", TokenScope::Chats),
    ("live", TokenScope::Chats),
    ("tickets", TokenScope::Tickets),
    ("organizations", TokenScope::Organizations),
    ("people", TokenScope::People),
    ("brands", TokenScope::Settings),
    ("company", TokenScope::Settings),
    ("departments", TokenScope::Settings),
    ("groups", TokenScope::Settings),
    ("history", TokenScope::Settings),
    ("fields", TokenScope::Settings),
    ("templates", TokenScope::Settings),
    ("search-templates", TokenScope::Settings),
    ("roles", TokenScope::Settings),
    ("reports", TokenScope::Settings),
    ("mails", TokenScope::Settings),
];

/// Areas for people at a browser only: what is about signing in, and what colleagues ask, about chats and tickets alike.
const PEOPLE_ONLY: &[&str] = &["asks", "me", "session", "sign-in", "sign-in-policy", "sign-in-providers"];

/// What changes how somebody signs in, wherever it stands.
const SIGN_IN: &[&str] = &["password", "invitation", "second-factor", "passkeys", "sessions"];

/// Whether an area of the API is known here; one that is not is closed to tokens.
pub fn knows(path: &str) -> bool {
    let area = area(path);
    PEOPLE_ONLY.contains(&area) || AREAS.iter().any(|(known, _)| *known == area)
}

/// Whether a token with these scopes may be used for this.
pub fn allows(scopes: &[TokenScope], reads: bool, path: &str) -> bool {
    if path.split('/').any(|word| SIGN_IN.contains(&word)) {
        return false;
    }
    let Some((area, scope)) = AREAS.iter().find(|(known, _)| *known == area(path)) else { return false };
    // The live connection reads nothing: it makes its owner present, and work comes.
    scopes.contains(scope) || reads && *area != "live" && scopes.contains(&TokenScope::Read)
}

/// What may be done by somebody who has yet to set up a second factor: that, and signing out.
pub fn is_open_without_second_factor(path: &str) -> bool {
    let within = |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path == "/api/v1/session" || ["/api/v1/me/second-factor", "/api/v1/me/passkeys"].into_iter().any(within)
}

fn area(path: &str) -> &str {
    path.strip_prefix("/api/v1/").unwrap_or_default().split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenScope::{Chats, People, Read, Settings, Tickets};

    #[rstest::rstest]
    #[case("/api/v1/session", true)]
    #[case("/api/v1/me/second-factor", true)]
    #[case("/api/v1/me/second-factor/confirmation", true)]
    #[case("/api/v1/me/second-factors", false)]
    #[case("/api/v1/me/passkeys", true)]
    #[case("/api/v1/me/passkeys/question", true)]
    #[case("/api/v1/me/passkeys-of-others", false)]
    #[case("/api/v1/me/tokens", false)]
    #[case("/api/v1/me", false)]
    #[case("/api/v1/session/second-factor", false)]
    #[case("/api/v1/live", false)]
    fn what_is_open_without_a_second_factor(#[case] path: &str, #[case] open: bool) {
        assert_eq!(is_open_without_second_factor(path), open);
    }

    #[rstest::rstest]
    #[case(&[Read], true, "/api/v1/tickets", true)]
    #[case(&[Read], true, "/api/v1/history", true)]
    #[case(&[Read], false, "/api/v1/tickets", false)]
    #[case(&[Read], true, "/api/v1/live", false)]
    #[case(&[Chats], true, "/api/v1/live", true)]
    #[case(&[Tickets], false, "/api/v1/tickets/1/replies", true)]
    #[case(&[Tickets], true, "/api/v1/chats", false)]
    #[case(&[People], false, "/api/v1/people/1", true)]
    #[case(&[People], false, "/api/v1/people/1/password", false)]
    #[case(&[People], false, "/api/v1/people/1/invitation", false)]
    #[case(&[People], false, "/api/v1/people/1/second-factor", false)]
    #[case(&[People], false, "/api/v1/people/1/passkeys", false)]
    #[case(&[Read], true, "/api/v1/me/passkeys", false)]
    #[case(&[People], true, "/api/v1/people/1/sessions", false)]
    #[case(&[Read, Chats, Tickets, People, Settings], true, "/api/v1/me/tokens", false)]
    #[case(&[Read, Chats, Tickets, People, Settings], false, "/api/v1/session", false)]
    #[case(&[Read, Chats, Tickets, People, Settings], true, "/api/v1/unheard-of", false)]
    #[case(&[Read, Chats, Tickets, People, Settings], true, "/elsewhere/chats", false)]
    fn what_a_token_may_do(#[case] scopes: &[TokenScope], #[case] reads: bool, #[case] path: &str, #[case] may: bool) {
        assert_eq!(allows(scopes, reads, path), may);
    }
}
