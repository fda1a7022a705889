//! Documents: made, listed, opened, read, published.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_model::ability::Ability;
use pact_model::access::Identity;
use pact_model::content::{DocumentContent, Node};
use pact_model::document::{Binding, DocumentKind, SCHEMA, SectionId};
use pact_model::ids::{DocumentId, ProcessId};
use pact_model::process::Process;
use pact_model::register::Register;
use pact_model::template::DocumentTemplate;
use pact_model::time::Timestamp;
use pact_model::version::VersionReason;
use pact_store::{DocumentRow, OriginKind, Tx, UpdateRow};
use pact_sync::RegisterFields;
use sha2::{Digest as _, Sha256};

use crate::app::{App, Caller, visible_process};
use crate::error::{AppError, FieldError, FieldProblem, Thing, line};
use crate::mentions::shows_register;
use crate::records;
use crate::rooms;
use crate::versions::NewVersion;

/// Longest title of a document, in characters: two lines of the sheet on the home page.
pub const MAX_TITLE: usize = 200;
/// Generation of the CRDT identity a new document has.
const FIRST_EPOCH: i64 = 1;

/// What a new document is to be.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// Its kind.
    pub kind: DocumentKind,
    /// Its title.
    pub title: String,
}

/// Whether somebody's edits enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Reads only.
    ReadOnly,
    /// Reads and writes.
    ReadWrite,
}

/// A document somebody may open.
#[derive(Clone, Debug)]
pub struct OpenedDocument {
    /// The document.
    pub row: DocumentRow,
    /// What the role allows.
    pub scope: Scope,
}

/// A document, where it belongs, and what it says.
#[derive(Clone, Debug)]
pub struct DocumentView {
    /// The document.
    pub row: DocumentRow,
    /// Its process.
    pub process: Option<Process>,
    /// What it says now.
    pub content: DocumentContent,
    /// The register of its process, when the text shows something of it.
    pub register: Option<Register>,
}

impl DocumentView {
    /// Hash of what a reader sees: of a text that shows the register, what the register says counts too.
    #[must_use]
    pub fn shown_hash(&self) -> [u8; 32] {
        match &self.register {
            None => self.content.hash(),
            Some(register) => {
                let mut both = Sha256::new_with_prefix(self.content.hash());
                both.update(register.canonical_json());
                both.finalize().into()
            }
        }
    }
}

impl App {
    /// Makes a document in a process, with the sections of its kind's template.
    pub async fn create_document(
        &self,
        by: Caller<'_>,
        slug: &str,
        new: &NewDocument,
    ) -> Result<DocumentRow, AppError> {
        by.require(Ability::CreateDocuments)?;
        let planned = self.plan_document(new)?;
        let mut tx = self.db.begin().await?;
        let process = visible_process(&mut tx, by, slug).await?;
        let row = store_document(&mut tx, process.id, self.clock.now(), planned).await?;
        tx.commit().await?;
        if row.kind.has_sections() {
            self.begin_history(row.id).await;
        }
        Ok(row)
    }

    /// The documents of a process, its register included, oldest first.
    pub async fn documents(&self, by: Caller<'_>, slug: &str) -> Result<Vec<DocumentRow>, AppError> {
        by.require(Ability::Read)?;
        let mut tx = self.db.read().await?;
        let process = visible_process(&mut tx, by, slug).await?;
        Ok(tx.documents(process.id).await?)
    }

    /// A document somebody wants to work in: it exists, belongs to their process, and the role says how far.
    pub async fn open_document(&self, by: &Identity, id: DocumentId) -> Result<OpenedDocument, AppError> {
        let caller = Caller::from(by);
        caller.require(Ability::Read)?;
        let row = self.visible_document(caller, id).await?;
        if let (DocumentKind::Register, Some(process)) = (row.kind, row.process) {
            self.filled_register(process, &row).await?;
        }
        let scope = if caller.may(Ability::Write) { Scope::ReadWrite } else { Scope::ReadOnly };
        Ok(OpenedDocument { row, scope })
    }

    /// A document with its process and what it says now.
    pub async fn document(&self, by: Caller<'_>, id: DocumentId) -> Result<DocumentView, AppError> {
        by.require(Ability::Read)?;
        let row = self.visible_document(by, id).await?;
        let content = self.read_content(&row).await?;
        let register = match row.process {
            Some(process) if shows_register(&content) => Some(self.register_now(process).await?),
            _ => None,
        };
        self.with_process(row, content, register).await
    }

