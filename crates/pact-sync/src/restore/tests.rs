//! Whatever is there, what is wanted is there afterwards; and what is in both was not touched.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_model::content::{Element, Node, normalise_nodes};
use proptest::prelude::*;
use serde_json::{Value, json};
use yrs::types::Attrs;
use yrs::{Any, ReadTxn, Text, TransactionMut, WriteTxn, XmlFragment, XmlOut};

use super::body::{edit_children, restore_body};
use crate::Replica;
use crate::content::{append_nodes, read_children};
use crate::error::SyncError;

const ROOT: &str = "body:a";

fn edit(replica: &mut Replica, change: impl FnOnce(&mut TransactionMut<'_>)) -> Option<Bytes> {
    let edited = replica.edit(|txn| -> Result<(), SyncError> {
        change(txn);
        Ok(())
    });
    edited.unwrap()
}

fn with_body(body: &[Node]) -> Replica {
    let mut replica = Replica::new(7);
    edit(&mut replica, |txn| {
        let fragment = txn.get_or_insert_xml_fragment(ROOT);
        append_nodes(txn, &fragment, body);
    });
    replica
}

/// As it lies there, comments and all.
fn raw(replica: &Replica) -> Vec<Node> {
    replica.read(|txn| {
        let fragment = txn.get_xml_fragment(ROOT);
        fragment.map(|fragment| read_children(txn, fragment.children(txn), 0)).unwrap_or_default()
    })
}

fn read(replica: &Replica) -> Vec<Node> {
    normalise_nodes(raw(replica))
}

fn restored(replica: &mut Replica, wanted: &[Node]) -> Option<Bytes> {
    edit(replica, |txn| {
        let fragment = txn.get_or_insert_xml_fragment(ROOT);
        restore_body(txn, &fragment, wanted);
    })
}

fn nodes(value: Value) -> Vec<Node> {
    serde_json::from_value(value).unwrap()
}

fn comment(replica: &mut Replica, block: u32, at: u32, len: u32) {
    edit(replica, |txn| {
        let fragment = txn.get_or_insert_xml_fragment(ROOT);
        let Some(XmlOut::Element(block)) = fragment.get(txn, block) else { panic!("a block") };
        let Some(XmlOut::Text(text)) = block.get(txn, 0) else { panic!("a text") };
        let id = Any::from_json(r#"{"id":"c-1"}"#).unwrap();
        text.format(txn, at, len, Attrs::from([("comment--abcdefgh".into(), id)]));
    });
}

fn mark_set() -> impl Strategy<Value = BTreeMap<String, Value>> {
    prop::sample::subsequence(vec!["bold", "italic", "link", "comment--abcdefgh"], 0..=3).prop_map(|names| {
        let value = |name| match name {
            "link" => json!({ "href": "https://e.it" }),
            "comment--abcdefgh" => json!({ "id": "c-1" }),
            _ => json!(true),
        };
        names.into_iter().map(|name| (name.to_owned(), value(name))).collect()
    })
}

fn run() -> impl Strategy<Value = Node> {
    let words = prop::sample::select(vec![
        "la casa sul fiume",
        "la casa",
        " 😀 e ",
        "😁",
        "",
        "e\u{301}",
        "\u{301}",
        "uno, due; tre",
        "unò",
        "🏳️‍🌈",
    ]);
    (words, mark_set()).prop_map(|(text, marks)| Node::marked(text, marks))
}

fn inline() -> impl Strategy<Value = Node> {
    let atom = |name: &'static str| {
        (0..3u8).prop_map(move |id| {
            let attributes = BTreeMap::from([("id".to_owned(), Value::from(format!("a-{id}")))]);
            Node::Element(Element { name: name.to_owned(), attributes, children: Vec::new() })
        })
    };
    prop_oneof![
        6 => run(),
        1 => atom("actorName"),
        1 => atom("milestoneDate"),
        1 => Just(Node::element("hardBreak", Vec::new())),
    ]
}

fn block() -> impl Strategy<Value = Node> {
    let style = prop::sample::select(vec!["p", "h3", "quote"]);
    (style, prop::collection::vec(inline(), 0..5)).prop_map(|(style, inside)| Node::block(style, inside))
}

fn any_node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        5 => block(),
        1 => run(),
        1 => (0..2u8).prop_map(|id| {
            let attributes = BTreeMap::from([("id".to_owned(), Value::from(id))]);
            Node::Element(Element { name: "commitmentCard".to_owned(), attributes, children: Vec::new() })
        }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let name = prop::sample::select(vec!["bulletList", "listItem", "table", "tableRow", "tableCell"]);
        let attributes = prop::collection::btree_map(
            prop::sample::select(vec!["colspan".to_owned(), "start".to_owned(), "gone".to_owned()]),
            prop_oneof![(1..4i64).prop_map(Value::from), Just(Value::Null), Just(json!([1, 2]))],
            0..3,
        );
        (name, attributes, prop::collection::vec(inner, 0..4)).prop_map(|(name, attributes, children)| {
            Node::Element(Element { name: name.to_owned(), attributes, children })
        })
    })
}

fn body() -> impl Strategy<Value = Vec<Node>> {
    prop::collection::vec(any_node(), 0..6)
}

/// The second is the first after somebody went over it.
fn reworked() -> impl Strategy<Value = (Vec<Node>, Vec<Node>)> {
    (body(), prop::collection::vec((any::<prop::sample::Index>(), 0..3u8, any_node()), 0..4)).prop_map(
        |(first, changes)| {
            let mut second = first.clone();
            for (at, what, node) in changes {
                let at = at.index(second.len() + 1);
                match what {
                    0 => second.insert(at, node),
                    1 if at < second.len() => drop(second.remove(at)),
                    _ if at < second.len() => match &mut second[at] {
                        Node::Element(element) => element.children.push(node),
                        other @ Node::Text(_) => *other = node,
                    },
                    _ => {}
                }
            }
            (first, second)
        },
    )
}

