//! «Salvato» is said after the commit, never before (invariant I1).

use std::time::{Duration, Instant};

use anyhow::Result;
use pact_tests::{Interop, Options};
use serde_json::json;
use tokio::time::sleep;

use crate::table::Table;

const DELAY: Duration = Duration::from_millis(1500);

#[tokio::test(flavor = "multi_thread")]
async fn unsynced_changes_reach_zero_only_after_the_commit() -> Result<()> {
    let mut table = Table::with(Options::default().set("COMMIT_DELAY_MS", DELAY.as_millis())).await?;
    let document = table.open_document().await?;
    let node = Interop::start()?;
    let url = table.server.collab();
    node.hocuspocus("autore", &url, &document, &table.member).await?;
    node.hocuspocus("lettore", &url, &document, &table.neighbour).await?;
    node.wait("autore", "saved").await?;

    let typed = Instant::now();
    node.type_text("autore", "text:a", "prima riga. ").await?;
    node.wait_text("lettore", "prima riga").await?;
    assert!(
        typed.elapsed() < DELAY / 2,
        "others see words at once, not after the commit: {:?}",
        typed.elapsed()
    );
    while typed.elapsed() + Duration::from_millis(200) < DELAY {
        let status = node.status("autore").await?;
        assert_eq!(status["unsynced"], 1, "claimed after {:?}, before the commit: {status}", typed.elapsed());
        sleep(Duration::from_millis(50)).await;
    }
    node.wait("autore", "saved").await?;
    assert!(typed.elapsed() >= DELAY, "acknowledged after {:?}, the commit waits {DELAY:?}", typed.elapsed());

    // An edit whose commit has not come dies with the server, and was never claimed.
    node.type_text("autore", "text:a", "seconda riga. ").await?;
    node.wait_text("lettore", "seconda riga").await?;
    sleep(Duration::from_millis(300)).await;
    assert_eq!(node.status("autore").await?["unsynced"], 1);
    node.call("offline", json!({ "client": "lettore" })).await?;
    node.close("lettore").await?;
    node.call("offline", json!({ "client": "autore" })).await?;
    table.server.kill().await?;
    table.server.restart().await?;
    node.hocuspocus("dopo", &url, &document, &table.neighbour).await?;
    let stored = node.dump("dopo").await?["content"].to_string();
    assert!(stored.contains("prima riga"), "acknowledged, so there: {stored}");
    assert!(!stored.contains("seconda riga"), "the commit delay was not observed: {stored}");

    // It comes back from the client that holds it.
    node.call("online", json!({ "client": "autore" })).await?;
    node.wait_text("dopo", "seconda riga").await?;
    node.wait("autore", "saved").await?;
    node.equal(&["autore", "dopo"]).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_y_websocket_client_gets_its_own_update_back_after_the_commit() -> Result<()> {
    use bytes::Bytes;
    use pact_tests::raw::Protocol;
    use pact_tests::typist::Typist;
    use pact_wire::message::{PeerMessage, ServerFrame};

    let table = Table::with(Options::default().set("COMMIT_DELAY_MS", 800)).await?;
    let document = table.open_document().await?;
    let mut client = table.server.raw(Protocol::YWebsocket, &document, &table.member).await?;
    let update: Bytes = Typist::new(4711, "t").insert("eco");
    let sent = Instant::now();
    client.send(&PeerMessage::Update(update.clone())).await?;
    client
        .wait("its own update", |frame| {
            matches!(frame, ServerFrame::Update(bytes) if *bytes == update).then_some(())
        })
        .await?;
    assert!(
        sent.elapsed() >= Duration::from_millis(800),
        "echoed after {:?}, before the commit",
        sent.elapsed()
    );
    Ok(())
}
