//! Skeletons and the way of nodes into the shared document and back.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_model::content::{DocumentContent, Element, Node};
use pact_model::document::{BindingKind, DocumentKind, Policy, SectionId, SectionKind};
use pact_model::template::{DocumentTemplate, SectionTemplate};
use pact_sync::{RegisterFields, content_of_log, seed_document, seed_register};
use proptest::prelude::*;
use serde_json::{Value, json};

pub fn section(id: &str, title: &str) -> SectionTemplate {
    SectionTemplate {
        id: id.parse().unwrap(),
        kind: SectionKind::Article,
        number: None,
        title: title.to_owned(),
        guidance: String::new(),
        mandatory: false,
        policy: Policy::Open,
        expected: Vec::new(),
        body: Vec::new(),
    }
}

pub fn template(sections: Vec<SectionTemplate>) -> DocumentTemplate {
    DocumentTemplate {
        name: "patto".to_owned(),
        kind: DocumentKind::PattoCollaborazione,
        title: "Patto".to_owned(),
        language: "it".to_owned(),
        sections,
    }
}

pub fn read(seed: &[u8]) -> DocumentContent {
    content_of_log(None, &[Bytes::copy_from_slice(seed)]).unwrap()
}

fn round_trip(body: Vec<Node>) -> Vec<Node> {
    let template = template(vec![section("art-1", "")]);
    let bodies = BTreeMap::from([("art-1".parse().unwrap(), body)]);
    let mut content = read(&seed_document(&template, "x", &bodies)).normalised();
    content.sections.remove(0).body
}

fn marks(value: Value) -> BTreeMap<String, Value> {
    serde_json::from_value(value).unwrap()
}

fn nodes(value: Value) -> Vec<Node> {
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_skeleton_holds_what_its_template_says() {
    let first = SectionTemplate {
        kind: SectionKind::Premise,
        number: Some(3),
        guidance: "Chi siamo, in una riga".to_owned(),
        mandatory: true,
        policy: Policy::Office,
        expected: vec![BindingKind::Actor, BindingKind::Commitment],
        body: vec![Node::block("p", vec![Node::text("Premesso che 🏛️…")])],
        ..section("premesse", "Premesse — «chi siamo»")
    };
    let template = template(vec![first, section("art-10", "Secondo"), section("art-2", "Terzo")]);
    let own = vec![Node::block("h3", vec![Node::text("al posto del testo")])];
    let bodies = BTreeMap::from([("art-2".parse::<SectionId>().unwrap(), own.clone())]);
    let content = read(&seed_document(&template, "Patto dell’ex filanda", &bodies));

    assert_eq!(content.kind, DocumentKind::PattoCollaborazione);
    assert_eq!((content.title.as_str(), content.language.as_str()), ("Patto dell’ex filanda", "it"));
    let ids: Vec<&str> = content.sections.iter().map(|section| section.id.as_str()).collect();
    assert_eq!(ids, ["premesse", "art-10", "art-2"], "the template's order, not the alphabet's");
    let first = &content.sections[0];
    assert_eq!((first.kind, first.number, first.mandatory), (SectionKind::Premise, Some(3), true));
    assert_eq!((&first.policy, first.guidance.as_str()), (&Policy::Office, "Chi siamo, in una riga"));
    assert_eq!(first.title, "Premesse — «chi siamo»");
    assert_eq!(first.body, template.sections[0].body);
    assert_eq!(content.sections[2].body, own);
}

/// A skeleton can be made again anywhere.
#[test]
fn the_same_skeleton_gives_the_same_bytes() {
    let body = vec![Node::block("p", vec![Node::marked("forte", marks(json!({ "bold": true })))])];
    let template =
        template(vec![SectionTemplate { body, ..section("art-1", "Uno") }, section("art-2", "Due")]);
    let once = seed_document(&template, "x", &BTreeMap::new());
    for _ in 0..10 {
        assert_eq!(once, seed_document(&template, "x", &BTreeMap::new()));
    }
}

#[test]
fn a_register_starts_with_its_kind() {
    let content = read(&seed_register("Registro", &RegisterFields::default()).unwrap());
    assert_eq!((content.kind, content.title.as_str()), (DocumentKind::Register, "Registro"));
    assert!(content.sections.is_empty());
}

#[test]
fn every_node_and_mark_comes_back() {
    let body = nodes(json!([
        { "type": "block", "attrs": { "style": "h3" }, "content": [{ "type": "text", "text": "Titolo 🤝" }] },
        { "type": "block", "attrs": { "style": "p" }, "content": [
            { "type": "text", "text": "piano " },
            { "type": "text", "text": "forte", "marks": { "bold": true } },
            { "type": "text", "text": "forte e corsivo", "marks": { "bold": true, "italic": true } },
            { "type": "hardBreak" },
            { "type": "text", "text": "qui", "marks": { "link": { "href": "https://example.org/?a=1&b=2" } } },
            { "type": "actorName", "attrs": { "id": "a-1" } },
            { "type": "text", "text": " entro " },
            { "type": "milestoneDate", "attrs": { "id": "m-1" } },
        ]},
        { "type": "block", "attrs": { "style": "quote" } },
        { "type": "orderedList", "attrs": { "start": 3 }, "content": [
            { "type": "listItem", "content": [{ "type": "block", "attrs": { "style": "p" }, "content": [{ "type": "text", "text": "uno" }] }] },
        ]},
        { "type": "bulletList", "content": [{ "type": "listItem" }] },
        { "type": "table", "content": [{ "type": "tableRow", "content": [
            { "type": "tableHeader", "attrs": { "colspan": 2, "colwidth": [120, 80] } },
            { "type": "tableCell", "attrs": { "narrow": true, "share": 0.25, "filter": { "state": "open" } } },
        ]}]},
        { "type": "commitmentCard", "attrs": { "id": "c-7" } },
        { "type": "commitmentTable", "attrs": { "filter": "line:2" } },
        { "type": "timelineView" },
        { "type": "unknownNode", "attrs": { "kept": "yes" } },
    ]));
    assert_eq!(round_trip(body.clone()), body);
}

fn mark_set() -> impl Strategy<Value = BTreeMap<String, Value>> {
    prop::sample::subsequence(vec!["bold", "italic", "link"], 0..=3).prop_map(|names| {
        names
            .into_iter()
            .map(|name| {
                let value = if name == "link" { json!({ "href": "https://e.it" }) } else { json!(true) };
                (name.to_owned(), value)
            })
            .collect()
    })
}

fn any_node() -> impl Strategy<Value = Node> {
    let run = ("[a-zèé 😀🏳️‍🌈\u{301}]{1,8}", mark_set()).prop_map(|(text, marks)| Node::marked(text, marks));
    let block = prop::collection::vec(run, 0..6).prop_map(|runs| Node::block("p", runs));
    block.prop_recursive(4, 24, 4, |inner| {
        let attributes = prop::collection::btree_map(
            "[a-z]{1,4}",
            (-5_000_000_000i64..5_000_000_000).prop_map(Value::from),
            0..3,
        );
        (attributes, prop::collection::vec(inner, 0..4)).prop_map(|(attributes, children)| {
            Node::Element(Element { name: "listItem".to_owned(), attributes, children })
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_body_comes_back(body in prop::collection::vec(any_node(), 0..5)) {
        let mut expected = read(&seed_document(&template(vec![section("art-1", "")]), "x", &BTreeMap::new()));
        expected.sections[0].body = body.clone();
        prop_assert_eq!(round_trip(body), expected.normalised().sections.remove(0).body);
    }
}
