//! Who asks? A bearer token first, then the cookie. Writes on the strength of a cookie must come from our own
//! pages.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use pact_model::access::Identity;

use crate::cookie;
use crate::origin;
use crate::problem::{Code, Problem};
use crate::state::ServerState;

/// Somebody who is let in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Under which name they act.
    pub identity: Identity,
    /// Whether they showed a cookie.
    pub by_cookie: bool,
}

/// The token of an `Authorization: Bearer` header.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl FromRequestParts<ServerState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, Problem> {
        if let Some(token) = bearer(&parts.headers) {
            let identity = state.app.identify_token(token).await?;
            return Ok(Self { identity, by_cookie: false });
        }
        let cookie = cookie::read(&parts.headers).ok_or(Problem::new(Code::NotSignedIn))?;
        let is_safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if !is_safe && !origin::is_allowed(&parts.headers, &state.config) {
            return Err(Problem::new(Code::OriginRefused));
        }
        let identity = state.app.identify_cookie(cookie).await?;
        Ok(Self { identity, by_cookie: true })
    }
}
