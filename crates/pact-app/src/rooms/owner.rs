//! Who owns a document? One task: it drains its mailbox, lets the room decide, and carries the effects out.
//! Nobody else ever touches the room.

mod history;
mod projecting;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use pact_model::content::DocumentContent;
use pact_model::ids::{PersonId, ProcessId, RescueId};
use pact_store::{AuditEntry, Database, FieldConflictRow, LeaseRow, OriginKind, SnapshotRow, UpdateRow};
use pact_sync::{
    Attachment, AttachmentId, Author, Counter, Effect, FieldConflict, LogEntry, NewLease, Origin, Outgoing,
    Present, Quarantine, RefusedUpdate, RegisterFields, Room, SectionEdit, SyncError,
};
use pact_wire::message::PeerMessage;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tracing::{debug, error, info, warn};

use super::committer::{CommitState, Committer, ConflictNews, Group};
use super::compaction;
use super::fanout::{Audience, Dialect};
use super::marker::{MAX_IN_FLIGHT, Marker, STRIKES_TO_REFUSE};
use super::outbox::Outbox;
use super::{Place, RegisterState, RoomError};
use crate::clock::Clock;
use crate::ids::Ids;
use crate::rescues::{RefusedWords, keep_rescue};
pub use history::HistoryRequest;
use projecting::{ProjectionDue, written};

/// Messages taken from the mailbox in one turn.
const TURN: usize = 256;
/// One presence frame per room at most this often.
const PRESENCE_INTERVAL: Duration = Duration::from_millis(80);
/// How often presence expires and open holes are looked at.
const HOUSEKEEPING: Duration = Duration::from_secs(10);
/// The same while somebody's update is held: it must not wait much longer than it has to.
const HOUSEKEEPING_WHILE_HOLDING: Duration = Duration::from_secs(1);
/// Refused updates on their way to the disk at one time, in bytes. Beyond, authors are told at once, and only their
/// browsers have the words.
const MAX_KEEPING_BYTES: usize = 16 * 1024 * 1024;
/// How long the author of a refused update waits for its words to be kept before being told without them.
const RESCUE_PATIENCE: Duration = Duration::from_secs(2);
/// A snapshot is due after this many rows or bytes.
const SNAPSHOT_ROWS: i64 = 500;
const SNAPSHOT_BYTES: usize = 256 * 1024;
/// A room that closes leaves a snapshot when its tail is longer than this.
const SNAPSHOT_ROWS_AT_CLOSING: i64 = 64;
/// Rows after which a snapshot that failed is tried again: each try reads the whole document.
const SNAPSHOT_RETRY_ROWS: i64 = 100;
/// How soon a room that was busy when its time had come is looked at again.
const EVICTION_RETRY: Duration = Duration::from_millis(100);
/// How soon rows are offered again to a committer with a full queue.
const COMMIT_RETRY: Duration = Duration::from_millis(20);

