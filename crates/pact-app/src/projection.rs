//! The register as SQL rows: made from what it says, never in the way of an edit, and the bodies that links and
//! presence know kept in step with it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use pact_model::ids::{ActorId, DocumentId, ProcessId};
use pact_model::process::{ActorCategory, ActorKind};
use pact_model::register::{self, Register};
use pact_model::time::Timestamp;
use pact_store::{ActorRow, Cell, Database, ProjectionRow, RegisterRows, Rows, StoreError, Tx};
use serde::Serialize;

/// What a body is called that has no name yet.
const NAMELESS: &str = "Soggetto senza nome";

/// What is to be written, as of one place in the log.
#[derive(Debug)]
pub(crate) struct Projected {
    pub(crate) document: DocumentId,
    pub(crate) process: Option<ProcessId>,
    pub(crate) epoch: i64,
    pub(crate) seq: i64,
    pub(crate) register: Register,
    pub(crate) at: Timestamp,
}

impl Projected {
    /// Writes the rows, and the bodies beside them.
    pub(crate) async fn store(&self, database: &Database) -> Result<(), StoreError> {
        let mut tx = database.begin().await?;
        self.store_in(&mut tx).await?;
        tx.commit().await
    }

    /// The same as part of a transaction.
    pub(crate) async fn store_in(&self, tx: &mut Tx) -> Result<(), StoreError> {
        tx.put_projection(&self.row(), &rows_of(&self.register)).await?;
        if let Some(process) = self.process {
            follow_bodies(tx, process, &self.register, self.at).await?;
        }
        Ok(())
    }

    fn row(&self) -> ProjectionRow {
        let timeline = &self.register.timeline;
        ProjectionRow {
            doc: self.document,
            epoch: self.epoch,
            seq: self.seq,
            starts_on: timeline.start.map(|start| start.to_string()),
            months: i64::from(timeline.months),
            basis: timeline.basis.map(|basis| basis.as_str().to_owned()),
            at: self.at,
        }
    }

    /// The first thing in which stored rows differ from what they should be.
    pub(crate) fn differs_from(&self, row: &ProjectionRow, rows: &RegisterRows) -> Option<String> {
        let expected = self.row();
        let timeline = |row: &ProjectionRow| (row.starts_on.clone(), row.months, row.basis.clone());
        if timeline(row) != timeline(&expected) {
            return Some("the timeline".to_owned());
        }
        let fresh = rows_of(&self.register);
        let tables = rows.tables().into_iter().zip(fresh.tables());
        for ((name, stored), (_, fresh)) in tables {
            let [stored, fresh]: [BTreeSet<&Vec<Cell>>; 2] =
                [stored, fresh].map(|rows| rows.iter().collect());
            if let Some(odd) = stored.difference(&fresh).next() {
                return Some(format!("{name}, row {}", key(odd)));
            }
            if let Some(missing) = fresh.difference(&stored).next() {
                return Some(format!("{name}, row {} is missing", key(missing)));
            }
        }
        None
    }
}

fn key(row: &[Cell]) -> &str {
    match row.first() {
        Some(Cell::Text(Some(id))) => id,
        _ => "?",
    }
}

fn rows_of(register: &Register) -> RegisterRows {
    let alliances = register.commitments.iter().flat_map(|commitment| {
        commitment.allies.iter().map(|ally| {
            vec![commitment.id.as_str().into(), ally.actor.as_str().into(), i64::from(ally.confirmed).into()]
        })
    });
    let removed = register.removed.iter().map(|it| {
        vec![
            it.entity.as_str().into(),
            it.id.as_str().into(),
            it.label.as_str().into(),
            it.reason.as_str().into(),
            it.actor.clone().into(),
            json(&it.life),
        ]
    });
    RegisterRows {
        actors: placed(&register.actors, actor),
        lines: placed(&register.lines, |at, line| {
            vec![line.id.as_str().into(), at, line.name.as_str().into()]
        }),
        actions: placed(&register.actions, |at, action| {
            vec![
                action.id.as_str().into(),
                at,
                action.name.as_str().into(),
                action.kind.as_str().into(),
                action.priority.as_str().into(),
                json(&action.lines),
            ]
        }),
        commitments: placed(&register.commitments, commitment),
        alliances: alliances.collect(),
        resources: placed(&register.resources, resource),
        milestones: placed(&register.milestones, |at, it| {
            vec![
                it.id.as_str().into(),
                at,
                it.kind.map(|kind| kind.as_str().to_owned()).into(),
                it.title.as_str().into(),
                it.date.map(|date| date.to_string()).into(),
                it.actor.clone().into(),
                json(&it.commitments),
            ]
        }),
        removed: removed.collect(),
    }
}

/// Things with their places in reading order.
fn placed<T>(things: &[T], row: impl Fn(Cell, &T) -> Vec<Cell>) -> Rows {
    (0_i64..).zip(things).map(|(at, thing)| row(at.into(), thing)).collect()
}

fn json(value: &impl Serialize) -> Cell {
    serde_json::to_string(value).expect("lists of text and of steps are JSON").into()
}

