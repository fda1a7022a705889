//! The log: what is acknowledged is on disk, what is on disk can be read, what cannot be read is not shown.

use std::time::Duration;

use bytes::Bytes;
use pact_app::rooms::{RoomError, RoomSettings, read_log};
use pact_model::time::Timestamp;
use pact_store::SnapshotRow;
use pact_wire::message::ServerFrame;

use super::support::{House, Typist, append};

/// I2, I5: somebody else writes the same log; the room gives way and the next one reads everything.
#[tokio::test]
async fn another_writer_of_the_same_log_ends_the_room_and_loses_nothing_acknowledged() {
    let house = House::new().await;
    let document = house.document().await;
    let mut anna = house.join(document).await;
    let mut typist = Typist::new(5);
    anna.sends(&typist.types("uno ")).await;
    anna.hears_stored(1).await;
    append(&house.database, document, 3, Typist::new(6).types("altrove ")).await;
    anna.sends(&typist.types("due")).await;
    anna.hears_close("elsewhere").await;
    assert_eq!(anna.stored(), 1, "what was not written is not acknowledged");
    let mut bruno = house.join(document).await;
    bruno.syncs().await;
    let text = bruno.text();
    assert!(text.contains("uno ") && text.contains("altrove ") && !text.contains("due"), "{text}");
}

/// I3: rows of a room that lost its log are never written, even where their place is free by chance: they build
/// on text that is not there.
#[tokio::test]
async fn rows_behind_a_lost_one_are_lost_with_it() {
    let house = House::committing_after(Duration::from_millis(150)).await;
    let document = house.document().await;
    let mut anna = house.join(document).await;
    let mut typist = Typist::new(5);
    // Two groups in one queue: places 2 and 3.
    anna.sends(&typist.types("uno ")).await;
    tokio::time::sleep(Duration::from_millis(30)).await;
    anna.sends(&typist.types("due")).await;
    tokio::time::sleep(Duration::from_millis(30)).await;
    append(&house.database, document, 2, Typist::new(6).types("altrove")).await;
    anna.hears_close("elsewhere").await;
    house.rooms.shutdown().await;
    assert_eq!(read_log(&house.database, document).await.unwrap().seq, 2);
    assert_eq!(house.stored_text(document).await, "altrove");
}

/// I1: people go on seeing each other while the database is busy, and nobody is told that anything is safe.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_does_not_answer_edits_are_seen_and_not_acknowledged() {
    let house = House::new().await;
    let document = house.document().await;
    let (mut anna, mut bruno) = (house.join(document).await, house.join(document).await);
    bruno.syncs().await;
    let other = house.another_program().await;
    let lock = other.begin().await.unwrap();
    let mut typist = Typist::new(5);
    for _ in 0..20 {
        anna.sends(&typist.types("x")).await;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    bruno
        .hears(|frames| frames.iter().filter(|frame| matches!(frame, ServerFrame::Update(_))).count() >= 1)
        .await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(anna.stored(), 0);
    assert_eq!(bruno.text().len(), 20);
    drop(lock);
    anna.hears_stored(20).await;
    assert_eq!(house.stored_text(document).await.len(), 20);
}

/// An empty room whose rows wait for the disk stays until they are there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_is_not_closed_before_everything_is_on_disk() {
    let house = House::evicting_after(Duration::from_millis(1)).await;
    let document = house.document().await;
    let other = house.another_program().await;
    let anna = house.join(document).await;
    let lock = other.begin().await.unwrap();
    anna.sends(&Typist::new(5).types("ciao")).await;
    drop(anna);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(house.rooms.counts().rooms, 1);
    assert_eq!(house.text(document).await, "ciao");
    drop(lock);
    house.wait_until_no_room_is_open().await;
    assert_eq!(house.stored_text(document).await, "ciao");
}

