//! Before a chat: says first whether somebody is there, then takes the first message, or one that is left.

use contract::widget::{PublicDepartment, Receipt};
use leptos::{ev::SubmitEvent, prelude::*};
use ui::{
    Button, ButtonKind, Dot, DotState, Field, FieldKind, Notice, ProblemNotice, Size, Submission, Tone, fill, texts,
};

use crate::{
    panel::focus,
    sending::Asked,
    state::{Goal, State},
    visit::Visit,
    words::WidgetText,
};

/// The form, or the receipt for what it left.
#[component]
pub fn Home(visit: Visit) -> impl IntoView {
    let received = RwSignal::new(None::<(Receipt, String)>);
    let t = texts::<WidgetText>();
    view! {
        <main class="view" aria-label=t.title>
            {move || match received.get() {
                Some((receipt, email)) => view! { <Received receipt email received visit /> }.into_any(),
                None => view! { <Ask visit received /> }.into_any(),
            }}
        </main>
    }
}

#[component]
fn Ask(visit: Visit, received: RwSignal<Option<(Receipt, String)>>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let drafts = visit.drafts;
    let goal = Memo::new(move |_| visit.state.with(State::goal));
    let chats = Memo::new(move |_| {
        visit.state.with(|state| matches!(state.goal(), Goal::To(department) if state.can_chat(&department)))
    });
    // Somebody was there when the form was sent, and is not any more.
    let refused = Memo::new(move |_| goal.with(|goal| matches!(goal, Goal::To(to) if to.chat_now)) && !chats.get());
    let nowhere = Memo::new(move |_| goal.with(|goal| *goal == Goal::Nowhere));
    let gone = Memo::new(move |_| goal.with(|goal| *goal == Goal::Gone));
    let here = Memo::new(move |_| {
        visit.state.with(|state| state.open_departments().iter().any(|department| state.can_chat(department)))
    });
    let headline = move || match (nowhere.get(), here.get()) {
        (true, _) => t.nowhere,
        (_, true) => t.here,
        _ => t.not_here,
    };
    let lead = move || match (nowhere.get(), chats.get()) {
        (true, _) => t.nowhere_kept,
        (_, true) => t.lead_chat,
        _ => t.lead_message,
    };

    // Once something is typed it stands by its department: it does not go elsewhere by itself.
    Effect::new(move |_| {
        if !drafts.ask.text.with(String::is_empty)
            && visit.state.with_untracked(|state| state.chosen.is_none())
            && let Goal::To(department) = goal.get()
        {
            visit.state.update(|state| state.chosen = Some(department.id));
        }
    });
    Effect::new(move |_| {
        if visit.focus.get() > 0 {
            focus("f-message");
        }
    });

    let sending = Submission::new();
    let asked = StoredValue::new(None::<Asked>);
    let (no_text, no_email) = (RwSignal::new(false), RwSignal::new(false));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Goal::To(department) = goal.get_untracked() else { return };
        let chat = chats.get_untracked();
        let email = drafts.email.text.with_untracked(|email| email.trim().to_owned());
        no_text.set(drafts.ask.text.with_untracked(|text| text.trim().is_empty()));
        no_email.set(if chat && email.is_empty() { false } else { !looks_like_email(&email) });
        if no_text.get_untracked() {
            return focus("f-message");
        }
        if no_email.get_untracked() {
            return focus("f-email");
        }
        let now = asked.with_value(|before| visit.asked(department.id, before.as_ref()));
        asked.set_value(Some(now.clone()));
        if chat {
            sending.run(async move { visit.start_chat(now).await }, |()| {});
        } else {
            sending.run(async move { visit.leave_message(now).await }, move |receipt| {
                if let Some(receipt) = receipt {
                    received.try_set(Some((receipt, email)));
                }
            });
        }
    };
    let text_error = own_or_told(no_text, t.message_missing, sending.field("text"));
    let email_error = own_or_told(no_email, t.email_wrong, sending.field("email"));
    view! {
        <form class="ask" novalidate=true on:submit=submit>
            <div role="status">
                <h2>{headline}</h2>
                <p class="lead">{lead}</p>
            </div>
            {move || gone.get().then(|| view! { <Notice tone=Tone::Warn>{t.gone}</Notice> })}
            {move || refused.get().then(|| view! { <Notice tone=Tone::Warn>{t.nobody_there}</Notice> })}
            <Departments visit goal />
            <div class="fields">
                <Field
                    name="message"
                    label=t.message
                    value=drafts.ask.text
                    kind=FieldKind::Area(4)
                    maxlength=10_000_u32
                    error=text_error
                />
                <Field
                    name="name"
                    label=t.name
                    value=drafts.name.text
                    optional=true
                    autocomplete="name"
                    maxlength=120_u32
                    error=sending.field("name")
                />
                <Field
                    name="email"
                    label=move || if chats.get() { t.email_optional } else { t.email }
                    value=drafts.email.text
                    kind=FieldKind::Email
                    hint=t.email_hint
                    autocomplete="email"
                    maxlength=254_u32
                    error=email_error
                />
            </div>
            <ProblemNotice problem=sending.problem />
            <footer>
                <Button
                    kind=ButtonKind::Primary
                    size=Size::Large
                    wide=true
                    submit=true
                    busy=sending.busy
                    disabled=Signal::derive(move || nowhere.get() || gone.get())
                >
                    {move || if chats.get() { t.start } else { t.leave }}
                </Button>
            </footer>
        </form>
    }
}

