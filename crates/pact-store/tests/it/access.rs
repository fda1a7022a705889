//! Persons, mandates, links, login sessions.

use pact_model::access::Role;
use pact_model::ids::{ActorId, LinkId, LoginSessionId, PersonId, ProcessId};
use pact_store::{AccessLinkRow, LoginSessionRow, MandateRow, PersonRow, StoreError};

use crate::support::{TestDatabase, at, id, on_both_engines};

on_both_engines! {
    a_person_may_have_a_name,
    a_mandate_is_given_ended_and_given_again,
    a_link_of_every_role_is_found_by_its_token,
    a_link_is_revoked_once,
    a_token_opens_one_link,
    a_login_session_is_found_touched_and_ended,
    expired_login_sessions_are_forgotten,
}

async fn a_person_may_have_a_name(db: &TestDatabase) {
    let anonymous = db.person().await;
    let named =
        PersonRow {
            id: PersonId::from_uuid(id()), name: Some("Niccolò Œ 李".to_owned()), created_at: at(1)
        };
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_person(&named).await.unwrap();
    assert_eq!(tx.person(named.id).await.unwrap(), Some(named));
    assert_eq!(tx.person(anonymous.id).await.unwrap(), Some(anonymous));
    assert_eq!(tx.person(PersonId::from_uuid(id())).await.unwrap(), None);
}

async fn a_mandate_is_given_ended_and_given_again(db: &TestDatabase) {
    let process = db.process().await.id;
    let actor = db.actor(process).await.id;
    let person = db.person().await.id;
    let given = MandateRow { person, actor, given_at: at(1), ended_at: None };
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.mandates(person).await.unwrap(), vec![]);
    tx.put_mandate(&given).await.unwrap();
    assert!(tx.end_mandate(person, actor, at(2)).await.unwrap());
    assert!(!tx.end_mandate(person, actor, at(3)).await.unwrap());
    assert!(!tx.end_mandate(person, ActorId::from_uuid(id()), at(3)).await.unwrap());
    let ended = MandateRow { ended_at: Some(at(2)), ..given.clone() };
    assert_eq!(tx.mandates(person).await.unwrap(), vec![ended]);
    let again = MandateRow { given_at: at(9), ..given };
    tx.put_mandate(&again).await.unwrap();
    assert_eq!(tx.mandates(person).await.unwrap(), vec![again]);
}

fn link(process: ProcessId, role: Role, byte: u8) -> AccessLinkRow {
    AccessLinkRow {
        id: LinkId::from_uuid(id()),
        process,
        role,
        actor: None,
        token_hash: [byte; 32],
        label: "Tavolo di martedì".to_owned(),
        created_at: at(i64::from(byte)),
        expires_at: None,
        revoked_at: None,
    }
}

async fn a_link_of_every_role_is_found_by_its_token(db: &TestDatabase) {
    let process = db.process().await.id;
    let actor = db.actor(process).await.id;
    let mut tx = db.database.begin().await.unwrap();
    let mut all = Vec::new();
    for (byte, &role) in (0..).zip(Role::ALL) {
        let mut row = link(process, role, byte);
        if role == Role::Member {
            row.actor = Some(actor);
            row.expires_at = Some(at(100));
        }
        tx.insert_access_link(&row).await.unwrap();
        assert_eq!(tx.access_link_by_hash(&[byte; 32]).await.unwrap(), Some(row.clone()));
        assert_eq!(tx.access_link(row.id).await.unwrap(), Some(row.clone()));
        all.push(row);
    }
    assert_eq!(tx.access_links(process).await.unwrap(), all);
    assert_eq!(tx.access_link_by_hash(&[255; 32]).await.unwrap(), None);
    assert_eq!(tx.access_link(LinkId::from_uuid(id())).await.unwrap(), None);
    assert_eq!(tx.access_links(ProcessId::from_uuid(id())).await.unwrap(), vec![]);
}

async fn a_link_is_revoked_once(db: &TestDatabase) {
    let row = link(db.process().await.id, Role::Community, 1);
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_access_link(&row).await.unwrap();
    assert!(tx.revoke_access_link(row.id, at(5)).await.unwrap());
    assert!(!tx.revoke_access_link(row.id, at(6)).await.unwrap());
    assert!(!tx.revoke_access_link(LinkId::from_uuid(id()), at(6)).await.unwrap());
    let revoked = tx.access_link_by_hash(&row.token_hash).await.unwrap().unwrap();
    assert_eq!(revoked, AccessLinkRow { revoked_at: Some(at(5)), ..row });
}

async fn a_token_opens_one_link(db: &TestDatabase) {
    let process = db.process().await.id;
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_access_link(&link(process, Role::Member, 1)).await.unwrap();
    let error = tx.insert_access_link(&link(process, Role::Member, 1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate { .. }), "{error:?}");
}

async fn login_session(db: &TestDatabase, byte: u8) -> LoginSessionRow {
    let link = link(db.process().await.id, Role::Member, byte);
    let row = LoginSessionRow {
        id: LoginSessionId::from_uuid(id()),
        hash: [byte; 32],
        person: db.person().await.id,
        link: link.id,
        created_at: at(0),
        seen_at: at(1),
        expires_at: at(i64::from(byte)),
    };
    let mut tx = db.database.begin().await.unwrap();
    tx.insert_access_link(&link).await.unwrap();
    tx.insert_login_session(&row).await.unwrap();
    tx.commit().await.unwrap();
    row
}

async fn a_login_session_is_found_touched_and_ended(db: &TestDatabase) {
    let row = login_session(db, 10).await;
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.login_session_by_hash(&row.hash).await.unwrap(), Some(row.clone()));
    assert_eq!(tx.login_session_by_hash(&[0; 32]).await.unwrap(), None);
    assert!(tx.touch_login_session(row.id, at(20), at(30)).await.unwrap());
    let touched = LoginSessionRow { seen_at: at(20), expires_at: at(30), ..row };
    assert_eq!(tx.login_session_by_hash(&touched.hash).await.unwrap(), Some(touched.clone()));
    assert!(tx.delete_login_session(touched.id).await.unwrap());
    assert!(!tx.delete_login_session(touched.id).await.unwrap());
    assert!(!tx.touch_login_session(touched.id, at(20), at(30)).await.unwrap());
    assert_eq!(tx.login_session_by_hash(&touched.hash).await.unwrap(), None);
}

async fn expired_login_sessions_are_forgotten(db: &TestDatabase) {
    let (old, young) = (login_session(db, 10).await, login_session(db, 20).await);
    let mut tx = db.database.begin().await.unwrap();
    assert_eq!(tx.delete_login_sessions_expired_before(at(20)).await.unwrap(), 1);
    assert_eq!(tx.login_session_by_hash(&old.hash).await.unwrap(), None);
    assert_eq!(tx.login_session_by_hash(&young.hash).await.unwrap(), Some(young));
}
