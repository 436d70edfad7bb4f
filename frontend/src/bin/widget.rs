//! The widget in a browser.

fn main() {
    widget::start();
}
