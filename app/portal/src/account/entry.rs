//! How a customer comes into an account.

use leptos::prelude::*;
use ui::{Button, ButtonKind, Empty, FieldKind, Shape, texts};

use super::{
    form::{Form, Line, done, heading, refusal},
    text::AccountText,
};

/// A card with a form that posts to a path.
fn card(action: &'static str, hidden: AnyView, lines: Vec<AnyView>, send: &'static str, beside: AnyView) -> AnyView {
    view! {
        <form class="card form" method="post" action=action novalidate=true>
            {hidden}
            <div class="fields">{lines}</div>
            <footer>
                <Button kind=ButtonKind::Primary submit=true>{send}</Button>
                {beside}
            </footer>
        </form>
    }
    .into_any()
}

fn hidden(form: &Form, name: &'static str) -> AnyView {
    view! { <input type="hidden" name=name value=form.text(name).to_owned() /> }.into_any()
}

fn password(label: &'static str, new: bool) -> Line {
    let t = texts::<AccountText>();
    let autocomplete = if new { "new-password" } else { "current-password" };
    let hint = if new { t.password_hint } else { "" };
    Line { hint, ..Line::new("password", label, FieldKind::Password, autocomplete) }
}

pub(super) fn sign_in(form: Form, again: bool) -> AnyView {
    let t = texts::<AccountText>();
    let mut lines = vec![
        Line::new("login", t.email, FieldKind::Email, "username").of(&form, ""),
        password(t.password, false).of(&form, ""),
    ];
    // What was written when the session had ended goes along.
    if !form.text("text").is_empty() {
        lines.push(Line::new("text", t.answer, FieldKind::Area(6), "off").of(&form, ""));
    }
    let forgotten = view! { <a href="/forgotten">{t.forgotten}</a> }.into_any();
    view! {
        {heading(t.sign_in, t.sign_in_lead)}
        {again.then(|| done(t.password_chosen))}
        {refusal(&form)}
        {card("/sign-in", hidden(&form, "next"), lines, t.sign_in, forgotten)}
        <p>{t.no_account} " " <a href="/register">{t.register}</a></p>
    }
    .into_any()
}

pub(super) fn register(form: Form) -> AnyView {
    let t = texts::<AccountText>();
    let lines = vec![
        Line::new("name", t.name, FieldKind::Text, "name").of(&form, ""),
        Line { hint: t.email_hint, ..Line::new("email", t.email, FieldKind::Email, "username") }.of(&form, ""),
        Line { optional: true, ..Line::new("phone", t.phone, FieldKind::Tel, "tel") }.of(&form, ""),
        password(t.password, true).of(&form, ""),
    ];
    view! {
        {heading(t.register, t.register_lead)}
        {refusal(&form)}
        {card("/register", ().into_any(), lines, t.register, ().into_any())}
        <p>{t.have_account} " " <a href="/sign-in">{t.sign_in}</a></p>
    }
    .into_any()
}

pub(super) fn check_mail() -> AnyView {
    let t = texts::<AccountText>();
    view! {
        <Empty shape=Shape::Mail title=t.check_mail text=t.check_mail_why page=true>
            <a class="button" data-kind="primary" href="/sign-in">{t.sign_in}</a>
        </Empty>
    }
    .into_any()
}

pub(super) fn forgotten(form: Form) -> AnyView {
    let t = texts::<AccountText>();
    let lines = vec![Line::new("login", t.email, FieldKind::Email, "username").of(&form, "")];
    let back = view! { <a href="/sign-in">{t.sign_in}</a> }.into_any();
    view! {
        {heading(t.another_password, t.forgotten_lead)}
        {refusal(&form)}
        {card("/forgotten", ().into_any(), lines, t.send_link, back)}
    }
    .into_any()
}

pub(super) fn reset(form: Form) -> AnyView {
    let t = texts::<AccountText>();
    let lines = vec![password(t.new_password, true).of(&form, "")];
    view! {
        {heading(t.another_password, t.reset_lead)}
        {refusal(&form)}
        {card("/reset", hidden(&form, "token"), lines, t.save, ().into_any())}
    }
    .into_any()
}

pub(super) fn verification(form: Form) -> AnyView {
    let t = texts::<AccountText>();
    let lines = vec![password(t.password, false).of(&form, "")];
    let forgotten = view! { <a href="/forgotten">{t.forgotten}</a> }.into_any();
    view! {
        {heading(t.verification, t.verification_lead)}
        {refusal(&form)}
        {card("/verification", hidden(&form, "token"), lines, t.verify, forgotten)}
    }
    .into_any()
}

pub(super) fn link_over() -> AnyView {
    let t = texts::<AccountText>();
    view! {
        <Empty shape=Shape::Search title=t.link_over_title text=t.link_over page=true>
            <a class="button" data-kind="primary" href="/sign-in">{t.sign_in}</a>
            <a class="button" href="/forgotten">{t.forgotten}</a>
        </Empty>
    }
    .into_any()
}
