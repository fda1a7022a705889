use pact_app::entry::{EntryError, SESSION_SECONDS};
use pact_app::ids::hash_secret;
use pact_app::links::NewLink;
use pact_app::{AppError, Caller};
use pact_model::ability::Ability;
use pact_model::access::Role;

use crate::world::{SLUG, world};

#[tokio::test]
async fn a_link_names_its_body_and_the_same_name_is_the_same_body() {
    let world = world().await;
    world.process(SLUG).await;
    let new = NewLink { role: Role::Member, actor: Some(" Circolo Il Pergolato ".to_owned()) };
    let first = world.app.create_link(Caller::Operator, SLUG, &new).await.unwrap();
    let second = world.app.create_link(Caller::Operator, SLUG, &new).await.unwrap();
    assert_eq!(first.actor, second.actor);
    assert_ne!(first.secret.expose(), second.secret.expose());
    let identity = world.app.identify_token(first.secret.expose()).await.unwrap();
    assert_eq!(identity.actor_name.as_deref(), Some("Circolo Il Pergolato"));
}

#[tokio::test]
async fn only_the_coordination_gives_out_links() {
    let world = world().await;
    world.process(SLUG).await;
    let new = NewLink { role: Role::Coordinator, actor: None };
    for role in [Role::Member, Role::Community, Role::Guarantor] {
        let somebody = world.somebody(SLUG, role).await;
        let made = world.app.create_link(Caller::from(&somebody), SLUG, &new).await;
        assert!(matches!(made, Err(AppError::Forbidden(Ability::ManageLinks))), "{role}");
    }
}

#[tokio::test]
async fn the_store_knows_only_the_hash_of_a_token() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(SLUG, Role::Member, None).await;
    let mut tx = world.app.db.read().await.unwrap();
    assert!(tx.access_link_by_hash(&hash_secret(&token)).await.unwrap().is_some());
    drop(tx);
    world.app.db.close().await;
    for file in std::fs::read_dir(world.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
    }
}

#[tokio::test]
async fn a_token_shown_without_a_cookie_is_always_the_same_person() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(SLUG, Role::Member, Some("Il Mulino")).await;
    let one = world.app.identify_token(&token).await.unwrap();
    let other = world.app.identify_token(&token).await.unwrap();
    assert_eq!(one, other);
    let second_link = world.token(SLUG, Role::Member, Some("Il Mulino")).await;
    let elsewhere = world.app.identify_token(&second_link).await.unwrap();
    assert_ne!(one.person, elsewhere.person);
    assert_eq!(one.actor, elsewhere.actor);
}

#[tokio::test]
async fn whoever_enters_gets_a_cookie_that_says_who_they_are() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(SLUG, Role::Member, Some("Il Mulino")).await;
    assert_eq!(world.app.invitation(&token).await.unwrap().process.slug, SLUG);
    let cookie = world.app.enter(&token, None).await.unwrap().cookie.unwrap();
    let identity = world.app.identify_cookie(cookie.expose()).await.unwrap();
    assert_eq!(identity.actor_name.as_deref(), Some("Il Mulino"));
    // A second tap makes no second person; somebody else's telephone does.
    assert!(world.app.enter(&token, Some(cookie.expose())).await.unwrap().cookie.is_none());
    let other = world.app.enter(&token, None).await.unwrap().cookie.unwrap();
    assert_ne!(world.app.identify_cookie(other.expose()).await.unwrap().person, identity.person);
    // A cookie is no token and a token no cookie.
    assert!(matches!(world.app.identify_token(cookie.expose()).await, Err(EntryError::Unknown)));
    assert!(matches!(world.app.identify_cookie(&token).await, Err(EntryError::Unknown)));
}

#[tokio::test]
async fn a_session_lasts_as_long_as_it_is_used() {
    let world = world().await;
    world.process(SLUG).await;
    let token = world.token(SLUG, Role::Coordinator, None).await;
    let cookie = world.app.enter(&token, None).await.unwrap().cookie.unwrap();
    for _ in 0..3 {
        world.clock.advance_seconds(SESSION_SECONDS - 10);
        world.app.identify_cookie(cookie.expose()).await.unwrap();
    }
    world.clock.advance_seconds(SESSION_SECONDS + 10);
    assert!(matches!(world.app.identify_cookie(cookie.expose()).await, Err(EntryError::Unknown)));
}

#[tokio::test]
async fn a_revoked_link_ends_its_sessions_too() {
    let world = world().await;
    world.process(SLUG).await;
    let new = NewLink { role: Role::Member, actor: None };
    let link = world.app.create_link(Caller::Operator, SLUG, &new).await.unwrap();
    let cookie = world.app.enter(link.secret.expose(), None).await.unwrap().cookie.unwrap();
    let mut tx = world.app.db.begin().await.unwrap();
    tx.revoke_access_link(link.id, world.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(world.app.identify_token(link.secret.expose()).await, Err(EntryError::Revoked)));
    assert!(matches!(world.app.identify_cookie(cookie.expose()).await, Err(EntryError::Revoked)));
    assert!(matches!(world.app.enter(link.secret.expose(), None).await, Err(EntryError::Revoked)));
}

#[tokio::test]
async fn nonsense_opens_nothing() {
    let world = world().await;
    for nonsense in ["", "x", &"a".repeat(100_000), "' or 1=1 --"] {
        assert!(matches!(world.app.identify_token(nonsense).await, Err(EntryError::Unknown)));
        assert!(matches!(world.app.identify_cookie(nonsense).await, Err(EntryError::Unknown)));
    }
}
