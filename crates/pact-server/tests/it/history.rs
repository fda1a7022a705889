use std::time::{Duration, Instant};

use axum::http::Method;
use pact_app::Caller;
use pact_model::access::Role;
use pact_model::ids::DocumentId;

use crate::versions::{make, rename, table};
use crate::world::{Answer, HOST, SLUG, World};

const FORM: &str = "application/x-www-form-urlencoded";

/// Three versions, and a text that went on since; the cookie of the coordination.
async fn three_versions() -> (World, String, String, String) {
    let (world, patto, token) = table().await;
    rename(&world, &token, &patto, "art-1", "Oggetto <script>alert(1)</script>").await;
    world.clock.advance_seconds(3600);
    make(&world, &token, &patto, "Dopo la <b>prima</b> seduta").await;
    rename(&world, &token, &patto, "art-2", "Finalità comuni").await;
    world.clock.advance_seconds(3600);
    make(&world, &token, &patto, "Dopo la seconda").await;
    rename(&world, &token, &patto, "art-2", "Finalità").await;
    let cookie = world.cookie(Role::Coordinator).await;
    (world, patto, token, cookie)
}

async fn get(world: &World, cookie: &str, address: &str) -> Answer {
    let answer = world.get(address).cookie(cookie).send().await;
    check(address, &answer);
    answer
}

/// Every page: one title, no script, no style of its own, nothing for search engines, our policy.
fn check(address: &str, answer: &Answer) {
    let page = &answer.text;
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{address}: {page}");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{address}");
    assert_eq!(page.matches("<h1").count(), 1, "{address}");
    for forbidden in ["<script", " style=", "onclick", "<b>"] {
        assert!(!page.contains(forbidden), "{address}: {forbidden}");
    }
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{address}");
    assert!(page.contains("<html lang=\"it\">") && page.contains("<main"), "{address}");
    let mut ids: Vec<_> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "{address}: an id stands twice");
}

fn contains(answer: &Answer, words: &[&str]) {
    for words in words {
        assert!(answer.text.contains(words), "{words} is not in {}", answer.text);
    }
}

/// The bound is a goal for this page, here in a debug build and on a busy machine; `--nocapture` shows the figure.
#[tokio::test]
async fn a_long_history_comes_two_hundred_versions_at_a_time_and_soon() {
    let (world, patto, token) = table().await;
    for number in 2..=203 {
        rename(&world, &token, &patto, "art-1", &format!("Oggetto {number}")).await;
        world.clock.advance_seconds(60);
        assert_eq!(make(&world, &token, &patto, &format!("Passaggio {number}")).await.status, 201);
    }
    let cookie = world.cookie(Role::Coordinator).await;
    let address = format!("/t/{SLUG}/d/{patto}/versioni");
    let mut took: Vec<Duration> = Vec::new();
    for _ in 0..3 {
        let began = Instant::now();
        let list = get(&world, &cookie, &address).await;
        took.push(began.elapsed());
        contains(&list, &["Passaggio 203", "Passaggio 4", "Mostra le più vecchie", "fino=3"]);
        assert!(!list.text.contains("Passaggio 3<") && !list.text.contains("Passaggio 2<"));
    }
    let older = get(&world, &cookie, &format!("{address}?fino=3")).await;
    contains(&older, &["Passaggio 3<", "Passaggio 2<"]);
    assert!(!older.text.contains("Mostra le più vecchie") && !older.text.contains("Passaggio 4"));
    let soonest = took.iter().min().unwrap();
    println!("a page of 200 versions of 203: {soonest:?}");
    assert!(*soonest < Duration::from_millis(300), "{took:?}");
}

#[tokio::test]
async fn the_history_says_when_why_in_whose_words_and_how_much() {
    let (world, patto, _, cookie) = three_versions().await;
    let base = format!("/t/{SLUG}/d/{patto}");
    let list = get(&world, &cookie, &format!("{base}/versioni")).await;
    contains(
        &list,
        &[
            "<strong>Versione 3</strong> (di 3)",
            "20 novembre 2025, ore 18.00",
            "Fatta dal coordinamento",
            "Dopo la &lt;b&gt;prima&lt;/b&gt; seduta",
            "1 sezione",
            "Il documento nasce",
            "Prima versione",
            "Testo attuale",
            "Fai una versione",
            &format!("href=\"{base}/versioni/2\""),
            &format!("href=\"{base}/confronto?da=2&amp;a=3\""),
            "name=\"da\" value=\"2\" checked",
            "name=\"a\" value=\"3\" checked",
            "aria-label=\"Prima: Versione 2\"",
        ],
    );
    let english =
        world.get(format!("{base}/versioni")).cookie(&cookie).header("accept-language", "en").send().await;
    contains(&english, &["<strong>Version 3</strong> (of 3)", "Made by the coordination", "1 section"]);
}

