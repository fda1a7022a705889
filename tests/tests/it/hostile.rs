//! Bytes made to harm yrs or browsers: refused, and nobody else notices. The full corpus has an issue of its own.

use std::time::Duration;

use anyhow::{Context, Result};
use bytes::{BufMut, Bytes, BytesMut};
use pact_tests::Interop;
use pact_tests::raw::{Protocol, Received};
use pact_tests::typist::Typist;
use pact_wire::message::{PeerMessage, ServerFrame};
use pact_wire::varint::write_var_uint;

use crate::table::Table;

/// An item of client 9 in the root `m` that holds one `ContentAny` value.
fn any(value: &[u8]) -> Bytes {
    let mut out = BytesMut::from(&[1, 1, 9, 0, 8, 1, 1, b'm', 1][..]);
    out.put_slice(value);
    out.put_u8(0);
    out.freeze()
}

fn nested(depth: usize) -> Bytes {
    let mut value = BytesMut::new();
    for _ in 0..depth {
        value.put_slice(&[117, 1]);
    }
    value.put_u8(126);
    any(&value)
}

/// Structs of client 9, one chain of arrays in arrays.
fn nested_types(depth: u64) -> Bytes {
    let mut out = BytesMut::new();
    out.put_u8(1);
    write_var_uint(&mut out, depth);
    out.put_slice(&[9, 0, 7, 1, 1, b't', 0]);
    for clock in 0..depth - 1 {
        out.put_slice(&[7, 0, 9]);
        write_var_uint(&mut out, clock);
        out.put_u8(0);
    }
    out.put_u8(0);
    out.freeze()
}

fn hex(text: &str) -> Bytes {
    text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("two digits")).collect()
}

