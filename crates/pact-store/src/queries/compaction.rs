//! Compaction: older rows of the log give way to one row that says the same, and older snapshots go. What two
//! verified snapshots do not cover is never touched (I9), and no row goes across a place at which a version stands:
//! both are checked here, in the same transaction.

use pact_model::ids::DocumentId;

use crate::error::StoreError;
use crate::queries::log::UpdateRow;
use crate::tx::{Tx, on_db};

/// A row that takes the place of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedRow {
    /// The first place it covers; the last is its seq.
    pub first_seq: i64,
    /// How many rows it stands for: as many must be there.
    pub replaces: u64,
    /// The row itself.
    pub update: UpdateRow,
}

impl Tx {
    /// Puts merged rows in the place of those they cover. Rows that are not the ones the caller read are
    /// [`StoreError::Conflict`] (another node was faster), rows beyond the second newest snapshot
    /// [`StoreError::Uncovered`], a row across a version's place [`StoreError::VersionStands`]: who wrote up to a
    /// version is read from the log. After an error the transaction is of no use: roll it back.
    pub async fn replace_updates(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        merged: &[MergedRow],
    ) -> Result<(), StoreError> {
        let Some(last_seq) = merged.iter().map(|row| row.update.seq).max() else { return Ok(()) };
        self.require_covered(doc, epoch, last_seq).await?;
        // Also for a version that is being made at this moment: it locks the same row.
        self.lock_document(doc).await?;
        let first_seq = merged.iter().map(|row| row.first_seq).min().unwrap_or(last_seq);
        let places = self.version_places(doc, epoch, first_seq - 1, last_seq).await?;
        for row in merged {
            if let Some(seq) = places.iter().find(|seq| row.first_seq <= **seq && **seq < row.update.seq) {
                return Err(StoreError::VersionStands { doc, seq: *seq });
            }
            self.replace_stretch(doc, epoch, row).await?;
        }
        Ok(())
    }

    /// Deletes a snapshot older than the two newest of its epoch; one of those is [`StoreError::Uncovered`].
    /// False when it is not there.
    pub async fn delete_snapshot(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        seq: i64,
    ) -> Result<bool, StoreError> {
        self.require_covered(doc, epoch, seq.saturating_add(1)).await?;
        let deleted = on_db!(self, |conn| {
            sqlx::query("delete from snapshot where doc = $1 and epoch = $2 and seq = $3")
                .bind(*doc.as_uuid())
                .bind(epoch)
                .bind(seq)
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(deleted == 1)
    }

    /// Whether two verified snapshots go at least as far as this place.
    async fn require_covered(&mut self, doc: DocumentId, epoch: i64, seq: i64) -> Result<(), StoreError> {
        let covering: i64 = on_db!(self, |conn| {
            sqlx::query_scalar(
                "select count(*)
                from snapshot
                where doc = $1 and epoch = $2 and seq >= $3",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(seq)
            .fetch_one(conn)
            .await?
        });
        if covering < 2 { Err(StoreError::Uncovered { doc, seq }) } else { Ok(()) }
    }

    async fn replace_stretch(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        merged: &MergedRow,
    ) -> Result<(), StoreError> {
        let row = &merged.update;
        // The second bound on first_seq: a row that another node merged meanwhile may end inside the stretch
        // and begin before it.
        let deleted = on_db!(self, |conn| {
            sqlx::query(
                "delete from update_log
                where doc = $1 and epoch = $2 and seq >= $3 and seq <= $4
                    and coalesce(first_seq, seq) >= $3",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(merged.first_seq)
            .bind(row.seq)
            .execute(conn)
            .await?
            .rows_affected()
        });
        if deleted != merged.replaces {
            return Err(StoreError::Conflict { doc, seq: merged.first_seq });
        }
        on_db!(self, |conn| {
            sqlx::query(
                "insert into update_log
                    (doc, epoch, seq, first_seq, person, actor, client_id, origin_kind, bytes, at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(row.seq)
            .bind(merged.first_seq)
            .bind(row.person.map(|id| *id.as_uuid()))
            .bind(row.actor.map(|id| *id.as_uuid()))
            .bind(row.client_id)
            .bind(row.origin_kind.as_str())
            .bind(&*row.bytes)
            .bind(row.at.as_micros())
            .execute(conn)
            .await?;
        });
        Ok(())
    }
}
