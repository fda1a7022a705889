use pact_model::access::Role;
use serde_json::{Value, json};

use crate::world::{SLUG, world};

#[tokio::test]
async fn me_says_role_body_process_and_person() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(Role::Member, Some("Il Mulino")).await;
    let me = world.get("/api/v1/me").token(&token).send().await.json();
    assert_eq!(me["role"], "member");
    assert_eq!(me["actor"]["name"], "Il Mulino");
    assert!(me["actor"]["color"].as_str().unwrap().starts_with('#'));
    assert_eq!(me["process"]["slug"], SLUG);
    assert_eq!(me["person"].as_str().unwrap().len(), 36);
    let coordinator = world.token(Role::Coordinator, None).await;
    let me = world.get("/api/v1/me").token(&coordinator).send().await.json();
    assert_eq!(me["actor"], Value::Null);
}

#[tokio::test]
async fn me_renews_the_cookie_of_whoever_came_with_one() {
    let world = world().await;
    world.process(SLUG).await;
    let cookie = world.cookie(Role::Community).await;
    let answer = world.get("/api/v1/me").cookie(&cookie).send().await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("set-cookie").starts_with(&format!("pattovivo={cookie}; ")));
    let token = world.token(Role::Community, None).await;
    let answer = world.get("/api/v1/me").token(&token).send().await;
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn a_process_is_shown_whole() {
    let world = world().await;
    let created = world.process(SLUG).await;
    world.process("altro").await;
    let token = world.token(Role::Guarantor, None).await;
    let list = world.get("/api/v1/processes").token(&token).send().await.json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["slug"], SLUG);
    let answer = world.get(format!("/api/v1/processes/{SLUG}")).token(&token).send().await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let process = answer.json();
    assert_eq!(process["slug"], SLUG);
    assert_eq!(process["register"], created.register.to_string());
    for field in ["phases", "meetings", "deliverables", "actors", "documents"] {
        assert!(process[field].is_array(), "{field}");
    }
    let meetings = process["meetings"].as_array().unwrap();
    let session = meetings.iter().find(|meeting| meeting["kind"] == "table_session").unwrap();
    assert!(session["starts"].as_str().unwrap().len() == 5, "{session}");
    assert!(!session["questions"].as_array().unwrap().is_empty());
    let document = &process["documents"][0];
    assert_eq!(document["kind"], "patto_collaborazione");
    assert_eq!((&document["published"], &document["present"]), (&Value::Null, &json!([])));
    assert!(document["sections_count"].as_u64().unwrap() > 20);
    assert!(document["versions"].is_u64());
}

#[tokio::test]
async fn a_document_is_made_listed_and_shown() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(Role::Coordinator, None).await;
    let made = world
        .post(format!("/api/v1/processes/{SLUG}/documents"))
        .token(&token)
        .json(&json!({ "kind": "docpp", "title": "Proposta" }))
        .send()
        .await;
    assert_eq!(made.status, 201);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location"), format!("/api/v1/documents/{id}"));
    let list = world.get(format!("/api/v1/processes/{SLUG}/documents")).token(&token).send().await.json();
    assert_eq!(list.as_array().unwrap().len(), 3);
    let document = world.get(format!("/api/v1/documents/{id}")).token(&token).send().await.json();
    assert_eq!((&document["title"], &document["kind"]), (&json!("Proposta"), &json!("docpp")));
    assert_eq!((&document["schema"], &document["epoch"]), (&json!(1), &json!(1)));
    assert_eq!(document["process"]["slug"], SLUG);
    assert_eq!(document["abilities"], json!({ "write": true, "manage_sections": true, "publish": true }));
    let sections = document["sections"].as_array().unwrap();
    let orders: Vec<_> = sections.iter().map(|section| section["order"].as_str().unwrap()).collect();
    assert!(orders.is_sorted() && orders.len() > 10);
    for section in sections {
        for field in ["id", "kind", "title", "policy"] {
            assert!(section[field].is_string(), "{field} of {section}");
        }
        assert!(section["mandatory"].is_boolean());
        assert!(section["aside"].is_null());
    }
}

