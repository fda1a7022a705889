//! Our JSON extensions, carried by Stateless messages: a page says `hello` and is told which client id is its own;
//! it says which change of rights it has seen. Unknown messages are ignored: newer pages speak to older servers.

use serde_json::{Value, json};

use super::{AttachmentId, Author, Effect, Outgoing, Room, Writing};

/// Client ids that are given out stay below the half in which the server's own lie, and above the skeleton's.
const MAX_GIVEN: u32 = 0x7FFF_FFFF;
const MIN_GIVEN: u32 = 2;
/// Fields named in one message: it stays far below what a Stateless message may be.
const KEYS_IN_A_MESSAGE: usize = 64;

impl Room {
    pub(super) fn extension(&mut self, from: AttachmentId, text: &str, effects: &mut Vec<Effect>) {
        let Ok(message) = serde_json::from_str::<Value>(text) else { return };
        match message["t"].as_str() {
            Some("hello") => self.hello(from, &message, effects),
            Some("lockSeen") => {
                if let (Some(peer), Some(seq)) = (self.peers.get_mut(&from), message["seq"].as_i64()) {
                    peer.seen = peer.seen.max(seq);
                }
            }
            _ => {}
        }
    }

    /// Tells everybody who reads that fields came into conflict, or were settled: they ask for the register again. A
    /// y-websocket peer has no word for it: what we tell it so is a refusal.
    pub(super) fn tell_of_conflicts(&self, keys: &[String], effects: &mut Vec<Effect>) {
        let readers = self.peers.iter().filter(|(_, peer)| peer.attachment.may_read && !peer.attachment.echo);
        let to: Vec<AttachmentId> = readers.map(|(id, _)| *id).collect();
        for keys in keys.chunks(KEYS_IN_A_MESSAGE) {
            let text = json!({ "v": 1, "t": "conflict", "keys": keys }).to_string();
            effects.push(Effect::Announce { text, to: to.clone() });
        }
    }

    /// Tells every page of ours that reads something that is no part of the text; one that does not know the message
    /// ignores it.
    pub fn announce(&self, text: &str, effects: &mut Vec<Effect>) {
        let pages = self.peers.iter().filter(|(_, peer)| peer.attachment.may_read && peer.says_hello);
        let to: Vec<AttachmentId> = pages.map(|(id, _)| *id).collect();
        if !to.is_empty() {
            effects.push(Effect::Announce { text: text.to_owned(), to });
        }
    }

    /// Gives the page a client id: the one it had before a reconnection when it may have it again.
    fn hello(&mut self, from: AttachmentId, message: &Value, effects: &mut Vec<Effect>) {
        let Some(peer) = self.peers.get_mut(&from) else { return };
        peer.says_hello = true;
        peer.sees_locks = message["caps"].as_array().is_some_and(|caps| caps.iter().any(|cap| cap == "lock"));
        // What it will be sent now says all there is to see.
        peer.seen = peer.seen.max(self.seq);
        let identity = peer.attachment.identity.clone();
        let holder = Author { person: Some(identity.person), actor: identity.actor };
        let lot = peer.attachment.lot;
        let writing = peer.attachment.writing;
        let wanted = message["clientId"].as_u64().filter(|id| u32::try_from(*id).is_ok());
        let client = wanted
            .filter(|client| self.leases.claim(*client, from, holder, true))
            .or_else(|| self.leases.unwritten(from))
            .unwrap_or_else(|| self.fresh_id(from, holder, lot));
        let actor = identity
            .actor
            .map(|id| json!({ "id": id, "name": identity.actor_name, "color": identity.color }));
        let leased = json!({
            "v": 1,
            "t": "leased",
            "clientId": client,
            "epoch": self.epoch,
            "seq": self.seq,
            "schema": self.rules.schema,
            "role": identity.role,
            "scope": if writing == Writing::Allowed { "read-write" } else { "readonly" },
            "person": identity.person,
            "actor": actor,
        });
        effects.push(Effect::Send(from, Outgoing::Stateless(leased.to_string())));
        if self.is_nearly_full() {
            effects.push(Effect::Send(from, Outgoing::Stateless(nearly_full())));
        }
    }

    /// An id that nobody ever wrote with.
    fn fresh_id(&mut self, from: AttachmentId, holder: Author, lot: u32) -> u64 {
        let mut number = lot;
        loop {
            let client = u64::from((number & MAX_GIVEN).max(MIN_GIVEN));
            let is_unused = !self.leases.is_known(client) && self.replica.structure().clock(client) == 0;
            if is_unused {
                self.leases.bind(client, from, holder);
                return client;
            }
            // Any walk through the numbers will do: the lot is random.
            number = number.wrapping_mul(0x9E37_79B1).wrapping_add(0x7F4A_7C15);
        }
    }
}

/// Tells pages that who may write where has changed at this place of the log.
pub(super) fn lock(seq: i64) -> String {
    json!({ "v": 1, "t": "lock", "seq": seq }).to_string()
}

/// Tells pages that the document has little room left.
pub(super) fn nearly_full() -> String {
    json!({ "v": 1, "t": "nearly_full" }).to_string()
}
