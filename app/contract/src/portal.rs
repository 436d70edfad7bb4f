//! The portal: what the customers' site shows to anybody.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    brands::BrandLook,
    widget::{Availability, NewLeftMessage, Receipt},
};

/// The portal's home. The brand is chosen by the request's host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PortalHome {
    /// The public brand key, for the widget's loader.
    pub brand_key: String,
    /// How the brand looks.
    pub look: BrandLook,
    /// The public departments and who is there now.
    pub availability: Availability,
    /// Who is signed in at the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<KnownCustomer>,
}

/// Who is signed in: what is written is written by this account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KnownCustomer {
    /// The display name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

endpoint! {
    /// What the home page shows.
    GetPortalHome {} Get "/api/v1/portal/home" (()) -> PortalHome
}
endpoint! {
    /// Leaves a message for a public department; it becomes a ticket. 404 when the department is not public;
    /// 403 `sign_in_first` or `verify_first` when it requires a role that who asks does not hold.
    ///
    /// Who is signed in writes under the account's name and address, whatever is sent.
    LeavePortalMessage {} Post "/api/v1/portal/messages" (NewLeftMessage) -> Receipt
}