fn actor(at: Cell, actor: &register::Actor) -> Vec<Cell> {
    vec![
        actor.id.as_str().into(),
        at,
        actor.name.as_str().into(),
        actor.kind.map(|kind| kind.as_str().to_owned()).into(),
        actor.primary.map(|category| category.as_str().to_owned()).into(),
        json(&actor.secondary),
        actor.level.map(|level| level.as_str().to_owned()).into(),
        json(&actor.departments),
        i64::from(actor.at_table).into(),
    ]
}

fn commitment(at: Cell, it: &register::Commitment) -> Vec<Cell> {
    vec![
        it.id.as_str().into(),
        at,
        it.actor.clone().into(),
        it.department.clone().into(),
        it.what.as_str().into(),
        it.action.clone().into(),
        it.from.map(|when| when.to_string()).into(),
        it.to.map(|when| when.to_string()).into(),
        it.verification.as_str().into(),
        it.flexibility.as_str().into(),
        it.state.as_str().into(),
        it.reason.as_str().into(),
        json(&it.life),
    ]
}

fn resource(at: Cell, it: &register::Resource) -> Vec<Cell> {
    vec![
        it.id.as_str().into(),
        at,
        it.actor.clone().into(),
        it.commitment.clone().into(),
        it.kind.map(|kind| kind.as_str().to_owned()).into(),
        it.label.as_str().into(),
        it.quantity.map(|quantity| quantity.to_string()).into(),
        it.unit.as_str().into(),
        it.conditions.as_str().into(),
        it.from.map(|when| when.to_string()).into(),
        it.to.map(|when| when.to_string()).into(),
    ]
}

/// Writes into the table of bodies what the register says of them. Places, and with them colours, stay; a body that
/// was taken out stays there, for its links; two of one name are told apart by a number.
async fn follow_bodies(
    tx: &mut Tx,
    process: ProcessId,
    register: &Register,
    at: Timestamp,
) -> Result<(), StoreError> {
    let stored = tx.actors(process).await?;
    let mut position = stored.iter().map(|row| row.position + 1).max().unwrap_or(0);
    // Whoever is the body of another process under this id is left alone there.
    let mut listed: BTreeMap<ActorId, &register::Actor> =
        register.actors.iter().filter_map(|actor| Some((actor.id.parse().ok()?, actor))).collect();
    let mut wanted: Vec<ActorRow> = Vec::new();
    for row in &stored {
        wanted.push(match listed.remove(&row.id) {
            Some(actor) => described(row.clone(), actor),
            None => row.clone(),
        });
    }
    let known = wanted.len();
    for (id, actor) in listed {
        if tx.actor(id).await?.is_some() {
            continue;
        }
        wanted.push(described(unknown(id, process, position, at), actor));
        position += 1;
    }
    tell_apart(&mut wanted);
    let (old, new) = wanted.split_at(known);
    let changed: Vec<&ActorRow> = old
        .iter()
        .zip(&stored)
        .filter(|(wanted, stored)| wanted != stored)
        .map(|(wanted, _)| wanted)
        .collect();
    // Two may exchange their names: until all have let go of theirs, each is called by its identity.
    for row in &changed {
        tx.update_actor(&ActorRow { name: row.id.to_string(), ..(*row).clone() }).await?;
    }
    for row in changed {
        tx.update_actor(row).await?;
    }
    for row in new {
        tx.insert_actor(row).await?;
    }
    Ok(())
}

/// A body of which nothing is known: the least presuming category until somebody says more.
fn unknown(id: ActorId, process: ProcessId, position: i64, created_at: Timestamp) -> ActorRow {
    let primary = ActorCategory::CitizensToReach;
    ActorRow {
        id,
        process,
        position,
        name: NAMELESS.to_owned(),
        kind: ActorKind::InformalGroup.to_string(),
        primary: primary.to_string(),
        secondary: Vec::new(),
        level: primary.proposed_level().to_string(),
        created_at,
    }
}

/// A body as the register describes it; what the register does not say stays.
fn described(row: ActorRow, actor: &register::Actor) -> ActorRow {
    let name = actor.name.trim();
    ActorRow {
        name: if name.is_empty() { row.name } else { name.to_owned() },
        kind: actor.kind.map_or(row.kind, |kind| kind.to_string()),
        secondary: match actor.primary {
            Some(_) => actor.secondary.iter().map(ToString::to_string).collect(),
            None => row.secondary,
        },
        primary: actor.primary.map_or(row.primary, |primary| primary.to_string()),
        level: actor.level.map_or(row.level, |level| level.to_string()),
        ..row
    }
}

/// The first of a name keeps it, the others get a number.
fn tell_apart(rows: &mut [ActorRow]) {
    let mut taken: HashSet<String> = HashSet::new();
    for row in rows {
        let mut name = row.name.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{} ({number})", row.name);
            number += 1;
        }
        row.name = name;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str) -> ActorRow {
        let id = ActorId::from_uuid(uuid::Uuid::from_u128(name.len() as u128));
        let process = ProcessId::from_uuid(uuid::Uuid::nil());
        ActorRow { name: name.to_owned(), ..unknown(id, process, 0, Timestamp::from_micros(0)) }
    }

    #[test]
    fn bodies_of_one_name_are_told_apart_and_none_is_lost() {
        let mut rows = [row("Circolo"), row("Circolo"), row("Circolo (2)"), row("Circolo"), row("Altro")];
        tell_apart(&mut rows);
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["Circolo", "Circolo (2)", "Circolo (2) (2)", "Circolo (3)", "Altro"]);
    }
}
