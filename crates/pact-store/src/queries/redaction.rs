//! Erasing words: a document's log begins anew, versions and rescues are written over, and what is left in the free
//! space of the files goes too.

use pact_model::ids::{ActorId, DocumentId, ProcessId, RedactionId, RescueId};
use pact_model::rescue::RescuedPart;
use pact_model::time::Timestamp;
use uuid::Uuid;

use crate::error::StoreError;
use crate::queries::log::UpdateRow;
use crate::queries::rescue::RescueRow;
use crate::queries::version::{VersionContentRow, VersionRow};
use crate::rows::{Cells, LIST_PROBE, PAGE_LIMIT, Record, Stored, read_list, read_page};
use crate::tx::{Tx, on_db};

/// That words were erased, and never which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactionRow {
    /// Identity.
    pub id: RedactionId,
    /// Where.
    pub process: ProcessId,
    /// On whose behalf.
    pub actor: Option<ActorId>,
    /// Why, without the words.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// The hashes that a version had before words were erased from it or from one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactedVersionRow {
    /// Which redaction it was.
    pub redaction: RedactionId,
    /// The document.
    pub doc: DocumentId,
    /// Number of the version.
    pub number: i64,
    /// The hash of its content until then.
    pub content_hash: [u8; 32],
    /// Its link of the chain until then.
    pub chain_hash: [u8; 32],
}

impl Tx {
    /// Keeps everybody from a document until the transaction ends, and says in which epoch and at which place it is.
    pub async fn hold_document(&mut self, doc: DocumentId) -> Result<(i64, i64), StoreError> {
        self.lock_document(doc).await?;
        self.head(doc).await?.ok_or_else(|| StoreError::absent_document(doc))
    }

