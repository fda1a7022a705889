//! Documents: listed, made, shown, published, paused.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use pact_app::Caller;
use pact_app::documents::NewDocument as NewDocumentOrder;
use pact_model::ability::Ability;
use pact_model::document::DocumentKind;
use pact_model::ids::DocumentId;
use pact_model::time::Timestamp;
use pact_store::DocumentRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::me::ProcessName;
use super::sections::{SectionSummary, given, summary};
use super::{BASE, Created, created, filled, names};
use crate::auth::SignedIn;
use crate::input::{JsonBody, PathPart};
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// A document as a sheet on the home page of its process.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentSheet {
    /// Its identity, and its name on `/collab`.
    pub id: String,
    /// What it is.
    #[schema(schema_with = names::document_kind)]
    pub kind: DocumentKind,
    /// Title.
    pub title: String,
    /// File reference.
    #[schema(required)]
    pub reference: Option<String>,
    /// How many versions there are.
    pub versions: u32,
    /// When it was published; `null` while it is not.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub published: Option<Timestamp>,
    /// Who has it open, by body or role.
    pub present: Vec<PresentActor>,
    /// How many sections it has, those set aside not counted.
    pub sections_count: usize,
}

/// Those of one body, or one role, who have a document open.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresentActor {
    /// The body's name, or the role's.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
    /// How many.
    pub count: usize,
}

/// A document with its sections.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentDetails {
    /// Its identity, and its name on `/collab`.
    pub id: String,
    /// What it is.
    #[schema(schema_with = names::document_kind)]
    pub kind: DocumentKind,
    /// Title.
    pub title: String,
    /// File reference.
    #[schema(required)]
    pub reference: Option<String>,
    /// Number of the stored schema; a page that knows another one must not write.
    pub schema: i64,
    /// Generation of the shared document; a page that holds another one drops its copy.
    pub epoch: i64,
    /// How many versions there are.
    pub versions: u32,
    /// When it was published; `null` while it is not.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub published: Option<Timestamp>,
    /// Why nobody may write in it at the moment, perhaps in no words; `null` while it is not paused.
    #[schema(required)]
    pub paused: Option<String>,
    /// Its process.
    #[schema(required)]
    pub process: Option<ProcessName>,
    /// What the caller may do.
    pub abilities: DocumentAbilities,
    /// Sections in reading order, those set aside included.
    pub sections: Vec<SectionSummary>,
}

/// What the caller may do with a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentAbilities {
    /// Write in its text.
    pub write: bool,
    /// Add, rename, move, lock and set aside sections, pause the document.
    pub manage_sections: bool,
    /// Make it public, or take it back.
    pub publish: bool,
}

/// What a new document is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDocument {
    /// What it is; not `register`, of which every process has one.
    #[schema(schema_with = names::document_kind)]
    pub kind: DocumentKind,
    /// Title, one line.
    #[schema(max_length = 200)]
    pub title: String,
}

/// What shall change about a document.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentChange {
    /// Makes it public, or takes it back.
    #[serde(default)]
    pub published: Option<bool>,
    /// A reason, which may be empty, pauses it: nobody writes any more; `null` ends the pause.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub paused: Option<Option<String>>,
}

/// The documents of a process, oldest first; the register is not among them.
#[utoipa::path(
    get,
    path = "/processes/{slug}/documents",
    tag = "documents",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, body = Vec<DocumentSheet>),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Json<Vec<DocumentSheet>>, Problem> {
    let documents = state.app.documents(Caller::from(&by.identity), &slug).await?;
    let mut sheets = Vec::with_capacity(documents.len());
    for document in documents.into_iter().filter(|document| document.kind != DocumentKind::Register) {
        sheets.push(sheet(&state, document).await);
    }
    Ok(Json(sheets))
}

