//! The permission table: every permission, by role and by group, against every operation, in the own group, another one,
//! another department and another brand. An operation without a row fails.

use std::collections::{BTreeMap, BTreeSet};

use contract::{
    FieldId, Method, OrganizationId,
    chat::{ChatFilter, ChatScope, ListChats, ListOpenChats},
    departments::{GetCompany, Part},
    live::{AgentFrame, ClientFrame},
    organizations::{
        AddRule, After, CreateOrganization, GetOrganization, ListGatheredChats, ListGatheredTickets, NewRule,
        OrganizationDetails, RuleType,
    },
    rights::{Act, Permission, Permissions, Whose},
    tickets::{FindTickets, ListTickets, TicketFilter, TicketSearch},
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use server::{chat::tables::chats, realtime::Hub};
use uuid::Uuid;

use super::{Ground, Spot, grant};
use crate::{
    ears::{Ear, listen, serve},
    scene::{Caller, Raw, cookie, mailbox, operations, provider, referrer, search},
    support::Backend,
};
use Act::{Do, Read, View};
use Permission::{
    Close, Comment, Delete, EditFields, ManageCompany, ManageFields, ManagePeople, ManageRoles, ManageStatus, Merge,
    Reply, SeeColleagues, SeeConfidential, SeeReports, Take, Transfer,
};

/// What an operation needs.
#[derive(Clone, Copy, Debug)]
enum Needs {
    /// Not for agents: for everybody, or for visitors.
    Outside,
    /// Whoever works here, for their own things or what all know; what lists hold is looked at one by one.
    Nothing,
    /// One of these, by a role.
    Any(&'static [Permission]),
    /// This, by a role or in any group.
    Somewhere(Permission),
    /// To see the department.
    Department,
    /// To write from the department.
    Writing,
    /// To see the department; and this, in the group.
    InGroup(Permission),
    /// This, with a ticket.
    Ticket(Act),
    /// To answer the ticket, or to comment on it.
    Saying,
    /// This, with a chat.
    Chat(Act),
    /// To view the chat; and this, where it is one's own.
    OwnChat(Permission),
    /// To view the chat; and this, where it is not one's own already.
    OthersChat(Permission),
}
use Needs::{
    Any, Chat, Department, InGroup, Nothing, OthersChat, Outside, OwnChat, Saying, Somewhere, Ticket, Writing,
};

const TABLE: &[(&str, Needs)] = &[
    ("RegisterCustomer", Outside),
    ("SignInCustomer", Outside),
    ("SignOutCustomer", Outside),
    ("ForgetCustomerPassword", Outside),
    ("ResetCustomerPassword", Outside),
    ("VerifyCustomerEmail", Outside),
    ("GetCustomer", Outside),
    ("UpdateCustomer", Outside),
    ("ChangeCustomerPassword", Outside),
    ("ChangeCustomerEmail", Outside),
    ("AskForCustomerVerification", Outside),
    ("ListCustomerSessions", Outside),
    ("EndCustomerSession", Outside),
    ("ListRequests", Outside),
    ("GetOwnTicket", Outside),
    ("ReplyToOwnTicket", Outside),
    ("AddOwnTicketFile", Outside),
    ("CloseOwnTicket", Outside),
    ("ReopenOwnTicket", Outside),
    ("GetOwnChat", Outside),
    ("GetSetup", Outside),
    ("RunSetup", Outside),
    ("CreateSession", Outside),
    ("GetSession", Nothing),
    ("EndSession", Nothing),
    ("ListPeople", Nothing),
    ("CreatePerson", Any(&[ManagePeople])),
    ("GetPerson", Nothing),
    ("UpdatePerson", Any(&[ManagePeople])),
    ("SetPassword", Any(&[ManagePeople])),
    ("SetAvatar", Any(&[ManagePeople])),
    ("RemoveAvatar", Any(&[ManagePeople])),
    ("SetOwnAvatar", Nothing),
    ("RemoveOwnAvatar", Nothing),
    ("CreateSessionWithCode", Outside),
    ("ListSessions", Any(&[ManagePeople])),
    ("RevokeSession", Any(&[ManagePeople])),
    ("RevokeSessions", Any(&[ManagePeople])),
    ("InvitePerson", Any(&[ManagePeople])),
    ("GetInvitation", Any(&[ManagePeople])),
    ("WithdrawInvitation", Any(&[ManagePeople])),
    ("ReadLink", Outside),
    ("AcceptInvitation", Outside),
    ("ForgetPassword", Outside),
    ("ResetPassword", Outside),
    ("AskForVerification", Nothing),
    ("VerifyEmail", Outside),
    ("GetOwnAccount", Nothing),
    ("UpdateProfile", Nothing),
    ("ChangePassword", Nothing),
    ("ChangeEmail", Nothing),
    ("ListOwnSessions", Nothing),
    ("EndOwnSession", Nothing),
    ("EndOtherSessions", Nothing),
    ("ListTokens", Nothing),
    ("CreateToken", Nothing),
    ("RevokeToken", Nothing),
    ("GetSecondFactor", Nothing),
    ("BeginSecondFactor", Nothing),
    ("ConfirmSecondFactor", Nothing),
    ("RemoveSecondFactor", Nothing),
    ("RenewRecoveryCodes", Nothing),
    ("ListPasskeys", Nothing),
    ("BeginPasskey", Nothing),
    ("AddPasskey", Nothing),
    ("RenamePasskey", Nothing),
    ("RemovePasskey", Nothing),
    ("BeginSessionWithPasskey", Outside),
    ("CreateSessionWithPasskey", Outside),
    ("ResetSecondFactor", Any(&[ManagePeople])),
    ("GetSignInPolicy", Any(&[ManagePeople])),
    ("SetSignInPolicy", Any(&[ManagePeople])),
    ("ListSignInProviders", Outside),
    ("CreateSessionAfterProvider", Outside),
    ("ListOwnProviders", Nothing),
    ("ConnectProvider", Nothing),
    ("DisconnectProvider", Nothing),
    ("ListProviders", Any(&[ManagePeople])),
    // Whoever speaks for a provider signs in as anybody: no single permission is enough.
    ("CreateProvider", Any(&[])),
    ("UpdateProvider", Any(&[])),
    ("DeleteProvider", Any(&[])),
    ("ListRoles", Nothing),
    ("CreateRole", Any(&[ManageRoles])),
    ("GetRole", Nothing),
    ("UpdateRole", Any(&[ManageRoles])),
    ("ArchiveRole", Any(&[ManageRoles])),
    ("ListBrands", Any(&[ManageCompany])),
    ("CreateBrand", Any(&[ManageCompany])),
    ("UploadPicture", Any(&[ManageCompany])),
    ("MakeDefaultBrand", Any(&[ManageCompany])),
    ("GetBrandHours", Any(&[ManageCompany])),
    ("SetBrandHours", Any(&[ManageCompany])),
    ("GetDepartmentHours", Department),
    ("SetDepartmentHours", Any(&[ManageCompany])),
    ("GetBrand", Any(&[ManageCompany])),
    ("UpdateBrand", Any(&[ManageCompany])),
    ("RotateIdentitySecret", Any(&[ManageCompany])),
    ("GetCompany", Nothing),
    ("CreateDepartment", Any(&[ManageCompany])),
    ("GetDepartment", Department),
    ("UpdateDepartment", Any(&[ManageCompany])),
    ("GetVisibilityEffect", Any(&[ManageCompany])),
    ("SetVisibility", Any(&[ManageCompany])),
    ("ArchiveDepartment", Any(&[ManageCompany])),
    ("CopyDepartment", Any(&[ManageCompany])),
    ("CreateGroup", Any(&[ManageCompany])),
    ("UpdateGroup", Any(&[ManageCompany])),
    ("MoveGroup", Any(&[ManageCompany])),
    ("ArchiveGroup", Any(&[ManageCompany])),
    ("SetGroupPermissions", Any(&[ManageRoles])),
    ("GetEffectivePermissions", Any(&[ManageRoles, ManagePeople])),
    ("ListMembers", Department),
    ("SetMember", Any(&[ManageCompany])),
    ("RemoveMember", Any(&[ManageCompany])),
    ("ListHistory", Ticket(Read)),
    ("SearchHistory", Any(&[ManageCompany, ManagePeople, ManageRoles, ManageFields])),
    ("GetHistoryCsv", Any(&[ManageCompany, ManagePeople, ManageRoles, ManageFields])),
    ("TakeInMail", Any(&[ManageCompany])),
    ("ListMails", Any(&[ManageCompany])),
    ("RetryMail", Any(&[ManageCompany])),
    ("GetMailbox", Any(&[ManageCompany])),
    ("SetMailbox", Any(&[ManageCompany])),
    ("RemoveMailbox", Any(&[ManageCompany])),
    ("FetchMailbox", Any(&[ManageCompany])),
    ("GetDepartmentMailTemplates", Any(&[ManageCompany])),
    ("SetDepartmentMailTemplates", Any(&[ManageCompany])),
    ("GetBrandMailTemplates", Any(&[ManageCompany])),
    ("SetBrandMailTemplates", Any(&[ManageCompany])),
    ("GetPresence", Nothing),
    ("SetAvailability", Nothing),
    ("CheckIn", Nothing),
    ("CheckOut", Nothing),
    ("SayGoodbye", Nothing),
    ("SetActivity", Nothing),
    ("SetMemberActivity", InGroup(ManageStatus)),
    ("ListTickets", Nothing),
    ("FindTickets", Nothing),
    ("CreateTicket", Writing),
    ("GetTicket", Ticket(Read)),
    ("UpdateTicket", Ticket(Do(Close))),
    ("MarkTicket", Ticket(Do(EditFields))),
    ("FindTags", Nothing),
    ("DeleteTicket", Ticket(Do(Delete))),
    ("RestoreTicket", Ticket(Do(Delete))),
    ("LinkTicket", Ticket(Do(EditFields))),
    ("UnlinkTicket", Ticket(Do(EditFields))),
    ("MergeTicket", Ticket(Do(Merge))),
    ("UndoMerge", Ticket(Do(Merge))),
    ("SplitTicket", Ticket(Do(Merge))),
    ("UndoSplit", Ticket(Do(Merge))),
    ("ReplyToTicket", Ticket(Do(Reply))),
    ("TakeBackReply", Ticket(Do(Reply))),
    ("SendReplyAgain", Ticket(Do(Reply))),
    ("AddTicketFile", Saying),
    ("CommentOnTicket", Ticket(Do(Comment))),
    ("ListAskableOfTicket", Ticket(Do(Comment))),
    ("ListAsks", Nothing),
    ("SettleAsk", Nothing),
    ("TakeTicket", Ticket(Do(Take))),
    ("TransferTicket", Ticket(Do(Transfer))),
    ("ListOpenChats", Nothing),
    ("ListChats", Nothing),
    ("GetChat", Chat(Read)),
    ("GetChatLog", Chat(Read)),
    ("SendChatMessage", Chat(View)),
    ("CommentOnChat", Chat(Do(Comment))),
    ("ListAskableOfChat", Chat(Do(Comment))),
    ("SeeChat", Chat(View)),
    ("TakeChat", OthersChat(Take)),
    ("ListTransferTargets", Chat(Do(Transfer))),
    ("TransferChat", Chat(Do(Transfer))),
    ("EndChat", OwnChat(Close)),
    ("MakeTicketOfChat", Chat(Do(Comment))),
    ("ListOrganizations", Nothing),
    ("CreateOrganization", Nothing),
    ("GetOrganization", Nothing),
    ("UpdateOrganization", Nothing),
    ("DeleteOrganization", Nothing),
    ("AddRule", Nothing),
    ("PreviewRule", Nothing),
    ("RemoveRule", Nothing),
    ("ListGatheredTickets", Nothing),
    ("ListGatheredChats", Nothing),
    ("ListOrganizationComments", Nothing),
    ("CommentOnOrganization", Nothing),
    ("ListChatOrganizations", Chat(Read)),
    ("ListTicketOrganizations", Ticket(Read)),
    ("ListPersonOrganizations", Nothing),
    ("ListFields", Nothing),
    ("CreateField", Any(&[ManageFields])),
    ("GetField", Nothing),
    ("UpdateField", Any(&[ManageFields])),
    ("ArchiveField", Any(&[ManageFields])),
    ("GetTemplate", Nothing),
    ("SetTemplate", Any(&[ManageFields])),
    ("GetDepartmentTemplate", Department),
    ("SetDepartmentTemplate", Any(&[ManageFields])),
    ("RemoveDepartmentTemplate", Any(&[ManageFields])),
    ("ListSearchTemplates", Any(&[ManageFields])),
    ("CreateSearchTemplate", Any(&[ManageFields])),
    ("GetSearchTemplate", Any(&[ManageFields])),
    ("UpdateSearchTemplate", Any(&[ManageFields])),
    ("ArchiveSearchTemplate", Any(&[ManageFields])),
    ("SetSearchSecret", Any(&[ManageFields])),
    ("SetSearchTable", Any(&[ManageFields])),
    ("TrySearchTemplate", Any(&[ManageFields])),
    ("GetTicketFields", Ticket(Read)),
    ("SetTicketFields", Ticket(Do(EditFields))),
    ("SearchForTicket", Ticket(Do(EditFields))),
    ("GetChatFields", Chat(Read)),
    ("SetChatFields", Chat(Do(EditFields))),
    ("SearchForChat", Chat(Do(EditFields))),
    ("GetFieldReport", Somewhere(SeeReports)),
    ("GetFieldReportCsv", Somewhere(SeeReports)),
    ("GetShifts", Nothing),
    ("GetShiftsCsv", Nothing),
    ("GetWidgetQuestions", Outside),
    ("GetPortalQuestions", Outside),
    ("GetPortalHome", Outside),
    ("LeavePortalMessage", Outside),
    ("AddMessageFile", Outside),
    ("GetBubble", Outside),
    ("CreateVisitor", Outside),
    ("GetWidget", Outside),
    ("ForgetVisitor", Outside),
    ("SeePage", Outside),
    ("Identify", Outside),
    ("StartChat", Outside),
    ("GetVisitorChat", Outside),
    ("GetVisitorLog", Outside),
    ("SendVisitorMessage", Outside),
    ("SeeVisitorChat", Outside),
    ("EndVisitorChat", Outside),
    ("LeaveMessage", Outside),
];

#[test]
fn every_operation_stands_in_the_permission_table() {
    let served: BTreeSet<&str> = operations().into_iter().map(|(name, _, _)| name).collect();
    let rows: BTreeSet<&str> = TABLE.iter().map(|(name, _)| *name).collect();
    assert_eq!(rows.len(), TABLE.len(), "a row stands twice");
    assert_eq!(
        served.symmetric_difference(&rows).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "rows and operations differ"
    );
}

/// What an answer says of one's rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// It is not there.
    Nothing,
    /// It is there, and one may not.
    No,
    /// One may. What else is wrong with the call is another matter.
    Yes,
}

fn told(status: u16) -> Told {
    match status {
        404 => Told::Nothing,
        403 => Told::No,
        _ => Told::Yes,
    }
}

const WHOSE: [Whose; 3] = [Whose::Nobodys, Whose::Colleagues, Whose::Mine];

/// What the table and the decision say of a call on the items of a place.
fn expected(ground: &Ground, needs: Needs, spot: &Spot, whose: Whose) -> Option<Told> {
    let may = |act| ground.rights.may(act, &spot.place, whose);
    let sees = ground.rights.sees_department(spot.place.department, spot.place.confidential);
    let known = |known: bool, may: bool| match (known, may) {
        (_, true) => Told::Yes,
        (true, false) => Told::No,
        (false, false) => Told::Nothing,
    };
    Some(match needs {
        Outside | Nothing | Any(_) | Somewhere(_) => return None,
        Department => known(false, sees),
        InGroup(permission) => known(sees, sees && may(Do(permission))),
        Saying => known(may(Read), may(Do(Reply)) || may(Do(Comment))),
        Writing => {
            let group = ground.rights.groups[0];
            let writes = group.department == spot.place.department && group.granted().contains(Reply);
            // Who has no group to write from there takes it from the front line.
            let mut fronts = ground.spots.iter().filter(|front| front.place.department == spot.place.department);
            let front = fronts.next().is_some_and(|front| ground.rights.may(Do(Take), &front.place, Whose::Nobodys));
            known(sees, sees && (writes || front))
        }
        Ticket(act) => known(may(Read), may(act)),
        Chat(act) => known(may(View), may(act)),
        OthersChat(permission) => known(may(View), may(View) && (whose == Whose::Mine || may(Do(permission)))),
        OwnChat(permission) => known(may(View), may(View) && (whose != Whose::Mine || may(Do(permission)))),
    })
}

/// What an operation takes, readable; of those that change the installation, such that nothing comes of it.
fn body(spot: &Spot, name: &str) -> Option<Value> {
    let id = || json!(Uuid::new_v4());
    let share = json!({ "part": "primary", "limit": 5, "active": true });
    let message = json!({ "client_id": id(), "text": "Hello" });
    let here = json!({ "to": "group", "id": spot.place.group });
    let epoch = spot.chat.epoch;
    let department = json!({ "name": "S", "email": "s@farhorizon.example", "offers_chat": true, "offers_tickets": true,
        "method": "round_robin", "gone_grace_seconds": 60 });
    let person =
        json!({ "username": "lars", "email": "x@farhorizon.example", "name": "X", "roles": [], "active": true });
    Some(match name {
        "MarkTicket" => json!({ "tags": ["VIP"] }),
        "LinkTicket" => json!({ "other": id() }),
        "MergeTicket" => json!({ "into": id() }),
        "SplitTicket" => json!({ "client_id": id(), "entry": id(), "subject": "Another" }),
        "UpdateTicket" => json!({ "status": "closed", "priority": "normal" }),
        "ReplyToTicket" | "CommentOnTicket" | "CommentOnChat" => message,
        "TransferTicket" => json!({ "destination": here }),
        // An address that is none makes no ticket.
        "MakeTicketOfChat" => json!({ "client_id": id(), "email": "nobody" }),
        "SendChatMessage" => json!({ "client_id": id(), "text": "Hello", "epoch": epoch }),
        "SeeChat" => json!({ "up_to": 1 }),
        "TakeChat" | "EndChat" => json!({ "epoch": epoch }),
        "TransferChat" => json!({ "destination": here, "epoch": epoch }),
        "CreateTicket" => json!({ "client_id": id(), "department": spot.place.department, "subject": "S",
            "email": "v@example.org", "name": "V", "text": "T" }),
        // The name is taken.
        "CreatePerson" => json!({ "kind": "employee", "details": person }),
        "UpdatePerson" => person,
        "SetPassword" => json!({ "password": "another long one" }),
        "SetAvatar" => json!({ "data": "" }),
        "AddTicketFile" => json!({ "name": "a.txt", "data": "YQ==" }),
        // A field without a name is none.
        "CreateField" | "UpdateField" => json!({ "name": "", "kind": "line" }),
        "SetTemplate" | "SetDepartmentTemplate" => json!({ "lines": [] }),
        "SetChatFields" | "SetTicketFields" => json!({ "values": [] }),
        "SearchForChat" | "SearchForTicket" => json!({ "search": id() }),
        // One that looks nothing up is none.
        "CreateSearchTemplate" | "UpdateSearchTemplate" => search(&[]),
        "SetSearchSecret" => json!({ "secret": "" }),
        "SetSearchTable" => json!({ "data": "" }),
        "TrySearchTemplate" => json!({ "inputs": [] }),
        "SetSignInPolicy" => json!({ "second_factor_required": false }),
        "CreateProvider" => provider(json!({ "issuer": "https://127.0.0.1", "secret": "s" })),
        "UpdateProvider" => provider(json!({})),
        // The name is a built-in role's.
        "CreateRole" | "UpdateRole" => json!({ "name": "manager", "permissions": [] }),
        "SetBrandHours" | "SetDepartmentHours" => json!({}),
        // A brand without a name is none.
        "CreateBrand" => json!({ "name": "", "hue": 200, "chroma": 100, "headline": "", "allowed_sites": [] }),
        "UploadPicture" => json!({ "kind": "logo", "data": "" }),
        // It is for nobody.
        "TakeInMail" => json!({ "raw": "bm8=" }),
        "SetMailbox" => mailbox(),
        "SetDepartmentMailTemplates" | "SetBrandMailTemplates" => json!({ "own": [] }),
        "UpdateBrand" => json!({ "name": "B", "hue": 200, "chroma": 100, "headline": "", "allowed_sites": [] }),
        "CreateDepartment" => {
            json!({ "brand": id(), "details": department, "visibility": "public", "front_line": "L" })
        }
        "UpdateDepartment" => department,
        "SetVisibility" => json!({ "visibility": "public" }),
        "ArchiveDepartment" | "ArchiveGroup" => json!({}),
        "CreateGroup" | "UpdateGroup" => json!({ "name": "L", "front_line": false }),
        "SetGroupPermissions" => json!({ "permissions": [] }),
        "SetMemberActivity" => json!({ "channel": "ticket", "active": true }),
        "SetMember" => json!({ "chats": share, "tickets": share, "order": 0 }),
        _ => return None,
    })
}

/// A call on the items of a place. Whatever belongs to the installation is a thing that is not there, but people.
async fn asks(ground: &Ground, spot: &Spot, (name, method, path): (&str, Method, &str), by: &Caller) -> u16 {
    let ids = [
        ("{ticket}", spot.ticket.id),
        ("{entry}", spot.said),
        ("{other}", Uuid::nil()),
        ("{chat}", spot.chat.id),
        ("{person}", ground.cora),
        ("{agent}", ground.cora),
        ("{department}", spot.place.department.0),
        ("{group}", spot.place.group.0),
    ];
    let needs = needs(name);
    let known = |id: &str| !matches!(needs, Any(_)) || id == "{person}" && name != "SetPassword";
    let target = path.split('/').map(|part| match ids.iter().find(|(id, _)| *id == part) {
        Some((id, known_id)) if known(id) => known_id.to_string(),
        _ if part == "{kind}" => "ticket".to_owned(),
        _ if part.starts_with('{') => Uuid::new_v4().to_string(),
        _ => part.to_owned(),
    });
    let mut target = target.collect::<Vec<_>>().join("/");
    match name {
        "ListHistory" => target.push_str(&format!("?subject=ticket&id={}", spot.ticket.id)),
        "SearchHistory" | "GetHistoryCsv" => target.push_str("?from=2026-11-01&to=2026-11-30"),
        "GetFieldReport" | "GetFieldReportCsv" => {
            target.push_str("?kind=chat&from=2026-11-01&to=2026-11-30&bucket=day");
        }
        _ => {}
    }
    let version = if matches!(needs, Any(_)) { "999".to_owned() } else { spot.ticket.version.to_string() };
    let raw = Raw::new(method.as_str(), target).with("if-match", format!("\"{version}\"")).by(by);
    let raw = match body(spot, name) {
        Some(body) => raw.json(&body),
        None => raw,
    };
    let answer = raw.send(&ground.desk.server).await;
    assert!(answer.status < 500, "{name}: {}", answer.text);
    answer.status
}

fn needs(name: &str) -> Needs {
    TABLE.iter().find(|(row, _)| *row == name).unwrap().1
}

/// Every operation against every place, in every hand.
async fn calls(ground: &Ground, lars: &Caller, what: &str, wrong: &mut Vec<String>) {
    let is_of_item = |name| matches!(needs(name), Ticket(_) | Saying | Chat(_) | OwnChat(_) | OthersChat(_));
    let (of_items, others): (Vec<_>, Vec<_>) = operations().into_iter().partition(|(name, ..)| is_of_item(name));
    for operation in others {
        let everywhere = match needs(operation.0) {
            Any(some) => Some(some.iter().any(|one| ground.rights.holds(*one))),
            Somewhere(permission) => Some(ground.rights.holds_somewhere(permission)),
            _ => None,
        };
        if let Some(may) = everywhere {
            let status = asks(ground, &ground.spots[0], operation, lars).await;
            if (status == 403) == may {
                wrong.push(format!("{what}: {} answers {status}", operation.0));
            }
            continue;
        }
        for spot in &ground.spots {
            one(ground, spot, Whose::Nobodys, operation, (lars, what), wrong).await;
        }
    }
    for spot in &ground.spots {
        for whose in WHOSE {
            let mut is_there = false;
            for operation in &of_items {
                if !is_there {
                    ground.put(spot, whose).await;
                }
                let status = one(ground, spot, whose, *operation, (lars, what), wrong).await;
                // Who only reads, and who is refused, moves nothing.
                is_there = operation.1 == Method::Get || status.is_none_or(|status| status >= 400);
            }
        }
    }
}

/// One operation against one place. What it answered.
async fn one(
    ground: &Ground,
    spot: &Spot,
    whose: Whose,
    operation: (&'static str, Method, &'static str),
    (lars, what): (&Caller, &str),
    wrong: &mut Vec<String>,
) -> Option<u16> {
    let expected = expected(ground, needs(operation.0), spot, whose)?;
    let status = asks(ground, spot, operation, lars).await;
    if told(status) != expected {
        let place = spot.place.confidential;
        wrong.push(format!(
            "{what}: {} in {} (confidential: {place}), {whose:?}: {status} instead of {expected:?}",
            operation.0, spot.name
        ));
    }
    Some(status)
}

/// The places whose item is among some ids.
fn named(ground: &Ground, ids: impl IntoIterator<Item = Uuid>) -> BTreeSet<&'static str> {
    let ids: BTreeSet<Uuid> = ids.into_iter().collect();
    let spots = ground.spots.iter().filter(|spot| ids.contains(&spot.ticket.id) || ids.contains(&spot.chat.id));
    spots.map(|spot| spot.name).collect()
}

