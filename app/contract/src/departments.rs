//! Departments, their groups and memberships: the company's structure.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AccountId, BrandId, DepartmentId, GroupId, List, people::AgentRef, pictures::Avatar, presence::WhyNot,
    rights::Permissions, roles::CustomerRole,
};

/// Whether customers may choose a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Listed in portal, widget and public API.
    Public,
    /// Receives nothing new from outside; what is open goes on.
    Hidden,
}

/// How a department chooses among its eligible agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DistributionMethod {
    /// Least recently assigned first.
    RoundRobin,
    /// Fewest open items relative to the limit first.
    LeastBusy,
}

/// How one agent takes part in a group's distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Is chosen first.
    Primary,
    /// Is chosen when no primary agent is eligible.
    Secondary,
    /// Takes from the queue by hand.
    Pull,
    /// Watches only.
    Excluded,
}

/// What travels by which road.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Live chats.
    Chat,
    /// Tickets.
    Ticket,
}

/// A member's settings for one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// How the member takes part.
    #[garde(skip)]
    pub part: Part,
    /// How many open items assignment may give the member here.
    #[garde(range(max = 1000))]
    #[schema(maximum = 1000)]
    pub limit: u32,
    /// Whether the member accepts at the moment; agents set this themselves.
    #[garde(skip)]
    pub active: bool,
}

/// A membership's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MembershipDetails {
    /// For live chats.
    #[garde(dive)]
    pub chats: Share,
    /// For tickets.
    #[garde(dive)]
    pub tickets: Share,
    /// Breaks ties, lowest first.
    #[garde(range(min = 0, max = 10_000))]
    #[schema(minimum = 0, maximum = 10000)]
    #[serde(default)]
    pub order: i32,
}

/// One agent in one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Membership {
    /// Who.
    pub agent: AgentRef,
    /// With which settings.
    pub details: MembershipDetails,
    /// Whether a console of the agent's is connected.
    pub connected: bool,
    /// Why no chat would be given to the agent now; absent when one would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_chats_because: Option<WhyNot>,
    /// Why no ticket would be given to the agent now; absent when one would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_tickets_because: Option<WhyNot>,
    /// Chats the agent has open here.
    pub open_chats: u32,
    /// Tickets the agent has open here.
    pub open_tickets: u32,
    /// Raised by every change of the settings.
    pub version: i64,
}

/// What a member of a group receives and holds there, as it is pushed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReceivesIn {
    /// The group.
    pub group: GroupId,
    /// Why no chat would be given to the agent now; absent when one would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_chats_because: Option<WhyNot>,
    /// Why no ticket would be given to the agent now; absent when one would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_tickets_because: Option<WhyNot>,
    /// Chats the agent has open here.
    pub open_chats: u32,
    /// Tickets the agent has open here.
    pub open_tickets: u32,
}

/// A group of a department.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Group {
    /// The group.
    pub id: GroupId,
    /// The department it divides.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// Whether new work enters here.
    pub front_line: bool,
    /// What it grants its members.
    pub permissions: Permissions,
    /// Its members, by order and name.
    pub members: Vec<Membership>,
    /// Chats waiting in its queue; 0 for whoever may not see what waits there.
    pub chats_waiting: u32,
    /// Tickets waiting in its queue, told likewise.
    pub tickets_waiting: u32,
    /// Raised by every change of its name, its place or what it grants; its members have versions of their own.
    pub version: i64,
}

/// How a department's chats begin, go on and end by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct ChatPolicies {
    /// Whether customers can start a chat only while an agent is available; else also when none is, in the open hours,
    /// and the chats wait.
    #[garde(skip)]
    pub only_while_available: bool,
    /// Minutes without a message from anybody after which an active chat ends; 0: it never does by itself.
    #[garde(range(max = 1440))]
    #[schema(maximum = 1440)]
    pub silence_minutes: u32,
    /// Seconds an agent has for the first answer since the chat came; 0: as many as it takes. Then it goes to the next.
    #[garde(range(max = 3600))]
    #[schema(maximum = 3600)]
    pub first_answer_seconds: u32,
    /// Seconds the agent has for each further answer, since the visitor's last message; 0: as many as it takes.
    #[garde(range(max = 3600))]
    #[schema(maximum = 3600)]
    pub further_answer_seconds: u32,
    /// What the department says again and again to a visitor who waits; empty: nothing. `{position}` becomes the place
    /// in the queue, `{wait}` the minutes expected; a line with `{wait}` is left out while none are known.
    #[garde(length(chars, max = 500))]
    #[schema(max_length = 500)]
    pub waiting_text: String,
    /// Seconds before it is said first, and between.
    #[garde(range(min = 10, max = 3600))]
    #[schema(minimum = 10, maximum = 3600)]
    pub waiting_text_seconds: u32,
    /// What the department says when a chat ends; empty: nothing.
    #[garde(length(chars, max = 500))]
    #[schema(max_length = 500)]
    pub closing_text: String,
}

