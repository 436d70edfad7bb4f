use uuid::Uuid;

use super::*;
use crate::RoleId;

const SALES: DepartmentId = DepartmentId(Uuid::from_u128(10));
const LEVEL_1: GroupId = GroupId(Uuid::from_u128(11));
const LEVEL_2: GroupId = GroupId(Uuid::from_u128(12));

fn held(role: Role) -> HeldRole {
    HeldRole { role, permissions: role.permissions().unwrap() }
}

fn own(permissions: &[Permission]) -> HeldRole {
    HeldRole { role: Role::Own(RoleId(Uuid::from_u128(1))), permissions: Permissions::of(permissions) }
}

fn member(group: GroupId, permissions: Permissions, watches: bool) -> HeldGroup {
    HeldGroup { group, department: SALES, permissions, watches }
}

fn person(role: Role, group: Option<(GroupId, bool)>) -> Rights {
    let roles = if role == Role::Agent { vec![held(role)] } else { vec![held(Role::Agent), held(role)] };
    let groups = group.map(|(group, watches)| member(group, Permissions::OF_MEMBERS, watches));
    Rights { roles, groups: groups.into_iter().collect() }
}

fn place(confidential: bool) -> Place {
    Place { department: SALES, group: LEVEL_1, confidential }
}

/// One letter for each act allowed: view, read, reply, take, transfer, comment, close, delete.
fn allowed(rights: &Rights, at: &Place, whose: Whose) -> String {
    letters(|act| rights.may(act, at, whose))
}

fn letters(may: impl Fn(Act) -> bool) -> String {
    let acts = [
        Act::View,
        Act::Read,
        Act::Do(Permission::Reply),
        Act::Do(Permission::Take),
        Act::Do(Permission::Transfer),
        Act::Do(Permission::Comment),
        Act::Do(Permission::Close),
        Act::Do(Permission::Delete),
    ];
    let letters = acts.iter().zip("VrRTXCED".chars());
    letters.map(|(act, letter)| if may(*act) { letter } else { '-' }).collect()
}

