//! What waits to be written to one socket? A queue bounded in bytes, written without a task switch: whoever
//! has something for the socket writes it at once as far as the kernel takes it; the socket's own task only
//! finishes what did not fit.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::time::{Duration, Instant};

use bytes::{Buf, Bytes};
use parking_lot::Mutex;
use tokio::sync::Notify;

/// Beyond this, presence is dropped and document frames collapse to one later resend.
pub const SOFT_LIMIT: usize = 256 * 1024;
/// Beyond this the socket is closed: its owner reconnects and syncs afresh.
pub const HARD_LIMIT: usize = 1024 * 1024;
/// A socket that takes nothing for this long is closed.
pub const STALL_LIMIT: Duration = Duration::from_secs(15);
/// Frames handed to the kernel in one call.
const SLICES: usize = 32;

/// The socket below, written without waiting.
pub trait Transport: Send + Sync + 'static {
    /// Writes as much as fits now; `WouldBlock` when nothing does.
    ///
    /// # Errors
    /// As of the socket.
    fn try_write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize>;
}

/// How a frame is treated when the socket is slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Acknowledgements, answers, control frames: never dropped.
    Control,
    /// The text for somebody who joins: never dropped and not counted against the limits, because one
    /// document may be larger than they are.
    Join,
    /// Updates: collapsed to a resend.
    Document,
    /// Presence: dropped, the next one tells more.
    Presence,
}

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// Queued behind others; somebody else will write it.
    Queued,
    /// Queued, and the caller has to call [`Outbox::flush`].
    NeedsFlush,
    /// Not queued: the socket is behind.
    Behind,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<(Bytes, bool)>,
    counted: usize,
    flush_wanted: bool,
    blocked_since: Option<Instant>,
    failed: bool,
    overflowed: bool,
    ending: Option<Ending>,
}

/// Why a room wants a socket closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The document moves or is read again: come back.
    Moved,
    /// What the peer sends cannot be taken in.
    Refused,
}

/// The outgoing side of one socket.
pub struct Outbox {
    transport: Box<dyn Transport>,
    state: Mutex<State>,
    blocked: Notify,
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbox").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Outbox {
    /// An empty outbox over a socket.
    #[must_use]
    pub fn new(transport: Box<dyn Transport>) -> Self {
        Self { transport, state: Mutex::default(), blocked: Notify::new() }
    }

    /// Queues a complete WebSocket frame (or several).
    pub fn push(&self, frame: Bytes, class: Class) -> Pushed {
        let mut state = self.state.lock();
        if state.failed {
            return Pushed::Behind;
        }
        let over_soft = state.counted + frame.len() > SOFT_LIMIT && state.counted > 0;
        if over_soft && matches!(class, Class::Document | Class::Presence) {
            return Pushed::Behind;
        }
        let counts = class != Class::Join;
        if counts {
            state.counted += frame.len();
            if state.counted > HARD_LIMIT {
                state.overflowed = true;
                self.blocked.notify_one();
            }
        }
        state.queue.push_back((frame, counts));
        if state.flush_wanted || state.blocked_since.is_some() {
            Pushed::Queued
        } else {
            state.flush_wanted = true;
            Pushed::NeedsFlush
        }
    }

    /// Writes what is queued as far as the socket takes it. Returns whether the queue is empty now.
    pub fn flush(&self) -> bool {
        let mut state = self.state.lock();
        state.flush_wanted = false;
        while !state.queue.is_empty() && !state.failed {
            let mut slices = [IoSlice::new(&[]); SLICES];
            let mut count = 0;
            for ((frame, _), slice) in state.queue.iter().zip(&mut slices) {
                *slice = IoSlice::new(frame);
                count += 1;
            }
            match self.transport.try_write(&slices[..count]) {
                Ok(written) => {
                    state.blocked_since = None;
                    state.advance(written);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if state.blocked_since.is_none() {
                        state.blocked_since = Some(Instant::now());
                    }
                    self.blocked.notify_one();
                    return false;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    // The reading side sees the same failure and ends the connection.
                    state.failed = true;
                    state.queue.clear();
                    self.blocked.notify_one();
                }
            }
        }
        state.blocked_since = None;
        true
    }

