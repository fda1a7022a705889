//! The shared document over yrs: schema, content tree in and out, presence, and the room as a state machine.
//!
//! The only crate that names yrs. Nothing here touches sockets, SQL or clocks.

mod authorship;
mod content;
mod contributions;
mod error;
mod merge;
mod names;
mod presence;
mod redact;
mod register;
mod replay;
mod replica;
mod restore;
mod room;
mod schema;

use bytes::Bytes;
use pact_model::content::DocumentContent;

pub use authorship::{ClientRun, authored_runs};
pub use contributions::{Contribution, contributions};
pub use error::SyncError;
pub use merge::{MergeError, merge_rows};
pub use presence::{EXPIRY, MAX_STATE_BYTES, Present};
pub use redact::{Redacted, redact};
pub use register::{RegisterFields, model_value};
pub use replay::Replay;
pub use replica::Replica;
pub use restore::RestorePlan;
pub use room::{
    Attachment, AttachmentId, Author, Counter, Effect, FieldConflict, GRACE, HOLE_PATIENCE, LogEntry,
    NewLease, OWNER_PATIENCE, Origin, Outgoing, Quarantine, RELAY_AFTER, RefusedUpdate, Rival, Room,
    RoomRules, Writing, refused,
};
pub use schema::{
    META_PAUSED, ROOT_BINDINGS, ROOT_FIELDS, ROOT_META, ROOT_SECTIONS, SectionEdit, first_orders,
    seed_bound_document, seed_document, seed_register,
};

/// What a document says, from its stored snapshot and the rows after it, without opening a room.
///
/// # Errors
/// [`SyncError::CorruptLog`] names the first part that cannot be read.
pub fn content_of_log(snapshot: Option<&[u8]>, updates: &[Bytes]) -> Result<DocumentContent, SyncError> {
    // The id is never used: a replica that only reads writes nothing.
    let replica = Replica::load(1, snapshot, updates)?;
    Ok(replica.read(|txn| content::read_document(txn)))
}

/// What a register says, from its stored snapshot and the rows after it, without opening a room.
///
/// # Errors
/// [`SyncError::CorruptLog`] names the first part that cannot be read.
pub fn register_of_log(snapshot: Option<&[u8]>, updates: &[Bytes]) -> Result<RegisterFields, SyncError> {
    let replica = Replica::load(1, snapshot, updates)?;
    Ok(replica.read(|txn| register::read_register(txn)))
}

/// Loads a stored state into a fresh document and returns its fingerprint, to compare with the live one.
///
/// # Errors
/// [`SyncError::CorruptLog`] when the state cannot be read.
pub fn fingerprint_of(state: &[u8]) -> Result<(Vec<u8>, Vec<u8>), SyncError> {
    Ok(Replica::load(1, Some(state), &[])?.fingerprint())
}
