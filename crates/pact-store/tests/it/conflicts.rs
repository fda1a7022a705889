//! Fields that were set by several people at the same time.

use pact_model::ids::ActorId;
use pact_store::FieldConflictRow;
use serde_json::json;

use crate::support::{TestDatabase, at, id, on_both_engines};

on_both_engines! {
    a_conflict_is_open_until_it_is_settled,
}

async fn a_conflict_is_open_until_it_is_settled(db: &TestDatabase) {
    let doc = db.document().await;
    let value = |key: &str, value: serde_json::Value, clock: i64| FieldConflictRow {
        key: key.to_owned(),
        value,
        actor: (clock > 0).then(|| ActorId::from_uuid(id())),
        client_id: i64::from(u32::MAX),
        clock,
    };
    let state = "commitment/1/state";
    let two = [value(state, json!("confermato"), 0), value(state, json!("in_corso"), 7)];
    let three = [two[1].clone(), value(state, json!(true), 8), value(state, json!(0.5), 1)];
    let other = [value("actor/1/name", json!("b"), 3), value("actor/1/name", json!("a"), 2)];

    let mut tx = db.database.begin().await.unwrap();
    tx.put_field_conflict(doc, 1, 5, state, &two, at(1)).await.unwrap();
    tx.put_field_conflict(doc, 1, 6, "actor/1/name", &other, at(1)).await.unwrap();
    let open = tx.field_conflicts(doc, 1).await.unwrap();
    assert_eq!(open, [&other[..], &two[..]].concat(), "by key, values as they came");

    tx.put_field_conflict(doc, 1, 7, state, &three, at(2)).await.unwrap();
    assert_eq!(tx.field_conflicts(doc, 1).await.unwrap(), [&other[..], &three[..]].concat());
    assert_eq!(tx.field_conflicts(doc, 2).await.unwrap(), [], "of another generation");

    tx.put_field_conflict(doc, 1, 8, state, &[], at(3)).await.unwrap();
    tx.put_field_conflict(doc, 1, 8, "actor/1/name", &[], at(3)).await.unwrap();
    assert_eq!(tx.field_conflicts(doc, 1).await.unwrap(), []);
    tx.put_field_conflict(doc, 1, 9, state, &two, at(4)).await.unwrap();
    assert_eq!(tx.field_conflicts(doc, 1).await.unwrap(), two, "the same two may come again");
}
