//! Handing a chat on: to an agent, a group or a department, with a word for the colleagues.

use contract::{
    ChatId,
    chat::{Destination, ListTransferTargets, Transfer, TransferChat, TransferTarget},
};
use leptos::prelude::*;
use ui::{
    Button, ButtonKind, Chip, Dialog, Field, FieldKind, ProblemNotice, SearchBox, Submission, Tone, WhenReady, fill,
};

use super::{conversation::refusal, use_chats};
use crate::text::ChatsText;

/// A kind of destination: its heading, and what belongs to it.
type Kind = (&'static str, fn(&Destination) -> bool);

/// The dialog.
#[component]
pub(super) fn TransferDialog(chat: ChatId, open: RwSignal<bool>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let chats = use_chats();
    let toaster = ui::toasts();
    let api = StoredValue::new(ui::api());
    let chosen = RwSignal::new(None::<TransferTarget>);
    let comment = RwSignal::new(String::new());
    let sending = Submission::new();
    let transfer = move || {
        let Some(target) = chosen.get_untracked() else { return };
        let Some(row) = untrack(|| chats.row(chat)) else { return };
        let comment = comment.get_untracked().trim().to_owned();
        let body = Transfer { destination: target.destination, comment, epoch: row.epoch };
        let api = api.get_value();
        let call = async move {
            let answer = api.call(TransferChat { chat, body }).await;
            // Somebody else has it: there is nothing left to transfer, so it is said outside of the dialog.
            if let Err(error) = &answer
                && error.code() == Some("handed_over")
            {
                toaster.toast(Tone::Warn, refusal(t, chats.who_has(chat).await, error));
                open.try_set(false);
            }
            answer
        };
        sending.run(call, move |detail| {
            chats.learn_act(detail);
            toaster.toast(Tone::Good, fill(t.transfer_done, &[("name", &target.name)]));
            open.try_set(false);
        });
    };
    let closed = move |()| {
        chosen.set(None);
        comment.set(String::new());
        sending.clear();
    };
    let nowhere = Signal::derive(move || chosen.with(Option::is_none));
    view! {
        <Dialog
            open
            title=t.transfer_title
            on_submit=move |()| transfer()
            on_close=closed
            footer=move || {
                view! {
                    <Button on_click=move |_| open.set(false)>{t.transfer_cancel}</Button>
                    <Button kind=ButtonKind::Primary submit=true busy=sending.busy disabled=nowhere>
                        {t.transfer_do}
                    </Button>
                }
            }
        >
            <div class="stack" data-gap="4">
                <ProblemNotice problem=sending.problem />
                <Targets chat chosen />
                <Field
                    name="transfer-comment"
                    label=t.transfer_comment
                    hint=t.transfer_comment_hint
                    value=comment
                    kind=FieldKind::Area(2)
                    optional=true
                />
            </div>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Targets(chat: ChatId, chosen: RwSignal<Option<TransferTarget>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let api = ui::api();
    let targets = ui::load(move || {
        let api = api.clone();
        async move { api.call(ListTransferTargets { chat, body: () }).await.map(|list| list.items) }
    });
    let query = RwSignal::new(String::new());
    view! {
        <div class="stack" data-gap="3">
            <SearchBox label=t.transfer_search placeholder=t.transfer_search value=query />
            <WhenReady query=targets rows=3 let:targets>
                <TargetList targets query chosen />
            </WhenReady>
        </div>
    }
    .into_any()
}

#[component]
fn TargetList(
    targets: Signal<Vec<TransferTarget>>,
    query: RwSignal<String>,
    chosen: RwSignal<Option<TransferTarget>>,
) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let fitting = Memo::new(move |_| {
        let query = query.get().to_lowercase();
        let fits = |target: &&TransferTarget| {
            let text = format!("{} {}", target.name, target.within).to_lowercase();
            query.split_whitespace().all(|word| text.contains(word))
        };
        targets.with(|targets| targets.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    let kinds: [Kind; 3] = [
        (t.transfer_agents, |to| matches!(to, Destination::Agent(_))),
        (t.transfer_groups, |to| matches!(to, Destination::Group(_))),
        (t.transfer_departments, |to| matches!(to, Destination::Department(_))),
    ];
    let lists = move || {
        let lists = kinds.into_iter().map(|(heading, is)| {
            let own: Vec<_> =
                fitting.with(|all| all.iter().filter(|target| is(&target.destination)).cloned().collect());
            (!own.is_empty()).then(|| {
                view! {
                    <fieldset class="radio-cards" data-columns="1">
                        <legend>{heading}</legend>
                        {own.into_iter().map(|target| view! { <Target target chosen /> }).collect_view()}
                    </fieldset>
                }
            })
        });
        lists.collect_view()
    };
    view! {
        {lists}
        {move || fitting.with(Vec::is_empty).then(|| view! { <p class="muted" role="status">{t.transfer_none}</p> })}
    }
    .into_any()
}

#[component]
fn Target(target: TransferTarget, chosen: RwSignal<Option<TransferTarget>>) -> impl IntoView {
    let t = ui::texts::<ChatsText>();
    let agent = matches!(target.destination, Destination::Agent(_));
    let (tone, words) = match (target.receives, agent) {
        (true, _) => (Tone::Good, t.transfer_receives),
        (false, true) => (Tone::Neutral, t.transfer_agent_no),
        (false, false) => (Tone::Warn, t.transfer_no_receive),
    };
    let (name, within, own) = (target.name.clone(), target.within.clone(), target.destination);
    let checked = move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.destination == own));
    view! {
        <label class="radio-card">
            <input
                type="radio"
                name="transfer-to"
                prop:checked=checked
                on:change=move |_| chosen.set(Some(target.clone()))
            />
            <span class="title">{name}</span>
            <span class="aside">
                <Chip tone>{words}</Chip>
            </span>
            <span class="hint">{within}</span>
        </label>
    }
    .into_any()
}
