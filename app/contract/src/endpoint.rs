//! One operation, declared once: [`Endpoint`] and the macro that writes it.

use serde::{Serialize, de::DeserializeOwned};

/// The HTTP methods the API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; its parameters travel in the query.
    Get,
    /// Makes something or acts; its parameters travel as JSON.
    Post,
    /// Replaces; its parameters travel as JSON.
    Put,
    /// Removes or ends; its parameters travel in the query.
    Delete,
}

impl Method {
    /// The method as HTTP spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }

    /// Whether the body travels in the query instead of as JSON.
    pub fn in_query(self) -> bool {
        matches!(self, Method::Get | Method::Delete)
    }
}

/// A path parameter that is missing or does not read as its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterError {
    /// The parameter's name as it stands in the path.
    pub name: &'static str,
}

/// An operation of the API: where it is, what it takes and what it answers.
///
/// Written by [`endpoint!`](crate::endpoint!); the server serves it, the typed client calls it.
pub trait Endpoint: Sized + Send + 'static {
    /// The operation's name, as OpenAPI's `operationId`.
    const NAME: &'static str;
    /// The doc comment: what the operation does.
    const DOC: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path with its parameters in braces, which is also axum's spelling.
    const PATH: &'static str;
    /// The names of the path's parameters, in order.
    const PARAMETERS: &'static [&'static str];
    /// Whether the reply carries an `ETag` and, on a change, the request must carry `If-Match`.
    const VERSIONED: bool;
    /// What travels in the query (GET, DELETE) or as JSON (POST, PUT); `()` when nothing does.
    type Body: Serialize + DeserializeOwned + Send + 'static;
    /// What a success answers; `()` answers 204.
    type Reply: Serialize + DeserializeOwned + Send + 'static;

    /// Puts a received call together.
    ///
    /// # Errors
    /// A [`ParameterError`] naming the path parameter that does not read.
    fn receive<'a>(
        parameter: impl Fn(&'static str) -> Option<&'a str>,
        version: Option<i64>,
        body: Self::Body,
    ) -> Result<Self, ParameterError>;

    /// The path with its parameters filled in, without the query. Parameters are ids, which need no escaping.
    fn path(&self) -> String;

    /// What travels in the query or as JSON.
    fn body(&self) -> &Self::Body;

    /// The version the caller saw and means to change, on a versioned PUT.
    fn if_match(&self) -> Option<i64>;
}

/// A path with the values of its parameters, in order.
pub fn filled(path: &str, values: &[String]) -> String {
    let mut filled = String::new();
    let mut values = values.iter();
    for piece in path.split('{') {
        let (value, text) = match piece.split_once('}') {
            Some((_, after)) => (values.next(), after),
            None => (None, piece),
        };
        filled.push_str(value.map_or("", String::as_str));
        filled.push_str(text);
    }
    filled
}

/// Declares an operation.
///
/// ```text
/// endpoint! {
///     /// An agent answers the customer.
///     ReplyToTicket { ticket: TicketId } Post "/api/v1/tickets/{ticket}/replies" (NewReply) -> Ticket
/// }
/// ```
/// A `versioned` before the method makes a GET answer an `ETag`, and a PUT take the field `version`, sent as `If-Match`.
#[macro_export]
macro_rules! endpoint {
    ($(#[doc = $doc:literal])+ $name:ident { $($param:ident : $kind:ty),* $(,)? } versioned Put $path:literal ($body:ty) -> $reply:ty) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $name {
            $(#[doc = concat!("`{", stringify!($param), "}` of the path.")] pub $param: $kind,)*
            /// The version the caller saw; another one answers 409 `stale`.
            pub version: i64,
            /// What is sent.
            pub body: $body,
        }
        $crate::endpoint!(@impl $name [$($doc)+] { $($param : $kind),* } Put true $path ($body) -> $reply,
            |this| Some(this.version), |version| { version: version.unwrap_or_default(), });
    };
    ($(#[doc = $doc:literal])+ $name:ident { $($param:ident : $kind:ty),* $(,)? } versioned Get $path:literal ($body:ty) -> $reply:ty) => {
        $crate::endpoint!(@plain $(#[doc = $doc])+ $name { $($param : $kind),* } Get true $path ($body) -> $reply);
    };
    ($(#[doc = $doc:literal])+ $name:ident { $($param:ident : $kind:ty),* $(,)? } $method:ident $path:literal ($body:ty) -> $reply:ty) => {
        $crate::endpoint!(@plain $(#[doc = $doc])+ $name { $($param : $kind),* } $method false $path ($body) -> $reply);
    };
    (@plain $(#[doc = $doc:literal])+ $name:ident { $($param:ident : $kind:ty),* } $method:ident $versioned:literal $path:literal ($body:ty) -> $reply:ty) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $name {
            $(#[doc = concat!("`{", stringify!($param), "}` of the path.")] pub $param: $kind,)*
            /// What is sent; `()` when nothing is.
            pub body: $body,
        }
        $crate::endpoint!(@impl $name [$($doc)+] { $($param : $kind),* } $method $versioned $path ($body) -> $reply,
            |_this| None, |_version| {});
    };
    (@impl $name:ident [$($doc:literal)+] { $($param:ident : $kind:ty),* } $method:ident $versioned:literal $path:literal ($body:ty) -> $reply:ty,
        |$this:ident| $if_match:expr, |$version:ident| { $($field:ident : $value:expr,)* }) => {
        impl $crate::Endpoint for $name {
            const NAME: &'static str = stringify!($name);
            const DOC: &'static str = concat!($($doc, "\n"),+);
            const METHOD: $crate::Method = $crate::Method::$method;
            const PATH: &'static str = $path;
            const PARAMETERS: &'static [&'static str] = &[$(stringify!($param)),*];
            const VERSIONED: bool = $versioned;
            type Body = $body;
            type Reply = $reply;

            fn receive<'a>(
                _parameter: impl Fn(&'static str) -> Option<&'a str>,
                $version: Option<i64>,
                body: Self::Body,
            ) -> Result<Self, $crate::ParameterError> {
                Ok(Self {
                    $($param: _parameter(stringify!($param))
                        .and_then(|text| text.parse().ok())
                        .ok_or($crate::ParameterError { name: stringify!($param) })?,)*
                    $($field: $value,)*
                    body,
                })
            }

            fn path(&self) -> String {
                $crate::filled($path, &[$(self.$param.to_string()),*])
            }

            fn body(&self) -> &Self::Body {
                &self.body
            }

            fn if_match(&self) -> Option<i64> {
                let $this = self;
                $if_match
            }
        }
    };
}
