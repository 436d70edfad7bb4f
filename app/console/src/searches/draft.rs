//! A search template while it is made or changed.

use contract::{
    FieldId,
    fields::ItemKind,
    searches::{SearchDetails, SearchInput, SearchResult, SearchSource},
};
use leptos::prelude::*;
use uuid::Uuid;

use crate::text::SearchesText;

/// Where something is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In an uploaded table.
    Table,
    /// At a server elsewhere.
    Http,
    /// In a database.
    Sql,
}

impl Place {
    /// Which one a source is.
    pub fn of(source: &SearchSource) -> Place {
        match source {
            SearchSource::Table {} => Place::Table,
            SearchSource::Http { .. } => Place::Http,
            SearchSource::Sql { .. } => Place::Sql,
        }
    }

    /// In words.
    pub fn name(self, t: &'static SearchesText) -> &'static str {
        match self {
            Place::Table => t.table,
            Place::Http => t.http,
            Place::Sql => t.sql,
        }
    }
}

/// A name that the source knows, and a field.
#[derive(Clone)]
pub struct Pair {
    /// Which row it is, whatever stands in it.
    pub key: Uuid,
    /// The name.
    pub name: ArcRwSignal<String>,
    /// The field's id; empty while none is chosen.
    pub field: ArcRwSignal<String>,
}

impl Pair {
    fn new(name: &str, field: String) -> Pair {
        Pair { key: ui::ids::client_id().0, name: ArcRwSignal::new(name.to_owned()), field: ArcRwSignal::new(field) }
    }

    /// What stands in it; nothing when it was left empty.
    pub fn read(&self) -> Option<(String, FieldId)> {
        let (name, field) = (self.name.get().trim().to_owned(), self.field.get());
        let none = name.is_empty() && field.is_empty();
        // Where no field is chosen, the server says so.
        (!none).then(|| (name, field.parse().unwrap_or(FieldId(Uuid::nil()))))
    }
}

/// What stands in the inputs. Copy it about.
#[derive(Clone, Copy)]
pub struct Draft {
    pub name: RwSignal<String>,
    pub kinds: RwSignal<Vec<ItemKind>>,
    pub required: RwSignal<bool>,
    pub inputs: RwSignal<Vec<Pair>>,
    pub results: RwSignal<Vec<Pair>>,
    pub place: RwSignal<Place>,
    pub url: RwSignal<String>,
    pub header: RwSignal<String>,
    pub at: RwSignal<String>,
    pub database: RwSignal<String>,
    pub statement: RwSignal<String>,
    pub patience: RwSignal<String>,
    pub memory: RwSignal<String>,
}

/// One more row.
pub fn add(rows: RwSignal<Vec<Pair>>) {
    rows.update(|rows| rows.push(Pair::new("", String::new())));
}

/// Puts texts into some signals.
fn put(texts: [(RwSignal<String>, &str); 5]) {
    for (signal, text) in texts {
        signal.set(text.to_owned());
    }
}

/// A number that was typed; the largest where it is none, which the server refuses.
fn number(typed: RwSignal<String>) -> u32 {
    typed.with(|text| text.trim().parse().unwrap_or(u32::MAX))
}

impl Draft {
    /// What a new one begins with.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        let row = || RwSignal::new(vec![Pair::new("", String::new())]);
        Self {
            name: empty(),
            kinds: RwSignal::new(vec![ItemKind::Chat, ItemKind::Ticket]),
            required: RwSignal::new(false),
            inputs: row(),
            results: row(),
            place: RwSignal::new(Place::Table),
            url: empty(),
            header: empty(),
            at: empty(),
            database: empty(),
            statement: empty(),
            patience: RwSignal::new("3000".into()),
            memory: RwSignal::new("300".into()),
        }
    }

    /// Puts a template into the inputs.
    pub fn fill(self, details: &SearchDetails) {
        self.name.set(details.name.clone());
        self.kinds.set(details.kinds.clone());
        self.required.set(details.required);
        self.inputs.set(details.inputs.iter().map(|one| Pair::new(&one.name, one.field.to_string())).collect());
        self.results.set(details.results.iter().map(|one| Pair::new(&one.from, one.field.to_string())).collect());
        self.place.set(Place::of(&details.source));
        let texts: [&str; 5] = match &details.source {
            SearchSource::Table {} => [""; 5],
            SearchSource::Http { url, header, at } => [url, header, at, "", ""],
            SearchSource::Sql { database, statement } => ["", "", "", database, statement],
        };
        let [url, header, at, database, statement] = texts;
        put([
            (self.url, url),
            (self.header, header),
            (self.at, at),
            (self.database, database),
            (self.statement, statement),
        ]);
        self.patience.set(details.timeout_ms.to_string());
        self.memory.set(details.cache_seconds.to_string());
    }

    /// What would be sent. A row that was left empty is none.
    pub fn details(self) -> SearchDetails {
        let typed = |signal: RwSignal<String>| signal.with(|text| text.trim().to_owned());
        let rows = |rows: RwSignal<Vec<Pair>>| rows.get().into_iter().filter_map(|row| row.read());
        let source = match self.place.get() {
            Place::Table => SearchSource::Table {},
            Place::Http => SearchSource::Http { url: typed(self.url), header: typed(self.header), at: typed(self.at) },
            Place::Sql => SearchSource::Sql { database: typed(self.database), statement: typed(self.statement) },
        };
        SearchDetails {
            name: typed(self.name),
            kinds: self.kinds.get(),
            required: self.required.get(),
            inputs: rows(self.inputs).map(|(name, field)| SearchInput { name, field }).collect(),
            results: rows(self.results).map(|(from, field)| SearchResult { from, field }).collect(),
            source,
            timeout_ms: number(self.patience),
            cache_seconds: number(self.memory),
        }
    }

    /// The names of what differs.
    pub fn changes(self, t: &SearchesText, old: &SearchDetails) -> Vec<String> {
        let new = self.details();
        let compared = [
            (t.name, new.name == old.name),
            (t.kinds, new.kinds == old.kinds),
            (t.must, new.required == old.required),
            (t.place, new.source == old.source),
            (t.inputs, new.inputs == old.inputs),
            (t.results, new.results == old.results),
            (t.patience, new.timeout_ms == old.timeout_ms),
            (t.memory, new.cache_seconds == old.cache_seconds),
        ];
        compared.into_iter().filter(|(_, same)| !same).map(|(field, _)| field.to_owned()).collect()
    }
}
