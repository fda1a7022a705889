//! Words that did not enter: listed for their author and the coordination, settled by them.

use axum::Json;
use axum::extract::State;
use pact_app::Caller;
use pact_app::rescues::RescueView;
use pact_model::ids::{DocumentId, RescueId};
use pact_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::input::{JsonBody, PathPart, PathParts};
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// What somebody wrote that did not enter.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rescue {
    /// Its identity, as the `refused` message on the socket named it.
    pub id: String,
    /// When it was refused.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Code of the refusal, as in the `refused` message on the socket.
    pub reason: String,
    /// Name of the body it was written for.
    #[schema(required)]
    pub actor: Option<String>,
    /// Whether the caller wrote it.
    pub mine: bool,
    /// The words; empty when none could be read.
    pub parts: Vec<RescuePart>,
}

/// Words meant for one place.
#[derive(Debug, Serialize, ToSchema)]
pub struct RescuePart {
    /// The section they were meant for; `null` when that is not known.
    #[schema(required)]
    pub section: Option<String>,
    /// The words, without their formatting.
    pub text: String,
}

/// What shall change about words that did not enter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RescueChange {
    /// `true`: they were put back or given up, and are not listed any more. There is no way back.
    pub settled: bool,
}

/// Words that did not enter, newest first, at most 200: all for the coordination, the caller's own for others.
#[utoipa::path(
    get,
    path = "/documents/{id}/rescues",
    tag = "rescues",
    params(("id" = String, Path, description = "Identity of the document")),
    responses(
        (status = 200, body = Vec<Rescue>),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(document): PathPart<DocumentId>,
) -> Result<Json<Vec<Rescue>>, Problem> {
    let rescues = state.app.rescues(Caller::from(&by.identity), document).await?;
    Ok(Json(rescues.into_iter().map(rescue).collect()))
}

/// Settles words that did not enter; their author or the coordination may.
#[utoipa::path(
    patch,
    path = "/documents/{id}/rescues/{rescue}",
    tag = "rescues",
    params(
        ("id" = String, Path, description = "Identity of the document"),
        ("rescue" = String, Path, description = "Identity of the rescue"),
    ),
    request_body = RescueChange,
    responses(
        (status = 200, body = Rescue),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn settle(
    State(state): State<ServerState>,
    by: SignedIn,
    PathParts(document, id): PathParts<DocumentId, RescueId>,
    JsonBody(change): JsonBody<RescueChange>,
) -> Result<Json<Rescue>, Problem> {
    if !change.settled {
        return Err(Problem::invalid_value("/settled".to_owned(), "only true is possible".to_owned()));
    }
    Ok(Json(rescue(state.app.settle_rescue(Caller::from(&by.identity), document, id).await?)))
}

fn rescue(view: RescueView) -> Rescue {
    let parts = view.parts.into_iter();
    Rescue {
        id: view.id.to_string(),
        at: view.at,
        reason: view.reason,
        actor: view.actor,
        mine: view.mine,
        parts: parts
            .map(|part| RescuePart { section: part.section.map(String::from), text: part.text })
            .collect(),
    }
}