/// Makes a document, with the sections of its kind's template.
#[utoipa::path(
    post,
    path = "/processes/{slug}/documents",
    tag = "documents",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    request_body = NewDocument,
    responses(
        (status = 201, body = Created),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn create(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
    JsonBody(new): JsonBody<NewDocument>,
) -> Result<Response, Problem> {
    let new = NewDocumentOrder { kind: new.kind, title: new.title };
    let row = state.app.create_document(Caller::from(&by.identity), &slug, &new).await?;
    Ok(created(row.id.to_string(), &format!("{BASE}/documents/{}", row.id)))
}

/// A document with its sections.
#[utoipa::path(
    get,
    path = "/documents/{id}",
    tag = "documents",
    params(("id" = String, Path, description = "Identity of the document")),
    responses(
        (status = 200, body = DocumentDetails),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn show(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(id): PathPart<DocumentId>,
) -> Result<Json<DocumentDetails>, Problem> {
    let caller = Caller::from(&by.identity);
    details(&state, caller, id).await
}

/// Publishes or pauses a document, or takes that back.
#[utoipa::path(
    patch,
    path = "/documents/{id}",
    tag = "documents",
    params(("id" = String, Path, description = "Identity of the document")),
    request_body = DocumentChange,
    responses(
        (status = 200, body = DocumentDetails),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn change(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(id): PathPart<DocumentId>,
    JsonBody(change): JsonBody<DocumentChange>,
) -> Result<Json<DocumentDetails>, Problem> {
    let caller = Caller::from(&by.identity);
    if let Some(paused) = change.paused {
        state.app.set_paused(&by.identity, id, paused).await?;
    }
    if let Some(published) = change.published {
        state.app.set_published(caller, id, published).await?;
    }
    details(&state, caller, id).await
}

async fn details(
    state: &ServerState,
    caller: Caller<'_>,
    id: DocumentId,
) -> Result<Json<DocumentDetails>, Problem> {
    let view = state.app.document(caller, id).await?;
    let sections = view.content.sections.into_iter().enumerate();
    Ok(Json(DocumentDetails {
        versions: state.app.version_count(id).await?,
        id: view.row.id.to_string(),
        kind: view.row.kind,
        title: view.row.title,
        reference: filled(view.row.reference),
        schema: view.row.schema,
        epoch: view.row.epoch,
        published: view.row.published_at,
        paused: view.content.paused,
        process: view.process.map(|process| ProcessName { slug: process.slug, title: process.title }),
        abilities: DocumentAbilities {
            write: caller.may(Ability::Write),
            manage_sections: caller.may(Ability::ManageSections),
            publish: caller.may(Ability::Publish),
        },
        sections: sections.map(|(index, section)| summary(index, section)).collect(),
    }))
}

/// A document as a sheet. One that cannot be read is listed without its sections: the others stay reachable.
pub async fn sheet(state: &ServerState, row: DocumentRow) -> DocumentSheet {
    let versions = state.app.version_count(row.id).await.unwrap_or_else(|error| {
        tracing::error!(document.id = %row.id, error = %error, "versions of {} cannot be counted", row.id);
        0
    });
    let sections_count = match state.app.sections_count(&row).await {
        Ok(count) => count,
        Err(error) => {
            tracing::error!(document.id = %row.id, error = %error, "document {} cannot be read", row.id);
            0
        }
    };
    DocumentSheet {
        id: row.id.to_string(),
        kind: row.kind,
        present: present(state, row.id),
        title: row.title,
        reference: filled(row.reference),
        versions,
        published: row.published_at,
        sections_count,
    }
}

fn present(state: &ServerState, document: DocumentId) -> Vec<PresentActor> {
    let mut actors: Vec<PresentActor> = Vec::new();
    for person in state.app.rooms.present(document) {
        match actors.iter_mut().find(|actor| actor.name == person.name) {
            Some(actor) => actor.count += 1,
            None => actors.push(PresentActor { name: person.name, color: person.color, count: 1 }),
        }
    }
    actors
}
