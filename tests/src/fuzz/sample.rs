//! How several updates lie in one input: each with its length before it, so that a fuzzer can cut and join them.
//! Whatever is left over is the last update, which makes any bytes an input.

use pact_wire::varint::{Reader, write_buf};

/// More updates than this are not looked at: an input must stay quick.
const MAX_UPDATES: usize = 64;

/// The updates of an input.
#[must_use]
pub fn updates(input: &[u8]) -> Vec<&[u8]> {
    let mut reader = Reader::new(input);
    let mut updates = Vec::new();
    while !reader.is_empty() && updates.len() < MAX_UPDATES {
        let at = reader.position();
        let Ok(update) = reader.read_buf() else {
            updates.push(&input[at..]);
            break;
        };
        updates.push(update);
    }
    updates
}

/// An input of these updates.
#[must_use]
pub fn input(updates: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let mut input = Vec::new();
    for update in updates {
        write_buf(&mut input, update.as_ref());
    }
    input
}
