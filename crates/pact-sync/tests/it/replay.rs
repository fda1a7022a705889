//! I5: the rows alone, in order, give the document everybody saw. Random histories of several clients.

use std::sync::Arc;

use bytes::Bytes;
use pact_sync::{AttachmentId, content_of_log};
use pact_wire::message::PeerMessage;
use proptest::prelude::*;
use yrs::types::Attrs;
use yrs::{Any, Map, ReadTxn, Text, WriteTxn, XmlElementPrelim, XmlFragment, XmlTextPrelim};

use crate::peers::{Client, ROOT, Table, attachment};

/// One step of a history; numbers are taken modulo what is there.
#[derive(Clone, Debug)]
pub enum Step {
    Type(usize, u32, String),
    Delete(usize, u32, u32),
    Format(usize, u32, u32),
    SetKey(usize, u8),
    AddBlock(usize, String),
    DropBlock(usize, u32),
    /// The client sends what it has not sent yet, one update at a time.
    Send(usize),
    /// Its updates are lost, except the last one.
    SendOnlyLast(usize),
    /// The client sends its last update again.
    Repeat(usize),
    /// A whole handshake.
    Sync(usize),
    Commit,
}

fn step(clients: usize) -> impl Strategy<Value = Step> {
    let who = 0..clients;
    prop_oneof![
        6 => (who.clone(), any::<u32>(), "[a-z😀é]{1,5}").prop_map(|(who, at, words)| Step::Type(who, at, words)),
        3 => (who.clone(), any::<u32>(), 1..4u32).prop_map(|(who, at, len)| Step::Delete(who, at, len)),
        2 => (who.clone(), any::<u32>(), 1..6u32).prop_map(|(who, at, len)| Step::Format(who, at, len)),
        2 => (who.clone(), 0..3u8).prop_map(|(who, key)| Step::SetKey(who, key)),
        2 => (who.clone(), "[a-z]{0,4}").prop_map(|(who, words)| Step::AddBlock(who, words)),
        1 => (who.clone(), any::<u32>()).prop_map(|(who, at)| Step::DropBlock(who, at)),
        6 => who.clone().prop_map(Step::Send),
        1 => who.clone().prop_map(Step::SendOnlyLast),
        1 => who.clone().prop_map(Step::Repeat),
        3 => who.prop_map(Step::Sync),
        2 => Just(Step::Commit),
    ]
}

struct Seat {
    id: AttachmentId,
    client: Client,
    unsent: Vec<Bytes>,
    last: Option<Bytes>,
    owed: usize,
}

impl Seat {
    fn change(&mut self, change: impl FnOnce(&mut yrs::TransactionMut<'_>)) {
        let update = self.client.change(change);
        if update.as_ref() != [0, 0] {
            self.last = Some(update.clone());
            self.unsent.push(update);
        }
    }
}

pub struct History {
    pub table: Table,
    seats: Vec<Seat>,
}

impl History {
    pub fn new(clients: usize) -> Self {
        let mut table = Table::new();
        let seats = (0..clients)
            .map(|index| Seat {
                id: table.join(attachment()),
                client: Client::new(10 + index as u64),
                unsent: Vec::new(),
                last: None,
                owed: 0,
            })
            .collect();
        Self { table, seats }
    }

    pub fn take(&mut self, step: Step) {
        match step {
            Step::Type(who, at, words) => self.seats[who].change(|txn| {
                let text = txn.get_or_insert_text(ROOT);
                let at = boundary(&text.get_string_of(txn), at);
                text.insert(txn, at, &words);
            }),
            Step::Delete(who, at, len) => self.seats[who].change(|txn| {
                let text = txn.get_or_insert_text(ROOT);
                let (start, len) = range(&text.get_string_of(txn), at, len);
                text.remove_range(txn, start, len);
            }),
            Step::Format(who, at, len) => self.seats[who].change(|txn| {
                let text = txn.get_or_insert_text(ROOT);
                let (start, len) = range(&text.get_string_of(txn), at, len);
                text.format(txn, start, len, Attrs::from([("bold".into(), Any::Map(Arc::default()))]));
            }),
            Step::SetKey(who, key) => self.seats[who].change(|txn| {
                let map = txn.get_or_insert_map("fields");
                map.insert(txn, format!("k{key}"), i64::try_from(who).unwrap());
            }),
            Step::AddBlock(who, words) => self.seats[who].change(|txn| {
                let body = txn.get_or_insert_xml_fragment("body:a");
                let block = body.push_back(txn, XmlElementPrelim::empty("block"));
                block.push_back(txn, XmlTextPrelim::new(words));
            }),
            Step::DropBlock(who, at) => self.seats[who].change(|txn| {
                let body = txn.get_or_insert_xml_fragment("body:a");
                let len = body.len(txn);
                if len > 0 {
                    body.remove_range(txn, at % len, 1);
                }
            }),
            Step::Send(who) => {
                for update in std::mem::take(&mut self.seats[who].unsent) {
                    self.send(who, PeerMessage::Update(update));
                }
            }
            Step::SendOnlyLast(who) => {
                if let Some(update) = std::mem::take(&mut self.seats[who].unsent).pop() {
                    self.send(who, PeerMessage::Update(update));
                }
            }
            Step::Repeat(who) => {
                if let Some(update) = self.seats[who].last.clone() {
                    self.send(who, PeerMessage::Update(update));
                }
            }
            Step::Sync(who) => self.sync(who),
            Step::Commit => {
                let heard = self.table.commit();
                self.count(&heard);
            }
        }
    }

