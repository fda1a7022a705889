//! A house of rooms on an SQLite file, and peers with pipes for sockets.

use std::collections::BTreeMap;
use std::io::{self, IoSlice};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use pact_app::clock::Clock;
use pact_app::ids::Ids;
use pact_app::rooms::{
    Attachment, AttachmentHandle, Dialect, Outbox, RoomError, RoomSettings, Rooms, Transport, Writing,
    read_log,
};
use pact_model::access::{Identity, Role};
use pact_model::document::{DocumentKind, Policy, SectionKind};
use pact_model::ids::{DocumentId, PersonId};
use pact_model::template::{DocumentTemplate, SectionTemplate};
use pact_model::time::Timestamp;
use pact_store::{Database, DocumentRow, OriginKind, PersonRow, UpdateRow};
use pact_wire::message::{PeerMessage, ServerFrame};
use pact_wire::varint::{write_var_string, write_var_uint};
use parking_lot::Mutex;
use tempfile::TempDir;
use uuid::Uuid;

/// Root the typists write into: the title of the one section, so that it shows in the content.
const ROOT: &str = "title:art-1";
/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

fn id() -> Uuid {
    let number = NEXT_ID.fetch_add(1, Ordering::Relaxed);
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(number))
}

fn at() -> Timestamp {
    Timestamp::from_micros(1_790_000_000_000_000)
}

pub struct House {
    pub database: Database,
    pub rooms: Arc<Rooms>,
    person: PersonId,
    url: String,
    _folder: TempDir,
}

impl House {
    pub async fn new() -> Self {
        Self::with(RoomSettings::default()).await
    }

    pub async fn evicting_after(evict_after: Duration) -> Self {
        Self::with(RoomSettings { evict_after, ..RoomSettings::default() }).await
    }

    pub async fn committing_after(commit_delay: Duration) -> Self {
        Self::with(RoomSettings { commit_delay, ..RoomSettings::default() }).await
    }

    pub async fn with(settings: RoomSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let database = Database::connect(&url).await.unwrap();
        let person = PersonRow { id: PersonId::from_uuid(id()), name: None, created_at: at() };
        let mut tx = database.begin().await.unwrap();
        tx.insert_person(&person).await.unwrap();
        tx.commit().await.unwrap();
        let clock = Clock::fixed(at());
        let rooms = Rooms::new(database.clone(), clock.clone(), Ids::new(clock), settings);
        Self { database, rooms, person: person.id, url, _folder: folder }
    }

    /// The same database as another program sees it.
    pub async fn another_program(&self) -> Database {
        Database::connect(&self.url).await.unwrap()
    }

    /// A pact with one section whose title is empty.
    pub async fn document(&self) -> DocumentId {
        let section = SectionTemplate {
            id: "art-1".parse().unwrap(),
            kind: SectionKind::Article,
            number: None,
            title: String::new(),
            guidance: String::new(),
            mandatory: false,
            policy: Policy::Open,
            expected: Vec::new(),
            body: Vec::new(),
        };
        let template = DocumentTemplate {
            name: "patto".to_owned(),
            kind: DocumentKind::PattoCollaborazione,
            title: "Patto".to_owned(),
            language: "it".to_owned(),
            sections: vec![section],
        };
        let row = DocumentRow {
            id: DocumentId::from_uuid(id()),
            process: None,
            kind: template.kind,
            title: template.title.clone(),
            reference: String::new(),
            epoch: 1,
            schema: 1,
            head_seq: 0,
            snapshot_seq: 0,
            published_at: None,
            public_from: None,
            created_at: at(),
        };
        let mut tx = self.database.begin().await.unwrap();
        tx.insert_document(&row).await.unwrap();
        tx.commit().await.unwrap();
        let seed = pact_sync::seed_document(&template, &template.title, &BTreeMap::new());
        append(&self.database, row.id, 1, Bytes::from(seed)).await;
        row.id
    }

    pub fn attachment(&self) -> Attachment {
        let identity = Identity {
            person: self.person,
            role: Role::Member,
            actor: None,
            actor_name: Some("Pro Loco".to_owned()),
            color: "#1f6f5c",
            process: "01900000-0000-7000-8000-00000000ffff".parse().unwrap(),
        };
        Attachment { identity, writing: Writing::Allowed, may_read: true, echo: false, lot: rand::random() }
    }

    pub async fn try_join(&self, document: DocumentId) -> Result<Peer, RoomError> {
        Peer::join(&self.rooms, document, self.attachment()).await
    }

    pub async fn join(&self, document: DocumentId) -> Peer {
        self.try_join(document).await.unwrap()
    }

    /// What the room says.
    pub async fn text(&self, document: DocumentId) -> String {
        self.rooms.content(document).await.unwrap().sections.remove(0).title
    }

    /// What is on disk.
    pub async fn stored_text(&self, document: DocumentId) -> String {
        let log = read_log(&self.database, document).await.unwrap();
        let content = pact_sync::content_of_log(log.snapshot.as_deref(), &log.updates).unwrap();
        content.sections[0].title.clone()
    }

    pub async fn wait_until_no_room_is_open(&self) {
        eventually(|| self.rooms.counts().rooms == 0).await;
    }
}

/// Writes a row behind the rooms' back.
pub async fn append(database: &Database, document: DocumentId, seq: i64, bytes: Bytes) {
    let row = UpdateRow {
        seq,
        person: None,
        actor: None,
        client_id: None,
        origin_kind: OriginKind::Server,
        bytes,
        at: at(),
    };
    let mut tx = database.begin().await.unwrap();
    tx.append_updates(document, 1, &[row]).await.unwrap();
    tx.commit().await.unwrap();
}

