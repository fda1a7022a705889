//! When is an edit on disk? One task gathers the rows of all rooms, writes them in one transaction with one
//! sync, and only then tells the rooms (invariant I1). It never waits when idle; under load rows gather while
//! the transaction before them is being written.

use std::sync::Arc;
use std::time::Duration;

use pact_model::ids::DocumentId;
use pact_model::time::Timestamp;
use pact_store::{Database, FieldConflictRow, LeaseRow, StoreError, UpdateRow};
use tokio::sync::{mpsc, watch};
use tracing::{error, warn};

/// Rows in one transaction at most.
const MAX_GROUP_ROWS: usize = 512;
/// Bytes in one transaction, about.
const MAX_GROUP_BYTES: usize = 1024 * 1024;
/// Groups that may wait. Beyond this a room keeps its rows itself; its own bound is in bytes.
const QUEUE: usize = 1024;
/// First and longest pause between two tries when the database does not answer.
const RETRY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// How far the log of one room is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitState {
    /// Everything up to this place is on disk.
    pub seq: i64,
    /// Somebody else wrote these places: the room must be closed and read again.
    pub lost: bool,
}

/// Rows of one room, in order.
#[derive(Debug)]
pub struct Group {
    /// The document.
    pub document: DocumentId,
    /// Its epoch.
    pub epoch: i64,
    /// The rows.
    pub rows: Vec<UpdateRow>,
    /// Client ids that write for the first time in them: on disk before their first edit is acknowledged.
    pub leases: Vec<LeaseRow>,
    /// What became of fields that were set at the same time.
    pub conflicts: Vec<ConflictNews>,
    /// Where to tell that they are on disk.
    pub done: Arc<watch::Sender<CommitState>>,
}

/// The values of a field in conflict as of one row; none settle it.
#[derive(Debug)]
pub struct ConflictNews {
    /// The row's place.
    pub seq: i64,
    /// The field.
    pub key: String,
    /// Its values.
    pub values: Vec<FieldConflictRow>,
    /// When.
    pub at: Timestamp,
}

/// The way to the committer.
#[derive(Clone, Debug)]
pub struct Committer {
    queue: mpsc::Sender<Group>,
}

impl Committer {
    /// Starts the task. `delay` is waited before each transaction; zero but in tests of the acknowledgement.
    #[must_use]
    pub fn start(database: Database, delay: Duration) -> Self {
        let (queue, inbox) = mpsc::channel(QUEUE);
        tokio::spawn(run(database, inbox, delay));
        Self { queue }
    }

    /// Hands rows over, or gives the group back when too many wait: a room goes on without the disk.
    ///
    /// # Errors
    /// The group, not handed over.
    pub fn try_commit(&self, group: Group) -> Result<(), Group> {
        match self.queue.try_send(group) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Full(group)) => Err(group),
            Err(mpsc::error::TrySendError::Closed(_)) => {
                error!("the committer has stopped; nothing is acknowledged any more");
                Ok(())
            }
        }
    }

    /// Hands rows over, waiting for a place.
    pub async fn commit(&self, group: Group) {
        if self.queue.send(group).await.is_err() {
            error!("the committer has stopped; nothing is acknowledged any more");
        }
    }
}

async fn run(database: Database, mut inbox: mpsc::Receiver<Group>, delay: Duration) {
    while let Some(first) = inbox.recv().await {
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let mut groups = vec![first];
        let size = |group: &Group| group.rows.iter().map(|row| row.bytes.len()).sum::<usize>();
        let mut rows = groups[0].rows.len();
        let mut bytes = size(&groups[0]);
        while rows < MAX_GROUP_ROWS && bytes < MAX_GROUP_BYTES {
            let Ok(group) = inbox.try_recv() else { break };
            rows += group.rows.len();
            bytes += size(&group);
            groups.push(group);
        }
        metrics::histogram!("pattovivo_commit_rows").record(u32::try_from(rows).unwrap_or(u32::MAX));
        let started = std::time::Instant::now();
        write(&database, groups).await;
        metrics::histogram!("pattovivo_commit_seconds").record(started.elapsed().as_secs_f64());
    }
}

async fn write(database: &Database, mut groups: Vec<Group>) {
    // What a room that lost its log handed over later builds on what was not written: it must never be, even
    // where its place happens to be free.
    groups.retain(|group| !group.done.borrow().lost);
    match write_with_patience(database, &groups).await {
        Ok(()) => groups.iter().for_each(tell),
        // One document's conflict must not hold back the others: each one alone.
        Err(()) => {
            for group in groups {
                if group.done.borrow().lost {
                    continue;
                }
                match write_with_patience(database, std::slice::from_ref(&group)).await {
                    Ok(()) => tell(&group),
                    Err(()) => group.done.send_modify(|state| state.lost = true),
                }
            }
        }
    }
}

fn tell(group: &Group) {
    if let Some(last) = group.rows.last() {
        group.done.send_modify(|state| state.seq = state.seq.max(last.seq));
    }
}

/// Tries until the database answers. `Err` means that the rows can never be written.
async fn write_with_patience(database: &Database, groups: &[Group]) -> Result<(), ()> {
    let mut pause = RETRY.0;
    loop {
        match try_write(database, groups).await {
            Ok(()) => return Ok(()),
            Err(error) if !matches!(error, StoreError::Unavailable(_)) => {
                error!(error = %error, "rows of {} documents cannot be written", groups.len());
                return Err(());
            }
            Err(error) => {
                metrics::counter!("pattovivo_commit_retries_total").increment(1);
                warn!(error = %error, pause_ms = pause.as_millis(), "the database does not answer, edits wait");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(RETRY.1);
            }
        }
    }
}

async fn try_write(database: &Database, groups: &[Group]) -> Result<(), StoreError> {
    let mut tx = database.begin().await?;
    for group in groups {
        for lease in &group.leases {
            // Another node gave the id to somebody else meanwhile: what was written under it here is not theirs.
            if !tx.insert_lease(lease).await? {
                return Err(StoreError::LeaseTaken { doc: lease.doc, client: lease.client_id });
            }
        }
        tx.append_updates(group.document, group.epoch, &group.rows).await?;
        for ConflictNews { seq, key, values, at } in &group.conflicts {
            tx.put_field_conflict(group.document, group.epoch, *seq, key, values, *at).await?;
        }
    }
    tx.commit().await
}
