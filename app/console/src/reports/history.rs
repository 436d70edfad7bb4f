//! What was done to settings and people: found by kind, time and words.

use contract::{
    BrandId, DepartmentId, FieldId, RoleId,
    fields::ItemKind,
    history::{HistoryLine, HistorySearch, SearchHistory, Subject},
    people::Role,
    rights::Permission,
};
use leptos::prelude::*;
use ui::{Choice, Empty, Field as Input, FieldKind, For, Icon, SearchBox, Select, Shape, Show, Time};

use super::days;
use crate::{
    frame::{Allowed, Page},
    history::{Changes, told},
    pages::{Listed, Paged, settled},
    paths,
    session::use_session,
    text::{ActText, ChangesText, HistoryText},
};

/// What there is to choose from, and who may.
const KINDS: [(Subject, Permission); 7] = [
    (Subject::Brand, Permission::ManageCompany),
    (Subject::Department, Permission::ManageCompany),
    (Subject::Person, Permission::ManagePeople),
    (Subject::Role, Permission::ManageRoles),
    (Subject::Field, Permission::ManageFields),
    (Subject::Template, Permission::ManageFields),
    (Subject::Search, Permission::ManageFields),
];

/// Its word in addresses and choices, and what it is called.
fn word(t: &ChangesText, subject: Subject) -> (&'static str, &'static str) {
    match subject {
        Subject::Brand => ("brand", t.brand),
        Subject::Department => ("department", t.department),
        Subject::Person => ("person", t.person),
        Subject::Role => ("role", t.role),
        Subject::Field => ("field", t.field),
        Subject::Template => ("template", t.template),
        Subject::Search => ("search", t.search_template),
        Subject::Organization | Subject::Ticket => ("", ""),
    }
}

/// What is asked for. Copy it about.
#[derive(Clone, Copy)]
struct Asked {
    kind: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    words: Signal<String>,
}

impl Asked {
    fn search(self, t: &ChangesText, after: Option<String>) -> HistorySearch {
        let kind = self.kind.get();
        let subject = KINDS.iter().map(|(subject, _)| *subject).find(|subject| word(t, *subject).0 == kind);
        let (from, to, query) = (self.from.get(), self.to.get(), self.words.get().trim().to_owned());
        HistorySearch { subject, by: None, from, to, time_zone: days::zone(), query, after }
    }

    /// Where the same is as a file.
    fn file(self, t: &ChangesText) -> String {
        let HistorySearch { subject, from, to, query, .. } = self.search(t, None);
        let zone = days::zone_in_address();
        let kind = subject.map(|subject| format!("&subject={}", word(t, subject).0)).unwrap_or_default();
        let query = String::from(js_sys::encode_uri_component(&query));
        format!("/api/v1/history/settings/csv?from={from}&to={to}&time_zone={zone}&query={query}{kind}")
    }
}

/// The page.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let t = ui::texts::<ChangesText>();
    let session = use_session();
    let may = ui::kept(move || KINDS.iter().any(|(_, permission)| session.holds(*permission)));
    let typed = RwSignal::new(String::new());
    let asked = Asked {
        kind: RwSignal::new(String::new()),
        from: RwSignal::new(days::day(-89)),
        to: RwSignal::new(days::day(0)),
        words: settled(typed),
    };
    let acts = move || {
        view! {
            <Show when=move || may.get()>
                <a class="button" href=move || asked.file(t) download="" rel="external">{t.csv}</a>
            </Show>
        }
    };
    view! {
        <Page width="wide" title=t.title lead=t.lead acts>
            <Allowed when=Signal::derive(move || may.get())>
                <Everything asked typed />
            </Allowed>
        </Page>
    }
    .into_any()
}

#[component]
fn Everything(asked: Asked, typed: RwSignal<String>) -> impl IntoView {
    let t = ui::texts::<ChangesText>();
    let (api, session) = (ui::api(), use_session());
    let kinds = Signal::derive(move || {
        let held = KINDS.iter().filter(|(_, permission)| session.holds(*permission));
        let own = held.map(|(subject, _)| word(t, *subject)).map(|(word, name)| Choice::new(word.to_owned(), name));
        std::iter::once(Choice::new(String::new(), t.all)).chain(own).collect::<Vec<_>>()
    });
    let paged = Paged::load(move |after| {
        let (api, body) = (api.clone(), asked.search(t, after));
        async move { api.call(SearchHistory { body }).await }
    });
    let rows = Callback::new(move |empty| view! { <Rows paged empty /> }.into_any());
    view! {
        <section class="card">
            <div class="body report-choices">
                <Select name="kind" label=t.kind value=asked.kind choices=kinds />
                <Input name="from" label=t.from kind=FieldKind::Date value=asked.from />
                <Input name="to" label=t.to kind=FieldKind::Date value=asked.to />
                <SearchBox label=t.search placeholder=t.search_hint value=typed />
            </div>
        </section>
        <Listed paged rows />
    }
    .into_any()
}

#[component]
fn Rows(paged: Paged<HistoryLine>, empty: bool) -> impl IntoView {
    let t = ui::texts::<ChangesText>();
    if empty {
        return view! { <Empty shape=Shape::History title=t.none text=t.none_text /> }.into_any();
    }
    view! {
        <section class="card">
            <ol class="timeline">
                <For each=move || paged.items() key=|line| line.entry.id children=|line| view! { <Line line /> } />
            </ol>
        </section>
    }
    .into_any()
}

#[component]
fn Line(line: HistoryLine) -> impl IntoView {
    let (t, history) = (ui::texts::<ChangesText>(), ui::texts::<HistoryText>());
    let by = line.entry.by.as_ref().map_or(history.by_itself.to_owned(), |by| by.name.clone());
    let told = told(ui::texts::<ActText>(), &line.entry);
    let (_, kind) = word(t, line.subject);
    let named = line.name.as_deref().map(|name| match (line.subject, name) {
        (Subject::Template, "chat") => t.chats,
        (Subject::Template, "ticket") => t.tickets,
        (_, name) => name,
    });
    let named = format!("{kind}: {}", named.unwrap_or(t.gone));
    let what = match address(&line) {
        Some(href) => view! { <a class="link" href=href>{named}</a> }.into_any(),
        None => named.into_any(),
    };
    view! {
        <li>
            <Icon shape=Shape::History />
            <div class="main">
                <strong>{by}</strong>
                " · "
                {what}
                " · "
                {told}
                <Changes subject=line.subject changes=line.entry.changes />
            </div>
            <Time at=line.entry.at />
        </li>
    }
    .into_any()
}

/// Where the thing is.
fn address(line: &HistoryLine) -> Option<String> {
    let (id, name) = (line.subject_id, line.name.as_deref()?);
    Some(match line.subject {
        Subject::Brand => paths::brand(BrandId(id)),
        Subject::Department => paths::department(DepartmentId(id)),
        Subject::Person => paths::person(id.into()),
        Subject::Role => paths::role(Role::Own(RoleId(id))),
        Subject::Field => paths::field(FieldId(id)),
        Subject::Template => match (name, &line.entry.about) {
            ("chat", None) => paths::template(ItemKind::Chat, None),
            ("ticket", None) => paths::template(ItemKind::Ticket, None),
            _ => paths::FIELDS.to_owned(),
        },
        Subject::Search | Subject::Organization | Subject::Ticket => return None,
    })
}
