//! Erased words are in no file, no answer and no version; the rest is as it was, and nobody brings them back.

use std::fmt::Write as _;
use std::path::Path;

use bytes::Bytes;
use pact_app::authorship::Writer;
use pact_app::redaction::{RedactionOrder, RedactionReport};
use pact_app::rescues::{RefusedWords, keep_rescue};
use pact_app::rooms::{Author, SectionEdit};
use pact_app::versions::Reader;
use pact_app::{AppError, Caller, FieldError, FieldProblem};
use pact_model::ability::Ability;
use pact_model::access::{Identity, Role};
use pact_model::document::SectionKind;
use pact_model::ids::DocumentId;
use pact_model::rescue::RescuedPart;
use pact_model::version::{VersionReason, chain_hash, content_hash};
use pact_sync::RegisterFields;
use serde_json::json;

use crate::people::insert;
use crate::world::{SLUG, World, world};

const SECRET: &str = "Mario Rossi, 340 1234567";
/// What must be nowhere: the passages, and their parts.
const PARTS: [&str; 4] = [SECRET, "Mario Rossi", "Rossi", "1234567"];
const SECTION: &str = "prova-1";

fn order(words: &[&str], reason: &str) -> RedactionOrder {
    RedactionOrder { words: words.iter().map(|&words| words.to_owned()).collect(), reason: reason.to_owned() }
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

/// Every file of the data folder that holds any of the words.
fn files_with_words(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let words = PARTS.iter().filter(|words| holds(&bytes, words));
        found.extend(words.map(|words| format!("{}: {words}", path.display())));
    }
    found
}

/// Everything that the interface would answer.
async fn answers(world: &World, documents: &[DocumentId]) -> String {
    let app = &world.app;
    let mut all = String::new();
    for &document in documents {
        let view = app.document(Caller::Operator, document).await.unwrap();
        all += &view.row.title;
        all += &serde_json::to_string(&view.content).unwrap();
        let history = app.versions(Reader::Table(Caller::Operator), document).await.unwrap();
        for version in history.versions {
            let view = app.version(Reader::Table(Caller::Operator), document, version.number).await.unwrap();
            write!(all, "{version:?}").unwrap();
            all += &String::from_utf8(view.content.canonical_json()).unwrap();
        }
        write!(all, "{:?}", app.rescues(Caller::Operator, document).await.unwrap()).unwrap();
        write!(all, "{:?}", app.authorship(Caller::Operator, document).await.unwrap().sections).unwrap();
    }
    write!(all, "{:?}", world.audit().await).unwrap();
    all += &String::from_utf8(app.export_register(SLUG).await.unwrap()).unwrap();
    write!(all, "{:?}", app.process(Caller::Operator, SLUG).await.unwrap()).unwrap();
    all
}

struct Told {
    world: World,
    documents: Vec<DocumentId>,
    register: DocumentId,
    lead: Identity,
    member: Identity,
}

impl Told {
    /// The words stand everywhere where somebody could have put them.
    async fn new() -> Self {
        let world = world().await;
        let created = world.process(SLUG).await;
        let documents: Vec<DocumentId> = created.documents.iter().map(|row| row.id).collect();
        let lead = world.somebody(SLUG, Role::Coordinator).await;
        let token = world.token(SLUG, Role::Member, Some("Pro Loco")).await;
        let member = world.app.identify_token(&token).await.unwrap();
        let (app, document) = (&world.app, documents[0]);
        let edits = [
            SectionEdit::Add {
                id: SECTION.parse().unwrap(),
                kind: SectionKind::Article,
                title: format!("Chi chiamare: {SECRET}"),
                after: None,
            },
            SectionEdit::SetAside {
                id: created_section(&world, document).await,
                reason: Some(format!("lo chiede {SECRET}")),
            },
        ];
        for edit in edits {
            app.rooms.edit(document, Author::default(), edit).await.unwrap();
        }
        let mut anna = world.sits_down(&member, document).await;
        anna.adds(SECTION, "Si telefona a qualcuno, la sera.").await;
        // Letter by letter.
        let mut typed = "Si telefona a ".to_owned();
        for letter in SECRET.chars() {
            let letter = letter.to_string();
            anna.writes(SECTION, &typed, &letter).await;
            typed += &letter;
        }
        let by = Caller::from(&lead);
        app.make_version(by, document, "con il numero").await.unwrap();
        anna.deletes(SECTION, SECRET).await;
        app.make_version(by, document, &format!("tolto {SECRET}")).await.unwrap();
        anna.adds(SECTION, &format!("Di nuovo: {SECRET}.")).await;
        let fields = RegisterFields {
            fields: [
                ("actor/a1/name".to_owned(), json!("Associazione Mario Rossi")),
                ("commitment/c1/actor".to_owned(), json!("a1")),
                ("commitment/c1/reason".to_owned(), json!(format!("parola di {SECRET}"))),
            ]
            .into(),
            texts: [("text:commitment/c1/what".to_owned(), format!("Chiamare {SECRET}."))].into(),
        };
        app.rooms.edit_register(created.register, Author::default(), fields).await.unwrap();
        let rescue = RefusedWords {
            document,
            epoch: 1,
            author: Author { person: Some(member.person), actor: member.actor },
            client: Some(7),
            code: "locked",
            bytes: Bytes::from(format!("non entrato: {SECRET}")),
            text: vec![RescuedPart { section: None, text: format!("non entrato: {SECRET}") }],
        };
        keep_rescue(&app.db, &world.clock, &app.ids, rescue).await.unwrap();
        Self { documents, register: created.register, lead, member, world }
    }

