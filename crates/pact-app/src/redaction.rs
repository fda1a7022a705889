//! Erasing words everywhere: text, log, versions, rescues. What was erased is written down nowhere.

use crate::app::{App, Caller};
use crate::error::{AppError, Thing};

/// Put in the place of erased words.
pub const OMISSIS: &str = "[omissis]";

/// What shall be erased.
#[derive(Clone, Debug)]
pub struct RedactionOrder {
    /// The exact words, one or more passages, each within one paragraph, title or field.
    pub words: Vec<String>,
    /// Why, without the words.
    pub reason: String,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactionReport {
    /// Documents that got a new epoch.
    pub documents: usize,
    /// Versions that held the words.
    pub versions: usize,
    /// Passages that were replaced in what is shown now.
    pub passages: usize,
}

impl App {
    /// Erases words from every document of a process, its register, their logs and versions.
    pub async fn redact(
        &self,
        _by: Caller<'_>,
        _slug: &str,
        _order: &RedactionOrder,
    ) -> Result<RedactionReport, AppError> {
        Err(AppError::NotFound(Thing::Process))
    }
}
