//! What becomes of old rows? Once two verified snapshots cover them, rows of the same author within a minute
//! become one unless a version stands between them, kept for history; and snapshots older than the two newest go (invariant I9). It runs beside the
//! rooms, one document at a time, and may be cut off at any moment: each step leaves a whole log.

use std::ops::Range;
use std::time::Instant;

use bytes::Bytes;
use pact_model::ids::DocumentId;
use pact_store::{Database, MergedRow, StoreError, UpdateRow};
use pact_sync::merge_rows;
use tokio::sync::Semaphore;
use tracing::{debug, warn};

/// Rows of one transaction. The only writer of SQLite is also the committer's: nobody waits longer than about
/// 20 ms for «Salvato» because of it. Also the most rows of one run.
const BATCH_ROWS: u32 = 500;
/// Merged rows of one transaction: each is two statements.
const BATCH_RUNS: usize = 32;
/// Bytes of one transaction, about.
const BATCH_BYTES: usize = 512 * 1024;
/// Bytes of one merged row: as a live update it would still be far below its bound.
const RUN_BYTES: usize = 256 * 1024;
/// How far from the first row of a run the others may lie: what history shows as one moment.
const RUN_MICROS: u64 = 60_000_000;

/// One document at a time in the whole node: this is housekeeping, and two cores have other work.
static TURN: Semaphore = Semaphore::const_new(1);
/// Documents that may wait for their turn. Beyond this a document waits for its next snapshot instead.
static WAITING: Semaphore = Semaphore::const_new(64);

/// What was done to one log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Rows that were replaced.
    pub rows: usize,
    /// Rows that took their place.
    pub merged: usize,
    /// Runs that could have been one row by their author and time, but were left alone.
    pub left_alone: usize,
    /// Snapshots that were deleted.
    pub snapshots: usize,
}

/// Compacts a log in the background, when it is this document's turn.
pub fn start(database: Database, document: DocumentId) {
    let Ok(place) = WAITING.try_acquire() else { return };
    tokio::spawn(async move {
        let Ok(_turn) = TURN.acquire().await else { return };
        drop(place);
        match compact(&database, document).await {
            Ok(done) => debug!(
                document.id = %document,
                rows = done.rows,
                merged = done.merged,
                snapshots = done.snapshots,
                "log of {document} compacted"
            ),
            // Another node was faster, or the node stops: the next snapshot brings the next try.
            Err(
                error @ (StoreError::Conflict { .. }
                | StoreError::Uncovered { .. }
                | StoreError::VersionStands { .. }
                | StoreError::Unavailable(_)),
            ) => {
                debug!(document.id = %document, error = %error, "log of {document} not compacted this time");
            }
            Err(error) => {
                warn!(document.id = %document, error = %error, "log of {document} cannot be compacted");
            }
        }
    });
}

/// Compacts what two verified snapshots cover of a document's log, and deletes older snapshots.
///
/// # Errors
/// The database does not answer, the log cannot be read, or another node does the same. What was done until
/// then stays done.
pub async fn compact(database: &Database, document: DocumentId) -> Result<Compacted, StoreError> {
    let mut done = Compacted::default();
    let mut tx = database.read().await?;
    let Some((epoch, _)) = tx.head(document).await? else { return Ok(done) };
    let snapshots = tx.snapshots(document).await?;
    drop(tx);
    let places: Vec<i64> =
        snapshots.iter().filter(|snapshot| snapshot.epoch == epoch).map(|snapshot| snapshot.seq).collect();
    let [older @ .., until, _newest] = places.as_slice() else { return Ok(done) };
    // The oldest snapshot is where the last time ended: it was the second newest then.
    let mut after = older.first().copied().unwrap_or(0);
    while after < *until {
        let stretch = read_stretch(database, document, epoch, after, *until).await?;
        let Some(last_seq) = stretch.last_seq() else { break };
        let (merged, left_alone) = merge(stretch).await;
        done.left_alone += left_alone;
        for batch in merged.chunks(BATCH_RUNS) {
            let started = Instant::now();
            let mut tx = database.begin().await?;
            tx.replace_updates(document, epoch, batch).await?;
            tx.commit().await?;
            metrics::histogram!("pattovivo_compaction_seconds").record(started.elapsed().as_secs_f64());
            let replaced: u64 = batch.iter().map(|row| row.replaces).sum();
            metrics::counter!("pattovivo_compacted_rows_total").increment(replaced);
            done.rows += usize::try_from(replaced).unwrap_or(usize::MAX);
            done.merged += batch.len();
        }
        after = last_seq;
    }
    // Last, and the oldest first: until then they say where to begin again.
    for seq in older {
        let mut tx = database.begin().await?;
        done.snapshots += usize::from(tx.delete_snapshot(document, epoch, *seq).await?);
        tx.commit().await?;
    }
    Ok(done)
}

/// Rows that are looked at together.
struct Stretch {
    first_seq: i64,
    rows: Vec<UpdateRow>,
    runs: Vec<Range<usize>>,
}

impl Stretch {
    /// Where the next stretch goes on.
    fn last_seq(&self) -> Option<i64> {
        self.rows.last().map(|row| row.seq)
    }

    /// The first place a row covers: the log is known to have no gaps.
    fn first_seq(&self, index: usize) -> i64 {
        if index == 0 { self.first_seq } else { self.rows[index - 1].seq + 1 }
    }
}

