//! What peers say to each other, apart from how a protocol frames it.
//!
//! Both protocols carry the same sync sub-protocol: a tag (0 Step1, 1 Step2, 2 Update), then a buffer.

use bytes::{BufMut, Bytes};

use crate::varint::{DecodeError, DecodeErrorKind, Reader, error, write_buf, write_var_uint};

/// A message from a client to the server, of either protocol. Buffers share the frame's memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeerMessage {
    /// "This is what I know" (a state vector); asks for a Step2.
    Step1(Bytes),
    /// Everything the peer has that the other side's Step1 did not list (an update).
    Step2(Bytes),
    /// A live edit (an update).
    Update(Bytes),
    /// An awareness update.
    Awareness(Bytes),
    /// Asks for everybody's presence.
    QueryAwareness,
    /// The in-band token, and the provider's version when it tells it (Hocuspocus v4).
    Token {
        /// The token; empty means "use the session cookie".
        token: String,
        /// The provider's version, as text.
        version: Option<String>,
    },
    /// Text of the application's own.
    Stateless(String),
    /// Leaves this document; the socket stays.
    Close,
    /// A message type that only servers may send, by name; its payload is not read.
    Forbidden(&'static str),
}

impl PeerMessage {
    /// Bytes the message keeps in memory, without its fixed part.
    #[must_use]
    pub fn payload_len(&self) -> usize {
        match self {
            Self::Step1(bytes) | Self::Step2(bytes) | Self::Update(bytes) | Self::Awareness(bytes) => {
                bytes.len()
            }
            Self::Token { token, version } => token.len() + version.as_ref().map_or(0, String::len),
            Self::Stateless(text) => text.len(),
            Self::QueryAwareness | Self::Close | Self::Forbidden(_) => 0,
        }
    }
}

/// A message from the server to a client, borrowed for encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerMessage<'a> {
    /// The server's state vector; asks for a Step2.
    Step1(&'a [u8]),
    /// The answer to a client's Step1.
    Step2(&'a [u8]),
    /// An update of somebody else.
    Update(&'a [u8]),
    /// An awareness update.
    Awareness(&'a [u8]),
    /// The token was accepted.
    Authenticated {
        /// Whether edits will be refused.
        read_only: bool,
    },
    /// The token, or the document, was refused, with the reason.
    PermissionDenied(&'a str),
    /// Text of the application's own.
    Stateless(&'a str),
    /// The server lets go of this document, with the reason.
    Close(&'a str),
    /// Answers one Update or Step2: `true` only when it is on disk.
    SyncStatus(bool),
    /// Answers the provider's ping.
    Pong,
    /// Asks for the client's presence.
    QueryAwareness,
}

/// The owned mirror of [`ServerMessage`], as a client decodes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented on ServerMessage")]
pub enum ServerFrame {
    Step1(Bytes),
    Step2(Bytes),
    Update(Bytes),
    Awareness(Bytes),
    Authenticated { read_only: bool },
    PermissionDenied(String),
    Stateless(String),
    Close(String),
    SyncStatus(bool),
    Pong,
    QueryAwareness,
}

impl ServerFrame {
    /// The borrowed form, for encoding or comparing.
    #[must_use]
    pub fn as_message(&self) -> ServerMessage<'_> {
        match self {
            Self::Step1(bytes) => ServerMessage::Step1(bytes),
            Self::Step2(bytes) => ServerMessage::Step2(bytes),
            Self::Update(bytes) => ServerMessage::Update(bytes),
            Self::Awareness(bytes) => ServerMessage::Awareness(bytes),
            Self::Authenticated { read_only } => ServerMessage::Authenticated { read_only: *read_only },
            Self::PermissionDenied(reason) => ServerMessage::PermissionDenied(reason),
            Self::Stateless(text) => ServerMessage::Stateless(text),
            Self::Close(reason) => ServerMessage::Close(reason),
            Self::SyncStatus(is_applied) => ServerMessage::SyncStatus(*is_applied),
            Self::Pong => ServerMessage::Pong,
            Self::QueryAwareness => ServerMessage::QueryAwareness,
        }
    }
}

/// A message of the sync sub-protocol, before it is known who sent it.
pub(crate) enum Sync {
    Step1(Bytes),
    Step2(Bytes),
    Update(Bytes),
}

const STEP1: u8 = 0;
const STEP2: u8 = 1;
const UPDATE: u8 = 2;

impl From<Sync> for PeerMessage {
    fn from(sync: Sync) -> Self {
        match sync {
            Sync::Step1(bytes) => Self::Step1(bytes),
            Sync::Step2(bytes) => Self::Step2(bytes),
            Sync::Update(bytes) => Self::Update(bytes),
        }
    }
}

impl From<Sync> for ServerFrame {
    fn from(sync: Sync) -> Self {
        match sync {
            Sync::Step1(bytes) => Self::Step1(bytes),
            Sync::Step2(bytes) => Self::Step2(bytes),
            Sync::Update(bytes) => Self::Update(bytes),
        }
    }
}

/// The sync part of a client's message, if it is one: tag and buffer.
pub(crate) fn peer_sync(message: &PeerMessage) -> Option<(u8, &[u8])> {
    match message {
        PeerMessage::Step1(bytes) => Some((STEP1, bytes)),
        PeerMessage::Step2(bytes) => Some((STEP2, bytes)),
        PeerMessage::Update(bytes) => Some((UPDATE, bytes)),
        _ => None,
    }
}

/// The sync part of a server's message, if it is one: tag and buffer.
pub(crate) const fn server_sync<'a>(message: &ServerMessage<'a>) -> Option<(u8, &'a [u8])> {
    match *message {
        ServerMessage::Step1(bytes) => Some((STEP1, bytes)),
        ServerMessage::Step2(bytes) => Some((STEP2, bytes)),
        ServerMessage::Update(bytes) => Some((UPDATE, bytes)),
        _ => None,
    }
}

/// Writes a sync message: its tag, then its buffer.
pub(crate) fn write_sync(out: &mut impl BufMut, (tag, bytes): (u8, &[u8])) {
    out.put_u8(tag);
    write_buf(out, bytes);
}

/// Reads a sync message.
pub(crate) fn read_sync(reader: &mut Reader<'_>, frame: &Bytes) -> Result<Sync, DecodeError> {
    let at = reader.position();
    let tag = reader.read_var_uint()?;
    let wrap = match tag {
        0 => Sync::Step1,
        1 => Sync::Step2,
        2 => Sync::Update,
        other => return Err(error(at, DecodeErrorKind::UnknownTag(other))),
    };
    Ok(wrap(read_shared_buf(reader, frame)?))
}

/// Reads a buffer as a slice that shares the frame's memory.
pub(crate) fn read_shared_buf(reader: &mut Reader<'_>, frame: &Bytes) -> Result<Bytes, DecodeError> {
    let len = reader.read_buf()?.len();
    let end = reader.position();
    Ok(frame.slice(end - len..end))
}

/// Reads a string of at most `max` bytes.
pub(crate) fn read_bounded_string(reader: &mut Reader<'_>, max: usize) -> Result<String, DecodeError> {
    let at = reader.position();
    let text = reader.read_var_string()?;
    if text.len() > max {
        return Err(error(at, DecodeErrorKind::TooLarge));
    }
    Ok(text.to_owned())
}

/// Writes a message type.
pub(crate) fn write_tag(out: &mut impl BufMut, tag: u64) {
    write_var_uint(out, tag);
}
