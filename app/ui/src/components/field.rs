//! Field: a label, what helps, what to type in, and what is wrong with it.

use leptos::{ev, prelude::*, text_prop::TextProp};
use web_sys::HtmlTextAreaElement;

use super::choice::Choice;
use crate::{
    browser,
    doors::{Now, words},
    markup, texts,
    words::UiText,
    written,
};

/// What is typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FieldKind {
    /// A line.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A password.
    Password,
    /// Something to find.
    Search,
    /// A number.
    Number,
    /// A telephone number.
    Tel,
    /// An address on the web.
    Url,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time of day.
    DateTime,
    /// Several lines; at first this many.
    Area(u8),
}

impl FieldKind {
    fn word(self) -> &'static str {
        match self {
            FieldKind::Text | FieldKind::Area(_) => "text",
            FieldKind::Email => "email",
            FieldKind::Password => "password",
            FieldKind::Search => "search",
            FieldKind::Number => "number",
            FieldKind::Tel => "tel",
            FieldKind::Url => "url",
            FieldKind::Date => "date",
            FieldKind::Time => "time",
            FieldKind::DateTime => "datetime-local",
        }
    }
}

/// A field to type in. Its id comes from its name, so that server and browser agree on it; give an `id` where one
/// page has two of a name.
#[component]
pub fn Field(
    /// Its name in the form, and in the problems the server tells.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    label: TextProp,
    /// What is typed.
    value: RwSignal<String>,
    /// What is typed into it.
    #[prop(optional)]
    kind: FieldKind,
    /// What helps.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Now<Option<String>>,
    /// Says that it may stay empty.
    #[prop(optional, into)]
    optional: Now<bool>,
    /// Must not stay empty.
    #[prop(optional)]
    required: bool,
    /// The label is for screen readers only.
    #[prop(optional)]
    label_hidden: bool,
    /// An example.
    #[prop(optional, into)]
    placeholder: Option<TextProp>,
    /// What browsers fill in by themselves.
    #[prop(optional, into)]
    autocomplete: Option<&'static str>,
    /// The most letters.
    #[prop(optional, into)]
    maxlength: Option<u32>,
    /// Small.
    #[prop(optional)]
    small: bool,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Now<bool>,
    /// Another id than `f-{name}`.
    #[prop(optional, into)]
    id: Option<String>,
    /// Told on leaving the field after a change.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| ["f-", &name].concat());
    browser::typed_before(&id, value);
    let frame = Frame { id: id.clone(), label, label_hidden, optional, hint, error: error.clone() };
    let described_by = frame.described_by();
    let left = move |_: ev::Event| {
        // Browsers tell a field, too, that is taken away while it has the focus.
        if let (Some(on_change), Some(value)) = (on_change, value.try_get_untracked()) {
            on_change.run(value);
        }
    };
    let typed = move |event: ev::Event| value.set(event_target_value(&event));
    let small = small.then_some("small");
    let maxlength = maxlength.map(|letters| letters.to_string());
    let control = match kind {
        FieldKind::Area(rows) => markup! {
            <textarea
                class="input"
                id={id}
                name={name}
                rows={rows.to_string()}
                data-size={small}
                aria-describedby={move || described_by()}
                aria-invalid={move || error.get().map(|_| "true")}
                placeholder={move || placeholder.as_ref().map(|text| text.get())}
                autocomplete={autocomplete}
                maxlength={maxlength}
                required={required}
                disabled={move || disabled.get()}
                prop:value={move || value.get()}
                inner_html={written::area(&value.get_untracked())}
                on:input={typed}
                on:change={left}
            ></textarea>
        },
        other => markup! {
            <input
                class="input"
                type={other.word()}
                id={id}
                name={name}
                value={value.get_untracked()}
                data-size={small}
                aria-describedby={move || described_by()}
                aria-invalid={move || error.get().map(|_| "true")}
                placeholder={move || placeholder.as_ref().map(|text| text.get())}
                autocomplete={autocomplete}
                maxlength={maxlength}
                required={required}
                disabled={move || disabled.get()}
                prop:value={move || value.get()}
                on:input={typed}
                on:change={left}
            />
        },
    };
    frame.around(control)
}

