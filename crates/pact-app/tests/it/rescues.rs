//! Words that did not enter: I7, a refused edit is kept and its author told why.

use bytes::Bytes;
use pact_app::rescues::{
    MAX_BYTES_OF_DOCUMENT, MAX_LISTED, MAX_ROWS_OF_DOCUMENT, MAX_ROWS_OF_PERSON, RefusedWords, keep_rescue,
};
use pact_app::rooms::Author;
use pact_app::{AppError, Caller, Thing};
use pact_model::access::{Identity, Role};
use pact_model::ids::{DocumentId, PersonId, RescueId};
use pact_model::rescue::RescuedPart;

use crate::world::{NOW, SLUG, World, world};

fn words(document: DocumentId, by: &Identity, text: &str) -> RefusedWords {
    RefusedWords {
        document,
        epoch: 1,
        author: Author { person: Some(by.person), actor: by.actor },
        client: Some(7),
        code: "locked",
        bytes: Bytes::from_static(b"update"),
        text: vec![RescuedPart { section: Some("art-1".parse().unwrap()), text: text.to_owned() }],
    }
}

async fn keep(world: &World, words: RefusedWords) -> Option<RescueId> {
    keep_rescue(&world.app.db, &world.clock, &world.app.ids, words).await.unwrap()
}

async fn member(world: &World, body: &str) -> Identity {
    let token = world.token(SLUG, Role::Member, Some(body)).await;
    world.app.identify_token(&token).await.unwrap()
}

#[tokio::test]
async fn an_author_sees_their_own_words_and_the_coordination_all() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let (anna, bruno) = (member(&world, "Pro Loco").await, member(&world, "Il Mulino").await);
    let reader = world.somebody(SLUG, Role::Community).await;
    let coordinator = world.somebody(SLUG, Role::Coordinator).await;
    let first = keep(&world, words(patto, &anna, "uno")).await.unwrap();
    let second = keep(&world, words(patto, &bruno, "due")).await.unwrap();
    let third = keep(&world, words(patto, &reader, "tre")).await.unwrap();

    let list = async |by: &Identity| world.app.rescues(Caller::from(by), patto).await.unwrap();
    let seen = |views: &[pact_app::rescues::RescueView]| -> Vec<(RescueId, bool)> {
        views.iter().map(|view| (view.id, view.mine)).collect()
    };
    assert_eq!(seen(&list(&anna).await), [(first, true)]);
    assert_eq!(seen(&list(&bruno).await), [(second, true)]);
    assert_eq!(seen(&list(&reader).await), [(third, true)]);
    assert_eq!(seen(&list(&world.somebody(SLUG, Role::Guarantor).await).await), []);
    let all = list(&coordinator).await;
    assert_eq!(seen(&all), [(third, false), (second, false), (first, false)]);
    let operator = world.app.rescues(Caller::Operator, patto).await.unwrap();
    assert_eq!(seen(&operator), seen(&all));
    let mine = &list(&anna).await[0];
    assert_eq!((mine.actor.as_deref(), mine.reason.as_str(), mine.at), (Some("Pro Loco"), "locked", NOW));
    assert_eq!(mine.parts[0].text, "uno");
    assert_eq!(all[0].actor, None);
}

