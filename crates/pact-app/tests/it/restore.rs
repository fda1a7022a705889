//! What a version said is put back while others write, and nobody loses a word.

use pact_app::restore::RestoreOrder;
use pact_app::rooms::{Author, SectionEdit};
use pact_app::versions::Reader;
use pact_app::{AppError, Caller, Thing};
use pact_model::ability::Ability;
use pact_model::access::{Identity, Role};
use pact_model::content::SectionContent;
use pact_model::document::{Policy, SectionId, SectionKind};
use pact_model::ids::DocumentId;
use pact_model::version::VersionReason;

use crate::people::insert;
use crate::world::{SLUG, World, world};

struct Table {
    world: World,
    document: DocumentId,
    /// Two sections with nothing in their bodies but what is written here.
    sections: [SectionId; 2],
    coordinator: Identity,
}

impl Table {
    async fn new() -> Self {
        let world = world().await;
        let document = world.process(SLUG).await.documents[0].id;
        let coordinator = world.somebody(SLUG, Role::Coordinator).await;
        let names = ["prova-1", "prova-2"].map(|name| name.parse::<SectionId>().unwrap());
        for id in &names {
            let title = format!("Titolo {id}");
            let edit = SectionEdit::Add { id: id.clone(), kind: SectionKind::Article, title, after: None };
            world.app.rooms.edit(document, Author::default(), edit).await.unwrap();
        }
        Self { world, document, sections: names, coordinator }
    }

    async fn version(&self, message: &str) -> u32 {
        let by = Caller::from(&self.coordinator);
        self.world.app.make_version(by, self.document, message).await.unwrap().number
    }

    async fn restore(&self, version: u32, section: Option<&SectionId>) -> Result<u32, AppError> {
        let order =
            RestoreOrder { version, section: section.cloned(), message: "si torna indietro".to_owned() };
        self.world.app.restore(Caller::from(&self.coordinator), self.document, &order).await
    }

    /// A section as a version holds it, in the canonical form.
    async fn held(&self, version: u32, section: &SectionId) -> Vec<u8> {
        let by = Reader::Table(Caller::Operator);
        let content = self.world.app.version(by, self.document, version).await.unwrap().content.document;
        canonical(content.sections, section)
    }

    async fn now(&self, section: &SectionId) -> Vec<u8> {
        let content = self.world.app.rooms.content(self.document).await.unwrap().normalised();
        canonical(content.sections, section)
    }

    async fn reasons(&self) -> Vec<(VersionReason, String)> {
        let by = Reader::Table(Caller::Operator);
        let history = self.world.app.versions(by, self.document).await.unwrap();
        let lines = history.versions.into_iter().rev();
        lines.map(|version| (version.reason, version.message)).collect()
    }
}

