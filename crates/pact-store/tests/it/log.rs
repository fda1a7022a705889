//! The log: appended in order, without gaps, by one writer at a time.

use bytes::Bytes;
use pact_model::ids::{ActorId, DocumentId, PersonId};
use pact_store::{LOG_PAGE_LIMIT, OriginKind, StoreError, UpdateRow};

use crate::support::{TestDatabase, at, id, on_both_engines, update};

on_both_engines! {
    updates_come_back_as_they_were,
    the_head_moves_with_the_log,
    nothing_to_append_is_no_error,
    a_taken_seq_is_a_conflict,
    a_row_beyond_the_head_is_a_conflict,
    a_gap_is_refused,
    another_epoch_is_refused,
    a_missing_document_is_absent_not_empty,
    a_group_goes_to_many_logs,
    a_group_fails_as_a_whole,
    groups_in_opposite_order_do_not_lock_each_other_out,
    a_log_is_read_page_by_page,
    a_hole_in_the_log_is_corrupt,
    a_log_that_lost_its_end_is_corrupt,
    an_older_epoch_can_still_be_read,
    ten_thousand_updates_are_appended_and_read,
}

async fn updates_come_back_as_they_were(db: &TestDatabase) {
    let doc = db.document().await;
    let kinds =
        [OriginKind::Edit, OriginKind::Server, OriginKind::Relay, OriginKind::Restore, OriginKind::Import];
    let rows: Vec<_> = (1..)
        .zip(kinds)
        .map(|(seq, origin_kind)| UpdateRow {
            seq,
            person: Some(PersonId::from_uuid(id())),
            actor: (seq > 2).then(|| ActorId::from_uuid(id())),
            client_id: (seq > 1).then_some(i64::from(u32::MAX)),
            origin_kind,
            bytes: Bytes::from(vec![0, 255, b'\'', u8::try_from(seq).unwrap()]),
            at: at(-seq),
        })
        .collect();
    let mut tx = db.database.begin().await.unwrap();
    tx.append_updates(doc, 1, &rows).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.database.read().await.unwrap();
    let tail = tx.updates_after(doc, 1, 0, 100).await.unwrap();
    assert!(tail.is_complete());
    assert_eq!(tail.into_rows(), rows);
}

async fn the_head_moves_with_the_log(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=2).await.unwrap();
    db.append(doc, 3..=77).await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.head(doc).await.unwrap(), Some((1, 77)));
    let tail = tx.updates_after(doc, 1, 70, 100).await.unwrap();
    assert_eq!(tail.last_seq(), 77);
    assert_eq!(tail.into_iter().map(|row| row.seq).collect::<Vec<_>>(), (71..=77).collect::<Vec<_>>());
    let nothing = tx.updates_after(doc, 1, 77, 100).await.unwrap();
    assert_eq!((nothing.rows().len(), nothing.last_seq(), nothing.is_complete()), (0, 77, true));
}

async fn nothing_to_append_is_no_error(db: &TestDatabase) {
    let doc = db.document().await;
    let mut tx = db.database.begin().await.unwrap();
    tx.append_updates(doc, 1, &[]).await.unwrap();
    tx.append_many(&[]).await.unwrap();
    assert_eq!(tx.head(doc).await.unwrap(), Some((1, 0)));
}

async fn a_taken_seq_is_a_conflict(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=5).await.unwrap();
    for seqs in [5..=5, 1..=1, 3..=9] {
        let first = *seqs.start();
        let error = db.append(doc, seqs).await.unwrap_err();
        assert!(
            matches!(error, StoreError::Conflict { doc: d, seq } if d == doc && seq == first),
            "{error:?}"
        );
    }
}

/// The primary key is the fence, even should a head lag behind.
async fn a_row_beyond_the_head_is_a_conflict(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=2).await.unwrap();
    db.execute("update document set head_seq = 1").await.unwrap();
    let error = db.append(doc, 2..=2).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { seq: 2, .. }), "{error:?}");
}

async fn a_gap_is_refused(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=2).await.unwrap();
    let error = db.append(doc, 4..=4).await.unwrap_err();
    assert!(matches!(error, StoreError::Gap { expected: 3, got: 4, .. }), "{error:?}");

    let mut tx = db.database.begin().await.unwrap();
    let error = tx.append_updates(doc, 1, &[update(3), update(5)]).await.unwrap_err();
    assert!(matches!(error, StoreError::Gap { expected: 4, got: 5, .. }), "{error:?}");
}

async fn another_epoch_is_refused(db: &TestDatabase) {
    let doc = db.document().await;
    let mut tx = db.database.begin().await.unwrap();
    let error = tx.append_updates(doc, 2, &[update(1)]).await.unwrap_err();
    assert!(matches!(error, StoreError::EpochChanged { expected: 2, found: 1, .. }), "{error:?}");
    let error = tx.updates_after(doc, 2, 0, 10).await.unwrap_err();
    assert!(matches!(error, StoreError::EpochChanged { expected: 2, found: 1, .. }), "{error:?}");
}

/// I10: a document that is not there is not an empty one.
async fn a_missing_document_is_absent_not_empty(db: &TestDatabase) {
    let nobody = DocumentId::from_uuid(id());
    let mut tx = db.database.begin().await.unwrap();
    let error = tx.append_updates(nobody, 1, &[update(1)]).await.unwrap_err();
    assert!(matches!(error, StoreError::Absent { .. }), "{error:?}");
    let error = tx.updates_after(nobody, 1, 0, 10).await.unwrap_err();
    assert!(matches!(error, StoreError::Absent { .. }), "{error:?}");
}

