//! Where a department's mails are fetched.

use contract::{
    DepartmentId,
    mailboxes::{
        FetchMailbox, GetMailbox, MailProtocol, MailSecurity, Mailbox, MailboxDetails, NewMailbox, RemoveMailbox,
        SetMailbox,
    },
    rights::Permission,
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_params_map;
use ui::{
    Button, ButtonKind, Checkbox, Choice, Field, FieldKind, Kept, LinkButton, Notice, ProblemNotice, Query, Select,
    Show, Submission, Time, Tone, WhenReady, fill,
};

use crate::{
    company::{departments, use_company},
    confirm::ConfirmButton,
    frame::{ForAdministrators, Page, Section},
    live, paths,
    shell::NotFoundPage,
    text::MailboxText,
};

/// The page.
#[component]
pub fn MailboxPage() -> impl IntoView {
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")?.parse::<DepartmentId>().ok()));
    ui::changing(move || match id.get() {
        None => view! { <NotFoundPage /> }.into_any(),
        Some(department) => view! { <Loading department /> }.into_any(),
    })
}

#[component]
fn Loading(department: DepartmentId) -> impl IntoView {
    let t = ui::texts::<MailboxText>();
    let (api, company) = (ui::api(), use_company());
    let query: Query<Mailbox> = live::load(move || {
        let api = api.clone();
        async move { api.call(GetMailbox { department, body: () }).await }
    });
    let known = move || {
        company.with(|company| {
            let found = company.into_iter().flat_map(departments).find(|one| one.id == department)?;
            Some((found.details.name.clone(), found.details.email.clone()))
        })
    };
    let sub = move || fill(t.lead, &[("email", &known().unwrap_or_default().1)]);
    view! {
        <Page width="narrow">
            <nav class="crumbs">
                <a href=paths::department(department)>{move || known().unwrap_or_default().0}</a>
            </nav>
            <header class="page-head">
                <div class="titles">
                    <h1>{t.title}</h1>
                    <p class="sub">{sub}</p>
                </div>
            </header>
            <ForAdministrators needs=Permission::ManageCompany>
                <WhenReady query rows=8 let:mailbox>
                    <Whole query mailbox />
                </WhenReady>
            </ForAdministrators>
        </Page>
    }
    .into_any()
}

#[component]
fn Whole(query: Query<Mailbox>, mailbox: Kept<Mailbox>) -> impl IntoView {
    let is_there = ui::kept(move || mailbox.with(|mailbox| mailbox.details.is_some()));
    view! {
        <Show when=move || is_there.get()>
            <State query mailbox />
        </Show>
        <Form query mailbox />
    }
    .into_any()
}

/// How fetching goes.
#[component]
fn State(query: Query<Mailbox>, mailbox: Kept<Mailbox>) -> impl IntoView {
    let t = ui::texts::<MailboxText>();
    let department = mailbox.with_untracked(|mailbox| mailbox.department);
    let (api, fetching) = (StoredValue::new(ui::api()), Submission::new());
    let fetch = move |_| {
        let api = api.get_value();
        fetching.run(async move { api.call(FetchMailbox { department, body: () }).await }, move |now| query.set(now));
    };
    let goes = ui::kept(move || mailbox.with(|one| (one.problem.clone(), one.fetched_at.clone())));
    let state = move || match goes.get() {
        (problem, _) if !problem.is_empty() => {
            view! { <Notice tone=Tone::Bad>{fill(t.problem, &[("problem", &problem)])}</Notice> }.into_any()
        }
        (_, Some(at)) => view! { <p>{t.fetched} " " <Time at /></p> }.into_any(),
        (_, None) => view! { <p class="muted">{t.not_yet}</p> }.into_any(),
    };
    let remove = move || {
        let api = api.get_value();
        async move { api.call(RemoveMailbox { department, body: () }).await.map(|now| query.set(now)) }
    };
    view! {
        <Section title=t.state>
            <ProblemNotice problem=fetching.problem />
            {ui::changing(state)}
            <div class="row">
                <Button busy=fetching.busy on_click=fetch>{t.fetch}</Button>
                <LinkButton href=paths::MAILS>{t.log}</LinkButton>
                <span class="grow"></span>
                <ConfirmButton label=t.remove title=t.remove_title text=t.remove_text act=t.remove send=remove
                    then=move || t.removed.to_owned() />
            </div>
        </Section>
    }
    .into_any()
}

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
struct Fields {
    protocol: RwSignal<String>,
    host: RwSignal<String>,
    port: RwSignal<String>,
    security: RwSignal<String>,
    username: RwSignal<String>,
    password: RwSignal<String>,
    folder: RwSignal<String>,
    enabled: RwSignal<bool>,
    checked_by: RwSignal<String>,
    plus_addresses: RwSignal<bool>,
    with_old: RwSignal<bool>,
}

/// The word of a protocol, and its usual port with TLS from the beginning and without.
const PROTOCOLS: [(MailProtocol, &str, [&str; 2]); 2] =
    [(MailProtocol::Imap, "imap", ["993", "143"]), (MailProtocol::Pop3, "pop3", ["995", "110"])];

const SECURITIES: [(MailSecurity, &str); 3] =
    [(MailSecurity::Tls, "tls"), (MailSecurity::StartTls, "starttls"), (MailSecurity::None, "none")];

impl Fields {
    fn of(known: Option<MailboxDetails>) -> Self {
        let details = known.unwrap_or(MailboxDetails {
            port: 993,
            folder: "INBOX".into(),
            enabled: true,
            ..MailboxDetails::default()
        });
        let protocol = PROTOCOLS.iter().find(|(one, ..)| *one == details.protocol).map_or("", |(_, word, _)| word);
        let security = SECURITIES.iter().find(|(one, _)| *one == details.security).map_or("", |(_, word)| word);
        Self {
            protocol: RwSignal::new(protocol.to_owned()),
            host: RwSignal::new(details.host),
            port: RwSignal::new(details.port.to_string()),
            security: RwSignal::new(security.to_owned()),
            username: RwSignal::new(details.username),
            password: RwSignal::new(String::new()),
            folder: RwSignal::new(details.folder),
            enabled: RwSignal::new(details.enabled),
            checked_by: RwSignal::new(details.checked_by),
            plus_addresses: RwSignal::new(details.plus_addresses),
            with_old: RwSignal::new(false),
        }
    }

    /// The usual port, once another protocol or security is chosen and the port was the usual one before.
    fn follow(self) {
        let usual = |ports: &[&'static str; 2]| if self.security.get() == "tls" { ports[0] } else { ports[1] };
        let wanted = self.protocol.get();
        let port = PROTOCOLS.iter().find(|(_, word, _)| *word == wanted).map(|(.., ports)| usual(ports));
        let is_usual = self.port.with_untracked(|port| PROTOCOLS.iter().any(|(.., all)| all.contains(&port.as_str())));
        if let Some(port) = port.filter(|_| is_usual) {
            self.port.set(port.to_owned());
        }
    }

    fn body(self) -> NewMailbox {
        let (protocol, security) = (self.protocol.get(), self.security.get());
        let password = self.password.get();
        NewMailbox {
            details: MailboxDetails {
                protocol: PROTOCOLS
                    .iter()
                    .find(|(_, word, _)| *word == protocol)
                    .map_or_else(Default::default, |it| it.0),
                host: self.host.get().trim().to_owned(),
                // What does not read, the server refuses by name.
                port: self.port.with(|port| port.trim().parse().unwrap_or(0)),
                security: SECURITIES
                    .iter()
                    .find(|(_, word)| *word == security)
                    .map_or_else(Default::default, |it| it.0),
                username: self.username.get().trim().to_owned(),
                folder: self.folder.get().trim().to_owned(),
                enabled: self.enabled.get(),
                checked_by: self.checked_by.get().trim().to_owned(),
                plus_addresses: self.plus_addresses.get(),
            },
            password: Some(password).filter(|password| !password.is_empty()),
            with_old: self.with_old.get(),
        }
    }
}

#[component]
fn Form(query: Query<Mailbox>, mailbox: Kept<Mailbox>) -> impl IntoView {
    let t = ui::texts::<MailboxText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let first = mailbox.get_untracked();
    let (department, is_there) = (first.department, ui::kept(move || mailbox.with(|one| one.details.is_some())));
    let fields = Fields::of(first.details);
    ui::effect(move || fields.follow());
    let saving = Submission::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let api = api.clone();
        let (version, body) = untrack(|| (mailbox.with(|one| one.version), fields.body()));
        saving.run(async move { api.call(SetMailbox { department, version, body }).await }, move |now| {
            fields.password.set(String::new());
            query.set(now);
            toaster.toast(Tone::Good, t.saved);
        });
    };
    let protocols = vec![Choice::new("imap".to_owned(), "IMAP"), Choice::new("pop3".to_owned(), "POP3")];
    let securities = vec![
        Choice::new("tls".to_owned(), "TLS"),
        Choice::new("starttls".to_owned(), "STARTTLS"),
        Choice::new("none".to_owned(), t.unencrypted),
    ];
    let hint = move || if is_there.get() { t.password_keep } else { t.password_hint };
    view! {
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            <ProblemNotice problem=saving.problem />
            <Section title=t.server>
                <Select name="protocol" label=t.protocol value=fields.protocol choices=protocols />
                <Field name="host" label=t.host value=fields.host error=saving.field("details.host") autocomplete="off" />
                <Select name="security" label=t.security hint=t.security_hint value=fields.security choices=securities />
                <Field name="port" label=t.port value=fields.port kind=FieldKind::Number
                    error=saving.field("details.port") />
                <Field name="username" label=t.username value=fields.username error=saving.field("details.username")
                    autocomplete="off" />
                <Field name="password" label=t.password hint=Signal::derive(hint) value=fields.password
                    kind=FieldKind::Password error=saving.field("password") autocomplete="off" />
                <Show when=move || fields.protocol.with(|word| word == "imap")>
                    <Field name="folder" label=t.folder value=fields.folder error=saving.field("details.folder") />
                </Show>
                <Field name="checked-by" label=t.checked_by hint=t.checked_by_hint value=fields.checked_by
                    error=saving.field("details.checked_by") autocomplete="off" />
                <Checkbox name="plus-addresses" checked=fields.plus_addresses hint=t.plus_addresses_hint
                    on_change=move |on| fields.plus_addresses.set(on)>
                    {t.plus_addresses}
                </Checkbox>
                <Checkbox name="enabled" checked=fields.enabled hint=t.enabled_hint
                    on_change=move |on| fields.enabled.set(on)>
                    {t.enabled}
                </Checkbox>
                <Checkbox name="with-old" checked=fields.with_old hint=t.with_old_hint
                    on_change=move |on| fields.with_old.set(on)>
                    {t.with_old}
                </Checkbox>
            </Section>
            <div class="row">
                <span class="grow"></span>
                <LinkButton href=paths::department(department)>{t.cancel}</LinkButton>
                <Button kind=ButtonKind::Primary submit=true busy=saving.busy>{t.save}</Button>
            </div>
        </form>
    }
    .into_any()
}
