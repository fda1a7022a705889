//! A database written by the first release that knew versions, opened by today's program: its texts and hashes are what
//! they were, and its history agrees with itself.
//!
//! The file and the JSON beside it are kept as they are. They were made by the ignored test below, with the program of
//! that release: `cargo test -p pact-app --test it upgrade::make -- --ignored`.

use std::fmt::Write as _;
use std::path::PathBuf;

use pact_app::links::NewLink;
use pact_app::restore::RestoreOrder;
use pact_app::rooms::{Author, RestorePlan, SectionEdit};
use pact_app::versions::{Point, Reader};
use pact_app::{Caller, check::Finding};
use pact_model::access::Role;
use pact_model::content::Node;
use pact_model::document::{DocumentKind, SectionId};
use pact_model::ids::DocumentId;
use pact_model::version::{Version, VersionContent};
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};

use crate::world::{SLUG, World, world};

const NAME: &str = "first-with-versions";
const TABLE: Reader<'_> = Reader::Table(Caller::Operator);

fn file(extension: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/databases");
    PathBuf::from(folder).join(format!("{NAME}.{extension}"))
}

fn hex(hash: &[u8; 32]) -> String {
    hash.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What is remembered of a version.
fn remembered(version: &Version, content: &VersionContent) -> Value {
    let canonical: Value = serde_json::from_slice(&content.canonical_json()).unwrap();
    json!({
        "number": version.number,
        "reason": version.reason,
        "message": version.message,
        "at": version.created_at,
        "contributors": version.contributors,
        "content_hash": hex(&version.content_hash),
        "chain_hash": hex(&version.chain_hash),
        "content": canonical,
    })
}

/// Every version of every document, and what they say now.
async fn everything(world: &World) -> Value {
    let mut documents = serde_json::Map::new();
    for row in world.app.documents(Caller::Operator, SLUG).await.unwrap() {
        if !row.kind.has_sections() {
            continue;
        }
        let mut versions = Vec::new();
        for number in 1..=world.app.version_count(row.id).await.unwrap() {
            let view = world.app.version(TABLE, row.id, number).await.unwrap();
            versions.push(remembered(&view.version, &view.content));
        }
        let live = world.app.compare(TABLE, row.id, Point::Live, Point::Live, None).await.unwrap();
        let live: Value = serde_json::from_slice(&live.to.content.canonical_json()).unwrap();
        let public_from = row.public_from;
        let document = json!({ "public_from": public_from, "versions": versions, "live": live });
        documents.insert(row.id.to_string(), document);
    }
    Value::Object(documents)
}

#[tokio::test]
async fn a_database_of_the_first_release_with_versions_says_what_it_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(file("sqlite"), folder.path().join("t.sqlite")).unwrap();
    let world = World::in_folder(folder).await;
    let expected: Value = serde_json::from_slice(&std::fs::read(file("json")).unwrap()).unwrap();
    let found = everything(&world).await;
    assert_eq!(expected.as_object().unwrap().len(), found.as_object().unwrap().len());
    for (document, expected) in expected.as_object().unwrap() {
        let versions = expected["versions"].as_array().unwrap();
        for (index, version) in versions.iter().enumerate() {
            assert_eq!(found[document]["versions"][index], *version, "{document} version {}", index + 1);
        }
        assert_eq!(found[document], *expected, "{document}");
    }
    let report = world.app.verify_versions(None).await.unwrap();
    assert_eq!(report.findings, []);
    assert!(report.versions >= 8 && report.from_log == report.versions, "{report:?}");
    assert_eq!(world.app.check().await.unwrap().findings, Vec::<Finding>::new());
}

fn id(section: &str) -> SectionId {
    section.parse().unwrap()
}

fn element(name: &str, children: Vec<Node>) -> Node {
    Node::element(name, children)
}

fn paragraph(words: &str) -> Node {
    Node::block("p", vec![Node::text(words)])
}

/// A text with everything a text may have.
fn body() -> Vec<Node> {
    let bold = [("bold".to_owned(), Value::Bool(true))].into();
    let item = |words: &str| element("listItem", vec![paragraph(words)]);
    let cell = |name: &str, words: &str| element(name, vec![paragraph(words)]);
    vec![
        Node::block("h3", vec![Node::text("Perché l’ex filanda — «casa» di tutti")]),
        Node::block(
            "p",
            vec![
                Node::text("Ci troviamo il "),
                Node::marked("giovedì", bold),
                Node::text(", alle 20:30: porta ciò che sai fare 🌾👩‍🌾."),
            ],
        ),
        element("bulletList", vec![item("più ascolto"), item("meno carta"), item("così è deciso")]),
        element(
            "table",
            vec![
                element("tableRow", vec![cell("tableHeader", "Chi"), cell("tableHeader", "Che cosa")]),
                element("tableRow", vec![cell("tableCell", "Parrocchia"), cell("tableCell", "la sala")]),
            ],
        ),
        Node::block("quote", vec![Node::text("Cafe\u{301} e te\u{300}: l’accento va da sé.")]),
    ]
}

