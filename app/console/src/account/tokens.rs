//! Tokens of one's programs: made once, shown once, revoked.

use contract::me::{ApiToken, CreateToken, ListTokens, NewToken, RevokeToken, TokenScope};
use leptos::prelude::*;
use ui::{
    AskDialog, Button, ButtonKind, Checkbox, Choice, Dialog, Field, For, Kept, Notice, ProblemNotice, Query, Select,
    Size, Submission, Table, TableHead, Time, TimeStyle, Tone, WhenReady, fill,
};

use crate::{copy::CopyText, live, text::TokensText};

const SCOPES: [TokenScope; 6] = [
    TokenScope::Read,
    TokenScope::Chats,
    TokenScope::Tickets,
    TokenScope::Organizations,
    TokenScope::People,
    TokenScope::Settings,
];

/// For how many days one can be made.
const DAYS: [u32; 4] = [7, 30, 90, 365];

fn words(t: &TokensText, scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Read => t.read,
        TokenScope::Chats => t.chats,
        TokenScope::Tickets => t.tickets,
        TokenScope::Organizations => t.organizations,
        TokenScope::People => t.people,
        TokenScope::Settings => t.settings,
    }
}

/// The card.
#[component]
pub(super) fn TokensSection() -> impl IntoView {
    let t = ui::texts::<TokensText>();
    let api = ui::api();
    let query: Query<Vec<ApiToken>> = live::load(move || {
        let api = api.clone();
        async move { api.call(ListTokens { body: () }).await.map(|list| list.items) }
    });
    let revoking = RwSignal::new(None::<ApiToken>);
    view! {
        <section class="card">
            <header>
                <h2 class="grow">{t.title}</h2>
                <NewTokenButton query />
            </header>
            <p class="body muted">{t.lead}</p>
            <WhenReady query rows=2 let:tokens>
                <Tokens tokens revoking />
            </WhenReady>
            <RevokeDialog revoking query />
        </section>
    }
    .into_any()
}

#[component]
fn Tokens(tokens: Kept<Vec<ApiToken>>, revoking: RwSignal<Option<ApiToken>>) -> impl IntoView {
    let t = ui::texts::<TokensText>();
    let none = ui::memo(move || tokens.with(Vec::is_empty));
    ui::changing(move || match none.get() {
        true => ().into_any(),
        false => view! {
            <Table label=t.title stack=true>
                <TableHead of=vec![t.name, t.scope, t.used, t.ends] acts=t.revoke />
                <tbody>
                    <For
                        each=move || tokens.get()
                        key=|token: &ApiToken| (token.id, token.used_at.clone())
                        children=move |token| view! { <Row token revoking /> }
                    />
                </tbody>
            </Table>
        }
        .into_any(),
    })
}

