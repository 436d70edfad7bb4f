//! The portal in a browser.

fn main() {
    portal::start();
}
