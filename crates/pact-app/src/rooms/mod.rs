//! Which rooms are open? The room table: at most one owner per document, loaded once however many knock
//! (single flight), and never a second one while the first still closes.

mod closing;
mod committer;
mod compaction;
mod fanout;
mod history;
pub mod marker;
mod outbox;
mod owner;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use pact_model::content::DocumentContent;
use pact_model::document::DocumentKind;
use pact_model::ids::{DocumentId, ProcessId};
use pact_store::{Database, FieldConflictRow, StoreError, Tx};
use pact_sync::{AttachmentId, Quarantine, RegisterFields, Replica, Rival, Room, RoomRules, SyncError};
use pact_wire::message::PeerMessage;
use parking_lot::Mutex;
use thiserror::Error;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

pub use closing::HeldShut;
pub use compaction::{Compacted, compact};
pub use fanout::Dialect;
pub use marker::{FILE_NAME as MARKER_FILE, Marker, STRIKES_TO_REFUSE, recover};
pub use outbox::{Class, Ending, Outbox, Pushed, STALL_LIMIT, Transport};
pub use owner::Joined;
pub use pact_sync::{Attachment, Author, FieldConflict, Present, RestorePlan, SectionEdit, Writing, refused};

use crate::clock::Clock;
use crate::ids::Ids;
use committer::Committer;
use owner::{Gauges, Owner, Request};

/// Messages that may wait for one room.
const MAILBOX: usize = 256;
/// Bytes that may wait for one room: beyond, its sockets are not read.
const MAILBOX_BYTES: usize = 4 * 1024 * 1024;
/// Messages below this are not counted: 256 of them are 1 MiB at most.
const SMALL_MESSAGE: usize = 4 * 1024;
/// Rows read at once when a document is loaded.
const LOAD_PAGE: u32 = 2_000;
/// Documents loaded at the same time: loading is work for the processor, more would only slow each other.
const PARALLEL_LOADS: usize = 2;

/// How often somebody asks who finds each time that the room ends with the question in its mailbox.
const KNOCKS: usize = 3;

/// What an installation may choose.
#[derive(Clone, Debug)]
pub struct RoomSettings {
    /// A room with nobody in it is closed after this time.
    pub evict_after: Duration,
    /// Waited before each commit; zero but in tests.
    pub commit_delay: Duration,
    /// Most bytes one encoded document may have.
    pub max_document_bytes: usize,
    /// An update that breaks the room that takes it in. None but in tests of what happens then.
    pub breaks_on: Option<Bytes>,
    /// Where updates are noted while they are taken in.
    pub marker: Marker,
}

impl Default for RoomSettings {
    fn default() -> Self {
        Self {
            evict_after: Duration::from_mins(1),
            commit_delay: Duration::ZERO,
            max_document_bytes: pact_wire::limits::MAX_DOCUMENT_BYTES,
            breaks_on: None,
            marker: Marker::none(),
        }
    }
}

/// Why a room could not do what it was asked.
#[derive(Debug, Error)]
pub enum RoomError {
    /// There is no such document.
    #[error("no such document")]
    NotFound,
    /// The database did not answer, or its rows cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stored document cannot be rebuilt. It is never opened empty instead (invariant I10).
    #[error("the stored document cannot be rebuilt: {0}")]
    Corrupt(#[source] SyncError),
    /// The change of the section list cannot be carried out.
    #[error(transparent)]
    Edit(SyncError),
    /// The room closed while it was asked; asking again opens it anew.
    #[error("the room closed meanwhile")]
    Closed,
}

/// A register as its room knows it.
#[derive(Clone, Debug)]
pub struct RegisterState {
    /// The place in the log it reflects.
    pub seq: i64,
    /// Fields and long texts.
    pub fields: RegisterFields,
    /// Fields that were set at the same time.
    pub conflicts: Vec<FieldConflict>,
}

/// Rooms and sockets in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Open rooms.
    pub rooms: usize,
    /// Documents open on sockets.
    pub attachments: usize,
}

