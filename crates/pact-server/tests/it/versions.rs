use axum::http::Method;
use pact_app::Caller;
use pact_model::access::Role;
use pact_model::document::DocumentKind;
use serde_json::{Value, json};

use crate::world::{Answer, SLUG, World, world};

/// A process with its pact, and the token of somebody who coordinates it.
pub async fn table() -> (World, String, String) {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id.to_string();
    let token = world.token(Role::Coordinator, Some("Comune")).await;
    (world, patto, token)
}

/// Something that changes what a section says: its title.
pub async fn rename(world: &World, token: &str, document: &str, section: &str, title: &str) {
    let address = format!("/api/v1/documents/{document}/sections/{section}");
    let answer = world.patch(address).token(token).json(&json!({ "title": title })).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

pub async fn make(world: &World, token: &str, document: &str, message: &str) -> Answer {
    let address = format!("/api/v1/documents/{document}/versions");
    world.post(address).token(token).json(&json!({ "message": message })).send().await
}

async fn list(world: &World, token: &str, document: &str) -> Value {
    world.get(format!("/api/v1/documents/{document}/versions")).token(token).send().await.json()
}

#[tokio::test]
async fn a_document_that_was_just_made_has_one_version() {
    let (world, patto, token) = table().await;
    let history = list(&world, &token, &patto).await;
    assert_eq!(history["total"], 1);
    let first = &history["versions"][0];
    assert_eq!(
        (&first["number"], &first["reason"], &first["message"]),
        (&json!(1), &json!("created"), &json!(""))
    );
    assert_eq!(first["content_hash"].as_str().unwrap().len(), 64);
    assert_eq!(first["changed"], json!({ "sections": 0, "commitments": 0, "others": 0 }));
    for address in [format!("/api/v1/documents/{patto}"), format!("/api/v1/processes/{SLUG}")] {
        let answer = world.get(address).token(&token).send().await.json();
        let sheet = if answer["documents"].is_array() { &answer["documents"][0] } else { &answer };
        assert_eq!(sheet["versions"], 1);
    }
}

#[tokio::test]
async fn the_coordination_makes_a_version_when_something_changed_and_only_then() {
    let (world, patto, token) = table().await;
    let nothing = make(&world, &token, &patto, "Niente di nuovo").await;
    assert_eq!(nothing.problem(), (409, "nothing-changed".to_owned()));
    rename(&world, &token, &patto, "art-1", "Oggetto del Patto").await;
    world.clock.advance_seconds(60);
    let made = make(&world, &token, &patto, "  Dopo la seduta <del 20>  ").await;
    assert_eq!(made.status, 201, "{}", made.text);
    let version = made.json();
    assert_eq!(version["number"], 2);
    assert_eq!(version["message"], "Dopo la seduta <del 20>");
    assert_eq!(version["actor"]["name"], "Comune");
    assert_eq!(version["changed"]["sections"], 1);
    assert_eq!(version["changed_sections"], json!(["art-1"]));
    assert_eq!(made.header("location"), format!("/api/v1/documents/{patto}/versions/2"));
    let again = make(&world, &token, &patto, "Ancora").await;
    assert_eq!(again.problem(), (409, "nothing-changed".to_owned()));
    let history = list(&world, &token, &patto).await;
    assert_eq!(history["total"], 2);
    assert_eq!(history["versions"][0]["number"], 2, "the newest comes first");
    assert_eq!(history["versions"][0], version);
    let sheets = world.get(format!("/api/v1/processes/{SLUG}/documents")).token(&token).send().await.json();
    let of = |id: &str| {
        sheets.as_array().unwrap().iter().find(|sheet| sheet["id"] == id).unwrap()["versions"].clone()
    };
    assert_eq!(of(&patto), 2);
}

#[tokio::test]
async fn a_version_tells_what_it_holds() {
    let (world, patto, token) = table().await;
    rename(&world, &token, &patto, "art-1", "Oggetto del Patto").await;
    make(&world, &token, &patto, "Titolo").await;
    rename(&world, &token, &patto, "art-1", "Un altro titolo").await;
    let version =
        world.get(format!("/api/v1/documents/{patto}/versions/2")).token(&token).send().await.json();
    assert_eq!(version["number"], 2);
    assert_eq!(version["content"]["format"], 1);
    let sections = version["content"]["document"]["sections"].as_array().unwrap();
    let article = sections.iter().find(|section| section["id"] == "art-1").unwrap();
    assert_eq!(article["title"], "Oggetto del Patto");
    assert!(article["policy"].is_null(), "a lock is a state of the table");
    assert!(version["content"]["register"].is_object());
}

#[tokio::test]
async fn a_version_that_is_not_there_is_named() {
    let (world, patto, token) = table().await;
    for (number, expected) in [
        ("0", (404, "version-not-found")),
        ("99", (404, "version-not-found")),
        ("uno", (400, "invalid-address")),
    ] {
        let answer =
            world.get(format!("/api/v1/documents/{patto}/versions/{number}")).token(&token).send().await;
        assert_eq!(answer.problem(), (expected.0, expected.1.to_owned()), "{number}");
    }
    let open = pact_app::documents::NewDocument { kind: DocumentKind::Open, title: "Appunti".to_owned() };
    let open = world.app.create_document(Caller::Operator, SLUG, &open).await.unwrap().id;
    let answer = world.get(format!("/api/v1/documents/{open}/versions")).token(&token).send().await;
    assert_eq!(answer.problem(), (409, "no-sections".to_owned()));
    let sheet = world.get(format!("/api/v1/documents/{open}")).token(&token).send().await.json();
    assert_eq!(sheet["versions"], 0);
}

#[tokio::test]
async fn a_message_is_one_line_that_says_something() {
    let (world, patto, token) = table().await;
    rename(&world, &token, &patto, "art-1", "Oggetto del Patto").await;
    for message in ["", "   ", "due\nrighe", &"x".repeat(301)] {
        let answer = make(&world, &token, &patto, message).await;
        assert_eq!(answer.problem(), (422, "invalid-values".to_owned()), "{message:?}");
        assert_eq!(answer.json()["errors"][0]["pointer"], "/message");
    }
    let address = format!("/api/v1/documents/{patto}/versions");
    let answer = world.post(address).token(&token).json(&json!({ "text": "x" })).send().await;
    assert_eq!(answer.problem(), (422, "invalid-values".to_owned()));
    assert_eq!(list(&world, &token, &patto).await["total"], 1);
}

#[tokio::test]
async fn a_section_is_put_back_and_the_restore_is_a_version_too() {
    let (world, patto, token) = table().await;
    let before = world.get(format!("/api/v1/documents/{patto}")).token(&token).send().await.json();
    let title = |sheet: &Value| {
        let sections = sheet["sections"].as_array().unwrap();
        sections.iter().find(|section| section["id"] == "art-1").unwrap()["title"].clone()
    };
    rename(&world, &token, &patto, "art-1", "Scritto per errore").await;
    let address = format!("/api/v1/documents/{patto}/restore");
    let order = json!({ "version": 1, "section": "art-1", "message": "Era giusto prima" });
    let answer = world.post(&*address).token(&token).json(&order).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let history = list(&world, &token, &patto).await;
    assert_eq!(answer.json()["version"], history["total"]);
    let reasons: Vec<_> =
        history["versions"].as_array().unwrap().iter().map(|version| version["reason"].clone()).collect();
    assert_eq!(reasons, ["restore", "before_restore", "created"]);
    assert_eq!(history["versions"][0]["message"], "Era giusto prima");
    let after = world.get(format!("/api/v1/documents/{patto}")).token(&token).send().await.json();
    assert_eq!(title(&after), title(&before));
    let again = world.post(&*address).token(&token).json(&order).send().await;
    assert_eq!(again.problem(), (409, "nothing-changed".to_owned()));
    let unknown = json!({ "version": 77, "message": "Boh" });
    let answer = world.post(&*address).token(&token).json(&unknown).send().await;
    assert_eq!(answer.problem(), (404, "version-not-found".to_owned()));
    let unknown = json!({ "version": 1, "section": "inventata", "message": "Boh" });
    let answer = world.post(&*address).token(&token).json(&unknown).send().await;
    assert_eq!(answer.problem(), (404, "section-not-found".to_owned()));
}

#[tokio::test]
async fn a_meeting_that_opens_and_closes_leaves_versions_with_its_name() {
    let (world, patto, token) = table().await;
    let process = world.get(format!("/api/v1/processes/{SLUG}")).token(&token).send().await.json();
    let meeting = process["meetings"][2]["id"].as_str().unwrap().to_owned();
    let set = async |open: bool| {
        let address = format!("/api/v1/processes/{SLUG}/meetings/{meeting}");
        world.patch(address).token(&token).json(&json!({ "open": open })).send().await
    };
    let opened = set(true).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    assert_eq!((&opened.json()["id"], &opened.json()["open"]), (&json!(meeting), &json!(true)));
    rename(&world, &token, &patto, "art-1", "Deciso in seduta").await;
    world.clock.advance_seconds(3600);
    assert_eq!(set(false).await.json()["open"], false);
    let newest = list(&world, &token, &patto).await["versions"][0].clone();
    assert_eq!((&newest["reason"], &newest["meeting"]), (&json!("meeting_closed"), &json!(meeting)));
    let process = world.get(format!("/api/v1/processes/{SLUG}")).token(&token).send().await.json();
    let held = &process["meetings"][2];
    assert_eq!(
        (&held["opened_at"], &held["closed_at"]),
        (&json!("2025-11-20T15:00:00Z"), &json!("2025-11-20T16:00:00Z"))
    );
    let unknown = format!("/api/v1/processes/{SLUG}/meetings/{patto}");
    let answer = world.patch(unknown).token(&token).json(&json!({ "open": true })).send().await;
    assert_eq!(answer.problem(), (404, "meeting-not-found".to_owned()));
}

#[tokio::test]
async fn what_changed_is_asked_for_since_a_visit_a_meeting_or_a_moment() {
    let (world, patto, token) = table().await;
    let ask = async |since: &str| {
        world.get(format!("/api/v1/processes/{SLUG}/changes{since}")).token(&token).send().await
    };
    let first = ask("").await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(first.json()["since"], Value::Null);
    world.clock.advance_seconds(24 * 3600);
    rename(&world, &token, &patto, "art-1", "Oggetto del Patto").await;
    let second = ask("?since=visit").await.json();
    assert_eq!(second["documents"][0]["document"], patto);
    assert_eq!(second["documents"][0]["sections"][0], json!({ "id": "art-1", "title": "Oggetto del Patto" }));
    let moment = ask("?since=2025-11-20T15:30:00Z").await.json();
    assert_eq!(moment["documents"][0]["version"], 1);
    assert_eq!(ask("?since=ieri").await.problem(), (400, "invalid-address".to_owned()));
    let unknown = ask(&format!("?since=meeting:{patto}")).await;
    assert_eq!(unknown.problem(), (404, "meeting-not-found".to_owned()));
}

#[tokio::test]
async fn erased_words_are_in_no_answer_any_more() {
    let (world, patto, token) = table().await;
    rename(&world, &token, &patto, "art-1", "Chiamare Zdenka Verdi").await;
    make(&world, &token, &patto, "Con il nome di Zdenka Verdi").await;
    rename(&world, &token, &patto, "art-2", "Altro").await;
    let address = format!("/api/v1/processes/{SLUG}/redactions");
    let order = json!({ "words": ["Zdenka Verdi"], "reason": "Un nome di persona" });
    let answer = world.post(&*address).token(&token).json(&order).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.json()["versions"].as_u64().unwrap() >= 1, "{}", answer.text);
    for address in [
        format!("/api/v1/documents/{patto}/content"),
        format!("/api/v1/documents/{patto}/versions"),
        format!("/api/v1/documents/{patto}/versions/2"),
        format!("/api/v1/documents/{patto}/compare?from=1&to=2"),
        format!("/api/v1/documents/{patto}/compare?from=live&to=2"),
    ] {
        let answer = world.get(&*address).token(&token).send().await;
        assert_eq!(answer.status, 200, "{address}");
        assert!(!answer.text.contains("Zdenka"), "{address}: {}", answer.text);
    }
    for (words, reason) in [(json!([]), "x"), (json!([""]), "x"), (json!(["Altro"]), "")] {
        let order = json!({ "words": words, "reason": reason });
        let answer = world.post(&*address).token(&token).json(&order).send().await;
        assert_eq!(answer.problem(), (422, "invalid-values".to_owned()), "{order}");
    }
}