#[tokio::test]
async fn only_author_and_coordination_settle_and_the_row_stays() {
    let world = world().await;
    let created = world.process(SLUG).await;
    let (patto, docpp) = (created.documents[0].id, created.documents[1].id);
    let (anna, bruno) = (member(&world, "Pro Loco").await, member(&world, "Il Mulino").await);
    let coordinator = world.somebody(SLUG, Role::Coordinator).await;
    let first = keep(&world, words(patto, &anna, "uno")).await.unwrap();
    let second = keep(&world, words(patto, &anna, "due")).await.unwrap();

    let settle = |by: &Identity, document, rescue| {
        let by = by.clone();
        let app = &world.app;
        async move { app.settle_rescue(Caller::from(&by), document, rescue).await }
    };
    let unknown = RescueId::from_uuid(uuid::Uuid::nil());
    for (by, document, rescue) in
        [(&bruno, patto, first), (&anna, docpp, first), (&coordinator, docpp, first), (&anna, patto, unknown)]
    {
        let error = settle(by, document, rescue).await.unwrap_err();
        assert!(matches!(error, AppError::NotFound(Thing::Rescue)), "{error}");
    }
    assert_eq!(settle(&anna, patto, first).await.unwrap().id, first);
    assert_eq!(settle(&coordinator, patto, second).await.unwrap().parts[0].text, "due");
    assert_eq!(settle(&anna, patto, first).await.unwrap().id, first, "twice is once");
    assert_eq!(world.app.rescues(Caller::Operator, patto).await.unwrap(), []);
    let mut tx = world.app.db.read().await.unwrap();
    assert_eq!(tx.rescue(first).await.unwrap().unwrap().settled_at, Some(NOW));
    let lines = [(first, Role::Member), (second, Role::Coordinator)];
    let lines = lines.map(|(id, role)| ("rescue_settled".to_owned(), id.to_string(), Some(role)));
    assert_eq!(world.audit().await, lines);
}

#[tokio::test]
async fn another_process_sees_nothing() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    world.process("altro").await;
    let anna = member(&world, "Pro Loco").await;
    let rescue = keep(&world, words(patto, &anna, "uno")).await.unwrap();
    let stranger = world.somebody("altro", Role::Coordinator).await;
    let by = Caller::from(&stranger);
    let error = world.app.rescues(by, patto).await.unwrap_err();
    assert!(matches!(error, AppError::NotFound(Thing::Document)));
    let error = world.app.settle_rescue(by, patto, rescue).await.unwrap_err();
    assert!(matches!(error, AppError::NotFound(Thing::Document)));
}

/// Beyond the bound nothing is stored and the sender keeps the words; what was settled makes room.
#[tokio::test]
async fn a_person_fills_only_their_own_share() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let (anna, bruno) = (member(&world, "Pro Loco").await, member(&world, "Il Mulino").await);
    let mut last = None;
    for number in 0..MAX_ROWS_OF_PERSON {
        last = keep(&world, words(patto, &anna, &number.to_string())).await;
        assert!(last.is_some());
    }
    assert_eq!(keep(&world, words(patto, &anna, "una di troppo")).await, None);
    assert!(keep(&world, words(patto, &bruno, "la mia")).await.is_some());
    let listed = world.app.rescues(Caller::from(&anna), patto).await.unwrap();
    assert_eq!(listed.len(), MAX_LISTED as usize, "nobody loses sight of one");
    world.app.settle_rescue(Caller::from(&anna), patto, last.unwrap()).await.unwrap();
    assert!(keep(&world, words(patto, &anna, "ora sì")).await.is_some());
}

#[tokio::test]
async fn a_document_keeps_so_many_bytes_and_rows() {
    let world = world().await;
    let created = world.process(SLUG).await;
    let (patto, docpp) = (created.documents[0].id, created.documents[1].id);
    let anna = member(&world, "Pro Loco").await;
    let mut large = words(patto, &anna, "");
    large.bytes = Bytes::from(vec![0; usize::try_from(MAX_BYTES_OF_DOCUMENT).unwrap() - 100]);
    assert!(keep(&world, large.clone()).await.is_some());
    assert_eq!(keep(&world, words(patto, &anna, &"più ".repeat(25))).await, None);
    assert!(keep(&world, words(docpp, &anna, "in un altro documento")).await.is_some());
    large.document = docpp;
    large.text[0].text = "x".repeat(200);
    assert_eq!(keep(&world, large).await, None);

    // Persons cost nothing where a link is public: the document has a bound of its own.
    let mut tx = world.app.db.begin().await.unwrap();
    let mut row = tx.rescues(docpp, 1).await.unwrap().remove(0);
    for _ in 1..MAX_ROWS_OF_DOCUMENT {
        row.id = world.app.ids.rescue();
        row.person = Some(PersonId::from_uuid(world.app.ids.uuid()));
        tx.insert_rescue(&row).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(keep(&world, words(docpp, &anna, "una di troppo")).await, None);
}
