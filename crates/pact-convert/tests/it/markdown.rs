//! What is written as Markdown reads back the same.

use std::collections::BTreeMap;

use pact_convert::demo::demo;
use pact_convert::markdown::{body_markdown, document_markdown, nodes_from_markdown};
use pact_model::content::{DocumentContent, Node};
use pact_model::document::{Policy, SectionKind};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

fn nodes(value: Value) -> Vec<Node> {
    serde_json::from_value(value).expect("nodes")
}

/// Equal runs joined, as the server stores them.
fn normalised(body: Vec<Node>) -> Vec<Node> {
    let mut content = demo().documents[0].content(None);
    content.sections.truncate(1);
    content.sections[0].body = body;
    content.normalised().sections.remove(0).body
}

#[track_caller]
fn assert_round_trip(body: Vec<Node>, markdown: &str) {
    let written = body_markdown(&body);
    assert_eq!(written, markdown);
    assert_eq!(normalised(nodes_from_markdown(&written)), normalised(body));
}

fn text(words: &str) -> Node {
    Node::text(words)
}

fn marked(words: &str, names: &[&str]) -> Node {
    Node::marked(words, names.iter().map(|name| ((*name).to_owned(), Value::Bool(true))).collect())
}

fn paragraph(children: Vec<Node>) -> Node {
    Node::block("p", children)
}

fn item(children: Vec<Node>) -> Node {
    Node::element("listItem", children)
}

fn bullets(items: Vec<Node>) -> Node {
    Node::element("bulletList", items)
}

#[test]
fn blocks_of_every_style() {
    let body = vec![
        Node::block("h3", vec![text("Che cosa # e perché")]),
        paragraph(vec![text("Uno.")]),
        Node::block("h4", vec![text("Sotto")]),
        Node::block("quote", vec![text("Due.")]),
        Node::block("quote", vec![text("Tre.")]),
    ];
    assert_round_trip(body, "### Che cosa \\# e perché\n\nUno.\n\n#### Sotto\n\n> Due.\n\n> Tre.\n");
}

#[test]
fn marks_and_links() {
    let link = BTreeMap::from([
        ("bold".to_owned(), json!(true)),
        ("link".to_owned(), json!({ "href": "https://example.org/a_(b)?c=1&copy=2" })),
    ]);
    let body = vec![paragraph(vec![
        text("Il "),
        marked("Tavolo", &["bold"]),
        text(" e la "),
        marked("comunità", &["italic"]),
        text(", "),
        marked("tutti", &["bold", "italic"]),
        text(": "),
        Node::marked("qui", link),
        text("!"),
    ])];
    assert_round_trip(
        body,
        "Il **Tavolo** e la _comunità_, **_tutti_**: [**qui**](https://example.org/a\\_\\(b\\)?c=1\\&copy=2)!\n",
    );
}

#[test]
fn marks_in_awkward_places() {
    let runs = [
        vec![text("a"), marked("b", &["bold"]), text("c")],
        vec![text("a"), marked(" b ", &["bold"]), text("c")],
        vec![text("a"), marked("«b»", &["bold"]), text("c")],
        vec![text("a"), marked("(b)", &["italic"]), text("c")],
        vec![text("a"), marked("b", &["italic"]), text("c")],
        vec![marked("a", &["bold"]), marked("b", &["italic"]), marked("c", &["bold", "italic"])],
        vec![marked("a", &["bold"]), marked("b", &["bold", "italic"]), marked("c", &["italic"])],
        vec![marked("*", &["bold"]), text("*"), marked("_", &["italic"]), text("_")],
        vec![marked(" ", &["bold"])],
        vec![text("è"), marked("ì", &["italic"]), text("\u{a0}"), marked("\u{a0}", &["bold"]), text("€")],
    ];
    for run in runs {
        let body = vec![paragraph(run)];
        let written = body_markdown(&body);
        assert_eq!(normalised(nodes_from_markdown(&written)), normalised(body), "{written}");
    }
}

