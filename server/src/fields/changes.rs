//! What changes fields and templates: one transaction each, one after the other.

use async_trait::async_trait;
use contract::{
    FieldId,
    fields::{Field, FieldDetails, ItemKind, TemplateDetails, TemplateLine},
    history::{FieldChange, Subject},
    people::AgentRef,
};
use uuid::Uuid;

use super::{definitions, rules, rules::Fields, store, tables::templates};
use crate::{
    departments::{self, Copied},
    platform::{Answered, App, Failure, Tx, history, ids, topics},
};

/// Makes a field.
pub(super) async fn create(app: &App, by: AgentRef, new: FieldDetails) -> Answered<Field> {
    let country = super::forms(app).await?.country;
    let field = definitions::field(FieldId(ids::new_id()), None, new, country).map_err(Failure::fields)?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                store::insert_field(tx, &field).await?;
                let changes = history::changes(&serde_json::json!({}), &definitions::told(&field, country));
                write(tx, Subject::Field, field.id.0, &by, "created", None, changes).await?;
                Ok(field)
            })
        })
        .await
}

/// Changes a field.
pub(super) async fn update(app: &App, by: AgentRef, id: FieldId, version: i64, new: FieldDetails) -> Answered<Field> {
    let country = super::forms(app).await?.country;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                hold(tx).await?;
                let before = store::one_field(tx, id.0).await?.ok_or_else(Failure::not_found)?;
                if before.version != version {
                    return Err(Failure::stale());
                }
                let after = definitions::field(id, Some(&before), new, country).map_err(Failure::fields)?;
                if (Field { version, ..after.clone() }) == before {
                    return Ok(before);
                }
                store::update_field(tx, &after).await?;
                let changes =
                    history::changes(&definitions::told(&before, country), &definitions::told(&after, country));
                write(tx, Subject::Field, id.0, &by, "changed", None, changes).await?;
                Ok(after)
            })
        })
        .await
}

/// Archives a field and takes it out of every template.
pub(super) async fn archive(app: &App, by: AgentRef, id: FieldId) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                hold(tx).await?;
                let field = store::one_field(tx, id.0).await?.ok_or_else(Failure::not_found)?;
                if field.archived {
                    return Ok(());
                }
                let fields = fields(tx).await?;
                for row in store::templates(tx).await?.into_iter().filter(|row| row.in_force) {
                    let before = store::lines(&row)?;
                    let depends = |line: &TemplateLine| line.condition.as_ref().is_some_and(|on| on.field == id);
                    if before.iter().any(depends) {
                        return Err(Failure::conflict("in_use", "Another field is asked depending on this one."));
                    }
                    let after: Vec<TemplateLine> = before.iter().filter(|line| line.field != id).cloned().collect();
                    if after.len() < before.len() {
                        put(tx, row, (&before, &after), &fields, &by).await?;
                    }
                }
                store::archive_field(tx, &field).await?;
                write(tx, Subject::Field, id.0, &by, "archived", None, Vec::new()).await
            })
        })
        .await
}

/// Sets a template: the installation's, or a department's own.
pub(super) async fn set(
    app: &App,
    by: AgentRef,
    (kind, department): (ItemKind, Option<Uuid>),
    version: i64,
    new: TemplateDetails,
) -> Answered<()> {
    let lines = definitions::lines(new.lines);
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                hold(tx).await?;
                live(tx, department).await?;
                let row = row(tx, kind, department).await?;
                if row.version != version {
                    return Err(Failure::stale());
                }
                let fields = fields(tx).await?;
                let faults = rules::check(&lines, &fields);
                if !faults.is_empty() {
                    return Err(Failure::fields(faults));
                }
                let before = if row.in_force { store::lines(&row)? } else { Vec::new() };
                if row.in_force && before == lines {
                    return Ok(());
                }
                put(tx, templates::Model { in_force: true, ..row }, (&before, &lines), &fields, &by).await
            })
        })
        .await
}

