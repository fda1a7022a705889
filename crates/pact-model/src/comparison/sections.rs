//! What became of each section? Aligned by identity; only those are moved that were moved past others.

use std::collections::HashMap;

use serde_json::Value;

use super::align::longest_rising;
use super::structure::{Fate, FieldChange, SectionChange};
use super::{blocks, mirror};
use crate::content::{DocumentContent, SectionContent};
use crate::document::{Binding, SectionId};

/// The fields of a document that differ.
pub(super) fn document_fields(from: &DocumentContent, to: &DocumentContent) -> Vec<FieldChange> {
    let fields = |document: &DocumentContent| {
        [
            ("kind", Value::from(document.kind.as_str())),
            ("title", Value::from(document.title.clone())),
            ("language", Value::from(document.language.clone())),
        ]
    };
    changed_fields(Some(fields(from)), Some(fields(to)))
}

/// The sections that differ, in the later one's reading order.
pub(super) fn compare(from: &[SectionContent], to: &[SectionContent]) -> Vec<SectionChange> {
    let before: HashMap<&SectionId, usize> = (0..).zip(from).map(|(n, it)| (&it.id, n)).collect();
    let after: HashMap<&SectionId, usize> = (0..).zip(to).map(|(n, it)| (&it.id, n)).collect();
    // In the order they have now: where they stood.
    let common: Vec<usize> = to.iter().filter_map(|section| before.get(&section.id).copied()).collect();
    let mut moved = vec![true; from.len()];
    for n in longest_rising(&common) {
        moved[common[n]] = false;
    }

    let pairs: Vec<(Option<usize>, Option<usize>)> = (0..)
        .zip(from)
        .map(|(n, section)| (Some(n), after.get(&section.id).copied()))
        .chain((0..).zip(to).filter(|(_, it)| !before.contains_key(&it.id)).map(|(n, _)| (None, Some(n))))
        .collect();
    let texts: Vec<blocks::Pair<'_>> = pairs
        .iter()
        .map(|(before, after)| blocks::Pair {
            from: before.map(|n| &from[n]).map(|section| (&section.id, section.body.as_slice())),
            to: after.map(|n| &to[n]).map(|section| (&section.id, section.body.as_slice())),
        })
        .collect();
    let bodies = blocks::compare(&texts);

    let mut changes = Vec::new();
    for ((before, after), body) in pairs.into_iter().zip(bodies) {
        let (old, new) = (before.map(|n| &from[n]), after.map(|n| &to[n]));
        let Some(known) = new.or(old) else { continue };
        let change = SectionChange {
            id: known.id.clone(),
            fate: match (old, new) {
                (None, _) => Fate::Added,
                (_, None) => Fate::Gone,
                _ => Fate::Changed,
            },
            from: before,
            to: after,
            moved: after.is_some() && before.is_some_and(|place| moved[place]),
            title: known.title.clone(),
            renamed_from: old.map(|old| &old.title).filter(|title| **title != known.title).cloned(),
            fields: changed_fields(old.map(fields), new.map(fields)),
            bound: only_in(new, old),
            unbound: only_in(old, new),
            body,
        };
        if differs(&change) {
            changes.push(change);
        }
    }
    mirror::arrange(&mut changes);
    changes
}

fn differs(change: &SectionChange) -> bool {
    change.fate != Fate::Changed
        || change.moved
        || change.renamed_from.is_some()
        || !change.fields.is_empty()
        || !change.bound.is_empty()
        || !change.unbound.is_empty()
        || !change.body.is_empty()
}

/// The fields of a section beside its title, its bindings and its text.
fn fields(section: &SectionContent) -> [(&'static str, Value); 5] {
    [
        ("kind", Value::from(section.kind.as_str())),
        ("number", section.number.into()),
        ("mandatory", section.mandatory.into()),
        ("aside", section.aside.clone().into()),
        ("not_applicable", section.not_applicable.clone().into()),
    ]
}

/// The fields that differ; nothing on a side is `null` in every field.
fn changed_fields<const N: usize>(
    from: Option<[(&'static str, Value); N]>,
    to: Option<[(&'static str, Value); N]>,
) -> Vec<FieldChange> {
    let names = from.as_ref().or(to.as_ref()).map(|fields| fields.each_ref().map(|(name, _)| *name));
    let values = |side: Option<[(&'static str, Value); N]>| match side {
        Some(fields) => fields.map(|(_, value)| value),
        None => [(); N].map(|()| Value::Null),
    };
    names
        .into_iter()
        .flatten()
        .zip(values(from).into_iter().zip(values(to)))
        .filter(|(_, (before, after))| before != after)
        .map(|(field, (before, after))| FieldChange { field: field.to_owned(), before, after })
        .collect()
}

/// The bindings of the one that the other has not.
fn only_in(one: Option<&SectionContent>, other: Option<&SectionContent>) -> Vec<Binding> {
    let has = |binding: &&Binding| other.is_some_and(|other| other.bindings.contains(binding));
    let bindings = one.map_or(&[][..], |one| one.bindings.as_slice());
    bindings.iter().filter(|binding| !has(binding)).cloned().collect()
}
