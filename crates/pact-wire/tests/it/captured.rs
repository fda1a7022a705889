//! Frames captured from stock providers, byte by byte, both ways.

use bytes::{Bytes, BytesMut};
use pact_wire::hocuspocus::{self, Address, ClientFrame};
use pact_wire::limits::{MAX_ADDRESS, MAX_MESSAGES_PER_FRAME, MAX_TOKEN};
use pact_wire::{DecodeErrorKind, PeerMessage, ServerFrame, ServerMessage, ywebsocket};

use crate::{frame, hex};

const EDIT: &str = "01 01 05 00 04 01 01 74 01 61 00";

fn shared(text: &str) -> Bytes {
    frame(text)
}

fn token(token: &str, version: Option<&str>) -> PeerMessage {
    PeerMessage::Token { token: token.to_owned(), version: version.map(str::to_owned) }
}

/// What a Hocuspocus provider 4.8 sends for the document "doc".
fn hocuspocus_frames() -> Vec<(&'static str, PeerMessage)> {
    vec![
        ("03 64 6f 63 02 00 03 74 6f 6b 05 34 2e 38 2e 30", token("tok", Some("4.8.0"))),
        ("03 64 6f 63 00 00 01 00", PeerMessage::Step1(shared("00"))),
        ("03 64 6f 63 01 06 01 05 00 02 7b 7d", PeerMessage::Awareness(shared("01 05 00 02 7b 7d"))),
        ("03 64 6f 63 00 02 0b 01 01 05 00 04 01 01 74 01 61 00", PeerMessage::Update(shared(EDIT))),
        ("03 64 6f 63 00 01 02 00 00", PeerMessage::Step2(shared("00 00"))),
        ("03 64 6f 63 05 02 68 69", PeerMessage::Stateless("hi".to_owned())),
        ("03 64 6f 63 03", PeerMessage::QueryAwareness),
        ("03 64 6f 63 07", PeerMessage::Close),
    ]
}

/// What a y-websocket client sends.
fn ywebsocket_frames() -> Vec<(&'static str, PeerMessage)> {
    vec![
        ("00 00 01 00", PeerMessage::Step1(shared("00"))),
        ("01 06 01 05 00 02 7b 7d", PeerMessage::Awareness(shared("01 05 00 02 7b 7d"))),
        ("00 02 0b 01 01 05 00 04 01 01 74 01 61 00", PeerMessage::Update(shared(EDIT))),
        ("01 08 01 05 01 04 6e 75 6c 6c", PeerMessage::Awareness(shared("01 05 01 04 6e 75 6c 6c"))),
        ("00 01 02 00 00", PeerMessage::Step2(shared("00 00"))),
        ("03", PeerMessage::QueryAwareness),
    ]
}

