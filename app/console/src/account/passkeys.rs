//! One's passkeys: added, renamed, removed.

use contract::{
    passkeys::{
        AddPasskey, BeginPasskey, ListPasskeys, NewPasskey, Passkey, PasskeyName, RemovePasskey, RenamePasskey,
    },
    second_factor::OwnPassword,
};
use leptos::prelude::*;
use ui::{
    AskDialog, Button, Field, For, Kept, Notice, Query, Size, Submission, Table, TableHead, Time, TimeStyle, Tone,
    WhenReady, fill,
};

use super::sign_in::OwnPasswordField;
use crate::{
    live,
    passkeys::{self, Ask},
    text::PasskeyText,
};

/// What is about to be done to a passkey.
#[derive(Clone)]
enum Act {
    Rename(Passkey),
    Remove(Passkey),
}

/// The card.
#[component]
pub(super) fn PasskeysSection() -> impl IntoView {
    let t = ui::texts::<PasskeyText>();
    let api = ui::api();
    let query: Query<Vec<Passkey>> = live::load(move || {
        let api = api.clone();
        async move { api.call(ListPasskeys { body: () }).await.map(|list| list.items) }
    });
    let (acting, renaming, removing) = (RwSignal::new(None::<Act>), RwSignal::new(false), RwSignal::new(false));
    ui::effect(move || match acting.get() {
        Some(Act::Rename(_)) => renaming.set(true),
        Some(Act::Remove(_)) => removing.set(true),
        None => {}
    });
    let here = passkeys::are_known();
    let added = move |()| query.refetch();
    view! {
        <section class="card">
            <header>
                <h2 class="grow">{t.title}</h2>
                <AddPasskey words=t.add on_done=added />
            </header>
            <p class="body muted">{t.lead} {(!here).then(|| [" ", t.not_here].concat())}</p>
            <WhenReady query rows=1 let:passkeys>
                <Passkeys passkeys acting />
            </WhenReady>
            <RenameDialog open=renaming acting query />
            <RemoveDialog open=removing acting query />
        </section>
    }
    .into_any()
}

#[component]
fn Passkeys(passkeys: Kept<Vec<Passkey>>, acting: RwSignal<Option<Act>>) -> impl IntoView {
    let t = ui::texts::<PasskeyText>();
    let none = ui::memo(move || passkeys.with(Vec::is_empty));
    ui::changing(move || match none.get() {
        true => ().into_any(),
        false => view! {
            <Table label=t.title stack=true>
                <TableHead of=vec![t.name, t.made, t.used] acts=t.remove_it />
                <tbody>
                    <For
                        each=move || passkeys.get()
                        key=|one: &Passkey| (one.id, one.name.clone(), one.used_at.clone())
                        children=move |one| view! { <Row one acting /> }
                    />
                </tbody>
            </Table>
        }
        .into_any(),
    })
}

#[component]
fn Row(one: Passkey, acting: RwSignal<Option<Act>>) -> impl IntoView {
    let t = ui::texts::<PasskeyText>();
    let of = |words: &str| fill(words, &[("name", &one.name)]);
    let (rename_of, remove_of) = (of(t.rename_of), of(t.remove_of));
    let used = match one.used_at.clone() {
        Some(at) => view! { <Time at style=TimeStyle::Relative /> }.into_any(),
        None => view! { <span class="muted">{t.never}</span> }.into_any(),
    };
    let (name, made, other) = (one.name.clone(), one.created_at.clone(), one.clone());
    let rename = move |_| acting.set(Some(Act::Rename(one.clone())));
    let remove = move |_| acting.set(Some(Act::Remove(other.clone())));
    view! {
        <tr>
            <td>
                <bdi>{name}</bdi>
            </td>
            <td data-label=t.made>
                <Time at=made style=TimeStyle::Day />
            </td>
            <td data-label=t.used>{used}</td>
            <td data-align="end">
                <span class="row wrap-row" data-align="end">
                    <Button size=Size::Small attr:aria-label=rename_of on_click=rename>
                        {t.rename}
                    </Button>
                    <Button size=Size::Small attr:aria-label=remove_of on_click=remove>
                        {t.remove}
                    </Button>
                </span>
            </td>
        </tr>
    }
    .into_any()
}

