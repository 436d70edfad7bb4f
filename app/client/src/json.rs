//! Reads JSON: one small reader for everything a server answers or a browser kept.
//!
//! `serde_json` reads too, but is made for speed and for good messages: for every type that is read it brings code that
//! counts lines, tells what was expected, and reads structs from arrays. In a browser every type pays that in bytes.
//! This one knows where it is and nothing more, and reads a struct from an object alone.

use std::{borrow::Cow, fmt};

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer as _, Visitor};

/// How deep arrays and objects may stand in each other.
const DEPTH: u8 = 100;

/// A text that is not JSON, or not what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong: the name of a field that is missing, else a word.
    pub what: &'static str,
    /// After how many bytes it showed.
    pub at: usize,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        f.write_str(" at ")?;
        self.at.fmt(f)
    }
}

impl std::error::Error for Unreadable {}

/// A reader does not say at length what it found instead: nobody but us would read it.
impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        wrong("malformed")
    }
    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        wrong("another type")
    }
    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        wrong("another value")
    }
    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        wrong("another length")
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        wrong("unknown variant")
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        wrong("unknown field")
    }
    fn missing_field(field: &'static str) -> Self {
        wrong(field)
    }
    fn duplicate_field(field: &'static str) -> Self {
        wrong(field)
    }
}

fn wrong(what: &'static str) -> Unreadable {
    Unreadable { what, at: 0 }
}

/// Reads a value from the whole of a text.
///
/// # Errors
/// [`Unreadable`] when it is not JSON or not of this type.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut reader = Reader::new(text);
    let value = T::deserialize(&mut reader);
    reader.end(value.is_ok())?;
    value.map_err(|error| reader.here(error.what))
}

/// Writes a value.
///
/// # Errors
/// None for the types of the contract; maps whose keys are no text.
pub fn write<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, Unreadable> {
    serde_json::to_string(value).map_err(|_| wrong("not to be written"))
}

/// An object of plain values as a query: `{"after":7,"scope":"mine"}` becomes `after=7&scope=mine`. What is `null` is
/// left out, as is everything when it is no object.
pub(crate) fn query(json: &str) -> Result<String, Unreadable> {
    let mut query = String::new();
    let mut reader = Reader::new(json);
    if reader.peek() != Some(b'{') {
        return Ok(query);
    }
    reader.step();
    let mut first = true;
    while reader.goes_on(b'}', &mut first)? {
        let key = reader.string()?;
        reader.take(b':')?;
        let value = match reader.peek() {
            Some(b'"') => reader.string()?,
            Some(b'{' | b'[') => return Err(reader.here("nested")),
            _ => Cow::Borrowed(reader.word()),
        };
        if value == "null" {
            continue;
        }
        if !query.is_empty() {
            query.push('&');
        }
        escape(&key, &mut query);
        query.push('=');
        escape(&value, &mut query);
    }
    Ok(query)
}

fn escape(text: &str, into: &mut String) {
    const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => into.push(char::from(byte)),
            b' ' => into.push('+'),
            _ => {
                into.push('%');
                into.push(char::from(DIGITS[usize::from(byte >> 4)]));
                into.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
}

struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
}

impl<'de> Reader<'de> {
    fn new(text: &'de str) -> Self {
        Self { text, at: 0, depth: DEPTH }
    }

    fn here(&self, what: &'static str) -> Unreadable {
        Unreadable { what, at: self.at }
    }

    /// After a value there is nothing more.
    fn end(&mut self, read: bool) -> Result<(), Unreadable> {
        if read && self.peek().is_some() { Err(self.here("more than one value")) } else { Ok(()) }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at += 1;
    }

