//! How does an update get into the document? Grammar and places first, then whether its sender may write at all,
//! whether something is missing, whose client ids it speaks for, and where it writes. Only then does yrs see it.

use std::time::Duration;

use bytes::Bytes;
use pact_wire::Refusal;
use pact_wire::limits::MAX_DOCUMENT_STRUCTS;
use pact_wire::structure::{Arranged, Examined, Schema, says_what_its_owner_says};
use pact_wire::update::{Block, Limits, holes, inspect};
use sha2::{Digest, Sha256};

use super::leases::{Claim, NewLease};
use super::peers::{Answer, Awaited, Carrier, Held, Incoming, Ticket, Waiting};
use super::refusals::{RefusedUpdate, Verdict, refused};
use super::rights::{Asking, Denied};
use super::{
    AttachmentId, Author, Counter, Effect, LogEntry, MAX_HELD_BYTES, MAX_UNCOMMITTED_BYTES, Origin, Outgoing,
    ROW_OVERHEAD, Room, Writing, hello,
};
use crate::error::SyncError;
use crate::names::DocumentNames;

/// Longest deleted stretch of somebody else's that may be brought for them: what a person writes and takes back
/// between two acknowledgements. A longer one would swallow all that the owner writes next.
const MAX_VOID_RELAY: u32 = 4_096;

/// Pages are told when one part in so many is left of a document's bounds: at the largest real one's pace, years
/// before it is full.
const WARNING_SHARE: usize = 5;

/// Whose clocks an update brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ownership {
    Own,
    Relay,
    Wait,
    Foreign,
    TooMany,
}

impl Room {
    pub(super) fn take_in(
        &mut self,
        from: AttachmentId,
        incoming: Incoming,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        if self.is_broken {
            return;
        }
        let limits = incoming.carrier.limits();
        let examined = match self.examine(&incoming.bytes, limits) {
            Ok(examined) => examined,
            Err(refusal) => {
                return self.refuse(from, &incoming, None, Verdict::by_firewall(&refusal), effects);
            }
        };
        if self.replica.structure().covers(&examined.inspection) {
            return self.acknowledge(from, incoming.ticket, None, effects);
        }
        // A browser does this by itself when it hears of a mark: its reader did nothing that could be refused, and
        // what it tidied looks the same.
        let is_tidying = examined.gap.is_none() && self.is_tidying(&examined);
        if let Some(verdict) = self.verdict_at_the_door(from, &incoming, &examined, now) {
            if is_tidying && verdict.counter == Counter::ReadOnlyRefused {
                return self.acknowledge(from, incoming.ticket, None, effects);
            }
            return self.refuse(from, &incoming, Some(&examined), verdict, effects);
        }
        if examined.gap.is_some() {
            return self.hold(from, incoming, Awaited::Missing, now, effects);
        }
        let ownership = self.ownership(from, &incoming.bytes, &examined, now);
        let verdict = match ownership {
            Ownership::Own | Ownership::Relay => self.verdict_on_rights(from, &examined, now),
            Ownership::Wait => return self.hold(from, incoming, Awaited::Owner, now, effects),
            Ownership::Foreign => Some(Verdict::new("foreign_client", "a client id that is not yours")),
            Ownership::TooMany => Some(Verdict::new("too_large", "too many clients have written here")),
        };
        if let Some(verdict) = verdict {
            if is_tidying && matches!(verdict.code, "locked" | "paused") {
                return self.acknowledge(from, incoming.ticket, None, effects);
            }
            return self.refuse(from, &incoming, Some(&examined), verdict, effects);
        }
        self.accept(from, incoming, examined, ownership, effects);
    }

    fn examine(&self, bytes: &[u8], limits: &Limits) -> Result<Box<Examined>, Refusal> {
        let names = DocumentNames { kind: self.rules.kind, sections: self.rights.sections() };
        let schema: Option<&dyn Schema> = if self.rules.has_schema() { Some(&names) } else { None };
        self.replica.examine(bytes, limits, schema)
    }

