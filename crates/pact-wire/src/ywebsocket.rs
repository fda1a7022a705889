//! The y-websocket protocol (clients 1.x to 3.x): `varUint type, payload`; one document per socket.
//!
//! A frame may hold several messages one after another and is read to its end; a truncated tail is an error,
//! not an end.

use bytes::{Bytes, BytesMut};

use crate::limits::MAX_MESSAGES_PER_FRAME;
use crate::message::{
    PeerMessage, ServerFrame, ServerMessage, peer_sync, read_shared_buf, read_sync, server_sync, write_sync,
    write_tag,
};
use crate::varint::{
    DecodeError, DecodeErrorKind, Reader, error, write_buf, write_var_string, write_var_uint,
};

const SYNC: u64 = 0;
const AWARENESS: u64 = 1;
const AUTH: u64 = 2;
const QUERY_AWARENESS: u64 = 3;

/// The one sub-type of [`AUTH`].
const PERMISSION_DENIED: u64 = 0;

/// The messages of one frame from a client, in order; see [`decode_client`].
#[derive(Debug, Clone)]
pub struct Messages<'a> {
    frame: &'a Bytes,
    reader: Reader<'a>,
    read: usize,
    is_broken: bool,
}

/// Reads the messages of a frame from a client; buffers share the frame's memory.
///
/// After an error nothing more comes. At most [`MAX_MESSAGES_PER_FRAME`] messages are read; one more is an
/// error. Whoever wants all or nothing collects into a `Result<Vec<_>, _>` first.
#[must_use]
pub fn decode_client(frame: &Bytes) -> Messages<'_> {
    Messages { frame, reader: Reader::new(frame), read: 0, is_broken: false }
}

impl Messages<'_> {
    fn read_next(&mut self) -> Result<PeerMessage, DecodeError> {
        let at = self.reader.position();
        if self.read >= MAX_MESSAGES_PER_FRAME {
            return Err(error(at, DecodeErrorKind::TooLarge));
        }
        self.read += 1;
        match self.reader.read_var_uint()? {
            SYNC => Ok(read_sync(&mut self.reader, self.frame)?.into()),
            AWARENESS => Ok(PeerMessage::Awareness(read_shared_buf(&mut self.reader, self.frame)?)),
            QUERY_AWARENESS => Ok(PeerMessage::QueryAwareness),
            other => Err(error(at, DecodeErrorKind::UnknownTag(other))),
        }
    }
}

impl Iterator for Messages<'_> {
    type Item = Result<PeerMessage, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_broken || self.reader.is_empty() {
            return None;
        }
        let message = self.read_next();
        self.is_broken = message.is_err();
        Some(message)
    }
}

impl std::iter::FusedIterator for Messages<'_> {}

/// Writes a message to a client; `false`, and nothing written, for what this protocol cannot carry.
pub fn encode_server(message: &ServerMessage<'_>, out: &mut BytesMut) -> bool {
    if let Some(sync) = server_sync(message) {
        out.reserve(sync.1.len() + 12);
        write_tag(out, SYNC);
        write_sync(out, sync);
        return true;
    }
    match *message {
        ServerMessage::Awareness(bytes) => {
            write_tag(out, AWARENESS);
            write_buf(out, bytes);
            true
        }
        ServerMessage::PermissionDenied(reason) => {
            write_tag(out, AUTH);
            write_var_uint(out, PERMISSION_DENIED);
            write_var_string(out, reason);
            true
        }
        ServerMessage::QueryAwareness => {
            write_tag(out, QUERY_AWARENESS);
            true
        }
        _ => false,
    }
}

/// Writes a client's message; `false`, and nothing written, for what this protocol cannot carry.
pub fn encode_client(message: &PeerMessage, out: &mut BytesMut) -> bool {
    if let Some(sync) = peer_sync(message) {
        write_tag(out, SYNC);
        write_sync(out, sync);
        return true;
    }
    match message {
        PeerMessage::Awareness(bytes) => {
            write_tag(out, AWARENESS);
            write_buf(out, bytes);
            true
        }
        PeerMessage::QueryAwareness => {
            write_tag(out, QUERY_AWARENESS);
            true
        }
        _ => false,
    }
}

/// Decodes all messages of a frame from the server.
pub fn decode_server(frame: &Bytes) -> Result<Vec<ServerFrame>, DecodeError> {
    let mut reader = Reader::new(frame);
    let mut messages = Vec::new();
    while !reader.is_empty() {
        let at = reader.position();
        if messages.len() >= MAX_MESSAGES_PER_FRAME {
            return Err(error(at, DecodeErrorKind::TooLarge));
        }
        messages.push(match reader.read_var_uint()? {
            SYNC => read_sync(&mut reader, frame)?.into(),
            AWARENESS => ServerFrame::Awareness(read_shared_buf(&mut reader, frame)?),
            AUTH => read_denial(&mut reader)?,
            QUERY_AWARENESS => ServerFrame::QueryAwareness,
            other => return Err(error(at, DecodeErrorKind::UnknownTag(other))),
        });
    }
    Ok(messages)
}

fn read_denial(reader: &mut Reader<'_>) -> Result<ServerFrame, DecodeError> {
    let at = reader.position();
    match reader.read_var_uint()? {
        PERMISSION_DENIED => Ok(ServerFrame::PermissionDenied(reader.read_var_string()?.to_owned())),
        other => Err(error(at, DecodeErrorKind::UnknownTag(other))),
    }
}
