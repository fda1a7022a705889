//! How does the free space of the files lose what was deleted? Both engines only mark a row as gone; here the files are
//! written anew. What backups, replicas and PostgreSQL's own write-ahead log keep is out of reach: `docs/versions.md`.

use std::time::{Duration, Instant};

use sqlx::{PgPool, SqlitePool};

use crate::database::{Database, Pools};
use crate::error::StoreError;

/// Tables that hold what people wrote.
const POSTGRES_TABLES: &str = "vacuum (full) document, update_log, snapshot, field_conflict, rescue, version, \
    version_content, register_actor, register_line, register_action, register_commitment, register_resource, \
    register_milestone, register_removed, actor";
/// How long readers are waited for, who still look into the write-ahead log.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

impl Database {
    /// Writes the files anew, so that no byte of what was deleted is left in them. Everybody who writes waits meanwhile.
    ///
    /// # Errors
    /// The database does not answer, or somebody reads all the time. Calling it again does it again.
    pub async fn scrub(&self) -> Result<(), StoreError> {
        match self.pools() {
            Pools::Sqlite { writer, .. } => scrub_sqlite(writer).await,
            Pools::Postgres(pool) => scrub_postgres(pool).await,
        }
    }
}

async fn scrub_sqlite(writer: &SqlitePool) -> Result<(), StoreError> {
    sqlx::query("vacuum").execute(writer).await?;
    // The old pages are in the write-ahead log and, until it is folded in, in the file.
    let began = Instant::now();
    loop {
        let (busy, ..): (i64, i64, i64) =
            sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(writer).await?;
        if busy == 0 {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            return Err(StoreError::Unavailable(sqlx::Error::PoolTimedOut));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn scrub_postgres(pool: &PgPool) -> Result<(), StoreError> {
    sqlx::query(POSTGRES_TABLES).execute(pool).await?;
    Ok(())
}
