//! Before a chat: says first whether somebody is there, then takes the first message, or one that is left.

use contract::{DepartmentId, roles::CustomerRole, widget::PublicDepartment};
use leptos::{
    ev::{self, SubmitEvent},
    prelude::*,
};
use ui::{
    Button, ButtonKind, Dot, DotState, Field, FieldKind, Item, Notice, Now, ProblemNotice, Size, Submission, TimeStyle,
    Tone, effect, fill, language, list, markup, show, texts, time_text, words,
};

use crate::{
    panel::focus,
    questions::Asking,
    state::{Goal, State},
    visit::Visit,
    words::WidgetText,
};

/// The form, or the receipt for what it left.
#[component]
pub fn Home(visit: Visit) -> impl IntoView {
    // What was received, in words; nothing while the form is there.
    let received = RwSignal::new(String::new());
    let t = texts::<WidgetText>();
    let is_received = move || !received.with(String::is_empty);
    markup! {
        <main class="view" aria-label={t.title}>
            {show(is_received, move || view! { <Received received visit /> }.into_any())}
            {show(move || !is_received(), move || view! { <Ask visit received /> }.into_any())}
        </main>
    }
}

#[component]
fn Ask(visit: Visit, received: RwSignal<String>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let drafts = visit.drafts;
    let nowhere = visit.fact(|state| state.goal() == Goal::Nowhere);
    let gone = visit.fact(|state| state.goal() == Goal::Gone);
    let chats = visit.fact(State::would_chat);
    let can_write = visit.fact(State::can_write);
    let headline = move || match (nowhere.get(), visit.is(State::is_there_somewhere)) {
        (true, _) => t.nowhere.to_owned(),
        (_, true) => t.here.to_owned(),
        _ => t.not_here.to_owned(),
    };
    let language = language();
    let lead = move || match (nowhere.get(), chats.get(), visit.state.with(State::opens_at)) {
        (true, ..) => t.nowhere_kept.to_owned(),
        (_, true, _) => t.lead_chat.to_owned(),
        _ if !can_write.get() => String::new(),
        (.., Some(at)) => fill(t.lead_opens, &[("time", &time_text(&at, TimeStyle::Full, language))]),
        _ => t.lead_message.to_owned(),
    };

    // Once something is typed it stands by its department: it does not go elsewhere by itself.
    effect(move || {
        if !drafts.ask.text.with(String::is_empty)
            && visit.state.with_untracked(|state| state.chosen.is_none())
            && let Goal::To(department) = visit.state.with(State::goal)
        {
            visit.state.update(|state| state.chosen = Some(department.id));
        }
    });
    effect(move || {
        if visit.focus.get() > 0 {
            focus("f-message");
        }
    });

    let sending = Submission::new();
    // What the form itself finds wrong: the fields' names, with a space between them.
    let slips = RwSignal::new(String::new());
    let asking = Asking::new(visit, slips, sending);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Goal::To(department) = visit.state.with_untracked(State::goal) else { return };
        let chat = chats.get_untracked();
        let email = drafts.email.text.with_untracked(|email| email.trim().to_owned());
        let mut wrong = Vec::new();
        if drafts.ask.text.with_untracked(|text| text.trim().is_empty()) {
            wrong.push("message".to_owned());
        }
        if !(chat && email.is_empty() || looks_like_email(&email)) {
            wrong.push("email".to_owned());
        }
        wrong.extend(asking.unanswered());
        slips.set(wrong.join(" "));
        if let Some(first) = wrong.first() {
            return focus(&["f-", first].concat());
        }
        let form = visit.form(department.id, asking.given());
        if chat {
            sending.run(async move { visit.start_chat(form).await }, |()| {});
        } else {
            sending.run(async move { visit.leave_message(form).await }, move |receipt| {
                if let Some(receipt) = receipt {
                    let number = receipt.number.to_string();
                    let values = [("department", &*receipt.department), ("number", &number), ("email", &email)];
                    received.try_set(fill(t.received_number, &values));
                }
            });
        }
    };
    let fault = |name: &str, text| fault(slips, sending, name.to_owned(), text);
    // What is to be done before that, in a window of its own: what is typed stays here.
    let first = move || {
        visit.state.with(|state| match state.goal() {
            Goal::To(department) => match state.lacks(&department) {
                Some(chats) => [if chats { t.start } else { t.leave }, ": ", first(state, t)].concat(),
                None => String::new(),
            },
            Goal::Gone | Goal::Nowhere => String::new(),
        })
    };
    let warning = |text: &'static str| move || view! { <Notice tone=Tone::Warn>{text}</Notice> }.into_any();
    markup! {
        <form class="ask" novalidate="" on:submit={submit}>
            <div role="status">
                <h2>{words(headline)}</h2>
                <p class="lead">
                    {words(lead)}
                    " "
                    <a href="/profile" target="_blank">{words(first)}</a>
                </p>
            </div>
            {show(move || gone.get(), warning(t.gone))}
            {show(move || visit.is(State::was_refused), warning(t.nobody_there))}
            {view! { <Departments visit gone /> }}
            <div class="fields">
                {view! {
                    <Field
                        name="message"
                        label=t.message
                        value=drafts.ask.text
                        kind=FieldKind::Area(4)
                        maxlength=10_000_u32
                        error=fault("message", t.message_missing)
                    />
                }}
                {view! {
                    <Field
                        name="name"
                        label=t.name
                        value=drafts.name.text
                        optional=true
                        autocomplete="name"
                        maxlength=120_u32
                        error=fault("name", "")
                    />
                }}
                {view! {
                    <Field
                        name="email"
                        label=t.email
                        optional=chats
                        value=drafts.email.text
                        kind=FieldKind::Email
                        hint=t.email_hint
                        autocomplete="email"
                        maxlength=254_u32
                        error=fault("email", t.email_wrong)
                    />
                }}
                {asking.view()}
            </div>
            {view! { <ProblemNotice problem=sending.problem /> }}
            <footer>
                {view! {
                    <Button
                        kind=ButtonKind::Primary
                        size=Size::Large
                        wide=true
                        submit=true
                        busy=Now::of(move || sending.busy.get() || asking.is_coming())
                        disabled=Now::of(move || !can_write.get() || asking.has_failed())
                    >
                        {words(move || if chats.get() { t.start } else { t.leave }.to_owned())}
                    </Button>
                }}
            </footer>
        </form>
    }
}

