//! Does what is stored of one version say what its line says?

use pact_model::register::Register;
use pact_model::version::{VersionContent, content_hash};
use pact_store::{VersionContentRow, VersionRow};
use pact_sync::Replay;

use super::Disagreement;
use crate::versions::content::{canonical_of, state_of, stored_hash};

/// The first thing that disagrees. `others` are numbers and content hashes of all versions of the document. Work for a
/// thread that may block.
pub(super) fn differs(
    line: &VersionRow,
    stored: &VersionContentRow,
    others: &[(i64, [u8; 32])],
) -> Option<Disagreement> {
    let number = line.number;
    let disagree = |kind, what: String| Some(Disagreement::new(number, kind, what));
    let canonical = match canonical_of(stored) {
        Ok(canonical) => canonical,
        Err(error) => return disagree("canonical", format!("the canonical form cannot be read: {error}")),
    };
    let is_as_stored = stored_hash(stored) == stored.stored_hash;
    let hash = content_hash(&canonical);
    if hash != line.content_hash {
        return match others.iter().find(|(other, known)| *other != number && *known == hash) {
            Some((other, _)) => {
                disagree("order", format!("what is stored as version {number} is what version {other} says"))
            }
            None if is_as_stored => {
                disagree("content_hash", "the content hash is not that of the canonical form".to_owned())
            }
            None => disagree("canonical", "the canonical form is not the one that was stored".to_owned()),
        };
    }
    match VersionContent::from_canonical(&canonical) {
        Ok(content) if content.canonical_json() == canonical => {}
        Ok(_) => return disagree("canonical", "the canonical form is not in its normal form".to_owned()),
        Err(error) => return disagree("canonical", format!("the canonical form cannot be read: {error}")),
    }
    match said(stored, &canonical) {
        Ok(said) if said == canonical => {}
        Ok(_) => return disagree("state", "the stored state does not say what the version says".to_owned()),
        Err(error) => return disagree("state", format!("the stored state cannot be read: {error}")),
    }
    if is_as_stored {
        None
    } else {
        disagree("state", "the stored state is not the one that was stored".to_owned())
    }
}

/// The canonical form of the stored states.
fn said(stored: &VersionContentRow, canonical: &[u8]) -> Result<Vec<u8>, String> {
    let replay = |state: &[u8]| {
        let state = state_of(state, canonical).map_err(|error| error.to_string())?;
        Replay::start(Some(&state)).map_err(|error| error.to_string())
    };
    let document = replay(&stored.state)?.document();
    let register = match &stored.register_state {
        Some(state) => replay(state)?.register().to_register(),
        None => Register::default(),
    };
    Ok(VersionContent { document, register }.canonical_json())
}
