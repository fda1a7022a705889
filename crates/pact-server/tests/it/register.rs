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
