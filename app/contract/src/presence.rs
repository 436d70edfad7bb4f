//! Presence: the four facts about an agent, and the reasons of assignment.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AccountId, DepartmentId, GroupId, LeaseId, Timestamp,
    departments::{Channel, DistributionMethod, Share},
    people::AgentRef,
};

/// The agent's own word on whether chats may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AgentAvailability)]
pub enum Availability {
    /// Chats may come.
    Available,
    /// No chats come; tickets still do.
    Away,
}

/// Why automatic assignment passes an agent over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum WhyNot {
    /// Takes no part in the group's distribution.
    Excluded,
    /// Takes from the queue by hand only.
    PullsByHand,
    /// May not answer in the department.
    MayNotAnswer,
    /// No console is connected.
    NotConnected,
    /// The department requires a check-in and there is none.
    NotCheckedIn,
    /// Is away.
    Away,
    /// Has switched this channel off in this group.
    Inactive,
    /// Holds as many here as the membership allows.
    AtLimit {
        /// Items held.
        open: u32,
        /// Items allowed.
        limit: u32,
    },
    /// Holds as many in all groups together as the agent may.
    AtOwnLimit {
        /// Items held.
        open: u32,
        /// Items allowed.
        limit: u32,
    },
    /// Let the time for an answer to this very item lapse: it is not given to the same agent again before somebody
    /// answered, took it by hand or handed it on, or the agent says anew to be there.
    DidNotAnswer,
    /// Handed this very item on, and somebody else is eligible.
    HandedOver,
    /// Is secondary, and a primary agent is eligible.
    SecondaryWhilePrimary,
}

/// What became of one candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Was chosen.
    Chosen,
    /// Was eligible, and another one went first.
    Eligible,
    /// Was not eligible.
    NotEligible {
        /// Why.
        #[serde(flatten)]
        why: WhyNot,
    },
}

/// One candidate of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Considered {
    /// Who.
    pub agent: AgentRef,
    /// Items open in the group at that moment.
    pub open: u32,
    /// Items allowed.
    pub limit: u32,
    /// When the agent was last given one here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_assigned: Option<Timestamp>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Nobody else was eligible.
    OnlyOne,
    /// Was assigned least recently.
    LeastRecent,
    /// Had the fewest open items relative to the limit.
    FewestOpen,
    /// All else equal: the order, then the id.
    Order,
    /// Nobody was eligible: it waits in the queue.
    Nobody,
    /// The agent took it by hand.
    TakenByHand,
    /// A colleague transferred it to this agent.
    Transferred,
}

/// Why an item went to whom it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssignmentReason {
    /// The department's method at that time.
    pub method: DistributionMethod,
    /// What decided.
    pub decision: Decision,
    /// Everyone who was considered, the chosen one first; empty for acts by hand.
    pub considered: Vec<Considered>,
}

/// What one channel of one membership means now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receiving {
    /// Chats or tickets.
    pub channel: Channel,
    /// The membership's settings.
    pub share: Share,
    /// Items held here.
    pub open: u32,
    /// Why nothing would come now; absent when something would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<WhyNot>,
}

/// One membership of the signed-in agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MyMembership {
    /// The group.
    pub group: GroupId,
    /// Its name.
    pub group_name: String,
    /// Its department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// Whether the department is hidden from customers.
    pub hidden: bool,
    /// Whether the department requires a check-in.
    pub requires_check_in: bool,
    /// Whether anybody receives chats for the department now; meaningless where it offers none.
    pub somebody_receives: bool,
    /// Whether the department offers chats, and is open by the clock.
    pub offers_chat: bool,
    /// Whether this is the department's only group: then its name adds nothing.
    pub only_group: bool,
    /// Chats, then tickets.
    pub receiving: Vec<Receiving>,
}

/// The four facts about the signed-in agent, as they are now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MyPresence {
    /// Whether a console is connected.
    pub connected: bool,
    /// Available or away.
    pub availability: Availability,
    /// Whether any department of the agent's requires a check-in.
    pub requires_check_in: bool,
    /// Since when the agent is checked in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_in_since: Option<Timestamp>,
    /// The agent's memberships by department and group.
    pub memberships: Vec<MyMembership>,
    /// Raised whenever anything here changes.
    pub version: i64,
}

/// The agent's new word.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewAvailability {
    /// Available or away.
    #[garde(skip)]
    pub availability: Availability,
}

/// Whether the agent accepts work of a channel in a group.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewActivity {
    /// Chats or tickets.
    #[garde(skip)]
    pub channel: Channel,
    /// Whether they may come.
    #[garde(skip)]
    pub active: bool,
}

/// Which console goes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Goodbye {
    /// The lease its socket was welcomed with.
    #[garde(skip)]
    pub lease: LeaseId,
}

endpoint! {
    /// The signed-in agent's presence, and what it means in each group.
    GetPresence {} Get "/api/v1/presence" (()) -> MyPresence
}
endpoint! {
    /// Says available or away.
    SetAvailability {} Put "/api/v1/presence/availability" (NewAvailability) -> MyPresence
}
endpoint! {
    /// Checks in: a shift begins.
    CheckIn {} Post "/api/v1/presence/shift" (()) -> MyPresence
}
endpoint! {
    /// Checks out: the shift ends.
    CheckOut {} Delete "/api/v1/presence/shift" (()) -> MyPresence
}
endpoint! {
    /// Switches a channel of one's own membership on or off.
    SetActivity { group: GroupId } Put "/api/v1/presence/groups/{group}" (NewActivity) -> MyPresence
}
endpoint! {
    /// Switches a channel of a member on or off, by somebody who manages the members' status there. The console of the
    /// member shows it at once.
    SetMemberActivity { group: GroupId, agent: AccountId } Put "/api/v1/groups/{group}/members/{agent}/activity"
        (NewActivity) -> ()
}
endpoint! {
    /// A console's tab closes: its lease, one of the same session, ends at once. Made for `navigator.sendBeacon`, which
    /// the browser delivers after the tab is gone.
    SayGoodbye {} Post "/api/v1/presence/goodbye" (Goodbye) -> ()
}
