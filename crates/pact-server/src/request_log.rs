//! One line and two metrics for each request. Addresses are logged without query strings, and without the
//! tokens in them.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{debug, info};

use crate::request_id::RequestId;

/// Writes the line once the answer is known.
pub async fn log(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = without_token(request.uri().path());
    let route =
        request.extensions().get::<MatchedPath>().map_or("none".to_owned(), |m| m.as_str().to_owned());
    let id = request.extensions().get::<RequestId>().copied().unwrap_or_default();
    let response = next.run(request).await;
    let elapsed = started.elapsed();
    let status = response.status().as_u16();
    metrics::counter!(
        "pattovivo_http_requests_total",
        "method" => known_method(method.as_str()),
        "route" => route.clone(),
        "status" => status.to_string()
    )
    .increment(1);
    metrics::histogram!("pattovivo_http_seconds", "route" => route.clone()).record(elapsed.as_secs_f64());
    let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    if matches!(route.as_str(), "/health/live" | "/health/ready" | "/metrics") {
        debug!(request.id = %id.0, http.status = status, duration_ms, "{method} {path} {status}");
    } else {
        info!(request.id = %id.0, http.status = status, duration_ms, "{method} {path} {status}");
    }
    response
}

/// The address as it may be logged.
fn without_token(path: &str) -> String {
    match path.strip_prefix("/e/") {
        Some(_) => "/e/***".to_owned(),
        None => path.to_owned(),
    }
}

/// Methods are free text: one value for all unknown ones keeps the number of series bounded.
fn known_method(method: &str) -> &'static str {
    match method {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_never_reaches_the_log() {
        assert_eq!(without_token("/e/abcDEF123"), "/e/***");
        assert_eq!(without_token("/t/opificio"), "/t/opificio");
    }
}
