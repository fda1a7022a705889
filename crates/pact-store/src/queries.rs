//! Questions and answers, one file for each aggregate. Every file adds its methods to [`crate::Tx`].

pub(crate) mod access;
pub(crate) mod audit;
pub(crate) mod check_settings;
pub(crate) mod compaction;
pub(crate) mod conflict;
pub(crate) mod document;
pub(crate) mod lease;
pub(crate) mod log;
pub(crate) mod person;
pub(crate) mod process;
pub(crate) mod projection;
pub(crate) mod quarantine;
pub(crate) mod redaction;
pub(crate) mod rescue;
pub(crate) mod setting;
pub(crate) mod snapshot;
pub(crate) mod version;
pub(crate) mod visit;
