//! The history of a document, as plain pages.

use axum::Router;

use crate::state::ServerState;

/// The pages of the history.
pub fn routes() -> Router<ServerState> {
    Router::new()
}

pub async fn comparison_page(
    state: &ServerState,
    language: crate::language::Language,
    identity: pact_model::access::Identity,
    view: &pact_app::versions::ComparisonView,
) -> Result<axum::response::Response, crate::problem::Problem> {
    let _ = (state, language, identity, view);
    Err(crate::problem::Problem::new(crate::problem::Code::Internal))
}
