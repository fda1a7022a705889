//! What differs between two versions, either way round, or between one and the text as it is now?

use pact_model::document::SectionId;
use pact_model::ids::DocumentId;
use pact_model::version::Contributor;

use super::capture::in_turn;
use super::contributors::{joined, sections_of};
use super::read::{Seen, short};
use super::{ComparisonView, Point, Reader, Side};
use crate::app::App;
use crate::error::{AppError, Thing};

impl App {
    /// Two versions side by side, either way round.
    pub async fn compare(
        &self,
        by: Reader<'_>,
        document: DocumentId,
        from: Point,
        to: Point,
        section: Option<&SectionId>,
    ) -> Result<ComparisonView, AppError> {
        let seen = self.seen(by, document).await?;
        let mut tail = Vec::new();
        let before = self.side(by, &seen, from, &mut tail).await?;
        let after = self.side(by, &seen, to, &mut tail).await?;
        let has = |side: &Side, id: &SectionId| {
            side.content.document.sections.iter().any(|section| section.id == *id)
        };
        if section.is_some_and(|id| !has(&before, id) && !has(&after, id)) {
            return Err(AppError::NotFound(Thing::Section));
        }
        let contributors = self.contributors_between(&seen, &before, &after, tail).await?;
        let chosen = section.cloned();
        let (before, after, comparison) = in_turn(move || {
            let comparison =
                pact_model::comparison::compare(&before.content, &after.content, chosen.as_ref())?;
            Ok((before, after, comparison))
        })
        .await?;
        Ok(ComparisonView {
            total: short(seen.total),
            document: seen.row,
            process: seen.process,
            from: before,
            to: after,
            comparison,
            section: section.cloned(),
            contributors,
        })
    }

    async fn side(
        &self,
        by: Reader<'_>,
        seen: &Seen,
        point: Point,
        tail: &mut Vec<Contributor>,
    ) -> Result<Side, AppError> {
        match (point, by) {
            (Point::Version(number), _) => {
                let (version, content) = self.version_seen(seen, number).await?;
                Ok(Side { version: Some(version), content })
            }
            (Point::Live, Reader::Table(_)) => {
                let (contributors, content) = self.contributors_since_newest(seen.row.id).await?;
                *tail = contributors;
                Ok(Side { version: None, content })
            }
            (Point::Live, Reader::Public(_)) => Err(AppError::NotFound(Thing::Version)),
        }
    }

    /// Who wrote after the earlier side and up to the later one.
    async fn contributors_between(
        &self,
        seen: &Seen,
        before: &Side,
        after: &Side,
        tail: Vec<Contributor>,
    ) -> Result<Vec<Contributor>, AppError> {
        let number =
            |side: &Side| side.version.as_ref().map_or(i64::MAX, |version| i64::from(version.number));
        let (earlier, later) = {
            let (one, other) = (number(before), number(after));
            (one.min(other), one.max(other))
        };
        if earlier == later {
            return Ok(Vec::new());
        }
        let rows = self.db.read().await?.versions(seen.row.id, earlier.saturating_add(1)).await?;
        let between = rows.into_iter().rev().filter(|row| row.number <= later);
        let mut lists: Vec<Vec<Contributor>> = between.map(|row| row.contributors).collect();
        if later == i64::MAX {
            lists.push(tail);
        }
        // Of what is in neither text any more nobody is named.
        let mut order = sections_of(&after.content.document);
        for id in sections_of(&before.content.document) {
            if !order.contains(&id) {
                order.push(id);
            }
        }
        Ok(joined(lists, &order))
    }
}
