//! What choosing a picture says.

ui::catalogue! {
    /// Pictures.
    pub struct PictureText {
        too_large: "This file is too large: at most 256 KB.",
        picture: "Picture",
        hint: "PNG, JPEG, WebP or ICO of at most 256 KB. The square in its middle is shown to colleagues at once.",
        remove: "Remove the picture",
        saved: "The picture is there.",
        removed: "The picture is gone.",
    }
}
