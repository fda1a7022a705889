//! What changed since I was last here, or since a meeting? Texts, commitments, decisions, where my body is named, what
//! waits for me.

mod past;
mod told;
mod visits;

use pact_model::ability::Ability;
use pact_model::comparison::Comparison;
use pact_model::document::SectionId;
use pact_model::ids::{DocumentId, MeetingId};
use pact_model::process::Process;
use pact_model::register::Register;
use pact_model::time::Timestamp;
use pact_store::{DocumentRow, VersionRow};
use tracing::warn;

use crate::app::{App, Caller};
use crate::error::AppError;
use crate::register::ProcessRegister;
use crate::versions::{in_turn, short};
use past::{Base, Past};
use told::Body;

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
    /// Decisions: commitments that reached another state, sections set aside or back, versions with a message.
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

/// A text as it was, and what is known of its history.
#[derive(Debug)]
struct Text {
    row: DocumentRow,
    base: Option<Base>,
    past: Past,
    /// Versions since then, oldest first.
    later: Vec<VersionRow>,
}

impl App {
    /// What changed; asking for [`Since::Visit`] counts as a visit.
    pub async fn changes(
        &self,
        by: Caller<'_>,
        slug: &str,
        since: Since,
    ) -> Result<ProcessChanges, AppError> {
        by.require(Ability::Read)?;
        let found = self.register(by, slug).await?;
        let body = body(by, &found.register);
        let mut changes = ProcessChanges {
            since: self.since(by, found.process.id, since).await?,
            waiting: body
                .iter()
                .flat_map(|it| told::waiting(it, &found.register, &found.conflicts))
                .collect(),
            process: found.process.clone(),
            documents: Vec::new(),
            commitments: Vec::new(),
            decisions: Vec::new(),
            naming_me: Vec::new(),
        };
        let Some(at) = changes.since else { return Ok(changes) };
        let texts = self.texts(&found, at).await?;
        self.add_register(&found, &texts, at, &mut changes).await?;
        for text in texts {
            let id = text.row.id;
            if let Err(error) = self.add_text(text, &found.register, body.as_ref(), &mut changes).await {
                // As for the checks: its own page says what is wrong with it.
                warn!(error = %error, document.id = %id, "a document is left out of what changed");
            }
        }
        Ok(changes)
    }

    /// The texts of a process with what is known of them at a moment.
    async fn texts(&self, found: &ProcessRegister, at: Timestamp) -> Result<Vec<Text>, AppError> {
        let mut tx = self.db.read().await?;
        let mut texts = Vec::new();
        for row in tx.documents(found.process.id).await?.into_iter().filter(|row| row.kind.has_sections()) {
            let mut versions = tx.versions(row.id, 1).await?;
            let base = Base::of(&mut tx, &versions, at).await?;
            let past = Past::of(&mut tx, &row, base.as_ref().map(|base| base.version.place), at).await?;
            versions.retain(|version| version.created_at > at);
            versions.reverse();
            texts.push(Text { row, base, past, later: versions });
        }
        Ok(texts)
    }

    /// Commitments and their states.
    async fn add_register(
        &self,
        found: &ProcessRegister,
        texts: &[Text],
        at: Timestamp,
        changes: &mut ProcessChanges,
    ) -> Result<(), AppError> {
        // The version that knows most of the register as it was.
        let known = texts.iter().filter_map(|text| text.base.as_ref());
        let base = known
            .max_by_key(|base| base.version.register.map(|place| (place.epoch, place.seq)))
            .filter(|base| base.version.register.is_some())
            .cloned();
        let place = base.as_ref().and_then(|base| base.version.register);
        let past = Past::of(&mut self.db.read().await?, &found.document, place, at).await?;
        if !past.went_on {
            return Ok(());
        }
        let now = found.register.clone();
        let (commitments, decisions) = in_turn(move || {
            let then = past.register(base.as_ref())?;
            Ok(told::commitments(&then, &now))
        })
        .await?;
        changes.commitments = commitments;
        changes.decisions = decisions;
        Ok(())
    }

    /// What differs in a text, and what was decided of it.
    async fn add_text(
        &self,
        text: Text,
        register: &Register,
        body: Option<&Body>,
        changes: &mut ProcessChanges,
    ) -> Result<(), AppError> {
        let Text { row, base, past, later } = text;
        let id = row.id;
        let with_message = later.into_iter().filter(|version| !version.message.is_empty());
        let versions = with_message.map(|it| Decision::Version(id, short(it.number), it.message));
        if past.went_on {
            let version = base.as_ref().map(|base| short(base.version.number));
            let now = self.rooms.content(id).await?;
            let (now, comparison) = in_turn(move || {
                let then = past.document(base.as_ref())?;
                let comparison = told::texts(then, &now);
                Ok((now, comparison))
            })
            .await?;
            changes.decisions.extend(told::set_aside(id, &comparison));
            let naming = body.map(|body| told::naming(body, &comparison, &now, register));
            changes.naming_me.extend(naming.into_iter().flatten().map(|section| (id, section)));
            if !comparison.summary.identical {
                let sections = comparison.sections.iter().map(|it| (it.id.clone(), it.title.clone()));
                let sections = sections.collect();
                let (document, title) = (id, row.title);
                changes.documents.push(DocumentChanges { document, title, version, comparison, sections });
            }
        }
        changes.decisions.extend(versions);
        Ok(())
    }
}

/// The caller's body, by the name it goes by now.
fn body(by: Caller<'_>, register: &Register) -> Option<Body> {
    let Caller::Person(identity) = by else { return None };
    let id = identity.actor?.to_string();
    let known = register.actor(&id).map(|actor| actor.name.clone()).filter(|name| !name.is_empty());
    let name = known.or_else(|| identity.actor_name.clone()).unwrap_or_default();
    Some(Body { id, name })
}
