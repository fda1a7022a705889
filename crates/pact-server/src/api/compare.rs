//! What differs between any two versions, either way round, also with the text as it is now: as JSON, as plain text, as
//! a page.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use pact_app::Caller;
use pact_app::versions::{ComparisonView, Point, Reader, Side};
use pact_convert::comparison::comparison_text;
use pact_model::document::SectionId;
use pact_model::ids::{ActorId, DocumentId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::versions::{VersionContributor, VersionSummary, contributor, names_of_bodies, summary};
use crate::accept::Wanted;
use crate::auth::SignedIn;
use crate::hex::hex;
use crate::input::{PathPart, Queried};
use crate::language::Language;
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// What is compared.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The one before: a number, or `live` for the text as it is now.
    pub from: String,
    /// The one after: a number, or `live`.
    pub to: String,
    /// One section only, with what it is bound to.
    pub section: Option<String>,
}

/// What differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonAnswer {
    /// The one before.
    pub from: ComparedSide,
    /// The one after.
    pub to: ComparedSide,
    /// The section it is limited to.
    #[schema(required)]
    pub section: Option<String>,
    /// Whether nothing differs.
    pub identical: bool,
    /// Who wrote between the two, by body and section.
    pub contributors: Vec<VersionContributor>,
    /// The differences: `summary` and, aligned section by section and field by field, what it counts. Kept parts are
    /// left out.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub differences: Map<String, Value>,
}

/// One side of a comparison.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedSide {
    /// The version's number; `null` for the text as it is now.
    #[schema(required)]
    pub number: Option<u32>,
    /// The version; `null` for the text as it is now.
    #[schema(required)]
    pub version: Option<VersionSummary>,
    /// SHA-256 of the canonical JSON of text and register, in hexadecimal.
    pub content_hash: String,
}

/// What differs between any two versions. `Accept: text/plain` answers the same in words, `text/html` as a page.
#[utoipa::path(
    get,
    path = "/documents/{id}/compare",
    tag = "versions",
    params(("id" = String, Path, description = "Identity of the document"), Asked),
    responses(
        (status = 200, content(
            (ComparisonAnswer = "application/json"), (String = "text/plain"), (String = "text/html"),
        )),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn compare(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(document): PathPart<DocumentId>,
    wanted: Wanted,
    language: Language,
    Queried(asked): Queried<Asked>,
) -> Result<Response, Problem> {
    let caller = Caller::from(&by.identity);
    let section = asked.section.as_deref().map(read_section).transpose()?;
    let (from, to) = (read_point(&asked.from)?, read_point(&asked.to)?);
    let view = state.app.compare(Reader::Table(caller), document, from, to, section.as_ref()).await?;
    let mut response = match wanted {
        Wanted::Json => {
            let names = names_of_bodies(&state, caller, &view.process.slug).await?;
            json(view, &names).into_response()
        }
        Wanted::Text => text(&view),
        Wanted::Page => crate::history::comparison_page(&state, language, by.identity.clone(), &view).await?,
    };
    response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// The comparison in JSON.
pub fn json(view: ComparisonView, names: &BTreeMap<ActorId, String>) -> Json<ComparisonAnswer> {
    let differences = match serde_json::to_value(&view.comparison) {
        Ok(Value::Object(differences)) => differences,
        _ => Map::new(),
    };
    Json(ComparisonAnswer {
        from: side(view.from, names),
        to: side(view.to, names),
        section: view.section.map(|id| id.to_string()),
        identical: view.comparison.summary.identical,
        contributors: view.contributors.into_iter().map(contributor).collect(),
        differences,
    })
}

/// The comparison in words.
#[must_use]
pub fn text(view: &ComparisonView) -> Response {
    let text = comparison_text(&view.comparison, &view.from.content, &view.to.content);
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

fn side(side: Side, names: &BTreeMap<ActorId, String>) -> ComparedSide {
    let hash = match &side.version {
        Some(version) => version.content_hash,
        None => pact_model::version::content_hash(&side.content.canonical_json()),
    };
    ComparedSide {
        number: side.version.as_ref().map(|version| version.number),
        version: side.version.map(|version| summary(version, names)),
        content_hash: hex(&hash),
    }
}

fn read_point(text: &str) -> Result<Point, Problem> {
    if text == "live" {
        return Ok(Point::Live);
    }
    text.parse().map(Point::Version).map_err(|_| Problem::invalid_address(text))
}

fn read_section(text: &str) -> Result<SectionId, Problem> {
    SectionId::try_from(text.to_owned()).map_err(|_| Problem::invalid_address(text))
}
