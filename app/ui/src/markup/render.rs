//! How an element gets into a page: built, hydrated, written by the server, changed.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::{
    prelude::*,
    reactive::{effect::RenderEffect, owner::Owner},
    tachys::{
        html::{
            attribute::{Attribute, AttributeValue, any_attribute::AnyAttribute},
            element::attributes_to_html,
        },
        hydration::Cursor,
        renderer::{CastFrom, Rndr},
        ssr::StreamBuilder,
        view::{Mountable, Position, PositionState, any_view::AnyViewState},
    },
};
use wasm_bindgen::JsValue;
use web_sys::{Element, Node};

use super::{Drawn, Handler, Plain, Value};
use crate::doors::Ask;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element on the page.
pub struct Placed {
    tag: &'static str,
    element: Element,
    attributes: Vec<&'static str>,
    kept: Kept,
    children: Vec<AnyViewState>,
}

/// What lives as long as the element is as it is.
#[derive(Default)]
struct Kept {
    effects: Vec<RenderEffect<Plain>>,
    handlers: Vec<EventListener>,
}

fn put(element: &Element, name: &str, value: &Plain) {
    match value {
        Some(text) => Rndr::set_attribute(element, name, text),
        None => Rndr::remove_attribute(element, name),
    }
}

fn put_property(element: &Element, name: &str, value: &Plain) {
    let value = match value {
        _ if name == "checked" => JsValue::from_bool(value.is_some()),
        Some(text) => JsValue::from_str(text),
        None => JsValue::from_str(""),
    };
    Rndr::set_property(element, name, &value);
}

/// Follows the signals of a value.
fn follow(
    element: &Element,
    name: &'static str,
    of: Box<dyn Ask<Plain>>,
    put: fn(&Element, &str, &Plain),
) -> RenderEffect<Plain> {
    let element = element.clone();
    RenderEffect::new(move |before: Option<Plain>| {
        let now = of.ask();
        if before.as_ref() != Some(&now) {
            put(&element, name, &now);
        }
        now
    })
}

fn listen(element: &Element, event: &'static str, handler: Handler) -> EventListener {
    let mut act = handler.take();
    let owner = Owner::current();
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(element, event, options, move |event| match &owner {
        Some(owner) => owner.with(|| act(event.clone())),
        None => act(event.clone()),
    })
}

impl Drawn {
    fn is_void(&self) -> bool {
        matches!(self.tag, "br" | "hr" | "img" | "input")
    }

    fn names(&self) -> Vec<&'static str> {
        self.attributes.iter().map(|(name, _)| *name).collect()
    }

    /// Gives an element what it is to have; `new` when nobody wrote its fixed attributes yet.
    fn dress(&mut self, element: &Element, new: bool) -> Kept {
        let mut kept = Kept::default();
        if new && !self.inner_html.is_empty() {
            Rndr::set_inner_html(element, &self.inner_html);
        }
        for (name, value) in self.attributes.drain(..) {
            match value {
                Value::Fixed(value) if new => put(element, name, &value),
                Value::Fixed(_) => {}
                Value::Live(of) => kept.effects.push(follow(element, name, of, put)),
                Value::Property(of) => kept.effects.push(follow(element, name, of, put_property)),
            }
        }
        for (event, handler) in self.handlers.drain(..) {
            kept.handlers.push(listen(element, event, handler));
        }
        kept
    }
}

impl Render for Drawn {
    type State = Placed;

    fn build(mut self) -> Placed {
        let svg = matches!(self.tag, "svg" | "path");
        let element = Rndr::create_element(self.tag, svg.then_some(SVG));
        let attributes = self.names();
        // Children first: a list must have its options before it is told which one is chosen.
        let build = |child: AnyView| {
            let mut child = child.build();
            child.mount(&element, None);
            child
        };
        let children = std::mem::take(&mut self.children).into_iter().map(build).collect();
        let kept = self.dress(&element, true);
        Placed { tag: self.tag, element, attributes, kept, children }
    }

