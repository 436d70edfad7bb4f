//! What is sent when something happened elsewhere.

use contract::people::PersonKind;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    answer,
    letter::{self, Whence},
    notices::{self, NotAccepted},
    post::{Post, Sender},
};
use crate::{
    departments::{self, tables::brands},
    people::{
        self, AddressMoved,
        links::{self, LinkMade},
    },
    platform::{App, errands::Undone, events::Reactions, words::to_text},
    tickets,
};

/// Registers what leads to a mail.
pub fn react(reactions: &mut Reactions) {
    reactions.errand(|app, made: LinkMade| Box::pin(send_link(app, made)));
    reactions.errand(|app, said: tickets::Said| Box::pin(answer::send(app, said)));
    reactions.errand(|app, began: tickets::Began| Box::pin(notices::began(app, began)));
    reactions.errand(|app, told: NotAccepted| Box::pin(notices::send_not_accepted(app, told)));
    reactions.errand(|app, moved: AddressMoved| Box::pin(tell_before(app, moved)));
}

async fn tell_before(app: &App, AddressMoved { account, from }: AddressMoved) -> Result<(), Undone> {
    let Some(post) = app.lent::<Post>() else { return Err(Undone("nobody lends email::Post".into())) };
    let db = app.db().read();
    let Some(account) = people::account(db, account).await? else { return Ok(()) };
    // Accounts belong to no brand: customers know the installation by its default one.
    let customer = account.kind == to_text(&PersonKind::Customer);
    let brand = if customer { departments::default_brand(db).await?.map(|brand| brand.id) } else { None };
    if !post.is_open() {
        return Ok(());
    }
    let whence = whence(app, brand).await?;
    post.send(&letter::about_move(&account, from, &whence), &whence.sender).await
}

async fn send_link(app: &App, LinkMade { link, known }: LinkMade) -> Result<(), Undone> {
    let Some(post) = app.lent::<Post>() else { return Err(Undone("nobody lends email::Post".into())) };
    if !post.is_open() {
        tracing::warn!("a link by mail was asked for, but no server for mail is configured (smtp_url): it is not sent");
        return Ok(());
    }
    let Some(ready) = links::draw(app, link).await? else { return Ok(()) };
    let whence = whence(app, ready.brand).await?;
    post.send(&letter::about_link(&ready, known, &whence), &whence.sender).await
}

/// Where a letter comes from, by what is configured and never by what a request said.
async fn whence(app: &App, brand: Option<Uuid>) -> Result<Whence, DbErr> {
    let base = app.config().public_url();
    let console = base.split_once("://").map_or(base.as_str(), |(_, host)| host).to_owned();
    let brand = match brand {
        Some(brand) => departments::brand(app.db().read(), brand).await?,
        None => None,
    };
    let Some(brand) = brand else { return Ok(Whence { base, place: console, ..Whence::default() }) };
    let (language, sender) = (departments::language(&brand), sender(&brand));
    let base = match brand.host.filter(|_| !brand.is_default) {
        None => base,
        // A brand's host is reached the way the console's is: by the same scheme, at the same port.
        Some(host) => {
            let scheme = base.split_once("://").map_or("https", |(scheme, _)| scheme);
            let port = console.rsplit_once(':').map(|(_, port)| format!(":{port}")).unwrap_or_default();
            format!("{scheme}://{host}{port}")
        }
    };
    Ok(Whence { base, place: brand.name, language, sender })
}

/// Whom a brand's letters come from. One with an address of its own never goes by the installation's name.
fn sender(brand: &brands::Model) -> Sender {
    let nameless = brand.mail_name.is_empty() && !brand.mail_from.is_empty();
    Sender {
        name: if nameless { brand.name.clone() } else { brand.mail_name.clone() },
        address: brand.mail_from.clone(),
        reply_to: brand.mail_reply_to.clone(),
    }
}
