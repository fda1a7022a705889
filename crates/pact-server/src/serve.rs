//! From a configuration to a server that answers, and back to one that has stopped in good order.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use pact_app::App;
use pact_app::clock::Clock;
use pact_app::demo::LoadedDemo;
use pact_app::ids::Ids;
use pact_app::rooms::{MARKER_FILE, RoomSettings, Rooms, recover};
use pact_app::templates::Templates;
use pact_store::Database;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use crate::collab::Hub;
use crate::config::{Config, local_url};
use crate::{ServerState, health, router};

/// After the rooms have stopped, open requests get this long to end.
const LAST_REQUESTS: Duration = Duration::from_secs(5);
/// Rooms that cannot reach the disk get this long; what they hold stays in the browsers.
const LAST_COMMITS: Duration = Duration::from_secs(20);

/// The head of a request must have come by then: nobody holds a connection open with half a request.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// Pause after a connection could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// What the kernel may hold for one connection; the system's own sizes reach several MiB on a slow line.
const SEND_BUFFER: usize = 256 * 1024;

/// Opens the database and builds the application over it.
pub async fn open_app(config: &Config) -> anyhow::Result<App> {
    create_private_folder(&config.data_dir)
        .with_context(|| format!("the data folder {} cannot be used", config.data_dir.display()))?;
    let database = Database::connect(&config.database()).await.context("the database cannot be opened")?;
    let clock = Clock::system();
    let marker = recover(&config.data_dir.join(MARKER_FILE), &database, &clock)
        .await
        .context("the database cannot be written")?;
    let settings = RoomSettings {
        marker,
        commit_delay: Duration::from_millis(config.commit_delay_ms),
        max_document_bytes: config.max_document_bytes,
        ..RoomSettings::default()
    };
    let ids = Ids::new(clock.clone());
    let rooms = Rooms::new(database.clone(), clock.clone(), ids.clone(), settings);
    rooms.recall_quarantine().await.context("the database cannot be read")?;
    let (templates, refused) = Templates::load(config.templates.as_deref());
    for error in refused {
        warn!("template refused: {error}");
    }
    Ok(App::new(database, rooms, clock, ids, templates))
}

/// Serves until SIGTERM or SIGINT.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let app = Arc::new(open_app(&config).await?);
    let demo = if config.demo {
        Some(app.load_demo(&config.data_dir).await.context("the demo cannot be loaded")?)
    } else {
        None
    };
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let url = local_url(address);
    let json_logs = config.json_logs;
    let base = if config.public_url.is_some() { config.base_url() } else { url.clone() };
    let hub = Arc::new(Hub::default());
    let state = ServerState {
        app: app.clone(),
        config: Arc::new(config),
        hub: hub.clone(),
        metrics: Some(health::install_metrics()?),
    };
    let stop = stop_signal()?;
    let server = tokio::spawn(accept(listener, router(state), stop.clone()));
    let history = tokio::spawn(keep_versions(app.clone(), stop.clone()));
    announce(&url, &base, json_logs, demo.as_ref());

    stop.cancelled().await;
    info!("stopping");
    if tokio::time::timeout(LAST_COMMITS, app.rooms.shutdown()).await.is_err() {
        warn!("some rooms did not reach the disk in time; what they held stays in the browsers");
    }
    hub.close_all();
    if let Ok(ended) = tokio::time::timeout(LAST_REQUESTS, server).await {
        ended.context("the server failed")?;
    } else {
        warn!("some requests did not end in time");
    }
    // Cut off at any moment: a version is stored whole or not at all.
    let _ = history.await;
    app.db.close().await;
    info!("stopped");
    Ok(())
}

/// Makes versions that are due until the server stops.
async fn keep_versions(app: Arc<App>, stop: CancellationToken) {
    tokio::select! {
        () = app.keep_versions() => {}
        () = stop.cancelled() => {}
    }
}

/// Accepts connections until the server stops, then lets open requests end.
///
/// By hand instead of `axum::serve` for three things it does not offer: a limit to how long the head of a
/// request may take, small frames without delay, and a bounded send buffer.
async fn accept(listener: TcpListener, router: Router, stop: CancellationToken) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE);
    let builder = Arc::new(builder);
    let open = GracefulShutdown::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of descriptors, mostly: those in use may come free.
                    warn!(error = %error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            () = stop.cancelled() => break,
        };
        prepare(&stream);
        let service = TowerToHyperService::new(router.clone());
        let builder = builder.clone();
        let watcher = open.watcher();
        tokio::spawn(async move {
            let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
            if let Err(error) = watcher.watch(connection.into_owned()).await {
                debug!(error = %error, "a connection ended early");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// Small frames both ways: waiting to fill a packet would cost 40 ms a keystroke. And what a slow reader has
/// not taken must wait in our outbox, where it is collapsed, not in the kernel.
fn prepare(stream: &TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        warn!(error = %error, "a socket without TCP_NODELAY");
    }
    if let Err(error) = socket2::SockRef::from(stream).set_send_buffer_size(SEND_BUFFER) {
        warn!(error = %error, "a socket with the system's own send buffer");
    }
}

/// Says, on standard output, that the server answers, and how to walk into the demo.
fn announce(url: &str, base: &str, as_json: bool, demo: Option<&LoadedDemo>) {
    if as_json {
        println!("{}", json!({ "event": "ready", "url": url }));
    } else {
        println!("Pattovivo è pronto: {url}");
    }
    let Some(demo) = demo else { return };
    for link in &demo.links {
        let url = format!("{base}/e/{}", link.secret.expose());
        if as_json {
            println!(
                "{}",
                json!({ "event": "demo_link", "role": link.role, "actor": link.actor, "url": url })
            );
        } else {
            let actor = link.actor.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
            println!("  {}{actor}: {url}", link.role);
        }
    }
    if let Some(document) = demo.public_document {
        let url = format!("{base}/p/{}/d/{document}", demo.slug);
        if as_json {
            println!("{}", json!({ "event": "demo_link", "role": "public", "actor": null, "url": url }));
        } else {
            println!("  public: {url}");
        }
    }
}

/// Cancelled at the first SIGTERM or SIGINT. A second one ends the process at once.
fn stop_signal() -> anyhow::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        let mut next = async || tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} };
        next().await;
        cancelled.cancel();
        next().await;
        std::process::exit(130);
    });
    Ok(token)
}

/// The folder holds the tokens of the demo and everybody's words.
fn create_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
