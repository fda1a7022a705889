//! axum routes, WebSocket shell, problem answers, public pages, configuration, the command line.
//!
//! Nothing here decides about the domain: handlers read the request, call one use case of `pact-app`, and
//! write the answer.

pub mod accept;
pub mod api;
pub mod assets;
pub mod auth;
pub mod cli;
pub mod collab;
pub mod config;
pub mod cookie;
mod dates;
mod entry;
mod headers;
pub mod health;
mod hex;
mod history;
pub mod input;
pub mod language;
pub mod origin;
mod page;
pub mod problem;
mod public;
pub mod request_id;
mod request_log;
pub mod serve;
mod since;
mod state;
mod words;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};

use language::Language;
pub use state::ServerState;

/// Everything the server answers.
pub fn router(state: ServerState) -> Router {
    let compressed = DefaultPredicate::new().and(NotForContentType::const_new("font/"));
    let pages = Router::new()
        .merge(api::routes())
        .merge(entry::routes())
        .merge(public::routes())
        .merge(history::routes())
        .merge(assets::routes())
        .merge(health::routes())
        .fallback(unknown_page)
        .layer(CompressionLayer::new().compress_when(compressed));
    Router::new()
        .merge(pages)
        // Not compressed: the answer to an upgrade has no body, and sockets are not HTTP any more.
        .merge(collab::routes().layer(from_fn(problem::render)))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(request_log::log))
        .layer(from_fn_with_state(state.clone(), request_id::number))
        .with_state(state)
}

async fn unknown_page(language: Language) -> Response {
    page::not_found(language)
}
