//! Where do the pages of a document's history live? The words of addresses are Italian, like the pages.

use std::fmt::Write as _;

use pact_app::versions::Point;
use pact_convert::comparison::Layout;
use pact_model::document::SectionId;
use pact_model::ids::DocumentId;

use super::visitor::Visitor;

/// The addresses of one document.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    base: String,
}

/// The word for the text as it is now.
pub(super) const LIVE: &str = "live";
/// The words for the two layouts.
pub(super) const UNIFIED: &str = "unificato";
pub(super) const SIDE_BY_SIDE: &str = "affiancati";

impl Addresses {
    pub(super) fn of(visitor: &Visitor, document: DocumentId) -> Self {
        Self { base: format!("{}/d/{document}", visitor.home()) }
    }

    /// The text itself.
    pub(super) fn text(&self) -> &str {
        &self.base
    }

    /// The list of versions, of the whole document or of a section.
    pub(super) fn list(&self, section: Option<&SectionId>) -> String {
        with_section(format!("{}/versioni", self.base), section)
    }

    /// A version, or one section of it.
    pub(super) fn version(&self, number: u32, section: Option<&SectionId>) -> String {
        with_section(format!("{}/versioni/{number}", self.base), section)
    }

    /// The form to restore a version, or one section of it.
    pub(super) fn restore(&self, number: u32, section: Option<&SectionId>) -> String {
        with_section(format!("{}/versioni/{number}/ripristina", self.base), section)
    }

    /// Where the form of the comparison leads.
    pub(super) fn comparisons(&self) -> String {
        format!("{}/confronto", self.base)
    }

    /// A comparison.
    pub(super) fn comparison(
        &self,
        from: Point,
        to: Point,
        layout: Layout,
        section: Option<&SectionId>,
    ) -> String {
        let mut address = format!("{}/confronto?da={}&a={}", self.base, word(from), word(to));
        if layout == Layout::SideBySide {
            let _ = write!(address, "&vista={SIDE_BY_SIDE}");
        }
        if let Some(section) = section {
            let _ = write!(address, "&sezione={section}");
        }
        address
    }
}

/// What an address says for a point.
pub(super) fn word(point: Point) -> String {
    match point {
        Point::Version(number) => number.to_string(),
        Point::Live => LIVE.to_owned(),
    }
}

/// The point an address says; none when it says nothing that can be understood.
pub(super) fn point(word: &str) -> Option<Point> {
    match word {
        LIVE => Some(Point::Live),
        number => number.parse().ok().map(Point::Version),
    }
}

fn with_section(address: String, section: Option<&SectionId>) -> String {
    match section {
        Some(section) => format!("{address}?sezione={section}"),
        None => address,
    }
}
