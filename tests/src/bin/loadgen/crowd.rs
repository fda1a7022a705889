//! Many sockets that do nothing, and many that come back at once.

use std::time::{Duration, Instant};

use anyhow::Result;
use futures_util::StreamExt;
use futures_util::stream;
use pact_tests::figures::{processor_time, resident_kib};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::client::{Client, Target};

/// Sockets that are being opened at the same time.
const AT_ONCE: usize = 64;

async fn seat(target: &Target, names: &[String], clients: usize, at_once: usize) -> Result<Vec<Client>> {
    let mut joins = stream::iter(0..clients)
        .map(|n| Client::join(target, &names[n % names.len()]))
        .buffer_unordered(at_once);
    let mut seated = Vec::with_capacity(clients);
    while let Some(joined) = joins.next().await {
        seated.push(joined?.0);
    }
    Ok(seated)
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn each(total: f64, clients: usize) -> f64 {
    total / clients as f64
}

fn float(kib: u64) -> f64 {
    f64::from(u32::try_from(kib).unwrap_or(u32::MAX))
}

/// Opens sockets and leaves them alone.
pub async fn idle(
    target: &Target,
    names: &[String],
    clients: usize,
    seconds: u64,
    pid: Option<u32>,
) -> Result<Value> {
    let before = pid.map(|pid| (resident_kib(pid), processor_time(pid)));
    let started = Instant::now();
    let seated = seat(target, names, clients, AT_ONCE).await?;
    let connected = started.elapsed();
    let cpu = pid.map(processor_time);
    sleep(Duration::from_secs(2)).await;
    let settled = pid.map(|pid| (resident_kib(pid), processor_time(pid)));
    sleep(Duration::from_secs(seconds)).await;
    let end = pid.map(|pid| (resident_kib(pid), processor_time(pid)));
    drop(seated);
    let cpu_each =
        before.zip(cpu).map(|((_, from), to)| each(to.saturating_sub(from).as_secs_f64() * 1e6, clients));
    let kib_each =
        before.zip(settled).map(|((from, _), (to, _))| each(float(to.saturating_sub(from)), clients));
    let idle_cpu = settled.zip(end).map(|((_, from), (_, to))| to.saturating_sub(from).as_secs_f64() * 1e3);
    Ok(json!({
        "clients": clients,
        "connect_s": connected.as_secs_f64(),
        "connect_cpu_us_each": cpu_each,
        "kib_per_socket": kib_each,
        "resident_mib": settled.map(|(kib, _)| float(kib) / 1024.0),
        "idle_cpu_ms": idle_cpu,
        "idle_seconds": seconds,
    }))
}

/// Seats everybody, cuts everybody off, and lets everybody come back at once.
pub async fn storm(target: &Target, names: &[String], clients: usize, pid: Option<u32>) -> Result<Value> {
    let seated = seat(target, names, clients, AT_ONCE).await?;
    sleep(Duration::from_millis(500)).await;
    let before = pid.map(processor_time);
    drop(seated);
    let started = Instant::now();
    let back = seat(target, names, clients, clients).await?;
    let time = started.elapsed();
    let after = pid.map(processor_time);
    let resident = pid.map(resident_kib);
    drop(back);
    Ok(json!({
        "clients": clients,
        "all_back_s": time.as_secs_f64(),
        "cpu_us_each": before.zip(after).map(|(from, to)| each(to.saturating_sub(from).as_secs_f64() * 1e6, clients)),
        "resident_mib": resident.map(|kib| float(kib) / 1024.0),
    }))
}
