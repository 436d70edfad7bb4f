//! The widget of a brand that asks its visitors more, in a browser.

/// As in the widget that asks no more.
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    widget::start();
}
