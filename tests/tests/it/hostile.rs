//! Bytes made to harm yrs or browsers, each row of the corpus through each door: refused, and nobody else notices.
//!
//! The doors are an Update and a Step2 over `/collab`, an Update over `/y/`, and a row of the log. There is none
//! over HTTP: no operation takes an update, which a test below holds.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use pact_model::ids::DocumentId;
use pact_model::time::Timestamp;
use pact_store::{Database, OriginKind, UpdateRow};
use pact_tests::corpus::{self, Expected, Row};
use pact_tests::interop::hex;
use pact_tests::raw::{Protocol, RawClient, Received};
use pact_tests::typist::Typist;
use pact_tests::{Interop, Options, Server, http};
use pact_wire::message::{PeerMessage, ServerFrame};
use pact_wire::update::{Limits, inspect};
use serde_json::{Value, json};

use crate::table::Table;

/// What rooms can judge about updates of good grammar. Rows that depend on anything else enter today; what is
/// asked of them is that nothing breaks.
const JUDGED: &[&str] = &["depth", "hole", "order", "structure", "surrogates"];

/// What is let in when it lies in the log: a document that opens is worth more than one that is right.
const LOADED: &[&str] = &["order"];

/// A door of a live document: its name, its protocol, and how an update is said there.
type Door = (&'static str, Protocol, fn(Bytes) -> PeerMessage);

const DOORS: [Door; 3] = [
    ("an Update", Protocol::Hocuspocus, PeerMessage::Update),
    ("a Step2", Protocol::Hocuspocus, PeerMessage::Step2),
    ("an Update over /y/", Protocol::YWebsocket, PeerMessage::Update),
];

/// Rules that only bound a live update: more may come in a Step2 or lie in the log.
const BOUNDS: [&str; 2] = ["too_large", "too_many_structs"];

/// What a client hears about an update.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// It is stored: acknowledged, or echoed where that is the acknowledgement.
    Stored,
    /// It is not: a status, a reason, or the end of the socket with a code.
    Refused,
    /// It is held, and what it builds on is asked for.
    Asked,
    /// The socket broke off without a word.
    BrokenOff,
}

async fn answer(client: &mut RawClient, update: &[u8]) -> Result<Answer> {
    let answer = async {
        loop {
            match client.receive().await {
                Received::Frame { frame, .. } => match frame {
                    ServerFrame::SyncStatus(true) => return Answer::Stored,
                    ServerFrame::Update(echo) if echo == update => return Answer::Stored,
                    ServerFrame::SyncStatus(false) | ServerFrame::PermissionDenied(_) => {
                        return Answer::Refused;
                    }
                    ServerFrame::Step1(_) => return Answer::Asked,
                    _ => {}
                },
                Received::Closed { code: 1006, .. } => return Answer::BrokenOff,
                Received::Closed { code, .. } if code >= 1002 => return Answer::Refused,
                Received::Closed { .. } => return Answer::BrokenOff,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), answer).await.context("no answer")
}

fn is_a_bound(row: &Row) -> bool {
    matches!(&row.expected, Expected::Refused(rule) if BOUNDS.contains(&rule.as_str()))
}

fn refused_rows() -> impl Iterator<Item = &'static Row> {
    corpus::rows().iter().filter(|row| row.depends_on().is_none())
}

fn depending_rows() -> impl Iterator<Item = (&'static Row, &'static str)> {
    corpus::rows().iter().filter_map(|row| Some((row, row.depends_on()?)))
}

/// A server that does not mind a hundred attacks from one address.
fn patient() -> Options {
    Options::default().set("MESSAGES_PER_SECOND", 100_000)
}

