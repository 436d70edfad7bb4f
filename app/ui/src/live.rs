//! The live connection: one socket that says who it is, hears frames, and comes back by itself.
//!
//! It guarantees nothing about what was said while it was away: whoever owns it fetches what it missed each time it
//! hears [`Heard::Connected`]. What is written goes by HTTP; the socket only listens, watches and tells typing.

use std::{cell::RefCell, marker::PhantomData, rc::Rc};

use client::{json, light};
use contract::live::{AgentFrame, ClientFrame, PATH, PortalFrame, VisitorFrame};
use gloo::{
    events::{EventListener, EventListenerOptions},
    timers::callback::Timeout,
};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, PageTransitionEvent, VisibilityState, WebSocket};

use crate::browser;

/// The shortest wait before trying again, in milliseconds.
const FIRST_WAIT: u32 = 500;
/// The longest one.
const LONGEST_WAIT: u32 = 15_000;
/// How long a socket may take until it is welcomed.
const WELCOME_WAIT: u32 = 10_000;
/// After how long a silence a socket is not trusted when the page comes back to life.
const SILENCE: f64 = 20_000.0;

/// A kind of frame a socket hears.
pub trait Frame: Sized + 'static {
    /// Reads one. Another version of the server may say more than we know: that is nothing.
    fn read(text: &str) -> Option<Self>;
    /// The first one: the connection stands.
    fn is_welcome(&self) -> bool;
    /// The server goes down in order.
    fn is_closing(&self) -> bool;
}

macro_rules! frames {
    ($($frame:ident by $reader:ident),*) => {$(
        impl Frame for $frame {
            fn read(text: &str) -> Option<Self> {
                $reader::read(text).ok()
            }
            fn is_welcome(&self) -> bool {
                matches!(self, $frame::Welcome { .. })
            }
            fn is_closing(&self) -> bool {
                matches!(self, $frame::Closing)
            }
        }
    )*};
}
frames!(AgentFrame by json, VisitorFrame by light, PortalFrame by light);

/// What the owner of a live connection is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard<F> {
    /// The connection stands, for the first time or again: fetch what may have been missed.
    Connected,
    /// Something was pushed: `Welcome` before all, but not `Closing`.
    Frame(F),
    /// The connection broke; it is being made again.
    Lost,
}

/// A live connection. Copy it about; it closes with the owner it was opened under.
pub struct Live<F> {
    line: StoredValue<Option<SendWrapper<Rc<Line>>>>,
    lost: RwSignal<bool>,
    frame: PhantomData<fn() -> F>,
}

impl<F> Clone for Live<F> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<F> Copy for Live<F> {}

impl<F: Frame> Live<F> {
    /// Opens the connection. `hello` is said first on every socket; `on` hears what happens.
    ///
    /// Call it in an effect or event handler, or in a component of a page that only exists in the browser. On the
    /// server it does nothing.
    pub fn open(hello: impl Fn() -> ClientFrame + 'static, on: impl Fn(Heard<F>) + 'static) -> Self {
        let lost = RwSignal::new(false);
        let live = Self { line: StoredValue::new(None), lost, frame: PhantomData };
        if browser::window().is_none() {
            return live;
        }
        let on = Rc::new(on);
        let tell = on.clone();
        let hear = move |text: &str| match F::read(text) {
            Some(frame) if frame.is_welcome() => {
                on(Heard::Frame(frame));
                Sort::Welcome
            }
            Some(frame) if frame.is_closing() => Sort::Closing,
            Some(frame) => {
                on(Heard::Frame(frame));
                Sort::Told
            }
            None => Sort::Told,
        };
        let tell = move |stands: bool| tell(if stands { Heard::Connected } else { Heard::Lost });
        let line = Rc::new(Line {
            hello: Box::new(hello),
            hear: Box::new(hear),
            tell: Box::new(tell),
            lost,
            state: RefCell::new(State::default()),
        });
        Line::listen_to_page(&line);
        Line::connect(&line);
        live.line.set_value(Some(SendWrapper::new(line)));
        on_cleanup(move || live.close());
        live
    }

