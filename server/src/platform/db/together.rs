//! Actions of one kind that are done together: what many ask for at once costs the one writer little more than what one
//! does.
//!
//! The outcome is the one each would have had alone, in some order. Whoever is unusual (is refused, repeats) is left out
//! and done alone afterwards, and when the database refuses what they want together, each is done alone.

use std::{
    any::{Any, TypeId},
    pin::Pin,
};

use sea_orm::DbErr;
use tokio::sync::oneshot;

use super::{
    Acting, Tx,
    writer::{self, Action, Answer, answering},
};

/// What can be done together with others of its kind.
pub trait Together: Clone + Send + Sync + 'static {
    /// What the caller is told.
    type Answer: Send + 'static;
    /// Why it is not done.
    type Error: From<DbErr> + Send + 'static;

    /// Does what all of them want as one action, on SQLite. An answer for each, in order; `None`, and nothing done, for
    /// whoever is to be done alone. An error undoes it for all, and each is done alone.
    fn together<'a>(all: &'a [Self], tx: &'a Tx) -> Acting<'a, Vec<Option<Self::Answer>>, DbErr>;

    /// Does it alone.
    fn alone(self, tx: &Tx) -> Acting<'_, Self::Answer, Self::Error>;
}

/// Some of one kind who wait for the same turn.
pub(super) trait Company: Send {
    fn kind(&self) -> TypeId;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
    /// Takes in others of the same kind.
    fn take_in(&mut self, others: Box<dyn Company>);
    fn run<'a>(&'a mut self, tx: &'a Tx) -> Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;
    /// What is left once they ran, and what they did stays or does not.
    fn finish(self: Box<Self>, stays: bool) -> Finished;
}

/// The answers of those who are done, and who remains to be done alone.
pub(super) struct Finished {
    pub answers: Vec<Answer>,
    pub alone: Vec<Action>,
}

type Caller<K> = oneshot::Sender<Result<<K as Together>::Answer, <K as Together>::Error>>;

struct Few<K: Together> {
    all: Vec<K>,
    callers: Vec<Caller<K>>,
    done: Vec<Option<K::Answer>>,
}

/// One of its kind, for now.
pub(super) fn one<K: Together>(one: K, caller: Caller<K>) -> Box<dyn Company> {
    Box::new(Few { all: vec![one], callers: vec![caller], done: Vec::new() })
}

impl<K: Together> Company for Few<K> {
    fn kind(&self) -> TypeId {
        TypeId::of::<K>()
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn take_in(&mut self, others: Box<dyn Company>) {
        // Others of another kind are dropped, which tells their callers that the writer did not take them.
        if let Ok(others) = others.into_any().downcast::<Self>() {
            self.all.extend(others.all);
            self.callers.extend(others.callers);
        }
    }

    fn run<'a>(&'a mut self, tx: &'a Tx) -> Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>> {
        Box::pin(async move {
            self.done = K::together(&self.all, tx).await?;
            Ok(())
        })
    }

    fn finish(self: Box<Self>, stays: bool) -> Finished {
        let mut finished = Finished { answers: Vec::new(), alone: Vec::new() };
        let mut done = if stays { self.done } else { Vec::new() }.into_iter();
        for (one, caller) in self.all.into_iter().zip(self.callers) {
            match done.next().flatten() {
                Some(answer) => finished.answers.push(answering(caller, Ok(answer))),
                None => finished.alone.push(writer::action(move |tx| one.alone(tx), caller)),
            }
        }
        finished
    }
}
