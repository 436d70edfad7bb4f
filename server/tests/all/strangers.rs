//! The strangers table: for every operation, what a caller without the right is told. An operation without a row fails.

use std::collections::BTreeSet;

use rstest::rstest;

use crate::{
    scene::{Caller, Raw, SECRET, Scene, operations},
    support::Backend,
};

/// Whom an operation is for.
#[derive(Clone, Copy, Debug)]
enum For {
    /// Everybody; a stranger is told this.
    Everybody(u16),
    /// Administrators.
    Administrators,
    /// Agents; one who has nothing to do with the department is told this.
    Agents(u16),
    /// Visitors; another one is told this, and so is one of another brand.
    Visitors(u16),
    /// Customers who are signed in at the portal; another one is told this.
    Customers(u16),
}
use For::{Administrators, Agents, Customers, Everybody, Visitors};

/// 200 and 204 for a stranger mean: it is about the stranger's own things, or holds only what every agent may know.
const TABLE: &[(&str, For)] = &[
    ("GetSetup", Everybody(200)),
    ("RunSetup", Everybody(404)),
    ("CreateSession", Everybody(200)),
    ("CreateSessionWithCode", Everybody(200)),
    ("GetSession", Agents(200)),
    ("EndSession", Agents(204)),
    ("ListPeople", Agents(200)),
    ("CreatePerson", Agents(200)),
    ("GetPerson", Agents(200)),
    ("UpdatePerson", Agents(403)),
    ("SetPassword", Administrators),
    ("SetAvatar", Administrators),
    ("RemoveAvatar", Administrators),
    ("SetOwnAvatar", Agents(200)),
    ("RemoveOwnAvatar", Agents(204)),
    ("ListRoles", Agents(200)),
    ("CreateRole", Administrators),
    ("GetRole", Agents(200)),
    ("UpdateRole", Administrators),
    ("ArchiveRole", Administrators),
    ("ListSessions", Administrators),
    ("RevokeSession", Administrators),
    ("RevokeSessions", Administrators),
    ("InvitePerson", Administrators),
    ("GetInvitation", Administrators),
    ("WithdrawInvitation", Administrators),
    ("ReadLink", Everybody(410)),
    ("AcceptInvitation", Everybody(410)),
    ("ForgetPassword", Everybody(204)),
    ("ResetPassword", Everybody(410)),
    ("AskForVerification", Agents(204)),
    ("VerifyEmail", Everybody(410)),
    ("GetOwnAccount", Agents(200)),
    ("UpdateProfile", Agents(200)),
    ("ChangePassword", Agents(204)),
    ("ChangeEmail", Agents(200)),
    ("ListOwnSessions", Agents(200)),
    ("EndOwnSession", Agents(404)),
    ("EndOtherSessions", Agents(204)),
    ("ListTokens", Agents(200)),
    ("CreateToken", Agents(200)),
    ("RevokeToken", Agents(404)),
    ("GetSecondFactor", Agents(200)),
    ("BeginSecondFactor", Agents(200)),
    ("ConfirmSecondFactor", Agents(422)),
    ("RemoveSecondFactor", Agents(409)),
    ("RenewRecoveryCodes", Agents(409)),
    ("ListPasskeys", Agents(200)),
    ("BeginPasskey", Agents(200)),
    ("AddPasskey", Agents(409)),
    ("RenamePasskey", Agents(404)),
    ("RemovePasskey", Agents(404)),
    ("BeginSessionWithPasskey", Everybody(200)),
    ("CreateSessionWithPasskey", Everybody(401)),
    ("ResetSecondFactor", Administrators),
    ("GetSignInPolicy", Administrators),
    ("SetSignInPolicy", Administrators),
    ("ListSignInProviders", Everybody(200)),
    ("CreateSessionAfterProvider", Everybody(401)),
    ("ListOwnProviders", Agents(200)),
    ("ConnectProvider", Agents(404)),
    ("DisconnectProvider", Agents(404)),
    ("ListProviders", Administrators),
    ("CreateProvider", Administrators),
    ("UpdateProvider", Administrators),
    ("DeleteProvider", Administrators),
    ("ListBrands", Administrators),
    ("CreateBrand", Administrators),
    ("UploadPicture", Administrators),
    ("MakeDefaultBrand", Administrators),
    ("GetBrandHours", Administrators),
    ("SetBrandHours", Administrators),
    ("GetDepartmentHours", Agents(404)),
    ("SetDepartmentHours", Administrators),
    ("GetBrand", Administrators),
    ("UpdateBrand", Administrators),
    ("RotateIdentitySecret", Administrators),
    ("GetCompany", Agents(200)),
    ("CreateDepartment", Administrators),
    ("GetDepartment", Agents(404)),
    ("UpdateDepartment", Administrators),
    ("GetVisibilityEffect", Administrators),
    ("SetVisibility", Administrators),
    ("ArchiveDepartment", Administrators),
    ("CopyDepartment", Administrators),
    ("CreateGroup", Administrators),
    ("UpdateGroup", Administrators),
    ("MoveGroup", Administrators),
    ("ArchiveGroup", Administrators),
    ("SetGroupPermissions", Administrators),
    ("GetEffectivePermissions", Agents(403)),
    ("ListMembers", Agents(404)),
    ("SetMember", Administrators),
    ("RemoveMember", Administrators),
    ("ListHistory", Agents(404)),
    ("SearchHistory", Administrators),
    ("GetHistoryCsv", Administrators),
    ("TakeInMail", Administrators),
    ("ListMails", Administrators),
    ("RetryMail", Administrators),
    ("GetMailbox", Administrators),
    ("SetMailbox", Administrators),
    ("RemoveMailbox", Administrators),
    ("FetchMailbox", Administrators),
    ("GetDepartmentMailTemplates", Administrators),
    ("SetDepartmentMailTemplates", Administrators),
    ("GetBrandMailTemplates", Administrators),
    ("SetBrandMailTemplates", Administrators),
    ("ListFields", Agents(200)),
    ("CreateField", Administrators),
    ("GetField", Agents(200)),
    ("UpdateField", Administrators),
    ("ArchiveField", Administrators),
    ("GetTemplate", Agents(200)),
    ("SetTemplate", Administrators),
    ("GetDepartmentTemplate", Agents(404)),
    ("SetDepartmentTemplate", Administrators),
    ("RemoveDepartmentTemplate", Administrators),
    ("ListSearchTemplates", Administrators),
    ("CreateSearchTemplate", Administrators),
    ("GetSearchTemplate", Administrators),
    ("UpdateSearchTemplate", Administrators),
    ("ArchiveSearchTemplate", Administrators),
    ("SetSearchSecret", Administrators),
    ("SetSearchTable", Administrators),
    ("TrySearchTemplate", Administrators),
    ("GetPresence", Agents(200)),
    ("SetAvailability", Agents(200)),
    ("CheckIn", Agents(200)),
    ("CheckOut", Agents(200)),
    ("SayGoodbye", Agents(404)),
    ("SetActivity", Agents(404)),
    ("SetMemberActivity", Agents(404)),
    ("ListTickets", Agents(200)),
    ("FindTickets", Agents(200)),
    ("CreateTicket", Agents(404)),
    ("GetTicket", Agents(404)),
    ("UpdateTicket", Agents(404)),
    ("MarkTicket", Agents(404)),
    ("FindTags", Agents(200)),
    ("DeleteTicket", Agents(404)),
    ("RestoreTicket", Agents(404)),
    ("LinkTicket", Agents(404)),
    ("UnlinkTicket", Agents(404)),
    ("MergeTicket", Agents(404)),
    ("UndoMerge", Agents(404)),
    ("SplitTicket", Agents(404)),
    ("UndoSplit", Agents(404)),
    ("ReplyToTicket", Agents(404)),
    ("TakeBackReply", Agents(404)),
    ("SendReplyAgain", Agents(404)),
    ("AddTicketFile", Agents(404)),
    ("CommentOnTicket", Agents(404)),
    ("ListAskableOfTicket", Agents(404)),
    ("ListAsks", Agents(200)),
    ("SettleAsk", Agents(404)),
    ("TakeTicket", Agents(404)),
    ("TransferTicket", Agents(404)),
    ("GetTicketFields", Agents(404)),
    ("SetTicketFields", Agents(404)),
    ("SearchForTicket", Agents(404)),
    ("ListOpenChats", Agents(200)),
    ("ListChats", Agents(200)),
    ("GetChat", Agents(404)),
    ("GetChatLog", Agents(404)),
    ("SendChatMessage", Agents(404)),
    ("CommentOnChat", Agents(404)),
    ("ListAskableOfChat", Agents(404)),
    ("SeeChat", Agents(404)),
    ("TakeChat", Agents(404)),
    ("ListTransferTargets", Agents(404)),
    ("TransferChat", Agents(404)),
    ("EndChat", Agents(404)),
    ("MakeTicketOfChat", Agents(404)),
    ("GetChatFields", Agents(404)),
    ("SetChatFields", Agents(404)),
    ("SearchForChat", Agents(404)),
    ("ListOrganizations", Agents(200)),
    ("CreateOrganization", Agents(200)),
    ("GetOrganization", Agents(200)),
    ("UpdateOrganization", Agents(409)),
    ("DeleteOrganization", Agents(204)),
    ("AddRule", Agents(200)),
    ("PreviewRule", Agents(200)),
    ("RemoveRule", Agents(200)),
    ("ListGatheredTickets", Agents(200)),
    ("ListGatheredChats", Agents(200)),
    ("ListOrganizationComments", Agents(200)),
    ("CommentOnOrganization", Agents(200)),
    ("ListChatOrganizations", Agents(404)),
    ("ListTicketOrganizations", Agents(404)),
    ("ListPersonOrganizations", Agents(200)),
    ("GetFieldReport", Agents(403)),
    ("GetFieldReportCsv", Agents(403)),
    ("GetShifts", Agents(200)),
    ("GetShiftsCsv", Agents(200)),
    ("GetPortalHome", Everybody(200)),
    ("GetPortalQuestions", Everybody(200)),
    ("LeavePortalMessage", Everybody(200)),
    ("AddMessageFile", Everybody(204)),
    ("ListRequests", Customers(200)),
    ("GetOwnTicket", Customers(404)),
    ("ReplyToOwnTicket", Customers(404)),
    ("AddOwnTicketFile", Customers(404)),
    ("CloseOwnTicket", Customers(404)),
    ("ReopenOwnTicket", Customers(404)),
    ("GetOwnChat", Customers(404)),
    ("RegisterCustomer", Everybody(204)),
    ("SignInCustomer", Everybody(200)),
    ("SignOutCustomer", Customers(204)),
    ("ForgetCustomerPassword", Everybody(204)),
    ("ResetCustomerPassword", Everybody(410)),
    ("VerifyCustomerEmail", Everybody(410)),
    ("GetCustomer", Customers(200)),
    ("UpdateCustomer", Customers(200)),
    ("ChangeCustomerPassword", Customers(204)),
    ("ChangeCustomerEmail", Customers(204)),
    ("AskForCustomerVerification", Customers(204)),
    ("ListCustomerSessions", Customers(200)),
    ("EndCustomerSession", Customers(404)),
    // The loader's call is for the brand's sites: without an origin it is refused.
    ("GetBubble", Everybody(403)),
    ("CreateVisitor", Everybody(200)),
    ("GetWidget", Visitors(200)),
    ("ForgetVisitor", Visitors(204)),
    ("SeePage", Visitors(204)),
    ("Identify", Visitors(422)),
    ("GetWidgetQuestions", Visitors(200)),
    ("StartChat", Visitors(200)),
    ("GetVisitorChat", Visitors(404)),
    ("GetVisitorLog", Visitors(404)),
    ("SendVisitorMessage", Visitors(404)),
    ("SeeVisitorChat", Visitors(404)),
    ("EndVisitorChat", Visitors(404)),
    ("LeaveMessage", Visitors(200)),
];

