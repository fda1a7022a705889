//! The JSON interface under `/api/v1`, and its description in OpenAPI, which is made from the same handlers.

pub mod authorship;
pub mod changes;
pub mod compare;
pub mod content;
pub mod documents;
pub mod me;
pub mod meetings;
mod names;
pub mod processes;
pub mod redactions;
pub mod register;
pub mod register_files;
pub mod rescues;
pub mod restore;
pub mod sections;
pub mod versions;

use std::any::Any;

use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi as Description, OpenApiBuilder, SecurityRequirement};
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::input::MAX_BODY_BYTES;
use crate::problem::{self, Code, Problem, ProblemBody};
use crate::{cookie, state::ServerState};

/// Where the interface lives.
pub const BASE: &str = "/api/v1";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Pattovivo",
        description = "Processes, documents and sections of participatory pacts. Errors are problem details \
            (RFC 9457) with a stable `code`.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later"),
    ),
    components(schemas(ProblemBody, Code))
)]
struct Base;

/// Something that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Created {
    /// Its identity.
    pub id: String,
}

fn api() -> OpenApiRouter<ServerState> {
    let routes = OpenApiRouter::new()
        .routes(routes!(me::me))
        .routes(routes!(processes::list))
        .routes(routes!(processes::show))
        .routes(routes!(register::show))
        .routes(routes!(register::mentions))
        .routes(routes!(register_files::commitments))
        .routes(routes!(register_files::milestones))
        .routes(routes!(register_files::calendar))
        .routes(routes!(register_files::accountability))
        .routes(routes!(register_files::fields))
        .routes(routes!(register::settings, register::set_settings))
        .routes(routes!(documents::list, documents::create))
        .routes(routes!(documents::show, documents::change))
        .routes(routes!(content::json))
        .routes(routes!(content::markdown))
        .routes(routes!(content::html))
        .routes(routes!(sections::add))
        .routes(routes!(sections::change))
        .routes(routes!(rescues::list))
        .routes(routes!(rescues::settle))
        .routes(routes!(versions::list, versions::make))
        .routes(routes!(versions::show))
        .routes(routes!(versions::contributors))
        .routes(routes!(compare::compare))
        .routes(routes!(restore::restore))
        .routes(routes!(authorship::show))
        .routes(routes!(changes::show))
        .routes(routes!(meetings::change))
        .routes(routes!(redactions::make));
    OpenApiRouter::with_openapi(Base::openapi()).nest(BASE, routes)
}

/// The interface's routes.
pub fn routes() -> Router<ServerState> {
    let (router, _) = api().split_for_parts();
    let own = Router::new()
        .route("/api/v1/openapi.json", get(openapi))
        .route("/api", get(unknown_address))
        .route("/api/{*rest}", axum::routing::any(unknown_address));
    router
        .merge(own)
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(axum::middleware::from_fn(problem::render))
}

/// The description of the interface.
#[must_use]
pub fn description() -> Description {
    let (_, description) = api().split_for_parts();
    let requirement = |name: &str| SecurityRequirement::new::<_, _, &str>(name, []);
    let mut description = OpenApiBuilder::from(description)
        .security(Some([requirement("link"), requirement("session")]))
        .build();
    let components = description.components.get_or_insert_default();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The token of an access link."))
        .build();
    components.add_security_scheme("link", SecurityScheme::Http(bearer));
    let session =
        ApiKeyValue::with_description(cookie::NAME, "What a link's token is exchanged for at /e/{token}.");
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    description
}

async fn openapi() -> Json<Description> {
    Json(description())
}

/// A bug in one request: the others go on, and this one is answered like any other failure.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("?");
    tracing::error!(panic = text, "a request panicked");
    Problem::new(Code::Internal).into_response()
}

async fn unknown_address() -> Problem {
    Problem::new(Code::NoSuchAddress)
}

/// 201 with the identity and the address of what was made.
fn created(id: String, address: &str) -> Response {
    let location = [(axum::http::header::LOCATION, address.to_owned())];
    (StatusCode::CREATED, location, Json(Created { id })).into_response()
}

/// Empty texts are `null` outside: there is nothing to show.
fn filled(text: String) -> Option<String> {
    if text.is_empty() { None } else { Some(text) }
}
