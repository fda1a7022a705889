//! A document without the words: its log begins anew with its whole state, its register's rows are made again, and what
//! did not enter loses them too.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_model::document::DocumentKind;
use pact_model::erasure::Passages;
use pact_model::ids::PersonId;
use pact_store::{DocumentRow, FieldConflictRow, LeaseRow, OriginKind, RescueRow, Tx, UpdateRow};
use pact_sync::{Redacted, SyncError};
use serde_json::Value;

use super::Redaction;
use crate::app::App;
use crate::error::AppError;
use crate::projection::Projected;
use crate::rooms::{RoomError, read_log_in};
use crate::versions::capture::in_turn;

/// An update that says nothing: what stays of one that held the words.
const NOTHING: &[u8] = &[0, 0];

impl App {
    /// Erases the words from one document; how many passages it showed.
    pub(super) async fn redact_document(
        &self,
        tx: &mut Tx,
        redaction: &Redaction,
        row: &DocumentRow,
    ) -> Result<usize, AppError> {
        let (epoch, _) = tx.hold_document(row.id).await?;
        let log = read_log_in(tx, row.id).await?;
        let conflicts = tx.field_conflicts(row.id, epoch).await?;
        let (client_id, passages) = (redaction.client_id, redaction.passages.clone());
        let (snapshot, updates) = (log.snapshot, log.updates);
        let redacted = in_turn(move || {
            pact_sync::redact(client_id, snapshot.as_deref(), &updates, &passages).map_err(unreadable)
        })
        .await?;
        let first = UpdateRow {
            seq: 1,
            person: None,
            actor: None,
            client_id: None,
            origin_kind: OriginKind::Server,
            bytes: redacted.state.clone(),
            at: redaction.at,
        };
        tx.begin_epoch(row.id, epoch, &first).await?;
        if redacted.is_changed {
            // As of everything that the server writes: nobody else ever may under this id.
            tx.insert_lease(&LeaseRow {
                doc: row.id,
                client_id: i64::from(u32::try_from(client_id).unwrap_or(u32::MAX)),
                person: PersonId::from_uuid(uuid::Uuid::nil()),
                actor: None,
                connection: String::new(),
                granted_at: redaction.at,
                released_at: None,
            })
            .await?;
        }
        if let Some(title) = redaction.passages.erased(&row.title) {
            tx.set_document_title(row.id, &title).await?;
        }
        carry_conflicts(tx, redaction, row, epoch + 1, conflicts).await?;
        redact_rescues(tx, &redaction.passages, row).await?;
        if row.kind == DocumentKind::Register {
            project(tx, redaction, row, epoch + 1, &redacted).await?;
        }
        Ok(redacted.passages)
    }
}

fn unreadable(error: SyncError) -> AppError {
    match error {
        // The words stand in a name: nothing was changed anywhere.
        SyncError::InvalidEdit(why) => AppError::Room(RoomError::Edit(SyncError::Integration(why))),
        error => AppError::Room(RoomError::Corrupt(error)),
    }
}

/// Fields that were set at the same time still wait for somebody, in the new epoch.
async fn carry_conflicts(
    tx: &mut Tx,
    redaction: &Redaction,
    row: &DocumentRow,
    epoch: i64,
    conflicts: Vec<FieldConflictRow>,
) -> Result<(), AppError> {
    let mut by_key: BTreeMap<String, Vec<FieldConflictRow>> = BTreeMap::new();
    for mut conflict in conflicts {
        if let Value::String(text) = &conflict.value
            && let Some(erased) = redaction.passages.erased(text)
        {
            conflict.value = Value::from(erased);
        }
        by_key.entry(conflict.key.clone()).or_default().push(conflict);
    }
    for (key, values) in by_key {
        tx.put_field_conflict(row.id, epoch, 1, &key, &values, redaction.at).await?;
    }
    Ok(())
}

/// What did not enter, waiting or settled.
async fn redact_rescues(tx: &mut Tx, passages: &Passages, row: &DocumentRow) -> Result<(), AppError> {
    let mut after = None;
    loop {
        let page = tx.rescues_after(row.id, after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        for rescue in page {
            if !holds(passages, &rescue) {
                continue;
            }
            let mut text = rescue.text;
            for part in &mut text {
                if let Some(erased) = passages.erased(&part.text) {
                    part.text = erased;
                }
            }
            tx.overwrite_rescue(rescue.id, NOTHING, &text).await?;
        }
    }
}

/// Also in what is not shown of it: values, links.
fn holds(passages: &Passages, rescue: &RescueRow) -> bool {
    rescue.text.iter().any(|part| passages.are_in(&part.text))
        || passages.are_in(&String::from_utf8_lossy(&rescue.bytes))
}

async fn project(
    tx: &mut Tx,
    redaction: &Redaction,
    row: &DocumentRow,
    epoch: i64,
    redacted: &Redacted,
) -> Result<(), AppError> {
    let state: Bytes = redacted.state.clone();
    let register =
        in_turn(move || Ok(pact_sync::register_of_log(Some(&state), &[]).map_err(unreadable)?.to_register()))
            .await?;
    let projected =
        Projected { document: row.id, process: row.process, epoch, seq: 1, register, at: redaction.at };
    Ok(projected.store_in(tx).await?)
}
