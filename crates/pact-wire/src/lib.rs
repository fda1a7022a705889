//! Yjs bytes: frame codecs of both wire protocols, update grammar, firewall.
//!
//! Everything here is pure: no CRDT, no I/O, no clock, no recursion, no `unsafe`, and no panic on any input.
//! What belongs here is whatever can be said about bytes alone: how a frame is taken apart ([`hocuspocus`],
//! [`ywebsocket`]), whether an update is one that both Yjs and yrs read the same way ([`update`]), which clocks it
//! claims and builds on, and where in a document it writes ([`structure`]). What needs people (doors, sections,
//! who holds a client id) belongs to whoever holds the document.
//!
//! The grammar is that of Yjs 13.6, because browsers are the ones that must never choke on stored bytes; where
//! yrs 0.28 would read the same bytes differently, the update is refused, so that accepted bytes may be stored
//! and forwarded exactly as they came.

pub mod awareness;
pub mod hocuspocus;
pub mod json;
pub mod limits;
pub mod message;
mod rare;
pub mod state_vector;
pub mod structure;
pub mod update;
pub mod varint;
pub mod websocket;
pub mod ywebsocket;

pub use message::{PeerMessage, ServerFrame, ServerMessage};
pub use state_vector::StateVector;
pub use update::{Inspection, Limits, Refusal};
pub use varint::{DecodeError, DecodeErrorKind};