/// What the form itself found wrong, else what the server did.
fn own_or_told(own: RwSignal<bool>, text: &'static str, told: Signal<Option<String>>) -> Signal<Option<String>> {
    Signal::derive(move || if own.get() { Some(text.to_owned()) } else { told.get() })
}

/// The departments as cards, when there is something to choose.
#[component]
fn Departments(visit: Visit, goal: Memo<Goal>) -> impl IntoView {
    let t = texts::<WidgetText>();
    let open = Memo::new(move |_| visit.state.with(State::open_departments));
    let several = Memo::new(move |_| open.with(Vec::len) > 1 || goal.with(|goal| *goal == Goal::Gone));
    let card = move |department: PublicDepartment| {
        let id = department.id;
        let is_goal = move || goal.with(|goal| matches!(goal, Goal::To(to) if to.id == id));
        let there = Memo::new(move |_| {
            visit.state.with(|state| {
                let mut departments = state.availability.departments.iter();
                departments.any(|department| department.id == id && state.can_chat(department))
            })
        });
        let dot = Signal::derive(move || if there.get() { DotState::Available } else { DotState::Offline });
        view! {
            <label class="radio-card">
                <input
                    type="radio"
                    name="department"
                    value=id.to_string()
                    prop:checked=is_goal
                    on:change=move |_| visit.state.update(|state| state.chosen = Some(id))
                />
                <span class="title">{department.name}</span>
                <span class="aside row small muted" data-gap="1">
                    <Dot state=dot />
                    {move || if there.get() { t.online } else { t.by_email }}
                </span>
                {(!department.description.is_empty())
                    .then(|| view! { <span class="hint">{department.description}</span> })}
            </label>
        }
    };
    let key = |department: &PublicDepartment| (department.id, department.name.clone(), department.description.clone());
    view! {
        <fieldset class="radio-cards" data-columns="1" hidden=move || !several.get()>
            <legend>{t.department}</legend>
            <For each=move || open.get() key=key children=card />
        </fieldset>
    }
}

#[component]
fn Received(
    receipt: Receipt,
    email: String,
    received: RwSignal<Option<(Receipt, String)>>,
    visit: Visit,
) -> impl IntoView {
    let t = texts::<WidgetText>();
    let number = receipt.number.to_string();
    let words = fill(t.received_number, &[("department", &receipt.department), ("number", &number), ("email", &email)]);
    Effect::new(move |_| focus("received"));
    let again = move |_| {
        received.set(None);
        visit.focus.update(|times| *times += 1);
    };
    view! {
        <section class="ended" role="status">
            <h2 id="received" tabindex="-1">
                {t.received}
            </h2>
            <p>{words}</p>
            <div class="stack">
                <Button on_click=again>{t.another}</Button>
            </div>
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
