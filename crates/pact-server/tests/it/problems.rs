use axum::http::Method;
use pact_model::access::Role;
use serde_json::json;

use crate::world::{SLUG, world};

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems_too() {
    let world = world().await;
    for address in ["/api/v1/boh", "/api/v2/processes", "/api", "/api/v1/documents/x/y/z"] {
        assert_eq!(
            world.get(address).send().await.problem(),
            (404, "no-such-address".to_owned()),
            "{address}"
        );
    }
    let answer = world.ask(Method::DELETE, "/api/v1/processes").send().await;
    assert_eq!(answer.problem(), (405, "method-not-allowed".to_owned()));
    assert!(answer.header("allow").contains("GET"));
    assert_eq!(world.get("/collab").send().await.problem(), (426, "upgrade-required".to_owned()));
}

#[tokio::test]
async fn malformed_identities_are_refused_before_anything_is_looked_up() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let token = world.token(Role::Coordinator, None).await;
    for address in ["/api/v1/documents/non-un-id", "/api/v1/documents/%00", "/api/v1/documents/%FF/content"] {
        let answer = world.get(address).token(&token).send().await;
        assert_eq!(answer.problem(), (400, "invalid-address".to_owned()), "{address}");
    }
    let answer = world
        .patch(format!("/api/v1/documents/{patto}/sections/Articolo_1"))
        .token(&token)
        .json(&json!({}))
        .send()
        .await;
    assert_eq!(answer.problem(), (400, "invalid-address".to_owned()));
    let answer =
        world.get("/api/v1/documents/00000000-0000-7000-8000-000000000000").token(&token).send().await;
    assert_eq!(answer.problem(), (404, "document-not-found".to_owned()));
    let answer = world.get("/api/v1/processes/boh").token(&token).send().await;
    assert_eq!(answer.problem(), (404, "process-not-found".to_owned()));
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_told_apart() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(Role::Coordinator, None).await;
    let address = format!("/api/v1/processes/{SLUG}/documents");
    let json = "application/json";
    for (content_type, body, status, code) in [
        (json, "{", 400, "invalid-json"),
        (json, "", 400, "invalid-json"),
        (json, "{\"kind\":\"open\",\"title\":\"a\"} x", 400, "invalid-json"),
        ("text/plain", "{}", 415, "unsupported-media-type"),
        ("application/x-www-form-urlencoded", "kind=open", 415, "unsupported-media-type"),
        (json, "{\"kind\":\"open\"}", 422, "invalid-values"),
        (json, "[]", 422, "invalid-values"),
    ] {
        let answer = world.post(&*address).token(&token).raw(content_type, body).send().await;
        assert_eq!(answer.problem(), (status, code.to_owned()), "{body}");
    }
    let large = format!("{{\"kind\":\"open\",\"title\":\"{}\"}}", "a".repeat(256 * 1024));
    let answer = world.post(&*address).token(&token).raw(json, large).send().await;
    assert_eq!(answer.problem(), (413, "body-too-large".to_owned()));
}

#[tokio::test]
async fn wrong_values_are_pointed_at() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let token = world.token(Role::Coordinator, None).await;
    let documents = format!("/api/v1/processes/{SLUG}/documents");
    let sections = format!("/api/v1/documents/{patto}/sections");
    let section = format!("{sections}/art-1");
    let document = format!("/api/v1/documents/{patto}");
    let rescue = format!("{document}/rescues/01900000-0000-7000-8000-000000000001");
    for (method, address, body, pointer) in [
        (Method::POST, &documents, json!({ "kind": "boh", "title": "a" }), "/kind"),
        (Method::POST, &documents, json!({ "kind": "register", "title": "a" }), "/kind"),
        (Method::POST, &documents, json!({ "kind": "open", "title": 7 }), "/title"),
        (Method::POST, &documents, json!({ "kind": "open", "title": " " }), "/title"),
        (Method::POST, &documents, json!({ "kind": "open", "title": "a", "colore": "blu" }), "/colore"),
        (Method::POST, &sections, json!({ "title": "a", "after": "zzzz" }), "/after"),
        (Method::POST, &sections, json!({ "title": "a", "after": "Z Z" }), "/after"),
        (Method::PATCH, &section, json!({ "policy": "chiunque" }), "/policy"),
        (
            Method::PATCH,
            &section,
            json!({ "policy": "one_writer:01900000-0000-7000-8000-000000000001" }),
            "/policy",
        ),
        (Method::PATCH, &section, json!({ "policy_reason": "a\nb" }), "/policy_reason"),
        (Method::PATCH, &section, json!({ "policy_reason": "a".repeat(501) }), "/policy_reason"),
        (Method::PATCH, &document, json!({ "paused": "a".repeat(501) }), "/paused"),
        (Method::PATCH, &document, json!({ "paused": true }), "/paused"),
        (Method::PATCH, &rescue, json!({ "settled": false }), "/settled"),
        (Method::PATCH, &rescue, json!({}), ""),
        (Method::PATCH, &section, json!({ "order": "in fondo" }), "/order"),
        (Method::PATCH, &section, json!({ "aside": "" }), "/aside"),
        (Method::PATCH, &section, json!({ "boh": 1 }), "/boh"),
    ] {
        let answer = world.ask(method, &**address).token(&token).json(&body).send().await;
        assert_eq!(answer.problem(), (422, "invalid-values".to_owned()), "{body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_the_document_does_not_have_is_said() {
    let world = world().await;
    let created = world.process(SLUG).await;
    let token = world.token(Role::Coordinator, None).await;
    let patto = created.documents[0].id;
    let answer = world
        .patch(format!("/api/v1/documents/{patto}/sections/zzzz"))
        .token(&token)
        .json(&json!({ "title": "a" }))
        .send()
        .await;
    assert_eq!(answer.problem(), (404, "section-not-found".to_owned()));
    let answer = world
        .post(format!("/api/v1/documents/{}/sections", created.register))
        .token(&token)
        .json(&json!({ "title": "a" }))
        .send()
        .await;
    assert_eq!(answer.problem(), (409, "no-sections".to_owned()));
}

#[tokio::test]
async fn problems_speak_the_language_of_the_reader() {
    let world = world().await;
    let italian = world.get("/api/v1/me").send().await.json();
    let english = world.get("/api/v1/me").header("accept-language", "en-GB,en;q=0.9").send().await.json();
    assert_eq!(italian["title"], "Non sei entrato");
    assert_eq!(english["title"], "You are not in");
    assert_eq!(italian["code"], english["code"]);
}
