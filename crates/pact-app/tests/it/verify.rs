//! What was changed behind the application's back is found, and named.

use pact_app::rooms::{Author, SectionEdit};
use pact_app::versions::{Reader, VerifyFinding};
use pact_app::{AppError, Caller};
use pact_model::document::DocumentKind;
use pact_model::ids::DocumentId;

use crate::world::{SLUG, World, world};

/// Four versions of a document, of text and register, with rows between them; the last one is of text alone.
async fn history(world: &World) -> DocumentId {
    let created = world.process(SLUG).await;
    let patto =
        created.documents.iter().find(|row| row.kind == DocumentKind::PattoCollaborazione).unwrap().id;
    for number in 2..=4 {
        for turn in 0..3 {
            let title = format!("Perché — versione {number}, giro {turn} 🌱");
            let edit = SectionEdit::SetTitle { id: "art-1".parse().unwrap(), title };
            world.app.rooms.edit(patto, Author::default(), edit).await.unwrap();
        }
        if number < 4 {
            let words = format!(
                r#"{{"fields":{{"commitment/c1/state":"in_corso"}},"texts":{{"text:commitment/c1/what":"apre {number}"}}}}"#
            );
            world.app.import_register(SLUG, words.as_bytes()).await.unwrap();
        }
        world.clock.advance_seconds(60);
        let made = world.app.make_version(Caller::Operator, patto, &format!("La {number}")).await;
        assert!(number < 4 || made.is_ok());
    }
    let report = world.app.verify_versions(None).await.unwrap();
    assert_eq!((report.findings, report.documents, report.versions), (vec![], 2, 7));
    assert_eq!((report.from_log, report.redacted), (7, 0));
    patto
}

/// Version and kind of what is found after something was changed behind the application's back.
async fn found_after(change: impl AsyncFnOnce(&World, DocumentId)) -> Option<(Option<u32>, &'static str)> {
    let world = world().await;
    let patto = history(&world).await;
    change(&world, patto).await;
    let report = world.app.verify_versions(Some(patto)).await.unwrap();
    let found = report.findings.first().cloned();
    let checked = world.app.check().await.unwrap();
    assert_eq!(checked.findings.is_empty(), found.is_none(), "{:?}", checked.findings);
    let VerifyFinding { version, kind, what, .. } = found?;
    assert!(!what.is_empty());
    Some((version, kind))
}

/// The same after one statement; `PATTO` and `REGISTER` stand for the documents.
async fn found_after_sql(sql: &str) -> Option<(Option<u32>, &'static str)> {
    found_after(async |world, patto| {
        let register = world.app.register(Caller::Operator, SLUG).await.unwrap().document.id;
        let literal = |id: DocumentId| format!("x'{}'", id.as_uuid().simple());
        let sql = sql.replace("PATTO", &literal(patto)).replace("REGISTER", &literal(register));
        assert!(world.sql(&sql).await > 0, "{sql} changed nothing");
    })
    .await
}

#[tokio::test]
async fn a_whole_history_agrees_with_itself_also_after_compaction() {
    let world = world().await;
    let patto = history(&world).await;
    world.app.rooms.shutdown().await;
    assert_eq!(world.app.check().await.unwrap().findings, []);
    let nothing = DocumentId::from_uuid(uuid::Uuid::from_u128(1));
    assert!(matches!(world.app.verify_versions(Some(nothing)).await, Err(AppError::NotFound(_))));
    let history = world.app.versions(Reader::Table(Caller::Operator), patto).await.unwrap();
    assert_eq!(history.total, 4);
}

#[tokio::test]
async fn a_flipped_bit_is_found_wherever_it_is() {
    for (column, kind) in [("state", "state"), ("register_state", "state"), ("canonical", "canonical")] {
        for part in [0, 1, 2, 3] {
            let found = found_after(async |world, patto| {
                let at = format!("doc = x'{}' and number = 2", patto.as_uuid().simple());
                let from = format!("from version_content where {at}");
                let mut bytes = world.blob(&format!("select {column} {from}")).await;
                let place = bytes.len() * part / 4 + 4 * usize::from(part == 0);
                bytes[place] ^= 4;
                world.put_blob(&format!("update version_content set {column} = $1 where {at}"), bytes).await;
            });
            assert_eq!(found.await, Some((Some(2), kind)), "{column} {part}");
        }
    }
}

#[tokio::test]
async fn a_missing_row_of_the_log_is_found() {
    for (sql, kind) in [
        ("delete from update_log where doc = PATTO and seq = 3", "log"),
        (
            "delete from update_log where doc = PATTO and seq = (select head_seq from document where id = PATTO)",
            "log",
        ),
        ("delete from update_log where doc = REGISTER and seq = 2", "register_log"),
    ] {
        assert_eq!(found_after_sql(sql).await, Some((None, kind)), "{sql}");
    }
}

/// Nobody misses the row itself: its neighbour says that it covers both places.
#[tokio::test]
async fn a_row_that_was_taken_out_quietly_is_found() {
    let sql = "delete from update_log where doc = PATTO and seq = 4;
        update update_log set first_seq = 4 where doc = PATTO and seq = 5";
    assert_eq!(found_after_sql(sql).await, Some((Some(2), "log")));
    let sql = "delete from update_log where doc = REGISTER and seq = 2;
        update update_log set first_seq = 2 where doc = REGISTER and seq = 3";
    assert_eq!(found_after_sql(sql).await, Some((Some(2), "register_log")));
}

#[tokio::test]
async fn an_edited_line_is_found() {
    for (set, kind) in [
        ("message = 'Approvata da tutti'", "message"),
        ("created_at = created_at - 1000000", "message"),
        ("chain_hash = content_hash", "chain_hash"),
        ("content_hash = chain_hash", "content_hash"),
        ("reason = 'because'", "version"),
    ] {
        let sql = format!("update version set {set} where doc = PATTO and number = 3");
        let found = found_after_sql(&sql).await.unwrap();
        assert_eq!(found.1, kind, "{set}");
        assert!(kind == "version" || found.0 == Some(3), "{set}: {found:?}");
    }
    let newest = "update version set message = 'Altro' where doc = PATTO and number = 4";
    assert_eq!(found_after_sql(newest).await, Some((Some(4), "message")));
}

#[tokio::test]
async fn versions_that_changed_places_are_found() {
    let lines = "update version set number = number + 100 where doc = PATTO and number in (2, 3);
        update version set number = 105 - number where doc = PATTO and number > 100";
    let contents = lines.replace("update version ", "update version_content ");
    let swapped = |sql: &str| format!("pragma foreign_keys = off; {sql}");
    for sql in [lines.to_owned(), contents.clone(), format!("{lines}; {contents}")] {
        assert_eq!(found_after_sql(&swapped(&sql)).await, Some((Some(2), "order")), "{sql}");
    }
}

#[tokio::test]
async fn a_version_that_is_gone_is_found() {
    let gone = "delete from version_content where doc = PATTO and number = 2;
        delete from version where doc = PATTO and number = 2";
    assert_eq!(found_after_sql(gone).await, Some((Some(2), "order")));
    let held = "delete from version_content where doc = PATTO and number = 3";
    assert_eq!(found_after_sql(held).await, Some((Some(3), "state")));
}
