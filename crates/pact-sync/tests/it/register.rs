//! The register: what may be written into it, the server's own edits, and fields that were set at the same time.

use std::time::Duration;

use bytes::Bytes;
use pact_model::access::Identity;
use pact_model::document::DocumentKind;
use pact_sync::{
    Attachment, AttachmentId, Author, Outgoing, RegisterFields, Replica, Room, RoomRules, SyncError,
    register_of_log, seed_register,
};
use serde_json::{Value, json};
use yrs::{Any, Map, Text, WriteTxn};

use crate::peers::{Client, Heard, Table, attachment, identity, rules};

const KEY: &str = "commitment/c1/state";

fn register() -> RoomRules {
    RoomRules { kind: DocumentKind::Register, ..rules() }
}

fn fields(list: Value) -> RegisterFields {
    RegisterFields { fields: serde_json::from_value(list).unwrap(), ..RegisterFields::default() }
}

/// A register where [`KEY`] is «abbozzato», and its first row.
fn table() -> (Table, Bytes) {
    let seed = Bytes::from(seed_register("Registro", &fields(json!({ KEY: "abbozzato" }))).unwrap());
    let replica = Replica::load(900, None, std::slice::from_ref(&seed)).unwrap();
    (Table::around(replica, register()), seed)
}

/// Somebody who acts for a body of their own.
fn body(number: u8) -> Attachment {
    let number = format!("01900000-0000-7000-8000-0000000001{number:02}");
    let actor = Some(number.parse().unwrap());
    let identity = Identity { person: number.parse().unwrap(), actor, ..identity() };
    Attachment { identity, ..attachment() }
}

struct Page {
    id: AttachmentId,
    client: Client,
}

impl Page {
    fn open(table: &mut Table, number: u8, seed: &[u8]) -> Self {
        let mut client = Client::new(u64::from(number));
        client.learns(seed);
        Self { id: table.join(body(number)), client }
    }

    fn sets(&mut self, key: &str, value: impl Into<Any>) -> Bytes {
        let (key, value) = (key.to_owned(), value.into());
        self.client.change(|txn| {
            let map = txn.get_or_insert_map("fields");
            map.insert(txn, key, value);
        })
    }
}

/// Values of the field in conflict, with the last two digits of the body each belongs to.
fn rivals(room: &Room) -> Vec<(String, String)> {
    let conflicts = room.conflicts();
    let rivals = conflicts.iter().flat_map(|conflict| &conflict.rivals);
    rivals
        .map(|rival| {
            let actor = rival.author.actor.map(|actor| actor.to_string()).unwrap_or_default();
            (rival.value.as_str().unwrap().to_owned(), actor[actor.len().saturating_sub(2)..].to_owned())
        })
        .collect()
}

fn named(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(value, body)| ((*value).to_owned(), (*body).to_owned())).collect()
}