#[tokio::test]
async fn an_open_document_says_nothing_until_somebody_writes() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(Role::Coordinator, None).await;
    let made = world
        .post(format!("/api/v1/processes/{SLUG}/documents"))
        .token(&token)
        .json(&json!({ "kind": "open", "title": "Appunti" }))
        .send()
        .await;
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let document = world.get(format!("/api/v1/documents/{id}")).token(&token).send().await.json();
    assert_eq!(document["sections"], json!([]));
    let content = world.get(format!("/api/v1/documents/{id}/content")).token(&token).send().await.json();
    assert_eq!((&content["kind"], &content["title"]), (&json!("open"), &json!("Appunti")));
}

#[tokio::test]
async fn content_comes_in_three_forms_with_one_tag() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let token = world.token(Role::Community, None).await;
    let mut tags = Vec::new();
    for (suffix, content_type, words) in [
        ("content", "application/json", "\"sections\":["),
        ("content.md", "text/markdown; charset=utf-8", "## "),
        ("content.html", "text/html; charset=utf-8", "<h2"),
    ] {
        let answer = world.get(format!("/api/v1/documents/{patto}/{suffix}")).token(&token).send().await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, content_type));
        assert!(answer.text.contains(words), "{suffix}");
        tags.push(answer.header("etag").to_owned());
    }
    tags.dedup();
    assert_eq!((tags.len(), tags[0].len()), (1, 66));
}

#[tokio::test]
async fn sections_are_added_and_changed() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let token = world.token(Role::Coordinator, None).await;
    let sections = format!("/api/v1/documents/{patto}/sections");
    let show = || async {
        world.get(format!("/api/v1/documents/{patto}")).token(&token).send().await.json()["sections"].clone()
    };
    let before = show().await;
    let count = before.as_array().unwrap().len();

    let made = world.post(&*sections).token(&token).json(&json!({ "title": "Clausola" })).send().await;
    assert_eq!(made.status, 201);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let after = show().await;
    assert_eq!((&after[count]["id"], &after[count]["kind"]), (&json!(id), &json!("article")));

    let address = format!("{sections}/{id}");
    let patch = |body: Value| {
        let ask = world.patch(&*address).token(&token).json(&body);
        async move {
            let answer = ask.send().await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            answer.json()
        }
    };
    assert_eq!(patch(json!({ "title": "Clausola finale" })).await["title"], "Clausola finale");
    assert_eq!(patch(json!({ "policy": "office" })).await["policy"], "office");
    assert_eq!(patch(json!({ "aside": "rimandata" })).await["aside"], "rimandata");
    let same = patch(json!({})).await;
    assert_eq!((&same["aside"], &same["policy"]), (&json!("rimandata"), &json!("office")));
    assert_eq!(patch(json!({ "aside": null })).await["aside"], Value::Null);
    assert_eq!(patch(json!({ "not_applicable": "non serve" })).await["not_applicable"], "non serve");
    patch(json!({ "order": { "after": before[0]["id"] } })).await;
    assert_eq!(show().await[1]["id"], id);
    patch(json!({ "order": { "after": null } })).await;
    assert_eq!(show().await[0]["id"], id);
    let third = show().await[3]["order"].clone();
    assert_eq!(patch(json!({ "order": third })).await["order"], third);

    let first = json!({ "title": "Prima", "kind": "premise", "after": null });
    let made = world.post(&*sections).token(&token).json(&first).send().await;
    assert_eq!(show().await[0]["id"], made.json()["id"]);
}

#[tokio::test]
async fn a_document_is_published_and_taken_back() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let token = world.token(Role::Coordinator, None).await;
    let address = format!("/api/v1/documents/{patto}");
    let patch = |body: Value| world.patch(&*address).token(&token).json(&body).send();
    assert_eq!(patch(json!({ "published": true })).await.json()["published"], "2025-11-20T15:00:00Z");
    assert!(patch(json!({})).await.json()["published"].is_string());
    assert_eq!(patch(json!({ "published": false })).await.json()["published"], Value::Null);
}

