//! Calls whose shapes are read and written without serde: see [`contract::tree`].
//!
//! A widget calls a dozen operations, and each that serde reads is another reader of its answer in every page it is on.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use contract::{
    Endpoint,
    tree::{FromTree, Missing, ToTree, Tree},
};

use crate::{
    Answering, CallError, Waits, assembled,
    json::{self, Unreadable},
};

/// The API, for shapes that need no serde.
#[derive(Clone, Debug)]
pub struct Api(crate::Api);

impl From<crate::Api> for Api {
    fn from(api: crate::Api) -> Self {
        Self(api)
    }
}

impl Api {
    /// The same API for the bearer of a token.
    pub fn bearing(&self, token: &str) -> Self {
        Self(self.0.bearing(token))
    }

    /// Calls an operation, as [`crate::Api::call`].
    pub fn call<E: Endpoint<Body: ToTree, Reply: FromTree>>(&self, call: E) -> Calling<'_, E::Reply> {
        self.call_patiently(call, &[])
    }

    /// Calls an operation, as [`crate::Api::call_patiently`].
    pub fn call_patiently<E: Endpoint<Body: ToTree, Reply: FromTree>>(
        &self,
        call: E,
        waits: Waits,
    ) -> Calling<'_, E::Reply> {
        let request = assembled(E::METHOD, call.path(), json::text(&call.body().to_tree()), call.if_match());
        Calling { answering: self.0.answered(request, waits), reply: PhantomData }
    }
}

/// A call under way.
#[must_use = "nothing is read until it is awaited"]
pub struct Calling<'a, T> {
    answering: Answering<'a>,
    reply: PhantomData<fn() -> T>,
}

impl<T: FromTree> Future for Calling<'_, T> {
    type Output = Result<T, CallError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.answering.as_mut().poll(context).map(|answer| Ok(read(&answer?)?))
    }
}

/// Reads something from the whole of a text.
///
/// # Errors
/// [`Unreadable`] when it is not JSON, or something is missing.
pub fn read<T: FromTree>(text: &str) -> Result<T, Unreadable> {
    taken(json::tree(text)?)
}

/// Takes something out of a tree.
fn taken<T: FromTree>(tree: Tree) -> Result<T, Unreadable> {
    let mut missing = Missing::default();
    let value = T::from_tree(tree, &mut missing);
    match missing.0 {
        None => Ok(value),
        Some(what) => Err(Unreadable { what, at: 0 }),
    }
}

/// Writes something.
pub fn write<T: ToTree + ?Sized>(value: &T) -> String {
    json::text(&value.to_tree())
}

#[cfg(test)]
mod tests;
