//! What agents do with a ticket: one transaction each.

use contract::{
    AttachmentId, SearchId, TicketId,
    asks::{Asked, Whom},
    chat::Side,
    departments::Channel,
    fields::GivenValue,
    history::{FieldChange, Subject},
    people::AgentRef,
    tickets::{NewReply, NewTicketComment, TicketDetails, TicketEvent, TicketStatus, TicketTransfer},
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    access,
    changed::{ValuesChanged, changed},
    follow_on,
    open::{reused, said},
    policies,
    rules::{self, Work},
    sendings, store,
    tables::{ticket_entries, tickets},
    view,
};
use crate::{
    asks, attachments,
    departments::{self, Agent, Permission},
    fields::{self, Demand},
    platform::{Answered, App, Failure, Tx, history, words},
    routing,
};

/// Answers the customer. The same client id again changes nothing.
pub(super) async fn reply(app: &App, agent: Agent, ticket: TicketId, body: NewReply) -> Answered<()> {
    let text = said(&body.text)?;
    let (app2, client_id, files) = (app.clone(), body.client_id.0, body.files);
    let forms = fields::forms(app).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_change(tx, &agent, ticket.0, Permission::Reply).await?.row;
                let (from, name) = (Side::Agent, agent.me.name.clone());
                let event = TicketEvent::Message { from, name, text, automatic: false, verdict: None };
                if written(tx, row.id, client_id, agent.id(), &event, &files).await?.is_some() {
                    return Ok(());
                }
                workable(&row)?;
                fields::demand(tx, &forms, access::field_item(&row), Demand::Reply).await?;
                let entry = store::insert_entry(tx, row.id, Some(agent.id()), Some(client_id), &event).await?;
                attachments::claim(tx, row.id, agent.id(), entry, &files).await?;
                sendings::leave(tx, &row, entry, sendings::leaves_at(&app2, tx)).await?;
                let turn = turn(tx, &mut row, rules::Act::AgentReplies, None).await?;
                // Who waits already waits for the answer to this one.
                row.status_at = tx.now();
                policies::schedule(tx, &row).await?;
                write_history(tx, row.id, Some(&agent.me), "replied", turn.changes()).await?;
                changed(tx, &mut row, None).await?;
                turn.carry_out(&app2, tx, row.id).await
            })
        })
        .await
}

/// Comments for colleagues. The same client id again changes nothing.
pub(super) async fn comment(app: &App, agent: Agent, ticket: TicketId, body: NewTicketComment) -> Answered<()> {
    let text = said(&body.text)?;
    let client_id = body.client_id.0;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_change(tx, &agent, ticket.0, Permission::Comment).await?.row;
                let mut event = TicketEvent::Comment {
                    by: agent.me.clone(),
                    text: text.clone(),
                    asked: Vec::new(),
                    sort: body.sort,
                };
                if let Some(before) = written(tx, row.id, client_id, agent.id(), &event, &body.files).await? {
                    return if asks_in(&before)? == body.asks { Ok(()) } else { Err(reused()) };
                }
                let names = asked(tx, &agent, &row, &body.asks).await?;
                let comment = asks::Comment {
                    channel: Channel::Ticket,
                    item: row.id,
                    about: &row.subject,
                    text: &text,
                    asked: &names,
                };
                asks::commented(tx, &agent, comment).await?;
                if let TicketEvent::Comment { asked, .. } = &mut event {
                    *asked = names;
                }
                let entry = store::insert_entry(tx, row.id, Some(agent.id()), Some(client_id), &event).await?;
                attachments::claim(tx, row.id, agent.id(), entry, &body.files).await?;
                write_history(tx, row.id, Some(&agent.me), "commented", Vec::new()).await?;
                changed(tx, &mut row, None).await
            })
        })
        .await
}

/// Whom a comment asks, by name. About what is closed nobody is asked.
async fn asked(tx: &Tx, agent: &Agent, row: &tickets::Model, asks: &[Whom]) -> Answered<Vec<Asked>> {
    if asks.is_empty() {
        return Ok(Vec::new());
    }
    if rules::is_over(words::from_text(&row.status)?) {
        return Err(Failure::field("asks", "over", "Nobody can be asked about what is over."));
    }
    asks::checked(tx, agent, &access::place(tx, row).await?, asks).await
}

