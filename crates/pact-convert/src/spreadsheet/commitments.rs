//! What does a person need of the commitments, in columns?

use pact_model::register::{Commitment, Register};

use super::{day, file};
use crate::register::{labels, phrases};

const HEADING: &[&str] = &[
    "Codice",
    "Soggetto",
    "Settore",
    "Che cosa",
    "Linea produttiva",
    "Azione",
    "Con che cosa",
    "Da (mese o giorno)",
    "Entro (mese o giorno)",
    "Primo giorno",
    "Ultimo giorno",
    "Come si vede che è fatto",
    "Alleati",
    "Alleati da confermare",
    "Margine",
    "A che punto è",
    "Motivo",
];

/// The commitments as a spreadsheet, one a row.
#[must_use]
pub fn commitments_csv(register: &Register) -> Vec<u8> {
    file(HEADING, register.commitments.iter().map(|commitment| row(register, commitment)))
}

fn row(register: &Register, commitment: &Commitment) -> Vec<String> {
    let timeline = &register.timeline;
    let label = |when| Option::map_or_else(when, String::new, |when| timeline.label(when));
    let action = commitment.action.as_deref().and_then(|id| register.action(id));
    let lines = action.map_or(&[][..], |action| &action.lines).iter().filter_map(|id| register.line(id));
    vec![
        commitment.id.clone(),
        phrases::actor(register, commitment.actor.as_deref()),
        phrases::department(register.actor_of(commitment), commitment).to_owned(),
        commitment.what.clone(),
        lines.map(|line| line.name.as_str()).collect::<Vec<_>>().join(", "),
        action.map_or_else(String::new, |action| action.name.clone()),
        phrases::with_what(register, commitment).join("\n"),
        label(commitment.from),
        label(commitment.to),
        day(commitment.from.and_then(|when| timeline.begins(when))),
        day(commitment.to.and_then(|when| timeline.ends(when))),
        commitment.verification.clone(),
        phrases::allies(register, commitment, true).join("\n"),
        phrases::allies(register, commitment, false).join("\n"),
        commitment.flexibility.clone(),
        labels::state(commitment.state).to_owned(),
        commitment.reason.clone(),
    ]
}
