//! The register beside its process: bodies in step, rows in step, out and in again.

use std::time::{Duration, Instant};

use pact_app::{App, AppError, Caller};
use pact_model::access::Role;
use pact_model::ids::{ActorId, DocumentId};
use pact_store::{Cell, ProjectionRow, RegisterRows};
use serde_json::{Value, json};

use crate::world::{SLUG, World, world};

const ONE: &str = "01900000-0000-7000-8000-00000000a001";
const TWO: &str = "01900000-0000-7000-8000-00000000a002";

async fn set(app: &App, fields: Value) {
    let file = json!({ "fields": fields }).to_string();
    app.import_register(SLUG, file.as_bytes()).await.unwrap();
}

/// The rows once they reflect the whole log.
async fn projected(app: &App, document: DocumentId) -> (ProjectionRow, RegisterRows) {
    let began = Instant::now();
    loop {
        let mut tx = app.db.read().await.unwrap();
        let head = tx.document(document).await.unwrap().unwrap().head_seq;
        if let Some(found) = tx.projection(document).await.unwrap().filter(|found| found.seq == head) {
            return (found, tx.projected_rows(document).await.unwrap());
        }
        drop(tx);
        assert!(began.elapsed() < Duration::from_secs(10), "the rows stay behind");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Identities and names of the bodies as links and presence know them, in order of arrival.
async fn bodies(world: &World) -> Vec<(String, String)> {
    let view = world.app.process(Caller::Operator, SLUG).await.unwrap();
    view.actors.into_iter().map(|actor| (actor.id.to_string(), actor.name)).collect()
}

fn named(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect()
}

#[tokio::test]
async fn rows_follow_the_register_within_a_moment() {
    let world = world().await;
    let register = world.process(SLUG).await.register;
    set(
        &world.app,
        json!({
            (format!("actor/{ONE}/name")): "Parrocchia San Michele",
            "commitment/c1/actor": ONE,
            "commitment/c1/state": "confermato",
            (format!("commitment/c1/ally/{TWO}")): "claimed",
            "resource/r1/commitment": "c1",
            "resource/r1/quantity": 2.5,
            "milestone/m1/title": "Prima verifica",
            "milestone/m1/date": "M4",
            "timeline/main/start": "2027-01-01",
            "action/a1/name": "Giovedì aperto",
            "action/a1/line/relazioni": true,
            "line/welfare/removed": "non serve",
        }),
    )
    .await;
    let began = Instant::now();
    let (found, rows) = projected(&world.app, register).await;
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());
    assert_eq!((found.starts_on.as_deref(), found.months), (Some("2027-01-01"), 12));
    let counts: Vec<usize> = rows.tables().iter().map(|(_, rows)| rows.len()).collect();
    assert_eq!(counts, [1, 2, 1, 1, 1, 1, 1, 1]);
    assert!(rows.commitments[0].contains(&Cell::from("confermato")));
    assert_eq!(rows.alliances, [vec![Cell::from("c1"), Cell::from(TWO), Cell::from(0)]]);
    assert!(rows.resources[0].contains(&Cell::from("2.5")));
    let report = world.app.check().await.unwrap();
    assert_eq!((report.findings.len(), report.projections), (0, 1));
}

#[tokio::test]
async fn bodies_of_the_register_are_those_of_links_and_keep_their_place() {
    let world = world().await;
    let register = world.process(SLUG).await.register;
    let token = world.token(SLUG, Role::Member, Some("Il Mulino")).await;
    let mulino = world.app.identify_token(&token).await.unwrap().actor.unwrap().to_string();
    // Whoever opens the register finds them in it.
    let found = world.app.register(Caller::Operator, SLUG).await.unwrap();
    assert_eq!(found.register.actor(&mulino).unwrap().name, "Il Mulino");
    let seq = found.seq;
    assert_eq!(world.app.register(Caller::Operator, SLUG).await.unwrap().seq, seq, "filled once");

    set(
        &world.app,
        json!({
            (format!("actor/{ONE}/name")): "Circolo Il Pergolato",
            (format!("actor/{ONE}/kind")): "ets",
            (format!("actor/{TWO}/name")): "Circolo Il Pergolato",
            (format!("actor/{mulino}/name")): "Associazione Il Mulino Vecchio",
            "actor/no-uuid/name": "Solo nel registro",
        }),
    )
    .await;
    projected(&world.app, register).await;
    let expected = [
        (mulino.as_str(), "Associazione Il Mulino Vecchio"),
        (ONE, "Circolo Il Pergolato"),
        (TWO, "Circolo Il Pergolato (2)"),
    ];
    assert_eq!(bodies(&world).await, named(&expected));
    let identity = world.app.identify_token(&token).await.unwrap();
    assert_eq!(identity.actor_name.as_deref(), Some("Associazione Il Mulino Vecchio"));

    // Two exchange their names, one is taken out: rows and links stay.
    set(
        &world.app,
        json!({
            (format!("actor/{ONE}/name")): "Associazione Il Mulino Vecchio",
            (format!("actor/{mulino}/name")): "Circolo Il Pergolato",
            (format!("actor/{TWO}/removed")): "si è sciolto",
        }),
    )
    .await;
    projected(&world.app, register).await;
    let expected = [
        (mulino.as_str(), "Circolo Il Pergolato"),
        (ONE, "Associazione Il Mulino Vecchio"),
        (TWO, "Circolo Il Pergolato (2)"),
    ];
    assert_eq!(bodies(&world).await, named(&expected));
    let one: ActorId = ONE.parse().unwrap();
    assert_eq!(world.app.db.read().await.unwrap().actor(one).await.unwrap().unwrap().kind, "ets");
    assert!(world.app.check().await.unwrap().findings.is_empty());
}

#[tokio::test]
async fn a_body_is_in_the_register_as_soon_as_somebody_comes_in_for_it() {
    let world = world().await;
    let register = world.process(SLUG).await.register;
    let token = world.token(SLUG, Role::Member, Some("Il Mulino")).await;
    let names = async || {
        let state = world.app.rooms.register(register).await.unwrap();
        state.fields.to_register().actors.into_iter().map(|actor| actor.name).collect::<Vec<_>>()
    };
    assert!(names().await.is_empty());
    world.app.enter(&token, None).await.unwrap();
    assert_eq!(names().await, ["Il Mulino"]);
}

#[tokio::test]
async fn rows_that_say_something_else_are_found_and_made_again() {
    let world = world().await;
    let register = world.process(SLUG).await.register;
    set(&world.app, json!({ "commitment/c1/state": "confermato", "commitment/c2/state": "in_corso" })).await;
    let (found, rows) = projected(&world.app, register).await;
    let finding = async || {
        let findings = world.app.check().await.unwrap().findings;
        findings.into_iter().map(|finding| (finding.document, finding.what, finding.advice)).next()
    };
    let mut without = rows.clone();
    without.commitments.pop();
    let mut other = rows.clone();
    other.lines[0][2] = Cell::from("Altro");
    let later = ProjectionRow { seq: found.seq + 1, ..found.clone() };
    let longer = ProjectionRow { months: 13, ..found.clone() };
    for (row, rows, words) in [
        (&found, &without, "register_commitment, row c2 is missing"),
        (&found, &other, "register_line, row relazioni"),
        (&later, &rows, "which the log does not have"),
        (&longer, &rows, "the timeline"),
    ] {
        let mut tx = world.app.db.begin().await.unwrap();
        tx.put_projection(row, rows).await.unwrap();
        tx.commit().await.unwrap();
        let (document, what, advice) = finding().await.expect(words);
        assert!(document == register && what.contains(words), "{what}");
        assert!(advice.contains("register rebuild"));
        world.app.rebuild_register(SLUG).await.unwrap();
        assert_eq!(finding().await, None);
    }
    // Rows that are gone are no fault: they are made when the register is opened.
    let mut tx = world.app.db.begin().await.unwrap();
    tx.delete_projection(register).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(finding().await, None);
}

#[tokio::test]
async fn a_register_that_stops_leaves_its_rows_in_step() {
    let world = world().await;
    let register = world.process(SLUG).await.register;
    set(&world.app, json!({ "commitment/c1/state": "confermato" })).await;
    world.app.rooms.shutdown().await;
    let mut tx = world.app.db.read().await.unwrap();
    let head = tx.document(register).await.unwrap().unwrap().head_seq;
    assert_eq!(tx.projection(register).await.unwrap().map(|found| found.seq), Some(head));
}

#[tokio::test]
async fn what_comes_out_goes_in_again() {
    let world = world().await;
    world.process(SLUG).await;
    world.process("altro").await;
    let file = json!({
        "fields": { "commitment/c1/state": "in_corso", "commitment/c1/order": "80", "resource/r1/quantity": 0.5 },
        "texts": { "text:commitment/c1/what": "apre la sala «grande» 🗝️" },
    });
    assert_eq!(world.app.import_register(SLUG, file.to_string().as_bytes()).await.unwrap(), 4);
    let out = world.app.export_register(SLUG).await.unwrap();
    world.app.import_register("altro", &out).await.unwrap();
    assert_eq!(world.app.export_register("altro").await.unwrap(), out);
    let before = world.app.register(Caller::Operator, "altro").await.unwrap();
    assert_eq!(before.register.commitments[0].what, "apre la sala «grande» 🗝️");
    for (refused, words) in [
        ("[]", "invalid length"),
        (r#"{"fields":{},"altro":1}"#, "altro"),
        (r#"{"fields":{"promessa/1/name":"x"}}"#, "promessa/1/name"),
        (r#"{"fields":{"actor/1/name":["x"]}}"#, "actor/1/name"),
        (r#"{"fields":{"actor/1/name":"x"},"texts":{"commitment/c1/what":"x"}}"#, "commitment/c1/what"),
    ] {
        let error = world.app.import_register("altro", refused.as_bytes()).await.unwrap_err();
        assert!(matches!(error, AppError::Invalid(_)) && error.to_string().contains(words), "{error}");
    }
    let after = world.app.register(Caller::Operator, "altro").await.unwrap();
    assert_eq!(
        (after.seq, after.register),
        (before.seq, before.register),
        "nothing of a refused file is kept"
    );
}