    pub fn sync(&mut self, who: usize) {
        let id = self.seats[who].id;
        let heard = self.table.say(id, self.seats[who].client.step1());
        self.seats[who].client.learns(&heard.step2(id));
        let [question] = heard.questions(id).try_into().unwrap();
        self.seats[who].unsent.clear();
        let answer = self.seats[who].client.answer(&question);
        self.send(who, PeerMessage::Step2(answer));
    }

    /// Sends, and answers what the server asks back.
    fn send(&mut self, who: usize, message: PeerMessage) {
        let id = self.seats[who].id;
        self.seats[who].owed += 1;
        let heard = self.table.say(id, message);
        assert!(heard.reload.is_none() && heard.refusals(id).is_empty(), "{heard:?}");
        self.count(&heard);
        for question in heard.questions(id) {
            let answer = self.seats[who].client.answer(&question);
            let heard = self.table.step2(id, &answer);
            self.count(&heard);
        }
    }

    fn count(&mut self, heard: &crate::peers::Heard) {
        for seat in &mut self.seats {
            let statuses = heard.statuses(seat.id);
            assert!(statuses.iter().all(|is_stored| *is_stored));
            seat.owed -= statuses.len();
        }
    }
}

trait Contents {
    fn get_string_of(&self, txn: &impl ReadTxn) -> String;
}

impl Contents for yrs::TextRef {
    fn get_string_of(&self, txn: &impl ReadTxn) -> String {
        yrs::GetString::get_string(self, txn)
    }
}

/// A place between two characters, in UTF-16 units: an honest editor never cuts a pair.
fn boundary(text: &str, at: u32) -> u32 {
    let places: Vec<u32> = places(text);
    places[at as usize % places.len()]
}

fn range(text: &str, at: u32, len: u32) -> (u32, u32) {
    let places = places(text);
    let first = at as usize % places.len();
    let last = (first + len as usize).min(places.len() - 1);
    (places[first], places[last] - places[first])
}

fn places(text: &str) -> Vec<u32> {
    let mut places = vec![0];
    let mut units = 0;
    for character in text.chars() {
        units += u32::try_from(character.len_utf16()).unwrap();
        places.push(units);
    }
    places
}

pub fn histories() -> impl Strategy<Value = (usize, Vec<Step>)> {
    (2..=4usize).prop_flat_map(|clients| (Just(clients), prop::collection::vec(step(clients), 1..60)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// I2, I3, I5: the live document, the rows replayed and every client agree; every frame was answered once.
    #[test]
    fn rows_replayed_in_order_give_the_live_document((clients, steps) in histories()) {
        let mut history = History::new(clients);
        for step in steps {
            history.take(step);
        }
        for _ in 0..2 {
            for who in 0..clients {
                history.sync(who);
            }
        }
        history.take(Step::Commit);
        prop_assert!(history.seats.iter().all(|seat| seat.owed == 0));
        prop_assert!(!history.table.room.has_held());

        let seqs: Vec<i64> = history.table.log.iter().map(|row| row.seq).collect();
        prop_assert_eq!(seqs, (1..=history.table.room.seq()).collect::<Vec<_>>());
        let (state, fingerprint) = history.table.room.snapshot();
        prop_assert_eq!(&history.table.replayed().fingerprint(), &fingerprint);
        prop_assert_eq!(&pact_sync::fingerprint_of(&state).unwrap(), &fingerprint);
        let rows: Vec<Bytes> = history.table.log.iter().map(|row| row.bytes.clone()).collect();
        let live = history.table.room.content();
        prop_assert_eq!(&content_of_log(None, &rows).unwrap(), &live);
        prop_assert_eq!(&content_of_log(Some(&state), &[]).unwrap(), &live);
        for seat in &history.seats {
            prop_assert_eq!(seat.client.text(), history.table.text());
        }

        // Somebody who reads brings nothing new, whatever happened before.
        let reader = history.table.join(crate::peers::reader());
        for seat in &history.seats {
            let heard = history.table.step2(reader, &seat.client.whole());
            prop_assert_eq!(heard.statuses(reader), [true]);
        }
    }
}
