//! The storage contract: every public method of `Tx`, on SQLite and on PostgreSQL.
//!
//! A story is written once as `async fn name(db: &TestDatabase)`; `on_both_engines!` makes two tests of it.

mod access;
mod audit;
mod compaction;
mod conflicts;
mod corrupt;
mod database;
mod documents;
mod leases;
mod log;
mod migrations;
mod processes;
mod projection;
mod quarantine;
mod redaction;
mod rescues;
mod settings;
mod support;
mod transactions;
mod versions;
mod visits;
