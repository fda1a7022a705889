//! One task per socket: reads frames, keeps the line alive, finishes writes that did not fit, closes with a
//! reason. Which documents are open on it is the business of the protocol's own file.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use pact_app::rooms::{Ending, Outbox, STALL_LIMIT};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::frame::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, WebSocket};
use tracing::debug;

use super::hocuspocus::HocuspocusSession;
use super::io::{Duplex, Stream};
use super::rate::Rate;
use super::ywebsocket::YSession;
use super::{Seat, close_code};
use crate::ServerState;

/// The first document must be open by then.
const AUTHENTICATION_DEADLINE: Duration = Duration::from_secs(10);
/// A quiet line is probed this often.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// A line on which nothing comes back for this long is dead.
const SILENCE_LIMIT: Duration = Duration::from_secs(45);
/// Read buffer of a quiet socket, allocated eagerly by the library. Frames of typing are below 100 bytes;
/// larger ones grow it for as long as they take.
const READ_BUFFER: usize = 512;
/// How long a close frame may take to leave.
const CLOSE_PATIENCE: Duration = Duration::from_secs(1);

/// Which protocol a socket speaks, with what its address said.
pub enum Protocol {
    /// Many documents, token in band.
    Hocuspocus {
        /// The schema number the page announced.
        schema: Option<u32>,
    },
    /// One document.
    YWebsocket {
        /// The document's name in the path.
        document: String,
        /// The token in the query.
        token: String,
    },
}

/// A socket that was just opened.
pub struct Opening {
    /// The connection.
    pub stream: TcpStream,
    /// Bytes that came with the handshake.
    pub already_read: Bytes,
    /// The session cookie, if there was one.
    pub cookie: Option<String>,
    /// What is spoken on it.
    pub protocol: Protocol,
}

/// Why and how a socket is closed by the server.
#[derive(Debug)]
pub struct Closing {
    /// WebSocket close code.
    pub code: u16,
    /// Short reason for logs and clients.
    pub reason: &'static str,
}

impl Closing {
    /// A reason to close.
    pub const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }
}

/// What a protocol does with a frame.
pub type Outcome = ControlFlow<Closing>;

enum Session {
    Hocuspocus(HocuspocusSession),
    YWebsocket(YSession),
}

impl Session {
    async fn frame(&mut self, frame: Bytes) -> Outcome {
        match self {
            Self::Hocuspocus(session) => session.frame(frame).await,
            Self::YWebsocket(session) => session.frame(frame).await,
        }
    }

    fn is_authenticated(&self) -> bool {
        match self {
            Self::Hocuspocus(session) => session.is_authenticated(),
            Self::YWebsocket(_) => true,
        }
    }

    async fn caught_up(&self) {
        match self {
            Self::Hocuspocus(session) => session.caught_up().await,
            Self::YWebsocket(session) => session.caught_up().await,
        }
    }

    /// Something that scripts see, for clients that close a quiet line (WebSocket pings are invisible to them).
    fn keep_alive(&self) {
        if let Self::YWebsocket(session) = self {
            session.keep_alive();
        }
    }

    /// A room that ended takes its documents along; stock clients then reconnect.
    fn lost_a_room(&self) -> bool {
        match self {
            Self::Hocuspocus(session) => session.lost_a_room(),
            Self::YWebsocket(session) => session.lost_a_room(),
        }
    }
}

/// Serves one socket until it ends.
pub async fn run(state: ServerState, opening: Opening, seat: Seat) {
    let Opening { stream, already_read, cookie, protocol } = opening;
    let stream = Arc::new(stream);
    let outbox = Arc::new(Outbox::new(Box::new(Stream(stream.clone()))));
    let limit = state.config.max_frame_bytes;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(limit)
        .max_message_size(Some(limit))
        .max_frame_size(Some(limit));
    let duplex = Duplex { stream: stream.clone(), outbox: outbox.clone() };
    let websocket = WebSocket::from_partially_read(duplex, already_read.to_vec(), Role::Server, Some(config));
    // It shares the 8 KiB into which the request was read.
    drop(already_read);
    let now = Instant::now();
    let mut socket = Socket {
        websocket,
        stream,
        outbox: outbox.clone(),
        rate: Rate::new(state.config.messages_per_second, now),
        opened_at: now,
        heard_at: now,
        pinged_at: now,
        was_blocked: false,
    };
    let session = match protocol {
        Protocol::Hocuspocus { schema } => {
            Ok(Session::Hocuspocus(HocuspocusSession::new(state.clone(), outbox, cookie, schema)))
        }
        Protocol::YWebsocket { document, token } => {
            // On the heap, as in Hocuspocus: it is needed once and would stay in the socket's task.
            let opened = Box::pin(YSession::open(state.clone(), outbox, cookie, &document, &token));
            opened.await.map(Session::YWebsocket)
        }
    };
    let closing = match session {
        Ok(mut session) => {
            let stop = state.hub.stop.clone();
            tokio::select! {
                closing = socket.serve(&mut session) => closing,
                () = stop.cancelled() => Some(Closing::new(close_code::RESTART, "restart")),
            }
        }
        Err(closing) => Some(closing),
    };
    if let Some(closing) = closing {
        debug!(close.code = closing.code, "socket closed: {}", closing.reason);
        socket.close(closing).await;
    }
    drop(seat);
}

struct Socket {
    websocket: WebSocket<Duplex>,
    stream: Arc<TcpStream>,
    outbox: Arc<Outbox>,
    rate: Rate,
    opened_at: Instant,
    heard_at: Instant,
    pinged_at: Instant,
    was_blocked: bool,
}

