//! How much changed? Counted so that both ways round give the same number.

use std::collections::BTreeSet;

use super::structure::{
    BlockChange, Comparison, ContentChange, ElementChange, Fate, Piece, SectionChange, Summary,
};
use crate::document::SectionId;
use crate::register::Entity;

/// The summary of a comparison.
pub(super) fn of(comparison: &Comparison) -> Summary {
    let known: BTreeSet<(Entity, &String)> =
        comparison.register.iter().map(|change| (change.entity, &change.id)).collect();
    let removed: BTreeSet<(Entity, &String)> =
        comparison.removed.iter().filter_map(|change| change.thing()).map(|it| (it.entity, &it.id)).collect();
    let (commitments, others): (Vec<_>, Vec<_>) =
        known.union(&removed).partition(|(entity, _)| *entity == Entity::Commitment);
    let in_part: BTreeSet<&SectionId> = comparison
        .sections
        .iter()
        .filter(|section| section.fate == Fate::Changed)
        .map(|section| &section.id)
        .collect();
    let sections: usize = comparison.sections.iter().map(|it| section(it, &in_part)).sum();
    let register: usize = comparison
        .register
        .iter()
        .map(|change| if change.fate == Fate::Changed { change.fields.len() } else { 1 })
        .sum();
    let changes = comparison.document.len() + sections + register + removed.difference(&known).count();
    Summary {
        identical: comparison.document.is_empty()
            && comparison.sections.is_empty()
            && known.is_empty()
            && removed.is_empty(),
        sections: comparison.sections.iter().map(|section| section.id.clone()).collect(),
        commitments: commitments.into_iter().map(|(_, id)| id.clone()).collect(),
        others: others.len(),
        changes,
    }
}

/// Single changes of a section. A new or a gone one is one.
fn section(change: &SectionChange, in_part: &BTreeSet<&SectionId>) -> usize {
    if change.fate != Fate::Changed {
        return 1;
    }
    let own = usize::from(change.moved) + usize::from(change.renamed_from.is_some()) + change.fields.len();
    own + change.bound.len() + change.unbound.len() + blocks(&change.body, in_part)
}

/// Single changes of a row of blocks: a gone block and a new one that stand against each other are one. Blocks that moved
/// count where they came to, unless that is a section that counts as a whole.
fn blocks(changes: &[BlockChange], in_part: &BTreeSet<&SectionId>) -> usize {
    let (mut count, mut gone, mut added) = (0, 0, 0);
    for change in changes {
        match change {
            BlockChange::Gone { moved_to: Some(place), .. } => {
                count += usize::from(!in_part.contains(&place.section));
            }
            BlockChange::Added { moved_from: Some(_), .. } => count += 1,
            BlockChange::Gone { .. } => gone += 1,
            BlockChange::Added { .. } => added += 1,
            BlockChange::Kept { .. } => {
                count += gone.max(added);
                (gone, added) = (0, 0);
            }
            BlockChange::Changed { element, .. } => {
                count += gone.max(added) + self::element(element);
                (gone, added) = (0, 0);
            }
        }
    }
    count + gone.max(added)
}

fn element(change: &ElementChange) -> usize {
    let own = usize::from(change.name_before.is_some()) + change.attributes.len();
    own + match &change.content {
        ContentChange::Same => 0,
        ContentChange::Text(pieces) => words(pieces),
        ContentChange::Blocks(changes) => blocks(changes, &BTreeSet::new()),
    }
}

/// Places of a line that changed.
fn words(pieces: &[Piece]) -> usize {
    let stands_against = |n: usize| {
        matches!(pieces[n], Piece::Added { .. })
            && n.checked_sub(1).is_some_and(|n| matches!(pieces[n], Piece::Gone { .. }))
    };
    let is_change = |n: &usize| !matches!(pieces[*n], Piece::Kept { .. }) && !stands_against(*n);
    (0..pieces.len()).filter(is_change).count()
}
