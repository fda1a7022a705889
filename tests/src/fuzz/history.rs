//! Honest histories: several people write into one document by turns and at the same time, as editors do. Each
//! update builds on what its author had seen, and they come in an order in which nothing is missing.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use yrs::block::ClientID;
use yrs::types::Attrs;
use yrs::updates::decoder::Decode;
use yrs::{
    Any, Array, ArrayPrelim, Doc, Map, MapPrelim, OffsetKind, Options, Text, TextPrelim, Transact,
    TransactionMut, Update, WriteTxn, Xml, XmlElementPrelim, XmlFragment, XmlOut, XmlTextPrelim,
};

/// Words of one and of several bytes and units; none of them ends in the middle of a character.
const WORDS: [&str; 10] =
    ["a", "patto", "caffè ", "😀", "👩‍👩‍👧", "\u{1D11E}", "\n", "«sì»", "e\u{301}", "orti, siepi e "];
const MARKS: [&str; 4] = ["bold", "italic", "link", "comment"];
const KEYS: [&str; 4] = ["s1/order", "s1/policy", "title", "0"];

/// The updates of a history of so many steps.
#[must_use]
pub fn history(random: &mut StdRng, steps: usize) -> Vec<Bytes> {
    // Short ids as in tests, and long ones as in browsers.
    let first =
        if random.random_bool(0.5) { random.random_range(2..40) } else { u64::from(random.next_u32()) };
    let mut people: Vec<Person> = (first..).take(random.random_range(1..=4)).map(Person::new).collect();
    let mut log: Vec<Bytes> = Vec::new();
    for _ in 0..steps {
        let who = random.random_range(0..people.len());
        people[who].edit(random);
        if random.random_bool(0.5) {
            log.append(&mut people[who].unsent);
        }
        if random.random_bool(0.3) {
            people[who].learn(&log);
        }
    }
    for person in &mut people {
        log.append(&mut person.unsent);
    }
    log
}

struct Person {
    doc: Doc,
    unsent: Vec<Bytes>,
    learned: usize,
}

impl Person {
    fn new(id: u64) -> Self {
        let mut options = Options::with_client_id(ClientID::new(id.max(2)));
        options.offset_kind = OffsetKind::Utf16;
        options.cleanup_formatting = false;
        Self { doc: Doc::with_options(options), unsent: Vec::new(), learned: 0 }
    }

    fn learn(&mut self, log: &[Bytes]) {
        let mut txn = self.doc.transact_mut();
        for update in &log[self.learned..] {
            let update = Update::decode_v1(update).expect("an honest update");
            txn.apply_update(update).expect("an honest update");
        }
        self.learned = log.len();
    }

    /// One transaction with a few edits.
    fn edit(&mut self, random: &mut StdRng) {
        let mut txn = self.doc.transact_mut();
        for _ in 0..random.random_range(1..=3) {
            edit(&mut txn, random);
        }
        txn.commit();
        let update = Bytes::from(txn.encode_update_v1());
        if update.as_ref() != [0, 0] {
            self.unsent.push(update);
        }
    }
}

fn edit(txn: &mut TransactionMut<'_>, random: &mut StdRng) {
    match random.random_range(0..10) {
        0..=2 => {
            let text = txn.get_or_insert_text("text:a");
            write(txn, &text, random);
        }
        3..=5 => edit_blocks(txn, random),
        6 | 7 => edit_entries(txn, random),
        8 => edit_list(txn, random),
        _ => nest(txn, random),
    }
}

/// Types, deletes or marks in any text.
fn write(txn: &mut TransactionMut<'_>, text: &impl TextLike, random: &mut StdRng) {
    let places = places(&text.words(txn));
    let first = random.random_range(0..places.len());
    let last = (first + random.random_range(1..6)).min(places.len() - 1);
    let (at, len) = (places[first], places[last] - places[first]);
    match random.random_range(0..6) {
        0..=2 => text.insert(txn, at, WORDS.choose(random).expect("words")),
        3 => text.remove_range(txn, at, len),
        4 if len > 0 => text.format(txn, at, len, marks(random)),
        _ => {
            // An embedded text would look like words to whoever counts places.
            text.insert_embed(
                txn,
                at,
                Any::from([("image".to_owned(), value(random, 1))].into_iter().collect::<HashMap<_, _>>()),
            );
        }
    }
}

