//! The components of the design system, one file each; the markup is what `style/README.md` describes.

mod avatar;
mod button;
mod checkbox;
mod chip;
mod choice;
mod field;
mod icon;
mod kbd;
mod radio_cards;
mod segmented;
mod tabs;

pub use avatar::{Avatar, Dot, DotState, hue_of, initials};
pub use button::{Button, ButtonKind, IconButton, LinkButton, Size};
pub use checkbox::{Checkbox, Switch};
pub use chip::{Chip, FilterChip, RemovableChip, Tone};
pub use choice::{Choice, Chosen};
pub use field::{Field, FieldKind, Select, grow, on_send_keys};
pub use icon::{Icon, Shape};
pub use kbd::Kbd;
pub use radio_cards::RadioCards;
pub use segmented::Segmented;
pub use tabs::{TabLinks, Tabs};
