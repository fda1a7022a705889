//! Awareness updates: who is present, as one JSON text per client.

use bytes::BufMut;

use crate::json;
use crate::limits::{MAX_AWARENESS_ENTRIES, MAX_AWARENESS_STATE, MAX_DEPTH};
use crate::varint::{DecodeError, DecodeErrorKind, Reader, error, write_var_string, write_var_uint};

/// The state that says "gone".
pub const GONE: &str = "null";

/// Bounds of one awareness update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AwarenessLimits {
    /// Entries in one update.
    pub max_entries: usize,
    /// Bytes of one state.
    pub max_state_bytes: usize,
}

impl Default for AwarenessLimits {
    fn default() -> Self {
        Self { max_entries: MAX_AWARENESS_ENTRIES, max_state_bytes: MAX_AWARENESS_STATE }
    }
}

/// One client's state as announced.
///
/// It counts when its clock is above the known one, or equal to it and the new state is "gone".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AwarenessEntry<'a> {
    /// The client id of the document whose caret this is.
    pub client: u64,
    /// Rises with each announcement of the same client.
    pub clock: u64,
    /// The state, JSON that was checked to be read alike by JavaScript and serde.
    pub state: &'a str,
}

impl AwarenessEntry<'_> {
    /// Whether the client says that it has left.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.state == GONE
    }
}

/// Reads an awareness update that fills `bytes` exactly.
pub fn decode<'a>(bytes: &'a [u8], limits: &AwarenessLimits) -> Result<Vec<AwarenessEntry<'a>>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let count = reader.read_var_uint()?;
    // Client, clock, length and at least one character of JSON.
    if count > (reader.remaining() / 4) as u64 {
        return Err(error(0, DecodeErrorKind::Truncated));
    }
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count > limits.max_entries {
        return Err(error(0, DecodeErrorKind::TooLarge));
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let client = reader.read_var_uint()?;
        let clock = reader.read_var_uint()?;
        let at = reader.position();
        let state = reader.read_var_string()?;
        if state.len() > limits.max_state_bytes {
            return Err(error(at, DecodeErrorKind::TooLarge));
        }
        // One state that `JSON.parse` throws on would hide everybody else's from every browser.
        json::check(state, MAX_DEPTH).map_err(|_| error(at, DecodeErrorKind::Json))?;
        entries.push(AwarenessEntry { client, clock, state });
    }
    reader.finish()?;
    Ok(entries)
}

/// Writes an awareness update.
pub fn encode(entries: &[AwarenessEntry<'_>], out: &mut impl BufMut) {
    write_var_uint(out, entries.len() as u64);
    for entry in entries {
        write_var_uint(out, entry.client);
        write_var_uint(out, entry.clock);
        write_var_string(out, entry.state);
    }
}
