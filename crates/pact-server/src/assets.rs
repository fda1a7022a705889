//! Files for browsers: the table's application as built by `web/`, and the style of the server's own pages.
//!
//! In release builds both are inside the binary; in debug builds they are read from their folders.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::language::Language;
use crate::page;
use crate::state::ServerState;
use crate::words::Words;

/// Names hold a hash of the contents, or the address does.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The one file that says which others belong to the present build.
const NEVER: HeaderValue = HeaderValue::from_static("no-store");
/// Names without a hash: a day.
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// The built application. Missing until `make build` ran once.
#[derive(RustEmbed)]
#[folder = "../../web/dist/"]
#[allow_missing = true]
struct Application;

/// Style, fonts and icon of the server's own pages.
#[derive(RustEmbed)]
#[folder = "assets/"]
struct Own;

/// The routes of all files, and of the application's pages.
pub fn routes() -> Router<ServerState> {
    Router::new()
        .route("/assets/{*path}", get(application_file))
        .route("/static/{*path}", get(own_file))
        .route("/favicon.svg", get(favicon))
        .route("/favicon.ico", get(favicon))
        .route("/t", get(index))
        .route("/t/", get(index))
        // Under the process's name, so that the pages of the history can stand beside the application's.
        .route("/t/{slug}", get(index))
        .route("/t/{slug}/", get(index))
        .route("/t/{slug}/{*path}", get(index))
}

/// Address of the style sheet; changes with its contents.
#[must_use]
pub fn site_url() -> String {
    let hash = Own::get("site.css").map(|file| file.metadata.sha256_hash()).unwrap_or_default();
    format!("/static/site.css?v={:02x}{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2], hash[3])
}

async fn application_file(Path(path): Path<String>, language: Language) -> Response {
    match Application::get(&format!("assets/{path}")).filter(|_| is_plain(&path)) {
        Some(file) => answer(file, FOR_EVER),
        None => page::not_found(language),
    }
}

async fn own_file(Path(path): Path<String>, language: Language) -> Response {
    match Own::get(&path).filter(|_| is_plain(&path)) {
        Some(file) => answer(file, FOR_EVER),
        None => page::not_found(language),
    }
}

/// Debug builds read folders: no step upwards in them, not even one that stays inside.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

async fn favicon(language: Language) -> Response {
    Own::get("favicon.svg").map_or_else(|| page::not_found(language), |file| answer(file, A_DAY))
}

async fn index(language: Language) -> Response {
    if let Some(file) = Application::get("index.html") {
        return answer(file, NEVER);
    }
    let words = Words::of(language);
    page::message(language, StatusCode::SERVICE_UNAVAILABLE, words.app_missing, words.app_missing_text)
}

fn answer(file: EmbeddedFile, caching: HeaderValue) -> Response {
    let mut headers = HeaderMap::new();
    let content_type = match file.metadata.mimetype() {
        // Files are UTF-8; without this an older browser guesses.
        "text/html" => "text/html; charset=utf-8",
        "text/css" => "text/css; charset=utf-8",
        "text/javascript" | "application/javascript" => "text/javascript; charset=utf-8",
        other => other,
    };
    if let Ok(value) = HeaderValue::from_str(content_type) {
        headers.insert(CONTENT_TYPE, value);
    }
    headers.insert(CACHE_CONTROL, caching);
    (headers, file.data.into_owned()).into_response()
}