/// What the owner of a document is asked.
pub enum Request {
    /// Somebody opens the document.
    Attach {
        id: AttachmentId,
        attachment: Box<Attachment>,
        dialect: Dialect,
        outbox: Arc<Outbox>,
        reply: oneshot::Sender<Joined>,
    },
    /// Somebody closes it.
    Detach(AttachmentId),
    /// A message of a peer; the permit counts its bytes against the mailbox.
    Deliver(AttachmentId, PeerMessage, Option<OwnedSemaphorePermit>),
    /// A socket that was behind has caught up.
    CaughtUp(AttachmentId),
    /// What the document says.
    Content(oneshot::Sender<DocumentContent>),
    /// A change of the section list; answered after the commit.
    Edit(Author, Box<SectionEdit>, oneshot::Sender<Result<(), RoomError>>),
    /// What the register says.
    Register(oneshot::Sender<RegisterState>),
    /// A change of the register; answered after the commit.
    EditRegister(Author, Box<RegisterFields>, oneshot::Sender<Result<(), RoomError>>),
    /// What versions are about.
    History(HistoryRequest),
    /// The room closes, for this reason: tell everybody and end.
    Shutdown(&'static str, oneshot::Sender<()>),
}

impl Request {
    fn hash_of_update(&self) -> Option<[u8; 32]> {
        match self {
            Self::Deliver(_, PeerMessage::Update(update) | PeerMessage::Step2(update), _) => {
                Some(Sha256::digest(update).into())
            }
            _ => None,
        }
    }
}

/// What somebody who joins learns.
#[derive(Clone, Copy, Debug)]
pub struct Joined {
    /// Generation of the document.
    pub epoch: i64,
    /// Place in the log at the time of joining.
    pub seq: i64,
}

/// Numbers the room shows to the outside without being asked.
#[derive(Debug, Default)]
pub struct Gauges {
    pub attachments: AtomicUsize,
    pub present: Mutex<Vec<Present>>,
}

/// Everything an owner needs to start.
pub struct Owner {
    pub place: Place,
    pub process: Option<ProcessId>,
    pub room: Room,
    pub inbox: mpsc::Receiver<Request>,
    pub database: Database,
    pub committer: Committer,
    pub clock: Clock,
    pub ids: Ids,
    pub marker: Marker,
    pub gauges: Arc<Gauges>,
    pub evict_after: Duration,
    pub snapshot_seq: i64,
    pub tail_bytes: usize,
    pub quarantine: Quarantine,
    /// Of a register: the place in the log that its rows reflect.
    pub projected_seq: Option<i64>,
}

/// Why the task ends.
enum End {
    Evicted,
    Lost,
    Poisoned(String),
    Shutdown(&'static str, oneshot::Sender<()>),
}

impl Owner {
    /// Runs until the room is evicted, lost, poisoned or the server stops.
    pub async fn run(self) {
        let commits =
            Arc::new(watch::Sender::new(CommitState { seq: self.room.committed_seq(), lost: false }));
        let mut running = Running {
            watcher: commits.subscribe(),
            commits,
            audience: Audience::default(),
            behind: HashMap::new(),
            edits: Vec::new(),
            effects: Vec::new(),
            started: Instant::now(),
            empty_since: Some(Instant::now()),
            presence_due: None,
            pending_snapshot: None,
            retry_from: 0,
            unsent: Vec::new(),
            unsent_leases: Vec::new(),
            unsent_conflicts: Vec::new(),
            keeping: JoinSet::new(),
            keeping_bytes: 0,
            present_changed: false,
            projection_due: None,
            projection: None,
            owner: self,
        };
        let end = running.serve().await;
        running.finish(end).await;
    }
}

struct Running {
    owner: Owner,
    commits: Arc<watch::Sender<CommitState>>,
    watcher: watch::Receiver<CommitState>,
    audience: Audience,
    /// For sockets that are behind: the clocks from which each client's structs were left out.
    behind: HashMap<AttachmentId, HashMap<u64, u32>>,
    edits: Vec<(i64, oneshot::Sender<Result<(), RoomError>>)>,
    effects: Vec<Effect>,
    started: Instant,
    empty_since: Option<Instant>,
    presence_due: Option<Instant>,
    pending_snapshot: Option<RunningSnapshot>,
    /// Place in the log from which a failed snapshot is tried again.
    retry_from: i64,
    /// Rows the committer had no room for.
    unsent: Vec<UpdateRow>,
    /// Client ids that write for the first time in them.
    unsent_leases: Vec<LeaseRow>,
    /// What became of fields in them that were set at the same time.
    unsent_conflicts: Vec<ConflictNews>,
    /// Refused words on their way to the disk; their authors are told when they are there.
    keeping: JoinSet<(Box<RefusedUpdate>, Option<RescueId>)>,
    keeping_bytes: usize,
    /// Whether somebody came or went in this turn.
    present_changed: bool,
    /// Of a register: since when its rows are behind, and when they are made again.
    projection_due: Option<ProjectionDue>,
    /// The place that the rows being written reflect, once they are; none when they could not be written.
    projection: Option<oneshot::Receiver<Option<i64>>>,
}

struct RunningSnapshot {
    /// The place it covers, or `None` when it was not verified or not written.
    report: oneshot::Receiver<Option<i64>>,
    /// Bytes of the tail when it was taken.
    tail_bytes: usize,
}

impl Running {
    async fn serve(&mut self) -> End {
        let mut turn = Vec::with_capacity(4);
        let mut housekeeping = Instant::now() + HOUSEKEEPING;
        loop {
            let wake_at = self.next_wake(housekeeping);
            tokio::select! {
                biased;
                changed = self.watcher.changed() => {
                    debug_assert!(changed.is_ok(), "this task holds the sender");
                }
                count = self.owner.inbox.recv_many(&mut turn, TURN) => {
                    if count == 0 {
                        return End::Evicted;
                    }
                }
                Some(kept) = self.keeping.join_next() => self.tell_refused(kept),
                written = written(&mut self.projection) => self.note_projection(written),
                () = tokio::time::sleep_until(wake_at.into()) => {}
            }
            // Looked at in every turn: acknowledgements never wait behind a busy mailbox.
            let state = *self.watcher.borrow_and_update();
            if state.lost {
                return End::Lost;
            }
            if state.seq > self.owner.room.committed_seq() {
                self.owner.room.committed(state.seq, &mut self.effects);
                self.answer_edits(state.seq);
            }
            let mut end = None;
            while end.is_none() && !self.owner.room.is_broken() && !turn.is_empty() {
                let together = turn.len().min(MAX_IN_FLIGHT);
                end = self.take_together(turn.drain(..together).collect());
            }
            // Nobody is answered from a document that cannot be trusted: who asked asks again.
            turn.clear();
            let now = Instant::now();
            let is_holding = self.owner.room.has_held();
            if is_holding {
                housekeeping = housekeeping.min(now + HOUSEKEEPING_WHILE_HOLDING);
            }
            if now >= housekeeping {
                housekeeping = now + if is_holding { HOUSEKEEPING_WHILE_HOLDING } else { HOUSEKEEPING };
                self.owner.room.tick(self.started.elapsed(), &mut self.effects);
            }
            // Also before the end: what was decided in this turn waits for its rows.
            if let Some(end) = self.carry_out().or(end) {
                return end;
            }
            if std::mem::take(&mut self.present_changed) {
                *self.owner.gauges.present.lock() = self.owner.room.present();
            }
            self.tell_presence(now);
            self.audience.flush();
            self.consider_snapshot(SNAPSHOT_ROWS);
            self.consider_projection(now);
            if self.may_evict(now) {
                return End::Evicted;
            }
        }
    }

