//! The mail log: every mail that came, and what became of it.

use contract::{
    DepartmentId, MailId,
    mails::{ListMails, MailFate, MailFilter, MailRow, RetryMail, Verdict},
    rights::Permission,
};
use leptos::prelude::*;
use ui::{Button, Chip, Choice, Empty, For, ProblemNotice, Select, Shape, Submission, Table, Time, Tone};

use crate::{
    company::use_company,
    frame::{Allowed, Page},
    pages::{Listed, Paged},
    paths,
    session::use_session,
    text::MailsText,
};

/// Every fate with its word in choices.
const FATES: [(MailFate, &str); 7] = [
    (MailFate::Quarantined, "quarantined"),
    (MailFate::NewTicket, "new_ticket"),
    (MailFate::Joined, "joined"),
    (MailFate::Stranger, "stranger"),
    (MailFate::NotAccepted, "not_accepted"),
    (MailFate::Bounce, "bounce"),
    (MailFate::Own, "own"),
];

fn fate(t: &MailsText, fate: MailFate) -> (&'static str, Tone) {
    match fate {
        MailFate::NewTicket => (t.new_ticket, Tone::Good),
        MailFate::Joined => (t.joined, Tone::Good),
        MailFate::Stranger => (t.stranger, Tone::Warn),
        MailFate::NotAccepted => (t.not_accepted, Tone::Neutral),
        MailFate::Own => (t.own, Tone::Neutral),
        MailFate::Bounce => (t.bounce, Tone::Warn),
        MailFate::Quarantined => (t.quarantined, Tone::Bad),
    }
}

/// The page.
#[component]
pub fn MailsPage() -> impl IntoView {
    let t = ui::texts::<MailsText>();
    let session = use_session();
    let may = Signal::derive(move || session.holds(Permission::ManageCompany));
    view! {
        <Page width="wide" title=t.title lead=t.lead>
            <Allowed when=may>
                <Log />
            </Allowed>
        </Page>
    }
    .into_any()
}

#[component]
fn Log() -> impl IntoView {
    let t = ui::texts::<MailsText>();
    let (api, company) = (ui::api(), use_company());
    let (department, became) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let departments = Signal::derive(move || {
        let mut all = vec![Choice::new(String::new(), t.every_department)];
        company.with(|company| {
            let departments = company.into_iter().flat_map(|company| &company.brands).flat_map(|one| &one.departments);
            all.extend(departments.map(|one| Choice::new(one.id.to_string(), one.details.name.clone())));
        });
        all
    });
    let fates = Signal::derive(move || {
        let all = FATES.iter().map(|(one, word)| Choice::new((*word).to_owned(), fate(t, *one).0));
        std::iter::once(Choice::new(String::new(), t.everything)).chain(all).collect::<Vec<_>>()
    });
    let paged = Paged::load(move |after| {
        let wanted = became.get();
        let body = MailFilter {
            department: department.get().parse::<DepartmentId>().ok(),
            fate: FATES.iter().find(|(_, word)| *word == wanted).map(|(fate, _)| *fate),
            after,
        };
        let api = api.clone();
        async move { api.call(ListMails { body }).await }
    });
    let rows = Callback::new(move |empty| view! { <Rows paged empty /> }.into_any());
    view! {
        <section class="card">
            <div class="body report-choices">
                <Select name="department" label=t.department value=department choices=departments />
                <Select name="fate" label=t.fate value=became choices=fates />
            </div>
        </section>
        <Listed paged rows />
    }
    .into_any()
}

#[component]
fn Rows(paged: Paged<MailRow>, empty: bool) -> impl IntoView {
    let t = ui::texts::<MailsText>();
    if empty {
        return view! { <Empty shape=Shape::Mail title=t.none text=t.none_text /> }.into_any();
    }
    view! {
        <section class="card">
            <Table label=t.title stack=true>
                <thead>
                    <tr>
                        <th scope="col">{t.from}</th>
                        <th scope="col">{t.subject}</th>
                        <th scope="col">{t.department}</th>
                        <th scope="col">{t.fate}</th>
                        <th scope="col">{t.came}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || paged.items() key=|row| (row.id, row.fate) let:row>
                        <Row row paged />
                    </For>
                </tbody>
            </Table>
        </section>
    }
    .into_any()
}

#[component]
fn Row(row: MailRow, paged: Paged<MailRow>) -> impl IntoView {
    let t = ui::texts::<MailsText>();
    let (words, tone) = fate(t, row.fate);
    let known = if row.from_name.is_empty() { row.from.clone() } else { row.from_name.clone() };
    let known = if known.is_empty() { t.unreadable.to_owned() } else { known };
    let subject = if row.subject.is_empty() { t.no_subject.to_owned() } else { row.subject.clone() };
    let where_to = row.ticket.zip(row.number).map(|(ticket, number)| {
        view! { " " <a class="link num" href=paths::ticket(ticket)>{format!("#{number}")}</a> }
    });
    let address = (!row.from_name.is_empty()).then(|| view! { <bdi class="muted small" dir="ltr">{row.from}</bdi> });
    let problem = (!row.problem.is_empty()).then(|| view! { <span class="muted small">{row.problem.clone()}</span> });
    let verdict = match row.verdict {
        Some(Verdict::Passed) => Some(t.passed),
        Some(Verdict::Failed) => Some(t.failed),
        Some(Verdict::Unknown) | None => None,
    };
    let verdict = verdict.map(|verdict| view! { <span class="muted small">{verdict}</span> });
    let again = (row.fate == MailFate::Quarantined).then(|| view! { <Again mail=row.id paged /> });
    view! {
        <tr>
            <td>
                <span class="stack" data-gap="0">
                    <bdi>{known}</bdi>
                    {address}
                    {verdict}
                </span>
            </td>
            <td data-label=t.subject>
                <span dir="auto">{subject}</span>
            </td>
            <td data-label=t.department>
                <bdi>{row.department_name}</bdi>
            </td>
            <td data-label=t.fate>
                <span class="stack" data-gap="1">
                    <span><Chip tone>{words}</Chip> {where_to}</span>
                    {row.automatic.then(|| view! { <span class="muted small">{t.automatic}</span> })}
                    {problem}
                    {again}
                </span>
            </td>
            <td data-label=t.came>
                <Time at=row.at />
            </td>
        </tr>
    }
    .into_any()
}

/// Handles a mail in quarantine again.
#[component]
fn Again(mail: MailId, paged: Paged<MailRow>) -> impl IntoView {
    let t = ui::texts::<MailsText>();
    let (api, trying) = (ui::api(), Submission::new());
    let retry = move |_| {
        let api = api.clone();
        trying.run(async move { api.call(RetryMail { mail, body: () }).await }, move |_| {
            paged.first.refetch();
        });
    };
    view! {
        <ProblemNotice problem=trying.problem />
        <span><Button busy=trying.busy on:click=retry>{t.retry}</Button></span>
    }
    .into_any()
}
