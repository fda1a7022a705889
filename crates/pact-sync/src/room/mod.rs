//! The room: a pure state machine around one document. `handle(from, message, now, &mut effects)` decides;
//! what it decided is data (`Effect`), carried out by the owner task. No sockets, no SQL, no clock.

mod budget;
mod conflicts;
mod hello;
mod intake;
mod leases;
mod peers;
mod refusals;
mod restore;
mod rights;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use pact_model::access::Identity;
use pact_model::content::DocumentContent;
use pact_model::document::DocumentKind;
use pact_model::ids::{ActorId, PersonId};
use pact_wire::message::PeerMessage;
use parking_lot::Mutex;

use crate::content;
use crate::error::SyncError;
use crate::presence::{Presence, Present};
use crate::register::{RegisterFields, edit_register, read_register};
use crate::replica::Replica;
use crate::schema::{ROOT_FIELDS, SectionEdit, edit_sections};
use conflicts::Conflicts;
use leases::Leases;
use peers::{Carrier, Incoming, Peer, Waiting};
use refusals::KeptWords;
use rights::Rights;

pub use conflicts::{FieldConflict, Rival};
pub use leases::{NewLease, RELAY_AFTER};
pub use refusals::{RefusedUpdate, refused};
pub use rights::GRACE;

/// Updates held for one connection while something they need is on its way, in bytes.
const MAX_HELD_BYTES: usize = 1024 * 1024;
/// How long a hole may stay open before the document is closed for that connection.
pub const HOLE_PATIENCE: Duration = Duration::from_secs(30);
/// How long clocks of somebody who is here wait for them to bring them; then they were forged. As long as a hole: on a
/// bad line the owner's own words take their time too.
pub const OWNER_PATIENCE: Duration = Duration::from_secs(30);
/// Most bytes that may wait for the disk in one room; beyond, new edits are refused as `degraded`.
const MAX_UNCOMMITTED_BYTES: usize = 4 * 1024 * 1024;
/// What a waiting row takes in memory beside its update: many small ones are bounded too.
const ROW_OVERHEAD: usize = 128;

/// One document opened on one socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttachmentId(pub u64);

/// What an attachment may do and understands.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Under which name it acts.
    pub identity: Identity,
    /// Whether its updates enter.
    pub writing: Writing,
    /// Whether the document's text may be sent: not to a page with another schema, which would damage it.
    pub may_read: bool,
    /// Whether its own updates are echoed after the commit (y-websocket has no other acknowledgement).
    pub echo: bool,
    /// A random number, from which a client id is made when the page asks for one.
    pub lot: u32,
}

/// Whether what a peer sends enters the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// It does.
    Allowed,
    /// Only what was written before connecting (its Step2): a page with another schema brings home what its
    /// user typed, and must not write on.
    FlushOnly,
    /// It does not.
    Denied,
}

/// What a peer is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// The server's state vector: "send me what I lack".
    Step1(Bytes),
    /// What the peer lacks. Never shown to another peer.
    Step2(Bytes),
    /// An update of the log.
    Update(Bytes),
    /// Presence.
    Awareness(Bytes),
    /// The peer's oldest unacknowledged update is on disk (`true`) or was refused (`false`).
    SyncStatus(bool),
    /// A JSON message of ours.
    Stateless(String),
    /// Why the peer's last update did not enter, for peers that do not know our messages.
    PermissionDenied(String),
    /// The document is closed for this peer.
    Close(String),
}

/// Where a row of the log comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Typed by somebody at the table.
    Edit,
    /// Typed by somebody who is away, and brought by another.
    Relay,
    /// Made by the server: section list, skeleton.
    Server,
    /// Put back by the server from a version.
    Restore,
}

/// On whose behalf an edit is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The person.
    pub person: Option<PersonId>,
    /// The body acted for.
    pub actor: Option<ActorId>,
}

/// A row to append to the log.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// Its place.
    pub seq: i64,
    /// Who made it.
    pub author: Author,
    /// The Yjs client whose new structs it holds, when there is exactly one.
    pub client: Option<u64>,
    /// Where it comes from.
    pub origin: Origin,
    /// Client ids that write here for the first time: stored together with the row.
    pub leases: Vec<NewLease>,
    /// What became of fields that were set at the same time: stored together with the row.
    pub conflicts: Vec<FieldConflict>,
    /// The update.
    pub bytes: Bytes,
}

