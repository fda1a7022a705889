//! Who wrote where, read from rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use pact_model::document::{Policy, SectionId};
use pact_sync::{Contribution, Replay, SectionEdit, SyncError, contributions, seed_document};
use yrs::types::Attrs;
use yrs::{Any, Map, Text, TransactionMut, WriteTxn, XmlElementPrelim, XmlFragment, XmlTextPrelim};

use crate::peers::{Client, Table};
use crate::sections::pact;
use crate::seed::{section, template};

type Change = Box<dyn FnOnce(&mut TransactionMut<'_>)>;

fn seed() -> Bytes {
    let template = template(vec![section("a", "Alfa"), section("b", "Beta")]);
    Bytes::from(seed_document(&template, "Patto", &BTreeMap::new()))
}

fn sections(names: &[&str]) -> Contribution {
    let sections = names.iter().map(|name| name.parse::<SectionId>().unwrap()).collect();
    Contribution { sections, register: false }
}

/// A text in a block of its own.
fn block(txn: &mut TransactionMut<'_>, section: &str, words: &str) {
    let body = txn.get_or_insert_xml_fragment(format!("body:{section}"));
    let block = body.push_back(txn, XmlElementPrelim::empty("block"));
    block.push_back(txn, XmlTextPrelim::new(words));
}

/// What each of some changes, made one after the other, wrote.
fn written(changes: Vec<Change>) -> Vec<Contribution> {
    let seed = seed();
    let mut client = Client::new(7);
    client.learns(&seed);
    let mut rows = vec![(None, seed)];
    for (number, change) in changes.into_iter().enumerate() {
        rows.push((Some(number), client.change(change)));
    }
    let written = contributions(None, &rows).unwrap();
    (0..rows.len() - 1).map(|number| written.get(&number).cloned().unwrap_or_default()).collect()
}

fn title(txn: &mut TransactionMut<'_>, section: &str) -> yrs::TextRef {
    txn.get_or_insert_text(format!("title:{section}"))
}

#[test]
fn words_titles_bindings_and_deletions_are_writing() {
    let changes: Vec<Change> = vec![
        Box::new(|txn| block(txn, "a", "Parole")),
        Box::new(|txn| title(txn, "b").insert(txn, 0, "Il ")),
        Box::new(|txn| title(txn, "b").remove_range(txn, 0, 3)),
        Box::new(|txn| {
            txn.get_or_insert_map("bindings").insert(txn, "a/actor/x", true);
        }),
        Box::new(|txn| {
            block(txn, "a", "Qui");
            block(txn, "b", "e lì");
        }),
    ];
    let expected =
        [sections(&["a"]), sections(&["b"]), sections(&["b"]), sections(&["a"]), sections(&["a", "b"])];
    assert_eq!(written(changes), expected);
}

#[test]
fn anchors_of_comments_are_no_writing_and_marks_are() {
    let mark = |txn: &mut TransactionMut<'_>, name: &str| {
        let marks = Attrs::from([(Arc::from(name), Any::from("x"))]);
        title(txn, "a").format(txn, 0, 2, marks);
    };
    let changes: Vec<Change> =
        vec![Box::new(move |txn| mark(txn, "comment--abcdefgh")), Box::new(move |txn| mark(txn, "bold"))];
    assert_eq!(written(changes), [sections(&[]), sections(&["a"])]);
}

#[test]
fn what_the_coordination_sets_is_writing_unless_it_is_a_lock() {
    let seed = seed();
    let replica = pact_sync::Replica::load(900, None, std::slice::from_ref(&seed)).unwrap();
    let mut table = Table::around(replica, pact());
    let id: SectionId = "a".parse().unwrap();
    let aside = SectionEdit::SetAside { id: id.clone(), reason: Some("Rimandata".to_owned()) };
    let lock = SectionEdit::SetPolicy { id, policy: Policy::Locked, reason: None, writer: None };
    let mut rows = vec![(None, seed)];
    for (number, edit) in [aside, lock].iter().enumerate() {
        let heard = table.edit(edit).unwrap().1;
        rows.extend(heard.rows.iter().map(|row| (Some(number), row.bytes.clone())));
    }
    assert_eq!(contributions(None, &rows).unwrap(), BTreeMap::from([(0, sections(&["a"]))]));
}

/// As after a version: the rows before it are only known as a state.
#[test]
fn rows_are_read_on_top_of_a_state() {
    let seed = seed();
    let mut client = Client::new(7);
    client.learns(&seed);
    let first = client.change(|txn| block(txn, "a", "Prima"));
    let second = client.change(|txn| {
        let body = txn.get_or_insert_xml_fragment("body:a");
        body.remove(txn, 0);
    });
    let mut replay = Replay::start(None).unwrap();
    for row in [&seed, &first] {
        replay.take(row).unwrap();
    }
    let rows = [(Some("Mulino"), second)];
    let written = contributions(Some(&replay.state()), &rows).unwrap();
    assert_eq!(written, BTreeMap::from([("Mulino", sections(&["a"]))]));
    let error = contributions(None, &rows).unwrap_err();
    assert!(matches!(error, SyncError::CorruptLog { index: 0, .. }), "{error:?}");
}

#[test]
fn fields_and_texts_of_a_register_are_writing() {
    let mut client = Client::new(7);
    let field = client.change(|txn| {
        txn.get_or_insert_map("fields").insert(txn, "commitment/c1/state", "in_corso");
    });
    let text = client.change(|txn| txn.get_or_insert_text("text:commitment/c1/what").insert(txn, 0, "apre"));
    let rows = [(Some(1), field), (Some(2), text), (None, Bytes::from_static(&[0, 0]))];
    let register = Contribution { register: true, ..Contribution::default() };
    assert_eq!(contributions(None, &rows).unwrap(), BTreeMap::from([(1, register.clone()), (2, register)]));
}
