//! Rescues: refused words, kept for their author (I7).

use bytes::Bytes;
use pact_model::ids::{ActorId, DocumentId, PersonId, RescueId};
use pact_model::rescue::RescuedPart;
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, PAGE_LIMIT, Record, Stored, read, read_one, read_page};
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
    /// The words in them.
    pub text: Vec<RescuedPart>,
    /// When they were refused.
    pub at: Timestamp,
    /// When they were put back or given up; until then they are listed.
    pub settled_at: Option<Timestamp>,
}

/// How much is kept that nobody settled yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RescueTotals {
    /// Rows.
    pub rows: i64,
    /// Bytes of updates and words.
    pub bytes: i64,
}

macro_rules! select_rescue {
    ($rest:literal) => {
        concat!(
            "select id, doc, epoch, person, actor, client_id, reason, bytes, text, at, settled_at
            from rescue ",
            $rest
        )
    };
}

macro_rules! select_totals {
    ($rest:literal) => {
        concat!(
            "select count(*) as total_rows,
                cast(coalesce(sum(octet_length(bytes) + octet_length(text)), 0) as bigint) as total_bytes
            from rescue ",
            $rest
        )
    };
}

impl Tx {
    /// Keeps refused words.
    pub async fn insert_rescue(&mut self, row: &RescueRow) -> Result<(), StoreError> {
        let text = serde_json::to_string(&row.text).expect("texts and names are JSON");
        on_db!(self, |conn| {
            sqlx::query(
                "insert into rescue
                    (id, doc, epoch, person, actor, client_id, reason, bytes, text, at, settled_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(*row.id.as_uuid())
            .bind(*row.doc.as_uuid())
            .bind(row.epoch)
            .bind(row.person.map(|id| *id.as_uuid()))
            .bind(row.actor.map(|id| *id.as_uuid()))
            .bind(row.client_id)
            .bind(&row.reason)
            .bind(&*row.bytes)
            .bind(&text)
            .bind(row.at.as_micros())
            .bind(row.settled_at.map(Timestamp::as_micros))
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The rescue with this id, settled or not.
    pub async fn rescue(&mut self, id: RescueId) -> Result<Option<RescueRow>, StoreError> {
        on_db!(self, |conn| {
            let row =
                sqlx::query(select_rescue!("where id = $1")).bind(*id.as_uuid()).fetch_optional(conn).await?;
            read_one(row)
        })
    }

    /// The newest unsettled rescues of a document, newest first; at most [`PAGE_LIMIT`].
    pub async fn rescues(&mut self, doc: DocumentId, limit: u32) -> Result<Vec<RescueRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(select_rescue!(
                "where doc = $1 and settled_at is null order by id desc limit $2"
            ))
            .bind(*doc.as_uuid())
            .bind(i64::from(limit.min(PAGE_LIMIT)))
            .fetch_all(conn)
            .await?;
            read_page(&rows)
        })
    }

    /// The newest unsettled rescues of a person in a document, newest first; at most [`PAGE_LIMIT`].
    pub async fn rescues_of(
        &mut self,
        doc: DocumentId,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<RescueRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(select_rescue!(
                "where doc = $1 and person = $2 and settled_at is null order by id desc limit $3"
            ))
            .bind(*doc.as_uuid())
            .bind(*person.as_uuid())
            .bind(i64::from(limit.min(PAGE_LIMIT)))
            .fetch_all(conn)
            .await?;
            read_page(&rows)
        })
    }

    /// Settles a rescue: the words were put back or given up. False when there is none or it was settled before.
    pub async fn settle_rescue(&mut self, id: RescueId, at: Timestamp) -> Result<bool, StoreError> {
        let settled = on_db!(self, |conn| {
            sqlx::query("update rescue set settled_at = $2 where id = $1 and settled_at is null")
                .bind(*id.as_uuid())
                .bind(at.as_micros())
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(settled == 1)
    }

    /// How much of a document is kept and not settled.
    pub async fn rescue_totals(&mut self, doc: DocumentId) -> Result<RescueTotals, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_totals!("where doc = $1 and settled_at is null"))
                .bind(*doc.as_uuid())
                .fetch_one(conn)
                .await?;
            read(&row)
        })
    }

    /// How much of a person is kept in a document and not settled.
    pub async fn rescue_totals_of(
        &mut self,
        doc: DocumentId,
        person: PersonId,
    ) -> Result<RescueTotals, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_totals!("where doc = $1 and person = $2 and settled_at is null"))
                .bind(*doc.as_uuid())
                .bind(*person.as_uuid())
                .fetch_one(conn)
                .await?;
            read(&row)
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
            text: record.json_as("text")?,
            at: record.time("at")?,
            settled_at: record.time_or_null("settled_at")?,
        })
    }
}

impl Stored for RescueTotals {
    const TABLE: &'static str = "rescue";
    const KEY: &'static [&'static str] = &[];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self { rows: record.number("total_rows")?, bytes: record.number("total_bytes")? })
    }
}
