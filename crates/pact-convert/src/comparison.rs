//! How does a comparison read? As a piece of HTML, unified or side by side, as plain text, and as a list of changes.

use maud::{Markup, html};
use pact_model::comparison::Comparison;
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
/// `del`) and by words for screen readers, not by colour alone.
#[must_use]
pub fn comparison_html(
    _comparison: &Comparison,
    _from: &VersionContent,
    _to: &VersionContent,
    _layout: Layout,
) -> Markup {
    html! {}
}

/// The same in plain text.
#[must_use]
pub fn comparison_text(_comparison: &Comparison, _from: &VersionContent, _to: &VersionContent) -> String {
    String::new()
}

/// The list of changes, in the order of [`comparison_html`].
#[must_use]
pub fn change_list(
    _comparison: &Comparison,
    _from: &VersionContent,
    _to: &VersionContent,
) -> Vec<ChangeLine> {
    Vec::new()
}
