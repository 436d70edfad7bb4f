//! Malformed and hostile calls on every endpoint of the API document, as an administrator: no answer may be a 5xx.

use std::path::Path;

use anyhow::{Context, Result};

use crate::{
    house,
    run::{program, run},
    server::{Server, SignIn},
};

pub fn check(server: &Server, administrator: &SignIn) -> Result<()> {
    install(&house::schemathesis())?;
    let cookie = server.sign_in(administrator)?;
    let origin = format!("http://localhost:{}", server.port);
    run(program(house::schemathesis().join("bin/schemathesis"))
        .args(["run", &format!("{origin}/api/v1/openapi.json"), "--url", &origin])
        .args(["--checks", "not_a_server_error,content_type_conformance,response_schema_conformance"])
        .args(["--max-examples", "25", "--seed", "1", "--phases", "examples,coverage,fuzzing"])
        // ending the session would make every later call a 401
        .args(["--exclude-operation-id", "EndSession"])
        .args(["--header", &format!("Cookie: {cookie}"), "--header", &format!("Origin: {origin}")])
        .current_dir(std::env::temp_dir()))
}

fn install(folder: &Path) -> Result<()> {
    if folder.join("bin/schemathesis").is_file() {
        return Ok(());
    }
    println!("Fetching schemathesis …");
    run(program("python3").args(["-m", "venv"]).arg(folder)).context("needs python3 with venv")?;
    let wanted = format!("schemathesis=={}.*", house::SCHEMATHESIS);
    run(program(folder.join("bin/pip")).args(["install", "--quiet", "--disable-pip-version-check", &wanted]))
}
