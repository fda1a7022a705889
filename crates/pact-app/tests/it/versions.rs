//! Versions: never empty, chained, read by who may, and honest about who wrote.

use std::sync::Arc;
use std::time::Duration;

use pact_app::links::NewLink;
use pact_app::rooms::{Author, Compacted, SectionEdit, read_log};
use pact_app::versions::{NewVersion, Point, Reader};
use pact_app::{AppError, Caller, FieldProblem, Thing};
use pact_model::access::{Identity, Role};
use pact_model::document::{DocumentKind, Policy, SectionId};
use pact_model::ids::{DocumentId, PersonId};
use pact_model::version::{Version, VersionContent, VersionReason, chain_hash, content_hash};
use pact_store::{OriginKind, StoreError, UpdateRow};
use uuid::Uuid;
use yrs::updates::decoder::Decode;
use yrs::{Any, Doc, Text, Transact, Update, WriteTxn, XmlFragment, XmlTextPrelim};

use crate::world::{SLUG, World, world};

const TABLE: Reader<'_> = Reader::Table(Caller::Operator);

impl World {
    async fn patto(&self) -> DocumentId {
        let created = self.process(SLUG).await;
        created.documents.iter().find(|row| row.kind == DocumentKind::PattoCollaborazione).unwrap().id
    }

    async fn retitle(&self, document: DocumentId, by: Author, section: &str, title: &str) {
        let edit = SectionEdit::SetTitle { id: id(section), title: title.to_owned() };
        self.app.rooms.edit(document, by, edit).await.unwrap();
    }

    async fn numbers(&self, by: Reader<'_>, document: DocumentId) -> Vec<u32> {
        self.app.versions(by, document).await.unwrap().versions.iter().map(|it| it.number).collect()
    }

    async fn newest(&self, document: DocumentId) -> Version {
        self.app.versions(TABLE, document).await.unwrap().versions.remove(0)
    }

    async fn make(&self, document: DocumentId, message: &str) -> Version {
        self.app.make_version(Caller::Operator, document, message).await.unwrap()
    }

    /// Somebody who acts for a body of this name.
    async fn member(&self, name: &str) -> Identity {
        let new = NewLink { role: Role::Member, actor: Some(name.to_owned()) };
        let link = self.app.create_link(Caller::Operator, SLUG, &new).await.unwrap();
        self.app.identify_token(link.secret.expose()).await.unwrap()
    }
}

fn id(section: &str) -> SectionId {
    section.parse().unwrap()
}

fn person(number: u128) -> Author {
    Author { person: Some(PersonId::from_uuid(Uuid::from_u128(number))), actor: None }
}

fn of(identity: &Identity) -> Author {
    Author { person: Some(identity.person), actor: identity.actor }
}

#[tokio::test]
async fn a_created_document_has_exactly_one_version() {
    let world = world().await;
    for row in world.process(SLUG).await.documents {
        let history = world.app.versions(TABLE, row.id).await.unwrap();
        assert_eq!((history.total, history.versions.len()), (1, 1));
        let first = &history.versions[0];
        assert_eq!((first.number, first.reason, first.message.as_str()), (1, VersionReason::Created, ""));
        assert_eq!((first.contributors.len(), first.changed.sections.len()), (0, 0));
    }
}

#[tokio::test]
async fn a_version_says_what_was_on_disk_and_links_to_the_one_before() {
    let world = world().await;
    let patto = world.patto().await;
    let first = world.newest(patto).await;
    world.retitle(patto, person(1), "art-1", "Perché siamo qui").await;
    world.clock.advance_seconds(60);
    let second = world.make(patto, "  Dopo la prima lettura  ").await;
    assert_eq!((second.number, second.reason), (2, VersionReason::Manual));
    assert_eq!(second.message, "Dopo la prima lettura");
    assert_eq!(second.changed.sections, [id("art-1")]);
    let view = world.app.version(TABLE, patto, 2).await.unwrap();
    assert_eq!(
        view.content.document.sections.iter().find(|it| it.id == id("art-1")).unwrap().title,
        "Perché siamo qui"
    );
    assert_eq!((view.total, view.neighbours), (2, (Some(1), None)));
    let canonical = view.content.canonical_json();
    assert_eq!(second.content_hash, content_hash(&canonical));
    let chained = |before: Option<&[u8; 32]>, it: &Version| {
        chain_hash(before, &it.content_hash, it.number, it.created_at, &it.message)
    };
    assert_eq!(first.chain_hash, chained(None, &first));
    assert_eq!(second.chain_hash, chained(Some(&first.chain_hash), &second));
    assert_eq!(VersionContent::from_canonical(&canonical).unwrap().canonical_json(), canonical);
}

