//! What became of each thing of the register? Field by field, by identity.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use super::structure::{EntityChange, Fate, FieldChange, RemovedChange};
use crate::register::{CommitmentState, Entity, Register, Removed};

/// The identity of the one timeline of a register.
pub(super) const TIMELINE: &str = "main";

/// The things that differ, by sort and id.
pub(super) fn compare(from: &Register, to: &Register) -> Vec<EntityChange> {
    let mut out = Vec::new();
    things(Entity::Actor, &from.actors, &to.actors, |it| &it.id, &mut out);
    things(Entity::Line, &from.lines, &to.lines, |it| &it.id, &mut out);
    things(Entity::Action, &from.actions, &to.actions, |it| &it.id, &mut out);
    things(Entity::Commitment, &from.commitments, &to.commitments, |it| &it.id, &mut out);
    things(Entity::Resource, &from.resources, &to.resources, |it| &it.id, &mut out);
    things(Entity::Milestone, &from.milestones, &to.milestones, |it| &it.id, &mut out);
    if from.timeline != to.timeline {
        out.push(changed(Entity::Timeline, TIMELINE, Some(&from.timeline), Some(&to.timeline)));
    }
    out
}

/// What differs among the things taken out, by sort and id.
pub(super) fn compare_removed(from: &Register, to: &Register) -> Vec<RemovedChange> {
    let by_id = |register: &Register| -> BTreeMap<(Entity, String), Removed> {
        register.removed.iter().map(|it| ((it.entity, it.id.clone()), it.clone())).collect()
    };
    let (mut before, mut after) = (by_id(from), by_id(to));
    let ids: BTreeSet<(Entity, String)> = before.keys().chain(after.keys()).cloned().collect();
    ids.into_iter()
        .map(|id| RemovedChange { before: before.remove(&id), after: after.remove(&id) })
        .filter(|change| change.before != change.after)
        .collect()
}

fn things<T: PartialEq + Serialize>(
    entity: Entity,
    from: &[T],
    to: &[T],
    id: fn(&T) -> &String,
    out: &mut Vec<EntityChange>,
) {
    let before: BTreeMap<&String, &T> = from.iter().map(|it| (id(it), it)).collect();
    let after: BTreeMap<&String, &T> = to.iter().map(|it| (id(it), it)).collect();
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).copied().collect();
    for id in ids {
        let (before, after) = (before.get(id), after.get(id));
        if before != after {
            out.push(changed(entity, id, before.copied(), after.copied()));
        }
    }
}

fn changed<T: Serialize>(entity: Entity, id: &str, before: Option<&T>, after: Option<&T>) -> EntityChange {
    let (old, new) = (object(before), object(after));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).filter(|name| *name != "id").collect();
    let value = |side: &Map<String, Value>, name: &str| side.get(name).cloned().unwrap_or(Value::Null);
    let fields: Vec<FieldChange> = names
        .into_iter()
        .map(|name| FieldChange { field: name.clone(), before: value(&old, name), after: value(&new, name) })
        .filter(|change| change.before != change.after)
        .collect();
    let label = if after.is_some() { &new } else { &old }.get(name_field(entity));
    EntityChange {
        entity,
        id: id.to_owned(),
        fate: match (before, after) {
            (None, _) => Fate::Added,
            (_, None) => Fate::Gone,
            _ => Fate::Changed,
        },
        label: label.and_then(Value::as_str).unwrap_or_default().to_owned(),
        taken_over: is_taken_over(entity, &fields),
        released: is_released(entity, &fields),
        fields,
    }
}

/// The fields of a thing by name; nothing has none.
pub(super) fn object<T: Serialize>(thing: Option<&T>) -> Map<String, Value> {
    let value = thing.map(|thing| serde_json::to_value(thing).expect("the register is JSON"));
    match value {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// The field a thing is called by.
pub(super) fn name_field(entity: Entity) -> &'static str {
    match entity {
        Entity::Actor | Entity::Line | Entity::Action => "name",
        Entity::Commitment => "what",
        Entity::Resource => "label",
        Entity::Milestone => "title",
        Entity::Timeline => "",
    }
}

/// Whether a commitment went from one body to another.
pub(super) fn is_taken_over(entity: Entity, fields: &[FieldChange]) -> bool {
    let is_other =
        |field: &FieldChange| field.field == "actor" && field.before.is_string() && field.after.is_string();
    entity == Entity::Commitment && fields.iter().any(is_other)
}

/// Whether a commitment was released: it was there before, and is now in that state.
pub(super) fn is_released(entity: Entity, fields: &[FieldChange]) -> bool {
    let is_now = |field: &FieldChange| {
        field.field == "state"
            && field.before.is_string()
            && field.after == CommitmentState::Released.as_str()
    };
    entity == Entity::Commitment && fields.iter().any(is_now)
}
