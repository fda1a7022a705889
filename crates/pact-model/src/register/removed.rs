//! What was taken out, and why? Kept apart from what counts.

use serde::{Deserialize, Serialize};

use super::{Entity, LifeStep};

/// Something that was taken out of the register. Nothing is deleted: it can be put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// What sort of thing.
    pub entity: Entity,
    /// Identity.
    pub id: String,
    /// What it was called; of a commitment, what it promised.
    pub label: String,
    /// Why it was taken out.
    pub reason: String,
    /// Whose it was: id of the body, where there is one.
    pub actor: Option<String>,
    /// The life of a commitment, oldest first.
    pub life: Vec<LifeStep>,
}
