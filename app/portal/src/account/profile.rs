//! A customer's own account: what it says, its address, its password.

use contract::me::SignedInAt;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Chip, Choice, FieldKind, Language, Notice, Select, Size, Time, TimeStyle, Tone, texts};

use super::{
    Done, Profile,
    form::{Form, Line, done, heading, refusal},
    text::AccountText,
};
use crate::text::PortalText;

/// One of the page's forms, under a heading of its own.
fn part(title: &'static str, action: &'static str, form: &Form, inside: AnyView, send: &'static str) -> AnyView {
    view! {
        <section class="block">
            <h2>{title}</h2>
            {refusal(form)}
            <form class="card form" method="post" action=action novalidate=true>
                {inside}
                <footer>
                    <Button kind=ButtonKind::Primary submit=true>{send}</Button>
                </footer>
            </form>
        </section>
    }
    .into_any()
}

pub(super) fn profile(page: Profile) -> AnyView {
    let t = texts::<AccountText>();
    let Profile { account, details, email, password, sessions, done: just } = page;
    let just = just.map(|just| {
        done(match just {
            Done::Saved => t.saved,
            Done::Password => t.password_changed,
            Done::Email | Done::Verification => t.mail_sent,
            Done::SignedOut => t.session_ended,
        })
    });
    let mut languages = vec![Choice::new(String::new(), t.language_browser)];
    languages.extend(Language::ALL.map(|language| Choice::new(language.tag().to_owned(), language.name())));
    let language = RwSignal::new(details.text("language").to_owned());
    let said = view! {
        <input type="hidden" name="version" value=details.text("version").to_owned() />
        <div class="fields">
            {Line::new("name", t.name, FieldKind::Text, "name").of(&details, "")}
            {Line { optional: true, ..Line::new("phone", t.phone, FieldKind::Tel, "tel") }.of(&details, "")}
            <Select name="language" label=t.language value=language choices=Signal::stored(languages) />
        </div>
    };
    let address = view! {
        <div class="fields">
            {Line { hint: t.new_email_hint, ..Line::new("email", t.new_email, FieldKind::Email, "email") }
                .of(&email, "address-")}
            {Line::new("password", t.password, FieldKind::Password, "current-password").of(&email, "address-")}
        </div>
    };
    let secret = view! {
        <div class="fields">
            {Line::new("old", t.old_password, FieldKind::Password, "current-password").of(&password, "")}
            {Line {
                hint: t.password_hint,
                ..Line::new("password", t.new_password, FieldKind::Password, "new-password")
            }
                .of(&password, "")}
        </div>
    };
    view! {
        {heading(texts::<PortalText>().profile, account.email.clone())}
        {just}
        {(!account.email_verified).then(|| unverified(t.unverified))}
        {part(t.details, "/profile", &details, said.into_any(), t.save)}
        {part(t.email, "/profile/email", &email, address.into_any(), t.send_link)}
        {part(t.password, "/profile/password", &password, secret.into_any(), t.change_password)}
        <p class="small muted">{t.password_ends}</p>
        {browsers(sessions)}
    }
    .into_any()
}

/// Where one is signed in, and the way to sign out there.
fn browsers(sessions: Vec<SignedInAt>) -> AnyView {
    let (t, p) = (texts::<AccountText>(), texts::<PortalText>());
    let row = move |session: SignedInAt| {
        let SignedInAt { id, device, address, seen_at, current, .. } = session;
        let device = if device.is_empty() { t.unknown_browser.to_owned() } else { device };
        // Buttons that say the same do different things.
        let what = [p.sign_out, ": ", &*device].concat();
        let end = match current {
            true => view! { <Chip tone=Tone::Good>{t.this_browser}</Chip> }.into_any(),
            false => view! {
                <form method="post" action="/profile/sessions">
                    <input type="hidden" name="session" value=id.to_string() />
                    <Button size=Size::Small submit=true attr:aria-label=what>{p.sign_out}</Button>
                </form>
            }
            .into_any(),
        };
        view! {
            <li>
                <div class="row">
                    <span class="title">{device}</span>
                    <span class="sub">{address} " · " <Time at=seen_at style=TimeStyle::Full /></span>
                    <span class="end">{end}</span>
                </div>
            </li>
        }
    };
    view! {
        <section class="block">
            <h2>{t.browsers}</h2>
            <ul class="card tickets" role="list">{sessions.into_iter().map(row).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// Says what is missing while the address is not verified, and sends the link once more.
pub(super) fn unverified(words: &'static str) -> AnyView {
    let t = texts::<AccountText>();
    view! {
        <Notice tone=Tone::Warn>
            <p>{words}</p>
            <form method="post" action="/profile/verification">
                <Button submit=true>{t.send_again}</Button>
            </form>
        </Notice>
    }
    .into_any()
}
