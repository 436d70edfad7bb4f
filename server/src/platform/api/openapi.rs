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
        schema::{ObjectBuilder, SchemaFormat, SchemaType, Type},
    },
};

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
                ParameterBuilder::new().name(*name).parameter_in(ParameterIn::Path).required(Required::True).schema(
                    Some(
                        ObjectBuilder::new()
                            .schema_type(SchemaType::Type(Type::String))
                            .format(Some(SchemaFormat::Custom("uuid".into()))),
                    ),
                ),
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
            ("200", ResponseBuilder::new().description("As asked.").content("application/json", content))
        };
        let problem = Content::new(Some(self.schema::<Problem>()));
        operation = operation.response(done.0, done.1).response(
            "default",
            ResponseBuilder::new().description("A problem.").content("application/problem+json", problem),
        );
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
        self.schemas.extend(nested);
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
        self.schemas.extend(nested);
        if std::any::type_name::<T>().contains('<') {
            return T::schema();
        }
        let name = T::name().into_owned();
        self.schemas.insert(name.clone(), T::schema());
        RefOr::Ref(Ref::from_schema_name(name))
    }

    pub(super) fn finish(mut self) -> OpenApi {
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
        let components = ComponentsBuilder::new().schemas_from_iter(self.schemas).build();
        OpenApiBuilder::new().info(info).paths(paths.build()).components(Some(components)).build()
    }
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
