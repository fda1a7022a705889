//! Whose is a client id? Each id of a document belongs to the person and the body that wrote with it first; new
//! clocks of it come from their connection (invariant I4). An absent owner's edits may be brought by another after a
//! crash, as a *relay*.

use std::collections::HashMap;
use std::time::Duration;

use pact_model::ids::PersonId;
use uuid::Uuid;

use super::{AttachmentId, Author};
use crate::schema::SEED_CLIENT;

/// Ids that one attachment may hold: a stock client takes a new one only when it sees its own in words from outside.
const MAX_PER_ATTACHMENT: usize = 64;
/// Client ids of one document. Each visit of each person takes one, so decades of meetings stay below; half of what
/// a state vector may name and of what the store reads, so that a document is never too full to be opened.
const MAX_CLIENTS: usize = 65_536;
/// How long an owner must have been away before somebody else may bring its edits: it comes back by itself, with
/// the longest pause of its provider, and brings them.
pub const RELAY_AFTER: Duration = Duration::from_secs(10);

/// Holds the ids under which the server writes: nobody else ever may.
pub(super) fn server() -> Author {
    Author { person: Some(PersonId::from_uuid(Uuid::nil())), actor: None }
}

/// Holds an id that came in somebody's luggage, before its owner said a word: whoever writes with it first has it.
const NOBODY: Author = Author { person: None, actor: None };

/// A client id that was given to somebody, to be stored before the first edit under it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewLease {
    /// The Yjs client id.
    pub client: u64,
    /// Who holds it.
    pub holder: Author,
}

#[derive(Clone, Copy, Debug)]
struct Lease {
    holder: Author,
    live: Option<AttachmentId>,
    /// Since when nobody is there for it.
    away_since: Duration,
    is_stored: bool,
}

impl Lease {
    /// Whether somebody may take it over: it is theirs, or nobody's.
    fn is_claimable_by(&self, person: Option<PersonId>) -> bool {
        self.holder.person.is_none() || self.holder.person == person
    }
}

/// What new clocks of a client id mean when they come from somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// They are the sender's own.
    Own,
    /// Of somebody who is away: a relay.
    Relay,
    /// Of somebody who is here, or was a moment ago: they will bring them.
    Wait,
    /// Of the server, or more ids than one connection may hold.
    Foreign,
    /// Of nobody yet, and the document has too many already.
    TooMany,
}

/// All client ids of a document that somebody holds.
#[derive(Debug, Default)]
pub(super) struct Leases {
    by_client: HashMap<u64, Lease>,
    /// The ids of those who are here.
    held: HashMap<AttachmentId, Vec<u64>>,
}

impl Leases {
    pub(super) fn stored(leases: impl IntoIterator<Item = (u64, Author)>) -> Self {
        let away_since = Duration::ZERO;
        let lease = |holder| Lease { holder, live: None, away_since, is_stored: true };
        let by_client = leases.into_iter().map(|(client, holder)| (client, lease(holder))).collect();
        Self { by_client, held: HashMap::new() }
    }

    pub(super) fn is_known(&self, client: u64) -> bool {
        self.by_client.contains_key(&client)
    }

    /// Whose an id is; none for one that nobody claimed.
    pub(super) fn holder(&self, client: u64) -> Option<Author> {
        self.by_client.get(&client).map(|lease| lease.holder).filter(|holder| holder.person.is_some())
    }

    /// Who is here for an id.
    pub(super) fn live(&self, client: u64) -> Option<AttachmentId> {
        self.by_client.get(&client)?.live
    }

    /// Whether an attachment holds any id.
    pub(super) fn holds_any(&self, id: AttachmentId) -> bool {
        self.held.contains_key(&id)
    }

