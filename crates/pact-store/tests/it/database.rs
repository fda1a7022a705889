//! Opening, closing, durability, and what happens when the database is not what it should be.

use std::time::Duration;

use pact_store::{Database, Engine, Options, StoreError};
use sqlx::Connection as _;

use crate::support::{TestDatabase, on_both_engines, process};

on_both_engines! {
    the_database_answers_a_ping,
    data_outlive_closing_and_opening,
    a_closed_database_is_unavailable,
    a_database_of_a_newer_program_is_refused,
    a_migration_that_was_edited_is_refused,
    two_programs_may_open_the_same_database,
    waiting_for_the_disk_can_be_seen,
}

async fn the_database_answers_a_ping(db: &TestDatabase) {
    db.database.ping().await.unwrap();
}

async fn data_outlive_closing_and_opening(db: &TestDatabase) {
    let row = db.process().await;
    let doc = db.document().await;
    db.append(doc, 1..=3).await.unwrap();
    db.database.close().await;

    let again = db.open_again().await.unwrap();
    let mut tx = again.read().await.unwrap();
    assert_eq!(tx.process(row.id).await.unwrap(), Some(row));
    assert_eq!(tx.head(doc).await.unwrap(), Some((1, 3)));
    assert_eq!(tx.updates_after(doc, 1, 0, 10).await.unwrap().rows().len(), 3);
    drop(tx);
    again.close().await;
}

async fn a_closed_database_is_unavailable(db: &TestDatabase) {
    db.database.close().await;
    assert!(matches!(db.database.begin().await, Err(StoreError::Unavailable(_))));
    assert!(matches!(db.database.read().await, Err(StoreError::Unavailable(_))));
    assert!(matches!(db.database.ping().await, Err(StoreError::Unavailable(_))));
}

async fn a_database_of_a_newer_program_is_refused(db: &TestDatabase) {
    db.execute(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        select 9999, 'from the future', success, checksum, 0 from _sqlx_migrations where version = 1",
    )
    .await
    .unwrap();
    assert!(matches!(db.open_again().await, Err(StoreError::Migration(_))));
}

async fn a_migration_that_was_edited_is_refused(db: &TestDatabase) {
    db.execute(
        "update _sqlx_migrations
        set checksum = (select checksum from _sqlx_migrations where version = 2)
        where version = 1",
    )
    .await
    .unwrap();
    assert!(matches!(db.open_again().await, Err(StoreError::Migration(_))));
}

async fn two_programs_may_open_the_same_database(db: &TestDatabase) {
    let row = db.process().await;
    let other = db.open_again().await.unwrap();
    let mut tx = other.read().await.unwrap();
    assert_eq!(tx.processes().await.unwrap(), vec![row]);
    drop(tx);
    other.close().await;
}

async fn waiting_for_the_disk_can_be_seen(db: &TestDatabase) {
    let (name, on, off) = match db.database.engine() {
        Engine::Sqlite => ("synchronous", "2", "0"),
        Engine::Postgres => ("synchronous_commit", "on", "off"),
    };
    assert!(db.database.durability().await.unwrap().contains(&(name, on.to_owned())));
    // The test of the test: switched off, the same question has another answer.
    let careless = db.open_with(Options { synchronous_off: true, ..Options::default() }).await.unwrap();
    assert!(careless.durability().await.unwrap().contains(&(name, off.to_owned())));
    careless.close().await;
}

#[tokio::test]
async fn sqlite_keeps_a_write_ahead_log_and_syncs_each_commit() {
    let db = TestDatabase::new().await;
    let expected = vec![("journal_mode", "wal".to_owned()), ("synchronous", "2".to_owned())];
    assert_eq!(db.database.durability().await.unwrap(), expected);
    assert_eq!(db.database.engine(), Engine::Sqlite);
    db.remove().await;
}

#[tokio::test]
async fn sqlite_waits_for_another_program_to_finish_writing() {
    let db = TestDatabase::new().await;
    let mut other = db.sqlite_connection().await;
    let held = other.begin_with("begin immediate").await.unwrap();
    let (ours, ()) = tokio::join!(db.database.begin(), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        held.rollback().await.unwrap();
    });
    ours.unwrap().rollback().await.unwrap();
    db.remove().await;
}

#[tokio::test]
async fn sqlite_gives_up_after_five_seconds() {
    let db = TestDatabase::new().await;
    let mut other = db.sqlite_connection().await;
    let held = other.begin_with("begin immediate").await.unwrap();
    let began = std::time::Instant::now();
    assert!(matches!(db.database.begin().await, Err(StoreError::Unavailable(_))));
    assert!((4..8).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    held.rollback().await.unwrap();
    db.database.begin().await.unwrap().rollback().await.unwrap();
    db.remove().await;
}

#[tokio::test]
async fn two_programs_may_create_the_same_sqlite_file_at_once() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("new.db").display());
        let (one, two) = tokio::join!(Database::connect(&url), Database::connect(&url));
        one.unwrap().close().await;
        two.unwrap().close().await;
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_corrupt() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.db");
    std::fs::write(&path, "Gentile Comune, ".repeat(500)).unwrap();
    let error = Database::connect(&format!("sqlite://{}", path.display())).await.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_is_missing_is_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/x.db");
    let error = Database::connect(&format!("sqlite://{}", path.display())).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn a_path_with_signs_is_taken_literally() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("comunità 50% #1.db");
    let database = Database::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let mut tx = database.begin().await.unwrap();
    tx.insert_process(&process()).await.unwrap();
    tx.commit().await.unwrap();
    database.close().await;
    assert!(path.metadata().unwrap().len() > 0);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let error = Database::connect("postgres://nobody@127.0.0.1:1/none").await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    for url in ["", "mysql://x/y", "sqlite::memory:", "postgres://[nonsense"] {
        let error = Database::connect(url).await.unwrap_err();
        assert!(matches!(error, StoreError::Address { .. }), "{url}: {error:?}");
    }
}
