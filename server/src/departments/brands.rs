//! What changes brands.

use contract::{
    brands::{BrandDetails, IdentitySecret},
    history::Subject,
    people::AgentRef,
};
use uuid::Uuid;

use super::{
    Refusal,
    availability::{availability_changed, company_changed},
    details, pictures, store,
    tables::brands,
    work,
};
use crate::platform::{
    App, Tx,
    error::{Answered, Failure},
    history, ids,
};

/// Makes a brand; the first one is the default. For the setup and the seeds, in their transaction.
///
/// # Errors
/// 422 on what does not read or is taken.
pub async fn create_brand(tx: &Tx, new: BrandDetails, by: Option<&AgentRef>) -> Result<brands::Model, Refusal> {
    let new = details::brand(new).map_err(Refusal::Fields)?;
    free_host(tx, &new.host, None).await?;
    pictures::known(tx, &new).await?;
    let is_default = store::default_brand(tx).await?.is_none();
    let mut row = brands::Model {
        id: ids::new_id(),
        key: public_key(tx, &new.name).await?,
        host: None,
        is_default,
        name: String::new(),
        hue: 0,
        chroma: 0,
        headline: String::new(),
        welcome: String::new(),
        logo: String::new(),
        favicon: String::new(),
        mail_name: String::new(),
        mail_from: String::new(),
        mail_reply_to: String::new(),
        language: String::new(),
        allowed_sites: serde_json::Value::Null,
        identity_secret: None,
        hours: None,
        version: 1,
    };
    let changes = history::changes(&serde_json::json!({}), &new);
    details::put_brand(&mut row, new);
    store::insert_brand(tx, row.clone()).await?;
    write(tx, row.id, by, "created", changes).await?;
    company_changed(tx).await?;
    Ok(row)
}

/// A key for the widget's script tag: readable, from the name, and nobody's secret.
async fn public_key(tx: &Tx, name: &str) -> Result<String, Refusal> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let mut key: String = words.join("-").chars().take(48).collect();
    if key.is_empty() || store::brand_by_key(tx, &key).await?.is_some() {
        let chance = ids::secret_hash(&ids::new_secret());
        key.extend(chance.iter().take(4).map(|byte| format!("{byte:02x}")));
    }
    Ok(key)
}

pub(super) async fn update(
    app: &App,
    by: AgentRef,
    id: Uuid,
    version: i64,
    new: BrandDetails,
) -> Answered<brands::Model> {
    let new = details::brand(new).map_err(Failure::fields)?;
    let app2 = app.clone();
    let changed = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let mut row = store::brand(tx, id).await?.ok_or(Refusal::Unknown)?;
            if row.version != version {
                return Err(Refusal::Stale);
            }
            free_host(tx, &new.host, Some(id)).await?;
            pictures::known(tx, &new).await?;
            let changes = history::changes(&details::of_brand(&row), &new);
            if changes.is_empty() {
                return Ok(row);
            }
            details::put_brand(&mut row, new);
            row.version += 1;
            if !store::update_brand(tx, &row, version).await? {
                return Err(Refusal::Stale);
            }
            write(tx, id, Some(&by), "changed", changes).await?;
            availability_changed(tx, id).await?;
            company_changed(tx).await?;
            Ok::<_, Refusal>(row)
        })
    });
    Ok(changed.await?)
}

pub(super) async fn rotate_secret(app: &App, by: AgentRef, id: Uuid) -> Answered<IdentitySecret> {
    let secret = ids::new_secret();
    let sealed = app.vault().seal(id.as_bytes(), &secret)?;
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            store::brand(tx, id).await?.ok_or(Refusal::Unknown)?;
            store::set_identity_secret(tx, id, sealed).await?;
            // That it changed is history; what it is, nobody reads again.
            write(tx, id, Some(&by), "identity_secret_rotated", Vec::new()).await?;
            Ok::<_, Refusal>(())
        })
    });
    written.await?;
    Ok(IdentitySecret { secret })
}

/// The secret a brand's site signs with, opened; none while there is none.
pub fn identity_secret(app: &App, brand: &brands::Model) -> Option<String> {
    app.vault().open_sealed(brand.id.as_bytes(), brand.identity_secret.as_ref()?)
}

/// Makes a brand the one that requests for unknown hosts see.
pub(super) async fn make_default(app: &App, by: AgentRef, id: Uuid) -> Answered<brands::Model> {
    let app2 = app.clone();
    let changed = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let row = store::brand(tx, id).await?.ok_or(Refusal::Unknown)?;
            if row.is_default {
                return Ok(row);
            }
            store::make_default(tx, id).await?;
            write(tx, id, Some(&by), "made_default", Vec::new()).await?;
            company_changed(tx).await?;
            store::brand(tx, id).await?.ok_or(Refusal::Unknown)
        })
    });
    Ok(changed.await?)
}

/// Makes another brand.
pub(super) async fn create(app: &App, by: AgentRef, new: BrandDetails) -> Answered<brands::Model> {
    let app2 = app.clone();
    let made = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            create_brand(tx, new, Some(&by)).await
        })
    });
    Ok(made.await?)
}

async fn free_host(tx: &Tx, host: &str, own: Option<Uuid>) -> Result<(), Refusal> {
    let other = if host.is_empty() { None } else { store::brand_with_host(tx, host).await? };
    match other.filter(|brand| Some(brand.id) != own) {
        Some(_) => Err(Refusal::field("host", "taken", "Another brand has this host already.")),
        None => Ok(()),
    }
}

async fn write(
    tx: &Tx,
    id: Uuid,
    by: Option<&AgentRef>,
    act: &str,
    changes: Vec<contract::history::FieldChange>,
) -> Result<(), sea_orm::DbErr> {
    history::write(tx, history::Act { subject: Subject::Brand, id, by, act, about: None, changes }).await
}
