//! I1: `SyncStatus(1)` is sent only after the row is committed.

use pact_sync::{Attachment, Outgoing};

use crate::peers::{Client, Table, attachment};

/// I1.
#[test]
fn an_edit_is_acknowledged_after_its_commit_and_not_before() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let heard = table.update(anna, &Client::new(5).types(0, "ciao"));
    assert_eq!((heard.rows.len(), heard.statuses(anna)), (1, vec![]));
    assert_eq!(table.commit().statuses(anna), [true]);
    assert!(table.commit().statuses(anna).is_empty(), "once");
}

/// I1: a commit of earlier rows does not acknowledge later ones.
#[test]
fn only_the_rows_on_disk_are_acknowledged() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(attachment()));
    table.update(anna, &Client::new(5).types(0, "a"));
    table.update(bruno, &Client::new(6).types(0, "b"));
    let first = table.commit_up_to(1);
    assert_eq!((first.statuses(anna), first.statuses(bruno)), (vec![true], vec![]));
    let second = table.commit_up_to(2);
    assert_eq!((second.statuses(anna), second.statuses(bruno)), (vec![], vec![true]));
}

/// I1: who repeats text that waits for the disk waits with it.
#[test]
fn a_repeat_of_uncommitted_text_is_acknowledged_with_its_commit() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(attachment()));
    let update = Client::new(5).types(0, "ciao");
    table.update(anna, &update);
    let heard = table.step2(bruno, &update);
    assert_eq!((heard.rows.len(), heard.statuses(bruno)), (0, vec![]));
    assert_eq!(table.commit().statuses(bruno), [true]);
}

/// I1: what is on disk already needs no new commit.
#[test]
fn a_repeat_of_committed_text_is_acknowledged_at_once() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let update = Client::new(5).types(0, "ciao");
    table.update(anna, &update);
    table.commit();
    let heard = table.step2(anna, &update);
    assert_eq!((heard.rows.len(), heard.statuses(anna)), (0, vec![true]));
}

/// I1: a page takes the n-th answer for its n-th frame, so a refusal must not overtake an acknowledgement.
#[test]
fn answers_come_in_the_order_of_the_frames() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    table.update(anna, &client.types(0, "a"));
    let refused = table.update(anna, &bytes::Bytes::from_static(b"nonsense"));
    assert_eq!((refused.refusals(anna), refused.statuses(anna)), (vec!["invalid".to_owned()], vec![]));
    table.update(anna, &client.types(1, "b"));
    assert_eq!(table.commit_up_to(1).statuses(anna), [true, false]);
    assert_eq!(table.commit_up_to(2).statuses(anna), [true]);
}

/// I1 and the counter of the stock provider: it counts the Step2 of the handshake, and no other one.
#[test]
fn the_step2_of_the_handshake_is_acknowledged() {
    let mut table = Table::new();
    let anna = table.join(attachment());
    let mut client = Client::new(5);
    client.types(0, "scritto fuori linea");
    let heard = table.say(anna, client.step1());
    assert_eq!(heard.step2(anna).as_ref(), [0, 0]);
    let [question] = heard.questions(anna).try_into().unwrap();
    table.step2(anna, &client.answer(&question));
    assert_eq!(table.commit().statuses(anna), [true]);
}

/// y-websocket clients have no other sign: their own update comes back, and only when it is on disk.
#[test]
fn a_y_websocket_client_gets_its_update_back_after_the_commit() {
    let mut table = Table::new();
    let (anna, heard) = table.join_and_hear(Attachment { echo: true, ..attachment() });
    assert_eq!(heard.questions(anna).len(), 1, "their servers speak first");
    let update = Client::new(5).types(0, "ciao");
    let heard = table.update(anna, &update);
    assert!(!heard.sent.contains(&(anna, Outgoing::Update(update.clone()))));
    assert_eq!(heard.told_all_but, [Some(anna)]);
    let heard = table.commit();
    assert!(heard.sent.contains(&(anna, Outgoing::Update(update))));
}

/// Who left is not told anything any more, and does not stand in others' way.
#[test]
fn an_acknowledgement_of_somebody_who_left_is_dropped() {
    let mut table = Table::new();
    let (anna, bruno) = (table.join(attachment()), table.join(attachment()));
    table.update(anna, &Client::new(5).types(0, "a"));
    table.update(bruno, &Client::new(6).types(0, "b"));
    table.leave(anna);
    let heard = table.commit();
    assert_eq!((heard.statuses(anna), heard.statuses(bruno)), (vec![], vec![true]));
}
