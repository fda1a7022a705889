//! How does a version come to be? Captured from the store, compared with the newest, and stored as the next one of its
//! chain; when nothing changed there is none.

use std::collections::BTreeMap;

use pact_model::ability::Ability;
use pact_model::comparison::compare;
use pact_model::ids::{ActorId, DocumentId, MeetingId, ProcessId};
use pact_model::time::Timestamp;
use pact_model::version::{
    MAX_MESSAGE, Version, VersionChanges, VersionContent, VersionReason, chain_hash, content_hash,
};
use pact_store::{StoreError, VersionContentRow, VersionRow};
use serde_json::json;
use tracing::{info, warn};

use super::capture::{Capture, in_turn, unreadable};
use super::{NewVersion, content, contributors};
use crate::app::{App, Caller};
use crate::error::{AppError, line};
use crate::register::register_of;
use crate::rooms::Author;

/// How often it is tried again when somebody else made a version, or rows were merged, between reading and storing.
const TRIES: usize = 5;

impl App {
    /// Makes a version with a message.
    pub async fn make_version(
        &self,
        by: Caller<'_>,
        document: DocumentId,
        message: &str,
    ) -> Result<Version, AppError> {
        let row = self.visible_document(by, document).await?;
        by.require(Ability::ManageVersions)?;
        let message = line("message", message, MAX_MESSAGE)?;
        self.rooms.settle(document).await;
        if let Some(process) = row.process {
            let register = register_of(&mut self.db.read().await?, process).await?;
            self.rooms.settle(register.id).await;
        }
        let new = NewVersion { reason: VersionReason::Manual, message, meeting: None, author: by.author() };
        self.record_version(document, new).await?.ok_or(AppError::NothingChanged)
    }

    /// Makes a version unless nothing changed since the newest; returns it. A document that has none yet gets its first
    /// one by this, whatever it is made for.
    pub async fn record_version(
        &self,
        document: DocumentId,
        new: NewVersion,
    ) -> Result<Option<Version>, AppError> {
        for _ in 0..TRIES {
            let capture = self.capture(document).await?;
            if !capture.row.kind.has_sections() {
                return Err(AppError::NoSections(capture.row.kind));
            }
            match self.store_version(capture, &new).await {
                Err(AppError::Store(
                    StoreError::VersionTaken { .. }
                    | StoreError::Conflict { .. }
                    | StoreError::EpochChanged { .. }
                    | StoreError::Duplicate { .. }
                    | StoreError::Gap { .. },
                )) => {}
                result => return result,
            }
        }
        Err(AppError::Conflict)
    }

    /// Makes the first version of a document that has none.
    pub(crate) async fn first_version(&self, document: DocumentId) -> Result<(), AppError> {
        if self.db.read().await?.newest_version_number(document).await? > 0 {
            return Ok(());
        }
        let new = NewVersion {
            reason: VersionReason::Created,
            message: String::new(),
            meeting: None,
            author: Author::default(),
        };
        self.record_version(document, new).await.map(drop)
    }

    /// The same right after it was made. What was made stays when this fails: the version is made when it is asked for.
    pub(crate) async fn begin_history(&self, document: DocumentId) {
        if let Err(error) = self.first_version(document).await {
            warn!(document.id = %document, error = %error, "document {document} has no first version yet");
        }
    }

    /// Makes a version of each document of a process that changed; one that fails does not keep the others from theirs.
    pub(crate) async fn record_versions(
        &self,
        process: ProcessId,
        new: &NewVersion,
    ) -> Result<Vec<Version>, AppError> {
        let documents = self.db.read().await?.documents(process).await?;
        let mut made = Vec::new();
        let mut failed = None;
        for row in documents.iter().filter(|row| row.kind.has_sections()) {
            match self.record_version(row.id, new.clone()).await {
                Ok(version) => made.extend(version),
                Err(error) => {
                    warn!(document.id = %row.id, error = %error, "no version of document {} was made", row.id);
                    failed = failed.or(Some(error));
                }
            }
        }
        failed.map_or(Ok(made), Err)
    }

