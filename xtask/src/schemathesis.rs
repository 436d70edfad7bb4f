//! Malformed and hostile calls on every operation of the API document, by everybody who may do something: an agent, a
//! visitor and an administrator of the demo's company, with its own ids in the paths so that calls arrive somewhere.
//!
//! No answer may be a fault, be undocumented, or refuse without saying so in the problem format, with the field's name
//! where a field is at fault: the document says all of that, and schemathesis holds the answers against it.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    net::TcpStream,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{
    house, http,
    run::{program, run},
    server::{Server, SignIn},
};

/// What the server must be told: hostile calls are many, all from one address, and nobody answers their pings.
pub const SETTINGS: [(&str, &str); 2] =
    [("FRONTDESK_ANONYMOUS_PER_MINUTE", "1000000"), ("FRONTDESK_LEASE_SECONDS", "1000000")];

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,response_headers_conformance";

/// Who would end them ends the caller's own rights, or what the others' calls are about: they go last, each alone.
const ENDS: [&str; 10] = [
    "EndVisitorChat",
    "EndChat",
    "RemoveRule",
    "DeleteOrganization",
    "RemoveMember",
    "SetPassword",
    "ArchiveGroup",
    "ArchiveDepartment",
    "ForgetVisitor",
    "EndSession",
];

