//! One provider: what it is called here, who comes in by its word, its secret; or a new one.

use contract::{
    ProviderId,
    people::PersonKind,
    rights::Permission,
    sign_in::{CreateProvider, DeleteProvider, NewProvider, Provider, ProviderChange, ProviderDetails, UpdateProvider},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_params_map;
use ui::{
    Button, ButtonKind, Checkbox, Field, FieldKind, Kept, LinkButton, Notice, ProblemNotice, Submission, Tone,
    WhenReady, fill,
};

use super::{
    draft::{Draft, RoleFields},
    providers::providers,
};
use crate::{
    confirm::ConfirmButton,
    copy::CopyText,
    frame::{ForAdministrators, Page, Section},
    paths,
    shell::NotFoundPage,
    text::ProvidersText,
};

/// The page; without an id, a new one.
#[component]
pub fn ProviderPage() -> impl IntoView {
    let t = ui::texts::<ProvidersText>();
    let params = use_params_map();
    let id = ui::kept(move || params.with(|params| params.get("id")));
    ui::changing(move || match id.get().as_deref().map(str::parse::<ProviderId>) {
        Some(Err(_)) => view! { <NotFoundPage /> }.into_any(),
        Some(Ok(id)) => view! {
            <Page width="narrow" back=(paths::PROVIDERS, t.title)>
                <ForAdministrators needs=Permission::ManagePeople>
                    <Known id />
                </ForAdministrators>
            </Page>
        }
        .into_any(),
        None => view! {
            <Page width="narrow" back=(paths::PROVIDERS, t.title) title=t.new>
                <ForAdministrators needs=Permission::ManagePeople>
                    <Form known=None />
                </ForAdministrators>
            </Page>
        }
        .into_any(),
    })
}

#[component]
fn Known(id: ProviderId) -> impl IntoView {
    let query = providers();
    view! {
        <WhenReady query rows=6 let:providers>
            <Found id providers />
        </WhenReady>
    }
    .into_any()
}

/// It is shown anew only when it is another: what is typed stays.
#[component]
fn Found(id: ProviderId, providers: Kept<Vec<Provider>>) -> impl IntoView {
    let known = ui::kept(move || providers.with(|all| all.iter().find(|one| one.id == id).cloned()));
    ui::changing(move || match known.get() {
        Some(provider) => view! { <Form known=Some(provider) /> }.into_any(),
        None => view! { <NotFoundPage /> }.into_any(),
    })
}

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    issuer: RwSignal<String>,
    client_id: RwSignal<String>,
    secret: RwSignal<String>,
    domains: RwSignal<String>,
    enabled: RwSignal<bool>,
    links: RwSignal<bool>,
    creates: RwSignal<bool>,
    stands: RwSignal<bool>,
    /// Of an account that is made.
    draft: Draft,
}

impl Fields {
    fn of(known: Option<&Provider>) -> Self {
        let issuer = known.map(|known| known.issuer.clone()).unwrap_or_default();
        let details = known.map(|known| known.details.clone());
        let details = details.unwrap_or(ProviderDetails { enabled: true, links: true, ..ProviderDetails::default() });
        let draft = Draft::new(PersonKind::Employee);
        if !details.roles.is_empty() {
            draft.roles.set(details.roles);
        }
        Self {
            name: RwSignal::new(details.name),
            issuer: RwSignal::new(issuer),
            client_id: RwSignal::new(details.client_id),
            secret: RwSignal::new(String::new()),
            domains: RwSignal::new(details.domains.join("\n")),
            enabled: RwSignal::new(details.enabled),
            links: RwSignal::new(details.links),
            creates: RwSignal::new(details.creates),
            stands: RwSignal::new(details.stands_for_second_factor),
            draft,
        }
    }

    fn details(self) -> ProviderDetails {
        untrack(|| ProviderDetails {
            name: self.name.get().trim().to_owned(),
            client_id: self.client_id.get().trim().to_owned(),
            enabled: self.enabled.get(),
            links: self.links.get(),
            creates: self.creates.get(),
            domains: self.domains.with(|text| text.split_whitespace().map(str::to_owned).collect()),
            roles: self.draft.roles.get(),
            stands_for_second_factor: self.stands.get(),
        })
    }
}

