//! Everything SQL: database, transactions, queries by aggregate, migrations.
//!
//! One SQL text serves SQLite and PostgreSQL; where they must differ, `dialect` says so openly. What a
//! row means is decided elsewhere: this crate says only whether it can be read.
//!
//! A transaction is the object every question is asked of: [`Database::begin`] for writing,
//! [`Database::read`] for one consistent view. A [`Tx`] that is dropped without [`Tx::commit`] is rolled
//! back. Absent is `None`; what cannot be read is [`StoreError::Corrupt`], never an empty answer.

mod database;
mod dialect;
mod error;
mod migrations;
mod queries;
mod rows;
mod scrub;
mod tx;

pub use database::{Database, Engine, Options};
pub use error::StoreError;
pub use queries::access::{AccessLinkRow, LoginSessionRow};
pub use queries::audit::{AuditEntry, AuditRow};
pub use queries::compaction::MergedRow;
pub use queries::conflict::{CONFLICT_LIMIT, FieldConflictRow};
pub use queries::document::DocumentRow;
pub use queries::lease::{LEASE_LIMIT, LeaseRow};
pub use queries::log::{LogTail, OriginKind, UpdateRow};
pub use queries::person::{MandateRow, PersonRow};
pub use queries::process::{ActorRow, DeliverableRow, MeetingRow, PhaseRow, ProcessRow};
pub use queries::projection::{Cell, ProjectionRow, RegisterRows, Rows};
pub use queries::quarantine::QUARANTINE_LIMIT;
pub use queries::redaction::{RedactedVersionRow, RedactionRow};
pub use queries::rescue::{RescueRow, RescueTotals};
pub use queries::snapshot::{SnapshotInfo, SnapshotRow};
pub use queries::version::{LogPlace, VersionContentRow, VersionRow};
pub use queries::visit::VisitRow;
pub use rows::{LIST_LIMIT, LOG_PAGE_LIMIT, PAGE_LIMIT};
pub use tx::Tx;