impl Default for ChatPolicies {
    fn default() -> Self {
        Self {
            only_while_available: true,
            silence_minutes: 0,
            first_answer_seconds: 0,
            further_answer_seconds: 0,
            waiting_text: String::new(),
            waiting_text_seconds: 60,
            closing_text: String::new(),
        }
    }
}

/// How a department's tickets end by themselves, and what must be said before they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields, default)]
pub struct TicketPolicies {
    /// Hours without an answer of the customer after which a waiting ticket is closed; 0: it is not by itself.
    #[garde(range(max = 8760))]
    #[schema(maximum = 8760)]
    pub close_after_hours: u32,
    /// Hours after which a closed ticket is locked; 0: it is not by itself.
    #[garde(range(max = 8760))]
    #[schema(maximum = 8760)]
    pub lock_after_hours: u32,
    /// Days after which a locked ticket is deleted, or a closed one where none is locked by itself; 0: it is not.
    #[garde(range(max = 3650))]
    #[schema(maximum = 3650)]
    pub delete_after_days: u32,
    /// Whether agents must say in a resolution comment how it ended before they close one.
    #[garde(skip)]
    pub resolution_required: bool,
}

/// What can be changed of a department, but its visibility.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DepartmentDetails {
    /// Its name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// What customers read below the name; may be empty.
    #[garde(length(chars, max = 500))]
    #[serde(default)]
    pub description: String,
    /// The address its mail leaves from.
    #[garde(length(bytes, min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// Whether customers may start chats.
    #[garde(skip)]
    pub offers_chat: bool,
    /// Whether customers may leave messages and open tickets.
    #[garde(skip)]
    pub offers_tickets: bool,
    /// The role customers need to start chats.
    #[garde(skip)]
    #[serde(default)]
    pub chat_requires: CustomerRole,
    /// The role customers need to leave messages and open tickets. Mail and what agents open need none.
    #[garde(skip)]
    #[serde(default)]
    pub tickets_require: CustomerRole,
    /// While hidden: whether a first mail to the address becomes a ticket.
    #[garde(skip)]
    #[serde(default)]
    pub accepts_new_by_email: bool,
    /// Whether its agents check in and out.
    #[garde(skip)]
    #[serde(default)]
    pub requires_check_in: bool,
    /// Whether its items show only to its members.
    #[garde(skip)]
    #[serde(default)]
    pub confidential: bool,
    /// Whether tickets are given to agents who are not connected.
    #[garde(skip)]
    #[serde(default)]
    pub assigns_tickets_while_away: bool,
    /// How chats and tickets are given out.
    #[garde(skip)]
    pub method: DistributionMethod,
    /// Seconds an agent may be gone before the agent's chats are handed over.
    #[garde(range(min = 1, max = 3600))]
    #[schema(minimum = 1, maximum = 3600)]
    pub gone_grace_seconds: u32,
    /// How its chats begin, go on and end by themselves.
    #[garde(dive)]
    #[serde(default)]
    pub chats: ChatPolicies,
    /// How its tickets end by themselves.
    #[garde(dive)]
    #[serde(default)]
    pub tickets: TicketPolicies,
}

/// A department.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// The department.
    pub id: DepartmentId,
    /// The brand it belongs to.
    pub brand: BrandId,
    /// Its settings.
    pub details: DepartmentDetails,
    /// Whether customers may choose it.
    pub visibility: Visibility,
    /// Its groups, the front line first.
    pub groups: Vec<Group>,
    /// Raised by every change.
    pub version: i64,
}

/// A new department, with its first group, the front line.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewDepartment {
    /// The brand it belongs to.
    #[garde(skip)]
    pub brand: BrandId,
    /// Its settings.
    #[garde(dive)]
    pub details: DepartmentDetails,
    /// Whether customers may choose it.
    #[garde(skip)]
    pub visibility: Visibility,
    /// The name of its front-line group.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub front_line: String,
}

/// A copy of a department: what it is called and where its mail leaves from are its own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewCopy {
    /// Its name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The address its mail leaves from.
    #[garde(length(bytes, min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// Whether the members of the groups become members of the copies.
    #[garde(skip)]
    #[serde(default)]
    pub with_members: bool,
}

