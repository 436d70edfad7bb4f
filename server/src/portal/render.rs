//! Renders the portal's pages: Leptos into the server's own shell, with the files Trunk built and a nonce per answer.

use std::sync::Arc;

use axum::{
    Router,
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use contract::{customers::CustomerAccount, pictures::picture_path};
use leptos::{nonce::Nonce, prelude::*};
use leptos_meta::MetaTags;
use portal::{
    Portal, Typed,
    account::{Account, AccountPage, Content},
};
use serde::Deserialize;

use super::{entry, forms, own};
use crate::{
    departments,
    people::{Customer, Peer, customers},
    platform::{
        App, Failure,
        api::{Forwarded, InProcess},
        assets, headers, ids, languages,
    },
};

/// Adds the portal's pages to everything else that is served; the pages call the rest in process.
pub fn routes(app: &App, everything: Router<App>) -> Router<App> {
    // Leptos runs what a page waits for on this runtime; a second server of the same process finds it done.
    let _ = any_spawner::Executor::init_tokio();
    let site = Site { app: app.clone(), api: everything.clone().with_state(app.clone()) };
    let pages = Router::new()
        .route("/", get(page))
        .route("/message", get(page).post(forms::leave_message).layer(forms::with_room_for_files()))
        .route("/message/sent", get(page))
        .route("/sign-in", get(entry::sign_in).post(entry::sign_in))
        .route("/sign-out", post(entry::sign_out))
        .route("/register", get(entry::register).post(entry::register))
        .route("/register/sent", get(entry::check_mail))
        .route("/forgotten", get(entry::forgotten).post(entry::forgotten))
        .route("/forgotten/sent", get(entry::check_mail))
        .route("/reset", get(entry::reset).post(entry::reset))
        .route("/verification", get(entry::verification).post(entry::verification))
        .route("/profile", get(own::profile).post(own::details))
        .route("/profile/email", get(own::to_profile).post(own::email))
        .route("/profile/password", get(own::to_profile).post(own::password))
        .route("/profile/sessions", get(own::to_profile).post(own::end_session))
        .route("/profile/verification", get(own::to_profile).post(own::verification))
        .route("/requests", get(own::requests))
        .route("/requests/tickets/{ticket}", get(own::ticket).post(own::reply).layer(forms::with_room_for_files()))
        .route("/requests/chats/{chat}", get(own::chat))
        .with_state(site.clone());
    let elsewhere = get(nothing_here).with_state(site);
    everything.merge(pages).fallback_service(elsewhere.fallback(async || Failure::not_found()))
}

/// What pages are rendered with: the server, and its API in process.
#[derive(Clone)]
pub(super) struct Site {
    app: App,
    api: Router,
}

/// A file Trunk built.
#[derive(Clone, Debug, Deserialize)]
struct Built {
    path: String,
    integrity: String,
}

/// What the portal's page loads, as `assets.json` says.
#[derive(Clone, Debug, Deserialize)]
struct Bundle {
    css: Vec<Built>,
    script: Built,
    wasm: Built,
    init: String,
}

/// All bundles; the others are pages of their own.
#[derive(Debug, Deserialize)]
struct Bundles {
    portal: Bundle,
}

impl Site {
    /// The API on behalf of a request: its cookie, host and language, and the customer's address, for limits count there
    /// too.
    pub(super) async fn calls(&self, parts: &mut Parts) -> Result<Arc<InProcess>, Failure> {
        let Peer(address) = Peer::from_request_parts(parts, &self.app).await?;
        let forwarded = Forwarded::from(&parts.headers);
        Ok(Arc::new(InProcess::new(self.api.clone(), forwarded, (address, 0).into())))
    }

    /// A client for it.
    pub(super) async fn api(&self, parts: &mut Parts) -> Result<client::Api, Failure> {
        Ok(client::Api::new(self.calls(parts).await?))
    }

    /// Renders the page of a request, with a form's content when one came back.
    pub(super) async fn render(&self, request: Request, typed: Option<Typed>, status: StatusCode) -> Response {
        let typed = typed.unwrap_or_else(|| Typed { client_id: ids::new_id().to_string(), ..Typed::default() });
        self.answer(request, Page::App(Box::new(typed)), status).await
    }

    /// Renders a customer's own page.
    pub(super) async fn render_own(
        &self,
        request: Request,
        customer: Option<CustomerAccount>,
        content: Content,
        status: StatusCode,
    ) -> Response {
        self.answer(
            request,
            Page::Own(Box::new(AccountPage { brand: String::new(), logo: String::new(), customer, content })),
            status,
        )
        .await
    }

    async fn answer(&self, request: Request, page: Page, status: StatusCode) -> Response {
        let (mut parts, body) = request.into_parts();
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let brand = match departments::brand_by_host(self.app.db().read(), host).await {
            Ok(Some(brand)) => brand,
            // The first start: the assistant makes a brand.
            Ok(None) => return axum::response::Redirect::temporary("/console/setup").into_response(),
            Err(error) => return Failure::from(error).into_response(),
        };
        let api = match self.api(&mut parts).await {
            Ok(api) => api,
            Err(failure) => return failure.into_response(),
        };
        let customer = <Customer as OptionalFromRequestParts<App>>::from_request_parts(&mut parts, &self.app).await;
        let customer = customer.ok().flatten();
        // The account's own, else the browser's, else the brand's.
        let own = customer.as_ref().and_then(|customer| ui::Language::of_tag(&customer.account.language));
        let language = own.or_else(|| languages::of_browser(&parts.headers));
        let language = language.unwrap_or_else(|| departments::language(&brand));
        let pass = match &customer {
            Some(customer) => customers::pass(&self.app, customer, brand.id).await.ok().flatten(),
            None => None,
        };
        let nonce = ids::new_secret();
        let look = departments::look(&brand);
        let typed = match &page {
            Page::App(typed) => Typed::clone(typed),
            Page::Own(_) => Typed::default(),
        };
        let page = match page {
            Page::Own(own) => {
                Page::Own(Box::new(AccountPage { brand: brand.name.clone(), logo: brand.logo.clone(), ..*own }))
            }
            app @ Page::App(_) => app,
        };
        // A page without script has its texts in it.
        let scripted = matches!(page, Page::App(_));
        let texts = scripted.then(|| languages::texts(&self.app, "portal", language)).flatten();
        let shell = Shell {
            title: brand.name,
            nonce: nonce.clone(),
            colours: format!(":root {{ --accent-h: {}; --accent-c: .{:03} }}", look.hue, look.chroma),
            icon: if brand.favicon.is_empty() { "/favicon.svg".into() } else { picture_path(&brand.favicon) },
            brand_key: brand.key,
            language,
            chat: format!(
                "{CHAT_NOW}{}",
                pass.map(|pass| format!(";Frontdesk('identify','{pass}')")).unwrap_or_default()
            ),
            page,
            bundle: self.bundle().map(Arc::new),
            texts,
        };
        let context = {
            let nonce = nonce.clone();
            move || {
                provide_context(Nonce::from_value(nonce.clone()));
                provide_context(typed.clone());
                ui::provide_language(language);
                ui::provide_api(api.clone());
            }
        };
        let render = leptos_axum::render_app_async_with_context(context, move || shell.clone().view());
        let mut response = render(Request::from_parts(parts, body)).await;
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(policy) = headers::page_policy(&nonce, "'none'") {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    fn bundle(&self) -> Option<Bundle> {
        let bytes = assets::read(&self.app, "assets.json")?;
        serde_json::from_slice::<Bundles>(&bytes).ok().map(|bundles| bundles.portal)
    }
}

/// What a page shows: the app that the browser takes over, or a page of the server's alone.
#[derive(Clone)]
enum Page {
    App(Box<Typed>),
    Own(Box<AccountPage>),
}

async fn page(State(site): State<Site>, request: Request) -> Response {
    site.render(request, None, StatusCode::OK).await
}

/// An address where nothing is: a page for people, a problem for programs.
async fn nothing_here(State(site): State<Site>, request: Request) -> Response {
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/html") && !request.uri().path().starts_with("/api/") {
        return site.render(request, None, StatusCode::NOT_FOUND).await;
    }
    Failure::not_found().into_response()
}

/// What is said to the chat before it is there waits for it, and so does a press of "Chat now".
const CHAT_NOW: &str = "window.Frontdesk=window.Frontdesk||function(){(Frontdesk.q=Frontdesk.q||[]).push(arguments)};\
    addEventListener('click',e=>{if(e.target.closest('[data-chat-now]'))Frontdesk('open')})";

/// The server writes times as days; where there is script, they are said as people say them.
const TIMES: &str = "addEventListener('DOMContentLoaded',()=>{let f=new Intl.DateTimeFormat(document.documentElement.lang,\
    {dateStyle:'medium',timeStyle:'short'});for(let t of document.querySelectorAll('time'))t.textContent=f.format(new \
    Date(t.dateTime))})";

/// The page around the app.
#[derive(Clone)]
struct Shell {
    /// The brand's name.
    title: String,
    nonce: String,
    colours: String,
    icon: String,
    brand_key: String,
    language: ui::Language,
    /// What is said to the chat.
    chat: String,
    page: Page,
    texts: Option<String>,
    bundle: Option<Arc<Bundle>>,
}

impl Shell {
    fn view(self) -> impl IntoView {
        let Shell { title, nonce, colours, icon, brand_key, language, chat, texts, page, bundle } = self;
        let files = bundle.map(|bundle| match &page {
            Page::App(_) => view! { {css_tags(&bundle, &nonce)} {bundle_tags(&bundle, &nonce)} }.into_any(),
            Page::Own(_) => {
                view! { {css_tags(&bundle, &nonce)} <script nonce=nonce.clone() inner_html=TIMES></script> }.into_any()
            }
        });
        // A page of the server's alone has a title of its own.
        let title = matches!(page, Page::App(_)).then(|| view! { <title>{title}</title> });
        let content = match page {
            Page::App(_) => view! { <Portal /> }.into_any(),
            Page::Own(page) => view! { <Account page=*page /> }.into_any(),
        };
        let early = texts.clone();
        let early = early.map(|texts| view! { <link rel="preload" r#as="fetch" crossorigin="anonymous" href=texts /> });
        view! {
            <!DOCTYPE html>
            <html lang=language.tag() dir=language.direction() data-texts=texts>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <meta name="color-scheme" content="light dark" />
                    <link rel="icon" href=icon />
                    {files}
                    {early}
                    // Digits of the brand's own numbers, and nothing anybody typed.
                    <style nonce=nonce.clone() inner_html=colours></style>
                    <script nonce=nonce.clone() inner_html=chat></script>
                    <script nonce=nonce src="/widget.js" data-brand=brand_key async="async"></script>
                    {title}
                    <MetaTags />
                </head>
                <body>
                    {content}
                </body>
            </html>
        }
    }
}

fn css_tags(bundle: &Bundle, nonce: &str) -> impl IntoView + use<> {
    let nonce = nonce.to_owned();
    let css = bundle.css.iter().map(|css| {
        view! { <link rel="stylesheet" href=css.path.clone() integrity=css.integrity.clone() nonce=nonce.clone() /> }
    });
    css.collect::<Vec<_>>()
}

fn bundle_tags(bundle: &Bundle, nonce: &str) -> impl IntoView + use<> {
    let nonce = nonce.to_owned();
    let Bundle { script, wasm, init, .. } = bundle.clone();
    view! {
        <link
            rel="modulepreload"
            href=script.path
            integrity=script.integrity
            crossorigin="anonymous"
            nonce=nonce.clone()
        />
        <link
            rel="preload"
            href=wasm.path
            integrity=wasm.integrity
            r#as="fetch"
            r#type="application/wasm"
            crossorigin="anonymous"
            nonce=nonce.clone()
        />
        // Trunk's own script, from the built page.
        <script type="module" nonce=nonce inner_html=init></script>
    }
}
