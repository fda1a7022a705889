//! Honest updates made wrong: one byte, or one field of the grammar, which reaches what bytes do not.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::draft::{Block, Content, Draft, Parent, Struct, Value, WideId};
use super::sample;

/// Numbers at the edges of what is written in some place.
const NUMBERS: [u64; 16] = [
    0,
    1,
    2,
    3,
    5,
    63,
    64,
    127,
    128,
    1 << 20,
    (1 << 31) - 2,
    (1 << 31) - 1,
    1 << 31,
    1 << 32,
    (1 << 32) + 3,
    (1 << 53) - 1,
];

/// Texts where JSON is expected: good, bad, and read differently by two readers.
const JSON: [&str; 20] = [
    "null",
    "true",
    "0",
    "-0",
    "-0.0",
    "1e21",
    "1E-400",
    "1e400",
    "9007199254740991",
    "9007199254740993",
    "0.1",
    "\"\"",
    "\"\\u0000\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "{\"a\":1,\"a\":2}",
    "{\"__proto__\":1}",
    "{\"\":[[],{}]}",
    " [1 , 2]\n",
    "{\"type\":\"type\",\"ychange\":null}",
    "undefined",
];

/// Names of roots, keys, marks and nodes; some mean something to a library.
const NAMES: [&str; 16] = [
    "t",
    "text:a",
    "body:s1",
    "fields",
    "list",
    "nested",
    "block",
    "bold",
    "ychange",
    "",
    "0",
    "-1",
    "toString",
    "hasOwnProperty",
    "è\u{0}",
    "length",
];

const TEXTS: [&str; 6] = ["", "a", "😀", "a😀b", "\u{0}", "\u{fffd}\u{202e}"];

/// Scalars as they are written.
const SCALARS: [&[u8]; 18] = [
    &[127],
    &[126],
    &[120],
    &[121],
    &[125, 0],
    &[125, 0x40],
    &[125, 0xc1, 0x01],
    &[125, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f],
    &[124, 0x7f, 0xc0, 0, 0],
    &[124, 0x80, 0, 0, 0],
    &[123, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0],
    &[123, 0x80, 0, 0, 0, 0, 0, 0, 0],
    &[123, 0x43, 0x40, 0, 0, 0, 0, 0, 1],
    &[122, 0, 0, 0, 0, 0, 0, 0, 1],
    &[119, 0],
    &[119, 4, 0xf0, 0x9f, 0x98, 0x80],
    &[116, 2, 1, 2],
    &[115],
];

/// Changes an input of several updates somewhere; what to change, and how, is drawn from the seed.
#[must_use]
pub fn input(input: &[u8], seed: u64) -> Vec<u8> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut updates: Vec<Vec<u8>> = sample::updates(input).into_iter().map(<[u8]>::to_vec).collect();
    history(&mut updates, &mut random);
    sample::input(&updates)
}

/// Changes one update somewhere.
#[must_use]
pub fn update(update: &[u8], seed: u64) -> Vec<u8> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut updates = vec![update.to_vec()];
    history(&mut updates, &mut random);
    updates.pop().unwrap_or_default()
}

/// A change for libFuzzer, in place: one of ours, or every fourth time one of its own.
pub fn for_libfuzzer(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    ours: fn(&[u8], u64) -> Vec<u8>,
    its_own: fn(&mut [u8], usize, usize) -> usize,
) -> usize {
    if seed.is_multiple_of(4) {
        return its_own(data, size, max_size);
    }
    let changed = ours(&data[..size], u64::from(seed));
    match data.get_mut(..changed.len()) {
        Some(place) if changed.len() <= max_size => {
            place.copy_from_slice(&changed);
            changed.len()
        }
        _ => its_own(data, size, max_size),
    }
}

/// Changes one update of a history, or their order.
pub fn history(updates: &mut Vec<Vec<u8>>, random: &mut StdRng) {
    let Some(at) = updates.len().checked_sub(1).map(|last| random.random_range(0..=last)) else { return };
    match random.random_range(0..12) {
        0 => {
            updates.remove(at);
        }
        1 => {
            let copy = updates[at].clone();
            updates.insert(random.random_range(0..=updates.len()), copy);
        }
        2 => {
            let other = random.random_range(0..updates.len());
            updates.swap(at, other);
        }
        3 => bytes(&mut updates[at], random),
        _ => {
            let known = ids(updates);
            let Ok(mut draft) = Draft::read(&updates[at]) else { return bytes(&mut updates[at], random) };
            field(&mut draft, &known, random);
            updates[at] = draft.write();
        }
    }
}