    fn rebuild(mut self, placed: &mut Placed) {
        let names = self.names();
        let alike =
            self.tag == placed.tag && names == placed.attributes && self.children.len() == placed.children.len();
        if !alike {
            let mut new = self.build();
            placed.insert_before_this(&mut new);
            placed.unmount();
            *placed = new;
            return;
        }
        for (child, placed) in std::mem::take(&mut self.children).into_iter().zip(&mut placed.children) {
            child.rebuild(placed);
        }
        placed.kept = self.dress(&placed.element, true);
    }
}

impl RenderHtml for Drawn {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {
        for child in &mut self.children {
            child.dry_resolve();
        }
    }

    async fn resolve(mut self) -> Self {
        let mut children = Vec::with_capacity(self.children.len());
        for child in self.children {
            children.push(child.resolve().await);
        }
        self.children = children;
        self
    }

    fn to_html_with_buf(
        mut self,
        html: &mut String,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        if !self.write_start(html, extra) {
            *position = Position::FirstChild;
            for child in self.children {
                child.to_html_with_buf(html, position, true, mark_branches, Vec::new());
            }
            html.extend(["</", self.tag, ">"]);
        }
        *position = Position::NextChild;
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        mut self,
        stream: &mut StreamBuilder,
        position: &mut Position,
        _escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        let mut html = String::new();
        let whole = self.write_start(&mut html, extra);
        stream.push_sync(&html);
        if !whole {
            *position = Position::FirstChild;
            for child in self.children {
                child.to_html_async_with_buf::<OUT_OF_ORDER>(stream, position, true, mark_branches, Vec::new());
            }
            stream.push_sync(&["</", self.tag, ">"].concat());
        }
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(mut self, cursor: &Cursor, position: &PositionState) -> Placed {
        match position.get() {
            Position::FirstChild => cursor.child(),
            Position::Current => {}
            _ => cursor.sibling(),
        }
        let node = cursor.current();
        let Some(element) = Element::cast_from(node) else {
            // The page is not what the server wrote: better a page of our own than none.
            return self.build();
        };
        let attributes = self.names();
        let mut children = Vec::with_capacity(self.children.len());
        if self.inner_html.is_empty() && !self.children.is_empty() {
            position.set(Position::FirstChild);
            for child in std::mem::take(&mut self.children) {
                children.push(child.hydrate::<FROM_SERVER>(cursor, position));
            }
        }
        let kept = self.dress(&element, false);
        cursor.set(<Element as AsRef<Node>>::as_ref(&element).clone());
        position.set(Position::NextChild);
        Placed { tag: self.tag, element, attributes, kept, children }
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Drawn {
    /// Writes everything up to the children. Says whether that is all.
    fn write_start(&mut self, html: &mut String, extra: Vec<AnyAttribute>) -> bool {
        html.extend(["<", self.tag]);
        for (name, value) in self.attributes.drain(..) {
            let text = match value {
                Value::Fixed(text) => text,
                Value::Live(of) => of.ask(),
                Value::Property(_) => None,
            };
            if let Some(text) = text {
                AttributeValue::to_html(&*text, name, html);
            }
        }
        attributes_to_html(extra, html);
        html.push('>');
        if !self.inner_html.is_empty() {
            html.extend([&self.inner_html, "</", self.tag, ">"]);
        }
        self.is_void() || !self.inner_html.is_empty()
    }
}

impl AddAnyAttr for Drawn {
    type Output<New: Attribute> = <AnyView as AddAnyAttr>::Output<New>;

    fn add_any_attr<New: Attribute>(self, attribute: New) -> Self::Output<New> {
        self.into_any().add_any_attr(attribute)
    }
}

impl Mountable for Placed {
    fn unmount(&mut self) {
        self.element.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.element.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.element.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.element.clone()]
    }
}
