//! Versions without the words. From the first one that held them on, every link of the chain is made anew; what the
//! hashes were until then is kept, so that a printed one stays explainable.

use std::collections::{BTreeMap, HashMap};

use pact_model::erasure::Passages;
use pact_model::ids::DocumentId;
use pact_model::register::Register;
use pact_model::version::{VersionContent, chain_hash, content_hash};
use pact_store::{DocumentRow, RedactedVersionRow, Tx, VersionContentRow, VersionRow};
use pact_sync::{Redacted, Replay, redact};

use super::Redaction;
use crate::app::App;
use crate::error::AppError;
use crate::versions::capture::{damaged, in_turn, unreadable, without_content};
use crate::versions::content::{Parts, canonical_of, state_of};

/// What versions hold without the words, by document and number; none of those that never held them.
#[derive(Default)]
pub(super) struct RedactedVersions(BTreeMap<(DocumentId, i64), Option<RedactedVersion>>);

struct RedactedVersion {
    content: VersionContentRow,
    content_hash: [u8; 32],
    /// Whether the hash of before was that of what it held: one that was not must not become right by this.
    was_sound: bool,
}

/// States of the register: many versions stand on the same one.
type Registers = HashMap<Vec<u8>, Redacted>;

impl App {
    /// Reads every version that is not known yet, and takes the words out. The work of seconds where there are many, so
    /// most of it is done before anybody has to wait.
    pub(super) async fn read_versions(
        &self,
        tx: &mut Tx,
        redaction: &Redaction,
        documents: &[DocumentRow],
        known: &mut RedactedVersions,
    ) -> Result<(), AppError> {
        let mut registers = Registers::new();
        for row in documents {
            for version in tx.versions(row.id, 1).await?.into_iter().rev() {
                let key = (row.id, version.number);
                if known.0.contains_key(&key) {
                    continue;
                }
                let content = tx.version_content(row.id, version.number).await?;
                let content = content.ok_or_else(|| without_content(&version))?;
                let (client_id, passages) = (redaction.client_id, redaction.passages.clone());
                let mut cache = std::mem::take(&mut registers);
                let (redacted, cache) = in_turn(move || {
                    let redacted = without_words(client_id, &passages, &version, &content, &mut cache)?;
                    Ok((redacted, cache))
                })
                .await?;
                registers = cache;
                known.0.insert(key, redacted);
            }
        }
        Ok(())
    }
}

/// What a version holds without the words; none when it did not hold them. Work for a thread that may block.
fn without_words(
    client_id: u64,
    passages: &Passages,
    version: &VersionRow,
    stored: &VersionContentRow,
    registers: &mut Registers,
) -> Result<Option<RedactedVersion>, AppError> {
    let canonical = canonical_of(stored).map_err(|why| damaged(version, why))?;
    let state = state_of(&stored.state, &canonical).map_err(|why| damaged(version, why))?;
    let document = redact(client_id, Some(&state), &[], passages).map_err(unreadable)?;
    let register = match &stored.register_state {
        None => None,
        Some(stored) => {
            let state = state_of(stored, &canonical).map_err(|why| damaged(version, why))?;
            if !registers.contains_key(&state) {
                let redacted = redact(client_id, Some(&state), &[], passages).map_err(unreadable)?;
                registers.insert(state.clone(), redacted);
            }
            registers.get(&state)
        }
    };
    if !document.is_changed && !register.is_some_and(|register| register.is_changed) {
        return Ok(None);
    }
    let content = VersionContent {
        document: Replay::start(Some(&document.state)).map_err(unreadable)?.document(),
        register: match register {
            None => Register::default(),
            Some(register) => {
                Replay::start(Some(&register.state)).map_err(unreadable)?.register().to_register()
            }
        },
    };
    let parts = Parts {
        canonical: content.canonical_json(),
        state: document.state.to_vec(),
        register_state: register.map(|register| register.state.to_vec()),
    };
    Ok(Some(RedactedVersion {
        content: parts.pack().map_err(|why| damaged(version, why))?,
        content_hash: content_hash(&parts.canonical),
        was_sound: content_hash(&canonical) == version.content_hash,
    }))
}

/// Writes the versions of a document over; how many held the words.
pub(super) async fn write(
    tx: &mut Tx,
    redaction: &Redaction,
    doc: DocumentId,
    redacted: &RedactedVersions,
) -> Result<usize, AppError> {
    let mut touched = 0;
    let mut before: Option<Link> = None;
    for row in tx.versions(doc, 1).await?.into_iter().rev() {
        let without = redacted.0.get(&(doc, row.number)).and_then(Option::as_ref);
        let mut fresh = row.clone();
        let says_them = erase_from_line(&redaction.passages, &mut fresh);
        if let Some(without) = without {
            tx.overwrite_version_content(doc, row.number, &without.content).await?;
            if without.was_sound {
                fresh.content_hash = without.content_hash;
            }
        }
        if without.is_some() || says_them {
            fresh.redacted_at = Some(redaction.at);
            touched += 1;
        }
        let link = Link::next(before.as_ref(), &row, &mut fresh);
        if fresh != row {
            tx.overwrite_version(&fresh).await?;
        }
        if (fresh.content_hash, fresh.chain_hash) != (row.content_hash, row.chain_hash) {
            tx.insert_redacted_version(&RedactedVersionRow {
                redaction: redaction.id,
                doc,
                number: row.number,
                content_hash: row.content_hash,
                chain_hash: row.chain_hash,
            })
            .await?;
        }
        before = Some(link);
    }
    Ok(touched)
}

/// A link of the chain as it was and as it is now.
struct Link {
    was: [u8; 32],
    is: [u8; 32],
}

impl Link {
    /// Makes the link of a version anew. One that did not hold before does not hold afterwards: what was tampered with
    /// must stay visible.
    fn next(before: Option<&Self>, row: &VersionRow, fresh: &mut VersionRow) -> Self {
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        let link = |before: Option<&[u8; 32]>, row: &VersionRow| {
            chain_hash(before, &row.content_hash, number, row.created_at, &row.message)
        };
        if link(before.map(|before| &before.was), row) == row.chain_hash {
            fresh.chain_hash = link(before.map(|before| &before.is), fresh);
        }
        Self { was: row.chain_hash, is: fresh.chain_hash }
    }
}

/// Message and names in a line of the history; whether the message held the words.
fn erase_from_line(passages: &Passages, row: &mut VersionRow) -> bool {
    for contributor in &mut row.contributors {
        if let Some(erased) = passages.erased(&contributor.name) {
            contributor.name = erased;
        }
    }
    let erased = passages.erased(&row.message);
    let says_them = erased.is_some();
    row.message = erased.unwrap_or_else(|| std::mem::take(&mut row.message));
    says_them
}
