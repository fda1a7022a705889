//! Documents and snapshots.

use bytes::Bytes;
use pact_model::document::DocumentKind;
use pact_model::ids::{DocumentId, ProcessId};
use pact_store::{SnapshotInfo, SnapshotRow, StoreError};

use crate::support::{TestDatabase, at, document, id, on_both_engines};

on_both_engines! {
    a_document_of_every_kind_is_found,
    documents_of_a_process_are_listed_oldest_first,
    publication_and_title_change,
    heads_of_many_documents_come_in_one_go,
    the_newest_snapshot_is_found,
    a_snapshot_beyond_the_log_is_refused,
    a_snapshot_is_stored_once,
    a_snapshot_of_another_epoch_is_refused,
    bytes_are_counted_after_the_snapshot,
}

async fn a_document_of_every_kind_is_found(db: &TestDatabase) {
    let process = db.process().await.id;
    for kind in [
        DocumentKind::PattoFondativo,
        DocumentKind::PattoCollaborazione,
        DocumentKind::Docpp,
        DocumentKind::Register,
        DocumentKind::Open,
    ] {
        let mut row = document(Some(process));
        row.kind = kind;
        row.published_at = Some(at(9));
        let mut tx = db.database.begin().await.unwrap();
        tx.insert_document(&row).await.unwrap();
        assert_eq!(tx.document(row.id).await.unwrap(), Some(row));
        tx.commit().await.unwrap();
    }
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.document(DocumentId::from_uuid(id())).await.unwrap(), None);
    assert_eq!(tx.head(DocumentId::from_uuid(id())).await.unwrap(), None);
}

async fn documents_of_a_process_are_listed_oldest_first(db: &TestDatabase) {
    let process = db.process().await.id;
    let rows = [document(Some(process)), document(Some(process)), document(Some(process))];
    let mut tx = db.database.begin().await.unwrap();
    for row in rows.iter().rev() {
        tx.insert_document(row).await.unwrap();
    }
    tx.insert_document(&document(None)).await.unwrap();
    assert_eq!(tx.documents(process).await.unwrap(), rows);
    assert_eq!(tx.documents(ProcessId::from_uuid(id())).await.unwrap(), vec![]);
}

async fn publication_and_title_change(db: &TestDatabase) {
    let doc = db.document().await;
    let mut tx = db.database.begin().await.unwrap();
    assert!(tx.set_document_published(doc, Some(at(7))).await.unwrap());
    assert!(tx.set_document_title(doc, "Patto dell’acqua").await.unwrap());
    let row = tx.document(doc).await.unwrap().unwrap();
    assert_eq!((row.published_at, row.title.as_str()), (Some(at(7)), "Patto dell’acqua"));
    assert!(tx.set_document_published(doc, None).await.unwrap());
    assert_eq!(tx.document(doc).await.unwrap().unwrap().published_at, None);
    let nobody = DocumentId::from_uuid(id());
    assert!(!tx.set_document_published(nobody, None).await.unwrap());
    assert!(!tx.set_document_title(nobody, "x").await.unwrap());
}

async fn heads_of_many_documents_come_in_one_go(db: &TestDatabase) {
    let mut docs = Vec::new();
    let mut tx = db.database.begin().await.unwrap();
    for _ in 0..130 {
        let row = document(None);
        tx.insert_document(&row).await.unwrap();
        docs.push(row.id);
    }
    tx.commit().await.unwrap();
    db.append(docs[100], 1..=4).await.unwrap();

    let mut asked = docs.clone();
    asked.push(DocumentId::from_uuid(id()));
    let mut tx = db.database.read().await.unwrap();
    let mut heads = tx.open_document_heads(&asked).await.unwrap();
    heads.sort();
    let expected: Vec<_> = docs.iter().map(|doc| (*doc, 1, if *doc == docs[100] { 4 } else { 0 })).collect();
    assert_eq!(heads, expected);
    assert_eq!(tx.open_document_heads(&[]).await.unwrap(), vec![]);
}

fn snapshot(doc: DocumentId, seq: i64) -> SnapshotRow {
    SnapshotRow {
        doc,
        epoch: 1,
        seq,
        state: Bytes::from(vec![7; 1000]),
        hash: [u8::try_from(seq).unwrap(); 32],
        verified_at: at(seq),
    }
}

async fn the_newest_snapshot_is_found(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=9).await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.latest_snapshot(doc, 1).await.unwrap(), None);
    // Out of order: what counts is how far a snapshot goes, not when it came.
    for seq in [5, 9, 3] {
        tx.insert_snapshot(&snapshot(doc, seq)).await.unwrap();
    }
    tx.commit().await.unwrap();

    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.document(doc).await.unwrap().unwrap().snapshot_seq, 9);
    assert_eq!(tx.latest_snapshot(doc, 1).await.unwrap(), Some(snapshot(doc, 9)));
    assert_eq!(tx.latest_snapshot(doc, 2).await.unwrap(), None);
    assert_eq!(tx.snapshot(doc, 1, 5).await.unwrap(), Some(snapshot(doc, 5)));
    assert_eq!(tx.snapshot(doc, 1, 4).await.unwrap(), None);
    let infos: Vec<_> = [3, 5, 9]
        .into_iter()
        .map(|seq| {
            let SnapshotRow { doc, epoch, seq, hash, verified_at, .. } = snapshot(doc, seq);
            SnapshotInfo { doc, epoch, seq, size: 1000, hash, verified_at }
        })
        .collect();
    assert_eq!(tx.snapshots(doc).await.unwrap(), infos);
}

/// I9: a snapshot says only what the log says.
async fn a_snapshot_beyond_the_log_is_refused(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=2).await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    let error = tx.insert_snapshot(&snapshot(doc, 3)).await.unwrap_err();
    assert!(matches!(error, StoreError::Gap { expected: 3, got: 3, .. }), "{error:?}");
    let error = tx.insert_snapshot(&snapshot(DocumentId::from_uuid(id()), 1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Absent { .. }), "{error:?}");
}

async fn a_snapshot_is_stored_once(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=2).await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_snapshot(&snapshot(doc, 2)).await.unwrap();
    let error = tx.insert_snapshot(&snapshot(doc, 2)).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { seq: 2, .. }), "{error:?}");
}

async fn a_snapshot_of_another_epoch_is_refused(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=2).await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    let error = tx.insert_snapshot(&SnapshotRow { epoch: 2, ..snapshot(doc, 2) }).await.unwrap_err();
    assert!(matches!(error, StoreError::EpochChanged { expected: 2, found: 1, .. }), "{error:?}");
}

async fn bytes_are_counted_after_the_snapshot(db: &TestDatabase) {
    let doc = db.document().await;
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.document_bytes(doc).await.unwrap(), 0);
    drop(tx);
    db.append(doc, 1..=5).await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.document_bytes(doc).await.unwrap(), 5 * 8); // "update n"
    tx.insert_snapshot(&snapshot(doc, 3)).await.unwrap();
    assert_eq!(tx.document_bytes(doc).await.unwrap(), 2 * 8);
}
