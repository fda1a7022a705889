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
}

/// All client ids of a document that somebody holds.
#[derive(Debug, Default)]
pub(super) struct Leases(HashMap<u64, Lease>);

impl Leases {
    pub(super) fn stored(leases: impl IntoIterator<Item = (u64, Author)>) -> Self {
        let away_since = Duration::ZERO;
        let lease = |holder| Lease { holder, live: None, away_since, is_stored: true };
        Self(leases.into_iter().map(|(client, holder)| (client, lease(holder))).collect())
    }

    pub(super) fn is_known(&self, client: u64) -> bool {
        self.0.contains_key(&client)
    }

    /// Whose an id is; none for one that nobody claimed.
    pub(super) fn holder(&self, client: u64) -> Option<Author> {
        self.0.get(&client).map(|lease| lease.holder).filter(|holder| holder.person.is_some())
    }

    /// Whether an attachment holds any id.
    pub(super) fn holds_any(&self, id: AttachmentId) -> bool {
        self.0.values().any(|lease| lease.live == Some(id))
    }

    /// What new clocks of `client` mean that `from` sent, on behalf of `by`.
    pub(super) fn judge(&self, client: u64, from: AttachmentId, by: PersonId, now: Duration) -> Claim {
        match self.0.get(&client) {
            None if client == SEED_CLIENT || self.count(from) >= MAX_PER_ATTACHMENT => Claim::Foreign,
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
        self.0.values().filter(|lease| lease.live == Some(id)).count()
    }

    /// Gives an id to an attachment: one that nobody had, or one of the same person.
    pub(super) fn bind(&mut self, client: u64, to: AttachmentId, holder: Author) {
        let fresh = Lease { holder, live: None, away_since: Duration::ZERO, is_stored: false };
        let lease = self.0.entry(client).or_insert(fresh);
        lease.is_stored &= lease.holder == holder;
        lease.holder = holder;
        lease.live = Some(to);
    }

    /// Binds an id that an attachment asked for or announced; `false` when it is somebody else's, or in use on
    /// another line and `takes_over` is not said.
    pub(super) fn claim(&mut self, client: u64, to: AttachmentId, holder: Author, takes_over: bool) -> bool {
        let is_free = match self.0.get(&client) {
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
        self.0.entry(client).or_insert(lease);
    }

    /// The server writes under this id from now on.
    pub(super) fn reserve(&mut self, client: u64) {
        let lease = Lease { holder: server(), live: None, away_since: Duration::ZERO, is_stored: false };
        self.0.entry(client).or_insert(lease);
    }

    /// The lease of an id that is about to write, when it is not stored yet.
    pub(super) fn take_unstored(&mut self, client: u64) -> Option<NewLease> {
        let lease = self.0.get_mut(&client).filter(|lease| !lease.is_stored)?;
        lease.is_stored = true;
        Some(NewLease { client, holder: lease.holder })
    }

    /// A connection has gone. What was never written with is given back.
    pub(super) fn release(&mut self, id: AttachmentId, now: Duration) {
        self.0.retain(|_, lease| {
            if lease.live == Some(id) {
                lease.live = None;
                lease.away_since = now;
            }
            lease.is_stored || lease.live.is_some() || lease.holder == server()
        });
    }
}
