//! Many documents on one socket: which are open, who opened them, and our JSON extensions.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use pact_app::AppError;
use pact_app::documents::Scope;
use pact_app::rooms::{Attachment, AttachmentHandle, Dialect, Outbox, Writing, refused};
use pact_model::ids::DocumentId;
use pact_wire::hocuspocus::{Address, ClientFrame, decode_client};
use pact_wire::message::{PeerMessage, ServerMessage};
use pact_wire::websocket;
use serde_json::json;

use super::close_code;
use super::socket::{Closing, Outcome};
use crate::ServerState;

/// Documents one socket may have open: a process has some twenty.
const MAX_DOCUMENTS: usize = 100;
/// Messages and bytes that may come before the token of their document.
const MAX_EARLY_MESSAGES: usize = 64;
const MAX_EARLY_BYTES: usize = 256 * 1024;
/// Tokens that may be wrong before the socket is closed.
const MAX_DENIALS: usize = 32;

/// One socket that speaks Hocuspocus.
pub struct HocuspocusSession {
    state: ServerState,
    outbox: Arc<Outbox>,
    cookie: Option<String>,
    schema: Option<u32>,
    documents: HashMap<Bytes, Box<OpenDocument>>,
    early: Vec<(Bytes, PeerMessage)>,
    early_bytes: usize,
    denials: usize,
    was_authenticated: bool,
}

struct OpenDocument {
    handle: AttachmentHandle,
    writing: Writing,
    schema: i64,
}

impl HocuspocusSession {
    /// A socket without documents.
    pub fn new(state: ServerState, outbox: Arc<Outbox>, cookie: Option<String>, schema: Option<u32>) -> Self {
        Self {
            state,
            outbox,
            cookie,
            schema,
            documents: HashMap::new(),
            early: Vec::new(),
            early_bytes: 0,
            denials: 0,
            was_authenticated: false,
        }
    }

    /// Whether a document was ever opened here.
    pub fn is_authenticated(&self) -> bool {
        self.was_authenticated
    }

    /// Whether a room has ended under an open document.
    pub fn lost_a_room(&self) -> bool {
        self.documents.values().any(|document| document.handle.is_closed())
    }

    /// The socket takes bytes again.
    pub async fn caught_up(&self) {
        for document in self.documents.values() {
            document.handle.caught_up().await;
        }
    }

    /// One frame.
    pub async fn frame(&mut self, frame: Bytes) -> Outcome {
        match decode_client(&frame) {
            Ok(ClientFrame::Ping) => {
                self.send_raw(&[], &ServerMessage::Pong);
                ControlFlow::Continue(())
            }
            Ok(ClientFrame::Pong) => ControlFlow::Continue(()),
            Ok(ClientFrame::Message { address, message }) => self.message(address, message).await,
            Err(error) => {
                metrics::counter!("pattovivo_malformed_total").increment(1);
                tracing::debug!(error = %error, "malformed frame");
                ControlFlow::Break(Closing::new(close_code::PROTOCOL, "malformed"))
            }
        }
    }

    async fn message(&mut self, address: Address, message: PeerMessage) -> Outcome {
        match message {
            // On the heap: what opening a document needs would otherwise be part of every idle socket.
            PeerMessage::Token { token, .. } => Box::pin(self.token(address, &token)).await,
            PeerMessage::Close => {
                self.documents.remove(&address.raw);
                ControlFlow::Continue(())
            }
            PeerMessage::Forbidden(what) => {
                metrics::counter!("pattovivo_forbidden_messages_total").increment(1);
                self.stateless(&address.raw, &refused("invalid", what));
                ControlFlow::Continue(())
            }
            message => self.deliver(address.raw, message).await,
        }
    }

    async fn deliver(&mut self, address: Bytes, message: PeerMessage) -> Outcome {
        let Some(document) = self.documents.get(&address) else {
            self.early_bytes += message.payload_len() + address.len();
            self.early.push((address, message));
            if self.early.len() > MAX_EARLY_MESSAGES || self.early_bytes > MAX_EARLY_BYTES {
                return ControlFlow::Break(Closing::new(close_code::UNAUTHORISED, "no token"));
            }
            return ControlFlow::Continue(());
        };
        if document.handle.deliver(message).await.is_err() {
            // The room has ended: a reconnection opens it anew, and brings along what was not acknowledged.
            return ControlFlow::Break(Closing::new(close_code::RESTART, "room"));
        }
        ControlFlow::Continue(())
    }

