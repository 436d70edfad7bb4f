//! Why something was refused, as the tests read it.

use std::fmt::Debug;

use client::CallError;
use contract::Problem;

/// The problem a call was refused with.
pub fn refused<T: Debug>(result: Result<T, CallError>) -> Problem {
    match result {
        Err(CallError::Problem(problem)) => problem,
        other => panic!("not refused: {other:?}"),
    }
}

/// Status and code, or the fields at fault.
pub fn why<T: Debug>(result: Result<T, CallError>) -> (u16, String) {
    let problem = refused(result);
    let fields: Vec<String> = problem.fields.iter().map(|field| format!("{} {}", field.field, field.code)).collect();
    (problem.status, if fields.is_empty() { problem.code } else { fields.join(", ") })
}

/// The other side of a comparison with [`why`].
pub fn is(status: u16, what: &str) -> (u16, String) {
    (status, what.to_owned())
}
