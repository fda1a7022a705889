//! Who is here? Presence of one document: one entry per connection, `user` always written by the server.
//! Never stored.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use pact_model::access::Identity;
use pact_wire::awareness::{self, AwarenessEntry, AwarenessLimits};
use serde_json::{Map, Value, json};

use crate::room::AttachmentId;

/// An entry that was not refreshed for this long is gone (Yjs clients refresh every 15 s).
pub const EXPIRY: Duration = Duration::from_secs(30);
/// Largest state one client may announce, in bytes of JSON.
pub const MAX_STATE_BYTES: usize = 2 * 1024;
/// Highest clock taken in: Yjs clients count their announcements and stay far below. Leaving adds one, and a number
/// above 2^53 would make every browser throw on the whole frame.
const MAX_CLOCK: u64 = u32::MAX as u64;
/// A client announces itself, and a few ids it had before a reconnection.
const LIMITS: AwarenessLimits = AwarenessLimits { max_entries: 64, max_state_bytes: MAX_STATE_BYTES };

/// Somebody in a document, as others may see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Name of the body or of the role, never of a person.
    pub name: String,
    /// Colour of the body.
    pub color: String,
    /// Stored name of the role.
    pub role: String,
}

#[derive(Debug)]
struct Entry {
    owner: AttachmentId,
    clock: u64,
    state: Option<String>,
    seen: Duration,
    changed: bool,
}

/// The presence table of one document.
#[derive(Debug, Default)]
pub struct Presence {
    entries: BTreeMap<u64, Entry>,
    dirty: bool,
}

impl Presence {
    /// Takes in an awareness frame of a connection. Entries of client ids that it may not announce (`may_announce`)
    /// are ignored: nobody speaks in another's name.
    ///
    /// # Errors
    /// The frame cannot be read, or a state is too large.
    pub fn update(
        &mut self,
        owner: AttachmentId,
        identity: &Identity,
        frame: &Bytes,
        now: Duration,
        may_announce: &mut impl FnMut(u64) -> bool,
    ) -> Result<(), pact_wire::DecodeError> {
        for announced in awareness::decode(frame, &LIMITS)? {
            if announced.clock > MAX_CLOCK {
                continue;
            }
            let state = stamped(announced.state, identity);
            match self.entries.get(&announced.client) {
                Some(entry) if entry.owner != owner && !may_announce(announced.client) => continue,
                Some(entry) if announced.clock < entry.clock => continue,
                Some(entry) if announced.clock == entry.clock && !announced.is_gone() => continue,
                // y-websocket clients pass on what they heard of others: somebody's leaving is not their own coming.
                None if state.is_none() || !may_announce(announced.client) => continue,
                // One entry per connection: a client that changes its id replaces its former one.
                None => self.drop_others(owner, announced.client),
                Some(_) => {}
            }
            let entry = self.entries.entry(announced.client).or_insert(Entry {
                owner,
                clock: 0,
                state: None,
                seen: now,
                changed: true,
            });
            entry.changed |= entry.state != state || entry.clock != announced.clock;
            entry.owner = owner;
            entry.clock = announced.clock;
            entry.state = state;
            entry.seen = now;
            self.dirty |= entry.changed;
        }
        Ok(())
    }

    fn drop_others(&mut self, owner: AttachmentId, keep: u64) {
        for (client, entry) in &mut self.entries {
            if entry.owner == owner && *client != keep {
                leave(entry);
                self.dirty = true;
            }
        }
    }

    /// A connection has gone: its entries leave at once.
    pub fn remove(&mut self, owner: AttachmentId) {
        for entry in self.entries.values_mut().filter(|entry| entry.owner == owner) {
            leave(entry);
            self.dirty = true;
        }
    }

    /// Lets entries that were not refreshed leave.
    pub fn expire(&mut self, now: Duration) {
        for entry in self.entries.values_mut() {
            if entry.state.is_some() && now.saturating_sub(entry.seen) > EXPIRY {
                leave(entry);
                self.dirty = true;
            }
        }
    }

    /// Whether something waits to be told.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// One frame with everything that changed since the last one; entries that left are forgotten.
    pub fn drain(&mut self) -> Option<Bytes> {
        if !std::mem::take(&mut self.dirty) {
            return None;
        }
        let frame = encode(self.entries.iter().filter(|(_, entry)| entry.changed));
        self.entries.retain(|_, entry| {
            entry.changed = false;
            entry.state.is_some()
        });
        frame
    }

    /// One frame with everybody, for somebody who just came.
    #[must_use]
    pub fn all(&self) -> Option<Bytes> {
        encode(self.entries.iter().filter(|(_, entry)| entry.state.is_some()))
    }
}

fn leave(entry: &mut Entry) {
    entry.state = None;
    entry.clock += 1;
    entry.changed = true;
}

fn encode<'a>(entries: impl Iterator<Item = (&'a u64, &'a Entry)>) -> Option<Bytes> {
    let entries: Vec<AwarenessEntry<'_>> = entries
        .map(|(client, entry)| AwarenessEntry {
            client: *client,
            clock: entry.clock,
            state: entry.state.as_deref().unwrap_or("null"),
        })
        .collect();
    if entries.is_empty() {
        return None;
    }
    let mut frame = BytesMut::new();
    awareness::encode(&entries, &mut frame);
    Some(frame.freeze())
}

/// The announced state with `user` from the session; `None` when the client says it leaves or says nonsense.
fn stamped(state: &str, identity: &Identity) -> Option<String> {
    let mut fields: Map<String, Value> = match serde_json::from_str(state) {
        Ok(Value::Object(fields)) => fields,
        _ => return None,
    };
    fields.insert(
        "user".to_owned(),
        json!({
            "name": identity.public_name(),
            "color": identity.color,
            "role": identity.role,
            "actor": identity.actor,
        }),
    );
    Some(Value::Object(fields).to_string())
}
