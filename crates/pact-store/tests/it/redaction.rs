//! A log that begins anew, rows that are written over, and files without what was deleted.

use bytes::Bytes;
use pact_model::document::DocumentKind;
use pact_model::ids::{ActorId, RedactionId, RescueId};
use pact_model::rescue::RescuedPart;
use pact_store::{
    Engine, FieldConflictRow, RedactedVersionRow, RedactionRow, RescueRow, SnapshotRow, StoreError, UpdateRow,
};
use serde_json::json;

use crate::support::{TestDatabase, at, document, id, on_both_engines, update};

on_both_engines! {
    a_log_begins_anew_and_nothing_of_before_is_left,
    rescues_are_written_over_and_settled_ones_too,
    what_was_done_is_noted,
    scrubbing_leaves_what_is_there,
}

async fn a_log_begins_anew_and_nothing_of_before_is_left(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=3).await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    let state = Bytes::from_static(b"state");
    let snapshot = SnapshotRow { doc, epoch: 1, seq: 2, state, hash: [1; 32], verified_at: at(1) };
    tx.insert_snapshot(&snapshot).await.unwrap();
    let conflict = FieldConflictRow {
        key: "actor/1/name".to_owned(),
        value: json!("uno"),
        actor: None,
        client_id: 5,
        clock: 0,
    };
    tx.put_field_conflict(doc, 1, 2, &conflict.key, std::slice::from_ref(&conflict), at(1)).await.unwrap();
    assert_eq!(tx.hold_document(doc).await.unwrap(), (1, 3));
    let first = UpdateRow { bytes: Bytes::from_static(b"whole"), ..update(1) };
    tx.begin_epoch(doc, 1, &first).await.unwrap();
    assert_eq!(tx.head(doc).await.unwrap(), Some((2, 1)));
    tx.commit().await.unwrap();

    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.updates_after(doc, 2, 0, 10).await.unwrap().into_rows(), [first]);
    assert!(tx.updates_after(doc, 1, 0, 10).await.unwrap().into_rows().is_empty());
    assert_eq!(tx.latest_snapshot(doc, 1).await.unwrap(), None);
    assert!(tx.field_conflicts(doc, 1).await.unwrap().is_empty());
    drop(tx);
    // A room of before, here or on another node, writes nothing more.
    let late = db.append(doc, 4..=4).await;
    assert!(matches!(late, Err(StoreError::EpochChanged { expected: 1, found: 2, .. })), "{late:?}");
    let mut tx = db.database.begin().await.unwrap();
    let late = tx.begin_epoch(doc, 1, &update(1)).await;
    assert!(matches!(late, Err(StoreError::EpochChanged { expected: 1, found: 2, .. })), "{late:?}");
}

async fn rescues_are_written_over_and_settled_ones_too(db: &TestDatabase) {
    let doc = db.document().await;
    let rescue = |settled_at| RescueRow {
        id: RescueId::from_uuid(id()),
        doc,
        epoch: 1,
        person: None,
        actor: None,
        client_id: None,
        reason: "locked".to_owned(),
        bytes: Bytes::from_static(b"words"),
        text: vec![RescuedPart { section: None, text: "words".to_owned() }],
        at: at(1),
        settled_at,
    };
    let rows = [rescue(None), rescue(Some(at(2)))];
    let mut tx = db.database.begin().await.unwrap();
    for row in &rows {
        tx.insert_rescue(row).await.unwrap();
    }
    assert_eq!(tx.rescues_after(doc, None).await.unwrap(), rows);
    assert_eq!(tx.rescues_after(doc, Some(rows[0].id)).await.unwrap(), rows[1..]);
    let text = vec![RescuedPart { section: None, text: "…".to_owned() }];
    tx.overwrite_rescue(rows[1].id, &[0, 0], &text).await.unwrap();
    let expected = RescueRow { bytes: Bytes::from_static(&[0, 0]), text, ..rows[1].clone() };
    assert_eq!(tx.rescue(rows[1].id).await.unwrap(), Some(expected));
    assert_eq!(tx.rescue(rows[0].id).await.unwrap().as_ref(), Some(&rows[0]));
}

async fn what_was_done_is_noted(db: &TestDatabase) {
    let process = db.process().await.id;
    let row = document(Some(process));
    assert_eq!(row.kind, DocumentKind::PattoCollaborazione);
    let line = |reason: &str| RedactionRow {
        id: RedactionId::from_uuid(id()),
        process,
        actor: Some(ActorId::from_uuid(id())),
        reason: reason.to_owned(),
        at: at(3),
    };
    let (first, second) = (line("un numero"), line("un nome"));
    let hashes = |redaction: RedactionId, byte: u8| RedactedVersionRow {
        redaction,
        doc: row.id,
        number: 2,
        content_hash: [byte; 32],
        chain_hash: [byte + 1; 32],
    };
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_document(&row).await.unwrap();
    for (line, byte) in [(&first, 1), (&second, 3)] {
        tx.insert_redaction(line).await.unwrap();
        tx.insert_redacted_version(&hashes(line.id, byte)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    let expected = [hashes(second.id, 3), hashes(first.id, 1)];
    assert_eq!(tx.redacted_versions(row.id).await.unwrap(), expected);
    assert_eq!(tx.redactions(process).await.unwrap(), [second, first]);
}

async fn scrubbing_leaves_what_is_there(db: &TestDatabase) {
    let doc = db.document().await;
    let words = b"parole che nessuno deve ritrovare".repeat(200);
    let row = UpdateRow { bytes: Bytes::from(words.clone()), ..update(1) };
    let mut tx = db.database.begin().await.unwrap();
    tx.append_updates(doc, 1, &[row]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    tx.begin_epoch(doc, 1, &update(1)).await.unwrap();
    tx.commit().await.unwrap();
    // Somebody reads meanwhile, and ends.
    let reading = db.database.read().await.unwrap();
    let ending = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        drop(reading);
    };
    let (scrubbed, ()) = tokio::join!(db.database.scrub(), ending);
    scrubbed.unwrap();
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.updates_after(doc, 2, 0, 10).await.unwrap().into_rows(), [update(1)]);
    drop(tx);
    if db.database.engine() == Engine::Sqlite {
        let files = std::fs::read_dir(db.folder()).unwrap();
        for path in files.map(|entry| entry.unwrap().path()) {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(20).any(|window| window == &words[..20]);
            assert!(!found, "{}", path.display());
        }
    }
}
