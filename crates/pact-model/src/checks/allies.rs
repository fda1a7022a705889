//! R9: does the ally know?

use super::{Check, Rule, Subject, actor_name, sentence};
use crate::register::{CommitmentState, Entity, Register};

/// R9: a body is named as an ally and has not said so itself. One that left the register has nothing to confirm.
pub(super) fn unconfirmed(register: &Register, out: &mut Vec<Check>) {
    for commitment in register.commitments.iter().filter(|it| it.state != CommitmentState::Released) {
        for ally in commitment.allies.iter().filter(|ally| !ally.confirmed) {
            if register.actor(&ally.actor).is_none() {
                continue;
            }
            let name = actor_name(register, &ally.actor);
            let subject = Subject::of(Entity::Commitment, &commitment.id);
            let message = format!("{} non ha ancora confermato.", sentence(&name));
            out.push(
                Check::new(Rule::R9, subject, message).with("ally", name).with("ally_id", ally.actor.clone()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sentences;
    use super::*;

    #[test]
    fn r9_an_ally_that_has_not_confirmed_is_named() {
        let lines = "
            actor/a1/name = Scuola primaria
            actor/a2/name = Gruppo Orto
            commitment/c1/ally/a1 = claimed
            commitment/c1/ally/a2 = confirmed
            commitment/c1/ally/gone = claimed";
        assert_eq!(sentences(Rule::R9, lines), ["c1: Scuola primaria non ha ancora confermato."]);
    }
}
