//! Load on a sync server, in either protocol: fan-out, saturation, many rooms, idle sockets, a big document, a
//! storm of reconnections. Prints one JSON line with the figures. Bounded in time and count; loopback only.

mod client;
mod crowd;
mod joining;
mod scan;
mod writing;

use std::time::Duration;

use anyhow::{Result, ensure};
use clap::{Parser, ValueEnum};
use pact_tests::http;
use serde_json::json;

use client::{Dialect, Target};

/// Bounds of everything that can be asked for.
const MAX_CLIENTS: usize = 20_000;
const MAX_DOCUMENTS: usize = 5_000;
const MAX_SECONDS: u64 = 600;
const MAX_WINDOW: usize = 1_000;

/// What is done to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// Writers at a human pace, everybody reads.
    Fanout,
    /// Writers as fast as a window of undelivered updates lets them.
    Saturation,
    /// Many documents with few clients each.
    Rooms,
    /// Sockets that do nothing: what each one costs.
    Idle,
    /// A big document is taken in, then opened by one and by a hundred.
    Big,
    /// A document is opened by one and by many at once.
    Join,
    /// Everybody is cut off and comes back at once.
    Storm,
    /// Saturation with a window no server keeps up with: nothing may be lost.
    Overload,
}

/// How the other side speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ProtocolName {
    /// Hocuspocus v4 framing.
    Hocuspocus,
    /// y-websocket.
    Ywebsocket,
    /// A relay without a document: frames of y-websocket, no answers.
    RelayLike,
}

#[derive(Parser, Debug)]
#[command(about = "Load generator for Yjs sync servers; loopback only")]
struct Arguments {
    scenario: Scenario,
    /// `ws://127.0.0.1:PORT`
    #[arg(long)]
    url: String,
    #[arg(long, value_enum, default_value = "hocuspocus")]
    protocol: ProtocolName,
    /// Path with `{document}` and `{token}`; by default that of Pattovivo.
    #[arg(long)]
    path: Option<String>,
    /// Token of a link that may write.
    #[arg(long, default_value = "")]
    token: String,
    /// Creates the documents in this process of Pattovivo, over HTTP, with the token of a coordinator.
    #[arg(long)]
    process: Option<String>,
    /// Names the documents instead of inventing names.
    #[arg(long, value_delimiter = ',')]
    names: Vec<String>,
    /// How many documents.
    #[arg(long)]
    documents: Option<usize>,
    /// Clients of each document (of all documents together in `idle` and `storm`).
    #[arg(long)]
    clients: Option<usize>,
    /// How many of them write.
    #[arg(long)]
    writers: Option<usize>,
    /// Updates of each writer a second.
    #[arg(long)]
    rate: Option<f64>,
    /// Updates of each writer that may be under way.
    #[arg(long)]
    window: Option<usize>,
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Characters each document starts with.
    #[arg(long, default_value_t = 2_000)]
    prefill: usize,
    /// Process id of the server, for its processor time and memory.
    #[arg(long)]
    pid: Option<u32>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    let figures = local.block_on(&runtime, run(&arguments))?;
    println!("{figures}");
    Ok(())
}

async fn run(arguments: &Arguments) -> Result<serde_json::Value> {
    let (documents, clients) = sizes(arguments);
    ensure!(documents <= MAX_DOCUMENTS, "at most {MAX_DOCUMENTS} documents");
    ensure!(arguments.seconds <= MAX_SECONDS, "at most {MAX_SECONDS} seconds");
    let dialect = match arguments.protocol {
        ProtocolName::Hocuspocus => Dialect::Hocuspocus,
        ProtocolName::Ywebsocket => Dialect::YWebsocket,
        ProtocolName::RelayLike => Dialect::Relay,
    };
    let default_path = match dialect {
        Dialect::Hocuspocus => "/collab",
        Dialect::YWebsocket | Dialect::Relay => "/y/{document}?token={token}",
    };
    let path = arguments.path.as_deref().unwrap_or(default_path);
    let target = Target::new(&arguments.url, dialect, path, &arguments.token)?;
    let names = names(arguments, &target, documents).await?;
    let pid = arguments.pid;
    let mut figures = match arguments.scenario {
        Scenario::Fanout | Scenario::Saturation | Scenario::Rooms | Scenario::Overload => {
            ensure!(documents * clients <= MAX_CLIENTS, "at most {MAX_CLIENTS} clients");
            let pace = match arguments.scenario {
                Scenario::Saturation => writing::Pace::Window(arguments.window.unwrap_or(8)),
                Scenario::Overload => writing::Pace::Window(arguments.window.unwrap_or(200)),
                Scenario::Rooms => writing::Pace::Rate(arguments.rate.unwrap_or(1.0)),
                _ => writing::Pace::Rate(arguments.rate.unwrap_or(5.0)),
            };
            if let writing::Pace::Window(window) = pace {
                ensure!((1..=MAX_WINDOW).contains(&window), "a window of 1 to {MAX_WINDOW}");
            }
            let writers = arguments.writers.unwrap_or(match arguments.scenario {
                Scenario::Fanout => 10,
                _ => clients,
            });
            let plan = writing::Plan {
                clients,
                writers: writers.min(clients),
                pace,
                time: Duration::from_secs(arguments.seconds),
                prefill: arguments.prefill,
            };
            writing::run(&target, &names, &plan, pid).await?
        }
        Scenario::Idle => crowd::idle(&target, &names, clients, arguments.seconds, pid).await?,
        Scenario::Storm => crowd::storm(&target, &names, clients, pid).await?,
        Scenario::Big => joining::big(&target, &names[0], clients, pid).await?,
        Scenario::Join => joining::join(&target, &names[0], clients, pid).await?,
    };
    figures["scenario"] = json!(format!("{:?}", arguments.scenario).to_lowercase());
    figures["protocol"] = json!(format!("{:?}", arguments.protocol).to_lowercase());
    figures["documents"] = json!(documents);
    figures["names"] = if documents <= 4 { json!(names) } else { json!(null) };
    Ok(figures)
}

/// Documents, and clients, of each scenario as the published table has them.
fn sizes(arguments: &Arguments) -> (usize, usize) {
    let (documents, clients) = match arguments.scenario {
        Scenario::Fanout => (1, 50),
        Scenario::Saturation | Scenario::Overload => (1, 20),
        Scenario::Rooms => (300, 4),
        Scenario::Idle => (500, 5_000),
        Scenario::Big | Scenario::Join => (1, 100),
        Scenario::Storm => (100, 1_000),
    };
    let documents = if arguments.names.is_empty() { documents } else { arguments.names.len() };
    (
        arguments.documents.unwrap_or(documents).max(1),
        arguments.clients.unwrap_or(clients).clamp(1, MAX_CLIENTS),
    )
}

async fn names(arguments: &Arguments, target: &Target, documents: usize) -> Result<Vec<String>> {
    if !arguments.names.is_empty() {
        return Ok(arguments.names.clone());
    }
    let Some(process) = &arguments.process else {
        return Ok((0..documents).map(|n| format!("carico-{n}")).collect());
    };
    let mut names = Vec::with_capacity(documents);
    for n in 0..documents {
        let body = json!({ "kind": "open", "title": format!("Carico {n}") });
        let path = format!("/api/v1/processes/{process}/documents");
        let base = format!("http://{}", target.address);
        let answer = http::post(&base, &path, Some(&arguments.token), &body).await?.expect(201)?;
        names.push(answer["id"].as_str().unwrap_or_default().to_owned());
    }
    Ok(names)
}
