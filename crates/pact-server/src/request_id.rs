//! Which request was that? A number for each, in the answer, in problems and in the log.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

use crate::state::ServerState;

/// Header that carries the number back.
pub const HEADER: &str = "x-request-id";

/// Number of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl RequestId {
    /// As a URI (RFC 9562), for the `instance` of a problem.
    #[must_use]
    pub fn urn(&self) -> String {
        self.0.urn().to_string()
    }
}

/// Gives every request its number. Numbers sent by clients are not believed.
pub async fn number(State(state): State<ServerState>, mut request: Request, next: Next) -> Response {
    let id = RequestId(state.app.ids.uuid());
    request.extensions_mut().insert(id);
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.0.to_string()) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
