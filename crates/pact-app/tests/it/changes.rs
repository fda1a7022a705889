//! What changed since somebody was here, or since a meeting.

use pact_app::changes::{CommitmentChangeKind, Decision, ProcessChanges, Since, Waiting};
use pact_app::links::NewLink;
use pact_app::redaction::RedactionOrder;
use pact_app::rooms::{Author, SectionEdit};
use pact_app::{AppError, Caller, Thing};
use pact_model::access::{Identity, Role};
use pact_model::document::{DocumentKind, SectionId};
use pact_model::ids::{DocumentId, MeetingId};
use pact_model::time::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{SLUG, World, world};

const HOUR: i64 = 60 * 60;
const OTHER: &str = "01900000-0000-7000-8000-00000000a001";

impl World {
    /// A process and its pact.
    async fn with_patto(&self) -> DocumentId {
        let created = self.process(SLUG).await;
        self.clock.advance_seconds(HOUR);
        created.documents.iter().find(|row| row.kind == DocumentKind::PattoCollaborazione).unwrap().id
    }

    async fn edit(&self, document: DocumentId, edit: SectionEdit) {
        self.clock.advance_seconds(60);
        self.app.rooms.edit(document, Author::default(), edit).await.unwrap();
    }

    async fn title(&self, document: DocumentId, section: &str, title: &str) {
        self.edit(document, SectionEdit::SetTitle { id: id(section), title: title.to_owned() }).await;
    }

    async fn set(&self, fields: Value, texts: Value) {
        self.clock.advance_seconds(60);
        let file = json!({ "fields": fields, "texts": texts }).to_string();
        self.app.import_register(SLUG, file.as_bytes()).await.unwrap();
    }

    async fn since(&self, by: &Identity, since: Since) -> ProcessChanges {
        self.app.changes(by.into(), SLUG, since).await.unwrap()
    }

