//! Plain values (`ContentAny`), walked with a stack of counters instead of recursion.
//!
//! ```text
//! any := 127 undefined · 126 null · 125 varInt · 124 f32 · 123 f64 · 122 i64 · 121 false · 120 true
//!        119 string · 118 object (varUint n, key, any) · 117 array (varUint n, any) · 116 buffer
//! ```

use super::limits::Limits;
use super::parse::{read_count, read_key};
use super::refusal::{Refusal, Rule};
use super::view::PlainValue;
use crate::limits::MAX_DEPTH;
use crate::varint::Reader;

/// An open array or object.
struct Level {
    left: u64,
    is_object: bool,
}

/// Reads `count` values, one after another.
pub(super) fn read_values(reader: &mut Reader<'_>, count: u64, limits: &Limits) -> Result<(), Refusal> {
    let max_depth = limits.max_depth.min(MAX_DEPTH);
    // Allocates only when a value nests.
    let mut outer: Vec<Level> = Vec::new();
    let mut level = Level { left: count, is_object: false };
    loop {
        if level.left == 0 {
            match outer.pop() {
                Some(enclosing) => level = enclosing,
                None => return Ok(()),
            }
            continue;
        }
        level.left -= 1;
        if level.is_object {
            read_property(reader)?;
        }
        let at = reader.position();
        let tag = reader.read_u8()?;
        match tag {
            120 | 121 | 126 | 127 => {}
            125 => {
                reader.read_var_int()?;
            }
            124 => {
                reader.read_slice(4)?;
            }
            123 => {
                reader.read_slice(8)?;
            }
            122 => return Err(Refusal::new(at, Rule::BigInt)),
            119 => {
                reader.read_var_string()?;
            }
            117 | 118 => {
                let is_object = tag == 118;
                // A property takes two bytes at least, an element one.
                let left = read_count(reader, if is_object { 2 } else { 1 })?;
                if outer.len() >= max_depth {
                    return Err(Refusal::new(at, Rule::TooDeep));
                }
                outer.push(std::mem::replace(&mut level, Level { left, is_object }));
            }
            116 if limits.allow_binary => {
                reader.read_buf()?;
            }
            116 => return Err(Refusal::new(at, Rule::Binary)),
            _ => return Err(Refusal::new(at, Rule::UnknownValue)),
        }
    }
}

/// The first of some values that were read before.
pub(super) fn first_value<'a>(reader: &mut Reader<'a>) -> Result<PlainValue<'a>, Refusal> {
    Ok(match reader.read_u8()? {
        120 => PlainValue::Bool(true),
        121 => PlainValue::Bool(false),
        126 | 127 => PlainValue::Null,
        // Below 2^53: a number of JavaScript's.
        #[expect(clippy::cast_precision_loss, reason = "numbers over 2^53 were refused")]
        125 => PlainValue::Number(reader.read_var_int()? as f64),
        124 => PlainValue::Number(f64::from(f32::from_be_bytes(fixed(reader)?))),
        123 => PlainValue::Number(f64::from_be_bytes(fixed(reader)?)),
        119 => PlainValue::Text(reader.read_var_string()?),
        _ => PlainValue::Nested,
    })
}

fn fixed<const N: usize>(reader: &mut Reader<'_>) -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    bytes.copy_from_slice(reader.read_slice(N)?);
    Ok(bytes)
}

/// A property's name: data, so of any length, but never one that reaches a prototype.
fn read_property(reader: &mut Reader<'_>) -> Result<(), Refusal> {
    read_key(reader, usize::MAX).map(|_| ())
}