/// What lists hold, searches find and tabs count, when all items are in somebody's hands.
async fn lists(
    ground: &Ground,
    (organization, field): (OrganizationId, FieldId),
    (lars, what): (&Caller, &str),
    wrong: &mut Vec<String>,
) {
    let api = &ground.lars.api;
    for whose in WHOSE {
        for spot in &ground.spots {
            ground.put(spot, whose).await;
        }
        let may = |act| -> BTreeSet<&'static str> {
            let spots = ground.spots.iter().filter(|spot| ground.rights.may(act, &spot.place, whose));
            spots.map(|spot| spot.name).collect()
        };
        let (view, read) = (may(View), may(Read));
        let mut found = BTreeMap::new();
        let tickets = api.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items;
        found.insert("ListTickets", (named(ground, tickets.iter().map(|row| row.id.0)), &view));
        let query = TicketSearch { query: "Found".into() };
        let hits = api.call(FindTickets { body: query }).await.unwrap().items;
        found.insert("FindTickets", (named(ground, hits.iter().map(|row| row.id.0)), &view));
        let open = api.call(ListOpenChats { body: () }).await.unwrap().items;
        found.insert("ListOpenChats", (named(ground, open.iter().map(|row| row.id.0)), &view));
        let known = api.call(GetOrganization { organization, body: () }).await.unwrap();
        let body = After::default();
        let gathered = api.call(ListGatheredTickets { organization, body }).await.unwrap().items;
        let counted = usize::try_from(known.tickets.counted).unwrap();
        found.insert("ListGatheredTickets", (named(ground, gathered.iter().map(|row| row.ticket.id.0)), &read));
        let body = After::default();
        let chats = api.call(ListGatheredChats { organization, body }).await.unwrap().items;
        found.insert("ListGatheredChats", (named(ground, chats.iter().map(|row| row.chat.id.0)), &read));
        let reported = ground.spots.iter().filter(|spot| ground.rights.may(Do(SeeReports), &spot.place, whose)).count();
        let exported = exported(ground, field, lars).await;
        if exported != ground.rights.holds_somewhere(SeeReports).then_some(reported) {
            wrong.push(format!("{what}, {whose:?}: {exported:?} chats are exported instead of {reported}"));
        }
        let counts = (counted, usize::try_from(known.chats.counted).unwrap());
        if counts != (gathered.len(), chats.len()) {
            wrong.push(format!("{what}, {whose:?}: counted {counts:?}, listed {} and {}", gathered.len(), chats.len()));
        }
        if whose == Whose::Nobodys {
            let names = waiting(ground).await.into_iter();
            wrong.extend(names.map(|name| format!("{what}: what waits in {name} is counted otherwise")));
        }
        end_all(ground).await;
        let body = ChatFilter { scope: ChatScope::Ended, department: None, after: None };
        let ended = api.call(ListChats { body }).await.unwrap().items;
        // One's own stand in a list of their own, too.
        let mine = whose == Whose::Mine;
        let ended = named(ground, ended.iter().map(|row| row.id.0));
        let shown = if mine { view.intersection(&ended).copied().collect() } else { view.clone() };
        found.insert("ListChats", (ended, &shown));
        for (list, (holds, should)) in found {
            if holds != *should {
                wrong.push(format!("{what}, {whose:?}: {list} holds {holds:?} instead of {should:?}"));
            }
        }
    }
    let company = api.call(GetCompany { body: () }).await.unwrap();
    let seen: BTreeSet<_> = company.brands.iter().flat_map(|brand| &brand.departments).map(|one| one.id).collect();
    for spot in &ground.spots {
        let should = ground.rights.sees_department(spot.place.department, spot.place.confidential);
        if seen.contains(&spot.place.department) != should {
            wrong.push(format!("{what}: the company shows {}: {}", spot.name, !should));
        }
    }
}

