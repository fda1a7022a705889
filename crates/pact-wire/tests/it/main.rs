//! Wire bytes: captured frames, hostile updates, real documents, and random input.

mod awareness;
mod captured;
#[path = "../../../../tests/src/corpus.rs"]
mod corpus;
mod fixtures;
mod grammar;
mod hostile;
mod json;
mod random;
mod real;

use bytes::Bytes;

/// Bytes written as hex, with or without spaces.
fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| u8::try_from(c.to_digit(16).expect("hex digit")).expect("one digit"))
        .collect();
    assert!(digits.len().is_multiple_of(2), "odd number of hex digits");
    digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}

fn frame(text: &str) -> Bytes {
    Bytes::from(hex(text))
}