pub fn check(server: &Server, sign_ins: &[SignIn]) -> Result<()> {
    install(&house::schemathesis())?;
    let role = |word: &str| sign_ins.iter().find(|one| one.role.contains(word)).context("nobody of this role");
    let cast = Cast::gather(server, role("dministrator")?, role("Agent in Sales")?)?;
    let folder = std::env::temp_dir().join(format!("frontdesk-schemathesis-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("schemathesis.toml"), cast.settings())?;
    let (ends, rest): (Vec<_>, Vec<_>) = cast.operations.iter().partition(|one| ENDS.contains(&one.id.as_str()));
    let (widget, ours): (Vec<_>, Vec<_>) = rest.into_iter().partition(|one| one.widget);
    let mut checked = vec![
        ("agent", cast.run(&folder, &cast.agent, &ours)),
        ("visitor", cast.run(&folder, &cast.visitor, &widget)),
        ("administrator", cast.run(&folder, &cast.administrator, &ours)),
    ];
    for name in ENDS {
        let one: Vec<_> = ends.iter().copied().filter(|one| one.id == name).collect();
        let caller = if one.iter().any(|one| one.widget) { &cast.visitor } else { &cast.administrator };
        checked.push((name, cast.run(&folder, caller, &one)));
    }
    fs::remove_dir_all(&folder)?;
    let failed: Vec<&str> = checked.iter().filter(|(_, run)| run.is_err()).map(|(name, _)| *name).collect();
    if failed.is_empty() { Ok(()) } else { bail!("{}: see above", failed.join(", ")) }
}

/// An operation of the document.
struct Operation {
    id: String,
    widget: bool,
}

/// Who calls, and what there is to call about.
struct Cast {
    origin: String,
    operations: Vec<Operation>,
    /// The header that says who calls.
    administrator: String,
    agent: String,
    visitor: String,
    brand_key: String,
    /// The ids of things that are there, by the names they have in paths.
    ids: Vec<(&'static str, Vec<String>)>,
    /// An agent who is connected, without whom nobody could chat.
    _console: TcpStream,
}

impl Cast {
    fn gather(server: &Server, administrator: &SignIn, agent: &SignIn) -> Result<Cast> {
        let port = server.port;
        let cookie = |who| server.sign_in(who).map(|cookie| format!("Cookie: {cookie}"));
        let (administrator, agent) = (cookie(administrator)?, cookie(agent)?);
        let ask = |header: &str, method: &str, path: &str, body: Option<Value>| -> Result<Value> {
            let body = body.map(|body| body.to_string());
            let path = format!("/api/v1{path}");
            let answer = http::ask(method, "localhost", port, &path, &[header], body.as_deref())?;
            if answer.status != 200 {
                bail!("{method} {path}: {} {}", answer.status, answer.body);
            }
            Ok(serde_json::from_str(&answer.body)?)
        };
        let list = |path: &str| ask(&administrator, "GET", path, None);
        let console = console(port, &agent)?;
        let document = list("/openapi.json")?;
        let company = list("/company")?;
        let brand = &company["brands"][0];
        let brands = list("/brands")?;
        let brand_key = text(&brands["items"][0]["key"]);
        let sales = brand["departments"].as_array().context("no departments")?;
        let sales = sales.iter().find(|one| one["visibility"] == "public").context("no public department")?;
        let pass = ask("Accept: */*", "POST", "/widget/visitors", Some(json!({ "brand": brand_key })))?;
        let visitor = format!("Authorization: Bearer {}", text(&pass["token"]));
        let body = json!({ "client_id": "00000000-0000-4000-8000-000000000001", "department": sales["id"],
            "name": "Vera", "email": "vera@example.org", "text": "Hello" });
        let chat = ask(&visitor, "POST", "/widget/chats", Some(body))?;
        let organizations = list("/organizations")?;
        let first = list(&format!("/organizations/{}", text(&organizations["items"][0]["id"])))?;
        let employees = list("/people?kind=employee")?;
        let bystanders: Vec<String> = items(&employees["items"])
            .filter(|one| !one["roles"].as_array().is_some_and(|roles| roles.contains(&json!("administrator"))))
            .skip(1)
            .map(|one| text(&one["id"]))
            .collect();
        let mut chats = vec![text(&chat["id"])];
        chats.extend(ids(&list("/chats?scope=ended")?["items"]));
        let groups = items(&brand["departments"]).flat_map(|one| ids(&one["groups"])).collect();
        Ok(Cast {
            origin: format!("http://localhost:{port}"),
            operations: operations(&document)?,
            ids: vec![
                ("brand", vec![text(&brand["id"])]),
                ("department", ids(&brand["departments"])),
                ("group", groups),
                ("chat", chats),
                ("ticket", ids(&list("/tickets?scope=all")?["items"])),
                ("organization", ids(&organizations["items"])),
                ("rule", ids(&first["rules"])),
                ("person", ids(&list("/people?kind=customer")?["items"])),
                ("agent", bystanders),
            ],
            administrator,
            agent,
            visitor,
            brand_key,
            _console: console,
        })
    }

    /// What schemathesis reads beside its arguments: real ids most of the time, so that calls arrive somewhere.
    fn settings(&self) -> String {
        let mut text = String::from("[dictionaries]\n");
        let mut bound = String::new();
        for (name, ids) in &self.ids {
            let some = &ids[..ids.len().min(4)];
            let _ = writeln!(text, "{name} = {{ values = {} }}", json!(some));
            let _ = writeln!(bound, "\"path.{name}\" = {{ dictionary = \"{name}\", probability = 0.9 }}");
        }
        let versions: Vec<String> = (1..7).map(|version| format!("\"{version}\"")).collect();
        let _ = writeln!(text, "version = {{ values = {} }}", json!(versions));
        let _ = writeln!(text, "key = {{ values = {} }}", json!([self.brand_key]));
        for (place, name) in [
            ("header.If-Match", "version"),
            ("query.brand", "key"),
            ("body.department", "department"),
            ("body.destination.id", "group"),
        ] {
            let _ = writeln!(bound, "\"{place}\" = {{ dictionary = \"{name}\", probability = 0.8 }}");
        }
        let _ = write!(text, "[parameters]\n{bound}");
        // The same name for two things.
        for (operation, name) in [("CreateVisitor", "key"), ("CreateDepartment", "brand")] {
            let _ = write!(
                text,
                "[[operations]]\ninclude-operation-id = \"{operation}\"\n\
                 parameters = {{ \"body.brand\" = {{ dictionary = \"{name}\", probability = 0.8 }} }}\n"
            );
        }
        text
    }

    fn run(&self, folder: &Path, caller: &str, operations: &[&Operation]) -> Result<()> {
        let names: Vec<&str> = operations.iter().map(|one| one.id.as_str()).collect();
        run(program(house::schemathesis().join("bin/schemathesis"))
            .args(["run", &format!("{}/api/v1/openapi.json", self.origin), "--url", &self.origin])
            .args(["--include-operation-id-regex", &format!("^({})$", names.join("|"))])
            .args(["--checks", CHECKS, "--continue-on-failure", "--seed", "1"])
            .args(["--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--warnings", "off"])
            .args(["--header", caller, "--header", &format!("Origin: {}", self.origin)])
            .current_dir(folder))
    }
}

fn operations(document: &Value) -> Result<Vec<Operation>> {
    let paths = document["paths"].as_object().context("no paths in the API document")?;
    let all = paths.iter().flat_map(|(path, methods)| {
        let widget = path.starts_with("/api/v1/widget/");
        let methods = methods.as_object().into_iter().flat_map(|methods| methods.values());
        methods.map(move |operation| Operation { id: text(&operation["operationId"]), widget })
    });
    Ok(all.collect())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn ids(value: &Value) -> Vec<String> {
    items(value).map(|one| text(&one["id"])).collect()
}

/// An agent's open console: the connection is what counts, nothing is read from it.
fn console(port: u16, cookie: &str) -> Result<TcpStream> {
    let mut socket = TcpStream::connect(("127.0.0.1", port))?;
    write!(
        socket,
        "GET /api/v1/live HTTP/1.1\r\nHost: localhost:{port}\r\n{cookie}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )?;
    let hello = br#"{"say":"console"}"#;
    // One text frame, masked with nothing.
    socket.write_all(&[0x81, 0x80 | u8::try_from(hello.len())?, 0, 0, 0, 0])?;
    socket.write_all(hello)?;
    // Its lease is made once the server says anything beyond the upgrade.
    let mut heard = [0; 1024];
    let mut told = Vec::new();
    while !told.windows(7).any(|word| word == b"welcome") {
        let count = std::io::Read::read(&mut socket, &mut heard)?;
        if count == 0 {
            bail!("the console was not let in");
        }
        told.extend_from_slice(&heard[..count]);
    }
    Ok(socket)
}

fn install(folder: &Path) -> Result<()> {
    if folder.join("bin/schemathesis").is_file() {
        return Ok(());
    }
    println!("Fetching schemathesis …");
    run(program("python3").args(["-m", "venv"]).arg(folder)).context("needs python3 with venv")?;
    let wanted = format!("schemathesis=={}.*", house::SCHEMATHESIS);
    let pip: PathBuf = folder.join("bin/pip");
    run(program(pip).args(["install", "--quiet", "--disable-pip-version-check", &wanted]))
}
