use std::os::unix::fs::PermissionsExt as _;

use pact_app::Caller;
use pact_app::demo::LINKS_FILE;
use pact_app::mentions::Manner;
use pact_model::access::Role;

use crate::world::world;

#[tokio::test]
async fn the_demo_is_loaded_once_and_its_links_stay_the_same() {
    let world = world().await;
    let first = world.app.load_demo(world.folder.path()).await.unwrap();
    let second = world.app.load_demo(world.folder.path()).await.unwrap();
    let tokens = |links: &[pact_app::demo::DemoLink]| {
        links.iter().map(|link| link.secret.expose().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(tokens(&first.links), tokens(&second.links));
    assert_eq!(world.app.processes(Caller::Operator).await.unwrap().len(), 1);
    let roles: Vec<_> = first.links.iter().map(|link| link.role).collect();
    assert_eq!(roles, [Role::Coordinator, Role::Member, Role::Member, Role::Community]);
    assert_ne!(first.links[1].actor, first.links[2].actor);
    for link in &first.links {
        let identity = world.app.identify_token(link.secret.expose()).await.unwrap();
        assert_eq!((identity.role, identity.actor_name), (link.role, link.actor.clone()));
    }
}

#[tokio::test]
async fn the_demo_has_a_public_document_with_words_in_it() {
    let world = world().await;
    let demo = world.app.load_demo(world.folder.path()).await.unwrap();
    let id = demo.public_document.unwrap();
    let view = world.app.public_document(&demo.slug, id).await.unwrap().unwrap();
    assert!(view.content.sections.iter().any(|section| !section.body.is_empty()));
    assert_eq!(world.app.check().await.unwrap().findings, []);
}

#[tokio::test]
async fn the_demo_has_a_register_that_its_text_shows() {
    let world = world().await;
    let demo = world.app.load_demo(world.folder.path()).await.unwrap();
    let found = world.app.register(Caller::Operator, &demo.slug).await.unwrap();
    let register = &found.register;
    assert_eq!((register.actors.len(), register.lines.len()), (12, 3), "each once");
    assert!(register.commitments.len() >= 20 && register.milestones.len() >= 6);
    let process = world.app.process(Caller::Operator, &demo.slug).await.unwrap();
    for actor in &process.actors {
        assert_eq!(register.actor(&actor.id.to_string()).unwrap().name, actor.name);
    }
    let checks = world.app.checks(found.process.id, register).await.unwrap();
    assert!(!checks.is_empty(), "there are suggestions to see");

    // Everything that the text speaks of is there.
    let mentions = world.app.mentions(Caller::Operator, &demo.slug).await.unwrap();
    for mention in &mentions {
        let id = mention.id.as_str();
        let is_known = match mention.entity.as_str() {
            "actor" => register.actor(id).is_some(),
            "commitment" => register.commitment(id).is_some(),
            "milestone" => register.milestone(id).is_some(),
            "action" => register.action(id).is_some(),
            other => other == "timeline",
        };
        assert!(is_known, "{mention:?}");
    }
    let manners = |id: &str| -> Vec<Manner> {
        mentions.iter().filter(|mention| mention.id == id).map(|mention| mention.manner).collect()
    };
    assert_eq!(manners("sala-del-giovedi"), [Manner::Bound, Manner::Shown, Manner::Listed]);
    assert_eq!(manners("main"), [Manner::Shown]);
    assert_eq!(manners("verifica-di-meta"), [Manner::Bound, Manner::Shown]);
    let parish = register.actors.iter().find(|actor| actor.name.starts_with("Parrocchia")).unwrap();
    assert_eq!(manners(&parish.id), [Manner::Bound, Manner::Shown]);
}

#[tokio::test]
async fn the_tokens_are_readable_by_their_owner_only() {
    let world = world().await;
    world.app.load_demo(world.folder.path()).await.unwrap();
    let metadata = std::fs::metadata(world.folder.path().join(LINKS_FILE)).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
}
