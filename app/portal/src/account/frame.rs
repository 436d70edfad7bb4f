//! Header and footer around a customer's own page.

use contract::pictures::picture_path;
use leptos::prelude::*;
use ui::{Button, Size, texts};

use crate::text::PortalText;

#[component]
pub(super) fn Frame(
    brand: String,
    logo: String,
    signed_in: bool,
    here: &'static str,
    children: Children,
) -> impl IntoView {
    let p = texts::<PortalText>();
    let at = move |path: &str| (path == here).then_some("page");
    let acts = match signed_in {
        true => view! {
            <a class="button" data-size="small" data-kind="ghost" href="/profile" aria-current=at("/profile")>
                {p.profile}
            </a>
            <form method="post" action="/sign-out">
                <Button size=Size::Small submit=true>{p.sign_out}</Button>
            </form>
        }
        .into_any(),
        false => view! { <a class="button" data-size="small" href="/sign-in">{p.sign_in}</a> }.into_any(),
    };
    let called = match logo.is_empty() {
        true => view! { <span>{brand.clone()}</span> }.into_any(),
        false => view! { <img src=picture_path(&logo) alt=brand.clone() /> }.into_any(),
    };
    view! {
        <div class="portal">
            <a class="skip" href="#main">{p.skip}</a>
            <header class="portal-top">
                <a class="brand" href="/">{called}</a>
                <nav aria-label=p.main_menu>
                    <a href="/">{p.help}</a>
                    <a href="/message">{p.leave_message}</a>
                    {signed_in.then(|| view! { <a href="/requests" aria-current=at("/requests")>{p.requests}</a> })}
                </nav>
                <div class="acts">{acts}</div>
            </header>
            <main class="portal-main" id="main" data-width="narrow">{children()}</main>
            <footer class="portal-foot"><span>{brand}</span></footer>
        </div>
    }
}
