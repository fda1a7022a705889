//! What changed since I was last here, or since a meeting? Texts, commitments, decisions, where my body is named, what
//! waits for me.

use pact_model::comparison::Comparison;
use pact_model::document::SectionId;
use pact_model::ids::{DocumentId, MeetingId};
use pact_model::process::Process;
use pact_model::time::Timestamp;

use crate::app::{App, Caller};
use crate::error::{AppError, Thing};

/// Since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// The caller's visit before this one.
    Visit,
    /// The end of a meeting, or its beginning while it is open.
    Meeting(MeetingId),
    /// A moment.
    Time(Timestamp),
}

/// What changed in a process.
#[derive(Clone, Debug)]
pub struct ProcessChanges {
    /// The process.
    pub process: Process,
    /// Since when; none at the first visit, when all is new and nothing is listed.
    pub since: Option<Timestamp>,
    /// Texts that differ, in the order of the documents.
    pub documents: Vec<DocumentChanges>,
    /// Commitments that are new, changed or gone, by id, with what they are now or were.
    pub commitments: Vec<CommitmentChange>,
    /// Decisions: commitments that reached another state, sections set aside or declared not to apply, versions with a
    /// message.
    pub decisions: Vec<Decision>,
    /// Sections that changed and name the caller's body or are bound to it.
    pub naming_me: Vec<(DocumentId, SectionId)>,
    /// What waits for the caller's body.
    pub waiting: Vec<Waiting>,
}

/// What changed in one text.
#[derive(Clone, Debug)]
pub struct DocumentChanges {
    /// The document.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// The newest version at that time, to compare with; none before the first.
    pub version: Option<u32>,
    /// What differs; the register's part is left out.
    pub comparison: Comparison,
    /// Sections that differ, with their titles, in reading order.
    pub sections: Vec<(SectionId, String)>,
}

/// What became of a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentChange {
    /// Its id.
    pub id: String,
    /// Name of its body; empty when none is known.
    pub actor: String,
    /// What is promised.
    pub what: String,
    /// What happened to it.
    pub kind: CommitmentChangeKind,
}

/// What happened to a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitmentChangeKind {
    /// It is new.
    New,
    /// It reads otherwise.
    Changed,
    /// It was taken out.
    Gone,
}

/// Something that was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A commitment reached another state, by id; the state's stored name.
    State(String, &'static str),
    /// A section was set aside, or is back.
    Aside(DocumentId, SectionId, bool),
    /// A version was made with a message.
    Version(DocumentId, u32, String),
}

/// Something that waits for the caller's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Its commitment is to be confirmed, by id.
    Confirmation(String),
    /// It is named as an ally and has not said so itself, by commitment.
    Alliance(String),
    /// A field of its commitment was set by two at the same time.
    Conflict(String),
}

impl App {
    /// What changed; asking for [`Since::Visit`] counts as a visit.
    pub async fn changes(
        &self,
        _by: Caller<'_>,
        _slug: &str,
        _since: Since,
    ) -> Result<ProcessChanges, AppError> {
        Err(AppError::NotFound(Thing::Process))
    }
}
