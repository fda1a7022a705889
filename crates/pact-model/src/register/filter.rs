//! Which commitments does a table in a text show? Conditions as text, `actor=<id>&state=<state>`; empty for all.

use std::fmt;

use super::{Commitment, CommitmentState, Register};

/// Which commitments are shown. Conditions on different things must all hold; several on the same one are choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommitmentFilter {
    /// Of one of these bodies.
    pub actors: Vec<String>,
    /// For an action on one of these production lines.
    pub lines: Vec<String>,
    /// For one of these actions.
    pub actions: Vec<String>,
    /// In one of these states.
    pub states: Vec<CommitmentState>,
}

impl CommitmentFilter {
    /// Reads a filter. Conditions nobody knows are left out: a table that shows more than was meant is seen and
    /// mended, one that hides a promise is not.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut filter = Self::default();
        for (name, value) in text.split('&').filter_map(|condition| condition.split_once('=')) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match name.trim() {
                "actor" => filter.actors.push(value.to_owned()),
                "line" => filter.lines.push(value.to_owned()),
                "action" => filter.actions.push(value.to_owned()),
                "state" => filter.states.extend(value.parse::<CommitmentState>()),
                _ => {}
            }
        }
        filter
    }

    /// Whether it shows everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it shows this commitment.
    #[must_use]
    pub fn admits(&self, commitment: &Commitment, register: &Register) -> bool {
        let action = commitment.action.as_deref();
        let lines = action.and_then(|id| register.action(id)).map_or(&[][..], |action| &action.lines);
        let holds = |chosen: &[String], id: Option<&str>| {
            chosen.is_empty() || id.is_some_and(|id| chosen.iter().any(|chosen| chosen == id))
        };
        holds(&self.actors, commitment.actor.as_deref())
            && holds(&self.actions, action)
            && (self.lines.is_empty() || lines.iter().any(|line| self.lines.contains(line)))
            && (self.states.is_empty() || self.states.contains(&commitment.state))
    }
}

impl fmt::Display for CommitmentFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let conditions: Vec<String> = (self.actors.iter().map(|id| format!("actor={id}")))
            .chain(self.lines.iter().map(|id| format!("line={id}")))
            .chain(self.actions.iter().map(|id| format!("action={id}")))
            .chain(self.states.iter().map(|state| format!("state={state}")))
            .collect();
        f.write_str(&conditions.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_back_what_it_writes() {
        for text in ["", "actor=a1", "actor=a1&actor=a2&line=l1&action=x&state=in_corso"] {
            assert_eq!(CommitmentFilter::read(text).to_string(), text);
        }
    }

    #[test]
    fn conditions_nobody_knows_are_left_out() {
        for text in ["&&", "=", "actor=", "colour=red", "state=perso", "line:2", "actor"] {
            assert!(CommitmentFilter::read(text).is_empty(), "{text}");
        }
        assert_eq!(CommitmentFilter::read(" actor = a1 & x=y").actors, ["a1"]);
    }
}
