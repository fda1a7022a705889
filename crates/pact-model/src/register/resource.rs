//! With what? Something a body gives.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::When;
use crate::document::{UnknownName, named};

named! {
    /// What sort of thing is given.
    ResourceKind, "resource kind" {
        /// Rooms and places.
        Spaces = "spazi",
        /// Skills.
        Skills = "competenze",
        /// Time of people.
        Time = "tempo",
        /// Tools and equipment.
        Tools = "strumenti",
        /// Networks of contacts.
        Contacts = "reti_di_contatto",
        /// Know-how.
        KnowHow = "know_how",
    }
}

/// A resource put at disposal (risorsa).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// Identity.
    pub id: String,
    /// Who gives it: id of the body.
    pub actor: Option<String>,
    /// Id of the commitment it is given for.
    pub commitment: Option<String>,
    /// What sort of thing.
    pub kind: Option<ResourceKind>,
    /// What it is, for example «volontari».
    pub label: String,
    /// How much; finite and not negative.
    pub quantity: Option<f64>,
    /// Of what, for example «persone».
    pub unit: String,
    /// Under which conditions.
    pub conditions: String,
    /// From when.
    pub from: Option<When>,
    /// Until when.
    pub to: Option<When>,
}

impl Resource {
    /// Whether it says what is given.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.kind.is_some() || !self.label.trim().is_empty()
    }
}