/// Whom the comment of an entry asks.
fn asks_in(entry: &ticket_entries::Model) -> Result<Vec<Whom>, DbErr> {
    match store::event(entry)? {
        TicketEvent::Comment { asked, .. } => Ok(asked.into_iter().map(|asked| asked.whom).collect()),
        _ => Ok(Vec::new()),
    }
}

/// Sets status and priority.
pub(super) async fn update(
    app: &App,
    agent: Agent,
    ticket: TicketId,
    version: i64,
    body: TicketDetails,
) -> Answered<()> {
    let app2 = app.clone();
    let forms = fields::forms(app).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let access::TicketFor { mut row, may } = access::to_set(tx, &agent, ticket.0).await?;
                if row.version != version {
                    return Err(Failure::stale());
                }
                unmerged(&row)?;
                let before = rules::priority(row.priority);
                let stands: TicketStatus = words::from_text(&row.status)?;
                let needs = rules::needs((stands, before), (body.status, body.priority));
                if !may.covers(needs) {
                    return Err(Failure::forbidden());
                }
                if rules::is_over(body.status) && !rules::is_over(stands) {
                    fields::demand(tx, &forms, access::field_item(&row), Demand::Close).await?;
                    policies::demand(tx, &row).await?;
                }
                let turn = turn(tx, &mut row, rules::Act::Set(body.status), Some(&agent.me)).await?;
                let mut changes = turn.changes();
                if before != body.priority {
                    row.priority = rules::priority_number(body.priority);
                    routing::set_priority(tx, row.id, row.priority).await?;
                    changes.push(FieldChange {
                        field: "priority".into(),
                        from: Some(words::to_text(&before)),
                        to: Some(words::to_text(&body.priority)),
                    });
                }
                if changes.is_empty() {
                    return Ok(());
                }
                write_history(tx, row.id, Some(&agent.me), "changed", changes).await?;
                changed(tx, &mut row, None).await?;
                turn.carry_out(&app2, tx, row.id).await
            })
        })
        .await
}

/// Sets values of the ticket's fields.
pub(super) async fn fill(
    app: &App,
    agent: Agent,
    ticket: TicketId,
    version: i64,
    given: Vec<GivenValue>,
) -> Answered<()> {
    let forms = fields::forms(app).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_change(tx, &agent, ticket.0, Permission::EditFields).await?.row;
                let changes = fields::change(tx, &forms, access::field_item(&row), version, &given).await?;
                if changes.is_empty() {
                    return Ok(());
                }
                write_history(tx, row.id, Some(&agent.me), "fields_changed", changes).await?;
                changed(tx, &mut row, None).await?;
                let values = fields::values(tx, row.id).await?;
                tx.record(ValuesChanged { ticket, group: row.group_id, agent: row.agent_id, values });
                Ok(())
            })
        })
        .await
}

/// Looks up what the ticket's fields say, and sets what is found.
pub(super) async fn search(app: &App, agent: Agent, ticket: TicketId, version: i64, search: SearchId) -> Answered<()> {
    let forms = fields::forms(app).await?;
    let access::TicketFor { row, may } = access::to_read(app.db().read(), &agent, ticket.0).await?;
    if !may.contains(Permission::EditFields) {
        return Err(Failure::forbidden());
    }
    let given = fields::look_up_item(app, &forms, access::field_item(&row), version, search).await?;
    fill(app, agent, ticket, version, given).await
}

/// Takes the ticket from the queue, or over from a colleague.
pub(super) async fn take(app: &App, agent: Agent, ticket: TicketId) -> Answered<()> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = access::to_change(tx, &agent, ticket.0, Permission::Take).await?.row;
                if row.agent_id == Some(agent.id()) {
                    return Ok(());
                }
                workable(&row)?;
                reopen(tx, row, &agent.me).await?;
                routing::take(&app2, tx, ticket.0, &agent.me).await
            })
        })
        .await
}

/// Hands the ticket on.
pub(super) async fn transfer(app: &App, agent: Agent, ticket: TicketId, body: TicketTransfer) -> Answered<()> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = access::to_change(tx, &agent, ticket.0, Permission::Transfer).await?.row;
                workable(&row)?;
                let to = departments::reachable(tx, &agent, &access::item(&row), body.destination).await?;
                reopen(tx, row, &agent.me).await?;
                let comment = crate::people::validity::clean_text(&body.comment);
                let transfer = routing::Transfer { to, by: agent.me, comment };
                routing::transfer(&app2, tx, ticket.0, transfer).await
            })
        })
        .await
}

