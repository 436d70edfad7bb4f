//! Who may do what: the endpoints answer, the lists hold and the sockets hear what the one decision says.

mod random;
mod roles;
mod table;

use contract::{
    ChatId, DepartmentId, GroupId, TicketId,
    departments::{CreateDepartment, CreateGroup, DepartmentDetails, GetDepartment, GroupDetails, NewDepartment, Part},
    departments::{UpdateDepartment, Visibility},
    people::{GetPerson, PersonDetails, Role, UpdatePerson},
    rights::{GroupPermissions, HeldGroup, HeldRole, Permissions, Place, Rights, SetGroupPermissions, Whose},
    roles::{CreateRole, GetRole, RoleDetails, UpdateRole},
    tickets::{CreateTicket, NewTicket},
    widget::{NewChat, StartChat},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use server::{chat::tables::chats, routing::tables::work_items, tickets::tables::tickets};
use uuid::Uuid;

use crate::{
    scene::other_brand,
    support::{Backend, Desk, Employee, client_id, new_chat},
};

/// A group, and an item of each kind in it.
struct Spot {
    name: &'static str,
    brand: Uuid,
    place: Place,
    ticket: tickets::Model,
    /// What an agent said in the ticket.
    said: Uuid,
    chat: chats::Model,
}

impl Spot {
    fn ticket(&self) -> TicketId {
        self.ticket.id.into()
    }

    fn chat(&self) -> ChatId {
        self.chat.id.into()
    }
}

/// Two brands with four groups, and Lars, whose rights are tried: a member of the first group, with a role of his own.
struct Ground {
    desk: Desk,
    lars: Employee,
    /// Who has what colleagues have.
    cora: Uuid,
    role: Role,
    rights: Rights,
    spots: Vec<Spot>,
}

impl Ground {
    async fn on(backend: Backend) -> Ground {
        let desk = Desk::on(backend).await;
        let other = other_brand(&desk).await.id;
        let details = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap().details;
        let body = GroupDetails { name: "Level 2".into(), front_line: false };
        let second = desk.admin.call(CreateGroup { department: desk.sales, body }).await.unwrap().id;
        let rail = NewDepartment {
            brand: other.into(),
            details: DepartmentDetails { name: "Rail".into(), ..details },
            visibility: Visibility::Public,
            front_line: "Rail".into(),
        };
        let rail = desk.admin.call(CreateDepartment { body: rail }).await.unwrap();
        let cora = desk.agent_in("Cora", desk.sales_group, 1).await;
        desk.join(cora.id, desk.sales_group, Part::Pull, 1).await;
        for group in [second, desk.reservations_group, rail.groups[0].id] {
            // A member everywhere, so that it can be tried whether her status may be set.
            desk.join(cora.id, group, Part::Excluded, 1).await;
        }
        desk.connect(cora.id).await;
        let lars = desk.employee("Lars", &[Role::Agent]).await;
        desk.join(lars.id, desk.sales_group, Part::Pull, 1).await;
        let body = RoleDetails { name: "Tried".into(), permissions: Permissions::NONE };
        let role = desk.admin.call(CreateRole { body }).await.unwrap().role;
        give(&desk, &lars, &[Role::Agent, role]).await;
        let mut spots = Vec::new();
        for (name, brand, department, group) in [
            ("own group", desk.brand.0, desk.sales, desk.sales_group),
            ("other group", desk.brand.0, desk.sales, second),
            ("other department", desk.brand.0, desk.reservations, desk.reservations_group),
            ("other brand", other, rail.id, rail.groups[0].id),
        ] {
            let place = Place { department, group, confidential: false };
            let ((ticket, said), chat) = (ticket(&desk, name).await, chat(&desk).await);
            spots.push(Spot { name, brand, place, ticket, said, chat });
        }
        let roles = vec![held(Role::Agent), HeldRole { role, permissions: Permissions::NONE }];
        let group = HeldGroup {
            group: desk.sales_group,
            department: desk.sales,
            permissions: Permissions::OF_MEMBERS,
            watches: false,
        };
        let rights = Rights { roles, groups: vec![group] };
        Ground { lars, cora: cora.id.0, role, rights, spots, desk }
    }

    /// What Lars's own role allows from now on.
    async fn role_allows(&mut self, permissions: Permissions) {
        let Role::Own(role) = self.role else { panic!("built in") };
        let known = self.desk.admin.call(GetRole { role, body: () }).await.unwrap();
        let body = RoleDetails { permissions, ..known.details };
        self.desk.admin.call(UpdateRole { role, version: known.version, body }).await.unwrap();
        let mine = self.rights.roles.iter_mut().find(|held| held.role == self.role).unwrap();
        mine.permissions = permissions;
    }

    /// What Lars's group grants from now on.
    async fn group_grants(&mut self, permissions: Permissions) {
        grant(&self.desk, self.spots[0].place, permissions).await;
        self.rights.groups[0].permissions = permissions;
    }

    /// Which departments are confidential from now on.
    async fn confine(&mut self, confidential: impl Fn(&Spot) -> bool) {
        for at in 0..self.spots.len() {
            let spot = &self.spots[at];
            let (is, department) = (confidential(spot), spot.place.department);
            confine(&self.desk, department, is).await;
            self.spots[at].place.confidential = is;
        }
    }

    fn owner(&self, whose: Whose) -> Option<Uuid> {
        match whose {
            Whose::Mine => Some(self.lars.id.0),
            Whose::Colleagues => Some(self.cora),
            Whose::Nobodys => None,
        }
    }

    /// Puts both items of a place back where they belong, into the hands of somebody.
    async fn put(&self, spot: &Spot, whose: Whose) {
        put(&self.desk, spot, self.owner(whose)).await;
    }
}

fn held(role: Role) -> HeldRole {
    HeldRole { role, permissions: role.permissions().unwrap() }
}

/// Gives somebody these roles.
async fn give(desk: &Desk, employee: &Employee, roles: &[Role]) {
    let known = desk.admin.call(GetPerson { person: employee.id, body: () }).await.unwrap();
    let body = PersonDetails {
        username: known.username,
        email: known.email,
        name: known.name,
        roles: roles.to_vec(),
        active: true,
        ..PersonDetails::default()
    };
    desk.admin.call(UpdatePerson { person: employee.id, version: known.version, body }).await.unwrap();
}

/// Says what a group grants.
async fn grant(desk: &Desk, place: Place, permissions: Permissions) {
    let department = desk.admin.call(GetDepartment { department: place.department, body: () }).await.unwrap();
    let version = department.groups.iter().find(|group| group.id == place.group).unwrap().version;
    let body = GroupPermissions { permissions };
    desk.admin.call(SetGroupPermissions { group: place.group, version, body }).await.unwrap();
}

/// Makes a department confidential, or open.
async fn confine(desk: &Desk, department: DepartmentId, confidential: bool) {
    let known = desk.admin.call(GetDepartment { department, body: () }).await.unwrap();
    let body = DepartmentDetails { confidential, ..known.details };
    desk.admin.call(UpdateDepartment { department, version: known.version, body }).await.unwrap();
}

async fn ticket(desk: &Desk, subject: &str) -> (tickets::Model, Uuid) {
    let new = NewTicket {
        client_id: client_id(),
        department: desk.sales,
        subject: format!("Found {subject}"),
        email: "vera@example.com".into(),
        name: "Vera".into(),
        text: "Hello".into(),
        values: Vec::new(),
    };
    let made = desk.admin.call(CreateTicket { body: new }).await.unwrap();
    let row = tickets::Entity::find_by_id(made.row.id.0).one(desk.server.app.db().read()).await.unwrap().unwrap();
    (row, made.entries[0].id.0)
}

async fn chat(desk: &Desk) -> chats::Model {
    let body = NewChat { name: "Vera".into(), email: "vera@example.com".into(), ..new_chat(desk.sales, "Hello") };
    let id = desk.visitor().await.0.call(StartChat { body }).await.unwrap().id;
    chats::Entity::find_by_id(id.0).one(desk.server.app.db().read()).await.unwrap().unwrap()
}

/// Puts both items of a place back where they belong, into somebody's hands.
async fn put(desk: &Desk, spot: &Spot, owner: Option<Uuid>) {
    let (department, group) = (spot.place.department.0, spot.place.group.0);
    let state = if owner.is_some() { "active" } else { "waiting" };
    let ticket = tickets::Model {
        brand_id: spot.brand,
        department_id: department,
        group_id: group,
        agent_id: owner,
        status: "active".into(),
        ..spot.ticket.clone()
    };
    let chat = chats::Model {
        brand_id: spot.brand,
        department_id: department,
        group_id: group,
        agent_id: owner,
        last_agent_id: owner,
        state: state.into(),
        ended_at: None,
        ended_by: None,
        ..spot.chat.clone()
    };
    let items =
        [(ticket.id, "ticket", 1), (chat.id, "chat", chat.epoch)].map(|(id, channel, epoch)| work_items::Model {
            item_id: id,
            channel: channel.into(),
            department_id: department,
            group_id: group,
            agent_id: owner,
            state: state.into(),
            epoch,
            priority: 0,
            handed_back: false,
            arrived_at: ticket.opened_at,
            not_to: None,
            lapsed: serde_json::json!([]),
        });
    let write = desk.server.app.db().write(move |tx| {
        Box::pin(async move {
            tickets::Entity::update(ticket.into_active_model().reset_all()).exec(tx).await?;
            // What was said meanwhile stays: the logs have no gaps.
            let now = chats::Entity::find_by_id(chat.id).one(tx).await?.unwrap();
            let chat = chats::Model { last_public: now.last_public, last_internal: now.last_internal, ..chat };
            chats::Entity::update(chat.into_active_model().reset_all()).exec(tx).await?;
            for item in items {
                work_items::Entity::update(item.into_active_model().reset_all()).exec(tx).await?;
            }
            Ok::<_, sea_orm::DbErr>(())
        })
    });
    write.await.unwrap();
}

/// A group somebody is a member of.
fn membership(place: &Place, permissions: Permissions, watches: bool) -> HeldGroup {
    let (group, department): (GroupId, DepartmentId) = (place.group, place.department);
    HeldGroup { group, department, permissions, watches }
}
