//! Icon: small drawings in the current colour, on a 24 by 24 grid.

use leptos::prelude::*;

use crate::markup;

/// What an icon shows: a path. A page brings those it draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape(&'static str);

macro_rules! shapes {
    ($($(#[$about:meta])* $name:ident: $path:literal),* $(,)?) => {
        #[expect(non_upper_case_globals, reason = "read as the variants of an enum, which would bring all paths")]
        impl Shape {
            $($(#[$about])* #[doc = stringify!($name)] pub const $name: Shape = Shape($path);)*

            /// Every shape, for the gallery.
            pub const ALL: &'static [Shape] = &[$(Shape::$name),*];
        }
    };
}

shapes! {
    Chat: "M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12Z",
    Mail: "M3 6h18v12H3zM3 7l9 6 9-6",
    Search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l5 5",
    Plus: "M12 5v14M5 12h14",
    Check: "M5 12.5l5 5L19 7",
    Close: "M6 6l12 12M18 6L6 18",
    Chevron: "M9 6l6 6-6 6",
    Down: "M6 9l6 6 6-6",
    Menu: "M4 6h16M4 12h16M4 18h16",
    Lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    Send: "M4 12L20 4l-5 16-3.5-6.5L4 12ZM11.5 13.5L20 4",
    User: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4 20c1-4 4.5-5 8-5s7 1 8 5",
    Users: "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM2.5 19c.7-3.3 3.5-4.5 6.5-4.5s5.8 1.2 6.5 4.5M16 5.2a3.5 3.5 0 0 1 0 6.6M18 14.8c2 .6 3.2 2 3.6 4.2",
    Building: "M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3",
    Settings: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1",
    List: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
    Chart: "M4 20V10M10 20V4M16 20v-7M2.5 20h19",
    Clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4.5l3 2",
    Bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16ZM10 21h4",
    Sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3L19 19M5 19l1.7-1.7M17.3 6.7L19 5",
    Moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z",
    Transfer: "M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4",
    End: "M12 3v8M6.5 6.5a8 8 0 1 0 11 0",
    Attach: "M20 11.5l-8.5 8.5a5 5 0 0 1-7-7L13 4.5a3.5 3.5 0 0 1 5 5L9.5 18a2 2 0 0 1-3-3L14 7.5",
    External: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
    Warning: "M12 4l9.5 16h-19L12 4ZM12 10v4.5M12 17.2v.1",
    Info: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 11v5M12 8v.1",
    Dots: "M5 11.5v1M12 11.5v1M19 11.5v1M4.5 12h1M11.5 12h1M18.5 12h1",
    Back: "M15 6l-6 6 6 6",
    Phone: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A15 15 0 0 1 4 5a1 1 0 0 1 1-1Z",
    Globe: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM4 12h16M12 4c2.5 2.3 3.5 5 3.5 8s-1 5.7-3.5 8c-2.5-2.3-3.5-5-3.5-8s1-5.7 3.5-8Z",
    Link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    Eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
    EyeOff: "M4 4l16 16M9.5 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.7 3.4M6 7.5A17 17 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 3.8-.8M10 10a3 3 0 0 0 4 4",
    Drag: "M8.5 6h1M14.5 6h1M8.5 12h1M14.5 12h1M8.5 18h1M14.5 18h1M9 5.5v1M15 5.5v1M9 11.5v1M15 11.5v1M9 17.5v1M15 17.5v1",
    Reply: "M10 6l-6 6 6 6M4 12h10a6 6 0 0 1 6 6",
    Comment: "M4 5h16v11H9l-5 4V5ZM8 9h8M8 12h5",
    Edit: "M4 20l1-4L16 5l3 3L8 19l-4 1ZM14 7l3 3",
    Trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
    Tag: "M4 4h8l8 8-8 8-8-8V4ZM8 8h.01",
    History: "M4 12a8 8 0 1 1 2.5 5.8M4 12l-2-2M4 12l2.5-2M12 8v4.5l3 2",
    Filter: "M4 6h16M7 12h10M10 18h4",
}

/// Draws a shape. Beside words it is decoration; alone it goes into something that has a label.
#[component]
pub fn Icon(
    /// What it shows.
    shape: Shape,
    /// 20 px instead of 16.
    #[prop(optional)]
    large: bool,
    /// Points somewhere: mirrored in right-to-left.
    #[prop(optional)]
    flip: bool,
) -> impl IntoView {
    markup! {
        <svg
            class="icon"
            viewBox="0 0 24 24"
            aria-hidden="true"
            data-size={large.then_some("large")}
            data-flip={flip}
        >
            <path d={shape.0} />
        </svg>
    }
}
