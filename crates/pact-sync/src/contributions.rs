//! Who wrote where? Read from the log: which sections each row writes in, on top of the state it was written on. Nothing
//! is integrated and nothing guessed.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use pact_model::document::SectionId;
use pact_wire::structure::{Examined, Structure};
use pact_wire::update::{ContentView, Limits, inspect_with};

use crate::error::SyncError;
use crate::names::{RootName, TEXT, section_of_binding};
use crate::schema::{ROOT_BINDINGS, ROOT_FIELDS, ROOT_SECTIONS};

/// Settings of a section that are no part of what it says.
const NO_CONTENT: [&str; 4] = ["policy", "policy_reason", "policy_writer", "guidance"];
/// As the key of a mark: an anchor of comments, which is no part of what a text says.
const COMMENT: &str = "comment";

/// Where somebody wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contribution {
    /// Sections of a document.
    pub sections: BTreeSet<SectionId>,
    /// Fields and long texts of a register.
    pub register: bool,
}

impl Contribution {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && !self.register
    }
}

/// What the rows wrote, gathered by the key they come with. Rows with the key `None` are known, and not counted.
///
/// # Errors
/// [`SyncError::CorruptLog`] names the first part that cannot be read.
pub fn contributions<K: Ord + Clone>(
    state: Option<&[u8]>,
    rows: &[(Option<K>, Bytes)],
) -> Result<BTreeMap<K, Contribution>, SyncError> {
    let mut structure = Structure::default();
    let mut written: BTreeMap<K, Contribution> = BTreeMap::new();
    let parts = state.map(|state| (&None, state)).into_iter();
    for (index, (key, bytes)) in parts.chain(rows.iter().map(|(key, row)| (key, &**row))).enumerate() {
        let corrupt = |why: String| SyncError::CorruptLog { index, why };
        let examined = structure
            .examine(bytes, &Limits::DOCUMENT, None)
            .map_err(|refusal| corrupt(refusal.to_string()))?;
        if let Some(gap) = &examined.gap {
            return Err(corrupt(format!("it builds on unknown text: {gap:?}")));
        }
        if let Some(key) = key {
            note(&structure, &examined, bytes, written.entry(key.clone()).or_default());
        }
        let arranged = structure.arrange_what_is_stored(examined);
        structure.absorb(arranged);
    }
    written.retain(|_, contribution| !contribution.is_empty());
    Ok(written)
}

fn note(structure: &Structure, examined: &Examined, bytes: &[u8], contribution: &mut Contribution) {
    let mut marks = None;
    for touch in structure.touches(examined) {
        let only_formats = !touch.changes.inserts && !touch.changes.deletes;
        // Yjs clears away redundant marks in the name of whoever has the document open: that is nobody's writing.
        if only_formats && !*marks.get_or_insert_with(|| brings_marks(bytes)) {
            continue;
        }
        match RootName::of(touch.root) {
            RootName::Section(section) => contribution.sections.extend(section.parse().ok()),
            RootName::Other if touch.root == ROOT_FIELDS || touch.root.starts_with(TEXT) => {
                contribution.register = true;
            }
            // Known by their keys, below.
            RootName::Bindings | RootName::Server | RootName::Other => {}
        }
    }
    for entry in structure.entry_touches(examined) {
        let section = match (entry.root, entry.key.split_once('/')) {
            (ROOT_SECTIONS, Some((section, field))) if !NO_CONTENT.contains(&field) => section,
            (ROOT_BINDINGS, _) => section_of_binding(entry.key),
            _ => continue,
        };
        contribution.sections.extend(section.parse().ok());
    }
}

/// Whether an update sets a mark that is part of the text.
fn brings_marks(bytes: &[u8]) -> bool {
    let mut found = false;
    let looked = inspect_with(bytes, &Limits::DOCUMENT, &mut |item| {
        if let ContentView::Format { key, .. } = item.content {
            found |= !key.starts_with(COMMENT);
        }
    });
    looked.is_ok() && found
}
