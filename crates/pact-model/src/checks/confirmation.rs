//! R11: has the body behind the promise agreed?

use super::{Check, Moment, Rule, Subject, actor_name};
use crate::process::ActorKind;
use crate::register::{CommitmentState, Entity, Register};

/// R11: a commitment is not confirmed. While the table works, only the ones that wait for a board are named; at
/// signing, every one that nobody confirmed. A citizen and an informal group have no board and confirm themselves.
pub(super) fn missing(register: &Register, moment: Moment, out: &mut Vec<Check>) {
    for commitment in &register.commitments {
        let waits = match moment {
            Moment::Working => commitment.state == CommitmentState::ToBeConfirmed,
            Moment::Signing => !commitment.state.is_confirmed(),
        };
        if !waits {
            continue;
        }
        let name = actor_name(register, commitment.actor.as_deref().unwrap_or_default());
        let kind = register.actor_of(commitment).and_then(|actor| actor.kind);
        let has_board = !matches!(kind, Some(ActorKind::Citizen | ActorKind::InformalGroup));
        let (case, who) = if has_board { ("board", "dall'organo di") } else { ("self", "da") };
        let subject = Subject::of(Entity::Commitment, &commitment.id);
        let check = Check::new(Rule::R11, subject, format!("Da confermare {who} {name}."));
        out.push(check.with("actor", name).with("case", case));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{register, sentences};
    use super::super::{CheckSettings, Material, check};
    use super::*;

    const LINES: &str = "
        actor/a1/name = Cooperativa La Lanterna
        actor/a2/name = Gruppo Orto
        actor/a2/kind = gruppo_informale
        commitment/c1/actor = a1
        commitment/c1/state = da_confermare
        commitment/c2/actor = a1
        commitment/c2/state = dichiarato
        commitment/c3/actor = a1
        commitment/c3/state = confermato
        commitment/c4/actor = a2
        commitment/c4/state = da_confermare";

    #[test]
    fn r11_what_waits_for_a_board_is_named() {
        assert_eq!(
            sentences(Rule::R11, LINES),
            [
                "c1: Da confermare dall'organo di Cooperativa La Lanterna.",
                "c4: Da confermare da Gruppo Orto."
            ]
        );
    }

    #[test]
    fn r11_at_signing_whatever_nobody_confirmed_is_named() {
        let register = register(LINES);
        let material = Material { moment: Moment::Signing, ..Material::of(&register) };
        let checks = check(&material, &CheckSettings::default());
        let named: Vec<_> =
            checks.iter().filter(|it| it.code == Rule::R11).map(|it| it.subject.id.as_str()).collect();
        assert_eq!(named, ["c1", "c2", "c4"]);
    }
}