    async fn store_version(&self, capture: Capture, new: &NewVersion) -> Result<Option<Version>, AppError> {
        let new = self.in_meeting(&capture, new).await?;
        let names = self.names(capture.row.process).await?;
        let at = self.clock.now();
        let Some(built) = in_turn(move || build(&capture, &new, &names, at)).await? else { return Ok(None) };
        let Built { version, content } = built;
        let mut tx = self.db.begin().await?;
        tx.insert_version(&version, &content).await?;
        let doc = version.place.doc;
        let row = tx.document(doc).await?;
        // Published before there were versions.
        if row.is_some_and(|row| row.published_at.is_some() && row.public_from.is_none()) {
            tx.set_public_from(doc, Some(version.number)).await?;
        }
        tx.commit().await?;
        info!(
            document.id = %doc,
            version.number = version.number,
            reason = version.reason.as_str(),
            "version {} of document {doc} made",
            version.number
        );
        let news = json!({ "v": 1, "t": "version", "number": version.number });
        self.rooms.announce(doc, news.to_string()).await;
        Ok(Some(version.into_version()))
    }

    /// What happens while a meeting is open belongs to it.
    async fn in_meeting(&self, capture: &Capture, new: &NewVersion) -> Result<NewVersion, AppError> {
        let mut new = new.clone();
        if new.meeting.is_none() && new.reason != VersionReason::Created {
            new.meeting = self.open_meeting(capture.row.process).await?;
        }
        Ok(new)
    }

    /// The meeting that goes on; of several, the one that was opened last.
    async fn open_meeting(&self, process: Option<ProcessId>) -> Result<Option<MeetingId>, AppError> {
        let Some(process) = process else { return Ok(None) };
        let meetings = self.db.read().await?.meetings(process).await?;
        let open = meetings.into_iter().filter(|it| it.opened_at.is_some() && it.closed_at.is_none());
        Ok(open.max_by_key(|meeting| meeting.opened_at).map(|meeting| meeting.id))
    }
}

struct Built {
    version: VersionRow,
    content: VersionContentRow,
}

/// The next version; none when nothing changed. Work for a thread that may block.
fn build(
    capture: &Capture,
    new: &NewVersion,
    names: &BTreeMap<ActorId, String>,
    created_at: Timestamp,
) -> Result<Option<Built>, AppError> {
    let said = capture.read().map_err(unreadable)?;
    let content_hash = content_hash(&said.parts.canonical);
    let newest = capture.newest.as_ref().map(|(version, _)| version);
    if newest.is_some_and(|newest| newest.content_hash == content_hash) {
        return Ok(None);
    }
    let number = newest.map_or(1, |newest| newest.number + 1);
    let short = u32::try_from(number).map_err(|_| AppError::Conflict)?;
    let before = newest.map(|newest| &newest.chain_hash);
    let version = VersionRow {
        place: capture.document().place,
        number,
        register: capture.register().map(|register| register.place),
        reason: new.reason,
        message: new.message.clone(),
        meeting: new.meeting,
        person: new.author.person,
        actor: new.author.actor,
        contributors: contributors::of_capture(capture, &said.content, names),
        changed: changes(capture, &said.content),
        content_hash,
        chain_hash: chain_hash(before, &content_hash, short, created_at, &new.message),
        created_at,
        redacted_at: None,
    };
    let content = said.parts.pack().map_err(|error| AppError::File {
        path: format!("version {number} of document {}", version.place.doc),
        why: error.to_string(),
    })?;
    Ok(Some(Built { version, content }))
}

/// What differs from the newest version; nothing of the first one, and of one before it that cannot be read.
fn changes(capture: &Capture, said: &VersionContent) -> VersionChanges {
    let Some((version, stored)) = &capture.newest else { return VersionChanges::default() };
    let before = match content::read(stored) {
        Ok(before) => before,
        Err(error) => {
            warn!(document.id = %version.place.doc, error = %error, "version {} cannot be read", version.number);
            return VersionChanges::default();
        }
    };
    match compare(&before, said, None) {
        Ok(comparison) => VersionChanges {
            sections: comparison.summary.sections,
            commitments: comparison.summary.commitments,
            others: comparison.summary.others,
        },
        Err(_) => roughly(&before, said),
    }
}

/// The same without looking into sections and commitments: for what is too large to be compared word by word.
fn roughly(before: &VersionContent, after: &VersionContent) -> VersionChanges {
    let (before, after) = (before.document.clone().normalised(), after.document.clone().normalised());
    let known: BTreeMap<_, _> = before.sections.iter().map(|section| (&section.id, section)).collect();
    let differs = |section: &&pact_model::content::SectionContent| {
        known.get(&section.id).is_none_or(|before| {
            (&before.title, &before.body, &before.aside, &before.bindings)
                != (&section.title, &section.body, &section.aside, &section.bindings)
        })
    };
    let sections = after.sections.iter().filter(differs).map(|section| section.id.clone()).collect();
    VersionChanges { sections, ..VersionChanges::default() }
}