/// How many chats a report's table counts; `None` when it is refused.
async fn exported(ground: &Ground, field: FieldId, lars: &Caller) -> Option<usize> {
    let target = format!("/api/v1/reports/fields/{field}/csv?kind=chat&from=2026-11-01&to=2026-11-30&bucket=month");
    let answer = Raw::new("GET", target).by(lars).send(&ground.desk.server).await;
    let total = |line: &str| line.rsplit(',').next().unwrap().trim_matches('"').parse::<usize>().unwrap();
    (answer.status == 200).then(|| answer.text.lines().skip(1).map(total).sum())
}

/// The places whose waiting work is counted though it may not be seen, or not counted though it may.
async fn waiting(ground: &Ground) -> Vec<&'static str> {
    let company = ground.lars.api.call(GetCompany { body: () }).await.unwrap();
    let groups = company.brands.into_iter().flat_map(|brand| brand.departments).flat_map(|one| one.groups);
    let counts: BTreeMap<_, _> =
        groups.map(|group| (group.id, group.chats_waiting > 0 && group.tickets_waiting > 0)).collect();
    let spots = ground.spots.iter().filter(move |spot| {
        let counted = counts.get(&spot.place.group).copied().unwrap_or_default();
        counted != ground.rights.may(View, &spot.place, Whose::Nobodys)
    });
    spots.map(|spot| spot.name).collect()
}

