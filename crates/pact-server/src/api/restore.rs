//! Putting back what a version said.

use axum::Json;
use axum::extract::State;
use pact_app::Caller;
use pact_app::restore::RestoreOrder;
use pact_model::document::SectionId;
use pact_model::ids::DocumentId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::input::{JsonBody, PathPart};
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// What shall be put back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// Number of the version.
    pub version: u32,
    /// One section; the whole text when left out. The register stays as it is either way.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub section: Option<SectionId>,
    /// Why, in one line.
    #[schema(max_length = 300)]
    pub message: String,
}

/// What was put back.
#[derive(Debug, Serialize, ToSchema)]
pub struct Restored {
    /// Number of the version that was made after it.
    pub version: u32,
}

/// Puts back a section, or the whole text, as one more edit: what others write meanwhile stays. A version is made
/// before and after. When it would make no difference: 409 `nothing-changed`.
#[utoipa::path(
    post,
    path = "/documents/{id}/restore",
    tag = "versions",
    params(("id" = String, Path, description = "Identity of the document")),
    request_body = Restore,
    responses(
        (status = 200, body = Restored),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn restore(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(document): PathPart<DocumentId>,
    JsonBody(order): JsonBody<Restore>,
) -> Result<Json<Restored>, Problem> {
    let order = RestoreOrder { version: order.version, section: order.section, message: order.message };
    let version = state.app.restore(Caller::from(&by.identity), document, &order).await?;
    Ok(Json(Restored { version }))
}
