//! Leases of client ids: new clocks of a client id come only from the connection that holds it (I4).

use pact_model::ids::{ActorId, DocumentId, PersonId};
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, Record, Stored, read_one, read_page};
use crate::tx::{Tx, on_db};

/// Most leases one document may have, as many as a state vector may name clients: each session of each person
/// adds one, so years of work stay below. Whoever leases stops before.
pub const LEASE_LIMIT: u32 = 131_072;

/// One more than [`LEASE_LIMIT`], so that passing it is noticed.
const LEASE_PROBE: i64 = LEASE_LIMIT as i64 + 1;

/// A client id and who holds or held it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseRow {
    /// The document it is good for.
    pub doc: DocumentId,
    /// The Yjs client id.
    pub client_id: i64,
    /// Who holds it.
    pub person: PersonId,
    /// The body it was leased for.
    pub actor: Option<ActorId>,
    /// The connection that was given it.
    pub connection: String,
    /// Since when.
    pub granted_at: Timestamp,
    /// Until when, once given back. Nobody else ever gets it.
    pub released_at: Option<Timestamp>,
}

macro_rules! select_lease {
    ($rest:literal) => {
        concat!(
            "select doc, client_id, person, actor, connection, granted_at, released_at
            from client_lease ",
            $rest
        )
    };
}

impl Tx {
    /// Leases a client id. True when this person holds it now, also when the person held it before (then the row
    /// stays as it is: [`Tx::move_lease`] changes it); false when somebody else does.
    pub async fn insert_lease(&mut self, row: &LeaseRow) -> Result<bool, StoreError> {
        let inserted = on_db!(self, |conn| {
            sqlx::query(
                "insert into client_lease
                    (doc, client_id, person, actor, connection, granted_at, released_at)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (doc, client_id) do update set person = excluded.person
                where client_lease.person = excluded.person",
            )
            .bind(*row.doc.as_uuid())
            .bind(row.client_id)
            .bind(*row.person.as_uuid())
            .bind(row.actor.map(|id| *id.as_uuid()))
            .bind(&row.connection)
            .bind(row.granted_at.as_micros())
            .bind(row.released_at.map(Timestamp::as_micros))
            .execute(conn)
            .await?
            .rows_affected()
        });
        Ok(inserted == 1)
    }

    /// All leases of a document, released ones too, by client id. A document with more than [`LEASE_LIMIT`] is
    /// [`StoreError::TooMany`].
    pub async fn leases(&mut self, doc: DocumentId) -> Result<Vec<LeaseRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(select_lease!("where doc = $1 order by client_id limit $2"))
                .bind(*doc.as_uuid())
                .bind(LEASE_PROBE)
                .fetch_all(conn)
                .await?;
            if rows.len() > LEASE_LIMIT as usize {
                return Err(StoreError::TooMany { table: LeaseRow::TABLE, limit: LEASE_LIMIT });
            }
            read_page(&rows)
        })
    }

    /// The lease of a client id, released or not.
    pub async fn lease(&mut self, doc: DocumentId, client_id: i64) -> Result<Option<LeaseRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_lease!("where doc = $1 and client_id = $2"))
                .bind(*doc.as_uuid())
                .bind(client_id)
                .fetch_optional(conn)
                .await?;
            read_one(row)
        })
    }

    /// Gives a client id to another connection of the person who holds it, also one that was released. False
    /// when the person has no such lease.
    pub async fn move_lease(
        &mut self,
        doc: DocumentId,
        client_id: i64,
        person: PersonId,
        actor: Option<ActorId>,
        connection: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let moved = on_db!(self, |conn| {
            sqlx::query(
                "update client_lease
                set actor = $4, connection = $5, granted_at = $6, released_at = null
                where doc = $1 and client_id = $2 and person = $3",
            )
            .bind(*doc.as_uuid())
            .bind(client_id)
            .bind(*person.as_uuid())
            .bind(actor.map(|id| *id.as_uuid()))
            .bind(connection)
            .bind(at.as_micros())
            .execute(conn)
            .await?
            .rows_affected()
        });
        Ok(moved == 1)
    }

    /// Takes a client id back. False when there is no such lease or it was taken back before.
    pub async fn release_lease(
        &mut self,
        doc: DocumentId,
        client_id: i64,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let released = on_db!(self, |conn| {
            sqlx::query(
                "update client_lease set released_at = $3
                where doc = $1 and client_id = $2 and released_at is null",
            )
            .bind(*doc.as_uuid())
            .bind(client_id)
            .bind(at.as_micros())
            .execute(conn)
            .await?
            .rows_affected()
        });
        Ok(released == 1)
    }
}

impl Stored for LeaseRow {
    const TABLE: &'static str = "client_lease";
    const KEY: &'static [&'static str] = &["doc", "client_id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            doc: DocumentId::from_uuid(record.uuid("doc")?),
            client_id: record.number("client_id")?,
            person: PersonId::from_uuid(record.uuid("person")?),
            actor: record.uuid_or_null("actor")?.map(ActorId::from_uuid),
            connection: record.text("connection")?,
            granted_at: record.time("granted_at")?,
            released_at: record.time_or_null("released_at")?,
        })
    }
}