/// A choice of one of several, in a native list.
#[component]
pub fn Select(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    label: TextProp,
    /// What is chosen.
    value: RwSignal<String>,
    /// What can be chosen.
    #[prop(into)]
    choices: Signal<Vec<Choice<String>>>,
    /// What helps.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Now<Option<String>>,
    /// Says that it may stay empty.
    #[prop(optional, into)]
    optional: Now<bool>,
    /// The label is for screen readers only.
    #[prop(optional)]
    label_hidden: bool,
    /// Small.
    #[prop(optional)]
    small: bool,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Now<bool>,
    /// Another id than `f-{name}`.
    #[prop(optional, into)]
    id: Option<String>,
    /// Told when another was chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| ["f-", &name].concat());
    browser::typed_before(&id, value);
    let frame = Frame { id: id.clone(), label, label_hidden, optional, hint, error: error.clone() };
    let described_by = frame.described_by();
    let options = move || {
        choices.with(|choices| {
            choices
                .iter()
                .map(|choice| {
                    let own = choice.value.clone();
                    let chosen = value.with_untracked(|value| *value == own);
                    view! {
                        <option
                            value=own.clone()
                            selected=chosen
                            prop:selected=move || value.with(|value| *value == own)
                            disabled=choice.disabled
                        >
                            {choice.label.clone()}
                        </option>
                    }
                })
                .collect_view()
        })
    };
    frame.around(
        view! {
            <select
                class="input"
                id=id
                name=name
                data-size=small.then_some("small")
                aria-describedby=described_by
                aria-invalid=move || error.get().map(|_| "true")
                disabled=move || disabled.get()
                on:change:target=move |event| {
                    let chosen = event.target().value();
                    value.set(chosen.clone());
                    if let Some(on_change) = on_change {
                        on_change.run(chosen);
                    }
                }
            >
                {options}
            </select>
        }
        .into_any(),
    )
}

/// What stands around everything one can fill in.
pub(super) struct Frame {
    pub id: String,
    pub label: TextProp,
    pub label_hidden: bool,
    pub optional: Now<bool>,
    pub hint: Option<TextProp>,
    pub error: Now<Option<String>>,
}

impl Frame {
    pub fn described_by(&self) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
        let hint = self.hint.is_some().then(|| [&self.id, "-hint"].concat());
        let wrong = [&self.id, "-error"].concat();
        let error = self.error.clone();
        move || match (&hint, error.get().is_some()) {
            (Some(hint), true) => Some([hint, " ", &wrong].concat()),
            (Some(hint), false) => Some(hint.clone()),
            (None, true) => Some(wrong.clone()),
            (None, false) => None,
        }
    }

    pub fn around(self, control: AnyView) -> AnyView {
        let t = texts::<UiText>();
        let Frame { id, label, label_hidden, optional, hint, error } = self;
        let hint_id = [&id, "-hint"].concat();
        let error_id = [&id, "-error"].concat();
        let wrong = error.clone();
        let may_stay = move || if optional.get() { [" ", t.optional].concat() } else { String::new() };
        let hint = hint.map(|hint| {
            markup! { <p class="hint" id={hint_id}>{words(move || hint.get().into_owned())}</p> }
        });
        markup! {
            <div class="field">
                <label for={id} class={label_hidden.then_some("visually-hidden")}>
                    {words(move || label.get().into_owned())}
                    <span class="optional">{words(may_stay)}</span>
                </label>
                {hint}
                {control}
                <p class="error" id={error_id} hidden={move || wrong.get().is_none()}>
                    {words(move || error.get().unwrap_or_default())}
                </p>
            </div>
        }
    }
}

/// Lets Ctrl+Enter (⌘ Enter) in an area do something: `on:keydown=on_send_keys(move || …)`.
pub fn on_send_keys(send: impl Fn() + 'static) -> impl Fn(ev::KeyboardEvent) + 'static {
    move |event| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing() {
            event.prevent_default();
            send();
        }
    }
}

/// Makes an area as high as its text where the style sheet cannot (`field-sizing` is not everywhere).
pub fn grow(area: &HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(area);
    let _ = style.set_property("block-size", "auto");
    let _ = style.set_property("block-size", &[&area.scroll_height().to_string(), "px"].concat());
}
