//! Words that leave a document for good: no byte has them any more, and no copy brings them back.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_model::content::Node;
use pact_model::erasure::Passages;
use pact_model::register::Register;
use pact_sync::{
    RegisterFields, Replica, SyncError, content_of_log, redact, register_of_log, seed_document, seed_register,
};
use serde_json::{Value, json};
use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::{
    Any, GetString, Map, ReadTxn, Text, Transact, Update, WriteTxn, XmlElementPrelim, XmlFragment, XmlOut,
    XmlTextPrelim,
};

use crate::peers::Client;
use crate::seed::{section, template};

const SECRET: &str = "Mario Rossi 340 1234567";

fn passages() -> Passages {
    Passages::new([SECRET, "Rossi", "340 1234567"])
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

fn assert_gone(state: &[u8]) {
    for words in [SECRET, "Rossi", "1234567", "Mario"] {
        assert!(!holds(state, words), "{words}");
    }
}

fn nodes(value: Value) -> Vec<Node> {
    serde_json::from_value(value).unwrap()
}

fn pact(body: Vec<Node>) -> Bytes {
    let template = template(vec![section("a", &format!("Chiama {SECRET}")), section("b", "Beta")]);
    seed_document(&template, "Patto", &BTreeMap::from([("a".parse().unwrap(), body)])).into()
}

/// Typed letter by letter by several, across marks and a line break, shown and deleted again.
#[test]
fn words_are_gone_from_titles_texts_marks_and_what_was_deleted() {
    let seed = pact(nodes(json!([
        { "type": "block", "attrs": { "style": "p" }, "content": [
            { "type": "text", "text": "Chiedi a Mario " },
            { "type": "text", "text": "Rossi 340", "marks": { "bold": true } },
            { "type": "hardBreak" },
            { "type": "text", "text": "1234567", "marks": {
                "link": { "href": "tel:340 1234567" }, "comment--abcdefgh": { "id": "c-1" } } },
            { "type": "text", "text": " 😀 dopo le otto." },
        ]},
        { "type": "commitmentTable", "attrs": { "filter": "Mario Rossi 340 1234567" } },
        { "type": "block", "attrs": { "style": "p" } },
    ])));
    let mut rows = vec![seed.clone()];
    let mut anna = Client::new(5);
    anna.learns(&seed);
    for (at, letter) in SECRET.encode_utf16().enumerate() {
        let letter = String::from_utf16(&[letter]).unwrap();
        rows.push(anna.change(|txn| {
            let body = txn.get_or_insert_xml_fragment("body:b");
            let block = if let Some(XmlOut::Element(block)) = body.get(txn, 0) {
                block
            } else {
                let block = body.push_back(txn, XmlElementPrelim::empty("block"));
                block.push_back(txn, XmlTextPrelim::new(""));
                block
            };
            let Some(XmlOut::Text(text)) = block.get(txn, 0) else { panic!("a text") };
            text.insert(txn, u32::try_from(at).unwrap(), &letter);
        }));
    }
    // A link in which nothing stands any more.
    rows.push(anna.change(|txn| {
        let text = txn.get_or_insert_text("title:b");
        let link = Any::from_json(r#"{"href":"https://e.it/?q=Mario Rossi 340 1234567"}"#).unwrap();
        text.insert_with_attributes(txn, 0, "xyz", Attrs::from([("link".into(), link)]));
        text.remove_range(txn, 0, 3);
    }));
    rows.push(anna.change(|txn| {
        let body = txn.get_or_insert_xml_fragment("body:b");
        body.remove_range(txn, 0, 1);
    }));
    let mut bruno = Client::new(6);
    for row in &rows {
        bruno.learns(row);
    }
    let unsent = bruno.change(|txn| {
        let text = txn.get_or_insert_text("title:b");
        text.insert(txn, 4, " e altro");
    });

    let before = Replica::load(1, None, &rows).unwrap();
    let redacted = redact(900, None, &rows, &passages()).unwrap();
    assert_gone(&redacted.state);
    assert_eq!(redacted.passages, 3, "title, paragraph, filter: the link has no word left to stand in");
    let content = content_of_log(Some(&redacted.state), &[]).unwrap().normalised();
    assert_eq!(content.sections[0].title, "Chiama [omissis]");
    let body = serde_json::to_value(&content.sections[0].body).unwrap();
    assert_eq!(
        body,
        json!([
            { "type": "block", "attrs": { "style": "p" }, "content": [
                { "type": "text", "text": "Chiedi a [omissis]" },
                { "type": "hardBreak" },
                { "type": "text", "text": " 😀 dopo le otto." },
            ]},
            { "type": "commitmentTable", "attrs": { "filter": "[omissis]" } },
        ])
    );
    // All that was known is known.
    let after = Replica::load(1, Some(&redacted.state), &[]).unwrap();
    for client in [1, 5] {
        assert_eq!(after.structure().clock(client), before.structure().clock(client));
    }
    // Somebody who holds all of it comes back, with words of their own.
    let mut merged = Replica::load(901, Some(&redacted.state), &[bruno.whole(), unsent]).unwrap();
    assert_gone(&merged.encoded());
    assert_eq!(merged.read(|txn| txn.get_text("title:b").unwrap().get_string(txn)), "Beta e altro");
    bruno.learns(&redacted.state);
    assert_gone(&bruno.whole());
}

#[test]
fn words_are_gone_from_a_register_and_its_codes_stay() {
    let fields = [
        ("commitment/c1/reason", json!(format!("lo dice {SECRET}"))),
        ("commitment/c1/state", json!("in_corso")),
        ("commitment/c1/life/01", json!(format!(r#"{{"at":"x","reason":"{SECRET}"}}"#))),
        ("resource/r1/label", json!("Rossi")),
        ("resource/r1/quantity", json!(3)),
    ];
    let known = RegisterFields {
        fields: fields.map(|(key, value)| (key.to_owned(), value)).into(),
        texts: BTreeMap::from([("text:commitment/c1/what".to_owned(), format!("Chiamare {SECRET}."))]),
    };
    let seed: Bytes = seed_register("Registro", &known).unwrap().into();
    let redacted = redact(900, None, std::slice::from_ref(&seed), &passages()).unwrap();
    assert_gone(&redacted.state);
    let after = register_of_log(Some(&redacted.state), &[]).unwrap();
    assert_eq!(after.texts["text:commitment/c1/what"], "Chiamare [omissis].");
    assert_eq!(after.fields["resource/r1/label"], "[omissis]");
    let codes = redact(900, None, &[seed], &Passages::new(["in_corso", "resource"])).unwrap();
    let after: Register = register_of_log(Some(&codes.state), &[]).unwrap().to_register();
    assert_eq!((codes.passages, after.commitments[0].state.as_str()), (0, "in_corso"));
}

/// A document without a schema may hold anything.
#[test]
fn words_are_gone_from_any_document() {
    let mut client = Client::new(5);
    let update = client.change(|txn| {
        let text = txn.get_or_insert_text("t");
        text.insert(txn, 0, SECRET);
        let map = txn.get_or_insert_map("m");
        map.insert(txn, "plain", SECRET);
        map.insert(txn, "deep", Any::from_json(r#"{"a":["Rossi",1,{"b":"Rossi"}]}"#).unwrap());
        let nested = map.insert(txn, "nested", yrs::ArrayPrelim::from([SECRET, "niente"]));
        yrs::Array::push_back(&nested, txn, 7);
        let list = txn.get_or_insert_array("l");
        yrs::Array::push_back(&list, txn, SECRET);
    });
    let redacted = redact(900, None, &[update], &passages()).unwrap();
    assert_gone(&redacted.state);
    let doc = yrs::Doc::new();
    let map = doc.get_or_insert_map("m");
    doc.transact_mut().apply_update(Update::decode_v1(&redacted.state).unwrap()).unwrap();
    let json = serde_json::to_value(yrs::types::ToJson::to_json(&map, &doc.transact())).unwrap();
    assert_eq!(
        json,
        json!({ "plain": "[omissis]", "deep": { "a": ["[omissis]", 1, { "b": "[omissis]" }] },
            "nested": ["[omissis]", "niente", 7] })
    );
}

#[test]
fn nothing_to_erase_changes_nothing() {
    let seed = pact(Vec::new());
    let redacted = redact(900, None, std::slice::from_ref(&seed), &Passages::new(["altre parole"])).unwrap();
    assert_eq!(redacted.passages, 0);
    let state = Replica::load(1, None, &[seed]).unwrap().encoded();
    assert_eq!(redacted.state, state);
    let corrupt = redact(900, None, &[Bytes::from_static(b"\x01\x02")], &passages());
    assert!(matches!(corrupt, Err(SyncError::CorruptLog { .. })));
}
