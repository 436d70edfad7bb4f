//! The stretches between changes of where a ticket is and how it stands: reports are sums over them.

use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*};

use super::tables::{
    ticket_spans::{ActiveModel, Column, Entity, Model},
    tickets,
};
use crate::platform::{Time, Tx};

/// Writes down how a ticket stands from now on, where that changed. What stood for no time at all is forgotten, so that
/// a ticket's spans follow each other without a gap from its beginning on. Whether anything changed.
pub(super) async fn keep(tx: &Tx, ticket: &tickets::Model) -> Result<bool, DbErr> {
    let Some(open) = open(tx, ticket.id).await? else {
        return insert(tx, span(ticket, tx.now())).await.map(|()| true);
    };
    if span(ticket, open.from_at) == open {
        return Ok(false);
    }
    // A clock that was set back makes no span that ends before it began.
    if tx.now() <= open.from_at {
        Entity::update(active(span(ticket, open.from_at))).exec(tx).await?;
        return Ok(true);
    }
    let ended = Model { to_at: Some(tx.now()), ..open };
    Entity::update(active(ended)).exec(tx).await?;
    insert(tx, span(ticket, tx.now())).await.map(|()| true)
}

async fn open(db: &impl ConnectionTrait, ticket: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::TicketId.eq(ticket))
        .order_by_desc(Column::FromAt)
        .limit(1)
        .one(db)
        .await
        .map(|last| last.filter(|last| last.to_at.is_none()))
}

fn span(ticket: &tickets::Model, from_at: Time) -> Model {
    Model {
        ticket_id: ticket.id,
        from_at,
        to_at: None,
        department_id: ticket.department_id,
        group_id: ticket.group_id,
        agent_id: ticket.agent_id,
        status: ticket.status.clone(),
        priority: ticket.priority,
    }
}

fn active(span: Model) -> ActiveModel {
    let span: ActiveModel = span.into();
    span.reset_all()
}

async fn insert(tx: &Tx, span: Model) -> Result<(), DbErr> {
    Entity::insert(active(span)).exec_without_returning(tx).await?;
    Ok(())
}