    async fn token(&mut self, address: Address, token: &str) -> Outcome {
        match self.open(&address, token).await {
            Ok(document) => {
                let read_only = document.writing != Writing::Allowed;
                let outdated = document.writing == Writing::FlushOnly;
                let schema = document.schema;
                self.was_authenticated = true;
                self.send_raw(&address.raw, &ServerMessage::Authenticated { read_only });
                if outdated {
                    let message = json!({ "v": 1, "t": "refused", "code": "schema", "schema": schema });
                    self.stateless(&address.raw, &message.to_string());
                }
                // A copy: a slice would keep the whole frame in memory for as long as the document is open.
                self.documents.insert(Bytes::copy_from_slice(&address.raw), Box::new(document));
                self.release_early(&address.raw).await
            }
            Err(reason) => {
                self.documents.remove(&address.raw);
                self.forget_early(&address.raw);
                self.send_raw(&address.raw, &ServerMessage::PermissionDenied(reason));
                self.denials += 1;
                if self.denials > MAX_DENIALS {
                    return ControlFlow::Break(Closing::new(close_code::UNAUTHORISED, "tokens"));
                }
                ControlFlow::Continue(())
            }
        }
    }

    /// Opens a document; the reason of a refusal is told to the peer.
    async fn open(&mut self, address: &Address, token: &str) -> Result<OpenDocument, &'static str> {
        if self.documents.len() >= MAX_DOCUMENTS && !self.documents.contains_key(&address.raw) {
            return Err("too-many-documents");
        }
        let document: DocumentId = address.document().parse().map_err(|_| "document-not-found")?;
        let app = &self.state.app;
        let identity = match (token, &self.cookie) {
            ("", Some(cookie)) => app.identify_cookie(cookie).await,
            (token, _) => app.identify_token(token).await,
        }
        .map_err(|_| "not-signed-in")?;
        let opened = app.open_document(&identity, document).await.map_err(|error| match error {
            AppError::NotFound(_) | AppError::Forbidden(_) => "document-not-found",
            _ => "unavailable",
        })?;
        let schema = opened.row.schema;
        let same_schema = self.schema.is_none_or(|announced| i64::from(announced) == schema);
        let writing = match (opened.scope, same_schema) {
            (Scope::ReadOnly, _) => Writing::Denied,
            (Scope::ReadWrite, true) => Writing::Allowed,
            (Scope::ReadWrite, false) => Writing::FlushOnly,
        };
        let attachment =
            Attachment { identity, writing, may_read: same_schema, echo: false, lot: rand::random() };
        // A second token for an open document replaces the first attachment.
        self.documents.remove(&address.raw);
        let dialect = Dialect::Hocuspocus(Bytes::copy_from_slice(&address.raw));
        let handle = self.state.app.rooms.attach(document, attachment, dialect, self.outbox.clone()).await;
        let handle = handle.map_err(|error| {
            tracing::error!(document.id = %document, error = %error, "document {document} cannot be opened");
            "unavailable"
        })?;
        Ok(OpenDocument { handle, writing, schema })
    }

    async fn release_early(&mut self, address: &Bytes) -> Outcome {
        let (ready, rest) =
            std::mem::take(&mut self.early).into_iter().partition::<Vec<_>, _>(|(to, _)| to == address);
        self.early = rest;
        self.count_early();
        for (to, message) in ready {
            self.deliver(to, message).await?;
        }
        ControlFlow::Continue(())
    }

    fn forget_early(&mut self, address: &Bytes) {
        self.early.retain(|(to, _)| to != address);
        self.count_early();
    }

    fn count_early(&mut self) {
        self.early_bytes = self.early.iter().map(|(to, message)| to.len() + message.payload_len()).sum();
    }

    fn stateless(&self, address: &Bytes, text: &str) {
        self.send_raw(address, &ServerMessage::Stateless(text));
    }

    fn send_raw(&self, address: &[u8], message: &ServerMessage<'_>) {
        let mut payload = BytesMut::new();
        pact_wire::hocuspocus::encode_server(address, message, &mut payload);
        let mut frame = BytesMut::with_capacity(payload.len() + 10);
        websocket::server_frame_header(payload.len(), &mut frame);
        frame.extend_from_slice(&payload);
        self.outbox.send(frame.freeze());
    }
}
