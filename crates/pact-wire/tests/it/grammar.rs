//! The rules of the firewall one by one, on bytes written by hand.

use pact_wire::update::{
    Block, ContentView, DeleteRange, Gap, ItemView, Limits, Parent, PlainValue, TypeKind, holes, inspect,
    inspect_with, is_known,
};
use pact_wire::varint::{write_var_string, write_var_uint};

use crate::hex;

/// One item of client 5 at clock 0 in root "t", holding `content` after its info byte, and no deletes.
fn in_root(content_ref: u8, content: &[u8]) -> Vec<u8> {
    [&[1, 1, 5, 0, content_ref, 1, 1, 0x74], content, &[0]].concat()
}

pub fn code(bytes: &[u8]) -> &'static str {
    inspect(bytes, &Limits::UPDATE).map_or_else(|refusal| refusal.code(), |_| "accepted")
}

fn items(bytes: &[u8]) -> Vec<ItemView<'_>> {
    let mut items = Vec::new();
    inspect_with(bytes, &Limits::UPDATE, &mut |item| items.push(item)).expect("accepted");
    items
}

fn json(content_ref: u8, text: &str) -> Vec<u8> {
    let mut content = Vec::new();
    if content_ref == 6 {
        write_var_string(&mut content, "bold");
    }
    write_var_string(&mut content, text);
    in_root(content_ref, &content)
}

#[test]
fn every_kind_of_content_is_shown_as_it_is() {
    let kinds = [
        (hex("00"), TypeKind::Array, None),
        (hex("01"), TypeKind::Map, None),
        (hex("02"), TypeKind::Text, None),
        (hex("03 01 70"), TypeKind::XmlElement, Some("p")),
        (hex("04"), TypeKind::XmlFragment, None),
        (hex("06"), TypeKind::XmlText, None),
    ];
    for (content, kind, name) in kinds {
        assert_eq!(items(&in_root(7, &content))[0].content, ContentView::Type { kind, name });
    }
    assert_eq!(items(&in_root(1, &[3]))[0].content, ContentView::Deleted);
    assert_eq!(items(&in_root(1, &[3]))[0].len, 3);
    assert_eq!(items(&json(5, "[1]"))[0].content, ContentView::Embed("[1]"));
    assert_eq!(items(&json(6, "true"))[0].content, ContentView::Format { key: "bold", value: "true" });
    let values = [
        ("01 7e", PlainValue::Null),
        ("01 7f", PlainValue::Null),
        ("01 78", PlainValue::Bool(true)),
        ("01 79", PlainValue::Bool(false)),
        ("02 7d 41 7e", PlainValue::Number(-1.0)),
        ("01 7c 3f 00 00 00", PlainValue::Number(0.5)),
        ("01 7b c0 04 00 00 00 00 00 00", PlainValue::Number(-2.5)),
        ("01 77 03 73 c3 ac", PlainValue::Text("sì")),
        ("01 75 00", PlainValue::Nested),
        ("01 76 00", PlainValue::Nested),
    ];
    for (content, first) in values {
        let bytes = hex(content);
        let count = u32::from(bytes[0]);
        assert_eq!(items(&in_root(8, &bytes))[0].content, ContentView::Any { count, first });
    }
    assert_eq!(items(&hex("01 01 05 00 00 04 00"))[0].content, ContentView::GC);
    let emoji = in_root(4, &hex("05 61 f0 9f 98 80"));
    assert_eq!((items(&emoji)[0].len, items(&emoji)[0].content), (3, ContentView::String("a😀")));
}

#[test]
fn a_key_is_read_only_where_yjs_writes_one() {
    // Explicit parent with 0x20: the key follows the parent.
    let entry = hex("01 01 05 00 28 01 01 6d 01 6b 01 7d 01 00");
    assert_eq!((items(&entry)[0].parent, items(&entry)[0].key), (Parent::Root("m"), Some("k")));
    // With an origin the bit is set, or not, and no key follows.
    for info in ["a8", "88"] {
        let entry = hex(&format!("01 01 05 01 {info} 05 00 01 7d 02 00"));
        let item = items(&entry)[0];
        assert_eq!((item.origin, item.parent, item.key), (Some((5, 0)), Parent::Inherited, None));
    }
    // The same for a right origin alone.
    let before = hex("01 01 05 01 64 05 00 01 78 00");
    assert_eq!((items(&before)[0].right_origin, items(&before)[0].key), (Some((5, 0)), None));
    // A parent given by id.
    let nested = hex("01 01 05 01 28 00 05 00 01 6b 01 7d 01 00");
    assert_eq!((items(&nested)[0].parent, items(&nested)[0].key), (Parent::Item((5, 0)), Some("k")));
}

