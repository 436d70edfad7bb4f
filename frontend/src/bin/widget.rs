//! The widget in a browser.

/// A third of the size of the standard library's, and as quick: every step has a bound, free neighbours are joined.
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    widget::start();
}
