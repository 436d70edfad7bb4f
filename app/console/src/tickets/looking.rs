//! Which colleagues look at the ticket that is open, and whether they write in it: each console says so to the others,
//! now and again.

use contract::{
    AccountId, TicketId,
    live::{AgentFrame, ClientFrame},
    people::AgentRef,
};
use gloo::timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use ui::{Avatar, Size, browser, fill};

use super::use_tickets;
use crate::{live::use_wire, text::TicketsText};

/// How often a console says that it still looks, and how long after the last letter somebody still writes, in
/// milliseconds.
const AGAIN: u32 = 25_000;
const WRITES: u32 = 5_000;

/// How often somebody may say nothing before they are taken for gone.
const MISSED: u32 = 2;

/// A colleague who looks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Looker {
    agent: AgentRef,
    writing: bool,
    /// In how many rounds nothing was heard.
    missed: u32,
}

/// The colleagues who look at a ticket, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lookers {
    ticket: Option<TicketId>,
    all: Vec<Looker>,
}

impl Lookers {
    /// Hears of somebody. Whether somebody came who wants to hear of oneself.
    pub(super) fn hear(&mut self, frame: &AgentFrame) -> bool {
        match frame {
            AgentFrame::Looks { ticket, agent, writing, new } if Some(*ticket) == self.ticket => {
                let looker = Looker { agent: agent.clone(), writing: *writing, missed: 0 };
                match self.all.iter_mut().find(|one| one.agent.id == agent.id) {
                    Some(known) => *known = looker,
                    None => self.all.push(looker),
                }
                *new
            }
            AgentFrame::LooksAway { ticket, agent } if Some(*ticket) == self.ticket => {
                self.forget(*agent);
                false
            }
            _ => false,
        }
    }

    fn forget(&mut self, agent: AccountId) {
        self.all.retain(|one| one.agent.id != agent);
    }

    /// A round is over.
    fn round(&mut self) {
        self.all.iter_mut().for_each(|one| one.missed += 1);
        self.all.retain(|one| one.missed <= MISSED);
    }

    fn begin(&mut self, ticket: Option<TicketId>) {
        *self = Lookers { ticket, all: Vec::new() };
    }

    fn agents(&self, writing: bool) -> Vec<AgentRef> {
        self.all.iter().filter(|one| one.writing == writing).map(|one| one.agent.clone()).collect()
    }
}

/// Says that one looks for as long as it lives, and shows who else does.
#[component]
pub(super) fn LooksToo(ticket: TicketId) -> impl IntoView {
    let (t, language) = (ui::texts::<TicketsText>(), ui::language());
    let (tickets, wire) = (use_tickets(), use_wire());
    let looking = tickets.looking;
    looking.lookers.update(|lookers| lookers.begin(Some(ticket)));
    looking.writes.set(false);
    ui::effect(move || {
        looking.asked.track();
        wire.send(&ClientFrame::Look { ticket, writing: looking.writes.get() });
    });
    browser::while_alive(Interval::new(AGAIN, move || {
        looking.lookers.try_update(Lookers::round);
        let writing = looking.writes.try_get_untracked().unwrap_or_default();
        wire.send(&ClientFrame::Look { ticket, writing });
    }));
    on_cleanup(move || {
        looking.lookers.try_update(|lookers| lookers.begin(None));
        wire.send(&ClientFrame::LookAway { ticket });
    });
    let writing = ui::kept(move || looking.lookers.with(|lookers| lookers.agents(true)));
    let reading = ui::kept(move || looking.lookers.with(|lookers| lookers.agents(false)));
    let line = move |agents: Vec<AgentRef>, words: &'static str| {
        (!agents.is_empty()).then(|| {
            let words = ui::count(language, words, agents.len() as u64);
            let names: Vec<&str> = agents.iter().map(|agent| agent.name.as_str()).collect();
            let words = fill(&words, &[("names", &names.join(", "))]);
            let faces = agents.into_iter().map(|agent| {
                view! { <Avatar name=agent.name seed=agent.id.to_string() size=Size::Small /> }
            });
            view! { <p>{faces.collect_view()} <span dir="auto">{words}</span></p> }
        })
    };
    view! {
        <div class="lookers" role="status">
            {move || line(writing.get(), t.writes_too)}
            {move || line(reading.get(), t.looks_too)}
        </div>
    }
    .into_any()
}

/// Who looks at the open ticket, and whether one writes oneself.
#[derive(Clone, Copy)]
pub(super) struct Looking {
    lookers: RwSignal<Lookers>,
    writes: RwSignal<bool>,
    /// Rises whenever it is to be said again.
    asked: RwSignal<u32>,
    stops: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Looking {
    pub(super) fn new() -> Self {
        Looking {
            lookers: RwSignal::new(Lookers::default()),
            writes: RwSignal::new(false),
            asked: RwSignal::new(0),
            stops: StoredValue::new_local(None),
        }
    }

    pub(super) fn hear(self, frame: &AgentFrame) {
        if self.lookers.try_update(|lookers| lookers.hear(frame)) == Some(true) {
            self.again();
        }
    }

    /// Says again that one looks: somebody came, or the connection did.
    pub(super) fn again(self) {
        self.asked.update(|asked| *asked = asked.wrapping_add(1));
    }

    /// A letter was typed.
    pub(super) fn typed(self) {
        if !self.writes.get_untracked() {
            self.writes.set(true);
        }
        let writes = self.writes;
        self.stops.set_value(Some(Timeout::new(WRITES, move || {
            writes.try_set(false);
        })));
    }

    /// It was sent.
    pub(super) fn stopped(self) {
        self.stops.set_value(None);
        if self.writes.get_untracked() {
            self.writes.set(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn looks(ticket: TicketId, agent: u128, writing: bool, new: bool) -> AgentFrame {
        let agent = AgentRef { id: Uuid::from_u128(agent).into(), name: format!("A{agent}") };
        AgentFrame::Looks { ticket, agent, writing, new }
    }

    #[test]
    fn who_looks_is_known_until_they_leave_or_say_nothing() {
        let ticket = TicketId(Uuid::from_u128(7));
        let mut lookers = Lookers::default();
        let names = |lookers: &Lookers, writing| {
            lookers.agents(writing).into_iter().map(|agent| agent.name).collect::<Vec<_>>()
        };
        assert!(!lookers.hear(&looks(ticket, 1, false, true)), "none is open");
        lookers.begin(Some(ticket));
        assert!(lookers.hear(&looks(ticket, 1, false, true)) && !lookers.hear(&looks(ticket, 2, true, false)));
        assert!(!lookers.hear(&looks(TicketId(Uuid::from_u128(8)), 3, false, true)), "of another one");
        assert_eq!((names(&lookers, false), names(&lookers, true)), (vec!["A1".to_owned()], vec!["A2".to_owned()]));
        lookers.hear(&looks(ticket, 1, true, false));
        assert_eq!(names(&lookers, true), ["A1", "A2"]);
        lookers.hear(&AgentFrame::LooksAway { ticket, agent: Uuid::from_u128(1).into() });
        (0..MISSED).for_each(|_| lookers.round());
        assert_eq!(names(&lookers, true), ["A2"]);
        lookers.round();
        assert_eq!(lookers, Lookers { ticket: Some(ticket), all: Vec::new() });
    }
}
