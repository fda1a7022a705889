//! The quarantine: hashes of updates that did harm.

use pact_model::ids::DocumentId;
use pact_store::QUARANTINE_LIMIT;

use crate::support::{TestDatabase, at, id, on_both_engines};

on_both_engines! {
    strikes_add_up,
    the_newest_hashes_come_first_and_are_bounded,
}

async fn strikes_add_up(db: &TestDatabase) {
    // The document need not be there.
    let doc = DocumentId::from_uuid(id());
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.quarantined(1).await.unwrap(), Vec::<[u8; 32]>::new());
    assert_eq!(tx.quarantine(&[1; 32], doc, "in flight", 1, at(1)).await.unwrap(), 1);
    assert_eq!(tx.quarantine(&[2; 32], doc, "yrs panicked", 2, at(2)).await.unwrap(), 2);
    assert_eq!(tx.quarantined(2).await.unwrap(), [[2; 32]]);
    assert_eq!(tx.quarantine(&[1; 32], doc, "in flight", 1, at(3)).await.unwrap(), 2);
    assert_eq!(tx.quarantined(2).await.unwrap(), [[1; 32], [2; 32]]);
    assert_eq!(tx.quarantined(3).await.unwrap(), Vec::<[u8; 32]>::new());
}

/// Somebody who fills the list does not keep the server from starting.
async fn the_newest_hashes_come_first_and_are_bounded(db: &TestDatabase) {
    let doc = db.literal(&id());
    let hash = match db.database.engine() {
        pact_store::Engine::Sqlite => "cast(printf('%032d', n) as blob)",
        pact_store::Engine::Postgres => "convert_to(lpad(n::text, 32, '0'), 'UTF8')",
    };
    let last = QUARANTINE_LIMIT + 10;
    db.execute(format!(
        "with recursive number (n) as (select 1 union all select n + 1 from number where n < {last})
        insert into quarantine (hash, document, why, strikes, at)
        select {hash}, {doc}, 'in flight', 2, n from number"
    ))
    .await
    .unwrap();
    let mut tx = db.database.read().await.unwrap();
    let hashes = tx.quarantined(2).await.unwrap();
    assert_eq!(hashes.len(), QUARANTINE_LIMIT as usize);
    assert_eq!(hashes[0], *format!("{last:032}").as_bytes());
}
