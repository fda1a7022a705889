//! What is compared? The normal form without what is only a state of the table; which of two texts is looked at first;
//! and what remains of a comparison when only one section is asked for.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Number, Value};

use super::Comparison;
use crate::content::{DocumentContent, Element, Node, SectionContent};
use crate::document::{BindingKind, Policy, SectionId};
use crate::register::{CommitmentFilter, Entity, Register};
use crate::version::VersionContent;

/// A version's content as it is compared: in its normal form, without what is no part of the canonical form. Equal
/// exactly when the canonical forms are equal; the places a comparison speaks of are places in it.
#[must_use]
pub fn comparable(content: &VersionContent) -> VersionContent {
    let mut document = content.document.clone().normalised();
    document.paused = None;
    for section in &mut document.sections {
        section.guidance = String::new();
        section.policy = Policy::Open;
        section.policy_reason = None;
        section.policy_writer = None;
        section.body.iter_mut().for_each(plain_numbers);
    }
    VersionContent { document, register: content.register.clone().normalised() }
}

/// In canonical JSON, 2 and 2.0 are the same number: here too.
fn plain_numbers(node: &mut Node) {
    match node {
        Node::Text(text) => text.marks.values_mut().for_each(plain_number),
        Node::Element(element) => {
            element.attributes.values_mut().for_each(plain_number);
            element.children.iter_mut().for_each(plain_numbers);
        }
    }
}

fn plain_number(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) = number.as_f64().and_then(Number::from_f64) {
                *number = float;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(plain_number),
        Value::Object(values) => values.values_mut().for_each(plain_number),
        _ => {}
    }
}

/// Whether the second text is looked at first. Which one it is does not matter, only that it is the same one whichever
/// comes first: then the answer one way round is the mirror of the answer the other way round.
pub(super) fn is_turned(from: &DocumentContent, to: &DocumentContent) -> bool {
    let sections = from.sections.iter().zip(&to.sections).find(|(a, b)| a != b);
    let order = match sections {
        Some((a, b)) => json(a).cmp(&json(b)),
        None => from.sections.len().cmp(&to.sections.len()),
    };
    order == Ordering::Greater
}

fn json(section: &SectionContent) -> Vec<u8> {
    serde_json::to_vec(section).expect("the tree is JSON")
}

/// Takes the text out of all sections but one.
pub(super) fn empty_others(content: &mut VersionContent, section: &SectionId) {
    for other in content.document.sections.iter_mut().filter(|other| other.id != *section) {
        other.body = Vec::new();
    }
}

/// Leaves of a comparison what concerns one section: itself, the commitments it is bound to or shows on either side,
/// and what is given for them.
pub(super) fn keep_section(
    comparison: &mut Comparison,
    section: &SectionId,
    from: &VersionContent,
    to: &VersionContent,
) {
    comparison.document.clear();
    comparison.sections.retain(|change| change.id == *section);
    let mut commitments = BTreeSet::new();
    for side in [from, to] {
        for section in side.document.sections.iter().filter(|other| other.id == *section) {
            let bound = section.bindings.iter().filter(|binding| binding.kind == BindingKind::Commitment);
            commitments.extend(bound.map(|binding| binding.id.clone()));
            shown(&section.body, &side.register, &mut commitments);
        }
    }
    let given: BTreeSet<String> = [from, to]
        .iter()
        .flat_map(|side| &side.register.resources)
        .filter(|resource| resource.commitment.as_ref().is_some_and(|id| commitments.contains(id)))
        .map(|resource| resource.id.clone())
        .collect();
    let concerns = |entity: Entity, id: &String| match entity {
        Entity::Commitment => commitments.contains(id),
        Entity::Resource => given.contains(id),
        _ => false,
    };
    comparison.register.retain(|change| concerns(change.entity, &change.id));
    comparison
        .removed
        .retain(|change| change.thing().is_some_and(|removed| concerns(removed.entity, &removed.id)));
}

/// The commitments a text shows, in cards and in tables.
fn shown(nodes: &[Node], register: &Register, commitments: &mut BTreeSet<String>) {
    let mut stack: Vec<&Node> = nodes.iter().collect();
    while let Some(node) = stack.pop() {
        let Node::Element(element) = node else { continue };
        stack.extend(&element.children);
        match element.name.as_str() {
            "commitmentCard" => commitments.extend(attribute(element, "id").map(str::to_owned)),
            "commitmentTable" => {
                let filter = CommitmentFilter::read(attribute(element, "filter").unwrap_or_default());
                let admitted = register.commitments.iter().filter(|it| filter.admits(it, register));
                commitments.extend(admitted.map(|it| it.id.clone()));
            }
            _ => {}
        }
    }
}

fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.attributes.get(name)?.as_str()
}
