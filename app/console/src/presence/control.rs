//! The presence control: what the four facts mean now, and a switch for each with its consequence in words.

use contract::{
    GroupId,
    departments::Channel,
    presence::{
        Availability, CheckIn, CheckOut, MyMembership, NewActivity, NewAvailability, Receiving, SetActivity,
        SetAvailability,
    },
};
use leptos::{prelude::*, task::spawn_local};
use ui::{Button, Chip, Dot, DotState, For, Icon, Kept, Menu, Segmented, Shape, Switch, Time, TimeStyle, Tone, fill};

use super::{PANEL, PresenceStore, use_presence, words};
use crate::text::PresenceText;

/// The control in the top bar, and its panel.
#[component]
pub fn PresenceControl() -> impl IntoView {
    let t = ui::texts::<PresenceText>();
    let store = use_presence();
    let language = ui::language();
    let word = move || store.with(|presence| presence.map_or("", |presence| words::state(t, presence)));
    let dot = Signal::derive(move || store.with(|presence| presence.map_or(DotState::Offline, words::dot)));
    let summary = ui::kept(move || {
        store.with(|presence| presence.map(|presence| words::summary(t, language, presence))).unwrap_or_default()
    });
    view! {
        <button
            class="presence"
            type="button"
            popovertarget=PANEL
            aria-expanded="false"
            title=move || summary.get()
            hidden=move || store.with(|presence| presence.is_none())
        >
            <Dot state=dot />
            <span class="state">{move || word()}</span>
            <span class="detail">"· " {move || summary.get()}</span>
            <Icon shape=Shape::Down />
        </button>
        <Menu id=PANEL label=t.title panel=true align_end=true>
            <Panel />
        </Menu>
    }
    .into_any()
}

/// The panel stays as it is while its facts change, so that the switch just pressed keeps the focus.
#[component]
fn Panel() -> impl IntoView {
    let t = ui::texts::<PresenceText>();
    let store = use_presence();
    let language = ui::language();
    let coming = move || {
        store.with(|presence| match presence {
            None => String::new(),
            Some(presence) => match words::coming(t, language, presence) {
                Some(what) => fill(t.you_receive, &[("what", &what)]),
                None => format!("{}.", words::summary(t, language, presence)),
            },
        })
    };
    let requires = ui::kept(move || store.with(|presence| presence.is_some_and(|known| known.requires_check_in)));
    let groups = ui::kept(move || {
        store.with(|presence| match presence {
            None => Vec::new(),
            Some(presence) => presence.memberships.iter().map(|known| known.group).collect::<Vec<_>>(),
        })
    });
    view! {
        <div class="stack" data-gap="3">
            <p class="strong" role="status">{move || coming()}</p>
            <Word />
            {move || requires.get().then(|| view! { <Shift /> })}
            <section class="stack" data-gap="3" hidden=move || groups.with(Vec::is_empty)>
                <h3 class="small muted">{t.memberships}</h3>
                <For each=move || groups.get() key=|group| *group let:group>
                    <MembershipSwitches group />
                </For>
            </section>
        </div>
    }
    .into_any()
}

/// Available or away.
#[component]
fn Word() -> impl IntoView {
    let t = ui::texts::<PresenceText>();
    let store = use_presence();
    let say = Say::new(store);
    let choices = vec![ui::Choice::new(true, t.available), ui::Choice::new(false, t.away)];
    let available = Signal::derive(move || {
        store.with(|presence| presence.is_none_or(|known| known.availability == Availability::Available))
    });
    let other = move || match available.get() {
        true => format!("{}: {}", t.away, t.away_hint),
        false => format!("{}: {}", t.available, t.available_hint),
    };
    view! {
        <section class="stack" data-gap="1">
            <Segmented
                label=t.word
                choices
                value=available
                on_change=move |available| {
                    let availability = if available { Availability::Available } else { Availability::Away };
                    say.run(async move {
                        store.say(SetAvailability { body: NewAvailability { availability } }).await
                    });
                }
            />
            <p class="small">{move || store.with(|presence| presence.map(|known| words::now(t, known)))}</p>
            <p class="small muted">{move || other()}</p>
        </section>
    }
    .into_any()
}