    async fn body(&self, name: &str) -> Identity {
        let new = NewLink { role: Role::Member, actor: Some(name.to_owned()) };
        let link = self.app.create_link(Caller::Operator, SLUG, &new).await.unwrap();
        self.app.identify_token(link.secret.expose()).await.unwrap()
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

fn id(section: &str) -> SectionId {
    section.parse().unwrap()
}

fn sections(changes: &ProcessChanges) -> Vec<String> {
    changes.documents.iter().flat_map(|it| &it.sections).map(|(id, title)| format!("{id} {title}")).collect()
}

#[tokio::test]
async fn at_the_first_visit_nothing_is_listed_and_at_the_next_what_changed_since() {
    let world = world().await;
    let patto = world.with_patto().await;
    let me = world.body("Circolo").await;
    world.title(patto, "art-1", "Prima di me").await;
    let first = world.since(&me, Since::Visit).await;
    assert_eq!((first.since, first.documents.len()), (None, 0));
    let left = world.now();

    world.title(patto, "art-2", "Dopo di me").await;
    // Still the same visit: somebody looks again a minute later.
    assert_eq!(world.since(&me, Since::Visit).await.since, None);
    let left = Timestamp::from_micros(left.as_micros() + 60_000_000);
    world.clock.advance_seconds(HOUR);
    world.title(patto, "art-3", "Molto dopo").await;

    let second = world.since(&me, Since::Visit).await;
    assert_eq!(second.since, Some(left));
    assert_eq!(sections(&second), ["art-3 Molto dopo"]);
    assert_eq!(second.documents[0].document, patto);
    assert_eq!(second.documents[0].version, Some(1));
    assert_eq!(second.documents[0].comparison.summary.changes, 1);
    world.clock.advance_seconds(60);
    assert_eq!(sections(&world.since(&me, Since::Visit).await), ["art-3 Molto dopo"]);
    // To somebody else it is another visit.
    let other = world.body("Biblioteca").await;
    assert_eq!(world.since(&other, Since::Visit).await.since, None);
}

#[tokio::test]
async fn a_moment_between_two_versions_is_read_from_the_log() {
    let world = world().await;
    let patto = world.with_patto().await;
    world.title(patto, "art-1", "Uno").await;
    let before = world.now();
    world.title(patto, "art-1", "Due").await;
    let between = world.now();
    world.app.make_version(Caller::Operator, patto, "Riletto insieme").await.unwrap();
    world.title(patto, "art-2", "Tre").await;

    let me = world.somebody(SLUG, Role::Guarantor).await;
    assert_eq!(sections(&world.since(&me, Since::Time(before)).await), ["art-1 Due", "art-2 Tre"]);
    let since_between = world.since(&me, Since::Time(between)).await;
    assert_eq!(sections(&since_between), ["art-2 Tre"]);
    assert_eq!(since_between.documents[0].version, Some(2));
    let now = world.since(&me, Since::Time(world.now())).await;
    assert!(now.documents.is_empty() && now.decisions.is_empty());
    let from = world.since(&me, Since::Time(before)).await.decisions;
    assert_eq!(from, [Decision::Version(patto, 2, "Riletto insieme".to_owned())]);
}

#[tokio::test]
async fn words_that_came_and_went_are_no_change() {
    let world = world().await;
    let patto = world.with_patto().await;
    let before = world.now();
    let title = world.app.rooms.content(patto).await.unwrap().sections[2].clone();
    world.title(patto, title.id.as_str(), "Altro").await;
    world.title(patto, title.id.as_str(), &title.title).await;
    let me = world.somebody(SLUG, Role::Member).await;
    assert!(world.since(&me, Since::Time(before)).await.documents.is_empty());
}

#[tokio::test]
async fn who_missed_a_meeting_sees_what_was_done_since_it_closed() {
    let world = world().await;
    let patto = world.with_patto().await;
    let meeting = world.app.process(Caller::Operator, SLUG).await.unwrap().meetings[0].id;
    let me = world.somebody(SLUG, Role::Member).await;
    // Nobody opened it here: the calendar says when it was over.
    let planned = world.since(&me, Since::Meeting(meeting)).await.since;
    assert!(planned.is_some_and(|end| end < world.now()), "{planned:?}");
    let open = |open| world.app.set_meeting_open(Caller::Operator, SLUG, meeting, open);
    world.title(patto, "art-1", "Prima").await;
    open(true).await.unwrap();
    world.title(patto, "art-2", "Durante").await;
    assert_eq!(sections(&world.since(&me, Since::Meeting(meeting)).await), ["art-2 Durante"]);
    open(false).await.unwrap();
    world.title(patto, "art-3", "Dopo").await;
    assert_eq!(sections(&world.since(&me, Since::Meeting(meeting)).await), ["art-3 Dopo"]);
    let unknown = Since::Meeting(MeetingId::from_uuid(Uuid::from_u128(7)));
    let refused = world.app.changes((&me).into(), SLUG, unknown).await;
    assert!(matches!(refused, Err(AppError::NotFound(Thing::Meeting))));
}

#[tokio::test]
async fn commitments_are_new_changed_or_gone_and_their_states_are_decisions() {
    let world = world().await;
    world.with_patto().await;
    world
        .set(
            json!({
                (format!("actor/{OTHER}/name")): "Biblioteca",
                "commitment/c1/actor": OTHER, "commitment/c1/state": "dichiarato",
                "commitment/c2/actor": OTHER,
                "commitment/c3/actor": OTHER, "resource/r1/commitment": "c3", "resource/r1/label": "sedie",
                "commitment/c5/actor": OTHER,
            }),
            json!({ "text:commitment/c1/what": "Apre la sala", "text:commitment/c2/what": "Porta le sedie" }),
        )
        .await;
    let before = world.now();
    world
        .set(
            json!({
                "commitment/c1/state": "confermato",
                "commitment/c2/removed": "doppione",
                "resource/r1/quantity": 4.0,
                "commitment/c4/actor": OTHER,
            }),
            json!({}),
        )
        .await;
    let me = world.somebody(SLUG, Role::Member).await;
    let changes = world.since(&me, Since::Time(before)).await;
    let told: Vec<(&str, &str, &str, CommitmentChangeKind)> =
        changes.commitments.iter().map(|it| (&*it.id, &*it.actor, &*it.what, it.kind)).collect();
    assert_eq!(
        told,
        [
            ("c1", "Biblioteca", "Apre la sala", CommitmentChangeKind::Changed),
            ("c2", "Biblioteca", "Porta le sedie", CommitmentChangeKind::Gone),
            ("c3", "Biblioteca", "", CommitmentChangeKind::Changed),
            ("c4", "Biblioteca", "", CommitmentChangeKind::New),
        ]
    );
    assert_eq!(changes.decisions, [Decision::State("c1".to_owned(), "confermato")]);
}

#[tokio::test]
async fn a_section_set_aside_is_a_decision() {
    let world = world().await;
    let patto = world.with_patto().await;
    let before = world.now();
    world.edit(patto, SectionEdit::SetAside { id: id("art-2"), reason: Some("più avanti".to_owned()) }).await;
    let aside = world.now();
    world.edit(patto, SectionEdit::SetAside { id: id("art-2"), reason: None }).await;
    world.edit(patto, SectionEdit::SetAside { id: id("art-3"), reason: Some(String::from("no")) }).await;
    let me = world.somebody(SLUG, Role::Member).await;
    let since_before = world.since(&me, Since::Time(before)).await.decisions;
    assert_eq!(since_before, [Decision::Aside(patto, id("art-3"), true)]);
    let since_aside = world.since(&me, Since::Time(aside)).await.decisions;
    let expected = [Decision::Aside(patto, id("art-2"), false), Decision::Aside(patto, id("art-3"), true)];
    assert_eq!(since_aside, expected);
}

#[tokio::test]
async fn my_body_is_told_where_it_is_named_and_what_waits_for_it() {
    let world = world().await;
    let patto = world.with_patto().await;
    let me = world.body("Circolo Il Pergolato").await;
    let mine = me.actor.unwrap().to_string();
    let before = world.now();
    world.title(patto, "art-1", "La sala del circolo il pergolato").await;
    world.title(patto, "art-2", "La sala di un altro").await;
    world
        .set(
            json!({
                "commitment/c1/actor": mine, "commitment/c1/state": "da_confermare",
                "commitment/c2/actor": OTHER, (format!("commitment/c2/ally/{mine}")): "claimed",
                "commitment/c3/actor": OTHER, (format!("commitment/c3/ally/{mine}")): "confirmed",
                "commitment/c4/actor": OTHER, "commitment/c4/state": "da_confermare",
            }),
            json!({}),
        )
        .await;
    let changes = world.since(&me, Since::Time(before)).await;
    assert_eq!(changes.naming_me, [(patto, id("art-1"))]);
    let expected = [Waiting::Alliance("c2".to_owned()), Waiting::Confirmation("c1".to_owned())];
    let mut waiting = changes.waiting.clone();
    waiting.sort_by_key(|it| format!("{it:?}"));
    assert_eq!(waiting, expected);
    // What waits does so at the first visit as well.
    assert_eq!(world.since(&me, Since::Visit).await.waiting.len(), 2);
    let coordinator = world.somebody(SLUG, Role::Coordinator).await;
    let changes = world.since(&coordinator, Since::Time(before)).await;
    assert!(changes.naming_me.is_empty() && changes.waiting.is_empty());
}

#[tokio::test]
async fn a_process_older_than_versions_answers_from_its_log() {
    let world = world().await;
    let patto = world.with_patto().await;
    world.forget_versions().await;
    let before = world.now();
    world.title(patto, "art-1", "Nuovo").await;
    let me = world.somebody(SLUG, Role::Member).await;
    let changes = world.since(&me, Since::Time(before)).await;
    assert_eq!(sections(&changes), ["art-1 Nuovo"]);
    assert_eq!(changes.documents[0].version, None);
    // Before there was anything, everything is new.
    let all = world.since(&me, Since::Time(Timestamp::from_micros(0))).await;
    assert_eq!(all.documents.len(), 2);
    assert!(all.documents.iter().all(|it| it.version.is_none() && it.sections.len() > 5));
}

/// The log begins anew when words are erased; what was said before is read from the versions that are left.
#[tokio::test]
async fn erased_words_do_not_come_back_as_a_change() {
    let world = world().await;
    let patto = world.with_patto().await;
    world.title(patto, "art-1", "Chiama il 333444").await;
    world.app.make_version(Caller::Operator, patto, "Con il numero").await.unwrap();
    let before = world.now();
    world.title(patto, "art-2", "Poi").await;
    let lead = world.somebody(SLUG, Role::Coordinator).await;
    let order = RedactionOrder { words: vec!["333444".to_owned()], reason: "privato".to_owned() };
    world.clock.advance_seconds(60);
    world.app.redact((&lead).into(), SLUG, &order).await.unwrap();
    let erased = world.now();
    world.title(patto, "art-3", "Dopo").await;
    let since_before = world.since(&lead, Since::Time(before)).await;
    assert_eq!(sections(&since_before), ["art-2 Poi", "art-3 Dopo"]);
    assert!(!format!("{since_before:?}").contains("333444"));
    assert_eq!(sections(&world.since(&lead, Since::Time(erased)).await), ["art-3 Dopo"]);
}

#[tokio::test]
async fn a_process_nobody_may_know_of_has_no_changes() {
    let world = world().await;
    world.process("altro").await;
    world.process(SLUG).await;
    let me = world.somebody(SLUG, Role::Coordinator).await;
    let refused = world.app.changes((&me).into(), "altro", Since::Visit).await;
    assert!(matches!(refused, Err(AppError::NotFound(Thing::Process))));
}
