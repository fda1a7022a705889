//! How rooms are closed: all of them when the server stops, and one that must stay shut while its log is rewritten.

use std::sync::Arc;

use pact_model::ids::DocumentId;
use tokio::sync::oneshot;

use super::owner::Request;
use super::{Rooms, Slot, SlotState, Table, forget};

/// A document that nobody can open on this node until this is dropped; who wants to, waits.
#[must_use]
pub struct HeldShut {
    document: DocumentId,
    slot: Arc<Slot>,
    table: Table,
}

impl Drop for HeldShut {
    fn drop(&mut self) {
        forget(&self.table, self.document, &self.slot);
        self.slot.ended.send_replace(true);
    }
}

impl Rooms {
    /// Closes every room: peers are told, everything accepted is on disk when it returns.
    pub async fn shutdown(&self) {
        let slots: Vec<Arc<Slot>> = self.table.lock().values().cloned().collect();
        let mut endings = Vec::new();
        for slot in slots {
            let mut state = slot.state.lock().await;
            if let SlotState::Live(handle) = &*state {
                let (reply, ended) = oneshot::channel();
                if handle.mailbox.send(Request::Shutdown("restart", reply)).await.is_ok() {
                    endings.push(ended);
                }
            }
            *state = SlotState::Closing;
        }
        for ended in endings {
            // A room that ended by itself meanwhile is on disk too.
            let _ = ended.await;
        }
    }

    /// Closes the room of one document and holds it shut: peers are told to come again, and everything accepted is on
    /// disk when it returns.
    pub async fn close(&self, document: DocumentId) -> HeldShut {
        loop {
            let slot = self.table.lock().entry(document).or_insert_with(|| Arc::new(Slot::new())).clone();
            let mut state = slot.state.lock().await;
            match &*state {
                SlotState::Empty => {
                    *state = SlotState::Closing;
                    drop(state);
                    return HeldShut { document, slot, table: self.table.clone() };
                }
                SlotState::Live(handle) => {
                    let (reply, ended) = oneshot::channel();
                    let is_told = handle.mailbox.send(Request::Shutdown("reload", reply)).await.is_ok();
                    *state = SlotState::Closing;
                    drop(state);
                    if is_told {
                        // A room that ended by itself meanwhile is on disk too.
                        let _ = ended.await;
                    }
                }
                SlotState::Closing => drop(state),
            }
            self.wait_for_the_end(document, &slot).await;
        }
    }
}
