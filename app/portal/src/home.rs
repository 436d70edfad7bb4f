//! The home page: who we are, and whom one can talk to.

use contract::{roles::CustomerRole, widget::PublicDepartment};
use leptos::prelude::*;
use ui::{
    Button, Chip, Dot, Empty, Notice, Time, TimeStyle,
    components::{ButtonKind, DotState, Shape, Tone},
    texts,
};

use crate::{
    brand::HomeResource,
    door::{Act, door, may},
    text::PortalText,
};

/// The home page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let t = texts::<PortalText>();
    let home = expect_context::<HomeResource>();
    let look = move || home.loaded.get().flatten().map(|home| home.look);
    view! {
        <Suspense>
            <section class="hero" aria-labelledby="headline">
                <h1 id="headline">{move || look().map(|look| look.headline).unwrap_or_default()}</h1>
                <p>{move || look().map(|look| look.welcome).unwrap_or_default()}</p>
            </section>
            <main class="portal-main" id="main">
                <section class="block" aria-live="polite">
                    <h2>{t.talk_to_us}</h2>
                    {move || home.loaded.get().map(|_| Departments(DepartmentsProps { home }))}
                </section>
            </main>
        </Suspense>
    }
}

/// The public departments, live.
#[component]
fn Departments(home: HomeResource) -> impl IntoView {
    let t = texts::<PortalText>();
    let departments = move || home.availability().map(|now| now.departments).unwrap_or_default();
    move || {
        let departments = departments();
        if departments.is_empty() {
            let (title, text) = match home.loaded.get() {
                Some(None) => (t.broken, ""),
                _ => (t.no_department, t.no_department_why),
            };
            return view! { <Empty shape=Shape::Chat title=title text=text /> }.into_any();
        }
        let role = home.role();
        let nobody = departments.iter().all(|department| !department.chat_now && !department.may_wait);
        view! {
            {nobody.then(|| view! { <Notice tone=Tone::Neutral>{t.nobody_there}</Notice> })}
            <div class="contact-cards">
                {departments.into_iter().map(|department| Card(CardProps { department, role })).collect_view()}
            </div>
        }
        .into_any()
    }
}

#[component]
fn Card(department: PublicDepartment, role: CustomerRole) -> impl IntoView {
    let t = texts::<PortalText>();
    let offered = [(Act::Chat, department.chat_now || department.may_wait), (Act::Leave, department.takes_messages)];
    let shut = offered.into_iter().filter(|(act, offered)| *offered && !may(role, *act, &department));
    let doors = shut.map(|(act, _)| view! { <p class="small">{door(role, act, &department)}</p> }.into_any());
    let doors = doors.collect::<Vec<_>>();
    let [may_chat, may_leave] = offered.map(|(act, offered)| offered && may(role, act, &department));
    let PublicDepartment { id, name, description, chat_now, may_wait, opens_at, .. } = department;
    let chat = if chat_now { t.chat_now } else { t.chat_waiting };
    view! {
        <article class="card contact-card">
            <header>
                <h3>{name}</h3>
                {if chat_now {
                    view! { <Chip tone=Tone::Good><Dot state=DotState::Available />{t.online}</Chip> }.into_any()
                } else {
                    let words = if may_wait { t.nobody_now } else { t.by_mail };
                    view! { <Chip><Dot state=DotState::Offline />{words}</Chip> }.into_any()
                }}
            </header>
            <p>{description}</p>
            {opens_at
                .map(|at| {
                    view! {
                        <p class="small muted">
                            {t.opens_at} " " <Time at style=TimeStyle::Full />
                        </p>
                    }
                })}
            {doors}
            <footer>
                // Heard by a line of script in the page's head, before any of ours is there.
                {may_chat
                    .then(|| view! { <Button kind=ButtonKind::Primary attr:data-chat-now="">{chat}</Button> })}
                {may_leave
                    .then(|| view! { <a class="button" href=format!("/message?department={id}")>{t.leave_message}</a> })}
            </footer>
        </article>
    }
}