    async fn redact(&self, words: &[&str], reason: &str) -> Result<RedactionReport, AppError> {
        self.world.app.redact(Caller::from(&self.lead), SLUG, &order(words, reason)).await
    }
}

async fn created_section(world: &World, document: DocumentId) -> pact_model::document::SectionId {
    world.app.rooms.content(document).await.unwrap().sections[0].id.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erased_words_are_in_no_file_no_answer_and_no_export() {
    let told = Told::new().await;
    let (world, document) = (&told.world, told.documents[0]);
    assert!(!files_with_words(world.folder.path()).is_empty(), "they are there before");
    let before = answers(world, &told.documents).await;
    assert!(before.contains(SECRET) && before.contains("non entrato"));

    let report = told.redact(&[SECRET, "Mario Rossi"], "un numero di telefono privato").await.unwrap();
    assert_eq!(report.documents, told.documents.len() + 1);
    // Title, reason and paragraph of the text; name, reason and text of the register.
    assert_eq!(report.passages, 6);
    assert!(report.versions >= 3, "{report:?}");

    let files = files_with_words(world.folder.path());
    assert!(files.is_empty(), "{files:#?}");
    let after = answers(world, &told.documents).await;
    for words in PARTS {
        assert!(!after.contains(words), "{words} in {after}");
    }
    assert!(after.contains("Chi chiamare: [omissis]") && after.contains("Di nuovo: [omissis]."));
    assert!(after.contains("non entrato: [omissis]") && after.contains("tolto [omissis]"));
    assert!(after.contains("Chiamare [omissis].") && after.contains("Associazione [omissis]"));
    let audit = world.audit().await;
    assert!(audit.iter().any(|(act, ..)| act == "words_erased"));

    // Who wrote what is still known, also of what was only in the log.
    let authorship = world.app.authorship(Caller::Operator, document).await.unwrap();
    let runs = &authorship.sections.iter().find(|(id, _)| id.as_str() == SECTION).unwrap().1;
    let pro_loco = Writer::Actor(told.member.actor.unwrap());
    let run = |text: &str| runs.iter().find(|run| run.text.contains(text)).unwrap().writer;
    assert_eq!((run("Si telefona a"), run("[omissis]")), (pro_loco, Writer::Server));
    let history = world.app.versions(Reader::Table(Caller::Operator), document).await.unwrap();
    let newest = &history.versions[0];
    assert_eq!(
        (newest.reason, newest.message.as_str()),
        (VersionReason::Redaction, "un numero di telefono privato")
    );
    assert!(newest.contributors.iter().any(|it| it.actor == told.member.actor), "{:?}", newest.contributors);

    let report = world.app.verify_versions(None).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let again = told.redact(&[SECRET], "ancora").await.unwrap();
    assert_eq!((again.versions, again.passages), (0, 0), "there is nothing left to erase");
    let told = Told { world: told.world.restarted().await, ..told };
    assert!(!answers(&told.world, &told.documents).await.contains("Rossi"));
    assert!(files_with_words(told.world.folder.path()).is_empty());
    told.world.app.rooms.register(told.register).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_and_chain_stay_and_old_hashes_are_kept() {
    let told = Told::new().await;
    let (world, document) = (&told.world, told.documents[0]);
    let by = Reader::Table(Caller::Operator);
    let before = world.app.versions(by, document).await.unwrap().versions;
    told.redact(&[SECRET], "un numero di telefono privato").await.unwrap();
    let mut after = world.app.versions(by, document).await.unwrap().versions;
    after.reverse();
    let mut before_it = None;
    for version in &after {
        let content = world.app.version(by, document, version.number).await.unwrap().content;
        assert_eq!(version.content_hash, content_hash(&content.canonical_json()));
        let expected = chain_hash(
            before_it.as_ref(),
            &version.content_hash,
            version.number,
            version.created_at,
            &version.message,
        );
        assert_eq!(version.chain_hash, expected);
        before_it = Some(version.chain_hash);
    }
    let mut tx = world.app.db.read().await.unwrap();
    let kept = tx.redacted_versions(document).await.unwrap();
    for old in before {
        let now = &after[old.number as usize - 1];
        if now.chain_hash == old.chain_hash {
            continue;
        }
        let line = kept.iter().find(|line| line.number == i64::from(old.number)).unwrap();
        assert_eq!((line.content_hash, line.chain_hash), (old.content_hash, old.chain_hash));
        assert!(now.number > 1, "the first one held no word of it");
    }
    let touched: Vec<u32> = after.iter().filter(|it| it.redacted_at.is_some()).map(|it| it.number).collect();
    assert_eq!(touched, [2, 3, 4], "the first did not hold them");
    let process = world.app.process(Caller::Operator, SLUG).await.unwrap().process.id;
    assert_eq!(tx.redactions(process).await.unwrap().len(), 1);
}

/// A client of before the redaction holds the old letters; it learns that they are gone, and its own words enter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_copy_does_not_bring_the_words_back() {
    let told = Told::new().await;
    let (world, document) = (&told.world, told.documents[0]);
    let mut anna = world.sits_down(&told.member, document).await;
    anna.reads_until(SECTION, SECRET).await;
    assert_eq!(anna.epoch, 1);
    let away = world.somebody(SLUG, Role::Member).await;
    let mut bruno = world.sits_down(&away, document).await;
    bruno.reads_until(SECTION, SECRET).await;
    bruno.changes_offline(|txn| insert(txn, SECTION, "Si telefona", " sempre"));
    bruno.changes_offline(|txn| insert(txn, SECTION, "340 1234567", " (casa)"));

    told.redact(&[SECRET, "Mario Rossi"], "un numero di telefono privato").await.unwrap();
    anna.is_shown_out_soon().await;
    let mut bruno = bruno.comes_back(world, &away, document).await;
    assert_eq!(bruno.epoch, 2);
    bruno.reads_until(SECTION, "[omissis]").await;
    let mut anna = anna.comes_back(world, &told.member, document).await;
    anna.reads_until(SECTION, "[omissis]").await;
    for reader in [&mut anna, &mut bruno] {
        let text = reader.reads(SECTION);
        assert!(text.contains("Si telefona sempre a") && text.contains("[omissis] (casa)."), "{text}");
        assert!(!text.contains("Rossi") && !text.contains("1234567"), "{text}");
    }
    let stored = answers(world, &told.documents).await;
    assert!(stored.contains("Si telefona sempre a") && !stored.contains("1234567"));
    assert!(files_with_words(world.folder.path()).is_empty());
    // And people write on.
    anna.writes(SECTION, "la sera", ", tardi").await;
    bruno.reads_until(SECTION, "la sera, tardi").await;
}

#[tokio::test]
async fn it_is_for_the_coordination_and_says_what_is_wrong() {
    let told = Told::new().await;
    let app = &told.world.app;
    let refused = app.redact(Caller::from(&told.member), SLUG, &order(&["Rossi"], "x")).await;
    assert!(matches!(refused, Err(AppError::Forbidden(Ability::Redact))), "{refused:?}");
    told.world.process("altrove").await;
    let stranger = told.world.somebody("altrove", Role::Coordinator).await;
    let hidden = app.redact(Caller::from(&stranger), SLUG, &order(&["Rossi"], "x")).await;
    assert!(matches!(hidden, Err(AppError::NotFound(_))));
    let wrong = async |words: &[&str], reason: &str| match told.redact(words, reason).await {
        Err(AppError::Invalid(errors)) => errors,
        other => panic!("{other:?}"),
    };
    let error = FieldError::new;
    assert_eq!(wrong(&[], "x").await, [error("words", FieldProblem::Empty)]);
    assert_eq!(wrong(&["ab"], "x").await, [error("words/0", FieldProblem::TooShort(3))]);
    assert_eq!(wrong(&["abc", &"a".repeat(201)], "x").await, [error("words/1", FieldProblem::TooLong(200))]);
    assert_eq!(wrong(&["abc"; 21], "x").await, [error("words", FieldProblem::TooMany(20))]);
    assert_eq!(wrong(&["Rossi"], " ").await, [error("reason", FieldProblem::Empty)]);
    assert_eq!(wrong(&["Rossi"], "numero di Rossi").await, [error("reason", FieldProblem::HoldsWords)]);
    let omissis = wrong(&["omissis"], "x").await;
    assert!(matches!(omissis.as_slice(), [FieldError { problem: FieldProblem::Impossible(_), .. }]));
    // Nothing was done.
    assert!(answers(&told.world, &told.documents).await.contains(SECRET));
}
