//! Fields that were set by several people at the same time, until somebody confirms one value.

use pact_model::ids::{ActorId, DocumentId};
use pact_model::time::Timestamp;
use serde_json::Value;

use crate::error::StoreError;
use crate::rows::{Cells, Record, Stored, read_page};
use crate::tx::{Tx, on_db};

/// Most values that wait to be confirmed in one document. Whoever stores them stops before.
pub const CONFLICT_LIMIT: u32 = 131_072;

/// One more than [`CONFLICT_LIMIT`], so that passing it is noticed.
const CONFLICT_PROBE: i64 = CONFLICT_LIMIT as i64 + 1;

/// One of the values of a field in conflict.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldConflictRow {
    /// The field, `<entity>/<id>/<field>`.
    pub key: String,
    /// What was set.
    pub value: Value,
    /// The body it was set for.
    pub actor: Option<ActorId>,
    /// The Yjs client that set it.
    pub client_id: i64,
    /// The clock of the value.
    pub clock: i64,
}

impl Tx {
    /// Replaces what is known of a field by these values, as of a place in the log; none settle it.
    pub async fn put_field_conflict(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        seq: i64,
        key: &str,
        values: &[FieldConflictRow],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "update field_conflict set settled_seq = $4
                where doc = $1 and epoch = $2 and key = $3 and settled_seq is null",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(key)
            .bind(seq)
            .execute(&mut *conn)
            .await?;
            for (position, row) in (0_i64..).zip(values) {
                sqlx::query(
                    "insert into field_conflict
                        (doc, epoch, key, since_seq, position, value, actor, client_id, clock, at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                )
                .bind(*doc.as_uuid())
                .bind(epoch)
                .bind(key)
                .bind(seq)
                .bind(position)
                .bind(row.value.to_string())
                .bind(row.actor.map(|id| *id.as_uuid()))
                .bind(row.client_id)
                .bind(row.clock)
                .bind(at.as_micros())
                .execute(&mut *conn)
                .await?;
            }
        });
        Ok(())
    }

    /// The fields of a document that wait for somebody to confirm a value, by key, values in the order they came.
    pub async fn field_conflicts(
        &mut self,
        doc: DocumentId,
        epoch: i64,
    ) -> Result<Vec<FieldConflictRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(
                "select key, value, actor, client_id, clock
                from field_conflict
                where doc = $1 and epoch = $2 and settled_seq is null
                order by key, position limit $3",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(CONFLICT_PROBE)
            .fetch_all(conn)
            .await?;
            if rows.len() > CONFLICT_LIMIT as usize {
                return Err(StoreError::TooMany { table: FieldConflictRow::TABLE, limit: CONFLICT_LIMIT });
            }
            read_page(&rows)
        })
    }
}

impl Stored for FieldConflictRow {
    const TABLE: &'static str = "field_conflict";
    const KEY: &'static [&'static str] = &["key"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            key: record.text("key")?,
            value: record.json("value")?,
            actor: record.uuid_or_null("actor")?.map(ActorId::from_uuid),
            client_id: record.number("client_id")?,
            clock: record.number("clock")?,
        })
    }
}
