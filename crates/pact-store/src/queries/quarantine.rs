//! Updates that did harm: known by the hash of their bytes, so that they do it once and not at every start.

use pact_model::ids::DocumentId;
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, Record, Stored, read, read_page};
use crate::tx::{Tx, on_db};

/// Most hashes a node keeps in memory, the newest: 2 MB. An update in it shows a fault of ours, of which there
/// are a handful in a lifetime; somebody who makes thousands must not keep the server from starting.
pub const QUARANTINE_LIMIT: u32 = 65_536;

/// A hash and nothing else.
struct HashRow([u8; 32]);

struct StrikesRow(i64);

impl Tx {
    /// The hashes of the updates with at least so many strikes, newest first; at most [`QUARANTINE_LIMIT`].
    pub async fn quarantined(&mut self, strikes: i64) -> Result<Vec<[u8; 32]>, StoreError> {
        let rows: Vec<HashRow> = on_db!(self, |conn| {
            let rows = sqlx::query(
                "select hash
                from quarantine
                where strikes >= $1
                order by at desc, hash
                limit $2",
            )
            .bind(strikes)
            .bind(i64::from(QUARANTINE_LIMIT))
            .fetch_all(conn)
            .await?;
            read_page(&rows)?
        });
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    /// Adds strikes to an update and returns how many it has now. The last reason and time stay.
    pub async fn quarantine(
        &mut self,
        hash: &[u8; 32],
        document: DocumentId,
        why: &str,
        strikes: i64,
        at: Timestamp,
    ) -> Result<i64, StoreError> {
        let row: StrikesRow = on_db!(self, |conn| {
            let row = sqlx::query(
                "insert into quarantine (hash, document, why, strikes, at)
                values ($1, $2, $3, $4, $5)
                on conflict (hash) do update set
                    document = excluded.document,
                    why = excluded.why,
                    strikes = quarantine.strikes + excluded.strikes,
                    at = excluded.at
                returning hash, strikes",
            )
            .bind(&hash[..])
            .bind(*document.as_uuid())
            .bind(why)
            .bind(strikes)
            .bind(at.as_micros())
            .fetch_one(conn)
            .await?;
            read(&row)?
        });
        Ok(row.0)
    }
}

impl Stored for HashRow {
    const TABLE: &'static str = "quarantine";
    const KEY: &'static [&'static str] = &["hash"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self(record.hash("hash")?))
    }
}

impl Stored for StrikesRow {
    const TABLE: &'static str = "quarantine";
    const KEY: &'static [&'static str] = &["hash"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self(record.number("strikes")?))
    }
}
