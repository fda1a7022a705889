//! Versions that nobody asks for: the first one of each document, and one a day of what changed.

use std::time::Duration;

use pact_model::version::VersionReason;
use pact_store::{DocumentRow, LogPlace};
use tracing::{debug, warn};

use super::NewVersion;
use crate::app::{App, Caller};
use crate::error::AppError;
use crate::rooms::Author;

/// How often it is looked whether a day is over.
const LOOK: Duration = Duration::from_hours(1);
/// What counts as a day: nobody's night ends at the same hour.
const DAY_SECONDS: i64 = 24 * 60 * 60;
/// Between two documents, so that a long list leaves room for others.
const BREATH: Duration = Duration::from_millis(20);

impl App {
    /// Keeps the history going until it is dropped: first versions at once, then one a day of what changed.
    pub async fn keep_versions(&self) {
        loop {
            match self.make_due_versions().await {
                Ok(made) => debug!(made, "{made} versions were due"),
                Err(error) => {
                    warn!(error = %error, "due versions could not be made; the next time is in an hour");
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Makes the versions that are due now, and returns how many: the first of each document that has none, and one of
    /// each that changed and whose newest is a day old.
    pub async fn make_due_versions(&self) -> Result<usize, AppError> {
        let mut made = 0;
        for process in self.processes(Caller::Operator).await? {
            let documents = self.documents(Caller::Operator, &process.slug).await?;
            for row in documents.iter().filter(|row| row.kind.has_sections()) {
                // One that cannot be read does not keep the others from theirs.
                match self.make_due_version(row).await {
                    Ok(version) => made += usize::from(version),
                    Err(error) => {
                        warn!(document.id = %row.id, error = %error, "no version of document {} was made", row.id);
                    }
                }
                tokio::time::sleep(BREATH).await;
            }
        }
        Ok(made)
    }

    async fn make_due_version(&self, row: &DocumentRow) -> Result<bool, AppError> {
        let newest = self.db.read().await?.newest_version(row.id).await?;
        let Some(newest) = newest else {
            self.first_version(row.id).await?;
            return Ok(true);
        };
        let is_a_day_old = newest.created_at.plus_seconds(DAY_SECONDS) <= self.clock.now();
        if !is_a_day_old || !self.has_moved(newest.place, newest.register).await? {
            return Ok(false);
        }
        let new = NewVersion {
            reason: VersionReason::Daily,
            message: String::new(),
            meeting: None,
            author: Author::default(),
        };
        Ok(self.record_version(row.id, new).await?.is_some())
    }

    /// Whether a log has grown since. What it says may still be the same.
    async fn has_moved(&self, document: LogPlace, register: Option<LogPlace>) -> Result<bool, AppError> {
        let mut tx = self.db.read().await?;
        for place in std::iter::once(document).chain(register) {
            let head = tx.head(place.doc).await?;
            if head.is_some_and(|(epoch, seq)| (epoch, seq) != (place.epoch, place.seq)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