async fn end_all(ground: &Ground) {
    let db = ground.desk.server.app.db();
    let ids: Vec<Uuid> = ground.spots.iter().map(|spot| spot.chat.id).collect();
    let write = db.write(move |tx| {
        Box::pin(async move {
            for id in ids {
                let mut row = chats::Entity::find_by_id(id).one(tx).await?.unwrap();
                (row.state, row.ended_at) = ("ended".into(), Some(row.started_at));
                chats::Entity::update(row.into_active_model().reset_all()).exec(tx).await?;
            }
            Ok::<_, sea_orm::DbErr>(())
        })
    });
    write.await.unwrap();
}

/// What a console of Lars's hears and should not, or does not hear: the topics are those of the decision.
fn topics(ground: &Ground, what: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let hub = ground.desk.server.app.lent::<Hub>().unwrap();
    for spot in &ground.spots {
        let group = spot.place.group;
        let all = ground.rights.may(View, &spot.place, Whose::Colleagues);
        let queue = ground.rights.may(View, &spot.place, Whose::Nobodys) && !all;
        for (topic, should) in [(format!("group:{group}"), all), (format!("queue:{group}"), queue)] {
            if hub.wants(&topic) != should {
                wrong.push(format!("{what}: {topic} of {} is heard: {}", spot.name, !should));
            }
        }
    }
    wrong
}

