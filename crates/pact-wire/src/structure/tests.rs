use super::*;
use crate::update::Rule;
use crate::varint::{write_var_string, write_var_uint};

/// An update of these structs and deletions.
fn update(blocks: &[(u64, u32, &[Vec<u8>])], deletes: &[(u64, u32, u32)]) -> Vec<u8> {
    let mut out = Vec::new();
    write_var_uint(&mut out, blocks.len() as u64);
    for (client, clock, structs) in blocks {
        write_var_uint(&mut out, structs.len() as u64);
        write_var_uint(&mut out, *client);
        write_var_uint(&mut out, u64::from(*clock));
        structs.iter().for_each(|bytes| out.extend(bytes));
    }
    write_var_uint(&mut out, deletes.len() as u64);
    for (client, clock, len) in deletes {
        for number in [*client, 1, u64::from(*clock), u64::from(*len)] {
            write_var_uint(&mut out, number);
        }
    }
    out
}

type Id = (u64, u32);

fn item(
    info: u8,
    origin: Option<Id>,
    right: Option<Id>,
    parent: &dyn Fn(&mut Vec<u8>),
    content: &[u8],
) -> Vec<u8> {
    let flags = if origin.is_some() { 0x80 } else { 0 } | if right.is_some() { 0x40 } else { 0 };
    let mut out = vec![info | flags];
    for (client, clock) in [origin, right].into_iter().flatten() {
        write_var_uint(&mut out, client);
        write_var_uint(&mut out, u64::from(clock));
    }
    if origin.is_none() && right.is_none() {
        parent(&mut out);
    }
    out.extend(content);
    out
}

fn text(words: &str) -> Vec<u8> {
    let mut out = Vec::new();
    write_var_string(&mut out, words);
    out
}

/// Words at the beginning of a root.
fn in_root(root: &str, words: &str) -> Vec<u8> {
    item(4, None, None, &root_parent(root), &text(words))
}

fn after(origin: Id, words: &str) -> Vec<u8> {
    item(4, Some(origin), None, &|_| (), &text(words))
}

fn root_parent(root: &str) -> impl Fn(&mut Vec<u8>) + use<'_> {
    move |out| {
        out.push(1);
        write_var_string(out, root);
    }
}

/// An element at the beginning of a root.
fn element(root: &str, name: &str) -> Vec<u8> {
    let mut content = vec![3];
    write_var_string(&mut content, name);
    item(7, None, None, &root_parent(root), &content)
}

fn child(parent: Id, info: u8, content: &[u8]) -> Vec<u8> {
    let under = |out: &mut Vec<u8>| {
        out.push(0);
        write_var_uint(out, parent.0);
        write_var_uint(out, u64::from(parent.1));
    };
    item(info, None, None, &under, content)
}

/// The value `true` for a key of a root.
fn entry(root: &str, key: &str, origin: Option<Id>) -> Vec<u8> {
    let under = |out: &mut Vec<u8>| {
        root_parent(root)(out);
        write_var_string(out, key);
    };
    item(8 | 0x20, origin, None, &under, &[1, 120])
}

struct Pact;

impl Schema for Pact {
    fn shape(&self, root: &str) -> Option<Shape> {
        match root {
            "sections" => Some(Shape::ServerOnly),
            "bindings" => Some(Shape::Entries),
            "title" => Some(Shape::Text),
            _ if root.starts_with("body:") => Some(Shape::Elements),
            _ => None,
        }
    }
    fn allows_element(&self, name: &str) -> bool {
        name == "block"
    }
    fn allows_mark(&self, name: &str) -> bool {
        name == "bold"
    }
    fn allows_key(&self, _: &str, key: &str) -> bool {
        key.contains('/')
    }
}

fn take(structure: &mut Structure, bytes: &[u8]) {
    let examined = structure.examine(bytes, &Limits::UPDATE, None).expect("accepted");
    assert_eq!(examined.gap, None);
    let arranged = structure.arrange(examined).unwrap();
    structure.absorb(arranged);
}

fn rule(structure: &Structure, bytes: &[u8], schema: Option<&dyn Schema>) -> Option<Rule> {
    structure.examine(bytes, &Limits::UPDATE, schema).err().map(|refusal| refusal.rule)
}

fn touched(structure: &Structure, bytes: &[u8]) -> Vec<(String, Changes)> {
    let examined = structure.examine(bytes, &Limits::UPDATE, None).expect("accepted");
    structure.touches(&examined).map(|touch| (touch.root.to_owned(), touch.changes)).collect()
}

const INSERTS: Changes = Changes { inserts: true, formats: false, deletes: false };
const DELETES: Changes = Changes { inserts: false, formats: false, deletes: true };