    /// A published document with the register beside it, for everybody; `None` when there is none in the process of this name.
    pub async fn public_document(
        &self,
        slug: &str,
        id: DocumentId,
    ) -> Result<Option<DocumentView>, AppError> {
        let mut tx = self.db.read().await?;
        let Some(process) = tx.process_by_slug(slug).await? else { return Ok(None) };
        let row = tx.document(id).await?.filter(|row| {
            row.process == Some(process.id) && row.published_at.is_some() && row.kind.has_sections()
        });
        drop(tx);
        let Some(row) = row else { return Ok(None) };
        let content = self.read_content(&row).await?;
        let register = Some(self.register_now(process.id).await?);
        Ok(Some(DocumentView { row, process: Some(records::process(process)), content, register }))
    }

    /// What a document says, read from the store without opening it: also beside a running server.
    pub async fn stored_content(&self, by: Caller<'_>, id: DocumentId) -> Result<DocumentView, AppError> {
        by.require(Ability::Read)?;
        let row = self.visible_document(by, id).await?;
        let log = rooms::read_log(&self.db, id).await?;
        let content = pact_sync::content_of_log(log.snapshot.as_deref(), &log.updates)
            .map_err(rooms::RoomError::Corrupt)?;
        let content = with_row(&row, content);
        let register = match row.process {
            Some(process) if shows_register(&content) => Some(self.stored_register(process).await?.1),
            _ => None,
        };
        self.with_process(row, content, register).await
    }

    /// The same, to be given out as a file: what was given out is a version.
    pub async fn export_document(&self, by: Caller<'_>, id: DocumentId) -> Result<DocumentView, AppError> {
        let view = self.stored_content(by, id).await?;
        if view.row.kind.has_sections() {
            let (reason, message) = (VersionReason::Export, String::new());
            let new = NewVersion { reason, message, meeting: None, author: by.author() };
            self.record_version(id, new).await?;
        }
        Ok(view)
    }

    /// Makes a document public, or takes it back. Published again, it keeps its first date. Everybody reads its versions
    /// from the one on that says what was published.
    pub async fn set_published(
        &self,
        by: Caller<'_>,
        id: DocumentId,
        published: bool,
    ) -> Result<DocumentRow, AppError> {
        by.require(Ability::Publish)?;
        let row = self.visible_document(by, id).await?;
        if published && !row.kind.has_sections() {
            return Err(AppError::NoSections(row.kind));
        }
        if row.published_at.is_some() == published {
            return Ok(row);
        }
        if published {
            let (reason, message) = (VersionReason::Published, String::new());
            let new = NewVersion { reason, message, meeting: None, author: by.author() };
            self.record_version(id, new).await?;
        }
        let mut tx = self.db.begin().await?;
        let mut row = visible(by, tx.document(id).await?)?;
        // Somebody else may have done the same meanwhile.
        if row.published_at.is_some() != published {
            let newest = tx.newest_version_number(id).await?;
            row.published_at = published.then(|| self.clock.now());
            row.public_from = published.then_some(newest);
            tx.set_document_published(id, row.published_at).await?;
            tx.set_public_from(id, row.public_from).await?;
            tx.commit().await?;
        }
        Ok(row)
    }

    pub(crate) async fn visible_document(
        &self,
        by: Caller<'_>,
        id: DocumentId,
    ) -> Result<DocumentRow, AppError> {
        let mut tx = self.db.read().await?;
        visible(by, tx.document(id).await?)
    }

    /// What a document says now, from its room. A document without sections says nothing: its text has no
    /// schema.
    pub(crate) async fn read_content(&self, row: &DocumentRow) -> Result<DocumentContent, AppError> {
        if !row.kind.has_sections() {
            return Ok(with_row(row, empty_content()));
        }
        Ok(with_row(row, self.rooms.content(row.id).await?))
    }

    /// How many sections a document has, those set aside not counted.
    pub async fn sections_count(&self, row: &DocumentRow) -> Result<usize, AppError> {
        let content = self.read_content(row).await?;
        Ok(content.sections.iter().filter(|section| section.aside.is_none()).count())
    }

