//! The bare relay: the same send by HTTP, one INSERT with the same durability in the same groups, a push over the same
//! kind of socket, and nothing else. What a help desk costs more than this is the help desk.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, RwLock},
};

use anyhow::Result;
use axum::{
    Json, Router,
    extract::{
        State, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use serde_json::{Value, json};
use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{mpsc, oneshot};

/// As the server's writer groups.
const GROUP: usize = 64;

struct Waiting {
    chat: i64,
    client: String,
    text: String,
    stored: oneshot::Sender<i64>,
}

/// Who listens to each chat.
type Listeners = HashMap<i64, Vec<mpsc::Sender<Arc<str>>>>;

#[derive(Clone)]
struct Relay {
    queue: mpsc::Sender<Waiting>,
    listeners: Arc<RwLock<Listeners>>,
}

pub async fn serve(port: u16, file: &Path) -> Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", "FULL");
    let mut connection = SqliteConnection::connect_with(&options).await?;
    connection.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, chat INTEGER, client TEXT, text TEXT)").await?;
    let (queue, waiting) = mpsc::channel(1024);
    tokio::spawn(write(connection, waiting));
    let relay = Relay { queue, listeners: Arc::default() };
    let router = Router::new()
        .route("/readyz", get(async || "ready"))
        .route("/send", post(send))
        .route("/live", get(live))
        .with_state(relay);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    Ok(axum::serve(listener, router).await?)
}

async fn write(mut connection: SqliteConnection, mut waiting: mpsc::Receiver<Waiting>) {
    let mut group = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        if let Err(error) = store(&mut connection, &mut group).await {
            eprintln!("relay: {error}");
        }
    }
}

async fn store(connection: &mut SqliteConnection, group: &mut Vec<Waiting>) -> sqlx::Result<()> {
    connection.execute("BEGIN IMMEDIATE").await?;
    let mut done = Vec::with_capacity(group.len());
    for Waiting { chat, client, text, stored } in group.drain(..) {
        let insert = sqlx::query("INSERT INTO messages (chat, client, text) VALUES (?, ?, ?)");
        let inserted = insert.bind(chat).bind(client).bind(text).execute(&mut *connection).await?;
        done.push((stored, inserted.last_insert_rowid()));
    }
    connection.execute("COMMIT").await?;
    for (stored, number) in done {
        let _ = stored.send(number);
    }
    Ok(())
}

async fn send(State(relay): State<Relay>, Json(body): Json<Value>) -> Result<Json<Value>, StatusCode> {
    let text = |key: &str| body[key].as_str().map(str::to_owned).ok_or(StatusCode::UNPROCESSABLE_ENTITY);
    let (chat, client, text) = (body["chat"].as_i64().unwrap_or_default(), text("client_id")?, text("text")?);
    let (stored, number) = oneshot::channel();
    let message = Waiting { chat, client: client.clone(), text: text.clone(), stored };
    relay.queue.send(message).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let number = number.await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let entry = json!({ "chat": chat, "number": number, "text": text, "client_id": client });
    let frame: Arc<str> = entry.to_string().into();
    if let Ok(listeners) = relay.listeners.read() {
        for listener in listeners.get(&chat).into_iter().flatten() {
            let _ = listener.try_send(frame.clone());
        }
    }
    Ok(Json(entry))
}

async fn live(State(relay): State<Relay>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |socket| listen(relay, socket).await)
}

/// A socket says first which chats it wants, and hears of them from then on.
async fn listen(relay: Relay, mut socket: WebSocket) {
    let Some(Ok(Message::Text(wants))) = socket.recv().await else { return };
    let Ok(wants) = serde_json::from_str::<Vec<i64>>(&wants) else { return };
    let (sender, mut frames) = mpsc::channel(256);
    if let Ok(mut listeners) = relay.listeners.write() {
        for chat in wants {
            listeners.entry(chat).or_default().push(sender.clone());
        }
    }
    while let Some(frame) = frames.recv().await {
        if socket.send(Message::Text(frame.as_ref().into())).await.is_err() {
            return;
        }
    }
}
