//! What a document says: as canonical JSON, as Markdown, as a piece of HTML.

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::response::{IntoResponse, Response};
use pact_app::Caller;
use pact_app::documents::DocumentView;
use pact_convert::{html as html_out, markdown as markdown_out};
use pact_model::ids::DocumentId;

use crate::auth::SignedIn;
use crate::hex::hex;
use crate::input::PathPart;
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// The content as canonical JSON (RFC 8785): same content, same bytes. `ETag` is its SHA-256.
#[utoipa::path(
    get,
    path = "/documents/{id}/content",
    tag = "content",
    params(("id" = String, Path, description = "Identity of the document")),
    responses(
        (status = 200, content_type = "application/json", body = serde_json::Value),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn json(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(id): PathPart<DocumentId>,
) -> Result<Response, Problem> {
    let view = view(&state, &by, id).await?;
    let tag = hex(&view.content.hash());
    Ok(answer("application/json", &tag, view.content.canonical_json()))
}

/// The content as Markdown.
#[utoipa::path(
    get,
    path = "/documents/{id}/content.md",
    tag = "content",
    params(("id" = String, Path, description = "Identity of the document")),
    responses(
        (status = 200, content_type = "text/markdown", body = String),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn markdown(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(id): PathPart<DocumentId>,
) -> Result<Response, Problem> {
    let view = view(&state, &by, id).await?;
    let text = markdown_out::document_markdown(&view.content, view.register.as_ref());
    Ok(answer("text/markdown; charset=utf-8", &hex(&view.shown_hash()), text.into_bytes()))
}

/// The content as a piece of HTML, headings from `h2` on.
#[utoipa::path(
    get,
    path = "/documents/{id}/content.html",
    tag = "content",
    params(("id" = String, Path, description = "Identity of the document")),
    responses(
        (status = 200, content_type = "text/html", body = String),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn html(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(id): PathPart<DocumentId>,
) -> Result<Response, Problem> {
    let view = view(&state, &by, id).await?;
    let page = html_out::document_html(&view.content, view.register.as_ref()).into_string();
    Ok(answer("text/html; charset=utf-8", &hex(&view.shown_hash()), page.into_bytes()))
}

async fn view(state: &ServerState, by: &SignedIn, id: DocumentId) -> Result<DocumentView, Problem> {
    Ok(state.app.document(Caller::from(&by.identity), id).await?)
}

fn answer(content_type: &'static str, tag: &str, body: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, content_type.to_owned()), (ETAG, format!("\"{tag}\""))], body).into_response()
}
