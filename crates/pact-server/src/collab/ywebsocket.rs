//! One document on one socket, for every other Yjs client.

use std::ops::ControlFlow;
use std::sync::Arc;

use bytes::Bytes;
use pact_app::AppError;
use pact_app::documents::Scope;
use pact_app::rooms::{Attachment, AttachmentHandle, Class, Dialect, Outbox, Pushed, Writing};
use pact_model::ids::DocumentId;
use pact_wire::message::{PeerMessage, ServerMessage};
use pact_wire::ywebsocket::decode_client;

use super::close_code;
use super::socket::{Closing, Outcome};
use crate::ServerState;

/// An update without content: something for scripts to see on a quiet line.
const NOTHING: &[u8] = &[0, 0];

/// One socket that speaks y-websocket.
pub struct YSession {
    handle: AttachmentHandle,
    outbox: Arc<Outbox>,
}

impl YSession {
    /// Opens the document named in the path. A refusal is told in the protocol's own words, then closed.
    pub async fn open(
        state: ServerState,
        outbox: Arc<Outbox>,
        cookie: Option<String>,
        name: &str,
        token: &str,
    ) -> Result<Self, Closing> {
        let opened = attach(&state, &outbox, cookie, name, token).await;
        match opened {
            Ok(handle) => Ok(Self { handle, outbox }),
            Err((code, reason)) => {
                if let Some(frame) = Dialect::YWebsocket.frame(&ServerMessage::PermissionDenied(reason)) {
                    outbox.send(frame);
                }
                Err(Closing::new(code, reason))
            }
        }
    }

    /// One frame, which may hold several messages.
    pub async fn frame(&mut self, frame: Bytes) -> Outcome {
        for message in decode_client(&frame) {
            let message = match message {
                Ok(message) => message,
                Err(error) => {
                    metrics::counter!("pattovivo_malformed_total").increment(1);
                    tracing::debug!(error = %error, "malformed frame");
                    return ControlFlow::Break(Closing::new(close_code::PROTOCOL, "malformed"));
                }
            };
            if matches!(message, PeerMessage::Forbidden(_)) {
                metrics::counter!("pattovivo_forbidden_messages_total").increment(1);
                continue;
            }
            if self.handle.deliver(message).await.is_err() {
                return ControlFlow::Break(Closing::new(close_code::RESTART, "room"));
            }
        }
        ControlFlow::Continue(())
    }

    /// The socket takes bytes again.
    pub async fn caught_up(&self) {
        self.handle.caught_up().await;
    }

    /// Whether the room has ended.
    pub fn lost_a_room(&self) -> bool {
        self.handle.is_closed()
    }

    /// Keeps stock clients from closing a quiet line.
    pub fn keep_alive(&self) {
        if let Some(frame) = Dialect::YWebsocket.frame(&ServerMessage::Step2(NOTHING))
            && self.outbox.push(frame, Class::Presence) == Pushed::NeedsFlush
        {
            self.outbox.flush();
        }
    }
}

async fn attach(
    state: &ServerState,
    outbox: &Arc<Outbox>,
    cookie: Option<String>,
    name: &str,
    token: &str,
) -> Result<AttachmentHandle, (u16, &'static str)> {
    let document: DocumentId = name.parse().map_err(|_| (close_code::FORBIDDEN, "document-not-found"))?;
    let app = &state.app;
    let identity = match (token, cookie) {
        ("", Some(cookie)) => app.identify_cookie(&cookie).await,
        (token, _) => app.identify_token(token).await,
    }
    .map_err(|_| (close_code::UNAUTHORISED, "not-signed-in"))?;
    let opened = app.open_document(&identity, document).await.map_err(|error| match error {
        AppError::NotFound(_) | AppError::Forbidden(_) => (close_code::FORBIDDEN, "document-not-found"),
        _ => (close_code::RESTART, "unavailable"),
    })?;
    let writing = match opened.scope {
        Scope::ReadWrite => Writing::Allowed,
        Scope::ReadOnly => Writing::Denied,
    };
    let attachment = Attachment { identity, writing, may_read: true, echo: true, lot: rand::random() };
    app.rooms.attach(document, attachment, Dialect::YWebsocket, outbox.clone()).await.map_err(|error| {
        tracing::error!(document.id = %document, error = %error, "document {document} cannot be opened");
        (close_code::RESTART, "unavailable")
    })
}