    fn next_wake(&self, housekeeping: Instant) -> Instant {
        let now = Instant::now();
        let eviction = self.empty_since.map(|since| {
            let due = since + self.owner.evict_after;
            // It was due in this turn and something was in the way.
            if due > now { due } else { now + EVICTION_RETRY }
        });
        // A room nobody is in has no presence to expire: it only waits for its end.
        let routine = if eviction.is_some() { None } else { Some(housekeeping) };
        let offer = (!self.unsent.is_empty()).then(|| now + COMMIT_RETRY);
        let projection = self.projection_due.map(|due| due.at);
        [self.presence_due, eviction, routine, offer, projection]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(housekeeping)
    }

    /// Takes a few requests, with a note of the updates among them in case one of them ends the process.
    fn take_together(&mut self, requests: Vec<Request>) -> Option<End> {
        let hashes: Vec<[u8; 32]> = requests.iter().filter_map(Request::hash_of_update).collect();
        let noted = (!hashes.is_empty()).then(|| self.owner.marker.note(self.owner.place.document, &hashes));
        let mut end = None;
        for request in requests {
            end = self.take(request);
            if end.is_some() || self.owner.room.is_broken() {
                break;
            }
        }
        drop(noted);
        end
    }

    fn take(&mut self, request: Request) -> Option<End> {
        let now = self.started.elapsed();
        match request {
            Request::Deliver(from, message, _permit) => {
                self.owner.room.handle(from, message, now, &mut self.effects);
            }
            Request::Attach { id, attachment, dialect, outbox, reply } => {
                self.audience.join(id, attachment.may_read, dialect, outbox);
                self.owner.room.attach(id, *attachment, &mut self.effects);
                self.count_attachments();
                let joined = Joined { epoch: self.owner.room.epoch(), seq: self.owner.room.seq() };
                if reply.send(joined).is_err() {
                    self.detach(id);
                }
            }
            Request::Detach(id) => self.detach(id),
            Request::CaughtUp(id) => self.catch_up(id),
            Request::Content(reply) => {
                // A caller that went away needs no answer.
                let _ = reply.send(self.owner.room.content());
            }
            Request::Edit(author, edit, reply) => {
                let edited = self.owner.room.edit_sections(author, &edit, now, &mut self.effects);
                self.answer_when_stored(edited, reply);
            }
            Request::Register(reply) => {
                let room = &self.owner.room;
                let _ = reply.send(RegisterState {
                    seq: room.seq(),
                    fields: room.register(),
                    conflicts: room.conflicts(),
                });
            }
            Request::EditRegister(author, edit, reply) => {
                let edited = self.owner.room.edit_register(author, &edit, &mut self.effects);
                self.answer_when_stored(edited, reply);
            }
            Request::History(request) => self.take_history(request, now),
            Request::Shutdown(why, reply) => return Some(End::Shutdown(why, reply)),
        }
        None
    }

