//! One employee in one group: added, changed, removed.

use contract::{
    AccountId, GroupId,
    departments::{Membership, MembershipDetails, Part, RemoveMember, SetMember, Share},
    people::{ListPeople, PeopleFilter, PersonKind},
};
use leptos::prelude::*;
use ui::{
    AskDialog, Button, ButtonKind, Choice, Dialog, Field, FieldKind, Item, Kept, ProblemNotice, SearchBox, Select,
    Show, Submission, Tone, fill,
};

use crate::{company::use_company, live, pages::settled, text::GroupText};

/// How many employees are asked for, members among them, and how many are offered.
const ASKED: u32 = 200;
const FOUND: usize = 8;

const PARTS: [Part; 4] = [Part::Primary, Part::Secondary, Part::Pull, Part::Excluded];

/// What stands in the fields.
#[derive(Clone, Copy)]
struct Typed {
    chats_part: RwSignal<String>,
    chats_limit: RwSignal<String>,
    tickets_part: RwSignal<String>,
    tickets_limit: RwSignal<String>,
    order: RwSignal<String>,
}

/// A part's place in [`PARTS`], which is its value in the list.
fn place_of(part: Part) -> String {
    PARTS.iter().position(|known| *known == part).unwrap_or_default().to_string()
}

fn number(text: RwSignal<String>, most: u32) -> Option<u32> {
    text.with(|text| text.trim().parse().ok().filter(|number| *number <= most))
}

impl Typed {
    fn new() -> Self {
        let typed = |text: &str| RwSignal::new(text.to_owned());
        Self {
            chats_part: typed("0"),
            chats_limit: typed("5"),
            tickets_part: typed("0"),
            tickets_limit: typed("20"),
            order: typed("0"),
        }
    }

    fn fill(self, details: &MembershipDetails) {
        self.chats_part.set(place_of(details.chats.part));
        self.chats_limit.set(details.chats.limit.to_string());
        self.tickets_part.set(place_of(details.tickets.part));
        self.tickets_limit.set(details.tickets.limit.to_string());
        self.order.set(details.order.to_string());
    }

    /// What would be sent; nothing while a number does not read. Whether a member accepts at the moment is the
    /// member's own word and stays as it is.
    fn details(self, before: Option<&MembershipDetails>) -> Option<MembershipDetails> {
        let part = |place: RwSignal<String>| {
            place.with(|place| place.parse::<usize>().ok().and_then(|place| PARTS.get(place).copied()))
        };
        let share = |part, limit, active| Share { part, limit, active };
        Some(MembershipDetails {
            chats: share(
                part(self.chats_part)?,
                number(self.chats_limit, 1000)?,
                before.is_none_or(|before| before.chats.active),
            ),
            tickets: share(
                part(self.tickets_part)?,
                number(self.tickets_limit, 1000)?,
                before.is_none_or(|before| before.tickets.active),
            ),
            order: i32::try_from(number(self.order, 10_000)?).ok()?,
        })
    }
}

/// Adds a member while `adding`, or changes the one that is `edited`.
#[component]
pub(super) fn MemberDialog(
    group: GroupId,
    #[prop(into)] group_name: Signal<String>,
    members: Kept<Vec<Membership>>,
    adding: RwSignal<bool>,
    edited: RwSignal<Option<Membership>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let open = RwSignal::new(false);
    let typed = Typed::new();
    let employee = RwSignal::new(String::new());
    let saving = Submission::new();
    // Nobody was chosen, and it was pressed all the same.
    let missing = RwSignal::new(false);
    ui::effect(move || {
        let now = edited.get();
        if now.is_some() || adding.get() {
            saving.clear();
            missing.set(false);
            employee.set(String::new());
            match now {
                Some(member) => typed.fill(&member.details),
                None => typed.fill(&MembershipDetails {
                    chats: Share { part: Part::Primary, limit: 5, active: true },
                    tickets: Share { part: Part::Primary, limit: 20, active: true },
                    order: 0,
                }),
            }
            open.set(true);
        }
    });
    let submit = move |()| {
        let before = edited.get_untracked();
        let agent = match &before {
            Some(member) => Some(member.agent.id),
            None => employee.get_untracked().parse::<AccountId>().ok(),
        };
        missing.set(agent.is_none());
        let details = untrack(|| typed.details(before.as_ref().map(|member| &member.details)));
        let (Some(agent), Some(body)) = (agent, details) else { return };
        let (api, version) = (api.clone(), before.map_or(0, |member| member.version));
        saving.run(async move { api.call(SetMember { group, agent, version, body }).await }, move |_member| {
            toaster.toast(Tone::Good, t.saved);
            open.try_set(false);
            company.refetch();
            on_change.try_run(());
        });
    };
    let title = move || match edited.get() {
        Some(member) => fill(t.member_title, &[("name", &member.agent.name), ("group", &group_name.get())]),
        None => fill(t.new_member_title, &[("group", &group_name.get())]),
    };
    let footer = move || {
        view! {
            <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
            <Button kind=ButtonKind::Primary submit=true busy=saving.busy>
                {move || if edited.with(Option::is_some) { t.save } else { t.add }}
            </Button>
        }
    };
    view! {
        <Dialog
            open
            title
            footer
            on_submit=submit
            on_close=move |()| {
                adding.set(false);
                edited.set(None);
            }
        >
            <div class="stack" data-gap="4">
                <ProblemNotice problem=saving.problem />
                <Show when=move || edited.with(Option::is_none)>
                    <EmployeeChoice value=employee missing members />
                </Show>
                <ShareFields typed />
            </div>
        </Dialog>
    }
    .into_any()
}

