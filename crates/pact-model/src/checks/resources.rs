//! R4: with what will it be done?

use super::{Check, Rule, Subject};
use crate::register::{CommitmentState, Entity, Register, Resource};

/// R4: nobody said with what a commitment will be done.
pub(super) fn none_named(register: &Register, out: &mut Vec<Check>) {
    for commitment in register.commitments.iter().filter(|it| it.state != CommitmentState::Released) {
        if !register.resources_of(&commitment.id).any(Resource::is_named) {
            let subject = Subject::of(Entity::Commitment, &commitment.id);
            out.push(Check::new(Rule::R4, subject, "Con che cosa? Indica almeno una risorsa."));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sentences;
    use super::*;

    #[test]
    fn r4_a_commitment_without_a_resource_is_asked_with_what() {
        let lines = "
            commitment/c1/actor = a1
            commitment/c2/actor = a1
            resource/r2/commitment = c2
            resource/r2/label = sala grande
            commitment/c3/actor = a1
            commitment/c3/state = sciolto
            commitment/c4/actor = a1
            resource/r4/commitment = c4
            resource/r4/quantity = 3";
        let asked = "Con che cosa? Indica almeno una risorsa.";
        assert_eq!(sentences(Rule::R4, lines), [format!("c1: {asked}"), format!("c4: {asked}")]);
    }
}