/// Rows of the experiments with yrs 0.28 and Yjs 13.6; each breaks one of the two, or reads differently.
fn corpus() -> Vec<(&'static str, Bytes)> {
    vec![
        (
            "JSON content that poisons the state",
            hex("01 01 02 05 02 05 14 27 01 01 6d 01 6e 01 28 00 05 14 01 01 7d 02 00"),
        ),
        ("an item out of range", hex("01 01 05 c4 ff ff ff ff 0f c4 05 02 05 03 02 58 59 00")),
        ("values nested 8,000 deep", nested(8_000)),
        ("a count of 200 million clients", hex("80 84 af 5f")),
        ("a clock above 2^32", hex("01 01 05 83 80 80 80 10 04 01 01 74 01 61 00")),
        ("a client above 2^53", hex("01 01 85 80 80 80 80 80 80 10 00 04 01 01 74 01 61 00")),
        ("bytes after the end", hex("01 01 05 00 04 01 01 74 01 61 00 ff")),
        ("a nested type of kind 15", hex("01 01 05 00 07 01 01 74 0f 00")),
        ("a nested type of kind 9", hex("01 01 05 00 07 01 01 74 09 00")),
        ("an XmlHook", hex("01 01 05 00 07 01 01 74 05 01 6b 00")),
        ("half an emoji in a mark", {
            let mut out = BytesMut::from(&[1, 1, 5, 0, 6, 1, 1, b't', 4][..]);
            out.put_slice(b"bold\x08\"\\ud800\"\x00");
            out.freeze()
        }),
        ("a number no two readers share", {
            let mut out = BytesMut::from(&[1, 1, 5, 0, 6, 1, 1, b't', 4][..]);
            out.put_slice(b"bold\x051e400\x00");
            out.freeze()
        }),
        ("a deletion of length zero", hex("01 01 05 00 01 01 01 74 00 00")),
        ("a GC of length zero", hex("01 01 05 00 00 00 00")),
        ("a GC with flags", hex("01 01 05 00 80 05 00 01 00")),
        ("a Skip", hex("01 01 05 00 0a 05 00")),
        ("a subdocument", hex("01 01 05 00 09 01 01 74 01 67 7e 00")),
        ("truncated", hex("01 01 05 00 04 01 01 74 05 61")),
        ("a number longer than needed", hex("01 01 85 00 00 04 01 01 74 01 61 00")),
        ("nothing at all", Bytes::new()),
        ("an item that stands on itself", hex("01 01 05 00 84 05 00 01 61 00")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_updates_are_refused_and_the_room_goes_on() -> Result<()> {
    let mut table = Table::lay().await?;
    let document = table.open_document().await?;
    let node = Interop::start()?;
    node.hocuspocus("browser", &table.server.collab(), &document, &table.member).await?;
    node.type_text("browser", "text:a", "innocente").await?;
    node.wait("browser", "saved").await?;
    let before = node.dump("browser").await?;
    for (name, update) in corpus() {
        for (as_what, message) in
            [("Update", PeerMessage::Update(update.clone())), ("Step2", PeerMessage::Step2(update.clone()))]
        {
            let mut client = table.server.raw(Protocol::Hocuspocus, &document, &table.neighbour).await?;
            client.send(&message).await?;
            let answer = tokio::time::timeout(Duration::from_secs(5), async {
                loop {
                    match client.receive().await {
                        Received::Frame { frame: ServerFrame::SyncStatus(is_applied), .. } => {
                            return if is_applied { "applied" } else { "refused" }.to_owned();
                        }
                        // A frame that cannot be read ends the socket with a code.
                        Received::Closed { code, reason } if code != 1006 => {
                            return format!("{code} {reason}");
                        }
                        Received::Closed { .. } => return "the socket broke off".to_owned(),
                        Received::Frame { .. } => {}
                    }
                }
            })
            .await
            .with_context(|| format!("{name} as {as_what}: no answer"))?;
            assert!(answer != "applied" && answer != "the socket broke off", "{name} as {as_what}: {answer}");
            assert!(table.server.is_alive(), "{name} as {as_what} ended the server:\n{}", table.server.log());
        }
    }
    assert_eq!(node.dump("browser").await?, before, "nobody was told anything");
    node.type_text("browser", "text:a", " e al lavoro").await?;
    node.wait("browser", "saved").await?;
    node.hocuspocus("dopo", &table.server.collab(), &document, &table.member).await?;
    node.equal(&["browser", "dopo"]).await?;
    // What was refused is not in the log either.
    table.server.kill().await?;
    table.server.restart().await?;
    node.hocuspocus("riletto", &table.server.collab(), &document, &table.member).await?;
    node.equal(&["browser", "riletto"]).await?;
    Ok(())
}

/// y-websocket has neither a status nor our JSON: a reason (`02 00`) or a close code must say it.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_in_y_websocket_too() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let hostile = hex("01 01 05 00 07 01 01 74 0f 00");
    let honest = Typist::new(6, "t").insert("di nascosto");
    for (name, token, update) in
        [("hostile bytes", &table.member, hostile), ("an edit without the right", &table.community, honest)]
    {
        let mut client = table.server.raw(Protocol::YWebsocket, &document, token).await?;
        client.send(&PeerMessage::Update(update)).await?;
        let answers = client.everything_within(Duration::from_secs(2)).await;
        let is_told = answers.iter().any(|answer| match answer {
            Received::Frame { frame: ServerFrame::PermissionDenied(reason), .. } => !reason.is_empty(),
            Received::Closed { code, .. } => *code >= 1002 && *code != 1006,
            Received::Frame { .. } => false,
        });
        assert!(is_told, "{name}: dropped without a word; there came {answers:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_with_a_hole_is_held_asked_for_and_acknowledged_when_filled() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let mut witness = table.server.raw(Protocol::Hocuspocus, &document, &table.neighbour).await?;
    let mut author = table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?;
    let mut typist = Typist::new(8, "t");
    let first = typist.insert("uno ");
    let second = typist.insert("due ");
    author.send(&PeerMessage::Update(second.clone())).await?;
    let asked = author.wait("a question", |frame| matches!(frame, ServerFrame::Step1(_)).then_some(())).await;
    asked.context("the missing part is asked for")?;
    let early = witness.everything_within(Duration::from_millis(300)).await;
    let is_shown = early.iter().any(|r| matches!(r, Received::Frame { frame: ServerFrame::Update(_), .. }));
    assert!(!is_shown, "text with a hole before it was shown: {early:?}");
    author.send(&PeerMessage::Step2(first)).await?;
    assert!(author.status().await?, "the held update is acknowledged once the hole is filled");
    let mut text = table.server.raw(Protocol::Hocuspocus, &document, &table.community).await?;
    let state = text.join(&table.community).await?;
    let inspection = pact_wire::update::inspect(&state, &pact_wire::Limits::DOCUMENT)?;
    assert_eq!(inspection.blocks.iter().map(|block| block.end).max(), Some(8), "both are there");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_nesting_of_types_does_not_overflow_the_stack() -> Result<()> {
    let mut table = Table::lay().await?;
    let document = table.open_document().await?;
    let mut client = table.server.raw(Protocol::Hocuspocus, &document, &table.member).await?;
    client.send(&PeerMessage::Update(nested_types(50_000))).await?;
    let is_accepted = matches!(client.status().await, Ok(true));
    if is_accepted {
        // The deletion of the outermost one is what recurses.
        client.send(&PeerMessage::Update(hex("00 01 09 01 00 01"))).await?;
        drop(client.status().await);
    }
    println!("hostile: 50,000 types in one another: accepted {is_accepted}");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(table.server.is_alive(), "the server is gone:\n{}", table.server.log());
    let other = table.open_document().await?;
    let mut other = table.server.raw(Protocol::Hocuspocus, &other, &table.member).await?;
    assert!(other.update(Typist::new(3, "t").insert("vivo")).await?);
    Ok(())
}
