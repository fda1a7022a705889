//! Nobody writes in another's name, nor where only the server writes: what is tried is refused and written down, and
//! no word of any document changes.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::{Bytes, BytesMut};
use pact_store::Database;
use pact_tests::raw::{Protocol, RawClient, Received};
use pact_tests::typist::Typist;
use pact_wire::awareness::{AwarenessEntry, encode};
use pact_wire::message::{PeerMessage, ServerFrame};
use pact_wire::varint::{write_var_string, write_var_uint};

use crate::table::Table;

/// What the server has written down since it was started, in the order of the acts.
async fn acts(table: &Table) -> Result<Vec<String>> {
    let path = table.server.data().join("pattovivo.sqlite");
    let database = Database::connect(&format!("sqlite://{}", path.display())).await?;
    let mut tx = database.read().await?;
    let rows = tx.list_audit(None, None, 100).await?;
    let mut acts: Vec<String> = rows.into_iter().map(|row| row.entry.act).collect();
    acts.retain(|act| act.starts_with("security_"));
    acts.sort();
    acts.dedup();
    Ok(acts)
}

/// The audit is written beside the room.
async fn wait_for_acts(table: &Table, expected: &[&str]) -> Result<()> {
    for _ in 0..100 {
        if acts(table).await? == expected {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(acts(table).await?, expected);
    Ok(())
}

async fn hash(table: &Table, document: &str) -> Result<String> {
    let content =
        table.server.get(&format!("documents/{document}/content"), &table.member).await?.expect(200)?;
    Ok(content.to_string())
}

/// An entry of a root map, set to `true`.
fn entry(client: u64, root: &str, key: &str) -> Bytes {
    let mut out = BytesMut::from(&[1, 1][..]);
    write_var_uint(&mut out, client);
    out.extend_from_slice(&[0, 0x28, 1]);
    write_var_string(&mut out, root);
    write_var_string(&mut out, key);
    out.extend_from_slice(&[1, 120, 0]);
    out.freeze()
}

async fn refusal(client: &mut RawClient) -> Result<String> {
    // Clocks of somebody who is here wait half a minute for them to be brought.
    let told = tokio::time::timeout(Duration::from_mins(1), async {
        loop {
            match client.receive().await {
                Received::Frame { frame: ServerFrame::Stateless(text), .. }
                    if text.contains(r#""refused""#) =>
                {
                    return Ok(text);
                }
                Received::Frame { .. } => {}
                Received::Closed { code, reason } => bail!("closed with {code} «{reason}»"),
            }
        }
    });
    let told = told.await.context("no refusal")??;
    let told: serde_json::Value = serde_json::from_str(&told)?;
    Ok(told["code"].as_str().context("a code")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_the_clocks_or_the_place_of_somebody_who_is_here() -> Result<()> {
    let table = Table::lay().await?;
    let pact = table.process.pact()?.id.clone();
    let mut victim = table.server.raw(Protocol::Hocuspocus, &pact, &table.member).await?;
    let mut typist = Typist::new(7, "title:art-1");
    assert!(victim.update(typist.insert("abc")).await?);
    let before = hash(&table, &pact).await?;

    let mut thief = table.server.raw(Protocol::Hocuspocus, &pact, &table.neighbour).await?;
    // Nine bytes: a million collected elements at the victim's next clock.
    thief.send(&PeerMessage::Update(Bytes::from_static(&[1, 1, 7, 3, 0, 0xc0, 0x84, 0x3d, 0]))).await?;
    let mut presence = Vec::new();
    encode(
        &[AwarenessEntry { client: 7, clock: 99, state: r#"{"user":{"name":"Sindaca"}}"# }],
        &mut presence,
    );
    thief.send(&PeerMessage::Awareness(presence.into())).await?;
    wait_for_acts(&table, &["security_forged_presence"]).await?;
    // The victim goes on typing, is acknowledged, and keeps its words.
    assert!(victim.update(typist.insert("def")).await?);
    assert!(hash(&table, &pact).await?.contains("abcdef"));
    // Nobody brought the forged clocks in time.
    assert_eq!(refusal(&mut thief).await?, "foreign_client");
    wait_for_acts(&table, &["security_foreign_client", "security_forged_presence"]).await?;
    assert_ne!(hash(&table, &pact).await?, before, "only the victim's own words are new");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_cannot_write_where_only_the_server_does() -> Result<()> {
    let table = Table::lay().await?;
    let pact = table.process.pact()?.id.clone();
    let before = hash(&table, &pact).await?;
    for (client, root, key) in [(21, "sections", "art-1/policy"), (22, "meta", "schema")] {
        for (number, token) in [&table.member, &table.coordinator].into_iter().enumerate() {
            let mut writer = table.server.raw(Protocol::Hocuspocus, &pact, token).await?;
            let update = entry(client + 100 * number as u64, root, key);
            writer.send(&PeerMessage::Update(update)).await?;
            assert_eq!(refusal(&mut writer).await?, "server_only", "{root}");
        }
    }
    wait_for_acts(&table, &["security_server_only"]).await?;
    assert_eq!(hash(&table, &pact).await?, before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_cannot_write_by_any_message() -> Result<()> {
    let table = Table::lay().await?;
    let pact = table.process.pact()?.id.clone();
    let before = hash(&table, &pact).await?;
    let update = Typist::new(31, "title:art-1").insert("di nascosto");
    for message in [PeerMessage::Update(update.clone()), PeerMessage::Step2(update.clone())] {
        let mut reader = table.server.raw(Protocol::Hocuspocus, &pact, &table.community).await?;
        reader.send(&message).await?;
        assert_eq!(refusal(&mut reader).await?, "read_only");
    }
    let mut as_reply = BytesMut::from(&[2_u8][..]);
    write_var_uint(&mut as_reply, update.len() as u64);
    as_reply.extend_from_slice(&update);
    let mut as_news = BytesMut::new();
    write_var_string(&mut as_news, r#"{"v":1,"t":"refused"}"#);
    // SyncReply and BroadcastStateless are for servers.
    for (tag, payload) in [(4, as_reply), (6, as_news)] {
        let mut reader = table.server.raw(Protocol::Hocuspocus, &pact, &table.community).await?;
        let mut frame = BytesMut::new();
        write_var_string(&mut frame, &pact);
        write_var_uint(&mut frame, tag);
        frame.extend_from_slice(&payload);
        reader.send_bytes(frame.freeze()).await?;
        assert_eq!(refusal(&mut reader).await?, "invalid", "type {tag}");
    }
    wait_for_acts(&table, &["security_server_message"]).await?;
    assert_eq!(hash(&table, &pact).await?, before);
    Ok(())
}

/// What a member wrote in a section that was closed is kept, and its author and the coordination find it.
#[tokio::test(flavor = "multi_thread")]
async fn words_for_a_closed_section_are_found_again() -> Result<()> {
    let table = Table::lay().await?;
    let pact = table.process.pact()?.id.clone();
    let path = format!("documents/{pact}/sections/art-1");
    let closed = serde_json::json!({ "policy": "locked", "policy_reason": "testo concordato" });
    table.server.patch(&path, &table.coordinator, &closed).await?.expect(200)?;
    // Words in flight enter for three seconds.
    tokio::time::sleep(Duration::from_millis(3_200)).await;
    let before = hash(&table, &pact).await?;
    let mut member = table.server.raw(Protocol::Hocuspocus, &pact, &table.member).await?;
    let mut typist = Typist::new(41, "title:art-1");
    member.send(&PeerMessage::Update(typist.insert("parole perdute"))).await?;
    assert_eq!(refusal(&mut member).await?, "locked");
    assert_eq!(hash(&table, &pact).await?, before);
    let rescues = format!("documents/{pact}/rescues");
    for (token, finds) in [(&table.member, 1), (&table.coordinator, 1), (&table.neighbour, 0)] {
        let found = table.server.get(&rescues, token).await?.expect(200)?;
        let found = found.as_array().context("a list")?;
        assert_eq!(found.len(), finds);
        for rescue in found {
            assert_eq!(rescue["reason"], "locked");
            assert_eq!(rescue["parts"][0]["text"], "parole perdute");
            assert_eq!(rescue["parts"][0]["section"], "art-1");
        }
    }
    // The sections beside it take words all the while.
    let mut neighbour = table.server.raw(Protocol::Hocuspocus, &pact, &table.neighbour).await?;
    assert!(neighbour.update(Typist::new(42, "title:art-2").insert("Altrove ")).await?);
    Ok(())
}
