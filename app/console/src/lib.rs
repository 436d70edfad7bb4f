//! The console.

/// Starts in the page that loaded it.
pub fn start() {}
