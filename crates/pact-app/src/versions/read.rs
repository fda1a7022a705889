//! Which versions are there, and what does one say? For the table all of them; for everybody else those of a published
//! document, from the one on that was the newest when it was published. What may not be seen is not there.

use pact_model::ability::Ability;
use pact_model::ids::DocumentId;
use pact_model::process::Process;
use pact_model::version::{Version, VersionContent};
use pact_store::{DocumentRow, VersionRow};

use super::capture::{damaged, in_turn, without_content};
use super::{History, Reader, VersionView, content};
use crate::app::{App, Caller, visible_process};
use crate::error::{AppError, Thing};
use crate::records;

/// A document whose history a reader may see, from which number on.
pub(crate) struct Seen {
    pub row: DocumentRow,
    pub process: Process,
    pub from: i64,
    pub total: i64,
}

impl Seen {
    /// Number of the newest version, if the reader may see it.
    pub(crate) fn newest(&self) -> Option<i64> {
        (self.total >= self.from && self.total > 0).then_some(self.total)
    }

    fn may_see(&self, number: i64) -> bool {
        (self.from..=self.total).contains(&number)
    }
}

impl App {
    /// The versions of a document.
    pub async fn versions(&self, by: Reader<'_>, document: DocumentId) -> Result<History, AppError> {
        let seen = self.seen(by, document).await?;
        let rows = self.db.read().await?.versions(document, seen.from).await?;
        // One may have been made meanwhile.
        let total = rows.first().map_or(seen.total, |row| row.number.max(seen.total));
        let versions = rows.into_iter().map(VersionRow::into_version).collect();
        Ok(History { document: seen.row, process: seen.process, versions, total: short(total) })
    }

    /// One version.
    pub async fn version(
        &self,
        by: Reader<'_>,
        document: DocumentId,
        number: u32,
    ) -> Result<VersionView, AppError> {
        let seen = self.seen(by, document).await?;
        let (version, content) = self.version_seen(&seen, number).await?;
        let number = i64::from(number);
        let neighbour = |number: i64| seen.may_see(number).then(|| short(number));
        let neighbours = (neighbour(number - 1), neighbour(number + 1));
        let total = short(seen.total);
        Ok(VersionView { document: seen.row, process: seen.process, version, content, total, neighbours })
    }

    /// How many versions each document of a process has; those without any are left out.
    pub async fn version_counts(
        &self,
        by: Caller<'_>,
        slug: &str,
    ) -> Result<Vec<(DocumentId, u32)>, AppError> {
        by.require(Ability::Read)?;
        let mut tx = self.db.read().await?;
        let process = visible_process(&mut tx, by, slug).await?;
        let counts = tx.version_counts(process.id).await?;
        Ok(counts.into_iter().map(|(document, number)| (document, short(number))).collect())
    }

    /// How many versions a document has, without asking who wants to know.
    pub async fn version_count(&self, document: DocumentId) -> Result<u32, AppError> {
        Ok(short(self.db.read().await?.newest_version_number(document).await?))
    }

    /// A document whose history this reader may see. One that has no version yet gets its first one.
    pub(crate) async fn seen(&self, by: Reader<'_>, document: DocumentId) -> Result<Seen, AppError> {
        let (row, process) = self.document_seen(by, document).await?;
        if !row.kind.has_sections() {
            return Err(AppError::NoSections(row.kind));
        }
        self.first_version(document).await?;
        let mut tx = self.db.read().await?;
        let total = tx.newest_version_number(document).await?;
        let from = match by {
            Reader::Table(_) => 1,
            // Again, for the first version may have set it.
            Reader::Public(_) => {
                let row = tx.document(document).await?.ok_or(AppError::NotFound(Thing::Document))?;
                row.public_from.unwrap_or(i64::MAX)
            }
        };
        Ok(Seen { row, process, from, total })
    }

    async fn document_seen(
        &self,
        by: Reader<'_>,
        document: DocumentId,
    ) -> Result<(DocumentRow, Process), AppError> {
        let row = match by {
            Reader::Table(caller) => {
                caller.require(Ability::Read)?;
                Some(self.visible_document(caller, document).await?)
            }
            Reader::Public(_) => self.db.read().await?.document(document).await?,
        };
        let missing = || AppError::NotFound(Thing::Document);
        let row = row.ok_or_else(missing)?;
        let process = match row.process {
            Some(process) => self.db.read().await?.process(process).await?,
            None => None,
        };
        let process = records::process(process.ok_or_else(missing)?);
        if let Reader::Public(slug) = by
            && (row.published_at.is_none() || process.slug != slug || !row.kind.has_sections())
        {
            return Err(missing());
        }
        Ok((row, process))
    }

    /// A version with what it holds, if this reader may see it.
    pub(crate) async fn version_seen(
        &self,
        seen: &Seen,
        number: u32,
    ) -> Result<(Version, VersionContent), AppError> {
        let missing = || AppError::NotFound(Thing::Version);
        if !seen.may_see(i64::from(number)) {
            return Err(missing());
        }
        let (version, content) =
            self.stored_version(seen.row.id, i64::from(number)).await?.ok_or_else(missing)?;
        Ok((version.into_version(), content))
    }

    /// What a version that is known to be there says.
    pub(crate) async fn content_of(
        &self,
        document: DocumentId,
        number: i64,
    ) -> Result<VersionContent, AppError> {
        let stored = self.stored_version(document, number).await?;
        Ok(stored.ok_or(AppError::NotFound(Thing::Version))?.1)
    }

    /// A version with what it says, whoever asks.
    pub(crate) async fn stored_version(
        &self,
        document: DocumentId,
        number: i64,
    ) -> Result<Option<(VersionRow, VersionContent)>, AppError> {
        let mut tx = self.db.read().await?;
        let Some(version) = tx.version(document, number).await? else { return Ok(None) };
        let stored = tx.version_content(document, number).await?;
        drop(tx);
        let stored = stored.ok_or_else(|| without_content(&version))?;
        in_turn(move || {
            let content = content::read(&stored).map_err(|why| damaged(&version, why))?;
            Ok(Some((version, content)))
        })
        .await
    }
}

/// A number as it is shown. Four thousand million versions are not made.
pub(crate) fn short(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
