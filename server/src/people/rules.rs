//! Who may change whose account, and what an account may look like: pure.

use contract::{
    FieldProblem,
    people::{PersonDetails, PersonKind, Role},
};

use super::{
    compare::{self, Country},
    validity,
};

/// Whether somebody with these roles may make or change an account of a kind.
///
/// Employees are the company's own: administrators change them. Customers are everybody's.
pub fn may_change(roles: &[Role], kind: PersonKind) -> bool {
    match kind {
        PersonKind::Employee => roles.contains(&Role::Administrator),
        PersonKind::Customer => roles.contains(&Role::Agent),
    }
}

/// An account's details, checked, with the forms they are compared in.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// As they are stored and shown.
    pub details: PersonDetails,
    /// The username as compared.
    pub username_key: String,
    /// The address as compared.
    pub email_key: String,
    /// The address's domain as compared.
    pub email_domain: String,
    /// The name as sorted and searched.
    pub name_key: String,
    /// The phone number as compared, when it reads as one.
    pub phone_e164: Option<String>,
}

/// Checks what is said of a person; the problems' fields carry `prefix` before their names.
///
/// # Errors
/// One problem for each field at fault.
pub fn check(
    kind: PersonKind,
    details: &PersonDetails,
    country: Option<Country>,
    prefix: &str,
) -> Result<Checked, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut fault = |field: &str, code: &str, message: String| {
        problems.push(FieldProblem { field: format!("{prefix}{field}"), code: code.into(), message });
    };
    let username = validity::username(&details.username).map(str::to_owned).unwrap_or_else(|why| {
        fault("username", "malformed", why.to_string());
        String::new()
    });
    let email = validity::email(&details.email).unwrap_or_else(|why| {
        fault("email", "malformed", why.to_string());
        String::new()
    });
    let name = validity::display_name(&details.name).map(str::to_owned).unwrap_or_else(|why| {
        fault("name", "malformed", why.to_string());
        String::new()
    });
    let alias = match details.alias.trim() {
        "" => String::new(),
        alias => validity::display_name(alias).map(str::to_owned).unwrap_or_else(|why| {
            fault("alias", "malformed", why.to_string());
            String::new()
        }),
    };
    let roles = roles(kind, &details.roles);
    if kind == PersonKind::Customer && !details.roles.is_empty() {
        fault("roles", "not_allowed", "Only employees hold roles.".into());
    }
    for (field, limit) in [("chat_limit", details.chat_limit), ("ticket_limit", details.ticket_limit)] {
        if kind == PersonKind::Customer && limit.is_some() {
            fault(field, "not_allowed", "Only employees are given work.".into());
        }
    }
    let phone = validity::clean_line(&details.phone);
    let phone_e164 = country.and_then(|country| compare::normal_phone(&phone, country).ok()).map(String::from);
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Checked {
        username_key: compare::normal_username(&username),
        email_key: compare::normal_email(&email).unwrap_or_else(|_| email.to_lowercase()),
        email_domain: compare::domain_of(&email).unwrap_or_default(),
        name_key: name.to_lowercase(),
        phone_e164,
        details: PersonDetails { username, email, name, alias, phone, roles, ..details.clone() },
    })
}

/// A language and a time zone, as far as they can be such: `de-AT`, `Europe/Vienna`. Browsers know which there are.
///
/// # Errors
/// One problem for each at fault.
pub fn place(language: &str, time_zone: &str) -> Result<(String, String), Vec<FieldProblem>> {
    let [language, time_zone] = [language, time_zone].map(str::trim);
    let of =
        |text: &str, signs: &[char]| text.chars().all(|sign| sign.is_ascii_alphanumeric() || signs.contains(&sign));
    let begins = |text: &str| text.is_empty() || text.starts_with(|sign: char| sign.is_ascii_alphabetic());
    let mut problems = Vec::new();
    for (field, text, signs) in [("language", language, &['-'][..]), ("time_zone", time_zone, &['/', '_', '+', '-'])] {
        if !of(text, signs) || !begins(text) {
            let message = "This does not read as one.".into();
            problems.push(FieldProblem { field: field.into(), code: "malformed".into(), message });
        }
    }
    if problems.is_empty() { Ok((language.to_owned(), time_zone.to_owned())) } else { Err(problems) }
}

