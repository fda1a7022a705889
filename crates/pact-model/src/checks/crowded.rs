//! R13: does one month ask too much of one body?

use std::collections::BTreeMap;

use super::{Check, CheckSettings, Rule, Subject, actor_name, sentence};
use crate::register::{Actor, Entity, MilestoneKind, Month, Register, Timeline, When, month_name};

/// A month in which deadlines are counted: of the pact, or of the calendar where the pact's is unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Pact(Month),
    Calendar { year: i16, month: i8, name: &'static str },
}

/// R13: a body has too many deadlines in one month: ends of its open commitments, and deadlines it looks after.
pub(super) fn too_many_deadlines(register: &Register, settings: &CheckSettings, out: &mut Vec<Check>) {
    for actor in &register.actors {
        for (slot, n) in deadlines(register, actor) {
            if n <= settings.max_deadlines_per_month {
                continue;
            }
            let label = slot.label(&register.timeline);
            let name = actor_name(register, &actor.id);
            let message = format!("{} è già pieno per {name}.", sentence(&label));
            let check = Check::new(Rule::R13, Subject::of(Entity::Actor, &actor.id), message);
            let check = check.with("actor", name).with("month", label).with("n", n.to_string());
            out.push(match slot {
                Slot::Pact(month) => check.with("month_number", month.number().to_string()),
                Slot::Calendar { .. } => check,
            });
        }
    }
}

fn deadlines(register: &Register, actor: &Actor) -> BTreeMap<Slot, u32> {
    let commitments = register
        .commitments
        .iter()
        .filter(|it| it.actor.as_deref() == Some(&*actor.id) && it.state.is_open())
        .filter_map(|commitment| commitment.to);
    let milestones = register
        .milestones
        .iter()
        .filter(|it| it.actor.as_deref() == Some(&*actor.id) && it.kind == Some(MilestoneKind::Deadline))
        .filter_map(|milestone| milestone.date);
    let mut counted = BTreeMap::new();
    for when in commitments.chain(milestones) {
        *counted.entry(Slot::of(&register.timeline, when)).or_default() += 1;
    }
    counted
}

impl Slot {
    fn of(timeline: &Timeline, when: When) -> Self {
        match (when, timeline.month(when)) {
            (_, Some(month)) | (When::Month(month), None) => Self::Pact(month),
            (When::Day(date), None) => {
                Self::Calendar { year: date.year(), month: date.month(), name: month_name(date) }
            }
        }
    }

    fn label(&self, timeline: &Timeline) -> String {
        match self {
            Self::Pact(month) => timeline.month_label(*month),
            Self::Calendar { year, name, .. } => format!("{name} {year}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{said, sentences};
    use super::*;

    const LINES: &str = "
        actor/a1/name = Il Mulino
        commitment/c1/actor = a1
        commitment/c1/to = M3
        commitment/c2/actor = a1
        commitment/c2/to = 2027-03-10
        commitment/c3/actor = a1
        commitment/c3/to = 2027-03-31
        milestone/m1/kind = scadenza
        milestone/m1/actor = a1
        milestone/m1/date = M3
        milestone/m2/kind = tappa
        milestone/m2/actor = a1
        milestone/m2/date = M3";

    #[test]
    fn r13_more_than_three_deadlines_fill_a_month() {
        let started = format!("{LINES}\ntimeline/main/start = 2027-01-01");
        assert_eq!(sentences(Rule::R13, &started), ["a1: M3 · marzo 2027 è già pieno per Il Mulino."]);
        assert_eq!(said(Rule::R13, &started)[0].params["month_number"], "3");
        assert!(said(Rule::R13, &format!("{started}\ncommitment/c1/state = mantenuto")).is_empty());
    }

    #[test]
    fn r13_months_and_days_cannot_be_added_while_the_start_is_unknown() {
        assert!(said(Rule::R13, LINES).is_empty());
        let days = format!("{LINES}\ncommitment/c1/to = 2027-03-01\nmilestone/m1/date = 2027-03-02");
        assert_eq!(sentences(Rule::R13, &days), ["a1: Marzo 2027 è già pieno per Il Mulino."]);
    }
}
