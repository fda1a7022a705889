//! Putting something of a version back, as one edit of the server among those of everybody else.

use std::time::Duration;

use super::{Author, Effect, LogEntry, Origin, Room};
use crate::error::SyncError;
use crate::restore::{RestorePlan, restore};

impl Room {
    /// Puts back what a plan says. Returns the place in the log after which it is safe, or `None` when nothing
    /// changed.
    ///
    /// # Errors
    /// The document has no sections, or cannot be trusted at the moment.
    pub fn restore(
        &mut self,
        author: Author,
        plan: &RestorePlan,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Result<Option<i64>, SyncError> {
        if !self.rules.kind.has_sections() {
            return Err(SyncError::InvalidEdit("this document has no sections".to_owned()));
        }
        if self.is_broken {
            return Err(SyncError::Integration("the document is being reloaded".to_owned()));
        }
        let update = self.replica.edit(|txn| -> Result<(), SyncError> {
            restore(txn, plan);
            Ok(())
        })?;
        let Some(bytes) = update else { return Ok(None) };
        let leases = self.leases.take_unstored(self.replica.client_id()).into_iter().collect();
        let entry = LogEntry {
            seq: 0,
            author,
            client: None,
            origin: Origin::Restore,
            leases,
            conflicts: Vec::new(),
            bytes,
        };
        self.append(entry, None, effects);
        // Sections that were not there may be written in now.
        self.tell_of_rights(now, effects);
        Ok(Some(self.seq))
    }
}
