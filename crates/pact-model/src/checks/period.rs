//! R5: until when, and is that within the pact?

use super::{Check, Rule, Subject};
use crate::register::{Commitment, CommitmentState, Entity, Register, Timeline, When};

/// R5: a commitment has no period, one that ends before it begins, or one outside the timeline; a milestone has no
/// date, or one outside. A day says nothing while the start of the pact is unknown.
pub(super) fn missing_or_outside(register: &Register, out: &mut Vec<Check>) {
    let timeline = &register.timeline;
    for commitment in register.commitments.iter().filter(|it| it.state != CommitmentState::Released) {
        let Some((case, message)) = of_commitment(commitment, timeline) else { continue };
        push(Entity::Commitment, &commitment.id, case, message, timeline, out);
    }
    for milestone in &register.milestones {
        let (case, message) = match milestone.date {
            None => ("no_date", "Quando? Questa tappa non ha ancora una data.".to_owned()),
            Some(date) if timeline.contains(date) == Some(false) => (
                "milestone_outside",
                format!("Questa tappa cade fuori dai {} mesi del Patto.", timeline.months),
            ),
            Some(_) => continue,
        };
        push(Entity::Milestone, &milestone.id, case, message, timeline, out);
    }
}

fn of_commitment(commitment: &Commitment, timeline: &Timeline) -> Option<(&'static str, String)> {
    let (from, to) = (commitment.from, commitment.to);
    if from.is_none() && to.is_none() {
        return Some(("no_period", "Entro quando? Indica un periodo.".to_owned()));
    }
    if from.zip(to).is_some_and(|(from, to)| ends_before_it_begins(timeline, from, to)) {
        return Some(("reversed", "Il periodo finisce prima di cominciare.".to_owned()));
    }
    let outside = [from, to].into_iter().flatten().any(|when| timeline.contains(when) == Some(false));
    outside.then(|| ("outside", format!("Questo impegno cade fuori dai {} mesi del Patto.", timeline.months)))
}

fn ends_before_it_begins(timeline: &Timeline, from: When, to: When) -> bool {
    match (from, to) {
        (When::Month(from), When::Month(to)) => to < from,
        _ => timeline.begins(from).zip(timeline.ends(to)).is_some_and(|(from, to)| to < from),
    }
}

fn push(entity: Entity, id: &str, case: &str, message: String, timeline: &Timeline, out: &mut Vec<Check>) {
    let check = Check::new(Rule::R5, Subject::of(entity, id), message);
    out.push(check.with("case", case).with("months", timeline.months.to_string()));
}

#[cfg(test)]
mod tests {
    use super::super::testing::sentences;
    use super::*;

    #[test]
    fn r5_a_commitment_lies_within_the_pact() {
        let lines = "
            timeline/main/start = 2027-01-01
            commitment/c1/actor = a1
            commitment/c2/to = M13
            commitment/c3/from = 2026-12-31
            commitment/c3/to = M2
            commitment/c4/from = M1
            commitment/c4/to = 2027-12-31
            commitment/c5/from = M4
            commitment/c5/to = 2027-03-31
            milestone/m1/date = 2028-01-01
            milestone/m2/date = M12
            milestone/m3/title = Festa";
        assert_eq!(
            sentences(Rule::R5, lines),
            [
                "c1: Entro quando? Indica un periodo.",
                "c2: Questo impegno cade fuori dai 12 mesi del Patto.",
                "c3: Questo impegno cade fuori dai 12 mesi del Patto.",
                "c5: Il periodo finisce prima di cominciare.",
                "m1: Questa tappa cade fuori dai 12 mesi del Patto.",
                "m3: Quando? Questa tappa non ha ancora una data.",
            ]
        );
    }

    #[test]
    fn r5_a_day_says_nothing_while_the_start_is_unknown() {
        let lines = "
            commitment/c1/to = 2035-01-01
            commitment/c2/from = M6
            commitment/c2/to = M5
            milestone/m1/date = 2020-01-01";
        assert_eq!(sentences(Rule::R5, lines), ["c2: Il periodo finisce prima di cominciare."]);
    }
}