/// The button that adds one, where the browser can.
#[component]
pub fn AddPasskey(
    /// What stands on it.
    words: &'static str,
    /// Whether it is as wide as what it stands in.
    #[prop(optional)]
    wide: bool,
    /// It is added.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    if !passkeys::are_known() {
        return ().into_any();
    }
    let t = ui::texts::<PasskeyText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let open = RwSignal::new(false);
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let empty = RwSignal::new(false);
    let said = RwSignal::new(None::<&'static str>);
    let sending = Submission::new();
    let submit = move |()| {
        said.set(None);
        let (name, body) = (trimmed(name), OwnPassword { password: password.get_untracked() });
        empty.set(name.is_empty());
        if name.is_empty() {
            return;
        }
        let api = api.clone();
        let make = async move {
            let question = api.call(BeginPasskey { body }).await?;
            Ok(match passkeys::ask(Ask::Make, &question.options, t).await {
                Ok(credential) => Ok(api.call(AddPasskey { body: NewPasskey { name, credential } }).await?),
                Err(why) => Err(why),
            })
        };
        sending.run(make, move |came| match came {
            Ok(passkey) => {
                toaster.toast(Tone::Good, fill(t.added, &[("name", &passkey.name)]));
                open.try_set(false);
                on_done.run(());
            }
            Err(why) => {
                said.try_set(Some(why));
            }
        });
    };
    let came = move || match said.get() {
        Some(why) => view! {
            <div role="alert">
                <Notice tone=Tone::Warn>{why}</Notice>
            </div>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <Button wide on_click=move |_| open.set(true)>{words}</Button>
        <AskDialog
            open
            title=t.add_title
            text=t.add_text
            act=t.go_on
            sending
            on_submit=submit
            on_close=move |()| {
                name.set(String::new());
                password.set(String::new());
                empty.set(false);
                said.set(None);
            }
        >
            {ui::changing(came)}
            <NameField name empty sending />
            <OwnPasswordField label=t.password name="password" value=password sending />
        </AskDialog>
    }
    .into_any()
}

#[component]
fn RenameDialog(open: RwSignal<bool>, acting: RwSignal<Option<Act>>, query: Query<Vec<Passkey>>) -> impl IntoView {
    let t = ui::texts::<PasskeyText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let (name, empty) = (RwSignal::new(String::new()), RwSignal::new(false));
    ui::effect(move || {
        if let Some(Act::Rename(passkey)) = acting.get() {
            name.set(passkey.name);
        }
    });
    let sending = Submission::new();
    let submit = move |()| {
        let Some(Act::Rename(passkey)) = acting.get_untracked() else { return };
        let body = PasskeyName { name: trimmed(name) };
        empty.set(body.name.is_empty());
        if body.name.is_empty() {
            return;
        }
        let api = api.clone();
        sending.run(async move { api.call(RenamePasskey { passkey: passkey.id, body }).await }, move |now| {
            toaster.toast(Tone::Good, fill(t.renamed, &[("name", &now.name)]));
            open.try_set(false);
            query.refetch();
        });
    };
    view! {
        <AskDialog
            open
            title=t.rename_title
            act=t.save
            sending
            on_submit=submit
            on_close=move |()| {
                acting.set(None);
                empty.set(false);
            }
        >
            <NameField name empty sending />
        </AskDialog>
    }
    .into_any()
}

#[component]
fn RemoveDialog(open: RwSignal<bool>, acting: RwSignal<Option<Act>>, query: Query<Vec<Passkey>>) -> impl IntoView {
    let t = ui::texts::<PasskeyText>();
    let api = ui::api();
    let toaster = ui::toasts();
    let password = RwSignal::new(String::new());
    let sending = Submission::new();
    let title = move || match acting.get() {
        Some(Act::Remove(passkey)) => fill(t.remove_title, &[("name", &passkey.name)]),
        _ => String::new(),
    };
    let submit = move |()| {
        let Some(Act::Remove(passkey)) = acting.get_untracked() else { return };
        let (api, body) = (api.clone(), OwnPassword { password: password.get_untracked() });
        sending.run(async move { api.call(RemovePasskey { passkey: passkey.id, body }).await }, move |()| {
            toaster.toast(Tone::Good, fill(t.removed, &[("name", &passkey.name)]));
            open.try_set(false);
            query.refetch();
        });
    };
    view! {
        <AskDialog
            open
            title
            text=t.remove_text
            act=t.remove_it
            danger=true
            sending
            on_submit=submit
            on_close=move |()| {
                acting.set(None);
                password.set(String::new());
            }
        >
            <OwnPasswordField label=t.password name="password" value=password sending />
        </AskDialog>
    }
    .into_any()
}

#[component]
fn NameField(name: RwSignal<String>, empty: RwSignal<bool>, sending: Submission) -> impl IntoView {
    let t = ui::texts::<PasskeyText>();
    let said = sending.field("name");
    let error = Signal::derive(move || if empty.get() { Some(t.fill_in.to_owned()) } else { said.get() });
    view! {
        <Field
            name="passkey"
            label=t.name
            hint=t.name_hint
            value=name
            error
            maxlength=120_u32
            required=true
            autocomplete="off"
        />
    }
    .into_any()
}

fn trimmed(text: RwSignal<String>) -> String {
    text.get_untracked().trim().to_owned()
}
