//! What sockets may cost, whoever opens them: class 19.

use std::{net::SocketAddr, time::Duration};

use contract::live::{self, AgentFrame, ClientFrame, VisitorFrame};
use futures_util::{SinkExt, StreamExt};
use rstest::rstest;
use serde_json::json;
use server::{
    platform::bus::{Errand, Push},
    realtime::Hub,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{Instant, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Message,
        protocol::frame::{
            Frame,
            coding::{Data, OpCode},
        },
    },
};

use crate::{
    ears::{listen, serve},
    scene::{Caller, Raw, Scene},
    support::{Backend, Desk},
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How long the server may take to close what it does not want.
const SOON: Duration = Duration::from_secs(3);

async fn open(address: SocketAddr) -> Socket {
    connect_async(format!("ws://{address}{}", live::PATH)).await.unwrap().0
}

fn text(frame: &ClientFrame) -> Message {
    Message::text(serde_json::to_string(frame).unwrap())
}

/// A visitor's socket that was welcomed.
async fn visiting(address: SocketAddr, token: &str) -> Socket {
    let mut socket = open(address).await;
    socket.send(text(&ClientFrame::Visitor { token: token.into() })).await.unwrap();
    let welcome = timeout(SOON, socket.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(welcome, Message::text(r#"{"hear":"welcome"}"#));
    socket
}

/// Whether the other end is closed in time, however it says so.
async fn closes(mut socket: Socket, within: Duration) -> bool {
    let closed = async {
        while let Some(Ok(message)) = socket.next().await {
            if message.is_close() {
                break;
            }
        }
    };
    timeout(within, closed).await.is_ok()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_19_a_flood_of_frames_ends_its_socket(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let address = serve(&scene.desk.server).await;
    let token = scene.vera.bearer.clone().unwrap();
    let mut console = listen::<AgentFrame>(address, &scene.lars, ClientFrame::Console, &[]).await.unwrap();
    assert!(matches!(console.next().await, Some(AgentFrame::Welcome { .. })));
    let frames =
        [text(&ClientFrame::Typing { chat: scene.chat }), Message::Ping("x".into()), Message::Pong("x".into())];
    for frame in frames {
        let mut socket = visiting(address, &token).await;
        for _ in 0..1000 {
            // Refused once the server has closed.
            let _ = socket.feed(frame.clone()).await;
        }
        let _ = socket.flush().await;
        assert!(closes(socket, SOON).await, "{frame:?}");
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let heard = console.now().into_iter().filter(|frame| matches!(frame, AgentFrame::Typing { .. })).count();
    assert!((1..=3).contains(&heard), "typing goes on once a second: {heard}");
    visiting(address, &token).await;
}

/// A frame's head that promises a length, as a client masks it.
fn promising(opcode: u8, length: u64) -> Vec<u8> {
    [&[0x80 | opcode, 0x80 | 127][..], &length.to_be_bytes(), &[0; 4]].concat()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_19_frames_are_small(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let address = serve(&desk.server).await;
    let (_, pass) = desk.visitor().await;
    let ten = || "x".repeat(10 * 1024 * 1024);
    for said_hello in [false, true] {
        let begin = async || if said_hello { visiting(address, &pass.token).await } else { open(address).await };
        for message in [Message::text(ten()), Message::binary(ten())] {
            let mut socket = begin().await;
            let _ = timeout(SOON, socket.send(message)).await;
            assert!(closes(socket, SOON).await, "10 MB, after hello: {said_hello}");
        }
        // In pieces, each of which would pass.
        let mut socket = begin().await;
        for piece in 0..160 {
            let opcode = if piece == 0 { Data::Text } else { Data::Continue };
            let frame = Frame::message("x".repeat(63 * 1024), OpCode::Data(opcode), false);
            if socket.send(Message::Frame(frame)).await.is_err() {
                break;
            }
        }
        assert!(closes(socket, SOON).await, "10 MB in pieces, after hello: {said_hello}");
        // A length is no reason to set room aside.
        for (opcode, length) in [(1, 1 << 40), (2, i64::MAX.unsigned_abs()), (1, u64::MAX)] {
            let mut socket = begin().await;
            let MaybeTlsStream::Plain(stream) = socket.get_mut() else { unreachable!("no TLS here") };
            stream.write_all(&promising(opcode, length)).await.unwrap();
            assert!(closes(socket, SOON).await, "{length} promised, after hello: {said_hello}");
        }
        let mut socket = begin().await;
        let _ = socket.send(Message::text("x".repeat(live::FRAME_BYTES + 1))).await;
        assert!(closes(socket, SOON).await, "one byte too many, after hello: {said_hello}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_19_who_does_not_say_hello_is_not_kept(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::with(backend, |config| config.sockets_per_address = 5).await;
    let address = serve(&desk.server).await;
    // Neither silence nor pings are a hello.
    let silent: Vec<Socket> = futures_util::future::join_all((0..4).map(|_| open(address))).await;
    let mut pinging = open(address).await;
    let began = Instant::now();
    assert!(connect_async(format!("ws://{address}{}", live::PATH)).await.is_err(), "there is no sixth");
    let pings = tokio::spawn(async move {
        while pinging.send(Message::Ping("x".into())).await.is_ok()
            && pinging.next().await.is_some_and(|next| next.is_ok())
        {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    for socket in silent {
        assert!(closes(socket, Duration::from_secs(live::HELLO_SECONDS) + SOON).await);
    }
    assert!(began.elapsed() > Duration::from_secs(live::HELLO_SECONDS) - SOON, "it could have been said till then");
    timeout(SOON, pings).await.unwrap().unwrap();
    // What is no hello ends it at once, and every place is free again.
    for nonsense in ["", "{", "[]", r#"{"say":"goodbye"}"#, r#"{"say":"visitor"}"#, r#"{"say":"visitor","token":""}"#] {
        let mut socket = open(address).await;
        socket.send(Message::text(nonsense)).await.unwrap();
        assert!(closes(socket, SOON).await, "{nonsense}");
    }
    let mut socket = open(address).await;
    socket.send(Message::binary("{}")).await.unwrap();
    assert!(closes(socket, SOON).await);
    let (_, pass) = desk.visitor().await;
    let mut all = Vec::new();
    for _ in 0..5 {
        all.push(visiting(address, &pass.token).await);
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_19_a_console_that_does_not_answer_is_gone(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let scene = Scene::at(Desk::with(backend, |config| config.ping_seconds = 1).await).await;
    let address = serve(&scene.desk.server).await;
    let host = address.to_string();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(upgrade(&host, scene.lars.cookie.as_deref()).as_bytes()).await.unwrap();
    let hello = serde_json::to_vec(&ClientFrame::Console).unwrap();
    let head = [0x81, 0x80 | u8::try_from(hello.len()).unwrap(), 0, 0, 0, 0];
    stream.write_all(&[&head[..], &hello].concat()).await.unwrap();
    // It reads, and says nothing to the pings: the network is there, the page is not.
    let mut heard = Vec::new();
    timeout(Duration::from_secs(15), stream.read_to_end(&mut heard)).await.expect("the server gives it up").unwrap();
    assert!(String::from_utf8_lossy(&heard).contains(r#""hear":"welcome""#), "it was welcome");
}

/// The words that open a socket.
fn upgrade(host: &str, cookie: Option<&str>) -> String {
    let cookie = cookie.map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
    format!(
        "GET {} HTTP/1.1\r\nHost: {host}\r\n{cookie}Connection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        live::PATH
    )
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_19_a_slow_reader_is_closed_and_holds_nobody_up(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let address = serve(&desk.server).await;
    let ((_, slow), (_, quick)) = (desk.visitor().await, desk.visitor().await);
    // A window as small as it gets, and nobody reads.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let stream = socket.connect(address).await.unwrap();
    let (mut never_read, _) =
        tokio_tungstenite::client_async(format!("ws://{address}{}", live::PATH), stream).await.unwrap();
    never_read.send(text(&ClientFrame::Visitor { token: slow.token.clone() })).await.unwrap();
    let hello = ClientFrame::Visitor { token: quick.token.clone() };
    let mut ear = listen::<VisitorFrame>(address, &Caller::default(), hello, &[]).await.unwrap();
    assert_eq!(ear.next().await, Some(VisitorFrame::Welcome));
    let hub = desk.server.app.lent::<Hub>().unwrap();
    let subject = |of: &contract::widget::VisitorPass| format!("visitor:{}", of.state.visitor);
    let until = Instant::now() + SOON;
    while !hub.wants(&subject(&slow)) {
        assert!(Instant::now() < until);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // 36 MB: more than the network between them holds, and more than may wait for one socket.
    let chat = contract::ChatId(uuid::Uuid::new_v4());
    for count in 0..600 {
        let frame = VisitorFrame::Typing { chat, name: format!("{count:060000}") };
        let errand = Errand::Send(serde_json::to_string(&frame).unwrap().into());
        let to = [&slow, &quick].map(|of| subject(of).into()).to_vec();
        desk.server.app.bus().push(Push { to, except: vec![], errand });
        assert_eq!(ear.next().await, Some(frame), "the quick one waits for nobody");
    }
    assert!(!hub.wants(&subject(&slow)), "the slow one was closed");
    assert!(hub.wants(&subject(&quick)));
    // It was closed and not left hanging: what the network still holds can be read, and then it ends.
    let rest = async { while let Some(Ok(_)) = never_read.next().await {} };
    timeout(Duration::from_secs(20), rest).await.expect("closed");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_19_an_address_holds_only_so_many(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    const MOST: usize = 100;
    let scene = Scene::at(
        Desk::with(backend, |config| {
            config.sockets_per_address = u32::try_from(MOST).unwrap();
            config.trusted_proxies = vec![[127, 0, 0, 1].into()];
        })
        .await,
    )
    .await;
    let address = serve(&scene.desk.server).await;
    let token = scene.vera.bearer.clone().unwrap();
    let mut held = Vec::new();
    for _ in 0..MOST {
        held.push(visiting(address, &token).await);
    }
    let before = resident();
    let host = address.to_string();
    let mut knocking = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let host = host.clone();
        knocking.spawn(async move {
            let mut statuses = Vec::new();
            for _ in 0..500 {
                let mut stream = TcpStream::connect(address).await.unwrap();
                stream.write_all(upgrade(&host, None).as_bytes()).await.unwrap();
                let mut status = [0; 12];
                stream.read_exact(&mut status).await.unwrap();
                statuses.push(String::from_utf8_lossy(&status).into_owned());
            }
            statuses
        });
    }
    let told: Vec<String> = knocking.join_all().await.into_iter().flatten().collect();
    assert_eq!(told.len(), 10_000);
    assert!(told.iter().all(|status| status == "HTTP/1.1 429"), "{:?}", told.iter().find(|one| !one.ends_with("429")));
    if let (Some(before), Some(after)) = (before, resident()) {
        assert!(after.saturating_sub(before) < 64 * 1024, "10,000 refused sockets keep {before} → {after} KB");
    }
    // Who is elsewhere, or signed in, is not shut out with them.
    let elsewhere = [("x-forwarded-for", "203.0.113.9")];
    let hello = || ClientFrame::Visitor { token: token.clone() };
    let mut ear = listen::<VisitorFrame>(address, &Caller::default(), hello(), &elsewhere).await.unwrap();
    assert_eq!(ear.next().await, Some(VisitorFrame::Welcome));
    drop(held.pop());
    let until = Instant::now() + SOON;
    let mut console = loop {
        match listen::<AgentFrame>(address, &scene.lars, ClientFrame::Console, &[]).await {
            Ok(console) => break console,
            Err(refused) => assert!(Instant::now() < until, "a place is free again: {refused}"),
        }
    };
    assert!(matches!(console.next().await, Some(AgentFrame::Welcome { .. })));
    held.push(visiting(address, &token).await);
    // The rest of the help desk did not notice.
    let answer = Raw::new("GET", "/api/v1/session").by(&scene.lars).send(&scene.desk.server).await;
    assert_eq!((answer.status, &answer.json()["name"]), (200, &json!("Lars")));
}

/// What this process keeps in memory, in KB, where the system says so.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
