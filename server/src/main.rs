//! `frontdesk`: one binary. `frontdesk serve` is all an installation needs.

use std::{io::Read, net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use server::{
    Server, email, migrations,
    platform::{App, Clock, Config, assets, backup, telemetry},
    routes, seeds,
};

/// Most of what is allocated is freed on another thread, which glibc's allocator makes dear. Without huge pages, which
/// would be resident whole for a little that is used.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An open-source help desk: live chat, tickets, portal, organizations.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// A configuration file; without it, `frontdesk.toml` when there is one. `FRONTDESK_*` overrides it.
    #[arg(long, global = true)]
    config: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the help desk.
    Serve {
        /// Serve plain HTTP beyond loopback. Passwords and chats then travel readable.
        #[arg(long)]
        insecure_http: bool,
    },
    /// Brings the database up to date and ends.
    Migrate,
    /// Fills an empty database.
    Seed {
        /// Which company: `demo` is a small travel agency with some weeks behind it, `equipment-maker` has two brands and
        /// fifty agents around the clock.
        #[arg(default_value = "demo")]
        company: String,
    },
    /// Writes a backup of the SQLite file and what belongs to it, while the server runs.
    Backup {
        /// The file to write; it must not be there yet.
        to: PathBuf,
    },
    /// Puts a backup in place. Stop the server first.
    Restore {
        /// The backup.
        from: PathBuf,
        /// Move aside what is there, under its name with `.before-restore`.
        #[arg(long)]
        replace: bool,
    },
    /// Mails in files.
    Mail {
        #[command(subcommand)]
        command: MailCommand,
    },
    /// Writes the OpenAPI document.
    Openapi,
}

#[derive(Debug, Subcommand)]
enum MailCommand {
    /// Takes in a mail, or the mails of an mbox file, for the departments whose addresses they name: however often, each
    /// once.
    Import {
        /// The file; `-` is the standard input.
        from: PathBuf,
        /// The address of the department they are for, whatever they name.
        #[arg(long)]
        to: Option<String>,
    },
}

/// What a worker's stack holds: without optimisation the portal's pages need more than the usual 2 MiB.
const STACK: usize = 8 * 1024 * 1024;

fn main() -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build() {
        Ok(runtime) => runtime.block_on(start()),
        Err(error) => {
            tracing::error!("no runtime: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> ExitCode {
    // Two providers are in the graph; without a choice the first connection panics.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            tracing::error!("{message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), String> {
    let mut config = Config::read(args.config.as_deref()).map_err(|error| {
        telemetry::start_logging("info", false);
        error.to_string()
    })?;
    telemetry::start_logging(&config.log, config.log_json);
    match args.command {
        Command::Serve { insecure_http } => {
            config.insecure_http |= insecure_http;
            serve(config).await
        }
        Command::Migrate => {
            let starting = App::open(config, Clock::system()).await.map_err(|error| error.to_string())?;
            let steps = migrations::migrate(starting.db()).await.map_err(|error| error.to_string())?;
            starting.db().close().await;
            tracing::info!(steps, "the database is up to date");
            Ok(())
        }
        Command::Seed { company } => {
            // The past is played: its clock begins some weeks ago, and nobody's lease ends meanwhile.
            let began = Clock::system().now().plus(-seeds::DAYS * 24 * 3_600_000);
            let config = Config { lease_seconds: u32::MAX, anonymous_per_minute: u32::MAX, ..config };
            let server = Server::start(config, Clock::manual(began)).await.map_err(|error| error.to_string())?;
            let sign_ins = seeds::seed(&server, &company).await.map_err(|failure| failure.to_string())?;
            write_out(&sign_ins)?;
            server.app.stop().await;
            server.app.db().close().await;
            Ok(())
        }
        Command::Backup { to } => {
            backup::backup(&config, &to).await.map_err(|error| error.to_string())?;
            tracing::info!(to = %to.display(), "backed up");
            Ok(())
        }
        Command::Restore { from, replace } => {
            backup::restore(&config, &from, replace).await.map_err(|error| error.to_string())?;
            tracing::info!(from = %from.display(), "restored");
            Ok(())
        }
        Command::Mail { command: MailCommand::Import { from, to } } => import(config, from, to).await,
        Command::Openapi => {
            let (_, document) = routes::api().finish();
            write_out(&document)
        }
    }
}

async fn import(config: Config, from: PathBuf, to: Option<String>) -> Result<(), String> {
    let read = tokio::task::spawn_blocking(move || {
        let mut mails = Vec::new();
        match from.as_os_str() == "-" {
            true => std::io::stdin().lock().read_to_end(&mut mails).map(|_| mails),
            false => std::fs::read(&from),
        }
    });
    let mails = read.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    let server = Server::start(config, Clock::system()).await.map_err(|error| error.to_string())?;
    let imported = email::inbound::import(&server.app, mails.into(), to.as_deref()).await;
    server.app.stop().await;
    server.app.db().close().await;
    write_out(&imported.map_err(|failure| failure.to_string())?)
}

fn write_out(value: &impl serde::Serialize) -> Result<(), String> {
    use std::io::Write;
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    writeln!(std::io::stdout(), "{text}").map_err(|error| error.to_string())
}

async fn serve(config: Config) -> Result<(), String> {
    config.check()?;
    email::check(&config)?;
    if config.insecure_http {
        tracing::warn!("serving plain HTTP beyond loopback: passwords and chats travel readable");
    }
    telemetry::start_figures();
    let listen = config.listen;
    let server = Server::start(config, Clock::system()).await.map_err(|error| error.to_string())?;
    server.app.spawn("telemetry: sum up", telemetry::sum_up());
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|error| format!("{listen}: {error}"))?;
    tracing::info!(%listen, "serving");
    let (app, db) = (server.app.clone(), server.app.db().clone());
    if let Err(error) = assets::keep(&app) {
        tracing::warn!(%error, "this release's files cannot be kept: tabs that are open break at the next update");
    }
    let service = server.router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            stop_signal().await;
            tracing::info!("stopping");
            // Sockets are told first; then requests under way are answered, and the rest ends.
            app.stop().await;
        })
        .await;
    db.close().await;
    served.map_err(|error| error.to_string())
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
