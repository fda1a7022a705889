//! Erasing words everywhere: text, log, versions, rescues. What was erased is written down nowhere.

mod documents;
mod versions;

use pact_model::ability::Ability;
use pact_model::erasure::Passages;
use pact_model::ids::RedactionId;
use pact_model::time::Timestamp;
use pact_model::version::{MAX_MESSAGE, VersionReason};
use pact_store::{AuditEntry, DocumentRow, RedactionRow, Tx};
use tracing::info;

use crate::app::{App, Caller, visible_process};
use crate::audit::WORDS_ERASED;
use crate::error::{AppError, FieldError, FieldProblem, line};
use crate::versions::NewVersion;
use versions::RedactedVersions;

pub use pact_model::erasure::OMISSIS;

/// Fewest characters of a passage: anything shorter is in half of all words.
pub const MIN_WORDS: usize = 3;
/// Most characters of a passage.
pub const MAX_WORDS: usize = 200;
/// Most passages of one time.
pub const MAX_PASSAGES: usize = 20;

/// What shall be erased.
#[derive(Clone, Debug)]
pub struct RedactionOrder {
    /// The exact words, one or more passages, each within one paragraph, title or field.
    pub words: Vec<String>,
    /// Why, without the words.
    pub reason: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactionReport {
    /// Documents that got a new epoch: all of the process, as nobody can tell which logs hold letters of the words.
    pub documents: usize,
    /// Versions that held the words.
    pub versions: usize,
    /// Passages that were replaced in what is shown now.
    pub passages: usize,
}

/// One time that words are erased.
struct Redaction {
    id: RedactionId,
    passages: Passages,
    /// Under which the server writes what stands there instead.
    client_id: u64,
    at: Timestamp,
}

impl App {
    /// Erases words from every document of a process, its register, their logs and versions. Whoever has one of them
    /// open comes in anew.
    pub async fn redact(
        &self,
        by: Caller<'_>,
        slug: &str,
        order: &RedactionOrder,
    ) -> Result<RedactionReport, AppError> {
        let process = visible_process(&mut self.db.read().await?, by, slug).await?;
        by.require(Ability::Redact)?;
        let (passages, reason) = checked(order)?;
        let redaction = Redaction {
            id: self.ids.redaction(),
            passages,
            client_id: u64::from(rand::random::<u32>() | 0x8000_0000),
            at: self.clock.now(),
        };
        let mut documents = self.db.read().await?.documents(process.id).await?;
        // Two who erase at the same time close the rooms in the same order.
        documents.sort_by_key(|row| row.id);

        // Most of the work, while people go on writing.
        let mut known = RedactedVersions::default();
        self.read_versions(&mut self.db.read().await?, &redaction, &documents, &mut known).await?;
        let mut shut = Vec::with_capacity(documents.len());
        for row in &documents {
            shut.push(self.rooms.close(row.id).await);
        }
        self.keep_contributors(by, &documents, &reason).await?;

        let mut tx = self.db.begin().await?;
        let mut report = RedactionReport { documents: documents.len(), versions: 0, passages: 0 };
        let line = RedactionRow {
            id: redaction.id,
            process: process.id,
            actor: by.author().actor,
            reason,
            at: redaction.at,
        };
        tx.insert_redaction(&line).await?;
        for row in &documents {
            report.passages += self.redact_document(&mut tx, &redaction, row).await?;
        }
        // Those that were made in between, too.
        self.read_versions(&mut tx, &redaction, &documents, &mut known).await?;
        for row in &documents {
            report.versions += versions::write(&mut tx, &redaction, row.id, &known).await?;
        }
        self.note_redaction(&mut tx, by, &line, &report).await?;
        tx.commit().await?;
        drop(shut);
        info!(
            process.id = %process.id,
            versions = report.versions,
            "words were erased in process {}", process.id
        );
        // What was deleted lies in the free space of the files until now.
        self.db.scrub().await?;
        Ok(report)
    }

    /// Who wrote since the newest version is read from the log, which will be gone: a version keeps it.
    async fn keep_contributors(
        &self,
        by: Caller<'_>,
        documents: &[DocumentRow],
        reason: &str,
    ) -> Result<(), AppError> {
        for row in documents.iter().filter(|row| row.kind.has_sections()) {
            let new = NewVersion {
                reason: VersionReason::Redaction,
                message: reason.to_owned(),
                meeting: None,
                author: by.author(),
            };
            self.record_version(row.id, new).await?;
        }
        Ok(())
    }

    async fn note_redaction(
        &self,
        tx: &mut Tx,
        by: Caller<'_>,
        line: &RedactionRow,
        report: &RedactionReport,
    ) -> Result<(), AppError> {
        let role = match by {
            Caller::Operator => None,
            Caller::Person(identity) => Some(identity.role),
        };
        let entry = AuditEntry {
            process: Some(line.process),
            document: None,
            actor: line.actor,
            role,
            act: WORDS_ERASED.to_owned(),
            detail: format!("{} documents, {} versions", report.documents, report.versions),
            at: line.at,
        };
        Ok(tx.insert_audit(&entry).await?)
    }
}

/// The passages and the reason, or everything that is wrong with them.
fn checked(order: &RedactionOrder) -> Result<(Passages, String), AppError> {
    let mut errors = Vec::new();
    let mut words = Vec::new();
    if order.words.is_empty() {
        errors.push(FieldError::new("words", FieldProblem::Empty));
    }
    if order.words.len() > MAX_PASSAGES {
        errors.push(FieldError::new("words", FieldProblem::TooMany(MAX_PASSAGES)));
    }
    for (index, text) in order.words.iter().take(MAX_PASSAGES).enumerate() {
        match passage(&format!("words/{index}"), text) {
            Ok(passage) => words.push(passage),
            Err(error) => errors.push(error),
        }
    }
    let passages = Passages::new(words.iter().map(String::as_str));
    match line("reason", &order.reason, MAX_MESSAGE) {
        Ok(reason) if passages.are_in(&reason) => {
            errors.push(FieldError::new("reason", FieldProblem::HoldsWords));
        }
        Ok(reason) if errors.is_empty() => return Ok((passages, reason)),
        Ok(_) => {}
        Err(error) => errors.push(error),
    }
    Err(AppError::Invalid(errors))
}

fn passage(field: &str, text: &str) -> Result<String, FieldError> {
    let words = line(field, text, MAX_WORDS)?;
    if words.chars().count() < MIN_WORDS {
        return Err(FieldError::new(field, FieldProblem::TooShort(MIN_WORDS)));
    }
    if Passages::new([words.as_str()]).are_in(OMISSIS) {
        let why = format!("{OMISSIS} stands in the place of erased words");
        return Err(FieldError::new(field, FieldProblem::Impossible(why)));
    }
    Ok(words)
}
