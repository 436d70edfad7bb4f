//! The widget.

/// Starts in the page that loaded it.
pub fn start() {}
