//! A row that cannot be read says which one it is. It is never a panic and never an empty answer.

use pact_store::{Engine, StoreError};

use crate::support::{TestDatabase, document, on_both_engines};

on_both_engines! {
    an_unknown_kind_names_the_document,
    a_negative_number_names_the_row,
    an_unknown_origin_names_the_update,
    json_that_is_none_names_the_row,
    a_corrupt_row_spoils_the_whole_list,
}

fn assert_corrupt<T: std::fmt::Debug>(result: Result<T, StoreError>, row: &str, column: &str) {
    match result {
        Err(StoreError::Corrupt { what, why }) => {
            assert_eq!(what, row);
            assert!(why.contains(column), "{why}");
        }
        other => panic!("{other:?}"),
    }
}

async fn an_unknown_kind_names_the_document(db: &TestDatabase) {
    let doc = db.document().await;
    db.execute("update document set kind = 'poema'").await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    assert_corrupt(
        tx.document(doc).await,
        &format!("document {doc}"),
        "column kind: unknown document kind: poema",
    );
}

async fn a_negative_number_names_the_row(db: &TestDatabase) {
    let doc = db.document().await;
    let row = format!("document {doc}");
    db.execute("update document set head_seq = -1").await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    assert_corrupt(tx.document(doc).await, &row, "column head_seq: -1 is negative");
    assert_corrupt(tx.head(doc).await, &row, "head_seq");
    assert_corrupt(tx.open_document_heads(&[doc]).await, &row, "head_seq");
    assert_corrupt(tx.updates_after(doc, 1, 0, 10).await, &row, "head_seq");
}

async fn an_unknown_origin_names_the_update(db: &TestDatabase) {
    let doc = db.document().await;
    db.append(doc, 1..=3).await.unwrap();
    db.execute("update update_log set origin_kind = 'sogno' where seq = 2").await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    let tail = tx.updates_after(doc, 1, 0, 10).await;
    assert_corrupt(tail, &format!("update_log {doc} 1 2"), "column origin_kind: unknown origin kind: sogno");
}

async fn json_that_is_none_names_the_row(db: &TestDatabase) {
    let process = db.process().await.id;
    let actor = db.actor(process).await.id;
    db.execute("update actor set secondary_categories = '[1, '").await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    assert_corrupt(tx.actor(actor).await, &format!("actor {actor}"), "column secondary_categories");
}

async fn a_corrupt_row_spoils_the_whole_list(db: &TestDatabase) {
    let process = db.process().await.id;
    let rows = [document(Some(process)), document(Some(process))];
    let mut tx = db.database.begin().await.unwrap();
    for row in &rows {
        tx.insert_document(row).await.unwrap();
    }
    tx.commit().await.unwrap();
    let bad = db.literal(rows[1].id.as_uuid());
    db.execute(format!("update document set schema = -7 where id = {bad}")).await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    assert_corrupt(tx.documents(process).await, &format!("document {}", rows[1].id), "schema");
}

/// PostgreSQL cannot hold an id of another length.
#[tokio::test]
async fn a_broken_id_or_hash_in_sqlite_is_corrupt() {
    let db = TestDatabase::new().await;
    assert_eq!(db.database.engine(), Engine::Sqlite);
    let process = db.process().await;
    db.execute("update process set id = x'0102'").await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    assert_corrupt(tx.process_by_slug(&process.slug).await, "process ?", "column id");
    drop(tx);
    db.remove().await;
}