const REGISTER: &str = r#"{
    "fields": {
        "commitment/sala/state": "dichiarato", "commitment/sala/from": "M1", "commitment/sala/to": "2027-03-15",
        "resource/chiavi/label": "mazzi di chiavi 🔑", "resource/chiavi/quantity": 2.5,
        "resource/chiavi/commitment": "sala", "milestone/prima/title": "Il primo giovedì",
        "milestone/prima/date": "M2", "timeline/main/start": "2026-12-01", "line/orto/name": "Orto è bello",
        "line/orto/removed": "non più"
    },
    "texts": { "text:commitment/sala/what": "apre la sala «piccola», perché sì" }
}"#;

async fn member(world: &World, name: &str) -> Author {
    let new = NewLink { role: Role::Member, actor: Some(name.to_owned()) };
    let link = world.app.create_link(Caller::Operator, SLUG, &new).await.unwrap();
    let identity = world.app.identify_token(link.secret.expose()).await.unwrap();
    Author { person: Some(identity.person), actor: identity.actor }
}

async fn write(world: &World, document: DocumentId, by: Author, section: &str, body: Vec<Node>) {
    let content = world.app.rooms.content(document).await.unwrap();
    let mut section = content.sections.into_iter().find(|known| known.id == id(section)).unwrap();
    section.body = body;
    world.app.rooms.restore(document, by, RestorePlan::Section(Box::new(section))).await.unwrap();
}

#[tokio::test]
#[ignore = "writes the fixture: only with the program of the release it stands for"]
async fn make() {
    let world = world().await;
    let created = world.process(SLUG).await;
    let patto =
        created.documents.iter().find(|row| row.kind == DocumentKind::PattoCollaborazione).unwrap().id;
    let parish = member(&world, "Parrocchia di San Nicolò").await;
    let mill = member(&world, "Il Mulino 🌾").await;
    write(&world, patto, mill, "art-1", body()).await;
    write(&world, patto, parish, "art-2", vec![paragraph("Qui scrive la parrocchia.")]).await;
    world.clock.advance_seconds(3_600);
    world.app.import_register(SLUG, REGISTER.as_bytes()).await.unwrap();
    let meeting = world.app.process(Caller::Operator, SLUG).await.unwrap().meetings[0].id;
    world.app.set_meeting_open(Caller::Operator, SLUG, meeting, true).await.unwrap();
    write(&world, patto, parish, "art-1", body()[..2].to_vec()).await;
    world.clock.advance_seconds(3_600);
    let message = "Dopo la prima lettura: «più corto è, meglio è» 👍";
    world.app.make_version(Caller::Operator, patto, message).await.unwrap();
    let aside = SectionEdit::SetAside { id: id("art-3"), reason: Some("se n’è parlato già".to_owned()) };
    world.app.rooms.edit(patto, mill, aside).await.unwrap();
    world.clock.advance_seconds(3_600);
    world.app.set_meeting_open(Caller::Operator, SLUG, meeting, false).await.unwrap();
    let edit = SectionEdit::SetTitle { id: id("art-2"), title: "Chi siamo, e perché 🏛️".to_owned() };
    world.app.rooms.edit(patto, parish, edit).await.unwrap();
    let order =
        RestoreOrder { version: 2, section: Some(id("art-1")), message: "La tabella serviva".to_owned() };
    world.clock.advance_seconds(3_600);
    world.app.restore(Caller::Operator, patto, &order).await.unwrap();
    world.app.set_published(Caller::Operator, patto, true).await.unwrap();
    let edit = SectionEdit::SetTitle { id: id("art-4"), title: "Non ancora una versione".to_owned() };
    world.app.rooms.edit(patto, mill, edit).await.unwrap();
    world.app.rooms.shutdown().await;
    assert_eq!(world.app.check().await.unwrap().findings, Vec::<Finding>::new());

    let everything = everything(&world).await;
    std::fs::write(file("json"), serde_json::to_string_pretty(&everything).unwrap() + "\n").unwrap();
    let _ = std::fs::remove_file(file("sqlite"));
    world.sql(&format!("vacuum into '{}'", file("sqlite").display())).await;
    // Small pages: the file lies in the repository.
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}", file("sqlite").display())).await.unwrap();
    sqlx::raw_sql("pragma page_size = 1024; vacuum").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