/// What the owner task has to do.
#[derive(Debug)]
pub enum Effect {
    /// Tell one attachment.
    Send(AttachmentId, Outgoing),
    /// Tell everybody but the author of an update.
    Broadcast {
        /// The update.
        update: Bytes,
        /// Who does not need it.
        except: Option<AttachmentId>,
    },
    /// Append to the log; answer with [`Room::committed`].
    Append(LogEntry),
    /// An update did not enter: keep its words, then have its author told ([`Room::settle_refusal`]).
    Refused(Box<RefusedUpdate>),
    /// Somebody did what no honest client does: note it for whoever looks after the installation.
    Security {
        /// Code of what was tried.
        what: &'static str,
        /// By whom.
        by: Author,
    },
    /// Tell these attachments after everything else of this turn: they must have seen it when they read this.
    Announce {
        /// The message.
        text: String,
        /// To whom.
        to: Vec<AttachmentId>,
    },
    /// Count something.
    Count(Counter),
    /// The document in memory cannot be trusted any more: reload it from the log, and never take in the update
    /// that did it.
    Reload {
        /// What happened.
        why: String,
        /// The update that did it.
        update: Bytes,
    },
}

/// Things worth a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// An update of somebody without the right to write.
    ReadOnlyRefused,
    /// An update the firewall refused.
    Refused,
    /// An update held because of a hole.
    Held,
}

/// The state of one document and of everybody in it.
pub struct Room {
    replica: Replica,
    epoch: i64,
    /// Last place given out, and last place on disk.
    seq: i64,
    committed: i64,
    uncommitted: VecDeque<(i64, usize)>,
    uncommitted_bytes: usize,
    /// An update failed halfway: nothing more is taken in or given out, the owner reloads.
    is_broken: bool,
    peers: HashMap<AttachmentId, Peer>,
    waiting: VecDeque<Waiting>,
    presence: Presence,
    rules: RoomRules,
    rights: Rights,
    leases: Leases,
    /// Whether some peer's update waits for the owner of a client id.
    has_waits_for_owners: bool,
    kept: KeptWords,
    conflicts: Conflicts,
    /// Fields whose conflicts pages are told of once this place of the log is on disk.
    conflict_news: VecDeque<(i64, Vec<String>)>,
    /// The time, as it was told last.
    now: Duration,
}

/// What the document's kind and the installation fix for a room.
#[derive(Clone, Debug)]
pub struct RoomRules {
    /// What the document is.
    pub kind: DocumentKind,
    /// Number of its schema, told to pages.
    pub schema: i64,
    /// Most bytes the encoded document may have.
    pub max_document_bytes: usize,
    /// Updates that once did harm.
    pub quarantine: Quarantine,
    /// An update that breaks the replica as if yrs had choked on it. None but in tests of what happens then.
    pub breaks_on: Option<Bytes>,
}

impl RoomRules {
    fn has_schema(&self) -> bool {
        self.kind != DocumentKind::Open
    }
}

/// Hashes of updates that once made a replica untrustworthy; shared by all rooms of a node.
pub type Quarantine = Arc<Mutex<HashSet<[u8; 32]>>>;

impl Room {
    /// A room around a document that was read from the log up to `seq`, with the client ids that were given out
    /// for it before.
    #[must_use]
    pub fn new(
        replica: Replica,
        epoch: i64,
        seq: i64,
        leases: impl IntoIterator<Item = (u64, Author)>,
        rules: RoomRules,
    ) -> Self {
        let rights = replica.read(|txn| rights_of(txn));
        let mut leases = Leases::stored(leases);
        leases.reserve(replica.client_id());
        Self {
            replica,
            epoch,
            seq,
            committed: seq,
            uncommitted: VecDeque::new(),
            uncommitted_bytes: 0,
            is_broken: false,
            peers: HashMap::new(),
            waiting: VecDeque::new(),
            presence: Presence::default(),
            rules,
            rights,
            leases,
            has_waits_for_owners: false,
            kept: KeptWords::default(),
            conflicts: Conflicts::default(),
            conflict_news: VecDeque::new(),
            now: Duration::ZERO,
        }
    }

    /// Generation of the document's CRDT identity.
    #[must_use]
    pub fn epoch(&self) -> i64 {
        self.epoch
    }

    /// Last place given out in the log.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Last place that is on disk.
    #[must_use]
    pub fn committed_seq(&self) -> i64 {
        self.committed
    }

    /// Whether an update failed halfway, so that nothing here can be trusted any more.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// How many attachments are here.
    #[must_use]
    pub fn attachments(&self) -> usize {
        self.peers.len()
    }

    /// Somebody opens the document. Presence of the others is sent at once; the text when they ask.
    pub fn attach(&mut self, id: AttachmentId, attachment: Attachment, effects: &mut Vec<Effect>) {
        let peer = Peer::new(attachment);
        let (shows_presence, greets) = (peer.attachment.may_read, peer.attachment.echo);
        self.peers.insert(id, peer);
        if greets {
            // y-websocket servers speak first; Hocuspocus ones answer.
            effects.push(Effect::Send(id, Outgoing::Step1(self.replica.state_vector().into())));
        }
        if shows_presence && let Some(frame) = self.presence.all() {
            effects.push(Effect::Send(id, Outgoing::Awareness(frame)));
        }
    }

