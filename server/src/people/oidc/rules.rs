//! Who is let in by a provider's word: pure.

use contract::{FieldProblem, sign_in::ProviderDetails};

use crate::people::{compare, validity};

/// What a provider said of somebody, its signature checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What it calls them; nobody else, ever.
    pub subject: String,
    /// The address, and whether it says that it is theirs.
    pub email: Option<String>,
    pub email_verified: bool,
    /// The display name.
    pub name: Option<String>,
    /// What they are called there.
    pub username: Option<String>,
}

impl Said {
    /// The address as compared, when the provider verified it.
    pub fn verified_email(&self) -> Option<String> {
        let email = self.email.as_deref().filter(|_| self.email_verified)?;
        compare::normal_email(email).ok()
    }
}

/// The account that has the address somebody comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// An employee who may sign in.
    pub may_sign_in: bool,
    /// The address was shown to be its owner's.
    pub email_verified: bool,
    /// Somebody chose a password: who that was, an address that nobody verified does not say.
    pub has_password: bool,
    /// This provider knows the account under another name already.
    pub connected: bool,
}

/// What happens to somebody who comes for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstTime {
    /// It is the account's owner.
    Connect,
    /// There will be an account.
    Create,
    /// Neither.
    Refuse,
}

/// Decides about somebody whom the provider names for the first time.
pub fn first_time(provider: &ProviderDetails, said: &Said, known: Option<Known>) -> FirstTime {
    let Some(email) = said.verified_email() else { return FirstTime::Refuse };
    match known {
        Some(known) => {
            let owner = known.email_verified || !known.has_password;
            match provider.links && known.may_sign_in && owner && !known.connected {
                true => FirstTime::Connect,
                false => FirstTime::Refuse,
            }
        }
        None => {
            let domain = compare::domain_of(&email);
            match provider.creates && domain.is_some_and(|domain| provider.domains.contains(&domain)) {
                true => FirstTime::Create,
                false => FirstTime::Refuse,
            }
        }
    }
}

/// What somebody could be called here, the best first: as there, as in the address, with a number behind it.
pub fn usernames(said: &Said) -> Vec<String> {
    let local = said.email.as_deref().and_then(|email| email.split('@').next()).unwrap_or_default();
    let there = said.username.as_deref().unwrap_or_default().split('@').next().unwrap_or_default();
    let fine = |text: &str| validity::username(text).ok().map(str::to_owned);
    let plain: String = local.chars().filter(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c)).take(50).collect();
    let base = if plain.len() < 2 { "employee".to_owned() } else { plain };
    let numbered = (2..100).filter_map(|n| fine(&format!("{base}{n}")));
    [fine(there), fine(&base)].into_iter().flatten().chain(numbered).collect()
}

