//! A table of clients around one room.

use std::time::Duration;

use bytes::Bytes;
use pact_model::access::{Identity, Role};
use pact_model::document::DocumentKind;
use pact_sync::{
    Attachment, AttachmentId, Author, Counter, Effect, LogEntry, Outgoing, Quarantine, RefusedUpdate,
    Replica, Room, RoomRules, Writing,
};
use pact_wire::message::PeerMessage;
use yrs::block::ClientID;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, Update, WriteTxn};

/// Root text the clients of these tests type into.
pub const ROOT: &str = "t";

pub fn identity() -> Identity {
    Identity {
        person: "01900000-0000-7000-8000-000000000001".parse().unwrap(),
        role: Role::Member,
        actor: Some("01900000-0000-7000-8000-000000000002".parse().unwrap()),
        actor_name: Some("Parrocchia di San Nicolò".to_owned()),
        color: "#1f6f5c",
        process: "01900000-0000-7000-8000-000000000003".parse().unwrap(),
    }
}

pub fn attachment() -> Attachment {
    Attachment { identity: identity(), writing: Writing::Allowed, may_read: true, echo: false, lot: 77 }
}

pub fn reader() -> Attachment {
    Attachment { writing: Writing::Denied, ..attachment() }
}

pub fn rules() -> RoomRules {
    RoomRules {
        kind: DocumentKind::Open,
        schema: 1,
        max_document_bytes: 64 * 1024 * 1024,
        quarantine: Quarantine::default(),
        breaks_on: None,
    }
}

/// What a room decided in one step.
#[derive(Debug, Default)]
pub struct Heard {
    pub sent: Vec<(AttachmentId, Outgoing)>,
    pub told_all_but: Vec<Option<AttachmentId>>,
    pub rows: Vec<LogEntry>,
    pub counted: Vec<Counter>,
    pub reload: Option<Bytes>,
    pub refused: Vec<RefusedUpdate>,
    pub noted: Vec<(&'static str, Author)>,
    pub announced: Vec<(String, Vec<AttachmentId>)>,
}

impl Heard {
    /// The answers one attachment got, in order.
    pub fn statuses(&self, of: AttachmentId) -> Vec<bool> {
        self.to(of)
            .filter_map(|message| match message {
                Outgoing::SyncStatus(is_stored) => Some(*is_stored),
                _ => None,
            })
            .collect()
    }

    pub fn to(&self, id: AttachmentId) -> impl Iterator<Item = &Outgoing> {
        self.sent.iter().filter(move |(to, _)| *to == id).map(|(_, message)| message)
    }

    /// Codes of the refusals one attachment was told.
    pub fn refusals(&self, of: AttachmentId) -> Vec<String> {
        self.to(of)
            .filter_map(|message| match message {
                Outgoing::Stateless(text) => Some(text),
                _ => None,
            })
            .map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap())
            .filter(|message| message["t"] == "refused")
            .map(|message| message["code"].as_str().unwrap().to_owned())
            .collect()
    }

    /// State vectors the server asked one attachment with.
    pub fn questions(&self, of: AttachmentId) -> Vec<Bytes> {
        self.to(of)
            .filter_map(|message| match message {
                Outgoing::Step1(state_vector) => Some(state_vector.clone()),
                _ => None,
            })
            .collect()
    }

    pub fn step2(&self, of: AttachmentId) -> Bytes {
        let step2 = self.to(of).find_map(|message| match message {
            Outgoing::Step2(update) => Some(update.clone()),
            _ => None,
        });
        step2.unwrap()
    }
}

/// A room and everything it ever wrote.
pub struct Table {
    pub room: Room,
    pub log: Vec<LogEntry>,
    pub now: Duration,
    next: u64,
}

impl Table {
    pub fn new() -> Self {
        Self::with(rules())
    }

    pub fn with(rules: RoomRules) -> Self {
        Self::around(Replica::new(900), rules)
    }

    pub fn around(replica: Replica, rules: RoomRules) -> Self {
        Self { room: Room::new(replica, 1, 0, [], rules), log: Vec::new(), now: Duration::ZERO, next: 0 }
    }

    pub fn join(&mut self, attachment: Attachment) -> AttachmentId {
        self.join_and_hear(attachment).0
    }

    pub fn join_and_hear(&mut self, attachment: Attachment) -> (AttachmentId, Heard) {
        self.next += 1;
        let id = AttachmentId(self.next);
        let mut effects = Vec::new();
        self.room.attach(id, attachment, &mut effects);
        let heard = self.hear(effects);
        (id, heard)
    }

