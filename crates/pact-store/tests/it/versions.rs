//! Versions: numbered without gaps, each on a place of the log that stays.

use bytes::Bytes;
use pact_model::document::DocumentKind;
use pact_model::ids::{ActorId, DocumentId, MeetingId, PersonId};
use pact_model::version::{Contributor, VersionChanges, VersionReason};
use pact_store::{
    DocumentRow, LogPlace, MergedRow, SnapshotRow, StoreError, UpdateRow, VersionContentRow, VersionRow,
};

use crate::support::{TestDatabase, at, document, id, on_both_engines, update};

on_both_engines! {
    a_version_comes_back_as_it_was,
    the_newest_comes_first_and_a_reader_begins_where_they_may,
    a_number_is_taken_once_and_none_is_left_out,
    of_two_who_make_the_same_version_one_wins,
    a_version_stands_on_a_row_of_the_log,
    places_are_known_of_document_and_register,
    no_row_is_merged_across_a_version,
    rows_between_two_versions_are_merged,
    versions_are_counted_by_document,
    what_is_public_begins_at_a_version,
    a_flawed_line_is_corrupt,
}

fn line(doc: DocumentId, number: i64, seq: i64) -> VersionRow {
    VersionRow {
        place: LogPlace { doc, epoch: 1, seq },
        number,
        register: None,
        reason: VersionReason::Manual,
        message: "Prima della pausa: «più acqua» 💧".to_owned(),
        meeting: Some(MeetingId::from_uuid(id())),
        person: Some(PersonId::from_uuid(id())),
        actor: Some(ActorId::from_uuid(id())),
        contributors: vec![Contributor {
            actor: None,
            name: "Parrocchia \"di\" San Nicolò".to_owned(),
            sections: vec!["art-1".parse().unwrap()],
            register: true,
        }],
        changed: VersionChanges {
            sections: vec!["art-1".parse().unwrap()],
            commitments: vec!["c1".to_owned()],
            others: 2,
        },
        content_hash: [7; 32],
        chain_hash: [9; 32],
        created_at: at(seq),
        redacted_at: None,
    }
}

fn content(number: i64) -> VersionContentRow {
    VersionContentRow {
        canonical: Bytes::from(format!("canonical {number}")),
        state: Bytes::from(format!("state {number}")),
        register_state: (number % 2 == 0).then(|| Bytes::from_static(b"register")),
        stored_hash: [5; 32],
    }
}

async fn insert(db: &TestDatabase, row: &VersionRow) -> Result<(), StoreError> {
    let mut tx = db.database.begin().await?;
    tx.insert_version(row, &content(row.number)).await?;
    tx.commit().await
}

/// A document with that many rows.
async fn written(db: &TestDatabase, rows: i64) -> DocumentId {
    let doc = db.document().await;
    db.append(doc, 1..=rows).await.unwrap();
    doc
}

async fn a_version_comes_back_as_it_was(db: &TestDatabase) {
    let doc = written(db, 5).await;
    let register = written(db, 3).await;
    let first = line(doc, 1, 2);
    let second = VersionRow {
        register: Some(LogPlace { doc: register, epoch: 1, seq: 3 }),
        meeting: None,
        person: None,
        actor: None,
        contributors: Vec::new(),
        changed: VersionChanges::default(),
        redacted_at: Some(at(40)),
        ..line(doc, 2, 5)
    };
    for row in [&first, &second] {
        insert(db, row).await.unwrap();
    }
    let mut tx = db.database.read().await.unwrap();
    for row in [first, second] {
        assert_eq!(tx.version(doc, row.number).await.unwrap(), Some(row.clone()));
        assert_eq!(tx.version_content(doc, row.number).await.unwrap(), Some(content(row.number)));
    }
    assert_eq!(tx.version(doc, 3).await.unwrap(), None);
    assert_eq!(tx.version_content(doc, 3).await.unwrap(), None);
    assert_eq!(tx.newest_version(register).await.unwrap(), None);
    assert_eq!(tx.newest_version_number(register).await.unwrap(), 0);
}

async fn the_newest_comes_first_and_a_reader_begins_where_they_may(db: &TestDatabase) {
    let doc = written(db, 4).await;
    for number in 1..=4 {
        insert(db, &line(doc, number, number)).await.unwrap();
    }
    let mut tx = db.database.read().await.unwrap();
    let numbers = |rows: Vec<VersionRow>| rows.iter().map(|row| row.number).collect::<Vec<_>>();
    assert_eq!(numbers(tx.versions(doc, 1).await.unwrap()), [4, 3, 2, 1]);
    assert_eq!(numbers(tx.versions(doc, 3).await.unwrap()), [4, 3]);
    assert_eq!(numbers(tx.versions(doc, 5).await.unwrap()), [0_i64; 0]);
    assert_eq!(tx.newest_version(doc).await.unwrap().unwrap().number, 4);
    assert_eq!(tx.newest_version_number(doc).await.unwrap(), 4);
}

