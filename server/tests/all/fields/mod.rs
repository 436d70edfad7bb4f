//! Custom fields: settings, what is asked and answered on every path, and the report.

mod report;
pub mod searches;
mod settings;
mod sources;
mod values;

use contract::{
    FieldId, OptionId,
    fields::{
        CreateField, Field, FieldDetails, FieldType, GetTemplate, GivenValue, ItemKind, OptionDetails, SetTemplate,
        TemplateDetails, TemplateLine,
    },
};
use uuid::Uuid;

use crate::support::Desk;

/// A field without options.
async fn field(desk: &Desk, name: &str, kind: FieldType) -> FieldId {
    choice(desk, name, kind, &[]).await.id
}

pub async fn choice(desk: &Desk, name: &str, kind: FieldType, options: &[&str]) -> Field {
    let option = |text: &&str| OptionDetails { id: OptionId(Uuid::new_v4()), text: (*text).into() };
    let body =
        FieldDetails { name: name.into(), kind, options: options.iter().map(option).collect(), default: Vec::new() };
    desk.admin.call(CreateField { body }).await.unwrap()
}

/// Sets the installation's template, whatever it was.
async fn template(desk: &Desk, kind: ItemKind, lines: &[TemplateLine]) {
    let version = desk.admin.call(GetTemplate { kind, body: () }).await.unwrap().version;
    let body = TemplateDetails { lines: lines.to_vec() };
    desk.admin.call(SetTemplate { kind, version, body }).await.unwrap();
}

fn given(field: FieldId, value: impl ToString) -> GivenValue {
    GivenValue { field, value: vec![value.to_string()] }
}

/// The details a field has, to be changed.
fn details(field: &Field) -> FieldDetails {
    let options = field.options.iter().filter(|option| !option.archived);
    FieldDetails {
        name: field.name.clone(),
        kind: field.kind,
        options: options.map(|option| OptionDetails { id: option.id, text: option.text.clone() }).collect(),
        default: field.default.clone(),
    }
}