/// What a visitor of another brand is told, where that differs: the department is none of its brand's.
const FOREIGN: &[(&str, u16)] = &[("StartChat", 404), ("LeaveMessage", 404), ("GetWidgetQuestions", 404)];

/// Ends what the next calls need, so they go last.
fn last(name: &str) -> u8 {
    match name {
        "RemoveRule" | "ChangePassword" | "ChangeCustomerPassword" => 1,
        "DeleteOrganization" => 2,
        "EndSession" | "SignOutCustomer" | "ForgetVisitor" => 3,
        _ => 0,
    }
}

#[test]
fn every_operation_stands_in_the_table() {
    let served: BTreeSet<&str> = operations().into_iter().map(|(name, _, _)| name).collect();
    let rows: BTreeSet<&str> = TABLE.iter().map(|(name, _)| *name).collect();
    assert_eq!(rows.len(), TABLE.len(), "a row stands twice");
    assert_eq!(served.difference(&rows).collect::<Vec<_>>(), Vec::<&&str>::new(), "operations without a row");
    assert_eq!(rows.difference(&served).collect::<Vec<_>>(), Vec::<&&str>::new(), "rows without an operation");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_told_what_the_table_says(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let nobody = Caller::default();
    let forged =
        Caller { cookie: Some("__Host-agent=forged; __Host-customer=forged".into()), bearer: Some("forged".into()) };
    let mut wrong = Vec::new();
    let mut operations = operations();
    operations.sort_by_key(|(name, _, _)| last(name));
    for operation in operations {
        let name = operation.0;
        let Some((_, audience)) = TABLE.iter().find(|(row, _)| *row == name) else { continue };
        let foreign = FOREIGN.iter().find(|(row, _)| *row == name).map(|(_, status)| *status);
        let told: Vec<(&str, &Caller, u16)> = match *audience {
            Everybody(status) => vec![("nobody", &nobody, status), ("forged", &forged, status)],
            Administrators => vec![
                ("nobody", &nobody, 401),
                ("forged", &forged, 401),
                ("visitor", &scene.vera, 401),
                ("customer", &scene.account, 401),
                ("agent", &scene.lars, 403),
                ("agent elsewhere", &scene.nina, 403),
            ],
            Agents(status) => vec![
                ("nobody", &nobody, 401),
                ("forged", &forged, 401),
                ("visitor", &scene.vera, 401),
                ("customer", &scene.account, 401),
                ("agent elsewhere", &scene.nina, status),
            ],
            Customers(status) => vec![
                ("nobody", &nobody, 401),
                ("forged", &forged, 401),
                ("visitor", &scene.vera, 401),
                ("agent", &scene.lars, 401),
                ("administrator", &scene.oda, 401),
                ("another customer", &scene.ulf, status),
            ],
            Visitors(status) => vec![
                ("nobody", &nobody, 401),
                ("forged", &forged, 401),
                ("agent", &scene.lars, 401),
                ("administrator", &scene.oda, 401),
                ("customer", &scene.account, 401),
                ("another visitor", &scene.other, status),
                ("another brand's visitor", &scene.foreign, foreign.unwrap_or(status)),
            ],
        };
        for (who, caller, status) in told {
            let answer = scene.call(operation).by(caller).send(&scene.desk.server).await;
            if answer.status != status {
                wrong.push(format!("{name} tells {who} {} instead of {status}: {}", answer.status, answer.text));
            }
            if answer.text.contains(SECRET) {
                wrong.push(format!("{name} tells {who} what is secret: {}", answer.text));
            }
            if answer.status >= 400 && answer.header("content-type") != "application/problem+json" {
                wrong.push(format!("{name} refuses {who} without a problem: {}", answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Nothing that strangers tried came through: who may, finds all as it was.
    for path in [format!("/api/v1/chats/{}", scene.chat), format!("/api/v1/tickets/{}", scene.ticket)] {
        let answer = Raw::new("GET", path).by(&scene.lars).send(&scene.desk.server).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.text.contains(SECRET) && !answer.text.contains("\"ended_at\""), "{}", answer.text);
    }
}