#[test]
fn who_may_do_what() {
    use Whose::{Colleagues, Mine, Nobodys};
    type Row = (Role, Option<(GroupId, bool)>, Whose, bool, &'static str);
    let table: &[Row] = &[
        // role, member of (watching), whose, confidential, allowed
        (Role::Agent, None, Nobodys, false, "-r------"),
        (Role::Agent, None, Nobodys, true, "--------"),
        (Role::Agent, None, Colleagues, false, "-r------"),
        (Role::Agent, None, Mine, false, "VrR-XCE-"),
        (Role::Agent, None, Mine, true, "--------"),
        (Role::Agent, Some((LEVEL_1, false)), Nobodys, false, "VrRTXCE-"),
        (Role::Agent, Some((LEVEL_1, false)), Colleagues, true, "VrRTXCE-"),
        (Role::Agent, Some((LEVEL_1, false)), Mine, true, "VrRTXCE-"),
        (Role::Agent, Some((LEVEL_1, true)), Nobodys, false, "Vr---C--"),
        (Role::Agent, Some((LEVEL_1, true)), Colleagues, true, "Vr---C--"),
        (Role::Agent, Some((LEVEL_1, true)), Mine, true, "VrR-XCE-"),
        (Role::Agent, Some((LEVEL_2, false)), Nobodys, false, "-r------"),
        (Role::Agent, Some((LEVEL_2, false)), Nobodys, true, "-r------"),
        (Role::Manager, None, Nobodys, false, "Vr-TXC--"),
        (Role::Manager, None, Mine, false, "VrRTXCE-"),
        (Role::Manager, None, Colleagues, true, "--------"),
        (Role::Manager, Some((LEVEL_1, true)), Nobodys, false, "Vr-TXC--"),
        (Role::Manager, Some((LEVEL_1, true)), Nobodys, true, "Vr---C--"),
        (Role::Manager, Some((LEVEL_1, false)), Nobodys, true, "VrRTXCE-"),
        (Role::Administrator, None, Nobodys, false, "VrRTXCED"),
        (Role::Administrator, None, Colleagues, true, "--------"),
        (Role::Administrator, Some((LEVEL_1, false)), Colleagues, true, "VrRTXCE-"),
        (Role::Administrator, Some((LEVEL_2, false)), Colleagues, true, "-r------"),
    ];
    for (role, group, whose, confidential, expected) in table {
        let found = allowed(&person(*role, *group), &place(*confidential), *whose);
        assert_eq!(found, *expected, "{role:?} {group:?} {whose:?} confidential: {confidential}");
    }
}

#[test]
fn groups_grant_what_they_say_and_nothing_elsewhere() {
    use Permission::{Delete, Reply, SeeColleagues, SeeOrganizationHistory, Transfer, ViewQueue};
    use Whose::{Colleagues, Mine, Nobodys};
    let with =
        |some: &[Permission]| Rights { roles: vec![], groups: vec![member(LEVEL_1, Permissions::of(some), false)] };
    let table: &[(&[Permission], Whose, &str)] = &[
        (&[], Nobodys, "--------"),
        (&[], Mine, "VrR--C--"),
        (&[ViewQueue], Nobodys, "Vr------"),
        (&[ViewQueue], Colleagues, "--------"),
        (&[SeeColleagues], Nobodys, "Vr------"),
        (&[SeeColleagues], Colleagues, "Vr------"),
        // What one does not see one does nothing with.
        (&[Reply, Delete], Nobodys, "--------"),
        (&[Reply, Delete], Mine, "VrR--C-D"),
        (&[ViewQueue, Reply, Delete], Nobodys, "VrR----D"),
        // Asking is one thing, handing over another.
        (&[SeeColleagues, Transfer], Mine, "VrR-XC--"),
        (&[SeeOrganizationHistory], Colleagues, "-r------"),
    ];
    for (some, whose, expected) in table {
        for confidential in [false, true] {
            assert_eq!(allowed(&with(some), &place(confidential), *whose), *expected, "{some:?} {whose:?}");
        }
        let elsewhere = Place { group: LEVEL_2, ..place(true) };
        let read = if some.contains(&SeeOrganizationHistory) { "-r------" } else { "--------" };
        assert_eq!(allowed(&with(some), &elsewhere, Nobodys), read, "{some:?} elsewhere");
    }
}

#[test]
fn who_is_asked_reads_and_comments() {
    use Permission::{SeeConfidential, SeeOrganizationHistory, Take};
    use Whose::{Colleagues, Mine, Nobodys};
    let bare = |groups: Vec<HeldGroup>| Rights { roles: vec![], groups };
    let role = |some: &[Permission]| Rights { roles: vec![own(some)], groups: vec![] };
    let (first, second) = (member(LEVEL_1, Permissions::NONE, true), member(LEVEL_2, Permissions::NONE, false));
    for (rights, whose, confidential, expected) in [
        (bare(vec![]), Colleagues, false, "-r---C--"),
        (bare(vec![]), Nobodys, false, "-r---C--"),
        (bare(vec![]), Colleagues, true, "--------"),
        (bare(vec![second]), Colleagues, true, "--------"),
        (bare(vec![first]), Colleagues, true, "-r---C--"),
        (bare(vec![first]), Mine, true, "VrR-XCE-"),
        (role(&[Take]), Colleagues, false, "-r---C--"),
        (role(&[SeeOrganizationHistory]), Colleagues, true, "--------"),
        (role(&[SeeOrganizationHistory, SeeConfidential]), Colleagues, true, "-r---C--"),
    ] {
        let at = place(confidential);
        let found = letters(|act| rights.may_when_asked(act, &at, whose));
        assert_eq!(found, expected, "{rights:?} {whose:?} confidential: {confidential}");
        let all = Permission::ALL.iter().copied();
        let all = all.filter(|one| one.is_of_items() && rights.may_when_asked(Act::Do(*one), &at, whose));
        assert_eq!(rights.all_when_asked(&at, whose), all.collect());
    }
}

#[test]
fn roles_reach_confidential_places_only_when_they_say_so() {
    use Permission::{SeeColleagues, SeeConfidential, Take};
    let person = |some: &[Permission]| Rights { roles: vec![own(some)], groups: vec![] };
    let at = place(true);
    assert_eq!(allowed(&person(&[SeeColleagues, Take]), &at, Whose::Colleagues), "--------");
    assert_eq!(allowed(&person(&[SeeColleagues, Take, SeeConfidential]), &at, Whose::Colleagues), "Vr-T----");
    assert!(!person(&[SeeColleagues]).sees_department(SALES, true));
    assert!(person(&[SeeConfidential]).sees_department(SALES, true));
    assert!(person(&[]).sees_department(SALES, false));
    assert!(
        Rights { roles: vec![], groups: vec![member(LEVEL_2, Permissions::NONE, true)] }.sees_department(SALES, true)
    );
}

#[test]
fn every_reason_is_named() {
    use Permission::{Comment, ManageCompany, SeeColleagues, SeeOrganizationHistory, Take, Transfer};
    let role = own(&[Take, SeeColleagues, ManageCompany]);
    let rights = Rights {
        roles: vec![held(Role::Agent), role],
        groups: vec![
            member(LEVEL_1, Permissions::of(&[Take, SeeOrganizationHistory]), false),
            member(LEVEL_2, Permissions::of(&[Transfer, SeeOrganizationHistory]), true),
        ],
    };
    let by_role = Reason::Role { role: role.role };
    let (one, two) = (Reason::Group { group: LEVEL_1 }, Reason::Group { group: LEVEL_2 });
    let agent = Reason::Role { role: Role::Agent };
    let (here, secret) = (Within::Group(place(false)), Within::Group(place(true)));
    let department = Within::Department { department: SALES, confidential: true };
    for (permission, within, expected) in [
        (Take, here, vec![by_role, one]),
        // Nothing shows Lars what others have there, or what waits: only what Lars has can be taken.
        (Take, secret, vec![Reason::Owner]),
        (Take, department, vec![]),
        (Comment, here, vec![Reason::Owner]),
        (Comment, department, vec![]),
        // Who only watches hands nothing on.
        (Transfer, Within::Everything, vec![]),
        (SeeOrganizationHistory, here, vec![agent, one, two]),
        (SeeOrganizationHistory, secret, vec![one, two]),
        (ManageCompany, secret, vec![by_role]),
        (ManageCompany, Within::Everything, vec![by_role]),
    ] {
        assert_eq!(rights.because(permission, within), expected, "{permission:?} {within:?}");
    }
}

/// What is allowed has a reason, and what has a reason is allowed: with every permission alone, and beside another.
#[test]
fn what_is_allowed_has_a_reason() {
    let all = || Permission::ALL.iter().copied();
    let pairs = all().flat_map(|one| all().map(move |other| [one, other]));
    let by_group = |group, watches| move |some| Rights { roles: vec![], groups: vec![member(group, some, watches)] };
    let by_role = |some: Permissions| {
        let role = HeldRole { permissions: some, ..own(&[]) };
        Rights { roles: vec![role], groups: vec![member(LEVEL_2, Permissions::of(&[Permission::ViewQueue]), false)] }
    };
    for some in pairs.map(|pair| Permissions::of(&pair)) {
        for rights in [by_role(some), by_group(LEVEL_1, false)(some), by_group(LEVEL_2, true)(some)] {
            for (at, permission) in
                [place(false), place(true)].into_iter().flat_map(|at| all().map(move |one| (at, one)))
            {
                if !permission.is_of_items() {
                    continue;
                }
                let because = rights.because(permission, Within::Group(at));
                let may = |whose| rights.may(Act::Do(permission), &at, whose);
                let others = may(Whose::Colleagues) || may(Whose::Nobodys);
                let what = format!("{rights:?} {permission:?} {at:?}: {because:?}");
                assert_eq!(others || may(Whose::Mine), !because.is_empty(), "{what}");
                assert_eq!(others, because.iter().any(|one| *one != Reason::Owner), "{what}");
                let Place { department, confidential, .. } = at;
                let wider = rights.because(permission, Within::Department { department, confidential });
                assert!(!others || !wider.is_empty(), "{what}, in the department: {wider:?}");
            }
        }
    }
}
