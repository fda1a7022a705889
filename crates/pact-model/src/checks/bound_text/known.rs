//! What does the register know of the commitments a section is bound to?

use jiff::civil::Date;

use crate::register::{Commitment, Milestone, Month, Register, Timeline, When};

pub(super) struct Known<'a> {
    pub(super) register: &'a Register,
    pub(super) commitments: Vec<&'a Commitment>,
    /// Milestones that look at one of the commitments.
    milestones: Vec<&'a Milestone>,
}

impl<'a> Known<'a> {
    pub(super) fn of(register: &'a Register, ids: &[String]) -> Self {
        let commitments: Vec<_> = ids.iter().filter_map(|id| register.commitment(id)).collect();
        let looks_at = |milestone: &&Milestone| milestone.commitments.iter().any(|id| ids.contains(id));
        Self { register, commitments, milestones: register.milestones.iter().filter(looks_at).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.commitments.is_empty()
    }

    pub(super) fn timeline(&self) -> &'a Timeline {
        &self.register.timeline
    }

    /// When something of them ends or is due.
    pub(super) fn ends(&self) -> impl Iterator<Item = When> {
        let commitments = self.commitments.iter().filter_map(|commitment| commitment.to);
        commitments.chain(self.milestone_dates())
    }

    fn milestone_dates(&self) -> impl Iterator<Item = When> {
        self.milestones.iter().filter_map(|milestone| milestone.date)
    }

    /// Whether some date of theirs is known at all.
    pub(super) fn has_dates(&self) -> bool {
        self.commitments.iter().any(|commitment| commitment.from.is_some() || commitment.to.is_some())
            || self.milestone_dates().next().is_some()
    }

    /// Whether something of them may happen in these days: within a period, which is open where only one end is
    /// known, or at a milestone.
    pub(super) fn may_happen(&self, first: Date, last: Date) -> bool {
        let timeline = self.timeline();
        let within = |from: Option<When>, to: Option<When>| {
            let begins = from.and_then(|when| timeline.begins(when));
            let ends = to.and_then(|when| timeline.ends(when));
            (from.is_some() || to.is_some())
                && begins.is_none_or(|begins| begins <= last)
                && ends.is_none_or(|ends| first <= ends)
        };
        let pact = timeline.span().is_some_and(|(start, end)| {
            let touches = |day: Date| (first..=last).contains(&day);
            touches(start) || touches(end)
        });
        pact || self.commitments.iter().any(|commitment| within(commitment.from, commitment.to))
            || self.milestone_dates().any(|when| within(Some(when), Some(when)))
    }

    /// As [`Self::may_happen`], for a month of the pact while its days are unknown.
    pub(super) fn may_happen_in(&self, month: Month) -> bool {
        let within = |from: Option<When>, to: Option<When>| match (from, to) {
            // A day cannot be told from a month yet.
            (Some(When::Day(_)), _) | (_, Some(When::Day(_))) => true,
            (None, None) => false,
            (from, to) => {
                let number = |when: Option<When>| match when {
                    Some(When::Month(month)) => Some(month),
                    _ => None,
                };
                number(from).is_none_or(|from| from <= month) && number(to).is_none_or(|to| month <= to)
            }
        };
        self.commitments.iter().any(|commitment| within(commitment.from, commitment.to))
            || self.milestone_dates().any(|when| within(Some(when), Some(when)))
    }

    /// Whether a body has a part in one of the commitments: its own, as ally, by what it gives, or by a milestone.
    pub(super) fn involves(&self, actor: &str) -> bool {
        let is = |id: &Option<String>| id.as_deref() == Some(actor);
        let in_commitment = |commitment: &&Commitment| {
            is(&commitment.actor)
                || commitment.allies.iter().any(|ally| ally.actor == actor)
                || self.register.resources_of(&commitment.id).any(|resource| is(&resource.actor))
        };
        self.commitments.iter().any(in_commitment) || self.milestones.iter().any(|it| is(&it.actor))
    }

    /// Whether one of the commitments was this body's before another took it over.
    pub(super) fn was_given_away_by(&self, actor: &str) -> bool {
        let mut steps = self.commitments.iter().flat_map(|commitment| &commitment.life);
        steps.any(|step| step.from_actor.as_deref() == Some(actor))
    }
}