    fn answer_when_stored(
        &mut self,
        edited: Result<Option<i64>, SyncError>,
        reply: oneshot::Sender<Result<(), RoomError>>,
    ) {
        match edited {
            Ok(Some(seq)) => self.edits.push((seq, reply)),
            // What is there already may still be on its way to the disk.
            Ok(None) if self.owner.room.committed_seq() < self.owner.room.seq() => {
                self.edits.push((self.owner.room.seq(), reply));
            }
            Ok(None) => drop(reply.send(Ok(()))),
            Err(SyncError::Integration(_)) => drop(reply.send(Err(RoomError::Closed))),
            Err(error) => drop(reply.send(Err(RoomError::Edit(error)))),
        }
    }

    fn detach(&mut self, id: AttachmentId) {
        self.owner.room.detach(id, self.started.elapsed(), &mut self.effects);
        self.audience.leave(id);
        self.behind.remove(&id);
        self.count_attachments();
    }

    fn count_attachments(&mut self) {
        let count = self.owner.room.attachments();
        self.owner.gauges.attachments.store(count, Ordering::Relaxed);
        self.present_changed = true;
        self.empty_since = if count == 0 { self.empty_since.or_else(|| Some(Instant::now())) } else { None };
    }

    fn answer_edits(&mut self, seq: i64) {
        let (done, waiting) =
            std::mem::take(&mut self.edits).into_iter().partition(|(place, _)| *place <= seq);
        self.edits = waiting;
        for (_, reply) in done {
            drop(reply.send(Ok(())));
        }
    }

    fn carry_out(&mut self) -> Option<End> {
        let mut end = None;
        let mut updates: Vec<(Bytes, Option<AttachmentId>)> = Vec::new();
        let mut announcements: Vec<(String, Vec<AttachmentId>)> = Vec::new();
        // A refusal without words is told at once, which is one effect more.
        while !self.effects.is_empty() {
            for effect in std::mem::take(&mut self.effects) {
                match effect {
                    Effect::Send(to, message) => self.audience.send(to, &message),
                    Effect::Broadcast { update, except } => updates.push((update, except)),
                    Effect::Append(entry) => self.enlist(entry),
                    Effect::Refused(refused) => self.keep(refused),
                    Effect::Security { what, by } => self.note(what, by),
                    Effect::Announce { text, to } => announcements.push((text, to)),
                    Effect::Count(counter) => count(counter),
                    Effect::Reload { why, update } => {
                        // What was accepted before it in the same turn is told and written all the same.
                        self.quarantine(&update, &why);
                        end = Some(End::Poisoned(why));
                    }
                }
            }
        }
        if !updates.is_empty() {
            metrics::counter!("pattovivo_updates_total").increment(updates.len() as u64);
            for id in self.audience.broadcast(&updates) {
                self.fall_behind(id, &updates);
            }
        }
        for (text, to) in announcements {
            let message = Outgoing::Stateless(text);
            for id in to {
                self.audience.send(id, &message);
            }
        }
        if !self.unsent.is_empty() {
            // Peers first, disk second: they see the words at once, «Salvato» comes after the commit.
            self.audience.flush();
            let group = self.unsent_group();
            if let Err(group) = self.owner.committer.try_commit(group) {
                self.unsent = group.rows;
                self.unsent_leases = group.leases;
                self.unsent_conflicts = group.conflicts;
            }
        }
        end
    }

    fn enlist(&mut self, mut entry: LogEntry) {
        let news = std::mem::take(&mut entry.conflicts).into_iter();
        self.unsent_conflicts.extend(news.map(|conflict| ConflictNews {
            seq: entry.seq,
            values: conflict_rows(&conflict),
            key: conflict.key,
            at: self.owner.clock.now(),
        }));
        self.owner.tail_bytes += entry.bytes.len();
        let leases: Vec<LeaseRow> = entry.leases.iter().map(|lease| self.lease(*lease)).collect();
        self.unsent_leases.extend(leases);
        let row = self.row(entry);
        self.unsent.push(row);
    }

