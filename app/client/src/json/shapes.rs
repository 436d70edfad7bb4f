//! What stands in a text becomes what serde asks for.

use serde::de::{self, DeserializeSeed, Deserializer as _, Visitor};

use super::{Reader, Unreadable, Whole};

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
