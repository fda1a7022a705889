//! Meetings of a process: opened and closed.

use axum::Json;
use axum::extract::State;
use pact_app::Caller;
use pact_model::ids::MeetingId;
use pact_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::input::{JsonBody, PathParts};
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// What shall change about a meeting.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingChange {
    /// `true` opens it, `false` closes it.
    pub open: bool,
}

/// Whether a meeting is running.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingState {
    /// Its identity.
    pub id: String,
    /// Whether it is open.
    pub open: bool,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// Opens or closes a meeting. Of each document that changed since its newest version one more is made.
#[utoipa::path(
    patch,
    path = "/processes/{slug}/meetings/{id}",
    tag = "processes",
    params(
        ("slug" = String, Path, description = "Name of the process in addresses"),
        ("id" = String, Path, description = "Identity of the meeting"),
    ),
    request_body = MeetingChange,
    responses(
        (status = 200, body = MeetingState),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn change(
    State(state): State<ServerState>,
    by: SignedIn,
    PathParts(slug, meeting): PathParts<String, MeetingId>,
    JsonBody(change): JsonBody<MeetingChange>,
) -> Result<Json<MeetingState>, Problem> {
    let caller = Caller::from(&by.identity);
    let at = state.app.set_meeting_open(caller, &slug, meeting, change.open).await?;
    Ok(Json(MeetingState { id: meeting.to_string(), open: change.open, at }))
}
