//! R12: which department of the municipality takes it on?

use super::{Check, Rule, Subject};
use crate::register::{CommitmentState, Entity, Register};

/// R12: a commitment of a public body with departments names none of them.
pub(super) fn missing(register: &Register, out: &mut Vec<Check>) {
    for commitment in register.commitments.iter().filter(|it| it.state != CommitmentState::Released) {
        let Some(actor) = register.actor_of(commitment).filter(|actor| actor.works_by_department()) else {
            continue;
        };
        let known = commitment.department.as_deref().is_some_and(|id| actor.department(id).is_some());
        if !known {
            let subject = Subject::of(Entity::Commitment, &commitment.id);
            out.push(Check::new(Rule::R12, subject, "Quale settore se ne fa carico?"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sentences;
    use super::*;

    #[test]
    fn r12_a_municipal_commitment_names_its_department() {
        let lines = "
            actor/a1/name = Comune di Borgolieto
            actor/a1/kind = ente_pubblico
            actor/a1/department/d1 = Cultura
            actor/a2/name = Biblioteca
            actor/a2/kind = ente_pubblico
            commitment/c1/actor = a1
            commitment/c2/actor = a1
            commitment/c2/department = d1
            commitment/c3/actor = a1
            commitment/c3/department = soppresso
            commitment/c4/actor = a2";
        let asked = "Quale settore se ne fa carico?";
        assert_eq!(sentences(Rule::R12, lines), [format!("c1: {asked}"), format!("c3: {asked}")]);
    }
}
