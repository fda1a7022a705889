//! HTML a page can put in its frame: semantic, escaped, nobody's name in it.

use pact_convert::demo::demo;
use pact_convert::html::{body_html, document_html, section_html};
use pact_model::content::{Node, SectionContent};
use pact_model::document::{Policy, SectionKind};
use serde_json::{Value, json};

fn html(value: Value) -> String {
    body_html(&serde_json::from_value::<Vec<Node>>(value).expect("nodes")).into_string()
}

fn block(style: &str, content: &Value) -> Value {
    json!({ "type": "block", "attrs": { "style": style }, "content": content })
}

fn text(words: &str) -> Value {
    json!({ "type": "text", "text": words })
}

fn section() -> SectionContent {
    SectionContent {
        id: "art-6".parse().unwrap(),
        kind: SectionKind::Article,
        number: Some(6),
        title: "Impegni <dei> soggetti".to_owned(),
        guidance: "Chi fa che cosa.".to_owned(),
        mandatory: true,
        policy: Policy::Open,
        policy_reason: None,
        policy_writer: None,
        aside: None,
        not_applicable: None,
        body: Vec::new(),
        bindings: Vec::new(),
    }
}

#[test]
fn a_section_is_a_region_named_by_its_title() {
    assert_eq!(
        section_html(&section(), None).into_string(),
        "<section class=\"pact-section\" id=\"art-6\" data-kind=\"article\" aria-labelledby=\"art-6-titolo\">\
         <h2 id=\"art-6-titolo\"><span class=\"pact-number\">Art. 6</span> Impegni &lt;dei&gt; soggetti</h2>\
         <p class=\"pact-empty\">Sezione ancora da scrivere.</p></section>"
    );
    let mut inapplicable = section();
    inapplicable.not_applicable = Some("non ci sono beni".to_owned());
    let page = section_html(&inapplicable, None).into_string();
    assert!(page.contains("<strong>Non applicabile</strong>: non ci sono beni"));
    assert!(!page.contains("da scrivere"));
}

#[test]
fn blocks_lists_and_marks_have_their_elements() {
    assert_eq!(
        html(json!([
            block("h3", &json!([text("Titolo")])),
            block("h4", &json!([text("Sotto")])),
            block("quote", &json!([text("Detto")])),
            block(
                "p",
                &json!([
                    { "type": "text", "text": "a", "marks": { "bold": true, "italic": {} } },
                    { "type": "hardBreak" },
                    { "type": "text", "text": "b", "marks": { "link": { "href": "https://example.org/?a=1&b=2" } } },
                ])
            ),
            block("p", &json!([])),
        ])),
        "<h3>Titolo</h3><h4>Sotto</h4><blockquote><p>Detto</p></blockquote>\
         <p><strong><em>a</em></strong><br><a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\">b</a></p>"
    );
    let item = json!({ "type": "listItem", "content": [block("p", &json!([text("uno")]))] });
    assert_eq!(
        html(json!([
            { "type": "bulletList", "content": [item] },
            { "type": "orderedList", "attrs": { "start": 1 }, "content": [item] },
            { "type": "orderedList", "attrs": { "start": 3.0 }, "content": [item] },
        ])),
        "<ul><li><p>uno</p></li></ul><ol><li><p>uno</p></li></ol><ol start=\"3\"><li><p>uno</p></li></ol>"
    );
}

#[test]
fn tables_say_what_their_headers_head() {
    let cell =
        |name: &str, words: &str| json!({ "type": name, "content": [block("p", &json!([text(words)]))] });
    let wide = json!({ "type": "tableCell", "attrs": { "colspan": "2", "rowspan": 1.0 }, "content": [] });
    let page = html(json!([{ "type": "table", "content": [
        { "type": "tableRow", "content": [cell("tableHeader", "Chi"), cell("tableHeader", "Cosa")] },
        { "type": "tableRow", "content": [cell("tableHeader", "Mulino"), cell("tableCell", "sala")] },
        { "type": "tableRow", "content": [wide] },
    ] }]));
    assert!(page.contains(
        "<thead><tr><th scope=\"col\"><p>Chi</p></th><th scope=\"col\"><p>Cosa</p></th></tr></thead>"
    ));
    assert!(page.contains("<tbody><tr><th scope=\"row\"><p>Mulino</p></th><td><p>sala</p></td></tr>"));
    assert!(page.contains("<tr><td colspan=\"2\"></td></tr>"));
}

