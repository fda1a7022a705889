//! Whose is a client id (invariant I4)?

use std::time::Duration;

use bytes::Bytes;
use pact_model::access::Identity;
use pact_sync::{Attachment, AttachmentId, Author, OWNER_PATIENCE, Origin, Outgoing, RELAY_AFTER};
use pact_wire::message::PeerMessage;
use serde_json::{Value, json};

use crate::peers::{Client, Heard, Table, attachment, identity};

/// Another person, who acts for another body.
pub fn somebody(number: u8) -> Attachment {
    let id = |kind: u8| format!("01900000-0000-7000-8000-{kind:02}00000000{number:02}");
    let identity =
        Identity { person: id(1).parse().unwrap(), actor: Some(id(2).parse().unwrap()), ..identity() };
    Attachment { identity, lot: u32::from(number) * 1000, ..attachment() }
}

fn author(attachment: &Attachment) -> Author {
    Author { person: Some(attachment.identity.person), actor: attachment.identity.actor }
}

impl Table {
    /// Says hello and returns what was leased.
    pub fn hello(&mut self, from: AttachmentId, client: Option<u64>) -> Value {
        let hello = json!({ "v": 1, "t": "hello", "caps": ["lock"], "schema": 1, "clientId": client });
        let heard = self.say(from, PeerMessage::Stateless(hello.to_string()));
        let leased = heard.to(from).find_map(|message| match message {
            Outgoing::Stateless(text) => serde_json::from_str(text).ok(),
            _ => None,
        });
        leased.unwrap()
    }

    fn rejoin(&mut self, attachment: Attachment) -> AttachmentId {
        self.join(attachment)
    }
}

fn is_silent(heard: &Heard) -> bool {
    heard.rows.is_empty() && heard.sent.is_empty() && heard.refused.is_empty()
}

#[test]
fn a_page_is_given_an_id_of_its_own_and_keeps_it_over_a_broken_line() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(somebody(1)), table.join(somebody(2)));
    let first = table.hello(anna, None)["clientId"].as_u64().unwrap();
    let second = table.hello(bruno, None)["clientId"].as_u64().unwrap();
    assert!(first != second && (2..1 << 31).contains(&first));
    // Somebody else's is not given, whether it is in use or not.
    assert_ne!(table.hello(bruno, Some(first))["clientId"], json!(first));
    // The new line comes before the old one is known to be dead.
    let again = table.rejoin(somebody(1));
    assert_eq!(table.hello(again, Some(first))["clientId"], json!(first));
    table.leave(anna);
    assert!(!table.update(again, &Client::new(first).types(0, "sono io")).rows.is_empty());
}

/// The lease travels with the first row, so that no edit is acknowledged before it is stored.
#[test]
fn the_first_row_of_an_id_brings_its_lease() {
    let mut table = Table::new();
    let anna = table.join(somebody(1));
    let mut client = Client::new(5);
    let first = table.update(anna, &client.types(0, "uno"));
    let [lease] = first.rows[0].leases.as_slice() else { panic!("{first:?}") };
    assert_eq!((lease.client, lease.holder), (5, author(&somebody(1))));
    assert!(table.update(anna, &client.types(3, " due")).rows[0].leases.is_empty());
}

/// The nine bytes that take a victim's next million clocks.
#[test]
fn nobody_takes_the_clocks_of_somebody_who_is_here() {
    let mut table = Table::new();
    let (anna, mallory) = (table.join(somebody(1)), table.join(somebody(2)));
    let mut client = Client::new(7);
    table.update(anna, &client.types(0, "abc"));
    table.commit();
    let forged = Bytes::from_static(&[1, 1, 7, 3, 0, 0xc0, 0x84, 0x3d, 0]);
    assert!(is_silent(&table.update(mallory, &forged)), "held: the owner may bring them");
    // The victim types on as if nothing had happened.
    assert_eq!(table.update(anna, &client.types(3, "def")).rows.len(), 1);
    let heard = table.tick(OWNER_PATIENCE + Duration::from_secs(1));
    assert_eq!(
        (heard.refusals(mallory), heard.statuses(mallory)),
        (vec!["foreign_client".to_owned()], vec![false])
    );
    assert_eq!(heard.noted, [("foreign_client", author(&somebody(2)))]);
    assert_eq!(table.text(), "abcdef");
}

#[test]
fn nobody_writes_under_the_ids_of_the_server() {
    let mut table = Table::new();
    let mallory = table.join(somebody(2));
    for id in [1, 900] {
        let heard = table.update(mallory, &Client::new(id).types(0, "x"));
        assert_eq!(heard.refusals(mallory), ["foreign_client"], "{id}");
    }
}

