//! Do the versions still say what they said? Every hash is computed again from the stored states and from the log, offline,
//! and the first thing of each document that disagrees is named.

mod chain;
mod log;
mod stored;

use std::sync::Arc;

use pact_model::document::DocumentKind;
use pact_model::ids::DocumentId;
use pact_model::version::VersionContent;
use pact_store::{DocumentRow, StoreError, VersionRow};

use super::capture::in_turn;
use super::read::short;
use super::{VerifyFinding, VerifyReport};
use crate::app::{App, Caller};
use crate::error::{AppError, Thing};

/// Numbers and content hashes of all versions of a document.
type Hashes = Arc<[(i64, [u8; 32])]>;

/// What disagrees, of one document.
struct Disagreement {
    version: Option<i64>,
    kind: &'static str,
    what: String,
}

impl Disagreement {
    fn new(version: i64, kind: &'static str, what: impl Into<String>) -> Self {
        Self { version: Some(version), kind, what: what.into() }
    }
}

impl App {
    /// Recomputes every hash from the stored states and from the log: of one document, or of all.
    pub async fn verify_versions(&self, document: Option<DocumentId>) -> Result<VerifyReport, AppError> {
        let mut report = VerifyReport::default();
        for row in self.documents_to_verify(document).await? {
            report.documents += 1;
            if let Some(found) = self.verify_document(&row, &mut report).await? {
                report.findings.push(VerifyFinding {
                    document: row.id,
                    version: found.version.map(short),
                    kind: found.kind,
                    what: found.what,
                });
            }
        }
        Ok(report)
    }

    async fn documents_to_verify(&self, document: Option<DocumentId>) -> Result<Vec<DocumentRow>, AppError> {
        if let Some(id) = document {
            let row = self.visible_document(Caller::Operator, id).await?;
            return if row.kind.has_sections() { Ok(vec![row]) } else { Err(AppError::NoSections(row.kind)) };
        }
        let mut rows = Vec::new();
        for process in self.processes(Caller::Operator).await? {
            let documents = self.documents(Caller::Operator, &process.slug).await?;
            rows.extend(documents.into_iter().filter(|row| row.kind.has_sections()));
        }
        Ok(rows)
    }

    /// The first thing of a document that disagrees.
    async fn verify_document(
        &self,
        row: &DocumentRow,
        report: &mut VerifyReport,
    ) -> Result<Option<Disagreement>, AppError> {
        let lines = match self.db.read().await?.versions(row.id, 1).await {
            Ok(mut lines) => {
                lines.reverse();
                lines
            }
            Err(error) => return unreadable(error, None, "version").map(Some),
        };
        report.redacted += lines.iter().filter(|line| line.redacted_at.is_some()).count();
        if let Some(gap) = chain::gap(&lines) {
            return Ok(Some(gap));
        }
        let hashes: Hashes = lines.iter().map(|line| (line.number, line.content_hash)).collect();
        for (index, line) in lines.iter().enumerate() {
            if let Some(found) = self.verify_stored(line, &hashes).await? {
                return Ok(Some(found));
            }
            if let Some(found) = chain::broken(&lines, index) {
                return Ok(Some(found));
            }
            report.versions += 1;
        }
        self.verify_with_log(row, lines, report).await
    }

    /// One version, as its own row tells it.
    async fn verify_stored(
        &self,
        line: &VersionRow,
        hashes: &Hashes,
    ) -> Result<Option<Disagreement>, AppError> {
        let content = match self.db.read().await?.version_content(line.place.doc, line.number).await {
            Ok(Some(content)) => content,
            Ok(None) => {
                let what = "what the version holds is missing";
                return Ok(Some(Disagreement::new(line.number, "state", what)));
            }
            Err(error) => return unreadable(error, Some(line.number), "state").map(Some),
        };
        let (line, hashes) = (line.clone(), hashes.clone());
        in_turn(move || Ok(stored::differs(&line, &content, &hashes))).await
    }

    /// The versions that stand on the logs as they are now, computed from these. Older ones, from before words were
    /// erased, have only their states.
    async fn verify_with_log(
        &self,
        row: &DocumentRow,
        lines: Vec<VersionRow>,
        report: &mut VerifyReport,
    ) -> Result<Option<Disagreement>, AppError> {
        if lines.is_empty() {
            return Ok(None);
        }
        let mut tx = self.db.read().await?;
        let row = tx.document(row.id).await?.ok_or(AppError::NotFound(Thing::Document))?;
        let document = match tx.all_updates_after(row.id, row.epoch, 0).await {
            Ok(rows) => rows,
            Err(error) => return unreadable(error, None, "log").map(Some),
        };
        let register = match row.process {
            None => None,
            Some(process) => {
                let documents = tx.documents(process).await?;
                documents.into_iter().find(|other| other.kind == DocumentKind::Register)
            }
        };
        let register = match register {
            None => None,
            Some(register) => match tx.all_updates_after(register.id, register.epoch, 0).await {
                Ok(rows) => Some((register.epoch, rows)),
                Err(error) => return unreadable(error, None, "register_log").map(Some),
            },
        };
        drop(tx);
        let register_epoch = register.as_ref().map(|(epoch, _)| *epoch);
        let standing = lines.into_iter().filter(move |line| {
            line.place.epoch == row.epoch
                && line.register.is_none_or(|place| Some(place.epoch) == register_epoch)
        });
        let standing: Vec<VersionRow> = standing.collect();
        let rows = register.map(|(_, rows)| rows).unwrap_or_default();
        let (computed, found) = in_turn(move || Ok(log::differs(&standing, &document, &rows))).await?;
        report.from_log += computed;
        match found {
            None => Ok(None),
            Some(log::Difference::Unreadable(found)) => Ok(Some(found)),
            Some(log::Difference::Says(number, logs)) => {
                // What a version holds has no policies.
                let logs = VersionContent::from_canonical(&logs.canonical_json()).unwrap_or(*logs);
                Ok(Some(log::blame(number, &logs, &self.content_of(row.id, number).await?)))
            }
        }
    }
}

/// A row that cannot be read is something that disagrees; anything else that goes wrong is not.
fn unreadable(error: StoreError, version: Option<i64>, kind: &'static str) -> Result<Disagreement, AppError> {
    match error {
        StoreError::Corrupt { what, why } => {
            Ok(Disagreement { version, kind, what: format!("{what}: {why}") })
        }
        error => Err(error.into()),
    }
}
