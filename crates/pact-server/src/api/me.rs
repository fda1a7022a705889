//! Who am I here?

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use pact_app::Caller;
use pact_app::entry::SESSION_SECONDS;
use pact_model::access::{Identity, Role};
use serde::Serialize;
use utoipa::ToSchema;

use super::names;
use crate::auth::SignedIn;
use crate::cookie;
use crate::problem::{Code, Problem, ProblemBody};
use crate::state::ServerState;

/// Under which name the caller acts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// What the link lets its holder be.
    #[schema(schema_with = names::role)]
    pub role: Role,
    /// The body the caller acts for.
    #[schema(required)]
    pub actor: Option<ActorName>,
    /// The process the access is good for.
    pub process: ProcessName,
    /// The person; the same number at every visit, shown to nobody else.
    pub person: String,
}

/// A body as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorName {
    /// Its identity.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
}

/// A process as it is named.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcessName {
    /// Name in addresses.
    pub slug: String,
    /// Title.
    pub title: String,
}

/// The body an identity acts for.
#[must_use]
pub fn actor_name(identity: &Identity) -> Option<ActorName> {
    let (id, name) = (identity.actor?, identity.actor_name.clone()?);
    Some(ActorName { id: id.to_string(), name, color: identity.color.to_owned() })
}

/// Under which name the caller acts. Renews the cookie.
#[utoipa::path(
    get,
    path = "/me",
    tag = "me",
    responses(
        (status = 200, body = Me),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn me(
    State(state): State<ServerState>,
    by: SignedIn,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let processes = state.app.processes(Caller::from(&by.identity)).await?;
    let process = processes.into_iter().next().ok_or(Problem::new(Code::ProcessNotFound))?;
    let me = Me {
        role: by.identity.role,
        actor: actor_name(&by.identity),
        process: ProcessName { slug: process.slug, title: process.title },
        person: by.identity.person.to_string(),
    };
    let mut response = Json(me).into_response();
    if by.by_cookie
        && let Some(renewed) = cookie::read(&headers)
            .and_then(|value| cookie::set(value, SESSION_SECONDS, state.config.is_https()))
    {
        response.headers_mut().insert(SET_COOKIE, renewed);
    }
    Ok(response)
}