#[tokio::test]
async fn a_version_reads_as_it_was_at_its_own_address() {
    let (world, patto, _, cookie) = three_versions().await;
    let base = format!("/t/{SLUG}/d/{patto}");
    let version = get(&world, &cookie, &format!("{base}/versioni/2")).await;
    contains(
        &version,
        &[
            "Versione 2 (di 3)",
            "Oggetto &lt;script&gt;alert(1)&lt;/script&gt;",
            "rel=\"prev\"",
            "rel=\"next\"",
            "Impronta",
            "Ripristina questa sezione",
            "Ripristina tutto il testo",
            &format!("href=\"{base}/versioni/2/ripristina?sezione=art-1\""),
            &format!("href=\"{base}/versioni?sezione=art-1\""),
        ],
    );
    assert!(!version.text.contains("Finalità comuni"));
    let first = get(&world, &cookie, &format!("{base}/versioni/1")).await;
    assert!(!first.text.contains("rel=\"prev\"") && first.text.contains("rel=\"next\""));
}

#[tokio::test]
async fn a_section_is_followed_through_the_versions_that_touched_it() {
    let (world, patto, _, cookie) = three_versions().await;
    let base = format!("/t/{SLUG}/d/{patto}");
    let history = get(&world, &cookie, &format!("{base}/versioni?sezione=art-2")).await;
    contains(
        &history,
        &["Storia di questa sezione", "Finalità", "versioni/3?sezione=art-2", "versioni/1?sezione=art-2"],
    );
    assert!(!history.text.contains("versioni/2?sezione"), "version 2 did not touch it");
    let section = get(&world, &cookie, &format!("{base}/versioni/3?sezione=art-2")).await;
    contains(
        &section,
        &["Finalità comuni", &format!("rel=\"prev\" href=\"{base}/versioni/1?sezione=art-2\"")],
    );
    assert!(!section.text.contains("id=\"art-1\""));
    for unknown in ["versioni?sezione=inventata", "versioni/2?sezione=inventata", "versioni?sezione=NO%20NO"]
    {
        assert_eq!(get(&world, &cookie, &format!("{base}/{unknown}")).await.status, 404, "{unknown}");
    }
}

#[tokio::test]
async fn any_two_are_compared_on_a_page_that_can_be_sent_to_somebody() {
    let (world, patto, _, cookie) = three_versions().await;
    let base = format!("/t/{SLUG}/d/{patto}");
    let page = get(&world, &cookie, &format!("{base}/confronto?da=1&a=3")).await;
    assert_eq!(page.status, 200);
    contains(
        &page,
        &[
            "Dalla versione 1 alla versione 3",
            "in 2 sezioni",
            "<ins",
            "<del",
            "Unificato",
            "Affiancati",
            &format!("{base}/confronto?da=3&amp;a=1"),
            &format!("{base}/confronto?da=1&amp;a=3&amp;vista=affiancati"),
            "Ripristina questa sezione",
            &format!("{base}/versioni/1/ripristina?sezione=art-2"),
        ],
    );
    let beside = get(&world, &cookie, &format!("{base}/confronto?da=1&a=3&vista=affiancati")).await;
    contains(&beside, &["aria-current=\"true\" data-view=\"affiancati\""]);
    let section = get(&world, &cookie, &format!("{base}/confronto?da=1&a=live&sezione=art-2")).await;
    contains(&section, &["Dalla versione 1 al testo attuale", "Tutto il documento"]);
    let newest = get(&world, &cookie, &format!("{base}/confronto")).await;
    contains(&newest, &["Dalla versione 2 alla versione 3"]);
    let same = get(&world, &cookie, &format!("{base}/confronto?da=2&a=2")).await;
    contains(&same, &["Nessuna modifica"]);
    for (address, kind) in [("testo", "text/plain; charset=utf-8"), ("json", "application/json")] {
        let answer =
            world.get(format!("{base}/confronto?da=1&a=3&forma={address}")).cookie(&cookie).send().await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind));
    }
    for unknown in ["confronto?da=1&a=9", "confronto?da=boh&a=1", "versioni/9", "versioni/0", "versioni/uno"]
    {
        assert_eq!(get(&world, &cookie, &format!("{base}/{unknown}")).await.status, 404, "{unknown}");
    }
}