/// The room table.
pub struct Rooms {
    database: Database,
    clock: Clock,
    ids: Ids,
    settings: RoomSettings,
    committer: Committer,
    table: Table,
    next_attachment: AtomicU64,
    loads: Semaphore,
    quarantine: Quarantine,
}

impl std::fmt::Debug for Rooms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rooms").field("settings", &self.settings).finish_non_exhaustive()
    }
}

type Table = Arc<Mutex<HashMap<DocumentId, Arc<Slot>>>>;

/// One document in the table. Whoever wants the room locks `state` while knocking.
struct Slot {
    state: tokio::sync::Mutex<SlotState>,
    ended: watch::Sender<bool>,
}

enum SlotState {
    Empty,
    Live(Handle),
    /// This slot is out of the table, or will be in a moment: look again.
    Closing,
}

#[derive(Clone)]
struct Handle {
    mailbox: mpsc::Sender<Request>,
    bytes: Arc<Semaphore>,
    gauges: Arc<Gauges>,
}

impl Slot {
    fn new() -> Self {
        Self { state: tokio::sync::Mutex::new(SlotState::Empty), ended: watch::Sender::new(false) }
    }
}

/// An owner's place in the table, given back when it is dropped: also when the owner panicked, or its document
/// could never be opened again.
struct Place {
    document: DocumentId,
    slot: Arc<Slot>,
    table: Table,
}

impl Place {
    /// Begins closing unless somebody is knocking: they hold the lock until their request is in the mailbox,
    /// so only under the lock it is certain that none is there.
    fn try_close(&self, is_mailbox_empty: impl FnOnce() -> bool) -> bool {
        let Ok(mut state) = self.slot.state.try_lock() else { return false };
        let may_close = is_mailbox_empty();
        if may_close {
            *state = SlotState::Closing;
        }
        may_close
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Somebody who holds the lock is knocking, finds the mailbox closed, and marks the slot himself.
        if let Ok(mut state) = self.slot.state.try_lock() {
            *state = SlotState::Closing;
        }
        forget(&self.table, self.document, &self.slot);
        self.slot.ended.send_replace(true);
    }
}

fn forget(table: &Table, document: DocumentId, slot: &Arc<Slot>) {
    let mut slots = table.lock();
    if slots.get(&document).is_some_and(|known| Arc::ptr_eq(known, slot)) {
        slots.remove(&document);
    }
}

/// One document open on one socket.
pub struct AttachmentHandle {
    seat: Seat,
    /// What was learned at joining.
    pub joined: Joined,
}

/// An attachment in a room, given up when it is dropped: also by somebody who stops waiting while joining.
struct Seat {
    id: AttachmentId,
    room: Handle,
}

impl AttachmentHandle {
    /// Hands a message to the room. Waits while the room is full, so that the socket is not read meanwhile.
    ///
    /// # Errors
    /// [`RoomError::Closed`] when the room has ended.
    pub async fn deliver(&self, message: PeerMessage) -> Result<(), RoomError> {
        let size = message.payload_len();
        let permit = if size > SMALL_MESSAGE {
            let count = u32::try_from(size.min(MAILBOX_BYTES)).unwrap_or(u32::MAX);
            Some(
                self.seat
                    .room
                    .bytes
                    .clone()
                    .acquire_many_owned(count)
                    .await
                    .map_err(|_| RoomError::Closed)?,
            )
        } else {
            None
        };
        let request = Request::Deliver(self.seat.id, message, permit);
        self.seat.room.mailbox.send(request).await.map_err(|_| RoomError::Closed)
    }

    /// The socket has caught up after having been behind.
    pub async fn caught_up(&self) {
        // A room that ended has nothing to resend.
        let _ = self.seat.room.mailbox.send(Request::CaughtUp(self.seat.id)).await;
    }

    /// Whether the room has ended.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.seat.room.mailbox.is_closed()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let request = Request::Detach(self.id);
        if let Err(mpsc::error::TrySendError::Full(request)) = self.room.mailbox.try_send(request) {
            let mailbox = self.room.mailbox.clone();
            // Without a runtime there is no room left either.
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(async move { drop(mailbox.send(request).await) });
            }
        }
    }
}

