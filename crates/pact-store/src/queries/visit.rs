//! When was a person last in a process, and when the time before?

use pact_model::ids::{PersonId, ProcessId};
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, Record, Stored, read_one};
use crate::tx::{Tx, on_db};

/// A person's last visit to a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// When the person was last seen.
    pub seen_at: Timestamp,
    /// When the visit before this one ended; none during the first.
    pub since_at: Option<Timestamp>,
}

impl Tx {
    /// The last visit of a person to a process.
    pub async fn visit(
        &mut self,
        person: PersonId,
        process: ProcessId,
    ) -> Result<Option<VisitRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(
                "select person, process, seen_at, since_at
                from visit
                where person = $1 and process = $2",
            )
            .bind(*person.as_uuid())
            .bind(*process.as_uuid())
            .fetch_optional(conn)
            .await?;
            read_one(row)
        })
    }

    /// Stores a visit in the place of the one before.
    pub async fn put_visit(
        &mut self,
        person: PersonId,
        process: ProcessId,
        visit: &VisitRow,
    ) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into visit (person, process, seen_at, since_at)
                values ($1, $2, $3, $4)
                on conflict (person, process) do update
                set seen_at = excluded.seen_at, since_at = excluded.since_at",
            )
            .bind(*person.as_uuid())
            .bind(*process.as_uuid())
            .bind(visit.seen_at.as_micros())
            .bind(visit.since_at.map(Timestamp::as_micros))
            .execute(conn)
            .await?;
        });
        Ok(())
    }
}

impl Stored for VisitRow {
    const TABLE: &'static str = "visit";
    const KEY: &'static [&'static str] = &["person", "process"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self { seen_at: record.time("seen_at")?, since_at: record.time_or_null("since_at")? })
    }
}
