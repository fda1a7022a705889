//! Putting back what a version said, as a forward edit: a section, or the whole text.

use pact_model::document::SectionId;
use pact_model::ids::DocumentId;

use crate::app::{App, Caller};
use crate::error::{AppError, Thing};

/// What shall be put back.
#[derive(Clone, Debug)]
pub struct RestoreOrder {
    /// Number of the version.
    pub version: u32,
    /// One section; none for the whole text. The register stays as it is either way.
    pub section: Option<SectionId>,
    /// Why.
    pub message: String,
}

impl App {
    /// Puts back and returns the number of the version made after it.
    pub async fn restore(
        &self,
        _by: Caller<'_>,
        _document: DocumentId,
        _order: &RestoreOrder,
    ) -> Result<u32, AppError> {
        Err(AppError::NotFound(Thing::Version))
    }
}
