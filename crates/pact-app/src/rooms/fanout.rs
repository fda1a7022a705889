//! How does a document's news reach its peers? One encoding per address, shared by everybody with that
//! address; one write per socket and turn.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use pact_sync::{AttachmentId, Outgoing};
use pact_wire::message::ServerMessage;
use pact_wire::{hocuspocus, websocket, ywebsocket};

use super::outbox::{Class, Ending, Outbox, Pushed};

/// In which protocol an attachment speaks, and under which address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Hocuspocus v4: the address the client used, given back with every frame.
    Hocuspocus(Bytes),
    /// y-websocket: one document per socket, no address.
    YWebsocket,
}

impl Dialect {
    /// A whole WebSocket frame; `None` for what the protocol cannot say.
    #[must_use]
    pub fn frame(&self, message: &ServerMessage<'_>) -> Option<Bytes> {
        let mut out = BytesMut::new();
        self.append(message, &mut BytesMut::new(), &mut out).then(|| out.freeze())
    }

    fn append(&self, message: &ServerMessage<'_>, scratch: &mut BytesMut, out: &mut BytesMut) -> bool {
        scratch.clear();
        let sayable = match self {
            Self::Hocuspocus(address) => {
                hocuspocus::encode_server(address, message, scratch);
                true
            }
            Self::YWebsocket => ywebsocket::encode_server(message, scratch),
        };
        if sayable {
            websocket::server_frame_header(scratch.len(), out);
            out.extend_from_slice(scratch);
        }
        sayable
    }
}

struct Member {
    id: AttachmentId,
    /// Whether the document's news may reach it.
    listens: bool,
    outbox: Arc<Outbox>,
}

impl Member {
    /// Queues updates; `false` when the socket is behind.
    fn tell(&self, updates: Bytes, touched: &mut Vec<Arc<Outbox>>) -> bool {
        let mut pushed = self.outbox.push(updates.clone(), Class::Document);
        // What is queued in this very turn does not make a socket slow. Only one that is blocked will say later
        // that it has caught up.
        if pushed == Pushed::Behind && self.outbox.flush() {
            pushed = self.outbox.push(updates, Class::Document);
        }
        if pushed == Pushed::NeedsFlush {
            touched.push(self.outbox.clone());
        }
        pushed != Pushed::Behind
    }
}

/// Everybody in a room, grouped by address.
#[derive(Default)]
pub struct Audience {
    groups: Vec<(Dialect, Vec<Member>)>,
    index: HashMap<AttachmentId, (Dialect, Arc<Outbox>)>,
    touched: Vec<Arc<Outbox>>,
    scratch: BytesMut,
}

impl Audience {
    /// Somebody comes.
    pub fn join(&mut self, id: AttachmentId, listens: bool, dialect: Dialect, outbox: Arc<Outbox>) {
        let member = Member { id, listens, outbox: outbox.clone() };
        let group = self.groups.iter().position(|(known, _)| *known == dialect).unwrap_or_else(|| {
            self.groups.push((dialect, Vec::new()));
            self.groups.len() - 1
        });
        let (dialect, members) = &mut self.groups[group];
        members.push(member);
        // Everybody with the same address shares its bytes.
        self.index.insert(id, (dialect.clone(), outbox));
    }

    /// Somebody goes.
    pub fn leave(&mut self, id: AttachmentId) {
        let Some((dialect, _)) = self.index.remove(&id) else { return };
        for (known, members) in &mut self.groups {
            if *known == dialect {
                members.retain(|member| member.id != id);
            }
        }
        self.groups.retain(|(_, members)| !members.is_empty());
    }

