//! When are a register's rows made again? A moment after a change, never in the way of an edit, and before the room
//! ends.

use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tracing::warn;

use super::Running;
use crate::projection::Projected;

/// A register is written out as rows this long after the first change that they do not reflect.
const PROJECTION_DELAY: Duration = Duration::from_millis(80);
/// So long a projection waits for a moment in which everything is on disk.
const PROJECTION_PATIENCE: Duration = Duration::from_secs(1);
/// How soon a projection is looked at again that waits for the disk.
const PROJECTION_LOOK: Duration = Duration::from_millis(10);
/// How soon one that failed is tried again.
const PROJECTION_RETRY: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug)]
pub(super) struct ProjectionDue {
    pub(super) at: Instant,
    /// From then on without waiting for the disk.
    latest: Instant,
}

impl Running {
    /// Makes a register's rows again, a moment after a change: many changes that come together make one projection.
    pub(super) fn consider_projection(&mut self, now: Instant) {
        let Some(reflected) = self.owner.projected_seq else { return };
        let (seq, committed) = (self.owner.room.seq(), self.owner.room.committed_seq());
        if reflected == committed {
            self.projection_due = None;
        }
        if reflected == committed || self.projection.is_some() {
            return;
        }
        let due = *self
            .projection_due
            .get_or_insert(ProjectionDue { at: now + PROJECTION_DELAY, latest: now + PROJECTION_PATIENCE });
        if now < due.at {
            return;
        }
        if seq != committed && now < due.latest {
            self.projection_due = Some(ProjectionDue { at: now + PROJECTION_LOOK, ..due });
            return;
        }
        self.projection_due = None;
        self.projection = Some(self.start_projection());
    }

    fn start_projection(&self) -> oneshot::Receiver<Option<i64>> {
        let (report, receiver) = oneshot::channel();
        let fields = self.owner.room.register();
        let (document, process) = (self.owner.place.document, self.owner.process);
        let (epoch, seq, at) = (self.owner.room.epoch(), self.owner.room.seq(), self.owner.clock.now());
        let database = self.owner.database.clone();
        tokio::spawn(async move {
            let register = fields.to_register();
            let projected = Projected { document, process, epoch, seq, register, at };
            let written = projected.store(&database).await;
            if let Err(cause) = &written {
                warn!(document.id = %document, error = %cause, "the rows of register {document} were not written");
            }
            // A room that has ended does not ask.
            let _ = report.send(written.is_ok().then_some(seq));
        });
        receiver
    }

    pub(super) fn note_projection(&mut self, written: Option<i64>) {
        self.projection = None;
        if written.is_some() {
            self.owner.projected_seq = written;
        } else {
            let again = Instant::now() + PROJECTION_RETRY;
            self.projection_due = Some(ProjectionDue { at: again, latest: again });
        }
    }

    /// Whether a register's rows reflect it, as far as that can be reached now.
    pub(super) fn is_projected(&self) -> bool {
        self.projection.is_none()
            && self.owner.projected_seq.is_none_or(|reflected| reflected == self.owner.room.committed_seq())
    }

    /// A room that ends leaves its rows in step; where that fails, the next one makes them when it is opened.
    pub(super) async fn finish_projection(&mut self) {
        if let Some(running) = self.projection.take() {
            self.note_projection(running.await.ok().flatten());
        }
        if !self.is_projected() {
            drop(self.start_projection().await);
        }
    }
}

/// Never ends while nothing is being written.
pub(super) async fn written(running: &mut Option<oneshot::Receiver<Option<i64>>>) -> Option<i64> {
    match running {
        Some(report) => report.await.ok().flatten(),
        None => std::future::pending().await,
    }
}
