//! No input panics, and what is encoded is decoded.

use bytes::{Bytes, BytesMut};
use pact_wire::awareness::{self, AwarenessEntry, AwarenessLimits};
use pact_wire::hocuspocus::{self, ClientFrame};
use pact_wire::update::{Limits, holes, inspect};
use pact_wire::varint::{
    MAX_SAFE_INTEGER, Reader, write_buf, write_var_int, write_var_string, write_var_uint,
};
use pact_wire::{PeerMessage, ServerFrame, StateVector, json, ywebsocket};
use proptest::prelude::*;

use crate::fixtures::ALL;
use crate::hex;

fn bytes() -> impl Strategy<Value = Bytes> {
    prop::collection::vec(any::<u8>(), 0..40).prop_map(Bytes::from)
}

fn peer_message() -> impl Strategy<Value = PeerMessage> {
    prop_oneof![
        bytes().prop_map(PeerMessage::Step1),
        bytes().prop_map(PeerMessage::Step2),
        bytes().prop_map(PeerMessage::Update),
        bytes().prop_map(PeerMessage::Awareness),
        Just(PeerMessage::QueryAwareness),
        (".{0,20}", prop::option::of("[0-9.]{1,8}"))
            .prop_map(|(token, version)| PeerMessage::Token { token, version }),
        ".{0,40}".prop_map(PeerMessage::Stateless),
        Just(PeerMessage::Close),
    ]
}

fn server_frame() -> impl Strategy<Value = ServerFrame> {
    prop_oneof![
        bytes().prop_map(ServerFrame::Step1),
        bytes().prop_map(ServerFrame::Step2),
        bytes().prop_map(ServerFrame::Update),
        bytes().prop_map(ServerFrame::Awareness),
        any::<bool>().prop_map(|read_only| ServerFrame::Authenticated { read_only }),
        ".{0,20}".prop_map(ServerFrame::PermissionDenied),
        ".{0,40}".prop_map(ServerFrame::Stateless),
        ".{0,20}".prop_map(ServerFrame::Close),
        any::<bool>().prop_map(ServerFrame::SyncStatus),
        Just(ServerFrame::QueryAwareness),
    ]
}