/// Changes a few bytes.
pub fn bytes(update: &mut Vec<u8>, random: &mut StdRng) {
    for _ in 0..random.random_range(1..4) {
        let at = random.random_range(0..=update.len());
        match random.random_range(0..4) {
            0 if at < update.len() => update[at] = random.random(),
            1 if at < update.len() => update[at] ^= 1 << random.random_range(0..8),
            2 if at < update.len() => {
                update.remove(at);
            }
            _ => update.insert(at, random.random()),
        }
    }
}

/// Every struct of these updates, for references that hit something.
fn ids(updates: &[Vec<u8>]) -> Vec<WideId> {
    let drafts = updates.iter().filter_map(|update| Draft::read(update).ok());
    let blocks = drafts.flat_map(|draft| draft.blocks);
    blocks
        .flat_map(|block| {
            let mut clock = block.start;
            block
                .structs
                .into_iter()
                .map(move |one| {
                    let id = (block.client, clock);
                    clock = clock.saturating_add(one.content.len());
                    id
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Changes one field.
pub fn field(draft: &mut Draft, known: &[WideId], random: &mut StdRng) {
    if draft.blocks.is_empty() || random.random_bool(0.15) {
        return deletes(draft, known, random);
    }
    let at = random.random_range(0..draft.blocks.len());
    match random.random_range(0..10) {
        0 => {
            let block = &mut draft.blocks[at];
            block.client = client(known, random);
        }
        1 => {
            let block = &mut draft.blocks[at];
            block.start = number(block.start, random);
        }
        2 => draft.blocks.shuffle_or_double(at, random),
        _ => structs(&mut draft.blocks[at], known, random),
    }
}

trait Reorder {
    fn shuffle_or_double(&mut self, at: usize, random: &mut StdRng);
}

impl<T: Clone> Reorder for Vec<T> {
    /// Doubles, removes or moves one element.
    fn shuffle_or_double(&mut self, at: usize, random: &mut StdRng) {
        let to = random.random_range(0..self.len());
        match random.random_range(0..3) {
            0 => self.insert(to, self[at].clone()),
            1 => {
                self.remove(at);
            }
            _ => self.swap(at, to),
        }
    }
}

fn structs(block: &mut Block, known: &[WideId], random: &mut StdRng) {
    if block.structs.is_empty() {
        return block.structs.push(any_struct(known, random));
    }
    let at = random.random_range(0..block.structs.len());
    match random.random_range(0..10) {
        0 => block.structs.shuffle_or_double(at, random),
        1 => block.structs.insert(at, any_struct(known, random)),
        2 | 3 => content(&mut block.structs[at].content, random),
        4 => block.structs[at].content = any_content(random),
        _ => place(&mut block.structs[at], known, random),
    }
}

/// Changes where a struct stands.
fn place(one: &mut Struct, known: &[WideId], random: &mut StdRng) {
    match random.random_range(0..8) {
        0 => one.origin = None,
        1 => one.right_origin = None,
        2 => one.origin = Some(id(known, one.origin, random)),
        3 => one.right_origin = Some(id(known, one.right_origin, random)),
        4 => std::mem::swap(&mut one.origin, &mut one.right_origin),
        5 => {
            one.parent = Parent::Item(id(known, None, random));
            (one.origin, one.right_origin) = (None, None);
        }
        6 => one.parent = Parent::Root(name(random)),
        _ => {
            one.key = if one.key.is_some() && random.random_bool(0.5) { None } else { Some(name(random)) };
            one.key_bit = !one.key_bit;
        }
    }
}

/// Changes what a struct holds without making it something else.
fn content(content: &mut Content, random: &mut StdRng) {
    match content {
        Content::Gc(len) | Content::Skip(len) | Content::Deleted(len) => *len = number(*len, random),
        Content::Json(texts) => texts.push(json(random)),
        Content::Binary(bytes) => bytes.push(0),
        Content::Text(text) => {
            let added = TEXTS.choose(random).expect("texts").as_bytes();
            if random.random_bool(0.3) {
                *text = added.to_vec();
            } else {
                let at = random.random_range(0..=text.len());
                text.splice(at..at, added.iter().copied());
            }
        }
        Content::Embed(text) => *text = json(random),
        Content::Format(mark, value) => {
            if random.random_bool(0.4) {
                *mark = name(random);
            } else {
                *value = json(random);
            }
        }
        Content::Type(kind, node) => {
            if random.random_bool(0.6) {
                *kind = random.random_range(0..8);
            }
            *node =
                random.random_bool(if matches!(*kind, 3 | 5) { 0.95 } else { 0.05 }).then(|| name(random));
        }
        Content::Any(values) => match random.random_range(0..3) {
            0 => values.push(value(random, 3)),
            1 => {
                values.pop();
            }
            _ => *values = vec![value(random, 3)],
        },
        Content::Document(_, options) => *options = value(random, 2),
        Content::Unknown(reference) => *reference = random.random_range(0..32),
    }
}

fn any_struct(known: &[WideId], random: &mut StdRng) -> Struct {
    let mut one = Struct {
        origin: None,
        right_origin: None,
        parent: Parent::Root(name(random)),
        key: None,
        key_bit: false,
        content: any_content(random),
    };
    for _ in 0..random.random_range(0..3) {
        place(&mut one, known, random);
    }
    one
}

fn any_content(random: &mut StdRng) -> Content {
    let few = random.random_range(1..4);
    match random.random_range(0..30) {
        0..=2 => Content::Gc(few),
        3..=5 => Content::Deleted(few),
        6..=10 => Content::Text(TEXTS.choose(random).expect("texts").as_bytes().to_vec()),
        11 | 12 => Content::Embed(json(random)),
        13..=15 => Content::Format(name(random), json(random)),
        16..=21 => {
            let kind = *[0, 1, 2, 3, 4, 6].choose(random).expect("kinds");
            Content::Type(kind, (kind == 3).then(|| name(random)))
        }
        22..=25 => Content::Any((0..few).map(|_| value(random, 2)).collect()),
        26 => Content::Skip(few),
        27 => Content::Json(vec![json(random)]),
        28 => Content::Document(name(random), Value::Object(Vec::new())),
        _ => Content::Unknown(random.random_range(0..32)),
    }
}

fn deletes(draft: &mut Draft, known: &[WideId], random: &mut StdRng) {
    let target = id(known, None, random);
    let len = random.random_range(1..4);
    let Some(at) = draft.deletes.len().checked_sub(1).map(|last| random.random_range(0..=last)) else {
        return draft.deletes.push((target.0, vec![(target.1, len)]));
    };
    match random.random_range(0..5) {
        0 => draft.deletes.shuffle_or_double(at, random),
        1 => draft.deletes[at].0 = client(known, random),
        2 => draft.deletes[at].1.push((target.1, len)),
        3 => draft.deletes.push((target.0, vec![(target.1, len)])),
        _ => {
            if let Some(range) = draft.deletes[at].1.last_mut() {
                if random.random_bool(0.5) {
                    range.0 = number(range.0, random);
                } else {
                    range.1 = number(range.1, random);
                }
            }
        }
    }
}

fn id(known: &[WideId], old: Option<WideId>, random: &mut StdRng) -> WideId {
    match (known.choose(random), old) {
        (Some(&(client, clock)), _) if random.random_bool(0.8) => (client, clock + random.random_range(0..2)),
        (_, Some((client, clock))) => (client, number(clock, random)),
        _ => (client(known, random), number(0, random)),
    }
}

fn client(known: &[WideId], random: &mut StdRng) -> u64 {
    match known.choose(random) {
        Some((client, _)) if random.random_bool(0.7) => *client,
        _ => *NUMBERS.choose(random).expect("numbers"),
    }
}

fn number(old: u64, random: &mut StdRng) -> u64 {
    match random.random_range(0..4) {
        0 => old.saturating_add(1),
        1 => old.saturating_sub(1),
        2 => old.saturating_add(random.random_range(2..5)),
        _ => *NUMBERS.choose(random).expect("numbers"),
    }
}

fn name(random: &mut StdRng) -> Vec<u8> {
    NAMES.choose(random).expect("names").as_bytes().to_vec()
}

fn json(random: &mut StdRng) -> Vec<u8> {
    JSON.choose(random).expect("texts").as_bytes().to_vec()
}

fn value(random: &mut StdRng, depth: u32) -> Value {
    match random.random_range(0..if depth > 0 { 8 } else { 6 }) {
        6 => Value::Array((0..random.random_range(0..3)).map(|_| value(random, depth - 1)).collect()),
        7 => Value::Object(
            (0..random.random_range(0..3)).map(|_| (name(random), value(random, depth - 1))).collect(),
        ),
        _ => Value::Scalar(SCALARS.choose(random).expect("scalars").to_vec()),
    }
}
