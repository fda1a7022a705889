//! Since when? The visit before this one, a meeting, or a moment.

use pact_model::ids::ProcessId;
use pact_model::process::Meeting;
use pact_model::time::Timestamp;
use pact_store::VisitRow;

use super::Since;
use crate::app::{App, Caller};
use crate::error::{AppError, Thing};
use crate::records;

/// Who comes back sooner is still on the same visit: somebody fetches a coffee, a telephone closes a page.
const SAME_VISIT_MICROS: i64 = 30 * 60 * 1_000_000;

/// Where meetings are held.
const PLACE: &str = "Europe/Rome";

impl App {
    /// The moment that is meant; none at somebody's first visit.
    pub(super) async fn since(
        &self,
        by: Caller<'_>,
        process: ProcessId,
        since: Since,
    ) -> Result<Option<Timestamp>, AppError> {
        match since {
            Since::Time(at) => Ok(Some(at)),
            Since::Meeting(id) => {
                let meetings = self.db.read().await?.meetings(process).await?;
                let meeting = meetings.into_iter().find(|meeting| meeting.id == id);
                let meeting = records::meeting(meeting.ok_or(AppError::NotFound(Thing::Meeting))?)?;
                Ok(meeting
                    .closed_at
                    .or(meeting.opened_at)
                    .or_else(|| planned_end(&meeting, self.clock.now())))
            }
            Since::Visit => match by {
                // A program pays no visits.
                Caller::Operator => Ok(None),
                Caller::Person(identity) => {
                    let mut tx = self.db.begin().await?;
                    let before = tx.visit(identity.person, process).await?;
                    let visit = visit(before, self.clock.now());
                    tx.put_visit(identity.person, process, &visit).await?;
                    tx.commit().await?;
                    Ok(visit.since_at)
                }
            },
        }
    }
}

/// When a meeting was over that nobody opened here: what the calendar says, in the time of Italy; none of one to come.
fn planned_end(meeting: &Meeting, now: Timestamp) -> Option<Timestamp> {
    let day = meeting.date?;
    let end = match meeting.ends.or(meeting.starts) {
        Some(time) => day.to_datetime(time).in_tz(PLACE),
        None => day.tomorrow().ok()?.in_tz(PLACE),
    };
    let end = Timestamp::from_micros(end.ok()?.timestamp().as_microsecond());
    (end <= now).then_some(end)
}

/// The visit that goes on, or a new one.
fn visit(before: Option<VisitRow>, now: Timestamp) -> VisitRow {
    let since_at = match before {
        None => None,
        Some(last) if now.as_micros().saturating_sub(last.seen_at.as_micros()) > SAME_VISIT_MICROS => {
            Some(last.seen_at)
        }
        Some(last) => last.since_at,
    };
    VisitRow { seen_at: now, since_at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(n: i64) -> Timestamp {
        Timestamp::from_micros(n * 60_000_000)
    }

    #[test]
    fn a_visit_goes_on_until_half_an_hour_passed_without_a_sign() {
        let first = visit(None, minute(0));
        assert_eq!(first, VisitRow { seen_at: minute(0), since_at: None });
        let still = visit(Some(first), minute(30));
        assert_eq!(still, VisitRow { seen_at: minute(30), since_at: None });
        let second = visit(Some(still), minute(61));
        assert_eq!(second, VisitRow { seen_at: minute(61), since_at: Some(minute(30)) });
        assert_eq!(visit(Some(second), minute(70)).since_at, Some(minute(30)));
    }

    #[test]
    fn a_clock_that_was_set_back_begins_no_visit() {
        let seen = VisitRow { seen_at: minute(100), since_at: Some(minute(40)) };
        assert_eq!(visit(Some(seen), minute(10)).since_at, Some(minute(40)));
    }
}