/// Roles lowest first, each once. Every employee is an agent: managers and administrators are agents with more rights.
fn roles(kind: PersonKind, given: &[Role]) -> Vec<Role> {
    if kind == PersonKind::Customer {
        return Vec::new();
    }
    let mut roles = given.to_vec();
    roles.push(Role::Agent);
    roles.sort_unstable();
    roles.dedup();
    roles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details() -> PersonDetails {
        PersonDetails {
            username: " Ann.Lee ".into(),
            email: "Ann@Bücher.Example".into(),
            name: " Ann Lee ".into(),
            phone: "(602) 555-0100".into(),
            active: true,
            ..PersonDetails::default()
        }
    }

    #[test]
    fn who_may_change_whom() {
        use PersonKind::{Customer, Employee};
        let agent = [Role::Agent];
        let manager = [Role::Agent, Role::Manager];
        let administrator = [Role::Agent, Role::Administrator];
        for (roles, kind, may) in [
            (&agent[..], Customer, true),
            (&agent, Employee, false),
            (&manager, Customer, true),
            (&manager, Employee, false),
            (&administrator, Customer, true),
            (&administrator, Employee, true),
            (&[], Customer, false),
        ] {
            assert_eq!(may_change(roles, kind), may, "{roles:?} {kind:?}");
        }
    }

    #[test]
    fn keeps_what_is_typed_and_what_is_compared() {
        let country = "US".parse().ok();
        let checked = check(PersonKind::Employee, &details(), country, "").unwrap();
        assert_eq!(checked.details.username, "Ann.Lee");
        assert_eq!(checked.username_key, "ann.lee");
        assert_eq!(checked.details.email, "Ann@xn--bcher-kva.example");
        assert_eq!(checked.email_key, "ann@xn--bcher-kva.example");
        assert_eq!(checked.email_domain, "xn--bcher-kva.example");
        assert_eq!(checked.name_key, "ann lee");
        assert_eq!(checked.details.phone, "(602) 555-0100");
        assert_eq!(checked.phone_e164.as_deref(), Some("+16025550100"));
        assert_eq!(checked.details.roles, [Role::Agent]);
        let odd = PersonDetails { phone: "call Bob".into(), ..details() };
        assert_eq!(check(PersonKind::Customer, &odd, country, "").unwrap().phone_e164, None);
    }

    #[test]
    fn names_every_field_at_fault() {
        let bad = PersonDetails {
            username: "ann lee".into(),
            email: "ann".into(),
            name: "\u{202E}Ann".into(),
            alias: "a\u{0}b".into(),
            roles: vec![Role::Administrator],
            ..details()
        };
        let problems = check(PersonKind::Customer, &bad, None, "details.").unwrap_err();
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["details.username", "details.email", "details.name", "details.alias", "details.roles"]);
    }

    #[test]
    fn knows_what_can_be_a_place() {
        assert_eq!(place(" de-AT ", "Europe/Vienna"), Ok(("de-AT".into(), "Europe/Vienna".into())));
        assert_eq!(place("", ""), Ok((String::new(), String::new())));
        assert!(place("", "Etc/GMT+1").is_ok());
        let fields =
            |language, zone| place(language, zone).unwrap_err().into_iter().map(|one| one.field).collect::<Vec<_>>();
        assert_eq!(fields("<b>", "../../etc/passwd"), ["language", "time_zone"]);
        assert_eq!(fields("de AT", "Europe/Vienna"), ["language"]);
        assert_eq!(fields("", "-1"), ["time_zone"]);
    }

    #[test]
    fn sorts_roles() {
        let given = [Role::Administrator, Role::Manager, Role::Administrator];
        assert_eq!(roles(PersonKind::Employee, &given), [Role::Agent, Role::Manager, Role::Administrator]);
        assert_eq!(roles(PersonKind::Customer, &given), []);
    }
}