    /// The next byte that is no blank; it stays.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.step();
        }
        self.byte()
    }

    fn take(&mut self, wanted: u8) -> Result<(), Unreadable> {
        if self.peek() != Some(wanted) {
            return Err(self.here("another sign"));
        }
        self.step();
        Ok(())
    }

    /// Goes into an array or object.
    fn open(&mut self, sign: u8) -> Result<(), Unreadable> {
        self.take(sign)?;
        self.depth = self.depth.checked_sub(1).ok_or_else(|| self.here("too deep"))?;
        Ok(())
    }

    /// Whether another element follows; steps over what stands between, and at the end over the sign that closes.
    fn goes_on(&mut self, close: u8, first: &mut bool) -> Result<bool, Unreadable> {
        let first = std::mem::take(first);
        match self.peek() {
            Some(byte) if byte == close => {
                self.step();
                Ok(false)
            }
            Some(_) if first => Ok(true),
            _ => {
                self.take(b',')?;
                // No comma before the end.
                if self.peek() == Some(close) { Err(self.here("another sign")) } else { Ok(true) }
            }
        }
    }

    /// A number, or one of `true`, `false`, `null`: whatever stands up to the next sign.
    fn word(&mut self) -> &'de str {
        self.peek();
        let from = self.at;
        while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'-' | b'.') = self.byte() {
            self.step();
        }
        self.since(from)
    }

    /// What was read since a place. Places are before or behind signs of ASCII, so it is there.
    fn since(&self, from: usize) -> &'de str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn null(&mut self) -> Result<bool, Unreadable> {
        if self.peek() != Some(b'n') {
            return Ok(false);
        }
        if self.word() == "null" { Ok(true) } else { Err(self.here("another word")) }
    }

    fn string(&mut self) -> Result<Cow<'de, str>, Unreadable> {
        self.take(b'"')?;
        let mut from = self.at;
        let mut whole: Option<String> = None;
        loop {
            match self.byte() {
                Some(b'"') => {
                    let last = self.since(from);
                    self.step();
                    return Ok(match whole {
                        None => Cow::Borrowed(last),
                        Some(mut whole) => {
                            whole.push_str(last);
                            Cow::Owned(whole)
                        }
                    });
                }
                Some(b'\\') => {
                    let before = self.since(from);
                    self.step();
                    let letter = self.escaped()?;
                    let whole = whole.get_or_insert_default();
                    whole.push_str(before);
                    whole.push(letter);
                    from = self.at;
                }
                Some(byte) if byte >= b' ' => self.step(),
                _ => return Err(self.here("an open text")),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Unreadable> {
        let letter = match self.byte() {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'u') => {
                self.step();
                let mut code = self.hexadecimal()?;
                // Letters beyond the first 65,536 come in two halves.
                if (0xd800..0xdc00).contains(&code) && self.text.as_bytes().get(self.at..self.at + 2) == Some(b"\\u") {
                    self.at += 2;
                    let low = self.hexadecimal()?;
                    code = 0x1_0000 + ((code - 0xd800) << 10) + (low.wrapping_sub(0xdc00) & 0x3ff);
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(self.here("half a letter"));
                    }
                }
                return char::from_u32(code).ok_or_else(|| self.here("half a letter"));
            }
            _ => return Err(self.here("another escape")),
        };
        self.step();
        Ok(letter)
    }

    fn hexadecimal(&mut self) -> Result<u32, Unreadable> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.here("another escape"))?;
            self.step();
        }
        Ok(code)
    }

    fn whole(&mut self) -> Result<Whole, Unreadable> {
        let word = self.word();
        let digits = word.strip_prefix('-').unwrap_or(word);
        // JSON knows neither `+1` nor `01`.
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'));
        let mut value = 0_u64;
        for byte in digits.bytes() {
            let next = value.checked_mul(10).and_then(|value| value.checked_add(u64::from(byte.wrapping_sub(b'0'))));
            value = next.filter(|_| plain).ok_or_else(|| self.here("another number"))?;
        }
        match (digits.is_empty(), digits.len() < word.len()) {
            (true, _) => Err(self.here("another number")),
            (_, false) => Ok(Whole::Positive(value)),
            (_, true) => match 0_i64.checked_sub_unsigned(value) {
                Some(value) => Ok(Whole::Negative(value)),
                None => Err(self.here("another number")),
            },
        }
    }

    /// Steps over a value of any kind.
    fn skip(&mut self) -> Result<(), Unreadable> {
        match self.peek() {
            Some(b'"') => self.string().map(drop),
            Some(open @ (b'{' | b'[')) => {
                self.open(open)?;
                let mut first = true;
                let close = open + 2;
                while self.goes_on(close, &mut first)? {
                    if open == b'{' {
                        self.string()?;
                        self.take(b':')?;
                    }
                    self.skip()?;
                }
                self.depth += 1;
                Ok(())
            }
            _ if self.word().is_empty() => Err(self.here("another sign")),
            _ => Ok(()),
        }
    }
}