    /// Begins a document's log anew with one row, in the epoch after this one. Rows, snapshots and fields in conflict of
    /// before are gone; who holds which client id stays known.
    pub async fn begin_epoch(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        first: &UpdateRow,
    ) -> Result<(), StoreError> {
        let next = epoch.saturating_add(1);
        let moved = on_db!(self, |conn| {
            sqlx::query(
                "update document set epoch = $3, head_seq = 0, snapshot_seq = 0 where id = $1 and epoch = $2",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(next)
            .execute(conn)
            .await?
            .rows_affected()
        });
        if moved != 1 {
            let (found, _) = self.head(doc).await?.ok_or_else(|| StoreError::absent_document(doc))?;
            return Err(StoreError::EpochChanged { doc, expected: epoch, found });
        }
        for sql in [
            "delete from update_log where doc = $1",
            "delete from snapshot where doc = $1",
            "delete from field_conflict where doc = $1",
        ] {
            on_db!(self, |conn| {
                sqlx::query(sql).bind(*doc.as_uuid()).execute(conn).await?;
            });
        }
        self.append_updates(doc, next, std::slice::from_ref(first)).await
    }

    /// The kept words of a document, settled ones too, by identity, after this one; at most [`PAGE_LIMIT`].
    pub async fn rescues_after(
        &mut self,
        doc: DocumentId,
        after: Option<RescueId>,
    ) -> Result<Vec<RescueRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(
                "select id, doc, epoch, person, actor, client_id, reason, bytes, text, at, settled_at
                from rescue
                where doc = $1 and id > $2
                order by id
                limit $3",
            )
            .bind(*doc.as_uuid())
            .bind(after.map_or(Uuid::nil(), |id| *id.as_uuid()))
            .bind(i64::from(PAGE_LIMIT))
            .fetch_all(conn)
            .await?;
            read_page(&rows)
        })
    }

    /// Writes kept words over.
    pub async fn overwrite_rescue(
        &mut self,
        id: RescueId,
        bytes: &[u8],
        text: &[RescuedPart],
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(text).expect("texts and names are JSON");
        on_db!(self, |conn| {
            sqlx::query("update rescue set bytes = $2, text = $3 where id = $1")
                .bind(*id.as_uuid())
                .bind(bytes)
                .bind(&text)
                .execute(conn)
                .await?;
        });
        Ok(())
    }

    /// Writes a version's line over: message, contributors, hashes, and when words were erased from it.
    pub async fn overwrite_version(&mut self, row: &VersionRow) -> Result<(), StoreError> {
        let contributors = serde_json::to_string(&row.contributors).expect("texts and numbers are JSON");
        on_db!(self, |conn| {
            sqlx::query(
                "update version set message = $3, contributors = $4, content_hash = $5, chain_hash = $6,
                    redacted_at = $7
                where doc = $1 and number = $2",
            )
            .bind(*row.place.doc.as_uuid())
            .bind(row.number)
            .bind(&row.message)
            .bind(&contributors)
            .bind(row.content_hash.as_slice())
            .bind(row.chain_hash.as_slice())
            .bind(row.redacted_at.map(Timestamp::as_micros))
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// Writes over what a version holds.
    pub async fn overwrite_version_content(
        &mut self,
        doc: DocumentId,
        number: i64,
        content: &VersionContentRow,
    ) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "update version_content set canonical = $3, state = $4, register_state = $5, stored_hash = $6
                where doc = $1 and number = $2",
            )
            .bind(*doc.as_uuid())
            .bind(number)
            .bind(&*content.canonical)
            .bind(&*content.state)
            .bind(content.register_state.as_deref())
            .bind(content.stored_hash.as_slice())
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// Notes that words were erased.
    pub async fn insert_redaction(&mut self, row: &RedactionRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query("insert into redaction (id, process, actor, reason, at) values ($1, $2, $3, $4, $5)")
                .bind(*row.id.as_uuid())
                .bind(*row.process.as_uuid())
                .bind(row.actor.map(|id| *id.as_uuid()))
                .bind(&row.reason)
                .bind(row.at.as_micros())
                .execute(conn)
                .await?;
        });
        Ok(())
    }

    /// Notes the hashes that a version had.
    pub async fn insert_redacted_version(&mut self, row: &RedactedVersionRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into redacted_version (redaction, doc, number, content_hash, chain_hash)
                values ($1, $2, $3, $4, $5)",
            )
            .bind(*row.redaction.as_uuid())
            .bind(*row.doc.as_uuid())
            .bind(row.number)
            .bind(row.content_hash.as_slice())
            .bind(row.chain_hash.as_slice())
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The hashes that versions of a document had before, by number, the latest redaction first.
    pub async fn redacted_versions(
        &mut self,
        doc: DocumentId,
    ) -> Result<Vec<RedactedVersionRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(
                "select redaction, doc, number, content_hash, chain_hash
                from redacted_version
                where doc = $1
                order by number, redaction desc
                limit $2",
            )
            .bind(*doc.as_uuid())
            .bind(LIST_PROBE)
            .fetch_all(conn)
            .await?;
            read_list(&rows)
        })
    }

    /// When words were erased in a process and why, the latest first.
    pub async fn redactions(&mut self, process: ProcessId) -> Result<Vec<RedactionRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(
                "select id, process, actor, reason, at
                from redaction
                where process = $1
                order by id desc
                limit $2",
            )
            .bind(*process.as_uuid())
            .bind(LIST_PROBE)
            .fetch_all(conn)
            .await?;
            read_list(&rows)
        })
    }
}

impl Stored for RedactedVersionRow {
    const TABLE: &'static str = "redacted_version";
    const KEY: &'static [&'static str] = &["redaction", "doc", "number"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            redaction: RedactionId::from_uuid(record.uuid("redaction")?),
            doc: DocumentId::from_uuid(record.uuid("doc")?),
            number: record.number("number")?,
            content_hash: record.hash("content_hash")?,
            chain_hash: record.hash("chain_hash")?,
        })
    }
}

impl Stored for RedactionRow {
    const TABLE: &'static str = "redaction";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: RedactionId::from_uuid(record.uuid("id")?),
            process: ProcessId::from_uuid(record.uuid("process")?),
            actor: record.uuid_or_null("actor")?.map(ActorId::from_uuid),
            reason: record.text("reason")?,
            at: record.time("at")?,
        })
    }
}
