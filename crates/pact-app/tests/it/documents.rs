use pact_app::documents::{NewDocument, Scope};
use pact_app::{AppError, Caller, FieldProblem, Thing};
use pact_model::ability::Ability;
use pact_model::access::Role;
use pact_model::document::DocumentKind;

use crate::world::{SLUG, world};

fn new(kind: DocumentKind, title: &str) -> NewDocument {
    NewDocument { kind, title: title.to_owned() }
}

#[tokio::test]
async fn the_coordination_makes_documents_and_nobody_else_does() {
    let world = world().await;
    world.process(SLUG).await;
    for role in [Role::Member, Role::Community, Role::Guarantor] {
        let somebody = world.somebody(SLUG, role).await;
        let error = world
            .app
            .create_document(Caller::from(&somebody), SLUG, &new(DocumentKind::Open, "Appunti"))
            .await
            .unwrap_err();
        assert!(matches!(error, AppError::Forbidden(Ability::CreateDocuments)), "{role}: {error}");
    }
    let coordinator = world.somebody(SLUG, Role::Coordinator).await;
    let by = Caller::from(&coordinator);
    let row = world.app.create_document(by, SLUG, &new(DocumentKind::Open, "  Appunti ")).await.unwrap();
    assert_eq!((row.title.as_str(), row.head_seq), ("Appunti", 0));
    let row = world.app.create_document(by, SLUG, &new(DocumentKind::Docpp, "Proposta")).await.unwrap();
    assert_eq!(world.app.document(by, row.id).await.unwrap().content.title, "Proposta");
}

#[tokio::test]
async fn a_title_must_be_one_line_of_reasonable_length() {
    let world = world().await;
    world.process(SLUG).await;
    for (title, problem) in [
        (" ".to_owned(), FieldProblem::Empty),
        ("a\nb".to_owned(), FieldProblem::ControlCharacters),
        ("é".repeat(201), FieldProblem::TooLong(200)),
    ] {
        let error = world
            .app
            .create_document(Caller::Operator, SLUG, &new(DocumentKind::Open, &title))
            .await
            .unwrap_err();
        let AppError::Invalid(errors) = error else { panic!("{error}") };
        assert_eq!((errors[0].pointer.as_str(), &errors[0].problem), ("/title", &problem));
    }
}

#[tokio::test]
async fn a_second_register_is_refused() {
    let world = world().await;
    world.process(SLUG).await;
    let error = world
        .app
        .create_document(Caller::Operator, SLUG, &new(DocumentKind::Register, "Altro registro"))
        .await
        .unwrap_err();
    assert!(matches!(error, AppError::Invalid(errors) if errors[0].problem == FieldProblem::OneRegister));
}

#[tokio::test]
async fn the_role_decides_how_far_a_document_opens() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    for (role, scope) in [
        (Role::Coordinator, Scope::ReadWrite),
        (Role::Member, Scope::ReadWrite),
        (Role::Community, Scope::ReadOnly),
        (Role::Guarantor, Scope::ReadOnly),
    ] {
        let somebody = world.somebody(SLUG, role).await;
        assert_eq!(world.app.open_document(&somebody, patto).await.unwrap().scope, scope, "{role}");
    }
}

#[tokio::test]
async fn a_document_of_another_process_does_not_exist() {
    let world = world().await;
    world.process(SLUG).await;
    let foreign = world.process("altro").await.documents[0].id;
    let coordinator = world.somebody(SLUG, Role::Coordinator).await;
    let by = Caller::from(&coordinator);
    let errors = [
        world.app.open_document(&coordinator, foreign).await.unwrap_err(),
        world.app.document(by, foreign).await.unwrap_err(),
        world.app.set_published(by, foreign, true).await.unwrap_err(),
        world.app.stored_content(by, foreign).await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, AppError::NotFound(Thing::Document)), "{error}");
    }
}

#[tokio::test]
async fn the_room_and_the_store_say_the_same() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let live = world.app.document(Caller::Operator, patto).await.unwrap().content;
    let stored = world.app.stored_content(Caller::Operator, patto).await.unwrap().content;
    assert!(live.sections.len() > 20);
    assert_eq!(live.hash(), stored.hash());
}

#[tokio::test]
async fn only_a_published_document_is_public_and_it_can_be_taken_back() {
    let world = world().await;
    let created = world.process(SLUG).await;
    let patto = created.documents[0].id;
    assert!(world.app.public_document(SLUG, patto).await.unwrap().is_none());
    world.app.set_published(Caller::Operator, patto, true).await.unwrap();
    world.clock.advance_seconds(60);
    let again = world.app.set_published(Caller::Operator, patto, true).await.unwrap();
    assert_eq!(again.published_at, Some(crate::world::NOW));
    assert!(world.app.public_document(SLUG, patto).await.unwrap().is_some());
    assert!(world.app.public_document("altro", patto).await.unwrap().is_none());
    let error = world.app.set_published(Caller::Operator, created.register, true).await.unwrap_err();
    assert!(matches!(error, AppError::NoSections(DocumentKind::Register)));
    world.app.set_published(Caller::Operator, patto, false).await.unwrap();
    assert!(world.app.public_document(SLUG, patto).await.unwrap().is_none());
}