#[component]
fn Form(known: Option<Provider>) -> impl IntoView {
    let t = ui::texts::<ProvidersText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let go = paths::go();
    let fields = Fields::of(known.as_ref());
    let version = RwSignal::new(known.as_ref().map(|known| known.version).unwrap_or_default());
    let (id, is_new) = (known.as_ref().map(|known| known.id), known.is_none());
    let saving = Submission::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (api, go) = (api.clone(), go.clone());
        let (details, secret) = (fields.details(), fields.secret.get_untracked());
        let call = async move {
            match id {
                Some(provider) => {
                    let (version, body) = (version.get_untracked(), ProviderChange { secret, details });
                    api.call(UpdateProvider { provider, version, body }).await
                }
                None => {
                    let issuer = fields.issuer.get_untracked().trim().to_owned();
                    api.call(CreateProvider { body: NewProvider { issuer, secret, details } }).await
                }
            }
        };
        saving.run(call, move |now| {
            if is_new {
                toaster.toast(Tone::Good, fill(t.made, &[("name", &now.details.name)]));
                go(&paths::provider(now.id));
            } else {
                toaster.toast(Tone::Good, t.saved);
                version.set(now.version);
                fields.secret.set(String::new());
            }
        });
    };
    let head = known.as_ref().map(|known| {
        let (provider, name) = (known.id, known.details.name.clone());
        view! {
            <header class="page-head">
                <div class="titles">
                    <h1>{name.clone()}</h1>
                </div>
                <div class="acts">
                    <RemoveButton provider name />
                </div>
            </header>
        }
    });
    let redirect = known.map(|known| {
        let text = known.redirect_url;
        view! { <CopyText id="f-redirect" label=t.redirect hint=t.redirect_hint text /> }
    });
    view! {
        {head}
        <form class="stack" data-gap="4" on:submit=submit novalidate>
            <ProblemNotice problem=saving.problem />
            <Notice>{t.rights}</Notice>
            <section class="card">
                <div class="body stack" data-gap="4">
                    <Itself fields saving is_new />
                    {redirect}
                </div>
            </section>
            <Section title=t.access>
                <Access fields saving />
            </Section>
            <div class="row">
                <span class="grow"></span>
                <LinkButton href=paths::PROVIDERS>{t.cancel}</LinkButton>
                <Button kind=ButtonKind::Primary submit=true busy=saving.busy>
                    {if is_new { t.make } else { t.save }}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// What it is, and what it knows us by.
#[component]
fn Itself(fields: Fields, saving: Submission, is_new: bool) -> impl IntoView {
    let t = ui::texts::<ProvidersText>();
    view! {
        <Field
            name="name"
            label=t.name
            hint=t.name_hint
            value=fields.name
            error=saving.field("details.name")
            maxlength=60_u32
        />
        <Field
            name="issuer"
            label=t.issuer
            hint=t.issuer_hint
            value=fields.issuer
            kind=FieldKind::Url
            error=saving.field("issuer")
            disabled=!is_new
            autocomplete="off"
        />
        <Field
            name="client-id"
            label=t.client_id
            value=fields.client_id
            error=saving.field("details.client_id")
            autocomplete="off"
        />
        <Field
            name="secret"
            label=t.secret
            hint=if is_new { t.secret_hint } else { t.secret_keep }
            value=fields.secret
            kind=FieldKind::Password
            error=saving.field("secret")
            autocomplete="off"
        />
    }
    .into_any()
}

/// Who comes in by its word.
#[component]
fn Access(fields: Fields, saving: Submission) -> impl IntoView {
    let t = ui::texts::<ProvidersText>();
    let choice = |name: &'static str, words: [&'static str; 2], on: RwSignal<bool>| {
        let [label, hint] = words;
        view! {
            <Checkbox name checked=on hint on_change=move |is| on.set(is)>
                {label}
            </Checkbox>
        }
        .into_any()
    };
    let made = move || {
        view! {
            <Field
                name="domains"
                label=t.domains
                hint=t.domains_hint
                value=fields.domains
                kind=FieldKind::Area(2)
                error=saving.field("details.domains")
            />
            <RoleFields draft=fields.draft />
        }
        .into_any()
    };
    view! {
        <div class="stack" data-gap="4">
            {choice("enabled", [t.enabled, t.enabled_hint], fields.enabled)}
            {choice("links", [t.links, t.links_hint], fields.links)}
            {choice("creates", [t.creates, t.creates_hint], fields.creates)}
            {ui::changing(move || if fields.creates.get() { made() } else { ().into_any() })}
            {choice("stands", [t.stands, t.stands_hint], fields.stands)}
        </div>
    }
    .into_any()
}

#[component]
fn RemoveButton(provider: ProviderId, name: String) -> impl IntoView {
    let t = ui::texts::<ProvidersText>();
    let api = ui::api();
    let go = StoredValue::new_local(paths::go_instead());
    let title = fill(t.remove_title, &[("name", &name)]);
    let removed = StoredValue::new(fill(t.removed, &[("name", &name)]));
    let send = move || {
        let api = api.clone();
        async move { api.call(DeleteProvider { provider, body: () }).await }
    };
    let then = move || {
        let words = removed.get_value();
        go.try_with_value(|go| go(paths::PROVIDERS));
        words
    };
    view! { <ConfirmButton label=t.remove title text=t.remove_text act=t.remove_it send then /> }.into_any()
}
