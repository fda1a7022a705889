//! I3: no holes.

use std::time::Duration;

use pact_sync::{Counter, HOLE_PATIENCE, Outgoing};

use crate::peers::{Client, Table, attachment, text_of};

/// I3.
#[test]
fn an_update_with_a_gap_waits_for_the_missing_part_and_is_acknowledged_once() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    client.types(0, "perso ");
    let gapped = client.types(6, "trovato");
    let held = table.update(anna, &gapped);
    assert_eq!((held.rows.len(), held.statuses(anna)), (0, vec![]));
    assert_eq!(held.counted, [Counter::Held]);
    let [question] = held.questions(anna).try_into().unwrap();
    assert!(table.update(anna, &client.types(13, "!")).questions(anna).is_empty(), "asked once");

    let filled = table.step2(anna, &client.answer(&question));
    assert!(!table.room.has_held());
    assert!(filled.statuses(anna).is_empty());
    assert_eq!(table.commit().statuses(anna), [true, true], "the two updates, not our own question's answer");
    assert_eq!(table.text(), "perso trovato!");
}

/// I3: also what does not build on the gap waits, so that the peer can tell which frame an answer is for.
#[test]
fn what_comes_after_a_held_update_is_answered_after_it() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    table.update(anna, &client.types(0, "uno"));
    table.commit();
    client.types(3, " due");
    table.update(anna, &client.types(7, " tre"));
    let deletion = client.deletes(0, 1);
    assert_eq!(table.update(anna, &deletion).rows.len(), 1);
    assert!(table.commit().statuses(anna).is_empty(), "the held one is first");
    let question = table.tick(Duration::from_secs(1)).questions(anna);
    assert!(question.is_empty(), "the first question is still open");
    table.step2(anna, &client.answer(&[0]));
    assert_eq!(table.commit().statuses(anna), [true, true]);
    assert_eq!(table.text(), "no due tre");
}

/// I3: the log holds nothing twice.
#[test]
fn a_partly_known_update_is_trimmed_to_what_is_new() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    let known = client.types(0, "già noto 🤝, ");
    table.update(anna, &known);
    client.types(13, "nuovo");
    client.deletes(0, 4);
    let heard = table.step2(anna, &client.whole());
    let [row] = heard.rows.as_slice() else { panic!("{heard:?}") };
    assert!(row.bytes.len() < client.whole().len());
    assert!(!row.bytes.windows(4).any(|part| part == "noto".as_bytes()));
    assert_eq!(table.text(), client.text());
    assert_eq!(table.replayed().fingerprint(), table.room.snapshot().1);
}

/// I3: a clock between the halves of a surrogate pair is no place to cut; the room survives whoever says so.
#[test]
fn an_update_that_would_be_cut_inside_a_surrogate_pair_does_no_harm() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    table.update(anna, &Client::new(5).types(0, "a"));
    // The same client id with other content for the same clocks.
    let heard = table.update(anna, &Client::new(5).types(0, "😀b"));
    assert!(heard.reload.is_none(), "{heard:?}");
    table.commit();
    assert_eq!(table.replayed().fingerprint(), table.room.snapshot().1);
    // And a reader who asks from the middle of a pair.
    let bruno = table.join(attachment());
    table.update(bruno, &Client::new(6).types(0, "😀"));
    table.say(bruno, pact_wire::PeerMessage::Step1(vec![1, 6, 1].into()));
    assert!(!table.say(anna, Client::new(7).step1()).step2(anna).is_empty());
}

/// I3: a hole nobody fills ends; the peer is told and closed, and comes back with everything in its Step2.
#[test]
fn a_hole_that_is_never_filled_closes_the_document_for_its_peer() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(attachment()));
    let mut client = Client::new(5);
    client.types(0, "perso ");
    table.update(anna, &client.types(6, "trovato"));
    assert!(table.tick(HOLE_PATIENCE).sent.is_empty());
    let heard = table.tick(HOLE_PATIENCE + Duration::from_millis(1));
    assert_eq!(heard.refusals(anna), ["gap"]);
    assert!(heard.sent.contains(&(anna, Outgoing::Close("gap".to_owned()))));
    assert_eq!(heard.to(bruno).count(), 0);
    assert_eq!(table.room.attachments(), 1);
}

/// I3: a peer that answers without filling the hole is asked again at the next round, not without end, and gets
/// no new term.
#[test]
fn an_answer_that_does_not_fill_the_hole_is_not_followed_by_the_same_question() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    client.types(0, "perso ");
    let gapped = client.types(6, "trovato");
    table.update(anna, &gapped);
    let heard = table.step2(anna, &vec![0, 0].into());
    assert!(heard.questions(anna).is_empty());
    let [question] = table.tick(Duration::from_secs(10)).questions(anna).try_into().unwrap();
    assert!(table.tick(Duration::from_secs(20)).questions(anna).is_empty(), "that question is open");
    table.step2(anna, &client.answer(&question));
    assert_eq!(table.commit().statuses(anna), [true]);
}

/// I6: what is held is bounded in bytes.
#[test]
fn held_bytes_are_bounded() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    client.types(0, "perso");
    let words = "x".repeat(400 * 1024);
    assert!(table.update(anna, &client.types(5, &words)).refusals(anna).is_empty());
    assert!(table.update(anna, &client.types(5, &words)).refusals(anna).is_empty());
    assert_eq!(table.update(anna, &client.types(5, &words)).refusals(anna), ["gap"]);
}

/// A slow peer is sent what it lacks, and not what it has.
#[test]
fn a_peer_that_missed_updates_gets_exactly_what_it_lacks() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut author = Client::new(5);
    let mut slow = Client::new(6);
    let first = author.types(0, "uno ");
    table.update(anna, &first);
    slow.learns(&first);
    table.update(anna, &author.types(4, "due "));
    table.update(anna, &author.deletes(0, 1));
    let resent = table.room.resend(&[(5, 4)].into()).unwrap();
    assert!(!resent.windows(3).any(|part| part == b"uno"));
    slow.learns(&resent);
    assert_eq!(slow.text(), author.text());
    assert_eq!(text_of(&table.replayed()), author.text());
}
