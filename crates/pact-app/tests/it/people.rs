//! Somebody with a document open, as a page of ours: a leased client id, a copy of the text, edits in its sections.

use std::time::Instant;

use bytes::Bytes;
use pact_app::rooms::{Attachment, Writing};
use pact_model::access::Identity;
use pact_model::ids::DocumentId;
use pact_wire::message::{PeerMessage, ServerFrame};
use serde_json::{Value, json};
use yrs::block::ClientID;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, TransactionMut, Update,
    WriteTxn, XmlElementPrelim, XmlElementRef, XmlFragment, XmlOut, XmlTextPrelim, XmlTextRef,
};

use crate::rooms::support::{PATIENCE, Peer};
use crate::world::World;

pub struct Person {
    peer: Peer,
    doc: Doc,
    /// Frames that were taken in.
    seen: usize,
    /// Updates that were sent.
    sent: usize,
    pub epoch: i64,
}

pub fn attachment(identity: &Identity) -> Attachment {
    Attachment {
        identity: identity.clone(),
        writing: Writing::Allowed,
        may_read: true,
        echo: false,
        lot: rand::random(),
    }
}

fn options(client: u64) -> Options {
    let mut options = Options::with_client_id(ClientID::new(client));
    options.offset_kind = OffsetKind::Utf16;
    options.cleanup_formatting = false;
    options
}

impl World {
    pub async fn sits_down(&self, identity: &Identity, document: DocumentId) -> Person {
        Person::with_copy(self, identity, document, None).await
    }
}

impl Person {
    /// Comes with a copy from before, or an empty one; waits until both sides have all of each other.
    async fn with_copy(world: &World, by: &Identity, document: DocumentId, copy: Option<Doc>) -> Self {
        let mut peer = Peer::join(&world.app.rooms, document, attachment(by)).await.unwrap();
        let hello = json!({ "v": 1, "t": "hello", "caps": ["leased"], "schema": 1 });
        peer.handle.deliver(PeerMessage::Stateless(hello.to_string())).await.unwrap();
        peer.hears(|frames| stateless(frames, "leased").is_some()).await;
        let leased = stateless(peer.heard(), "leased").unwrap();
        let client = leased["clientId"].as_u64().unwrap();
        let doc = copy.unwrap_or_else(|| Doc::with_options(options(client)));
        let mut person = Self { peer, doc, seen: 0, sent: 0, epoch: leased["epoch"].as_i64().unwrap() };
        let vector = person.doc.transact().state_vector().encode_v1();
        person.peer.handle.deliver(PeerMessage::Step1(vector.into())).await.unwrap();
        person.peer.hears(|frames| frames.iter().any(|frame| matches!(frame, ServerFrame::Step1(_)))).await;
        let theirs = person.peer.heard().iter().find_map(|frame| match frame {
            ServerFrame::Step1(vector) => Some(vector.clone()),
            _ => None,
        });
        let theirs = StateVector::decode_v1(&theirs.unwrap()).unwrap();
        let answer = person.doc.transact().encode_diff_v1(&theirs);
        person.peer.handle.deliver(PeerMessage::Step2(answer.into())).await.unwrap();
        person.sent += 1;
        person.is_heard().await;
        person.listens();
        person
    }

    /// The same copy, after the line broke.
    pub async fn comes_back(self, world: &World, by: &Identity, document: DocumentId) -> Self {
        let Self { peer, doc, .. } = self;
        drop(peer);
        Self::with_copy(world, by, document, Some(doc)).await
    }

    /// Takes in what was heard.
    pub fn listens(&mut self) {
        let frames = self.peer.heard()[self.seen..].to_vec();
        self.seen += frames.len();
        for frame in frames {
            if let ServerFrame::Step2(update) | ServerFrame::Update(update) = frame {
                let update = Update::decode_v1(&update).unwrap();
                self.doc.transact_mut().apply_update(update).unwrap();
            }
        }
    }

    /// Everything sent was answered, whether it entered or not.
    async fn is_heard(&mut self) {
        let sent = self.sent;
        self.peer
            .hears(|frames| {
                frames.iter().filter(|frame| matches!(frame, ServerFrame::SyncStatus(_))).count() >= sent
            })
            .await;
    }