/// Whether a console is told to look again.
async fn looks_again(ear: &mut Ear<AgentFrame>) -> bool {
    let mut last = None;
    while let Some(frame) = ear.next().await {
        last = Some(frame);
    }
    last == Some(AgentFrame::Refetch)
}

/// Waits for the console to be told to look again, and opens a new one.
async fn again(address: std::net::SocketAddr, lars: &Caller, before: Option<Ear<AgentFrame>>) -> Ear<AgentFrame> {
    if let Some(mut ear) = before {
        assert!(looks_again(&mut ear).await, "the socket that is open ends with the rights");
    }
    let mut ear = listen(address, lars, ClientFrame::Console, &[]).await.unwrap();
    while !matches!(ear.next().await.expect("a welcome"), AgentFrame::Welcome { .. }) {}
    ear
}

/// By what a permission is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Role,
    Group,
    /// A group Lars only watches.
    Watching,
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_permission_table_holds(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(By::Role, By::Group, By::Watching)] by: By,
) {
    let mut ground = Ground::on(backend).await;
    let lars = cookie(&ground.desk.server, "lars").await;
    let address = serve(&ground.desk.server).await;
    let organization = gathering(&ground).await;
    let field = referrer(&ground.desk).await.id;
    for at in 1..ground.spots.len() {
        // What the others' groups grant is nothing to Lars.
        grant(&ground.desk, ground.spots[at].place, Permissions::of(&[Reply])).await;
    }
    if by == By::Watching {
        ground.desk.join(ground.lars.id, ground.spots[0].place.group, Part::Excluded, 1).await;
        ground.rights.groups[0].watches = true;
    }
    ground.group_grants(Permissions::NONE).await;
    let mut wrong = Vec::new();
    let mut ear = None;
    for (round, permission) in Permission::ALL.iter().copied().enumerate() {
        if by != By::Role && !permission.is_of_items() {
            continue;
        }
        // Every second one sees what there is, too, so that the permission comes to something there.
        let sees = if round % 2 == 0 { Permissions::of(&[SeeColleagues]) } else { Permissions::NONE };
        for more in [sees, Permissions::of(&[SeeColleagues, SeeConfidential])] {
            let of_items = |one: &Permission| by == By::Role || one.is_of_items();
            let set: Permissions = Permissions::of(&[permission]).and(more).iter().filter(of_items).collect();
            // Once the own department is confidential, once the others are.
            let own = (round + usize::from(more == sees)) % 2 == 0;
            ground.confine(|spot| (spot.name.starts_with("own") || spot.name == "other group") == own).await;
            match by {
                By::Role => ground.role_allows(set).await,
                By::Group | By::Watching => ground.group_grants(set).await,
            }
            let what = format!("{set:?} by {by:?}");
            let mut open = again(address, &lars, ear.take()).await;
            let mut amiss = topics(&ground, &what);
            // The last change may reach the console when it is open already: it looks again then, as every console does.
            while !amiss.is_empty() && looks_again(&mut open).await {
                open = again(address, &lars, None).await;
                amiss = topics(&ground, &what);
            }
            wrong.extend(amiss);
            ear = Some(open);
            calls(&ground, &lars, &what, &mut wrong).await;
            lists(&ground, (organization, field), (&lars, &what), &mut wrong).await;
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

/// An organization that gathers all of them.
async fn gathering(ground: &Ground) -> OrganizationId {
    let admin = &ground.desk.admin;
    let body = OrganizationDetails { name: "Example Ltd".into(), ..OrganizationDetails::default() };
    let organization = admin.call(CreateOrganization { body }).await.unwrap().id;
    let body =
        NewRule { kind: RuleType::Domain, value: "example.com".into(), include_subdomains: true, confirmed: true };
    admin.call(AddRule { organization, body }).await.unwrap();
    organization
}
