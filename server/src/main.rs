//! `frontdesk`: one binary.
fn main() {}
