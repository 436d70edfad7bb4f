//! Other programs: started in the clone, waited for, stopped in order.

use std::{
    env,
    ffi::OsStr,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::house;

static STOPPED: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C ends the children first (they get it too) and us by ourselves, so that a database cluster or
/// a server started here is not left behind.
pub fn listen_for_ctrl_c() -> Result<()> {
    ctrlc::set_handler(|| STOPPED.store(true, Ordering::SeqCst)).context("listening for Ctrl-C")
}

pub fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// Sleeps, unless Ctrl-C is pressed.
pub fn nap(time: Duration) {
    let until = Instant::now() + time;
    while !stopped() && Instant::now() < until {
        thread::sleep(Duration::from_millis(50).min(time));
    }
}

/// A program in the clone, without what `cargo run` put into our environment: build scripts watch these variables
/// and would run again on every change between `cargo xtask` and plain `cargo`.
pub fn program(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(house::root());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "LD_LIBRARY_PATH" {
            command.env_remove(&name);
        }
    }
    command
}

/// Cargo for this machine.
pub fn cargo() -> Command {
    let mut command = program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.env("CARGO_TARGET_DIR", house::native_target());
    command
}

/// Cargo for the browser.
pub fn cargo_wasm() -> Command {
    let mut command = cargo();
    command.env("CARGO_TARGET_DIR", house::wasm_target());
    command
}

/// Runs to the end; an error when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    if stopped() {
        bail!("stopped");
    }
    let name = words(command);
    let status = command.status().with_context(|| format!("starting {name}"))?;
    if stopped() {
        bail!("stopped");
    }
    if !status.success() {
        bail!("{name}: {status}");
    }
    Ok(())
}

/// Runs to the end; what it printed is shown only when it fails.
pub fn quietly(command: &mut Command) -> Result<()> {
    let name = words(command);
    let output = command.output().with_context(|| format!("starting {name}"))?;
    if !output.status.success() {
        let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        bail!("{name}: {}\n{printed}{errors}", output.status);
    }
    Ok(())
}

/// Runs to the end and gives what it printed; its errors go to the terminal.
pub fn output(command: &mut Command) -> Result<String> {
    let name = words(command);
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("starting {name}"))?;
    if !output.status.success() {
        bail!("{name}: {}", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("{name} printed something that is not text"))
}

/// Whether it runs and succeeds, silently.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Asks a child to end, and insists after ten seconds.
pub fn end(child: &mut Child) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    // std can only kill; `kill` can ask
    succeeds(Command::new("kill").args(["-TERM", &child.id().to_string()]));
    let until = Instant::now() + Duration::from_secs(10);
    while Instant::now() < until {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    // Both can only fail when it is gone already, which is what we want.
    let _ = child.kill();
    let _ = child.wait();
}

fn words(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit('/').next().unwrap_or(&program).to_string();
    command.get_args().fold(name, |line, word| line + " " + &word.to_string_lossy())
}
