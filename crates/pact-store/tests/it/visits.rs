//! Visits.

use pact_store::{StoreError, VisitRow};

use crate::support::{TestDatabase, at, on_both_engines};

on_both_engines! {
    a_visit_takes_the_place_of_the_one_before,
    a_visit_is_somebodys,
}

async fn a_visit_takes_the_place_of_the_one_before(db: &TestDatabase) {
    let (one, other) = (db.process().await.id, db.process().await.id);
    let (person, friend) = (db.person().await.id, db.person().await.id);
    let first = VisitRow { seen_at: at(5), since_at: None };
    let second = VisitRow { seen_at: at(9), since_at: Some(at(5)) };
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.visit(person, one).await.unwrap(), None);
    tx.put_visit(person, one, &first).await.unwrap();
    assert_eq!(tx.visit(person, one).await.unwrap(), Some(first));
    tx.put_visit(person, one, &second).await.unwrap();
    assert_eq!(tx.visit(person, one).await.unwrap(), Some(second));
    assert_eq!(tx.visit(person, other).await.unwrap(), None);
    assert_eq!(tx.visit(friend, one).await.unwrap(), None);
}

async fn a_visit_is_somebodys(db: &TestDatabase) {
    let process = db.process().await.id;
    let stranger = pact_model::ids::PersonId::from_uuid(crate::support::id());
    let mut tx = db.database.begin().await.unwrap();
    let refused = tx.put_visit(stranger, process, &VisitRow { seen_at: at(1), since_at: None }).await;
    assert!(matches!(refused, Err(StoreError::Dangling { .. })), "{refused:?}");
}