    /// Somebody closes the document.
    pub fn detach(&mut self, id: AttachmentId, now: Duration, effects: &mut Vec<Effect>) {
        self.rescue_held(id, effects);
        self.peers.remove(&id);
        self.presence.remove(id);
        self.leases.release(id, now);
    }

    /// Takes in one message of a peer.
    pub fn handle(
        &mut self,
        from: AttachmentId,
        message: PeerMessage,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        if self.is_broken {
            return;
        }
        self.now = now;
        let Some(peer) = self.peers.get_mut(&from) else { return };
        match message {
            PeerMessage::Step1(state_vector) => self.answer(from, &state_vector, effects),
            PeerMessage::Step2(bytes) => {
                let is_acknowledged = peer.asked.pop_front().unwrap_or(true);
                let ticket = is_acknowledged.then(|| peer.open_answer());
                self.take_in(from, Incoming { bytes, carrier: Carrier::Step2, ticket }, now, effects);
                self.release_held(from, now, effects);
                self.release_those_waiting_for_owners(now, effects);
            }
            PeerMessage::Update(bytes) => {
                let ticket = Some(peer.open_answer());
                self.take_in(from, Incoming { bytes, carrier: Carrier::Update, ticket }, now, effects);
                self.release_those_waiting_for_owners(now, effects);
            }
            PeerMessage::Awareness(frame) => {
                let identity = &peer.attachment.identity;
                let by = Author { person: Some(identity.person), actor: identity.actor };
                let leases = &mut self.leases;
                let mut may_announce = |client| leases.claim(client, from, by, false);
                match self.presence.update(from, identity, &frame, now, &mut may_announce) {
                    Ok(false) => {}
                    Ok(true) => self.note(from, "forged_presence", effects),
                    Err(_) => effects.push(Effect::Count(Counter::Refused)),
                }
            }
            PeerMessage::Stateless(text) => self.extension(from, &text, effects),
            PeerMessage::QueryAwareness => {
                if let Some(frame) = self.presence.all() {
                    effects.push(Effect::Send(from, Outgoing::Awareness(frame)));
                }
            }
            PeerMessage::Forbidden(_) => self.note(from, "server_message", effects),
            // Tokens and closing are the connection's business, not the document's.
            PeerMessage::Token { .. } | PeerMessage::Close => {}
        }
    }

    /// Notes what no honest client does, each kind once for a connection: the audit is no log of every frame.
    fn note(&mut self, from: AttachmentId, what: &'static str, effects: &mut Vec<Effect>) {
        let Some(peer) = self.peers.get_mut(&from).filter(|peer| !peer.noted.contains(&what)) else { return };
        peer.noted.push(what);
        let identity = &peer.attachment.identity;
        let by = Author { person: Some(identity.person), actor: identity.actor };
        effects.push(Effect::Security { what, by });
    }

    fn answer(&mut self, to: AttachmentId, state_vector: &[u8], effects: &mut Vec<Effect>) {
        let asks_first = self.is_register();
        let Some(peer) = self.peers.get_mut(&to) else { return };
        if !peer.attachment.echo && asks_first {
            peer.asked.push_back(true);
            effects.push(Effect::Send(to, Outgoing::Step1(self.replica.state_vector().into())));
        }
        if peer.attachment.may_read {
            match self.replica.difference(state_vector) {
                Ok(update) => effects.push(Effect::Send(to, Outgoing::Step2(update))),
                Err(error) => {
                    effects.push(Effect::Count(Counter::Refused));
                    effects
                        .push(Effect::Send(to, Outgoing::Stateless(refused("invalid", &error.to_string()))));
                    return;
                }
            }
        }
        if !peer.attachment.echo && !asks_first {
            peer.asked.push_back(true);
            effects.push(Effect::Send(to, Outgoing::Step1(self.replica.state_vector().into())));
        }
    }

    /// Regular work: expires presence, looks at what is held.
    pub fn tick(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        self.now = now;
        self.presence.expire(now);
        self.look_at_held(now, effects);
    }

    /// Whether presence waits to be told.
    #[must_use]
    pub fn presence_is_dirty(&self) -> bool {
        self.presence.is_dirty()
    }

    /// Whether somebody's update waits for something.
    #[must_use]
    pub fn has_held(&self) -> bool {
        self.peers.values().any(|peer| !peer.held.is_empty())
    }

    /// One presence frame with everything that changed.
    pub fn drain_presence(&mut self) -> Option<Bytes> {
        self.presence.drain()
    }

