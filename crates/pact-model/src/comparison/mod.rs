//! What changed from one version to another? Aligned section by section, block by block, word by word, and field by
//! field in the register.
//!
//! A comparison is enough to make the later version out of the earlier one ([`apply`]), and comparing the other way
//! round gives its mirror ([`mirror`]): every choice between equally good answers is made in one direction, fixed by
//! the two texts themselves. Work is bounded by counts and never by a clock, so the answer is always the same.

mod align;
mod apply;
mod blocks;
mod limit;
mod mirror;
mod pairs;
mod prepare;
mod register;
mod sections;
mod structure;
mod summary;
mod words;

pub use align::longest_rising;
pub use apply::apply;
pub use limit::TooLarge;
pub use mirror::mirror;
pub use prepare::comparable;
pub use structure::{
    BlockChange, Comparison, ContentChange, ElementChange, EntityChange, Fate, FieldChange, Piece, Place,
    RemovedChange, SectionChange, Summary,
};

use crate::document::SectionId;
use crate::version::VersionContent;

/// Compares two versions, the whole of them or one section with the commitments it is bound to or shows.
///
/// # Errors
/// [`TooLarge`] when it would take too long.
pub fn compare(
    from: &VersionContent,
    to: &VersionContent,
    section: Option<&SectionId>,
) -> Result<Comparison, TooLarge> {
    let (mut from, mut to) = (comparable(from), comparable(to));
    if let Err(error) = limit::check(&from, &to) {
        let Some(section) = section else { return Err(error) };
        // Alone it may do; only what moved here from other sections is then not recognised.
        prepare::empty_others(&mut from, section);
        prepare::empty_others(&mut to, section);
        limit::check(&from, &to)?;
    }
    let is_turned = prepare::is_turned(&from.document, &to.document);
    let (first, second) = if is_turned { (&to, &from) } else { (&from, &to) };
    let mut comparison = Comparison {
        document: sections::document_fields(&first.document, &second.document),
        sections: sections::compare(&first.document.sections, &second.document.sections),
        register: register::compare(&first.register, &second.register),
        removed: register::compare_removed(&first.register, &second.register),
        summary: Summary::default(),
        only: section.cloned(),
    };
    if let Some(section) = section {
        prepare::keep_section(&mut comparison, section, first, second);
    }
    comparison.summary = summary::of(&comparison);
    Ok(if is_turned { mirror(comparison) } else { comparison })
}
