//! Elements of one type, for pages that must be light: `markup!` beside Leptos' `view!`.
//!
//! In `view!` an element's type says its tag, its attributes and its children, and Leptos compiles building, changing,
//! mounting and hydrating again for each. Here an element is a value: a tag, a list of attributes, a list of children.
//! The same code draws them all, on the server and in the browser, and a place that draws brings little more than its
//! words. It is a view like any other: it stands in `view!`, `view!` stands in it, and components take `attr:` as always.

mod render;

use std::borrow::Cow;

use leptos::{oco::Oco, prelude::*};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::Event;

use crate::doors::Ask;

/// Draws elements as `view!` does, each of the same type:
///
/// ```
/// # use leptos::prelude::*;
/// # use ui::markup;
/// # let owner = Owner::new();
/// # owner.set();
/// let name = RwSignal::new("Mari".to_owned());
/// let view: AnyView = markup! {
///     <label class="field" hidden={move || name.with(String::is_empty)}>
///         "Name" <input type="text" prop:value={move || name.get()} on:change={move |_: web_sys::Event| {}} />
///     </label>
/// };
/// ```
/// Values and children that are not literals stand in braces; only a value that is written as `{move || …}` follows its
/// signals. Children are texts, views (`AnyView`, `Option` and `Vec` of it), or a `view!` with a component in it; what
/// changes goes through [`words`](crate::words), [`show`](crate::show), [`choose`](crate::choose) and
/// [`list`](crate::list).
#[macro_export]
macro_rules! markup {
    (@ $m:ident;) => {};
    (@ $m:ident; < / $tag:ident > $($rest:tt)*) => { $m.close(); $crate::markup!(@ $m; $($rest)*); };
    (@ $m:ident; < $tag:ident $($rest:tt)*) => { $m.open(stringify!($tag)); $crate::markup!(@in $m; $($rest)*); };
    (@ $m:ident; $child:tt $($rest:tt)*) => {
        #[allow(unused_braces, reason = "whatever stands in the braces")]
        $m.child($child);
        $crate::markup!(@ $m; $($rest)*);
    };
    (@in $m:ident; / > $($rest:tt)*) => { $m.close(); $crate::markup!(@ $m; $($rest)*); };
    (@in $m:ident; > $($rest:tt)*) => { $crate::markup!(@ $m; $($rest)*); };
    (@in $m:ident; on:$event:ident = $act:tt $($rest:tt)*) => {
        #[allow(unused_braces, reason = "whatever stands in the braces")]
        $m.on(stringify!($event), $act);
        $crate::markup!(@in $m; $($rest)*);
    };
    (@in $m:ident; prop:$name:ident = { $($of:tt)* } $($rest:tt)*) => {
        $m.property(stringify!($name), $($of)*);
        $crate::markup!(@in $m; $($rest)*);
    };
    (@in $m:ident; $name:ident $(- $more:ident)* = { move || $($of:tt)* } $($rest:tt)*) => {
        $m.live(concat!(stringify!($name) $(, "-", stringify!($more))*), move || $($of)*);
        $crate::markup!(@in $m; $($rest)*);
    };
    (@in $m:ident; $name:ident $(- $more:ident)* = $value:tt $($rest:tt)*) => {
        #[allow(unused_braces, reason = "whatever stands in the braces")]
        $m.attribute(concat!(stringify!($name) $(, "-", stringify!($more))*), $value);
        $crate::markup!(@in $m; $($rest)*);
    };
    (< $($rest:tt)*) => {{
        let mut markup = $crate::markup::Markup::default();
        $crate::markup!(@ markup; < $($rest)*);
        markup.view()
    }};
}

/// The value of an attribute: nothing when it is absent, empty for a flag that is set.
pub type Plain = Option<Cow<'static, str>>;

/// What an attribute can be.
pub trait IntoPlain {
    /// As it is written.
    fn into_plain(self) -> Plain;
}

macro_rules! plain {
    ($($kind:ty: |$value:ident| $plain:expr),+ $(,)?) => {$(
        impl IntoPlain for $kind {
            fn into_plain(self) -> Plain {
                let $value = self;
                $plain
            }
        }
    )+};
}
plain! {
    &'static str: |text| Some(Cow::Borrowed(text)),
    String: |text| Some(Cow::Owned(text)),
    Oco<'static, str>: |text| Some(Cow::Owned(text.into_owned())),
    bool: |set| set.then_some(Cow::Borrowed("")),
    Option<&'static str>: |text| text.map(Cow::Borrowed),
    Option<String>: |text| text.map(Cow::Owned),
    Option<Oco<'static, str>>: |text| text.map(|text| Cow::Owned(text.into_owned())),
}

