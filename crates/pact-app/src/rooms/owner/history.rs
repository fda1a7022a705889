//! What versions ask of a room: to put something back, and to tell who is here that there is a new one.

use std::time::Duration;

use pact_sync::{Author, RestorePlan};
use tokio::sync::oneshot;

use super::Running;
use crate::rooms::RoomError;

/// What is asked.
pub enum HistoryRequest {
    /// Put something of a version back; answered after the commit.
    Restore(Author, Box<RestorePlan>, oneshot::Sender<Result<(), RoomError>>),
    /// Answer when all that was accepted until now is on disk.
    Settle(oneshot::Sender<Result<(), RoomError>>),
    /// Tell the pages.
    Announce(String),
}

impl Running {
    pub(super) fn take_history(&mut self, request: HistoryRequest, now: Duration) {
        match request {
            HistoryRequest::Restore(author, plan, reply) => {
                let restored = self.owner.room.restore(author, &plan, now, &mut self.effects);
                self.answer_when_stored(restored, reply);
            }
            HistoryRequest::Settle(reply) => self.answer_when_stored(Ok(None), reply),
            HistoryRequest::Announce(text) => self.owner.room.announce(&text, &mut self.effects),
        }
    }
}