    /// Whether the sender may write at all, and so much, and these bytes.
    fn verdict_at_the_door(
        &mut self,
        from: AttachmentId,
        incoming: &Incoming,
        examined: &Examined,
        now: Duration,
    ) -> Option<Verdict> {
        let peer = self.peers.get_mut(&from)?;
        let read_only =
            |code, detail| Some(Verdict { counter: Counter::ReadOnlyRefused, ..Verdict::new(code, detail) });
        match (peer.attachment.writing, incoming.carrier) {
            (Writing::Allowed, _) | (Writing::FlushOnly, Carrier::Step2) => {}
            (Writing::FlushOnly, Carrier::Update) => return read_only("schema", "this page is old"),
            (Writing::Denied, _) => return read_only("read_only", "this link reads"),
        }
        let len = incoming.bytes.len();
        if !peer.budget.take(len, examined.inspection.structs, now) {
            return Some(Verdict::new("rate", "too much at once; it may come again in a while"));
        }
        let items = self.replica.structure().items() + examined.new_items;
        if self.replica.size() + len > self.rules.max_document_bytes || items > MAX_DOCUMENT_STRUCTS {
            return Some(Verdict::new("too_large", "the document is full"));
        }
        // One that is larger than the bound enters alone.
        if self.uncommitted_bytes > 0 && self.uncommitted_bytes + len + ROW_OVERHEAD > MAX_UNCOMMITTED_BYTES {
            return Some(Verdict::new("degraded", "the disk does not keep up"));
        }
        self.is_quarantined(&incoming.bytes).then(|| Verdict::new("invalid", "this update did harm before"))
    }

    /// Whether a fifth at most is left of what the document may hold.
    pub(super) fn is_nearly_full(&self) -> bool {
        let is_nearly = |used: usize, bound: usize| used >= bound / WARNING_SHARE * (WARNING_SHARE - 1);
        is_nearly(self.replica.size(), self.rules.max_document_bytes)
            || is_nearly(self.replica.structure().items(), MAX_DOCUMENT_STRUCTS)
    }

    /// Whether an update only takes away marks: Yjs removes redundant ones after remote formatting, in the name of
    /// whoever has the document open.
    fn is_tidying(&self, examined: &Examined) -> bool {
        let structure = self.replica.structure();
        self.new_blocks(examined).next().is_none()
            && structure.touches(examined).all(|touch| !touch.changes.inserts && !touch.changes.deletes)
    }