pub async fn eventually(mut condition: impl FnMut() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < PATIENCE, "it never became true");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A socket's outgoing side: takes everything, or nothing.
#[derive(Clone, Default)]
pub struct Pipe(Arc<PipeState>);

#[derive(Default)]
struct PipeState {
    is_blocked: AtomicBool,
    bytes: Mutex<Vec<u8>>,
}

impl Transport for Pipe {
    fn try_write(&self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        if self.0.is_blocked.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let mut bytes = self.0.bytes.lock();
        let before = bytes.len();
        for slice in slices {
            bytes.extend_from_slice(slice);
        }
        Ok(bytes.len() - before)
    }
}

/// Somebody with the document open.
pub struct Peer {
    pub handle: AttachmentHandle,
    pub outbox: Arc<Outbox>,
    pipe: Pipe,
    /// Everything heard so far.
    heard: Vec<ServerFrame>,
}

impl Peer {
    pub async fn join(
        rooms: &Rooms,
        document: DocumentId,
        attachment: Attachment,
    ) -> Result<Self, RoomError> {
        let pipe = Pipe::default();
        let outbox = Arc::new(Outbox::new(Box::new(pipe.clone())));
        let dialect = Dialect::Hocuspocus(Bytes::from_static(b"\x03doc"));
        let handle = rooms.attach(document, attachment, dialect, outbox.clone()).await?;
        Ok(Self { handle, outbox, pipe, heard: Vec::new() })
    }

    pub async fn sends(&self, update: &Bytes) {
        self.handle.deliver(PeerMessage::Update(update.clone())).await.unwrap();
    }

    /// Asks for the whole text.
    pub async fn syncs(&mut self) {
        self.handle.deliver(PeerMessage::Step1(Bytes::from_static(&[0]))).await.unwrap();
        self.hears(|frames| frames.iter().any(|frame| matches!(frame, ServerFrame::Step2(_)))).await;
    }

    pub fn block(&self, is_blocked: bool) {
        self.pipe.0.is_blocked.store(is_blocked, Ordering::SeqCst);
    }

    /// Everything heard so far.
    pub fn heard(&mut self) -> &[ServerFrame] {
        let mut bytes = self.pipe.0.bytes.lock();
        let (frames, taken) = frames(&bytes);
        bytes.drain(..taken);
        self.heard.extend(frames);
        &self.heard
    }

    pub async fn hears(&mut self, condition: impl Fn(&[ServerFrame]) -> bool) {
        eventually(|| condition(self.heard())).await;
    }

    pub fn stored(&mut self) -> usize {
        self.heard().iter().filter(|frame| **frame == ServerFrame::SyncStatus(true)).count()
    }

    pub async fn hears_stored(&mut self, count: usize) {
        eventually(|| self.stored() >= count).await;
    }

    pub async fn hears_close(&mut self, reason: &str) {
        let close = ServerFrame::Close(reason.to_owned());
        self.hears(|frames| frames.contains(&close)).await;
    }

    /// Every part of the document that was heard, in order.
    pub fn updates(&mut self) -> Vec<Bytes> {
        self.heard()
            .iter()
            .filter_map(|frame| match frame {
                ServerFrame::Step2(update) | ServerFrame::Update(update) => Some(update.clone()),
                _ => None,
            })
            .collect()
    }

    /// The document as this peer has it; fails when something in between is missing.
    pub fn text(&mut self) -> String {
        let content = pact_sync::content_of_log(None, &self.updates()).unwrap();
        content.sections[0].title.clone()
    }
}

/// The complete frames, and how many bytes they take.
fn frames(bytes: &[u8]) -> (Vec<ServerFrame>, usize) {
    let mut frames = Vec::new();
    let mut at = 0;
    while let Some((payload, end)) = payload(bytes, at) {
        let frame = Bytes::copy_from_slice(&bytes[payload..end]);
        frames.push(pact_wire::hocuspocus::decode_server(&frame).unwrap().1);
        at = end;
    }
    (frames, at)
}

fn payload(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let (len, start) = match *bytes.get(at + 1)? {
        126 => (usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().unwrap())), at + 4),
        127 => {
            let len = u64::from_be_bytes(bytes.get(at + 2..at + 10)?.try_into().unwrap());
            (usize::try_from(len).unwrap(), at + 10)
        }
        len => (usize::from(len), at + 2),
    };
    (start + len <= bytes.len()).then_some((start, start + len))
}

/// Types at the end of what it typed before: updates by the grammar, made by hand.
pub struct Typist {
    client: u64,
    clock: u64,
}

impl Typist {
    pub fn new(client: u64) -> Self {
        Self { client, clock: 0 }
    }

    pub fn types(&mut self, words: &str) -> Bytes {
        let mut out = vec![1, 1];
        write_var_uint(&mut out, self.client);
        write_var_uint(&mut out, self.clock);
        if self.clock == 0 {
            out.extend([0x04, 1]);
            write_var_string(&mut out, ROOT);
        } else {
            out.push(0x84);
            write_var_uint(&mut out, self.client);
            write_var_uint(&mut out, self.clock - 1);
        }
        write_var_string(&mut out, words);
        out.push(0);
        self.clock += words.encode_utf16().count() as u64;
        out.into()
    }
}
