//! Handing a ticket on.

use contract::{
    TicketId,
    chat::{Destination, TransferTarget},
    departments::Company,
    tickets::TicketTransfer,
};
use leptos::prelude::*;

use super::use_tickets;
use crate::{
    company::{departments, use_company},
    text::TransferText,
    transfer::{self, TargetList, Transferring},
};

/// Everywhere in the company a ticket can go: agents once each, groups, departments.
fn targets(company: &Company) -> Vec<TransferTarget> {
    let mut agents: Vec<TransferTarget> = Vec::new();
    let mut groups = Vec::new();
    let mut whole = Vec::new();
    for department in departments(company) {
        let name = &department.details.name;
        let mut any = false;
        for group in &department.groups {
            let mut receives = false;
            for member in &group.members {
                let free = member.no_tickets_because.is_none();
                receives |= free;
                let to = Destination::Agent(member.agent.id);
                let place = format!("{name} › {}", group.name);
                match agents.iter_mut().find(|agent| agent.destination == to) {
                    Some(known) => {
                        known.receives |= free;
                        known.within = format!("{}, {place}", known.within);
                    }
                    None => agents.push(TransferTarget {
                        destination: to,
                        name: member.agent.name.clone(),
                        within: place,
                        receives: free,
                    }),
                }
            }
            any |= receives && group.front_line;
            let to = Destination::Group(group.id);
            groups.push(TransferTarget { destination: to, name: group.name.clone(), within: name.clone(), receives });
        }
        let brand = company.brands.iter().find(|brand| brand.id == department.brand);
        let within = brand.map(|brand| brand.name.clone()).unwrap_or_default();
        whole.push(TransferTarget {
            destination: Destination::Department(department.id),
            name: name.clone(),
            within,
            receives: any,
        });
    }
    agents.sort_by_key(|agent| agent.name.to_lowercase());
    agents.into_iter().chain(groups).chain(whole).collect()
}

/// The dialog.
#[component]
pub(super) fn TransferDialog(ticket: TicketId, transfer: Transferring) -> impl IntoView {
    let tickets = use_tickets();
    let company = use_company();
    let hand_on = move |()| {
        let Some((target, comment)) = transfer.chosen() else { return };
        let body = TicketTransfer { destination: target.destination, comment };
        transfer.sending.run(async move { tickets.transfer(ticket, body).await }, move |()| transfer.done(&target));
    };
    let known = ui::kept(move || company.with(|company| company.map(targets).unwrap_or_default()));
    let targets = move || view! { <TargetList targets=known chosen=transfer.chosen /> };
    let title = ui::texts::<TransferText>().ticket;
    view! { <transfer::TransferDialog transfer title targets on_transfer=hand_on /> }.into_any()
}
