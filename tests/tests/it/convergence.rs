//! Random histories of stock clients: at the end everybody holds the same, and so does the server, also after a
//! cold reload.

use std::time::Instant;

use anyhow::{Context, Result};
use pact_tests::{Interop, Options};
use serde_json::{Value, json};

use crate::table::Table;

/// Seeds in the suite; `PATTOVIVO_TEST_SEEDS=from..to` for others.
const SEEDS: std::ops::Range<u64> = 0..300;
/// Histories between two restarts of the server.
const BATCH: usize = 50;
/// Histories that run side by side.
const PARALLEL: usize = 6;

fn seeds() -> Vec<u64> {
    let chosen = std::env::var("PATTOVIVO_TEST_SEEDS").ok();
    let range = chosen
        .as_deref()
        .and_then(|text| text.split_once(".."))
        .and_then(|(from, to)| Some(from.parse::<u64>().ok()?..to.parse::<u64>().ok()?));
    range.unwrap_or(SEEDS).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_random_histories_end_equal_everywhere_and_after_a_cold_reload() -> Result<()> {
    let mut table = Table::with(Options::default().set("MESSAGES_PER_SECOND", 100_000)).await?;
    let node = Interop::start()?;
    let started = Instant::now();
    let seeds = seeds();
    let mut clients = 0;
    for (number, batch) in seeds.chunks(BATCH).enumerate() {
        let mut items = Vec::new();
        for seed in batch {
            let id = table.server.post_document("prova", &table.coordinator, &format!("Seme {seed}")).await?;
            items.push(json!({ "seed": seed, "document": id }));
        }
        let urls = json!({ "hocuspocus": table.server.collab(), "ywebsocket": table.server.y() });
        let options = json!({ "items": items, "urls": urls, "token": table.member, "parallel": PARALLEL });
        let answer = node.call("histories", options).await?;
        let ends = answer["ends"].as_array().context("ends")?;
        let failed: Vec<String> = ends
            .iter()
            .filter_map(|end| {
                Some(format!(
                    "seed {} (document {}): {}",
                    end["seed"],
                    end["document"],
                    end["error"].as_str()?
                ))
            })
            .collect();
        assert!(
            failed.is_empty(),
            "{} of {} failed:\n{}\nserver log:\n{}",
            failed.len(),
            ends.len(),
            failed.join("\n"),
            table.server.log()
        );
        clients += ends.iter().filter_map(|end| end["clients"].as_u64()).sum::<u64>();

        // Killed and stopped in turn: what is read back must be the same.
        if number % 2 == 0 {
            table.server.kill().await?;
        } else {
            table.server.terminate().await?;
        }
        table.server.restart().await?;
        let items: Vec<Value> = ends
            .iter()
            .map(|end| {
                let label = format!("seed {} after a cold reload", end["seed"]);
                json!({ "document": end["document"], "expected": end["end"], "label": label })
            })
            .collect();
        let options = json!({ "url": table.server.collab(), "token": table.neighbour, "items": items });
        let answer = node.call("compare", options).await?;
        assert_eq!(answer["differences"], json!([]), "after a cold reload");
        println!("convergence: {} seeds, {:?}", (number * BATCH) + batch.len(), started.elapsed());
    }
    println!("convergence: {} seeds, {clients} clients, {:?}", seeds.len(), started.elapsed());
    Ok(())
}