/// A real update with a few bytes changed: far deeper into the grammar than random bytes come.
fn mutated_update() -> impl Strategy<Value = Vec<u8>> {
    let originals: Vec<Vec<u8>> = ALL
        .iter()
        .flat_map(|history| history.updates.iter().chain([&history.state]))
        .map(|u| hex(u))
        .collect();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..4);
    (prop::sample::select(originals), changes).prop_map(|(mut update, changes)| {
        for (index, byte, how) in changes {
            if update.is_empty() {
                break;
            }
            let at = index.index(update.len());
            match how {
                0 => update[at] = byte,
                1 => update.insert(at, byte),
                _ => {
                    update.remove(at);
                }
            }
        }
        update
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn random_bytes_never_panic(raw in prop::collection::vec(any::<u8>(), 0..120)) {
        let frame = Bytes::from(raw);
        let _ = hocuspocus::decode_client(&frame);
        let _ = hocuspocus::decode_server(&frame);
        let _ = ywebsocket::decode_client(&frame).count();
        let _ = ywebsocket::decode_server(&frame);
        let _ = StateVector::decode(&frame);
        let _ = awareness::decode(&frame, &AwarenessLimits::default());
        let _ = inspect(&frame, &Limits::UPDATE);
        let _ = Reader::new(&frame).read_var_int();
        if let Ok(text) = std::str::from_utf8(&frame) {
            let _ = json::check(text, 64);
        }
    }

    #[test]
    fn changed_updates_never_panic(update in mutated_update()) {
        let limits = Limits { allow_binary: true, ..Limits::UPDATE };
        if let Ok(inspection) = inspect(&update, &limits) {
            for (client, clock) in &inspection.dependencies {
                let is_brought = inspection.blocks.iter().any(|b| b.client == *client && b.contains(*clock));
                prop_assert!(!is_brought);
            }
            prop_assert!(inspection.blocks.iter().all(|block| block.start < block.end));
            prop_assert_eq!(holes(&inspection, |_| u32::MAX), None);
        }
    }

    #[test]
    fn text_that_looks_like_json_never_panics(text in r#"[\[\]{}:,"\\u0-9a-fdD8eE+. -]{0,40}"#) {
        let _ = json::check(&text, 8);
    }

    #[test]
    fn numbers_come_back(unsigned in 0..=MAX_SAFE_INTEGER, text in ".{0,20}", raw in bytes()) {
        let signed = i64::try_from(unsigned).expect("53 bits");
        let mut out = Vec::new();
        write_var_uint(&mut out, unsigned);
        write_var_int(&mut out, signed);
        write_var_int(&mut out, -signed);
        write_var_string(&mut out, &text);
        write_buf(&mut out, &raw);
        let mut reader = Reader::new(&out);
        prop_assert_eq!(reader.read_var_uint(), Ok(unsigned));
        prop_assert_eq!(reader.read_var_int(), Ok(signed));
        prop_assert_eq!(reader.read_var_int(), Ok(-signed));
        prop_assert_eq!(reader.read_var_string(), Ok(text.as_str()));
        prop_assert_eq!(reader.read_buf(), Ok(&raw[..]));
        prop_assert!(reader.finish().is_ok());
    }

    #[test]
    fn client_messages_come_back(name in "[a-z]{1,9}(\u{0}[0-9]{1,4})?", message in peer_message()) {
        let mut out = BytesMut::new();
        prop_assert!(hocuspocus::encode_client(name.as_bytes(), &message, &mut out));
        match hocuspocus::decode_client(&out.freeze()) {
            Ok(ClientFrame::Message { address, message: decoded }) => {
                prop_assert_eq!(&address.raw[..], name.as_bytes());
                prop_assert_eq!(&decoded, &message);
            }
            other => prop_assert!(false, "{:?}", other),
        }
        let mut out = BytesMut::new();
        if ywebsocket::encode_client(&message, &mut out) && ywebsocket::encode_client(&message, &mut out) {
            let frame = out.freeze();
            let decoded: Result<Vec<_>, _> = ywebsocket::decode_client(&frame).collect();
            prop_assert_eq!(decoded, Ok(vec![message.clone(), message]));
        } else {
            prop_assert!(out.is_empty());
        }
    }

    #[test]
    fn server_messages_come_back(message in server_frame()) {
        let mut out = BytesMut::new();
        hocuspocus::encode_server(b"doc", &message.as_message(), &mut out);
        let decoded = hocuspocus::decode_server(&out.freeze());
        prop_assert_eq!(decoded.map(|(_, decoded)| decoded).ok(), Some(message.clone()));
        let mut out = BytesMut::new();
        if ywebsocket::encode_server(&message.as_message(), &mut out) {
            prop_assert_eq!(ywebsocket::decode_server(&out.freeze()), Ok(vec![message]));
        }
    }

    #[test]
    fn state_vectors_and_presence_come_back(
        clocks in prop::collection::btree_map(0..=MAX_SAFE_INTEGER, 0..0x8000_0000_u32, 0..20),
        presence in prop::collection::vec((any::<u32>(), any::<u32>(), "[a-z]{0,9}"), 0..9),
    ) {
        let vector: StateVector = clocks.into_iter().collect();
        prop_assert_eq!(StateVector::decode(&vector.to_bytes()), Ok(vector));
        let states: Vec<String> = presence.iter().map(|(_, _, name)| format!(r#"{{"name":"{name}"}}"#)).collect();
        let entries: Vec<_> = presence
            .iter()
            .zip(&states)
            .map(|((client, clock, _), state)| AwarenessEntry {
                client: u64::from(*client),
                clock: u64::from(*clock),
                state,
            })
            .collect();
        let mut out = Vec::new();
        awareness::encode(&entries, &mut out);
        prop_assert_eq!(awareness::decode(&out, &AwarenessLimits::default()), Ok(entries));
    }
}
