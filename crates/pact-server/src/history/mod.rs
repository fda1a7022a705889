//! The history of a document as plain pages: versions listed, read and compared, a section followed through time, what
//! was said put back. No script; every page has an address that can be sent to somebody, and prints.
//!
//! The same pages serve the table, under `/t/{slug}`, and everybody, under `/p/{slug}`, without what only the table may
//! do or see.

mod addresses;
mod comparison;
mod erase;
mod list;
mod news;
mod parts;
mod phrases;
mod restore;
mod stepper;
mod too_large;
mod version;
mod visitor;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use axum::routing::get;
use pact_app::versions::ComparisonView;
use pact_convert::comparison::Layout;
use pact_model::access::Identity;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::language::Language;
use crate::problem::Problem;
use crate::state::ServerState;
use visitor::Visitor;

pub(crate) use phrases::number;
pub(crate) use words::HistoryWords;

/// The pages of the history.
pub fn routes() -> Router<ServerState> {
    // A refused form holds the words that are to be erased: no browser keeps it.
    let unkept = SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let table = Router::new()
        .route("/t/{slug}/d/{document}/versioni", get(list::show).post(list::make))
        .route("/t/{slug}/d/{document}/versioni/{number}", get(version::show))
        .route(
            "/t/{slug}/d/{document}/versioni/{number}/ripristina",
            get(restore::show).post(restore::restore),
        )
        .route("/t/{slug}/d/{document}/confronto", get(comparison::show))
        .route("/t/{slug}/novita", get(news::show))
        .route("/t/{slug}/oscura", get(erase::show).post(erase::erase).layer(unkept))
        .layer(DefaultBodyLimit::max(parts::MAX_FORM_BYTES));
    let public = Router::new()
        .route("/p/{slug}/d/{document}/versioni", get(list::show))
        .route("/p/{slug}/d/{document}/versioni/{number}", get(version::show))
        .route("/p/{slug}/d/{document}/confronto", get(comparison::show));
    table.merge(public)
}

/// A comparison as the table's page, for whoever asks the JSON interface for HTML.
pub async fn comparison_page(
    state: &ServerState,
    language: Language,
    identity: Identity,
    view: &ComparisonView,
) -> Result<Response, Problem> {
    let visitor = Visitor { language, slug: view.process.slug.clone(), identity: Some(identity) };
    comparison::answer(state, &visitor, view, Layout::Unified, false).await
}