async fn a_number_is_taken_once_and_none_is_left_out(db: &TestDatabase) {
    let doc = written(db, 3).await;
    insert(db, &line(doc, 1, 1)).await.unwrap();
    for number in [1, 3] {
        let error = insert(db, &line(doc, number, 2)).await.unwrap_err();
        assert!(matches!(error, StoreError::VersionTaken { .. }), "{error:?}");
    }
    insert(db, &line(doc, 2, 2)).await.unwrap();
}

async fn of_two_who_make_the_same_version_one_wins(db: &TestDatabase) {
    let doc = written(db, 3).await;
    let other = db.open_again().await.unwrap();
    let row = line(doc, 1, 3);
    let content = content(1);
    let make = |database: &pact_store::Database| {
        let (database, row, content) = (database.clone(), row.clone(), content.clone());
        async move {
            let mut tx = database.begin().await?;
            tx.insert_version(&row, &content).await?;
            tx.commit().await
        }
    };
    let (one, two) = tokio::join!(make(&db.database), make(&other));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    let error = one.and(two).unwrap_err();
    assert!(matches!(error, StoreError::VersionTaken { .. } | StoreError::Duplicate { .. }), "{error:?}");
    other.close().await;
}

async fn a_version_stands_on_a_row_of_the_log(db: &TestDatabase) {
    let doc = covered(db).await;
    let beyond = insert(db, &line(doc, 1, 21)).await.unwrap_err();
    assert!(matches!(beyond, StoreError::Gap { .. }), "{beyond:?}");
    let mut other_epoch = line(doc, 1, 2);
    other_epoch.place.epoch = 2;
    let other_epoch = insert(db, &other_epoch).await.unwrap_err();
    assert!(matches!(other_epoch, StoreError::EpochChanged { .. }), "{other_epoch:?}");
    replace(db, doc, &[merged(3, 6)]).await.unwrap();
    let inside = insert(db, &line(doc, 1, 5)).await.unwrap_err();
    assert!(matches!(inside, StoreError::Conflict { seq: 5, .. }), "{inside:?}");
    let mut elsewhere = line(doc, 1, 6);
    elsewhere.register = Some(LogPlace { doc: written(db, 1).await, epoch: 1, seq: 2 });
    let elsewhere = insert(db, &elsewhere).await.unwrap_err();
    assert!(matches!(elsewhere, StoreError::Gap { .. }), "{elsewhere:?}");
    insert(db, &line(doc, 1, 6)).await.unwrap();
}

async fn places_are_known_of_document_and_register(db: &TestDatabase) {
    let (doc, register) = (written(db, 9).await, written(db, 9).await);
    let other = written(db, 9).await;
    let standing = |doc: DocumentId, number: i64, seq: i64, register_seq: i64| VersionRow {
        register: Some(LogPlace { doc: register, epoch: 1, seq: register_seq }),
        ..line(doc, number, seq)
    };
    for row in
        [standing(doc, 1, 2, 4), standing(doc, 2, 6, 4), standing(doc, 3, 6, 8), standing(other, 1, 3, 5)]
    {
        insert(db, &row).await.unwrap();
    }
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.version_places(doc, 1, 0, 9).await.unwrap(), [2, 6]);
    assert_eq!(tx.version_places(doc, 1, 2, 5).await.unwrap(), [0_i64; 0]);
    assert_eq!(tx.version_places(register, 1, 0, 9).await.unwrap(), [4, 5, 8]);
    assert_eq!(tx.version_places(register, 2, 0, 9).await.unwrap(), [0_i64; 0]);
}

/// A document with 20 rows and snapshots at 15 and 18.
async fn covered(db: &TestDatabase) -> DocumentId {
    let doc = written(db, 20).await;
    for seq in [15, 18] {
        let row = SnapshotRow {
            doc,
            epoch: 1,
            seq,
            state: Bytes::from_static(b"state"),
            hash: [7; 32],
            verified_at: at(seq),
        };
        let mut tx = db.database.begin().await.unwrap();
        tx.insert_snapshot(&row).await.unwrap();
        tx.commit().await.unwrap();
    }
    doc
}