#[test]
fn nothing_dangerous_comes_through() {
    let link = |href: &str| {
        html(json!([block(
            "p",
            &json!([{ "type": "text", "text": "qui", "marks": { "link": { "href": href } } }])
        )]))
    };
    for href in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:x",
        "data:text/html,x",
        "vbscript:x",
        "//example.org",
        "/pagina",
        "",
        "https:",
        "https://a b",
    ] {
        assert_eq!(link(href), "<p>qui</p>", "{href}");
    }
    assert!(link("mailto:urp@example.org").contains("<a href=\"mailto:"));
    assert!(
        link("HTTPS://example.org/\"><script>")
            .contains("href=\"HTTPS://example.org/&quot;&gt;&lt;script&gt;\"")
    );
    assert_eq!(
        html(json!([block("p", &json!([text("<script>alert('x')</script>&amp;")]))])),
        "<p>&lt;script&gt;alert('x')&lt;/script&gt;&amp;amp;</p>"
    );
}

#[test]
fn what_is_not_known_keeps_its_words() {
    assert_eq!(
        html(json!([
            text("sciolto"),
            { "type": "callout", "content": [block("p", &json!([text("dentro")])), text("fuori")] },
            block("weird", &json!([{ "type": "emoji", "content": [text("ciao")] }])),
            { "type": "bulletList", "content": [block("p", &json!([text("voce")]))] },
        ])),
        "<p>sciolto</p><p>dentro</p><p>fuori</p><p>ciao</p><ul><li><p>voce</p></li></ul>"
    );
}

#[test]
fn comment_marks_leave_no_trace() {
    let page = html(json!([block(
        "p",
        &json!([
            { "type": "text", "text": "a", "marks": { "comment--abcdefgh": { "id": "t1", "person": "p1" } } },
            { "type": "text", "text": "b", "marks": { "comment": { "id": "t2" } } },
        ])
    )]));
    assert_eq!(page, "<p>ab</p>");
}

#[test]
fn what_shows_the_register_is_announced_in_neutral_words() {
    let page = html(json!([
        { "type": "commitmentTable", "attrs": { "filter": "actor:1" } },
        block("p", &json!([text("Con "), { "type": "actorName", "attrs": { "id": "1" } }])),
    ]));
    assert_eq!(
        page,
        "<p class=\"pact-register\" data-node=\"commitmentTable\">[quadro degli impegni]</p>\
         <p>Con <span class=\"pact-register\" data-node=\"actorName\">[soggetto]</span></p>"
    );
}

#[test]
fn a_document_lists_what_was_set_aside() {
    let mut content = demo().documents[0].content(None);
    content.sections[3].aside = Some("unito all'articolo 1".to_owned());
    let page = document_html(&content, None).into_string();
    assert!(page.starts_with("<article class=\"pact-document\" lang=\"it\">"));
    assert_eq!(page.matches("<section class=\"pact-section\"").count(), 28);
    assert!(page.contains("Parole comuni: unito all'articolo 1</li>"));
    assert!(!page.contains("Chi arriva oggi"), "the text of a section set aside is not shown");
    assert!(!page.contains("<h1"));
    assert_eq!(page.matches("<table>").count(), 2);
}

#[test]
fn depth_is_bounded() {
    let mut node = json!({ "type": "block", "content": [text("fondo")] });
    for _ in 0..60 {
        node = json!({ "type": "listItem", "content": [{ "type": "bulletList", "content": [node] }] });
    }
    let page = html(json!([node]));
    assert!(page.contains("fondo"));
    assert!(page.matches("<ul>").count() <= 32);
}
