//! From an HTTP request to a socket: origin, limits and the handshake of RFC 6455.

use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tracing::debug;

use super::socket::{Opening, Protocol, run};
use crate::ServerState;
use crate::cookie;
use crate::origin;
use crate::problem::{Code, Problem};

/// Query of `/collab`. The schema number is no secret and may be logged; tokens travel in band.
#[derive(Debug, Default, Deserialize)]
pub struct CollabQuery {
    schema: Option<u32>,
}

/// Query of `/y/{document}`, whose stock clients can only send a token in the address.
#[derive(Deserialize)]
pub struct YQuery {
    token: Option<String>,
}

pub async fn collab(
    State(state): State<ServerState>,
    Query(query): Query<CollabQuery>,
    request: Request,
) -> Response {
    upgrade(state, Protocol::Hocuspocus { schema: query.schema }, request)
}

pub async fn ywebsocket(
    State(state): State<ServerState>,
    Path(document): Path<String>,
    Query(query): Query<YQuery>,
    request: Request,
) -> Response {
    let protocol = Protocol::YWebsocket { document, token: query.token.unwrap_or_default() };
    upgrade(state, protocol, request)
}

fn upgrade(state: ServerState, protocol: Protocol, mut request: Request) -> Response {
    let headers = request.headers();
    let Some(key) = handshake_key(headers) else {
        return Problem::new(Code::UpgradeRequired).into_response();
    };
    if !origin::is_allowed(headers, &state.config) {
        metrics::counter!("pattovivo_origin_refused_total").increment(1);
        return Problem::new(Code::OriginRefused).into_response();
    }
    let cookie = cookie::read(headers).map(str::to_owned);
    let Some(seat) = state.hub.admit(state.config.max_connections) else {
        metrics::counter!("pattovivo_sockets_refused_total").increment(1);
        return Problem::new(Code::TooManyConnections).into_response();
    };
    let accept = derive_accept_key(key.as_bytes());
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let upgraded = match upgraded.await {
            Ok(upgraded) => upgraded,
            Err(error) => return debug!(error = %error, "the upgrade did not happen"),
        };
        // Plain HTTP/1 over TCP is all this server listens on; TLS ends at the proxy.
        let Ok(parts) = hyper_util::server::conn::auto::upgrade::downcast::<TokioIo<TcpStream>>(upgraded)
        else {
            return debug!("the upgraded connection is no TCP stream");
        };
        let opening =
            Opening { stream: parts.io.into_inner(), already_read: parts.read_buf, cookie, protocol };
        run(state, opening, seat).await;
    });
    let response = Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::CONNECTION, "upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_ACCEPT, accept)
        .body(Body::empty());
    response.expect("status and headers are constants, the accept key is base64")
}

/// The client's key, when the request is a WebSocket handshake of version 13.
fn handshake_key(headers: &HeaderMap) -> Option<String> {
    let has = |name: header::HeaderName, wanted: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|value| value.trim().eq_ignore_ascii_case(wanted))
    };
    let wants_upgrade = has(header::CONNECTION, "upgrade") && has(header::UPGRADE, "websocket");
    let version = headers.get(header::SEC_WEBSOCKET_VERSION)?.as_bytes();
    let key = headers.get(header::SEC_WEBSOCKET_KEY)?.to_str().ok()?;
    (wants_upgrade && version == b"13" && (16..=64).contains(&key.len())).then(|| key.to_owned())
}
