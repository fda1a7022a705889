//! An orderly end: peers are told, what was accepted is on disk.

use std::time::{Duration, Instant};

use anyhow::Result;
use pact_tests::raw::{Protocol, Received};
use pact_tests::typist::Typist;
use pact_tests::{Interop, Options};
use pact_wire::message::{PeerMessage, ServerFrame};
use serde_json::json;

use crate::table::Table;

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_finishes_commits_tells_peers_and_ends() -> Result<()> {
    // Commits take a while, so that some are under way when the signal comes.
    let mut table = Table::with(Options::default().set("COMMIT_DELAY_MS", 300)).await?;
    let document = table.open_document().await?;
    let node = Interop::start()?;
    node.hocuspocus("stock", &table.server.collab(), &document, &table.neighbour).await?;
    let mut raw = table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?;
    let mut y = table.server.raw(Protocol::YWebsocket, &document, &table.member).await?;
    let mut typist = Typist::new(8, "t");
    for _ in 0..20 {
        raw.send(&PeerMessage::Update(typist.insert("ultima riga "))).await?;
    }
    // Taken in, on its way to the disk.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let asked = Instant::now();
    let status = table.server.terminate().await?;
    println!("restart: ended after {:?} with {status}", asked.elapsed());
    assert!(status.success(), "an orderly end has status 0: {status}\n{}", table.server.log());
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());

    let mut acknowledged = 0;
    let mut is_told = false;
    for received in raw.everything_within(Duration::from_secs(2)).await {
        match received {
            Received::Frame { frame: ServerFrame::SyncStatus(true), .. } => acknowledged += 1,
            Received::Frame { frame: ServerFrame::Close(_), .. } | Received::Closed { code: 1012, .. } => {
                is_told = true;
            }
            _ => {}
        }
    }
    assert!(is_told, "neither the document's CLOSE nor code 1012");
    assert_eq!(acknowledged, 20, "what was accepted is committed and acknowledged before the end");
    let (code, reason, _) = y.closing(Duration::from_secs(2)).await?;
    assert_eq!(code, 1012, "y-websocket: «{reason}»");
    let stock = node.wait("stock", "closed").await?;
    println!("restart: a stock client was told {} {}", stock["closed"], stock["closes"]);

    table.server.restart().await?;
    let mut reader = table.server.raw(Protocol::Hocuspocus, &document, &table.community).await?;
    let state = reader.join(&table.community).await?;
    let inspection = pact_wire::update::inspect(&state, &pact_wire::Limits::DOCUMENT)?;
    let stored = inspection.blocks.iter().find(|block| block.client == 8).map_or(0, |block| block.end);
    assert_eq!(stored, typist.clock(), "everything acknowledged is there");
    // The stock client comes back by itself.
    node.wait("stock", "connected").await?;
    node.type_text("stock", "text:a", "di nuovo qui").await?;
    node.wait("stock", "saved").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_survives_restarts_with_snapshots_in_between() -> Result<()> {
    let mut table = Table::with(Options::default().set("MESSAGES_PER_SECOND", 100_000)).await?;
    let document = table.open_document().await?;
    let node = Interop::start()?;
    node.hocuspocus("autore", &table.server.collab(), &document, &table.member).await?;
    // Past the thresholds of compaction, with deletions and formats among the edits.
    for round in 0..3 {
        for n in 0..60 {
            let edits: Vec<_> = (0..5)
                .map(|k| json!({ "op": "block", "root": "body:art-1", "at": 0, "insert": format!("{round}-{n}-{k} 🏠") }))
                .chain([
                    json!({ "op": "format", "root": "body:art-1", "text": 1, "index": 0, "length": 3, "marks": { "bold": {} } }),
                    json!({ "op": "delete", "root": "body:art-1", "at": 2 }),
                ])
                .collect();
            for edit in edits {
                node.edit("autore", json!([edit])).await?;
            }
        }
        node.wait("autore", "saved").await?;
        if round == 1 {
            table.server.terminate().await?;
        }
        table.server.restart().await?;
        node.hocuspocus(&format!("lettore {round}"), &table.server.collab(), &document, &table.neighbour)
            .await?;
        node.equal(&["autore", &format!("lettore {round}")]).await?;
        node.wait("autore", "connected").await?;
    }
    Ok(())
}