/// What hiding or showing a department would do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisibilityEffect {
    /// Chats waiting or active that go on.
    pub open_chats: u32,
    /// Tickets not closed that go on.
    pub open_tickets: u32,
    /// Open widgets and portals it would leave or enter.
    pub open_pages: u32,
    /// Whether no department of the brand would be public any more.
    pub leaves_none: bool,
}

/// The new visibility.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewVisibility {
    /// Public or hidden.
    #[garde(skip)]
    pub visibility: Visibility,
}

/// A group's name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct GroupDetails {
    /// Its name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// Whether new work enters here; making one group the front line takes it from the other.
    #[garde(skip)]
    pub front_line: bool,
}

/// Where a group goes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct GroupMove {
    /// The department it divides from now on: one of the same brand, and as confidential.
    #[garde(skip)]
    pub department: DepartmentId,
}

/// Where the open work of what is archived goes.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Archiving {
    /// The group that takes the open work; without it, open work refuses the archiving with 409 `open_work`.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub move_work_to: Option<GroupId>,
}

/// A brand with its departments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CompanyBrand {
    /// The brand.
    pub id: BrandId,
    /// Its name.
    pub name: String,
    /// Its accent's hue.
    pub hue: u16,
    /// Its departments by name.
    pub departments: Vec<Department>,
}

/// The whole company as a tree. Who manages the company sees all of it, an agent the departments not confidential to others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Company {
    /// The brands by name.
    pub brands: Vec<CompanyBrand>,
    /// The pictures of employees who have one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Avatar>,
    /// Raised whenever the structure changes; `company_changed` names it. What members receive and hold is pushed by
    /// itself, as `receives`, and what waits as `chats_waiting` and `tickets_waiting`.
    pub version: i64,
}

endpoint! {
    /// The company: brands, departments, groups, members, and who receives now.
    GetCompany {} Get "/api/v1/company" (()) -> Company
}
endpoint! {
    /// Makes a department with its front-line group.
    CreateDepartment {} Post "/api/v1/departments" (NewDepartment) -> Department
}
endpoint! {
    /// One department.
    GetDepartment { department: DepartmentId } versioned Get "/api/v1/departments/{department}" (()) -> Department
}
endpoint! {
    /// Changes a department.
    UpdateDepartment { department: DepartmentId } versioned Put "/api/v1/departments/{department}" (DepartmentDetails) -> Department
}
endpoint! {
    /// What changing the visibility would do now.
    GetVisibilityEffect { department: DepartmentId } Get "/api/v1/departments/{department}/visibility" (()) -> VisibilityEffect
}
endpoint! {
    /// Shows or hides a department; open portals and widgets follow at once.
    SetVisibility { department: DepartmentId } versioned Put "/api/v1/departments/{department}/visibility" (NewVisibility) -> Department
}
endpoint! {
    /// Archives a department: it leaves every list, its history stays.
    ArchiveDepartment { department: DepartmentId } Post "/api/v1/departments/{department}/archive" (Archiving) -> ()
}
endpoint! {
    /// Makes a department like another one: policies, hours, templates and groups with what they grant, with or without
    /// their members. It starts hidden.
    CopyDepartment { department: DepartmentId } Post "/api/v1/departments/{department}/copies" (NewCopy) -> Department
}
endpoint! {
    /// Makes a group.
    CreateGroup { department: DepartmentId } Post "/api/v1/departments/{department}/groups" (GroupDetails) -> Group
}
endpoint! {
    /// Renames a group or makes it the front line.
    UpdateGroup { group: GroupId } versioned Put "/api/v1/groups/{group}" (GroupDetails) -> Group
}
endpoint! {
    /// Moves a group that is not the front line to another department of the brand. Its members, what it grants and its
    /// open work go with it, whoever has it; what is done stays where it was done.
    MoveGroup { group: GroupId } versioned Put "/api/v1/groups/{group}/department" (GroupMove) -> Group
}
endpoint! {
    /// Archives a group that is not the front line.
    ArchiveGroup { group: GroupId } Post "/api/v1/groups/{group}/archive" (Archiving) -> ()
}
endpoint! {
    /// Lists the members of a group.
    ListMembers { group: GroupId } Get "/api/v1/groups/{group}/members" (()) -> List<Membership>
}
endpoint! {
    /// Makes an employee a member of a group, or changes the membership. One that is not there yet has the version 0.
    SetMember { group: GroupId, agent: AccountId } versioned Put "/api/v1/groups/{group}/members/{agent}" (MembershipDetails) -> Membership
}
endpoint! {
    /// Ends a membership; the agent's open items there go back to the front of the queue.
    RemoveMember { group: GroupId, agent: AccountId } Delete "/api/v1/groups/{group}/members/{agent}" (()) -> ()
}
