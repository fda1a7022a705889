//! Sections of a document: added, moved, renamed, locked and set aside by the coordination; and the pause of the
//! whole document.

use pact_model::ability::Ability;
use pact_model::access::Identity;
use pact_model::content::{DocumentContent, SectionContent};
use pact_model::document::{DocumentKind, Policy, SectionId, SectionKind};
use pact_model::ids::DocumentId;
use pact_store::DocumentRow;

use crate::app::{App, Caller};
use crate::audit::{About, DOCUMENT_PAUSE, SECTION_POLICY};
use crate::error::{AppError, FieldError, FieldProblem, Thing, line, line_or_nothing};
use crate::rooms::{Author, SectionEdit};

/// Longest title of a section, in characters.
pub const MAX_SECTION_TITLE: usize = 200;
/// Longest reason for setting a section aside, closing it or pausing a document, in characters: one sentence.
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
    /// Why not everybody, or why it is not said any more (`Some(None)`). Forgotten when everybody may.
    pub policy_reason: Option<Option<String>>,
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
        let (row, content) = self.sections_of(by, document).await?;
        let known = content.sections.iter().find(|known| known.id == *section);
        let known = known.ok_or(AppError::NotFound(Thing::Section))?;
        let policy = change.policy.as_ref().unwrap_or(&known.policy);
        let writer = self.policy_writer(&row, policy).await?;
        for edit in edits(&content.sections, known, change, writer)? {
            self.rooms.edit(document, author(by), edit).await?;
        }
        // After the edit, also when it changed nothing: whoever asks again because this failed leaves a line.
        if let Some(policy) = &change.policy {
            let about = About { process: row.process, document };
            self.note(Caller::from(by), &about, SECTION_POLICY, format!("{section}: {policy}")).await?;
        }
        let sections = self.rooms.content(document).await?.sections;
        let changed = sections.into_iter().enumerate().find(|(_, known)| known.id == *section);
        changed.ok_or(AppError::NotFound(Thing::Section))
    }

    /// Pauses a document, with a reason that may be empty, or ends the pause. Nobody writes in a paused one.
    pub async fn set_paused(
        &self,
        by: &Identity,
        document: DocumentId,
        paused: Option<String>,
    ) -> Result<(), AppError> {
        let (row, _) = self.sections_of(by, document).await?;
        let reason = paused.map(|text| line_or_nothing("paused", &text, MAX_REASON)).transpose()?;
        let detail = if reason.is_some() { "paused" } else { "resumed" };
        self.rooms.edit(document, author(by), SectionEdit::Pause { reason }).await?;
        let about = About { process: row.process, document };
        self.note(Caller::from(by), &about, DOCUMENT_PAUSE, detail.to_owned()).await?;
        Ok(())
    }

    /// Name of the one body that writes under this policy, if it is one of the document's process.
    async fn policy_writer(&self, row: &DocumentRow, policy: &Policy) -> Result<Option<String>, AppError> {
        let Policy::OneWriter(actor) = policy else { return Ok(None) };
        let actor = self.db.read().await?.actor(*actor).await?;
        Ok(actor.filter(|actor| Some(actor.process) == row.process).map(|actor| actor.name))
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
    Caller::from(by).author()
}

fn usual_kind(kind: DocumentKind) -> SectionKind {
    if kind == DocumentKind::Docpp { SectionKind::Part } else { SectionKind::Article }
}

/// The edits a change stands for, in the order they are made. `writer` is the name of the body a policy for one
/// writer names.
fn edits(
    sections: &[SectionContent],
    section: &SectionContent,
    change: &SectionChange,
    writer: Option<String>,
) -> Result<Vec<SectionEdit>, AppError> {
    let id = &section.id;
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
    if change.policy.is_some() || change.policy_reason.is_some() {
        match policy_edit(section, change, writer) {
            Ok(edit) => edits.push(edit),
            Err(wrong) => errors.extend(wrong),
        }
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

/// A policy keeps the reason it had, a reason the policy.
fn policy_edit(
    section: &SectionContent,
    change: &SectionChange,
    writer: Option<String>,
) -> Result<SectionEdit, Vec<FieldError>> {
    let mut errors = Vec::new();
    if let (Some(Policy::OneWriter(actor)), None) = (&change.policy, &writer) {
        errors.push(FieldError::new("policy", FieldProblem::Unknown(actor.to_string())));
    }
    let reason = match &change.policy_reason {
        None => section.policy_reason.clone(),
        Some(text) => {
            let text = text.as_deref().unwrap_or_default();
            let line = line_or_nothing("policy_reason", text, MAX_REASON);
            let line = line.unwrap_or_else(|error| {
                errors.push(error);
                String::new()
            });
            Some(line).filter(|line| !line.is_empty())
        }
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(SectionEdit::SetPolicy {
        id: section.id.clone(),
        policy: change.policy.clone().unwrap_or_else(|| section.policy.clone()),
        reason,
        writer: writer.or_else(|| section.policy_writer.clone()),
    })
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
            policy_reason: None,
            policy_writer: None,
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
            policy: Some(Policy::OneWriter("01900000-0000-7000-8000-000000000001".parse().unwrap())),
            policy_reason: Some(Some("a\nb".to_owned())),
            aside: Some(Some("x".repeat(501))),
            place: Some(Place::After("zz".parse().unwrap())),
            ..SectionChange::default()
        };
        let sections = [section("a")];
        let error = edits(&sections, &sections[0], &change, None).unwrap_err();
        let AppError::Invalid(errors) = error else { panic!("{error}") };
        let pointers: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/title", "/policy", "/policy_reason", "/aside", "/order"]);
    }

    #[test]
    fn a_policy_keeps_its_reason_and_a_reason_its_policy() {
        let mut section = section("a");
        section.policy = Policy::Office;
        section.policy_reason = Some("testo della legge".to_owned());
        let edit = |change: SectionChange| policy_edit(&section, &change, None).unwrap();
        let expect = |policy: Policy, reason: Option<&str>| SectionEdit::SetPolicy {
            id: section.id.clone(),
            policy,
            reason: reason.map(str::to_owned),
            writer: None,
        };
        let locked = SectionChange { policy: Some(Policy::Locked), ..SectionChange::default() };
        assert_eq!(edit(locked), expect(Policy::Locked, Some("testo della legge")));
        let say = |reason: Option<&str>| SectionChange {
            policy_reason: Some(reason.map(str::to_owned)),
            ..SectionChange::default()
        };
        assert_eq!(edit(say(Some(" si firma "))), expect(Policy::Office, Some("si firma")));
        assert_eq!(edit(say(Some(" "))), expect(Policy::Office, None));
        assert_eq!(edit(say(None)), expect(Policy::Office, None));
    }
}
