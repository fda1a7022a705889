use pact_app::processes::NewProcess;
use pact_app::{AppError, Caller, FieldProblem, Thing};
use pact_model::access::Role;
use pact_model::document::DocumentKind;
use pact_store::SnapshotRow;

use crate::world::{SLUG, world};

#[tokio::test]
async fn a_process_is_made_whole_with_its_documents_and_register() {
    let world = world().await;
    let created = world.process(SLUG).await;
    let view = world.app.process(Caller::Operator, SLUG).await.unwrap();
    assert_eq!(view.process.id, created.process.id);
    assert!(!view.phases.is_empty() && !view.meetings.is_empty());
    assert!(view.meetings.iter().any(|meeting| !meeting.questions.is_empty()));
    assert_eq!(view.register, Some(created.register));
    let kinds: Vec<_> = view.documents.iter().map(|document| document.kind).collect();
    assert_eq!(kinds, [DocumentKind::PattoCollaborazione, DocumentKind::Docpp]);
    assert!(view.documents.iter().all(|document| document.head_seq == 1));
}

#[tokio::test]
async fn the_second_process_of_a_name_is_refused() {
    let world = world().await;
    world.process(SLUG).await;
    let new = NewProcess { template: "opificio-di-comunita".to_owned(), slug: SLUG.to_owned() };
    let error = world.app.create_process(&new).await.unwrap_err();
    assert!(matches!(error, AppError::SlugTaken(slug) if slug == SLUG));
    assert_eq!(world.app.processes(Caller::Operator).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_name_that_fits_no_address_and_an_unknown_template_are_named() {
    let world = world().await;
    for (template, slug, pointer) in
        [("opificio-di-comunita", "Due Parole", "/slug"), ("boh", "opificio", "/template")]
    {
        let new = NewProcess { template: template.to_owned(), slug: slug.to_owned() };
        let AppError::Invalid(errors) = world.app.create_process(&new).await.unwrap_err() else { panic!() };
        assert_eq!(errors[0].pointer, pointer);
        assert!(matches!(errors[0].problem, FieldProblem::NotASlug | FieldProblem::Unknown(_)));
    }
}

#[tokio::test]
async fn somebody_of_one_process_does_not_know_of_another() {
    let world = world().await;
    world.process(SLUG).await;
    world.process("altro").await;
    let coordinator = world.somebody(SLUG, Role::Coordinator).await;
    let by = Caller::from(&coordinator);
    let slugs: Vec<_> = world.app.processes(by).await.unwrap().into_iter().map(|p| p.slug).collect();
    assert_eq!(slugs, [SLUG]);
    for slug in ["altro", "inventato"] {
        let error = world.app.process(by, slug).await.unwrap_err();
        assert!(matches!(error, AppError::NotFound(Thing::Process)), "{error}");
    }
}

#[tokio::test]
async fn a_process_without_a_published_document_is_not_public() {
    let world = world().await;
    let created = world.process(SLUG).await;
    assert!(world.app.public_process(SLUG).await.unwrap().is_none());
    let patto = created.documents[0].id;
    world.app.set_published(Caller::Operator, patto, true).await.unwrap();
    let view = world.app.public_process(SLUG).await.unwrap().unwrap();
    assert_eq!(view.documents.iter().map(|document| document.id).collect::<Vec<_>>(), [patto]);
    assert_eq!(view.register, None);
}

#[tokio::test]
async fn a_snapshot_that_does_not_say_what_the_log_says_is_found() {
    let world = world().await;
    let documents = world.process(SLUG).await.documents;
    let [patto, docpp] = [&documents[0], &documents[1]];
    let mut tx = world.app.db.begin().await.unwrap();
    let foreign = tx.updates_after(docpp.id, docpp.epoch, 0, 1).await.unwrap().into_rows().remove(0);
    let snapshot = SnapshotRow {
        doc: patto.id,
        epoch: patto.epoch,
        seq: 1,
        state: foreign.bytes,
        hash: [0; 32],
        verified_at: world.clock.now(),
    };
    tx.insert_snapshot(&snapshot).await.unwrap();
    tx.commit().await.unwrap();
    let report = world.app.check().await.unwrap();
    assert_eq!(report.snapshots, 1);
    let findings: Vec<_> = report.findings.iter().map(|finding| finding.document).collect();
    assert_eq!(findings, [patto.id]);
}

#[tokio::test]
async fn everything_just_made_passes_the_check() {
    let world = world().await;
    world.process(SLUG).await;
    let report = world.app.check().await.unwrap();
    assert_eq!(report.findings, []);
    assert_eq!((report.documents, report.rows), (3, 3));
}
