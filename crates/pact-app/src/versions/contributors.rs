//! Which bodies wrote, and where? From the rows of the log, never from a comparison; bodies only, never persons.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_model::content::DocumentContent;
use pact_model::document::SectionId;
use pact_model::ids::{ActorId, DocumentId, ProcessId};
use pact_model::register::Register;
use pact_model::version::{Contributor, VersionContent};
use pact_store::{LogPlace, UpdateRow};
use pact_sync::Contribution;
use tracing::warn;

use super::Reader;
use super::capture::{Capture, StoredState, in_turn};
use super::content;
use crate::app::App;
use crate::error::AppError;

/// For whom somebody wrote; none for the coordination acting for nobody in particular.
type Body = Option<ActorId>;

impl App {
    /// Who wrote in a document, since its beginning, by body, from the versions and the log after the newest.
    pub async fn contributors(
        &self,
        by: Reader<'_>,
        document: DocumentId,
    ) -> Result<Vec<Contributor>, AppError> {
        let seen = self.seen(by, document).await?;
        // Also of versions that only the table may read: who wrote then still has a part in what everybody reads.
        let rows = self.db.read().await?.versions(document, 1).await?;
        let mut lists: Vec<Vec<Contributor>> = rows.into_iter().rev().map(|row| row.contributors).collect();
        let mut order = Vec::new();
        if matches!(by, Reader::Table(_)) {
            let (tail, content) = self.contributors_since_newest(document).await?;
            lists.push(tail);
            order = sections_of(&content.document);
        } else if let Some(number) = seen.newest() {
            order = sections_of(&self.content_of(document, number).await?.document);
        }
        Ok(joined(lists, &order))
    }

    /// Who wrote after the newest version, and what is said now.
    pub(crate) async fn contributors_since_newest(
        &self,
        document: DocumentId,
    ) -> Result<(Vec<Contributor>, VersionContent), AppError> {
        let capture = self.capture(document).await?;
        let names = self.names(capture.row.process).await?;
        in_turn(move || {
            let said = capture.read().map_err(super::capture::unreadable)?;
            Ok((of_capture(&capture, &said.content, &names), said.content))
        })
        .await
    }

    /// Names of the bodies of a process.
    pub(crate) async fn names(
        &self,
        process: Option<ProcessId>,
    ) -> Result<BTreeMap<ActorId, String>, AppError> {
        let Some(process) = process else { return Ok(BTreeMap::new()) };
        let rows = self.db.read().await?.actors(process).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }
}

/// Who wrote since the newest version. Work for a thread that may block.
pub(crate) fn of_capture(
    capture: &Capture,
    said: &VersionContent,
    names: &BTreeMap<ActorId, String>,
) -> Vec<Contributor> {
    let newest = capture.newest.as_ref();
    let canonical = newest.and_then(|(_, stored)| content::canonical_of(stored).ok());
    let state = |stored: Option<&Bytes>| content::state_of(stored?, canonical.as_deref()?).ok();
    let place = newest.map(|(version, _)| version.place);
    let state_then = newest.and_then(|(_, stored)| state(Some(&stored.state)));
    let mut written = written(capture.document(), place, state_then);
    if let Some(register) = capture.register() {
        let place = newest.and_then(|(version, _)| version.register);
        let state_then = newest.and_then(|(_, stored)| state(stored.register_state.as_ref()));
        for (body, contribution) in self::written(register, place, state_then) {
            written.entry(body).or_default().register |= contribution.register;
        }
    }
    let order = sections_of(&said.document);
    let mut list: Vec<Contributor> = written
        .into_iter()
        .map(|(actor, contribution)| Contributor {
            actor,
            name: actor.map(|id| name_of(id, names, &said.register)).unwrap_or_default(),
            sections: in_order(contribution.sections, &order),
            register: contribution.register,
        })
        .collect();
    sort(&mut list);
    list
}

/// What was written in a log since a version, by body.
fn written(
    log: &StoredState,
    since: Option<LogPlace>,
    then: Option<Vec<u8>>,
) -> BTreeMap<Body, Contribution> {
    let rows: Vec<(Option<Body>, Bytes)> =
        log.rows_since(since).map(|row| (writer(row), row.bytes.clone())).collect();
    let state = then.filter(|_| log.goes_on_from(since));
    match pact_sync::contributions(state.as_deref(), &rows) {
        Ok(written) => written,
        // Who wrote is known without the state; where is not. A version is worth more than a part of its line.
        Err(error) => {
            warn!(document.id = %log.place.doc, error = %error, "where somebody wrote cannot be read");
            rows.into_iter().filter_map(|(body, _)| Some((body?, Contribution::default()))).collect()
        }
    }
}

/// For whom a row was written; none when the server wrote it by itself.
fn writer(row: &UpdateRow) -> Option<Body> {
    match (row.actor, row.person) {
        (Some(actor), _) => Some(Some(actor)),
        (None, Some(_)) => Some(None),
        (None, None) => None,
    }
}

/// The register knows the name a body goes by now.
fn name_of(id: ActorId, names: &BTreeMap<ActorId, String>, register: &Register) -> String {
    let in_register = register.actor(&id.to_string()).map(|actor| actor.name.clone());
    in_register.filter(|name| !name.is_empty()).or_else(|| names.get(&id).cloned()).unwrap_or_default()
}

/// One list of several, the oldest first: the newest name of each body, and all it wrote in.
pub(crate) fn joined(
    lists: impl IntoIterator<Item = Vec<Contributor>>,
    order: &[SectionId],
) -> Vec<Contributor> {
    let mut bodies: BTreeMap<Body, Contributor> = BTreeMap::new();
    for contributor in lists.into_iter().flatten() {
        let Some(known) = bodies.get_mut(&contributor.actor) else {
            bodies.insert(contributor.actor, contributor);
            continue;
        };
        known.sections.extend(contributor.sections);
        known.register |= contributor.register;
        if !contributor.name.is_empty() {
            known.name = contributor.name;
        }
    }
    let mut list: Vec<Contributor> = bodies.into_values().collect();
    for contributor in &mut list {
        contributor.sections = in_order(std::mem::take(&mut contributor.sections), order);
    }
    sort(&mut list);
    list
}

/// By name, the coordination last.
fn sort(list: &mut [Contributor]) {
    list.sort_by(|one, other| {
        (one.actor.is_none(), &one.name, one.actor).cmp(&(other.actor.is_none(), &other.name, other.actor))
    });
}

/// Each once, those that are in the document, in its order.
fn in_order(sections: impl IntoIterator<Item = SectionId>, order: &[SectionId]) -> Vec<SectionId> {
    let wanted: std::collections::BTreeSet<SectionId> = sections.into_iter().collect();
    order.iter().filter(|id| wanted.contains(*id)).cloned().collect()
}

/// Sections in reading order.
pub(crate) fn sections_of(content: &DocumentContent) -> Vec<SectionId> {
    content.sections.iter().map(|section| section.id.clone()).collect()
}
