//! The console's catalogue: every text people read, by capability.

mod shell;

pub use shell::ShellText;