    /// Tells one.
    pub fn send(&mut self, to: AttachmentId, message: &Outgoing) {
        let Some((dialect, outbox)) = self.index.get(&to) else { return };
        let (message, class) = match message {
            // The only words this protocol has for a refusal, and no word for closing one document.
            Outgoing::Stateless(text) if *dialect == Dialect::YWebsocket => {
                (ServerMessage::PermissionDenied(text), Class::Control)
            }
            Outgoing::Close(_) if *dialect == Dialect::YWebsocket => return outbox.end(Ending::Refused),
            Outgoing::Step1(bytes) => (ServerMessage::Step1(bytes), Class::Control),
            Outgoing::Step2(bytes) => (ServerMessage::Step2(bytes), Class::Join),
            Outgoing::Update(bytes) => (ServerMessage::Update(bytes), Class::Join),
            Outgoing::Awareness(bytes) => (ServerMessage::Awareness(bytes), Class::Presence),
            Outgoing::SyncStatus(stored) => (ServerMessage::SyncStatus(*stored), Class::Control),
            Outgoing::Stateless(text) => (ServerMessage::Stateless(text), Class::Control),
            // y-websocket was told by the message before it.
            Outgoing::PermissionDenied(_) if *dialect == Dialect::YWebsocket => return,
            Outgoing::PermissionDenied(code) => (ServerMessage::PermissionDenied(code), Class::Control),
            Outgoing::Close(reason) => (ServerMessage::Close(reason), Class::Control),
        };
        let mut out = BytesMut::new();
        if !dialect.append(&message, &mut self.scratch, &mut out) {
            return;
        }
        if outbox.push(out.freeze(), class) == Pushed::NeedsFlush {
            self.touched.push(outbox.clone());
        }
    }

    /// Tells everybody that the document is about to close here. y-websocket has no word for it.
    pub fn tell_moving(&mut self, reason: &str) {
        let message = Outgoing::Close(reason.to_owned());
        let speak_hocuspocus = self.index.iter().filter(|(_, (dialect, _))| *dialect != Dialect::YWebsocket);
        let ids: Vec<AttachmentId> = speak_hocuspocus.map(|(id, _)| *id).collect();
        for id in ids {
            self.send(id, &message);
        }
    }

    /// Has every socket closed: the room is gone, and a reconnection opens it anew.
    pub fn end_all(&self) {
        for (_, outbox) in self.index.values() {
            outbox.end(Ending::Moved);
        }
    }

    /// Tells everybody the updates of one turn, each one without its own. Returns who is behind.
    pub fn broadcast(&mut self, updates: &[(Bytes, Option<AttachmentId>)]) -> Vec<AttachmentId> {
        let mut behind = Vec::new();
        for (dialect, members) in &self.groups {
            let mut blob = BytesMut::new();
            let mut ends = Vec::with_capacity(updates.len());
            for (update, _) in updates {
                dialect.append(&ServerMessage::Update(update), &mut self.scratch, &mut blob);
                ends.push(blob.len());
            }
            let blob = blob.freeze();
            for member in members.iter().filter(|member| member.listens) {
                let is_told = if updates.iter().any(|(_, except)| *except == Some(member.id)) {
                    let parts = parts_for(member.id, &blob, &ends, updates);
                    parts.into_iter().all(|part| member.tell(part, &mut self.touched))
                } else {
                    member.tell(blob.clone(), &mut self.touched)
                };
                if !is_told {
                    behind.push(member.id);
                }
            }
        }
        behind
    }

    /// Tells everybody who is here.
    pub fn presence(&mut self, frame: &Bytes) {
        for (dialect, members) in &self.groups {
            let Some(frame) = dialect.frame(&ServerMessage::Awareness(frame)) else { continue };
            for member in members.iter().filter(|member| member.listens) {
                if member.outbox.push(frame.clone(), Class::Presence) == Pushed::NeedsFlush {
                    self.touched.push(member.outbox.clone());
                }
            }
        }
    }

    /// Writes everything that was queued in this turn.
    pub fn flush(&mut self) {
        for outbox in self.touched.drain(..) {
            outbox.flush();
        }
    }
}

/// The blob in pieces, without the segments somebody sent themselves.
fn parts_for(
    id: AttachmentId,
    blob: &Bytes,
    ends: &[usize],
    updates: &[(Bytes, Option<AttachmentId>)],
) -> Vec<Bytes> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for ((_, except), segment_end) in updates.iter().zip(ends) {
        if *except == Some(id) {
            if end > start {
                parts.push(blob.slice(start..end));
            }
            start = *segment_end;
        }
        end = *segment_end;
    }
    if end > start {
        parts.push(blob.slice(start..end));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_gets_the_others_updates_only() {
        let blob = Bytes::from_static(b"aabbbc");
        let ends = [2, 5, 6];
        let update = |author: u64| (Bytes::new(), Some(AttachmentId(author)));
        let updates = [update(1), update(2), update(1)];
        let parts = |id| parts_for(AttachmentId(id), &blob, &ends, &updates);
        assert_eq!(parts(1), [Bytes::from_static(b"bbb")]);
        assert_eq!(parts(2), [Bytes::from_static(b"aa"), Bytes::from_static(b"c")]);
        assert_eq!(parts(3), [Bytes::from_static(b"aabbbc")]);
    }
}
