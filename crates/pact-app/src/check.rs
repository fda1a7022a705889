//! Is what is stored in order? Logs without gaps that can be read, snapshots that say what the log says, the rows of
//! registers, which say what the register said at the place in the log that they reflect, and the chain of versions.

use bytes::Bytes;
use pact_model::ids::DocumentId;
use pact_store::{LOG_PAGE_LIMIT, ProjectionRow, RegisterRows, StoreError, UpdateRow};
use pact_sync::{Replica, SyncError};
use serde::Serialize;

use crate::app::{App, Caller};
use crate::error::AppError;
use crate::projection::Projected;

/// One thing that is not in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The document.
    pub document: DocumentId,
    /// What is wrong with it.
    pub what: String,
    /// What to do.
    pub advice: &'static str,
}

/// The log cannot be read, and it is all there is; or a version was changed, and nothing but a copy knows what it said.
const RESTORE: &str = "keep a copy of the database as it is, and restore the newest backup";
/// The log is whole; what was made from it is not.
const REMOVE_SNAPSHOT: &str =
    "the log is in order: with the server stopped, delete this row of the table snapshot";
/// As above, and a command makes it anew.
const REBUILD: &str = "the log is in order: run `pattovivo register rebuild`";

/// What is wrong, and what to do.
type Wrong = (String, &'static str);

/// What was looked at, and what is not in order.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckReport {
    /// Documents read from their first row to the last.
    pub documents: usize,
    /// Rows read.
    pub rows: usize,
    /// Snapshots compared with the log.
    pub snapshots: usize,
    /// Registers whose rows were compared with the log.
    pub projections: usize,
    /// Versions whose hashes were computed again.
    pub versions: usize,
    /// What is not in order; empty when all is well.
    pub findings: Vec<Finding>,
}

impl App {
    /// Reads every log from its first row, compares the snapshots with it, and computes the hashes of all versions again.
    pub async fn check(&self) -> Result<CheckReport, AppError> {
        let mut report = CheckReport::default();
        for process in self.processes(Caller::Operator).await? {
            for document in self.documents(Caller::Operator, &process.slug).await? {
                report.documents += 1;
                if let Some((what, advice)) = self.check_document(document.id, &mut report).await? {
                    report.findings.push(Finding { document: document.id, what, advice });
                }
            }
        }
        let verified = self.verify_versions(None).await?;
        report.versions = verified.versions;
        report.findings.extend(verified.findings.into_iter().map(|found| {
            let version = found.version.map(|number| format!("version {number}: ")).unwrap_or_default();
            let what = format!("{version}{} ({})", found.what, found.kind);
            Finding { document: found.document, what, advice: RESTORE }
        }));
        Ok(report)
    }

    /// The first thing that is wrong with a document.
    async fn check_document(
        &self,
        id: DocumentId,
        report: &mut CheckReport,
    ) -> Result<Option<Wrong>, AppError> {
        let mut tx = self.db.read().await?;
        let Some(row) = tx.document(id).await? else { return Ok(None) };
        let snapshot = tx.latest_snapshot(id, row.epoch).await?;
        let mut rows: Vec<UpdateRow> = Vec::new();
        let mut after = 0;
        loop {
            let page = match tx.updates_after(id, row.epoch, after, LOG_PAGE_LIMIT).await {
                Ok(page) => page,
                Err(StoreError::Corrupt { what, why }) => {
                    return Ok(Some((format!("{what}: {why}"), RESTORE)));
                }
                Err(error) => return Err(error.into()),
            };
            after = page.last_seq();
            let is_complete = page.is_complete();
            rows.extend(page);
            if is_complete {
                break;
            }
        }
        let projection = match tx.projection(id).await?.filter(|found| found.epoch == row.epoch) {
            Some(found) => Some((found, tx.projected_rows(id).await?)),
            None => None,
        };
        drop(tx);
        report.rows += rows.len();
        report.snapshots += usize::from(snapshot.is_some());
        report.projections += usize::from(projection.is_some());
        let compared = tokio::task::spawn_blocking(move || {
            let projection = projection.and_then(|(found, rows_of)| compare_rows(&rows, &found, &rows_of));
            let snapshot = snapshot.map(|snapshot| (snapshot.seq, snapshot.state));
            compare(rows, snapshot).or_else(|| projection.map(|what| (what, REBUILD)))
        });
        Ok(compared.await.unwrap_or_else(|error| Some((format!("reading it failed: {error}"), RESTORE))))
    }
}

/// The rows of a register against the log up to the place that they reflect. Rows that are behind are in order: they
/// are made again when the register is opened.
fn compare_rows(log: &[UpdateRow], found: &ProjectionRow, rows: &RegisterRows) -> Option<String> {
    let seq = found.seq;
    if log.last().is_none_or(|last| last.seq < seq) {
        return Some(format!("the rows of the register reflect seq {seq}, which the log does not have"));
    }
    let updates: Vec<Bytes> = log.iter().filter(|row| row.seq <= seq).map(|row| row.bytes.clone()).collect();
    if log.iter().all(|row| row.seq != seq) {
        // The place lies inside a merged row.
        return None;
    }
    // What cannot be read is told of the log itself.
    let register = pact_sync::register_of_log(None, &updates).ok()?.to_register();
    let expected =
        Projected { document: found.doc, process: None, epoch: found.epoch, seq, register, at: found.at };
    let what = expected.differs_from(found, rows)?;
    Some(format!("the rows of the register do not say what the log says at seq {seq}: {what}"))
}

/// The log read from the start, against the snapshot with the rows after it.
fn compare(rows: Vec<UpdateRow>, snapshot: Option<(i64, Bytes)>) -> Option<Wrong> {
    let (seqs, rows): (Vec<i64>, Vec<Bytes>) = rows.into_iter().map(|row| (row.seq, row.bytes)).unzip();
    // The id is never used: a replica that only reads writes nothing.
    let load = |snapshot: Option<&[u8]>, rows: &[Bytes]| -> Result<_, SyncError> {
        Ok(Replica::load(1, snapshot, rows)?.fingerprint())
    };
    let whole = match load(None, &rows) {
        Ok(fingerprint) => fingerprint,
        Err(error) => return Some((error.to_string(), RESTORE)),
    };
    let (seq, state) = snapshot?;
    // A merged row stands for many places.
    let covered = seqs.partition_point(|row| *row <= seq);
    match load(Some(&state), &rows[covered..]) {
        Ok(fingerprint) if fingerprint == whole => None,
        Ok(_) => Some((format!("the snapshot at seq {seq} does not say what the log says"), REMOVE_SNAPSHOT)),
        Err(error) => Some((format!("the snapshot at seq {seq}: {error}"), REMOVE_SNAPSHOT)),
    }
}