#[tokio::test]
async fn a_version_is_made_by_a_form_and_a_refusal_keeps_the_words() {
    let (world, patto, _, cookie) = three_versions().await;
    let address = format!("/t/{SLUG}/d/{patto}/versioni");
    let send = async |body: &str| world.post(&*address).cookie(&cookie).raw(FORM, body).send().await;
    let made = send("message=Chiusura+della+fase").await;
    assert_eq!(
        (made.status.as_u16(), made.header("location")),
        (303, &*format!("{address}/4?fatto=versione"))
    );
    contains(
        &get(&world, &cookie, made.header("location")).await,
        &["Versione 4 (di 4)", "Chiusura della fase"],
    );
    let nothing = send("message=Ancora+%3Cb%3E").await;
    assert_eq!(nothing.status, 409);
    check(&address, &nothing);
    contains(
        &nothing,
        &["role=\"alert\"", "Non c'è niente di diverso", "value=\"Ancora &lt;b&gt;\"", "<details"],
    );
    let empty = send("message=").await;
    assert_eq!(empty.status, 422);
    contains(&empty, &["aria-invalid=\"true\""]);
    let unreadable = world.post(&*address).cookie(&cookie).raw("application/json", "{}").send().await;
    assert_eq!(unreadable.status, 400);
}

#[tokio::test]
async fn a_restore_shows_what_would_change_and_then_what_did() {
    let (world, patto, _, cookie) = three_versions().await;
    let base = format!("/t/{SLUG}/d/{patto}");
    let address = format!("{base}/versioni/1/ripristina?sezione=art-2");
    let form = get(&world, &cookie, &address).await;
    contains(
        &form,
        &[
            "com'era nella versione 1",
            "Che cosa cambierebbe",
            "Rinominata: prima",
            "name=\"message\"",
            "required",
        ],
    );
    let empty = world.post(&*address).cookie(&cookie).raw(FORM, "message=").send().await;
    assert_eq!(empty.status, 422);
    check(&address, &empty);
    let done = world.post(&*address).cookie(&cookie).raw(FORM, "message=Torniamo+indietro").send().await;
    let location = done.header("location").to_owned();
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(location.starts_with(&format!("{base}/confronto?da=4&a=5&sezione=art-2")), "{location}");
    contains(
        &get(&world, &cookie, &location).await,
        &["Ripristinato", "versioni/4/ripristina?sezione=art-2"],
    );
    contains(&get(&world, &cookie, &address).await, &["non c'è niente da ripristinare"]);
    let unknown = format!("{base}/versioni/1/ripristina?sezione=inventata");
    assert_eq!(get(&world, &cookie, &unknown).await.status, 404);
}

#[tokio::test]
async fn words_are_erased_by_a_form_that_says_there_is_no_way_back() {
    let (world, patto, token, cookie) = three_versions().await;
    rename(&world, &token, &patto, "art-1", "Chiamare Zdenka Verdi").await;
    let address = format!("/t/{SLUG}/oscura");
    contains(
        &get(&world, &cookie, &address).await,
        &["Non si può tornare indietro", "Ho capito", "[omissis]"],
    );
    let send = async |body: &str| world.post(&*address).cookie(&cookie).raw(FORM, body).send().await;
    let doubtful = send("words=Zdenka+Verdi&reason=Un+nome").await;
    assert_eq!(doubtful.status, 422);
    contains(&doubtful, &["role=\"alert\"", "Zdenka Verdi</textarea>", "bisogna confermare"]);
    assert_eq!(doubtful.header("cache-control"), "no-store");
    let nowhere = send("words=Nessuno+mai&reason=Un+nome&understood=si").await;
    contains(&nowhere, &["0 passi", "Se le vedi ancora, controlla come sono scritte"]);
    let repeated = send("words=Zdenka+Verdi&reason=Via+Zdenka+Verdi&understood=si").await;
    assert_eq!(repeated.status, 422);
    contains(&repeated, &["Motivo: ripete le parole da oscurare."]);
    let done = send("words=Zdenka+Verdi%0D%0A%0D%0A&reason=Un+nome&understood=si").await;
    assert_eq!(done.status, 200, "{}", done.text);
    contains(&done, &["Parole oscurate", "1 passo"]);
    assert!(!done.text.contains("Zdenka"));
    let content = world.get(format!("/api/v1/documents/{patto}/content")).token(&token).send().await;
    assert!(content.text.contains("[omissis]") && !content.text.contains("Zdenka"));
}

