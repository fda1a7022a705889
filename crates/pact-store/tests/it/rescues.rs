//! Rescues: refused words, kept for their author.

use bytes::Bytes;
use pact_model::ids::{ActorId, DocumentId, PersonId, RescueId};
use pact_model::rescue::RescuedPart;
use pact_store::{RescueRow, RescueTotals, StoreError};

use crate::support::{TestDatabase, at, id, on_both_engines};

on_both_engines! {
    rescued_words_are_kept,
    settled_words_are_kept_and_no_longer_listed,
    what_is_kept_is_counted_until_it_is_settled,
    words_that_are_not_json_name_the_rescue,
}

fn rescue(doc: DocumentId, person: Option<PersonId>) -> RescueRow {
    RescueRow {
        id: RescueId::from_uuid(id()),
        doc,
        epoch: 1,
        person,
        actor: Some(ActorId::from_uuid(id())),
        client_id: Some(12),
        reason: "read_only".to_owned(),
        bytes: Bytes::from_static(&[0, 255, 1]),
        text: vec![
            RescuedPart {
                section: Some("art-1".parse().unwrap()), text: "Il «Tavolo»\n\"…\"".to_owned()
            },
            RescuedPart { section: None, text: String::new() },
        ],
        at: at(4),
        settled_at: None,
    }
}

/// I7: nothing is dropped silently.
async fn rescued_words_are_kept(db: &TestDatabase) {
    let (doc, other) = (db.document().await, db.document().await);
    let author = PersonId::from_uuid(id());
    let bare = |row| RescueRow { actor: None, client_id: None, text: Vec::new(), ..row };
    let rows = [rescue(doc, Some(author)), bare(rescue(doc, None)), rescue(doc, Some(author))];
    let mut tx = db.database.begin().await.unwrap();
    for row in &rows {
        tx.insert_rescue(row).await.unwrap();
    }
    tx.insert_rescue(&rescue(other, Some(author))).await.unwrap();
    let [first, second, third] = rows;
    assert_eq!(tx.rescue(first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(tx.rescue(RescueId::from_uuid(id())).await.unwrap(), None);
    assert_eq!(tx.rescues(doc, 10).await.unwrap(), vec![third.clone(), second, first.clone()]);
    assert_eq!(tx.rescues(doc, 1).await.unwrap(), vec![third.clone()]);
    assert_eq!(tx.rescues_of(doc, author, 10).await.unwrap(), vec![third, first]);
}

async fn settled_words_are_kept_and_no_longer_listed(db: &TestDatabase) {
    let doc = db.document().await;
    let author = PersonId::from_uuid(id());
    let (kept, settled) = (rescue(doc, Some(author)), rescue(doc, Some(author)));
    let mut tx = db.database.begin().await.unwrap();
    for row in [&kept, &settled] {
        tx.insert_rescue(row).await.unwrap();
    }
    assert!(tx.settle_rescue(settled.id, at(7)).await.unwrap());
    assert!(!tx.settle_rescue(settled.id, at(8)).await.unwrap());
    assert!(!tx.settle_rescue(RescueId::from_uuid(id()), at(8)).await.unwrap());
    assert_eq!(tx.rescues(doc, 10).await.unwrap(), vec![kept.clone()]);
    assert_eq!(tx.rescues_of(doc, author, 10).await.unwrap(), vec![kept]);
    let row = RescueRow { settled_at: Some(at(7)), ..settled };
    assert_eq!(tx.rescue(row.id).await.unwrap(), Some(row));
}

async fn what_is_kept_is_counted_until_it_is_settled(db: &TestDatabase) {
    let doc = db.document().await;
    let author = PersonId::from_uuid(id());
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.rescue_totals(doc).await.unwrap(), RescueTotals::default());
    let mut rows = [rescue(doc, Some(author)), rescue(doc, None), rescue(doc, Some(author))];
    for row in &mut rows {
        row.bytes = Bytes::from(vec![7; 100]);
        row.text = vec![RescuedPart { section: None, text: "più".to_owned() }];
        tx.insert_rescue(row).await.unwrap();
    }
    // Bytes, not characters: {"section":null,"text":"più"} has 29 in its brackets.
    let each = 100 + i64::try_from(r#"[{"section":null,"text":"più"}]"#.len()).unwrap();
    assert_eq!(tx.rescue_totals(doc).await.unwrap(), RescueTotals { rows: 3, bytes: 3 * each });
    let of = tx.rescue_totals_of(doc, author).await.unwrap();
    assert_eq!(of, RescueTotals { rows: 2, bytes: 2 * each });
    tx.settle_rescue(rows[0].id, at(7)).await.unwrap();
    assert_eq!(tx.rescue_totals(doc).await.unwrap(), RescueTotals { rows: 2, bytes: 2 * each });
    assert_eq!(tx.rescue_totals_of(doc, author).await.unwrap().rows, 1);
    assert_eq!(tx.rescue_totals(DocumentId::from_uuid(id())).await.unwrap(), RescueTotals::default());
}

async fn words_that_are_not_json_name_the_rescue(db: &TestDatabase) {
    let doc = db.document().await;
    let row = rescue(doc, None);
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_rescue(&row).await.unwrap();
    tx.commit().await.unwrap();
    db.execute(r#"update rescue set text = '[{"section":"A B","text":""}]'"#).await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    match tx.rescue(row.id).await {
        Err(StoreError::Corrupt { what, why }) => {
            assert_eq!(what, format!("rescue {}", row.id));
            assert!(why.starts_with("column text"), "{why}");
        }
        other => panic!("{other:?}"),
    }
}