#[tokio::test]
async fn equal_content_makes_no_version() {
    let world = world().await;
    let patto = world.patto().await;
    let make = || world.app.make_version(Caller::Operator, patto, "Ancora");
    assert!(matches!(make().await, Err(AppError::NothingChanged)));
    // Who may write is a state of the table; words that came and went are none.
    let policy =
        SectionEdit::SetPolicy { id: id("art-1"), policy: Policy::Locked, reason: None, writer: None };
    world.app.rooms.edit(patto, person(1), policy).await.unwrap();
    let title = world.app.version(TABLE, patto, 1).await.unwrap().content.document.sections[2].clone();
    world.retitle(patto, person(1), title.id.as_str(), "Altro").await;
    world.retitle(patto, person(1), title.id.as_str(), &title.title).await;
    assert!(matches!(make().await, Err(AppError::NothingChanged)));
    assert_eq!(world.numbers(TABLE, patto).await, [1]);
}

#[tokio::test]
async fn of_many_who_make_a_version_at_the_same_time_one_does() {
    let world = world().await;
    let patto = world.patto().await;
    world.retitle(patto, person(1), "art-1", "Una volta").await;
    let make = |n: usize| {
        let new = NewVersion {
            reason: VersionReason::Manual,
            message: format!("Di {n}"),
            meeting: None,
            author: Author::default(),
        };
        world.app.record_version(patto, new)
    };
    let (a, b, c, d) = tokio::join!(make(1), make(2), make(3), make(4));
    let count = [a, b, c, d].into_iter().filter(|it| it.as_ref().unwrap().is_some()).count();
    assert_eq!((count, world.numbers(TABLE, patto).await), (1, vec![2, 1]));
}

#[tokio::test]
async fn a_version_needs_a_message_and_a_coordinator() {
    let world = world().await;
    let patto = world.patto().await;
    world.retitle(patto, person(1), "art-1", "Nuovo").await;
    for (message, problem) in [
        (" \t ".to_owned(), FieldProblem::Empty),
        ("x".repeat(301), FieldProblem::TooLong(300)),
        ("a\nb".to_owned(), FieldProblem::ControlCharacters),
    ] {
        let refused = world.app.make_version(Caller::Operator, patto, &message).await.unwrap_err();
        let AppError::Invalid(errors) = refused else { panic!("{refused:?}") };
        assert_eq!((errors[0].pointer.as_str(), &errors[0].problem), ("/message", &problem));
    }
    let member = world.somebody(SLUG, Role::Member).await;
    let refused = world.app.make_version(Caller::from(&member), patto, "Mia").await;
    assert!(matches!(refused, Err(AppError::Forbidden(_))));
    let coordinator = world.somebody(SLUG, Role::Coordinator).await;
    let made = world.app.make_version(Caller::from(&coordinator), patto, "Nostra").await.unwrap();
    assert_eq!((made.number, made.actor), (2, coordinator.actor));
    let nowhere = DocumentId::from_uuid(Uuid::from_u128(7));
    let missing = world.app.make_version(Caller::Operator, nowhere, "x").await;
    assert!(matches!(missing, Err(AppError::NotFound(Thing::Document))));
    let register = world.app.register(Caller::Operator, SLUG).await.unwrap().document.id;
    let none = world.app.make_version(Caller::Operator, register, "x").await;
    assert!(matches!(none, Err(AppError::NoSections(_))));
}

