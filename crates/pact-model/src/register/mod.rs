//! What did who promise? The register of a process: bodies, production lines, actions, commitments, resources,
//! milestones and the timeline, as typed values.
//!
//! Here live the reading of the stored format (`docs/register.md`) and what can be said of the values in hand. The
//! shared document that holds them is in `pact-sync`, the rules that look at them in [`crate::checks`].

mod actor;
mod canonical;
mod commitment;
mod conflict;
mod filter;
mod milestone;
mod raw;
mod read;
mod removed;
mod resource;
mod timeline;
mod value;
mod view;
mod when;
mod work;

pub use actor::{Actor, Department};
pub use commitment::{Ally, Commitment, CommitmentState, LifeStep};
pub use conflict::{ConflictValue, FieldConflict};
pub use filter::CommitmentFilter;
pub use milestone::{Milestone, MilestoneKind};
pub use raw::Entity;
pub use removed::Removed;
pub use resource::{Resource, ResourceKind};
pub use timeline::{Basis, Timeline, month_name, month_named};
pub use value::Value;
pub use view::{CommitmentView, RegisterView};
pub use when::{Month, When};
pub use work::{Action, Line};

use serde::{Deserialize, Serialize};

/// Longest id, in characters.
pub const MAX_ID_LENGTH: usize = 64;

/// What a process knows beside its texts, in reading order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Register {
    /// Bodies, by name.
    pub actors: Vec<Actor>,
    /// Production lines, by order.
    pub lines: Vec<Line>,
    /// Actions, by order.
    pub actions: Vec<Action>,
    /// Commitments, by body and by order among its body's; the ones without a known body at the end.
    pub commitments: Vec<Commitment>,
    /// Resources, by id.
    pub resources: Vec<Resource>,
    /// Milestones, by day.
    pub milestones: Vec<Milestone>,
    /// The months of the pact.
    pub timeline: Timeline,
    /// What was taken out, with its reason.
    pub removed: Vec<Removed>,
}

impl Register {
    /// The body with this id.
    #[must_use]
    pub fn actor(&self, id: &str) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.id == id)
    }

    /// The production line with this id.
    #[must_use]
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// The action with this id.
    #[must_use]
    pub fn action(&self, id: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == id)
    }

    /// The commitment with this id.
    #[must_use]
    pub fn commitment(&self, id: &str) -> Option<&Commitment> {
        self.commitments.iter().find(|commitment| commitment.id == id)
    }

    /// The milestone with this id.
    #[must_use]
    pub fn milestone(&self, id: &str) -> Option<&Milestone> {
        self.milestones.iter().find(|milestone| milestone.id == id)
    }

    /// What was taken out under this id.
    #[must_use]
    pub fn removed(&self, entity: Entity, id: &str) -> Option<&Removed> {
        self.removed.iter().find(|removed| removed.entity == entity && removed.id == id)
    }

    /// What is given for a commitment, by id.
    pub fn resources_of<'a>(&'a self, commitment: &'a str) -> impl Iterator<Item = &'a Resource> {
        self.resources.iter().filter(move |resource| resource.commitment.as_deref() == Some(commitment))
    }

    /// The body that makes a commitment, if it is known.
    #[must_use]
    pub fn actor_of(&self, commitment: &Commitment) -> Option<&Actor> {
        self.actor(commitment.actor.as_deref()?)
    }
}
