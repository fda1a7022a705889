//! Who sits at the table? A body of the register.

use serde::{Deserialize, Serialize};

use crate::process::{ActorCategory, ActorKind, EngagementLevel};

/// A body (soggetto).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Identity; the same as in access links and presence.
    pub id: String,
    /// Name as shown; empty while nobody wrote it.
    pub name: String,
    /// What it is.
    pub kind: Option<ActorKind>,
    /// The category it is counted in.
    pub primary: Option<ActorCategory>,
    /// Other categories it also belongs to, in the order of the field.
    pub secondary: Vec<ActorCategory>,
    /// How it is involved: chosen, else proposed from the category.
    pub level: Option<EngagementLevel>,
    /// Departments (settori) of a municipality, by name.
    pub departments: Vec<Department>,
    /// Whether it sits at the Tavolo.
    pub at_table: bool,
}

/// A department of a body (settore).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Identity within its body.
    pub id: String,
    /// Name as shown.
    pub name: String,
}

impl Actor {
    /// Whether its commitments are counted by department: a municipality is party to almost every action.
    #[must_use]
    pub fn works_by_department(&self) -> bool {
        self.kind == Some(ActorKind::PublicBody) && !self.departments.is_empty()
    }

    /// Its department with this id.
    #[must_use]
    pub fn department(&self, id: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == id)
    }
}