enum Whole {
    Positive(u64),
    Negative(i64),
}

macro_rules! whole {
    ($($name:ident)+) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            match self.whole()? {
                Whole::Positive(value) => visitor.visit_u64(value),
                Whole::Negative(value) => visitor.visit_i64(value),
            }
        }
    )+};
}

macro_rules! text {
    ($($name:ident)+) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.visit_str(&self.string()?)
        }
    )+};
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    whole! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }
    text! { deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_identifier }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.peek() {
            Some(b'"') => self.deserialize_str(visitor),
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => self.deserialize_unit(visitor),
            // Who wants a fraction asks for one: the tables to read them are larger than this reader.
            _ => self.deserialize_i64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.word() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(self.here("another word")),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let word = self.word();
        let mut digits = word.strip_prefix('-').unwrap_or(word).bytes();
        let starts = match (digits.next(), digits.next()) {
            (Some(b'0'), Some(next)) => !next.is_ascii_digit(),
            (Some(first), _) => first.is_ascii_digit(),
            (None, _) => false,
        };
        let ends = word.ends_with(|last: char| last.is_ascii_digit());
        let number = word.parse::<f64>().ok().filter(|number| starts && ends && number.is_finite());
        visitor.visit_f64(number.ok_or_else(|| self.here("another number"))?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.null()? { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.null()? { visitor.visit_unit() } else { Err(self.here("another word")) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let mut inside = Inside::new(self, b'[')?;
        let value = visitor.visit_seq(&mut inside)?;
        inside.end()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let mut inside = Inside::new(self, b'{')?;
        let value = visitor.visit_map(&mut inside)?;
        inside.end()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if self.peek() == Some(b'{') {
            self.open(b'{')?;
            let value = visitor.visit_enum(Variant { reader: &mut *self, holds: true })?;
            self.depth += 1;
            self.take(b'}')?;
            Ok(value)
        } else {
            visitor.visit_enum(Variant { reader: self, holds: false })
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.skip()?;
        visitor.visit_unit()
    }
}

/// Inside an array or object.
struct Inside<'a, 'de> {
    reader: &'a mut Reader<'de>,
    close: u8,
    first: bool,
    over: bool,
}

impl<'a, 'de> Inside<'a, 'de> {
    fn new(reader: &'a mut Reader<'de>, open: u8) -> Result<Self, Unreadable> {
        reader.open(open)?;
        // In ASCII the sign that closes is the next but one.
        Ok(Self { reader, close: open + 2, first: true, over: false })
    }

    fn goes_on(&mut self) -> Result<bool, Unreadable> {
        let goes_on = !self.over && self.reader.goes_on(self.close, &mut self.first)?;
        self.over = !goes_on;
        Ok(goes_on)
    }

    /// Who reads a tuple stops after its last element, without having seen the end.
    fn end(&mut self) -> Result<(), Unreadable> {
        self.reader.depth += 1;
        if self.goes_on()? { Err(self.reader.here("another length")) } else { Ok(()) }
    }
}

impl<'de> de::SeqAccess<'de> for &mut Inside<'_, 'de> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        if self.goes_on()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> de::MapAccess<'de> for &mut Inside<'_, 'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        if self.goes_on()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant by its name, or by its name and what it holds.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
    holds: bool,
}

impl<'de> de::EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        let variant = seed.deserialize(&mut *self.reader)?;
        if self.holds {
            self.reader.take(b':')?;
        }
        Ok((variant, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        // `{"Name":null}` says the same as `"Name"`.
        if !self.holds || self.reader.null()? { Ok(()) } else { Err(self.reader.here("another variant")) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unreadable> {
        if self.holds { seed.deserialize(self.reader) } else { Err(self.reader.here("another variant")) }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        if self.holds { self.reader.deserialize_seq(visitor) } else { Err(self.reader.here("another variant")) }
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Unreadable> {
        if self.holds { self.reader.deserialize_map(visitor) } else { Err(self.reader.here("another variant")) }
    }
}

#[cfg(test)]
mod tests;