    /// Clocks of an update that the document does not have.
    fn new_blocks<'a>(&'a self, examined: &'a Examined) -> impl Iterator<Item = &'a Block> + 'a {
        let structure = self.replica.structure();
        examined.inspection.blocks.iter().filter(move |block| block.end > structure.clock(block.client))
    }

    fn ownership(&self, from: AttachmentId, bytes: &[u8], examined: &Examined, now: Duration) -> Ownership {
        let Some(peer) = self.peers.get(&from) else { return Ownership::Foreign };
        let by = peer.attachment.identity.person;
        let mut ownership = Ownership::Own;
        for block in self.new_blocks(examined) {
            match self.leases.judge(block.client, from, by, now) {
                Claim::Own => {}
                Claim::Relay => {
                    if examined.longest_void(block.client) > MAX_VOID_RELAY {
                        return Ownership::Foreign;
                    }
                    ownership = if ownership == Ownership::Wait { ownership } else { Ownership::Relay };
                }
                Claim::Wait if self.is_vouched(block, bytes) => {
                    ownership = if ownership == Ownership::Wait { ownership } else { Ownership::Relay };
                }
                Claim::Wait => ownership = Ownership::Wait,
                Claim::Foreign => return Ownership::Foreign,
                Claim::TooMany => return Ownership::TooMany,
            }
        }
        ownership
    }

    /// Whether the owner of a block has brought the same clocks, with the same content, in an update that is held.
    /// After a crash each of two who typed brings what both did: held for each other, neither would ever enter.
    fn is_vouched(&self, block: &Block, bytes: &[u8]) -> bool {
        let owner = self.leases.live(block.client).and_then(|owner| self.peers.get(&owner));
        let clocks = self.replica.structure().clock(block.client)..block.end;
        owner.is_some_and(|owner| {
            owner.held.iter().any(|held| {
                says_what_its_owner_says(
                    &held.incoming.bytes,
                    bytes,
                    &Limits::STEP2,
                    block.client,
                    clocks.clone(),
                )
            })
        })
    }

    fn verdict_on_rights(&self, from: AttachmentId, examined: &Examined, now: Duration) -> Option<Verdict> {
        let peer = self.peers.get(&from)?;
        let structure = self.replica.structure();
        let asking = Asking { identity: &peer.attachment.identity, seen: peer.seen, now };
        let judged = if self.rules.has_schema() {
            self.rights.judge(asking, structure.touches(examined), structure.entry_touches(examined))
        } else {
            self.rights.judge_pause(asking)
        };
        match judged {
            Ok(()) => None,
            Err(Denied::ServerOnly) => Some(Verdict::new("server_only", "only the server writes there")),
            Err(Denied::Paused) => Some(Verdict::new("paused", "writing rests in this document")),
            Err(Denied::Locked(section)) => Some(Verdict {
                section: Some(section),
                ..Verdict::new("locked", "the section is closed to you")
            }),
        }
    }

    fn accept(
        &mut self,
        from: AttachmentId,
        incoming: Incoming,
        examined: Box<Examined>,
        ownership: Ownership,
        effects: &mut Vec<Effect>,
    ) {
        let Incoming { bytes, carrier, ticket } = incoming;
        let fresh = if self.replica.structure().overlaps(&examined.inspection) {
            match self.replica.trim(&bytes) {
                Ok(fresh) => fresh,
                // Nothing was touched yet: the update is at fault, not the document.
                Err(error) => {
                    let verdict = Verdict::new("invalid", error.to_string());
                    let incoming = Incoming { bytes, carrier, ticket };
                    return self.refuse(from, &incoming, Some(&examined), verdict, effects);
                }
            }
        } else {
            bytes.clone()
        };
        let Some(peer) = self.peers.get(&from) else { return };
        let identity = &peer.attachment.identity;
        let sender = Author { person: Some(identity.person), actor: identity.actor };
        let echo = peer.attachment.echo.then(|| fresh.clone());
        // From here to the end nothing may turn back: what has its places is absorbed.
        let arranged = match self.replica.arrange(examined) {
            Ok(arranged) => arranged,
            Err((refusal, examined)) => {
                let incoming = Incoming { bytes, carrier, ticket };
                let verdict = Verdict::by_firewall(&refusal);
                return self.refuse(from, &incoming, Some(&examined), verdict, effects);
            }
        };
        let clients: Vec<u64> = self.new_blocks(&arranged).map(|block| block.client).collect();
        let was_nearly_full = self.is_nearly_full();
        let field_changes = self.field_changes(&fresh, &arranged);
        if let Err(error) = self.apply(&fresh, arranged) {
            self.is_broken = true;
            return effects.push(Effect::Reload { why: error.to_string(), update: bytes });
        }
        if !was_nearly_full && self.is_nearly_full() {
            let to = self.peers.iter().filter(|(_, peer)| peer.says_hello).map(|(id, _)| *id).collect();
            effects.push(Effect::Announce { text: hello::nearly_full(), to });
        }
        let leases = self.bind(from, carrier, sender, &clients);
        let client = match clients.as_slice() {
            [client] => Some(*client),
            _ => None,
        };
        // Of one absent person only: the row is theirs. Of several, what each wrote is known by the lease.
        let holder = client.and_then(|client| self.leases.holder(client));
        let (origin, author) = match ownership {
            Ownership::Relay => (Origin::Relay, holder.unwrap_or(sender)),
            _ => (Origin::Edit, sender),
        };
        let conflicts = self.settle_fields(field_changes);
        let entry = LogEntry { seq: 0, author, client, origin, leases, conflicts, bytes: fresh };
        self.append(entry, Some(from), effects);
        self.acknowledge(from, ticket, echo, effects);
    }

    fn apply(&mut self, bytes: &Bytes, arranged: Arranged) -> Result<(), SyncError> {
        if self.rules.breaks_on.as_ref() == Some(bytes) {
            return Err(SyncError::Integration("told to break by a test".to_owned()));
        }
        self.replica.apply(bytes, arranged)
    }

    /// Binds the ids an update wrote with, and returns those whose lease must be stored with it.
    ///
    /// A live update speaks for its sender alone. A Step2 may bring what others wrote before a crash: only when its
    /// sender has no id yet and it brings just one unknown, that one is taken for the sender's own.
    fn bind(
        &mut self,
        from: AttachmentId,
        carrier: Carrier,
        sender: Author,
        clients: &[u64],
    ) -> Vec<NewLease> {
        let unknown = clients.iter().filter(|client| !self.leases.is_known(**client)).count();
        let is_own = carrier == Carrier::Update || (unknown == 1 && !self.leases.holds_any(from));
        for client in clients {
            if carrier == Carrier::Update || (is_own && !self.leases.is_known(*client)) {
                self.leases.bind_writer(*client, from, sender);
            } else {
                self.leases.leave_unclaimed(*client);
            }
        }
        clients.iter().filter_map(|client| self.leases.take_unstored(*client)).collect()
    }

    /// Gives an entry its place in the log.
    pub(super) fn append(
        &mut self,
        entry: LogEntry,
        except: Option<AttachmentId>,
        effects: &mut Vec<Effect>,
    ) {
        self.seq += 1;
        let bytes = entry.bytes.len() + ROW_OVERHEAD;
        self.uncommitted.push_back((self.seq, bytes));
        self.uncommitted_bytes += bytes;
        if !entry.conflicts.is_empty() {
            let keys = entry.conflicts.iter().map(|conflict| conflict.key.clone()).collect();
            self.conflict_news.push_back((self.seq, keys));
        }
        effects.push(Effect::Broadcast { update: entry.bytes.clone(), except });
        effects.push(Effect::Append(LogEntry { seq: self.seq, ..entry }));
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
        let is_owed = self.peers.get(&to).is_some_and(super::peers::Peer::is_owed_answers);
        if self.seq > self.committed && (is_owed || echo.is_some()) {
            self.waiting.push_back(Waiting { seq: self.seq, to, echo });
        }
    }

    /// Takes an update for refused: its words are to be kept, and then its author told.
    pub(super) fn refuse(
        &mut self,
        from: AttachmentId,
        incoming: &Incoming,
        examined: Option<&Examined>,
        verdict: Verdict,
        effects: &mut Vec<Effect>,
    ) {
        effects.push(Effect::Count(verdict.counter));
        if let Some(what) = verdict.security_event() {
            self.note(from, what, effects);
        }
        let Some(peer) = self.peers.get_mut(&from) else { return };
        let identity = &peer.attachment.identity;
        let author = Author { person: Some(identity.person), actor: identity.actor };
        // Our page goes on by itself; another one's owner must be told, in the words of its protocol.
        let is_told_by_denial = !peer.says_hello && !verdict.is_passing() && verdict.code != "read_only";
        let client = examined.and_then(|examined| match examined.inspection.blocks.as_slice() {
            [block] => Some(block.client),
            _ => None,
        });
        let words = if verdict.is_passing() {
            Vec::new()
        } else {
            peer.was_refused = true;
            let limits = incoming.carrier.limits();
            let kept = self.kept.of(author.person);
            kept.take_words(self.replica.structure(), &incoming.bytes, limits, examined)
        };
        effects.push(Effect::Refused(Box::new(RefusedUpdate {
            to: from,
            author,
            client,
            code: verdict.code,
            detail: verdict.detail,
            section: verdict.section,
            words,
            bytes: incoming.bytes.clone(),
            ticket: incoming.ticket,
            is_told_by_denial,
        })));
    }

    /// Tells the author of a refused update, now that its words are kept (under `rescue`) or cannot be.
    pub fn settle_refusal(
        &mut self,
        refused: &RefusedUpdate,
        rescue: Option<&str>,
        effects: &mut Vec<Effect>,
    ) {
        let to = refused.to;
        if rescue.is_none() && !refused.words.is_empty() {
            self.kept.forget(refused.author.person);
        }
        effects.push(Effect::Send(to, Outgoing::Stateless(refused.message(rescue))));
        self.decide(to, refused.ticket, Answer::Refused, effects);
        if refused.is_told_by_denial {
            effects.push(Effect::Send(to, Outgoing::PermissionDenied(refused.code.to_owned())));
        }
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
        while let Some((_, keys)) = self.conflict_news.pop_front_if(|(first, _)| *first <= seq) {
            self.tell_of_conflicts(&keys, effects);
        }
    }

    fn is_quarantined(&self, update: &Bytes) -> bool {
        let quarantine = self.rules.quarantine.lock();
        !quarantine.is_empty() && quarantine.contains(<[u8; 32]>::from(Sha256::digest(update)).as_slice())
    }

    /// Keeps an update that cannot enter yet. What builds on something missing makes its author be asked for it
    /// (invariant I3); what belongs to somebody who is here waits for them.
    fn hold(
        &mut self,
        from: AttachmentId,
        incoming: Incoming,
        awaited: Awaited,
        now: Duration,
        effects: &mut Vec<Effect>,
    ) {
        let Some(peer) = self.peers.get_mut(&from) else { return };
        let bytes = incoming.bytes.len();
        if peer.held_bytes + bytes > MAX_HELD_BYTES {
            let verdict = Verdict::new("gap", "too much builds on missing text");
            return self.refuse(from, &incoming, None, verdict, effects);
        }
        let must_ask = awaited == Awaited::Missing && !peer.held.iter().any(|held| held.awaited == awaited);
        peer.held_bytes += bytes;
        peer.held.push_back(Held { incoming, awaited, since: now });
        self.has_waits_for_owners |= awaited == Awaited::Owner;
        effects.push(Effect::Count(Counter::Held));
        if must_ask {
            self.ask_for_the_missing(from, effects);
        }
    }

    /// The answer is not acknowledged: it answers a question of ours.
    pub(super) fn ask_for_the_missing(&mut self, from: AttachmentId, effects: &mut Vec<Effect>) {
        let state_vector: Bytes = self.replica.state_vector().into();
        let Some(peer) = self.peers.get_mut(&from) else { return };
        peer.asked.push_back(false);
        effects.push(Effect::Send(from, Outgoing::Step1(state_vector)));
    }

    /// What was held may fit now.
    pub(super) fn release_held(&mut self, from: AttachmentId, now: Duration, effects: &mut Vec<Effect>) {
        let Some(peer) = self.peers.get_mut(&from) else { return };
        let held = std::mem::take(&mut peer.held);
        peer.held_bytes = 0;
        for held in held {
            if !self.still_waits(from, &held, now) {
                self.take_in(from, held.incoming, now, effects);
            } else if let Some(peer) = self.peers.get_mut(&from) {
                // Not asked again at once: a peer that cannot fill the hole would be asked without end. It gets no
                // new term either.
                peer.held_bytes += held.incoming.bytes.len();
                peer.held.push_back(held);
            }
        }
    }

    fn still_waits(&self, from: AttachmentId, held: &Held, now: Duration) -> bool {
        let limits = held.incoming.carrier.limits();
        let structure = self.replica.structure();
        match held.awaited {
            Awaited::Missing => inspect(&held.incoming.bytes, limits)
                .is_ok_and(|inspection| holes(&inspection, |client| structure.clock(client)).is_some()),
            Awaited::Owner => {
                self.replica.examine(&held.incoming.bytes, limits, None).is_ok_and(|examined| {
                    self.ownership(from, &held.incoming.bytes, &examined, now) == Ownership::Wait
                })
            }
        }
    }

    /// The owner of clocks that others brought may have brought them now.
    pub(super) fn release_those_waiting_for_owners(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        if !self.has_waits_for_owners {
            return;
        }
        let waits = |held: &Held| held.awaited == Awaited::Owner;
        // What enters may be what somebody looked at before it waits for.
        loop {
            let before = self.seq;
            let waiting: Vec<AttachmentId> = self
                .peers
                .iter()
                .filter(|(_, peer)| peer.held.iter().any(waits))
                .map(|(id, _)| *id)
                .collect();
            self.has_waits_for_owners = !waiting.is_empty();
            for id in waiting {
                self.release_held(id, now, effects);
            }
            if self.seq == before {
                return;
            }
        }
    }

    /// Refuses what belongs to somebody who is here and does not bring it; closes the document for peers whose hole
    /// stays open, and asks the others again.
    pub(super) fn look_at_held(&mut self, now: Duration, effects: &mut Vec<Effect>) {
        self.release_those_waiting_for_owners(now, effects);
        let holding: Vec<AttachmentId> =
            self.peers.iter().filter(|(_, peer)| !peer.held.is_empty()).map(|(id, _)| *id).collect();
        for id in holding {
            self.refuse_foreign(id, now, effects);
            let Some(peer) = self.peers.get(&id) else { continue };
            let missing = peer.held.iter().filter(|held| held.awaited == Awaited::Missing);
            let Some(since) = missing.map(|held| held.since).min() else { continue };
            if now.saturating_sub(since) <= super::HOLE_PATIENCE {
                if peer.asked.is_empty() {
                    self.ask_for_the_missing(id, effects);
                }
                continue;
            }
            effects.push(Effect::Send(
                id,
                Outgoing::Stateless(refused("gap", "the missing text did not arrive")),
            ));
            effects.push(Effect::Send(id, Outgoing::Close("gap".to_owned())));
            self.detach(id, now, effects);
        }
    }

    /// Somebody goes whose words were refused: what was held builds on them and can never enter. It is kept like
    /// them; of somebody whose words were not, everything comes again with the next handshake.
    pub(super) fn rescue_held(&mut self, id: AttachmentId, effects: &mut Vec<Effect>) {
        let Some(peer) = self.peers.get_mut(&id).filter(|peer| peer.was_refused) else { return };
        for held in std::mem::take(&mut peer.held) {
            let verdict = Verdict::new("invalid", "it builds on words that did not enter");
            self.refuse(id, &held.incoming, None, verdict, effects);
        }
    }

    fn refuse_foreign(&mut self, id: AttachmentId, now: Duration, effects: &mut Vec<Effect>) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let is_over = |held: &Held| {
            held.awaited == Awaited::Owner && now.saturating_sub(held.since) > super::OWNER_PATIENCE
        };
        let (over, rest): (Vec<Held>, Vec<Held>) = peer.held.drain(..).partition(is_over);
        peer.held = rest.into();
        peer.held_bytes = peer.held.iter().map(|held| held.incoming.bytes.len()).sum();
        for held in over {
            let examined =
                self.replica.examine(&held.incoming.bytes, held.incoming.carrier.limits(), None).ok();
            let verdict = Verdict::new("foreign_client", "clocks of somebody who is here");
            self.refuse(id, &held.incoming, examined.as_deref(), verdict, effects);
        }
    }
}
