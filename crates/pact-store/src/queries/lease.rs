//! Leases of client ids: new clocks of a client id come only from the connection that holds it (I4).

use pact_model::ids::{DocumentId, PersonId};
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, Record, Stored, read_one};
use crate::tx::{Tx, on_db};

/// A client id and who holds or held it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseRow {
    /// The document it is good for.
    pub doc: DocumentId,
    /// The Yjs client id.
    pub client_id: i64,
    /// Who holds it.
    pub person: PersonId,
    /// The connection that was given it.
    pub connection: String,
    /// Since when.
    pub granted_at: Timestamp,
    /// Until when, once given back. It is never leased again.
    pub released_at: Option<Timestamp>,
}

impl Tx {
    /// Leases a client id. False when it was leased before, to whomever: draw another.
    pub async fn insert_lease(&mut self, row: &LeaseRow) -> Result<bool, StoreError> {
        let inserted = on_db!(self, |conn| {
            sqlx::query(
                "insert into client_lease (doc, client_id, person, connection, granted_at, released_at)
                values ($1, $2, $3, $4, $5, $6)
                on conflict (doc, client_id) do nothing",
            )
            .bind(*row.doc.as_uuid())
            .bind(row.client_id)
            .bind(*row.person.as_uuid())
            .bind(&row.connection)
            .bind(row.granted_at.as_micros())
            .bind(row.released_at.map(Timestamp::as_micros))
            .execute(conn)
            .await?
            .rows_affected()
        });
        Ok(inserted == 1)
    }

    /// The lease of a client id, released or not.
    pub async fn lease(&mut self, doc: DocumentId, client_id: i64) -> Result<Option<LeaseRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(
                "select doc, client_id, person, connection, granted_at, released_at
                from client_lease
                where doc = $1 and client_id = $2",
            )
            .bind(*doc.as_uuid())
            .bind(client_id)
            .fetch_optional(conn)
            .await?;
            read_one(row)
        })
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
            connection: record.text("connection")?,
            granted_at: record.time("granted_at")?,
            released_at: record.time_or_null("released_at")?,
        })
    }
}
