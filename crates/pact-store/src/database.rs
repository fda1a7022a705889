//! Opening a database of either engine, bringing its tables up to date, and beginning transactions.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgPool, SqlitePool};
use tracing::{info, warn};

use crate::dialect;
use crate::error::StoreError;
use crate::migrations;
use crate::tx::{Inner, Tx};

/// Readers of an SQLite file beside its one writer: two cores' worth of loads and as many list pages.
const SQLITE_READERS: u32 = 4;
/// Connections of one node to PostgreSQL: the committer, a few loads, the HTTP interface.
const POSTGRES_CONNECTIONS: u32 = 10;
/// How long a transaction waits for a connection: longer than a statement waits for a lock, so that a queue
/// behind one slow writer is not refused before the writer is.
const CONNECTION_WAIT: Duration = Duration::from_secs(10);
/// Pause between attempts to open a file that another program is just creating.
const OPEN_RETRY: Duration = Duration::from_millis(20);
/// Longest name PostgreSQL keeps whole.
const SCHEMA_NAME_LIMIT: usize = 63;

/// Which of the two databases it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file in the data folder.
    Sqlite,
    /// A server several nodes share.
    Postgres,
}

/// What a test or a special installation asks for beyond the address.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// PostgreSQL: work in this schema and create it if missing. SQLite has none and ignores it.
    pub schema: Option<String>,
    /// Do not wait for the disk. Loses acknowledged words at power loss: only for the test that proves that
    /// the crash test would notice.
    pub synchronous_off: bool,
}

/// An open database with up-to-date tables. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database(Pools);

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

