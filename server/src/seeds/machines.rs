//! What the equipment maker asks: which machine it is, by its serial number. A table of all that were sold knows the
//! product.

use base64::{Engine, prelude::BASE64_STANDARD};
use client::{Api, CallError};
use contract::{
    FieldId, OptionId,
    fields::{
        CreateField, FieldDetails, FieldType, GivenValue, ItemKind, OptionDetails, SetTemplate, TemplateDetails,
        TemplateLine,
    },
    searches::{
        CreateSearchTemplate, NewSearchTable, SearchDetails, SearchInput, SearchResult, SearchSource, SetSearchTable,
    },
};

use crate::platform::ids;

/// What each brand sells: how its serial numbers begin, and its products.
const SOLD: [(&str, [&str; 3]); 2] = [
    ("ABC", ["Heron 14 notebook", "Heron 16 notebook", "Kestrel workstation"]),
    ("XYZ", ["Copier 2100", "Copier 4300", "Plotter 900"]),
];

/// How many machines each brand sold.
const MACHINES: usize = 150;

/// The columns of the table.
const COLUMNS: [&str; 3] = ["Serial number", "Product", "Sold"];

/// A machine of a brand's: its serial number, its product, and the year it was sold.
fn machine(brand: usize, number: usize) -> (String, &'static str, usize) {
    let (letters, products) = SOLD[brand];
    (format!("{letters}-{}", 10_007 + 61 * number), products[number % products.len()], 2021 + number % 5)
}

/// The table of all machines that were sold.
fn table() -> String {
    let all = (0..SOLD.len()).flat_map(|brand| (0..MACHINES).map(move |number| machine(brand, number)));
    let rows = all.map(|(serial, product, year)| format!("{serial},{product},{year}\n"));
    std::iter::once(format!("{}\n", COLUMNS.join(","))).chain(rows).collect()
}

/// What a customer of a brand answers who asks about a machine.
pub(super) fn answer(serial: FieldId, brand: usize, number: usize) -> Vec<GivenValue> {
    let (text, ..) = machine(brand, number % MACHINES);
    vec![GivenValue { field: serial, value: vec![text] }]
}

/// Asks for the serial number before chats and with messages, and looks the product up. Answers the serial number's
/// field.
pub(super) async fn ask(admin: &Api) -> Result<FieldId, CallError> {
    let option = |text: &str| OptionDetails { id: OptionId(ids::new_id()), text: text.into() };
    let field = |name: &str, kind, options| FieldDetails { name: name.into(), kind, options, default: Vec::new() };
    let body = field("Serial number", FieldType::Line, Vec::new());
    let serial = admin.call(CreateField { body }).await?.id;
    let products = SOLD.iter().flat_map(|(_, products)| products).map(|product| option(product));
    let body = field("Product", FieldType::Choice, products.collect());
    let product = admin.call(CreateField { body }).await?.id;
    let line = |field, question: &str| TemplateLine {
        field,
        question: question.into(),
        shown: true,
        required: false,
        before_reply: false,
        before_close: false,
        condition: None,
    };
    for kind in [ItemKind::Chat, ItemKind::Ticket] {
        let lines =
            vec![line(serial, "What is the serial number, on the label below?"), line(product, "Which product is it?")];
        admin.call(SetTemplate { kind, version: 0, body: TemplateDetails { lines } }).await?;
    }
    let body = SearchDetails {
        name: "Machines sold".into(),
        kinds: vec![ItemKind::Chat, ItemKind::Ticket],
        required: true,
        inputs: vec![SearchInput { name: COLUMNS[0].into(), field: serial }],
        results: vec![SearchResult { from: COLUMNS[1].into(), field: product }],
        source: SearchSource::Table {},
        timeout_ms: 2_000,
        cache_seconds: 60,
    };
    let made = admin.call(CreateSearchTemplate { body }).await?;
    let body = NewSearchTable { data: BASE64_STANDARD.encode(table()) };
    admin.call(SetSearchTable { search: made.id, version: made.version, body }).await?;
    Ok(serial)
}
