//! Files that go along with what one writes: chosen, dropped or pasted, and sent to the server at once.

use client::CallError;
use contract::{
    AttachmentId, Endpoint, Problem, TicketId,
    attachments::{AddTicketFile, Attachment, FILE_BYTES, FILES, NewFile, size_text},
};
use gloo::events::{EventListener, EventListenerOptions};
use js_sys::{JSON, Reflect};
use leptos::{context::Provider, ev, html, prelude::*, task::spawn_local};
use ui::{For, IconButton, Shape, browser};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DragEvent, Event, FileList, HtmlInputElement, ProgressEvent, XmlHttpRequest};

use super::{saying::Mode, use_tickets};
use crate::{files, pieces, text::EnclosedText};

/// A file that goes along.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Added {
    pub(super) ticket: TicketId,
    pub(super) mode: Mode,
    number: u32,
    name: String,
    size: u64,
    pub(super) state: Adding,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Adding {
    /// Of a hundred parts so many are there.
    UnderWay(u32),
    /// The server has it.
    There(AttachmentId),
    /// It did not come to be there.
    Failed(CallError),
}

impl Adding {
    /// Another one for each look.
    fn step(&self) -> u32 {
        match self {
            Adding::UnderWay(part) => *part,
            Adding::There(_) => 200,
            Adding::Failed(_) => 300,
        }
    }
}

/// What an answer took along goes along with the next one.
pub(super) fn again(added: &mut Vec<Added>, ticket: TicketId, files: Vec<Attachment>) {
    for Attachment { id, name, size, .. } in files {
        let number = next(added);
        added.push(Added { ticket, mode: Mode::Reply, number, name, size, state: Adding::There(id) });
    }
}

fn next(added: &[Added]) -> u32 {
    added.iter().map(|one| one.number).max().unwrap_or_default() + 1
}

/// For what files are added, for their piece.
#[derive(Clone, Copy)]
struct Place {
    ticket: TicketId,
    mode: RwSignal<Mode>,
}

/// The way to add files, once its piece is there.
#[component]
pub(super) fn AddFiles(ticket: TicketId, mode: RwSignal<Mode>) -> impl IntoView {
    view! { <Provider value=Place { ticket, mode }>{pieces::enclosed::Page::FilesToAdd.quietly()}</Provider> }
}

/// The button, and the files that were added.
#[component]
pub fn FilesToAdd() -> impl IntoView {
    let t = ui::texts::<EnclosedText>();
    let Place { ticket, mode } = expect_context();
    let added = use_tickets().added;
    let input = NodeRef::<html::Input>::new();
    let mine = ui::kept(move || {
        let mode = mode.get();
        let mine = |one: &&Added| one.ticket == ticket && one.mode == mode;
        added.with(|added| added.iter().filter(mine).cloned().collect::<Vec<_>>())
    });
    let take = move |list: Option<FileList>| {
        let Some(list) = list else { return false };
        for at in 0..list.length() {
            if let Some(file) = list.get(at) {
                add(added, ticket, mode.get_untracked(), file, t);
            }
        }
        list.length() > 0
    };
    ui::effect(move || {
        let Some(form) = input.get().and_then(|input| input.closest("form").ok().flatten()) else { return };
        listen(&form, take);
    });
    let chosen = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        take(input.files());
        // The same file can be chosen again.
        input.set_value("");
    };
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <IconButton label=t.add shape=Shape::Attach on_click=choose />
        <input type="file" multiple=true hidden=true aria-label=t.add node_ref=input on:change=chosen />
        <div class="files" role="status">
            <For each=move || mine.get() key=|one| (one.number, one.state.step()) let:one>
                <Chosen one added />
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn Chosen(one: Added, added: RwSignal<Vec<Added>>) -> impl IntoView {
    let t = ui::texts::<EnclosedText>();
    let language = ui::language();
    let Added { number, name, size, state, .. } = one;
    let remove = move |_| added.update(|added| added.retain(|one| one.number != number));
    let (failed, end) = match state {
        Adding::UnderWay(part) => {
            (false, view! { <progress max="100" value=part.to_string() aria-label=t.adding></progress> }.into_any())
        }
        Adding::There(_) => (false, view! { <span class="size">{size_text(size)}</span> }.into_any()),
        Adding::Failed(error) => (true, view! { <span>{ui::problem_text(language, &error)}</span> }.into_any()),
    };
    view! {
        <span class="file" aria-invalid=failed.then_some("true")>
            <bdi class="name">{name}</bdi>
            {end}
            <IconButton label=t.remove shape=Shape::Close on_click=remove />
        </span>
    }
    .into_any()
}