    fn unsent_group(&mut self) -> Group {
        Group {
            document: self.owner.place.document,
            epoch: self.owner.room.epoch(),
            rows: std::mem::take(&mut self.unsent),
            leases: std::mem::take(&mut self.unsent_leases),
            conflicts: std::mem::take(&mut self.unsent_conflicts),
            done: self.commits.clone(),
        }
    }

    fn row(&self, entry: LogEntry) -> UpdateRow {
        UpdateRow {
            seq: entry.seq,
            person: entry.author.person,
            actor: entry.author.actor,
            client_id: entry.client.and_then(|client| i64::try_from(client).ok()),
            origin_kind: match entry.origin {
                Origin::Edit => OriginKind::Edit,
                Origin::Relay => OriginKind::Relay,
                Origin::Server => OriginKind::Server,
                Origin::Restore => OriginKind::Restore,
            },
            bytes: entry.bytes,
            at: self.owner.clock.now(),
        }
    }

    fn lease(&self, lease: NewLease) -> LeaseRow {
        LeaseRow {
            doc: self.owner.place.document,
            client_id: i64::try_from(lease.client).unwrap_or(i64::MAX),
            person: lease.holder.person.unwrap_or_else(|| PersonId::from_uuid(uuid::Uuid::nil())),
            actor: lease.holder.actor,
            connection: String::new(),
            granted_at: self.owner.clock.now(),
            released_at: None,
        }
    }

    /// Keeps the words of a refused update beside the room; its author is told when they are on disk.
    fn keep(&mut self, refused: Box<RefusedUpdate>) {
        metrics::counter!("pattovivo_refusals_total", "code" => refused.code).increment(1);
        let size = refused.bytes.len();
        if refused.words.is_empty() || self.keeping_bytes + size > MAX_KEEPING_BYTES {
            return self.owner.room.settle_refusal(&refused, None, &mut self.effects);
        }
        self.keeping_bytes += size;
        let words = RefusedWords {
            document: self.owner.place.document,
            epoch: self.owner.room.epoch(),
            author: refused.author,
            client: refused.client,
            code: refused.code,
            bytes: refused.bytes.clone(),
            text: refused.words.clone(),
        };
        let (database, clock, ids) =
            (self.owner.database.clone(), self.owner.clock.clone(), self.owner.ids.clone());
        self.keeping.spawn(async move {
            let keeping = keep_rescue(&database, &clock, &ids, words);
            let kept = match tokio::time::timeout(RESCUE_PATIENCE, keeping).await {
                Ok(Ok(kept)) => kept,
                Ok(Err(cause)) => {
                    warn!(error = %cause, "refused words were not kept; their author's browser has them");
                    None
                }
                Err(_) => {
                    warn!("refused words were not kept in time; their author's browser has them");
                    None
                }
            };
            (refused, kept)
        });
    }

    fn tell_refused(&mut self, kept: Result<(Box<RefusedUpdate>, Option<RescueId>), tokio::task::JoinError>) {
        // Nothing in there panics.
        let Ok((refused, rescue)) = kept else { return };
        self.keeping_bytes -= refused.bytes.len();
        let rescue = rescue.map(|id| id.to_string());
        self.owner.room.settle_refusal(&refused, rescue.as_deref(), &mut self.effects);
    }

    /// What no honest client does is written down, once for each connection and kind.
    fn note(&self, what: &'static str, by: Author) {
        let document = self.owner.place.document;
        warn!(document.id = %document, act = what, "somebody tried {what} in {document}");
        metrics::counter!("pattovivo_security_events_total", "act" => what).increment(1);
        let entry = AuditEntry {
            process: self.owner.process,
            document: Some(document),
            actor: by.actor,
            role: None,
            act: format!("security_{what}"),
            detail: String::new(),
            at: self.owner.clock.now(),
        };
        let database = self.owner.database.clone();
        tokio::spawn(async move {
            let noted = async {
                let mut tx = database.begin().await?;
                tx.insert_audit(&entry).await?;
                tx.commit().await
            };
            if let Err(cause) = noted.await {
                warn!(error = %cause, "a security event was not written down");
            }
        });
    }

    /// Remembers what a slow socket was not told, as the lowest clock left out per client.
    fn fall_behind(&mut self, id: AttachmentId, updates: &[(Bytes, Option<AttachmentId>)]) {
        metrics::counter!("pattovivo_slow_consumers_total").increment(1);
        let missing = self.behind.entry(id).or_default();
        for (update, _) in updates {
            let Ok(inspection) = pact_wire::update::inspect(update, &pact_wire::update::Limits::DOCUMENT)
            else {
                continue;
            };
            for block in inspection.blocks {
                let clock = missing.entry(block.client).or_insert(block.start);
                *clock = (*clock).min(block.start);
            }
        }
    }

