//! The components of the design system, one file each; the markup is what `style/README.md` describes.

mod button;
mod icon;
mod kbd;

pub use button::{Button, ButtonKind, IconButton, LinkButton, Size};
pub use icon::{Icon, Shape};
pub use kbd::Kbd;
