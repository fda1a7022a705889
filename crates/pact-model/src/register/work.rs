//! What is to be done? Production lines, and the actions on them.

use serde::{Deserialize, Serialize};

/// A production line (linea produttiva).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Identity.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// Place among the lines, a fractional index.
    pub order: Option<String>,
}

/// An action (azione).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Identity.
    pub id: String,
    /// Name as shown.
    pub name: String,
    /// What sort of action, in free words; may be empty.
    pub kind: String,
    /// How urgent, in free words; may be empty.
    pub priority: String,
    /// Ids of the lines it belongs to.
    pub lines: Vec<String>,
    /// Place among the actions, a fractional index.
    pub order: Option<String>,
}
