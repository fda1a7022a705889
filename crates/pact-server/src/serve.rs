//! From a configuration to a server that answers, and back to one that has stopped in good order.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use pact_app::App;
use pact_app::clock::Clock;
use pact_app::demo::LoadedDemo;
use pact_app::ids::Ids;
use pact_app::rooms::{RoomSettings, Rooms};
use pact_app::templates::Templates;
use pact_store::Database;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::collab::Hub;
use crate::config::{Config, local_url};
use crate::{ServerState, health, router};

/// After the rooms have stopped, open requests get this long to end.
const LAST_REQUESTS: Duration = Duration::from_secs(5);
/// Rooms that cannot reach the disk get this long; what they hold stays in the browsers.
const LAST_COMMITS: Duration = Duration::from_secs(20);

/// Opens the database and builds the application over it.
pub async fn open_app(config: &Config) -> anyhow::Result<App> {
    create_private_folder(&config.data_dir)
        .with_context(|| format!("the data folder {} cannot be used", config.data_dir.display()))?;
    let database = Database::connect(&config.database()).await.context("the database cannot be opened")?;
    let clock = Clock::system();
    let settings = RoomSettings {
        commit_delay: Duration::from_millis(config.commit_delay_ms),
        max_document_bytes: config.max_document_bytes,
        ..RoomSettings::default()
    };
    let rooms = Rooms::new(database.clone(), clock.clone(), settings);
    let (templates, refused) = Templates::load(config.templates.as_deref());
    for error in refused {
        warn!("template refused: {error}");
    }
    Ok(App::new(database, rooms, clock.clone(), Ids::new(clock), templates))
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
    // Small frames both ways: waiting to fill a packet would cost 40 ms a keystroke.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            warn!(error = %error, "a socket without TCP_NODELAY");
        }
    });
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = stop.clone();
    let server =
        axum::serve(listener, service).with_graceful_shutdown(async move { stopping.cancelled().await });
    let server = tokio::spawn(server.into_future());
    announce(&url, &base, json_logs, demo.as_ref());

    stop.cancelled().await;
    info!("stopping");
    if tokio::time::timeout(LAST_COMMITS, app.rooms.shutdown()).await.is_err() {
        warn!("some rooms did not reach the disk in time; what they held stays in the browsers");
    }
    hub.close_all();
    if let Ok(ended) = tokio::time::timeout(LAST_REQUESTS, server).await {
        ended.context("the server failed")??;
    } else {
        warn!("some requests did not end in time");
    }
    app.db.close().await;
    info!("stopped");
    Ok(())
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