/// What both kinds of text can do.
trait TextLike: Text {
    fn words(&self, txn: &TransactionMut<'_>) -> Vec<Option<String>>;
}

impl<T: Text> TextLike for T {
    /// Pieces in order: words, or something of one element.
    fn words(&self, txn: &TransactionMut<'_>) -> Vec<Option<String>> {
        let pieces = self.diff(txn, yrs::types::text::YChange::identity);
        let words = pieces.into_iter().map(|piece| match piece.insert {
            yrs::Out::Any(Any::String(text)) => Some(text.to_string()),
            _ => None,
        });
        words.collect()
    }
}

/// Places between characters, in UTF-16 units: an honest editor never cuts a pair.
fn places(pieces: &[Option<String>]) -> Vec<u32> {
    let mut places = vec![0];
    let mut units = 0;
    let mut pass = |len: usize| {
        units += u32::try_from(len).expect("short");
        places.push(units);
    };
    for piece in pieces {
        match piece {
            Some(words) => words.chars().for_each(|character| pass(character.len_utf16())),
            None => pass(1),
        }
    }
    places
}

fn marks(random: &mut StdRng) -> Attrs {
    let mark = *MARKS.choose(random).expect("marks");
    let value = match random.random_range(0..4) {
        0 => Any::Null,
        1 => Any::from(true),
        2 => Any::Map(Arc::default()),
        _ => value(random, 2),
    };
    Attrs::from([(mark.into(), value)])
}

fn edit_blocks(txn: &mut TransactionMut<'_>, random: &mut StdRng) {
    let body = txn.get_or_insert_xml_fragment("body:s1");
    let len = body.len(txn);
    let at = random.random_range(0..=len);
    match (body.get(txn, at), random.random_range(0..4)) {
        (Some(_), 0) => body.remove_range(txn, at, 1),
        (Some(XmlOut::Element(block)), 1) => {
            block.insert_attribute(txn, *KEYS.choose(random).expect("keys"), value(random, 1));
        }
        (Some(XmlOut::Element(block)), 2) => match block.get(txn, 0) {
            Some(XmlOut::Text(text)) => write(txn, &text, random),
            _ => {
                block.push_back(txn, XmlTextPrelim::new("riga"));
            }
        },
        _ => {
            let block = body.insert(txn, at, XmlElementPrelim::empty("block"));
            block.insert_attribute(txn, "style", "p");
            let text = block.push_back(txn, XmlTextPrelim::new(*WORDS.choose(random).expect("words")));
            if random.random_bool(0.2) {
                let row = block.push_back(txn, XmlElementPrelim::empty("tableRow"));
                row.push_back(txn, XmlElementPrelim::empty("tableCell"));
            }
            write(txn, &text, random);
        }
    }
}

fn edit_entries(txn: &mut TransactionMut<'_>, random: &mut StdRng) {
    let map = txn.get_or_insert_map("fields");
    let key = *KEYS.choose(random).expect("keys");
    if random.random_bool(0.2) {
        map.remove(txn, key);
    } else {
        map.insert(txn, key, value(random, 3));
    }
}

fn edit_list(txn: &mut TransactionMut<'_>, random: &mut StdRng) {
    let list = txn.get_or_insert_array("list");
    let len = list.len(txn);
    let at = random.random_range(0..=len);
    if at < len && random.random_bool(0.4) {
        list.remove_range(txn, at, random.random_range(1..=len - at));
    } else {
        let values: Vec<Any> = (0..random.random_range(1..4)).map(|_| value(random, 3)).collect();
        list.insert_range(txn, at, values);
    }
}

/// A type as a value.
fn nest(txn: &mut TransactionMut<'_>, random: &mut StdRng) {
    let map = txn.get_or_insert_map("nested");
    let key = *KEYS.choose(random).expect("keys");
    match random.random_range(0..3) {
        0 => {
            let inner = map.insert(txn, key, MapPrelim::default());
            inner.insert(txn, "k", value(random, 2));
        }
        1 => {
            let inner = map.insert(txn, key, ArrayPrelim::default());
            inner.push_back(txn, value(random, 2));
        }
        _ => {
            let inner = map.insert(txn, key, TextPrelim::new("dentro"));
            write(txn, &inner, random);
        }
    }
}

/// A plain value as editors keep them.
fn value(random: &mut StdRng, depth: u32) -> Any {
    match random.random_range(0..if depth > 0 { 9 } else { 7 }) {
        0 => Any::Null,
        1 => Any::from(random.random_bool(0.5)),
        2 => Any::from(random.random_range(-70_000_i64..70_000)),
        3 => Any::from(f64::from(random.random_range(-1000..1000)) / 8.0),
        4..=6 => Any::from(*WORDS.choose(random).expect("words")),
        7 => Any::Array((0..random.random_range(0..3)).map(|_| value(random, depth - 1)).collect()),
        _ => {
            let keys = ["href", "width", "a"].into_iter();
            Any::Map(Arc::new(keys.map(|key| (key.to_owned(), value(random, depth - 1))).collect()))
        }
    }
}