impl Database {
    /// Opens `sqlite://path` (the file is created if missing, its folder is not) or `postgres://…`, brings the
    /// tables up to date and checks that commits wait for the disk.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::connect_with(url, Options::default()).await
    }

    /// As [`Database::connect`], with options.
    pub async fn connect_with(url: &str, options: Options) -> Result<Self, StoreError> {
        let database = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::connect_postgres(url, &options).await?
        } else {
            Self::connect_sqlite(&sqlite_path(url)?, &options).await?
        };
        if options.synchronous_off {
            warn!("commits do not wait for the disk: power loss will lose acknowledged words");
        } else {
            database.require_durability().await?;
        }
        info!(database.engine = ?database.engine(), "database is open");
        Ok(database)
    }

    async fn connect_sqlite(path: &Path, options: &Options) -> Result<Self, StoreError> {
        let synchronous =
            if options.synchronous_off { SqliteSynchronous::Off } else { SqliteSynchronous::Full };
        let writer = open_sqlite_writer(path, synchronous).await?;
        // One transaction around all files: a second program opening the same new file waits for the end.
        let mut tx = writer.begin_with(dialect::SQLITE_BEGIN_WRITE).await?;
        migrations::sqlite().run(&mut *tx).await?;
        tx.commit().await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .acquire_timeout(CONNECTION_WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(dialect::sqlite_reader(path))
            .await?;
        Ok(Self(Pools::Sqlite { writer, readers }))
    }

    async fn connect_postgres(url: &str, options: &Options) -> Result<Self, StoreError> {
        let synchronous = if options.synchronous_off { "off" } else { "on" };
        let connect = dialect::postgres(url, options.schema.as_deref(), synchronous)?;
        let mut connection = connect.connect().await?;
        if let Some(schema) = &options.schema {
            check_schema_name(schema)?;
            let sql = AssertSqlSafe(format!("create schema if not exists {schema}"));
            sqlx::query(sql).execute(&mut connection).await?;
        }
        migrations::postgres().run(&mut connection).await?;
        connection.close().await?;
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(CONNECTION_WAIT)
            .connect_with(dialect::with_lock_wait(connect))
            .await?;
        Ok(Self(Pools::Postgres(pool)))
    }

    pub(crate) fn pools(&self) -> &Pools {
        &self.0
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match &self.0 {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// Begins a transaction for writing. On SQLite it holds the only writer until it ends.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(Tx(match &self.0 {
            Pools::Sqlite { writer, .. } => {
                Inner::Sqlite(writer.begin_with(dialect::SQLITE_BEGIN_WRITE).await?)
            }
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        }))
    }

    /// Begins a transaction for reading: one view of the data, however long it takes. A write in it is
    /// [`StoreError::ReadOnly`].
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(Tx(match &self.0 {
            Pools::Sqlite { readers, .. } => Inner::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin_with(dialect::POSTGRES_BEGIN_READ).await?),
        }))
    }

    /// Asks the database whether it answers. Does not wait behind writers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        match &self.0 {
            Pools::Sqlite { readers, .. } => {
                sqlx::query("select count(*) from setting").execute(readers).await?;
            }
            Pools::Postgres(pool) => {
                sqlx::query("select count(*) from setting").execute(pool).await?;
            }
        }
        Ok(())
    }

    /// The settings that decide whether a commit survives power loss, as the writing connection has them:
    /// `journal_mode` and `synchronous`, or `synchronous_commit` and `fsync`.
    pub async fn durability(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        match &self.0 {
            Pools::Sqlite { writer, .. } => {
                let journal: String = sqlx::query_scalar("pragma journal_mode").fetch_one(writer).await?;
                let synchronous: i64 = sqlx::query_scalar("pragma synchronous").fetch_one(writer).await?;
                Ok(vec![("journal_mode", journal), ("synchronous", synchronous.to_string())])
            }
            Pools::Postgres(pool) => {
                let commit: String = sqlx::query_scalar("show synchronous_commit").fetch_one(pool).await?;
                let fsync: String = sqlx::query_scalar("show fsync").fetch_one(pool).await?;
                Ok(vec![("synchronous_commit", commit), ("fsync", fsync)])
            }
        }
    }

    /// A file system that cannot share memory makes SQLite fall back from WAL without an error.
    async fn require_durability(&self) -> Result<(), StoreError> {
        for (setting, found) in self.durability().await? {
            let expected = match setting {
                "journal_mode" => "wal",
                "synchronous" => "2",
                _ => "on",
            };
            if found == expected {
                continue;
            }
            // The whole server's business, and often off on purpose where tests run.
            if setting == "fsync" {
                warn!("PostgreSQL runs with fsync = {found}: power loss can lose acknowledged words");
                continue;
            }
            return Err(StoreError::Unsafe { setting, expected, found });
        }
        Ok(())
    }

    /// Closes all connections, waiting for running transactions. SQLite then folds its write-ahead log into
    /// the file.
    pub async fn close(&self) {
        match &self.0 {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// Opens the one connection that writes. SQLite does not wait for the lock with which a new file is switched to
/// its write-ahead log, so when two programs start on the same new file this one has to try again.
async fn open_sqlite_writer(path: &Path, synchronous: SqliteSynchronous) -> Result<SqlitePool, StoreError> {
    let began = Instant::now();
    loop {
        let opened = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .acquire_timeout(CONNECTION_WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(dialect::sqlite_writer(path, synchronous))
            .await;
        match opened {
            Err(error) if dialect::is_sqlite_busy(&error) && began.elapsed() < dialect::LOCK_WAIT => {
                tokio::time::sleep(OPEN_RETRY).await;
            }
            other => return Ok(other?),
        }
    }
}

/// The path in `sqlite://path`, taken literally: no escapes, no parameters.
fn sqlite_path(url: &str) -> Result<PathBuf, StoreError> {
    let refuse = |why: &str| Err(StoreError::Address { why: why.to_owned() });
    let Some(path) = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) else {
        return refuse("it starts neither with sqlite:// nor with postgres://");
    };
    if path.is_empty() || path.starts_with(":memory:") {
        // Readers have connections of their own and would each see another, empty database.
        return refuse("SQLite needs the path of a file");
    }
    if path.contains('?') || path.starts_with("file:") {
        return refuse("parameters are not read from an SQLite address");
    }
    Ok(PathBuf::from(path))
}

fn check_schema_name(schema: &str) -> Result<(), StoreError> {
    let valid = (1..=SCHEMA_NAME_LIMIT).contains(&schema.len())
        && schema.starts_with(|c: char| c.is_ascii_lowercase())
        && schema.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if valid {
        Ok(())
    } else {
        Err(StoreError::Address { why: "a schema's name is made of a-z, 0-9 and _".to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sqlite_address_is_a_literal_path() {
        assert_eq!(sqlite_path("sqlite:///var/lib/50%/x.db").unwrap(), Path::new("/var/lib/50%/x.db"));
        assert_eq!(sqlite_path("sqlite://data/x.db").unwrap(), Path::new("data/x.db"));
    }

    #[test]
    fn addresses_that_would_surprise_are_refused() {
        for url in ["sqlite://", "sqlite::memory:", "sqlite://x.db?mode=ro", "mysql://x", "x.db"] {
            assert!(matches!(sqlite_path(url), Err(StoreError::Address { .. })), "{url}");
        }
    }

    #[test]
    fn a_schema_name_cannot_carry_sql() {
        assert!(check_schema_name("t_01").is_ok());
        assert!(check_schema_name("x; drop table audit").is_err());
        assert!(check_schema_name("").is_err());
    }
}
