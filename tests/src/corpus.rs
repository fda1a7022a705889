//! The corpus of hostile updates, `fixtures/hostile/corpus.json`, as bytes. `pact-wire`'s own tests include this
//! file too, and the Node clients read the same data: no byte of it stands in a test.

use std::sync::LazyLock;

use pact_wire::varint::write_var_uint;
use serde_json::Value;

const CORPUS: &str = include_str!("../fixtures/hostile/corpus.json");

/// One hostile update.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is, once in the corpus.
    pub name: String,
    /// Updates that the document holds before.
    pub before: Vec<Vec<u8>>,
    /// The update.
    pub bytes: Vec<u8>,
    /// Who must catch it.
    pub expected: Expected,
    /// What a stock document of Yjs does with it: it `throws`, `waits` for something, or `takes` it.
    pub yjs: String,
}

/// Who must catch a hostile update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The firewall, by this rule, whatever the document holds.
    Refused(String),
    /// Whoever knows this about the document: its grammar is good.
    Depends(String),
}

impl Row {
    /// What must be known to judge it, of a row with good grammar.
    #[must_use]
    pub fn depends_on(&self) -> Option<&str> {
        match &self.expected {
            Expected::Refused(_) => None,
            Expected::Depends(on) => Some(on),
        }
    }
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let corpus: Value = serde_json::from_str(CORPUS).expect("the corpus is JSON");
    corpus["rows"].as_array().expect("the corpus has rows").iter().map(row).collect()
});

/// The whole corpus, in its order.
#[must_use]
pub fn rows() -> &'static [Row] {
    &ROWS
}

/// The row of this name.
#[must_use]
pub fn named(name: &str) -> &'static Row {
    rows().iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no row «{name}»"))
}

fn row(value: &Value) -> Row {
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    let name = text("name").expect("a row has a name");
    let expected = match (text("refused"), text("depends")) {
        (Some(rule), None) => Expected::Refused(rule),
        (None, Some(on)) => Expected::Depends(on),
        _ => panic!("«{name}» is either refused or depends"),
    };
    Row {
        before: value["before"].as_array().into_iter().flatten().map(bytes).collect(),
        bytes: bytes(&value["bytes"]),
        expected,
        yjs: text("yjs").expect("a row says what Yjs does"),
        name,
    }
}

fn bytes(parts: &Value) -> Vec<u8> {
    match parts {
        Value::String(text) => hex(text),
        Value::Array(parts) => parts.iter().flat_map(bytes).collect(),
        repeated => repetition(repeated),
    }
}

fn repetition(part: &Value) -> Vec<u8> {
    let number = |key: &str| part[key].as_u64().unwrap_or(0);
    let pattern = part["repeat"].as_str().expect("a part is hex or a repetition");
    let pieces: Vec<Vec<u8>> = pattern.split("{n}").map(hex).collect();
    let mut out = Vec::new();
    for counter in (number("from")..).take(usize::try_from(number("times")).expect("a small number")) {
        for (position, piece) in pieces.iter().enumerate() {
            if position > 0 {
                write_var_uint(&mut out, counter);
            }
            out.extend_from_slice(piece);
        }
    }
    out
}

/// Bytes written as hex, with or without spaces.
fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()).expect("a hex digit"))
        .collect();
    assert!(digits.len().is_multiple_of(2), "odd number of hex digits in «{text}»");
    digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}
