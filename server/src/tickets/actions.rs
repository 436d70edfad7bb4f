//! What agents do with a ticket: one transaction each.

use contract::{
    SearchId, TicketId,
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
    open::{reused, said},
    rules::{self, Work},
    sendings, store,
    tables::{ticket_entries, tickets},
};
use crate::{
    asks,
    departments::{self, Agent, Permission},
    fields::{self, Demand},
    platform::{Answered, App, Failure, Tx, history, words},
    routing,
};

/// Answers the customer. The same client id again changes nothing.
pub(super) async fn reply(app: &App, agent: Agent, ticket: TicketId, body: NewReply) -> Answered<()> {
    let text = said(&body.text)?;
    let (app2, client_id) = (app.clone(), body.client_id.0);
    let forms = fields::forms(app).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_change(tx, &agent, ticket.0, Permission::Reply).await?.row;
                let event =
                    TicketEvent::Message { from: Side::Agent, name: agent.me.name.clone(), text, automatic: false };
                if written(tx, row.id, client_id, agent.id(), &event).await?.is_some() {
                    return Ok(());
                }
                fields::demand(tx, &forms, access::field_item(&row), Demand::Reply).await?;
                let entry = store::insert_entry(tx, row.id, Some(agent.id()), Some(client_id), &event).await?;
                sendings::leave(tx, &row, entry).await?;
                let turn = turn(tx, &mut row, rules::Act::AgentReplies, None).await?;
                write_history(tx, row.id, &agent.me, "replied", turn.changes()).await?;
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
                let mut event = TicketEvent::Comment { by: agent.me.clone(), text: text.clone(), asked: Vec::new() };
                if let Some(before) = written(tx, row.id, client_id, agent.id(), &event).await? {
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
                store::insert_entry(tx, row.id, Some(agent.id()), Some(client_id), &event).await?;
                write_history(tx, row.id, &agent.me, "commented", Vec::new()).await?;
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
    if row.status == words::to_text(&TicketStatus::Closed) {
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
                let before = rules::priority(row.priority);
                let stands: TicketStatus = words::from_text(&row.status)?;
                let needs = rules::needs((stands, before), (body.status, body.priority));
                if !may.covers(needs) {
                    return Err(Failure::forbidden());
                }
                if body.status == TicketStatus::Closed && stands != TicketStatus::Closed {
                    fields::demand(tx, &forms, access::field_item(&row), Demand::Close).await?;
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
                write_history(tx, row.id, &agent.me, "changed", changes).await?;
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
                write_history(tx, row.id, &agent.me, "fields_changed", changes).await?;
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
                let to = departments::reachable(tx, &agent, &access::item(&row), body.destination).await?;
                reopen(tx, row, &agent.me).await?;
                let comment = crate::people::validity::clean_text(&body.comment);
                let transfer = routing::Transfer { to, by: agent.me, comment };
                routing::transfer(&app2, tx, ticket.0, transfer).await
            })
        })
        .await
}

/// Work that is handed on is to be done again: by whom, routing is told next.
async fn reopen(tx: &Tx, mut row: tickets::Model, by: &AgentRef) -> Answered<()> {
    let turn = turn(tx, &mut row, rules::Act::HandedOn, Some(by)).await?;
    if turn.from == turn.to {
        return Ok(());
    }
    write_history(tx, row.id, by, "changed", turn.changes()).await?;
    changed(tx, &mut row, None).await
}

/// A change of status, to be told to routing when the row is written.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    from: TicketStatus,
    to: TicketStatus,
}

/// Applies what an act means for the status, with its entry. The row is not written yet.
pub(super) async fn turn(tx: &Tx, row: &mut tickets::Model, act: rules::Act, by: Option<&AgentRef>) -> Answered<Turn> {
    let from: TicketStatus = words::from_text(&row.status)?;
    let to = rules::after(act);
    if from != to {
        row.status = words::to_text(&to);
        let event = TicketEvent::Status { by: by.cloned(), from, to };
        store::insert_entry(tx, row.id, by.map(|by| by.id.0), None, &event).await?;
    }
    Ok(Turn { from, to })
}

impl Turn {
    pub(super) fn changes(self) -> Vec<FieldChange> {
        let Turn { from, to } = self;
        let text = |status| Some(words::to_text(&status));
        let change = FieldChange { field: "status".into(), from: text(from), to: text(to) };
        if from == to { Vec::new() } else { vec![change] }
    }

    /// After the change was told: who is asked about the ticket hears of its end, too.
    pub(super) async fn carry_out(self, app: &App, tx: &Tx, ticket: Uuid) -> Answered<()> {
        if self.from != self.to && self.to == TicketStatus::Closed {
            asks::over(tx, ticket).await?;
        }
        match rules::work(self.from, self.to) {
            Work::Same => Ok(()),
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
) -> Answered<Option<ticket_entries::Model>> {
    let Some(entry) = store::entry_made_by(tx, ticket, client_id).await? else { return Ok(None) };
    let event = serde_json::to_value(event).unwrap_or_default();
    let same =
        entry.author == Some(author) && entry.event["kind"] == event["kind"] && entry.event["text"] == event["text"];
    if same { Ok(Some(entry)) } else { Err(reused()) }
}

async fn write_history(tx: &Tx, ticket: Uuid, by: &AgentRef, act: &str, changes: Vec<FieldChange>) -> Answered<()> {
    let act = history::Act { subject: Subject::Ticket, id: ticket, by: Some(by), act, about: None, changes };
    Ok(history::write(tx, act).await?)
}
