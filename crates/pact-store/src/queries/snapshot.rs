//! Snapshots: the machine's compact state of a document at a seq, stored only after it was verified (I9).

use bytes::Bytes;
use pact_model::ids::DocumentId;
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, LIST_PROBE, Record, Stored, read_list, read_one};
use crate::tx::{Tx, on_db};

/// A verified state of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotRow {
    /// The document.
    pub doc: DocumentId,
    /// Generation of the CRDT identity.
    pub epoch: i64,
    /// The log up to and with this seq is in it.
    pub seq: i64,
    /// The state, encoded as one Yjs update.
    pub state: Bytes,
    /// SHA-256 of what was verified.
    pub hash: [u8; 32],
    /// When it was compared with the log.
    pub verified_at: Timestamp,
}

/// A snapshot without its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotInfo {
    /// The document.
    pub doc: DocumentId,
    /// Generation of the CRDT identity.
    pub epoch: i64,
    /// The log up to and with this seq is in it.
    pub seq: i64,
    /// Size of the state in bytes.
    pub size: i64,
    /// SHA-256 of what was verified.
    pub hash: [u8; 32],
    /// When it was compared with the log.
    pub verified_at: Timestamp,
}

impl Tx {
    /// Stores a verified snapshot and moves the document's `snapshot_seq`. One beyond the head is
    /// [`StoreError::Gap`]; one that another node stored already is [`StoreError::Conflict`].
    pub async fn insert_snapshot(&mut self, row: &SnapshotRow) -> Result<(), StoreError> {
        let doc = row.doc;
        match self.head(doc).await? {
            None => return Err(StoreError::absent_document(doc)),
            Some((found, _)) if found != row.epoch => {
                return Err(StoreError::EpochChanged { doc, expected: row.epoch, found });
            }
            Some((_, head_seq)) if head_seq < row.seq => {
                return Err(StoreError::Gap { doc, expected: head_seq + 1, got: row.seq });
            }
            Some(_) => {}
        }
        let inserted = on_db!(self, |conn| {
            sqlx::query(
                "insert into snapshot (doc, epoch, seq, state, hash, verified_at)
                values ($1, $2, $3, $4, $5, $6)
                on conflict (doc, epoch, seq) do nothing",
            )
            .bind(*doc.as_uuid())
            .bind(row.epoch)
            .bind(row.seq)
            .bind(&*row.state)
            .bind(row.hash.as_slice())
            .bind(row.verified_at.as_micros())
            .execute(conn)
            .await?
            .rows_affected()
        });
        if inserted == 0 {
            return Err(StoreError::Conflict { doc, seq: row.seq });
        }
        on_db!(self, |conn| {
            sqlx::query(
                "update document set snapshot_seq = $3
                where id = $1 and epoch = $2 and snapshot_seq < $3",
            )
            .bind(*doc.as_uuid())
            .bind(row.epoch)
            .bind(row.seq)
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The snapshot of an epoch that goes farthest.
    pub async fn latest_snapshot(
        &mut self,
        doc: DocumentId,
        epoch: i64,
    ) -> Result<Option<SnapshotRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(
                "select doc, epoch, seq, state, hash, verified_at
                from snapshot
                where doc = $1 and epoch = $2
                order by seq desc
                limit 1",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .fetch_optional(conn)
            .await?;
            read_one(row)
        })
    }

    /// The snapshot at exactly this place.
    pub async fn snapshot(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        seq: i64,
    ) -> Result<Option<SnapshotRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(
                "select doc, epoch, seq, state, hash, verified_at
                from snapshot
                where doc = $1 and epoch = $2 and seq = $3",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(seq)
            .fetch_optional(conn)
            .await?;
            read_one(row)
        })
    }

    /// All snapshots of a document without their states, oldest first.
    pub async fn snapshots(&mut self, doc: DocumentId) -> Result<Vec<SnapshotInfo>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(
                "select doc, epoch, seq, cast(length(state) as bigint) as size, hash, verified_at
                from snapshot
                where doc = $1
                order by epoch, seq
                limit $2",
            )
            .bind(*doc.as_uuid())
            .bind(LIST_PROBE)
            .fetch_all(conn)
            .await?;
            read_list(&rows)
        })
    }
}

impl Stored for SnapshotRow {
    const TABLE: &'static str = "snapshot";
    const KEY: &'static [&'static str] = &["doc", "epoch", "seq"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            doc: DocumentId::from_uuid(record.uuid("doc")?),
            epoch: record.number("epoch")?,
            seq: record.number("seq")?,
            state: record.bytes("state")?,
            hash: record.hash("hash")?,
            verified_at: record.time("verified_at")?,
        })
    }
}

impl Stored for SnapshotInfo {
    const TABLE: &'static str = "snapshot";
    const KEY: &'static [&'static str] = &["doc", "epoch", "seq"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            doc: DocumentId::from_uuid(record.uuid("doc")?),
            epoch: record.number("epoch")?,
            seq: record.number("seq")?,
            size: record.number("size")?,
            hash: record.hash("hash")?,
            verified_at: record.time("verified_at")?,
        })
    }
}
