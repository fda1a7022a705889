//! When do we look? A day on the timeline.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::When;
use crate::document::{UnknownName, named};

named! {
    /// What a milestone is.
    MilestoneKind, "milestone kind" {
        /// Something is due (scadenza).
        Deadline = "scadenza",
        /// Something is reached on the way (tappa).
        Stage = "tappa",
        /// The table meets and looks at what was done (verifica collettiva).
        Review = "verifica_collettiva",
    }
}

/// A milestone of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// Identity.
    pub id: String,
    /// What it is.
    pub kind: Option<MilestoneKind>,
    /// Title as shown.
    pub title: String,
    /// When; of a month, its last day.
    pub date: Option<When>,
    /// Who looks after it: id of the body.
    pub actor: Option<String>,
    /// Ids of the commitments it looks at.
    pub commitments: Vec<String>,
}
