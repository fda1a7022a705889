//! What can go wrong between a question and its answer.

use std::fmt::Display;

use pact_model::ids::DocumentId;
use sqlx::error::ErrorKind;
use sqlx::migrate::MigrateError;
use thiserror::Error;

use crate::dialect;

/// Why the store could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The address is not one of a database this program can use.
    #[error("cannot use this database address: {why}")]
    Address {
        /// What is wrong with it; never holds a password.
        why: String,
    },
    /// The database does not keep its promise of durability, so nothing may be acknowledged.
    #[error("the database has {setting} = {found}, but only {expected} keeps acknowledged words safe")]
    Unsafe {
        /// Name of the setting.
        setting: &'static str,
        /// The value that is needed.
        expected: &'static str,
        /// The value that was found.
        found: String,
    },
    /// The tables could not be brought up to date.
    #[error("the tables could not be brought up to date")]
    Migration(#[from] MigrateError),
    /// The database cannot be reached, is busy or full. The same call may work later.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// A stored row cannot be read, or rows contradict each other.
    #[error("{what} cannot be read: {why}")]
    Corrupt {
        /// Table and key.
        what: String,
        /// What is wrong, with the column's name if it is about one.
        why: String,
    },
    /// Somebody else wrote this place of the log first.
    #[error("seq {seq} of document {doc} is already taken")]
    Conflict {
        /// The document.
        doc: DocumentId,
        /// First seq that is taken.
        seq: i64,
    },
    /// A client id is leased to somebody else (I4).
    #[error("client {client} of document {doc} is leased to somebody else")]
    LeaseTaken {
        /// The document.
        doc: DocumentId,
        /// The client id.
        client: i64,
    },
    /// Somebody else made this version first, or one before it is missing.
    #[error("version {number} of document {doc} is not the next one")]
    VersionTaken {
        /// The document.
        doc: DocumentId,
        /// The number that was handed in.
        number: i64,
    },
    /// Rows were to be merged over a place that a version stands at.
    #[error("a version of document {doc} stands at seq {seq}")]
    VersionStands {
        /// The document.
        doc: DocumentId,
        /// The place.
        seq: i64,
    },
    /// The rows would leave a hole in the log (I2).
    #[error("the log of document {doc} goes on at seq {expected}, not at {got}")]
    Gap {
        /// The document.
        doc: DocumentId,
        /// The seq that comes next.
        expected: i64,
        /// The seq that was handed in.
        got: i64,
    },
    /// The document was given a new CRDT identity in the meantime.
    #[error("document {doc} is at epoch {found}, not {expected}")]
    EpochChanged {
        /// The document.
        doc: DocumentId,
        /// The epoch the caller works with.
        expected: i64,
        /// The stored epoch.
        found: i64,
    },
    /// Rows were to be merged, or a snapshot deleted, that are still needed: two verified snapshots must go
    /// at least as far (I9).
    #[error("seq {seq} of document {doc} is not covered by two verified snapshots")]
    Uncovered {
        /// The document.
        doc: DocumentId,
        /// The place that is still needed.
        seq: i64,
    },
    /// Something that must exist does not.
    #[error("{what} does not exist")]
    Absent {
        /// Table and key.
        what: String,
    },
    /// Something that must be unique is there already.
    #[error("already there: {what}")]
    Duplicate {
        /// The database's own words, which name the constraint.
        what: String,
    },
    /// A row names another one that is not there.
    #[error("a named row is not there: {what}")]
    Dangling {
        /// The database's own words.
        what: String,
    },
    /// A transaction for reading was asked to write.
    #[error("a transaction for reading was asked to write")]
    ReadOnly,
    /// A list is longer than anybody meant it to be.
    #[error("more than {limit} rows in {table}")]
    TooMany {
        /// The table.
        table: &'static str,
        /// The bound.
        limit: u32,
    },
    /// The database refused the statement for another reason.
    #[error("the database refused a statement")]
    Refused(#[source] sqlx::Error),
}

impl StoreError {
    pub(crate) fn corrupt(what: impl Into<String>, why: impl Display) -> Self {
        Self::Corrupt { what: what.into(), why: why.to_string() }
    }

    pub(crate) fn absent_document(doc: DocumentId) -> Self {
        Self::Absent { what: format!("document {doc}") }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Self::Unavailable(error),
            sqlx::Error::ColumnDecode { index, source } => {
                Self::corrupt("a row", format!("column {index}: {source}"))
            }
            sqlx::Error::Decode(source) => Self::corrupt("a row", source),
            sqlx::Error::Database(database) => match database.kind() {
                ErrorKind::UniqueViolation => Self::Duplicate { what: database.message().to_owned() },
                ErrorKind::ForeignKeyViolation => Self::Dangling { what: database.message().to_owned() },
                _ => match dialect::classify(database.as_ref()) {
                    dialect::Failure::Unavailable => Self::Unavailable(error),
                    dialect::Failure::Corrupt => {
                        Self::corrupt("the database file", database.message().to_owned())
                    }
                    dialect::Failure::ReadOnly => Self::ReadOnly,
                    dialect::Failure::Other => Self::Refused(error),
                },
            },
            _ => Self::Refused(error),
        }
    }
}
