//! The words of the field and their rules: pure values, no I/O, no clock, no CRDT.
//!
//! A rule that can be decided from values in hand lives here. Bytes live in `pact-wire`, the shared
//! document in `pact-sync`, rows in `pact-store`.

pub mod ability;
pub mod access;
pub mod checks;
pub mod comparison;
pub mod content;
pub mod document;
pub mod erasure;
pub mod ids;
pub mod palette;
pub mod process;
pub mod register;
pub mod rescue;
pub mod template;
pub mod time;
pub mod version;
