use serde_json::{Value, json};

use crate::versions::{make, rename, table};

#[tokio::test]
async fn two_versions_are_compared_either_way_round_and_with_the_text_as_it_is() {
    let (world, patto, token) = table().await;
    rename(&world, &token, &patto, "art-1", "Oggetto del Patto").await;
    make(&world, &token, &patto, "Titolo").await;
    rename(&world, &token, &patto, "art-2", "Finalità comuni").await;
    let compare = async |query: &str| {
        let address = format!("/api/v1/documents/{patto}/compare?{query}");
        let answer = world.get(&*address).token(&token).send().await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/json");
        answer.json()
    };
    let forth = compare("from=1&to=2").await;
    assert_eq!((&forth["from"]["number"], &forth["to"]["number"]), (&json!(1), &json!(2)));
    assert_eq!((&forth["identical"], &forth["summary"]["sections"]), (&json!(false), &json!(["art-1"])));
    assert_eq!(forth["to"]["content_hash"], forth["to"]["version"]["content_hash"]);
    let back = compare("from=2&to=1").await;
    assert_eq!(back["summary"]["changes"], forth["summary"]["changes"]);
    assert_eq!(back["sections"][0]["title"], forth["sections"][0]["renamed_from"]);
    let same = compare("from=2&to=2").await;
    assert_eq!(same["identical"], true);
    let live = compare("from=2&to=live").await;
    assert_eq!((&live["to"]["version"], &live["to"]["number"]), (&Value::Null, &Value::Null));
    assert_eq!(live["summary"]["sections"], json!(["art-2"]));
    let section = compare("from=1&to=live&section=art-2").await;
    assert_eq!((&section["section"], &section["summary"]["sections"]), (&json!("art-2"), &json!(["art-2"])));
}

#[tokio::test]
async fn the_same_comparison_is_answered_as_json_as_text_and_as_a_page() {
    let (world, patto, token) = table().await;
    rename(&world, &token, &patto, "art-1", "Oggetto <script>del</script> Patto").await;
    make(&world, &token, &patto, "Titolo").await;
    let address = format!("/api/v1/documents/{patto}/compare?from=1&to=2");
    let ask = async |accept: &str| world.get(&*address).token(&token).header("accept", accept).send().await;
    let text = ask("text/plain").await;
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert!(text.text.contains("Oggetto <script>del</script> Patto"), "{}", text.text);
    let page = ask("text/html").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text.starts_with("<!DOCTYPE html>") && page.text.contains("<ins"), "{}", page.text);
    assert!(!page.text.contains("<script"), "{}", page.text);
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(ask("application/json").await.header("content-type"), "application/json");
    assert_eq!(ask("*/*").await.header("content-type"), "application/json");
    assert!(page.header("vary").contains("accept"));
}

#[tokio::test]
async fn what_cannot_be_compared_says_why() {
    let (world, patto, token) = table().await;
    for (query, status, code) in [
        ("from=1&to=9", 404, "version-not-found"),
        ("from=0&to=live", 404, "version-not-found"),
        ("from=1&to=domani", 400, "invalid-address"),
        ("from=1", 400, "invalid-address"),
        ("from=1&to=live&section=NON%20UNA", 400, "invalid-address"),
        ("from=1&to=live&section=inventata", 404, "section-not-found"),
    ] {
        let answer =
            world.get(format!("/api/v1/documents/{patto}/compare?{query}")).token(&token).send().await;
        assert_eq!(answer.problem(), (status, code.to_owned()), "{query}");
    }
    // Nobody is shown a page in the place of an error.
    let answer = world
        .get(format!("/api/v1/documents/{patto}/compare?from=1&to=9"))
        .token(&token)
        .header("accept", "text/html")
        .send()
        .await;
    assert_eq!(answer.problem().1, "version-not-found");
}