#[test]
fn words_that_look_like_markdown() {
    for words in [
        "# no",
        "- no",
        "+ no",
        "* no",
        "1. no",
        "12) no",
        "> no",
        "=== no",
        "---",
        "```",
        "~~~",
        "| a | b |",
        "[a]: b",
        "[a](b)",
        "![a](b)",
        "<b>no</b>",
        "<!-- no -->",
        "&amp;",
        "&#42;",
        "\\*",
        "a  b",
        " a",
        "a ",
        "\t",
        "https://example.org",
        "<https://example.org>",
        "_a_ __b__",
        "{#id .class}",
        ":--",
        "+++",
        "tra*parole*unite",
        "C:\\x",
        "a\u{2028}b",
        "a\nb",
        "10.",
    ] {
        for style in ["p", "h3", "quote"] {
            let body = vec![Node::block(style, vec![text(words)])];
            let written = body_markdown(&body);
            assert_eq!(normalised(nodes_from_markdown(&written)), body, "{words:?} as {written:?}");
        }
    }
}

#[test]
fn line_breaks() {
    let line_break = || Node::element("hardBreak", Vec::new());
    assert_round_trip(
        vec![paragraph(vec![text("a"), line_break(), text("- b"), line_break(), text("1. c")])],
        "a\\\n\\- b\\\n1\\. c\n",
    );
    for children in [
        vec![line_break(), text("a")],
        vec![text("a"), line_break()],
        vec![text("a"), line_break(), line_break(), text("b")],
        vec![line_break()],
        vec![line_break(), line_break(), text(" a "), line_break(), line_break()],
    ] {
        for style in ["p", "h3", "quote"] {
            let body = vec![Node::block(style, children.clone())];
            let written = body_markdown(&body);
            assert_eq!(normalised(nodes_from_markdown(&written)), body, "{written:?}");
        }
    }
}

#[test]
fn lists_within_lists() {
    let inner = nodes(json!([{ "type": "orderedList", "attrs": { "start": 3 }, "content": [
        { "type": "listItem", "content": [{ "type": "block", "attrs": { "style": "p" }, "content": [{ "type": "text", "text": "tre" }] }] },
    ] }]));
    let mut first = vec![paragraph(vec![text("uno")])];
    first.extend(inner);
    let body = vec![bullets(vec![item(first), item(vec![paragraph(vec![text("due")])])])];
    assert_round_trip(body, "- uno\n\n  3. tre\n\n- due\n");
}

#[test]
fn two_lists_in_a_row_stay_two() {
    let list = |words: &str| bullets(vec![item(vec![paragraph(vec![text(words)])])]);
    assert_round_trip(vec![list("a"), list("b"), list("c")], "- a\n\n* b\n\n- c\n");
    let numbered = |words: &str| Node::element("orderedList", vec![item(vec![paragraph(vec![text(words)])])]);
    assert_round_trip(vec![numbered("a"), numbered("b"), list("c")], "1. a\n\n1) b\n\n- c\n");
}

#[test]
fn empty_items_and_lists_that_begin_with_lists() {
    let empty = || item(vec![paragraph(Vec::new())]);
    assert_round_trip(vec![bullets(vec![empty(), empty()])], "-\n-\n");
    assert_round_trip(
        vec![bullets(vec![item(vec![bullets(vec![item(vec![bullets(vec![empty()])])])])])],
        "-\n  -\n    -\n",
    );
}

fn cell(name: &str, blocks: Vec<Node>) -> Node {
    Node::element(name, blocks)
}

fn row(name: &str, words: &[&str]) -> Node {
    let cells = words.iter().map(|words| {
        let children = if words.is_empty() { Vec::new() } else { vec![text(words)] };
        cell(name, vec![paragraph(children)])
    });
    Node::element("tableRow", cells.collect())
}

#[test]
fn tables_with_and_without_a_header() {
    let table = |rows| vec![Node::element("table", rows)];
    assert_round_trip(
        table(vec![row("tableHeader", &["Chi", "Che | cosa"]), row("tableCell", &["Il Mulino", ""])]),
        "| Chi | Che \\| cosa |\n| --- | --- |\n| Il Mulino |  |\n",
    );
    assert_round_trip(
        table(vec![row("tableCell", &["a", "b"]), row("tableCell", &["c", "d"])]),
        "|  |  |\n| --- | --- |\n| a | b |\n| c | d |\n",
    );
}

