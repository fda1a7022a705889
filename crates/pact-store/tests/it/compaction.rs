//! Compaction: rows give way to one that covers their places, and only what two snapshots cover.

use bytes::Bytes;
use pact_model::ids::{ActorId, DocumentId, PersonId};
use pact_store::{MergedRow, OriginKind, SnapshotRow, StoreError, UpdateRow};

use crate::support::{TestDatabase, at, id, on_both_engines, update};

on_both_engines! {
    a_merged_row_takes_the_place_of_others,
    a_merged_row_comes_back_as_it_was,
    the_log_goes_on_after_a_merged_row,
    a_merged_row_can_be_merged_again,
    a_hole_beside_a_merged_row_is_corrupt,
    a_merged_row_that_begins_after_its_end_is_corrupt,
    a_reader_in_the_middle_of_a_merged_row_gets_it_whole,
    rows_two_snapshots_do_not_cover_are_not_merged,
    rows_another_node_has_merged_are_not_merged_over,
    of_two_nodes_that_merge_the_same_rows_one_wins,
    a_merge_that_is_not_committed_leaves_the_log_as_it_was,
    the_two_newest_snapshots_stay,
    another_epoch_covers_nothing,
}

async fn snapshot(db: &TestDatabase, doc: DocumentId, seq: i64) {
    let row = SnapshotRow {
        doc,
        epoch: 1,
        seq,
        state: Bytes::from(format!("state {seq}")),
        hash: [7; 32],
        verified_at: at(seq),
    };
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_snapshot(&row).await.unwrap();
    tx.commit().await.unwrap();
}

/// A document with a log of 20 rows and snapshots at 15 and 18.
async fn covered(db: &TestDatabase) -> DocumentId {
    let doc = db.document().await;
    db.append(doc, 1..=20).await.unwrap();
    snapshot(db, doc, 15).await;
    snapshot(db, doc, 18).await;
    doc
}

fn merged(first_seq: i64, seq: i64) -> MergedRow {
    let replaces = u64::try_from(seq - first_seq + 1).unwrap();
    MergedRow {
        first_seq,
        replaces,
        update: UpdateRow { bytes: Bytes::from(format!("{first_seq}..={seq}")), ..update(seq) },
    }
}

async fn replace(db: &TestDatabase, doc: DocumentId, rows: &[MergedRow]) -> Result<(), StoreError> {
    let mut tx = db.database.begin().await?;
    tx.replace_updates(doc, 1, rows).await?;
    tx.commit().await
}

async fn words(db: &TestDatabase, doc: DocumentId) -> Vec<String> {
    let mut tx = db.database.read().await.unwrap();
    let tail = tx.updates_after(doc, 1, 0, 100).await.unwrap();
    assert!(tail.is_complete());
    tail.into_iter().map(|row| String::from_utf8(row.bytes.to_vec()).unwrap()).collect()
}

async fn a_merged_row_takes_the_place_of_others(db: &TestDatabase) {
    let doc = covered(db).await;
    let other = covered(db).await;
    replace(db, doc, &[merged(1, 9), merged(11, 15)]).await.unwrap();
    let expected =
        ["1..=9", "update 10", "11..=15", "update 16", "update 17", "update 18", "update 19", "update 20"];
    assert_eq!(words(db, doc).await, expected);
    assert_eq!(words(db, other).await.len(), 20);
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.head(doc).await.unwrap(), Some((1, 20)));
    // Page by page as well.
    let page = tx.updates_after(doc, 1, 0, 2).await.unwrap();
    assert_eq!((page.first_seq(), page.last_seq(), page.is_complete()), (1, 10, false));
    let page = tx.updates_after(doc, 1, 10, 2).await.unwrap();
    assert_eq!((page.first_seq(), page.last_seq()), (11, 16));
}

async fn a_merged_row_comes_back_as_it_was(db: &TestDatabase) {
    let doc = covered(db).await;
    let row = UpdateRow {
        seq: 15,
        person: Some(PersonId::from_uuid(id())),
        actor: Some(ActorId::from_uuid(id())),
        client_id: Some(i64::from(u32::MAX)),
        origin_kind: OriginKind::Relay,
        bytes: Bytes::from_static(&[0, 255, b'\'']),
        at: at(-3),
    };
    replace(db, doc, &[MergedRow { first_seq: 1, replaces: 15, update: row.clone() }]).await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.updates_after(doc, 1, 0, 1).await.unwrap().into_rows(), [row]);
}

async fn the_log_goes_on_after_a_merged_row(db: &TestDatabase) {
    let doc = covered(db).await;
    replace(db, doc, &[merged(1, 15)]).await.unwrap();
    db.append(doc, 21..=22).await.unwrap();
    assert_eq!(words(db, doc).await.len(), 8);
    // The places inside stay taken.
    let error = db.append(doc, 3..=3).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { seq: 3, .. }), "{error:?}");
}

async fn a_merged_row_can_be_merged_again(db: &TestDatabase) {
    let doc = covered(db).await;
    replace(db, doc, &[merged(1, 5), merged(6, 9)]).await.unwrap();
    replace(db, doc, &[MergedRow { replaces: 3, ..merged(1, 10) }]).await.unwrap();
    assert_eq!(words(db, doc).await[..2], ["1..=10", "update 11"]);
}

