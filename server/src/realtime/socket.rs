//! One socket: says hello, hears, types, says goodbye.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::get,
};
use contract::{
    ChatId,
    chat::Side,
    live::{self, AgentFrame, ClientFrame, PortalFrame, VisitorFrame},
};
use serde::Serialize;
use tokio::time::{MissedTickBehavior, interval, timeout};
use uuid::Uuid;

use super::{Hub, audience, hub::Place, looking::Looking, translate};
use crate::{
    chat,
    departments::{self, Agent, Sight},
    people::{self, Peer},
    platform::{
        App, Failure,
        bus::{Errand, Push},
        headers,
    },
    routing,
};

/// How many frames a client may say in ten seconds.
const FRAMES_PER_TEN_SECONDS: u32 = 60;

/// How long a frame may take to be written.
const WRITE: Duration = Duration::from_secs(10);

/// The live connection's route.
pub fn routes() -> Router<App> {
    Router::new().route(live::PATH, get(connect))
}

async fn connect(State(app): State<App>, peer: Peer, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    // A foreign page can open a socket with our cookie; it cannot hide where it comes from.
    if !headers::comes_from_us(&headers) {
        return Failure::new(
            axum::http::StatusCode::FORBIDDEN,
            "foreign_origin",
            "This came from another site's page.",
        )
        .into_response();
    }
    let most = app.config().sockets_per_address;
    let Some(place) = app.lent::<Hub>().and_then(|hub| hub.enter(peer, most)) else {
        return Failure::too_many(60).into_response();
    };
    upgrade
        .max_frame_size(live::FRAME_BYTES)
        .max_message_size(live::FRAME_BYTES)
        .read_buffer_size(4 * 1024)
        .write_buffer_size(4 * 1024)
        .max_write_buffer_size(256 * 1024)
        .on_upgrade(async move |socket| {
            let task = app.clone();
            app.spawn_to_the_end(async move {
                Connection { app: task, place, socket, looking: Looking::default() }.run(&headers).await;
            });
        })
}

/// Who is on the other end.
enum Other {
    Console { agent: Box<Agent>, lease: Uuid },
    Visitor { visitor: Uuid },
    Portal,
}

struct Connection {
    app: App,
    place: Place,
    socket: WebSocket,
    looking: Looking,
}

/// Why a conversation with a socket ended.
enum End {
    /// The tab said so.
    Goodbye,
    /// Anything else: it may come back.
    Broken,
}

impl Connection {
    async fn run(mut self, headers: &HeaderMap) {
        let app = self.app.clone();
        let hello = tokio::select! {
            hello = timeout(Duration::from_secs(live::HELLO_SECONDS), self.hear()) => hello.ok().flatten(),
            () = app.stopping() => None,
        };
        let Some(hello) = hello else { return };
        let other = match self.greet(hello, headers).await {
            Ok(other) => other,
            // Each kind of page knows this word. Any other failure is ours and may pass: the page comes back.
            Err(failure) => {
                if failure.code() == Failure::signed_out().code() {
                    let _ = self.say(&AgentFrame::SignedOut).await;
                } else {
                    tracing::warn!(%failure, "a hello could not be answered");
                }
                return;
            }
        };
        let end = self.talk(&other).await;
        if let Other::Console { agent, .. } = &other {
            std::mem::take(&mut self.looking).end(&self.app, agent);
        }
        match other {
            Other::Console { lease, .. } if matches!(end, End::Goodbye) => {
                if let Err(failure) = routing::goodbye(&self.app, lease).await {
                    tracing::warn!(%failure, "a lease could not be ended");
                }
            }
            Other::Visitor { visitor } => {
                drop(self.place);
                translate::visitor_changed(&self.app, visitor);
            }
            Other::Console { .. } | Other::Portal => {}
        }
    }

    /// The next frame said; `None` when the socket is closed or says nonsense.
    async fn hear(&mut self) -> Option<ClientFrame> {
        loop {
            match self.socket.recv().await?.ok()? {
                Message::Text(text) => return serde_json::from_str(&text).ok(),
                Message::Ping(_) | Message::Pong(_) => {}
                Message::Binary(_) | Message::Close(_) => return None,
            }
        }
    }