/// I9: after five hundred rows a verified snapshot, which the next load uses.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_log_gets_a_snapshot_that_the_next_load_uses() {
    let house = House::evicting_after(Duration::from_millis(20)).await;
    let document = house.document().await;
    let mut anna = house.join(document).await;
    let mut typist = Typist::new(5);
    for _ in 0..520 {
        anna.sends(&typist.types("x")).await;
    }
    anna.hears_stored(520).await;
    drop(anna);
    house.wait_until_no_room_is_open().await;
    let log = read_log(&house.database, document).await.unwrap();
    assert!(log.snapshot_seq > 64 && log.seq == 521, "{} of {}", log.snapshot_seq, log.seq);
    assert!(i64::try_from(log.updates.len()).unwrap() == log.seq - log.snapshot_seq);
    let mut anna = house.join(document).await;
    anna.sends(&typist.types("!")).await;
    anna.hears_stored(1).await;
    assert_eq!(house.text(document).await, format!("{}!", "x".repeat(520)));
    let mut tx = house.database.read().await.unwrap();
    assert_eq!(tx.updates_after(document, 1, 0, 10).await.unwrap().rows().len(), 10, "the rows outlive it");
}

/// I10: a row that cannot be read is an error, never a shorter document.
#[tokio::test]
async fn a_corrupt_row_is_an_error_and_not_an_empty_document() {
    let house = House::new().await;
    let document = house.document().await;
    append(&house.database, document, 2, Bytes::from_static(b"rotto")).await;
    assert!(matches!(house.try_join(document).await, Err(RoomError::Corrupt(_))));
    assert!(matches!(house.rooms.content(document).await, Err(RoomError::Corrupt(_))));
    assert_eq!(house.rooms.counts().rooms, 0);
}

/// I3, I10: neither is a row that builds on one that is missing.
#[tokio::test]
async fn a_row_that_builds_on_a_missing_one_is_an_error() {
    let house = House::new().await;
    let document = house.document().await;
    let mut typist = Typist::new(5);
    typist.types("perso");
    append(&house.database, document, 2, typist.types("trovato")).await;
    assert!(matches!(house.try_join(document).await, Err(RoomError::Corrupt(_))));
}

/// I9, I10.
#[tokio::test]
async fn a_corrupt_snapshot_is_an_error_and_not_an_empty_document() {
    let house = House::new().await;
    let document = house.document().await;
    let row = SnapshotRow {
        doc: document,
        epoch: 1,
        seq: 1,
        state: Bytes::from_static(b"rotto"),
        hash: [0; 32],
        verified_at: Timestamp::from_micros(1),
    };
    let mut tx = house.database.begin().await.unwrap();
    tx.insert_snapshot(&row).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(house.try_join(document).await, Err(RoomError::Corrupt(_))));
}

/// I5, I9: an update that harms the document in memory ends the room. What was accepted before it is written, no
/// snapshot is taken of the harmed document, and the update is known from then on.
#[tokio::test]
async fn an_update_that_does_harm_reloads_the_room_from_its_log() {
    let poison = Typist::new(7).types("innocente all'aspetto");
    let house =
        House::with(RoomSettings { breaks_on: Some(poison.clone()), ..RoomSettings::default() }).await;
    let document = house.document().await;
    let mut anna = house.join(document).await;
    let mut typist = Typist::new(5);
    for _ in 0..100 {
        anna.sends(&typist.types("x")).await;
    }
    anna.hears_stored(100).await;
    // All in one turn of the room.
    anna.sends(&typist.types("!")).await;
    anna.sends(&poison).await;
    anna.sends(&Typist::new(9).types("dopo")).await;
    anna.hears_close("reload").await;
    let mut bruno = house.join(document).await;
    bruno.syncs().await;
    assert_eq!(bruno.text(), format!("{}!", "x".repeat(100)));
    assert_eq!(anna.stored(), 101);
    assert_eq!(read_log(&house.database, document).await.unwrap().snapshot_seq, 0);
    bruno.sends(&poison).await;
    bruno.hears(|frames| frames.contains(&ServerFrame::SyncStatus(false))).await;
    assert!(!bruno.handle.is_closed());
}
