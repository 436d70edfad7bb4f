//! Who listens to what, and who lends what to whom: all of it, on one page.

use std::sync::Arc;

use contract::{departments::Channel, history::Subject};
use utoipa::openapi::OpenApi;

use crate::{
    asks, attachments,
    chat::{self, ChatsHere},
    departments::{self, Copied, Histories, OpenPages, Work},
    email,
    fields::{self, FieldHistories, SearchCache, SearchHistories, TemplateHistories, TemplatesCopied},
    organizations::OrganizationHistories,
    people::{self, sweep::SpeaksOfVisitors},
    platform::{App, Lent, app::Starting, events::Reactions, jobs},
    realtime::{self, Hub, Looks, Translator},
    routing::{self, Channels, Leases, WorkHere},
    setup,
    tickets::{self, TicketHistories, TicketsHere},
};

/// Wires the slices together and starts telling events.
pub fn start(starting: Starting, document: OpenApi) -> (App, Looks) {
    let mut reactions = Reactions::default();
    jobs::react(&mut reactions);
    people::react(&mut reactions);
    people::sweep::react(&mut reactions);
    attachments::react(&mut reactions);
    departments::react(&mut reactions);
    fields::react(&mut reactions);
    routing::react(&mut reactions);
    tickets::react(&mut reactions);
    chat::react(&mut reactions);
    realtime::react(&mut reactions);
    email::react(&mut reactions);

    let hub = Hub::default();
    let (translator, looks) = Translator::new();
    let mut lent = Lent::default();
    // Who owns an item is written where it lives, in the transaction that decides it.
    lent.lend(Channels::default().with(Channel::Chat, ChatsHere).with(Channel::Ticket, TicketsHere));
    // The company's structure asks what work there is before it changes, and gives it out after.
    lent.lend::<Arc<dyn Work>>(Arc::new(WorkHere));
    // What a copy of a department has beside its own rows.
    lent.lend::<Arc<dyn Copied>>(Arc::new(TemplatesCopied));
    // Who may see the history of a thing that stands above the company's structure.
    lent.lend(Histories(vec![
        (Subject::Organization, Arc::new(OrganizationHistories)),
        (Subject::Ticket, Arc::new(TicketHistories)),
        (Subject::Field, Arc::new(FieldHistories)),
        (Subject::Template, Arc::new(TemplateHistories)),
        (Subject::Search, Arc::new(SearchHistories)),
    ]));
    // What a comment can ask about.
    lent.lend(asks::Items(vec![(Channel::Chat, Arc::new(ChatsHere)), (Channel::Ticket, Arc::new(TicketsHere))]));
    // Of whom one still speaks when a visitor does not come back.
    lent.lend::<Arc<dyn SpeaksOfVisitors>>(Arc::new(ChatsHere));
    // How many open pages a switch would reach; whether a visitor is there.
    lent.lend::<Arc<dyn OpenPages>>(Arc::new(hub.clone()));
    lent.lend::<Arc<dyn chat::Online>>(Arc::new(hub.clone()));
    lent.lend(hub);
    lent.lend(translator);
    lent.lend(Leases::default());
    lent.lend(SearchCache::default());
    lent.lend(setup::Code::new());
    lent.lend(email::Post::open(starting.config()));
    lent.lend(email::Fetchers::default());
    lent.lend(document);
    (starting.start(reactions, lent), looks)
}
