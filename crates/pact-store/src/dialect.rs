//! Where SQLite and PostgreSQL differ: how to connect, how to begin, what their error codes mean, and the
//! few statements that are built rather than written.

use std::fmt::Write as _;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgDatabaseError};
use sqlx::sqlite::{SqliteConnectOptions, SqliteError, SqliteJournalMode, SqliteSynchronous};

use crate::error::StoreError;

/// How long a statement waits for a lock another process holds, on both engines.
pub(crate) const LOCK_WAIT: Duration = Duration::from_secs(5);

/// Takes the write lock at once: a read that turns into a write half-way can fail without waiting.
pub(crate) const SQLITE_BEGIN_WRITE: &str = "begin immediate";
/// One view for the whole transaction, as SQLite readers have.
pub(crate) const POSTGRES_BEGIN_READ: &str = "begin isolation level repeatable read read only";

/// How far the write-ahead log file may stay grown after a burst.
const SQLITE_JOURNAL_LIMIT: &str = "67108864";

pub(crate) fn sqlite_writer(path: &Path, synchronous: SqliteSynchronous) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .busy_timeout(LOCK_WAIT)
        // Only macOS listens: there a plain fsync does not reach the platter.
        .pragma("fullfsync", "on")
        .pragma("checkpoint_fullfsync", "on")
        .pragma("journal_size_limit", SQLITE_JOURNAL_LIMIT)
}

pub(crate) fn sqlite_reader(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(LOCK_WAIT)
        .pragma("query_only", "on")
}

/// Options for migrating and, with the lock wait added, for work: a migration may have to wait for another
/// node's for longer than a statement may wait for a row.
pub(crate) fn postgres(
    url: &str,
    schema: Option<&str>,
    synchronous: &str,
) -> Result<PgConnectOptions, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Address { why: error.to_string() })?
        .application_name("pattovivo")
        .options([("synchronous_commit", synchronous)]);
    Ok(match schema {
        Some(schema) => options.options([("search_path", schema)]),
        None => options,
    })
}

pub(crate) fn with_lock_wait(options: PgConnectOptions) -> PgConnectOptions {
    options.options([("lock_timeout", format!("{}ms", LOCK_WAIT.as_millis()))])
}

/// What a database's error code means to a caller.
pub(crate) enum Failure {
    Unavailable,
    Corrupt,
    ReadOnly,
    Other,
}

pub(crate) fn classify(error: &(dyn DatabaseError + 'static)) -> Failure {
    let Some(code) = error.code() else { return Failure::Other };
    if error.try_downcast_ref::<SqliteError>().is_some() {
        classify_sqlite(&code)
    } else if error.try_downcast_ref::<PgDatabaseError>().is_some() {
        classify_postgres(&code)
    } else {
        Failure::Other
    }
}

/// Whether another program holds the lock of an SQLite file.
pub(crate) fn is_sqlite_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

/// Result codes as listed at <https://www.sqlite.org/rescode.html>; the low byte is the primary code.
fn classify_sqlite(code: &str) -> Failure {
    match code.parse::<u32>().map(|code| code & 0xff) {
        // busy, locked, out of memory, interrupted, I/O error, full, cannot open, locking protocol
        Ok(5 | 6 | 7 | 9 | 10 | 13 | 14 | 15) => Failure::Unavailable,
        // corrupt, not a database
        Ok(11 | 26) => Failure::Corrupt,
        Ok(8) => Failure::ReadOnly,
        _ => Failure::Other,
    }
}

/// Codes as listed in appendix A of PostgreSQL's manual; the first two characters are the class.
fn classify_postgres(code: &str) -> Failure {
    match code {
        "25006" => Failure::ReadOnly,
        // invalid password, unknown database, lock not available: time or set-up may mend it
        "28P01" | "28000" | "3D000" | "55P03" => Failure::Unavailable,
        "XX001" | "XX002" => Failure::Corrupt,
        _ => match code.get(..2) {
            // connection, transaction rolled back, out of resources, operator intervention, system error
            Some("08" | "40" | "53" | "57" | "58") => Failure::Unavailable,
            _ => Failure::Other,
        },
    }
}

/// `(head) values ($1, …), (…)` for so many rows of so many columns.
pub(crate) fn multi_row(head: &str, columns: usize, rows: usize) -> String {
    let mut sql = format!("{head} values ");
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        push_placeholders(&mut sql, row * columns, columns);
        sql.push(')');
    }
    sql
}

/// `$1, $2, …` for so many values.
pub(crate) fn placeholders(count: usize) -> String {
    let mut sql = String::new();
    push_placeholders(&mut sql, 0, count);
    sql
}

fn push_placeholders(sql: &mut String, after: usize, count: usize) {
    for n in 1..=count {
        let comma = if n == 1 { "" } else { ", " };
        write!(sql, "{comma}${}", after + n).expect("writing into a String does not fail");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_on_from_row_to_row() {
        assert_eq!(multi_row("insert into t (a, b)", 2, 2), "insert into t (a, b) values ($1, $2), ($3, $4)");
        assert_eq!(placeholders(3), "$1, $2, $3");
    }
}
