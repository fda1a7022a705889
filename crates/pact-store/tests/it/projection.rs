//! The register as rows.

use pact_store::{Cell, ProjectionRow, RegisterRows};

use crate::support::{TestDatabase, at, on_both_engines};

on_both_engines! {
    rows_are_replaced_as_a_whole,
}

async fn rows_are_replaced_as_a_whole(db: &TestDatabase) {
    let (doc, other) = (db.document().await, db.document().await);
    let row = |doc, seq| ProjectionRow {
        doc,
        epoch: 1,
        seq,
        starts_on: Some("2027-01-01".to_owned()),
        months: 12,
        basis: None,
        at: at(3),
    };
    let line = |id: &str, position: i64| vec![Cell::from(id), Cell::from(position), Cell::from("Nome")];
    let alliance = |actor: &str| vec![Cell::from("c1"), Cell::from(actor), Cell::from(1)];
    // More than one insert takes, by key as they come back.
    let many = RegisterRows {
        lines: (0..450).map(|n| line(&format!("l{n:03}"), n)).collect(),
        alliances: vec![alliance("A"), alliance("a"), alliance("è")],
        milestones: vec![vec![
            Cell::from("m1"),
            Cell::from(0),
            Cell::Text(None),
            Cell::from("Verifica «di metà» 🗓️"),
            Cell::from("M6"),
            Cell::Text(None),
            Cell::from("[]"),
        ]],
        ..RegisterRows::default()
    };
    let few = RegisterRows { lines: vec![line("l1", 0)], ..RegisterRows::default() };
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.projection(doc).await.unwrap(), None);
    tx.put_projection(&row(doc, 7), &many).await.unwrap();
    tx.put_projection(&row(other, 1), &few).await.unwrap();
    assert_eq!(tx.projection(doc).await.unwrap(), Some(row(doc, 7)));
    assert_eq!(tx.projected_rows(doc).await.unwrap(), many);
    tx.put_projection(&row(doc, 8), &few).await.unwrap();
    assert_eq!(tx.projected_rows(doc).await.unwrap(), few);
    let renamed = vec![Cell::from("l1"), Cell::from(4), Cell::from("Altro nome")];
    let other_few = RegisterRows { lines: vec![renamed, line("l2", 0)], ..RegisterRows::default() };
    tx.put_projection(&row(doc, 9), &other_few).await.unwrap();
    assert_eq!(tx.projected_rows(doc).await.unwrap(), other_few);
    tx.delete_projection(doc).await.unwrap();
    assert_eq!(tx.projection(doc).await.unwrap(), None);
    assert_eq!(tx.projected_rows(doc).await.unwrap(), RegisterRows::default());
    assert_eq!(tx.projected_rows(other).await.unwrap(), few, "another register's stay");
}
