//! What was written and did not enter: kept, shown to its author and to the coordination, settled.

use std::collections::HashMap;

use bytes::Bytes;
use pact_model::ability::Ability;
use pact_model::ids::{ActorId, DocumentId, PersonId, RescueId};
use pact_model::rescue::RescuedPart;
use pact_model::time::Timestamp;
use pact_store::{Database, DocumentRow, RescueRow, StoreError, Tx};

use crate::app::{App, Caller};
use crate::audit::{About, RESCUE_SETTLED};
use crate::clock::Clock;
use crate::error::{AppError, Thing};
use crate::ids::Ids;
use crate::rooms::Author;

/// Rescues listed at once, the newest.
pub const MAX_LISTED: u32 = 200;
/// Unsettled rescues of one person in one document: as many as are listed, so that nobody loses sight of one. An
/// honest page is refused a handful of times before it is rebuilt.
pub const MAX_ROWS_OF_PERSON: i64 = 200;
/// Unsettled rescues of one document: twenty people at their bound. They are counted whenever one is kept.
pub const MAX_ROWS_OF_DOCUMENT: i64 = 4_000;
/// Bytes of the unsettled rescues of one document, words and updates: two of the largest Step2, or everything a
/// table of forty can type in a day. Whoever lists them reads them all at once.
pub const MAX_BYTES_OF_DOCUMENT: i64 = 16 * 1024 * 1024;

/// An update that was refused, as it is to be kept.
#[derive(Clone, Debug)]
pub struct RefusedWords {
    /// The document it was meant for.
    pub document: DocumentId,
    /// Its epoch, as the sender knew it.
    pub epoch: i64,
    /// Who sent it.
    pub author: Author,
    /// The Yjs client whose new structs it holds, when there is exactly one.
    pub client: Option<u64>,
    /// Code of the refusal.
    pub code: &'static str,
    /// The update as it came.
    pub bytes: Bytes,
    /// The words in it, as far as they can be read.
    pub text: Vec<RescuedPart>,
}

/// Words that did not enter, as their author or the coordination sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RescueView {
    /// Identity.
    pub id: RescueId,
    /// When they were refused.
    pub at: Timestamp,
    /// Code of the refusal.
    pub reason: String,
    /// Name of the body they were written for.
    pub actor: Option<String>,
    /// Whether the caller wrote them.
    pub mine: bool,
    /// The words.
    pub parts: Vec<RescuedPart>,
}

/// Keeps a refused update in a transaction of its own. `None` when the document or the person has as many
/// unsettled as is allowed: the words are still in the browser that sent them, and that is told so.
///
/// # Errors
/// The database did not take it.
pub async fn keep_rescue(
    db: &Database,
    clock: &Clock,
    ids: &Ids,
    words: RefusedWords,
) -> Result<Option<RescueId>, StoreError> {
    let row = RescueRow {
        id: ids.rescue(),
        doc: words.document,
        epoch: words.epoch,
        person: words.author.person,
        actor: words.author.actor,
        client_id: words.client.and_then(|client| i64::try_from(client).ok()),
        reason: words.code.to_owned(),
        bytes: words.bytes,
        text: words.text,
        at: clock.now(),
        settled_at: None,
    };
    // Asked beside the writer first: somebody who floods a full list must not make the others wait.
    if !has_room(&mut db.read().await?, &row).await? {
        return Ok(None);
    }
    let mut tx = db.begin().await?;
    if !has_room(&mut tx, &row).await? {
        return Ok(None);
    }
    tx.insert_rescue(&row).await?;
    tx.commit().await?;
    Ok(Some(row.id))
}

async fn has_room(tx: &mut Tx, row: &RescueRow) -> Result<bool, StoreError> {
    let text: usize = row.text.iter().map(|part| part.text.len()).sum();
    let size = i64::try_from(row.bytes.len() + text).unwrap_or(i64::MAX);
    let kept = tx.rescue_totals(row.doc).await?;
    if kept.rows >= MAX_ROWS_OF_DOCUMENT || kept.bytes.saturating_add(size) > MAX_BYTES_OF_DOCUMENT {
        return Ok(false);
    }
    match row.person {
        Some(person) => Ok(tx.rescue_totals_of(row.doc, person).await?.rows < MAX_ROWS_OF_PERSON),
        None => Ok(true),
    }
}

impl App {
    /// What was written in a document and did not enter, newest first: all of it for the coordination, their own
    /// for everybody else.
    pub async fn rescues(&self, by: Caller<'_>, document: DocumentId) -> Result<Vec<RescueView>, AppError> {
        by.require(Ability::Read)?;
        let document = self.visible_document(by, document).await?;
        let mut tx = self.db.read().await?;
        let rows = match (by.may(Ability::SettleRescues), person(by)) {
            (true, _) => tx.rescues(document.id, MAX_LISTED).await?,
            (false, Some(person)) => tx.rescues_of(document.id, person, MAX_LISTED).await?,
            (false, None) => Vec::new(),
        };
        let names = actor_names(&mut tx, &document).await?;
        Ok(rows.into_iter().map(|row| view(by, row, &names)).collect())
    }

    /// Settles words that did not enter: they were put back, or given up. Only their author and the coordination
    /// may; for others they do not exist. Once settled, doing it again changes nothing.
    pub async fn settle_rescue(
        &self,
        by: Caller<'_>,
        document: DocumentId,
        rescue: RescueId,
    ) -> Result<RescueView, AppError> {
        by.require(Ability::Read)?;
        let document = self.visible_document(by, document).await?;
        let mut tx = self.db.begin().await?;
        let row = tx.rescue(rescue).await?.filter(|row| row.doc == document.id && concerns(by, row));
        let row = row.ok_or(AppError::NotFound(Thing::Rescue))?;
        let names = actor_names(&mut tx, &document).await?;
        if tx.settle_rescue(rescue, self.clock.now()).await? {
            let about = About { process: document.process, document: document.id };
            self.note_in(&mut tx, by, &about, RESCUE_SETTLED, rescue.to_string()).await?;
            tx.commit().await?;
        }
        Ok(view(by, row, &names))
    }
}

fn person(by: Caller<'_>) -> Option<PersonId> {
    match by {
        Caller::Operator => None,
        Caller::Person(identity) => Some(identity.person),
    }
}

fn is_mine(by: Caller<'_>, row: &RescueRow) -> bool {
    row.person.is_some() && row.person == person(by)
}

fn concerns(by: Caller<'_>, row: &RescueRow) -> bool {
    by.may(Ability::SettleRescues) || is_mine(by, row)
}

async fn actor_names(tx: &mut Tx, document: &DocumentRow) -> Result<HashMap<ActorId, String>, StoreError> {
    let actors = match document.process {
        Some(process) => tx.actors(process).await?,
        None => Vec::new(),
    };
    Ok(actors.into_iter().map(|actor| (actor.id, actor.name)).collect())
}

fn view(by: Caller<'_>, row: RescueRow, names: &HashMap<ActorId, String>) -> RescueView {
    RescueView {
        id: row.id,
        at: row.at,
        mine: is_mine(by, &row),
        reason: row.reason,
        actor: row.actor.and_then(|actor| names.get(&actor).cloned()),
        parts: row.text,
    }
}
