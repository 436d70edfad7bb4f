//! The console in a browser.

fn main() {
    console::start();
}
