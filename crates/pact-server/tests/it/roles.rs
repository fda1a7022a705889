use axum::http::Method;
use pact_model::access::Role;
use serde_json::json;

use crate::world::{HOST, SLUG, world, world_with};
use pact_server::config::Config;

/// Every call of the interface that changes something.
fn writes(patto: &str) -> Vec<(Method, String, serde_json::Value)> {
    vec![
        (
            Method::POST,
            format!("/api/v1/processes/{SLUG}/documents"),
            json!({ "kind": "open", "title": "Appunti" }),
        ),
        (Method::PUT, format!("/api/v1/processes/{SLUG}/check-settings"), json!({ "max_commitments": 4 })),
        (Method::PATCH, format!("/api/v1/documents/{patto}"), json!({ "published": true })),
        (Method::PATCH, format!("/api/v1/documents/{patto}"), json!({ "paused": "si vota" })),
        (Method::POST, format!("/api/v1/documents/{patto}/sections"), json!({ "title": "Nuova" })),
        (Method::PATCH, format!("/api/v1/documents/{patto}/sections/art-1"), json!({ "title": "Nuova" })),
    ]
}

fn reads(patto: &str) -> Vec<String> {
    vec![
        "/api/v1/me".to_owned(),
        "/api/v1/processes".to_owned(),
        format!("/api/v1/processes/{SLUG}"),
        format!("/api/v1/processes/{SLUG}/register"),
        format!("/api/v1/processes/{SLUG}/register/mentions"),
        format!("/api/v1/processes/{SLUG}/register.csv"),
        format!("/api/v1/processes/{SLUG}/register.json"),
        format!("/api/v1/processes/{SLUG}/register.decidim.csv"),
        format!("/api/v1/processes/{SLUG}/milestones.csv"),
        format!("/api/v1/processes/{SLUG}/milestones.ics"),
        format!("/api/v1/processes/{SLUG}/check-settings"),
        format!("/api/v1/processes/{SLUG}/documents"),
        format!("/api/v1/documents/{patto}"),
        format!("/api/v1/documents/{patto}/content"),
        format!("/api/v1/documents/{patto}/content.md"),
        format!("/api/v1/documents/{patto}/content.html"),
        format!("/api/v1/documents/{patto}/rescues"),
    ]
}

#[tokio::test]
async fn nobody_gets_anything_without_a_cookie_or_token() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id.to_string();
    for address in reads(&patto) {
        let answer = world.get(&*address).send().await;
        assert_eq!(answer.problem(), (401, "not-signed-in".to_owned()), "{address}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        let answer = world.get(&*address).token("inventato").send().await;
        assert_eq!(answer.problem(), (401, "not-signed-in".to_owned()), "{address}");
    }
    for (method, address, body) in writes(&patto) {
        let answer = world.ask(method, &*address).json(&body).send().await;
        assert_eq!(answer.problem(), (401, "not-signed-in".to_owned()), "{address}");
    }
}

#[tokio::test]
async fn every_role_reads_and_only_the_coordination_changes_things() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id.to_string();
    for role in [Role::Member, Role::Community, Role::Guarantor] {
        let token = world.token(role, None).await;
        for address in reads(&patto) {
            assert_eq!(world.get(&*address).token(&token).send().await.status, 200, "{role} {address}");
        }
        for (method, address, body) in writes(&patto) {
            let answer = world.ask(method, &*address).token(&token).json(&body).send().await;
            assert_eq!(answer.problem(), (403, "forbidden".to_owned()), "{role} {address}");
        }
        let document = world.get(format!("/api/v1/documents/{patto}")).token(&token).send().await.json();
        assert_eq!(document["abilities"]["write"], role.may_write());
        assert_eq!(document["abilities"]["publish"], false);
    }
    let coordinator = world.token(Role::Coordinator, None).await;
    for (method, address, body) in writes(&patto) {
        let answer = world.ask(method, &*address).token(&coordinator).json(&body).send().await;
        assert!(answer.status.is_success(), "{address}: {}", answer.text);
    }
}

#[tokio::test]
async fn another_process_does_not_exist_for_its_neighbours() {
    let world = world().await;
    world.process(SLUG).await;
    let foreign = world.process("altro").await.documents[0].id.to_string();
    let token = world.token(Role::Coordinator, None).await;
    for (address, code) in [
        ("/api/v1/processes/altro".to_owned(), "process-not-found"),
        ("/api/v1/processes/altro/documents".to_owned(), "process-not-found"),
        (format!("/api/v1/documents/{foreign}"), "document-not-found"),
        (format!("/api/v1/documents/{foreign}/content"), "document-not-found"),
        (format!("/api/v1/documents/{foreign}/rescues"), "document-not-found"),
    ] {
        let answer = world.get(&*address).token(&token).send().await;
        assert_eq!(answer.problem(), (404, code.to_owned()), "{address}");
    }
    let answer = world
        .post(format!("/api/v1/documents/{foreign}/sections"))
        .token(&token)
        .json(&json!({ "title": "Nuova" }))
        .send()
        .await;
    assert_eq!(answer.problem(), (404, "document-not-found".to_owned()));
}

#[tokio::test]
async fn a_cookie_writes_from_our_own_pages_only() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let cookie = world.cookie(Role::Coordinator).await;
    let address = format!("/api/v1/documents/{patto}/sections");
    let ask = || {
        let body = json!({ "title": "Nuova" });
        world.post(&*address).header("cookie", format!("pattovivo={cookie}")).json(&body)
    };
    for refused in [
        ask().send().await,
        ask().header("origin", "https://altrove.example").send().await,
        ask().header("origin", "null").send().await,
    ] {
        assert_eq!(refused.problem(), (403, "origin-refused".to_owned()));
    }
    assert_eq!(ask().header("origin", format!("http://{HOST}")).send().await.status, 201);
    // Reading on the strength of a cookie shows another site nothing: it cannot see the answer.
    let read = world.get("/api/v1/me").header("cookie", format!("pattovivo={cookie}")).send().await;
    assert_eq!(read.status, 200);
}

#[tokio::test]
async fn a_configured_origin_is_one_of_ours() {
    let config =
        Config { allowed_origins: vec!["https://www.comune.example".to_owned()], ..Config::default() };
    let world = world_with(config).await;
    let patto = world.process(SLUG).await.documents[0].id;
    let cookie = world.cookie(Role::Coordinator).await;
    let answer = world
        .patch(format!("/api/v1/documents/{patto}"))
        .header("cookie", format!("pattovivo={cookie}"))
        .header("origin", "https://www.comune.example")
        .json(&json!({}))
        .send()
        .await;
    assert_eq!(answer.status, 200);
}
