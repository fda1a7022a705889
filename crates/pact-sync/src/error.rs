//! What can go wrong with a shared document?

use thiserror::Error;

/// Failures of a replica. None of them leaves a half-applied document in use: the owner reloads from the log.
#[derive(Debug, Error)]
pub enum SyncError {
    /// Stored bytes do not follow the update grammar, or build on something the log does not hold.
    #[error("stored update {index} cannot be read: {why}")]
    CorruptLog {
        /// Position in the given rows; the snapshot is 0.
        index: usize,
        /// What is wrong.
        why: String,
    },
    /// yrs refused, panicked, or ended in another state than predicted.
    #[error("the document could not take the update in: {0}")]
    Integration(String),
    /// A server-side edit names a section the document does not have.
    #[error("no section {0}")]
    UnknownSection(String),
    /// A server-side edit cannot be carried out.
    #[error("{0}")]
    InvalidEdit(String),
}