#[test]
fn numbers_and_counts_are_taken_literally_or_not_at_all() {
    assert_eq!(code(&hex("81 00 01 05 00 04 01 01 74 01 61 00")), "not_canonical");
    assert_eq!(code(&hex("01 01 05 00 04 01 01 74 01 61 80 00")), "not_canonical");
    assert_eq!(code(&hex("01 01 05 80 80 80 80 08 04 01 01 74 01 61 00")), "clock_overflow");
    assert_eq!(code(&hex("01 01 05 ff ff ff ff 07 04 01 01 74 01 61 00")), "clock_overflow");
    assert_eq!(code(&hex("01 01 05 fe ff ff ff 07 04 01 01 74 01 61 00")), "accepted");
    assert_eq!(code(&hex("01 01 80 80 80 80 80 80 80 10 00 04 01 01 74 01 61 00")), "number_too_large");
    assert_eq!(code(&hex("01 01 00 00 04 01 01 74 01 61 00")), "client_id");
    assert_eq!(code(&hex("01 01 05 00 84 00 01 01 61 00")), "client_id");
    assert_eq!(code(&hex("00 01 00 01 00 01")), "client_id");
    assert_eq!(code(&hex("01 05 05 00 04 01 01 74 01 61 00")), "count_too_large");
    assert_eq!(code(&hex("00 05")), "count_too_large");
    assert_eq!(code(&hex("00 01 05 7f 00 01")), "count_too_large");
    assert_eq!(code(&in_root(8, &hex("7f 7e"))), "count_too_large");
    assert_eq!(code(&in_root(8, &hex("01 76 7f"))), "count_too_large");
    assert_eq!(code(&in_root(4, &hex("02 c3 28"))), "not_utf8");
    assert_eq!(code(&in_root(4, &hex("03 ed a0 80"))), "not_utf8");
}

#[test]
fn a_client_appears_once_with_something_to_say() {
    let twice = hex("02 01 05 00 04 01 01 74 01 61 01 05 01 84 05 00 01 62 00");
    assert_eq!(code(&twice), "duplicate_client");
    assert_eq!(code(&hex("00 02 05 01 00 01 05 01 01 01")), "duplicate_client");
    assert_eq!(code(&hex("01 00 05 00 00 00 00")), "empty_block");
    assert_eq!(code(&hex("00 01 05 00 00 00")), "empty_block");
    assert_eq!(code(&hex("00 01 05 01 00 00")), "zero_length");
    assert_eq!(code(&in_root(4, &[0])), "zero_length");
    assert_eq!(code(&in_root(8, &[0])), "zero_length");
    assert_eq!(code(&in_root(1, &[0])), "zero_length");
}

#[test]
fn delete_ranges_rise_without_overlap() {
    assert_eq!(code(&hex("00 01 05 02 00 02 02 01")), "accepted");
    assert_eq!(code(&hex("00 01 05 02 00 02 01 01")), "delete_order");
    assert_eq!(code(&hex("00 01 05 02 05 01 01 01")), "delete_order");
    assert_eq!(code(&hex("00 01 05 01 fe ff ff ff 07 02")), "clock_overflow");
    let inspection = inspect(&hex("00 01 05 02 00 02 04 03"), &Limits::UPDATE).expect("accepted");
    assert_eq!(
        inspection.delete_set,
        [DeleteRange { client: 5, start: 0, len: 2 }, DeleteRange { client: 5, start: 4, len: 3 }]
    );
    assert_eq!(inspection.dependencies[..], [(5, 6)]);
}