/// What the form itself found wrong with a field, else what the server did.
pub fn fault(slips: RwSignal<String>, sending: Submission, name: String, text: &'static str) -> Now<Option<String>> {
    let language = language();
    Now::of(move || match slips.with(|slips| slips.split(' ').any(|slip| slip == name)) {
        true => Some(text.to_owned()),
        false => sending.fault(language, if name == "message" { "text" } else { &name }),
    })
}

/// The departments as cards, when there is something to choose.
#[component]
fn Departments(visit: Visit, gone: Memo<bool>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let several = visit.fact(|state| state.open_departments().len() > 1);
    let cards = move || {
        let item = |department: PublicDepartment| {
            let key = [&department.id.to_string(), " ", &department.name, "\n", &department.description].concat();
            Item::new(key, move || card(visit, department))
        };
        visit.state.with(State::open_departments).into_iter().map(item).collect()
    };
    markup! {
        <fieldset class="radio-cards" data-columns="1" hidden={move || !several.get() && !gone.get()}>
            <legend>{t.department}</legend>
            {list(cards)}
        </fieldset>
    }
}

fn card(visit: Visit, department: PublicDepartment) -> AnyView {
    let t = texts::<WidgetText>();
    let PublicDepartment { id, name, description, .. } = department;
    let chosen = move || visit.state.with(|state| matches!(state.goal(), Goal::To(to) if to.id == id));
    let is = move || {
        visit.state.with(|state| match found(state, id) {
            Some(found) if state.lacks(found).is_some() => (state.is_there(found), first(state, t)),
            Some(found) if state.is_there(found) => (true, t.online),
            _ => (false, t.by_email),
        })
    };
    let dot = move || if is().0 { DotState::Available } else { DotState::Offline };
    let hint = (!description.is_empty()).then(|| markup! { <span class="hint">{description}</span> });
    let choose = move |_: ev::Event| visit.state.update(|state| state.chosen = Some(id));
    markup! {
        <label class="radio-card">
            <input
                type="radio"
                name="department"
                value={id.to_string()}
                prop:checked={chosen}
                on:change={choose}
            />
            <span class="title">{name}</span>
            <span class="aside row small muted" data-gap="1">
                {view! { <Dot state=Now::of(dot) /> }}
                {words(move || is().1.to_owned())}
            </span>
            {hint}
        </label>
    }
}

fn found(state: &State, id: DepartmentId) -> Option<&PublicDepartment> {
    state.availability.departments.iter().find(|department| department.id == id)
}

/// What the visitor, who lacks a role, has to do before anything else.
fn first(state: &State, t: &WidgetText) -> &'static str {
    if state.role == CustomerRole::Everyone { t.sign_in_first } else { t.verify_first }
}

#[component]
fn Received(received: RwSignal<String>, visit: Visit) -> impl IntoView {
    let t = texts::<WidgetText>();
    effect(move || focus("received"));
    let again = move |_| {
        received.set(String::new());
        visit.focus.update(|times| *times += 1);
    };
    markup! {
        <section class="ended" role="status">
            <h2 id="received" tabindex="-1">{t.received}</h2>
            <p>{received.get_untracked()}</p>
            <div class="stack">{view! { <Button on_click=again>{t.another}</Button> }}</div>
        </section>
    }
}

/// Enough to see a slip; the server looks closer.
fn looks_like_email(text: &str) -> bool {
    match text.split_once('@') {
        Some((name, host)) => {
            !name.is_empty() && host.len() > 2 && !text.contains(char::is_whitespace) && !host.contains('@')
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::looks_like_email;

    #[test]
    fn slips_are_seen() {
        for good in ["a@b.c", "anna.berg+x@example.com", "я@пример.рф"] {
            assert!(looks_like_email(good), "{good}");
        }
        for bad in ["", "@", "a@", "@b.c", "a b@c.d", "a@b@c.d", "anna"] {
            assert!(!looks_like_email(bad), "{bad}");
        }
    }
}
