//! Persons, and the bodies they may act for.

use pact_model::ids::{ActorId, PersonId};
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, LIST_PROBE, Record, Stored, read_list, read_one};
use crate::tx::{Tx, on_db};

/// A person. The only row with personal data; never shown to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Identity.
    pub id: PersonId,
    /// Name, if the person gave one.
    pub name: Option<String>,
    /// When the person first came in.
    pub created_at: Timestamp,
}

/// A person may act for a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateRow {
    /// The person.
    pub person: PersonId,
    /// The body.
    pub actor: ActorId,
    /// Since when.
    pub given_at: Timestamp,
    /// Until when, if it ended.
    pub ended_at: Option<Timestamp>,
}

impl Tx {
    /// Stores a new person.
    pub async fn insert_person(&mut self, row: &PersonRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query("insert into person (id, name, created_at) values ($1, $2, $3)")
                .bind(*row.id.as_uuid())
                .bind(row.name.as_deref())
                .bind(row.created_at.as_micros())
                .execute(conn)
                .await?;
        });
        Ok(())
    }

    /// The person with this id.
    pub async fn person(&mut self, id: PersonId) -> Result<Option<PersonRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query("select id, name, created_at from person where id = $1")
                .bind(*id.as_uuid())
                .fetch_optional(conn)
                .await?;
            read_one(row)
        })
    }

    /// Lets a person act for a body, again if the mandate had ended.
    pub async fn put_mandate(&mut self, row: &MandateRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into mandate (person, actor, given_at, ended_at)
                values ($1, $2, $3, $4)
                on conflict (person, actor) do update
                set given_at = excluded.given_at, ended_at = excluded.ended_at",
            )
            .bind(*row.person.as_uuid())
            .bind(*row.actor.as_uuid())
            .bind(row.given_at.as_micros())
            .bind(row.ended_at.map(Timestamp::as_micros))
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The mandates of a person, ended ones included, oldest first.
    pub async fn mandates(&mut self, person: PersonId) -> Result<Vec<MandateRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(
                "select person, actor, given_at, ended_at
                from mandate
                where person = $1
                order by given_at, actor
                limit $2",
            )
            .bind(*person.as_uuid())
            .bind(LIST_PROBE)
            .fetch_all(conn)
            .await?;
            read_list(&rows)
        })
    }

    /// Ends a mandate. False when there is none in force.
    pub async fn end_mandate(
        &mut self,
        person: PersonId,
        actor: ActorId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let ended = on_db!(self, |conn| {
            sqlx::query(
                "update mandate set ended_at = $3
                where person = $1 and actor = $2 and ended_at is null",
            )
            .bind(*person.as_uuid())
            .bind(*actor.as_uuid())
            .bind(at.as_micros())
            .execute(conn)
            .await?
            .rows_affected()
        });
        Ok(ended == 1)
    }
}

impl Stored for PersonRow {
    const TABLE: &'static str = "person";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: PersonId::from_uuid(record.uuid("id")?),
            name: record.text_or_null("name")?,
            created_at: record.time("created_at")?,
        })
    }
}

impl Stored for MandateRow {
    const TABLE: &'static str = "mandate";
    const KEY: &'static [&'static str] = &["person", "actor"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            person: PersonId::from_uuid(record.uuid("person")?),
            actor: ActorId::from_uuid(record.uuid("actor")?),
            given_at: record.time("given_at")?,
            ended_at: record.time_or_null("ended_at")?,
        })
    }
}
