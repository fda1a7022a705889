//! The audit is only ever added to.

use pact_model::access::Role;
use pact_model::ids::{ActorId, DocumentId, ProcessId};
use pact_store::{AuditEntry, Engine};

use crate::support::{TestDatabase, at, id, on_both_engines};

on_both_engines! {
    the_audit_is_listed_newest_first,
    the_audit_is_read_page_by_page,
    the_audit_cannot_be_changed_or_deleted,
}

fn entry(process: Option<ProcessId>, detail: &str) -> AuditEntry {
    AuditEntry {
        process,
        document: None,
        actor: None,
        role: None,
        act: "link_created".to_owned(),
        detail: detail.to_owned(),
        at: at(0),
    }
}

async fn the_audit_is_listed_newest_first(db: &TestDatabase) {
    let process = ProcessId::from_uuid(id());
    let full = AuditEntry {
        document: Some(DocumentId::from_uuid(id())),
        actor: Some(ActorId::from_uuid(id())),
        role: Some(Role::Guarantor),
        ..entry(Some(process), "è «così»")
    };
    let system = entry(None, "demo");
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_audit(&full).await.unwrap();
    tx.insert_audit(&system).await.unwrap();
    let all: Vec<_> = tx.list_audit(None, None, 10).await.unwrap();
    assert!(all[0].id > all[1].id);
    assert_eq!(all.into_iter().map(|row| row.entry).collect::<Vec<_>>(), vec![system, full.clone()]);
    let of_process = tx.list_audit(Some(process), None, 10).await.unwrap();
    assert_eq!(of_process.into_iter().map(|row| row.entry).collect::<Vec<_>>(), vec![full]);
}

async fn the_audit_is_read_page_by_page(db: &TestDatabase) {
    let mut tx = db.database.begin().await.unwrap();
    for n in 0..5 {
        tx.insert_audit(&entry(None, &n.to_string())).await.unwrap();
    }
    let mut details = Vec::new();
    let mut before = None;
    loop {
        let page = tx.list_audit(None, before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        details.extend(page.into_iter().map(|row| row.entry.detail));
    }
    assert_eq!(details, ["4", "3", "2", "1", "0"]);
}

async fn the_audit_cannot_be_changed_or_deleted(db: &TestDatabase) {
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_audit(&entry(None, "vero")).await.unwrap();
    let before = tx.list_audit(None, None, 10).await.unwrap();
    tx.commit().await.unwrap();

    let mut attempts = vec!["update audit set detail = 'falso'".to_owned(), "delete from audit".to_owned()];
    match db.database.engine() {
        Engine::Sqlite => attempts.push(format!(
            "insert or replace into audit (id, act, detail, at) values ({}, 'x', 'falso', 0)",
            before[0].id
        )),
        Engine::Postgres => {
            attempts.push("truncate audit".to_owned());
            attempts.push(format!(
                "insert into audit (id, act, detail, at) overriding system value
                values ({}, 'x', 'falso', 0)
                on conflict (id) do update set detail = excluded.detail",
                before[0].id
            ));
        }
    }
    for sql in attempts {
        let error = db.execute(&sql).await.unwrap_err().to_string();
        assert!(error.contains("audit is append-only"), "{sql}: {error}");
    }
    let mut tx = db.database.read().await.unwrap();
    assert_eq!(tx.list_audit(None, None, 10).await.unwrap(), before);
}
