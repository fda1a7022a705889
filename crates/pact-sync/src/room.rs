//! The room: a pure state machine around one document. `handle(from, message, now, &mut effects)` decides;
//! what it decided is data (`Effect`), carried out by the owner task. No sockets, no SQL, no clock.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use pact_model::access::Identity;
use pact_model::content::DocumentContent;
use pact_model::ids::{ActorId, PersonId};
use pact_wire::message::PeerMessage;
use pact_wire::update::{Limits, inspect};
use parking_lot::Mutex;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::content;
use crate::depth::{MAX_DEPTH, Measured};
use crate::error::SyncError;
use crate::presence::{Presence, Present};
use crate::replica::Replica;
use crate::schema::{SectionEdit, edit_sections};

/// Updates held for one connection while a hole is being filled, in bytes.
const MAX_HELD_BYTES: usize = 1024 * 1024;
/// How long a hole may stay open before the document is closed for that connection.
pub const HOLE_PATIENCE: Duration = Duration::from_secs(30);
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
    /// The document is closed for this peer.
    Close(String),
}

/// Where a row of the log comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Typed by somebody at the table.
    Edit,
    /// Made by the server: section list, skeleton.
    Server,
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

#[derive(Debug)]
struct Peer {
    attachment: Attachment,
    /// Step1 frames of ours still unanswered: `true` where the Step2 that answers is acknowledged.
    asked: VecDeque<bool>,
    /// Answers still owed, in the order of the frames they answer. A peer counts answers, so one that comes out
    /// of turn would be taken for another frame's.
    answers: VecDeque<Answer>,
    /// How many answers were given: the ticket of the first one in `answers`.
    answered: u64,
    held: VecDeque<Held>,
    held_bytes: usize,
    held_since: Duration,
}

impl Peer {
    fn new(attachment: Attachment) -> Self {
        Self {
            attachment,
            asked: VecDeque::new(),
            answers: VecDeque::new(),
            answered: 0,
            held: VecDeque::new(),
            held_bytes: 0,
            held_since: Duration::ZERO,
        }
    }

    fn open_answer(&mut self) -> Ticket {
        self.answers.push_back(Answer::Open);
        Ticket(self.answered + self.answers.len() as u64 - 1)
    }

    fn decide(&mut self, ticket: Ticket, answer: Answer) {
        let slot =
            usize::try_from(ticket.0 - self.answered).ok().and_then(|index| self.answers.get_mut(index));
        if let Some(slot) = slot {
            *slot = answer;
        }
    }

    /// The next answer that can be given now.
    fn next_answer(&mut self, committed: i64) -> Option<bool> {
        let answer = match self.answers.front()? {
            Answer::Refused => false,
            Answer::StoredAt(seq) if *seq <= committed => true,
            Answer::StoredAt(_) | Answer::Open => return None,
        };
        self.answers.pop_front();
        self.answered += 1;
        Some(answer)
    }
}

/// The place of one frame among those of its peer that get an answer.
#[derive(Clone, Copy, Debug)]
struct Ticket(u64);

#[derive(Clone, Copy, Debug)]
enum Answer {
    /// Not decided: the frame is held.
    Open,
    /// `true`, once this place of the log is on disk.
    StoredAt(i64),
    /// `false`.
    Refused,
}

/// How an update came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carrier {
    Update,
    Step2,
}

impl Carrier {
    fn limits(self) -> &'static Limits {
        match self {
            Self::Update => &Limits::UPDATE,
            Self::Step2 => &Limits::STEP2,
        }
    }
}

#[derive(Debug)]
struct Held {
    bytes: Bytes,
    carrier: Carrier,
    ticket: Option<Ticket>,
}

/// Somebody to turn to when a place of the log is on disk.
#[derive(Debug)]
struct Waiting {
    seq: i64,
    to: AttachmentId,
    echo: Option<Bytes>,
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
}

/// What the document's kind and the installation fix for a room.
#[derive(Clone, Debug)]
pub struct RoomRules {
    /// Whether the document is an ordered list of sections.
    pub has_sections: bool,
    /// Most bytes the encoded document may have.
    pub max_document_bytes: usize,
    /// Updates that once did harm.
    pub quarantine: Quarantine,
}

/// Hashes of updates that once made a replica untrustworthy; shared by all rooms of a node.
pub type Quarantine = Arc<Mutex<HashSet<[u8; 32]>>>;