impl Rooms {
    /// An empty table and the committer behind it. Must be called inside a tokio runtime.
    #[must_use]
    pub fn new(database: Database, clock: Clock, ids: Ids, settings: RoomSettings) -> Arc<Self> {
        let committer = Committer::start(database.clone(), settings.commit_delay);
        Arc::new(Self {
            database,
            clock,
            ids,
            settings,
            committer,
            table: Table::default(),
            next_attachment: AtomicU64::new(1),
            loads: Semaphore::new(PARALLEL_LOADS),
            quarantine: Arc::default(),
        })
    }

    /// Reads which updates did harm before, so that they are never taken in again. Called once, before the first
    /// document is opened.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn recall_quarantine(&self) -> Result<(), StoreError> {
        let hashes = self.database.read().await?.quarantined(STRIKES_TO_REFUSE).await?;
        self.quarantine.lock().extend(hashes);
        Ok(())
    }

    /// Opens a document on a socket.
    ///
    /// # Errors
    /// The document does not exist or cannot be read.
    pub async fn attach(
        &self,
        document: DocumentId,
        attachment: Attachment,
        dialect: Dialect,
        outbox: Arc<Outbox>,
    ) -> Result<AttachmentHandle, RoomError> {
        for _ in 0..KNOCKS {
            let id = AttachmentId(self.next_attachment.fetch_add(1, Ordering::Relaxed));
            let (reply, answer) = oneshot::channel();
            let request = Request::Attach {
                id,
                attachment: Box::new(attachment.clone()),
                dialect: dialect.clone(),
                outbox: outbox.clone(),
                reply,
            };
            let seat = Seat { id, room: self.ask(document, request).await? };
            if let Ok(joined) = answer.await {
                return Ok(AttachmentHandle { seat, joined });
            }
        }
        Err(RoomError::Closed)
    }

    /// What a document says now.
    ///
    /// # Errors
    /// The document does not exist or cannot be read.
    pub async fn content(&self, document: DocumentId) -> Result<DocumentContent, RoomError> {
        for _ in 0..KNOCKS {
            let (reply, answer) = oneshot::channel();
            self.ask(document, Request::Content(reply)).await?;
            if let Ok(content) = answer.await {
                return Ok(content);
            }
        }
        Err(RoomError::Closed)
    }

    /// Changes the section list; returns once the change is on disk.
    ///
    /// # Errors
    /// The document does not exist or cannot be read, or the change names an unknown section.
    pub async fn edit(&self, document: DocumentId, by: Author, edit: SectionEdit) -> Result<(), RoomError> {
        let (reply, answer) = oneshot::channel();
        self.ask(document, Request::Edit(by, Box::new(edit), reply)).await?;
        answer.await.map_err(|_| RoomError::Closed)?
    }

    /// What a register says now.
    ///
    /// # Errors
    /// The document does not exist or cannot be read.
    pub async fn register(&self, document: DocumentId) -> Result<RegisterState, RoomError> {
        for _ in 0..KNOCKS {
            let (reply, answer) = oneshot::channel();
            self.ask(document, Request::Register(reply)).await?;
            if let Ok(state) = answer.await {
                return Ok(state);
            }
        }
        Err(RoomError::Closed)
    }

    /// Changes a register, all of it in one row; returns once the change is on disk.
    ///
    /// # Errors
    /// The document does not exist or cannot be read, or the change does not fit a register.
    pub async fn edit_register(
        &self,
        document: DocumentId,
        by: Author,
        edit: RegisterFields,
    ) -> Result<(), RoomError> {
        let (reply, answer) = oneshot::channel();
        self.ask(document, Request::EditRegister(by, Box::new(edit), reply)).await?;
        answer.await.map_err(|_| RoomError::Closed)?
    }

    /// Who has a document open, by body or role; one entry per attachment.
    #[must_use]
    pub fn present(&self, document: DocumentId) -> Vec<Present> {
        let slot = self.table.lock().get(&document).cloned();
        let handle = slot.and_then(|slot| match slot.state.try_lock().as_deref() {
            Ok(SlotState::Live(handle)) => Some(handle.clone()),
            _ => None,
        });
        handle.map(|handle| handle.gauges.present.lock().clone()).unwrap_or_default()
    }

    /// How many rooms are open and how many attachments are in them.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let slots: Vec<Arc<Slot>> = self.table.lock().values().cloned().collect();
        let attachments = slots
            .iter()
            .map(|slot| match slot.state.try_lock().as_deref() {
                Ok(SlotState::Live(handle)) => handle.gauges.attachments.load(Ordering::Relaxed),
                _ => 0,
            })
            .sum();
        Counts { rooms: slots.len(), attachments }
    }

    /// Hands a request to the owner of a document, opening the room if needed. The slot stays locked until the
    /// request is in the mailbox, so a room cannot close in between.
    async fn ask(&self, document: DocumentId, request: Request) -> Result<Handle, RoomError> {
        let mut request = request;
        loop {
            let slot = self.table.lock().entry(document).or_insert_with(|| Arc::new(Slot::new())).clone();
            let mut state = slot.state.lock().await;
            let handle = match &*state {
                SlotState::Live(handle) => handle.clone(),
                SlotState::Closing => {
                    drop(state);
                    self.wait_for_the_end(document, &slot).await;
                    continue;
                }
                SlotState::Empty => match Box::pin(self.load(document, slot.clone())).await {
                    Ok(handle) => {
                        *state = SlotState::Live(handle.clone());
                        handle
                    }
                    Err(error) => {
                        *state = SlotState::Closing;
                        slot.ended.send_replace(true);
                        drop(state);
                        forget(&self.table, document, &slot);
                        return Err(error);
                    }
                },
            };
            match handle.mailbox.send(request).await {
                Ok(()) => return Ok(handle),
                Err(mpsc::error::SendError(unsent)) => {
                    request = unsent;
                    *state = SlotState::Closing;
                }
            }
        }
    }

    async fn wait_for_the_end(&self, document: DocumentId, slot: &Arc<Slot>) {
        let mut ended = slot.ended.subscribe();
        // The sender lives in the slot we hold, so this ends with the value.
        let _ = ended.wait_for(|ended| *ended).await;
        forget(&self.table, document, slot);
    }

    async fn load(&self, document: DocumentId, slot: Arc<Slot>) -> Result<Handle, RoomError> {
        let _turn = self.loads.acquire().await.map_err(|_| RoomError::Closed)?;
        let stored = read_log(&self.database, document).await?;
        let client_id = u64::from(rand::random::<u32>() | 0x8000_0000);
        let (snapshot, updates) = (stored.snapshot, stored.updates);
        let tail_bytes = updates.iter().map(Bytes::len).sum();
        let replica =
            tokio::task::spawn_blocking(move || Replica::load(client_id, snapshot.as_deref(), &updates))
                .await
                .map_err(|_| RoomError::Closed)?
                .map_err(RoomError::Corrupt)?;
        let (mailbox, inbox) = mpsc::channel(MAILBOX);
        let gauges = Arc::new(Gauges::default());
        let rules = RoomRules {
            kind: stored.kind,
            schema: stored.schema,
            max_document_bytes: self.settings.max_document_bytes,
            quarantine: self.quarantine.clone(),
            breaks_on: self.settings.breaks_on.clone(),
        };
        let room = Room::new(replica, stored.epoch, stored.seq, stored.leases, rules)
            .with_conflicts(stored.conflicts);
        let owner = Owner {
            place: Place { document, slot, table: self.table.clone() },
            process: stored.process,
            room,
            inbox,
            database: self.database.clone(),
            committer: self.committer.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            marker: self.settings.marker.clone(),
            gauges: gauges.clone(),
            evict_after: self.settings.evict_after,
            snapshot_seq: stored.snapshot_seq,
            tail_bytes,
            quarantine: self.quarantine.clone(),
            projected_seq: stored.projected_seq,
        };
        tokio::spawn(owner.run());
        Ok(Handle { mailbox, bytes: Arc::new(Semaphore::new(MAILBOX_BYTES)), gauges })
    }
}

