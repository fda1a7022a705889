//! Frames of both protocols: no bytes panic, and what was read, written and read again is the same.

use bytes::{Bytes, BytesMut};
use pact_wire::awareness::{self, AwarenessLimits};
use pact_wire::hocuspocus::{self, ClientFrame};
use pact_wire::{PeerMessage, StateVector, ywebsocket};

/// Any bytes as a frame, from either side, in either protocol.
pub fn frame(bytes: &[u8]) {
    let frame = Bytes::copy_from_slice(bytes);
    from_a_hocuspocus_client(&frame);
    from_a_hocuspocus_server(&frame);
    from_a_ywebsocket_client(&frame);
    from_a_ywebsocket_server(&frame);
    payloads(bytes);
}

fn from_a_hocuspocus_client(frame: &Bytes) {
    let Ok(ClientFrame::Message { address, message }) = hocuspocus::decode_client(frame) else { return };
    payload(&message);
    let mut out = BytesMut::new();
    let is_sayable = hocuspocus::encode_client(&address.raw, &message, &mut out);
    assert_eq!(is_sayable, !matches!(message, PeerMessage::Forbidden(_)), "{message:?}");
    if is_sayable {
        let again = hocuspocus::decode_client(&out.freeze());
        assert_eq!(again, Ok(ClientFrame::Message { address, message }));
    }
}

fn from_a_hocuspocus_server(frame: &Bytes) {
    let Ok((address, said)) = hocuspocus::decode_server(frame) else { return };
    let mut out = BytesMut::new();
    hocuspocus::encode_server(&address.raw, &said.as_message(), &mut out);
    assert_eq!(hocuspocus::decode_server(&out.freeze()), Ok((address, said)));
}

fn from_a_ywebsocket_client(frame: &Bytes) {
    let Ok(messages) = ywebsocket::decode_client(frame).collect::<Result<Vec<_>, _>>() else { return };
    let mut out = BytesMut::new();
    for message in &messages {
        payload(message);
        assert!(ywebsocket::encode_client(message, &mut out), "{message:?}");
    }
    let out = out.freeze();
    let again: Result<Vec<_>, _> = ywebsocket::decode_client(&out).collect();
    assert_eq!(again, Ok(messages));
}

fn from_a_ywebsocket_server(frame: &Bytes) {
    let Ok(messages) = ywebsocket::decode_server(frame) else { return };
    let mut out = BytesMut::new();
    for message in &messages {
        assert!(ywebsocket::encode_server(&message.as_message(), &mut out), "{message:?}");
    }
    assert_eq!(ywebsocket::decode_server(&out.freeze()), Ok(messages));
}

fn payload(message: &PeerMessage) {
    match message {
        PeerMessage::Step1(bytes) | PeerMessage::Awareness(bytes) => payloads(bytes),
        _ => {}
    }
}

/// What lies in a frame besides updates.
fn payloads(bytes: &[u8]) {
    if let Ok(vector) = StateVector::decode(bytes) {
        assert_eq!(StateVector::decode(&vector.to_bytes()), Ok(vector));
    }
    if let Ok(entries) = awareness::decode(bytes, &AwarenessLimits::default()) {
        let mut out = Vec::new();
        awareness::encode(&entries, &mut out);
        assert_eq!(out, bytes, "presence has one way to be written");
    }
}
