//! Is what is stored in order? Logs without gaps that can be read, and snapshots that say what the log says.

use bytes::Bytes;
use pact_model::ids::DocumentId;
use pact_store::{LOG_PAGE_LIMIT, StoreError, UpdateRow};
use pact_sync::{Replica, SyncError};
use serde::Serialize;

use crate::app::{App, Caller};
use crate::error::AppError;

/// One thing that is not in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The document.
    pub document: DocumentId,
    /// What is wrong with it.
    pub what: String,
}

/// What was looked at, and what is not in order.
#[derive(Clone, Debug, Serialize)]
pub struct CheckReport {
    /// Documents read from their first row to the last.
    pub documents: usize,
    /// Rows read.
    pub rows: usize,
    /// Snapshots compared with the log.
    pub snapshots: usize,
    /// What is not in order; empty when all is well.
    pub findings: Vec<Finding>,
}

impl App {
    /// Reads every log from its first row and compares the snapshots with it.
    pub async fn check(&self) -> Result<CheckReport, AppError> {
        let mut report = CheckReport { documents: 0, rows: 0, snapshots: 0, findings: Vec::new() };
        for process in self.processes(Caller::Operator).await? {
            for document in self.documents(Caller::Operator, &process.slug).await? {
                report.documents += 1;
                if let Some(what) = self.check_document(document.id, &mut report).await? {
                    report.findings.push(Finding { document: document.id, what });
                }
            }
        }
        Ok(report)
    }

    /// The first thing that is wrong with a document.
    async fn check_document(
        &self,
        id: DocumentId,
        report: &mut CheckReport,
    ) -> Result<Option<String>, AppError> {
        let mut tx = self.db.read().await?;
        let Some(row) = tx.document(id).await? else { return Ok(None) };
        let snapshot = tx.latest_snapshot(id, row.epoch).await?;
        let mut rows: Vec<UpdateRow> = Vec::new();
        let mut after = 0;
        loop {
            let page = match tx.updates_after(id, row.epoch, after, LOG_PAGE_LIMIT).await {
                Ok(page) => page,
                Err(StoreError::Corrupt { what, why }) => return Ok(Some(format!("{what}: {why}"))),
                Err(error) => return Err(error.into()),
            };
            after = page.last_seq();
            let is_complete = page.is_complete();
            rows.extend(page);
            if is_complete {
                break;
            }
        }
        drop(tx);
        report.rows += rows.len();
        report.snapshots += usize::from(snapshot.is_some());
        let compared = tokio::task::spawn_blocking(move || {
            compare(rows, snapshot.map(|snapshot| (snapshot.seq, snapshot.state)))
        });
        Ok(compared.await.unwrap_or_else(|error| Some(format!("reading it failed: {error}"))))
    }
}

/// The log read from the start, against the snapshot with the rows after it.
fn compare(rows: Vec<UpdateRow>, snapshot: Option<(i64, Bytes)>) -> Option<String> {
    let (seqs, rows): (Vec<i64>, Vec<Bytes>) = rows.into_iter().map(|row| (row.seq, row.bytes)).unzip();
    // The id is never used: a replica that only reads writes nothing.
    let load = |snapshot: Option<&[u8]>, rows: &[Bytes]| -> Result<_, SyncError> {
        Ok(Replica::load(1, snapshot, rows)?.fingerprint())
    };
    let whole = match load(None, &rows) {
        Ok(fingerprint) => fingerprint,
        Err(error) => return Some(error.to_string()),
    };
    let (seq, state) = snapshot?;
    // A merged row stands for many places.
    let covered = seqs.partition_point(|row| *row <= seq);
    match load(Some(&state), &rows[covered..]) {
        Ok(fingerprint) if fingerprint == whole => None,
        Ok(_) => Some(format!("the snapshot at seq {seq} does not say what the log says")),
        Err(error) => Some(format!("the snapshot at seq {seq}: {error}")),
    }
}
