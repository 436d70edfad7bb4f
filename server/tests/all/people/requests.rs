//! A customer's own requests at the portal, over the API and on the pages that work without script.

use contract::{
    chat::CommentOnChat,
    departments::Visibility,
    requests::OwnTicket,
    tickets::{
        CommentOnTicket, CommentSort, GetTicket, NewReply, NewTicketComment, ReplyToTicket, TicketDetails,
        TicketStatus, UpdateTicket,
    },
    widget::{NewChat, StartChat},
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use server::departments::tables::brands;

use crate::{
    scene::{Answer, Caller, Raw, customer, other_brand},
    support::{Backend, Desk, client_id, new_chat},
};

const SECRET: &str = "the blue folder";

async fn get(desk: &Desk, path: &str, caller: &Caller) -> Answer {
    Raw::new("GET", format!("/api/v1/portal/{path}")).by(caller).send(&desk.server).await
}

async fn leave(desk: &Desk, caller: &Caller, host: &str, email: &str, text: &str) -> u64 {
    let home = Raw::new("GET", "/api/v1/portal/home").with("host", host).send(&desk.server).await.json();
    let department = &home["availability"]["departments"][0]["id"];
    let body = json!({ "client_id": client_id(), "department": department, "name": "Typed", "email": email,
        "subject": "", "text": text });
    let raw = Raw::new("POST", "/api/v1/portal/messages").with("host", host).by(caller).json(&body);
    let answer = raw.send(&desk.server).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["number"].as_u64().unwrap()
}

fn subjects(page: &Value) -> Vec<String> {
    let title = |item: &Value| item["subject"].as_str().or(item["opening"].as_str()).unwrap_or_default().to_owned();
    page["items"].as_array().unwrap().iter().map(title).collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_an_address_wrote_is_the_accounts_once_it_is_verified(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let (here, nobody) = ("localhost:8080", Caller::default());
    leave(&desk, &nobody, here, "Vera@Example.com", "before").await;
    leave(&desk, &nobody, here, "other@example.com", "somebody else's").await;
    let unverified = customer(&desk, "vera@example.com", false).await;
    let list = async |caller: &Caller| subjects(&get(&desk, "requests", caller).await.json());
    assert_eq!(list(&unverified).await, Vec::<String>::new(), "nobody knows yet whose that address is");
    // Signed in, one writes as the account, whatever the form says.
    leave(&desk, &unverified, here, "other@example.com", "after").await;
    assert_eq!(list(&unverified).await, ["after"]);
    let page = get(&desk, "requests", &unverified).await.json();
    let after: OwnTicket = serde_json::from_str(
        &get(&desk, &format!("tickets/{}", page["items"][0]["id"].as_str().unwrap()), &unverified).await.text,
    )
    .unwrap();
    assert_eq!(after.messages[0].name, "vera of vera@example.com");
    let verify = desk.server.app.db().write(|tx| {
        Box::pin(async move {
            use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
            use server::people::tables::accounts::{Column, Entity};
            Entity::update_many()
                .col_expr(Column::EmailVerified, Expr::value(true))
                .filter(Column::EmailKey.eq("vera@example.com"))
                .exec(tx)
                .await
                .map(|_| ())
        })
    });
    verify.await.unwrap();
    assert_eq!(list(&unverified).await, ["after", "before"]);
    // What another account wrote stays that account's, whoever has the address later.
    let other = customer(&desk, "other@example.com", true).await;
    assert_eq!(list(&other).await, ["somebody else's"]);
    // At another brand's host there is nothing of this one; and what is there, is there only.
    other_brand(&desk).await;
    for path in ["requests".to_owned(), format!("tickets/{}", after.row.id)] {
        let raw = Raw::new("GET", format!("/api/v1/portal/{path}")).by(&unverified).with("host", "rail.example");
        let answer = raw.send(&desk.server).await;
        match &*path {
            "requests" => assert_eq!(subjects(&answer.json()), Vec::<String>::new()),
            _ => assert_eq!(answer.status, 404, "{}", answer.text),
        }
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn customers_read_what_is_theirs_and_answer_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let ulf = customer(&desk, "ulf@example.com", true).await;
    leave(&desk, &vera, "localhost:8080", "vera@example.com", "Where is my parcel?").await;
    let (visitor, _) = desk.visitor().await;
    let new = NewChat { name: "Vera".into(), email: "vera@example.com".into(), ..new_chat(desk.sales, "Hello chat") };
    let chat = visitor.call(StartChat { body: new }).await.unwrap().id;
    let page = get(&desk, "requests", &vera).await.json();
    assert_eq!(subjects(&page), ["Hello chat", "Where is my parcel?"]);
    let ticket = page["items"][1]["id"].as_str().unwrap().parse().unwrap();
    // What colleagues say to one another does not travel.
    let say = |text: &str| NewReply { client_id: client_id(), text: text.into(), files: Vec::new() };
    let body = NewTicketComment {
        client_id: client_id(),
        text: SECRET.into(),
        asks: Vec::new(),
        sort: CommentSort::General,
        files: Vec::new(),
    };
    lars.api.call(CommentOnTicket { ticket, body }).await.unwrap();
    lars.api.call(ReplyToTicket { ticket, body: say("On its way.") }).await.unwrap();
    let body = serde_json::from_value(json!({ "client_id": client_id(), "text": SECRET })).unwrap();
    lars.api.call(CommentOnChat { chat, body }).await.unwrap();
    let (of_ticket, of_chat) = (format!("tickets/{ticket}"), format!("chats/{chat}"));
    for path in ["requests", &of_ticket, &of_chat] {
        let answer = get(&desk, path, &vera).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        for word in [SECRET, "lars@", "comment", "agent_id", "group"] {
            assert!(!answer.text.contains(word), "{word} in {path}: {}", answer.text);
        }
    }
    let read: OwnTicket = serde_json::from_str(&get(&desk, &of_ticket, &vera).await.text).unwrap();
    assert_eq!(read.row.status, TicketStatus::Waiting);
    let said: Vec<_> = read.messages.iter().map(|one| (&*one.name, &*one.text)).collect();
    assert_eq!(said, [("vera of vera@example.com", "Where is my parcel?"), ("Lars", "On its way.")]);
    // Nobody else's: neither read nor answered, nor told from what is not there.
    for path in [&*of_ticket, &of_chat] {
        assert_eq!(get(&desk, path, &ulf).await.status, 404);
    }
    let answer = async |caller: &Caller, body: &Value| {
        let path = format!("/api/v1/portal/tickets/{ticket}/replies");
        Raw::new("POST", path).by(caller).json(body).send(&desk.server).await
    };
    let thanks = json!({ "client_id": client_id(), "text": "Thank you." });
    assert_eq!(answer(&ulf, &thanks).await.status, 404);
    // An answer opens it again, wherever it is by now, and is there once.
    let version = lars.api.call(GetTicket { ticket, body: () }).await.unwrap().row.version;
    let closed = TicketDetails { status: TicketStatus::Closed, priority: contract::tickets::Priority::Normal };
    lars.api.call(UpdateTicket { ticket, version, body: closed }).await.unwrap();
    desk.show(desk.sales, Visibility::Hidden).await;
    for _ in 0..2 {
        let told = answer(&vera, &thanks).await;
        assert_eq!((told.status, told.json()["status"].as_str()), (200, Some("active")), "{}", told.text);
        assert_eq!(told.json()["department"], "", "a hidden department is not named");
        assert_eq!(told.json()["messages"].as_array().unwrap().len(), 3);
    }
    let mut other = thanks.clone();
    other["text"] = json!("Something else.");
    assert_eq!(answer(&vera, &other).await.code(), "client_id_reused");
    let whole = lars.api.call(GetTicket { ticket, body: () }).await.unwrap();
    assert_eq!(whole.row.status, TicketStatus::Active);
    assert!(whole.account.is_some(), "the ticket is the account's");
    // Whom an agent's session is, is nobody here.
    let oda = crate::scene::cookie(&desk.server, "oda").await;
    assert_eq!(get(&desk, &of_ticket, &oda).await.status, 401);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_has_pages(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::with(backend, |_| ()).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let mut wrote = Vec::new();
    for n in 0..45 {
        // With the account and without it in turns.
        let nobody = Caller::default();
        let caller = if n % 2 == 0 { &vera } else { &nobody };
        leave(&desk, caller, "localhost:8080", "vera@example.com", &format!("no. {n}")).await;
        wrote.insert(0, format!("no. {n}"));
    }
    let (mut read, mut next, mut sizes) = (Vec::new(), String::new(), Vec::new());
    loop {
        let page = get(&desk, &format!("requests{next}"), &vera).await.json();
        sizes.push(page["items"].as_array().unwrap().len());
        read.extend(subjects(&page));
        match page["next"].as_str() {
            Some(after) => next = format!("?after={after}"),
            None => break,
        }
    }
    assert_eq!((read, sizes), (wrote, vec![20, 20, 5]));
}

async fn page(desk: &Desk, path: &str, caller: &Caller) -> Answer {
    Raw::new("GET", path).by(caller).with("accept", "text/html").send(&desk.server).await
}

async fn post(desk: &Desk, path: &str, caller: &Caller, form: &str) -> Answer {
    let raw = Raw::new("POST", path).by(caller).with("sec-fetch-site", "same-origin");
    raw.text("application/x-www-form-urlencoded", form.to_owned()).send(&desk.server).await
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_pages_work_without_script(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    customer(&desk, "vera@example.com", true).await;
    let nobody = Caller::default();
    for path in ["/sign-in", "/register", "/forgotten", "/reset?token=x", "/verification?token=x", "/register/sent"] {
        let answer = page(&desk, path, &nobody).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text.contains("<h1>") && !answer.text.contains("wasm"), "{path}: {}", answer.text);
    }
    assert_eq!(page(&desk, "/reset", &nobody).await.status, 410);
    // Who is nobody signs in first, and comes back.
    for path in ["/profile", "/requests", "/requests/tickets/0190a5a5-0000-7000-8000-000000000000"] {
        let answer = page(&desk, path, &nobody).await;
        assert_eq!((answer.status, answer.header("location")), (303, &*format!("/sign-in?next={path}")));
    }
    let answer = post(&desk, "/sign-in", &nobody, "login=vera%40example.com&password=wrong+one&next=%2Fprofile").await;
    assert_eq!(answer.status, 401);
    assert!(
        answer.text.contains("E-mail address or password is wrong.")
            && answer.text.contains("value=\"vera@example.com\"")
    );
    assert!(!answer.text.contains("wrong one") && answer.text.contains("value=\"/profile\""), "{}", answer.text);
    let right = format!("login=vera%40example.com&password={}&next=", crate::support::PASSWORD.replace(' ', "+"));
    for (next, to) in [("%2Fprofile", "/profile"), ("%2F%2Fevil.example", "/requests"), ("", "/requests")] {
        let answer = post(&desk, "/sign-in", &nobody, &format!("{right}{next}")).await;
        assert_eq!((answer.status, answer.header("location")), (303, to), "{}", answer.text);
    }
    let set = post(&desk, "/sign-in", &nobody, &right).await;
    let vera = Caller { cookie: set.header("set-cookie").split(';').next().map(str::to_owned), bearer: None };
    // No page of another site sends these forms.
    for (header, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        for path in [
            "/sign-in",
            "/sign-out",
            "/register",
            "/profile",
            "/profile/email",
            "/profile/password",
            "/profile/sessions",
        ] {
            let raw = Raw::new("POST", path).by(&vera).with(header, value);
            let answer = raw.text("application/x-www-form-urlencoded", "name=x").send(&desk.server).await;
            assert_eq!((answer.status, &*answer.code()), (403, "foreign_origin"), "{path}");
        }
    }
    let empty = page(&desk, "/requests", &vera).await;
    assert!(empty.text.contains("You have not asked us anything yet"), "{}", empty.text);
    leave(&desk, &vera, "localhost:8080", "vera@example.com", "</title></textarea><script>alert(1)</script>").await;
    let list = page(&desk, "/requests", &vera).await;
    let at = list.text.find("/requests/tickets/").unwrap();
    let path = list.text[at..].split('"').next().unwrap().to_owned();
    let ticket = page(&desk, &path, &vera).await;
    assert!(!ticket.text.contains("<script>alert") && ticket.text.contains("&lt;script&gt;alert"), "{}", ticket.text);
    // An empty answer is refused in words; one whose writer was signed out meanwhile is kept.
    let answer = post(&desk, &path, &vera, "text=+").await;
    assert!(answer.status == 422 && answer.text.contains("id=\"f-text-error\""), "{}: {}", answer.status, answer.text);
    let form = "text=A+long+answer%0D%0Awith+lines";
    let answer = post(&desk, &path, &nobody, form).await;
    assert!(answer.status == 401 && answer.text.contains("A long answer\nwith lines"), "{}", answer.text);
    let again = post(&desk, "/sign-in", &nobody, &format!("{right}{}&{form}", path.replace('/', "%2F"))).await;
    assert!(again.status == 200 && again.text.contains("A long answer\nwith lines"), "{}", again.text);
    assert!(again.header("set-cookie").starts_with("__Host-customer="));
    let answer = post(&desk, &path, &vera, form).await;
    assert_eq!((answer.status, answer.header("location")), (303, &*path));
    assert!(page(&desk, &path, &vera).await.text.contains("A long answer"));
    // The profile: saved, stale, wrong.
    let profile = page(&desk, "/profile", &vera).await;
    let version = profile.text.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = format!("name=Vera+%3Cb%3E&phone=1&language=de&version={version}");
    assert_eq!(post(&desk, "/profile", &vera, &form).await.header("location"), "/profile?done=saved");
    let german = page(&desk, "/profile?done=saved", &vera).await;
    assert!(german.text.contains("<html lang=\"de\"") && german.text.contains("Gespeichert."), "{}", german.text);
    let stale = post(&desk, "/profile", &vera, &format!("name=Kept&version={version}")).await;
    assert!(stale.status == 409 && stale.text.contains("value=\"Kept\""), "{}", stale.text);
    for (path, form) in [
        ("/profile/email", "email=new%40b.example&password=no"),
        ("/profile/password", "old=no&password=a+long+one+now"),
    ] {
        let answer = post(&desk, path, &vera, form).await;
        assert!(
            answer.status == 422 && answer.text.contains("Das ist nicht das Passwort des Kontos."),
            "{}",
            answer.text
        );
        assert!(!answer.text.contains("a long one now"));
    }
    let out = post(&desk, "/sign-out", &vera, "").await;
    assert!(out.header("set-cookie").contains("Max-Age=0") && out.header("location") == "/", "{:?}", out.headers);
    assert_eq!(page(&desk, "/requests", &vera).await.status, 303);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_brands_name_is_a_title_and_nothing_more(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let brand = desk.brand.0;
    let write = desk.server.app.db().write(move |tx| {
        Box::pin(async move {
            let name = Set("First & Sons</title><script>alert(1)</script>".to_owned());
            brands::ActiveModel { id: Set(brand), name, ..Default::default() }.update(tx).await.map(|_| ())
        })
    });
    write.await.unwrap();
    for path in ["/", "/message", "/sign-in", "/nowhere"] {
        let page = page(&desk, path, &Caller::default()).await.text;
        let titles: Vec<&str> =
            page.split("<title>").skip(1).filter_map(|rest| rest.split("</title>").next()).collect();
        assert_eq!(titles.len(), 1, "{path}: {titles:?}");
        let name = "First &amp; Sons&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
        assert!(titles[0].ends_with(name), "{path}: {titles:?}");
    }
}