/// The bytes of a section, without what is only a state of the table.
fn canonical(sections: Vec<SectionContent>, id: &SectionId) -> Vec<u8> {
    let section = sections.into_iter().find(|section| section.id == *id).unwrap();
    let section = SectionContent { policy: Policy::Open, guidance: String::new(), ..section };
    serde_json::to_vec(&section).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_section_is_put_back_while_others_write() {
    let table = Table::new().await;
    let [first, second] = table.sections.clone();
    let (one, two) = (first.as_str(), second.as_str());
    let member = table.world.somebody(SLUG, Role::Member).await;
    let mut anna = table.world.sits_down(&member, table.document).await;
    anna.adds(one, "La Pro Loco cura il parco 😀 ogni mattina.").await;
    anna.adds(one, "Il Comune paga gli attrezzi.").await;
    anna.adds(two, "Niente di nuovo.").await;
    let wanted = table.version("prima").await;

    // Carla has all of it, and goes where there is no line.
    let away = table.world.somebody(SLUG, Role::Member).await;
    let mut carla = table.world.sits_down(&away, table.document).await;
    carla.reads_until(two, "Niente di nuovo").await;
    carla.changes_offline(|txn| insert(txn, one, "Il Comune paga", " volentieri"));
    carla.changes_offline(|txn| insert(txn, two, "Niente", " o quasi"));

    anna.writes(one, "cura il parco", " e la piazza").await;
    anna.deletes(one, "ogni mattina").await;
    anna.adds(one, "Una frase di troppo.").await;
    let mut bruno =
        table.world.sits_down(&table.world.somebody(SLUG, Role::Member).await, table.document).await;
    bruno.reads_until(one, "di troppo").await;
    // Bruno types elsewhere all the while.
    let typing = async {
        for word in [" uno", " due", " tre", " quattro", " cinque"] {
            bruno.writes(two, "di nuovo", word).await;
        }
    };
    let (restored, ()) = tokio::join!(table.restore(wanted, Some(&first)), typing);
    let number = restored.unwrap();

    assert_eq!(table.now(&first).await, table.held(wanted, &first).await, "to the byte");
    assert_eq!(table.held(number, &first).await, table.held(wanted, &first).await);
    let words = |section: Vec<u8>| String::from_utf8(section).unwrap();
    let elsewhere = words(table.now(&second).await);
    for word in ["uno", "due", "tre", "quattro", "cinque"] {
        assert!(elsewhere.contains(word), "{elsewhere}");
    }
    anna.reads_until(one, "ogni mattina").await;
    assert!(!anna.reads(one).contains("di troppo"));

    // Carla comes back with what she wrote before she knew.
    let mut carla = carla.comes_back(&table.world, &away, table.document).await;
    carla.reads_until(two, "cinque").await;
    let both = words(table.now(&first).await) + &words(table.now(&second).await);
    assert!(both.contains("Il Comune paga volentieri gli attrezzi"), "{both}");
    assert!(both.contains("Niente o quasi di nuovo"), "{both}");
    assert_eq!(carla.reads(one), {
        anna.reads_until(one, "volentieri").await;
        anna.reads(one)
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_is_a_version_and_is_undone_by_another() {
    let table = Table::new().await;
    let [first, _] = table.sections.clone();
    let member = table.world.somebody(SLUG, Role::Member).await;
    let mut anna = table.world.sits_down(&member, table.document).await;
    anna.adds(first.as_str(), "Prima stesura.").await;
    let wanted = table.version("prima").await;
    assert!(matches!(table.restore(wanted, None).await, Err(AppError::NothingChanged)));
    assert!(matches!(table.restore(wanted, Some(&first)).await, Err(AppError::NothingChanged)));

    anna.writes(first.as_str(), "Prima", " e seconda").await;
    let newer = SectionEdit::Add {
        id: "nuova".parse().unwrap(),
        kind: SectionKind::Annex,
        title: "Nuova".to_owned(),
        after: None,
    };
    table.world.app.rooms.edit(table.document, Author::default(), newer).await.unwrap();
    let made = table.restore(wanted, None).await.unwrap();
    let expected = [
        (VersionReason::Created, ""),
        (VersionReason::Manual, "prima"),
        (VersionReason::BeforeRestore, ""),
        (VersionReason::Restore, "si torna indietro"),
    ];
    assert_eq!(table.reasons().await, expected.map(|(reason, words)| (reason, words.to_owned())));
    assert_eq!(made, wanted + 2);
    anna.reads_until(first.as_str(), "Prima stesura").await;
    // Pages know that there is a new one.
    anna.hears_of("version", "number", &made.into()).await;
    let content = table.world.app.rooms.content(table.document).await.unwrap();
    let aside = content.sections.iter().find(|section| section.id.as_str() == "nuova").unwrap();
    assert_eq!(aside.aside.as_deref(), Some(format!("non presente nella versione {wanted}").as_str()));
    assert!(matches!(table.restore(wanted, None).await, Err(AppError::NothingChanged)));

    // Undone.
    table.restore(wanted + 1, None).await.unwrap();
    assert_eq!(table.now(&first).await, table.held(wanted + 1, &first).await);
    let content = table.world.app.rooms.content(table.document).await.unwrap();
    assert!(content.sections.iter().all(|section| section.aside.is_none()));
    let audit = table.world.audit().await;
    let lines: Vec<_> = audit.iter().filter(|(act, ..)| act == "version_restored").collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[0].1.as_str(), lines[0].2), (wanted.to_string().as_str(), Some(Role::Coordinator)));
}

#[tokio::test]
async fn a_restore_is_for_the_coordination_and_says_what_is_wrong() {
    let table = Table::new().await;
    let version = table.version("prima").await;
    let order = |version, section: Option<&str>, message: &str| RestoreOrder {
        version,
        section: section.map(|id| id.parse().unwrap()),
        message: message.to_owned(),
    };
    let app = &table.world.app;
    let ask = async |by: &Identity, order: RestoreOrder| {
        app.restore(Caller::from(by), table.document, &order).await
    };
    let member = table.world.somebody(SLUG, Role::Member).await;
    let refused = ask(&member, order(version, None, "torno indietro")).await;
    assert!(matches!(refused, Err(AppError::Forbidden(Ability::ManageVersions))), "{refused:?}");
    let lead = &table.coordinator;
    assert!(matches!(ask(lead, order(version, None, "  ")).await, Err(AppError::Invalid(_))));
    assert!(matches!(ask(lead, order(99, None, "x")).await, Err(AppError::NotFound(Thing::Version))));
    let unknown = ask(lead, order(version, Some("altrove"), "x")).await;
    assert!(matches!(unknown, Err(AppError::NotFound(Thing::Section))), "{unknown:?}");
    table.world.process("altrove").await;
    let stranger = table.world.somebody("altrove", Role::Coordinator).await;
    let hidden = ask(&stranger, order(version, None, "x")).await;
    assert!(matches!(hidden, Err(AppError::NotFound(Thing::Document))), "{hidden:?}");
}
