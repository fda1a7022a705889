//! Same content, same bytes, same hash.

use std::collections::BTreeMap;

use pact_model::content::{DocumentContent, Element, Node, SectionContent};
use pact_model::document::{Binding, BindingKind, DocumentKind, Policy, SectionKind};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

fn document(body: Vec<Node>) -> DocumentContent {
    DocumentContent {
        kind: DocumentKind::PattoCollaborazione,
        title: "Patto di Collaborazione".to_owned(),
        language: "it".to_owned(),
        paused: None,
        sections: vec![SectionContent {
            id: "art-1".parse().unwrap(),
            kind: SectionKind::Article,
            number: Some(1),
            title: "Oggetto".to_owned(),
            guidance: String::new(),
            mandatory: true,
            policy: Policy::Open,
            policy_reason: None,
            policy_writer: None,
            aside: None,
            not_applicable: None,
            body,
            bindings: Vec::new(),
        }],
    }
}

fn normalised(body: Vec<Node>) -> Vec<Node> {
    document(body).normalised().sections.remove(0).body
}

fn marked(words: &str, marks: &Value) -> Node {
    let marks: BTreeMap<String, Value> = serde_json::from_value(marks.clone()).unwrap();
    Node::marked(words, marks)
}

#[test]
fn empty_paragraphs_at_the_end_are_no_text_and_those_between_are() {
    let words = || Node::block("p", vec![Node::text("uno")]);
    let empty = || Node::block("p", vec![Node::text("")]);
    assert_eq!(normalised(vec![empty(), Node::element("block", Vec::new())]), []);
    assert_eq!(normalised(vec![words(), empty(), words(), empty()]).len(), 3);
    let title = Node::block("h3", Vec::new());
    assert_eq!(normalised(vec![words(), title.clone()]), [words(), title]);
    let list = Node::element("bulletList", vec![Node::element("listItem", vec![empty()])]);
    assert_eq!(normalised(vec![list]).len(), 1);
}

#[test]
fn equal_runs_are_joined_and_empty_ones_go() {
    let bold = json!({ "bold": true });
    let body = vec![Node::block(
        "p",
        vec![
            Node::text("uno "),
            Node::text(""),
            Node::text("due"),
            marked(" tre", &bold),
            marked("!", &bold),
        ],
    )];
    assert_eq!(normalised(body), [Node::block("p", vec![Node::text("uno due"), marked(" tre!", &bold)])]);
}

#[test]
fn an_element_between_two_runs_keeps_them_apart() {
    let body = vec![Node::text("a"), Node::element("hardBreak", Vec::new()), Node::text("b")];
    assert_eq!(normalised(body.clone()), body);
}

/// Comments never change a hash, a comparison or a version count.
#[test]
fn comment_marks_are_no_content() {
    let plain = document(vec![Node::block("p", vec![Node::text("Il Tavolo riconosce")])]);
    let commented = document(vec![Node::block(
        "p",
        vec![
            Node::text("Il "),
            marked("Tavolo", &json!({ "comment--abcdefgh": { "id": "1" }, "comment": { "id": "2" } })),
            Node::text(" riconosce"),
        ],
    )]);
    assert_eq!(plain.hash(), commented.hash());
    assert_eq!(plain.canonical_json(), commented.canonical_json());
    // A mark that only begins like a comment is content.
    let other = marked("Tavolo", &json!({ "commentary": true }));
    assert_eq!(normalised(vec![other.clone()]), [other]);
}

/// Who may write for the moment is no content: a pause, or the reason for a lock, makes no new version.
#[test]
fn pause_and_reasons_are_no_content() {
    let plain = document(vec![Node::block("p", vec![Node::text("Il Tavolo riconosce")])]);
    let mut held = plain.clone();
    held.paused = Some("Pausa caffè".to_owned());
    held.sections[0].policy_reason = Some("In attesa della Giunta".to_owned());
    held.sections[0].policy_writer = Some("Pro Loco".to_owned());
    assert_eq!(plain.canonical_json(), held.canonical_json());
    assert_eq!(plain.hash(), held.hash());
    // As it was before the fields were there: versions already made keep their hash.
    let json = serde_json::to_value(&held).unwrap();
    let fields: Vec<_> = json["sections"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["body", "id", "kind", "mandatory", "number", "policy", "title"]);
    assert_eq!(json.as_object().unwrap().len(), 4);
}

#[test]
fn text_is_composed_even_across_runs() {
    let split = vec![Node::block("p", vec![Node::text("citta"), Node::text("\u{300}")])];
    assert_eq!(normalised(split), [Node::block("p", vec![Node::text("città")])]);
    let mut decomposed = document(Vec::new());
    decomposed.sections[0].title = "Finalita\u{300}".to_owned();
    let mut composed = document(Vec::new());
    composed.sections[0].title = "Finalità".to_owned();
    assert_eq!(decomposed.hash(), composed.hash());
}

