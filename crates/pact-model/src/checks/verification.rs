//! R6: how will it be seen to be done?

use super::{Check, Rule, Subject};
use crate::register::{CommitmentState, Entity, Register};

/// R6: nobody said how it will be seen that a commitment is done.
pub(super) fn missing(register: &Register, out: &mut Vec<Check>) {
    for commitment in register.commitments.iter().filter(|it| it.state != CommitmentState::Released) {
        if commitment.verification.trim().is_empty() {
            let subject = Subject::of(Entity::Commitment, &commitment.id);
            out.push(Check::new(Rule::R6, subject, "Come ci accorgiamo che è stato fatto?"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sentences;
    use super::*;

    #[test]
    fn r6_a_commitment_nobody_can_verify_is_asked_how() {
        let lines = "
            commitment/c1/actor = a1
            commitment/c2/actor = a1
            text:commitment/c2/verification = Il registro delle presenze";
        assert_eq!(sentences(Rule::R6, lines), ["c1: Come ci accorgiamo che è stato fatto?"]);
    }
}
