use axum::http::Method;
use pact_model::access::Role;
use serde_json::{Value, json};

use crate::world::{SLUG, World, world};

fn address(rest: &str) -> String {
    format!("/api/v1/processes/{SLUG}/{rest}")
}

async fn register(world: &World, token: &str) -> Value {
    world.get(address("register")).token(token).send().await.json()
}

#[tokio::test]
async fn a_new_register_has_the_usual_lines_and_everybody_who_was_given_a_link() {
    let world = world().await;
    let created = world.process(SLUG).await;
    let token = world.token(Role::Member, Some("Associazione Il Mulino Vecchio")).await;
    for _ in 0..2 {
        let found = register(&world, &token).await;
        assert_eq!(found["document"], created.register.to_string());
        let names = |list: &str| -> Vec<String> {
            let list = found[list].as_array().unwrap();
            list.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names("actors"), ["Associazione Il Mulino Vecchio"]);
        assert_eq!(
            names("lines"),
            [
                "Relazioni significative",
                "Welfare personalizzato e comunitario",
                "Solidarietà e collaborazione generativa",
            ]
        );
        assert_eq!(found["conflicts"], json!([]));
        let codes: Vec<&str> =
            found["checks"].as_array().unwrap().iter().map(|check| check["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&"R2"), "a body without a commitment: {codes:?}");
        let mandatory = found["checks"].as_array().unwrap().iter().find(|check| check["code"] == "R15");
        assert!(mandatory.unwrap()["subject"]["document"].is_string(), "an article is empty");
    }
    let me = world.get("/api/v1/me").token(&token).send().await.json();
    assert_eq!(
        register(&world, &token).await["actors"][0]["id"],
        me["actor"]["id"],
        "one identity everywhere"
    );
}

#[tokio::test]
async fn thresholds_are_the_coordinations_and_have_bounds() {
    let world = world().await;
    world.process(SLUG).await;
    let coordinator = world.token(Role::Coordinator, None).await;
    let settings = address("check-settings");
    let put = |body: Value| world.ask(Method::PUT, &*settings).token(&coordinator).json(&body).send();
    let stored = || async { world.get(&*settings).token(&coordinator).send().await.json() };
    let usual = json!({ "max_commitments": 3, "max_deadlines_per_month": 3, "max_gap_months": 6 });
    assert_eq!(stored().await, usual);
    let answer = put(json!({ "max_commitments": 5 })).await;
    let chosen = json!({ "max_commitments": 5, "max_deadlines_per_month": 3, "max_gap_months": 6 });
    assert_eq!((answer.status.as_u16(), answer.json()), (200, chosen.clone()));
    assert_eq!(stored().await, chosen);
    for (refused, pointer) in [
        (json!({ "max_commitments": 0 }), "/max_commitments"),
        (json!({ "max_gap_months": 61 }), "/max_gap_months"),
    ] {
        let answer = put(refused).await;
        assert_eq!(answer.problem(), (422, "invalid-values".to_owned()));
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer);
    }
    assert_eq!(put(json!({ "max_comitments": 3 })).await.problem(), (422, "invalid-values".to_owned()));
    assert_eq!(stored().await, chosen);
    put(json!({})).await;
    assert_eq!(stored().await, usual);
}

#[tokio::test]
async fn the_register_leaves_as_files_and_comes_back() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(Role::Community, None).await;
    let edit = json!({
        "fields": {
            "actor/a/name": "=Parrocchia; San Michele",
            "commitment/c/actor": "a",
            "commitment/c/from": "M1",
            "milestone/m/title": "Verifica, di metà strada",
            "milestone/m/kind": "verifica_collettiva",
            "milestone/m/date": "2027-06-24",
        },
        "texts": { "text:commitment/c/what": "Apre la sala" },
    });
    world.app.import_register(SLUG, edit.to_string().as_bytes()).await.unwrap();
    for (name, content_type, file, words) in [
        ("register.csv", "text/csv; charset=utf-8", "opificio-impegni.csv", "'=Parrocchia; San Michele"),
        ("milestones.csv", "text/csv; charset=utf-8", "opificio-tappe.csv", "24/06/2027"),
        (
            "milestones.ics",
            "text/calendar; charset=utf-8",
            "opificio-tappe.ics",
            "DTSTART;VALUE=DATE:20270624\r\n",
        ),
        ("register.decidim.csv", "text/csv; charset=utf-8", "opificio-decidim.csv", "Apre la sala"),
        ("register.json", "application/json", "opificio-registro.json", "text:commitment/c/what"),
    ] {
        let answer = world.get(address(name)).token(&token).send().await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, content_type));
        assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{file}\""));
        assert!(answer.text.contains(words), "{name}: {}", answer.text);
        if name == "register.csv" || name == "milestones.csv" {
            assert!(answer.text.starts_with('\u{feff}'), "an Italian spreadsheet reads it as UTF-8");
        }
    }
    let out = world.get(address("register.json")).token(&token).send().await.text;
    world.process("altro").await;
    world.app.import_register("altro", out.as_bytes()).await.unwrap();
    assert_eq!(String::from_utf8(world.app.export_register("altro").await.unwrap()).unwrap(), out);
}

/// What a text shows of the register is in its tag: a cached copy is not good once the register has changed.
#[tokio::test]
async fn a_text_that_shows_the_register_has_another_tag_when_that_changes() {
    let world = world().await;
    let folder = tempfile::tempdir().unwrap();
    let demo = world.app.load_demo(folder.path()).await.unwrap();
    let token = demo.links[0].secret.expose();
    let document = demo.public_document.unwrap();
    let read = async |suffix: &str| {
        let answer = world.get(format!("/api/v1/documents/{document}/{suffix}")).token(token).send().await;
        (answer.header("etag").to_owned(), answer.text)
    };
    let (json_before, html_before) = (read("content").await, read("content.html").await);
    assert!(html_before.1.contains("14 gennaio 2027"));
    assert!(read("content.md").await.1.contains("14 gennaio 2027"));
    let edit = r#"{"fields":{"milestone/primo-giovedi/date":"2027-02-04"}}"#;
    world.app.import_register(&demo.slug, edit.as_bytes()).await.unwrap();
    let html_after = read("content.html").await;
    assert!(html_after.1.contains("4 febbraio 2027") && html_after.0 != html_before.0);
    assert!(read("content.md").await.1.contains("4 febbraio 2027"));
    assert_eq!(read("content").await, json_before, "the text itself is the same");
}