    fn catch_up(&mut self, id: AttachmentId) {
        if let Some(missing) = self.behind.remove(&id)
            && let Some(update) = self.owner.room.resend(&missing)
        {
            self.audience.send(id, &Outgoing::Update(update));
        }
    }

    fn tell_presence(&mut self, now: Instant) {
        if !self.owner.room.presence_is_dirty() {
            self.presence_due = None;
            return;
        }
        match self.presence_due {
            // The first change waits one interval, so that what comes with it travels in the same frame.
            None => self.presence_due = Some(now + PRESENCE_INTERVAL),
            Some(due) if now >= due => {
                self.presence_due = None;
                if let Some(frame) = self.owner.room.drain_presence() {
                    self.audience.presence(&frame);
                }
            }
            Some(_) => {}
        }
    }

    fn quarantine(&self, update: &Bytes, why: &str) {
        let hash: [u8; 32] = Sha256::digest(update).into();
        self.owner.quarantine.lock().insert(hash);
        metrics::counter!("pattovivo_quarantined_total").increment(1);
        let (database, document) = (self.owner.database.clone(), self.owner.place.document);
        let (why, at) = (why.to_owned(), self.owner.clock.now());
        tokio::spawn(async move {
            let remembered = async {
                let mut tx = database.begin().await?;
                tx.quarantine(&hash, document, &why, STRIKES_TO_REFUSE, at).await?;
                tx.commit().await
            };
            if let Err(cause) = remembered.await {
                warn!(error = %cause, "an update that did harm is known until the next start only");
            }
        });
    }

    /// Starts a snapshot when the tail is long and everything is on disk.
    fn consider_snapshot(&mut self, after_rows: i64) {
        if let Some(running) = &mut self.pending_snapshot {
            match running.report.try_recv() {
                Ok(Some(seq)) => {
                    self.owner.snapshot_seq = seq;
                    self.owner.tail_bytes -= running.tail_bytes;
                }
                Ok(None) | Err(oneshot::error::TryRecvError::Closed) => {
                    self.retry_from = self.owner.room.seq() + SNAPSHOT_RETRY_ROWS;
                }
                Err(oneshot::error::TryRecvError::Empty) => return,
            }
            self.pending_snapshot = None;
        }
        let room = &mut self.owner.room;
        let tail = room.seq() - self.owner.snapshot_seq;
        let due = tail > after_rows || (self.owner.tail_bytes > SNAPSHOT_BYTES && tail > 0);
        if !due || room.seq() < self.retry_from || room.committed_seq() != room.seq() {
            return;
        }
        let (state, fingerprint) = room.snapshot();
        let row = SnapshotRow {
            doc: self.owner.place.document,
            epoch: room.epoch(),
            seq: room.seq(),
            state,
            hash: [0; 32],
            verified_at: self.owner.clock.now(),
        };
        let (report, receiver) = oneshot::channel();
        self.pending_snapshot = Some(RunningSnapshot { report: receiver, tail_bytes: self.owner.tail_bytes });
        let database = self.owner.database.clone();
        tokio::spawn(async move {
            let seq = row.seq;
            let written = store_snapshot(&database, row, fingerprint).await;
            // A room that has ended does not ask.
            let _ = report.send(written.then_some(seq));
        });
    }

    fn may_evict(&self, now: Instant) -> bool {
        let idle = self.empty_since.is_some_and(|since| now.duration_since(since) >= self.owner.evict_after);
        idle && self.owner.room.committed_seq() == self.owner.room.seq()
            && self.edits.is_empty()
            && self.keeping.is_empty()
            && self.pending_snapshot.is_none()
            && self.is_projected()
            && self.owner.place.try_close(|| self.owner.inbox.is_empty())
    }

