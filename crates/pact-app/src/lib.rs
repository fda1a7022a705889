//! Use cases, document owners, group commit, entry.
//!
//! Each use case is one method of [`App`] in the file of its subject: load, decide, save, commit. Rules that
//! can be decided from values live in `pact-model`, SQL in `pact-store`, status codes in `pact-server`.

mod app;
mod audit;
pub mod authorship;
pub mod changes;
pub mod check;
pub mod clock;
pub mod demo;
pub mod documents;
pub mod entry;
mod error;
pub mod ids;
pub mod links;
pub mod mentions;
pub mod processes;
mod projection;
mod records;
pub mod redaction;
pub mod register;
pub mod rescues;
pub mod restore;
pub mod rooms;
pub mod sections;
mod suggestions;
pub mod templates;
pub mod versions;

pub use app::{App, Caller};
pub use error::{AppError, FieldError, FieldProblem, Thing};
