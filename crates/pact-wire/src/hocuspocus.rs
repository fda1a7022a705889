//! Hocuspocus v4 framing: `varString address, varUint type, payload`; many documents on one socket.
//!
//! The address is `documentName`, or `documentName NUL sessionId` so that one socket can open a document twice;
//! answers carry the address exactly as the client wrote it. Ping and Pong are bare bytes without an address.
//! A frame holds one message and nothing after it.

use bytes::{Bytes, BytesMut};

use crate::limits::{MAX_ADDRESS, MAX_PROVIDER_VERSION, MAX_STATELESS, MAX_TOKEN};
use crate::message::{
    PeerMessage, ServerFrame, ServerMessage, peer_sync, read_bounded_string, read_shared_buf, read_sync,
    server_sync, write_sync, write_tag,
};
use crate::varint::{
    DecodeError, DecodeErrorKind, Reader, error, write_buf, write_var_int, write_var_string, write_var_uint,
};

/// Message types, after the address.
mod tag {
    pub const SYNC: u64 = 0;
    pub const AWARENESS: u64 = 1;
    pub const AUTH: u64 = 2;
    pub const QUERY_AWARENESS: u64 = 3;
    pub const SYNC_REPLY: u64 = 4;
    pub const STATELESS: u64 = 5;
    pub const BROADCAST_STATELESS: u64 = 6;
    pub const CLOSE: u64 = 7;
    pub const SYNC_STATUS: u64 = 8;
}

/// Sub-types of [`tag::AUTH`]; 0 from a server would ask for the token again, which ours never does.
mod auth {
    pub const TOKEN: u64 = 0;
    pub const PERMISSION_DENIED: u64 = 1;
    pub const AUTHENTICATED: u64 = 2;
}

/// Bare bytes in place of a whole frame.
const PING: u8 = 9;
const PONG: u8 = 10;

const READ_WRITE: &str = "read-write";
const READ_ONLY: &str = "readonly";

/// Which document a frame is about, as its sender wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Address {
    /// The bytes of the address, valid UTF-8, to be repeated in every answer.
    pub raw: Bytes,
}

impl Address {
    /// An address for encoding.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { raw: Bytes::copy_from_slice(text.as_bytes()) }
    }

    /// The document's name: what stands before the NUL, or everything.
    #[must_use]
    pub fn document(&self) -> &str {
        let text = self.text();
        text.split_once('\0').map_or(text, |(document, _)| document)
    }

    /// The client's own id for this opening of the document, after the NUL.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.text().split_once('\0').map(|(_, session)| session)
    }

    /// Decoding checked the UTF-8; an address built otherwise reads as empty, which names no document.
    fn text(&self) -> &str {
        std::str::from_utf8(&self.raw).unwrap_or_default()
    }
}

/// A frame from a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientFrame {
    /// Asks for a [`ServerMessage::Pong`].
    Ping,
    /// Answers a ping.
    Pong,
    /// A message about one document.
    Message {
        /// The document.
        address: Address,
        /// The message.
        message: PeerMessage,
    },
}

/// Decodes a frame from a client; buffers share the frame's memory.
pub fn decode_client(frame: &Bytes) -> Result<ClientFrame, DecodeError> {
    match **frame {
        [PING] => return Ok(ClientFrame::Ping),
        [PONG] => return Ok(ClientFrame::Pong),
        _ => {}
    }
    let mut reader = Reader::new(frame);
    let address = read_address(&mut reader, frame)?;
    let at = reader.position();
    let message = match reader.read_var_uint()? {
        tag::SYNC => read_sync(&mut reader, frame)?.into(),
        tag::AWARENESS => PeerMessage::Awareness(read_shared_buf(&mut reader, frame)?),
        tag::AUTH => read_token(&mut reader)?,
        tag::QUERY_AWARENESS => PeerMessage::QueryAwareness,
        tag::STATELESS => PeerMessage::Stateless(read_bounded_string(&mut reader, MAX_STATELESS)?),
        tag::CLOSE => PeerMessage::Close,
        // Refused whatever they carry, so the payload is left unread.
        tag::SYNC_REPLY => return Ok(forbidden(address, "SyncReply")),
        tag::BROADCAST_STATELESS => return Ok(forbidden(address, "BroadcastStateless")),
        tag::SYNC_STATUS => return Ok(forbidden(address, "SyncStatus")),
        other => return Err(error(at, DecodeErrorKind::UnknownTag(other))),
    };
    reader.finish()?;
    Ok(ClientFrame::Message { address, message })
}

fn forbidden(address: Address, name: &'static str) -> ClientFrame {
    ClientFrame::Message { address, message: PeerMessage::Forbidden(name) }
}

fn read_address(reader: &mut Reader<'_>, frame: &Bytes) -> Result<Address, DecodeError> {
    let len = reader.read_var_string()?.len();
    if len > MAX_ADDRESS {
        return Err(error(0, DecodeErrorKind::TooLarge));
    }
    let end = reader.position();
    Ok(Address { raw: frame.slice(end - len..end) })
}

/// A token; older providers send no version after it.
fn read_token(reader: &mut Reader<'_>) -> Result<PeerMessage, DecodeError> {
    let at = reader.position();
    match reader.read_var_uint()? {
        auth::TOKEN => {
            let token = read_bounded_string(reader, MAX_TOKEN)?;
            let version = if reader.is_empty() {
                None
            } else {
                Some(read_bounded_string(reader, MAX_PROVIDER_VERSION)?)
            };
            Ok(PeerMessage::Token { token, version })
        }
        other => Err(error(at, DecodeErrorKind::UnknownTag(other))),
    }
}

