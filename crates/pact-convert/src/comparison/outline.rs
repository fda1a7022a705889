//! In which order is it told, and what is each thing called?

use std::collections::HashMap;

use pact_model::comparison::{Place, SectionChange};
use pact_model::content::SectionContent;
use pact_model::document::SectionId;
use pact_model::version::VersionContent;

use super::View;
use crate::flow::section_label;

/// Anchor of the document's own fields.
pub(super) const DOCUMENT: &str = "cambia-documento";

/// One part of the whole, in reading order.
#[derive(Debug)]
pub(super) enum Part<'a> {
    /// Sections that are the same, one after the other.
    Kept(Vec<&'a SectionContent>),
    /// One that differs.
    Changed(&'a SectionChange),
}

impl View<'_> {
    /// A section that differs, as it is now, or as it was.
    pub(super) fn section(&self, change: &SectionChange) -> Option<&SectionContent> {
        self.after(change).or_else(|| self.before(change))
    }

    /// A section that differs, as it was.
    pub(super) fn before(&self, change: &SectionChange) -> Option<&SectionContent> {
        self.from.document.sections.get(change.from?)
    }

    /// A section that differs, as it is.
    pub(super) fn after(&self, change: &SectionChange) -> Option<&SectionContent> {
        self.to.document.sections.get(change.to?)
    }

    /// All parts; of a comparison of one section that one alone.
    pub(super) fn parts(&self) -> Vec<Part<'_>> {
        if self.comparison.only.is_some() {
            return self.comparison.sections.iter().map(Part::Changed).collect();
        }
        let before: HashMap<&SectionId, usize> =
            (0..).zip(&self.from.document.sections).map(|(place, it)| (&it.id, place)).collect();
        let is_changed = |id: &SectionId| self.comparison.summary.sections.contains(id);
        let mut kept = (0..).zip(&self.to.document.sections).filter(|(_, it)| !is_changed(&it.id)).peekable();
        let mut out = Vec::new();
        for change in &self.comparison.sections {
            let mut same = Vec::new();
            while let Some((_, section)) = kept.next_if(|(place, section)| match (change.to, change.from) {
                (Some(to), _) => *place < to,
                (None, from) => before.get(&section.id).copied() < from,
            }) {
                same.push(section);
            }
            if !same.is_empty() {
                out.push(Part::Kept(same));
            }
            out.push(Part::Changed(change));
        }
        let rest: Vec<&SectionContent> = kept.map(|(_, section)| section).collect();
        if !rest.is_empty() {
            out.push(Part::Kept(rest));
        }
        out
    }
}

/// Anchor of a section that differs.
pub(super) fn section_anchor(id: &SectionId) -> String {
    format!("cambia-{id}")
}

/// Anchor of a thing of the register. Its id comes from the table: what cannot stand in an anchor is written as a number.
pub(super) fn entity_anchor(entity: &str, id: &str) -> String {
    let safe: String = id
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' { c.to_string() } else { format!("_{:x}", u32::from(c)) }
        })
        .collect();
    format!("cambia-{entity}-{safe}")
}

/// A section in few words: «Art. 6», else its title.
pub(super) fn short(section: Option<&SectionContent>) -> String {
    let Some(section) = section else { return "sezione".to_owned() };
    section_label(section)
        .map_or_else(|| titled(&section.title), |label| label.trim_end_matches('.').to_owned())
}

/// A section in full: «Art. 6 Luoghi».
pub(super) fn long(section: &SectionContent) -> String {
    match (section_label(section), section.title.trim()) {
        (Some(label), "") => label,
        (Some(label), title) => format!("{label} {title}"),
        (None, title) => titled(title),
    }
}

fn titled(title: &str) -> String {
    if title.trim().is_empty() { "sezione senza titolo".to_owned() } else { title.trim().to_owned() }
}

/// Where a block stands, in words that follow «da» or «in»: «Art. 2», or another point of the same section.
pub(super) fn place(place: &Place, here: &SectionId, side: &VersionContent) -> String {
    if place.section == *here {
        return "un altro punto di questa sezione".to_owned();
    }
    let section = side.document.sections.iter().find(|section| section.id == place.section);
    match section {
        Some(known) if section_label(known).is_none() => format!("«{}»", short(section)),
        _ => short(section),
    }
}