#[tokio::test]
async fn who_wrote_is_told_by_body_and_section() {
    let world = world().await;
    let patto = world.patto().await;
    let (mulino, parish) = (world.member("Il Mulino").await, world.member("Parrocchia").await);
    world.retitle(patto, of(&mulino), "art-3", "Tre").await;
    world.retitle(patto, of(&mulino), "art-1", "Uno").await;
    world.retitle(patto, of(&parish), "art-1", "Uno e mezzo").await;
    world.retitle(patto, person(5), "art-2", "Due").await;
    let policy =
        SectionEdit::SetPolicy { id: id("art-4"), policy: Policy::Locked, reason: None, writer: None };
    world.app.rooms.edit(patto, of(&parish), policy).await.unwrap();
    let second = world.make(patto, "Tutti").await;
    let told = |list: &[pact_model::version::Contributor]| -> Vec<(String, Vec<String>, bool)> {
        list.iter()
            .map(|it| {
                let sections = it.sections.iter().map(|id| id.as_str().to_owned()).collect();
                (it.name.clone(), sections, it.register)
            })
            .collect()
    };
    let line = |name: &str, sections: &[&str]| {
        (name.to_owned(), sections.iter().map(|&id| id.to_owned()).collect::<Vec<_>>(), false)
    };
    assert_eq!(
        told(&second.contributors),
        [line("Il Mulino", &["art-1", "art-3"]), line("Parrocchia", &["art-1"]), line("", &["art-2"])]
    );
    world.retitle(patto, of(&parish), "art-5", "Cinque").await;
    let all = world.app.contributors(TABLE, patto).await.unwrap();
    assert_eq!(
        told(&all),
        [
            line("Il Mulino", &["art-1", "art-3"]),
            line("Parrocchia", &["art-1", "art-5"]),
            line("", &["art-2"])
        ]
    );
    let tail = world.app.compare(TABLE, patto, Point::Version(2), Point::Live, None).await.unwrap();
    assert_eq!(told(&tail.contributors), [line("Parrocchia", &["art-5"])]);
    let back = world.app.compare(TABLE, patto, Point::Live, Point::Version(1), None).await.unwrap();
    assert_eq!(told(&back.contributors), told(&all));
    assert_eq!((back.from.version.is_none(), back.to.version.unwrap().number), (true, 1));
    let same = world.app.compare(TABLE, patto, Point::Version(2), Point::Version(2), None).await.unwrap();
    assert!(same.comparison.summary.identical && same.contributors.is_empty());
    let missing = world.app.compare(TABLE, patto, Point::Version(3), Point::Live, None).await;
    assert!(matches!(missing, Err(AppError::NotFound(Thing::Version))));
}

#[tokio::test]
async fn the_register_belongs_to_every_version() {
    let world = world().await;
    let patto = world.patto().await;
    let file = br#"{"fields":{"commitment/c1/state":"in_corso"},"texts":{"text:commitment/c1/what":"apre"}}"#;
    world.app.import_register(SLUG, file).await.unwrap();
    for row in world.app.documents(Caller::Operator, SLUG).await.unwrap() {
        if row.kind.has_sections() {
            let newest = world.newest(row.id).await;
            assert_eq!((newest.number, newest.reason), (2, VersionReason::Import));
            assert_eq!(newest.changed.commitments, ["c1"]);
        }
    }
    let view = world.app.version(TABLE, patto, 2).await.unwrap();
    assert_eq!(view.content.register.commitment("c1").unwrap().what, "apre");
    assert!(world.app.version(TABLE, patto, 1).await.unwrap().content.register.commitments.is_empty());
}

#[tokio::test]
async fn everybody_reads_from_the_version_on_that_was_published() {
    let world = world().await;
    let patto = world.patto().await;
    let public = Reader::Public(SLUG);
    let hidden = world.app.versions(public, patto).await;
    assert!(matches!(hidden, Err(AppError::NotFound(Thing::Document))));
    for n in 0..2 {
        world.retitle(patto, person(1), "art-1", &format!("Bozza {n}")).await;
        world.make(patto, "Bozza").await;
    }
    world.retitle(patto, person(1), "art-1", "Pubblico").await;
    let row = world.app.set_published(Caller::Operator, patto, true).await.unwrap();
    assert_eq!((row.public_from, world.newest(patto).await.reason), (Some(4), VersionReason::Published));
    world.retitle(patto, person(1), "art-2", "E poi").await;
    world.make(patto, "Dopo").await;
    world.retitle(patto, person(1), "art-2", "Segreto per ora").await;
    assert_eq!(world.numbers(public, patto).await, [5, 4]);
    assert_eq!(world.numbers(TABLE, patto).await, [5, 4, 3, 2, 1]);
    let view = world.app.version(public, patto, 4).await.unwrap();
    assert_eq!((view.total, view.neighbours), (5, (None, Some(5))));
    for number in [0, 3, 6, u32::MAX] {
        let refused = world.app.version(public, patto, number).await;
        assert!(matches!(refused, Err(AppError::NotFound(Thing::Version))), "{number}");
    }
    for (from, to) in [(Point::Version(3), Point::Version(4)), (Point::Version(4), Point::Live)] {
        let refused = world.app.compare(public, patto, from, to, None).await;
        assert!(matches!(refused, Err(AppError::NotFound(Thing::Version))));
    }
    world.app.compare(public, patto, Point::Version(5), Point::Version(4), None).await.unwrap();
    let elsewhere = world.app.versions(Reader::Public("altrove"), patto).await;
    assert!(matches!(elsewhere, Err(AppError::NotFound(Thing::Document))));
    let register = world.app.register(Caller::Operator, SLUG).await.unwrap().document.id;
    let closed = world.app.versions(public, register).await;
    assert!(matches!(closed, Err(AppError::NotFound(Thing::Document))));
    world.app.set_published(Caller::Operator, patto, false).await.unwrap();
    assert!(world.app.version(public, patto, 4).await.is_err());
    world.process("altro").await;
    let stranger = world.somebody("altro", Role::Coordinator).await;
    let unseen = world.app.versions(Reader::Table(Caller::from(&stranger)), patto).await;
    assert!(matches!(unseen, Err(AppError::NotFound(Thing::Document))));
}