    async fn greet(&mut self, hello: ClientFrame, headers: &HeaderMap) -> Result<Other, Failure> {
        match hello {
            ClientFrame::Console => {
                let signed = people::signed(&self.app, headers, true, live::PATH).await?;
                self.place.want(audience::agent(signed.account.id));
                self.place.want(audience::session(signed.session));
                // Read after that, so that rights and sessions that change meanwhile are either here or told.
                let signed = people::signed(&self.app, headers, true, live::PATH).await?;
                let agent = departments::recall_agent(&self.app, &signed.account, signed.session).await?;
                self.place.known();
                want_of(&self.app, &self.place, &agent).await?;
                let lease = routing::connected(&self.app, agent.me.id.0, Some(agent.session)).await?;
                self.place.want(audience::lease(lease));
                let _ = self.say(&AgentFrame::Welcome { account: agent.me.id, lease: lease.into() }).await;
                Ok(Other::Console { agent: Box::new(agent), lease })
            }
            ClientFrame::Visitor { token } => {
                let visitor = people::visitor_by_token(&self.app, &token).await?.row.id;
                self.place.want(audience::browser(visitor));
                // Read after that, so that an identity given meanwhile is either here or told.
                let row = people::visitor(self.app.db().read(), visitor).await?.ok_or_else(Failure::signed_out)?;
                for subject in audience::visitor(&(&row).into()) {
                    self.place.want(subject);
                }
                self.place.want(audience::widgets(row.brand_id));
                translate::visitor_changed(&self.app, visitor);
                let _ = self.say(&VisitorFrame::Welcome).await;
                Ok(Other::Visitor { visitor })
            }
            ClientFrame::Portal => {
                let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
                let brand = departments::brand_by_host(self.app.db().read(), host).await?;
                let brand = brand.ok_or_else(Failure::not_found)?;
                self.place.want(audience::portals(brand.id));
                let _ = self.say(&PortalFrame::Welcome).await;
                Ok(Other::Portal)
            }
            _ => Err(Failure::signed_out()),
        }
    }

    async fn talk(&mut self, other: &Other) -> End {
        let seconds = match other {
            Other::Console { .. } => u64::from(self.app.config().ping_seconds.max(1)),
            Other::Visitor { .. } | Other::Portal => 25,
        };
        let mut ping = interval(Duration::from_secs(seconds));
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut alive = Instant::now();
        let mut said = Rate::default();
        let mut typed: HashMap<ChatId, Instant> = HashMap::new();
        let app = self.app.clone();
        loop {
            tokio::select! {
                () = app.stopping() => {
                    // Each kind of page knows this word.
                    let _ = self.say(&AgentFrame::Closing).await;
                    let _ = timeout(WRITE, self.socket.send(Message::Close(None))).await;
                    return End::Broken;
                }
                _ = ping.tick() => {
                    // Nothing came back for two pings: the other end is gone, whatever the network says.
                    if alive.elapsed() > Duration::from_secs(seconds * 2 + 5) {
                        return End::Broken;
                    }
                    if !self.write(Message::Ping(Vec::new().into())).await { return End::Broken }
                }
                errand = self.place.errands.recv() => match errand {
                    Some(Errand::Send(frame)) => if !self.write(Message::Text(frame.as_ref().into())).await { return End::Broken },
                    Some(Errand::Close(frame)) => {
                        let _ = self.write(Message::Text(frame.as_ref().into())).await;
                        let _ = timeout(WRITE, self.socket.send(Message::Close(None))).await;
                        return End::Goodbye;
                    }
                    // The hub's own.
                    Some(Errand::Want(_)) => {}
                    Some(Errand::Reload) => return self.reload().await,
                    Some(Errand::Recheck(chat)) => if !still_reads(&app, other, chat).await { return self.reload().await },
                    None => return End::Broken,
                },
                message = self.socket.recv() => {
                    alive = Instant::now();
                    // Whatever it is: a ping costs as much as a word.
                    if !said.one() { return End::Broken }
                    let text = match message {
                        Some(Ok(Message::Text(text))) => text,
                        Some(Ok(Message::Pong(_))) => {
                            if let Other::Console { lease, .. } = other { routing::renewed(&self.app, *lease); }
                            continue;
                        }
                        Some(Ok(Message::Ping(_))) => continue,
                        _ => return End::Broken,
                    };
                    let Ok(frame) = serde_json::from_str(&text) else { return End::Broken };
                    if matches!(frame, ClientFrame::Goodbye) { return End::Goodbye }
                    if let Err(failure) = self.act(other, frame, &mut typed).await {
                        tracing::debug!(%failure, "a frame was refused");
                    }
                }
            }
        }
    }

    /// It comes back at once, and is looked at anew; its lease lives on meanwhile.
    async fn reload(&mut self) -> End {
        let _ = self.say(&AgentFrame::Refetch).await;
        End::Broken
    }

