//! Ways out of the register: for a spreadsheet, for a calendar, for another platform, and whole, to come back in.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use pact_app::Caller;
use pact_app::register::ProcessRegister;
use pact_convert::calendar::{CalendarInfo, milestones_calendar};
use pact_convert::spreadsheet::{accountability_csv, commitments_csv, milestones_csv};

use crate::auth::SignedIn;
use crate::input::PathPart;
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

const CSV: &str = "text/csv; charset=utf-8";

/// The commitments for a spreadsheet: UTF-8 with a byte order mark, `;` between cells.
#[utoipa::path(
    get,
    path = "/processes/{slug}/register.csv",
    tag = "register",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, content_type = "text/csv", body = String),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn commitments(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Response, Problem> {
    let found = register(&state, &by, &slug).await?;
    Ok(file(CSV, &format!("{slug}-impegni.csv"), commitments_csv(&found.register)))
}

/// The milestones for a spreadsheet.
#[utoipa::path(
    get,
    path = "/processes/{slug}/milestones.csv",
    tag = "register",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, content_type = "text/csv", body = String),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn milestones(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Response, Problem> {
    let found = register(&state, &by, &slug).await?;
    Ok(file(CSV, &format!("{slug}-tappe.csv"), milestones_csv(&found.register)))
}

/// The milestones whose day is known, as a calendar (RFC 5545).
#[utoipa::path(
    get,
    path = "/processes/{slug}/milestones.ics",
    tag = "register",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, content_type = "text/calendar", body = String),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn calendar(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Response, Problem> {
    let found = register(&state, &by, &slug).await?;
    let info = CalendarInfo { slug: &slug, title: &found.process.title, stamp: state.app.clock.now() };
    let calendar = milestones_calendar(&found.register, &info);
    Ok(file("text/calendar; charset=utf-8", &format!("{slug}-tappe.ics"), calendar.text.into_bytes()))
}

/// Commitments and milestones as results for the import of Decidim's Accountability component.
#[utoipa::path(
    get,
    path = "/processes/{slug}/register.decidim.csv",
    tag = "register",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, content_type = "text/csv", body = String),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn accountability(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Response, Problem> {
    let found = register(&state, &by, &slug).await?;
    Ok(file(CSV, &format!("{slug}-decidim.csv"), accountability_csv(&found.register)))
}

/// The register as it is stored, flat fields and long texts: what `pattovivo register import` takes back.
#[utoipa::path(
    get,
    path = "/processes/{slug}/register.json",
    tag = "register",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, content_type = "application/json", body = serde_json::Value),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn fields(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Response, Problem> {
    let found = register(&state, &by, &slug).await?;
    Ok(file("application/json", &format!("{slug}-registro.json"), pact_app::register::export(&found.fields)))
}

async fn register(state: &ServerState, by: &SignedIn, slug: &str) -> Result<ProcessRegister, Problem> {
    Ok(state.app.register(Caller::from(&by.identity), slug).await?)
}

/// The name is a process's in addresses: a-z, 0-9 and hyphens.
fn file(content_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, content_type.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
