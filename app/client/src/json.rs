//! Reads JSON: one small reader for everything a server answers or a browser kept.
//!
//! `serde_json` reads too, but is made for speed and for good messages: for every type that is read it brings code that
//! counts lines, tells what was expected, and reads structs from arrays. In a browser every type pays that in bytes.
//! This one knows where it is and nothing more, and reads a struct from an object alone.

mod shapes;

use std::{borrow::Cow, fmt};

use contract::tree::Tree;
use serde::de::{self, DeserializeOwned};

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

/// Reads the whole of a text as a tree.
///
/// # Errors
/// [`Unreadable`] when it is not JSON.
pub fn tree(text: &str) -> Result<Tree, Unreadable> {
    let mut reader = Reader::new(text);
    let tree = reader.tree()?;
    reader.end(true)?;
    Ok(tree)
}

/// Writes a tree.
pub fn text(tree: &Tree) -> String {
    let mut text = String::new();
    put(tree, &mut text);
    text
}

fn put(tree: &Tree, into: &mut String) {
    match tree {
        Tree::Null => into.push_str("null"),
        Tree::Flag(flag) => into.push_str(if *flag { "true" } else { "false" }),
        Tree::Number(number) => into.push_str(&number.to_string()),
        Tree::Text(text) => put_text(text, into),
        Tree::List(all) => {
            let mut before = '[';
            for one in all {
                into.push(before);
                put(one, into);
                before = ',';
            }
            into.push_str(if all.is_empty() { "[]" } else { "]" });
        }
        Tree::Fields(fields) => {
            let mut before = '{';
            for (name, value) in fields {
                into.push(before);
                put_text(name, into);
                into.push(':');
                put(value, into);
                before = ',';
            }
            into.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
    }
}

fn put_text(text: &str, into: &mut String) {
    into.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => into.extend(['\\', letter]),
            '\0'..='\u{1f}' => {
                into.push_str("\\u00");
                let code = letter as u8;
                into.extend([code >> 4, code & 15].map(|digit| char::from(DIGITS[usize::from(digit)])));
            }
            _ => into.push(letter),
        }
    }
    into.push('"');
}

const DIGITS: [u8; 16] = *b"0123456789ABCDEF";

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

    fn tree(&mut self) -> Result<Tree, Unreadable> {
        match self.peek() {
            Some(b'"') => Ok(Tree::Text(self.string()?.into_owned())),
            Some(b'[') => {
                self.open(b'[')?;
                let (mut all, mut first) = (Vec::new(), true);
                while self.goes_on(b']', &mut first)? {
                    all.push(self.tree()?);
                }
                self.depth += 1;
                Ok(Tree::List(all))
            }
            Some(b'{') => {
                self.open(b'{')?;
                let (mut fields, mut first) = (Vec::new(), true);
                while self.goes_on(b'}', &mut first)? {
                    let name = self.string()?.into_owned();
                    self.take(b':')?;
                    fields.push((Cow::Owned(name), self.tree()?));
                }
                self.depth += 1;
                Ok(Tree::Fields(fields))
            }
            _ => match self.word() {
                "" => Err(self.here("another sign")),
                "true" => Ok(Tree::Flag(true)),
                "false" => Ok(Tree::Flag(false)),
                word => Ok(word.parse().map_or(Tree::Null, Tree::Number)),
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

#[cfg(test)]
mod tests;
