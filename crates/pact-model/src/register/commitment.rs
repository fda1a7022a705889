//! Who promised what? A commitment, how far it is, and the life it had.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::When;
use crate::document::{UnknownName, named};

named! {
    /// How far a commitment is.
    CommitmentState, "commitment state" {
        /// Sketched at the table.
        Drafted = "abbozzato",
        /// Said aloud in front of the table.
        Declared = "dichiarato",
        /// The body's board has to agree.
        ToBeConfirmed = "da_confermare",
        /// The body's board agreed.
        Confirmed = "confermato",
        /// Signed.
        Signed = "sottoscritto",
        /// Being done.
        Underway = "in_corso",
        /// Done.
        Kept = "mantenuto",
        /// Changed on the way, with a reason.
        Reshaped = "rimodulato",
        /// Released, with a reason.
        Released = "sciolto",
    }
}

impl CommitmentState {
    /// Whether the state needs a reason.
    #[must_use]
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Reshaped | Self::Released)
    }

    /// Whether somebody still owes something: not yet kept and not released.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Kept | Self::Released)
    }

    /// Whether the body behind the promise has agreed to it.
    #[must_use]
    pub fn is_confirmed(self) -> bool {
        !matches!(self, Self::Drafted | Self::Declared | Self::ToBeConfirmed)
    }
}

/// A promise of a body (impegno).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Identity.
    pub id: String,
    /// Who: id of the body.
    pub actor: Option<String>,
    /// Id of the body's department.
    pub department: Option<String>,
    /// What.
    pub what: String,
    /// Id of the action it belongs to.
    pub action: Option<String>,
    /// When it begins.
    pub from: Option<When>,
    /// When it ends, or is due.
    pub to: Option<When>,
    /// How it will be seen to be done.
    pub verification: String,
    /// What may change without a new pact.
    pub flexibility: String,
    /// With whom, by body id.
    pub allies: Vec<Ally>,
    /// How far it is.
    pub state: CommitmentState,
    /// Why it was reshaped or released.
    pub reason: String,
    /// Its life so far, oldest first.
    pub life: Vec<LifeStep>,
    /// Place among its body's commitments, a fractional index.
    pub order: Option<String>,
}

/// A body that takes part in another's commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ally {
    /// Id of the body.
    pub actor: String,
    /// Whether it said so itself.
    pub confirmed: bool,
}

/// One step in the life of a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeStep {
    /// Identity, in the order of time.
    #[serde(default)]
    pub id: String,
    /// The day.
    pub at: Date,
    /// How far it was after the step.
    pub state: CommitmentState,
    /// Whose it was after the step, by body id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Whose it was before, when another body took it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_actor: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The body that recorded the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}
