//! Who may do what? Roles, and the identity a connection or a request acts under.

use serde::{Deserialize, Serialize};

use crate::document::{UnknownName, named};
use crate::ids::{ActorId, PersonId, ProcessId};
use std::fmt;
use std::str::FromStr;

named! {
    /// What a link lets its holder be.
    Role, "role" {
        /// Facilitator or municipal staff who prepares, opens, versions, answers.
        Coordinator = "coordinator",
        /// Somebody who sits at the table for a body.
        Member = "member",
        /// Somebody of the community, who reads and comments.
        Community = "community",
        /// Somebody of the guarantee committee, who reads everything.
        Guarantor = "guarantor",
    }
}

impl Role {
    /// Whether the role writes in the documents.
    #[must_use]
    pub fn may_write(self) -> bool {
        matches!(self, Self::Coordinator | Self::Member)
    }

    /// Whether the role sets up sections, links and publication.
    #[must_use]
    pub fn may_coordinate(self) -> bool {
        matches!(self, Self::Coordinator)
    }
}

/// Under which name somebody acts in one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The person; never shown to others.
    pub person: PersonId,
    /// What the person may do.
    pub role: Role,
    /// The body the person acts for.
    pub actor: Option<ActorId>,
    /// The body's name, as others see it.
    pub actor_name: Option<String>,
    /// Colour of the body in presence, from the palette.
    pub color: &'static str,
    /// The process the identity is good for.
    pub process: ProcessId,
}

impl Identity {
    /// The name others see: the body's, else the role's, never a person's.
    #[must_use]
    pub fn public_name(&self) -> &str {
        match (&self.actor_name, self.role) {
            (Some(name), _) => name,
            (None, Role::Coordinator) => "Coordinamento",
            (None, Role::Member) => "Tavolo",
            (None, Role::Community) => "Comunità",
            (None, Role::Guarantor) => "Garante",
        }
    }
}
