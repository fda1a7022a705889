//! The bounds of everything a peer may send, in one place, each with its reason.
//!
//! Servers may lower or raise them where a function takes the bound as a parameter; these are the defaults.

/// One live update. A keystroke is 28 bytes; the largest honest one is a paste, and a pasted book of 300 pages
/// is below this.
pub const MAX_UPDATE_BYTES: usize = 1024 * 1024;

/// The update inside a Step2: all that a peer knows and the server does not, perhaps after weeks offline.
pub const MAX_STEP2_BYTES: usize = 8 * 1024 * 1024;

/// A whole stored document, as a snapshot or a merged log is checked before it is loaded.
pub const MAX_DOCUMENT_BYTES: usize = 64 * 1024 * 1024;

/// One WebSocket frame: the largest Step2 plus its address, tags and length.
pub const MAX_FRAME_BYTES: usize = MAX_STEP2_BYTES + 1024;

/// A Hocuspocus address, `documentName` or `documentName NUL sessionId`: two UUIDs take 73 bytes.
pub const MAX_ADDRESS: usize = 256;

/// An in-band token. Ours take 43 bytes; room is left for signed ones.
pub const MAX_TOKEN: usize = 512;

/// The version text a Hocuspocus provider sends after its token.
pub const MAX_PROVIDER_VERSION: usize = 64;

/// A Stateless message: our JSON extensions stay below 1 KiB.
pub const MAX_STATELESS: usize = 64 * 1024;

/// Messages in one y-websocket frame. Stock clients put one to three; a merging proxy some dozens.
pub const MAX_MESSAGES_PER_FRAME: usize = 1024;

/// One presence state as JSON: a name, a colour and two relative positions take about 400 bytes.
pub const MAX_AWARENESS_STATE: usize = 2 * 1024;

/// Entries of one awareness update. A client speaks for itself; an echo of a full room may come back.
pub const MAX_AWARENESS_ENTRIES: usize = 256;

/// Client ids in a state vector. Each session of each person adds one, so years of work stay below this.
pub const MAX_STATE_VECTOR_CLIENTS: usize = 131_072;

/// Structs of one live update; a table of a thousand rows pasted at once is about 20,000.
pub const MAX_UPDATE_STRUCTS: usize = 500_000;

/// Structs of a Step2 or a whole document: the item budget of a document.
pub const MAX_DOCUMENT_STRUCTS: usize = 2_000_000;

/// Nesting of values in `ContentAny` and in JSON. Both are read with recursion by yrs and by browsers;
/// honest values (attributes, table widths, comments) nest three or four deep.
pub const MAX_DEPTH: usize = 64;

/// Names: root types, map keys, attributes, marks, element names.
pub const MAX_KEY_BYTES: usize = 256;

/// Clocks stay below 2^31: yrs counts in `u32`, and past 2^31 signed arithmetic in either library is at risk.
pub const MAX_CLOCK: u64 = (1 << 31) - 1;
