//! Live editing over WebSockets: `/collab` (Hocuspocus v4 framing, many documents on one socket) and
//! `/y/{document}` (y-websocket). Framing and limits live here; what a message does is decided by the room.

mod hocuspocus;
mod io;
mod rate;
mod socket;
mod upgrade;
mod ywebsocket;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::get;
use tokio_util::sync::CancellationToken;

use crate::ServerState;

/// Close codes of the two protocols, and what they mean to our page.
pub mod close_code {
    /// A message was larger than the limit (RFC 6455).
    pub const TOO_BIG: u16 = 1009;
    /// A frame was not of the protocol (RFC 6455).
    pub const PROTOCOL: u16 = 1002;
    /// The server restarts; come back.
    pub const RESTART: u16 = 1012;
    /// The socket could not keep up; come back and sync afresh.
    pub const SLOW: u16 = 1013;
    /// The token is not valid.
    pub const UNAUTHORISED: u16 = 4401;
    /// The token is valid, the document is not for it.
    pub const FORBIDDEN: u16 = 4403;
    /// Nothing was heard in time.
    pub const TIMEOUT: u16 = 4408;
    /// Too many messages.
    pub const RATE: u16 = 4429;
}

/// What all sockets of a server share.
#[derive(Debug, Default)]
pub struct Hub {
    sockets: AtomicUsize,
    stop: CancellationToken,
}

impl Hub {
    /// A place for one more socket, if there is one under the limit.
    fn admit(self: &Arc<Self>, limit: usize) -> Option<Seat> {
        let admitted = self
            .sockets
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| (count < limit).then_some(count + 1))
            .ok()?;
        metrics::gauge!("pattovivo_sockets").set(f64::from(u32::try_from(admitted + 1).unwrap_or(u32::MAX)));
        Some(Seat(self.clone()))
    }

    /// Sockets open now.
    #[must_use]
    pub fn sockets(&self) -> usize {
        self.sockets.load(Ordering::Relaxed)
    }

    /// Closes all sockets with 1012. The rooms must have been shut down before, so that what was accepted is
    /// on disk and acknowledged.
    pub fn close_all(&self) {
        self.stop.cancel();
    }
}

/// The right to one open socket; given back when dropped.
struct Seat(Arc<Hub>);

impl Drop for Seat {
    fn drop(&mut self) {
        let before = self.0.sockets.fetch_sub(1, Ordering::Relaxed);
        metrics::gauge!("pattovivo_sockets").set(f64::from(u32::try_from(before - 1).unwrap_or(u32::MAX)));
    }
}

/// Routes of both protocols.
pub fn routes() -> Router<ServerState> {
    Router::new().route("/collab", get(upgrade::collab)).route("/y/{document}", get(upgrade::ywebsocket))
}
