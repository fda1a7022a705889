//! Sections of a document: added, moved, renamed, locked and set aside by the coordination.

use pact_model::ability::Ability;
use pact_model::access::Identity;
use pact_model::content::{DocumentContent, SectionContent};
use pact_model::document::{DocumentKind, Policy, SectionId, SectionKind};
use pact_model::ids::DocumentId;
use pact_store::DocumentRow;

use crate::app::{App, Caller};
use crate::error::{AppError, FieldError, FieldProblem, Thing, line};
use crate::rooms::{Author, SectionEdit};

/// Longest title of a section, in characters.
pub const MAX_SECTION_TITLE: usize = 200;
/// Longest reason for setting a section aside, in characters: one sentence.
pub const MAX_REASON: usize = 500;
/// Most sections of one document. The longest template has 26; beyond, something has gone wrong.
pub const MAX_SECTIONS: usize = 300;

/// Where a section shall stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// Right after this one.
    After(SectionId),
    /// At this index of the list.
    Index(usize),
}

/// What a new section is to be.
#[derive(Clone, Debug)]
pub struct NewSection {
    /// Its title.
    pub title: String,
    /// What it is; by default what the document is mostly made of.
    pub kind: Option<SectionKind>,
    /// Where it stands.
    pub place: Place,
}

/// What shall change about a section; `None` leaves as it is.
#[derive(Clone, Debug, Default)]
pub struct SectionChange {
    /// Its place.
    pub place: Option<Place>,
    /// Its title.
    pub title: Option<String>,
    /// Who may write in it.
    pub policy: Option<Policy>,
    /// Sets it aside with a reason, or takes it back (`Some(None)`).
    pub aside: Option<Option<String>>,
    /// Declares that it does not apply, with a reason, or withdraws that (`Some(None)`).
    pub not_applicable: Option<Option<String>>,
}

impl App {
    /// Adds a section and returns its identity.
    pub async fn add_section(
        &self,
        by: &Identity,
        document: DocumentId,
        new: &NewSection,
    ) -> Result<SectionId, AppError> {
        let (row, content) = self.sections_of(by, document).await?;
        let title = line("title", &new.title, MAX_SECTION_TITLE)?;
        if content.sections.len() >= MAX_SECTIONS {
            let why = format!("a document has at most {MAX_SECTIONS} sections");
            return Err(FieldError::new("title", FieldProblem::Impossible(why)).into());
        }
        let after =
            before_place(&content.sections, None, &new.place).map_err(|p| FieldError::new("after", p))?;
        let id = self.ids.section()?;
        let kind = new.kind.unwrap_or_else(|| usual_kind(row.kind));
        let edit = SectionEdit::Add { id: id.clone(), kind, title, after };
        self.rooms.edit(document, author(by), edit).await?;
        Ok(id)
    }

    /// Changes a section and returns it as it is then. The given values are checked before the first of them
    /// takes effect.
    pub async fn change_section(
        &self,
        by: &Identity,
        document: DocumentId,
        section: &SectionId,
        change: &SectionChange,
    ) -> Result<(usize, SectionContent), AppError> {
        let (_, content) = self.sections_of(by, document).await?;
        if !content.sections.iter().any(|known| known.id == *section) {
            return Err(AppError::NotFound(Thing::Section));
        }
        for edit in edits(&content.sections, section, change)? {
            self.rooms.edit(document, author(by), edit).await?;
        }
        let sections = self.rooms.content(document).await?.sections;
        let changed = sections.into_iter().enumerate().find(|(_, known)| known.id == *section);
        changed.ok_or(AppError::NotFound(Thing::Section))
    }

    async fn sections_of(
        &self,
        by: &Identity,
        document: DocumentId,
    ) -> Result<(DocumentRow, DocumentContent), AppError> {
        let caller = Caller::from(by);
        let row = self.visible_document(caller, document).await?;
        caller.require(Ability::ManageSections)?;
        if !row.kind.has_sections() {
            return Err(AppError::NoSections(row.kind));
        }
        let content = self.rooms.content(document).await?;
        Ok((row, content))
    }
}

fn author(by: &Identity) -> Author {
    Author { person: Some(by.person), actor: by.actor }
}

