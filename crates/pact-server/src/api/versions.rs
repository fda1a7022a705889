//! Versions of a document: listed, made, read, and who wrote in them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use pact_app::Caller;
use pact_app::versions::Reader;
use pact_model::ids::{ActorId, DocumentId};
use pact_model::time::Timestamp;
use pact_model::version::{Contributor, Version, VersionReason};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{BASE, names};
use crate::auth::SignedIn;
use crate::hex::hex;
use crate::input::{JsonBody, PathPart, PathParts};
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// The history of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionList {
    /// How many versions there are: the number of the newest.
    pub total: u32,
    /// The versions, newest first.
    pub versions: Vec<VersionSummary>,
}

/// A version without what it holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionSummary {
    /// 1 for the first; never used twice.
    pub number: u32,
    /// Why it was made.
    #[schema(schema_with = names::version_reason)]
    pub reason: VersionReason,
    /// In whose words; empty when nobody said anything.
    pub message: String,
    /// The meeting it belongs to.
    #[schema(required)]
    pub meeting: Option<String>,
    /// The body on whose behalf it was made; `null` for the coordination and the server.
    #[schema(required)]
    pub actor: Option<VersionActor>,
    /// Who wrote since the version before, by body.
    pub contributors: Vec<VersionContributor>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// SHA-256 of the canonical JSON of text and register, in hexadecimal.
    pub content_hash: String,
    /// SHA-256 over the chain hash of the version before, the content hash, number, time and message.
    pub chain_hash: String,
    /// How much differs from the version before.
    pub changed: ChangedCounts,
    /// Sections that differ from the version before, in reading order.
    pub changed_sections: Vec<String>,
    /// Commitments that differ from the version before.
    pub changed_commitments: Vec<String>,
    /// When words were erased from it; `null` when none were.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub redacted_at: Option<Timestamp>,
}

/// A body as versions name it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionActor {
    /// Its identity.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A body that wrote.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionContributor {
    /// Its identity; `null` for the coordination on behalf of nobody in particular.
    #[schema(required)]
    pub actor: Option<String>,
    /// Its name at the time; empty for the coordination.
    pub name: String,
    /// Sections it wrote in.
    pub sections: Vec<String>,
    /// Whether it wrote in the register.
    pub register: bool,
}

/// How much differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedCounts {
    /// How many sections.
    pub sections: usize,
    /// How many commitments.
    pub commitments: usize,
    /// How many other things of the register.
    pub others: usize,
}

/// A version with what it holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionDetails {
    /// What the list says of it.
    #[serde(flatten)]
    pub summary: VersionSummary,
    /// What its content hash is over: `{"document", "format", "register"}`.
    #[schema(value_type = Object)]
    pub content: Value,
}

/// What a new version is made for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVersion {
    /// In one line, what was reached.
    #[schema(max_length = 300)]
    pub message: String,
}

/// The versions of a document, newest first.
#[utoipa::path(
    get,
    path = "/documents/{id}/versions",
    tag = "versions",
    params(("id" = String, Path, description = "Identity of the document")),
    responses(
        (status = 200, body = VersionList),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(document): PathPart<DocumentId>,
) -> Result<Json<VersionList>, Problem> {
    let caller = Caller::from(&by.identity);
    let history = state.app.versions(Reader::Table(caller), document).await?;
    let names = names_of_bodies(&state, caller, &history.process.slug).await?;
    let versions = history.versions.into_iter().map(|version| summary(version, &names)).collect();
    Ok(Json(VersionList { total: history.total, versions }))
}

/// Makes a version with a message. When nothing changed since the newest one, none is made: 409 `nothing-changed`.
#[utoipa::path(
    post,
    path = "/documents/{id}/versions",
    tag = "versions",
    params(("id" = String, Path, description = "Identity of the document")),
    request_body = NewVersion,
    responses(
        (status = 201, body = VersionSummary),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn make(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(document): PathPart<DocumentId>,
    JsonBody(new): JsonBody<NewVersion>,
) -> Result<Response, Problem> {
    let version = state.app.make_version(Caller::from(&by.identity), document, &new.message).await?;
    let location = [(LOCATION, format!("{BASE}/documents/{document}/versions/{}", version.number))];
    let own = by.identity.actor.zip(by.identity.actor_name.clone()).into_iter().collect();
    Ok((StatusCode::CREATED, location, Json(summary(version, &own))).into_response())
}

/// One version with what it holds.
#[utoipa::path(
    get,
    path = "/documents/{id}/versions/{number}",
    tag = "versions",
    params(
        ("id" = String, Path, description = "Identity of the document"),
        ("number" = u32, Path, description = "Number of the version"),
    ),
    responses(
        (status = 200, body = VersionDetails),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn show(
    State(state): State<ServerState>,
    by: SignedIn,
    PathParts(document, number): PathParts<DocumentId, u32>,
) -> Result<Json<VersionDetails>, Problem> {
    let caller = Caller::from(&by.identity);
    let view = state.app.version(Reader::Table(caller), document, number).await?;
    let names = names_of_bodies(&state, caller, &view.process.slug).await?;
    let content = serde_json::from_slice(&view.content.canonical_json()).expect("the canonical form is JSON");
    Ok(Json(VersionDetails { summary: summary(view.version, &names), content }))
}

/// Who wrote in a document since its beginning, by body, up to what was saved last.
#[utoipa::path(
    get,
    path = "/documents/{id}/contributors",
    tag = "versions",
    params(("id" = String, Path, description = "Identity of the document")),
    responses(
        (status = 200, body = Vec<VersionContributor>),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn contributors(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(document): PathPart<DocumentId>,
) -> Result<Json<Vec<VersionContributor>>, Problem> {
    let reader = Reader::Table(Caller::from(&by.identity));
    let contributors = state.app.contributors(reader, document).await?;
    Ok(Json(contributors.into_iter().map(contributor).collect()))
}

/// What the bodies of a process are called.
pub(super) async fn names_of_bodies(
    state: &ServerState,
    caller: Caller<'_>,
    slug: &str,
) -> Result<BTreeMap<ActorId, String>, Problem> {
    let process = state.app.process(caller, slug).await?;
    Ok(process.actors.into_iter().map(|actor| (actor.id, actor.name)).collect())
}

/// A version as it is listed. A body that is not known any more keeps its identity and has no name.
pub(super) fn summary(version: Version, names: &BTreeMap<ActorId, String>) -> VersionSummary {
    let texts = |ids: &[pact_model::document::SectionId]| ids.iter().map(ToString::to_string).collect();
    VersionSummary {
        number: version.number,
        reason: version.reason,
        message: version.message,
        meeting: version.meeting.map(|id| id.to_string()),
        actor: version
            .actor
            .map(|id| VersionActor { id: id.to_string(), name: names.get(&id).cloned().unwrap_or_default() }),
        contributors: version.contributors.into_iter().map(contributor).collect(),
        created_at: version.created_at,
        content_hash: hex(&version.content_hash),
        chain_hash: hex(&version.chain_hash),
        changed: ChangedCounts {
            sections: version.changed.sections.len(),
            commitments: version.changed.commitments.len(),
            others: version.changed.others,
        },
        changed_sections: texts(&version.changed.sections),
        changed_commitments: version.changed.commitments,
        redacted_at: version.redacted_at,
    }
}

pub(super) fn contributor(contributor: Contributor) -> VersionContributor {
    VersionContributor {
        actor: contributor.actor.map(|id| id.to_string()),
        name: contributor.name,
        sections: contributor.sections.iter().map(ToString::to_string).collect(),
        register: contributor.register,
    }
}
