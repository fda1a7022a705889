//! What somebody wrote that did not enter: its readable part, as it is kept and shown.

use serde::{Deserialize, Serialize};

use crate::document::SectionId;

/// Words of a refused update, meant for one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RescuedPart {
    /// The section they were meant for; none for words outside every section, or when nobody knows.
    pub section: Option<SectionId>,
    /// The words, without their formatting.
    pub text: String,
}
