//! What a text shows of the register, dressed as HTML and as Markdown.

use pact_convert::html::document_html;
use pact_convert::markdown::{document_markdown, nodes_from_markdown};
use pact_model::content::{DocumentContent, Node, SectionContent};
use pact_model::document::{DocumentKind, Policy, SectionKind};
use pact_model::register::Register;
use serde_json::{Value, json};

use crate::registers::{field, register};

fn pact() -> Register {
    register(&[
        field("actor/a1/name", "Circolo | Il <Pergolato>"),
        field("actor/a2/name", "Biblioteca"),
        field("commitment/c1/actor", "a1"),
        field("commitment/c1/to", "M6"),
        field("commitment/c1/ally/a2", "confirmed"),
        field("text:commitment/c1/what", "Apre la sala\nil *giovedì*"),
        field("commitment/c2/removed", "doppione"),
        field("milestone/m1/title", "Festa"),
        field("milestone/m1/date", "M6"),
        field("timeline/main/start", "2027-01-01"),
    ])
}

fn document(body: Value) -> DocumentContent {
    DocumentContent {
        kind: DocumentKind::PattoCollaborazione,
        title: "Patto".to_owned(),
        language: "it".to_owned(),
        paused: None,
        sections: vec![SectionContent {
            id: "art-6".parse().expect("a section id"),
            kind: SectionKind::Article,
            number: Some(6),
            title: "Impegni".to_owned(),
            guidance: String::new(),
            mandatory: true,
            policy: Policy::Open,
            policy_reason: None,
            policy_writer: None,
            aside: None,
            not_applicable: None,
            body: serde_json::from_value::<Vec<Node>>(body).expect("nodes"),
            bindings: Vec::new(),
        }],
    }
}

fn html(body: Value) -> String {
    document_html(&document(body), Some(&pact())).into_string()
}

fn markdown(body: Value) -> String {
    document_markdown(&document(body), Some(&pact()))
}

fn card(id: &str) -> Value {
    json!([{ "type": "commitmentCard", "attrs": { "id": id } }])
}

#[test]
fn a_card_is_a_list_of_questions_and_answers() {
    let page = html(card("c1"));
    assert!(
        page.contains("<strong>Circolo | Il &lt;Pergolato&gt;</strong>: Apre la sala<br>il *giovedì*"),
        "{page}"
    );
    assert!(page.contains("<dt>Quando</dt><dd>entro M6 · giugno 2027</dd>"));
    assert!(page.contains("<dt>Con chi</dt><dd>Biblioteca</dd>"));
    assert!(page.contains(r#"role="group" aria-label="Impegno: Circolo | Il &lt;Pergolato&gt;""#));
    assert!(html(card("c2")).contains("Impegno tolto: doppione"));
    assert!(html(card("?")).contains("Questo impegno non è nel registro."));
}

#[test]
fn tables_have_a_caption_and_heads() {
    let page = html(json!([{ "type": "commitmentTable", "attrs": { "filter": "actor=a1" } }]));
    assert!(page.contains("<caption>Impegni · Circolo | Il &lt;Pergolato&gt;</caption>"));
    assert!(page.contains(r#"scope="col">Chi</th>"#) && page.contains(r#"scope="row">Circolo"#));
    let page = html(json!([{ "type": "timelineView", "attrs": { "id": "main" } }]));
    assert_eq!(page.matches(r#"<th role="rowheader" scope="row">"#).count(), 12);
    assert_eq!(page.matches(r#"class="pact-early">"#).count(), 6);
    assert!(page.contains(r#"<td role="cell" data-column="Tappe e verifiche">Tappa: Festa</td>"#));
}

#[test]
fn names_and_dates_stand_in_the_sentence() {
    let body = json!([{ "type": "block", "attrs": { "style": "p" }, "content": [
        { "type": "actorName", "attrs": { "id": "a2" } }, { "type": "text", "text": " entro " },
        { "type": "milestoneDate", "attrs": { "id": "m1" } },
    ] }]);
    assert!(html(body.clone()).contains("M6 · giugno 2027</span>"));
    assert!(markdown(body).contains("Biblioteca entro M6 · giugno 2027"));
}

#[test]
fn markdown_says_the_same_in_words_that_read_back() {
    let written = markdown(card("c1"));
    assert!(written.contains("**Circolo \\| Il \\<Pergolato>**: Apre la sala"), "{written}");
    assert!(written.contains("- **Quando**: entro M6 · giugno 2027\n"));
    let body = json!([
        { "type": "commitmentTable", "attrs": {} },
        { "type": "timelineView", "attrs": { "id": "main" } },
    ]);
    let tables: Vec<_> = nodes_from_markdown(&markdown(body))
        .into_iter()
        .filter_map(|node| match node {
            Node::Element(element) if element.name == "table" => Some(element),
            _ => None,
        })
        .collect();
    assert_eq!(tables.len(), 2);
    let first_cell = |row: &Node| match row {
        Node::Element(row) => row.children[0].plain_text(),
        Node::Text(_) => String::new(),
    };
    assert_eq!(first_cell(&tables[0].children[1]), "Circolo | Il <Pergolato>");
    assert_eq!(tables[1].children.len(), 13);
}

#[test]
fn inside_a_table_a_card_is_one_line() {
    let body = json!([{ "type": "table", "content": [{ "type": "tableRow", "content": [
        { "type": "tableCell", "content": card("c1") },
        { "type": "tableCell", "content": card("c2") },
    ] }] }]);
    let written = markdown(body);
    assert!(
        written.contains(
            "| Circolo \\| Il \\<Pergolato>: Apre la sala<br>il \\*giovedì\\* | Impegno tolto: doppione |"
        ),
        "{written}"
    );
}
