use pact_app::Caller;
use pact_model::access::Role;
use pact_server::config::Config;

use crate::world::{SLUG, world, world_with};

#[tokio::test]
async fn what_is_not_published_cannot_be_told_from_what_does_not_exist() {
    let world = world().await;
    let created = world.process(SLUG).await;
    let coordinator = world.cookie(Role::Coordinator).await;
    let unknown = world.get("/p/inventato").send().await;
    assert_eq!(unknown.status, 404);
    let [patto, docpp] = [created.documents[0].id, created.documents[1].id];
    for address in
        [format!("/p/{SLUG}"), format!("/p/{SLUG}/d/{patto}"), format!("/p/{SLUG}/d/{}", created.register)]
    {
        let answer = world.get(&*address).send().await;
        assert_eq!((answer.status, &answer.text), (unknown.status, &unknown.text), "{address}");
        // Not even to the coordination: the public page is the public page.
        let answer = world.get(&*address).cookie(&coordinator).send().await;
        assert_eq!(answer.status, 404);
    }
    world.app.set_published(Caller::Operator, patto, true).await.unwrap();
    assert_eq!(world.get(format!("/p/{SLUG}/d/{docpp}")).send().await.text, unknown.text);
    let home = world.get(format!("/p/{SLUG}")).send().await;
    assert_eq!(home.status, 200);
    assert!(home.text.contains(&patto.to_string()) && !home.text.contains(&docpp.to_string()));
    world.process("altro").await;
    assert_eq!(world.get(format!("/p/altro/d/{patto}")).send().await.status, 404);
    assert_eq!(world.get(format!("/p/{SLUG}/d/non-un-id")).send().await.status, 404);
    world.app.set_published(Caller::Operator, patto, false).await.unwrap();
    assert_eq!(world.get(format!("/p/{SLUG}/d/{patto}")).send().await.text, unknown.text);
}

#[tokio::test]
async fn a_published_document_reads_without_scripts() {
    let config = Config {
        privacy_url: Some("https://comune.example/privacy".to_owned()),
        accessibility_url: Some("https://form.agid.gov.it/view/x".to_owned()),
        ..Config::default()
    };
    let world = world_with(config).await;
    let patto = world.process(SLUG).await.documents[0].id;
    world.app.set_published(Caller::Operator, patto, true).await.unwrap();
    let answer = world.get(format!("/p/{SLUG}/d/{patto}")).send().await;
    assert_eq!(answer.status, 200);
    let page = &answer.text;
    assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("onclick"));
    for words in [
        "<html lang=\"it\">",
        "A che punto siamo",
        "Pubblicato il 20 novembre 2025",
        "data-element=\"privacy-policy-link\"",
        "data-element=\"accessibility-link\"",
        "CC BY 4.0",
        "id=\"art-1\"",
        "href=\"#art-1\"",
        "aria-label=\"Percorso di navigazione\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    let english = world.get(format!("/p/{SLUG}/d/{patto}")).header("accept-language", "en").send().await;
    assert!(english.text.contains("Published on 20 November 2025"));
    assert_eq!(english.header("content-language"), "en");
}

#[tokio::test]
async fn the_page_of_the_process_tells_where_it_stands() {
    let world = world().await;
    let patto = world.process(SLUG).await.documents[0].id;
    world.app.set_published(Caller::Operator, patto, true).await.unwrap();
    let before = world.get(format!("/p/{SLUG}")).send().await.text;
    assert!(before.contains("Prossimo incontro"), "{before}");
    assert!(before.contains("Domanda chiave"));
    world.clock.advance_seconds(400 * 24 * 3600);
    let after = world.get(format!("/p/{SLUG}")).send().await.text;
    assert!(after.contains("Non ci sono altri incontri in programma"));
}

#[tokio::test]
async fn the_page_of_the_demo_shows_its_register_in_the_text_and_below() {
    let world = world().await;
    let folder = tempfile::tempdir().unwrap();
    let demo = world.app.load_demo(folder.path()).await.unwrap();
    let address = format!("/p/{}/d/{}", demo.slug, demo.public_document.unwrap());
    let page = world.get(&*address).send().await.text;
    for words in [
        "<a href=\"#_impegni\">Impegni e cronoprogramma</a>",
        "Apre la sala grande il giovedì pomeriggio",
        "Il primo giovedì aperto è il ",
        "14 gennaio 2027",
        "Cronoprogramma: 12 mesi",
        "data-node=\"commitmentCard\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.matches("data-node=\"timelineView\"").count() >= 2, "in the text and below");
    // The date of the card is the date of the text.
    let edit = r#"{"fields":{"milestone/primo-giovedi/date":"2027-02-04"}}"#;
    world.app.import_register(&demo.slug, edit.as_bytes()).await.unwrap();
    let page = world.get(&*address).send().await.text;
    assert!(page.contains("4 febbraio 2027") && !page.contains("14 gennaio 2027"));
}
