//! What is sent when something happened elsewhere.

use contract::people::PersonKind;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{letter, post::Post};
use crate::{
    departments,
    people::{
        self, AddressMoved,
        links::{self, LinkMade},
    },
    platform::{App, errands::Undone, events::Reactions, words::to_text},
};

/// Registers what leads to a mail.
pub fn react(reactions: &mut Reactions) {
    reactions.errand(|app, made: LinkMade| Box::pin(send_link(app, made)));
    reactions.errand(|app, moved: AddressMoved| Box::pin(tell_before(app, moved)));
}

async fn tell_before(app: &App, AddressMoved { account, from }: AddressMoved) -> Result<(), Undone> {
    let Some(post) = app.lent::<Post>() else { return Err(Undone("nobody lends email::Post".into())) };
    let db = app.db().read();
    let Some(account) = people::account(db, account).await? else { return Ok(()) };
    // Accounts belong to no brand: customers know the installation by its default one.
    let customer = account.kind == to_text(&PersonKind::Customer);
    let brand = if customer { departments::default_brand(db).await?.map(|brand| brand.id) } else { None };
    let (_, place) = whence(app, brand).await?;
    if post.is_open() { post.send(&letter::about_move(&account, from, &place)).await } else { Ok(()) }
}

async fn send_link(app: &App, LinkMade { link, known }: LinkMade) -> Result<(), Undone> {
    let Some(post) = app.lent::<Post>() else { return Err(Undone("nobody lends email::Post".into())) };
    if !post.is_open() {
        tracing::warn!("a link by mail was asked for, but no server for mail is configured (smtp_url): it is not sent");
        return Ok(());
    }
    let Some(ready) = links::draw(app, link).await? else { return Ok(()) };
    let (base, place) = whence(app, ready.brand).await?;
    post.send(&letter::about_link(&ready, known, &base, &place)).await
}

/// Where a link begins and what that place is called, by what is configured and never by what a request said.
async fn whence(app: &App, brand: Option<Uuid>) -> Result<(String, String), DbErr> {
    let base = app.config().public_url();
    let console = base.split_once("://").map_or(base.as_str(), |(_, host)| host).to_owned();
    let Some(brand) = brand else { return Ok((base, console)) };
    let Some(brand) = departments::brand(app.db().read(), brand).await? else { return Ok((base, console)) };
    let Some(host) = brand.host.filter(|_| !brand.is_default) else { return Ok((base, brand.name)) };
    // A brand's host is reached the way the console's is: by the same scheme, at the same port.
    let scheme = base.split_once("://").map_or("https", |(scheme, _)| scheme);
    let port = console.rsplit_once(':').map(|(_, port)| format!(":{port}")).unwrap_or_default();
    Ok((format!("{scheme}://{host}{port}"), brand.name))
}
