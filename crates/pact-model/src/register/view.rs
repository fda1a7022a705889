//! What does the interface answer? The register as JSON: commitments with what is given for them and the fields two
//! people set at the same time, and the checks.

use std::collections::HashMap;

use serde::Serialize;

use super::{
    Action, Actor, Commitment, FieldConflict, Line, Milestone, Register, Removed, Resource, Timeline,
};
use crate::checks::Check;

/// The register as the interface gives it out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegisterView<'a> {
    /// Bodies, by name.
    pub actors: &'a [Actor],
    /// Production lines, by order.
    pub lines: &'a [Line],
    /// Actions, by order.
    pub actions: &'a [Action],
    /// Commitments, by body and order.
    pub commitments: Vec<CommitmentView<'a>>,
    /// What is given for no commitment in particular, or for one that is not there.
    pub resources: Vec<&'a Resource>,
    /// Milestones, by day.
    pub milestones: &'a [Milestone],
    /// The months of the pact.
    pub timeline: &'a Timeline,
    /// What was taken out, with its reason.
    pub removed: &'a [Removed],
    /// Fields two people set at the same time, of commitments and of all else.
    pub conflicts: &'a [FieldConflict],
    /// What the checks say.
    pub checks: &'a [Check],
}

/// A commitment with what belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CommitmentView<'a> {
    /// The commitment.
    #[serde(flatten)]
    pub commitment: &'a Commitment,
    /// What is given for it.
    pub resources: Vec<&'a Resource>,
    /// Its fields two people set at the same time.
    pub conflicts: Vec<&'a FieldConflict>,
}

impl<'a> RegisterView<'a> {
    /// Puts together what is known of a register.
    #[must_use]
    pub fn new(register: &'a Register, conflicts: &'a [FieldConflict], checks: &'a [Check]) -> Self {
        let mut by_commitment: HashMap<&str, CommitmentView<'a>> = register
            .commitments
            .iter()
            .map(|commitment| {
                let view = CommitmentView { commitment, resources: Vec::new(), conflicts: Vec::new() };
                (commitment.id.as_str(), view)
            })
            .collect();
        let mut resources = Vec::new();
        for resource in &register.resources {
            match resource.commitment.as_deref().and_then(|id| by_commitment.get_mut(id)) {
                Some(view) => view.resources.push(resource),
                None => resources.push(resource),
            }
        }
        for conflict in conflicts.iter().filter(|conflict| conflict.entity == "commitment") {
            if let Some(view) = by_commitment.get_mut(conflict.id.as_str()) {
                view.conflicts.push(conflict);
            }
        }
        Self {
            actors: &register.actors,
            lines: &register.lines,
            actions: &register.actions,
            commitments: register
                .commitments
                .iter()
                .filter_map(|commitment| by_commitment.remove(commitment.id.as_str()))
                .collect(),
            resources,
            milestones: &register.milestones,
            timeline: &register.timeline,
            removed: &register.removed,
            conflicts,
            checks,
        }
    }
}

#[cfg(test)]
mod tests;