    /// What new clocks of `client` mean that `from` sent, on behalf of `by`.
    pub(super) fn judge(&self, client: u64, from: AttachmentId, by: PersonId, now: Duration) -> Claim {
        match self.by_client.get(&client) {
            None if client == SEED_CLIENT || self.count(from) >= MAX_PER_ATTACHMENT => Claim::Foreign,
            None if self.by_client.len() >= MAX_CLIENTS => Claim::TooMany,
            None => Claim::Own,
            Some(lease) if lease.holder == server() => Claim::Foreign,
            // One person on two sockets: a line that broke and one that took its place, or two tabs of which one
            // passes on what the other wrote.
            Some(lease) if lease.live == Some(from) || lease.is_claimable_by(Some(by)) => Claim::Own,
            Some(lease) if lease.live.is_some() => Claim::Wait,
            Some(lease) if now.saturating_sub(lease.away_since) < RELAY_AFTER => Claim::Wait,
            Some(_) => Claim::Relay,
        }
    }

    fn count(&self, id: AttachmentId) -> usize {
        self.held.get(&id).map_or(0, Vec::len)
    }

    /// Gives an id to an attachment: one that nobody had, or one of the same person.
    pub(super) fn bind(&mut self, client: u64, to: AttachmentId, holder: Author) {
        let fresh = Lease { holder, live: None, away_since: Duration::ZERO, is_stored: false };
        let lease = self.by_client.entry(client).or_insert(fresh);
        lease.is_stored &= lease.holder == holder;
        lease.holder = holder;
        let former = lease.live.replace(to);
        if former != Some(to) {
            self.held.entry(to).or_default().push(client);
        }
        if let Some(former) = former.filter(|former| *former != to) {
            self.let_go(former, client);
        }
    }

    fn let_go(&mut self, id: AttachmentId, client: u64) {
        if let Some(held) = self.held.get_mut(&id) {
            held.retain(|known| *known != client);
            if held.is_empty() {
                self.held.remove(&id);
            }
        }
    }

    /// An id that an attachment was given and has not written with: who asks again gets no other.
    pub(super) fn unwritten(&self, id: AttachmentId) -> Option<u64> {
        let is_unwritten = |client: &&u64| self.by_client.get(client).is_some_and(|lease| !lease.is_stored);
        self.held.get(&id)?.iter().find(is_unwritten).copied()
    }

    /// Binds an id that an attachment asked for or announced; `false` when it is somebody else's, or in use on
    /// another line and `takes_over` is not said.
    pub(super) fn claim(&mut self, client: u64, to: AttachmentId, holder: Author, takes_over: bool) -> bool {
        let is_free = match self.by_client.get(&client) {
            None => client != SEED_CLIENT && self.count(to) < MAX_PER_ATTACHMENT,
            Some(lease) if lease.live == Some(to) => true,
            Some(lease) => lease.is_claimable_by(holder.person) && (takes_over || lease.live.is_none()),
        };
        if is_free {
            self.bind(client, to, holder);
        }
        is_free
    }

    /// Gives an id to whoever writes with it, in a live update: theirs, or nobody's.
    pub(super) fn bind_writer(&mut self, client: u64, to: AttachmentId, holder: Author) {
        self.claim(client, to, holder, true);
    }

    /// Notes an id that came in somebody's luggage.
    pub(super) fn leave_unclaimed(&mut self, client: u64) {
        let lease = Lease { holder: NOBODY, live: None, away_since: Duration::ZERO, is_stored: true };
        self.by_client.entry(client).or_insert(lease);
    }

    /// The server writes under this id from now on.
    pub(super) fn reserve(&mut self, client: u64) {
        let lease = Lease { holder: server(), live: None, away_since: Duration::ZERO, is_stored: false };
        self.by_client.entry(client).or_insert(lease);
    }

    /// The lease of an id that is about to write, when it is not stored yet.
    pub(super) fn take_unstored(&mut self, client: u64) -> Option<NewLease> {
        let lease = self.by_client.get_mut(&client).filter(|lease| !lease.is_stored)?;
        lease.is_stored = true;
        Some(NewLease { client, holder: lease.holder })
    }

    /// A connection has gone. What was never written with is given back.
    pub(super) fn release(&mut self, id: AttachmentId, now: Duration) {
        for client in self.held.remove(&id).unwrap_or_default() {
            if let Some(lease) = self.by_client.get_mut(&client).filter(|lease| lease.live == Some(id)) {
                lease.live = None;
                lease.away_since = now;
                if !lease.is_stored {
                    self.by_client.remove(&client);
                }
            }
        }
    }
}