    async fn finish(mut self, end: End) {
        let document = self.owner.place.document;
        // Nobody is left waiting in a mailbox that is not read any more.
        self.owner.inbox.close();
        // Only a document that holds exactly its log may become a snapshot of it (invariant I9).
        let is_trusted = !matches!(end, End::Lost | End::Poisoned(_));
        let shutdown_reply = match end {
            End::Evicted => {
                debug!(document.id = %document, "room of {document} closed, nobody is in it");
                None
            }
            End::Lost => {
                warn!(document.id = %document, "another writer holds the log of {document}, the room closes");
                self.audience.tell_moving("elsewhere");
                None
            }
            End::Poisoned(why) => {
                error!(document.id = %document, reason = %why, "room of {document} reloads from the log");
                metrics::counter!("pattovivo_room_reloads_total").increment(1);
                self.audience.tell_moving("reload");
                None
            }
            End::Shutdown(why, reply) => {
                self.audience.tell_moving(why);
                Some(reply)
            }
        };
        self.audience.flush();
        while let Some(kept) = self.keeping.join_next().await {
            self.tell_refused(kept);
        }
        self.wait_for_the_disk().await;
        self.audience.flush();
        if is_trusted {
            self.consider_snapshot(SNAPSHOT_ROWS_AT_CLOSING);
            self.finish_projection().await;
        }
        if let Some(running) = self.pending_snapshot.take() {
            drop(running.report.await);
        }
        // Only now, with everything acknowledged. An evicted room has nobody left to tell.
        self.audience.end_all();
        // Leaves the room table.
        drop(self);
        if let Some(reply) = shutdown_reply {
            info!(document.id = %document, "room of {document} is on disk");
            let _ = reply.send(());
        }
    }

    /// What was accepted is written and acknowledged before the room ends.
    async fn wait_for_the_disk(&mut self) {
        if !self.unsent.is_empty() {
            let group = self.unsent_group();
            self.owner.committer.commit(group).await;
        }
        loop {
            // Looked at before waiting: what was seen in the last turn is not announced again.
            let state = *self.watcher.borrow_and_update();
            if state.lost {
                return;
            }
            self.owner.room.committed(state.seq, &mut self.effects);
            self.answer_edits(state.seq);
            for effect in std::mem::take(&mut self.effects) {
                if let Effect::Send(to, message) = effect {
                    self.audience.send(to, &message);
                }
            }
            self.audience.flush();
            let is_done = self.owner.room.committed_seq() >= self.owner.room.seq();
            if is_done || self.watcher.changed().await.is_err() {
                return;
            }
        }
    }
}

fn conflict_rows(conflict: &FieldConflict) -> Vec<FieldConflictRow> {
    let row = |rival: &pact_sync::Rival| FieldConflictRow {
        key: conflict.key.clone(),
        value: rival.value.clone(),
        actor: rival.author.actor,
        client_id: i64::try_from(rival.client).unwrap_or(i64::MAX),
        clock: i64::from(rival.clock),
    };
    conflict.rivals.iter().map(row).collect()
}

fn count(counter: Counter) {
    let name = match counter {
        Counter::ReadOnlyRefused => "pattovivo_read_only_refused_total",
        Counter::Refused => "pattovivo_refused_total",
        Counter::Held => "pattovivo_held_total",
    };
    metrics::counter!(name).increment(1);
}

/// Verifies a snapshot in a fresh document before it is stored (invariant I9).
async fn store_snapshot(database: &Database, mut row: SnapshotRow, fingerprint: (Vec<u8>, Vec<u8>)) -> bool {
    let state = row.state.clone();
    let verified = tokio::task::spawn_blocking(move || {
        let hash: [u8; 32] = Sha256::digest(&state).into();
        pact_sync::fingerprint_of(&state).map(|found| (found == fingerprint, hash))
    })
    .await;
    let document = row.doc;
    match verified {
        Ok(Ok((true, hash))) => row.hash = hash,
        Ok(Ok((false, _))) => {
            error!(document.id = %document, "a snapshot of {document} differs from the room, it is not stored");
            metrics::counter!("pattovivo_snapshot_mismatch_total").increment(1);
            return false;
        }
        Ok(Err(cause)) => {
            error!(document.id = %document, error = %cause, "a snapshot of {document} cannot be read back");
            return false;
        }
        Err(cause) => {
            error!(document.id = %document, error = %cause, "verification of a snapshot of {document} failed");
            return false;
        }
    }
    let written = async {
        let mut tx = database.begin().await?;
        tx.insert_snapshot(&row).await?;
        tx.commit().await
    };
    match written.await {
        Ok(()) => {
            compaction::start(database.clone(), document);
            true
        }
        Err(cause) => {
            warn!(document.id = %document, error = %cause, "a snapshot of {document} was not written");
            false
        }
    }
}