#[test]
fn only_the_allowed_kinds_pass() {
    for (content_ref, content, expected) in [
        (2, "01 01 31", "json_content"),
        (3, "01 00", "binary"),
        (9, "01 67 76 00", "subdocument"),
        (10, "01", "skip"),
        (11, "00", "unknown_content"),
        (31, "00", "unknown_content"),
        (7, "05 01 68", "xml_hook"),
        (7, "07 00", "weak_link"),
        (7, "08", "unknown_type"),
        (7, "09", "unknown_type"),
        (7, "0f", "unknown_type"),
        (8, "01 74 01 00", "binary"),
        (8, "01 7a 00 00 00 00 00 00 00 01", "big_int"),
        (8, "01 73", "unknown_value"),
        (8, "01 80", "unknown_value"),
    ] {
        assert_eq!(code(&in_root(content_ref, &hex(content))), expected, "{content_ref}: {content}");
    }
    // yrs looks at four bits of the reference: 20 would be a string to it.
    assert_eq!(code(&in_root(20, &hex("01 61"))), "unknown_content");
    assert_eq!(code(&hex("01 01 05 00 04 02 01 74 01 61 00")), "parent_info");
    let with_binary = Limits { allow_binary: true, ..Limits::UPDATE };
    assert!(inspect(&in_root(3, &[1, 0]), &with_binary).is_ok());
    assert!(inspect(&in_root(8, &hex("01 74 01 00")), &with_binary).is_ok());
}

