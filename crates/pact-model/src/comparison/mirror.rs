//! How does a comparison read the other way round? New becomes gone, before becomes after, and everything stands again
//! where its reader looks for it.

use std::collections::HashSet;

use super::register::{is_released, is_taken_over, name_field};
use super::structure::{
    BlockChange, Comparison, ContentChange, ElementChange, EntityChange, Fate, FieldChange, Piece,
    RemovedChange, SectionChange,
};
use super::summary;

/// The comparison of the same two versions the other way round.
#[must_use]
pub fn mirror(comparison: Comparison) -> Comparison {
    let mut sections: Vec<SectionChange> = comparison.sections.into_iter().map(section).collect();
    arrange(&mut sections);
    let mut mirrored = Comparison {
        document: fields(comparison.document),
        sections,
        register: comparison.register.into_iter().map(entity).collect(),
        removed: comparison
            .removed
            .into_iter()
            .map(|change| RemovedChange { before: change.after, after: change.before })
            .collect(),
        summary: comparison.summary,
        only: comparison.only,
    };
    mirrored.summary = summary::of(&mirrored);
    mirrored
}

/// Puts sections into reading order: the later one's, and what is gone behind the last section that stood before it and
/// is still in its place.
pub(super) fn arrange(sections: &mut [SectionChange]) {
    let stays = still_there(sections);
    sections.sort_by_cached_key(|section| match (section.from, section.to) {
        (_, Some(to)) => (Some(to), false, 0),
        (from, None) => {
            let from = from.unwrap_or_default();
            let before = stays.partition_point(|(place, _)| *place < from);
            (before.checked_sub(1).map(|n| stays[n].1), true, from)
        }
    });
}

/// Places before and after, both rising, of all sections that stand where they stood: the ones that are spoken of, and
/// all that are not, as far as one of those that are gone.
fn still_there(sections: &[SectionChange]) -> Vec<(usize, usize)> {
    let spoken: (HashSet<usize>, HashSet<usize>) = (
        sections.iter().filter_map(|section| section.from).collect(),
        sections.iter().filter_map(|section| section.to).collect(),
    );
    let last = spoken.0.iter().max().copied().unwrap_or_default();
    let kept = (0..last).filter(|place| !spoken.0.contains(place));
    let mut stays: Vec<(usize, usize)> = kept.zip((0..).filter(|place| !spoken.1.contains(place))).collect();
    let changed = sections.iter().filter(|section| !section.moved);
    stays.extend(changed.filter_map(|section| section.from.zip(section.to)));
    stays.sort_unstable();
    stays
}

fn section(change: SectionChange) -> SectionChange {
    let (title, renamed_from) = match change.renamed_from {
        Some(before) => (before, Some(change.title)),
        None => (change.title, None),
    };
    SectionChange {
        id: change.id,
        fate: fate(change.fate),
        from: change.to,
        to: change.from,
        moved: change.moved,
        title,
        renamed_from,
        fields: fields(change.fields),
        bound: change.unbound,
        unbound: change.bound,
        body: blocks(change.body),
    }
}

fn fate(fate: Fate) -> Fate {
    match fate {
        Fate::Added => Fate::Gone,
        Fate::Gone => Fate::Added,
        Fate::Changed => Fate::Changed,
    }
}

fn fields(fields: Vec<FieldChange>) -> Vec<FieldChange> {
    fields
        .into_iter()
        .map(|change| FieldChange { field: change.field, before: change.after, after: change.before })
        .collect()
}

/// Between blocks that are still there, gone ones come first.
fn blocks(changes: Vec<BlockChange>) -> Vec<BlockChange> {
    let mut out = Vec::with_capacity(changes.len());
    let mut added = Vec::new();
    for change in changes {
        match change {
            BlockChange::Added { to, node, moved_from } => {
                out.push(BlockChange::Gone { from: to, node, moved_to: moved_from });
            }
            BlockChange::Gone { from, node, moved_to } => {
                added.push(BlockChange::Added { to: from, node, moved_from: moved_to });
            }
            BlockChange::Kept { from, to, count } => {
                out.append(&mut added);
                out.push(BlockChange::Kept { from: to, to: from, count });
            }
            BlockChange::Changed { from, to, element } => {
                out.append(&mut added);
                out.push(BlockChange::Changed { from: to, to: from, element: self::element(element) });
            }
        }
    }
    out.append(&mut added);
    out
}

fn element(change: ElementChange) -> ElementChange {
    let (name, name_before) = match change.name_before {
        Some(before) => (before, Some(change.name)),
        None => (change.name, None),
    };
    let content = match change.content {
        ContentChange::Same => ContentChange::Same,
        ContentChange::Text(pieces) => ContentChange::Text(self::pieces(pieces)),
        ContentChange::Blocks(changes) => ContentChange::Blocks(blocks(changes)),
    };
    ElementChange { name, name_before, attributes: fields(change.attributes), content }
}

/// Where words stand against each other, gone ones come first.
fn pieces(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Piece::Kept { .. } => out.push(piece),
            Piece::Formatting { before, after } => {
                out.push(Piece::Formatting { before: after, after: before });
            }
            Piece::Gone { content } => out.push(Piece::Added { content }),
            Piece::Added { content } => {
                let place = out.len() - usize::from(matches!(out.last(), Some(Piece::Added { .. })));
                out.insert(place, Piece::Gone { content });
            }
        }
    }
    out
}

fn entity(change: EntityChange) -> EntityChange {
    let fields = fields(change.fields);
    let renamed = fields.iter().find(|field| field.field == name_field(change.entity));
    let label = match renamed {
        Some(field) if change.fate == Fate::Changed => field.after.as_str().unwrap_or_default().to_owned(),
        _ => change.label,
    };
    EntityChange {
        taken_over: is_taken_over(change.entity, &fields),
        released: is_released(change.entity, &fields),
        entity: change.entity,
        id: change.id,
        fate: fate(change.fate),
        label,
        fields,
    }
}