fn merged(first_seq: i64, seq: i64) -> MergedRow {
    let replaces = u64::try_from(seq - first_seq + 1).unwrap();
    MergedRow {
        first_seq,
        replaces,
        update: UpdateRow { bytes: Bytes::from_static(b"merged"), ..update(seq) },
    }
}

async fn replace(db: &TestDatabase, doc: DocumentId, rows: &[MergedRow]) -> Result<(), StoreError> {
    let mut tx = db.database.begin().await?;
    tx.replace_updates(doc, 1, rows).await?;
    tx.commit().await
}

async fn no_row_is_merged_across_a_version(db: &TestDatabase) {
    let doc = covered(db).await;
    insert(db, &line(doc, 1, 4)).await.unwrap();
    for across in [merged(3, 6), merged(4, 6)] {
        let error = replace(db, doc, &[merged(8, 9), across]).await.unwrap_err();
        assert!(matches!(error, StoreError::VersionStands { seq: 4, .. }), "{error:?}");
    }
    // The register of a version is held to the same.
    let text = written(db, 1).await;
    let register = Some(LogPlace { doc, epoch: 1, seq: 10 });
    insert(db, &VersionRow { register, ..line(text, 1, 1) }).await.unwrap();
    let error = replace(db, doc, &[merged(9, 12)]).await.unwrap_err();
    assert!(matches!(error, StoreError::VersionStands { seq: 10, .. }), "{error:?}");
}

async fn rows_between_two_versions_are_merged(db: &TestDatabase) {
    let doc = covered(db).await;
    insert(db, &line(doc, 1, 4)).await.unwrap();
    insert(db, &line(doc, 2, 9)).await.unwrap();
    replace(db, doc, &[merged(2, 4), merged(5, 9), merged(10, 12)]).await.unwrap();
    let mut tx = db.database.read().await.unwrap();
    let seqs: Vec<i64> =
        tx.updates_after(doc, 1, 0, 99).await.unwrap().into_iter().map(|row| row.seq).collect();
    assert_eq!(seqs[..4], [1, 4, 9, 12]);
}

async fn versions_are_counted_by_document(db: &TestDatabase) {
    let process = db.process().await.id;
    let mut docs = Vec::new();
    for versions in [2, 0, 1] {
        let row = document(Some(process));
        let mut tx = db.database.begin().await.unwrap();
        tx.insert_document(&row).await.unwrap();
        tx.append_updates(row.id, 1, &[update(1)]).await.unwrap();
        tx.commit().await.unwrap();
        for number in 1..=versions {
            insert(db, &line(row.id, number, 1)).await.unwrap();
        }
        docs.push(row.id);
    }
    let mut counts = db.database.read().await.unwrap().version_counts(process).await.unwrap();
    counts.sort_unstable();
    let mut expected = [(docs[0], 2), (docs[2], 1)];
    expected.sort_unstable();
    assert_eq!(counts, expected);
}

async fn what_is_public_begins_at_a_version(db: &TestDatabase) {
    let row = DocumentRow { public_from: Some(3), kind: DocumentKind::Docpp, ..document(None) };
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_document(&row).await.unwrap();
    assert_eq!(tx.document(row.id).await.unwrap(), Some(row.clone()));
    assert!(tx.set_public_from(row.id, None).await.unwrap());
    assert_eq!(tx.document(row.id).await.unwrap().unwrap().public_from, None);
    assert!(!tx.set_public_from(DocumentId::from_uuid(id()), Some(1)).await.unwrap());
}

async fn a_flawed_line_is_corrupt(db: &TestDatabase) {
    let doc = written(db, 1).await;
    insert(db, &line(doc, 1, 1)).await.unwrap();
    for (set, column) in [
        ("reason = 'because'", "reason"),
        ("contributors = '{'", "contributors"),
        ("changed = '[]'", "changed"),
        ("content_hash = (select canonical from version_content)", "content_hash"),
    ] {
        let before = db.database.read().await.unwrap().version(doc, 1).await.unwrap().unwrap();
        db.execute(format!("update version set {set} where number = 1")).await.unwrap();
        let error = db.database.read().await.unwrap().version(doc, 1).await.unwrap_err();
        let said = error.to_string();
        assert!(said.contains(column) && said.contains(&doc.to_string()), "{said}");
        db.execute("delete from version_content").await.unwrap();
        db.execute("delete from version").await.unwrap();
        insert(db, &before).await.unwrap();
    }
}