/// Takes a department's own template away.
pub(super) async fn remove(app: &App, by: AgentRef, kind: ItemKind, department: Uuid) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                hold(tx).await?;
                live(tx, Some(department)).await?;
                let Some(mut row) = store::template(tx, kind, department).await?.filter(|row| row.in_force) else {
                    return Ok(());
                };
                (row.in_force, row.version) = (false, row.version + 1);
                let (id, lines) = (row.id, store::lines(&row)?);
                store::put_template(tx, row, &lines).await?;
                departments::asks_otherwise(tx, Some(department)).await?;
                write(tx, Subject::Template, id, &by, "removed", None, Vec::new()).await
            })
        })
        .await
}

/// Lent to the departments: a copy asks what the other one asks.
#[derive(Clone, Copy, Debug)]
pub struct TemplatesCopied;

#[async_trait]
impl Copied for TemplatesCopied {
    async fn copied(&self, tx: &Tx, from: Uuid, to: Uuid, by: &AgentRef) -> Result<(), Failure> {
        hold(tx).await?;
        let all = store::templates(tx).await?;
        let own: Vec<_> = all.into_iter().filter(|row| row.department_id == from && row.in_force).collect();
        if own.is_empty() {
            return Ok(());
        }
        let fields = fields(tx).await?;
        for row in own {
            let lines = store::lines(&row)?;
            let copy = templates::Model { id: ids::new_id(), department_id: to, version: 0, ..row };
            put(tx, copy, (&[], &lines), &fields, by).await?;
        }
        Ok(())
    }
}

/// Whoever changes fields, templates or searches waits for whoever does: a template never has what is archived meanwhile.
pub(super) async fn hold(tx: &Tx) -> Answered<()> {
    topics::bump(tx, "fields").await?;
    Ok(())
}

pub(super) async fn fields(tx: &Tx) -> Answered<Fields> {
    Ok(store::fields(tx).await?.into_iter().map(|field| (field.id.0, field)).collect())
}

/// A department that is there.
async fn live(tx: &Tx, department: Option<Uuid>) -> Answered<()> {
    let Some(id) = department else { return Ok(()) };
    let found = departments::department(tx, id).await?.filter(|row| row.archived_at.is_none());
    found.map(|_| ()).ok_or_else(Failure::not_found)
}

/// The template's row, a new one when it was never set.
async fn row(tx: &Tx, kind: ItemKind, department: Option<Uuid>) -> Answered<templates::Model> {
    let department_id = department.unwrap_or_default();
    let new = || templates::Model {
        id: ids::new_id(),
        kind: kind.as_str().into(),
        department_id,
        in_force: false,
        lines: serde_json::json!([]),
        version: 0,
    };
    Ok(store::template(tx, kind, department_id).await?.unwrap_or_else(new))
}

/// Writes a template's lines with a new version, and its history.
async fn put(
    tx: &Tx,
    mut row: templates::Model,
    (before, after): (&[TemplateLine], &[TemplateLine]),
    fields: &Fields,
    by: &AgentRef,
) -> Answered<()> {
    row.version += 1;
    let (id, act) = (row.id, if row.version == 1 { "created" } else { "changed" });
    let department = departments::department(tx, row.department_id).await?;
    let (department, about) = department.map(|department| (department.id, department.name)).unzip();
    store::put_template(tx, row, after).await?;
    departments::asks_otherwise(tx, department).await?;
    let changes = history::changes(&definitions::told_lines(before, fields), &definitions::told_lines(after, fields));
    write(tx, Subject::Template, id, by, act, about, changes).await
}

async fn write(
    tx: &Tx,
    subject: Subject,
    id: Uuid,
    by: &AgentRef,
    act: &str,
    about: Option<String>,
    changes: Vec<FieldChange>,
) -> Answered<()> {
    Ok(history::write(tx, history::Act { subject, id, by: Some(by), act, about, changes }).await?)
}
