//! A reader on a thin line while others type: it falls behind, is told the rest in one piece, and never differs.

use std::time::{Duration, Instant};

use anyhow::Result;
use pact_tests::raw::Protocol;
use pact_tests::relay::Weather;
use pact_tests::typist::Typist;
use pact_tests::{Interop, Options, Relay};
use serde_json::json;

use crate::table::Table;

/// Updates of 32,000 characters: ten megabytes, more than the kernel keeps for a line that takes little. Few, so
/// that they are typed before a reader counts as stalled.
const UPDATES: u64 = 300;

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_caught_up_in_one_piece_and_never_differs() -> Result<()> {
    let table = Table::with(Options::default().set("MESSAGES_PER_SECOND", 100_000)).await?;
    let document = table.open_document().await?;
    let relay = Relay::start(table.server.address().parse()?).await?;
    let node = Interop::start()?;
    node.hocuspocus("lento", &relay.collab(), &document, &table.neighbour).await?;
    node.ywebsocket("lento-y", &relay.y(), &document, &table.neighbour).await?;
    node.hocuspocus("svelto", &table.server.collab(), &document, &table.neighbour).await?;
    relay.set(Weather { to_client_per_second: 200_000, ..Weather::default() });

    // Many times what the thin line carries meanwhile, and more than any buffer on the way holds.
    let mut author = table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?;
    let mut typist = Typist::new(8, "text:t");
    let mut latest = Duration::ZERO;
    let mut written = 0;
    for _ in 0..UPDATES {
        let typed = Instant::now();
        assert!(author.update(typist.insert(&"s".repeat(32_000))).await?);
        latest = latest.max(typed.elapsed());
        written += 32_000;
    }
    println!("slow consumer: {written} bytes typed, slowest acknowledgement {latest:?}");
    assert!(latest < Duration::from_secs(2), "the author waited {latest:?} for a slow reader");
    let carried = relay.passed();
    relay.heal();
    let options = json!({ "names": ["lento", "lento-y", "svelto"], "timeoutMs": 30_000 });
    node.call("equal", options).await?;
    println!("slow consumer: {carried} bytes before the line healed, {} at the end", relay.passed());
    for name in ["lento", "lento-y"] {
        let status = node.status(name).await?;
        println!(
            "slow consumer: {name}: {} updates, {} connections",
            status["updatesReceived"], status["connections"]
        );
        assert!(
            status["updatesReceived"].as_u64() < Some(UPDATES * 3 / 4),
            "{name} was sent every single update: {status}"
        );
    }
    // And they still hear what comes next.
    node.type_text("svelto", "text:a", "e adesso?").await?;
    node.wait_text("lento", "e adesso?").await?;
    node.wait_text("lento-y", "e adesso?").await?;
    node.type_text("lento", "text:a", "ci sono").await?;
    node.wait("lento", "saved").await?;
    node.equal(&["lento", "lento-y", "svelto"]).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_cut_swallowed_or_dropped_heals_without_loss() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let relay = Relay::start(table.server.address().parse()?).await?;
    let node = Interop::start()?;
    node.hocuspocus("casa", &relay.collab(), &document, &table.member).await?;
    node.ywebsocket("casa-y", &relay.y(), &document, &table.member).await?;
    node.hocuspocus("tavolo", &table.server.collab(), &document, &table.neighbour).await?;
    for (word, weather, drop_after) in [
        ("taglio", Weather::default(), None),
        ("nero", Weather { black_hole: true, ..Weather::default() }, None),
        ("lento", Weather { delay_ms: 150, ..Weather::default() }, None),
        ("goccia", Weather::default(), Some(60)),
    ] {
        relay.set(weather.clone());
        if let Some(bytes) = drop_after {
            relay.drop_after(bytes);
        }
        for name in ["casa", "casa-y", "tavolo"] {
            if word == "taglio" && name == "casa-y" {
                relay.cut();
            }
            for n in 0..5 {
                node.type_text(name, "text:a", &format!("[{word} {name} {n}]")).await?;
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        if weather.black_hole {
            // Nobody may believe that swallowed words are safe.
            assert!(node.status("casa").await?["unsynced"].as_u64() > Some(0), "claimed into a black hole");
        }
        if weather.delay_ms == 0 && word != "taglio" {
            // A black hole is left by cutting: the provider itself notices after 30 s.
            relay.heal();
            relay.cut();
        }
        let options = json!({ "names": ["casa", "casa-y", "tavolo"], "timeoutMs": 10_000 });
        let state = node.call("equal", options).await?;
        let text = state["content"]["text:a"].to_string();
        for name in ["casa", "casa-y", "tavolo"] {
            for n in 0..5 {
                let token = format!("[{word} {name} {n}]");
                assert_eq!(text.matches(&token).count(), 1, "{token} in {text}");
            }
        }
        relay.heal();
        node.wait("casa", "saved").await?;
    }
    Ok(())
}
