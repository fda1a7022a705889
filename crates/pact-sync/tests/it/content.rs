//! What a browser wrote, as everybody else reads it.

use bytes::Bytes;
use pact_sync::content_of_log;
use serde_json::{Value, json};

/// Written by Yjs 13.6 the way its ProseMirror binding does.
fn written_by_yjs() -> Bytes {
    let digits: Vec<u8> =
        include_bytes!("../fixtures/yjs-body.hex").iter().copied().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect::<Vec<u8>>()
        .into()
}

#[test]
fn a_body_written_in_a_browser_is_read_whole() {
    let content = content_of_log(None, &[written_by_yjs()]).unwrap();
    let canonical: Value = serde_json::from_slice(&content.canonical_json()).unwrap();
    let paragraph = json!([{ "type": "text", "text": "uno" }, { "type": "hardBreak" }, { "type": "text", "text": "Due" }]);
    let expected = json!({
        "kind": "patto_collaborazione", "title": "Patto 🏡", "language": "it",
        "sections": [{
            "id": "art-1", "kind": "article", "number": 1, "title": "Oggetto", "mandatory": true, "policy": "open",
            "bindings": [{ "kind": "actor", "id": "a1" }, { "kind": "actor", "id": "b2" }],
            "body": [
                { "type": "block", "attrs": { "style": "h3", "level": 3, "ratio": 0.5, "big": 1_000_000_000_000_i64 }, "content": [
                    { "type": "text", "text": "Il " },
                    { "type": "text", "text": "Comune", "marks": { "bold": true } },
                    { "type": "text", "text": " " },
                    { "type": "text", "text": "🤝", "marks": { "link": { "href": "https://example.org/?a=1&b=2" } } },
                    { "type": "text", "text": " cura" },
                ]},
                { "type": "bulletList", "content": [{ "type": "listItem", "content": [
                    { "type": "block", "attrs": { "style": "p" }, "content": paragraph },
                ]}]},
                { "type": "commitmentCard", "attrs": { "id": "c-7" } },
            ],
        }],
    });
    assert_eq!(canonical, expected);
}

/// Comments are no content: the marks are there, the hash does not see them.
#[test]
fn comment_marks_are_kept_in_the_text_and_left_out_of_the_canonical_form() {
    let content = content_of_log(None, &[written_by_yjs()]).unwrap();
    assert!(serde_json::to_string(&content).unwrap().contains("comment--abc12345"));
    assert!(!String::from_utf8(content.canonical_json()).unwrap().contains("comment"));
}

/// A room, a cold reader and a snapshot say the same.
#[test]
fn content_does_not_depend_on_how_it_was_read() {
    let replica = pact_sync::Replica::load(1, None, &[written_by_yjs()]).unwrap();
    let mut room = pact_sync::Room::new(replica, 1, 1, [], crate::peers::rules());
    let (state, fingerprint) = room.snapshot();
    assert_eq!(pact_sync::fingerprint_of(&state).unwrap(), fingerprint);
    let cold = content_of_log(Some(&state), &[]).unwrap();
    assert_eq!(cold.hash(), room.content().hash());
    assert_eq!(cold.hash(), content_of_log(None, &[written_by_yjs()]).unwrap().hash());
}
