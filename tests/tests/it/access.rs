//! Who may what: roles on the wire, and names that nobody can forge.

use anyhow::{Context, Result};
use bytes::{Bytes, BytesMut};
use pact_tests::raw::{PATIENCE, Protocol, RawClient, Received};
use pact_tests::typist::Typist;
use pact_tests::{Interop, Server};
use pact_wire::message::{PeerMessage, ServerFrame};
use pact_wire::varint::{write_var_string, write_var_uint};
use serde_json::json;

use crate::table::Table;

/// Writes a frame of a type that our codec refuses to write: `address, type, payload`.
fn raw_frame(document: &str, tag: u64, payload: &[u8]) -> Bytes {
    let mut out = BytesMut::new();
    write_var_string(&mut out, document);
    write_var_uint(&mut out, tag);
    out.extend_from_slice(payload);
    out.freeze()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_community_reads_and_its_edits_are_refused_with_a_reason() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let node = Interop::start()?;
    node.hocuspocus("tavolo", &table.server.collab(), &document, &table.member).await?;
    node.type_text("tavolo", "text:a", "scritto al tavolo").await?;
    node.wait("tavolo", "saved").await?;
    let before = node.dump("tavolo").await?;

    node.hocuspocus("comunita", &table.server.collab(), &document, &table.community).await?;
    let status = node.status("comunita").await?;
    assert_eq!(status["scope"], "readonly", "{status}");
    node.wait_text("comunita", "scritto al tavolo").await?;
    node.type_text("comunita", "text:a", "di nascosto").await?;
    node.wait_stateless("comunita", "read_only").await?;
    let status = node.status("comunita").await?;
    assert!(status["refused"].as_u64() >= Some(1), "refused with a status: {status}");
    assert!(status["unsynced"].as_u64() >= Some(1), "and not claimed: {status}");

    // With its words in its Step2, as after a reconnection.
    node.call("offline", json!({ "client": "comunita" })).await?;
    node.type_text("comunita", "text:a", "da casa").await?;
    node.call("online", json!({ "client": "comunita" })).await?;
    node.wait("comunita", "connected").await?;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let status = node.status("comunita").await?;
    assert!(status["unsynced"].as_u64() >= Some(1), "its Step2 must not be claimed either: {status}");
    assert_eq!(node.dump("tavolo").await?, before, "nothing of it reaches the table");
    node.hocuspocus("dopo", &table.server.collab(), &document, &table.neighbour).await?;
    assert_eq!(node.dump("dopo").await?, before, "nor the server");
    // The table goes on.
    node.type_text("tavolo", "text:a", ", ancora").await?;
    node.wait("tavolo", "saved").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_without_the_right_to_write_gets_status_zero_and_a_reason() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let mut reader = table.server.raw(Protocol::Hocuspocus, &document, &table.community).await?;
    let mut typist = Typist::new(99, "t");
    for is_step2 in [false, true] {
        let update = typist.insert("no");
        let message = if is_step2 { PeerMessage::Step2(update) } else { PeerMessage::Update(update) };
        reader.send(&message).await?;
        let (mut status, mut reason) = (None, None);
        while status.is_none() || reason.is_none() {
            reader
                .wait("status and reason", |frame| {
                    match frame {
                        ServerFrame::SyncStatus(is_applied) => status = Some(*is_applied),
                        ServerFrame::Stateless(text) if text.contains("refused") => {
                            reason = Some(text.clone());
                        }
                        _ => return None,
                    }
                    Some(())
                })
                .await?;
        }
        assert_eq!(status, Some(false));
        let reason: serde_json::Value = serde_json::from_str(&reason.context("just seen")?)?;
        assert_eq!(
            (&reason["v"], &reason["t"], &reason["code"]),
            (&json!(1), &json!("refused"), &json!("read_only"))
        );
    }
    let text =
        table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?.join(&table.member).await?;
    assert_eq!(text.as_ref(), [0, 0], "the document is still empty");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_only_servers_may_send_are_refused_and_the_room_goes_on() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let mut witness = table.server.raw(Protocol::Hocuspocus, &document, &table.neighbour).await?;
    let mut update = BytesMut::from(&[2_u8][..]);
    let bytes = Typist::new(5, "t").insert("contrabbando");
    write_var_uint(&mut update, bytes.len() as u64);
    update.extend_from_slice(&bytes);
    let mut text = BytesMut::new();
    write_var_string(&mut text, r#"{"v":1,"t":"refused"}"#);
    for (name, tag, payload) in [("SyncReply", 4, &update), ("BroadcastStateless", 6, &text)] {
        for token in [&table.community, &table.member] {
            let mut client = table.server.raw(Protocol::Hocuspocus, &document, token).await?;
            client.send_bytes(raw_frame(&document, tag, payload)).await?;
            let answers = client.everything_within(std::time::Duration::from_millis(400)).await;
            let is_refused = answers.iter().any(|answer| match answer {
                Received::Closed { code, .. } => *code != 1006,
                Received::Frame { frame: ServerFrame::Stateless(text), .. } => text.contains("refused"),
                Received::Frame { frame: ServerFrame::SyncStatus(is_applied), .. } => !is_applied,
                Received::Frame {
                    frame: ServerFrame::Close(_) | ServerFrame::PermissionDenied(_), ..
                } => true,
                Received::Frame { .. } => false,
            });
            assert!(is_refused, "{name}: a clear refusal is missing among {answers:?}");
        }
    }
    let seen = witness.everything_within(std::time::Duration::from_millis(200)).await;
    for received in &seen {
        let is_presence = matches!(received, Received::Frame { frame: ServerFrame::Awareness(_), .. });
        assert!(is_presence, "others must not hear of it: {received:?}");
    }
    assert!(witness.update(Typist::new(6, "t").insert("onesto")).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn presence_carries_the_name_the_server_knows_and_no_forged_one() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let node = Interop::start()?;
    node.hocuspocus("biblioteca", &table.server.collab(), &document, &table.member).await?;
    node.ywebsocket("ortisti", &table.server.y(), &document, &table.neighbour).await?;
    node.hocuspocus("comunita", &table.server.collab(), &document, &table.community).await?;
    let forged = json!({ "user": { "name": "Il Sindaco", "color": "#ffffff", "role": "coordinator" }, "cursor": null });
    for name in ["biblioteca", "ortisti", "comunita"] {
        node.call("awareness", json!({ "client": name, "state": forged })).await?;
    }
    for name in ["biblioteca", "ortisti"] {
        node.call("wait", json!({ "client": name, "what": "awareness", "count": 3 })).await?;
    }
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    let mut ids = std::collections::HashMap::new();
    for name in ["biblioteca", "ortisti", "comunita"] {
        ids.insert(name, node.status(name).await?["clientId"].clone());
    }
    for (reader, subject, expected, role) in [
        ("biblioteca", "ortisti", "Circolo degli ortisti", "member"),
        ("ortisti", "biblioteca", "Biblioteca di quartiere", "member"),
        ("ortisti", "comunita", "Comunità", "community"),
    ] {
        let status = node.status(reader).await?;
        let people = status["awareness"].as_array().context("states")?;
        let entry = people.iter().find(|entry| entry["id"] == ids[subject]);
        let user =
            &entry.with_context(|| format!("{reader} does not see {subject}: {status}"))?["state"]["user"];
        assert_eq!(user["name"], expected, "{user}");
        assert_eq!(user["role"], role, "{user}");
        let color = user["color"].as_str().context("a colour")?;
        assert!(color.len() == 7 && color.starts_with('#') && color != "#ffffff", "{user}");
    }

    // In another's name: the same client id on a connection of one's own changes nothing.
    let victim = ids["biblioteca"].as_u64().context("an id")?;
    let mut impostor = table.server.raw(Protocol::Hocuspocus, &document, &table.neighbour).await?;
    let mut frame = BytesMut::new();
    let entry = pact_wire::awareness::AwarenessEntry {
        client: victim,
        clock: 1_000_000,
        state: r#"{"user":{"name":"Il Sindaco"},"cursor":{"anchor":1}}"#,
    };
    pact_wire::awareness::encode(&[entry], &mut frame);
    impostor.send(&PeerMessage::Awareness(frame.freeze())).await?;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let status = node.status("ortisti").await?;
    let people = status["awareness"].as_array().context("states")?;
    let user =
        people.iter().find(|entry| entry["id"] == victim).map(|entry| entry["state"]["user"]["name"].clone());
    assert_eq!(user, Some(json!("Biblioteca di quartiere")), "{status}");

    // Who leaves is gone at once.
    node.close("biblioteca").await?;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    let left = node.status("ortisti").await?;
    let is_there = left["awareness"].as_array().context("states")?.iter().any(|entry| entry["id"] == victim);
    assert!(!is_there, "{left}");
    Ok(())
}

async fn y_refusal(server: &Server, document: &str, token: &str) -> Result<(Option<String>, u16)> {
    let mut client = match RawClient::connect(&server.address(), Protocol::YWebsocket, document, token).await
    {
        Ok(client) => client,
        // Refused at the upgrade: an HTTP status is as clear.
        Err(error) => return Ok((Some(format!("{error:#}")), 4401)),
    };
    let mut reason = None;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        match tokio::time::timeout_at(deadline, client.receive()).await? {
            Received::Frame { frame: ServerFrame::PermissionDenied(text), .. } => reason = Some(text),
            Received::Frame { frame, .. } => anyhow::bail!("a stranger was told {frame:?}"),
            Received::Closed { code, .. } => return Ok((reason, code)),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_refused_in_both_protocols() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    table.server.create_process("altrui").await?;
    let foreign = table.server.open_document("altrui", "Di altri").await?;
    let node = Interop::start()?;
    for (name, document, token) in [
        ("sbagliato", &document, "non-un-gettone"),
        ("vuoto", &document, ""),
        ("altrui", &foreign, table.member.as_str()),
    ] {
        let options = json!({
            "client": name, "kind": "hocuspocus", "url": table.server.collab(), "document": document, "token": token,
        });
        node.call("open", options).await?;
        let status = node.wait(name, "denied").await?;
        assert_eq!(status["authenticated"], false, "{name}: {status}");
        let (reason, code) = y_refusal(&table.server, document, token).await?;
        assert!(
            reason.is_some_and(|reason| !reason.is_empty()),
            "{name}: y-websocket gets a reason before the close"
        );
        assert!([4401, 4403].contains(&code), "{name}: close code {code}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_try_with_the_right_token_works_on_the_same_socket() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let mut client = RawClient::connect(&table.server.address(), Protocol::Hocuspocus, &document, "").await?;
    client.send(&PeerMessage::Token { token: "non-un-gettone".to_owned(), version: None }).await?;
    client.wait("a denial", |frame| matches!(frame, ServerFrame::PermissionDenied(_)).then_some(())).await?;
    client.join(&table.member).await?;
    assert!(client.update(Typist::new(3, "t").insert("eccomi")).await?);
    Ok(())
}
