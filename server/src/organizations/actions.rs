//! What agents change about organizations: one transaction each.

use contract::{
    AccountId, OrganizationId, RuleId,
    history::{FieldChange, Subject},
    organizations::{NewOrganizationComment, NewRule, OrganizationComment, OrganizationDetails},
    people::AgentRef,
};
use uuid::Uuid;

use super::{
    store,
    tables::{member_rules, organization_comments, organizations},
    typed,
    view::{self, Known},
};
use crate::{
    people::validity::clean_text,
    platform::{Answered, App, Failure, Tx, history, ids, words},
};

/// Makes an organization.
pub(super) async fn create(app: &App, by: AgentRef, given: OrganizationDetails) -> Answered<Uuid> {
    let details = typed::details(given)?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = organizations::Model {
                    id: ids::new_id(),
                    name_key: typed::name_key(&details.name),
                    name: details.name.clone(),
                    details: json(&details)?,
                    version: 1,
                };
                let changes = history::changes(&OrganizationDetails::default(), &details);
                let id = row.id;
                store::insert(tx, row).await?;
                write_history(tx, id, &by, "created", None, changes).await?;
                Ok(id)
            })
        })
        .await
}

/// Changes an organization's details.
pub(super) async fn update(
    app: &App,
    by: AgentRef,
    id: OrganizationId,
    version: i64,
    given: OrganizationDetails,
) -> Answered<()> {
    let details = typed::details(given)?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = locked(tx, id.0).await?;
                if row.version != version {
                    return Err(Failure::stale());
                }
                let changes = history::changes(&view::details(&row)?, &details);
                if changes.is_empty() {
                    return Ok(());
                }
                row.name_key = typed::name_key(&details.name);
                row.name = details.name.clone();
                row.details = json(&details)?;
                row.version += 1;
                store::update(tx, &row).await?;
                write_history(tx, row.id, &by, "changed", None, changes).await
            })
        })
        .await
}

/// Deletes an organization, its rules and its comments. What it gathered stays, and so does its history.
pub(super) async fn delete(app: &App, by: AgentRef, id: OrganizationId) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = locked(tx, id.0).await?;
                store::delete(tx, row.id).await?;
                write_history(tx, row.id, &by, "deleted", Some(row.name), Vec::new()).await
            })
        })
        .await
}

/// Adds a member rule.
pub(super) async fn add_rule(app: &App, by: AgentRef, id: OrganizationId, new: NewRule) -> Answered<()> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = locked(tx, id.0).await?;
                let typed = typed::rule(&app2, tx, &new).await?;
                let rule = typed.rule;
                let there = store::rules_of(tx, row.id).await?;
                let kind = words::to_text(&rule.kind);
                if there.iter().any(|it| it.kind == kind && it.value == rule.value) {
                    return Err(Failure::field("value", "taken", "The organization has this rule already."));
                }
                if typed.public_provider && !new.confirmed {
                    return Err(Failure::conflict(
                        "needs_confirmation",
                        "Anybody can have an address there. Say that you mean it.",
                    ));
                }
                let mut changes = vec![added("type", &kind), added("value", &typed.shown)];
                if rule.include_subdomains {
                    changes.push(added("include_subdomains", "true"));
                }
                let model = member_rules::Model {
                    id: rule.id,
                    organization_id: row.id,
                    kind,
                    value: rule.value,
                    account_id: rule.account,
                    include_subdomains: rule.include_subdomains,
                    created_at: tx.now(),
                };
                store::insert_rule(tx, model).await?;
                touch(tx, row).await?;
                write_history(tx, id.0, &by, "rule_added", Some(typed.shown), changes).await
            })
        })
        .await
}

/// Removes a member rule; what it gathered stays what it is.
pub(super) async fn remove_rule(app: &App, by: AgentRef, id: OrganizationId, rule: RuleId) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = locked(tx, id.0).await?;
                let rows = store::rules_of(tx, row.id).await?;
                let gone = rows.into_iter().find(|it| it.id == rule.0).ok_or_else(Failure::not_found)?;
                let shown = Known::of(tx, std::slice::from_ref(&gone)).await?.value(&gone);
                store::delete_rule(tx, gone.id).await?;
                touch(tx, row).await?;
                let removed = |field: &str, from: &str| FieldChange {
                    field: field.to_owned(),
                    from: Some(from.to_owned()),
                    to: None,
                };
                let changes = vec![removed("type", &gone.kind), removed("value", &shown)];
                write_history(tx, id.0, &by, "rule_removed", Some(shown), changes).await
            })
        })
        .await
}

/// Comments on an organization; the same again is answered with what was made of it. 409 `client_id_reused`.
pub(super) async fn comment(
    app: &App,
    by: AgentRef,
    id: OrganizationId,
    new: NewOrganizationComment,
) -> Answered<OrganizationComment> {
    let (text, client_id) = (clean_text(&new.text), new.client_id.0);
    if text.trim().is_empty() {
        return Err(Failure::field("text", "required", "The comment is empty."));
    }
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = locked(tx, id.0).await?;
                match store::comment_made_by(tx, row.id, by.id.0, client_id).await? {
                    Some(made) if made.text == text => return Ok(shown(made)),
                    Some(_) => {
                        let used = "This id was already used for something else.";
                        return Err(Failure::conflict("client_id_reused", used));
                    }
                    None => {}
                }
                let comment = organization_comments::Model {
                    id: ids::new_id(),
                    organization_id: row.id,
                    at: tx.now(),
                    by_id: by.id.0,
                    by_name: by.name.clone(),
                    client_id,
                    text,
                };
                store::insert_comment(tx, comment.clone()).await?;
                write_history(tx, row.id, &by, "commented", None, Vec::new()).await?;
                Ok(shown(comment))
            })
        })
        .await
}

/// A comment as it goes over the wire.
pub(super) fn shown(row: organization_comments::Model) -> OrganizationComment {
    OrganizationComment {
        id: row.id,
        at: row.at.into(),
        by: AgentRef { id: AccountId(row.by_id), name: row.by_name },
        text: row.text,
    }
}

async fn locked(tx: &Tx, id: Uuid) -> Answered<organizations::Model> {
    store::locked(tx, id).await?.ok_or_else(Failure::not_found)
}

async fn touch(tx: &Tx, mut row: organizations::Model) -> Answered<()> {
    row.version += 1;
    Ok(store::update(tx, &row).await?)
}

fn added(field: &str, to: &str) -> FieldChange {
    FieldChange { field: field.to_owned(), from: None, to: Some(to.to_owned()) }
}

fn json(details: &OrganizationDetails) -> Answered<serde_json::Value> {
    serde_json::to_value(details).map_err(|error| sea_orm::DbErr::Json(error.to_string()).into())
}

async fn write_history(
    tx: &Tx,
    id: Uuid,
    by: &AgentRef,
    act: &str,
    about: Option<String>,
    changes: Vec<FieldChange>,
) -> Answered<()> {
    let act = history::Act { subject: Subject::Organization, id, by: Some(by), act, about, changes };
    Ok(history::write(tx, act).await?)
}