    /// Queues a control frame and writes at once.
    pub fn send(&self, frame: Bytes) {
        if self.push(frame, Class::Control) == Pushed::NeedsFlush {
            self.flush();
        }
    }

    /// Asks the socket's task to close, once what is queued has left.
    pub fn end(&self, ending: Ending) {
        self.state.lock().ending.get_or_insert(ending);
        self.blocked.notify_one();
    }

    /// Whether a room asked to close the socket.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        self.state.lock().ending
    }

    /// Waits until the socket did not take everything, overflowed or failed.
    pub async fn blocked(&self) {
        self.blocked.notified().await;
    }

    /// Since when the socket takes nothing, if it is so.
    #[must_use]
    pub fn blocked_since(&self) -> Option<Instant> {
        self.state.lock().blocked_since
    }

    /// Whether the socket fell too far behind and must be closed.
    #[must_use]
    pub fn overflowed(&self) -> bool {
        self.state.lock().overflowed
    }

    /// Whether writing failed.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.state.lock().failed
    }
}

impl State {
    fn advance(&mut self, mut written: usize) {
        while written > 0 {
            let Some((frame, counts)) = self.queue.front_mut() else { return };
            let step = written.min(frame.len());
            frame.advance(step);
            written -= step;
            if *counts {
                self.counted -= step;
            }
            if frame.is_empty() {
                self.queue.pop_front();
            }
        }
        if self.queue.is_empty() {
            // Nothing is held while idle: thousands of quiet sockets cost nothing here.
            self.queue = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Narrow {
        room: Arc<AtomicUsize>,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl Transport for Narrow {
        fn try_write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
            let room = self.room.load(Ordering::SeqCst);
            if room == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            let bytes: Vec<u8> = slices.iter().flat_map(|slice| slice.iter().copied()).take(room).collect();
            self.room.fetch_sub(bytes.len(), Ordering::SeqCst);
            self.written.lock().extend_from_slice(&bytes);
            Ok(bytes.len())
        }
    }

    fn narrow(room: usize) -> (Outbox, Arc<AtomicUsize>, Arc<Mutex<Vec<u8>>>) {
        let room = Arc::new(AtomicUsize::new(room));
        let written = Arc::new(Mutex::new(Vec::new()));
        let transport = Narrow { room: room.clone(), written: written.clone() };
        (Outbox::new(Box::new(transport)), room, written)
    }

    #[test]
    fn bytes_leave_in_order_across_partial_writes() {
        let (outbox, room, written) = narrow(4);
        assert_eq!(outbox.push(Bytes::from_static(b"abc"), Class::Control), Pushed::NeedsFlush);
        assert_eq!(outbox.push(Bytes::from_static(b"def"), Class::Document), Pushed::Queued);
        assert!(!outbox.flush());
        assert!(outbox.blocked_since().is_some());
        room.store(100, Ordering::SeqCst);
        assert!(outbox.flush());
        assert_eq!(written.lock().as_slice(), b"abcdef");
        assert!(outbox.blocked_since().is_none());
    }

    #[test]
    fn a_slow_socket_drops_presence_and_collapses_updates_but_keeps_acknowledgements() {
        let (outbox, _, _) = narrow(0);
        outbox.push(Bytes::from(vec![0; SOFT_LIMIT]), Class::Document);
        outbox.flush();
        assert_eq!(outbox.push(Bytes::from_static(b"u"), Class::Document), Pushed::Behind);
        assert_eq!(outbox.push(Bytes::from_static(b"p"), Class::Presence), Pushed::Behind);
        assert_ne!(outbox.push(Bytes::from_static(b"a"), Class::Control), Pushed::Behind);
        assert!(!outbox.overflowed());
    }

    #[test]
    fn a_join_larger_than_the_limits_is_sent_and_control_frames_beyond_the_hard_limit_close() {
        let (outbox, _, _) = narrow(0);
        outbox.push(Bytes::from(vec![0; 4 * HARD_LIMIT]), Class::Join);
        assert!(!outbox.overflowed());
        outbox.push(Bytes::from(vec![0; HARD_LIMIT + 1]), Class::Control);
        assert!(outbox.overflowed());
    }
}
