//! JSON as a tree, and shapes that are taken out of it and put into it without serde.
//!
//! What serde derives for a struct is a loop over what comes, with a place for each field and an end for each of them
//! that comes twice or not at all: one to three kilobytes in every page that reads it. Here a text becomes a tree first,
//! once for all shapes, and a shape asks it for its fields by their names. Whatever is missing is noted, reading goes on,
//! and at the end nobody gets what has a note. So what every widget loads is read and written by this; everything else
//! by serde, which has no list of fields to keep: [`read_fields!`](crate::read_fields).

use std::borrow::Cow;

use uuid::Uuid;

use crate::Timestamp;

/// A value in JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tree {
    /// `null`, and every number that is below zero or not whole: no shape has any.
    #[default]
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(u64),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Tree>),
    /// An object.
    Fields(Vec<(Cow<'static, str>, Tree)>),
}

impl Tree {
    /// Takes a field out: `Null` when there is none.
    pub fn field(&mut self, name: &str) -> Tree {
        match self {
            Tree::Fields(fields) => match fields.iter_mut().find(|(field, _)| field == name) {
                Some((_, value)) => std::mem::take(value),
                None => Tree::Null,
            },
            _ => Tree::Null,
        }
    }

    /// Takes a field out as what it is to be.
    pub fn part<T: FromTree>(&mut self, name: &str, missing: &mut Missing) -> T {
        T::from_tree(self.field(name), missing)
    }

    /// An object of these.
    pub fn of(fields: Vec<(&'static str, Tree)>) -> Tree {
        Tree::Fields(fields.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    }
}

/// What was missing while something was read, when something was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing(pub Option<&'static str>);

impl Missing {
    /// Notes it, and stands in for what is missing.
    pub fn note<T: Default>(&mut self, what: &'static str) -> T {
        self.0 = Some(what);
        T::default()
    }
}

/// What can be taken out of a tree. Where something is missing it is noted, and anything may stand in its place.
pub trait FromTree: Sized {
    /// Reads it.
    fn from_tree(tree: Tree, missing: &mut Missing) -> Self;
}

/// What can be put into a tree.
pub trait ToTree {
    /// Writes it.
    fn to_tree(&self) -> Tree;
}

/// Reads structs: all of their fields, as the compiler sees to.
#[macro_export]
macro_rules! read_fields {
    ($($name:ty { $($field:ident),+ $(,)? })+) => {$(
        impl $crate::tree::FromTree for $name {
            fn from_tree(mut tree: $crate::tree::Tree, missing: &mut $crate::tree::Missing) -> Self {
                Self { $($field: tree.part(stringify!($field), missing)),+ }
            }
        }
    )+};
}

/// Writes structs: all of their fields, as the compiler sees to.
#[macro_export]
macro_rules! write_fields {
    ($($name:ident { $($field:ident),+ $(,)? })+) => {$(
        impl $crate::tree::ToTree for $name {
            fn to_tree(&self) -> $crate::tree::Tree {
                let Self { $($field),+ } = self;
                $crate::tree::Tree::of(vec![$((stringify!($field), $crate::tree::ToTree::to_tree($field))),+])
            }
        }
    )+};
}

/// Reads and writes one of several words. The first stands in for one that is not known.
#[macro_export]
macro_rules! words {
    ($($name:ident { $first:ident = $first_word:literal $(, $variant:ident = $word:literal)* $(,)? })+) => {$(
        impl $crate::tree::FromTree for $name {
            fn from_tree(tree: $crate::tree::Tree, missing: &mut $crate::tree::Missing) -> Self {
                match &tree {
                    $crate::tree::Tree::Text(word) if word == $first_word => $name::$first,
                    $($crate::tree::Tree::Text(word) if word == $word => $name::$variant,)*
                    _ => {
                        missing.note::<()>(stringify!($name));
                        $name::$first
                    }
                }
            }
        }

        impl $crate::tree::ToTree for $name {
            fn to_tree(&self) -> $crate::tree::Tree {
                let word = match self {
                    $name::$first => $first_word,
                    $($name::$variant => $word,)*
                };
                $crate::tree::Tree::Text(word.to_owned())
            }
        }
    )+};
}

// Behind the macros it uses.
mod shapes;

impl FromTree for () {
    fn from_tree(_: Tree, _: &mut Missing) {}
}

impl ToTree for () {
    fn to_tree(&self) -> Tree {
        Tree::Null
    }
}

impl FromTree for bool {
    fn from_tree(tree: Tree, missing: &mut Missing) -> Self {
        if let Tree::Flag(flag) = tree { flag } else { missing.note("true or false") }
    }
}

impl FromTree for u64 {
    fn from_tree(tree: Tree, missing: &mut Missing) -> Self {
        if let Tree::Number(number) = tree { number } else { missing.note("a number") }
    }
}

impl ToTree for u64 {
    fn to_tree(&self) -> Tree {
        Tree::Number(*self)
    }
}

macro_rules! smaller {
    ($($number:ty)+) => {$(
        impl FromTree for $number {
            fn from_tree(tree: Tree, missing: &mut Missing) -> Self {
                match <$number>::try_from(u64::from_tree(tree, missing)) {
                    Ok(number) => number,
                    Err(_) => missing.note("a smaller number"),
                }
            }
        }
    )+};
}
smaller! { u16 u32 }

impl FromTree for String {
    fn from_tree(tree: Tree, missing: &mut Missing) -> Self {
        if let Tree::Text(text) = tree { text } else { missing.note("a text") }
    }
}

impl ToTree for String {
    fn to_tree(&self) -> Tree {
        Tree::Text(self.clone())
    }
}

impl FromTree for Timestamp {
    fn from_tree(tree: Tree, missing: &mut Missing) -> Self {
        Self(String::from_tree(tree, missing))
    }
}

impl<T: FromTree> FromTree for Option<T> {
    fn from_tree(tree: Tree, missing: &mut Missing) -> Self {
        if tree == Tree::Null { None } else { Some(T::from_tree(tree, missing)) }
    }
}

impl<T: ToTree> ToTree for Option<T> {
    fn to_tree(&self) -> Tree {
        self.as_ref().map_or(Tree::Null, T::to_tree)
    }
}

impl<T: ToTree + ?Sized> ToTree for &T {
    fn to_tree(&self) -> Tree {
        T::to_tree(self)
    }
}

impl<T: FromTree> FromTree for Vec<T> {
    fn from_tree(tree: Tree, missing: &mut Missing) -> Self {
        match tree {
            Tree::List(all) => all.into_iter().map(|one| T::from_tree(one, missing)).collect(),
            _ => missing.note("a list"),
        }
    }
}

impl<T: ToTree> ToTree for [T] {
    fn to_tree(&self) -> Tree {
        Tree::List(self.iter().map(T::to_tree).collect())
    }
}

impl<T: ToTree> ToTree for Vec<T> {
    fn to_tree(&self) -> Tree {
        self.as_slice().to_tree()
    }
}

impl<A: FromTree, B: FromTree> FromTree for (A, B) {
    fn from_tree(tree: Tree, missing: &mut Missing) -> Self {
        let mut both = Vec::<Tree>::from_tree(tree, missing).into_iter();
        let mut next = || both.next().unwrap_or_default();
        (A::from_tree(next(), missing), B::from_tree(next(), missing))
    }
}

impl<A: ToTree, B: ToTree> ToTree for (A, B) {
    fn to_tree(&self) -> Tree {
        Tree::List(vec![self.0.to_tree(), self.1.to_tree()])
    }
}

impl FromTree for Tree {
    fn from_tree(tree: Tree, _: &mut Missing) -> Self {
        tree
    }
}

impl FromTree for Uuid {
    /// As all of ours are written, with or without their dashes.
    fn from_tree(tree: Tree, missing: &mut Missing) -> Self {
        let (mut id, mut digits) = (0_u128, 0);
        for letter in String::from_tree(tree, missing).bytes() {
            if let Some(digit) = char::from(letter).to_digit(16) {
                (id, digits) = (id << 4 | u128::from(digit), digits + 1);
            } else if letter != b'-' {
                digits = 0;
                break;
            }
        }
        if digits == 32 { Uuid::from_u128(id) } else { missing.note("an id") }
    }
}