/// The employees who are no members yet, found by their names: there may be hundreds.
#[component]
fn EmployeeChoice(value: RwSignal<String>, missing: RwSignal<bool>, members: Kept<Vec<Membership>>) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let api = ui::api();
    let sought = RwSignal::new(String::new());
    let settled = settled(sought);
    let query = live::load(move || {
        let (api, word) = (api.clone(), settled.get().trim().to_owned());
        let query = (!word.is_empty()).then_some(word);
        let body =
            PeopleFilter { kind: Some(PersonKind::Employee), query, limit: Some(ASKED), ..PeopleFilter::default() };
        async move { api.call(ListPeople { body }).await }
    });
    let found = ui::kept(move || {
        let there = |id| members.with(|members| members.iter().any(|member| member.agent.id == id));
        let people = query.ready().map_or(Vec::new(), |page| page.items);
        let left = people.into_iter().filter(|person| person.active && !there(person.id)).take(FOUND);
        left.map(|person| (person.id.to_string(), person.name, person.username)).collect::<Vec<_>>()
    });
    let rows = move || {
        let row = |(id, name, username): (String, String, String)| {
            Item::new(id.clone(), move || {
                let own = id.clone();
                view! {
                    <label class="radio-card">
                        <input
                            type="radio"
                            name="employee"
                            prop:checked=move || value.with(|chosen| *chosen == own)
                            on:change=move |_| value.set(id.clone())
                        />
                        <span class="title">{name}</span>
                        <span class="hint">{username}</span>
                    </label>
                }
                .into_any()
            })
        };
        found.get().into_iter().map(row).collect()
    };
    let lacks = ui::memo(move || missing.get() && value.with(String::is_empty));
    let nobody = move || query.ready().is_some() && found.with(Vec::is_empty);
    view! {
        <div class="stack" data-gap="3">
            <SearchBox label=t.find_employee placeholder=t.find_employee value=sought />
            <ProblemNotice problem=query.problem on_retry=move |()| query.refetch() />
            <fieldset class="radio-cards" data-columns="1">
                <legend>{t.employee}</legend>
                {ui::list(rows)}
            </fieldset>
            {ui::show(nobody, move || ui::markup! { <p class="muted small" role="status">{t.nobody_left}</p> })}
            {ui::show(move || lacks.get(), move || {
                ui::markup! { <div class="field"><p class="error" role="alert">{t.choose}</p></div> }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn ShareFields(typed: Typed) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let parts = Signal::derive(move || {
        PARTS.iter().map(|part| Choice::new(place_of(*part), super::words::part(t, *part))).collect::<Vec<_>>()
    });
    let wrong = move |text, most, said: &'static str| {
        Signal::derive(move || number(text, most).is_none().then(|| said.to_owned()))
    };
    view! {
        <div class="fields" data-columns="2">
            <Select name="chats_part" label=t.chats_part value=typed.chats_part choices=parts />
            <Field name="chats_limit" label=t.chats_limit kind=FieldKind::Number value=typed.chats_limit
                error=wrong(typed.chats_limit, 1000, t.number_wrong) />
            <Select name="tickets_part" label=t.tickets_part value=typed.tickets_part choices=parts />
            <Field name="tickets_limit" label=t.tickets_limit kind=FieldKind::Number value=typed.tickets_limit
                error=wrong(typed.tickets_limit, 1000, t.number_wrong) />
        </div>
        <Field name="order" label=t.order hint=t.order_hint kind=FieldKind::Number value=typed.order
            error=wrong(typed.order, 10_000, t.order_wrong) />
    }
    .into_any()
}

/// Asks before a membership ends, and says what happens to the open work.
#[component]
pub(super) fn RemoveMemberDialog(
    group: GroupId,
    #[prop(into)] group_name: Signal<String>,
    removed: RwSignal<Option<Membership>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = ui::texts::<GroupText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let company = use_company();
    let open = RwSignal::new(false);
    let sending = Submission::new();
    ui::effect(move || {
        if removed.with(Option::is_some) {
            sending.clear();
            open.set(true);
        }
    });
    let name =
        move || removed.with(|removed| removed.as_ref().map_or(String::new(), |member| member.agent.name.clone()));
    let submit = move |()| {
        let Some(member) = removed.get_untracked() else { return };
        let api = api.clone();
        let agent = member.agent.id;
        let left = group_name.get_untracked();
        sending.run(async move { api.call(RemoveMember { group, agent, body: () }).await }, move |()| {
            let words = [("name", member.agent.name.as_str()), ("group", &left)];
            toaster.toast(Tone::Good, fill(t.removed, &words));
            open.try_set(false);
            company.refetch();
            on_change.try_run(());
        });
    };
    let title = move || fill(t.remove_title, &[("name", &name()), ("group", &group_name.get())]);
    view! {
        <AskDialog
            open
            title
            text=move || fill(t.remove_text, &[("name", &name())])
            act=t.remove_confirm
            danger=true
            sending
            on_submit=submit
            on_close=move |()| removed.set(None)
        />
    }
    .into_any()
}
