//! Commit, roll-back, isolation, writers side by side.

use pact_model::ids::DocumentId;
use pact_store::{Database, StoreError};

use crate::support::{TestDatabase, append, on_both_engines, process, update};

on_both_engines! {
    a_dropped_transaction_is_rolled_back,
    a_rolled_back_transaction_leaves_nothing,
    a_reader_cannot_write,
    a_reader_keeps_one_view,
    two_writers_take_turns,
    two_nodes_never_break_the_log,
    of_two_writers_of_one_seq_one_loses,
    a_task_may_own_a_transaction,
}

async fn a_dropped_transaction_is_rolled_back(db: &TestDatabase) {
    let row = process();
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_process(&row).await.unwrap();
    assert!(tx.process(row.id).await.unwrap().is_some());
    drop(tx);

    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.process(row.id).await.unwrap(), None);
    tx.insert_process(&row).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_rolled_back_transaction_leaves_nothing(db: &TestDatabase) {
    let doc = db.document().await;
    let mut tx = db.database.begin().await.unwrap();
    tx.append_updates(doc, 1, &[update(1)]).await.unwrap();
    tx.rollback().await.unwrap();

    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.head(doc).await.unwrap(), Some((1, 0)));
    assert!(tx.updates_after(doc, 1, 0, 10).await.unwrap().rows().is_empty());
}

async fn a_reader_cannot_write(db: &TestDatabase) {
    let mut tx = db.database.read().await.unwrap();
    let error = tx.insert_process(&process()).await.unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly), "{error:?}");
}

async fn a_reader_keeps_one_view(db: &TestDatabase) {
    let doc = db.document().await;
    let mut reader = db.database.read().await.unwrap();
    assert_eq!(reader.head(doc).await.unwrap(), Some((1, 0)));
    // A reader does not stop the writer.
    db.append(doc, 1..=5).await.unwrap();
    assert_eq!(reader.head(doc).await.unwrap(), Some((1, 0)));
    assert!(reader.updates_after(doc, 1, 5, 10).await.unwrap().rows().is_empty());
    reader.rollback().await.unwrap();
    let mut later = db.database.read().await.unwrap();
    assert_eq!(later.head(doc).await.unwrap(), Some((1, 5)));
}

/// Appends so many updates one by one, each after the head it finds.
async fn write_on(database: &Database, doc: DocumentId, count: usize) -> usize {
    let mut conflicts = 0;
    let mut written = 0;
    while written < count {
        let mut tx = database.begin().await.unwrap();
        let (_, head) = tx.head(doc).await.unwrap().unwrap();
        match tx.append_updates(doc, 1, &[update(head + 1)]).await {
            Ok(()) => {
                tx.commit().await.unwrap();
                written += 1;
            }
            Err(StoreError::Conflict { seq, .. }) => {
                assert_eq!(seq, head + 1);
                conflicts += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    conflicts
}

async fn two_writers_take_turns(db: &TestDatabase) {
    let doc = db.document().await;
    tokio::join!(write_on(&db.database, doc, 40), write_on(&db.database, doc, 40));
    let mut tx = db.database.read().await.unwrap();
    let tail = tx.updates_after(doc, 1, 0, 1000).await.unwrap();
    assert_eq!((tail.rows().len(), tail.last_seq(), tail.is_complete()), (80, 80, true));
}

/// I2: whatever two nodes do, the log stays one sequence.
async fn two_nodes_never_break_the_log(db: &TestDatabase) {
    let doc = db.document().await;
    let other = db.open_again().await.unwrap();
    tokio::join!(write_on(&db.database, doc, 40), write_on(&other, doc, 40));
    let mut tx = other.read().await.unwrap();
    let tail = tx.updates_after(doc, 1, 0, 1000).await.unwrap();
    assert_eq!((tail.rows().len(), tail.last_seq()), (80, 80));
    drop(tx);
    other.close().await;
}

/// I2: two orders are impossible.
async fn of_two_writers_of_one_seq_one_loses(db: &TestDatabase) {
    let doc = db.document().await;
    let other = db.open_again().await.unwrap();
    for seq in 1..=10 {
        let (one, two) = tokio::join!(db.append(doc, seq..=seq), append(&other, doc, seq..=seq));
        let lost = match (one, two) {
            (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
            both => panic!("{both:?}"),
        };
        assert!(matches!(lost, StoreError::Conflict { doc: d, seq: s } if d == doc && s == seq), "{lost:?}");
    }
    other.close().await;
}

/// Document owners are tasks: what they await must be able to move between threads.
async fn a_task_may_own_a_transaction(db: &TestDatabase) {
    let doc = db.document().await;
    let database = db.database.clone();
    let task = tokio::spawn(async move {
        let mut tx = database.begin().await?;
        tx.append_many(&[(doc, 1, vec![update(1)])]).await?;
        let heads = tx.open_document_heads(&[doc]).await?;
        tx.updates_after(doc, 1, 0, 1).await?;
        tx.list_audit(None, None, 1).await?;
        tx.commit().await?;
        Ok::<_, StoreError>(heads)
    });
    assert_eq!(task.await.unwrap().unwrap(), vec![(doc, 1, 1)]);
}