/// Takes what is dropped on a form or pasted into it.
fn listen(form: &web_sys::Element, take: impl Fn(Option<FileList>) -> bool + Copy + 'static) {
    let mark = form.clone();
    let marked = move |there: bool| {
        let _marked = if there { mark.set_attribute("data-drop", "") } else { mark.remove_attribute("data-drop") };
    };
    let (over, left, dropped) = (marked.clone(), marked.clone(), marked);
    let on = |name: &'static str, heard: Box<dyn FnMut(&Event)>| {
        let prevents = EventListenerOptions::enable_prevent_default();
        browser::while_alive(EventListener::new_with_options(form, name, prevents, heard));
    };
    on(
        "dragover",
        Box::new(move |event| {
            event.prevent_default();
            over(true);
        }),
    );
    on("dragleave", Box::new(move |_| left(false)));
    on(
        "drop",
        Box::new(move |event| {
            event.prevent_default();
            dropped(false);
            take(event.unchecked_ref::<DragEvent>().data_transfer().and_then(|data| data.files()));
        }),
    );
    on(
        "paste",
        Box::new(move |event| {
            let pasted = event.unchecked_ref::<web_sys::ClipboardEvent>().clipboard_data();
            if take(pasted.and_then(|data| data.files())) {
                event.prevent_default();
            }
        }),
    );
}

/// A refusal of our own, in the server's words.
fn refused(code: &str) -> Adding {
    let (code, title) = (code.to_owned(), String::new());
    let problem = Problem { status: 413, code, title, detail: None, fields: Vec::new(), retry_after: None };
    Adding::Failed(CallError::Problem(problem))
}

fn add(added: RwSignal<Vec<Added>>, ticket: TicketId, mode: Mode, file: web_sys::File, t: &'static EnclosedText) {
    let number = added.with_untracked(|added| next(added));
    let count =
        added.with_untracked(|added| added.iter().filter(|one| one.ticket == ticket && one.mode == mode).count());
    let name = if file.name().is_empty() { t.pasted.to_owned() } else { file.name() };
    let size = file.size() as u64;
    let fits = size <= FILE_BYTES as u64 && size > 0 && count < FILES;
    let state = if fits { Adding::UnderWay(0) } else { refused("too_large") };
    let one = Added { ticket, mode, number, name: name.clone(), size, state };
    added.update(|added| added.push(one));
    if !fits {
        return;
    }
    let put = move |state: Adding| {
        let put = |added: &mut Vec<Added>| {
            if let Some(one) = added.iter_mut().find(|one| one.number == number) {
                one.state = state;
            }
        };
        added.try_update(put);
    };
    spawn_local(async move {
        let (kind, data) = (file.type_(), files::base64(&file).await);
        match data {
            Ok(data) => upload(&AddTicketFile { ticket, body: NewFile { name, media_type: kind, data } }, put),
            Err(error) => put(Adding::Failed(error)),
        }
    });
}

/// Sends a file, however long it takes, and says how far it is.
fn upload(call: &AddTicketFile, put: impl Fn(Adding) + Copy + 'static) {
    let lost = || Adding::Failed(CallError::NoAnswer(client::NoAnswer(String::new())));
    let text = |text: &str| JSON::stringify(&JsValue::from_str(text)).map(String::from).unwrap_or_default();
    let Ok(request) = XmlHttpRequest::new() else { return put(lost()) };
    let NewFile { name, media_type, data } = &call.body;
    let body = ["{\"name\":", &text(name), ",\"media_type\":", &text(media_type), ",\"data\":\"", data, "\"}"].concat();
    let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            put(Adding::UnderWay((event.loaded() * 100.0 / event.total()) as u32));
        }
    });
    if let Ok(sending) = request.upload() {
        sending.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    }
    progress.forget();
    let asked = request.clone();
    let ended = Closure::once_into_js(move |_: Event| {
        let answer = asked.response_text().ok().flatten().and_then(|text| JSON::parse(&text).ok());
        let said = |name: &str| {
            let value = Reflect::get(answer.as_ref()?, &name.into()).ok()?;
            value.as_string()
        };
        put(match (asked.status(), said("id").and_then(|id| id.parse().ok()), said("code")) {
            (Ok(200), Some(id), _) => Adding::There(id),
            (_, _, Some(code)) => refused(&code),
            _ => lost(),
        });
    });
    request.set_onloadend(Some(ended.unchecked_ref()));
    let sent = request.open("POST", &call.path()).and_then(|()| {
        request.set_request_header("content-type", "application/json")?;
        request.send_with_opt_str(Some(&body))
    });
    if sent.is_err() {
        put(lost());
    }
}