async fn read_stretch(
    database: &Database,
    document: DocumentId,
    epoch: i64,
    after: i64,
    until: i64,
) -> Result<Stretch, StoreError> {
    let mut tx = database.read().await?;
    let tail = tx.updates_after(document, epoch, after, BATCH_ROWS).await?;
    let places = tx.version_places(document, epoch, after, tail.last_seq()).await?;
    drop(tx);
    let first_seq = tail.first_seq();
    let mut bytes = 0;
    let mut rows = tail.into_rows();
    let fitting = rows.iter().take_while(|row| {
        let fits = row.seq <= until && bytes <= BATCH_BYTES;
        bytes += row.bytes.len();
        fits
    });
    let fitting = fitting.count();
    rows.truncate(fitting);
    let mut runs = runs(&rows, &places);
    // The last run may go on in the next stretch, which then begins with it.
    if let [_, .., last] = runs.as_slice()
        && rows.last().is_some_and(|row| row.seq < until)
    {
        rows.truncate(last.start);
        runs.pop();
    }
    Ok(Stretch { first_seq, rows, runs })
}

/// The rows, cut where author, kind or minute change, and after each place at which a version stands: what was written
/// before it and what was written after it stay apart.
fn runs(rows: &[UpdateRow], places: &[i64]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (index, row) in rows.iter().enumerate() {
        bytes += row.bytes.len();
        let follows_version = index > 0 && places.binary_search(&rows[index - 1].seq).is_ok();
        match runs.last_mut() {
            Some(run) if !follows_version && belongs(&rows[run.start], row) && bytes <= RUN_BYTES => {
                run.end = index + 1;
            }
            _ => {
                runs.push(index..index + 1);
                bytes = row.bytes.len();
            }
        }
    }
    runs
}

fn belongs(first: &UpdateRow, row: &UpdateRow) -> bool {
    (first.person, first.actor, first.client_id, first.origin_kind)
        == (row.person, row.actor, row.client_id, row.origin_kind)
        // Clocks of two nodes differ, and one may be set back: near is near in both directions.
        && first.at.as_micros().abs_diff(row.at.as_micros()) <= RUN_MICROS
}

/// One row for each run that can be one, and how many cannot.
async fn merge(stretch: Stretch) -> (Vec<MergedRow>, usize) {
    let merging = tokio::task::spawn_blocking(move || {
        let mut merged = Vec::new();
        let mut left_alone = 0;
        for run in stretch.runs.iter().filter(|run| run.len() > 1) {
            let rows = &stretch.rows[run.clone()];
            let parts: Vec<Bytes> = rows.iter().map(|row| row.bytes.clone()).collect();
            match merge_rows(&parts) {
                Ok(bytes) if bytes.len() <= RUN_BYTES => merged.push(MergedRow {
                    first_seq: stretch.first_seq(run.start),
                    replaces: rows.len() as u64,
                    update: UpdateRow { bytes, seq: rows[rows.len() - 1].seq, ..rows[0].clone() },
                }),
                Ok(_) => left_alone += 1,
                Err(error) => {
                    warn!(rows = rows.len(), seq = rows[0].seq, error = %error, "rows stay as they are");
                    left_alone += 1;
                }
            }
        }
        (merged, left_alone)
    });
    // Nothing in there panics; if it did, the rows would stay as they are.
    let (merged, left_alone) = merging.await.unwrap_or_default();
    if left_alone > 0 {
        metrics::counter!("pattovivo_compaction_left_alone_total").increment(left_alone as u64);
    }
    (merged, left_alone)
}

#[cfg(test)]
mod tests {
    use pact_model::ids::PersonId;
    use pact_model::time::Timestamp;
    use pact_store::OriginKind;

    use super::*;

    fn row(client_id: i64, seconds: i64, len: usize) -> UpdateRow {
        UpdateRow {
            seq: 1,
            person: None,
            actor: None,
            client_id: Some(client_id),
            origin_kind: OriginKind::Edit,
            bytes: vec![0; len].into(),
            at: Timestamp::from_micros(1_790_000_000_000_000).plus_seconds(seconds),
        }
    }

    #[test]
    fn a_run_ends_with_its_author() {
        assert_eq!(runs(&[row(1, 0, 1), row(1, 1, 1), row(2, 2, 1), row(1, 3, 1)], &[]), [0..2, 2..3, 3..4]);
        let other = UpdateRow { person: Some(PersonId::from_uuid(uuid::Uuid::from_u128(1))), ..row(1, 0, 1) };
        let restored = UpdateRow { origin_kind: OriginKind::Restore, ..row(1, 0, 1) };
        assert_eq!(runs(&[row(1, 0, 1), other, restored], &[]), [0..1, 1..2, 2..3]);
    }

    #[test]
    fn a_run_ends_where_a_version_stands() {
        let rows: Vec<_> = (1..=5).map(|seq| UpdateRow { seq, ..row(1, 0, 1) }).collect();
        assert_eq!(runs(&rows, &[2]), [0..2, 2..5]);
        assert_eq!(runs(&rows, &[1, 2, 5]), [0..1, 1..2, 2..5]);
    }

    #[test]
    fn a_run_lasts_a_minute_from_its_first_row() {
        assert_eq!(runs(&[row(1, 0, 1), row(1, 59, 1), row(1, 60, 1), row(1, 61, 1)], &[]), [0..3, 3..4]);
        assert_eq!(runs(&[row(1, 0, 1), row(1, -60, 1), row(1, -61, 1)], &[]), [0..2, 2..3]);
    }

    #[test]
    fn a_run_has_a_bound_in_bytes() {
        let half = RUN_BYTES / 2;
        assert_eq!(runs(&[row(1, 0, half), row(1, 1, half), row(1, 2, 1)], &[]), [0..2, 2..3]);
        assert_eq!(runs(&[row(1, 0, RUN_BYTES + 1), row(1, 1, 1), row(1, 1, 1)], &[]), [0..1, 1..3]);
    }
}