impl Room {
    /// A room around a document that was read from the log up to `seq`.
    #[must_use]
    pub fn new(replica: Replica, epoch: i64, seq: i64, settings: RoomRules) -> Self {
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
            rules: settings,
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
    pub fn detach(&mut self, id: AttachmentId) {
        self.peers.remove(&id);
        self.presence.remove(id);
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
        let Some(peer) = self.peers.get_mut(&from) else { return };
        match message {
            PeerMessage::Step1(state_vector) => self.answer(from, &state_vector, effects),
            PeerMessage::Step2(update) => {
                let is_acknowledged = peer.asked.pop_front().unwrap_or(true);
                let ticket = is_acknowledged.then(|| peer.open_answer());
                self.take_in(from, update, Carrier::Step2, ticket, now, effects);
                self.release_held(from, now, effects);
            }
            PeerMessage::Update(update) => {
                let ticket = Some(peer.open_answer());
                self.take_in(from, update, Carrier::Update, ticket, now, effects);
            }
            PeerMessage::Awareness(frame) => {
                if self.presence.update(from, &peer.attachment.identity, &frame, now).is_err() {
                    effects.push(Effect::Count(Counter::Refused));
                }
            }
            PeerMessage::QueryAwareness => {
                if let Some(frame) = self.presence.all() {
                    effects.push(Effect::Send(from, Outgoing::Awareness(frame)));
                }
            }
            // Tokens, closing and extensions are the connection's business, not the document's.
            PeerMessage::Token { .. }
            | PeerMessage::Stateless(_)
            | PeerMessage::Close
            | PeerMessage::Forbidden(_) => {}
        }
    }

    fn answer(&mut self, to: AttachmentId, state_vector: &[u8], effects: &mut Vec<Effect>) {
        let Some(peer) = self.peers.get_mut(&to) else { return };
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
        if !peer.attachment.echo {
            peer.asked.push_back(true);
            effects.push(Effect::Send(to, Outgoing::Step1(self.replica.state_vector().into())));
        }
    }

    fn take_in(
        &mut self,
        from: AttachmentId,
        update: Bytes,
        carrier: Carrier,
        ticket: Option<Ticket>,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        if self.is_broken {
            return;
        }
        let measured = match self.replica.measure(&update, carrier.limits()) {
            Ok(measured) => measured,
            Err(refusal) => {
                let code = if refusal.is_too_large() { "too_large" } else { "invalid" };
                return self.refuse(from, ticket, code, &refusal.to_string(), Counter::Refused, effects);
            }
        };
        let inspection = &measured.inspection;
        if self.replica.known().covers(inspection) {
            return self.acknowledge(from, ticket, None, effects);
        }
        let Some(peer) = self.peers.get(&from) else { return };
        let refusal = match (peer.attachment.writing, carrier) {
            (Writing::Allowed, _) | (Writing::FlushOnly, Carrier::Step2) => None,
            (Writing::FlushOnly, Carrier::Update) => {
                Some(("schema", "this page is old", Counter::ReadOnlyRefused))
            }
            (Writing::Denied, _) => Some(("read_only", "this link reads", Counter::ReadOnlyRefused)),
        };
        let refusal = refusal.or_else(|| self.refusal_for_size(update.len())).or_else(|| {
            self.is_quarantined(&update).then_some((
                "invalid",
                "this update did harm before",
                Counter::Refused,
            ))
        });
        if let Some((code, detail, counter)) = refusal {
            return self.refuse(from, ticket, code, detail, counter, effects);
        }
        if self.replica.gap(inspection).is_some() {
            return self.hold(from, Held { bytes: update, carrier, ticket }, now, effects);
        }
        if measured.deepest > MAX_DEPTH {
            let detail = "its types lie too deep in one another";
            return self.refuse(from, ticket, "invalid", detail, Counter::Refused, effects);
        }
        self.accept(from, &update, &measured, ticket, effects);
    }

    fn refusal_for_size(&self, len: usize) -> Option<(&'static str, &'static str, Counter)> {
        if self.replica.size() + len > self.rules.max_document_bytes {
            return Some(("too_large", "the document is full", Counter::Refused));
        }
        // One that is larger than the bound enters alone.
        if self.uncommitted_bytes > 0 && self.uncommitted_bytes + len + ROW_OVERHEAD > MAX_UNCOMMITTED_BYTES {
            return Some(("degraded", "the disk does not keep up", Counter::Refused));
        }
        None
    }

    fn accept(
        &mut self,
        from: AttachmentId,
        update: &Bytes,
        measured: &Measured,
        ticket: Option<Ticket>,
        effects: &mut Vec<Effect>,
    ) {
        let inspection = &measured.inspection;
        let fresh = if self.replica.known().overlaps(inspection) {
            match self.replica.trim(update) {
                Ok(fresh) => fresh,
                // Nothing was touched yet: the update is at fault, not the document.
                Err(error) => {
                    return self.refuse(
                        from,
                        ticket,
                        "invalid",
                        &error.to_string(),
                        Counter::Refused,
                        effects,
                    );
                }
            }
        } else {
            update.clone()
        };
        if let Err(error) = self.replica.apply(&fresh, measured) {
            self.is_broken = true;
            return effects.push(Effect::Reload { why: error.to_string(), update: update.clone() });
        }
        let Some(peer) = self.peers.get(&from) else { return };
        let identity = &peer.attachment.identity;
        let author = Author { person: Some(identity.person), actor: identity.actor };
        let client = match inspection.blocks.as_slice() {
            [block] => Some(block.client),
            _ => None,
        };
        let echo = peer.attachment.echo.then(|| fresh.clone());
        self.append(author, client, Origin::Edit, &fresh, Some(from), effects);
        self.acknowledge(from, ticket, echo, effects);
    }

    fn append(
        &mut self,
        author: Author,
        client: Option<u64>,
        origin: Origin,
        update: &Bytes,
        except: Option<AttachmentId>,
        effects: &mut Vec<Effect>,
    ) {
        self.seq += 1;
        let bytes = update.len() + ROW_OVERHEAD;
        self.uncommitted.push_back((self.seq, bytes));
        self.uncommitted_bytes += bytes;
        effects.push(Effect::Broadcast { update: update.clone(), except });
        effects.push(Effect::Append(LogEntry {
            seq: self.seq,
            author,
            client,
            origin,
            bytes: update.clone(),
        }));
    }

    /// Acknowledges once everything given out so far is on disk; at once when it already is (invariant I1).
    fn acknowledge(
        &mut self,
        to: AttachmentId,
        ticket: Option<Ticket>,
        echo: Option<Bytes>,
        effects: &mut Vec<Effect>,
    ) {
        self.decide(to, ticket, Answer::StoredAt(self.seq), effects);
        let is_owed = self.peers.get(&to).is_some_and(|peer| !peer.answers.is_empty());
        if self.seq > self.committed && (is_owed || echo.is_some()) {
            self.waiting.push_back(Waiting { seq: self.seq, to, echo });
        }
    }

    /// Says why an update did not enter, and that it is not stored.
    fn refuse(
        &mut self,
        from: AttachmentId,
        ticket: Option<Ticket>,
        code: &str,
        detail: &str,
        counter: Counter,
        effects: &mut Vec<Effect>,
    ) {
        effects.push(Effect::Count(counter));
        effects.push(Effect::Send(from, Outgoing::Stateless(refused(code, detail))));
        self.decide(from, ticket, Answer::Refused, effects);
    }

    fn decide(
        &mut self,
        to: AttachmentId,
        ticket: Option<Ticket>,
        answer: Answer,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(ticket) = ticket
            && let Some(peer) = self.peers.get_mut(&to)
        {
            peer.decide(ticket, answer);
            self.give_answers(to, effects);
        }
    }

    /// Gives the answers whose turn has come.
    fn give_answers(&mut self, to: AttachmentId, effects: &mut Vec<Effect>) {
        let Some(peer) = self.peers.get_mut(&to) else { return };
        while let Some(is_stored) = peer.next_answer(self.committed) {
            effects.push(Effect::Send(to, Outgoing::SyncStatus(is_stored)));
        }
    }

    /// Everything up to `seq` is on disk.
    pub fn committed(&mut self, seq: i64, effects: &mut Vec<Effect>) {
        self.committed = self.committed.max(seq);
        while let Some((_, bytes)) = self.uncommitted.pop_front_if(|(first, _)| *first <= seq) {
            self.uncommitted_bytes -= bytes;
        }
        while let Some(waiting) = self.waiting.pop_front_if(|waiting| waiting.seq <= seq) {
            if let Some(update) = waiting.echo
                && self.peers.contains_key(&waiting.to)
            {
                effects.push(Effect::Send(waiting.to, Outgoing::Update(update)));
            }
            self.give_answers(waiting.to, effects);
        }
    }

    fn is_quarantined(&self, update: &Bytes) -> bool {
        let quarantine = self.rules.quarantine.lock();
        !quarantine.is_empty() && quarantine.contains(<[u8; 32]>::from(Sha256::digest(update)).as_slice())
    }

    /// Keeps an update that builds on something missing and asks its author for it (invariant I3).
    fn hold(&mut self, from: AttachmentId, held: Held, now: Duration, effects: &mut Vec<Effect>) {
        let Some(peer) = self.peers.get_mut(&from) else { return };
        if peer.held_bytes + held.bytes.len() > MAX_HELD_BYTES {
            let detail = "too much builds on missing text";
            return self.refuse(from, held.ticket, "gap", detail, Counter::Refused, effects);
        }
        let is_first = peer.held.is_empty();
        peer.held_bytes += held.bytes.len();
        peer.held.push_back(held);
        effects.push(Effect::Count(Counter::Held));
        if is_first {
            peer.held_since = now;
            self.ask_for_the_missing(from, effects);
        }
    }

    /// The answer is not acknowledged: it answers a question of ours.
    fn ask_for_the_missing(&mut self, from: AttachmentId, effects: &mut Vec<Effect>) {
        let state_vector: Bytes = self.replica.state_vector().into();
        let Some(peer) = self.peers.get_mut(&from) else { return };
        peer.asked.push_back(false);
        effects.push(Effect::Send(from, Outgoing::Step1(state_vector)));
    }

    /// After a Step2: what was held may fit now.
    fn release_held(&mut self, from: AttachmentId, now: Duration, effects: &mut Vec<Effect>) {
        let Some(peer) = self.peers.get_mut(&from) else { return };
        let held = std::mem::take(&mut peer.held);
        peer.held_bytes = 0;
        for held in held {
            let fits = inspect(&held.bytes, held.carrier.limits())
                .is_ok_and(|inspection| self.replica.gap(&inspection).is_none());
            if fits {
                self.take_in(from, held.bytes, held.carrier, held.ticket, now, effects);
            } else if let Some(peer) = self.peers.get_mut(&from) {
                // Not asked again at once: a peer that cannot fill the hole would be asked without end. It gets no
                // new term either.
                peer.held_bytes += held.bytes.len();
                peer.held.push_back(held);
            }
        }
    }

    /// Regular work: expires presence, asks again for what is missing, and in the end closes the document for
    /// peers whose hole stays open.
    pub fn tick(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        self.presence.expire(now);
        let holding: Vec<(AttachmentId, Duration)> = self
            .peers
            .iter()
            .filter(|(_, peer)| !peer.held.is_empty())
            .map(|(id, peer)| (*id, now.saturating_sub(peer.held_since)))
            .collect();
        for (id, waited) in holding {
            if waited <= HOLE_PATIENCE {
                if self.peers.get(&id).is_some_and(|peer| peer.asked.is_empty()) {
                    self.ask_for_the_missing(id, effects);
                }
                continue;
            }
            effects.push(Effect::Send(
                id,
                Outgoing::Stateless(refused("gap", "the missing text did not arrive")),
            ));
            effects.push(Effect::Send(id, Outgoing::Close("gap".to_owned())));
            self.detach(id);
        }
    }

    /// Whether presence waits to be told.
    #[must_use]
    pub fn presence_is_dirty(&self) -> bool {
        self.presence.is_dirty()
    }

    /// Whether somebody's update waits for a missing part.
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
        effects: &mut Vec<Effect>,
    ) -> Result<Option<i64>, SyncError> {
        if !self.rules.has_sections {
            return Err(SyncError::InvalidEdit("this document has no sections".to_owned()));
        }
        if self.is_broken {
            return Err(SyncError::Integration("the document is being reloaded".to_owned()));
        }
        let update = self.replica.edit(|txn| edit_sections(txn, edit))?;
        let Some(update) = update else { return Ok(None) };
        self.append(author, None, Origin::Server, &update, None, effects);
        Ok(Some(self.seq))
    }

    /// What the document says now.
    #[must_use]
    pub fn content(&self) -> DocumentContent {
        self.replica.read(|txn| content::read_document(txn))
    }

    /// Everything a peer lacks who was not told updates from these clocks on.
    pub fn resend(&mut self, missing: &HashMap<u64, u32>) -> Option<Bytes> {
        let theirs = self.replica.known().state_vector_before(missing);
        self.replica.difference(&theirs.to_bytes()).ok()
    }

    /// The whole document and its fingerprint, for a snapshot.
    pub fn snapshot(&mut self) -> (Bytes, (Vec<u8>, Vec<u8>)) {
        let fingerprint = self.replica.fingerprint();
        (self.replica.encoded(), fingerprint)
    }
}

/// The JSON that tells a peer why something was not taken in.
#[must_use]
pub fn refused(code: &str, detail: &str) -> String {
    json!({ "v": 1, "t": "refused", "code": code, "detail": detail }).to_string()
}