/// After a crash of the server one peer may bring what another had written: while the other may still come, it
/// waits; then it enters, marked, and is the other's.
#[test]
fn edits_of_somebody_who_is_away_enter_as_a_relay() {
    let mut table = Table::new();
    let anna = table.join(somebody(1));
    let mut client = Client::new(5);
    table.update(anna, &client.types(0, "noto"));
    table.commit();
    let unsent = client.types(4, " e non ancora");
    table.leave(anna);
    let bruno = table.join(somebody(2));
    assert!(is_silent(&table.step2(bruno, &unsent)), "she may come back");
    let heard = table.tick(RELAY_AFTER + Duration::from_secs(1));
    assert_eq!(heard.rows.len(), 1, "{heard:?}");
    assert_eq!((heard.rows[0].origin, heard.rows[0].author), (Origin::Relay, author(&somebody(1))));
    table.commit();
    assert_eq!(table.text(), "noto e non ancora");
    // She comes back with the same words: known, and acknowledged.
    let anna = table.rejoin(somebody(1));
    assert_eq!(table.step2(anna, &client.whole()).statuses(anna), [true]);
    assert_eq!(table.update(anna, &client.types(0, "già ")).rows.len(), 1);
}

/// The server dies while two type. Each comes back with the unsent words of both; neither waits for the other.
#[test]
fn two_who_bring_each_others_words_do_not_wait_for_each_other() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(somebody(1)), table.join(somebody(2)));
    let (mut hers, mut his) = (Client::new(5), Client::new(6));
    let (a, b) = (hers.types(0, "a"), his.types(0, "b"));
    table.update(anna, &a);
    table.update(bruno, &b);
    hers.learns(&b);
    his.learns(&a);
    table.commit();
    table.leave(anna);
    table.leave(bruno);
    // Told to each other by the server, and not on its disk when it died; then each typed on.
    let (seen_of_hers, seen_of_his) = (hers.types(1, " uno"), his.types(1, " due"));
    hers.learns(&seen_of_his);
    his.learns(&seen_of_hers);
    hers.types(0, "Anna ");
    his.types(0, "Bruno ");
    let (anna, bruno) = (table.rejoin(somebody(1)), table.rejoin(somebody(2)));
    table.hello(anna, Some(5));
    table.hello(bruno, Some(6));
    assert!(is_silent(&table.step2(anna, &hers.whole())), "his words are his to bring");
    let heard = table.step2(bruno, &his.whole());
    assert_eq!((heard.rows.len(), heard.refused.len()), (2, 0), "{heard:?}");
    assert!(heard.rows.iter().any(|row| row.origin == Origin::Relay), "marked");
    let committed = table.commit();
    assert_eq!((committed.statuses(anna), committed.statuses(bruno)), (vec![true], vec![true]));
    for words in ["Anna ", "Bruno ", " uno", " due"] {
        assert_eq!(table.text().matches(words).count(), 1, "{words}: {}", table.text());
    }
}

/// Words that the owner did not write do not enter so.
#[test]
fn other_words_than_the_owners_do_not_enter() {
    let mut table = Table::new();
    let anna = table.join(somebody(1));
    let mut hers = Client::new(5);
    let known = hers.types(0, "a");
    table.update(anna, &known);
    table.commit();
    let mut forged = Client::new(5);
    forged.learns(&hers.whole());
    let forged = forged.types(1, " falso");
    hers.types(1, " vero!");
    // Hers is held for something else, his is held for hers.
    let bruno = table.join(somebody(2));
    table.hello(bruno, Some(6));
    let mut his = Client::new(6);
    table.update(bruno, &his.types(0, "b"));
    table.commit();
    his.types(0, "non ancora ");
    hers.learns(&his.whole());
    his.learns(&known);
    his.learns(&forged);
    assert!(is_silent(&table.step2(anna, &hers.whole())));
    // He brings his own words, so hers may enter with them; what he says she wrote is not what she wrote.
    let heard = table.step2(bruno, &his.whole());
    assert_eq!(heard.refusals(bruno), ["reused_clock"]);
    table.commit();
    assert!(table.text().contains(" vero!") && !table.text().contains("falso"), "{}", table.text());
}

/// Nothing, in the place of what the owner has written and waits with, swallows none of it.
#[test]
fn nothing_is_not_what_the_owner_wrote() {
    let mut table = Table::new();
    let anna = table.join(somebody(1));
    let mut hers = Client::new(5);
    table.update(anna, &hers.types(0, "a"));
    let bruno = table.join(somebody(2));
    table.hello(bruno, Some(6));
    let mut his = Client::new(6);
    table.update(bruno, &his.types(0, "b"));
    table.commit();
    let unsent = his.types(0, "non ancora ");
    hers.types(1, " vero!");
    hers.learns(&his.whole());
    assert!(is_silent(&table.step2(anna, &hers.whole())), "his words are his to bring");
    let swallowing = Bytes::from_static(&[1, 1, 5, 1, 0, 6, 0]);
    assert!(is_silent(&table.update(bruno, &swallowing)), "she is here");
    table.update(bruno, &unsent);
    table.commit();
    assert!(table.text().contains(" vero!"), "{}", table.text());
}