    /// Changes the own copy without telling anybody.
    pub fn changes_offline(&mut self, change: impl FnOnce(&mut TransactionMut<'_>)) -> Bytes {
        let mut txn = self.doc.transact_mut();
        change(&mut txn);
        txn.commit();
        txn.encode_update_v1().into()
    }

    /// Changes the text; returns once it is safe.
    pub async fn changes(&mut self, change: impl FnOnce(&mut TransactionMut<'_>)) {
        self.listens();
        let update = self.changes_offline(change);
        self.peer.sends(&update).await;
        self.sent += 1;
        self.is_heard().await;
    }

    /// Puts words behind others that the body of a section holds; before all others without any.
    pub async fn writes(&mut self, section: &str, after: &str, words: &str) {
        self.changes(|txn| insert(txn, section, after, words)).await;
    }

    pub async fn deletes(&mut self, section: &str, words: &str) {
        self.changes(|txn| {
            let (text, at) = find(txn, section, words).expect("the words are there");
            text.remove_range(txn, at, len(words));
        })
        .await;
    }

    /// A new paragraph at the end.
    pub async fn adds(&mut self, section: &str, words: &str) {
        self.changes(|txn| {
            let body = txn.get_or_insert_xml_fragment(format!("body:{section}"));
            let block = body.push_back(txn, XmlElementPrelim::empty("block"));
            block.push_back(txn, XmlTextPrelim::new(words));
        })
        .await;
    }

    /// What the own copy says.
    pub fn reads(&mut self, section: &str) -> String {
        self.listens();
        let txn = self.doc.transact();
        let body = txn.get_xml_fragment(format!("body:{section}"));
        body.map(|body| body.get_string(&txn)).unwrap_or_default()
    }

    pub async fn reads_until(&mut self, section: &str, words: &str) {
        let began = Instant::now();
        while !self.reads(section).contains(words) {
            assert!(began.elapsed() < PATIENCE, "«{words}» never came: {}", self.reads(section));
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// The newest message of this kind is this one, sooner or later.
    pub async fn hears_of(&mut self, kind: &str, field: &str, value: &Value) {
        self.peer.hears(|frames| stateless(frames, kind).is_some_and(|it| it[field] == *value)).await;
    }

    pub async fn is_shown_out_soon(&mut self) {
        self.peer.hears(|frames| frames.iter().any(|frame| matches!(frame, ServerFrame::Close(_)))).await;
    }
}

fn stateless(frames: &[ServerFrame], kind: &str) -> Option<Value> {
    frames.iter().rev().find_map(|frame| match frame {
        ServerFrame::Stateless(text) => {
            serde_json::from_str(text).ok().filter(|message: &Value| message["t"] == kind)
        }
        _ => None,
    })
}

fn len(words: &str) -> u32 {
    u32::try_from(words.encode_utf16().count()).unwrap()
}

pub fn insert(txn: &mut TransactionMut<'_>, section: &str, after: &str, words: &str) {
    let (text, at) = find(txn, section, after).expect("the words are there");
    text.insert(txn, at + len(after), words);
}

/// The text of a body that holds these words, and where.
fn find(txn: &mut TransactionMut<'_>, section: &str, words: &str) -> Option<(XmlTextRef, u32)> {
    let body = txn.get_or_insert_xml_fragment(format!("body:{section}"));
    let mut stack: Vec<XmlOut> = body.children(txn).collect();
    while let Some(node) = stack.pop() {
        match node {
            XmlOut::Text(text) => {
                let runs = text.diff(txn, yrs::types::text::YChange::identity);
                let all: String = runs
                    .iter()
                    .filter_map(|run| match &run.insert {
                        yrs::Out::Any(yrs::Any::String(words)) => Some(words.to_string()),
                        _ => None,
                    })
                    .collect();
                if let Some(byte) = all.find(words) {
                    return Some((text, len(&all[..byte])));
                }
            }
            XmlOut::Element(element) => stack.extend(XmlElementRef::children(&element, txn)),
            XmlOut::Fragment(_) => {}
        }
    }
    None
}
