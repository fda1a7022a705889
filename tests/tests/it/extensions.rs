//! Our JSON extensions: a leased client id for pages that ask, and old pages that may flush but not read.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use pact_tests::raw::{Protocol, RawClient, Received};
use pact_tests::typist::Typist;
use pact_wire::message::{PeerMessage, ServerFrame};
use serde_json::json;

use crate::table::Table;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_says_hello_gets_a_client_id_of_its_own() -> Result<()> {
    let table = Table::lay().await?;
    let pact = table.process.pact()?.id.clone();
    let mut ids = HashSet::new();
    for (token, role, scope) in [
        (&table.member, "member", "read-write"),
        (&table.member, "member", "read-write"),
        (&table.coordinator, "coordinator", "read-write"),
        (&table.community, "community", "readonly"),
    ] {
        let mut page = table.server.raw(Protocol::Hocuspocus, &pact, token).await?;
        let hello = json!({ "v": 1, "t": "hello", "caps": ["leased", "role"], "schema": 1, "epoch": null });
        page.send(&PeerMessage::Stateless(hello.to_string())).await?;
        let leased = page.stateless("leased").await?;
        assert_eq!(leased["role"], role, "{leased}");
        assert_eq!(leased["scope"], scope, "{leased}");
        assert_eq!(
            (&leased["v"], &leased["epoch"], &leased["schema"]),
            (&json!(1), &json!(1), &json!(1)),
            "{leased}"
        );
        assert!(leased["seq"].as_i64().is_some() && leased["person"].is_string(), "{leased}");
        assert_eq!(leased["actor"]["name"].is_string(), role == "member", "{leased}");
        let id = leased["clientId"].as_u64().context("an id")?;
        assert!(id > 1 && u32::try_from(id).is_ok(), "{leased}");
        assert!(ids.insert(id), "client id {id} was given twice");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_page_is_read_only_gets_no_text_and_may_flush_its_words() -> Result<()> {
    let table = Table::lay().await?;
    let pact = table.process.pact()?.id.clone();
    let address = table.server.address();
    let mut witness = table.server.raw(Protocol::Hocuspocus, &pact, &table.neighbour).await?;
    let mut page = RawClient::connect_path(&address, Protocol::Hocuspocus, &pact, "/collab?schema=0").await?;
    page.send(&PeerMessage::Token { token: table.member.clone(), version: Some("4.8.0".to_owned()) }).await?;
    page.send(&PeerMessage::Step1(Bytes::from_static(&[0]))).await?;
    let (mut is_read_only, mut is_told, mut is_asked) = (false, false, false);
    for received in page.everything_within(Duration::from_millis(700)).await {
        match received {
            Received::Frame { frame: ServerFrame::Authenticated { read_only }, .. } => {
                is_read_only = read_only;
            }
            Received::Frame { frame: ServerFrame::Stateless(text), .. } => {
                is_told |= text.contains("refused") && text.contains("schema");
            }
            Received::Frame { frame: ServerFrame::Step1(_), .. } => is_asked = true,
            Received::Frame { frame: ServerFrame::Step2(update) | ServerFrame::Update(update), .. } => {
                assert_eq!(update.as_ref(), [0, 0], "an old page must not be given text it would damage");
            }
            Received::Frame { .. } => {}
            Received::Closed { code, reason } => anyhow::bail!("closed with {code} «{reason}»"),
        }
    }
    assert!(
        is_read_only && is_told && is_asked,
        "read-only {is_read_only}, told {is_told}, asked {is_asked}"
    );
    // What it still holds enters and is acknowledged, so that nothing typed is lost.
    let words = Typist::new(21, "title:art-1").insert("parole della pagina vecchia");
    page.send(&PeerMessage::Step2(words)).await?;
    assert!(page.status().await?, "its unsent words are acknowledged");
    let told = witness.wait("the words", |frame| matches!(frame, ServerFrame::Update(_)).then_some(())).await;
    told.context("others see them")?;
    Ok(())
}
