//! Who is here.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use pact_sync::{AttachmentId, Counter, EXPIRY, MAX_STATE_BYTES, Outgoing};
use pact_wire::awareness::{self, AwarenessEntry, AwarenessLimits};
use pact_wire::message::PeerMessage;
use serde_json::{Value, json};

use crate::peers::{Heard, Table, attachment, reader};

fn frame(entries: &[(u64, u64, &str)]) -> Bytes {
    let entries: Vec<AwarenessEntry<'_>> =
        entries.iter().map(|&(client, clock, state)| AwarenessEntry { client, clock, state }).collect();
    let mut out = BytesMut::new();
    awareness::encode(&entries, &mut out);
    out.freeze()
}

fn read(frame: &[u8]) -> Vec<(u64, u64, Value)> {
    awareness::decode(frame, &AwarenessLimits::default())
        .unwrap()
        .into_iter()
        .map(|entry| (entry.client, entry.clock, serde_json::from_str(entry.state).unwrap()))
        .collect()
}

fn announce(table: &mut Table, from: AttachmentId, entries: &[(u64, u64, &str)]) -> Heard {
    table.say(from, PeerMessage::Awareness(frame(entries)))
}

fn drained(table: &mut Table) -> Vec<(u64, u64, Value)> {
    table.room.drain_presence().map(|frame| read(&frame)).unwrap_or_default()
}

fn all(table: &mut Table, asking: AttachmentId) -> Vec<(u64, u64, Value)> {
    let heard = table.say(asking, PeerMessage::QueryAwareness);
    let frame = heard.to(asking).find_map(|message| match message {
        Outgoing::Awareness(frame) => Some(read(frame)),
        _ => None,
    });
    frame.unwrap_or_default()
}

/// Nobody poses as the mayor: name, colour and body come from the session.
#[test]
fn the_user_is_written_by_the_server() {
    let mut table = Table::new();
    let anna = table.join(reader());
    announce(&mut table, anna, &[(5, 0, r#"{"user":{"name":"Sindaco"},"cursor":{"anchor":1}}"#)]);
    let [(client, clock, state)] = drained(&mut table).try_into().unwrap();
    assert_eq!((client, clock), (5, 0));
    let user = json!({
        "name": "Parrocchia di San Nicolò", "color": "#1f6f5c", "role": "member",
        "actor": "01900000-0000-7000-8000-000000000002",
    });
    assert_eq!(state, json!({ "user": user, "cursor": { "anchor": 1 } }));
    assert!(!table.room.presence_is_dirty());
    assert!(drained(&mut table).is_empty());
}

#[test]
fn a_client_id_of_another_connection_is_ignored() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(attachment()));
    announce(&mut table, anna, &[(5, 3, r#"{"a":1}"#)]);
    announce(&mut table, bruno, &[(6, 0, "{}"), (5, 9, r#"{"forged":true}"#), (5, 10, "null")]);
    let entries = drained(&mut table);
    assert_eq!(entries.iter().map(|entry| (entry.0, entry.1)).collect::<Vec<_>>(), [(5, 3), (6, 0)]);
    assert_eq!(entries[0].2["a"], 1);
}

#[test]
fn a_client_that_changes_its_id_replaces_its_entry() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    announce(&mut table, anna, &[(5, 3, "{}")]);
    drained(&mut table);
    announce(&mut table, anna, &[(7, 0, "{}")]);
    let entries = drained(&mut table);
    assert_eq!((entries[0].0, entries[0].1, &entries[0].2), (5, 4, &Value::Null));
    assert_eq!(entries[1].0, 7);
    assert_eq!(all(&mut table, anna).len(), 1);
}

/// y-websocket clients pass on what they hear, the leaving of others included.
#[test]
fn passing_on_that_somebody_left_does_not_cost_ones_own_entry() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(attachment()));
    announce(&mut table, anna, &[(5, 0, "{}")]);
    announce(&mut table, bruno, &[(6, 0, "{}")]);
    table.leave(anna);
    drained(&mut table);
    announce(&mut table, bruno, &[(5, 1, "null")]);
    assert!(!table.room.presence_is_dirty());
    assert_eq!(all(&mut table, bruno).iter().map(|entry| entry.0).collect::<Vec<_>>(), [6]);
}

#[test]
fn who_leaves_is_announced_with_the_next_clock() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    announce(&mut table, anna, &[(5, 8, "{}")]);
    drained(&mut table);
    table.leave(anna);
    assert_eq!(drained(&mut table), [(5, 9, Value::Null)]);
    let bruno = table.join(attachment());
    assert!(all(&mut table, bruno).is_empty());
}

#[test]
fn an_entry_that_is_not_refreshed_expires() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(attachment()));
    announce(&mut table, anna, &[(5, 0, "{}")]);
    announce(&mut table, bruno, &[(6, 0, "{}")]);
    drained(&mut table);
    table.now = Duration::from_secs(15);
    announce(&mut table, bruno, &[(6, 1, "{}")]);
    drained(&mut table);
    table.tick(EXPIRY + Duration::from_millis(1));
    assert_eq!(drained(&mut table), [(5, 1, Value::Null)]);
}

#[test]
fn old_clocks_are_ignored_and_goodbyes_of_the_same_clock_are_not() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    announce(&mut table, anna, &[(5, 3, r#"{"n":3}"#)]);
    announce(&mut table, anna, &[(5, 2, r#"{"n":2}"#)]);
    announce(&mut table, anna, &[(5, 3, r#"{"n":4}"#)]);
    assert_eq!(drained(&mut table)[0].2["n"], 3);
    announce(&mut table, anna, &[(5, 3, "null")]);
    assert_eq!(drained(&mut table), [(5, 3, Value::Null)]);
}

/// I6: a state is bounded; clocks too, because leaving counts one further.
#[test]
fn what_is_too_large_or_no_object_is_not_taken_in() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let large = format!(r#"{{"x":"{}"}}"#, "y".repeat(MAX_STATE_BYTES));
    assert_eq!(announce(&mut table, anna, &[(5, 0, &large)]).counted, [Counter::Refused]);
    assert_eq!(announce(&mut table, anna, &[(5, 0, "{")]).counted, [Counter::Refused]);
    announce(&mut table, anna, &[(5, 0, "[1]"), (5, 1, "7"), (5, 2, "\"x\"")]);
    announce(&mut table, anna, &[(5, (1 << 53) - 1, "{}")]);
    assert!(!table.room.presence_is_dirty());
}

/// Somebody who comes sees at once who is here; a page that may not read sees nobody.
#[test]
fn who_comes_is_told_who_is_here() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    announce(&mut table, anna, &[(5, 0, "{}")]);
    let (bruno, heard) = table.join_and_hear(reader());
    assert!(matches!(heard.to(bruno).next(), Some(Outgoing::Awareness(frame)) if read(frame).len() == 1));
    let (carla, heard) = table.join_and_hear(pact_sync::Attachment { may_read: false, ..attachment() });
    assert_eq!(heard.to(carla).count(), 0);
    assert_eq!(table.room.present().len(), 3);
    assert_eq!(table.room.present()[0].name, "Parrocchia di San Nicolò");
}
