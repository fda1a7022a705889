//! A document or a register read from its log step by step, and never written: what it said at each place, and its whole
//! state there.

use bytes::Bytes;
use pact_model::content::DocumentContent;

use crate::content::read_document;
use crate::error::SyncError;
use crate::register::{RegisterFields, read_register};
use crate::replica::Replica;

/// A log being read.
pub struct Replay {
    replica: Replica,
    parts: usize,
}

impl Replay {
    /// Begins at a stored state, or at nothing.
    ///
    /// # Errors
    /// [`SyncError::CorruptLog`] when the state cannot be read.
    pub fn start(state: Option<&[u8]>) -> Result<Self, SyncError> {
        // The id is never used: what only reads writes nothing.
        let mut replay = Self { replica: Replica::new(1), parts: 0 };
        if let Some(state) = state {
            replay.take(state)?;
        }
        Ok(replay)
    }

    /// Goes on by one row.
    ///
    /// # Errors
    /// [`SyncError::CorruptLog`] when it cannot be read. What was read until then stays.
    pub fn take(&mut self, row: &[u8]) -> Result<(), SyncError> {
        self.replica.take_stored(self.parts, row)?;
        self.parts += 1;
        Ok(())
    }

    /// What the document says here.
    #[must_use]
    pub fn document(&self) -> DocumentContent {
        self.replica.read(|txn| read_document(txn))
    }

    /// What the register says here.
    #[must_use]
    pub fn register(&self) -> RegisterFields {
        self.replica.read(|txn| read_register(txn))
    }

    /// The whole state here, as one update.
    #[must_use]
    pub fn state(&mut self) -> Bytes {
        self.replica.encoded()
    }
}
