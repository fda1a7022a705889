//! Awareness updates and their bounds.

use pact_wire::DecodeErrorKind;
use pact_wire::awareness::{AwarenessEntry, AwarenessLimits, decode, encode};

use crate::hex;

fn kind(bytes: &[u8]) -> Option<DecodeErrorKind> {
    decode(bytes, &AwarenessLimits::default()).err().map(|error| error.kind)
}

fn one(state: &str) -> Vec<u8> {
    let mut out = Vec::new();
    encode(&[AwarenessEntry { client: 5, clock: 1, state }], &mut out);
    out
}

#[test]
fn arriving_and_leaving_are_read_byte_by_byte() {
    let limits = AwarenessLimits::default();
    let arriving = hex("01 05 00 02 7b 7d");
    assert_eq!(decode(&arriving, &limits), Ok(vec![AwarenessEntry { client: 5, clock: 0, state: "{}" }]));
    let leaving = hex("01 05 01 04 6e 75 6c 6c");
    let entries = decode(&leaving, &limits).expect("leaving");
    assert!(entries[0].is_gone());
    let mut out = Vec::new();
    encode(&entries, &mut out);
    assert_eq!(out, leaving);
}

#[test]
fn every_truncation_and_every_tail_is_an_error() {
    let whole = hex("01 05 00 02 7b 7d");
    for len in 0..whole.len() {
        assert_eq!(kind(&whole[..len]), Some(DecodeErrorKind::Truncated), "cut at {len}");
    }
    assert_eq!(kind(&hex("01 05 00 02 7b 7d 00")), Some(DecodeErrorKind::Trailing));
}

#[test]
fn bounds_hold() {
    let limits = AwarenessLimits { max_entries: 1, max_state_bytes: 4 };
    assert!(decode(&one("null"), &limits).is_ok());
    assert_eq!(decode(&one("[1,2]"), &limits).map_err(|e| e.kind), Err(DecodeErrorKind::TooLarge));
    let mut two = Vec::new();
    let entry = AwarenessEntry { client: 1, clock: 1, state: "{}" };
    encode(&[entry, AwarenessEntry { client: 2, ..entry }], &mut two);
    assert_eq!(decode(&two, &limits).map_err(|e| e.kind), Err(DecodeErrorKind::TooLarge));
}

#[test]
fn a_state_no_browser_can_parse_is_refused() {
    for state in ["", "undefined", "{", r#"{"name":"\ud800"}"#] {
        let expected = if state.is_empty() { DecodeErrorKind::Truncated } else { DecodeErrorKind::Json };
        assert_eq!(kind(&one(state)), Some(expected), "{state}");
    }
}