/// A document that is older than versions gets its first one when somebody asks, or when the server has time.
#[tokio::test]
async fn a_document_without_versions_gets_its_first_one() {
    let world = world().await;
    let patto = world.patto().await;
    let mulino = world.member("Il Mulino").await;
    world.app.set_published(Caller::Operator, patto, true).await.unwrap();
    world.retitle(patto, of(&mulino), "art-1", "Prima di tutto").await;
    world.forget_versions().await;
    assert_eq!(world.numbers(Reader::Public(SLUG), patto).await, [1]);
    let first = world.newest(patto).await;
    assert_eq!((first.reason, first.contributors[0].name.as_str()), (VersionReason::Created, "Il Mulino"));
    world.forget_versions().await;
    assert_eq!(world.app.make_due_versions().await.unwrap(), 2);
    assert_eq!(world.app.make_due_versions().await.unwrap(), 0);
    assert_eq!(world.numbers(TABLE, patto).await, [1]);
}

#[tokio::test]
async fn once_a_day_what_changed_gets_a_version() {
    let world = world().await;
    let patto = world.patto().await;
    let due = async || world.app.make_due_versions().await.unwrap();
    world.retitle(patto, person(1), "art-1", "Di giorno").await;
    world.clock.advance_seconds(24 * 3600 - 1);
    assert_eq!(due().await, 0);
    world.clock.advance_seconds(1);
    assert_eq!(due().await, 1);
    let newest = world.newest(patto).await;
    assert_eq!((newest.number, newest.reason), (2, VersionReason::Daily));
    world.clock.advance_seconds(24 * 3600);
    assert_eq!(due().await, 0);
    // The log went on, and says the same.
    world.retitle(patto, person(1), "art-1", "Di notte").await;
    world.retitle(patto, person(1), "art-1", "Di giorno").await;
    assert_eq!(due().await, 0);
}

#[tokio::test]
async fn a_meeting_that_begins_or_ends_makes_versions_of_what_changed() {
    let world = world().await;
    let patto = world.patto().await;
    let meetings = world.app.process(Caller::Operator, SLUG).await.unwrap().meetings;
    let meeting = meetings[1].id;
    let coordinator = world.somebody(SLUG, Role::Coordinator).await;
    let set =
        async |open: bool| world.app.set_meeting_open(Caller::from(&coordinator), SLUG, meeting, open).await;
    assert!(matches!(set(false).await, Err(AppError::Conflict)), "it never began");
    let opened = set(true).await.unwrap();
    assert_eq!(world.numbers(TABLE, patto).await, [1], "nothing had changed");
    world.clock.advance_seconds(60);
    assert_eq!(set(true).await.unwrap(), opened);
    world.retitle(patto, person(1), "art-1", "Insieme").await;
    let during = world.make(patto, "A metà").await;
    assert_eq!(during.meeting, Some(meeting));
    world.retitle(patto, person(1), "art-2", "Alla fine").await;
    world.clock.advance_seconds(3600);
    let closed = set(false).await.unwrap();
    let newest = world.newest(patto).await;
    assert_eq!(
        (newest.number, newest.reason, newest.meeting),
        (3, VersionReason::MeetingClosed, Some(meeting))
    );
    assert_eq!(newest.created_at, closed);
    let shown = world.app.process(Caller::Operator, SLUG).await.unwrap().meetings.remove(1);
    assert_eq!((shown.opened_at, shown.closed_at, shown.is_open()), (Some(opened), Some(closed), false));
    world.retitle(patto, person(1), "art-2", "Dopo").await;
    assert_eq!(world.make(patto, "Dopo").await.meeting, None);
    let member = world.somebody(SLUG, Role::Member).await;
    let refused = world.app.set_meeting_open(Caller::from(&member), SLUG, meeting, true).await;
    assert!(matches!(refused, Err(AppError::Forbidden(_))));
    let nowhere = pact_model::ids::MeetingId::from_uuid(Uuid::from_u128(1));
    let missing = world.app.set_meeting_open(Caller::Operator, SLUG, nowhere, true).await;
    assert!(matches!(missing, Err(AppError::NotFound(Thing::Meeting))));
}