fn decode_hocuspocus(text: &str) -> (Address, PeerMessage) {
    match hocuspocus::decode_client(&frame(text)) {
        Ok(ClientFrame::Message { address, message }) => (address, message),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn each_captured_hocuspocus_frame_is_read_and_written_byte_by_byte() {
    for (text, expected) in hocuspocus_frames() {
        let (address, message) = decode_hocuspocus(text);
        assert_eq!((address.document(), address.session()), ("doc", None));
        assert_eq!(message, expected);
        let mut out = BytesMut::new();
        assert!(hocuspocus::encode_client(&address.raw, &message, &mut out));
        assert_eq!(out, hex(text));
    }
}

#[test]
fn each_captured_ywebsocket_frame_is_read_and_written_byte_by_byte() {
    for (text, expected) in ywebsocket_frames() {
        let bytes = frame(text);
        let messages: Vec<_> = ywebsocket::decode_client(&bytes).collect::<Result<_, _>>().expect(text);
        assert_eq!(messages, [expected]);
        let mut out = BytesMut::new();
        assert!(ywebsocket::encode_client(&messages[0], &mut out));
        assert_eq!(out, hex(text));
    }
}

#[test]
fn every_truncation_of_a_captured_frame_is_an_error() {
    for (text, _) in hocuspocus_frames() {
        let whole = frame(text);
        for len in 0..whole.len() {
            // An older provider's Auth ends before the version: the one cut that is a whole frame.
            let is_old_auth = text.starts_with("03 64 6f 63 02") && len == 10;
            let result = hocuspocus::decode_client(&whole.slice(..len));
            assert_eq!(result.is_ok(), is_old_auth, "{text} cut at {len}: {result:?}");
        }
    }
    for (text, _) in ywebsocket_frames() {
        let whole = frame(text);
        for len in 1..whole.len() {
            let cut = whole.slice(..len);
            let result: Result<Vec<_>, _> = ywebsocket::decode_client(&cut).collect();
            assert_eq!(result.map_err(|e| e.kind), Err(DecodeErrorKind::Truncated), "{text} cut at {len}");
        }
    }
}

#[test]
fn a_byte_after_a_hocuspocus_message_is_an_error() {
    for (text, _) in hocuspocus_frames() {
        let result = hocuspocus::decode_client(&frame(&format!("{text} 00")));
        assert_eq!(result.map_err(|e| e.kind), Err(DecodeErrorKind::Trailing), "{text}");
    }
}

#[test]
fn an_address_may_carry_a_session_and_is_kept_as_written() {
    let (address, message) = decode_hocuspocus("05 64 6f 63 00 73 07");
    assert_eq!((address.document(), address.session()), ("doc", Some("s")));
    assert_eq!(message, PeerMessage::Close);
    let mut out = BytesMut::new();
    hocuspocus::encode_server(&address.raw, &ServerMessage::Close("bye"), &mut out);
    assert_eq!(out, hex("05 64 6f 63 00 73 07 03 62 79 65"));
}

#[test]
fn an_address_or_token_over_its_bound_is_an_error() {
    let encode = |address: &str, message: &PeerMessage| {
        let mut out = BytesMut::new();
        hocuspocus::encode_client(address.as_bytes(), message, &mut out);
        hocuspocus::decode_client(&out.freeze()).map_err(|e| e.kind)
    };
    assert!(encode(&"a".repeat(MAX_ADDRESS), &PeerMessage::Close).is_ok());
    assert_eq!(encode(&"a".repeat(MAX_ADDRESS + 1), &PeerMessage::Close), Err(DecodeErrorKind::TooLarge));
    assert!(encode("d", &token(&"t".repeat(MAX_TOKEN), None)).is_ok());
    assert_eq!(encode("d", &token(&"t".repeat(MAX_TOKEN + 1), None)), Err(DecodeErrorKind::TooLarge));
    assert_eq!(
        hocuspocus::decode_client(&frame("02 ff fe 07")).map_err(|e| e.kind),
        Err(DecodeErrorKind::Utf8)
    );
}

#[test]
fn ping_and_pong_are_bare_bytes() {
    assert_eq!(hocuspocus::decode_client(&frame("09")), Ok(ClientFrame::Ping));
    assert_eq!(hocuspocus::decode_client(&frame("0a")), Ok(ClientFrame::Pong));
    let mut out = BytesMut::new();
    hocuspocus::encode_ping(&mut out);
    assert_eq!(out, hex("09"));
    let mut out = BytesMut::new();
    hocuspocus::encode_server(b"doc", &ServerMessage::Pong, &mut out);
    assert_eq!(out, hex("0a"));
}

#[test]
fn what_only_servers_may_send_is_recognised_and_not_read() {
    for (text, name) in [
        ("03 64 6f 63 04 00 00 01 00", "SyncReply"),
        ("03 64 6f 63 06 02 68 69", "BroadcastStateless"),
        ("03 64 6f 63 08 01", "SyncStatus"),
    ] {
        assert_eq!(decode_hocuspocus(text).1, PeerMessage::Forbidden(name));
    }
    for text in ["03 64 6f 63 0b", "03 64 6f 63 02 02 00", "03 64 6f 63 00 03 00"] {
        let kind = hocuspocus::decode_client(&frame(text)).expect_err(text).kind;
        assert!(matches!(kind, DecodeErrorKind::UnknownTag(_)), "{text}: {kind:?}");
    }
}

#[test]
fn a_ywebsocket_frame_is_read_to_its_end() {
    let opening = frame("00 00 01 00 01 06 01 05 00 02 7b 7d");
    let messages: Vec<_> =
        ywebsocket::decode_client(&opening).collect::<Result<_, _>>().expect("two messages");
    assert_eq!(messages.len(), 2);
    let broken = frame("00 00 01 00 07 03");
    let results: Vec<_> = ywebsocket::decode_client(&broken).collect();
    assert_eq!(results.len(), 2, "nothing comes after an error");
    assert_eq!(results[1].as_ref().map_err(|e| e.kind), Err(DecodeErrorKind::UnknownTag(7)));
}

#[test]
fn messages_in_a_frame_are_counted() {
    let full = Bytes::from(vec![3; MAX_MESSAGES_PER_FRAME]);
    assert!(ywebsocket::decode_client(&full).all(|message| message.is_ok()));
    let over = Bytes::from(vec![3; MAX_MESSAGES_PER_FRAME + 1]);
    let last = ywebsocket::decode_client(&over).last().expect("some");
    assert_eq!(last.map_err(|e| e.kind), Err(DecodeErrorKind::TooLarge));
    assert!(ywebsocket::decode_server(&over).is_err());
}

#[test]
fn server_frames_have_the_documented_bytes() {
    let cases: &[(ServerMessage<'_>, &str, Option<&str>)] = &[
        (ServerMessage::Step1(&[0]), "01 64 00 00 01 00", Some("00 00 01 00")),
        (ServerMessage::Step2(&[0, 0]), "01 64 00 01 02 00 00", Some("00 01 02 00 00")),
        (ServerMessage::Update(&[0, 0]), "01 64 00 02 02 00 00", Some("00 02 02 00 00")),
        (ServerMessage::Awareness(&[0]), "01 64 01 01 00", Some("01 01 00")),
        (
            ServerMessage::Authenticated { read_only: false },
            "01 64 02 02 0a 72 65 61 64 2d 77 72 69 74 65",
            None,
        ),
        (ServerMessage::Authenticated { read_only: true }, "01 64 02 02 08 72 65 61 64 6f 6e 6c 79", None),
        (ServerMessage::PermissionDenied("no"), "01 64 02 01 02 6e 6f", Some("02 00 02 6e 6f")),
        (ServerMessage::Stateless("{}"), "01 64 05 02 7b 7d", None),
        (ServerMessage::Close(""), "01 64 07 00", None),
        (ServerMessage::SyncStatus(true), "01 64 08 01", None),
        (ServerMessage::SyncStatus(false), "01 64 08 00", None),
        (ServerMessage::QueryAwareness, "01 64 03", Some("03")),
    ];
    for (message, hocuspocus_bytes, ywebsocket_bytes) in cases {
        let mut out = BytesMut::new();
        hocuspocus::encode_server(b"d", message, &mut out);
        assert_eq!(out, hex(hocuspocus_bytes), "{message:?}");
        let (address, decoded) = hocuspocus::decode_server(&out.freeze()).expect("own bytes");
        assert_eq!((address.document(), decoded.as_message()), ("d", *message));

        let mut out = BytesMut::new();
        assert_eq!(ywebsocket::encode_server(message, &mut out), ywebsocket_bytes.is_some(), "{message:?}");
        assert_eq!(out, hex(ywebsocket_bytes.unwrap_or_default()));
        let decoded = ywebsocket::decode_server(&out.freeze()).expect("own bytes");
        assert!(decoded.iter().map(ServerFrame::as_message).eq(ywebsocket_bytes.map(|_| *message)));
    }
}
