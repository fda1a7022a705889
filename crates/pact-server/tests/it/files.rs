use crate::world::world;

#[tokio::test]
async fn our_own_style_and_fonts_are_served_and_kept() {
    let world = world().await;
    let page = world.get("/").send().await.text;
    let start = page.find("/static/site.css?v=").unwrap();
    let address = page[start..].split('"').next().unwrap();
    let style = world.get(address).send().await;
    assert_eq!((style.status.as_u16(), style.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(style.header("cache-control").contains("immutable"));
    for line in style.text.lines().filter(|line| line.contains("url('")) {
        let font = line.split('\'').nth(1).unwrap();
        let answer = world.get(font).send().await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "font/woff2"), "{font}");
    }
    assert_eq!(world.get("/favicon.ico").send().await.header("content-type"), "image/svg+xml");
}

#[tokio::test]
async fn nothing_outside_the_folders_is_served() {
    let world = world().await;
    for address in [
        "/static/../Cargo.toml",
        "/static/..%2fCargo.toml",
        "/static/%2e%2e/Cargo.toml",
        "/assets/../index.html",
    ] {
        assert_eq!(world.get(address).send().await.status, 404, "{address}");
    }
}

#[tokio::test]
async fn the_application_is_one_page_at_every_address_and_never_cached() {
    let world = world().await;
    let answer = world.get("/t/opificio/d/qualcosa").send().await;
    assert!(answer.header("content-type").starts_with("text/html"));
    match answer.status.as_u16() {
        200 => assert_eq!(answer.header("cache-control"), "no-store"),
        // Without a build of the application.
        503 => assert!(answer.text.contains("make build")),
        other => panic!("{other}"),
    }
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert!(!answer.header("content-security-policy").contains("script-src 'unsafe"));
}

#[tokio::test]
async fn every_answer_forbids_sniffing_and_framing() {
    let world = world().await;
    for address in ["/", "/t/x", "/api/v1/me", "/health/live", "/boh", "/static/site.css"] {
        let answer = world.get(address).send().await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{address}");
        assert!(!answer.header("content-security-policy").is_empty(), "{address}");
        assert!(!answer.header("x-request-id").is_empty(), "{address}");
    }
}

#[tokio::test]
async fn health_is_told() {
    let world = world().await;
    assert_eq!(world.get("/health/live").send().await.status, 200);
    assert_eq!(world.get("/health/ready").send().await.status, 200);
    world.app.db.close().await;
    assert_eq!(world.get("/health/ready").send().await.status, 503);
    assert_eq!(world.get("/health/live").send().await.status, 200);
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_can_read_it() {
    let world = world().await;
    let answer = world.get("/api/v1/openapi.json").header("accept-encoding", "gzip").send().await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert!(answer.text.len() < 20_000);
}
