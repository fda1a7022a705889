//! R1, R2: does every body promise something, and no body too much?

use super::{Check, CheckSettings, Rule, Subject, actor_name, sentence};
use crate::register::{Actor, Commitment, CommitmentState, Entity, Register};

/// R1: a body has more commitments than the table suggests. A municipality is party to almost every action, so its
/// commitments are counted for each department, and the ones without a department together.
pub(super) fn too_many_commitments(register: &Register, settings: &CheckSettings, out: &mut Vec<Check>) {
    for actor in &register.actors {
        for (department, name) in counted_as(register, actor) {
            let n = own(register, actor)
                .filter(|commitment| commitment.state != CommitmentState::Released)
                .filter(|commitment| department.is_none_or(|id| department_of(actor, commitment) == id))
                .count();
            if u32::try_from(n).is_ok_and(|n| n <= settings.max_commitments) {
                continue;
            }
            let message = format!(
                "{} ha {n} impegni: il Tavolo ne suggerisce {}. Meglio pochi e sostenibili?",
                sentence(&name),
                suggested(settings.max_commitments)
            );
            let check = Check::new(Rule::R1, Subject::of(Entity::Actor, &actor.id), message)
                .with("actor", name)
                .with("n", n.to_string())
                .with("max", settings.max_commitments.to_string());
            out.push(match department {
                Some(id) if !id.is_empty() => check.with("department", id),
                _ => check,
            });
        }
    }
}

/// Under which names the commitments of a body are counted: its own, or those of its departments.
fn counted_as<'a>(register: &Register, actor: &'a Actor) -> Vec<(Option<&'a str>, String)> {
    let name = actor_name(register, &actor.id);
    if !actor.works_by_department() {
        return vec![(None, name)];
    }
    let departments = actor.departments.iter();
    let mut out: Vec<_> = departments
        .map(|department| (Some(department.id.as_str()), format!("{name} · {}", department.name)))
        .collect();
    out.push((Some(""), format!("{name} (senza settore)")));
    out
}

/// The department of a commitment; empty for none, or for one the body does not have.
fn department_of<'a>(actor: &Actor, commitment: &'a Commitment) -> &'a str {
    commitment.department.as_deref().filter(|id| actor.department(id).is_some()).unwrap_or_default()
}

fn suggested(most: u32) -> String {
    match most {
        1 => "uno".to_owned(),
        most => format!("{} o {most}", most - 1),
    }
}

/// R2: a body sits at the Tavolo and has not promised anything, not even something it was later released from.
pub(super) fn none_yet(register: &Register, out: &mut Vec<Check>) {
    for actor in register.actors.iter().filter(|actor| actor.at_table) {
        if own(register, actor).next().is_some() {
            continue;
        }
        let name = actor_name(register, &actor.id);
        let message = format!("{} siede al Tavolo ma non ha ancora scritto un impegno.", sentence(&name));
        out.push(Check::new(Rule::R2, Subject::of(Entity::Actor, &actor.id), message).with("actor", name));
    }
}

fn own<'a>(register: &'a Register, actor: &'a Actor) -> impl Iterator<Item = &'a Commitment> {
    register.commitments.iter().filter(|commitment| commitment.actor.as_deref() == Some(&*actor.id))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{said, sentences};
    use super::*;

    const FOUR: &str = "
        actor/a1/name = Circolo Il Pergolato
        commitment/c1/actor = a1
        commitment/c2/actor = a1
        commitment/c3/actor = a1
        commitment/c4/actor = a1";

    #[test]
    fn r1_more_than_three_commitments_are_many() {
        assert_eq!(
            sentences(Rule::R1, FOUR),
            [
                "a1: Circolo Il Pergolato ha 4 impegni: il Tavolo ne suggerisce 2 o 3. Meglio pochi e sostenibili?"
            ]
        );
        assert_eq!(said(Rule::R1, FOUR)[0].params["n"], "4");
    }

    #[test]
    fn r1_a_released_commitment_weighs_no_more() {
        assert!(said(Rule::R1, &format!("{FOUR}\ncommitment/c4/state = sciolto")).is_empty());
    }

    #[test]
    fn r1_a_municipality_is_counted_by_department() {
        let municipality = format!(
            "{FOUR}
            actor/a1/name = Comune di Borgolieto
            actor/a1/kind = ente_pubblico
            actor/a1/department/d1 = Servizi sociali
            actor/a1/department/d2 = Cultura
            commitment/c1/department = d1
            commitment/c2/department = d1
            commitment/c3/department = d2
            commitment/c4/department = d2"
        );
        assert!(said(Rule::R1, &municipality).is_empty());
        let crowded = format!(
            "{municipality}
            commitment/c3/department = d1
            commitment/c4/department = d1"
        );
        let said = said(Rule::R1, &crowded);
        assert!(said[0].message.starts_with("Comune di Borgolieto · Servizi sociali ha 4 impegni"));
        assert_eq!(said[0].params["department"], "d1");
    }

    #[test]
    fn r2_a_body_of_the_tavolo_without_a_commitment_is_asked() {
        let lines = "
            actor/a1/name = la Biblioteca
            actor/a2/name = Chi guarda
            actor/a2/at_table = false
            actor/a3/name = Scuola
            commitment/c1/actor = a3
            commitment/c1/state = sciolto";
        assert_eq!(
            sentences(Rule::R2, lines),
            ["a1: La Biblioteca siede al Tavolo ma non ha ancora scritto un impegno."]
        );
    }
}
