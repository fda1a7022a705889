//! The log: one sequence of updates for each document and epoch, without gaps (I2).

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use bytes::Bytes;
use pact_model::document::UnknownName;
use pact_model::ids::{ActorId, DocumentId, PersonId};
use pact_model::time::Timestamp;

use crate::dialect;
use crate::error::StoreError;
use crate::rows::{Cells, LOG_PAGE_LIMIT, Record, Stored, read_page};
use crate::tx::{Tx, on_db};

const INSERT: &str =
    "insert into update_log (doc, epoch, seq, person, actor, client_id, origin_kind, bytes, at)";
const COLUMNS: usize = 9;

/// Rows of one insert, largest first: three prepared statements serve groups of any size.
static INSERTS: LazyLock<[(usize, String); 3]> =
    LazyLock::new(|| [64, 8, 1].map(|rows| (rows, dialect::multi_row(INSERT, COLUMNS, rows))));

/// How an update came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OriginKind {
    /// Somebody typed it.
    Edit,
    /// The server wrote it: template, section settings, anchors.
    Server,
    /// Somebody else's words, brought along by a client that had them (I4).
    Relay,
    /// A version was restored.
    Restore,
    /// A file was imported.
    Import,
}

impl OriginKind {
    const ALL: [Self; 5] = [Self::Edit, Self::Server, Self::Relay, Self::Restore, Self::Import];

    /// The stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Server => "server",
            Self::Relay => "relay",
            Self::Restore => "restore",
            Self::Import => "import",
        }
    }
}

impl fmt::Display for OriginKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OriginKind {
    type Err = UnknownName;
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| UnknownName { what: "origin kind", name: name.to_owned() })
    }
}

/// One update in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateRow {
    /// Place in the log; the first is 1. Of a merged row, the last place it covers.
    pub seq: i64,
    /// Who sent it; none for the server.
    pub person: Option<PersonId>,
    /// For which body.
    pub actor: Option<ActorId>,
    /// The client id that was leased to the sender.
    pub client_id: Option<i64>,
    /// How it came in.
    pub origin_kind: OriginKind,
    /// The Yjs update.
    pub bytes: Bytes,
    /// When it was accepted; of a merged row, when the first of its updates was.
    pub at: Timestamp,
}

/// A row as it lies in the table: it covers the places from `first_seq` to its own.
struct StoredRow {
    first_seq: i64,
    update: UpdateRow,
}

/// The log after a seq, proved to be without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogTail {
    after_seq: i64,
    first_seq: i64,
    is_complete: bool,
    rows: Vec<UpdateRow>,
}

impl LogTail {
    /// The rows, if each goes on where the one before it ends, from `after_seq`. Only the first may begin
    /// earlier: who asks from the middle of a merged row gets it whole, and knows a part of it.
    fn contiguous(
        doc: DocumentId,
        epoch: i64,
        after_seq: i64,
        rows: Vec<StoredRow>,
        is_complete: bool,
    ) -> Result<Self, StoreError> {
        let first_seq = rows.first().map_or(after_seq.saturating_add(1), |row| row.first_seq);
        let mut expected = first_seq.min(after_seq.saturating_add(1));
        for row in &rows {
            if row.first_seq != expected {
                return Err(hole(doc, epoch, expected, row.first_seq));
            }
            if row.first_seq > row.update.seq {
                return Err(StoreError::corrupt(
                    format!("{} {}", log_name(doc, epoch), row.update.seq),
                    format!("column first_seq: {} is beyond seq", row.first_seq),
                ));
            }
            expected = row.update.seq.saturating_add(1);
        }
        let rows = rows.into_iter().map(|row| row.update).collect();
        Ok(Self { after_seq, first_seq, is_complete, rows })
    }

    /// The rows, in order.
    #[must_use]
    pub fn rows(&self) -> &[UpdateRow] {
        &self.rows
    }

    /// The rows, in order.
    #[must_use]
    pub fn into_rows(self) -> Vec<UpdateRow> {
        self.rows
    }

    /// The place the first row begins at: the one after the seq that was asked from, or an earlier one when
    /// that lies inside a merged row.
    #[must_use]
    pub fn first_seq(&self) -> i64 {
        self.first_seq
    }

    /// Seq of the last row; without rows, the seq that was asked from.
    #[must_use]
    pub fn last_seq(&self) -> i64 {
        self.rows.last().map_or(self.after_seq, |row| row.seq)
    }