/// I2: a merged row covers its own places and no others.
async fn a_hole_beside_a_merged_row_is_corrupt(db: &TestDatabase) {
    for (missing, why) in
        [(2, "after seq 1 comes 3"), (9, "after seq 2 comes 10"), (10, "after seq 9 comes 11")]
    {
        let doc = covered(db).await;
        replace(db, doc, &[merged(3, 9)]).await.unwrap();
        let doc_id = db.literal(doc.as_uuid());
        db.execute(format!("delete from update_log where doc = {doc_id} and seq = {missing}")).await.unwrap();
        let mut tx = db.database.read().await.unwrap();
        let error = tx.updates_after(doc, 1, 0, 100).await.unwrap_err();
        assert!(matches!(&error, StoreError::Corrupt { why: found, .. } if found == why), "{error:?}");
    }
}

async fn a_merged_row_that_begins_after_its_end_is_corrupt(db: &TestDatabase) {
    let doc = covered(db).await;
    db.execute("update update_log set first_seq = 7 where seq = 6").await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    for after in [0, 5] {
        let error = tx.updates_after(doc, 1, after, 100).await.unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
    }
}

async fn a_reader_in_the_middle_of_a_merged_row_gets_it_whole(db: &TestDatabase) {
    let doc = covered(db).await;
    replace(db, doc, &[merged(3, 9)]).await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    let tail = tx.updates_after(doc, 1, 5, 100).await.unwrap();
    assert_eq!((tail.first_seq(), tail.rows()[0].seq, tail.rows().len()), (3, 9, 12));
    let tail = tx.updates_after(doc, 1, 9, 100).await.unwrap();
    assert_eq!((tail.first_seq(), tail.rows()[0].seq), (10, 10));
}

/// I9: rows outlive a snapshot until a second one covers them.
async fn rows_two_snapshots_do_not_cover_are_not_merged(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=20).await.unwrap();
    let refused = async |rows: &[MergedRow]| {
        let error = replace(db, doc, rows).await.unwrap_err();
        assert!(matches!(error, StoreError::Uncovered { .. }), "{error:?}");
    };
    refused(&[merged(1, 2)]).await;
    snapshot(db, doc, 15).await;
    refused(&[merged(1, 2)]).await;
    snapshot(db, doc, 18).await;
    refused(&[merged(1, 2), merged(14, 16)]).await;
    assert_eq!(words(db, doc).await.len(), 20);
    replace(db, doc, &[merged(1, 2), merged(14, 15)]).await.unwrap();
}

async fn rows_another_node_has_merged_are_not_merged_over(db: &TestDatabase) {
    let doc = covered(db).await;
    replace(db, doc, &[merged(3, 6)]).await.unwrap();
    // The last has as many rows as the caller has read, but one of them begins earlier.
    for stale in [merged(1, 6), merged(5, 8), merged(3, 6), MergedRow { replaces: 3, ..merged(6, 8) }] {
        let error = replace(db, doc, std::slice::from_ref(&stale)).await.unwrap_err();
        assert!(matches!(error, StoreError::Conflict { .. }), "{stale:?}: {error:?}");
        assert_eq!(words(db, doc).await.len(), 17);
    }
}

async fn of_two_nodes_that_merge_the_same_rows_one_wins(db: &TestDatabase) {
    let other = db.open_again().await.unwrap();
    for _ in 0..5 {
        let doc = covered(db).await;
        let compact = async |database: &pact_store::Database, row: MergedRow| {
            let mut tx = database.begin().await?;
            tx.replace_updates(doc, 1, &[row]).await?;
            tx.commit().await
        };
        let (one, two) = tokio::join!(compact(&db.database, merged(1, 9)), compact(&other, merged(4, 12)));
        let outcomes = [one, two];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(words(db, doc).await.len(), 12);
    }
    other.close().await;
}

async fn a_merge_that_is_not_committed_leaves_the_log_as_it_was(db: &TestDatabase) {
    let doc = covered(db).await;
    let mut tx = db.database.begin().await.unwrap();
    tx.replace_updates(doc, 1, &[merged(1, 9), merged(10, 15)]).await.unwrap();
    drop(tx);
    assert_eq!(words(db, doc).await.len(), 20);
}

async fn the_two_newest_snapshots_stay(db: &TestDatabase) {
    let doc = covered(db).await;
    snapshot(db, doc, 20).await;
    let delete = async |seq| {
        let mut tx = db.database.begin().await.unwrap();
        let outcome = tx.delete_snapshot(doc, 1, seq).await;
        if outcome.is_ok() {
            tx.commit().await.unwrap();
        }
        outcome
    };
    for seq in [18, 20] {
        let outcome = delete(seq).await;
        assert!(matches!(outcome, Err(StoreError::Uncovered { .. })), "{outcome:?}");
    }
    assert!(delete(15).await.unwrap());
    assert!(!delete(15).await.unwrap());
    let mut tx = db.database.read().await.unwrap();
    let left: Vec<_> = tx.snapshots(doc).await.unwrap().into_iter().map(|snapshot| snapshot.seq).collect();
    assert_eq!(left, [18, 20]);
}

async fn another_epoch_covers_nothing(db: &TestDatabase) {
    let doc = covered(db).await;
    db.execute("update snapshot set epoch = 2").await.unwrap();
    let error = replace(db, doc, &[merged(1, 9)]).await.unwrap_err();
    assert!(matches!(error, StoreError::Uncovered { .. }), "{error:?}");
}
