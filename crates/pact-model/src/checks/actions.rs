//! R8: does somebody take the action on?

use super::{Check, Rule, Subject};
use crate::register::{CommitmentState, Entity, Register};

/// R8: nobody committed to an action.
pub(super) fn nobody_committed(register: &Register, out: &mut Vec<Check>) {
    for action in &register.actions {
        let taken = register.commitments.iter().any(|commitment| {
            commitment.action.as_deref() == Some(&*action.id) && commitment.state != CommitmentState::Released
        });
        if !taken {
            let subject = Subject::of(Entity::Action, &action.id);
            let message = "Nessuno si è ancora impegnato su questa azione.";
            out.push(Check::new(Rule::R8, subject, message).with("action", action.name.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::sentences;
    use super::*;

    #[test]
    fn r8_an_action_nobody_committed_to_is_said() {
        let lines = "
            action/x/name = Il giovedì aperto
            action/y/name = Le antenne di rione
            action/z/name = La banca degli attrezzi
            commitment/c1/action = x
            commitment/c2/action = z
            commitment/c2/state = sciolto";
        let message = "Nessuno si è ancora impegnato su questa azione.";
        assert_eq!(sentences(Rule::R8, lines), [format!("y: {message}"), format!("z: {message}")]);
    }
}
