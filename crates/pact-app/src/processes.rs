//! Processes: made from a template with everything they start with, listed, shown.

use pact_model::ability::Ability;
use pact_model::document::DocumentKind;
use pact_model::ids::DocumentId;
use pact_model::process::{Actor, Deliverable, Meeting, Phase, Process, is_slug};
use pact_model::template::{DocumentReference, PlannedProcess, ProcessTemplate};
use pact_store::{DocumentRow, ProcessRow, StoreError, Tx};
use pact_sync::RegisterFields;

use crate::app::{App, Caller, visible_process};
use crate::documents::{PlannedDocument, store_document};
use crate::error::{AppError, FieldError, FieldProblem};
use crate::records;
use crate::register::first_fields;

/// Title of every register.
pub(crate) const REGISTER_TITLE: &str = "Registro";

/// What a new process is to be.
#[derive(Clone, Debug)]
pub struct NewProcess {
    /// Name of the template.
    pub template: String,
    /// Name in addresses.
    pub slug: String,
}

/// A process that was just made.
#[derive(Clone, Debug)]
pub struct CreatedProcess {
    /// The process.
    pub process: Process,
    /// Its register.
    pub register: DocumentId,
    /// Its other documents.
    pub documents: Vec<DocumentRow>,
}

/// A process with all there is to show of it.
#[derive(Clone, Debug)]
pub struct ProcessView {
    /// The process.
    pub process: Process,
    /// Its phases, in order.
    pub phases: Vec<Phase>,
    /// Its meetings, in order.
    pub meetings: Vec<Meeting>,
    /// Its deliverables, in order.
    pub deliverables: Vec<Deliverable>,
    /// Its bodies, in order of arrival.
    pub actors: Vec<Actor>,
    /// Its register.
    pub register: Option<DocumentId>,
    /// Its other documents, oldest first.
    pub documents: Vec<DocumentRow>,
}

impl App {
    /// Makes a process with its phases, meetings and bodies, its register and the template's documents.
    pub async fn create_process(&self, new: &NewProcess) -> Result<CreatedProcess, AppError> {
        if !is_slug(&new.slug) {
            return Err(FieldError::new("slug", FieldProblem::NotASlug).into());
        }
        let template = self.templates.process(&new.template)?;
        let documents = self.plan_documents(template)?;
        let planned = template.plan(&new.slug, self.clock.now(), || self.ids.uuid());
        self.store_process(planned, documents, RegisterFields::default()).await
    }

    /// Stores a process and everything it starts with, all of it or nothing. `known` is what its register begins with,
    /// beside its bodies.
    pub(crate) async fn store_process(
        &self,
        planned: PlannedProcess,
        documents: Vec<PlannedDocument>,
        known: RegisterFields,
    ) -> Result<CreatedProcess, AppError> {
        let mut tx = self.db.begin().await?;
        let process = planned.process;
        insert_process(&mut tx, &process).await?;
        for phase in &planned.phases {
            tx.insert_phase(&records::phase_row(process.id, phase)).await?;
        }
        for meeting in &planned.meetings {
            tx.insert_meeting(&records::meeting_row(process.id, meeting)).await?;
        }
        for deliverable in &planned.deliverables {
            tx.insert_deliverable(&records::deliverable_row(process.id, deliverable)).await?;
        }
        for actor in &planned.actors {
            tx.insert_actor(&records::actor_row(process.id, actor, process.created_at)).await?;
        }
        let known = first_fields(&planned.actors, known);
        let register = PlannedDocument::register(self.ids.document(), REGISTER_TITLE, &known)?;
        let register = store_document(&mut tx, process.id, process.created_at, register).await?.id;
        let mut rows = Vec::with_capacity(documents.len());
        for document in documents {
            rows.push(store_document(&mut tx, process.id, process.created_at, document).await?);
        }
        tx.commit().await?;
        for row in rows.iter().filter(|row| row.kind.has_sections()) {
            self.begin_history(row.id).await;
        }
        Ok(CreatedProcess { process, register, documents: rows })
    }

    /// The processes the caller knows of.
    pub async fn processes(&self, by: Caller<'_>) -> Result<Vec<Process>, AppError> {
        by.require(Ability::Read)?;
        let mut tx = self.db.read().await?;
        let rows = tx.processes().await?;
        Ok(rows.into_iter().filter(|row| by.sees(row.id)).map(records::process).collect())
    }

    /// A process with all there is to show of it.
    pub async fn process(&self, by: Caller<'_>, slug: &str) -> Result<ProcessView, AppError> {
        by.require(Ability::Read)?;
        let mut tx = self.db.read().await?;
        let process = visible_process(&mut tx, by, slug).await?;
        view(&mut tx, process).await
    }

    /// A process and its published documents, for everybody. `None` when there is nothing public in it: then
    /// nobody outside shall learn that it exists.
    pub async fn public_process(&self, slug: &str) -> Result<Option<ProcessView>, AppError> {
        let mut tx = self.db.read().await?;
        let Some(process) = tx.process_by_slug(slug).await? else { return Ok(None) };
        let mut view = view(&mut tx, process).await?;
        view.register = None;
        view.documents.retain(|document| document.published_at.is_some());
        Ok(if view.documents.is_empty() { None } else { Some(view) })
    }

    fn plan_documents(&self, template: &ProcessTemplate) -> Result<Vec<PlannedDocument>, AppError> {
        let plan = |reference: &DocumentReference| {
            let document = self.templates.document(&reference.template)?;
            Ok(PlannedDocument::from_template(self.ids.document(), document, &reference.title))
        };
        template.documents.iter().map(plan).collect()
    }
}

async fn insert_process(tx: &mut Tx, process: &Process) -> Result<(), AppError> {
    if tx.process_by_slug(&process.slug).await?.is_some() {
        return Err(AppError::SlugTaken(process.slug.clone()));
    }
    match tx.insert_process(&records::process_row(process)).await {
        // Somebody took the name between the question and the insert (PostgreSQL only).
        Err(StoreError::Duplicate { .. }) => Err(AppError::SlugTaken(process.slug.clone())),
        result => Ok(result?),
    }
}

async fn view(tx: &mut Tx, row: ProcessRow) -> Result<ProcessView, AppError> {
    let process = records::process(row);
    let phases = tx.phases(process.id).await?.into_iter().map(records::phase).collect::<Result<_, _>>()?;
    let meetings =
        tx.meetings(process.id).await?.into_iter().map(records::meeting).collect::<Result<_, _>>()?;
    let deliverables = tx.deliverables(process.id).await?;
    let deliverables = deliverables.into_iter().map(records::deliverable).collect::<Result<_, _>>()?;
    let actors = tx.actors(process.id).await?.into_iter().map(records::actor).collect::<Result<_, _>>()?;
    let (registers, documents): (Vec<_>, Vec<_>) = tx
        .documents(process.id)
        .await?
        .into_iter()
        .partition(|document| document.kind == DocumentKind::Register);
    let register = registers.first().map(|document| document.id);
    Ok(ProcessView { process, phases, meetings, deliverables, actors, register, documents })
}