    async fn with_process(
        &self,
        row: DocumentRow,
        content: DocumentContent,
        register: Option<Register>,
    ) -> Result<DocumentView, AppError> {
        let process = match row.process {
            Some(id) => self.db.read().await?.process(id).await?.map(records::process),
            None => None,
        };
        Ok(DocumentView { row, process, content, register })
    }

    fn plan_document(&self, new: &NewDocument) -> Result<PlannedDocument, AppError> {
        let title = line("title", &new.title, MAX_TITLE)?;
        let id = self.ids.document();
        match new.kind {
            DocumentKind::Register => Err(FieldError::new("kind", FieldProblem::OneRegister).into()),
            DocumentKind::Open => Ok(PlannedDocument::open(id, title)),
            kind => {
                let template = self.templates.document_of_kind(kind)?;
                Ok(PlannedDocument::from_template(id, template, &title))
            }
        }
    }
}

fn visible(by: Caller<'_>, row: Option<DocumentRow>) -> Result<DocumentRow, AppError> {
    row.filter(|row| row.process.is_some_and(|process| by.sees(process)))
        .ok_or(AppError::NotFound(Thing::Document))
}

fn empty_content() -> DocumentContent {
    DocumentContent {
        kind: DocumentKind::Open,
        title: String::new(),
        language: "it".to_owned(),
        paused: None,
        sections: Vec::new(),
    }
}

/// The row knows kind and title better than the shared document, which may have none.
fn with_row(row: &DocumentRow, mut content: DocumentContent) -> DocumentContent {
    content.kind = row.kind;
    content.title.clone_from(&row.title);
    content
}

/// A document with the first row of its log, not stored yet.
pub(crate) struct PlannedDocument {
    id: DocumentId,
    kind: DocumentKind,
    title: String,
    /// Only the server makes skeletons, and only here: a page that fills an empty document doubles it.
    seed: Option<Vec<u8>>,
}

/// What a new document says and is bound to beside its template.
#[derive(Debug, Default)]
pub(crate) struct FirstTexts {
    /// In the place of the template's own, section by section.
    pub(crate) bodies: BTreeMap<SectionId, Vec<Node>>,
    /// What sections are bound to.
    pub(crate) bindings: Vec<(SectionId, Binding)>,
}

impl PlannedDocument {
    pub(crate) fn open(id: DocumentId, title: String) -> Self {
        Self { id, kind: DocumentKind::Open, title, seed: None }
    }

    pub(crate) fn register(id: DocumentId, title: &str, known: &RegisterFields) -> Result<Self, AppError> {
        let seed = pact_sync::seed_register(title, known).map_err(rooms::RoomError::Edit)?;
        Ok(Self { id, kind: DocumentKind::Register, title: title.to_owned(), seed: Some(seed) })
    }

    pub(crate) fn from_template(id: DocumentId, template: &DocumentTemplate, title: &str) -> Self {
        Self::from_template_with(id, template, title, &FirstTexts::default())
    }

    pub(crate) fn from_template_with(
        id: DocumentId,
        template: &DocumentTemplate,
        title: &str,
        first: &FirstTexts,
    ) -> Self {
        let seed = pact_sync::seed_bound_document(template, title, &first.bodies, &first.bindings);
        Self { id, kind: template.kind, title: title.to_owned(), seed: Some(seed) }
    }
}

/// Stores a document and the first row of its log together: there is never one without the other.
pub(crate) async fn store_document(
    tx: &mut Tx,
    process: ProcessId,
    created_at: Timestamp,
    planned: PlannedDocument,
) -> Result<DocumentRow, AppError> {
    let mut row = DocumentRow {
        id: planned.id,
        process: Some(process),
        kind: planned.kind,
        title: planned.title,
        reference: String::new(),
        epoch: FIRST_EPOCH,
        schema: i64::from(SCHEMA),
        head_seq: 0,
        snapshot_seq: 0,
        published_at: None,
        public_from: None,
        created_at,
    };
    tx.insert_document(&row).await?;
    if let Some(seed) = planned.seed {
        let first = UpdateRow {
            seq: 1,
            person: None,
            actor: None,
            client_id: None,
            origin_kind: OriginKind::Server,
            bytes: Bytes::from(seed),
            at: created_at,
        };
        tx.append_updates(row.id, row.epoch, &[first]).await?;
        row.head_seq = 1;
    }
    Ok(row)
}