/// Check-in and check-out.
#[component]
fn Shift() -> impl IntoView {
    let t = ui::texts::<PresenceText>();
    let store = use_presence();
    let say = Say::new(store);
    let since = ui::kept(move || store.with(|presence| presence?.checked_in_since.clone()));
    let is_in = move || since.with(Option::is_some);
    let press = move |_| {
        if untrack(is_in) {
            say.run(async move { store.say(CheckOut { body: () }).await });
        } else {
            say.run(async move { store.say(CheckIn { body: () }).await });
        }
    };
    let hint = move || match is_in() {
        true => format!("{}: {}", t.check_out, t.check_out_hint),
        false => format!("{}: {}", t.check_in, t.check_in_hint),
    };
    let standing = move || match since.get() {
        Some(at) => view! { {t.checked_in_since} " " <Time at style=TimeStyle::Clock /> }.into_any(),
        None => t.checked_out.into_any(),
    };
    view! {
        <section class="stack" data-gap="1">
            <div class="row">
                <span class="grow">{move || standing()}</span>
                <Button busy=say.busy on_click=press>
                    {move || if is_in() { t.check_out } else { t.check_in }}
                </Button>
            </div>
            <p class="small muted">{move || hint()}</p>
        </section>
    }
    .into_any()
}

/// One group's switches.
#[component]
fn MembershipSwitches(group: GroupId) -> impl IntoView {
    let t = ui::texts::<PresenceText>();
    let store = use_presence();
    let membership = ui::kept(move || {
        store.with(|presence| presence?.memberships.iter().find(|known| known.group == group).cloned())
    });
    let place = ui::kept(move || membership.with(|known| known.as_ref().map(|known| words::place(t, known))));
    let hidden = move || membership.with(|known| known.as_ref().is_some_and(|known| known.hidden));
    let channels = ui::kept(move || {
        membership.with(|known| match known {
            None => Vec::new(),
            Some(known) => {
                let offered = |one: &&Receiving| known.offers_chat || one.channel == Channel::Ticket;
                known.receiving.iter().filter(offered).map(|one| one.channel).collect::<Vec<_>>()
            }
        })
    });
    view! {
        <div class="stack" data-gap="1">
            <p class="row">
                <strong class="grow">{move || place.get()}</strong>
                {move || hidden().then(|| view! { <Chip>{t.hidden}</Chip> })}
            </p>
            <For each=move || channels.get() key=|channel| *channel let:channel>
                <ChannelSwitch membership place channel />
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn ChannelSwitch(
    membership: Kept<Option<MyMembership>>,
    place: Kept<Option<String>>,
    channel: Channel,
) -> impl IntoView {
    let t = ui::texts::<PresenceText>();
    let store = use_presence();
    let say = Say::new(store);
    let one = ui::kept(move || {
        membership.with(|known| known.as_ref()?.receiving.iter().find(|one| one.channel == channel).cloned())
    });
    let (name, label, off, on) = match channel {
        Channel::Chat => (t.chats, t.chats_switch, t.switch_off_chats, t.switch_on_chats),
        Channel::Ticket => (t.tickets, t.tickets_switch, t.switch_off_tickets, t.switch_on_tickets),
    };
    let consequence = move || {
        one.with(|one| match one {
            Some(one) if one.share.active => off.to_owned(),
            Some(one) => fill(on, &[("limit", &one.share.limit.to_string())]),
            None => String::new(),
        })
    };
    let now = move || {
        one.with(|one| match one {
            None => String::new(),
            Some(one) => {
                let open = words::limits(t.open_of, one.open, one.share.limit);
                let comes = one.why_not.as_ref().map_or(t.comes.to_owned(), |why| words::my_why_not(t, why));
                format!(" · {open} · {comes}")
            }
        })
    };
    let press = move |active| {
        let Some(group) = membership.with_untracked(|known| known.as_ref().map(|known| known.group)) else { return };
        say.run(async move { store.say(SetActivity { group, body: NewActivity { channel, active } }).await });
    };
    view! {
        <div class="stack" data-gap="1">
            <div class="row">
                <span class="grow">{name} <span class="muted small">{move || now()}</span></span>
                <Switch
                    label=move || fill(label, &[("where", &place.get().unwrap_or_default())])
                    checked=Signal::derive(move || one.with(|one| one.as_ref().is_some_and(|one| one.share.active)))
                    busy=say.busy
                    on_change=press
                />
            </div>
            <p class="tiny muted">{move || consequence()}</p>
        </div>
    }
    .into_any()
}

/// A word being said: busy until the server answered, and a toast when it refused.
#[derive(Clone, Copy)]
struct Say {
    busy: RwSignal<bool>,
    toaster: ui::Toaster,
    store: PresenceStore,
}

impl Say {
    fn new(store: PresenceStore) -> Self {
        Self { busy: RwSignal::new(false), toaster: ui::toasts(), store }
    }

    fn run(self, word: impl Future<Output = Result<(), client::CallError>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let t = ui::texts::<PresenceText>();
        spawn_local(async move {
            if let Err(error) = word.await {
                let problem = ui::problem_text(ui::language(), &error);
                self.toaster.toast(Tone::Bad, fill(t.failed, &[("problem", &problem)]));
                self.store.refetch();
            }
            self.busy.try_set(false);
        });
    }
}
