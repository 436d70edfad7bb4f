//! Writes the OpenAPI document from the declarations themselves.

use std::collections::BTreeMap;

use contract::{Endpoint, Method, Problem};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ComponentsBuilder, Content, HttpMethod, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Ref,
        RefOr, Required, ResponseBuilder, Schema,
        path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::{AllOfBuilder, ArrayBuilder, ObjectBuilder, SchemaFormat, SchemaType, Type},
    },
};

/// The answer to anything that is refused or fails …
const PROBLEM: &str = "Problem";
/// … and to what does not read.
const INVALID: &str = "Invalid";

/// What tables travel as.
pub(super) const CSV: &str = "text/csv; charset=utf-8";

/// The document while it grows.
#[derive(Default)]
pub(super) struct Document {
    operations: Vec<(&'static str, Method, &'static str)>,
    paths: Vec<(&'static str, HttpMethod, Operation)>,
    schemas: BTreeMap<String, RefOr<Schema>>,
}

impl Document {
    pub(super) fn operations(&self) -> &[(&'static str, Method, &'static str)] {
        &self.operations
    }

    pub(super) fn add<E: Endpoint>(&mut self)
    where
        E::Body: ToSchema,
        E::Reply: ToSchema,
    {
        self.operations.push((E::NAME, E::METHOD, E::PATH));
        let doc = E::DOC.trim();
        let (summary, more) = doc.split_once("\n\n").unwrap_or((doc, ""));
        let mut operation =
            OperationBuilder::new().operation_id(Some(E::NAME)).summary(Some(sentence(summary))).tag(tag(E::PATH));
        if !more.is_empty() {
            operation = operation.description(Some(sentence(more)));
        }
        for name in E::PARAMETERS {
            operation = operation.parameter(
                ParameterBuilder::new()
                    .name(*name)
                    .parameter_in(ParameterIn::Path)
                    .required(Required::True)
                    .schema(Some(parameter_of(name))),
            );
        }
        if E::VERSIONED && E::METHOD == Method::Put {
            operation = operation.parameter(
                ParameterBuilder::new()
                    .name("If-Match")
                    .parameter_in(ParameterIn::Header)
                    .required(Required::True)
                    .description(Some("The version the caller saw, as its `ETag`."))
                    .schema(Some(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)))),
            );
        }
        if !is_nothing::<E::Body>() {
            operation = self.takes::<E>(operation);
        }
        let done = if is_nothing::<E::Reply>() {
            ("204", ResponseBuilder::new().description("Done."))
        } else {
            let content = Content::new(Some(self.schema::<E::Reply>()));
            let is_table = std::any::TypeId::of::<E::Reply>() == std::any::TypeId::of::<contract::reports::Csv>();
            let kind = if is_table { CSV } else { "application/json" };
            ("200", ResponseBuilder::new().description("As asked.").content(kind, content))
        };
        operation = operation
            .response(done.0, done.1)
            .response("422", Ref::from_response_name(INVALID))
            .response("default", Ref::from_response_name(PROBLEM));
        let method = match E::METHOD {
            Method::Get => HttpMethod::Get,
            Method::Post => HttpMethod::Post,
            Method::Put => HttpMethod::Put,
            Method::Delete => HttpMethod::Delete,
        };
        self.paths.push((E::PATH, method, operation.build()));
    }

    fn takes<E: Endpoint>(&mut self, mut operation: OperationBuilder) -> OperationBuilder
    where
        E::Body: ToSchema,
    {
        if !E::METHOD.in_query() {
            let content = Content::new(Some(self.schema::<E::Body>()));
            return operation.request_body(Some(
                RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True)).build(),
            ));
        }
        let mut nested = Vec::new();
        E::Body::schemas(&mut nested);
        self.keep(nested);
        if let RefOr::T(Schema::Object(object)) = E::Body::schema() {
            for (name, schema) in object.properties {
                let required = if object.required.contains(&name) { Required::True } else { Required::False };
                operation = operation.parameter(
                    ParameterBuilder::new()
                        .name(name)
                        .parameter_in(ParameterIn::Query)
                        .required(required)
                        .schema(Some(schema)),
                );
            }
        }
        operation
    }

    /// The schema of a type: named ones by reference, generic ones in place.
    fn schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut nested = Vec::new();
        T::schemas(&mut nested);
        self.keep(nested);
        if std::any::type_name::<T>().contains('<') {
            return T::schema();
        }
        let name = T::name().into_owned();
        self.keep(vec![(name.clone(), T::schema())]);
        RefOr::Ref(Ref::from_schema_name(name))
    }

    fn keep(&mut self, schemas: Vec<(String, RefOr<Schema>)>) {
        for (name, schema) in schemas {
            let same = self.schemas.get(&name).is_none_or(|there| *there == schema);
            // The document would describe one of them as the other. Tests make the whole of it.
            debug_assert!(same, "two types are called {name} in the API document: say #[schema(as = …)] on one");
            self.schemas.insert(name, schema);
        }
    }

    pub(super) fn finish(mut self) -> OpenApi {
        let problem = self.schema::<Problem>();
        self.paths.sort_by_key(|(path, _, _)| *path);
        let mut items: BTreeMap<&str, PathItem> = BTreeMap::new();
        for (path, method, operation) in self.paths {
            let item = PathItem::new(method, operation);
            match items.remove(path) {
                Some(mut there) => {
                    there.merge_operations(item);
                    items.insert(path, there);
                }
                None => {
                    items.insert(path, item);
                }
            }
        }
        let mut paths = PathsBuilder::new();
        for (path, item) in items {
            paths = paths.path(path, item);
        }
        let info =
            InfoBuilder::new().title("Frontdesk").version("1").description(Some(include_str!("manual.md"))).build();
        let told = |description: &str, schema: RefOr<Schema>| {
            let content = Content::new(Some(schema));
            ResponseBuilder::new().description(description).content("application/problem+json", content).build()
        };
        let components = ComponentsBuilder::new()
            .schemas_from_iter(self.schemas)
            .response(PROBLEM, told("A problem.", problem.clone()))
            .response(INVALID, told("Something in what was sent is not right; `fields` says what.", naming(problem)))
            .build();
        OpenApiBuilder::new().info(info).paths(paths.build()).components(Some(components)).build()
    }
}

/// What a path's parameter is: an id, but for the kind of a thing.
fn parameter_of(name: &str) -> ObjectBuilder {
    let id = (name != "kind").then(|| SchemaFormat::Custom("uuid".into()));
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).format(id)
}

/// A problem that names at least one field.
fn naming(problem: RefOr<Schema>) -> RefOr<Schema> {
    let fields = ArrayBuilder::new().items(Ref::from_schema_name("FieldProblem")).min_items(Some(1));
    let named = ObjectBuilder::new().property("fields", fields).required("fields");
    Schema::AllOf(AllOfBuilder::new().item(problem).item(named).build()).into()
}

fn is_nothing<T: 'static>() -> bool {
    std::any::TypeId::of::<T>() == std::any::TypeId::of::<()>()
}

/// Doc comments come with a space before each line.
fn sentence(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn tag(path: &str) -> String {
    path.trim_start_matches("/api/v1/").split('/').next().unwrap_or_default().to_owned()
}
