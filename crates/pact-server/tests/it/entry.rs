use axum::http::Method;
use pact_model::access::Role;
use pact_server::config::Config;

use crate::world::{HOST, SLUG, world, world_with};

#[tokio::test]
async fn looking_at_a_link_shows_a_page_and_lets_nobody_in() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(Role::Member, Some("Il Mulino <b>")).await;
    let answer = world.get(format!("/e/{token}")).send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("set-cookie"), "");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(answer.text.contains("Entra e scrivi"));
    assert!(answer.text.contains("Il Mulino &lt;b&gt;"));
    assert!(!answer.text.contains(&token), "the token must not be in the page");
    assert!(!answer.text.contains("<script"));
    let english = world.get(format!("/e/{token}")).header("accept-language", "en").send().await;
    assert!(english.text.contains("Enter and write"));
}

#[tokio::test]
async fn the_button_exchanges_the_token_for_a_cookie() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(Role::Community, None).await;
    assert!(world.get(format!("/e/{token}")).send().await.text.contains("Entra e leggi"));
    let answer = world
        .post(format!("/e/{token}"))
        .header("origin", "null")
        .header("sec-fetch-site", "same-origin")
        .raw("application/x-www-form-urlencoded", "")
        .send()
        .await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/t/opificio"));
    let cookie = answer.header("set-cookie").to_owned();
    for attribute in ["; Path=/;", "; HttpOnly;", "; SameSite=Lax"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Secure"));
    let value = cookie.strip_prefix("pattovivo=").unwrap().split(';').next().unwrap();
    assert_ne!(value, token);
    let me = world.get("/api/v1/me").cookie(value).send().await.json();
    assert_eq!(me["role"], "community");
    // With the cookie in hand the second tap changes nothing, and the front door leads to the table.
    let again = world.post(format!("/e/{token}")).cookie(value).send().await;
    assert_eq!((again.status.as_u16(), again.header("set-cookie")), (303, ""));
    let home = world.get("/").cookie(value).send().await;
    assert_eq!((home.status.as_u16(), home.header("location")), (303, "/t/opificio"));
}

#[tokio::test]
async fn over_https_the_cookie_is_secure() {
    let config = Config { public_url: Some("https://patti.example".to_owned()), ..Config::default() };
    let world = world_with(config).await;
    world.process(SLUG).await;
    let token = world.token(Role::Member, None).await;
    let answer = world.post(format!("/e/{token}")).header("origin", "https://patti.example").send().await;
    assert!(answer.header("set-cookie").ends_with("; Secure"));
    assert!(!answer.header("strict-transport-security").is_empty());
}

#[tokio::test]
async fn another_site_cannot_walk_a_visitor_in() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(Role::Member, None).await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://altrove.example")] {
        let answer = world.post(format!("/e/{token}")).header(name, value).send().await;
        assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (403, ""), "{name}");
    }
    let answer = world.post(format!("/e/{token}")).header("origin", format!("http://{HOST}")).send().await;
    assert_eq!(answer.status, 303);
}

#[tokio::test]
async fn a_link_that_leads_nowhere_says_so_kindly() {
    let world = world().await;
    for method in [Method::GET, Method::POST] {
        let answer = world.ask(method, "/e/inventato").send().await;
        assert_eq!(answer.status, 404);
        assert!(answer.text.contains("non porta da nessuna parte"));
        assert!(answer.header("content-type").starts_with("text/html"));
    }
    assert_eq!(world.get(format!("/e/{}", "a".repeat(5000))).send().await.status, 404);
}

#[tokio::test]
async fn a_revoked_link_says_what_to_do() {
    let world = world().await;
    world.process(SLUG).await;
    let new = pact_app::links::NewLink { role: Role::Member, actor: None };
    let link = world.app.create_link(pact_app::Caller::Operator, SLUG, &new).await.unwrap();
    let token = link.secret.expose();
    let cookie = world.app.enter(token, None).await.unwrap().cookie.unwrap();
    let mut tx = world.app.db.begin().await.unwrap();
    tx.revoke_access_link(link.id, world.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let answer = world.get(format!("/e/{token}")).send().await;
    assert_eq!(answer.status, 410);
    assert!(answer.text.contains("Chiedine uno nuovo"));
    let answer = world.get("/api/v1/me").cookie(cookie.expose()).send().await;
    assert_eq!(answer.problem(), (401, "entry-revoked".to_owned()));
}

#[tokio::test]
async fn the_front_door_explains_how_to_come_in() {
    let world = world().await;
    let answer = world.get("/").send().await;
    assert_eq!(answer.status, 200);
    assert!(answer.text.contains("apri il collegamento"));
}