/// Refuses what is closed for good, what nobody wants, and what goes on elsewhere: none is worked on before somebody says
/// otherwise.
pub(super) fn workable(row: &tickets::Model) -> Answered<()> {
    unmerged(row)?;
    if follow_on::is_locked(row) {
        return Err(Failure::conflict("locked", "It is locked."));
    }
    if row.spam { Err(Failure::conflict("spam", "It is marked as spam.")) } else { Ok(()) }
}

/// Refuses what goes on in another ticket.
pub(super) fn unmerged(row: &tickets::Model) -> Answered<()> {
    match row.merged_into {
        Some(_) => Err(Failure::conflict("merged", "It was merged into another one.")),
        None => Ok(()),
    }
}

/// Work that is handed on is to be done again: by whom, routing is told next.
async fn reopen(tx: &Tx, mut row: tickets::Model, by: &AgentRef) -> Answered<()> {
    let turn = turn(tx, &mut row, rules::Act::HandedOn, Some(by)).await?;
    if turn.from == turn.to {
        return Ok(());
    }
    write_history(tx, row.id, Some(by), "changed", turn.changes()).await?;
    changed(tx, &mut row, None).await
}

/// A change of status, to be told to routing when the row is written.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    pub(super) from: TicketStatus,
    pub(super) to: TicketStatus,
    /// Nothing is to be done about it, wherever it stands.
    pub(super) aside: bool,
}

/// Applies what an act means for the status, with its entry. The row is not written yet.
pub(super) async fn turn(tx: &Tx, row: &mut tickets::Model, act: rules::Act, by: Option<&AgentRef>) -> Answered<Turn> {
    let from: TicketStatus = words::from_text(&row.status)?;
    let to = rules::after(act);
    if from != to {
        row.status = words::to_text(&to);
        row.status_at = tx.now();
        let by_customer = act == rules::Act::CustomerSets(to);
        let event = TicketEvent::Status { by: by.cloned(), by_customer, from, to };
        store::insert_entry(tx, row.id, by.map(|by| by.id.0), None, &event).await?;
    }
    Ok(Turn { from, to, aside: view::is_aside(row) })
}

impl Turn {
    pub(super) fn changes(self) -> Vec<FieldChange> {
        let Turn { from, to, .. } = self;
        let text = |status| Some(words::to_text(&status));
        let change = FieldChange { field: "status".into(), from: text(from), to: text(to) };
        if from == to { Vec::new() } else { vec![change] }
    }

    /// After the change was told: who is asked about the ticket hears of its end, too.
    pub(super) async fn carry_out(self, app: &App, tx: &Tx, ticket: Uuid) -> Answered<()> {
        if rules::is_over(self.to) && !rules::is_over(self.from) {
            asks::over(tx, ticket).await?;
        }
        match rules::work(self.from, self.to) {
            Work::Same => Ok(()),
            Work::Reopened if self.aside => Ok(()),
            Work::Done => routing::done(app, tx, ticket).await,
            Work::Reopened => routing::reopened(app, tx, ticket).await,
        }
    }
}

/// The entry, when exactly this was written already; something else under the same id is refused.
pub(super) async fn written(
    tx: &Tx,
    ticket: Uuid,
    client_id: Uuid,
    author: Uuid,
    event: &TicketEvent,
    files: &[AttachmentId],
) -> Answered<Option<ticket_entries::Model>> {
    let Some(entry) = store::entry_made_by(tx, ticket, client_id).await? else { return Ok(None) };
    let event = serde_json::to_value(event).unwrap_or_default();
    let same =
        entry.author == Some(author) && entry.event["kind"] == event["kind"] && entry.event["text"] == event["text"];
    let same = same && attachments::named(tx, entry.id).await? == files;
    if same { Ok(Some(entry)) } else { Err(reused()) }
}

pub(super) async fn write_history(
    tx: &Tx,
    ticket: Uuid,
    by: Option<&AgentRef>,
    act: &str,
    changes: Vec<FieldChange>,
) -> Answered<()> {
    let act = history::Act { subject: Subject::Ticket, id: ticket, by, act, about: None, changes };
    Ok(history::write(tx, act).await?)
}