#[tokio::test]
async fn a_section_says_why_it_is_closed_and_for_whom() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let token = world.token(Role::Coordinator, None).await;
    world.token(Role::Member, Some("Il Mulino")).await;
    let actors = world.get(format!("/api/v1/processes/{SLUG}")).token(&token).send().await.json();
    let actors = actors["actors"].as_array().unwrap().clone();
    let body = actors.iter().find(|actor| actor["name"] == "Il Mulino").unwrap();
    let policy = format!("one_writer:{}", body["id"].as_str().unwrap());
    let address = format!("/api/v1/documents/{patto}/sections/art-1");
    let patch = async |body: Value| world.patch(&*address).token(&token).json(&body).send().await.json();
    let section = patch(json!({ "policy": policy, "policy_reason": "la proposta è loro" })).await;
    assert_eq!(section["policy"], policy);
    assert_eq!(section["policy_reason"], "la proposta è loro");
    assert_eq!(section["policy_writer"], "Il Mulino");
    let section = patch(json!({ "policy_reason": null })).await;
    assert_eq!((&section["policy_reason"], &section["policy_writer"]), (&Value::Null, &json!("Il Mulino")));
    let section = patch(json!({ "policy": "open" })).await;
    assert_eq!((&section["policy_reason"], &section["policy_writer"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn a_document_is_paused_and_goes_on() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let token = world.token(Role::Coordinator, None).await;
    let address = format!("/api/v1/documents/{patto}");
    let tag = async || {
        let answer = world.get(format!("{address}/content")).token(&token).send().await;
        answer.header("etag").to_owned()
    };
    let before = tag().await;
    let patch = async |body: Value| {
        let answer = world.patch(&*address).token(&token).json(&body).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["paused"].clone()
    };
    assert_eq!(patch(json!({})).await, Value::Null);
    assert_eq!(patch(json!({ "paused": "si vota" })).await, "si vota");
    assert_eq!(patch(json!({})).await, "si vota");
    assert_eq!(patch(json!({ "paused": "" })).await, "");
    assert_eq!(tag().await, before, "a pause is no content");
    assert_eq!(patch(json!({ "paused": null })).await, Value::Null);
}

#[tokio::test]
async fn words_that_did_not_enter_are_listed_and_settled() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    let (anna, bruno) =
        (world.token(Role::Member, Some("Il Mulino")).await, world.token(Role::Community, None).await);
    let coordinator = world.token(Role::Coordinator, None).await;
    let author = world.app.identify_token(&anna).await.unwrap();
    let kept = world.refused_words(patto, &author, "la piazza").await;
    let address = format!("/api/v1/documents/{patto}/rescues");
    let list = async |token: &str| world.get(&*address).token(token).send().await.json();
    let expected = |mine: bool| {
        json!([{
            "id": kept,
            "at": "2025-11-20T15:00:00Z",
            "reason": "locked",
            "actor": "Il Mulino",
            "mine": mine,
            "parts": [{ "section": "art-1", "text": "la piazza" }, { "section": null, "text": "e basta" }],
        }])
    };
    assert_eq!(list(&anna).await, expected(true));
    assert_eq!(list(&bruno).await, json!([]));
    assert_eq!(list(&coordinator).await, expected(false));

    let settle = async |token: &str, id: &str| {
        let body = json!({ "settled": true });
        world.patch(format!("{address}/{id}")).token(token).json(&body).send().await
    };
    assert_eq!(settle(&bruno, &kept).await.problem(), (404, "rescue-not-found".to_owned()));
    assert_eq!(settle(&anna, "boh").await.problem(), (400, "invalid-address".to_owned()));
    let settled = settle(&anna, &kept).await;
    assert_eq!((settled.status.as_u16(), settled.json()), (200, expected(true)[0].clone()));
    assert_eq!(settle(&coordinator, &kept).await.status, 200, "twice is once");
    assert_eq!(list(&coordinator).await, json!([]));
}
