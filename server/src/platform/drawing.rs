//! Pictures that are uploaded, drawn anew: pure. What comes out is a PNG of ours, whatever went in: nothing of the file
//! itself is ever served, neither what was hidden in it nor what it called itself.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, imageops::FilterType};

/// What may be uploaded, by its first bytes. SVG is none: it is a page that can hold scripts.
const FORMATS: [ImageFormat; 4] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Ico];

/// The most pixels in either direction.
const EDGE: u32 = 4096;

/// The most memory that reading one may take.
const MEMORY: u64 = 96 * 1024 * 1024;

/// How large a picture is drawn: never larger than it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// As a whole, within a width and a height.
    Within(u32, u32),
    /// The square in its middle, at most as wide.
    Square(u32),
}

/// A picture ready to be served.
pub(super) struct Drawn {
    pub png: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// Draws an uploaded picture anew, as large as it is needed; nothing when it is none.
pub(super) fn drawn(file: &[u8], fit: Fit) -> Option<Drawn> {
    let format = image::guess_format(file).ok().filter(|format| FORMATS.contains(format))?;
    let mut decoder = ImageReader::with_format(Cursor::new(file), format).into_decoder().ok()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(EDGE), Some(EDGE));
    limits.max_alloc = Some(MEMORY);
    let (width, height) = decoder.dimensions();
    limits.check_dimensions(width, height).ok()?;
    limits.reserve(decoder.total_bytes()).ok()?;
    decoder.set_limits(limits).ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    let (most_width, most_height) = match fit {
        Fit::Within(width, height) => (width, height),
        Fit::Square(edge) => {
            let (width, height) = (picture.width(), picture.height());
            let side = width.min(height);
            picture = picture.crop_imm((width - side) / 2, (height - side) / 2, side, side);
            (edge, edge)
        }
    };
    if picture.width() > most_width || picture.height() > most_height {
        picture = picture.resize(most_width, most_height, FilterType::Lanczos3);
    }
    let picture = picture.into_rgba8();
    let (width, height) = picture.dimensions();
    let mut png = Vec::new();
    picture.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).ok()?;
    Some(Drawn { png, width, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGO: Fit = Fit::Within(600, 96);

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut file = Vec::new();
        // ICO has pictures with transparency only, JPEG none.
        let transparent = format == ImageFormat::Ico;
        let make = if transparent { DynamicImage::new_rgba8 } else { DynamicImage::new_rgb8 };
        make(width, height).write_to(&mut Cursor::new(&mut file), format).unwrap();
        file
    }

    fn size(file: &[u8], fit: Fit) -> Option<(u32, u32)> {
        let drawn = drawn(file, fit)?;
        assert_eq!(image::guess_format(&drawn.png).unwrap(), ImageFormat::Png);
        Some((drawn.width, drawn.height))
    }

    #[test]
    fn pictures_are_drawn_as_large_as_they_are_needed() {
        for format in FORMATS {
            assert_eq!(size(&file(120, 40, format), LOGO), Some((120, 40)), "{format:?}");
            assert_eq!(size(&file(192, 192, format), Fit::Within(96, 96)), Some((96, 96)), "{format:?}");
        }
        assert_eq!(size(&file(2400, 192, ImageFormat::Png), LOGO), Some((600, 48)));
    }

    #[test]
    fn faces_are_square_and_taken_from_the_middle() {
        for format in FORMATS {
            assert_eq!(size(&file(200, 150, format), Fit::Square(128)), Some((128, 128)), "{format:?}");
            assert_eq!(size(&file(40, 90, format), Fit::Square(128)), Some((40, 40)), "{format:?}");
        }
        // Red, green, red: the middle is green.
        let mut striped = image::RgbImage::from_pixel(30, 10, image::Rgb([255, 0, 0]));
        for (x, y) in (10..20).flat_map(|x| (0..10).map(move |y| (x, y))) {
            striped.put_pixel(x, y, image::Rgb([0, 255, 0]));
        }
        let mut file = Vec::new();
        striped.write_to(&mut Cursor::new(&mut file), ImageFormat::Png).unwrap();
        let square = drawn(&file, Fit::Square(128)).unwrap().png;
        let square = image::load_from_memory(&square).unwrap().into_rgb8();
        assert!(square.dimensions() == (10, 10) && square.pixels().all(|pixel| pixel.0 == [0, 255, 0]));
    }

    #[test]
    fn nothing_else_is_a_picture() {
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        let gif = b"GIF89a\x01\0\x01\0\0\0\0;";
        let cut = file(64, 64, ImageFormat::Png);
        for file in [&b""[..], svg, gif, b"<!doctype html>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", &cut[..40]] {
            assert!(drawn(file, LOGO).is_none(), "{file:?}");
        }
    }

    #[test]
    fn what_follows_a_picture_is_not_served() {
        let mut polyglot = file(8, 8, ImageFormat::Png);
        polyglot.extend(b"<script>alert(1)</script>");
        let png = drawn(&polyglot, LOGO).unwrap().png;
        assert!(!png.windows(7).any(|part| part == b"<script"));
    }

    #[test]
    fn bombs_are_not_unpacked() {
        // Says that it is 60,000 pixels wide and high, in a few bytes.
        let mut bomb = file(8, 8, ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert!(drawn(&bomb, LOGO).is_none());
        assert!(drawn(&file(EDGE + 1, 1, ImageFormat::Png), LOGO).is_none());
    }
}
