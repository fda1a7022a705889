//! Which body wrote which words, whoever typed them, whatever was deleted, merged or restarted since.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_app::authorship::{Authorship, Writer};
use pact_app::rooms::{compact, read_log};
use pact_app::{AppError, Caller};
use pact_model::ability::Ability;
use pact_model::access::{Identity, Role};
use pact_model::document::SectionId;
use pact_model::ids::DocumentId;
use pact_store::SnapshotRow;
use pact_sync::Replica;
use sha2::{Digest, Sha256};

use crate::world::{NOW, SLUG, World, world};

async fn acting_for(world: &World, role: Role, body: &str) -> Identity {
    let token = world.token(SLUG, role, Some(body)).await;
    world.app.identify_token(&token).await.unwrap()
}

/// What each writer wrote in a section, by the name of the body.
fn by_name(authorship: &Authorship, section: &SectionId) -> Vec<(String, String)> {
    let runs = &authorship.sections.iter().find(|(id, _)| id == section).unwrap().1;
    runs.iter()
        .map(|run| {
            let name = match run.writer {
                Writer::Actor(id) => authorship.actors[&id].0.clone(),
                Writer::Coordination => "coordinamento".to_owned(),
                Writer::Server => "server".to_owned(),
            };
            (name, run.text.clone())
        })
        .collect()
}

/// Everything that is written is behind two snapshots, so that compaction merges all of it.
async fn compacted(world: &World, document: DocumentId) -> usize {
    let before = read_log(&world.app.db, document).await.unwrap();
    for seq in [before.seq - 1, before.seq] {
        let rows = &before.updates[..usize::try_from(seq).unwrap()];
        let state: Bytes = Replica::load(1, None, rows).unwrap().encoded();
        let hash = Sha256::digest(&state).into();
        let row = SnapshotRow { doc: document, epoch: before.epoch, seq, state, hash, verified_at: NOW };
        let mut tx = world.app.db.begin().await.unwrap();
        tx.insert_snapshot(&row).await.unwrap();
        tx.commit().await.unwrap();
    }
    compact(&world.app.db, document).await.unwrap().rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_word_belongs_to_the_body_it_was_written_for() {
    let world = world().await;
    let document = world.process(SLUG).await.documents[0].id;
    let section = {
        let content = world.app.rooms.content(document).await.unwrap();
        content.sections[1].id.clone()
    };
    let name = section.as_str();
    let pro_loco = acting_for(&world, Role::Member, "Pro Loco").await;
    let mulino = acting_for(&world, Role::Member, "Il Mulino").await;
    let scuola = acting_for(&world, Role::Member, "Scuola Rodari").await;
    // A facilitator types what the parish says.
    let for_parish = acting_for(&world, Role::Coordinator, "Parrocchia di San Nicolò").await;
    let coordination = world.somebody(SLUG, Role::Coordinator).await;

    let mut anna = world.sits_down(&pro_loco, document).await;
    let mut bruno = world.sits_down(&mulino, document).await;
    let mut carla = world.sits_down(&scuola, document).await;
    anna.adds(name, "La Pro Loco apre la sala ogni sabato.").await;
    bruno.reads_until(name, "ogni sabato").await;
    bruno.writes(name, "La Pro Loco apre la sala", " e il Mulino il cortile,").await;
    carla.reads_until(name, "il cortile").await;
    carla.writes(name, "ogni sabato", " di scuola 😀").await;
    bruno.reads_until(name, "di scuola").await;
    // Bruno deletes half of what Anna wrote, and a word of Carla's.
    bruno.deletes(name, "La Pro Loco apre ").await;
    bruno.deletes(name, "di ").await;
    let mut facilitator = world.sits_down(&for_parish, document).await;
    facilitator.adds(name, "La Parrocchia presta le sedie.").await;
    let mut lead = world.sits_down(&coordination, document).await;
    lead.writes(name, "presta", " volentieri").await;

    let expected = |server: &str| -> Vec<(String, String)> {
        let runs = [
            ("server", server),
            ("Pro Loco", "la sala"),
            ("Il Mulino", " e il Mulino il cortile,"),
            ("Pro Loco", " ogni sabato"),
            ("Scuola Rodari", " scuola 😀"),
            ("Pro Loco", ".\n"),
            ("Parrocchia di San Nicolò", "La Parrocchia presta"),
            ("coordinamento", " volentieri"),
            ("Parrocchia di San Nicolò", " le sedie.\n"),
        ];
        runs.map(|(writer, text)| (writer.to_owned(), text.to_owned())).to_vec()
    };
    let read = async || world.app.authorship(Caller::from(&coordination), document).await.unwrap();
    let before = read().await;
    let runs = by_name(&before, &section);
    assert_eq!(runs, expected(&runs[0].1));
    let colors: BTreeMap<_, _> = before.actors.values().cloned().collect();
    assert!(colors["Il Mulino"].starts_with('#'), "{colors:?}");

    drop((anna, bruno, carla, facilitator, lead));
    world.app.rooms.shutdown().await;
    assert!(compacted(&world, document).await > 0, "rows were merged");
    let again = world.restarted().await;
    let after = again.app.authorship(Caller::from(&coordination), document).await.unwrap();
    assert_eq!((after.sections, after.writers), (before.sections, before.writers));
}

#[tokio::test]
async fn it_is_for_the_table_only() {
    let world = world().await;
    let created = world.process(SLUG).await;
    let document = created.documents[0].id;
    let ask = async |by: &Identity, document| world.app.authorship(Caller::from(by), document).await;
    let community = world.somebody(SLUG, Role::Community).await;
    let refused = ask(&community, document).await;
    assert!(matches!(refused, Err(AppError::Forbidden(Ability::ReadAuthorship))), "{refused:?}");
    let member = world.somebody(SLUG, Role::Member).await;
    assert!(ask(&member, document).await.is_ok());
    assert!(matches!(ask(&member, created.register).await, Err(AppError::NoSections(_))));
    world.process("altrove").await;
    let stranger = world.somebody("altrove", Role::Coordinator).await;
    assert!(matches!(ask(&stranger, document).await, Err(AppError::NotFound(_))));
}