    /// Whether the connection broke and is being made again, for the quiet bar.
    pub fn lost(&self) -> RwSignal<bool> {
        self.lost
    }

    /// Says something, if the connection stands; otherwise it is forgotten.
    pub fn send(&self, frame: &ClientFrame) {
        self.with(|line| line.say(frame));
    }

    /// Tries again at once instead of waiting.
    pub fn try_now(&self) {
        self.with(Line::reconnect);
    }

    /// Says goodbye and stays away until [`Live::try_now`].
    pub fn say_goodbye(&self) {
        self.with(|line| {
            line.say(&ClientFrame::Goodbye);
            line.hang_up();
            line.state.borrow_mut().closed = true;
        });
    }

    /// Closes for good.
    pub fn close(&self) {
        self.with(|line| {
            line.hang_up();
            let page = std::mem::take(&mut line.state.borrow_mut().page);
            drop(page);
        });
        self.line.try_update_value(|line| *line = None);
    }

    fn with(&self, act: impl FnOnce(&Rc<Line>)) {
        let line = self.line.try_with_value(|line| line.as_deref().cloned()).flatten();
        if let Some(line) = line {
            act(&line);
        }
    }
}

enum Sort {
    Welcome,
    Closing,
    Told,
}

struct Line {
    hello: Box<dyn Fn() -> ClientFrame>,
    /// Reads a frame and tells the owner, unless it is about the line itself.
    hear: Box<dyn Fn(&str) -> Sort>,
    /// Tells the owner that the connection stands, or does not.
    tell: Box<dyn Fn(bool)>,
    lost: RwSignal<bool>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    socket: Option<WebSocket>,
    listeners: Vec<EventListener>,
    page: Vec<EventListener>,
    timer: Option<Timeout>,
    tries: u32,
    heard_at: f64,
    was_offline: bool,
    /// On purpose: waking up does not connect it.
    closed: bool,
}

