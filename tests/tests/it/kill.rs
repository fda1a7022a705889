//! `kill -9` at random moments: what was acknowledged is there, what was not arrives once from its client.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use pact_tests::relay::Weather;
use pact_tests::{Interop, Options, Relay};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::table::Table;

/// Rounds in the suite; `PATTOVIVO_TEST_KILLS` for a soak.
const ROUNDS: u64 = 50;
const TYPISTS: usize = 10;

fn rounds() -> u64 {
    std::env::var("PATTOVIVO_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS)
}

fn seed() -> u64 {
    std::env::var("PATTOVIVO_TEST_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or_else(rand::random)
}

fn assert_clean(verdict: &Value, what: &str) {
    for fault in ["missing", "doubled", "foreign"] {
        let words = verdict[fault].as_array().map_or(0, Vec::len);
        assert_eq!(words, 0, "{what}: {words} words {fault}: {}", verdict[fault]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_word_survives_fifty_kills_and_every_other_arrives_once() -> Result<()> {
    let seed = seed();
    println!("kill: PATTOVIVO_TEST_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut table = Table::with(Options::default().set("MESSAGES_PER_SECOND", 100_000)).await?;
    let document = table.open_document().await?;
    // Typists come through the relay, so that nobody can bring anything back before the server was looked at.
    let relay = Relay::start(table.server.address().parse()?).await?;
    let node = Interop::start()?;
    let names: Vec<String> = (0..TYPISTS).map(|n| format!("t{n}")).collect();
    for (n, name) in names.iter().enumerate() {
        // Eight with acknowledgements; two of the other protocol, where the echo after the commit is one.
        let (kind, url) = if n < 8 { ("hocuspocus", relay.collab()) } else { ("ywebsocket", relay.y()) };
        let options = json!({
            "client": name, "kind": kind, "url": url, "document": document, "token": table.member,
            "reconnectMs": 40, "awareness": n % 4 == 0,
        });
        node.call("open", options).await?;
        node.wait(name, "connected").await?;
    }
    node.call("startTyping", json!({ "names": names, "seed": seed % 1_000_003, "everyMs": 40 })).await?;
    let judge = |url: String, acknowledged: Value| {
        let options =
            json!({ "url": url, "document": document, "token": table.member, "acknowledged": acknowledged });
        node.call("judge", options)
    };
    let started = Instant::now();
    let mut down = Duration::ZERO;
    let mut acknowledged_before = 0;
    let rounds = rounds();
    for round in 1..=rounds {
        sleep(Duration::from_millis(random.random_range(100..700))).await;
        table.server.kill().await?;
        relay.set(Weather { refuse: true, ..Weather::default() });
        // Acknowledgements on the way when the server died were sent before, so they count.
        sleep(Duration::from_millis(30)).await;
        relay.cut();
        let journal = node.call("journal", json!({})).await?;
        let acknowledged = journal["acknowledged"].clone();
        let count = acknowledged.as_array().map_or(0, Vec::len);
        let restart = Instant::now();
        table.server.restart().await.with_context(|| format!("seed {seed}, round {round}"))?;
        down += restart.elapsed();
        let verdict = judge(table.server.collab(), acknowledged).await?;
        assert_clean(&verdict, &format!("seed {seed}, round {round}, {count} acknowledged"));
        relay.heal();
        if round % 10 == 0 {
            println!(
                "kill: round {round}: {} written, {count} acknowledged, {} there; {:?}",
                journal["written"],
                verdict["found"],
                started.elapsed()
            );
            assert!(
                count > acknowledged_before,
                "seed {seed}, round {round}: nothing is acknowledged any more"
            );
            acknowledged_before = count;
        }
    }
    node.call("stopTyping", json!({})).await?;
    node.call("settled", json!({ "timeoutMs": 20_000 })).await.with_context(|| format!("seed {seed}"))?;
    let verdict = judge(table.server.collab(), Value::Null).await?;
    assert_clean(&verdict, &format!("seed {seed}, at the end"));
    let journal = node.call("journal", json!({})).await?;
    let acknowledged = journal["acknowledged"].as_array().map_or(0, Vec::len);
    assert_eq!(
        Some(acknowledged as u64),
        journal["written"].as_u64(),
        "seed {seed}: everything is acknowledged"
    );
    assert_eq!(verdict["found"], journal["written"], "seed {seed}");
    println!(
        "kill: {rounds} rounds, {acknowledged} words, {:?}, of which restarts {down:?}",
        started.elapsed()
    );
    Ok(())
}