#[test]
fn words_are_known_by_their_root_whatever_they_hang_on() {
    let mut structure = Structure::default();
    take(&mut structure, &update(&[(5, 0, &[in_root("a", "uno"), after((5, 2), "due")])], &[]));
    take(&mut structure, &update(&[(7, 0, &[after((5, 3), "x"), in_root("b", "y")])], &[]));
    assert_eq!(structure.root_of(5, 5), Some("a"));
    assert_eq!((structure.root_of(7, 0), structure.root_of(7, 1)), (Some("a"), Some("b")));
    assert_eq!(structure.root_of(7, 2), None);
    assert_eq!(
        touched(&structure, &update(&[], &[(7, 0, 2)])),
        [("a".to_owned(), DELETES), ("b".to_owned(), DELETES)]
    );
}

#[test]
fn what_hangs_on_something_later_in_the_same_bytes_gets_its_place_too() {
    let structure = Structure::default();
    // Client 9 comes first in the bytes and hangs on client 5, whose element lies in a type of client 3.
    let bytes = update(
        &[
            (9, 0, &[after((5, 1), "c"), child((5, 0), 6 | 1, &[6])]),
            (5, 0, &[child((3, 0), 7, &[3, 1, b'p']), child((5, 0), 4, &text("ab"))]),
            (3, 0, &[element("body:x", "block")]),
        ],
        &[],
    );
    let examined = structure.examine(&bytes, &Limits::UPDATE, None).expect("accepted");
    assert_eq!(examined.gap, None);
    let mut structure = structure;
    let arranged = structure.arrange(examined).unwrap();
    structure.absorb(arranged);
    for (client, clock) in [(9, 0), (9, 1), (5, 0), (5, 2), (3, 0)] {
        assert_eq!(structure.root_of(client, clock), Some("body:x"), "{client}/{clock}");
    }
}

#[test]
fn a_gap_is_told_and_nothing_is_said_of_places() {
    let structure = Structure::default();
    let examined = structure
        .examine(&update(&[(5, 3, &[after((5, 2), "x")])], &[]), &Limits::UPDATE, None)
        .expect("good grammar");
    assert_eq!(examined.gap.map(|gap| (gap.client, gap.known, gap.needed)), Some((5, 0, 3)));
    assert_eq!(structure.touches(&examined).count(), 0);
}

#[test]
fn a_parent_that_is_no_type_is_refused() {
    let mut structure = Structure::default();
    take(&mut structure, &update(&[(5, 0, &[in_root("t", "ab")])], &[]));
    let bytes = update(&[(7, 0, &[child((5, 1), 4, &text("x"))])], &[]);
    assert_eq!(rule(&structure, &bytes, None), Some(Rule::ParentNotType));
}

#[test]
fn origins_in_two_types_are_refused() {
    let mut structure = Structure::default();
    take(&mut structure, &update(&[(5, 0, &[in_root("a", "x"), in_root("b", "y")])], &[]));
    let bytes = update(&[(7, 0, &[item(4, Some((5, 0)), Some((5, 1)), &|_| (), &text("z"))])], &[]);
    assert_eq!(rule(&structure, &bytes, None), Some(Rule::ParentsDiffer));
}

#[test]
fn what_hangs_on_something_collected_touches_nothing() {
    let mut structure = Structure::default();
    take(&mut structure, &update(&[(5, 0, &[vec![0, 4]])], &[]));
    let bytes = update(&[(7, 0, &[after((5, 1), "x"), child((5, 2), 4, &text("y"))])], &[]);
    assert_eq!(touched(&structure, &bytes), []);
}

#[test]
fn types_nest_to_a_bound_over_any_number_of_updates() {
    let mut structure = Structure::default();
    take(&mut structure, &update(&[(5, 0, &[element("t", "p")])], &[]));
    let mut refused = None;
    for clock in 1..100 {
        let bytes = update(&[(5, clock, &[child((5, clock - 1), 7, &[0])])], &[]);
        if let Some(rule) = rule(&structure, &bytes, None) {
            refused = Some((clock, rule));
            break;
        }
        take(&mut structure, &bytes);
    }
    assert_eq!(refused, Some((u32::from(MAX_TYPE_DEPTH), Rule::TypesTooDeep)));
}

