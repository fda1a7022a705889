//! What versions ask of the rooms.

use pact_model::ids::DocumentId;
use pact_sync::{Author, RestorePlan};
use tokio::sync::oneshot;

use super::owner::{HistoryRequest, Request};
use super::{RoomError, Rooms, SlotState};

impl Rooms {
    /// Puts something of a version back, in one row; returns once it is on disk, or when there was nothing to change.
    ///
    /// # Errors
    /// The document does not exist, cannot be read, or has no sections.
    pub async fn restore(
        &self,
        document: DocumentId,
        by: Author,
        plan: RestorePlan,
    ) -> Result<(), RoomError> {
        let (reply, answer) = oneshot::channel();
        let request = HistoryRequest::Restore(by, Box::new(plan), reply);
        self.ask(document, Request::History(request)).await?;
        answer.await.map_err(|_| RoomError::Closed)?
    }

    /// Waits until all that a document took in here is on disk: who asks for a version means what everybody sees.
    pub async fn settle(&self, document: DocumentId) {
        let (reply, answer) = oneshot::channel();
        self.tell(document, HistoryRequest::Settle(reply)).await;
        // A room that is not open, or ended meanwhile, has nothing on its way.
        let _ = answer.await;
    }

    /// Tells the pages that have a document open here. Where nobody has, there is nobody to tell.
    pub async fn announce(&self, document: DocumentId, text: String) {
        self.tell(document, HistoryRequest::Announce(text)).await;
    }

    /// Asks something of a room if it is open.
    async fn tell(&self, document: DocumentId, request: HistoryRequest) {
        let slot = self.table.lock().get(&document).cloned();
        let Some(slot) = slot else { return };
        let state = slot.state.lock().await;
        if let SlotState::Live(handle) = &*state {
            // A room that ended has nobody in it.
            let _ = handle.mailbox.send(Request::History(request)).await;
        }
    }
}