/// The fields named in messages about conflicts.
fn told(heard: &Heard) -> Vec<String> {
    let messages = heard.announced.iter().map(|(text, _)| serde_json::from_str::<Value>(text).unwrap());
    let keys = messages.filter(|message| message["t"] == "conflict").flat_map(|message| {
        message["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    });
    keys.collect()
}

#[test]
fn a_register_reads_back_what_it_was_seeded_with() {
    let known = RegisterFields {
        fields: serde_json::from_value(json!({
            "actor/a1/name": "Parrocchia San Michele",
            "actor/a1/at_table": true,
            "resource/r1/quantity": 2,
            "resource/r1/share": 0.5,
        }))
        .unwrap(),
        texts: [("text:commitment/c1/what".to_owned(), "apre la sala il giovedì 🗝️".to_owned())].into(),
    };
    let seed = Bytes::from(seed_register("Registro", &known).unwrap());
    let read = register_of_log(None, &[seed]).unwrap();
    assert_eq!(read, known);
    let register = read.to_register();
    assert_eq!(register.actors[0].name, "Parrocchia San Michele");
    assert!(register.commitments.is_empty(), "a text without any field is nothing");
}

#[test]
fn the_server_writes_what_a_page_could_and_nothing_else() {
    let (mut table, _) = table();
    let mut edit = |edit: RegisterFields| {
        let mut effects = Vec::new();
        let seq = table.room.edit_register(Author::default(), &edit, &mut effects);
        (seq, table.hear(effects).rows.len())
    };
    let mut first = fields(json!({ "actor/a1/name": "Il Mulino", "actor/a1/primary": "partner_progetto" }));
    first.texts.insert("text:commitment/c1/what".to_owned(), "apre".to_owned());
    assert!(matches!(edit(first.clone()), (Ok(Some(1)), 1)), "one row for all of it");
    assert!(matches!(edit(first), (Ok(None), 0)), "nothing has changed");
    for (key, value) in [
        ("promise/1/name", json!("x")),
        ("actor/a1", json!("x")),
        ("actor/a1/name", json!(["x"])),
        ("actor/a1/name", json!("x".repeat(4_001))),
    ] {
        let refused = edit(fields(json!({ key: value })));
        assert!(matches!(refused, (Err(SyncError::InvalidEdit(_)), 0)), "{key}");
    }
    assert_eq!(table.room.register().fields["actor/a1/name"], "Il Mulino");
}

#[test]
fn only_plain_values_of_known_entities_enter() {
    let (mut table, seed) = table();
    let mut visits = 0;
    let mut refusals = |key: &str, value: Any| {
        visits += 1;
        let mut page = Page::open(&mut table, 10 + visits, &seed);
        let update = page.sets(key, value);
        let heard = table.update(page.id, &update);
        table.leave(page.id);
        heard.refusals(page.id)
    };
    let accepted: Vec<String> = Vec::new();
    assert_eq!(refusals("commitment/c1/a field of tomorrow", Any::from("x")), accepted);
    assert_eq!(refusals("commitment/c1/state", Any::from("è".repeat(4_000))), accepted);
    for (key, value) in [
        ("promise/c1/state", Any::from("x")),
        (&*format!("actor/{}/name", "x".repeat(65)), Any::from("x")),
        ("actor/a1/name", Any::from("è".repeat(4_001))),
        ("actor/a1/name", Any::from_json(r#"{"a":1}"#).unwrap()),
        ("actor/a1/name", Any::from_json("[1]").unwrap()),
    ] {
        assert_eq!(refusals(key, value), ["invalid"], "{key}");
    }
}

#[test]
fn two_values_set_at_once_are_both_kept_until_one_is_confirmed() {
    // Whichever of the two the map keeps.
    for (first, second) in [(10, 20), (20, 10)] {
        let (mut table, seed) = table();
        let mut one = Page::open(&mut table, first, &seed);
        let mut two = Page::open(&mut table, second, &seed);
        let (from_one, from_two) = (one.sets(KEY, "dichiarato"), two.sets(KEY, "confermato"));
        assert!(table.update(one.id, &from_one).rows[0].conflicts.is_empty());
        let heard = table.update(two.id, &from_two);
        let expected = named(&[("dichiarato", &first.to_string()), ("confermato", &second.to_string())]);
        assert_eq!(rivals(&table.room), expected);
        assert_eq!(heard.rows[0].conflicts, table.room.conflicts(), "stored with the row");
        assert!(told(&heard).is_empty(), "not before it is on disk");
        assert_eq!(told(&table.commit()), [KEY]);

        one.client.learns(&from_two);
        let confirmation = one.sets(KEY, "dichiarato");
        let heard = table.update(one.id, &confirmation);
        assert!(heard.rows[0].conflicts[0].rivals.is_empty() && table.room.conflicts().is_empty());
        assert_eq!(told(&table.commit()), [KEY]);
        assert_eq!(table.room.register().fields[KEY], "dichiarato");
    }
}

#[test]
fn equal_values_are_no_conflict_and_a_third_joins_one() {
    let (mut table, seed) = table();
    let mut pages: Vec<Page> = [10, 20, 30].iter().map(|n| Page::open(&mut table, *n, &seed)).collect();
    let updates: Vec<Bytes> = pages
        .iter_mut()
        .zip(["sciolto", "sciolto", "mantenuto"])
        .map(|(page, value)| page.sets(KEY, value))
        .collect();
    table.update(pages[0].id, &updates[0]);
    table.update(pages[1].id, &updates[1]);
    assert!(table.room.conflicts().is_empty());
    table.update(pages[2].id, &updates[2]);
    assert_eq!(rivals(&table.room), named(&[("sciolto", "20"), ("mantenuto", "30")]));
    let mut late = Page::open(&mut table, 15, &seed);
    let fourth = late.sets(KEY, "in_corso");
    table.update(late.id, &fourth);
    assert_eq!(rivals(&table.room), named(&[("sciolto", "20"), ("mantenuto", "30"), ("in_corso", "15")]));
}

#[test]
fn whoever_types_on_without_knowing_goes_on_with_their_own_value() {
    for (first, second) in [(10, 20), (20, 10)] {
        let (mut table, seed) = table();
        let mut one = Page::open(&mut table, first, &seed);
        let mut two = Page::open(&mut table, second, &seed);
        let updates = [one.sets(KEY, "a"), two.sets(KEY, "b"), one.sets(KEY, "aa"), two.sets(KEY, "bb")];
        let [a, b, more_a, more_b] = &updates;
        table.update(one.id, a);
        table.update(two.id, b);
        table.update(one.id, more_a);
        table.update(two.id, more_b);
        let expected = named(&[("aa", &first.to_string()), ("bb", &second.to_string())]);
        assert_eq!(rivals(&table.room), expected);

        // Much later it is a decision.
        table.tick(Duration::from_mins(1));
        let (winner, update) = if first > second { (&mut one, more_b) } else { (&mut two, more_a) };
        winner.client.learns(update);
        let decision = winner.sets(KEY, "c");
        table.update(winner.id, &decision);
        assert!(table.room.conflicts().is_empty());
    }
}

#[test]
fn weeks_offline_come_into_conflict_as_their_last_words() {
    for away in [10, 30] {
        let (mut table, seed) = table();
        let mut here = Page::open(&mut table, 20, &seed);
        let mut away = Page::open(&mut table, away, &seed);
        let keys: Vec<String> = (0..50).map(|n| format!("commitment/c{n}/action")).collect();
        for key in &keys {
            let update = here.sets(key, "here");
            table.update(here.id, &update);
            away.sets(key, "first");
            away.sets(key, "away");
        }
        // As a page does that comes back: it is asked before it is told.
        let step1 = away.client.step1();
        let heard = table.say(away.id, step1);
        let question = heard.questions(away.id).remove(0);
        let asked = heard.to(away.id).position(|message| matches!(message, Outgoing::Step1(_)));
        let told_at = heard.to(away.id).position(|message| matches!(message, Outgoing::Step2(_)));
        assert!(asked < told_at);
        let answer = away.client.answer(&question);
        let heard = table.step2(away.id, &answer);
        assert_eq!(heard.rows[0].conflicts.len(), keys.len());
        for conflict in table.room.conflicts() {
            let values: Vec<&str> =
                conflict.rivals.iter().map(|rival| rival.value.as_str().unwrap()).collect();
            assert_eq!(values, ["here", "away"], "{}", conflict.key);
        }
        let told = told(&table.commit());
        assert_eq!(told.len(), keys.len());
    }
}

#[test]
fn clearing_a_field_and_the_servers_word_settle_it() {
    for by_server in [false, true] {
        let (mut table, seed) = table();
        let mut one = Page::open(&mut table, 10, &seed);
        let mut two = Page::open(&mut table, 20, &seed);
        let (from_one, from_two) = (one.sets(KEY, "a"), two.sets(KEY, "b"));
        table.update(one.id, &from_one);
        table.update(two.id, &from_two);
        assert_eq!(table.room.conflicts().len(), 1);
        if by_server {
            let edit = fields(json!({ KEY: "abbozzato" }));
            let mut effects = Vec::new();
            table.room.edit_register(Author::default(), &edit, &mut effects).unwrap();
            assert_eq!(table.hear(effects).rows[0].conflicts.len(), 1);
        } else {
            let update = two.client.change(|txn| {
                let map = txn.get_or_insert_map("fields");
                map.remove(txn, KEY);
            });
            table.update(two.id, &update);
        }
        assert!(table.room.conflicts().is_empty());
        assert_eq!(told(&table.commit()), [KEY, KEY], "it came and it went");
    }
}

/// What was stored is what a room that is loaded again knows.
#[test]
fn conflicts_survive_a_reload() {
    let (mut table, seed) = table();
    let mut one = Page::open(&mut table, 10, &seed);
    let mut two = Page::open(&mut table, 20, &seed);
    let (from_one, from_two) = (one.sets(KEY, "a"), two.sets(KEY, "b"));
    table.update(one.id, &from_one);
    table.update(two.id, &from_two);
    let stored = table.room.conflicts();
    let rows = [vec![seed], table.log.iter().map(|row| row.bytes.clone()).collect()].concat();
    let replica = Replica::load(901, None, &rows).unwrap();
    table.room = Room::new(replica, 1, 2, [], register()).with_conflicts(stored.clone());
    assert_eq!(table.room.conflicts(), stored);
    let again = table.join(body(10));
    one.client.learns(&from_two);
    let confirmation = one.sets(KEY, "a");
    table.update(again, &confirmation);
    assert!(table.room.conflicts().is_empty());
}

/// A client that brings everything it has brings old values again: they are no news.
#[test]
fn what_is_known_comes_into_no_conflict_again() {
    let (mut table, seed) = table();
    let mut one = Page::open(&mut table, 10, &seed);
    let mut two = Page::open(&mut table, 20, &seed);
    let (from_one, from_two) = (one.sets(KEY, "a"), two.sets(KEY, "b"));
    table.update(one.id, &from_one);
    table.update(two.id, &from_two);
    two.client.learns(&from_one);
    let confirmation = two.sets(KEY, "b");
    table.update(two.id, &confirmation);
    assert!(table.room.conflicts().is_empty());
    // One never heard of it, sets another field, and brings all of its own.
    one.sets("commitment/c1/order", "80");
    let everything = one.client.whole();
    let heard = table.step2(one.id, &everything);
    assert_eq!((heard.rows.len(), heard.refusals(one.id).len()), (1, 0));
    assert!(table.room.conflicts().is_empty() && heard.rows[0].conflicts.is_empty());
    assert_eq!(table.room.register().fields[KEY], "b");
}

#[test]
fn where_a_card_stands_in_a_list_is_nothing_to_confirm() {
    let (mut table, seed) = table();
    let mut one = Page::open(&mut table, 10, &seed);
    let mut two = Page::open(&mut table, 20, &seed);
    let (from_one, from_two) = (one.sets("commitment/c1/order", "81"), two.sets("commitment/c1/order", "82"));
    table.update(one.id, &from_one);
    table.update(two.id, &from_two);
    assert!(table.room.conflicts().is_empty());
}

/// Long texts are written together, letter by letter: there is nothing to confirm.
#[test]
fn long_texts_know_no_conflict() {
    let (mut table, seed) = table();
    let mut one = Page::open(&mut table, 10, &seed);
    let mut two = Page::open(&mut table, 20, &seed);
    let types = |page: &mut Page, words: &str| {
        let words = words.to_owned();
        page.client.change(|txn| {
            let text = txn.get_or_insert_text("text:commitment/c1/what");
            text.insert(txn, 0, &words);
        })
    };
    let (from_one, from_two) = (types(&mut one, "apre "), types(&mut two, "la sala "));
    table.update(one.id, &from_one);
    table.update(two.id, &from_two);
    assert!(table.room.conflicts().is_empty());
    assert_eq!(table.room.register().texts["text:commitment/c1/what"].len(), "apre la sala ".len());
}