#[tokio::test]
async fn versions_are_counted() {
    let world = world().await;
    let patto = world.patto().await;
    world.retitle(patto, person(1), "art-1", "Due").await;
    world.make(patto, "Due").await;
    let counts = world.app.version_counts(Caller::Operator, SLUG).await.unwrap();
    assert!(counts.contains(&(patto, 2)) && counts.len() == 2, "{counts:?}");
}

/// An anchor of a comment is no content, whoever sets it; a mark that people see is.
#[tokio::test]
async fn anchors_of_comments_make_no_version() {
    let world = world().await;
    let patto = world.patto().await;
    world.retitle(patto, person(1), "art-1", "Un titolo lungo").await;
    world.make(patto, "Due").await;
    world.app.rooms.shutdown().await;
    for (mark, expected) in [("comment--abcdefgh", false), ("bold", true)] {
        let log = read_log(&world.app.db, patto).await.unwrap();
        let doc = Doc::new();
        for update in log.snapshot.iter().chain(&log.updates) {
            doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
        }
        let bytes = {
            let mut txn = doc.transact_mut();
            let body = txn.get_or_insert_xml_fragment("body:art-1");
            let text = body.push_back(&mut txn, XmlTextPrelim::new(""));
            text.format(&mut txn, 0, 0, [(Arc::from(mark), Any::from("x"))].into());
            let title = txn.get_or_insert_text("title:art-1");
            title.format(&mut txn, 0, 2, [(Arc::from(mark), Any::from("x"))].into());
            if expected {
                text.insert_with_attributes(&mut txn, 0, "Sì", [(Arc::from(mark), Any::from("x"))].into());
            }
            txn.encode_update_v1().into()
        };
        let row = UpdateRow {
            seq: log.seq + 1,
            person: None,
            actor: None,
            client_id: None,
            origin_kind: OriginKind::Edit,
            bytes,
            at: crate::world::NOW,
        };
        let mut tx = world.app.db.begin().await.unwrap();
        tx.append_updates(patto, 1, &[row]).await.unwrap();
        tx.commit().await.unwrap();
        let made = world.app.make_version(Caller::Operator, patto, "Ancora").await;
        assert_eq!(made.is_ok(), expected, "{mark}: {made:?}");
    }
}

/// What people wrote up to a version stays apart from what they wrote after it.
#[tokio::test]
async fn compaction_leaves_the_places_of_versions() {
    let world = world().await;
    let patto = world.patto().await;
    let (mulino, parish) = (world.member("Il Mulino").await, world.member("Parrocchia").await);
    for round in 0..3 {
        for number in 0..70 {
            world.retitle(patto, of(&mulino), "art-1", &format!("Titolo {round}.{number}")).await;
            if number == 35 {
                world.make(patto, "A metà").await;
                world.retitle(patto, of(&parish), "art-2", &format!("Titolo {round}")).await;
            }
        }
        world.app.rooms.shutdown().await;
    }
    // The rooms have started it too: whoever comes second tries again.
    loop {
        match pact_app::rooms::compact(&world.app.db, patto).await {
            Ok(done) if done == Compacted::default() => break,
            Ok(_) | Err(StoreError::Conflict { .. }) => tokio::time::sleep(Duration::from_millis(10)).await,
            Err(error) => panic!("{error}"),
        }
    }
    let mut tx = world.app.db.read().await.unwrap();
    let rows = tx.updates_after(patto, 1, 0, 10_000).await.unwrap().into_rows();
    drop(tx);
    assert!(rows.len() < 150, "{}", rows.len());
    let last = world.make(patto, "Alla fine").await;
    let names: Vec<&str> = last.contributors.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Il Mulino", "Parrocchia"]);
    let report = world.app.verify_versions(Some(patto)).await.unwrap();
    assert_eq!((report.findings, report.from_log), (vec![], 5));
}