#[tokio::test]
async fn who_wrote_what_is_for_the_table_and_the_guarantee_committee() {
    let (world, patto, token) = table().await;
    rename(&world, &token, &patto, "art-1", "Oggetto del Patto").await;
    let address = format!("/api/v1/documents/{patto}/authorship");
    let answer = world.get(&*address).token(&token).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.json()["writers"].is_object() && answer.json()["sections"].is_array());
    for (role, status) in [(Role::Member, 200), (Role::Guarantor, 200), (Role::Community, 403)] {
        let token = world.token(role, None).await;
        assert_eq!(world.get(&*address).token(&token).send().await.status, status, "{role}");
    }
    let contributors =
        world.get(format!("/api/v1/documents/{patto}/contributors")).token(&token).send().await.json();
    assert!(contributors.is_array());
}

#[tokio::test]
async fn only_the_coordination_makes_restores_opens_and_erases() {
    let (world, patto, coordinator) = table().await;
    rename(&world, &coordinator, &patto, "art-1", "Oggetto del Patto").await;
    let process = world.get(format!("/api/v1/processes/{SLUG}")).token(&coordinator).send().await.json();
    let meeting = process["meetings"][0]["id"].as_str().unwrap();
    let writes = [
        (Method::POST, format!("/api/v1/documents/{patto}/versions"), json!({ "message": "Fatta" })),
        (
            Method::POST,
            format!("/api/v1/documents/{patto}/restore"),
            json!({ "version": 1, "message": "Indietro" }),
        ),
        (Method::PATCH, format!("/api/v1/processes/{SLUG}/meetings/{meeting}"), json!({ "open": true })),
        (
            Method::POST,
            format!("/api/v1/processes/{SLUG}/redactions"),
            json!({ "words": ["Oggetto"], "reason": "Prova" }),
        ),
    ];
    for (method, address, body) in writes {
        let answer = world.ask(method.clone(), &*address).json(&body).send().await;
        assert_eq!(answer.problem(), (401, "not-signed-in".to_owned()), "{address}");
        for role in [Role::Member, Role::Community, Role::Guarantor] {
            let token = world.token(role, None).await;
            let answer = world.ask(method.clone(), &*address).token(&token).json(&body).send().await;
            assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{role} {address}");
        }
    }
    assert_eq!(list(&world, &coordinator, &patto).await["total"], 1);
}

#[tokio::test]
async fn versions_of_another_process_do_not_exist() {
    let (world, _, token) = table().await;
    let foreign = world.process("altro").await.documents[0].id;
    for address in ["versions", "versions/1", "compare?from=1&to=live", "contributors", "authorship"] {
        let answer = world.get(format!("/api/v1/documents/{foreign}/{address}")).token(&token).send().await;
        assert_eq!(answer.problem(), (404, "document-not-found".to_owned()), "{address}");
    }
    for (method, address, body) in [
        (Method::POST, format!("/api/v1/documents/{foreign}/versions"), json!({ "message": "x" })),
        (
            Method::POST,
            format!("/api/v1/documents/{foreign}/restore"),
            json!({ "version": 1, "message": "x" }),
        ),
        (
            Method::POST,
            "/api/v1/processes/altro/redactions".to_owned(),
            json!({ "words": ["x"], "reason": "x" }),
        ),
    ] {
        let answer = world.ask(method, &*address).token(&token).json(&body).send().await;
        assert_eq!(answer.status, 404, "{address}");
    }
}
