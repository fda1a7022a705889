//! Bounds of one update.

use crate::limits::{
    MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_DOCUMENT_STRUCTS, MAX_KEY_BYTES, MAX_STEP2_BYTES, MAX_UPDATE_BYTES,
    MAX_UPDATE_STRUCTS,
};

/// What one update may hold at most; start from a constant and change what differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole update.
    pub max_bytes: usize,
    /// Structs of all clients together; the same bound holds for delete ranges.
    pub max_structs: usize,
    /// Nesting of values in `ContentAny` and in JSON; more than 64 counts as 64.
    pub max_depth: usize,
    /// Bytes of a root name, map key, attribute, mark or element name.
    pub max_key_bytes: usize,
    /// Whether binary content may pass, as an item or inside a value. Off: no node of ours holds any.
    pub allow_binary: bool,
}

impl Limits {
    /// For a live update.
    pub const UPDATE: Self = Self {
        max_bytes: MAX_UPDATE_BYTES,
        max_structs: MAX_UPDATE_STRUCTS,
        max_depth: MAX_DEPTH,
        max_key_bytes: MAX_KEY_BYTES,
        allow_binary: false,
    };

    /// For the update inside a Step2.
    pub const STEP2: Self =
        Self { max_bytes: MAX_STEP2_BYTES, max_structs: MAX_DOCUMENT_STRUCTS, ..Self::UPDATE };

    /// For a whole document: a snapshot, a merged log, an import.
    pub const DOCUMENT: Self = Self { max_bytes: MAX_DOCUMENT_BYTES, ..Self::STEP2 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::UPDATE
    }
}