#[test]
fn null_marks_and_attributes_are_absent() {
    let with_null = Node::Element(Element {
        name: "block".to_owned(),
        attributes: BTreeMap::from([("style".to_owned(), json!("p")), ("id".to_owned(), Value::Null)]),
        children: vec![marked("a", &json!({ "bold": null }))],
    });
    assert_eq!(normalised(vec![with_null]), [Node::block("p", vec![Node::text("a")])]);
}

#[test]
fn bindings_are_a_sorted_set() {
    let binding = |kind, id: &str| Binding { kind, id: id.to_owned() };
    let mut one = document(Vec::new());
    one.sections[0].bindings = vec![
        binding(BindingKind::Actor, "b"),
        binding(BindingKind::Commitment, "z"),
        binding(BindingKind::Actor, "b"),
    ];
    let mut other = document(Vec::new());
    other.sections[0].bindings =
        vec![binding(BindingKind::Commitment, "z"), binding(BindingKind::Actor, "b")];
    assert_eq!(one.hash(), other.hash());
    assert_eq!(one.normalised().sections[0].bindings.len(), 2);
}

/// A stored format: a change here changes the hash of every version ever made.
#[test]
fn the_canonical_form_is_known_to_the_byte() {
    let content =
        document(vec![Node::block("p", vec![marked("è €", &json!({ "italic": true, "bold": true }))])]);
    let canonical = String::from_utf8(content.canonical_json()).unwrap();
    assert_eq!(
        canonical,
        "{\"kind\":\"patto_collaborazione\",\"language\":\"it\",\"sections\":[{\"body\":[{\"attrs\":{\"style\":\"p\"},\
         \"content\":[{\"marks\":{\"bold\":true,\"italic\":true},\"text\":\"è €\",\"type\":\"text\"}],\"type\":\"block\"}],\
         \"id\":\"art-1\",\"kind\":\"article\",\"mandatory\":true,\"number\":1,\"policy\":\"open\",\"title\":\"Oggetto\"}],\
         \"title\":\"Patto di Collaborazione\"}"
    );
    assert_ne!(content.hash(), document(Vec::new()).hash());
}

#[test]
fn plain_text_has_line_breaks_and_no_marks() {
    let node = Node::block(
        "p",
        vec![Node::text("a"), Node::element("hardBreak", Vec::new()), marked("b", &json!({ "bold": true }))],
    );
    assert_eq!(node.plain_text(), "a\nb");
}

fn marks() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let name = prop_oneof![
        Just("bold".to_owned()),
        Just("italic".to_owned()),
        Just("comment".to_owned()),
        Just("comment--abcdefgh".to_owned()),
        Just("link".to_owned()),
    ];
    let value =
        prop_oneof![Just(json!(true)), Just(Value::Null), Just(json!({ "href": "https://example.org" }))];
    btree_map(name, value, 0..3)
}

fn words() -> impl Strategy<Value = String> {
    // Letters with and without their accents, so that composing matters.
    proptest::string::string_regex("[aeo èé\u{300}\u{301}\u{1100}\u{1161}]{0,4}").unwrap()
}

fn tree() -> impl Strategy<Value = Vec<Node>> {
    let leaf = prop_oneof![
        4 => (words(), marks()).prop_map(|(words, marks)| Node::marked(words, marks)),
        1 => Just(Node::element("hardBreak", Vec::new())),
    ];
    let node = leaf.prop_recursive(4, 32, 5, |inner| {
        let attributes = btree_map("[a-c]", prop_oneof![Just(Value::Null), Just(json!(1))], 0..2);
        (prop_oneof![Just("block"), Just("bulletList"), Just("other")], attributes, vec(inner, 0..5))
            .prop_map(|(name, attributes, children)| {
                Node::Element(Element { name: name.to_owned(), attributes, children })
            })
    });
    vec(node, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn normalising_twice_is_normalising_once(body in tree()) {
        let once = document(body).normalised();
        prop_assert_eq!(once.clone().normalised(), once);
    }

    #[test]
    fn the_canonical_form_reads_back_as_the_normal_form(body in tree()) {
        let content = document(body);
        let read: DocumentContent = serde_json::from_slice(&content.canonical_json()).unwrap();
        prop_assert_eq!(read.canonical_json(), content.canonical_json());
        prop_assert_eq!(read, content.normalised());
    }

    #[test]
    fn normalising_keeps_the_words(body in tree()) {
        use unicode_normalization::UnicodeNormalization;
        let words = |body: &[Node]| body.iter().map(Node::plain_text).collect::<String>().nfc().collect::<String>();
        prop_assert_eq!(words(&normalised(body.clone())), words(&body));
    }

    /// Where a run was cut, by an editor or by a comment, does not matter.
    #[test]
    fn cutting_a_run_changes_nothing(words in "[a-zèò\u{300} ]{2,12}", at in 0_usize..12) {
        let cut = words.char_indices().map(|(at, _)| at).nth(at).unwrap_or(0);
        let (left, right) = words.split_at(cut);
        let one = document(vec![Node::block("p", vec![Node::text(words.clone())])]);
        let two = document(vec![Node::block("p", vec![
            marked(left, &json!({ "comment--abcdefgh": { "id": "1" } })),
            Node::text(right),
        ])]);
        prop_assert_eq!(one.hash(), two.hash());
    }
}
