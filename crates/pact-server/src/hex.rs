//! Bytes as people and programs quote them: hashes in hexadecimal.

use std::fmt::Write as _;

/// Lower case, two digits a byte.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
