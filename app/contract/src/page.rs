//! Lists on the wire.

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, Ref, RefOr, Schema, Type, schema::ArrayBuilder},
};

/// One page of a list too long to send whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Send it as `after` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A list short enough to send whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct List<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
}

/// A count that stops counting at a limit ("10,000+").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Count {
    /// How many were counted.
    pub counted: u32,
    /// Whether there are more than were counted.
    pub more: bool,
}

// By hand: the derived schemas of generic types name their rows' schema without bringing it.

type Named = Vec<(String, RefOr<Schema>)>;

fn items<T: ToSchema>() -> ObjectBuilder {
    let rows =
        ArrayBuilder::new().items(Ref::from_schema_name(T::name())).description(Some("The rows, in the list's order."));
    ObjectBuilder::new().property("items", rows).required("items")
}

fn rows<T: ToSchema>(schemas: &mut Named) {
    T::schemas(schemas);
    schemas.push((T::name().into_owned(), T::schema()));
}

impl<T: ToSchema> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let next = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Send it as `after` for the next page; absent on the last."));
        items::<T>().property("next", next).description(Some("One page of a list too long to send whole.")).into()
    }
}

impl<T: ToSchema> ToSchema for Page<T> {
    fn schemas(schemas: &mut Named) {
        rows::<T>(schemas);
    }
}

impl<T: ToSchema> PartialSchema for List<T> {
    fn schema() -> RefOr<Schema> {
        items::<T>().description(Some("A list short enough to send whole.")).into()
    }
}

impl<T: ToSchema> ToSchema for List<T> {
    fn schemas(schemas: &mut Named) {
        rows::<T>(schemas);
    }
}
