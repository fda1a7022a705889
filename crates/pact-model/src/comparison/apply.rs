//! What is the later version, given the earlier one and the comparison? The proof that nothing is left out of it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::comparable;
use super::register::object;
use super::structure::{
    BlockChange, Comparison, ContentChange, ElementChange, EntityChange, Fate, FieldChange, Piece,
    SectionChange,
};
use crate::content::{DocumentContent, Element, Node, SectionContent};
use crate::document::{Policy, SectionKind};
use crate::register::{Entity, Register};
use crate::version::VersionContent;

/// The later version as it was compared, made of the earlier one; `None` when the comparison is of another version, or
/// of one section only.
#[must_use]
pub fn apply(comparison: &Comparison, from: &VersionContent) -> Option<VersionContent> {
    if comparison.only.is_some() {
        return None;
    }
    let from = comparable(from);
    Some(VersionContent {
        document: document(comparison, from.document)?,
        register: register(comparison, from.register)?,
    })
}

fn document(comparison: &Comparison, mut document: DocumentContent) -> Option<DocumentContent> {
    for change in &comparison.document {
        match change.field.as_str() {
            "kind" => document.kind = change.after.as_str()?.parse().ok()?,
            "title" => change.after.as_str()?.clone_into(&mut document.title),
            "language" => change.after.as_str()?.clone_into(&mut document.language),
            _ => return None,
        }
    }
    let mut kept: Vec<Option<SectionContent>> = document.sections.into_iter().map(Some).collect();
    let mut placed = BTreeMap::new();
    for change in &comparison.sections {
        let before = match change.from {
            Some(place) => Some(kept.get_mut(place)?.take()?),
            None => None,
        };
        if let Some(place) = change.to {
            placed.insert(place, section(change, before)?);
        }
    }
    // What is not spoken of fills the places that are left, in its order.
    let mut kept = kept.into_iter().flatten().peekable();
    let mut sections = Vec::new();
    while kept.peek().is_some() || !placed.is_empty() {
        sections.push(placed.remove(&sections.len()).or_else(|| kept.next())?);
    }
    document.sections = sections;
    Some(document)
}

fn section(change: &SectionChange, before: Option<SectionContent>) -> Option<SectionContent> {
    let mut section = before.unwrap_or_else(|| SectionContent {
        id: change.id.clone(),
        kind: SectionKind::Article,
        number: None,
        title: String::new(),
        guidance: String::new(),
        mandatory: false,
        policy: Policy::Open,
        policy_reason: None,
        policy_writer: None,
        aside: None,
        not_applicable: None,
        body: Vec::new(),
        bindings: Vec::new(),
    });
    section.title.clone_from(&change.title);
    for FieldChange { field, after, .. } in &change.fields {
        match field.as_str() {
            "kind" => section.kind = after.as_str()?.parse().ok()?,
            "number" => section.number = serde_json::from_value(after.clone()).ok()?,
            "mandatory" => section.mandatory = after.as_bool()?,
            "aside" => section.aside = serde_json::from_value(after.clone()).ok()?,
            "not_applicable" => section.not_applicable = serde_json::from_value(after.clone()).ok()?,
            _ => return None,
        }
    }
    section.bindings.retain(|binding| !change.unbound.contains(binding));
    section.bindings.extend(change.bound.iter().cloned());
    section.bindings.sort();
    if !change.body.is_empty() {
        section.body = blocks(&change.body, &section.body)?;
    }
    Some(section)
}

fn blocks(changes: &[BlockChange], from: &[Node]) -> Option<Vec<Node>> {
    let mut out = Vec::new();
    for change in changes {
        match change {
            BlockChange::Kept { from: place, count, .. } => {
                out.extend_from_slice(from.get(*place..place.checked_add(*count)?)?);
            }
            BlockChange::Gone { .. } => {}
            BlockChange::Added { node, .. } => out.push(node.clone()),
            BlockChange::Changed { from: place, element, .. } => match from.get(*place)? {
                Node::Element(before) => out.push(Node::Element(self::element(element, before)?)),
                Node::Text(_) => return None,
            },
        }
    }
    Some(out)
}

fn element(change: &ElementChange, before: &Element) -> Option<Element> {
    let mut attributes = before.attributes.clone();
    for FieldChange { field, after, .. } in &change.attributes {
        if after.is_null() {
            attributes.remove(field);
        } else {
            attributes.insert(field.clone(), after.clone());
        }
    }
    let children = match &change.content {
        ContentChange::Same => before.children.clone(),
        ContentChange::Blocks(changes) => blocks(changes, &before.children)?,
        ContentChange::Text(pieces) => line(pieces),
    };
    Some(Element { name: change.name.clone(), attributes, children })
}

/// The line the pieces leave, equal runs joined.
fn line(pieces: &[Piece]) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    for piece in pieces {
        let nodes = match piece {
            Piece::Kept { content } | Piece::Added { content } => content,
            Piece::Formatting { after, .. } => after,
            Piece::Gone { .. } => continue,
        };
        for node in nodes {
            match (out.last_mut(), node) {
                (Some(Node::Text(last)), Node::Text(run)) if last.marks == run.marks => {
                    last.text.push_str(&run.text);
                }
                _ => out.push(node.clone()),
            }
        }
    }
    out
}

fn register(comparison: &Comparison, from: Register) -> Option<Register> {
    let changes = &comparison.register;
    let mut removed: BTreeMap<_, _> =
        from.removed.into_iter().map(|it| ((it.entity, it.id.clone()), it)).collect();
    for change in &comparison.removed {
        let key = change.thing().map(|it| (it.entity, it.id.clone()))?;
        match &change.after {
            Some(after) => removed.insert(key, after.clone()),
            None => removed.remove(&key),
        };
    }
    let timeline = changes.iter().find(|change| change.entity == Entity::Timeline);
    Some(Register {
        actors: things(changes, Entity::Actor, from.actors, |it| &it.id)?,
        lines: things(changes, Entity::Line, from.lines, |it| &it.id)?,
        actions: things(changes, Entity::Action, from.actions, |it| &it.id)?,
        commitments: things(changes, Entity::Commitment, from.commitments, |it| &it.id)?,
        resources: things(changes, Entity::Resource, from.resources, |it| &it.id)?,
        milestones: things(changes, Entity::Milestone, from.milestones, |it| &it.id)?,
        timeline: match timeline {
            Some(change) => thing(change, Some(&from.timeline))?,
            None => from.timeline,
        },
        removed: removed.into_values().collect(),
    })
}

fn things<T: Serialize + DeserializeOwned>(
    changes: &[EntityChange],
    entity: Entity,
    from: Vec<T>,
    id: fn(&T) -> &String,
) -> Option<Vec<T>> {
    let mut things: BTreeMap<String, T> = from.into_iter().map(|it| (id(&it).clone(), it)).collect();
    for change in changes.iter().filter(|change| change.entity == entity) {
        let before = things.remove(&change.id);
        if change.fate != Fate::Gone {
            things.insert(change.id.clone(), thing(change, before.as_ref())?);
        }
    }
    Some(things.into_values().collect())
}

fn thing<T: Serialize + DeserializeOwned>(change: &EntityChange, before: Option<&T>) -> Option<T> {
    let mut fields: Map<String, Value> = object(before);
    fields.insert("id".to_owned(), change.id.clone().into());
    fields.extend(change.fields.iter().map(|change| (change.field.clone(), change.after.clone())));
    serde_json::from_value(Value::Object(fields)).ok()
}
