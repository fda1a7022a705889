//! A meeting begins and ends: when it does, each text of the process that changed gets a version that says so.

use pact_model::ability::Ability;
use pact_model::ids::MeetingId;
use pact_model::time::Timestamp;
use pact_model::version::VersionReason;

use super::NewVersion;
use crate::app::{App, Caller, visible_process};
use crate::error::{AppError, Thing};

impl App {
    /// Opens or closes a meeting; of each document of the process a version is made if it changed. Returns since when it
    /// is open or closed. Doing it twice changes nothing.
    pub async fn set_meeting_open(
        &self,
        by: Caller<'_>,
        slug: &str,
        meeting: MeetingId,
        open: bool,
    ) -> Result<Timestamp, AppError> {
        let mut tx = self.db.begin().await?;
        let process = visible_process(&mut tx, by, slug).await?.id;
        by.require(Ability::ManageVersions)?;
        let known = tx.meetings(process).await?.into_iter().find(|known| known.id == meeting);
        let known = known.ok_or(AppError::NotFound(Thing::Meeting))?;
        let at = self.clock.now();
        match (open, known.opened_at, known.closed_at) {
            (true, Some(since), None) | (false, Some(_), Some(since)) => return Ok(since),
            (true, ..) => tx.set_meeting_times(meeting, Some(at), None).await?,
            (false, Some(opened), None) => tx.set_meeting_times(meeting, Some(opened), Some(at)).await?,
            // It never began.
            (false, None, _) => return Err(AppError::Conflict),
        };
        tx.commit().await?;
        let reason = if open { VersionReason::MeetingOpened } else { VersionReason::MeetingClosed };
        let new = NewVersion { reason, message: String::new(), meeting: Some(meeting), author: by.author() };
        self.record_versions(process, &new).await?;
        Ok(at)
    }
}
