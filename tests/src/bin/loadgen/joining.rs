//! A big document: taking it in, and giving it to who comes.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::future::join_all;
use pact_tests::figures::{processor_time, resident_kib};
use pact_tests::typist::Typist;
use pact_wire::message::PeerMessage;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::client::{Client, Heard, Target, hear};
use crate::scan;

/// 20,000 runs of 13 characters: 260,000 edits in 360 kB.
const RUNS: u32 = 20_000;
const WIDTH: u32 = 13;
const CLIENT: u64 = 777;
const PATIENCE: Duration = Duration::from_mins(2);

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Sends a big document, then lets it be opened.
pub async fn big(target: &Target, name: &str, clients: usize, pid: Option<u32>) -> Result<Value> {
    let (mut author, _) = Client::join(target, name).await?;
    let (mut reader, _) = Client::join(target, name).await?;
    sleep(Duration::from_millis(300)).await;
    let update = Typist::new(CLIENT, "t").scattered(RUNS, WIDTH);
    let bytes = update.len();
    let before = pid.map(processor_time);
    let started = Instant::now();
    let frame = author.encode(&PeerMessage::Update(update));
    author.feed(frame).await?;
    author.flush().await?;
    timeout(PATIENCE, told(target, &mut reader)).await.context("the big update is not passed on")??;
    let passed_on = started.elapsed();
    // The commit, and whatever the server does behind it.
    sleep(Duration::from_secs(1)).await;
    let taken_in = before.map(|from| processor_time(pid.unwrap_or(0)).saturating_sub(from));
    drop((author, reader));
    sleep(Duration::from_millis(300)).await;
    let mut figures = join(target, name, clients, pid).await?;
    figures["update_bytes"] = json!(bytes);
    figures["passed_on_ms"] = json!(millis(passed_on));
    figures["taken_in_cpu_ms"] = json!(taken_in.map(millis));
    Ok(figures)
}

async fn told(target: &Target, reader: &mut Client) -> Result<()> {
    loop {
        let frame = reader.next().await?;
        let mut end = 0;
        hear(target.dialect, &frame, |heard| {
            if let Heard::Update(update) | Heard::Text(update) = heard {
                scan::clocks(update, |client, _, to| {
                    if client == CLIENT {
                        end = to;
                    }
                });
            }
        });
        if end == RUNS * WIDTH {
            return Ok(());
        }
    }
}

/// One opens a document, then many at once.
pub async fn join(target: &Target, name: &str, clients: usize, pid: Option<u32>) -> Result<Value> {
    let before = pid.map(processor_time);
    let started = Instant::now();
    let (one, text) = Client::join(target, name).await?;
    let synced = started.elapsed();
    ensure!(text.len() > 100_000, "the document is not there: {} bytes", text.len());
    sleep(Duration::from_millis(200)).await;
    let middle = pid.map(processor_time);
    let started = Instant::now();
    let all = join_all((0..clients).map(|_| Client::join(target, name))).await;
    let all_synced = started.elapsed();
    for joined in all {
        ensure!(joined?.1.len() == text.len(), "two joins got different bytes");
    }
    sleep(Duration::from_millis(200)).await;
    let after = pid.map(processor_time);
    drop(one);
    let difference = |from: Option<Duration>, to: Option<Duration>| {
        from.zip(to).map(|(from, to)| millis(to.saturating_sub(from)))
    };
    let each = f64::from(u32::try_from(clients).unwrap_or(u32::MAX));
    Ok(json!({
        "clients": clients,
        "text_bytes": text.len(),
        "synced_ms": millis(synced),
        "synced_cpu_ms": difference(before, middle),
        "all_synced_ms": millis(all_synced),
        "cpu_ms_per_join": difference(middle, after).map(|ms| ms / each),
        "resident_mib": pid.map(|pid| f64::from(u32::try_from(resident_kib(pid)).unwrap_or(u32::MAX)) / 1024.0),
    }))
}