async fn a_group_goes_to_many_logs(db: &TestDatabase) {
    let (one, two, three) = (db.document().await, db.document().await, db.document().await);
    let mut tx = db.database.begin().await.unwrap();
    tx.append_many(&[
        (three, 1, (1..=70).map(update).collect()),
        (one, 1, vec![update(1)]),
        (two, 1, vec![]),
        (three, 1, (71..=75).map(update).collect()),
    ])
    .await
    .unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.database.read().await.unwrap();
    for (doc, head) in [(one, 1), (two, 0), (three, 75)] {
        assert_eq!(tx.head(doc).await.unwrap(), Some((1, head)));
        let tail = tx.updates_after(doc, 1, 0, 100).await.unwrap();
        assert_eq!(tail.into_rows(), (1..=head).map(update).collect::<Vec<_>>());
    }
}

async fn a_group_fails_as_a_whole(db: &TestDatabase) {
    let (one, two) = (db.document().await, db.document().await);
    db.append(two, 1..=1).await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    let error = tx.append_many(&[(one, 1, vec![update(1)]), (two, 1, vec![update(1)])]).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { doc, seq: 1 } if doc == two), "{error:?}");
    drop(tx);
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.head(one).await.unwrap(), Some((1, 0)));
}

async fn groups_in_opposite_order_do_not_lock_each_other_out(db: &TestDatabase) {
    let (one, two) = (db.document().await, db.document().await);
    let other = db.open_again().await.unwrap();
    for seq in 1..=20 {
        let there = [(one, 1, vec![update(seq)]), (two, 1, vec![update(seq)])];
        let back = [(two, 1, vec![update(seq)]), (one, 1, vec![update(seq)])];
        let commit = async |database: &pact_store::Database, groups: &[_]| {
            let mut tx = database.begin().await?;
            tx.append_many(groups).await?;
            tx.commit().await
        };
        let (left, right) = tokio::join!(commit(&db.database, &there), commit(&other, &back));
        let outcomes = [left, right];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert!(outcomes.iter().any(|outcome| matches!(outcome, Err(StoreError::Conflict { .. }))));
    }
    other.close().await;
}

async fn a_log_is_read_page_by_page(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=25).await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    let mut seqs = Vec::new();
    let mut after = 0;
    loop {
        let page = tx.updates_after(doc, 1, after, 10).await.unwrap();
        assert!(page.rows().len() <= 10);
        after = page.last_seq();
        let is_complete = page.is_complete();
        seqs.extend(page.into_iter().map(|row| row.seq));
        if is_complete {
            break;
        }
    }
    assert_eq!(seqs, (1..=25).collect::<Vec<_>>());
}

/// I2: a log with a hole is not read as if it had none.
async fn a_hole_in_the_log_is_corrupt(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=5).await.unwrap();
    db.execute("delete from update_log where seq = 3").await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    let error = tx.updates_after(doc, 1, 0, 100).await.unwrap_err();
    let StoreError::Corrupt { what, why } = &error else { panic!("{error:?}") };
    assert_eq!((what.as_str(), why.as_str()), (&*format!("update_log {doc} 1"), "after seq 2 comes 4"));
    assert_eq!(tx.updates_after(doc, 1, 3, 100).await.unwrap().rows().len(), 2);
    let error = tx.updates_after(doc, 1, 2, 100).await.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
}

/// I10: a shorter log is not a younger document.
async fn a_log_that_lost_its_end_is_corrupt(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=5).await.unwrap();
    db.execute("delete from update_log where seq > 3").await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    let error = tx.updates_after(doc, 1, 0, 100).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { why, .. } if why.contains("head is 5")), "{error:?}");
    assert!(!tx.updates_after(doc, 1, 0, 3).await.unwrap().is_complete());
    assert!(matches!(tx.updates_after(doc, 1, 3, 3).await, Err(StoreError::Corrupt { .. })));
}

async fn an_older_epoch_can_still_be_read(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=5).await.unwrap();
    db.execute("update document set epoch = 2, head_seq = 0").await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    tx.append_updates(doc, 2, &[update(1)]).await.unwrap();
    assert_eq!(tx.updates_after(doc, 2, 0, 100).await.unwrap().rows().len(), 1);
    let old = tx.updates_after(doc, 1, 0, 100).await.unwrap();
    assert_eq!((old.rows().len(), old.is_complete()), (5, true));
    assert!(!tx.updates_after(doc, 1, 0, 2).await.unwrap().is_complete());
}

async fn ten_thousand_updates_are_appended_and_read(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=10_003).await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    // More is asked for than one page gives.
    let page = tx.updates_after(doc, 1, 0, u32::MAX).await.unwrap();
    assert_eq!((page.rows().len(), page.is_complete()), (LOG_PAGE_LIMIT as usize, false));
    let rest = tx.updates_after(doc, 1, page.last_seq(), u32::MAX).await.unwrap();
    assert_eq!((rest.rows().len(), rest.is_complete()), (3, true));
    assert_eq!(rest.rows()[2].bytes, "update 10003");
    let bytes: usize = (1..=10_003).map(|n| format!("update {n}").len()).sum();
    assert_eq!(tx.document_bytes(doc).await.unwrap(), i64::try_from(bytes).unwrap());
}
