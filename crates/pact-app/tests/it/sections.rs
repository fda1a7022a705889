use pact_app::documents::NewDocument;
use pact_app::sections::{NewSection, Place, SectionChange};
use pact_app::{AppError, Caller, FieldProblem, Thing};
use pact_model::ability::Ability;
use pact_model::access::Role;
use pact_model::document::{DocumentKind, Policy, SectionId, SectionKind};
use pact_model::ids::ActorId;

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
        policy_reason: None,
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

/// A page shows who writes and why without asking anybody.
#[tokio::test]
async fn a_section_given_to_one_body_says_which_and_why() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    world.process("altro").await;
    let by = world.somebody(SLUG, Role::Coordinator).await;
    for slug in [SLUG, "altro"] {
        world.token(slug, Role::Member, Some("Pro Loco")).await;
    }
    let body = async |slug: &str| {
        let actors = world.app.process(Caller::Operator, slug).await.unwrap().actors;
        actors.into_iter().find(|actor| actor.name == "Pro Loco").unwrap().id
    };
    let (ours, theirs) = (body(SLUG).await, body("altro").await);
    let id: SectionId = "art-1".parse().unwrap();
    let set = async |policy: Option<Policy>, policy_reason: Option<Option<&str>>| {
        let policy_reason = policy_reason.map(|reason| reason.map(str::to_owned));
        let change = SectionChange { policy, policy_reason, ..SectionChange::default() };
        let (_, section) = world.app.change_section(&by, patto, &id, &change).await?;
        Ok::<_, AppError>((section.policy, section.policy_reason, section.policy_writer))
    };
    let one = Policy::OneWriter(ours);
    let writer = Some("Pro Loco".to_owned());
    let why = Some("la proposta è loro".to_owned());
    let changed = set(Some(one.clone()), Some(Some("la proposta è loro"))).await.unwrap();
    assert_eq!(changed, (one.clone(), why.clone(), writer.clone()));
    // Another reason for the same body, then none.
    let changed = set(None, Some(Some("fino a giovedì"))).await.unwrap();
    assert_eq!(changed, (one.clone(), Some("fino a giovedì".to_owned()), writer.clone()));
    assert_eq!(set(None, Some(None)).await.unwrap(), (one, None, writer));
    // Reason and name go with the policy.
    set(None, Some(Some("la proposta è loro"))).await.unwrap();
    assert_eq!(set(Some(Policy::Locked), None).await.unwrap(), (Policy::Locked, why, None));
    assert_eq!(set(Some(Policy::Open), None).await.unwrap(), (Policy::Open, None, None));
    assert_eq!(set(Some(Policy::Locked), None).await.unwrap(), (Policy::Locked, None, None));

    for stranger in [theirs, ActorId::from_uuid(uuid::Uuid::nil())] {
        let error = set(Some(Policy::OneWriter(stranger)), None).await.unwrap_err();
        let AppError::Invalid(errors) = error else { panic!("{error}") };
        assert_eq!(errors[0].pointer, "/policy");
        assert_eq!(errors[0].problem, FieldProblem::Unknown(stranger.to_string()));
    }
    let acts = world.audit().await;
    let coordinator = Some(Role::Coordinator);
    let line = |detail: &str| ("section_policy".to_owned(), detail.to_owned(), coordinator);
    assert_eq!(acts.last(), Some(&line("art-1: locked")));
    assert_eq!(acts[0], line(&format!("art-1: one_writer:{ours}")));
    assert_eq!(acts.len(), 4, "a line for each policy, none for a reason or a refusal: {acts:?}");
}

#[tokio::test]
async fn the_coordination_pauses_a_document_and_nobody_else_does() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let by = world.somebody(SLUG, Role::Coordinator).await;
    let paused = async || world.app.document(Caller::from(&by), patto).await.unwrap().content.paused;
    let hash = world.app.document(Caller::from(&by), patto).await.unwrap().content.hash();
    for role in [Role::Member, Role::Community, Role::Guarantor] {
        let somebody = world.somebody(SLUG, role).await;
        let error = world.app.set_paused(&somebody, patto, Some(String::new())).await.unwrap_err();
        assert!(matches!(error, AppError::Forbidden(Ability::ManageSections)), "{role}");
    }
    for (given, read) in [(Some(" si vota "), Some("si vota")), (Some(" "), Some("")), (None, None)] {
        world.app.set_paused(&by, patto, given.map(str::to_owned)).await.unwrap();
        assert_eq!(paused().await.as_deref(), read);
    }
    let error = world.app.set_paused(&by, patto, Some("x".repeat(501))).await.unwrap_err();
    assert!(matches!(error, AppError::Invalid(errors) if errors[0].pointer == "/paused"));
    assert_eq!(world.app.document(Caller::from(&by), patto).await.unwrap().content.hash(), hash);
    let lines = ["paused", "paused", "resumed"];
    let lines = lines.map(|detail| ("document_pause".into(), detail.into(), Some(Role::Coordinator)));
    assert_eq!(world.audit().await, lines);

    world.process("altro").await;
    let stranger = world.somebody("altro", Role::Coordinator).await;
    let error = world.app.set_paused(&stranger, patto, None).await.unwrap_err();
    assert!(matches!(error, AppError::NotFound(Thing::Document)));
    let new = NewDocument { kind: DocumentKind::Open, title: "Appunti".to_owned() };
    let open = world.app.create_document(Caller::Operator, SLUG, &new).await.unwrap().id;
    let error = world.app.set_paused(&by, open, Some(String::new())).await.unwrap_err();
    assert!(matches!(error, AppError::NoSections(DocumentKind::Open)));
}