impl Socket {
    /// `None` when the peer has gone.
    async fn serve(&mut self, session: &mut Session) -> Option<Closing> {
        loop {
            if let ControlFlow::Break(end) = self.read_all(session).await {
                return end;
            }
            let blocked_since = self.outbox.blocked_since();
            if self.was_blocked && blocked_since.is_none() {
                self.was_blocked = false;
                session.caught_up().await;
            }
            if self.outbox.failed() {
                return None;
            }
            match self.outbox.ending() {
                Some(Ending::Moved) => return Some(Closing::new(close_code::RESTART, "moved")),
                Some(Ending::Refused) => return Some(Closing::new(close_code::FORBIDDEN, "refused")),
                None => {}
            }
            if self.outbox.overflowed() {
                return Some(Closing::new(close_code::SLOW, "slow"));
            }
            let now = Instant::now();
            if let Some(closing) = self.check_deadlines(session, blocked_since, now) {
                return Some(closing);
            }
            let wake_at = self.next_deadline(session, blocked_since);
            tokio::select! {
                readable = self.stream.readable() => {
                    if readable.is_err() {
                        return None;
                    }
                }
                writable = self.stream.writable(), if blocked_since.is_some() => {
                    if writable.is_err() {
                        return None;
                    }
                    self.was_blocked = true;
                    self.outbox.flush();
                }
                () = self.outbox.blocked() => self.was_blocked = true,
                () = tokio::time::sleep_until(wake_at.into()) => {}
            }
        }
    }

    /// Handles every frame that has arrived. `Break(None)` when the peer has gone.
    async fn read_all(&mut self, session: &mut Session) -> ControlFlow<Option<Closing>> {
        loop {
            match self.websocket.read() {
                Ok(message) => {
                    let now = Instant::now();
                    self.heard_at = now;
                    let frame = match message {
                        Message::Binary(frame) => frame,
                        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => continue,
                        Message::Close(_) => return ControlFlow::Break(None),
                        Message::Text(_) => {
                            let closing = Closing::new(close_code::PROTOCOL, "text frame");
                            return ControlFlow::Break(Some(closing));
                        }
                    };
                    if !self.rate.take(now) {
                        metrics::counter!("pattovivo_rate_refused_total").increment(1);
                        return ControlFlow::Break(Some(Closing::new(close_code::RATE, "rate")));
                    }
                    if let ControlFlow::Break(closing) = session.frame(frame).await {
                        return ControlFlow::Break(Some(closing));
                    }
                }
                Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    return ControlFlow::Continue(());
                }
                Err(Error::Capacity(CapacityError::MessageTooLong { .. })) => {
                    metrics::counter!("pattovivo_too_big_total").increment(1);
                    return ControlFlow::Break(Some(Closing::new(close_code::TOO_BIG, "too_large")));
                }
                Err(Error::Protocol(_) | Error::Utf8(_)) => {
                    return ControlFlow::Break(Some(Closing::new(close_code::PROTOCOL, "protocol")));
                }
                Err(_) => return ControlFlow::Break(None),
            }
        }
    }

    fn check_deadlines(
        &mut self,
        session: &Session,
        blocked_since: Option<Instant>,
        now: Instant,
    ) -> Option<Closing> {
        if blocked_since.is_some_and(|since| now.duration_since(since) >= STALL_LIMIT) {
            return Some(Closing::new(close_code::SLOW, "slow"));
        }
        if !session.is_authenticated() && now.duration_since(self.opened_at) >= AUTHENTICATION_DEADLINE {
            return Some(Closing::new(close_code::TIMEOUT, "authentication"));
        }
        if now.duration_since(self.heard_at) >= SILENCE_LIMIT {
            return Some(Closing::new(close_code::TIMEOUT, "silence"));
        }
        if now.duration_since(self.pinged_at) >= PING_INTERVAL {
            self.pinged_at = now;
            if session.lost_a_room() {
                return Some(Closing::new(close_code::RESTART, "room"));
            }
            session.keep_alive();
            // A failed ping shows as a failed outbox in the next turn.
            let _ = self.websocket.send(Message::Ping(Bytes::new()));
        }
        None
    }

    fn next_deadline(&self, session: &Session, blocked_since: Option<Instant>) -> Instant {
        let mut deadline = (self.pinged_at + PING_INTERVAL).min(self.heard_at + SILENCE_LIMIT);
        if let Some(since) = blocked_since {
            deadline = deadline.min(since + STALL_LIMIT);
        }
        if !session.is_authenticated() {
            deadline = deadline.min(self.opened_at + AUTHENTICATION_DEADLINE);
        }
        deadline
    }

    /// Says why, and gives what is queued a moment to leave.
    async fn close(&mut self, closing: Closing) {
        let frame = CloseFrame { code: closing.code.into(), reason: closing.reason.into() };
        if self.websocket.close(Some(frame)).is_err() {
            return;
        }
        let _ = self.websocket.flush();
        let drained = async {
            while !self.outbox.flush() {
                if self.stream.writable().await.is_err() {
                    return;
                }
            }
            // Until the peer has read the reason and closes, or the patience ends: a socket dropped with
            // unread bytes is reset, and the reason would be lost.
            let mut discarded = [0; 1024];
            while self.stream.readable().await.is_ok() {
                match self.stream.try_read(&mut discarded) {
                    Ok(0) => return,
                    Ok(_) => {}
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                    Err(_) => return,
                }
            }
        };
        let _ = tokio::time::timeout(CLOSE_PATIENCE, drained).await;
    }
}
