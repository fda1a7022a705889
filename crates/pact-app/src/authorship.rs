//! Which body wrote which words? Inside the table only, and never a person.

use std::collections::BTreeMap;

use pact_model::document::SectionId;
use pact_model::ids::{ActorId, DocumentId};

use crate::app::{App, Caller};
use crate::error::{AppError, Thing};

/// For whom a Yjs client id writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// A body.
    Actor(ActorId),
    /// The coordination, for nobody in particular.
    Coordination,
    /// The server: templates, restored words.
    Server,
}

/// Who wrote a document.
#[derive(Clone, Debug)]
pub struct Authorship {
    /// For whom each client id writes, also of what was deleted since.
    pub writers: BTreeMap<u64, Writer>,
    /// Names and colours of the bodies among them.
    pub actors: BTreeMap<ActorId, (String, String)>,
    /// The text of each section in runs, in reading order, as the log has it now.
    pub sections: Vec<(SectionId, Vec<AuthoredRun>)>,
}

/// Words of one writer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthoredRun {
    /// For whom they were written.
    pub writer: Writer,
    /// The words; a line feed ends a block.
    pub text: String,
}

impl App {
    /// Who wrote a document as it is now.
    pub async fn authorship(&self, _by: Caller<'_>, _document: DocumentId) -> Result<Authorship, AppError> {
        Err(AppError::NotFound(Thing::Document))
    }
}