#[test]
fn edits_that_their_owner_brings_meanwhile_are_no_relay() {
    let mut table = Table::new();
    let anna = table.join(somebody(1));
    let mut client = Client::new(5);
    table.update(anna, &client.types(0, "noto"));
    let unsent = client.types(4, " e non ancora");
    let bruno = table.join(somebody(2));
    assert!(is_silent(&table.step2(bruno, &unsent)));
    let heard = table.update(anna, &unsent);
    assert_eq!((heard.rows.len(), heard.rows[0].origin), (1, Origin::Edit));
    let committed = table.commit();
    assert_eq!((committed.statuses(anna), committed.statuses(bruno)), (vec![true, true], vec![true]));
}

/// A relay may not swallow what its owner will write: a stretch of nothing of that length is no honest edit.
#[test]
fn a_long_stretch_of_nothing_is_no_relay() {
    let mut table = Table::new();
    let anna = table.join(somebody(1));
    table.update(anna, &Client::new(7).types(0, "abc"));
    table.leave(anna);
    let mallory = table.join(somebody(2));
    table.now = RELAY_AFTER * 2;
    let forged = Bytes::from_static(&[1, 1, 7, 3, 0, 0xc0, 0x84, 0x3d, 0]);
    assert_eq!(table.update(mallory, &forged).refusals(mallory), ["foreign_client"]);
}

/// What came in somebody's luggage before its owner ever spoke here belongs to nobody yet.
#[test]
fn an_id_that_came_in_somebodys_luggage_is_its_owners_all_the_same() {
    let mut table = Table::new();
    let (mut anna, mut bruno) = (Client::new(5), Client::new(6));
    let unsent = anna.types(0, "di Anna, ");
    bruno.learns(&unsent);
    let his = bruno.types(9, "di Bruno");
    let there = table.join(somebody(2));
    // He has an id already, so the other one is not his.
    table.hello(there, Some(6));
    assert_eq!(table.step2(there, &bruno.whole()).rows.len(), 1);
    assert_eq!(table.update(there, &his).rows.len(), 0, "known");
    let here = table.join(somebody(1));
    assert_eq!(table.update(here, &anna.types(0, "prima ")).rows.len(), 1);
    assert_eq!(table.text(), "prima di Anna, di Bruno");
}

#[test]
fn the_same_id_with_other_words_is_noticed() {
    let mut table = Table::new();
    let anna = table.join(somebody(1));
    table.update(anna, &Client::new(5).types(0, "originale"));
    let heard = table.update(anna, &Client::new(5).types(0, "contraffatto"));
    assert_eq!(heard.refusals(anna), ["reused_clock"]);
    assert_eq!(heard.noted.len(), 1);
    assert_eq!(heard.refused[0].words.len(), 1, "three letters more are new words, and kept");
}

/// Presence under an id that is somebody else's is not shown.
#[test]
fn nobody_is_present_under_somebody_elses_id() {
    let mut table = Table::new();
    let (anna, mallory) = (table.join(somebody(1)), table.join(somebody(2)));
    table.update(anna, &Client::new(7).types(0, "abc"));
    let mut frame = Vec::new();
    let entry = pact_wire::awareness::AwarenessEntry { client: 7, clock: 1, state: "{}" };
    pact_wire::awareness::encode(&[entry], &mut frame);
    let heard = table.say(mallory, PeerMessage::Awareness(frame.clone().into()));
    assert_eq!(heard.noted, [("forged_presence", author(&somebody(2)))]);
    assert!(table.room.drain_presence().is_none());
    table.say(anna, PeerMessage::Awareness(frame.clone().into()));
    assert!(table.room.drain_presence().is_some());
    // Passing on what was heard is no forgery, and changes nothing.
    let bruno = table.join(somebody(3));
    assert!(table.say(bruno, PeerMessage::Awareness(frame.into())).noted.is_empty());
    assert!(table.room.drain_presence().is_none());
}

/// Stock clients are told in the words of their protocol, pages of ours by our message alone.
#[test]
fn who_does_not_know_our_messages_is_told_by_a_denial() {
    let mut table = Table::new();
    let (stock, page) = (table.join(somebody(1)), table.join(somebody(2)));
    table.hello(page, None);
    for (who, is_denied) in [(stock, true), (page, false)] {
        let heard = table.update(who, &Client::new(1).types(0, "x"));
        let denials =
            heard.to(who).filter(|message| matches!(message, Outgoing::PermissionDenied(_))).count();
        assert_eq!(denials, usize::from(is_denied));
    }
}