/// A provider's settings as they are kept: without spaces, domains as they are compared.
///
/// # Errors
/// One problem for each field at fault, with `prefix` before its name.
pub fn checked(mut details: ProviderDetails, prefix: &str) -> Result<ProviderDetails, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut fault = |field: &str, code: &str, message: String| {
        problems.push(FieldProblem { field: format!("{prefix}{field}"), code: code.into(), message });
    };
    match validity::display_name(&details.name) {
        Ok(name) => details.name = name.to_owned(),
        Err(why) => fault("name", "malformed", why.to_string()),
    }
    details.client_id = details.client_id.trim().to_owned();
    if details.client_id.is_empty() || details.client_id.chars().any(char::is_control) {
        fault("client_id", "malformed", "This is no client id.".into());
    }
    let mut domains = Vec::new();
    for domain in &details.domains {
        match compare::normal_domain(domain.trim()) {
            Ok(domain) if domains.contains(&domain) => {}
            Ok(domain) => domains.push(domain),
            Err(why) => fault("domains", "malformed", why.to_string()),
        }
    }
    if details.creates && domains.is_empty() {
        fault("domains", "required", "Say whose addresses get an account.".into());
    }
    details.domains = domains;
    if details.roles.iter().any(|role| role.is_of_customers()) {
        fault("roles", "not_allowed", "This is a role of customers.".into());
    }
    details.roles.sort_unstable();
    details.roles.dedup();
    if problems.is_empty() { Ok(details) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FirstTime::{Connect, Create, Refuse};

    fn provider(links: bool, creates: bool) -> ProviderDetails {
        ProviderDetails { links, creates, domains: vec!["farhorizon.example".into()], ..ProviderDetails::default() }
    }

    fn said(email: &str, email_verified: bool) -> Said {
        Said { subject: "s".into(), email: Some(email.into()), email_verified, ..Said::default() }
    }

    const LARS: Known = Known { may_sign_in: true, email_verified: true, has_password: true, connected: false };

    #[test]
    fn class_31_who_comes_for_the_first_time() {
        let lars = said("Lars@FarHorizon.example", true);
        let cases = [
            (provider(true, true), lars.clone(), Some(LARS), Connect),
            (provider(true, true), lars.clone(), None, Create),
            (provider(false, true), lars.clone(), Some(LARS), Refuse),
            (provider(true, false), lars.clone(), None, Refuse),
            // The provider does not say that it is theirs.
            (provider(true, true), said("lars@farhorizon.example", false), Some(LARS), Refuse),
            (provider(true, true), said("lars@farhorizon.example", false), None, Refuse),
            (provider(true, true), Said { email: None, ..lars.clone() }, None, Refuse),
            // A customer, or somebody deactivated.
            (provider(true, true), lars.clone(), Some(Known { may_sign_in: false, ..LARS }), Refuse),
            // Somebody wrote another's address into an account of one's own.
            (provider(true, true), lars.clone(), Some(Known { email_verified: false, ..LARS }), Refuse),
            // Invited, and never came.
            (
                provider(true, true),
                lars.clone(),
                Some(Known { email_verified: false, has_password: false, ..LARS }),
                Connect,
            ),
            // Another account of the provider has the same address now.
            (provider(true, true), lars.clone(), Some(Known { connected: true, ..LARS }), Refuse),
            // Only whole domains count.
            (provider(true, true), said("lars@sub.farhorizon.example", true), None, Refuse),
            (provider(true, true), said("lars@evilfarhorizon.example", true), None, Refuse),
            (provider(true, true), said("lars@evil.example@farhorizon.example", true), None, Refuse),
        ];
        for (provider, said, known, what) in cases {
            assert_eq!(first_time(&provider, &said, known), what, "{provider:?} {said:?} {known:?}");
        }
    }

    #[test]
    fn everybody_finds_a_username() {
        let called = |username: Option<&str>, email: &str| {
            let said = Said { username: username.map(str::to_owned), ..said(email, true) };
            usernames(&said)[..2].to_vec()
        };
        assert_eq!(called(Some("lars"), "l.holm@example.com"), ["lars", "l.holm"]);
        assert_eq!(called(Some("lars@example.com"), "lars+desk@example.com"), ["lars", "larsdesk"]);
        assert_eq!(called(Some("Lärs Holm"), "lh@example.com"), ["lh", "lh2"]);
        assert_eq!(called(None, "ü@example.com"), ["employee", "employee2"]);
    }

    #[test]
    fn settings_are_kept_as_they_are_compared() {
        let details = ProviderDetails {
            name: " House ".into(),
            client_id: " desk ".into(),
            domains: vec!["FarHorizon.example ".into(), "farhorizon.example".into()],
            creates: true,
            ..ProviderDetails::default()
        };
        let kept = checked(details.clone(), "").unwrap();
        assert_eq!((kept.name.as_str(), kept.client_id.as_str()), ("House", "desk"));
        assert_eq!(kept.domains, ["farhorizon.example"]);
        let fields = |details| {
            let problems = checked(details, "details.").unwrap_err();
            problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        assert_eq!(fields(ProviderDetails { domains: vec![], ..details.clone() }), ["details.domains"]);
        assert_eq!(
            fields(ProviderDetails { domains: vec!["@x".into()], ..details.clone() }),
            ["details.domains", "details.domains"]
        );
        let roles = vec![contract::people::Role::Verified];
        assert_eq!(fields(ProviderDetails { roles, name: " ".into(), ..details }), ["details.name", "details.roles"]);
    }
}
