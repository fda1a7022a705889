//! What did a document and the register say at a moment? The newest version until then, and the rows of the log that came
//! after it and before that moment.

use pact_model::content::DocumentContent;
use pact_model::register::Register;
use pact_model::time::Timestamp;
use pact_store::{
    DocumentRow, LOG_PAGE_LIMIT, LogPlace, StoreError, Tx, UpdateRow, VersionContentRow, VersionRow,
};
use pact_sync::Replay;

use crate::error::AppError;
use crate::versions::{content, damaged, unreadable, without_content};

/// A version with what it holds.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) version: VersionRow,
    stored: VersionContentRow,
}

/// A log up to a moment.
#[derive(Debug)]
pub(super) struct Past {
    rows: Vec<UpdateRow>,
    /// Whether the rows go on from the version's state; else they begin at nothing.
    goes_on: bool,
    /// Whether something was written after that moment.
    pub(super) went_on: bool,
}

impl Base {
    /// The newest version of a document until a moment, of these, newest first.
    pub(super) async fn of(
        tx: &mut Tx,
        versions: &[VersionRow],
        at: Timestamp,
    ) -> Result<Option<Self>, AppError> {
        let Some(version) = versions.iter().find(|version| version.created_at <= at) else { return Ok(None) };
        let stored = tx.version_content(version.place.doc, version.number).await?;
        let stored = stored.ok_or_else(|| without_content(version))?;
        Ok(Some(Self { version: version.clone(), stored }))
    }

    fn content(&self) -> Result<pact_model::version::VersionContent, AppError> {
        content::read(&self.stored).map_err(|why| damaged(&self.version, why))
    }

    /// A stored state of it.
    fn state(&self, stored: &[u8]) -> Result<Vec<u8>, AppError> {
        let canonical = content::canonical_of(&self.stored);
        let state = canonical.and_then(|canonical| content::state_of(stored, &canonical));
        state.map_err(|error| damaged(&self.version, error))
    }
}

impl Past {
    /// Reads the log of a document or a register after a place and up to a moment.
    pub(super) async fn of(
        tx: &mut Tx,
        row: &DocumentRow,
        place: Option<LogPlace>,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        let place = place.filter(|place| place.doc == row.id);
        // Words were erased since: the log begins again with all there was.
        let is_other_epoch = place.is_some_and(|place| place.epoch != row.epoch);
        let goes_on = place.is_some() && !is_other_epoch;
        let mut past = Self { rows: Vec::new(), goes_on, went_on: false };
        let mut seq = if goes_on { place.map_or(0, |place| place.seq) } else { 0 };
        loop {
            let page = tx.updates_after(row.id, row.epoch, seq, LOG_PAGE_LIMIT).await?;
            seq = page.last_seq();
            let is_complete = page.is_complete();
            for row in page {
                if row.at > at {
                    past.went_on = true;
                    return Ok(past);
                }
                past.rows.push(row);
            }
            if is_complete {
                past.went_on = is_other_epoch && past.rows.is_empty();
                return Ok(past);
            }
        }
    }

    /// What the document said; none when it was not there yet. Work for a thread that may block.
    pub(super) fn document(&self, base: Option<&Base>) -> Result<Option<DocumentContent>, AppError> {
        if self.rows.is_empty() {
            return base.map(|base| Ok(base.content()?.document)).transpose();
        }
        let state = match base.filter(|_| self.goes_on) {
            Some(base) => Some(base.state(&base.stored.state)?),
            None => None,
        };
        Ok(Some(self.replay(state.as_deref())?.document()))
    }

    /// What the register said. Work for a thread that may block.
    pub(super) fn register(&self, base: Option<&Base>) -> Result<Register, AppError> {
        if self.rows.is_empty() {
            return base.map_or_else(|| Ok(Register::default()), |base| Ok(base.content()?.register));
        }
        let state = match base.filter(|_| self.goes_on) {
            Some(base) => base.stored.register_state.as_deref().map(|state| base.state(state)).transpose()?,
            None => None,
        };
        Ok(self.replay(state.as_deref())?.register().to_register())
    }

    fn replay(&self, state: Option<&[u8]>) -> Result<Replay, AppError> {
        let mut replay = Replay::start(state).map_err(unreadable)?;
        for row in &self.rows {
            replay.take(&row.bytes).map_err(unreadable)?;
        }
        Ok(replay)
    }
}
