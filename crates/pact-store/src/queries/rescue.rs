//! Rescues: refused words, kept for their author (I7).

use bytes::Bytes;
use pact_model::ids::{ActorId, DocumentId, PersonId, RescueId};
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, PAGE_LIMIT, Record, Stored, read_one, read_page};
use crate::tx::{Tx, on_db};

/// Refused words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RescueRow {
    /// Identity, told to the author.
    pub id: RescueId,
    /// The document they were meant for.
    pub doc: DocumentId,
    /// Its epoch as the author knew it.
    pub epoch: i64,
    /// The author, when known.
    pub person: Option<PersonId>,
    /// The body written for.
    pub actor: Option<ActorId>,
    /// The client id they came from.
    pub client_id: Option<i64>,
    /// Code of the refusal.
    pub reason: String,
    /// The refused bytes, as they came.
    pub bytes: Bytes,
    /// When they were refused.
    pub at: Timestamp,
}

macro_rules! select_rescue {
    ($rest:literal) => {
        concat!(
            "select id, doc, epoch, person, actor, client_id, reason, bytes, at
            from rescue ",
            $rest
        )
    };
}

impl Tx {
    /// Keeps refused words.
    pub async fn insert_rescue(&mut self, row: &RescueRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into rescue (id, doc, epoch, person, actor, client_id, reason, bytes, at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(*row.id.as_uuid())
            .bind(*row.doc.as_uuid())
            .bind(row.epoch)
            .bind(row.person.map(|id| *id.as_uuid()))
            .bind(row.actor.map(|id| *id.as_uuid()))
            .bind(row.client_id)
            .bind(&row.reason)
            .bind(&*row.bytes)
            .bind(row.at.as_micros())
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The rescue with this id.
    pub async fn rescue(&mut self, id: RescueId) -> Result<Option<RescueRow>, StoreError> {
        on_db!(self, |conn| {
            let row =
                sqlx::query(select_rescue!("where id = $1")).bind(*id.as_uuid()).fetch_optional(conn).await?;
            read_one(row)
        })
    }

    /// The newest rescues of a document, newest first; at most [`PAGE_LIMIT`].
    pub async fn rescues(&mut self, doc: DocumentId, limit: u32) -> Result<Vec<RescueRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(select_rescue!("where doc = $1 order by id desc limit $2"))
                .bind(*doc.as_uuid())
                .bind(i64::from(limit.min(PAGE_LIMIT)))
                .fetch_all(conn)
                .await?;
            read_page(&rows)
        })
    }

    /// The newest rescues of a person in a document, newest first; at most [`PAGE_LIMIT`].
    pub async fn rescues_of(
        &mut self,
        doc: DocumentId,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<RescueRow>, StoreError> {
        on_db!(self, |conn| {
            let rows =
                sqlx::query(select_rescue!("where doc = $1 and person = $2 order by id desc limit $3"))
                    .bind(*doc.as_uuid())
                    .bind(*person.as_uuid())
                    .bind(i64::from(limit.min(PAGE_LIMIT)))
                    .fetch_all(conn)
                    .await?;
            read_page(&rows)
        })
    }
}

impl Stored for RescueRow {
    const TABLE: &'static str = "rescue";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: RescueId::from_uuid(record.uuid("id")?),
            doc: DocumentId::from_uuid(record.uuid("doc")?),
            epoch: record.number("epoch")?,
            person: record.uuid_or_null("person")?.map(PersonId::from_uuid),
            actor: record.uuid_or_null("actor")?.map(ActorId::from_uuid),
            client_id: record.number_or_null("client_id")?,
            reason: record.text("reason")?,
            bytes: record.bytes("bytes")?,
            at: record.time("at")?,
        })
    }
}