#[component]
fn Row(token: ApiToken, revoking: RwSignal<Option<ApiToken>>) -> impl IntoView {
    let t = ui::texts::<TokensText>();
    let scopes = token.scopes.iter().map(|scope| words(t, *scope)).collect::<Vec<_>>().join(" · ");
    let named = fill(t.revoke_of, &[("name", &token.name)]);
    let used = match token.used_at.clone() {
        Some(at) => view! { <Time at style=TimeStyle::Relative /> }.into_any(),
        None => view! { <span class="muted">{t.never}</span> }.into_any(),
    };
    let (name, ends) = (token.name.clone(), token.ends_at.clone());
    view! {
        <tr>
            <td>
                <bdi>{name}</bdi>
            </td>
            <td data-label=t.scope>{scopes}</td>
            <td data-label=t.used>{used}</td>
            <td data-label=t.ends>
                <Time at=ends style=TimeStyle::Day />
            </td>
            <td data-align="end">
                <Button size=Size::Small attr:aria-label=named on_click=move |_| revoking.set(Some(token.clone()))>
                    {t.revoke}
                </Button>
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn RevokeDialog(revoking: RwSignal<Option<ApiToken>>, query: Query<Vec<ApiToken>>) -> impl IntoView {
    let t = ui::texts::<TokensText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let open = RwSignal::new(false);
    ui::effect(move || {
        if revoking.with(Option::is_some) {
            open.set(true);
        }
    });
    let sending = Submission::new();
    let name = move || revoking.with(|token| token.as_ref().map(|token| token.name.clone()).unwrap_or_default());
    let submit = move |()| {
        let Some(token) = revoking.get_untracked() else { return };
        let api = api.clone();
        sending.run(async move { api.call(RevokeToken { token: token.id, body: () }).await }, move |()| {
            toaster.toast(Tone::Good, fill(t.revoked, &[("name", &token.name)]));
            open.try_set(false);
            query.refetch();
        });
    };
    view! {
        <AskDialog
            open
            title=move || fill(t.revoke_title, &[("name", &name())])
            text=t.revoke_text
            act=t.revoke
            danger=true
            sending
            on_submit=submit
            on_close=move |()| revoking.set(None)
        />
    }
    .into_any()
}

/// What a token to make is. Copy it about.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    scopes: RwSignal<Vec<TokenScope>>,
    days: RwSignal<String>,
    /// Somebody tried to make it.
    tried: RwSignal<bool>,
}

impl Draft {
    fn new() -> Self {
        let draft = Self {
            name: RwSignal::new(String::new()),
            scopes: RwSignal::new(Vec::new()),
            days: RwSignal::new(String::new()),
            tried: RwSignal::new(false),
        };
        draft.forget();
        draft
    }

    fn forget(self) {
        self.name.set(String::new());
        self.scopes.set(vec![TokenScope::Read]);
        self.days.set("90".to_owned());
        self.tried.set(false);
    }

    fn body(self) -> NewToken {
        let days = self.days.get_untracked().parse().unwrap_or(90);
        NewToken { name: self.name.get_untracked().trim().to_owned(), scopes: self.scopes.get_untracked(), days }
    }
}

#[component]
fn NewTokenButton(query: Query<Vec<ApiToken>>) -> impl IntoView {
    let t = ui::texts::<TokensText>();
    let api = ui::api();
    let open = RwSignal::new(false);
    let secret = RwSignal::new(None::<String>);
    let draft = Draft::new();
    let sending = Submission::new();
    let made = ui::memo(move || secret.with(Option::is_some));
    let submit = move |()| {
        if made.get_untracked() {
            open.set(false);
            return;
        }
        draft.tried.set(true);
        let body = draft.body();
        if body.name.is_empty() || body.scopes.is_empty() {
            return;
        }
        let api = api.clone();
        sending.run(async move { api.call(CreateToken { body }).await }, move |made| {
            secret.set(Some(made.secret));
            query.refetch();
        });
    };
    let footer = move || {
        ui::changing(move || match made.get() {
            true => view! {
                <Button kind=ButtonKind::Primary submit=true>
                    {t.done}
                </Button>
            }
            .into_any(),
            false => view! {
                <Button on_click=move |_| open.set(false)>{t.cancel}</Button>
                <Button kind=ButtonKind::Primary submit=true busy=sending.busy>
                    {t.make}
                </Button>
            }
            .into_any(),
        })
    };
    let shown = Signal::derive(move || secret.get().unwrap_or_default());
    let inside = move || match made.get() {
        true => view! {
            <Notice tone=Tone::Warn>{t.once}</Notice>
            <CopyText id="f-token" label=t.secret hint=t.secret_hint text=shown />
        }
        .into_any(),
        false => view! { <TokenFields draft sending /> }.into_any(),
    };
    view! {
        <Button on_click=move |_| open.set(true)>{t.new}</Button>
        <Dialog
            open
            title=t.new_title
            footer
            on_submit=submit
            on_close=move |()| {
                secret.set(None);
                draft.forget();
                sending.clear();
            }
        >
            <div class="stack" data-gap="4">
                <ProblemNotice problem=sending.problem />
                {ui::changing(inside)}
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn TokenFields(draft: Draft, sending: Submission) -> impl IntoView {
    let t = ui::texts::<TokensText>();
    let said = sending.field("name");
    let error = Signal::derive(move || {
        let empty = draft.tried.get() && draft.name.with(|name| name.trim().is_empty());
        if empty { Some(t.fill_in.to_owned()) } else { said.get() }
    });
    let boxes = SCOPES
        .into_iter()
        .map(|scope| {
            let checked = Signal::derive(move || draft.scopes.with(|scopes| scopes.contains(&scope)));
            let change = move |on: bool| {
                draft.scopes.update(|scopes| {
                    scopes.retain(|held| *held != scope);
                    if on {
                        scopes.push(scope);
                    }
                });
            };
            view! {
                <Checkbox checked on_change=change>
                    {words(t, scope)}
                </Checkbox>
            }
        })
        .collect_view();
    let none = ui::memo(move || draft.tried.get() && draft.scopes.with(Vec::is_empty));
    let days: Vec<Choice<String>> = DAYS
        .into_iter()
        .map(|days| Choice::new(days.to_string(), ui::count(ui::language(), t.days, u64::from(days))))
        .collect();
    view! {
        <Field name="name" id="f-token-name" label=t.name hint=t.name_hint value=draft.name error maxlength=120_u32
            autocomplete="off" required=true />
        <fieldset class="field" aria-describedby="scopes-error">
            <legend>{t.scopes}</legend>
            {boxes}
            <p class="error" id="scopes-error" role="alert">{move || none.get().then_some(t.choose)}</p>
        </fieldset>
        <Select name="days" label=t.lasts value=draft.days choices=days />
    }
    .into_any()
}