    pub fn leave(&mut self, id: AttachmentId) -> Heard {
        let mut effects = Vec::new();
        self.room.detach(id, self.now, &mut effects);
        self.hear(effects)
    }

    pub fn say(&mut self, from: AttachmentId, message: PeerMessage) -> Heard {
        let mut effects = Vec::new();
        self.room.handle(from, message, self.now, &mut effects);
        self.hear(effects)
    }

    pub fn update(&mut self, from: AttachmentId, update: &Bytes) -> Heard {
        self.say(from, PeerMessage::Update(update.clone()))
    }

    pub fn step2(&mut self, from: AttachmentId, update: &Bytes) -> Heard {
        self.say(from, PeerMessage::Step2(update.clone()))
    }

    /// Everything given out so far is on disk.
    pub fn commit(&mut self) -> Heard {
        self.commit_up_to(self.room.seq())
    }

    pub fn commit_up_to(&mut self, seq: i64) -> Heard {
        let mut effects = Vec::new();
        self.room.committed(seq, &mut effects);
        self.hear(effects)
    }

    pub fn tick(&mut self, now: Duration) -> Heard {
        self.now = now;
        let mut effects = Vec::new();
        self.room.tick(now, &mut effects);
        self.hear(effects)
    }

    pub fn hear(&mut self, effects: Vec<Effect>) -> Heard {
        let mut heard = Heard::default();
        for effect in effects {
            match effect {
                Effect::Send(to, message) => heard.sent.push((to, message)),
                Effect::Broadcast { except, .. } => heard.told_all_but.push(except),
                Effect::Append(row) => heard.rows.push(row),
                Effect::Count(counter) => heard.counted.push(counter),
                Effect::Reload { update, .. } => heard.reload = Some(update),
                Effect::Refused(refused) => heard.refused.push(*refused),
                Effect::Security { what, by } => heard.noted.push((what, by)),
                Effect::Announce { text, to } => heard.announced.push((text, to)),
            }
        }
        self.log.extend(heard.rows.iter().cloned());
        // As the owner does, when the words are kept.
        let mut effects = Vec::new();
        for refused in &heard.refused {
            self.room.settle_refusal(refused, Some("rescue"), &mut effects);
        }
        for effect in effects {
            if let Effect::Send(to, message) = effect {
                heard.sent.push((to, message));
            }
        }
        heard
    }

    /// The document as somebody reads it who has only the rows, in order.
    pub fn replayed(&self) -> Replica {
        let rows: Vec<Bytes> = self.log.iter().map(|row| row.bytes.clone()).collect();
        Replica::load(901, None, &rows).unwrap()
    }

    pub fn text(&self) -> String {
        text_of(&self.replayed())
    }
}

pub fn text_of(replica: &Replica) -> String {
    replica.read(|txn| txn.get_text(ROOT).map(|text| text.get_string(txn)).unwrap_or_default())
}

/// A browser's copy of the document.
pub struct Client {
    pub doc: Doc,
}

impl Client {
    pub fn new(id: u64) -> Self {
        let mut options = Options::with_client_id(ClientID::new(id));
        options.offset_kind = OffsetKind::Utf16;
        options.cleanup_formatting = false;
        Self { doc: Doc::with_options(options) }
    }

    /// Makes a change and gives the update a provider would send.
    pub fn change(&mut self, change: impl FnOnce(&mut yrs::TransactionMut<'_>)) -> Bytes {
        let mut txn = self.doc.transact_mut();
        change(&mut txn);
        txn.commit();
        txn.encode_update_v1().into()
    }

    pub fn types(&mut self, at: u32, words: &str) -> Bytes {
        self.change(|txn| {
            let text = txn.get_or_insert_text(ROOT);
            text.insert(txn, at, words);
        })
    }

    pub fn deletes(&mut self, at: u32, len: u32) -> Bytes {
        self.change(|txn| {
            let text = txn.get_or_insert_text(ROOT);
            text.remove_range(txn, at, len);
        })
    }

    pub fn learns(&mut self, update: &[u8]) {
        self.doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
    }

    pub fn step1(&self) -> PeerMessage {
        PeerMessage::Step1(self.doc.transact().state_vector().encode_v1().into())
    }

    /// What the client answers to a Step1 with this state vector.
    pub fn answer(&self, state_vector: &[u8]) -> Bytes {
        let theirs = StateVector::decode_v1(state_vector).unwrap();
        self.doc.transact().encode_diff_v1(&theirs).into()
    }

    pub fn whole(&self) -> Bytes {
        self.answer(&[0])
    }

    pub fn text(&self) -> String {
        let txn = self.doc.transact();
        txn.get_text(ROOT).map(|text| text.get_string(&txn)).unwrap_or_default()
    }
}