/// A document as it is stored.
pub struct StoredLog {
    /// Generation of the document.
    pub epoch: i64,
    /// Last place in the log.
    pub seq: i64,
    /// Place the snapshot covers; 0 without one.
    pub snapshot_seq: i64,
    /// Newest verified state.
    pub snapshot: Option<Bytes>,
    /// Rows after it, in order.
    pub updates: Vec<Bytes>,
    /// What the document is.
    pub kind: DocumentKind,
    /// Number of its schema.
    pub schema: i64,
    /// Its process.
    pub process: Option<ProcessId>,
    /// Who holds which client id of it.
    pub leases: Vec<(u64, Author)>,
    /// Fields that were set at the same time, of a register.
    pub conflicts: Vec<FieldConflict>,
    /// Of a register: the place in the log that its rows reflect, 0 when there are none.
    pub projected_seq: Option<i64>,
}

/// Reads a document's snapshot and the rows after it.
///
/// # Errors
/// [`RoomError::NotFound`], or [`RoomError::Store`] when rows are missing or the database does not answer.
pub async fn read_log(database: &Database, document: DocumentId) -> Result<StoredLog, RoomError> {
    read_log_in(&mut database.read().await?, document).await
}

/// The same as part of a transaction.
pub(crate) async fn read_log_in(tx: &mut Tx, document: DocumentId) -> Result<StoredLog, RoomError> {
    let row = tx.document(document).await?.ok_or(RoomError::NotFound)?;
    let snapshot = tx.latest_snapshot(document, row.epoch).await?;
    let snapshot_seq = snapshot.as_ref().map_or(0, |snapshot| snapshot.seq);
    let mut seq = snapshot_seq;
    let mut updates = Vec::new();
    loop {
        let page = tx.updates_after(document, row.epoch, seq, LOAD_PAGE).await?;
        seq = page.last_seq();
        let complete = page.is_complete();
        updates.extend(page.into_rows().into_iter().map(|row| row.bytes));
        if complete {
            break;
        }
    }
    let leases = tx.leases(document).await?.into_iter().filter_map(|lease| {
        let holder = Author { person: Some(lease.person), actor: lease.actor };
        Some((u64::try_from(lease.client_id).ok()?, holder))
    });
    let leases = leases.collect();
    let (conflicts, projected_seq) = if row.kind == DocumentKind::Register {
        let projection = tx.projection(document).await?.filter(|found| found.epoch == row.epoch);
        let conflicts = conflicts(tx.field_conflicts(document, row.epoch).await?);
        (conflicts, Some(projection.map_or(0, |found| found.seq)))
    } else {
        (Vec::new(), None)
    };
    Ok(StoredLog {
        leases,
        conflicts,
        projected_seq,
        epoch: row.epoch,
        seq,
        snapshot_seq,
        snapshot: snapshot.map(|snapshot| snapshot.state),
        updates,
        kind: row.kind,
        schema: row.schema,
        process: row.process,
    })
}

/// Rows of one field stand together.
fn conflicts(rows: Vec<FieldConflictRow>) -> Vec<FieldConflict> {
    let mut conflicts: Vec<FieldConflict> = Vec::new();
    for row in rows {
        let rival = Rival {
            value: row.value,
            author: Author { person: None, actor: row.actor },
            client: u64::try_from(row.client_id).unwrap_or(0),
            clock: u32::try_from(row.clock).unwrap_or(0),
        };
        match conflicts.last_mut() {
            Some(last) if last.key == row.key => last.rivals.push(rival),
            _ => conflicts.push(FieldConflict { key: row.key, rivals: vec![rival] }),
        }
    }
    conflicts
}