    /// Who is here, one entry per attachment.
    #[must_use]
    pub fn present(&self) -> Vec<Present> {
        self.peers
            .values()
            .map(|peer| {
                let identity = &peer.attachment.identity;
                Present {
                    name: identity.public_name().to_owned(),
                    color: identity.color.to_owned(),
                    role: identity.role.as_str().to_owned(),
                }
            })
            .collect()
    }

    /// A change of the section list by the coordination. Returns the place in the log after which it is safe,
    /// or `None` when nothing changed.
    ///
    /// # Errors
    /// The edit names an unknown section, or the document has no sections.
    pub fn edit_sections(
        &mut self,
        author: Author,
        edit: &SectionEdit,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) -> Result<Option<i64>, SyncError> {
        if !self.rules.kind.has_sections() {
            return Err(SyncError::InvalidEdit("this document has no sections".to_owned()));
        }
        if self.is_broken {
            return Err(SyncError::Integration("the document is being reloaded".to_owned()));
        }
        let update = self.replica.edit(|txn| edit_sections(txn, edit))?;
        let Some(bytes) = update else { return Ok(None) };
        let leases = self.leases.take_unstored(self.replica.client_id()).into_iter().collect();
        let entry = LogEntry {
            seq: 0,
            author,
            client: None,
            origin: Origin::Server,
            leases,
            conflicts: Vec::new(),
            bytes,
        };
        self.append(entry, None, effects);
        self.tell_of_rights(now, effects);
        Ok(Some(self.seq))
    }

    /// A change of the register by the server, all of it in one row. Returns the place in the log after which it is
    /// safe, or `None` when nothing changed.
    ///
    /// # Errors
    /// The document is no register, or would not be one any more.
    pub fn edit_register(
        &mut self,
        author: Author,
        edit: &RegisterFields,
        effects: &mut Vec<Effect>,
    ) -> Result<Option<i64>, SyncError> {
        if !self.is_register() {
            return Err(SyncError::InvalidEdit("this document is no register".to_owned()));
        }
        if self.is_broken {
            return Err(SyncError::Integration("the document is being reloaded".to_owned()));
        }
        let place = |room: &Self, key: &str| room.replica.structure().entry(ROOT_FIELDS, key);
        let before: Vec<_> = edit.fields.keys().map(|key| place(self, key)).collect();
        let update = self.replica.edit(|txn| edit_register(txn, edit))?;
        let Some(bytes) = update else { return Ok(None) };
        let written = edit.fields.keys().zip(before).filter(|(key, before)| place(self, key) != *before);
        let written: Vec<String> = written.map(|(key, _)| key.clone()).collect();
        let conflicts = self.settle_by_server(&written);
        let leases = self.leases.take_unstored(self.replica.client_id()).into_iter().collect();
        let entry =
            LogEntry { seq: 0, author, client: None, origin: Origin::Server, leases, conflicts, bytes };
        self.append(entry, None, effects);
        Ok(Some(self.seq))
    }

    fn is_register(&self) -> bool {
        self.rules.kind == DocumentKind::Register
    }

    /// Fields and long texts of the register.
    #[must_use]
    pub fn register(&self) -> RegisterFields {
        self.replica.read(|txn| read_register(txn))
    }

    /// Reads again who may write where, and tells pages that say what they have seen.
    fn tell_of_rights(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        let fresh = self.replica.read(|txn| rights_of(txn));
        if self.rights.update(fresh, now, self.seq) {
            let to = self.peers.iter().filter(|(_, peer)| peer.sees_locks).map(|(id, _)| *id).collect();
            effects.push(Effect::Announce { text: hello::lock(self.seq), to });
        }
    }

    /// What the document says now.
    #[must_use]
    pub fn content(&self) -> DocumentContent {
        self.replica.read(|txn| content::read_document(txn))
    }

    /// Everything a peer lacks who was not told updates from these clocks on.
    pub fn resend(&mut self, missing: &HashMap<u64, u32>) -> Option<Bytes> {
        let theirs = self.replica.structure().state_vector_before(missing);
        self.replica.difference(&theirs.to_bytes()).ok()
    }

    /// The whole document and its fingerprint, for a snapshot.
    pub fn snapshot(&mut self) -> (Bytes, (Vec<u8>, Vec<u8>)) {
        let fingerprint = self.replica.fingerprint();
        (self.replica.encoded(), fingerprint)
    }
}

fn rights_of<T: yrs::ReadTxn>(txn: &T) -> Rights {
    let sections = content::section_fields(txn).into_iter().map(|(id, fields)| {
        let policy = content::text_field(&fields, "policy").parse().unwrap_or_default();
        (id, policy)
    });
    Rights::new(sections.collect(), content::is_paused(txn))
}