#[tokio::test]
async fn who_missed_a_meeting_reads_what_changed_since() {
    let (world, patto, token, cookie) = three_versions().await;
    let address = format!("/t/{SLUG}/novita");
    contains(&get(&world, &cookie, &address).await, &["È la tua prima visita", "<select"]);
    world.clock.advance_seconds(24 * 3600);
    let nothing = get(&world, &cookie, &address).await;
    contains(&nothing, &["Da allora non è cambiato nulla"]);
    world.clock.advance_seconds(24 * 3600);
    rename(&world, &token, &patto, "art-3", "Nuovo nome").await;
    let news = get(&world, &cookie, &format!("{address}?dal=2025-11-20T18:00:00Z")).await;
    contains(
        &news,
        &["Testi", "Nuovo nome", &format!("/t/{SLUG}/d/{patto}/confronto?da=3&amp;a=live&amp;sezione=art-3")],
    );
    assert_eq!(get(&world, &cookie, &format!("{address}?dal=ieri")).await.status, 404);
}

#[tokio::test]
async fn without_the_cookie_of_this_process_there_is_no_page() {
    let (world, patto, _, cookie) = three_versions().await;
    let pages = [
        format!("/t/{SLUG}/d/{patto}/versioni"),
        format!("/t/{SLUG}/d/{patto}/versioni/1"),
        format!("/t/{SLUG}/d/{patto}/confronto?da=1&a=2"),
        format!("/t/{SLUG}/d/{patto}/versioni/1/ripristina"),
        format!("/t/{SLUG}/novita"),
        format!("/t/{SLUG}/oscura"),
    ];
    for address in &pages {
        let answer = world.get(&**address).send().await;
        assert_eq!(answer.status, 401, "{address}");
        check(address, &answer);
        contains(&answer, &["serve il collegamento"]);
        let answer = world.get(&**address).cookie("inventato").send().await;
        assert_eq!(answer.status, 401, "{address}");
    }
    world.process("altro").await;
    for address in &pages {
        let elsewhere = address.replace(&format!("/t/{SLUG}"), "/t/altro");
        assert_eq!(get(&world, &cookie, &elsewhere).await.status, 404, "{elsewhere}");
    }
}

#[tokio::test]
async fn forms_of_other_sites_and_other_roles_change_nothing() {
    let (world, patto, _, cookie) = three_versions().await;
    let forms = [
        (format!("/t/{SLUG}/d/{patto}/versioni"), "message=x"),
        (format!("/t/{SLUG}/d/{patto}/versioni/1/ripristina?sezione=art-1"), "message=x"),
        (format!("/t/{SLUG}/oscura"), "words=Oggetto&reason=x&understood=si"),
    ];
    for (address, body) in &forms {
        for (name, value) in [("origin", "https://altrove.example"), ("origin", "null"), ("x-nothing", "")] {
            let answer = world
                .post(&**address)
                .header("cookie", format!("pattovivo={cookie}"))
                .header(name, value)
                .raw(FORM, *body)
                .send()
                .await;
            assert_eq!(answer.status, 403, "{address} {name} {value}");
            contains(&answer, &["altro sito"]);
        }
        for role in [Role::Member, Role::Community, Role::Guarantor] {
            let cookie = world.cookie(role).await;
            let answer = world.post(&**address).cookie(&cookie).raw(FORM, *body).send().await;
            assert_eq!(answer.status, 403, "{role} {address}");
            assert!(!answer.text.contains("<script"), "{role}");
        }
    }
    let list = get(&world, &cookie, &format!("/t/{SLUG}/d/{patto}/versioni")).await;
    contains(&list, &["(di 3)"]);
    let big = format!("words={}&reason=x&understood=si", "x".repeat(70 * 1024));
    let answer = world.post(format!("/t/{SLUG}/oscura")).cookie(&cookie).raw(FORM, big).send().await;
    assert!(answer.status.is_client_error());
    assert!(world.get("/").header("host", HOST).send().await.status.is_success());
}