async fn post(table: &Table, kind: &str, title: &str) -> Result<String> {
    let body = json!({ "kind": kind, "title": title });
    let path = "/api/v1/processes/prova/documents";
    let answer = http::post(&table.server.url(), path, Some(&table.coordinator), &body).await?;
    answer.expect(201)?["id"].as_str().map(str::to_owned).context("an id")
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_updates_are_refused_and_the_room_goes_on() -> Result<()> {
    let mut table = Table::with(patient()).await?;
    let document = table.open_document().await?;
    let node = Interop::start()?;
    node.hocuspocus("browser", &table.server.collab(), &document, &table.member).await?;
    node.type_text("browser", "text:a", "innocente").await?;
    node.wait("browser", "saved").await?;
    let before = node.dump("browser").await?;
    let rows_before = table.server.check().await?["rows"].clone();
    for row in refused_rows() {
        for (door, protocol, say) in DOORS {
            if is_a_bound(row) && door == "a Step2" {
                continue;
            }
            let during = format!("{} as {door}", row.name);
            let mut client = table.server.raw(protocol, &document, &table.neighbour).await?;
            client.send(&say(Bytes::copy_from_slice(&row.bytes))).await?;
            let answer = answer(&mut client, &row.bytes).await.context(during.clone())?;
            assert_eq!(answer, Answer::Refused, "{during}");
            assert!(table.server.is_alive(), "{during} ended the server:\n{}", table.server.log());
        }
    }
    assert_eq!(node.dump("browser").await?, before, "nobody was told anything");
    assert_eq!(table.server.check().await?["rows"], rows_before, "nothing of it is stored");
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

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_document_can_tell_is_hostile_breaks_no_room() -> Result<()> {
    let mut table = Table::with(patient()).await?;
    let node = Interop::start()?;
    for (row, depends_on) in depending_rows() {
        for (door, protocol, say) in DOORS {
            let during = format!("{} as {door}", row.name);
            let document = post(&table, "open", &row.name).await?;
            node.hocuspocus(&during, &table.server.collab(), &document, &table.member).await?;
            let mut client = table.server.raw(protocol, &document, &table.neighbour).await?;
            for update in &row.before {
                client.send(&PeerMessage::Update(Bytes::copy_from_slice(update))).await?;
                assert_eq!(answer(&mut client, update).await?, Answer::Stored, "before {during}");
            }
            node.type_text(&during, "text:a", "innocente").await?;
            node.wait(&during, "saved").await?;
            client.send(&say(Bytes::copy_from_slice(&row.bytes))).await?;
            let answer = answer(&mut client, &row.bytes).await.context(during.clone())?;
            assert!(answer != Answer::BrokenOff, "{during}: {answer:?}");
            if JUDGED.contains(&depends_on) {
                let expected = if depends_on == "hole" { Answer::Asked } else { Answer::Refused };
                assert_eq!(answer, expected, "{during}");
            } else {
                println!("hostile: {during}: {answer:?}");
            }
            assert!(table.server.is_alive(), "{during} ended the server:\n{}", table.server.log());
            // The browser in the room goes on, and a new one opens the document.
            node.wait(&during, "connected").await?;
            node.type_text(&during, "text:a", " e al lavoro").await?;
            node.wait(&during, "saved").await?;
            node.hocuspocus("dopo", &table.server.collab(), &document, &table.member).await?;
            node.wait_text("dopo", "e al lavoro").await?;
            if JUDGED.contains(&depends_on) {
                node.equal(&[&during, "dopo"]).await?;
            }
            node.close("dopo").await?;
            node.close(&during).await?;
        }
    }
    Ok(())
}

/// A log that was written past the rooms: a broken disk, a restored copy, an intruder in the database.
#[tokio::test(flavor = "multi_thread")]
async fn hostile_rows_in_the_log_close_their_document_and_no_other() -> Result<()> {
    let mut table = Table::with(patient()).await?;
    let good = table.open_document().await?;
    let node = Interop::start()?;
    node.hocuspocus("browser", &table.server.collab(), &good, &table.member).await?;
    node.type_text("browser", "text:a", "innocente").await?;
    node.wait("browser", "saved").await?;
    let mut victims: Vec<(&Row, String)> = Vec::new();
    for row in corpus::rows() {
        victims.push((row, post(&table, "docpp", &row.name).await?));
    }
    table.server.terminate().await?;
    write_rows(&table.server, &victims).await?;

    table.server.restart().await?;
    node.wait("browser", "connected").await?;
    node.type_text("browser", "text:a", " e al lavoro").await?;
    node.wait("browser", "saved").await?;
    let mut broken = 0;
    for (row, document) in &victims {
        let name = &row.name;
        let is_open = opens(&table, document, row).await.with_context(|| name.clone())?;
        let must_be_closed = row.depends_on().is_none_or(|on| JUDGED.contains(&on) && !LOADED.contains(&on))
            && !is_a_bound(row);
        assert!(!is_open || !must_be_closed, "«{name}» was loaded");
        broken += usize::from(!is_open);
        assert!(table.server.is_alive(), "«{name}» ended the server:\n{}", table.server.log());
    }
    println!("hostile: of {} documents with a hostile row {broken} stay closed", victims.len());

    let report = table.server.check().await?;
    let findings = report["findings"].as_array().context("findings")?;
    for (row, document) in &victims {
        let is_named = findings.iter().any(|finding| finding["document"] == **document);
        let is_open = opens(&table, document, row).await?;
        assert_eq!(is_named, !is_open, "`pattovivo check` on «{}»", row.name);
    }
    assert!(findings.iter().all(|finding| finding["document"] != *good), "{findings:?}");
    node.hocuspocus("dopo", &table.server.collab(), &good, &table.neighbour).await?;
    node.equal(&["browser", "dopo"]).await?;
    Ok(())
}

/// Appends each row, and what comes before it, to the log of its document.
async fn write_rows(server: &Server, victims: &[(&Row, String)]) -> Result<()> {
    let path = server.data().join("pattovivo.sqlite");
    let db = Database::connect(&format!("sqlite://{}", path.display())).await?;
    let mut tx = db.begin().await?;
    for (row, document) in victims {
        let id: DocumentId = document.parse().ok().context("an id")?;
        let stored = tx.document(id).await?.context("the document")?;
        let updates: Vec<UpdateRow> = row
            .before
            .iter()
            .chain([&row.bytes])
            .zip(stored.head_seq + 1..)
            .map(|(bytes, seq)| UpdateRow {
                seq,
                person: None,
                actor: None,
                client_id: None,
                origin_kind: OriginKind::Edit,
                bytes: Bytes::copy_from_slice(bytes),
                at: Timestamp::from_micros(0),
            })
            .collect();
        tx.append_updates(id, stored.epoch, &updates).await?;
    }
    tx.commit().await?;
    db.close().await;
    Ok(())
}

/// Whether a document can be opened: then it holds what its log says; else every door says so. It is never an
/// empty document (I10).
async fn opens(table: &Table, document: &str, row: &Row) -> Result<bool> {
    let mut doors = Vec::new();
    for protocol in [Protocol::Hocuspocus, Protocol::YWebsocket] {
        doors.push(knock(table, protocol, document).await?);
    }
    let page = table.server.get(&format!("documents/{document}/content"), &table.member).await?;
    let Some(state) = doors[0].clone() else {
        assert_eq!(doors[1], None, "«{}» is open at /y/", row.name);
        assert!(page.status >= 500, "{}: {}", page.status, page.text());
        return Ok(false);
    };
    assert!(doors[1].is_some(), "«{}» is closed at /y/", row.name);
    let sections = page.expect(200)?["sections"].as_array().map(Vec::len);
    assert!(sections.is_some_and(|sections| sections > 0), "«{}» is empty", row.name);
    let held = inspect(&state, &Limits::DOCUMENT)?;
    for update in row.before.iter().chain([&row.bytes]) {
        for block in inspect(update, &Limits::DOCUMENT)?.blocks {
            let is_held = held.blocks.iter().any(|b| b.client == block.client && b.end >= block.end);
            assert!(is_held, "«{}» opens without {block:?}", row.name);
        }
    }
    Ok(true)
}

/// The document's state, or `None` when the door says that there is none to be had.
async fn knock(table: &Table, protocol: Protocol, document: &str) -> Result<Option<Bytes>> {
    let token = &table.member;
    let mut client = RawClient::connect(&table.server.address(), protocol, document, token).await?;
    if protocol == Protocol::Hocuspocus {
        client.send(&PeerMessage::Token { token: token.clone(), version: None }).await?;
    }
    // The server may have hung up already.
    drop(client.send(&PeerMessage::Step1(Bytes::from_static(&[0]))).await);
    loop {
        match client.receive().await {
            Received::Frame { frame: ServerFrame::Step2(state), .. } => return Ok(Some(state)),
            Received::Frame { frame: ServerFrame::PermissionDenied(reason), .. }
            | Received::Closed { code: 1012, reason } => {
                assert_eq!(reason, "unavailable");
                return Ok(None);
            }
            Received::Frame { .. } => {}
            Received::Closed { code, reason } => bail!("{protocol:?}: closed with {code} «{reason}»"),
        }
    }
}

#[test]
fn there_is_no_door_for_updates_over_http() {
    let interface: Value =
        serde_json::from_str(include_str!("../../../docs/openapi.json")).expect("the interface is JSON");
    let operations = interface["paths"].as_object().expect("paths").values().filter_map(Value::as_object);
    for (method, operation) in operations.flatten() {
        let Some(content) = operation["requestBody"]["content"].as_object() else { continue };
        assert_eq!(content.keys().collect::<Vec<_>>(), ["application/json"], "{method}: {operation}");
    }
}

/// The corpus says of each row what Yjs does with it; and Node reads the same bytes from it as Rust.
#[tokio::test(flavor = "multi_thread")]
async fn the_corpus_is_right_about_yjs() -> Result<()> {
    let answer = Interop::start()?.call("corpus", json!({})).await?;
    let seen = answer.as_array().context("a list")?;
    assert_eq!(seen.len(), corpus::rows().len());
    for (row, seen) in corpus::rows().iter().zip(seen) {
        assert_eq!((seen["name"].as_str(), seen["yjs"].as_str()), (Some(&*row.name), Some(&*row.yjs)));
        assert!(seen["hex"] == hex(&row.bytes), "«{}» is read otherwise in Node", row.name);
    }
    Ok(())
}

/// y-websocket has neither a status nor our JSON: a reason (`02 00`) or a close code must say it.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_in_y_websocket_too() -> Result<()> {
    let table = Table::lay().await?;
    let document = table.open_document().await?;
    let hostile = Bytes::copy_from_slice(&corpus::named("a nested type of kind 15").bytes);
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
    let deep = Bytes::copy_from_slice(&corpus::named("50,000 types in one another").bytes);
    client.send(&PeerMessage::Update(deep)).await?;
    let is_accepted = matches!(client.status().await, Ok(true));
    if is_accepted {
        // The deletion of the outermost one is what recurses.
        client.send(&PeerMessage::Update(Bytes::from_static(&[0, 1, 9, 1, 0, 1]))).await?;
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