    async fn act(
        &mut self,
        other: &Other,
        frame: ClientFrame,
        typed: &mut HashMap<ChatId, Instant>,
    ) -> Result<(), Failure> {
        match (other, frame) {
            (Other::Console { agent, .. }, ClientFrame::Watch { chat }) => {
                chat::head_for_agent(&self.app, agent, chat).await?;
                self.place.want(audience::chat(chat.0));
            }
            (Other::Console { agent, .. }, ClientFrame::Look { ticket, writing }) => {
                self.looking.look(&self.app, &self.place, agent, (ticket, writing)).await?;
            }
            (Other::Console { agent, .. }, ClientFrame::LookAway { ticket }) => {
                self.looking.away(&self.app, &self.place, agent, ticket);
            }
            (Other::Console { .. }, ClientFrame::Unwatch { chat }) => self.place.unwant(&audience::chat(chat.0)),
            (Other::Console { agent, .. }, ClientFrame::Typing { chat }) if may_type(typed, chat) => {
                let head = chat::head_for_agent(&self.app, agent, chat).await?;
                let colleagues = AgentFrame::Typing { chat, side: Side::Agent, name: agent.me.name.clone() };
                self.push(vec![audience::chat(chat.0)], vec![audience::agent(agent.me.id.0)], &colleagues);
                if head.agent == Some(agent.me.id.0) {
                    let visitor = VisitorFrame::Typing { chat, name: agent.alias.clone() };
                    self.push(audience::visitor(&head.visitor), vec![], &visitor);
                }
            }
            (Other::Visitor { visitor }, ClientFrame::Typing { chat }) if may_type(typed, chat) => {
                let head = chat::head_for_visitor(&self.app, *visitor, chat).await?;
                let frame = AgentFrame::Typing { chat, side: Side::Visitor, name: head.visitor_name.clone() };
                self.push(audience::of_log(chat.0, head.agent), vec![], &frame);
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&self, to: Vec<Arc<str>>, except: Vec<Arc<str>>, frame: &impl Serialize) {
        if let Ok(text) = serde_json::to_string(frame) {
            self.app.bus().push(Push { to, except, errand: Errand::Send(text.into()) });
        }
    }

    async fn say(&mut self, frame: &impl Serialize) -> bool {
        match serde_json::to_string(frame) {
            Ok(text) => self.write(Message::Text(text.into())).await,
            Err(_) => false,
        }
    }

    async fn write(&mut self, message: Message) -> bool {
        matches!(timeout(WRITE, self.socket.send(message)).await, Ok(Ok(())))
    }
}

/// Whether whoever watches a chat may go on. When nobody can say, it is asked again on coming back.
async fn still_reads(app: &App, other: &Other, chat: Uuid) -> bool {
    match other {
        Other::Console { agent, .. } => chat::still_readable(app, agent, chat).await.unwrap_or(false),
        Other::Visitor { .. } | Other::Portal => true,
    }
}

/// What a console wants to hear: of its agent, its session, the company, and the groups the agent sees.
async fn want_of(app: &App, place: &Place, agent: &Agent) -> Result<(), Failure> {
    place.want(audience::company());
    for department in departments::confidential_ones(app.db().read(), agent).await? {
        place.want(audience::confidential(department));
    }
    for group in departments::visible_groups(app.db().read(), agent, false).await? {
        place.want(match group.sight {
            Sight::All => audience::group(group.id),
            Sight::Queue => audience::queue(group.id),
        });
    }
    Ok(())
}

/// At most one typing frame per chat and second goes on.
fn may_type(typed: &mut HashMap<ChatId, Instant>, chat: ChatId) -> bool {
    if typed.len() > 100 {
        typed.clear();
    }
    let now = Instant::now();
    let fresh = typed.get(&chat).is_none_or(|last| now.duration_since(*last) >= Duration::from_millis(900));
    if fresh {
        typed.insert(chat, now);
    }
    fresh
}

/// Counts what a client says.
struct Rate {
    since: Instant,
    frames: u32,
}

impl Default for Rate {
    fn default() -> Self {
        Rate { since: Instant::now(), frames: 0 }
    }
}

impl Rate {
    /// Counts one; false when it is one too many.
    fn one(&mut self) -> bool {
        if self.since.elapsed() > Duration::from_secs(10) {
            *self = Rate::default();
        }
        self.frames += 1;
        self.frames <= FRAMES_PER_TEN_SECONDS
    }
}