#[test]
fn a_cell_keeps_its_lines_and_its_paragraphs() {
    let line_break = || Node::element("hardBreak", Vec::new());
    let blocks = vec![
        paragraph(vec![marked("a", &["bold"]), line_break(), text("b")]),
        paragraph(Vec::new()),
        paragraph(vec![text(" c ")]),
        paragraph(Vec::new()),
    ];
    let rows = vec![Node::element("tableRow", vec![cell("tableCell", blocks)])];
    assert_round_trip(
        vec![Node::element("table", rows)],
        "|  |\n| --- |\n| **a**<br>b<br/><br/>&#32;c&#32;<br/> |\n",
    );
}

#[test]
fn what_markdown_cannot_say_is_kept_as_words() {
    let body = nodes(json!([
        { "type": "commitmentCard", "attrs": { "id": "x" } },
        { "type": "block", "attrs": { "style": "p" }, "content": [
            { "type": "text", "text": "Con ", "marks": { "comment--abcdefgh": { "id": "1" } } },
            { "type": "actorName", "attrs": { "id": "y" } },
            { "type": "text", "text": ".", "marks": { "underline": true } },
        ] },
        { "type": "unknownBox", "content": [{ "type": "block", "content": [{ "type": "text", "text": "dentro" }] }] },
        { "type": "block", "attrs": { "style": "p" } },
        { "type": "block", "attrs": { "style": "p" }, "content": [
            { "type": "text", "text": "male", "marks": { "link": { "href": "javascript:alert(1)" } } },
        ] },
    ]));
    assert_eq!(body_markdown(&body), "\\[scheda dell'impegno\\]\n\nCon \\[soggetto\\].\n\ndentro\n\nmale\n");
}

#[test]
fn reading_is_lenient() {
    let words = |markdown: &str| -> Vec<String> {
        nodes_from_markdown(markdown).iter().map(Node::plain_text).collect()
    };
    assert_eq!(
        words("# Uno\n\n<b>due</b>\n\n`tre`\n\n![quattro](x.png)\n\n***\n\n[cinque](/x)"),
        ["Uno", "<b>due</b>", "tre", "quattro", "cinque"]
    );
    assert_eq!(nodes_from_markdown(""), []);
    assert_eq!(nodes_from_markdown("[x](data:text/html,y)"), [paragraph(vec![text("x")])]);
}

#[test]
fn depth_is_bounded_both_ways() {
    let deep: String = (0..3_000).map(|depth| "  ".repeat(depth.min(40)) + "- a\n").collect();
    let nodes = nodes_from_markdown(&deep);
    assert!(!body_markdown(&nodes).is_empty());
    assert!(!nodes_from_markdown(&"> ".repeat(20_000)).iter().any(|node| !node.plain_text().is_empty()));
    let mut node = paragraph(vec![text("fondo")]);
    for _ in 0..500 {
        node = bullets(vec![item(vec![node])]);
    }
    assert!(body_markdown(&[node]).contains("fondo"));
}

/// The text of the demo: blocks, lists, tables, quotations, marks. What the register shows below it is not text.
#[test]
fn the_demo_reads_back_the_same() {
    for document in &demo().documents {
        for section in &document.sections {
            let mut body = section.body.clone();
            body.retain(|node| !is_element(node, "commitmentTable") && !is_element(node, "timelineView"));
            let written = body_markdown(&body);
            assert_eq!(normalised(nodes_from_markdown(&written)), normalised(body), "{written}");
        }
    }
}

fn is_element(node: &Node, name: &str) -> bool {
    matches!(node, Node::Element(element) if element.name == name)
}

#[test]
fn a_document_has_its_headings_and_says_what_was_set_aside() {
    let content = small_document();
    assert_eq!(
        document_markdown(&content, None),
        "# Patto \\*nuovo\\*\n\n\
         ## Premesse\n\nVisto.\n\n\
         ## Art. 6 · Impegni\n\nNon applicabile: nessuno\n\n\
         ## 3. Criticità\n\n\
         ## Sezioni messe da parte\n\n- Art. 9 · Attese: si vedrà\n"
    );
}