#[test]
fn keys_that_reach_a_prototype_are_refused_everywhere() {
    for key in ["__proto__", "constructor", "prototype"] {
        let mut name = Vec::new();
        write_var_string(&mut name, key);
        let object = [&[1, 118, 1][..], &name, &[126]].concat();
        assert_eq!(code(&in_root(8, &object)), "forbidden_key");
        let entry = [&[1, 1, 5, 0, 0x28, 1, 1, 0x6d][..], &name, &[1, 126, 0]].concat();
        assert_eq!(code(&entry), "forbidden_key");
        let mark = [&name[..], &[4], b"true"].concat();
        assert_eq!(code(&in_root(6, &mark)), "forbidden_key");
        let element = [&[3][..], &name].concat();
        assert_eq!(code(&in_root(7, &element)), "forbidden_key");
        assert_eq!(code(&json(5, &format!(r#"{{"{key}":1}}"#))), "forbidden_key");
    }
}

#[test]
fn names_and_counts_have_bounds() {
    let element = |len: usize| {
        let mut content = vec![3];
        write_var_string(&mut content, &"e".repeat(len));
        in_root(7, &content)
    };
    assert_eq!(code(&element(256)), "accepted");
    assert_eq!(code(&element(257)), "key_too_long");
    let three = hex("01 03 05 00 04 01 01 74 01 61 84 05 00 01 62 84 05 01 01 63 00");
    assert_eq!(code(&three), "accepted");
    let tight = Limits { max_structs: 2, ..Limits::UPDATE };
    let refusal = inspect(&three, &tight).expect_err("three structs");
    assert_eq!((refusal.code(), refusal.is_too_large()), ("too_many_structs", true));
    let deletes = hex("00 01 05 03 00 01 02 01 04 01");
    assert_eq!(inspect(&deletes, &tight).map_err(|r| r.code()), Err("too_many_structs"));
    let small = Limits { max_bytes: 4, ..Limits::UPDATE };
    assert_eq!(inspect(&three, &small).map_err(|r| r.code()), Err("too_large"));
}

#[test]
fn values_nest_as_deep_as_the_limit() {
    let nested = |depth: usize| {
        let mut content = vec![1];
        content.extend(std::iter::repeat_n([117, 1], depth).flatten());
        content.push(126);
        in_root(8, &content)
    };
    assert_eq!(code(&nested(64)), "accepted");
    assert_eq!(code(&nested(65)), "too_deep");
    assert_eq!(code(&json(5, &format!("{}{}", "[".repeat(65), "]".repeat(65)))), "too_deep");
    // Siblings do not add to the depth.
    let wide = in_root(8, &[&[1, 117, 100][..], &[117, 0].repeat(100)].concat());
    assert_eq!(code(&wide), "accepted");
}

#[test]
fn nothing_refers_to_itself_or_later() {
    assert_eq!(code(&hex("01 01 05 00 84 05 00 01 61 00")), "forward_reference");
    assert_eq!(code(&hex("01 01 05 00 44 05 07 01 61 00")), "forward_reference");
    assert_eq!(code(&hex("01 01 05 00 04 00 05 00 01 61 00")), "forward_reference");
}

/// Two items of clients 9 and 5, the first inserted after the second, and the second after `origin`.
fn pair(origin: &str) -> Vec<u8> {
    hex(&format!("02 01 09 00 84 05 00 01 61 01 05 00 84 {origin} 01 62 00"))
}

#[test]
fn items_that_wait_for_each_other_are_refused() {
    assert_eq!(code(&pair("09 00")), "cycle");
    // After something outside the update they do not wait in a ring.
    assert_eq!(code(&pair("07 00")), "accepted");
    // 9:1 after 5:0 after 9:0 is a chain through two clients, not a ring.
    let chain = hex("02 02 09 00 04 01 01 74 01 61 84 05 00 01 62 01 05 00 84 09 00 01 63 00");
    assert_eq!(code(&chain), "accepted");
    // 9:0 after 5:1, 5:0 after 9:1 behind 9:0: each client's first waits for the other's second.
    let crossed = hex("02 02 09 00 84 05 01 01 61 84 09 00 01 62 02 05 00 84 09 01 01 63 84 05 00 01 64 00");
    assert_eq!(code(&crossed), "cycle");
}

#[test]
fn long_chains_between_clients_are_sorted_out_in_one_pass() {
    // Client n builds on client n - 1, written highest first, so that each waits for all that follow.
    let clients = 2_000_u64;
    let mut bytes = Vec::new();
    write_var_uint(&mut bytes, clients);
    for client in (1..=clients).rev() {
        write_var_uint(&mut bytes, 1);
        write_var_uint(&mut bytes, client);
        bytes.push(0);
        if client == 1 {
            bytes.extend_from_slice(&[4, 1, 1, 0x74]);
        } else {
            bytes.push(0x84);
            write_var_uint(&mut bytes, client - 1);
            bytes.push(0);
        }
        bytes.extend_from_slice(&[1, 0x61]);
    }
    bytes.push(0);
    let inspection = inspect(&bytes, &Limits::UPDATE).expect("a chain");
    assert_eq!(inspection.blocks.len(), 2_000);
    assert!(inspection.dependencies.is_empty());
}

#[test]
fn what_an_update_builds_on_is_what_it_does_not_bring() {
    // Client 9 brings 3..5 and builds on 9:2, 7:4 and 5:0; client 5 brings 0; deleted are 7:6 and 9:3.
    let bytes = hex(
        "02 02 09 03 c4 09 02 07 04 01 61 84 05 00 01 62 01 05 00 04 01 01 74 01 63 02 09 01 03 01 07 01 06 01",
    );
    let inspection = inspect(&bytes, &Limits::UPDATE).expect("accepted");
    assert_eq!(
        inspection.blocks[..],
        [Block { client: 9, start: 3, end: 5 }, Block { client: 5, start: 0, end: 1 }]
    );
    assert_eq!((inspection.structs, inspection.is_empty()), (3, false));
    assert_eq!(inspection.dependencies[..], [(7, 6), (9, 2)]);

    let known = |nine: u32, seven: u32| {
        move |client: u64| if client == 9 { nine } else { [0, seven][usize::from(client == 7)] }
    };
    assert_eq!(holes(&inspection, known(3, 7)), None);
    assert_eq!(holes(&inspection, known(2, 7)), Some(Gap { client: 9, known: 2, needed: 3 }));
    assert_eq!(holes(&inspection, known(3, 6)), Some(Gap { client: 7, known: 6, needed: 7 }));
    assert!(!is_known(&inspection, known(5, 7)));
    assert!(is_known(&inspection, |_| 5));
}

#[test]
fn an_entry_is_one_value_or_several_that_are_deleted() {
    let entry = |content: &str, deletes: &str| hex(&format!("01 01 05 00 {content} {deletes}"));
    let two = "28 01 01 6d 01 6b 02 7d 01 7d 02";
    assert_eq!(code(&entry(two, "00")), "entry_content");
    assert_eq!(code(&entry(two, "01 05 01 00 02")), "accepted");
    assert_eq!(code(&entry(two, "02 06 01 00 02 05 01 00 02")), "accepted");
    assert_eq!(code(&entry(two, "01 05 01 01 01")), "entry_content");
    assert_eq!(code(&entry(two, "01 06 01 00 02")), "entry_content");
    // In a sequence several values stand side by side.
    assert_eq!(code(&entry("08 01 01 6d 02 7d 01 7d 02", "00")), "accepted");
    // Former values without content.
    assert_eq!(code(&entry("21 01 01 6d 01 6b 02", "00")), "accepted");
}
