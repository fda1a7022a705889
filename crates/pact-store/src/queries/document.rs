//! Shared documents: what they are and how far their logs go.

use std::sync::LazyLock;

use pact_model::document::DocumentKind;
use pact_model::ids::{DocumentId, ProcessId};
use pact_model::time::Timestamp;

use crate::dialect;
use crate::error::StoreError;
use crate::rows::{Cells, LIST_PROBE, Record, Stored, read_list, read_one, read_page};
use crate::tx::{Tx, on_db};

/// Documents asked for in one statement of [`Tx::open_document_heads`].
const HEADS_CHUNK: usize = 64;

static SELECT_HEADS: LazyLock<String> = LazyLock::new(|| {
    let ids = dialect::placeholders(HEADS_CHUNK);
    format!("select id, epoch, head_seq from document where id in ({ids})")
});

/// A shared document, or the register of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Identity, and name on the wire.
    pub id: DocumentId,
    /// Its process; none for a document of its own.
    pub process: Option<ProcessId>,
    /// What it is.
    pub kind: DocumentKind,
    /// Title.
    pub title: String,
    /// File reference; may be empty.
    pub reference: String,
    /// Generation of the CRDT identity.
    pub epoch: i64,
    /// Number of the stored schema.
    pub schema: i64,
    /// Last seq of the log; 0 when it is empty.
    pub head_seq: i64,
    /// Seq the newest verified snapshot stands at; 0 without one.
    pub snapshot_seq: i64,
    /// When it was published, if it is.
    pub published_at: Option<Timestamp>,
    /// The first version that everybody may read while it is published.
    pub public_from: Option<i64>,
    /// When it was created.
    pub created_at: Timestamp,
}

macro_rules! select_document {
    ($rest:literal) => {
        concat!(
            "select id, process, kind, title, reference, epoch, schema, head_seq, snapshot_seq,
                published_at, public_from, created_at
            from document ",
            $rest
        )
    };
}

impl Tx {
    /// Stores a new document. This is the only way a document comes to be (I10).
    pub async fn insert_document(&mut self, row: &DocumentRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into document (id, process, kind, title, reference, epoch, schema, head_seq,
                    snapshot_seq, published_at, public_from, created_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(*row.id.as_uuid())
            .bind(row.process.map(|id| *id.as_uuid()))
            .bind(row.kind.as_str())
            .bind(&row.title)
            .bind(&row.reference)
            .bind(row.epoch)
            .bind(row.schema)
            .bind(row.head_seq)
            .bind(row.snapshot_seq)
            .bind(row.published_at.map(Timestamp::as_micros))
            .bind(row.public_from)
            .bind(row.created_at.as_micros())
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The document with this id.
    pub async fn document(&mut self, id: DocumentId) -> Result<Option<DocumentRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_document!("where id = $1"))
                .bind(*id.as_uuid())
                .fetch_optional(conn)
                .await?;
            read_one(row)
        })
    }

    /// The documents of a process, the register among them, oldest first.
    pub async fn documents(&mut self, process: ProcessId) -> Result<Vec<DocumentRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(select_document!("where process = $1 order by created_at, id limit $2"))
                .bind(*process.as_uuid())
                .bind(LIST_PROBE)
                .fetch_all(conn)
                .await?;
            read_list(&rows)
        })
    }

    /// Publishes or withdraws a document. False when there is no such document.
    pub async fn set_document_published(
        &mut self,
        id: DocumentId,
        at: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let changed = on_db!(self, |conn| {
            sqlx::query("update document set published_at = $2 where id = $1")
                .bind(*id.as_uuid())
                .bind(at.map(Timestamp::as_micros))
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(changed == 1)
    }

    /// Says from which version on everybody may read the history. False when there is no such document.
    pub async fn set_public_from(&mut self, id: DocumentId, number: Option<i64>) -> Result<bool, StoreError> {
        let changed = on_db!(self, |conn| {
            sqlx::query("update document set public_from = $2 where id = $1")
                .bind(*id.as_uuid())
                .bind(number)
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(changed == 1)
    }

    /// Takes the lock of a document's row until the transaction ends, as an append does: what is read after it stays.
    pub(crate) async fn lock_document(&mut self, id: DocumentId) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query("update document set epoch = epoch where id = $1")
                .bind(*id.as_uuid())
                .execute(conn)
                .await?;
        });
        Ok(())
    }

    /// Gives a document another title. False when there is no such document.
    pub async fn set_document_title(&mut self, id: DocumentId, title: &str) -> Result<bool, StoreError> {
        let changed = on_db!(self, |conn| {
            sqlx::query("update document set title = $2 where id = $1")
                .bind(*id.as_uuid())
                .bind(title)
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(changed == 1)
    }

    /// Epoch and last seq of a document.
    pub async fn head(&mut self, doc: DocumentId) -> Result<Option<(i64, i64)>, StoreError> {
        let head: Option<HeadRow> = on_db!(self, |conn| {
            let row = sqlx::query("select id, epoch, head_seq from document where id = $1")
                .bind(*doc.as_uuid())
                .fetch_optional(conn)
                .await?;
            read_one(row)?
        });
        Ok(head.map(|head| (head.epoch, head.head_seq)))
    }

    /// Epoch and last seq of many documents, in no order; absent ones are left out.
    pub async fn open_document_heads(
        &mut self,
        docs: &[DocumentId],
    ) -> Result<Vec<(DocumentId, i64, i64)>, StoreError> {
        let mut heads = Vec::with_capacity(docs.len());
        for chunk in docs.chunks(HEADS_CHUNK) {
            // The last chunk is filled up with its own last id, so that one prepared statement serves all.
            let last = chunk[chunk.len() - 1];
            let ids = chunk.iter().chain(std::iter::repeat(&last)).take(HEADS_CHUNK);
            let rows: Vec<HeadRow> = on_db!(self, |conn| {
                let mut query = sqlx::query(SELECT_HEADS.as_str());
                for id in ids {
                    query = query.bind(*id.as_uuid());
                }
                read_page(&query.fetch_all(conn).await?)?
            });
            heads.extend(rows.into_iter().map(|head| (head.id, head.epoch, head.head_seq)));
        }
        Ok(heads)
    }
}

struct HeadRow {
    id: DocumentId,
    epoch: i64,
    head_seq: i64,
}

impl Stored for HeadRow {
    const TABLE: &'static str = "document";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: DocumentId::from_uuid(record.uuid("id")?),
            epoch: record.number("epoch")?,
            head_seq: record.number("head_seq")?,
        })
    }
}

impl Stored for DocumentRow {
    const TABLE: &'static str = "document";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: DocumentId::from_uuid(record.uuid("id")?),
            process: record.uuid_or_null("process")?.map(ProcessId::from_uuid),
            kind: record.name("kind")?,
            title: record.text("title")?,
            reference: record.text("reference")?,
            epoch: record.number("epoch")?,
            schema: record.number("schema")?,
            head_seq: record.number("head_seq")?,
            snapshot_seq: record.number("snapshot_seq")?,
            published_at: record.time_or_null("published_at")?,
            public_from: record.number_or_null("public_from")?,
            created_at: record.time("created_at")?,
        })
    }
}