#[test]
fn a_schema_lets_in_what_it_knows() {
    let structure = Structure::default();
    let rule = |structs: &[Vec<u8>]| rule(&structure, &update(&[(5, 0, structs)], &[]), Some(&Pact));
    let block = || element("body:x", "block");
    let in_text =
        |info: u8, content: &[u8]| vec![block(), child((5, 0), 7, &[6]), child((5, 1), info, content)];
    let mark = |name: &str| [text(name), text("true")].concat();
    assert_eq!(rule(&in_text(4, &text("parole"))), None);
    assert_eq!(rule(&in_text(6, &mark("bold"))), None);
    assert_eq!(rule(&in_text(1, &[3])), None);
    assert_eq!(rule(&[in_root("title", "Titolo")]), None);
    assert_eq!(rule(&[entry("bindings", "a/b", None)]), None);
    let attribute = |out: &mut Vec<u8>| {
        out.extend([0, 5, 0]);
        write_var_string(out, "style");
    };
    assert_eq!(rule(&[block(), item(8 | 0x20, None, None, &attribute, &[1, 120])]), None);

    assert_eq!(rule(&[in_root("elsewhere", "x")]), Some(Rule::UnknownRoot));
    assert_eq!(rule(&[entry("sections", "a/policy", None)]), Some(Rule::ServerRoot));
    assert_eq!(rule(&[element("body:x", "script")]), Some(Rule::UnknownElement));
    assert_eq!(rule(&in_text(6, &mark("blink"))), Some(Rule::UnknownMark));
    assert_eq!(rule(&[entry("bindings", "ab", None)]), Some(Rule::UnknownKey));
    assert_eq!(rule(&[in_root("body:x", "letters without a block")]), Some(Rule::Misplaced));
    assert_eq!(rule(&[block(), child((5, 0), 4, &text("x"))]), Some(Rule::Misplaced));
    assert_eq!(rule(&in_text(5, &text("{}"))), Some(Rule::Misplaced));
    assert_eq!(rule(&[block(), child((5, 0), 7, &[1])]), Some(Rule::Misplaced));
    assert_eq!(rule(&[in_root("bindings", "x")]), Some(Rule::Misplaced));
    assert_eq!(rule(&[element("title", "block")]), Some(Rule::Misplaced));
}

#[test]
fn a_deletion_touches_what_was_not_deleted_before() {
    let mut structure = Structure::default();
    take(&mut structure, &update(&[(5, 0, &[in_root("a", "xyz"), in_root("b", "w")])], &[(5, 0, 2)]));
    assert!(structure.is_deleted(5, 1) && !structure.is_deleted(5, 2));
    assert_eq!(touched(&structure, &update(&[], &[(5, 0, 2)])), []);
    assert_eq!(touched(&structure, &update(&[], &[(5, 0, 3)])), [("a".to_owned(), DELETES)]);
    assert_eq!(
        touched(&structure, &update(&[(5, 4, &[after((5, 2), "!")])], &[])),
        [("a".to_owned(), INSERTS)]
    );
}

#[test]
fn a_key_set_twice_at_once_is_noticed() {
    let mut structure = Structure::default();
    let concurrent = |structure: &Structure, bytes: &[u8]| {
        let examined = structure.examine(bytes, &Limits::UPDATE, None).expect("accepted");
        structure
            .entry_touches(&examined)
            .map(|entry| (entry.root.to_owned(), entry.key.to_owned(), entry.is_concurrent))
            .collect::<Vec<_>>()
    };
    let named = |is_concurrent| [("m".to_owned(), "k".to_owned(), is_concurrent)];
    let first = update(&[(5, 0, &[entry("m", "k", None)])], &[]);
    assert_eq!(concurrent(&structure, &first), named(false));
    take(&mut structure, &first);
    let on_top = update(&[(7, 0, &[entry("m", "k", Some((5, 0)))])], &[]);
    assert_eq!(concurrent(&structure, &on_top), named(false));
    take(&mut structure, &on_top);
    let beside = update(&[(9, 0, &[entry("m", "k", Some((5, 0)))])], &[]);
    assert_eq!(concurrent(&structure, &beside), named(true));
    let examined = structure.examine(&beside, &Limits::UPDATE, None).expect("accepted");
    let write = EntryWrite { root: "m", key: "k", id: (9, 0), len: 1, origin: Some((5, 0)) };
    assert_eq!(structure.entry_writes(&examined).collect::<Vec<_>>(), [write]);
    assert_eq!((structure.entry("m", "k"), structure.entry("m", "other")), (Some((7, 0)), None));
    // Something deleted before it was sent takes the place of the value all the same.
    let void = update(&[(9, 0, &[item(1 | 0x20, Some((7, 0)), None, &|_| (), &[1])])], &[]);
    assert_eq!(concurrent(&structure, &void), named(false));
    assert_eq!(touched(&structure, &void), [("m".to_owned(), INSERTS)]);
}

#[test]
fn known_clocks_with_other_words_are_noticed() {
    let mut structure = Structure::default();
    take(&mut structure, &update(&[(5, 0, &[in_root("t", "parole 😀")])], &[]));
    let again = |words: &str| rule(&structure, &update(&[(5, 0, &[in_root("t", words)])], &[]), None);
    assert_eq!(again("parole 😀"), None);
    assert_eq!(again("parole 😀 e altre"), None);
    assert_eq!(again("parola 😀"), Some(Rule::ReusedClock));
    // Half an emoji is what an honest client may hold.
    assert_eq!(again("parole \u{fffd}\u{fffd}"), None);
    let deleted = update(&[(5, 0, &[item(1, None, None, &root_parent("t"), &[9])])], &[]);
    assert_eq!(rule(&structure, &deleted, None), None);
}
