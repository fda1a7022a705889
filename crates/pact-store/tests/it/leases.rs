//! Leases of client ids.

use pact_model::ids::{ActorId, DocumentId, PersonId};
use pact_store::{LEASE_LIMIT, LeaseRow, StoreError};

use crate::support::{TestDatabase, at, document, id, on_both_engines, update};

on_both_engines! {
    a_client_id_belongs_to_one_person,
    leases_of_a_document_are_listed,
    a_lease_moves_with_its_person,
    leases_and_rows_come_together_or_not_at_all,
    a_document_with_too_many_leases_is_not_read_in_part,
}

fn lease(doc: DocumentId, client_id: i64) -> LeaseRow {
    LeaseRow {
        doc,
        client_id,
        person: PersonId::from_uuid(id()),
        actor: Some(ActorId::from_uuid(id())),
        connection: "c-1".to_owned(),
        granted_at: at(1),
        released_at: None,
    }
}

/// I4: nobody is given clocks somebody else may have used.
async fn a_client_id_belongs_to_one_person(db: &TestDatabase) {
    let doc = db.document().await;
    let held = lease(doc, i64::from(u32::MAX));
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.lease(doc, held.client_id).await.unwrap(), None);
    assert!(tx.insert_lease(&held).await.unwrap());

    // The same once more, and from another connection of the same person: nothing changes.
    assert!(tx.insert_lease(&held).await.unwrap());
    let again = LeaseRow { connection: "c-2".to_owned(), granted_at: at(9), ..held.clone() };
    assert!(tx.insert_lease(&again).await.unwrap());
    assert_eq!(tx.lease(doc, held.client_id).await.unwrap(), Some(held.clone()));

    let foreign = LeaseRow { person: PersonId::from_uuid(id()), ..held.clone() };
    assert!(!tx.insert_lease(&foreign).await.unwrap());
    assert_eq!(tx.lease(doc, held.client_id).await.unwrap(), Some(held.clone()));

    assert!(tx.release_lease(doc, held.client_id, at(2)).await.unwrap());
    assert!(!tx.release_lease(doc, held.client_id, at(3)).await.unwrap());
    assert!(!tx.release_lease(doc, 1, at(3)).await.unwrap());
    assert!(!tx.insert_lease(&foreign).await.unwrap(), "released is not free");
    let released = LeaseRow { released_at: Some(at(2)), ..held };
    assert_eq!(tx.lease(doc, released.client_id).await.unwrap(), Some(released.clone()));

    let elsewhere = document(None);
    tx.insert_document(&elsewhere).await.unwrap();
    assert!(tx.insert_lease(&LeaseRow { doc: elsewhere.id, ..foreign }).await.unwrap());
}

async fn leases_of_a_document_are_listed(db: &TestDatabase) {
    let (doc, other) = (db.document().await, db.document().await);
    // More than one page of any other list.
    let mut rows: Vec<_> = (1..=1_500).map(|number| lease(doc, number * 7)).collect();
    rows[3].actor = None;
    rows[4].released_at = Some(at(5));
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.leases(doc).await.unwrap(), vec![]);
    for row in rows.iter().rev() {
        assert!(tx.insert_lease(row).await.unwrap());
    }
    assert!(tx.insert_lease(&lease(other, 7)).await.unwrap());
    assert_eq!(tx.leases(doc).await.unwrap(), rows);
    assert_eq!(tx.leases(DocumentId::from_uuid(id())).await.unwrap(), vec![]);
}

async fn a_lease_moves_with_its_person(db: &TestDatabase) {
    let doc = db.document().await;
    let held = lease(doc, 12);
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_lease(&held).await.unwrap();
    tx.release_lease(doc, 12, at(2)).await.unwrap();

    let stranger = PersonId::from_uuid(id());
    assert!(!tx.move_lease(doc, 12, stranger, None, "c-9", at(3)).await.unwrap());
    assert!(!tx.move_lease(doc, 13, held.person, None, "c-9", at(3)).await.unwrap());
    assert_eq!(tx.lease(doc, 12).await.unwrap().unwrap().released_at, Some(at(2)));

    let actor = Some(ActorId::from_uuid(id()));
    assert!(tx.move_lease(doc, 12, held.person, actor, "c-2", at(4)).await.unwrap());
    let moved = LeaseRow { actor, connection: "c-2".to_owned(), granted_at: at(4), ..held };
    assert_eq!(tx.lease(doc, 12).await.unwrap(), Some(moved));
}

/// The lease is stored before the first edit is acknowledged, and never without it.
async fn leases_and_rows_come_together_or_not_at_all(db: &TestDatabase) {
    let doc = db.document().await;
    let mut tx = db.database.begin().await.unwrap();
    assert!(tx.insert_lease(&lease(doc, 1)).await.unwrap());
    assert!(tx.insert_lease(&lease(doc, 2)).await.unwrap());
    // A row that does not follow on the log: somebody else owns the room.
    assert!(tx.append_updates(doc, 1, &[update(5)]).await.is_err());
    tx.rollback().await.unwrap();
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.leases(doc).await.unwrap(), vec![]);
    // Refused or not, the transaction goes on.
    assert!(tx.insert_lease(&lease(doc, 1)).await.unwrap());
    assert!(!tx.insert_lease(&lease(doc, 1)).await.unwrap());
    tx.append_updates(doc, 1, &[update(1)]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.database.read().await.unwrap().leases(doc).await.unwrap().len(), 1);
}

async fn a_document_with_too_many_leases_is_not_read_in_part(db: &TestDatabase) {
    let doc = db.document().await;
    let literal = db.literal(doc.as_uuid());
    let last = LEASE_LIMIT + 1;
    db.execute(format!(
        "with recursive number (n) as (select 1 union all select n + 1 from number where n < {last})
        insert into client_lease (doc, client_id, person, connection, granted_at)
        select {literal}, n, {literal}, 'c', 1 from number"
    ))
    .await
    .unwrap();
    let mut tx = db.database.read().await.unwrap();
    let error = tx.leases(doc).await.unwrap_err();
    assert!(matches!(error, StoreError::TooMany { table: "client_lease", limit: LEASE_LIMIT }), "{error:?}");
    drop(tx);
    db.execute("delete from client_lease where client_id = 1").await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.leases(doc).await.unwrap().len(), LEASE_LIMIT as usize);
}