#[tokio::test]
async fn those_who_do_not_coordinate_read_the_same_pages_without_the_buttons() {
    let (world, patto, _, _) = three_versions().await;
    for role in [Role::Member, Role::Community, Role::Guarantor] {
        let cookie = world.cookie(role).await;
        for page in ["versioni", "versioni/2", "versioni?sezione=art-1", "confronto?da=1&a=live"] {
            let address = format!("/t/{SLUG}/d/{patto}/{page}");
            let answer = get(&world, &cookie, &address).await;
            assert_eq!(answer.status, 200, "{role} {address}");
            for forbidden in ["Ripristina", "Fai una versione", "Oscura", "method=\"post\""] {
                assert!(!answer.text.contains(forbidden), "{role} {address}: {forbidden}");
            }
        }
    }
}

#[tokio::test]
async fn the_public_reads_versions_from_the_publication_on_and_nothing_else() {
    let (world, patto, token, _) = three_versions().await;
    let base = format!("/p/{SLUG}/d/{patto}");
    let unknown = world.get("/p/inventato/d/x/versioni").send().await;
    for page in ["versioni", "versioni/1", "confronto?da=1&a=2"] {
        let answer = world.get(format!("{base}/{page}")).send().await;
        assert_eq!((answer.status.as_u16(), &answer.text), (404, &unknown.text), "{page}");
    }
    let id: DocumentId = patto.parse().unwrap();
    world.app.set_published(Caller::Operator, id, true).await.unwrap();
    let document = world.get(&*base).send().await;
    contains(
        &document,
        &["<strong>Versione 4</strong> (di 4)", "vedi altre versioni", &format!("href=\"{base}/versioni\"")],
    );
    rename(&world, &token, &patto, "art-2", "Dopo la pubblicazione").await;
    make(&world, &token, &patto, "Pubblica anche questa").await;
    rename(&world, &token, &patto, "art-2", "Solo per il tavolo").await;
    let list = world.get(format!("{base}/versioni")).send().await;
    check("versioni", &list);
    contains(&list, &["<strong>Versione 5</strong> (di 5)", "versioni/4", "Pubblica anche questa"]);
    for secret in ["versioni/3\"", "Testo attuale", "Fai una versione", "/t/"] {
        assert!(!list.text.contains(secret), "{secret}");
    }
    let page = world.get(format!("{base}/confronto?da=4&a=5")).send().await;
    check("confronto", &page);
    contains(
        &page,
        &["Dalla versione 4 alla versione 5", "Dopo la pubblicazione", "data-element=\"legal-notes\""],
    );
    assert_eq!(world.get(format!("{base}/versioni/5")).send().await.status, 200);
    assert_eq!(world.get(format!("{base}/confronto?da=4&a=5&forma=json")).send().await.status, 200);
    for page in [
        "versioni/3",
        "confronto?da=3&a=5",
        "confronto?da=4&a=live",
        "confronto?da=4&a=live&forma=json",
        "versioni/4/ripristina",
    ] {
        let answer = world.get(format!("{base}/{page}")).send().await;
        assert_eq!(answer.status, 404, "{page}");
        assert!(!answer.text.contains("Solo per il tavolo"));
    }
    for page in ["novita", "oscura"] {
        assert_eq!(world.get(format!("/p/{SLUG}/{page}")).send().await.status, 404);
    }
    let answer = world.ask(Method::POST, format!("{base}/versioni")).raw(FORM, "message=x").send().await;
    assert_eq!(answer.status, 405);
    world.app.set_published(Caller::Operator, id, false).await.unwrap();
    assert_eq!(world.get(format!("{base}/versioni")).send().await.status, 404);
}

#[tokio::test]
async fn the_application_keeps_its_addresses_beside_the_history() {
    let (world, patto, _, _) = three_versions().await;
    let addresses = [
        format!("/t/{SLUG}"),
        format!("/t/{SLUG}/"),
        format!("/t/{SLUG}/d/{patto}"),
        format!("/t/{SLUG}/registro/tabella"),
    ];
    let home = world.get("/t").send().await;
    for address in addresses {
        let answer = world.get(&*address).send().await;
        assert_eq!((answer.status, &answer.text), (home.status, &home.text), "{address}");
    }
}

#[tokio::test]
async fn the_pages_of_the_history_know_paper() {
    let (world, ..) = table().await;
    let style = world.get("/static/site.css").send().await.text;
    let print = style.split("@media print").nth(1).unwrap();
    for rule in [".form-only", ".tools", ".choose"] {
        assert!(print.contains(rule), "{rule}");
    }
    assert!(style.contains(".pact-sign"), "signs, not colour alone");
}