impl Line {
    fn connect(line: &Rc<Line>) {
        line.hang_up();
        let Some(window) = browser::window() else { return };
        let location = window.location();
        let scheme = if location.protocol().as_deref() == Ok("https:") { "wss://" } else { "ws://" };
        let Ok(host) = location.host() else { return };
        let Ok(socket) = WebSocket::new(&[scheme, &host, PATH].concat()) else {
            return Line::lost(line);
        };
        let greet = Rc::clone(line);
        let opened = EventListener::once(&socket, "open", move |_| {
            let hello = (greet.hello)();
            greet.say(&hello);
        });
        let listening = Rc::clone(line);
        let message = EventListener::new(&socket, "message", move |event| {
            if let Some(text) = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()) {
                Line::hear(&listening, &text);
            }
        });
        let closing = Rc::clone(line);
        let closed = EventListener::once(&socket, "close", move |_| Line::lost(&closing));
        let waiting = Rc::clone(line);
        let mut state = line.state.borrow_mut();
        state.socket = Some(socket);
        state.listeners = vec![opened, message, closed];
        state.closed = false;
        state.heard_at = browser::now();
        state.timer = Some(Timeout::new(WELCOME_WAIT, move || Line::lost(&waiting)));
    }

    fn hear(line: &Rc<Line>, text: &str) {
        line.state.borrow_mut().heard_at = browser::now();
        match (line.hear)(text) {
            Sort::Welcome => {
                let mut state = line.state.borrow_mut();
                state.timer = None;
                state.tries = 0;
                drop(state);
                line.lost.try_set(false);
                (line.tell)(true);
            }
            Sort::Closing => {
                line.hang_up();
                // Everybody was told at once: do not come back at once.
                Line::connect_in(line, (browser::chance() * 2_000.0) as u32);
            }
            Sort::Told => {}
        }
    }

    fn lost(line: &Rc<Line>) {
        line.hang_up();
        let tries = {
            let mut state = line.state.borrow_mut();
            state.tries += 1;
            state.tries - 1
        };
        Line::connect_in(line, wait(tries, browser::chance()));
        if line.lost.try_get_untracked() != Some(true) {
            line.lost.try_set(true);
            (line.tell)(false);
        }
    }

    fn connect_in(line: &Rc<Line>, milliseconds: u32) {
        let again = Rc::clone(line);
        line.state.borrow_mut().timer = Some(Timeout::new(milliseconds, move || Line::connect(&again)));
    }

    fn reconnect(line: &Rc<Line>) {
        line.state.borrow_mut().tries = 0;
        Line::connect(line);
    }

    /// The page came back to life: a socket that is missing is made at once, one that was silent is made again,
    /// because JavaScript does not see the server's pings and a dead socket looks like a quiet one.
    fn wake(line: &Rc<Line>) {
        let doubtful = {
            let mut state = line.state.borrow_mut();
            let was_offline = std::mem::take(&mut state.was_offline);
            let silent = browser::now() - state.heard_at > SILENCE;
            !state.closed && (state.socket.is_none() || was_offline || silent)
        };
        if doubtful {
            Line::reconnect(line);
        }
    }

    fn listen_to_page(line: &Rc<Line>) {
        let (Some(window), Some(document)) = (browser::window(), browser::document()) else { return };
        let waking = Rc::clone(line);
        let online = EventListener::new(&window, "online", move |_| Line::wake(&waking));
        let offline_line = Rc::clone(line);
        let offline = EventListener::new(&window, "offline", move |_| {
            offline_line.state.borrow_mut().was_offline = true;
        });
        let waking = Rc::clone(line);
        let seen = document.clone();
        let visible = EventListener::new(&document, "visibilitychange", move |_| {
            if seen.visibility_state() == VisibilityState::Visible {
                Line::wake(&waking);
            }
        });
        let waking = Rc::clone(line);
        let shown = EventListener::new(&window, "pageshow", move |event| {
            if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
                Line::wake(&waking);
            }
        });
        let leaving = Rc::clone(line);
        let options = EventListenerOptions::enable_prevent_default();
        let hidden = EventListener::new_with_options(&window, "pagehide", options, move |_| {
            leaving.say(&ClientFrame::Goodbye);
            leaving.hang_up();
        });
        line.state.borrow_mut().page = vec![online, offline, visible, shown, hidden];
    }

    fn say(&self, frame: &ClientFrame) {
        let state = self.state.borrow();
        let open = state.socket.as_ref().filter(|socket| socket.ready_state() == WebSocket::OPEN);
        if let Some(socket) = open {
            // A socket that cannot send closes, and that is heard.
            let _ = socket.send_with_str(&light::write(frame));
        }
    }

    /// Lets go of the socket without hearing about it any more.
    fn hang_up(&self) {
        let (socket, listeners, timer) = {
            let mut state = self.state.borrow_mut();
            (state.socket.take(), std::mem::take(&mut state.listeners), state.timer.take())
        };
        drop((listeners, timer));
        if let Some(socket) = socket {
            let _ = socket.close();
        }
    }
}

/// How long to wait before the next try: twice as long each time, and never all clients at once.
fn wait(tries: u32, chance: f64) -> u32 {
    let longest = (FIRST_WAIT << tries.min(5)).min(LONGEST_WAIT);
    longest / 2 + (f64::from(longest / 2) * chance) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_within_their_bounds() {
        assert_eq!(wait(0, 0.0), 250);
        assert_eq!(wait(0, 1.0), 500);
        assert_eq!(wait(3, 1.0), 4_000);
        assert_eq!(wait(5, 1.0), LONGEST_WAIT);
        assert_eq!(wait(4_000, 1.0), LONGEST_WAIT);
        assert!((0..40).all(|tries| wait(tries, 0.3) <= wait(tries + 1, 0.3)));
    }

    #[test]
    fn frames_say_what_they_are() {
        assert!(PortalFrame::Welcome.is_welcome());
        assert!(VisitorFrame::Closing.is_closing());
        assert!(!PortalFrame::Closing.is_welcome());
    }
}