fn small_document() -> DocumentContent {
    let section = |kind, number, title: &str| {
        let mut section = demo().documents[0].content(None).sections.remove(0);
        section.kind = kind;
        section.number = number;
        title.clone_into(&mut section.title);
        section.policy = Policy::Open;
        section.body = Vec::new();
        section
    };
    let mut premises = section(SectionKind::Premise, None, "Premesse");
    premises.body = vec![paragraph(vec![text("Visto.")])];
    let mut commitments = section(SectionKind::Article, Some(6), "Impegni");
    commitments.not_applicable = Some("nessuno".to_owned());
    let mut aside = section(SectionKind::Article, Some(9), "Attese");
    aside.aside = Some("si vedrà".to_owned());
    aside.body = vec![paragraph(vec![text("nascosto")])];
    let part = section(SectionKind::Part, Some(3), "Criticità");
    let mut content = demo().documents[0].content(Some("Patto *nuovo*"));
    content.sections = vec![premises, commitments, aside, part];
    content
}

fn words() -> impl Strategy<Value = String> {
    // Letters, spaces and everything Markdown, HTML or tables care about.
    proptest::string::string_regex("[abè1 .,*_~`#+\\-=>|<&;:!?()\\[\\]{}\\\\/\"'«»€\u{a0}\n\t]{1,8}").unwrap()
}

fn run() -> impl Strategy<Value = Node> {
    (words(), any::<bool>(), any::<bool>(), any::<Option<bool>>()).prop_map(|(words, bold, italic, link)| {
        let mut marks = BTreeMap::new();
        if bold {
            marks.insert("bold".to_owned(), json!(true));
        }
        if italic {
            marks.insert("italic".to_owned(), json!(true));
        }
        if let Some(link) = link {
            let href = if link { "https://example.org/?a=(1)|*_" } else { "mailto:urp@example.org" };
            marks.insert("link".to_owned(), json!({ "href": href }));
        }
        Node::marked(words, marks)
    })
}

fn inline() -> impl Strategy<Value = Vec<Node>> {
    let line_break = Just(Node::element("hardBreak", Vec::new()));
    vec(prop_oneof![4 => run(), 1 => line_break], 1..5)
}

fn block() -> impl Strategy<Value = Node> {
    (prop_oneof![Just("p"), Just("h3"), Just("h4"), Just("quote")], inline())
        .prop_map(|(style, children)| Node::block(style, children))
}

fn table() -> impl Strategy<Value = Node> {
    let cell_blocks = vec(prop_oneof![3 => inline(), 1 => Just(Vec::new())].prop_map(paragraph), 1..3);
    (1_usize..4, 1_usize..4, any::<bool>()).prop_flat_map(move |(columns, rows, header)| {
        vec(vec(cell_blocks.clone(), columns), rows).prop_map(move |rows| {
            let mut all = Vec::new();
            if header {
                let head = (0..columns).map(|_| cell("tableHeader", vec![paragraph(vec![text("Titolo")])]));
                all.push(Node::element("tableRow", head.collect()));
            }
            for row in rows {
                all.push(Node::element(
                    "tableRow",
                    row.into_iter().map(|blocks| cell("tableCell", blocks)).collect(),
                ));
            }
            Node::element("table", all)
        })
    })
}

fn body() -> impl Strategy<Value = Vec<Node>> {
    let leaf = prop_oneof![4 => block(), 1 => table()];
    let tree = leaf.prop_recursive(3, 24, 4, |inner| {
        let items = vec(
            prop_oneof![4 => vec(inner, 1..3), 1 => Just(vec![paragraph(Vec::new())])].prop_map(item),
            1..4,
        );
        (items, proptest::option::of(0_u32..1_000)).prop_map(|(items, start)| match start {
            None => bullets(items),
            Some(1) => Node::element("orderedList", items),
            Some(start) => {
                nodes(json!([{ "type": "orderedList", "attrs": { "start": start }, "content": items }]))
                    .remove(0)
            }
        })
    });
    vec(tree, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_reads_back_the_same(body in body()) {
        let written = body_markdown(&body);
        let read = normalised(nodes_from_markdown(&written));
        prop_assert!(read == normalised(body.clone()), "{written}\n{read:#?}\n{body:#?}");
    }

    #[test]
    fn reading_never_panics_and_settles(markdown in "(\\PC|[\n*_`#>\\-|<\\[\\] ]){0,80}") {
        settles(&markdown)?;
    }
}

/// What was read once reads back the same for ever.
fn settles(markdown: &str) -> Result<(), TestCaseError> {
    let first = body_markdown(&nodes_from_markdown(markdown));
    let second = body_markdown(&nodes_from_markdown(&first));
    prop_assert_eq!(first, second);
    Ok(())
}