/// What an element can hold.
pub trait Child {
    /// As a view of one type.
    fn into_child(self) -> AnyView;
}

impl Child for AnyView {
    fn into_child(self) -> AnyView {
        self
    }
}

impl Child for &'static str {
    fn into_child(self) -> AnyView {
        self.to_owned().into_any()
    }
}

impl Child for String {
    fn into_child(self) -> AnyView {
        self.into_any()
    }
}

impl Child for Vec<AnyView> {
    fn into_child(self) -> AnyView {
        self.into_any()
    }
}

impl<C: Child> Child for Option<C> {
    fn into_child(self) -> AnyView {
        match self {
            Some(child) => child.into_child(),
            None => ().into_any(),
        }
    }
}

impl<V: RenderHtml + Send> Child for View<V> {
    fn into_child(self) -> AnyView {
        self.into_inner().into_any()
    }
}

/// What an attribute is made from.
enum Value {
    Fixed(Plain),
    Live(Box<dyn Ask<Plain>>),
    Property(Box<dyn Ask<Plain>>),
}

type Handler = SendWrapper<Box<dyn FnMut(Event)>>;

/// An element.
pub struct Drawn {
    tag: &'static str,
    attributes: Vec<(&'static str, Value)>,
    handlers: Vec<(&'static str, Handler)>,
    inner_html: String,
    children: Vec<AnyView>,
}

/// Draws one element and what is in it, sign by sign: what [`markup!`](crate::markup!) is made of.
#[derive(Default)]
pub struct Markup {
    open: Vec<Drawn>,
    done: Option<AnyView>,
}

impl Markup {
    /// `<tag`
    pub fn open(&mut self, tag: &'static str) {
        self.open.push(Drawn {
            tag,
            attributes: Vec::new(),
            handlers: Vec::new(),
            inner_html: String::new(),
            children: Vec::new(),
        });
    }

    /// `name=value`
    pub fn attribute(&mut self, name: &'static str, value: impl IntoPlain) {
        self.set(name, Value::Fixed(value.into_plain()));
    }

    /// `name={move || …}`
    pub fn live<P: IntoPlain>(&mut self, name: &'static str, of: impl Fn() -> P + Send + Sync + 'static) {
        self.set(name, Value::Live(Box::new(move || of().into_plain())));
    }

    /// `prop:name={…}`
    pub fn property<P: IntoPlain>(&mut self, name: &'static str, of: impl Fn() -> P + Send + Sync + 'static) {
        self.set(name, Value::Property(Box::new(move || of().into_plain())));
    }

    /// `on:event={…}`
    pub fn on<E: JsCast>(&mut self, event: &'static str, mut act: impl FnMut(E) + 'static) {
        if cfg!(target_arch = "wasm32") {
            self.hear(event, Box::new(move |event| act(event.unchecked_into())));
        }
    }

    /// Something inside.
    pub fn child(&mut self, child: impl Child) {
        self.hold(child.into_child());
    }

    /// `</tag>`
    pub fn close(&mut self) {
        if let Some(element) = self.open.pop() {
            self.hold(element.into_any());
        }
    }

    /// All of it.
    pub fn view(self) -> AnyView {
        self.done.into_child()
    }

    fn set(&mut self, name: &'static str, value: Value) {
        let Some(element) = self.open.last_mut() else { return };
        match value {
            Value::Fixed(None) => {}
            Value::Fixed(Some(html)) if name == "inner_html" => element.inner_html = html.into_owned(),
            value => element.attributes.push((name, value)),
        }
    }

    fn hear(&mut self, event: &'static str, act: Box<dyn FnMut(Event)>) {
        if let Some(element) = self.open.last_mut() {
            element.handlers.push((event, SendWrapper::new(act)));
        }
    }

    fn hold(&mut self, view: AnyView) {
        match self.open.last_mut() {
            Some(element) => element.children.push(view),
            None => self.done = Some(view),
        }
    }
}
