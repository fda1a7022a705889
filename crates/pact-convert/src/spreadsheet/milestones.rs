//! What does a person need of the milestones, in columns?

use pact_model::register::{Milestone, Register};

use super::{day, file};
use crate::register::{labels, phrases};

const HEADING: &[&str] = &["Codice", "Tipo", "Titolo", "Quando", "Giorno", "Chi se ne occupa", "Impegni"];

/// The milestones as a spreadsheet, one a row.
#[must_use]
pub fn milestones_csv(register: &Register) -> Vec<u8> {
    file(HEADING, register.milestones.iter().map(|milestone| row(register, milestone)))
}

fn row(register: &Register, milestone: &Milestone) -> Vec<String> {
    let timeline = &register.timeline;
    let commitments = milestone.commitments.iter().filter_map(|id| register.commitment(id));
    let commitments = commitments.map(|it| format!("{}: {}", phrases::who(register, it), phrases::what(it)));
    vec![
        milestone.id.clone(),
        labels::milestone(milestone.kind).to_owned(),
        milestone.title.clone(),
        milestone.date.map_or_else(String::new, |date| timeline.label(date)),
        day(milestone.date.and_then(|date| timeline.ends(date))),
        phrases::actor(register, milestone.actor.as_deref()),
        commitments.collect::<Vec<_>>().join("\n"),
    ]
}