fn usual_kind(kind: DocumentKind) -> SectionKind {
    if kind == DocumentKind::Docpp { SectionKind::Part } else { SectionKind::Article }
}

/// The edits a change stands for, in the order they are made.
fn edits(
    sections: &[SectionContent],
    id: &SectionId,
    change: &SectionChange,
) -> Result<Vec<SectionEdit>, AppError> {
    let mut edits = Vec::new();
    let mut errors = Vec::new();
    let reason = |field: &str, reason: &Option<String>| {
        reason.as_deref().map(|text| line(field, text, MAX_REASON)).transpose()
    };
    if let Some(title) = &change.title {
        match line("title", title, MAX_SECTION_TITLE) {
            Ok(title) => edits.push(SectionEdit::SetTitle { id: id.clone(), title }),
            Err(error) => errors.push(error),
        }
    }
    if let Some(policy) = &change.policy {
        edits.push(SectionEdit::SetPolicy { id: id.clone(), policy: policy.clone() });
    }
    if let Some(aside) = &change.aside {
        match reason("aside", aside) {
            Ok(reason) => edits.push(SectionEdit::SetAside { id: id.clone(), reason }),
            Err(error) => errors.push(error),
        }
    }
    if let Some(not_applicable) = &change.not_applicable {
        match reason("not_applicable", not_applicable) {
            Ok(reason) => edits.push(SectionEdit::SetNotApplicable { id: id.clone(), reason }),
            Err(error) => errors.push(error),
        }
    }
    if let Some(place) = &change.place {
        match before_place(sections, Some(id), place) {
            Ok(after) => edits.push(SectionEdit::Move { id: id.clone(), after }),
            Err(problem) => errors.push(FieldError::new("order", problem)),
        }
    }
    if errors.is_empty() { Ok(edits) } else { Err(AppError::Invalid(errors)) }
}

/// The section that comes before a place; `None` for the first place. The section that moves does not count.
fn before_place(
    sections: &[SectionContent],
    moving: Option<&SectionId>,
    place: &Place,
) -> Result<Option<SectionId>, FieldProblem> {
    let mut others = sections.iter().map(|section| &section.id).filter(|id| Some(*id) != moving);
    match place {
        Place::First | Place::Index(0) => Ok(None),
        Place::Last => Ok(others.next_back().cloned()),
        Place::After(id) => match others.find(|known| *known == id) {
            Some(id) => Ok(Some(id.clone())),
            None => Err(FieldProblem::NoSuchSection(id.to_string())),
        },
        Place::Index(index) => {
            let others: Vec<_> = others.collect();
            Ok(others.get(index - 1).or(others.last()).map(|id| (*id).clone()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: &str) -> SectionContent {
        SectionContent {
            id: id.parse().unwrap(),
            kind: SectionKind::Article,
            number: None,
            title: String::new(),
            guidance: String::new(),
            mandatory: false,
            policy: Policy::Open,
            aside: None,
            not_applicable: None,
            body: Vec::new(),
            bindings: Vec::new(),
        }
    }

    #[test]
    fn a_place_is_found_without_counting_the_section_that_moves() {
        let sections = ["a", "b", "c"].map(section);
        let b: SectionId = "b".parse().unwrap();
        let before = |place| before_place(&sections, Some(&b), &place).unwrap().map(|id| id.to_string());
        assert_eq!(before(Place::First), None);
        assert_eq!(before(Place::Last).as_deref(), Some("c"));
        assert_eq!(before(Place::Index(1)).as_deref(), Some("a"));
        assert_eq!(before(Place::Index(2)).as_deref(), Some("c"));
        assert_eq!(before(Place::Index(99)).as_deref(), Some("c"));
        assert!(before_place(&sections, Some(&b), &Place::After(b.clone())).is_err());
    }

    #[test]
    fn every_wrong_value_is_named_and_nothing_is_done() {
        let change = SectionChange {
            title: Some("  ".to_owned()),
            aside: Some(Some("x".repeat(501))),
            place: Some(Place::After("zz".parse().unwrap())),
            ..SectionChange::default()
        };
        let sections = [section("a")];
        let error = edits(&sections, &sections[0].id, &change).unwrap_err();
        let AppError::Invalid(errors) = error else { panic!("{error}") };
        let pointers: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/title", "/aside", "/order"]);
    }
}
