//! What do a document and the register of its process say in the store, at one moment? Read in one transaction and without
//! their rooms: a version holds only what is on disk, and can be made beside a running server.

use bytes::Bytes;
use pact_model::document::DocumentKind;
use pact_model::ids::DocumentId;
use pact_model::register::Register;
use pact_model::version::VersionContent;
use pact_store::{DocumentRow, LogPlace, StoreError, Tx, UpdateRow, VersionContentRow, VersionRow};
use pact_sync::{Replay, SyncError};
use tokio::sync::Semaphore;

use super::content::Parts;
use crate::app::App;
use crate::error::{AppError, Thing};
use crate::rooms::RoomError;

/// Versions that are read, built or compared at the same time: work for the processor, of which rooms need some too.
static TURN: Semaphore = Semaphore::const_new(2);

/// A log with the state it goes on from.
pub(crate) struct StoredState {
    /// Where it stands.
    pub place: LogPlace,
    snapshot_seq: i64,
    snapshot: Option<Bytes>,
    /// Rows after the snapshot or after the newest version, whichever is earlier.
    rows: Vec<UpdateRow>,
}

/// Everything a version is made from.
pub(crate) struct Capture {
    /// The document.
    pub row: DocumentRow,
    /// The newest version, with what it holds.
    pub newest: Option<(VersionRow, VersionContentRow)>,
    document: StoredState,
    register: Option<StoredState>,
}

/// What it says, and its whole states.
pub(crate) struct Said {
    /// Text and register.
    pub content: VersionContent,
    /// Canonical form and states.
    pub parts: Parts,
}

impl App {
    /// Reads a document and the register of its process.
    pub(crate) async fn capture(&self, document: DocumentId) -> Result<Capture, AppError> {
        let mut tx = self.db.read().await?;
        let row = tx.document(document).await?.ok_or(AppError::NotFound(Thing::Document))?;
        let newest = match tx.newest_version(document).await? {
            None => None,
            Some(version) => {
                let content = tx.version_content(document, version.number).await?;
                let content = content.ok_or_else(|| without_content(&version))?;
                Some((version, content))
            }
        };
        let version = newest.as_ref().map(|(version, _)| version);
        let since = version.map(|version| version.place);
        let document = StoredState::read(&mut tx, &row, since).await?;
        let register = match row.process {
            None => None,
            Some(process) => {
                let documents = tx.documents(process).await?;
                documents.into_iter().find(|other| other.kind == DocumentKind::Register)
            }
        };
        let register = match register {
            None => None,
            Some(register) => {
                let since = version.and_then(|version| version.register);
                Some(StoredState::read(&mut tx, &register, since).await?)
            }
        };
        Ok(Capture { row, newest, document, register })
    }
}

impl StoredState {
    async fn read(tx: &mut Tx, row: &DocumentRow, since: Option<LogPlace>) -> Result<Self, StoreError> {
        let snapshot = tx.latest_snapshot(row.id, row.epoch).await?;
        let snapshot_seq = snapshot.as_ref().map_or(0, |snapshot| snapshot.seq);
        let after = snapshot_seq.min(seq_of(row.id, row.epoch, since));
        let rows = tx.all_updates_after(row.id, row.epoch, after).await?;
        let seq = rows.last().map_or(snapshot_seq, |row| row.seq);
        Ok(Self {
            place: LogPlace { doc: row.id, epoch: row.epoch, seq },
            snapshot_seq,
            snapshot: snapshot.map(|snapshot| snapshot.state),
            rows,
        })
    }

    fn replay(&self) -> Result<Replay, SyncError> {
        let mut replay = Replay::start(self.snapshot.as_deref())?;
        for row in self.rows.iter().filter(|row| row.seq > self.snapshot_seq) {
            replay.take(&row.bytes)?;
        }
        Ok(replay)
    }

    /// Rows that came after a place; after another epoch's place, all.
    pub(crate) fn rows_since(&self, since: Option<LogPlace>) -> impl Iterator<Item = &UpdateRow> {
        let after = seq_of(self.place.doc, self.place.epoch, since);
        self.rows.iter().filter(move |row| row.seq > after)
    }

    /// Whether rows since that place stand on the state that a version had there.
    pub(crate) fn goes_on_from(&self, since: Option<LogPlace>) -> bool {
        since.is_some_and(|place| place.doc == self.place.doc && place.epoch == self.place.epoch)
    }
}

fn seq_of(doc: DocumentId, epoch: i64, since: Option<LogPlace>) -> i64 {
    since.filter(|place| place.doc == doc && place.epoch == epoch).map_or(0, |place| place.seq)
}

impl Capture {
    /// The document's log.
    pub(crate) fn document(&self) -> &StoredState {
        &self.document
    }

    /// The register's log.
    pub(crate) fn register(&self) -> Option<&StoredState> {
        self.register.as_ref()
    }

    /// Reads what it says. Work for a thread that may block.
    pub(crate) fn read(&self) -> Result<Said, SyncError> {
        let mut document = self.document.replay()?;
        let mut register = self.register.as_ref().map(StoredState::replay).transpose()?;
        let content = VersionContent {
            document: document.document(),
            register: register.as_ref().map_or_else(Register::default, |it| it.register().to_register()),
        };
        let parts = Parts {
            canonical: content.canonical_json(),
            state: document.state().to_vec(),
            register_state: register.as_mut().map(|register| register.state().to_vec()),
        };
        Ok(Said { content, parts })
    }
}

/// Does work that keeps a processor busy, when it is its turn.
pub(crate) async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let _turn = TURN.acquire().await.map_err(|_| AppError::Unavailable(None))?;
    // Cut off only when the program stops.
    tokio::task::spawn_blocking(work).await.map_err(|_| AppError::Unavailable(None))?
}

/// A log that cannot be read.
pub(crate) fn unreadable(error: SyncError) -> AppError {
    AppError::Room(RoomError::Corrupt(error))
}

/// A version whose row of content is missing or damaged.
pub(crate) fn damaged(version: &VersionRow, why: impl std::fmt::Display) -> AppError {
    AppError::Store(StoreError::Corrupt {
        what: format!("version_content {} {}", version.place.doc, version.number),
        why: why.to_string(),
    })
}

pub(crate) fn without_content(version: &VersionRow) -> AppError {
    damaged(version, "it is missing")
}