/// Writes a frame to a client.
pub fn encode_server(address: &[u8], message: &ServerMessage<'_>, out: &mut BytesMut) {
    if matches!(message, ServerMessage::Pong) {
        out.extend_from_slice(&[PONG]);
        return;
    }
    let payload = server_sync(message).map_or(0, |(_, bytes)| bytes.len());
    // Two lengths of at most ten bytes, two tags.
    out.reserve(address.len() + payload + 24);
    write_buf(out, address);
    if let Some(sync) = server_sync(message) {
        write_tag(out, tag::SYNC);
        return write_sync(out, sync);
    }
    match *message {
        ServerMessage::Awareness(bytes) => {
            write_tag(out, tag::AWARENESS);
            write_buf(out, bytes);
        }
        ServerMessage::Authenticated { read_only } => {
            write_tag(out, tag::AUTH);
            write_var_uint(out, auth::AUTHENTICATED);
            write_var_string(out, if read_only { READ_ONLY } else { READ_WRITE });
        }
        ServerMessage::PermissionDenied(reason) => {
            write_tag(out, tag::AUTH);
            write_var_uint(out, auth::PERMISSION_DENIED);
            write_var_string(out, reason);
        }
        ServerMessage::Stateless(text) => {
            write_tag(out, tag::STATELESS);
            write_var_string(out, text);
        }
        ServerMessage::Close(reason) => {
            write_tag(out, tag::CLOSE);
            write_var_string(out, reason);
        }
        ServerMessage::SyncStatus(is_applied) => {
            write_tag(out, tag::SYNC_STATUS);
            write_var_int(out, i64::from(is_applied));
        }
        ServerMessage::QueryAwareness => write_tag(out, tag::QUERY_AWARENESS),
        // Written above.
        ServerMessage::Step1(_)
        | ServerMessage::Step2(_)
        | ServerMessage::Update(_)
        | ServerMessage::Pong => {}
    }
}

/// Writes a client's frame; `false`, and nothing written, for [`PeerMessage::Forbidden`].
pub fn encode_client(address: &[u8], message: &PeerMessage, out: &mut BytesMut) -> bool {
    if matches!(message, PeerMessage::Forbidden(_)) {
        return false;
    }
    write_buf(out, address);
    if let Some(sync) = peer_sync(message) {
        write_tag(out, tag::SYNC);
        write_sync(out, sync);
        return true;
    }
    match message {
        PeerMessage::Awareness(bytes) => {
            write_tag(out, tag::AWARENESS);
            write_buf(out, bytes);
        }
        PeerMessage::QueryAwareness => write_tag(out, tag::QUERY_AWARENESS),
        PeerMessage::Token { token, version } => {
            write_tag(out, tag::AUTH);
            write_var_uint(out, auth::TOKEN);
            write_var_string(out, token);
            if let Some(version) = version {
                write_var_string(out, version);
            }
        }
        PeerMessage::Stateless(text) => {
            write_tag(out, tag::STATELESS);
            write_var_string(out, text);
        }
        PeerMessage::Close => write_tag(out, tag::CLOSE),
        // Handled above.
        PeerMessage::Step1(_)
        | PeerMessage::Step2(_)
        | PeerMessage::Update(_)
        | PeerMessage::Forbidden(_) => {}
    }
    true
}

/// Writes a client's ping.
pub fn encode_ping(out: &mut BytesMut) {
    out.extend_from_slice(&[PING]);
}

/// Decodes a frame from the server; a Pong has an empty address.
pub fn decode_server(frame: &Bytes) -> Result<(Address, ServerFrame), DecodeError> {
    if **frame == [PONG] {
        return Ok((Address::default(), ServerFrame::Pong));
    }
    let mut reader = Reader::new(frame);
    let address = read_address(&mut reader, frame)?;
    let at = reader.position();
    let message = match reader.read_var_uint()? {
        // Hocuspocus servers answer a client's Step1 under either type.
        tag::SYNC | tag::SYNC_REPLY => read_sync(&mut reader, frame)?.into(),
        tag::AWARENESS => ServerFrame::Awareness(read_shared_buf(&mut reader, frame)?),
        tag::AUTH => read_auth_answer(&mut reader)?,
        tag::QUERY_AWARENESS => ServerFrame::QueryAwareness,
        tag::STATELESS => ServerFrame::Stateless(reader.read_var_string()?.to_owned()),
        tag::CLOSE => ServerFrame::Close(reader.read_var_string()?.to_owned()),
        tag::SYNC_STATUS => ServerFrame::SyncStatus(reader.read_var_int()? == 1),
        other => return Err(error(at, DecodeErrorKind::UnknownTag(other))),
    };
    reader.finish()?;
    Ok((address, message))
}

fn read_auth_answer(reader: &mut Reader<'_>) -> Result<ServerFrame, DecodeError> {
    let at = reader.position();
    match reader.read_var_uint()? {
        auth::PERMISSION_DENIED => Ok(ServerFrame::PermissionDenied(reader.read_var_string()?.to_owned())),
        // Anything but the one word that allows writing is read-only, as in the stock provider.
        auth::AUTHENTICATED => {
            Ok(ServerFrame::Authenticated { read_only: reader.read_var_string()? != READ_WRITE })
        }
        other => Err(error(at, DecodeErrorKind::UnknownTag(other))),
    }
}
