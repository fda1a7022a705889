//! What does not enter, and that it does no harm.

use bytes::Bytes;
use pact_sync::{Counter, Quarantine, Replica, RoomRules};

use crate::peers::{Client, Table, attachment, rules};

/// The table of hostile input of the reference, by row.
const HOSTILE: [(&str, &str); 9] = [
    ("1 ContentJSON loop", "010102050205142701016d016e012800051401017d0200"),
    ("2 panic in push", "010105c4ffffffff0fc405020503025859 00"),
    ("4 client count", "80c2d75f"),
    ("6 trailing bytes", "01010500040101740161 00 00"),
    ("6 clock beyond 2^32", "010105838080801004010174016100"),
    ("9 type of kind 15", "010105000701017 40f00"),
    ("10 XmlHook", "0101050007010174050000"),
    ("11 lone surrogate", "0101050005010174 08 225c756438303022 00"),
    ("12 zero length", "01010500010101740000"),
];

fn hex(text: &str) -> Bytes {
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect::<Vec<u8>>()
        .into()
}

/// I5: after everything hostile the room still works.
#[test]
fn malformed_updates_are_refused_and_the_room_is_unharmed() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(77);
    table.update(anna, &client.types(0, "vivo"));
    table.commit();
    for (name, bytes) in HOSTILE {
        for heard in [table.update(anna, &hex(bytes)), table.step2(anna, &hex(bytes))] {
            assert_eq!(heard.refusals(anna), ["invalid"], "{name}");
            assert_eq!(heard.statuses(anna), [false], "{name}");
            assert_eq!(heard.counted, [Counter::Refused], "{name}");
        }
    }
    table.update(anna, &client.types(4, "!"));
    assert_eq!(table.commit().statuses(anna), [true]);
    assert_eq!(table.text(), "vivo!");
}

/// Row 7 of the hostile input: a block of deleted clocks in another's name is a hole here, or known later.
#[test]
fn deep_nesting_and_large_updates_are_refused() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut deep = hex("010105000801017401");
    deep = [deep.as_ref(), &[117, 1].repeat(7_000), &[126, 0]].concat().into();
    assert_eq!(table.update(anna, &deep).refusals(anna), ["invalid"]);
    let large = Client::new(5).types(0, &"x".repeat(1024 * 1024 + 1));
    assert_eq!(table.update(anna, &large).refusals(anna), ["too_large"]);
    assert!(table.step2(anna, &large).refusals(anna).is_empty(), "a Step2 may be larger");
}

/// I6.
#[test]
fn a_full_document_takes_nothing_more() {
    let mut table = Table::with(RoomRules { max_document_bytes: 100, ..rules() });
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    table.update(anna, &client.types(0, &"x".repeat(60)));
    let heard = table.update(anna, &client.types(0, &"y".repeat(60)));
    assert_eq!(heard.refusals(anna), ["too_large"]);
    table.commit();
    let again = table.step2(anna, &table.log[0].bytes.clone());
    assert_eq!(again.statuses(anna), [true], "what is known is acknowledged all the same");
}

/// I6: a disk that does not keep up ends in refusals, and later in edits again.
#[test]
fn too_much_that_waits_for_the_disk_is_refused_as_degraded() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    let words = "x".repeat(1000 * 1024);
    for _ in 0..4 {
        assert!(table.update(anna, &client.types(0, &words)).refusals(anna).is_empty());
    }
    let whole = client.whole();
    let heard = table.update(anna, &client.types(0, &words));
    assert_eq!((heard.refusals(anna), heard.statuses(anna)), (vec!["degraded".to_owned()], vec![]));
    assert_eq!(table.commit().statuses(anna), [true, true, true, true, false]);
    assert_eq!(table.step2(anna, &whole).statuses(anna), [true]);
    assert!(table.step2(anna, &client.whole()).refusals(anna).is_empty());
    assert_eq!(table.commit().statuses(anna), [true]);
}

/// I6: many small rows are bounded too.
#[test]
fn many_small_rows_that_wait_for_the_disk_are_bounded() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    let refused = (0..40_000).find(|_| !table.update(anna, &client.types(0, "x")).refusals(anna).is_empty());
    assert!(refused.is_some());
}

/// I5: what fails halfway makes the room useless, and its cause never enters again.
#[test]
fn an_update_that_yrs_rejects_asks_for_a_reload_and_is_quarantined() {
    let quarantine = Quarantine::default();
    let poison = Client::new(6).types(0, "innocente all'aspetto");
    let breaks_on = Some(poison.clone());
    let mut table = Table::with(RoomRules { quarantine: quarantine.clone(), breaks_on, ..rules() });
    let anna = table.join(attachment());
    table.update(anna, &Client::new(5).types(0, "testo"));
    table.commit();
    let heard = table.update(anna, &poison);
    assert_eq!(heard.reload.as_ref(), Some(&poison), "{heard:?}");
    assert!(heard.rows.is_empty() && heard.statuses(anna).is_empty());
    assert!(table.room.is_broken());
    let after = table.update(anna, &Client::new(7).types(0, "x"));
    assert!(after.rows.is_empty() && after.sent.is_empty(), "nothing enters a room that cannot be trusted");

    let hash = <[u8; 32]>::from(<sha2::Sha256 as sha2::Digest>::digest(&poison));
    quarantine.lock().insert(hash);
    let rows: Vec<Bytes> = table.log.iter().map(|row| row.bytes.clone()).collect();
    let reloaded = Replica::load(902, None, &rows).unwrap();
    let mut table = Table::around(reloaded, RoomRules { quarantine, ..rules() });
    let anna = table.join(attachment());
    assert_eq!(table.update(anna, &poison).refusals(anna), ["invalid"]);
}

/// I10: stored bytes that cannot be read are an error, never an empty document.
#[test]
fn a_corrupt_log_is_an_error() {
    let mut client = Client::new(5);
    let (first, second) = (client.types(0, "uno"), client.types(3, "due"));
    let truncated = first.slice(..first.len() - 1);
    assert!(Replica::load(1, None, &[truncated]).is_err());
    assert!(Replica::load(1, None, std::slice::from_ref(&second)).is_err(), "a missing row");
    assert!(Replica::load(1, Some(b"?"), &[first.clone(), second.clone()]).is_err());
    assert!(Replica::load(1, None, &[first, second]).is_ok());
}

/// Pages hear before it is too late, once; who comes later hears with the greeting.
#[test]
fn pages_are_told_when_a_document_is_nearly_full() {
    let mut table = Table::with(RoomRules { max_document_bytes: 1_000, ..rules() });
    let (page, stock) = (table.join(attachment()), table.join(attachment()));
    table.hello(page, None);
    let mut client = Client::new(5);
    let told: Vec<usize> =
        (0..16).map(|_| table.update(stock, &client.types(0, &"x".repeat(40))).announced.len()).collect();
    assert_eq!(told.iter().sum::<usize>(), 1, "{told:?}");
    assert_eq!(table.update(stock, &client.types(0, &"x".repeat(400))).refusals(stock), ["too_large"]);
    let late = table.join(attachment());
    let hello = serde_json::json!({ "v": 1, "t": "hello" }).to_string();
    let heard = table.say(late, pact_wire::message::PeerMessage::Stateless(hello));
    let texts: Vec<_> = heard.to(late).map(|message| format!("{message:?}")).collect();
    assert!(texts.iter().any(|text| text.contains("nearly_full")), "{texts:?}");
}
