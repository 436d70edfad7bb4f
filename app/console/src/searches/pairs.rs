//! Names that a source knows, each with a field: what is looked up, and what is filled.

use contract::fields::Field;
use leptos::prelude::*;
use ui::{
    Button, Choice, Field as Input, For, IconButton, Kept, Now, Select, Shape, Show, Size, Submission, fill, language,
};

use super::draft::{Pair, add};
use crate::text::SearchesText;

/// Which of the two lists it is, in words.
#[derive(Clone, Copy)]
pub struct Words {
    /// As the server calls the list, and the name in it.
    pub list: &'static str,
    /// The name in it.
    pub name: &'static str,
    /// What the name is.
    pub label: &'static str,
    /// What one of the fields is.
    pub field: &'static str,
    /// One more.
    pub add: &'static str,
    /// How many there can be.
    pub most: usize,
}

/// The rows.
#[component]
pub fn Pairs(words: Words, rows: RwSignal<Vec<Pair>>, fields: Kept<Vec<Field>>, saving: Submission) -> impl IntoView {
    let wrong = saving.field(words.list);
    let row = move |pair: Pair| view! { <Row words pair rows fields saving /> };
    view! {
        <ol class="search-pairs">
            <For each=move || rows.get() key=|pair| pair.key children=row />
        </ol>
        {move || wrong.get().map(|words| view! { <p class="error">{words}</p> })}
        <Show when=move || rows.with(|rows| rows.len() < words.most)>
            <div class="row">
                <Button size=Size::Small icon=Shape::Plus on_click=move |_| add(rows)>{words.add}</Button>
            </div>
        </Show>
    }
    .into_any()
}

#[component]
fn Row(
    words: Words,
    pair: Pair,
    rows: RwSignal<Vec<Pair>>,
    fields: Kept<Vec<Field>>,
    saving: Submission,
) -> impl IntoView {
    let t = ui::texts::<SearchesText>();
    let language = language();
    let key = pair.key;
    // Its place among those that are sent.
    let at = move || {
        rows.with(|rows| {
            let before = rows.iter().take_while(|row| row.key != key);
            before.filter(|row| row.read().is_some()).count()
        })
    };
    let wrong =
        move |part: &'static str| Now::of(move || saving.fault(language, &format!("{}[{}].{part}", words.list, at())));
    let place = move || {
        let place = rows.with(|rows| rows.iter().position(|row| row.key == key)).unwrap_or_default();
        fill(t.remove, &[("n", &(place + 1).to_string())])
    };
    let (name, field): (RwSignal<String>, RwSignal<String>) = (pair.name.into(), pair.field.into());
    let choices = Signal::derive(move || {
        let chosen = field.get();
        let mut choices = vec![Choice::new(String::new(), t.choose)];
        fields.with(|fields| {
            let offered = fields.iter().filter(|field| !field.archived || field.id.to_string() == chosen);
            choices.extend(offered.map(|field| Choice::new(field.id.to_string(), field.name.clone())));
        });
        choices
    });
    view! {
        <li class="search-pair">
            <Select name="field" id=format!("f-{}-field-{key}", words.list) label=words.field value=field choices
                error=wrong("field") />
            <Input name="name" id=format!("f-{}-name-{key}", words.list) label=words.label value=name
                maxlength=120_u32 autocomplete="off" error=wrong(words.name) />
            <IconButton
                label=place
                shape=Shape::Trash
                on_click=move |_| rows.update(|rows| rows.retain(|row| row.key != key))
            />
        </li>
    }
    .into_any()
}
