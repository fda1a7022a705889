//! Lines of the audit: what the coordination did to other people's writing. Codes and places, never words.

use pact_model::ids::{DocumentId, ProcessId};
use pact_store::{AuditEntry, StoreError, Tx};

use crate::app::{App, Caller};

/// Who may write in a section was set; the detail is `<section>: <policy>`.
pub(crate) const SECTION_POLICY: &str = "section_policy";
/// A document was paused or goes on; the detail is `paused` or `resumed`.
pub(crate) const DOCUMENT_PAUSE: &str = "document_pause";
/// Something of a version was put back; the detail is `<number>` or `<number> <section>`.
pub(crate) const VERSION_RESTORED: &str = "version_restored";
/// Words were erased everywhere; the detail says how many documents and versions held them, and never which words.
pub(crate) const WORDS_ERASED: &str = "words_erased";
/// Words that did not enter were settled; the detail is the rescue's identity.
pub(crate) const RESCUE_SETTLED: &str = "rescue_settled";

/// The thresholds of a process's checks were chosen; the detail is all of them as JSON.
pub(crate) const CHECK_SETTINGS: &str = "check_settings";

/// What a line is about.
pub(crate) struct About {
    pub process: Option<ProcessId>,
    pub document: DocumentId,
}

impl App {
    /// Adds a line in a transaction of its own, after something that has none: an edit of a room.
    pub(crate) async fn note(
        &self,
        by: Caller<'_>,
        about: &About,
        act: &str,
        detail: String,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        self.note_in(&mut tx, by, about, act, detail).await?;
        tx.commit().await
    }

    /// Adds a line to a transaction.
    pub(crate) async fn note_in(
        &self,
        tx: &mut Tx,
        by: Caller<'_>,
        about: &About,
        act: &str,
        detail: String,
    ) -> Result<(), StoreError> {
        let (actor, role) = match by {
            Caller::Operator => (None, None),
            Caller::Person(identity) => (identity.actor, Some(identity.role)),
        };
        let entry = AuditEntry {
            process: about.process,
            document: Some(about.document),
            actor,
            role,
            act: act.to_owned(),
            detail,
            at: self.clock.now(),
        };
        tx.insert_audit(&entry).await
    }
}
