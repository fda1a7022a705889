use pact_app::documents::NewDocument;
use pact_app::sections::{NewSection, Place, SectionChange};
use pact_app::{AppError, Caller, Thing};
use pact_model::ability::Ability;
use pact_model::access::Role;
use pact_model::document::{DocumentKind, Policy, SectionKind};

use crate::world::{SLUG, world};

fn section(title: &str, place: Place) -> NewSection {
    NewSection { title: title.to_owned(), kind: None, place }
}

#[tokio::test]
async fn only_the_coordination_sets_up_sections() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    for role in [Role::Member, Role::Community, Role::Guarantor] {
        let somebody = world.somebody(SLUG, role).await;
        let added = world.app.add_section(&somebody, patto, &section("Nuova", Place::Last)).await;
        assert!(matches!(added, Err(AppError::Forbidden(Ability::ManageSections))), "{role}");
        let id = "art-1".parse().unwrap();
        let changed = world.app.change_section(&somebody, patto, &id, &SectionChange::default()).await;
        assert!(matches!(changed, Err(AppError::Forbidden(Ability::ManageSections))), "{role}");
    }
}

#[tokio::test]
async fn a_section_is_added_moved_renamed_and_set_aside() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let by = world.somebody(SLUG, Role::Coordinator).await;
    let before = world.app.document(Caller::from(&by), patto).await.unwrap().content;
    let id = world.app.add_section(&by, patto, &section("Clausola", Place::First)).await.unwrap();
    let content = world.app.document(Caller::from(&by), patto).await.unwrap().content;
    assert_eq!(content.sections.len(), before.sections.len() + 1);
    assert_eq!((&content.sections[0].id, content.sections[0].kind), (&id, SectionKind::Article));

    let change = SectionChange {
        place: Some(Place::After(before.sections[1].id.clone())),
        title: Some("Clausola finale".to_owned()),
        policy: Some(Policy::Office),
        aside: Some(Some("rimandata".to_owned())),
        not_applicable: None,
    };
    let (index, changed) = world.app.change_section(&by, patto, &id, &change).await.unwrap();
    assert_eq!(index, 2);
    assert_eq!(changed.title, "Clausola finale");
    assert_eq!(changed.policy, Policy::Office);
    assert_eq!(changed.aside.as_deref(), Some("rimandata"));

    let back = SectionChange { aside: Some(None), ..SectionChange::default() };
    let (_, changed) = world.app.change_section(&by, patto, &id, &back).await.unwrap();
    assert_eq!((changed.aside, changed.title.as_str()), (None, "Clausola finale"));
}

#[tokio::test]
async fn an_edit_of_the_list_is_on_disk_when_it_returns() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let by = world.somebody(SLUG, Role::Coordinator).await;
    let id = world.app.add_section(&by, patto, &section("Clausola", Place::Last)).await.unwrap();
    let stored = world.app.stored_content(Caller::Operator, patto).await.unwrap().content;
    assert_eq!(stored.sections.last().map(|section| &section.id), Some(&id));
    assert_eq!(world.app.check().await.unwrap().findings, []);
}

#[tokio::test]
async fn unknown_sections_and_documents_without_sections_are_said_as_such() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let by = world.somebody(SLUG, Role::Coordinator).await;
    let missing = "zzzz".parse().unwrap();
    let error = world.app.change_section(&by, patto, &missing, &SectionChange::default()).await.unwrap_err();
    assert!(matches!(error, AppError::NotFound(Thing::Section)));
    let error =
        world.app.add_section(&by, patto, &section("Nuova", Place::After(missing))).await.unwrap_err();
    assert!(matches!(error, AppError::Invalid(errors) if errors[0].pointer == "/after"));
    let new = NewDocument { kind: DocumentKind::Open, title: "Appunti".to_owned() };
    let open = world.app.create_document(Caller::Operator, SLUG, &new).await.unwrap().id;
    let error = world.app.add_section(&by, open, &section("Nuova", Place::Last)).await.unwrap_err();
    assert!(matches!(error, AppError::NoSections(DocumentKind::Open)));
}
