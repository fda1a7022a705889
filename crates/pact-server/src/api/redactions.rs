//! Erasing words everywhere.

use axum::Json;
use axum::extract::State;
use pact_app::Caller;
use pact_app::redaction::RedactionOrder;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::input::{JsonBody, PathPart};
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// What shall be erased. It is written down nowhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// The exact words, one or more passages, each within one paragraph, title or field.
    pub words: Vec<String>,
    /// Why, without the words.
    #[schema(max_length = 300)]
    pub reason: String,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct RedactionResult {
    /// Documents the words were in: they have a new epoch.
    pub documents: usize,
    /// Versions the words were in.
    pub versions: usize,
    /// Passages that were replaced in what is shown now.
    pub passages: usize,
}

/// Erases words from every document of a process, its register, their logs and versions. There is no way back.
#[utoipa::path(
    post,
    path = "/processes/{slug}/redactions",
    tag = "versions",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    request_body = Redaction,
    responses(
        (status = 200, body = RedactionResult),
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
    PathPart(slug): PathPart<String>,
    JsonBody(order): JsonBody<Redaction>,
) -> Result<Json<RedactionResult>, Problem> {
    let order = RedactionOrder { words: order.words, reason: order.reason };
    let report = state.app.redact(Caller::from(&by.identity), &slug, &order).await?;
    Ok(Json(RedactionResult {
        documents: report.documents,
        versions: report.versions,
        passages: report.passages,
    }))
}
