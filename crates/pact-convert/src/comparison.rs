//! How does a comparison read? As a piece of HTML, unified or side by side, as plain text, and as a list of changes.
//!
//! Classes for the style sheet, all within `.pact-comparison` (`data-layout` is `unified` or `side-by-side`):
//! `.pact-change` one section that differs (`data-fate`: added, gone, changed), `.pact-change-notes` the list of what
//! happened to it beside its text, `.pact-kept` a line for what is the same, `ins.pact-added` and `del.pact-gone` words
//! and blocks (a row of a table carries the class on its `tr`), `.pact-moved` a block that moved, `.pact-formatting`
//! words with other marks, `.pact-sign` the visible «+», «−», «↕», `.pact-note` small words beside a change,
//! `.pact-hidden` words for screen readers only, `table.pact-sides` before and after, `.pact-register-changes` the
//! part of the register with a `.pact-change` each, `dl.pact-fields` or `table.pact-sides` its fields. Anchors begin
//! with `cambia-`.

mod blocks;
mod fields;
mod notes;
mod outline;
mod page;
mod register;
mod tables;
mod tally;
mod text;

use maud::Markup;
use pact_model::comparison::{Comparison, SectionChange, comparable};
use pact_model::version::VersionContent;

/// How the two sides stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// «Unificato»: one text with what went and what came.
    Unified,
    /// «Affiancati»: before and after beside each other.
    SideBySide,
}

/// One line of the list of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeLine {
    /// `id` of the element in [`comparison_html`] it leads to.
    pub anchor: String,
    /// What changed, in words.
    pub label: String,
}

/// The comparison as a piece of HTML, headings from `h2` on. Additions and deletions are marked by elements (`ins`,
/// `del`), by signs, and by words for screen readers, not by colour alone.
#[must_use]
pub fn comparison_html(
    comparison: &Comparison,
    from: &VersionContent,
    to: &VersionContent,
    layout: Layout,
) -> Markup {
    comparison_html_beside(comparison, from, to, layout, &|_| Markup::default())
}

/// The same, with something of the page's own below the heading of each section that differs: what can be done with it.
#[must_use]
pub fn comparison_html_beside(
    comparison: &Comparison,
    from: &VersionContent,
    to: &VersionContent,
    layout: Layout,
    beside: &dyn Fn(&SectionChange) -> Markup,
) -> Markup {
    page::comparison(&View::new(comparison, from, to), layout, beside)
}

/// The same in plain text.
#[must_use]
pub fn comparison_text(comparison: &Comparison, from: &VersionContent, to: &VersionContent) -> String {
    text::comparison(&View::new(comparison, from, to))
}

/// The list of changes, in the order of [`comparison_html`].
#[must_use]
pub fn change_list(comparison: &Comparison, from: &VersionContent, to: &VersionContent) -> Vec<ChangeLine> {
    let view = View::new(comparison, from, to);
    let document = (!comparison.document.is_empty()).then(|| ChangeLine {
        anchor: outline::DOCUMENT.to_owned(),
        label: notes::document(&view).join("; "),
    });
    let sections = comparison.sections.iter().map(|change| ChangeLine {
        anchor: outline::section_anchor(&change.id),
        label: format!("{}: {}", outline::short(view.section(change)), tally::section(change)),
    });
    let register = register::entries(&view)
        .into_iter()
        .map(|entry| ChangeLine { label: entry.line(), anchor: entry.anchor });
    document.into_iter().chain(sections).chain(register).collect()
}

/// How much changed, in one line: «12 modifiche in 4 sezioni e 2 impegni».
#[must_use]
pub fn summary_line(comparison: &Comparison) -> String {
    tally::summary(&comparison.summary)
}

/// A comparison with the two versions as they were compared: places in it are places in them.
#[derive(Debug)]
struct View<'a> {
    comparison: &'a Comparison,
    from: VersionContent,
    to: VersionContent,
}

impl<'a> View<'a> {
    fn new(comparison: &'a Comparison, from: &VersionContent, to: &VersionContent) -> Self {
        Self { comparison, from: comparable(from), to: comparable(to) }
    }
}