    /// Whether the log ended here when it was read; if not, ask again from [`LogTail::last_seq`].
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }
}

impl IntoIterator for LogTail {
    type Item = UpdateRow;
    type IntoIter = std::vec::IntoIter<UpdateRow>;
    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl Tx {
    /// Appends updates to a document's log and moves its head. The rows' seqs go on from the head: a taken one
    /// is [`StoreError::Conflict`], a hole [`StoreError::Gap`], another epoch [`StoreError::EpochChanged`].
    /// After an error the transaction is of no use: roll it back.
    pub async fn append_updates(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        updates: &[UpdateRow],
    ) -> Result<(), StoreError> {
        self.append_groups(&mut [(doc, epoch, updates)]).await
    }

    /// Appends updates to many logs in one transaction: the group commit. As [`Tx::append_updates`]; an error
    /// names the document it is about, and the caller tries again without it.
    pub async fn append_many(
        &mut self,
        groups: &[(DocumentId, i64, Vec<UpdateRow>)],
    ) -> Result<(), StoreError> {
        let mut groups: Vec<_> =
            groups.iter().map(|(doc, epoch, updates)| (*doc, *epoch, updates.as_slice())).collect();
        self.append_groups(&mut groups).await
    }

    async fn append_groups(
        &mut self,
        groups: &mut [(DocumentId, i64, &[UpdateRow])],
    ) -> Result<(), StoreError> {
        // Every node locks documents in the same order, else two group commits could wait for each other.
        groups.sort_by_key(|(doc, ..)| *doc);
        let mut rows = Vec::with_capacity(groups.iter().map(|(.., updates)| updates.len()).sum());
        for &(doc, epoch, updates) in &*groups {
            self.move_head(doc, epoch, updates).await?;
            rows.extend(updates.iter().map(|update| (doc, epoch, update)));
        }
        self.insert_updates(&rows).await
    }

    /// Moves the head over the updates. This takes the lock of the document's row until the transaction ends,
    /// so that of two writers the second sees what the first did.
    async fn move_head(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        updates: &[UpdateRow],
    ) -> Result<(), StoreError> {
        let (Some(first), Some(last)) = (updates.first(), updates.last()) else { return Ok(()) };
        for (update, expected) in updates.iter().zip(first.seq..) {
            if update.seq != expected {
                return Err(StoreError::Gap { doc, expected, got: update.seq });
            }
        }
        let moved = on_db!(self, |conn| {
            sqlx::query(
                "update document set head_seq = $4
                where id = $1 and epoch = $2 and head_seq = $3",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(first.seq.saturating_sub(1))
            .bind(last.seq)
            .execute(conn)
            .await?
            .rows_affected()
        });
        if moved == 1 {
            return Ok(());
        }
        Err(match self.head(doc).await? {
            None => StoreError::absent_document(doc),
            Some((found, _)) if found != epoch => StoreError::EpochChanged { doc, expected: epoch, found },
            Some((_, head_seq)) if head_seq >= first.seq => StoreError::Conflict { doc, seq: first.seq },
            Some((_, head_seq)) => StoreError::Gap { doc, expected: head_seq + 1, got: first.seq },
        })
    }

    async fn insert_updates(&mut self, rows: &[(DocumentId, i64, &UpdateRow)]) -> Result<(), StoreError> {
        let mut rest = rows;
        for (size, sql) in &*INSERTS {
            while rest.len() >= *size {
                let (chunk, after) = rest.split_at(*size);
                self.insert_chunk(sql, chunk).await?;
                rest = after;
            }
        }
        Ok(())
    }

    async fn insert_chunk(
        &mut self,
        sql: &'static str,
        rows: &[(DocumentId, i64, &UpdateRow)],
    ) -> Result<(), StoreError> {
        let result: Result<(), sqlx::Error> = on_db!(self, |conn| {
            let mut query = sqlx::query(sql);
            for (doc, epoch, row) in rows {
                query = query
                    .bind(*doc.as_uuid())
                    .bind(*epoch)
                    .bind(row.seq)
                    .bind(row.person.map(|id| *id.as_uuid()))
                    .bind(row.actor.map(|id| *id.as_uuid()))
                    .bind(row.client_id)
                    .bind(row.origin_kind.as_str())
                    .bind(&*row.bytes)
                    .bind(row.at.as_micros());
            }
            query.execute(conn).await.map(|_| ())
        });
        result.map_err(|error| match StoreError::from(error) {
            // The fence itself: a row beyond the head. The chunk's first row stands for whichever it was.
            StoreError::Duplicate { .. } => StoreError::Conflict { doc: rows[0].0, seq: rows[0].2.seq },
            other => other,
        })
    }

    /// The log of an epoch after a seq, at most so many rows and never more than
    /// [`LOG_PAGE_LIMIT`]. A hole, or a log shorter than the document says, is [`StoreError::Corrupt`]; a
    /// missing document is [`StoreError::Absent`], never an empty log (I10).
    pub async fn updates_after(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        after_seq: i64,
        limit: u32,
    ) -> Result<LogTail, StoreError> {
        let limit = limit.min(LOG_PAGE_LIMIT);
        // Before the rows: others may append in between, but what the head says now must be there.
        let (current_epoch, head_seq) =
            self.head(doc).await?.ok_or_else(|| StoreError::absent_document(doc))?;
        if epoch > current_epoch {
            return Err(StoreError::EpochChanged { doc, expected: epoch, found: current_epoch });
        }
        let rows: Vec<StoredRow> = on_db!(self, |conn| {
            let rows = sqlx::query(
                "select doc, epoch, seq, first_seq, person, actor, client_id, origin_kind, bytes, at
                from update_log
                where doc = $1 and epoch = $2 and seq > $3
                order by seq
                limit $4",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(after_seq)
            .bind(i64::from(limit))
            .fetch_all(conn)
            .await?;
            read_page(&rows)?
        });
        let is_last_page = rows.len() < limit as usize;
        let last_seq = rows.last().map_or(after_seq, |row| row.update.seq);
        if epoch < current_epoch {
            return LogTail::contiguous(doc, epoch, after_seq, rows, is_last_page);
        }
        let tail = LogTail::contiguous(doc, epoch, after_seq, rows, last_seq >= head_seq)?;
        if is_last_page && !tail.is_complete {
            return Err(StoreError::corrupt(
                log_name(doc, epoch),
                format!("it ends at seq {last_seq}, but the document's head is {head_seq}"),
            ));
        }
        Ok(tail)
    }

    /// All rows of an epoch's log after a seq, read page by page. As [`Tx::updates_after`].
    pub async fn all_updates_after(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        after_seq: i64,
    ) -> Result<Vec<UpdateRow>, StoreError> {
        let mut rows = Vec::new();
        let mut seq = after_seq;
        loop {
            let page = self.updates_after(doc, epoch, seq, LOG_PAGE_LIMIT).await?;
            seq = page.last_seq();
            let is_complete = page.is_complete();
            rows.extend(page);
            if is_complete {
                return Ok(rows);
            }
        }
    }

    /// Bytes of a document's log after its newest snapshot: what a load has to read.
    pub async fn document_bytes(&mut self, doc: DocumentId) -> Result<i64, StoreError> {
        Ok(on_db!(self, |conn| {
            sqlx::query_scalar(
                "select coalesce(sum(length(l.bytes)), 0)
                from document d
                join update_log l on l.doc = d.id and l.epoch = d.epoch and l.seq > d.snapshot_seq
                where d.id = $1",
            )
            .bind(*doc.as_uuid())
            .fetch_one(conn)
            .await?
        }))
    }
}

fn log_name(doc: DocumentId, epoch: i64) -> String {
    format!("update_log {doc} {epoch}")
}

fn hole(doc: DocumentId, epoch: i64, expected: i64, got: i64) -> StoreError {
    StoreError::corrupt(log_name(doc, epoch), format!("after seq {} comes {got}", expected - 1))
}

impl Stored for StoredRow {
    const TABLE: &'static str = "update_log";
    const KEY: &'static [&'static str] = &["doc", "epoch", "seq"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        let seq = record.number("seq")?;
        Ok(Self {
            first_seq: record.number_or_null("first_seq")?.unwrap_or(seq),
            update: UpdateRow {
                seq,
                person: record.uuid_or_null("person")?.map(PersonId::from_uuid),
                actor: record.uuid_or_null("actor")?.map(ActorId::from_uuid),
                client_id: record.number_or_null("client_id")?,
                origin_kind: record.name("origin_kind")?,
                bytes: record.bytes("bytes")?,
                at: record.time("at")?,
            },
        })
    }
}