fn cases() -> u32 {
    if std::env::var_os("PATTOVIVO_SOAK").is_some() { 20_000 } else { 400 }
}

/// The steps themselves, without the way out for when they fail; and a reader who hears of it reads the same.
fn there_and_back(first: &[Node], second: &[Node]) {
    let mut replica = with_body(first);
    let mut rows = vec![replica.encoded()];
    for wanted in [second, first, second] {
        let wanted = normalise_nodes(wanted.to_vec());
        rows.extend(edit(&mut replica, |txn| {
            let fragment = txn.get_or_insert_xml_fragment(ROOT);
            edit_children(txn, &fragment, &wanted);
        }));
        assert_eq!(read(&replica), wanted);
        assert!(restored(&mut replica, &wanted).is_none(), "said twice, written once");
    }
    assert_eq!(raw(&Replica::load(8, None, &rows).unwrap()), raw(&replica));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn any_body_becomes_any_other(first in body(), second in body()) {
        there_and_back(&first, &second);
    }

    #[test]
    fn a_reworked_body_becomes_what_it_was((first, second) in reworked()) {
        there_and_back(&first, &second);
    }

    #[test]
    fn an_empty_body_is_filled_and_emptied(only in body()) {
        there_and_back(&only, &[]);
    }
}

/// One word of a long section: a few bytes, and every other block keeps its items.
#[test]
fn one_word_costs_a_few_bytes() {
    let block = |n: usize| Node::block("p", vec![Node::text(format!("Paragrafo {n}: la cura del parco."))]);
    let body: Vec<Node> = (0..300).map(block).collect();
    let mut replica = with_body(&body);
    let clock = replica.structure().clock(7);
    let mut other = body.clone();
    other[150] = Node::block("p", vec![Node::text("Paragrafo 150: la gestione del parco.")]);
    let update = restored(&mut replica, &other).unwrap();
    assert!(update.len() < 60, "{} bytes", update.len());
    let gone: u32 = replica.structure().deleted(7).map(|range| range.end - range.start).sum();
    assert_eq!(gone, 4, "«cura», and nothing else");
    assert!(replica.structure().clock(7) - clock <= 8);
    let back = restored(&mut replica, &body).unwrap();
    assert!(back.len() < 60, "{} bytes", back.len());
    assert_eq!(read(&replica), body);
}

#[test]
fn comments_stay_on_the_words_they_speak_of() {
    let first = vec![Node::block("p", vec![Node::text("la grande casa sul fiume")])];
    let mut replica = with_body(&first);
    comment(&mut replica, 0, 3, 11);
    let wanted = nodes(json!([{ "type": "block", "attrs": { "style": "p" }, "content": [
        { "type": "text", "text": "la piccola " },
        { "type": "text", "text": "casa", "marks": { "bold": true } },
        { "type": "text", "text": " sul mare" },
    ]}]));
    restored(&mut replica, &wanted).unwrap();
    assert_eq!(read(&replica), wanted);
    let commented = json!({ "comment--abcdefgh": { "id": "c-1" } });
    let with_bold = json!({ "bold": true, "comment--abcdefgh": { "id": "c-1" } });
    // What stands for the first commented word is new; the other one is the same, and its comment with it.
    assert_eq!(
        serde_json::to_value(raw(&replica)).unwrap(),
        json!([{ "type": "block", "attrs": { "style": "p" }, "content": [
            { "type": "text", "text": "la piccola" },
            { "type": "text", "text": " ", "marks": commented },
            { "type": "text", "text": "casa", "marks": with_bold },
            { "type": "text", "text": " sul mare" },
        ]}])
    );
    let between = vec![Node::block("p", vec![Node::text("la piccola nuova casa sul mare")])];
    comment(&mut replica, 0, 0, 22);
    restored(&mut replica, &between).unwrap();
    let text = serde_json::to_string(&raw(&replica)).unwrap();
    assert!(text.contains("la piccola nuova casa sul ma"), "a comment goes on over what is put in: {text}");
}

/// Somebody types in a paragraph while the one behind it is put back: nothing of it is lost.
#[test]
fn words_typed_meanwhile_stay() {
    let body = |second: &str| {
        vec![Node::block("p", vec![Node::text("Primo.")]), Node::block("p", vec![Node::text(second)])]
    };
    let mut replica = with_body(&body("La cura del parco spetta al Comune."));
    let mut away = Replica::load(9, None, &[replica.encoded()]).unwrap();
    let typed = |away: &mut Replica, block: u32, at: u32, words: &str| {
        edit(away, |txn| {
            let fragment = txn.get_or_insert_xml_fragment(ROOT);
            let Some(XmlOut::Element(block)) = fragment.get(txn, block) else { panic!("a block") };
            let Some(XmlOut::Text(text)) = block.get(txn, 0) else { panic!("a text") };
            text.insert(txn, at, words);
        })
        .unwrap()
    };
    let mut updates = vec![typed(&mut away, 0, 5, " detto da Anna")];
    updates.push(typed(&mut away, 1, 18, "di città "));
    restored(&mut replica, &body("La manutenzione del parco spetta alla Parrocchia.")).unwrap();
    let whole = replica.encoded();
    let mut parts = vec![whole];
    parts.extend(updates);
    let merged = Replica::load(10, None, &parts).unwrap();
    let text: Vec<String> = read(&merged).iter().map(Node::plain_text).collect();
    assert_eq!(text[0], "Primo detto da Anna.");
    assert!(text[1].starts_with("La manutenzione del parco") && text[1].contains("di città "), "{}", text[1]);
}
