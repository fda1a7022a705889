//! The one copy of a shared document on this node: a yrs `Doc` with what is known about it. Nobody outside
//! this crate sees yrs; bytes and plain values cross the border.

use std::fmt::Display;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use pact_wire::Refusal;
use pact_wire::structure::{Arranged, Examined, Schema, Structure};
use pact_wire::update::{Inspection, Limits, inspect};
use yrs::block::ClientID;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Doc, OffsetKind, Options, ReadTxn, StateVector, Transact, TransactionMut, Update};

use crate::error::SyncError;

/// A document in memory. Never shared between tasks: one owner, one replica.
pub struct Replica {
    doc: Doc,
    structure: Structure,
    encoded: Option<Bytes>,
    size: usize,
}

/// yrs options in one place. `Options::with_client_id` would switch format clean-up on, and the server would
/// then write edits nobody made; JavaScript counts in UTF-16 units.
fn options(client_id: u64) -> Options {
    let mut options = Options::with_client_id(ClientID::new(client_id));
    options.offset_kind = OffsetKind::Utf16;
    options.cleanup_formatting = false;
    options.skip_gc = false;
    options
}

impl Replica {
    /// An empty document whose own edits carry `client_id`.
    #[must_use]
    pub fn new(client_id: u64) -> Self {
        Self {
            doc: Doc::with_options(options(client_id)),
            structure: Structure::default(),
            encoded: None,
            size: 0,
        }
    }

    /// Rebuilds a document from its snapshot and the rows after it, in order.
    ///
    /// # Errors
    /// [`SyncError::CorruptLog`] names the first part that cannot be read; a document is never opened in part.
    pub fn load(client_id: u64, snapshot: Option<&[u8]>, updates: &[Bytes]) -> Result<Self, SyncError> {
        let mut replica = Self::new(client_id);
        let parts = snapshot.into_iter().chain(updates.iter().map(AsRef::as_ref));
        for (index, bytes) in parts.enumerate() {
            replica.take_stored(index, bytes)?;
        }
        Ok(replica)
    }

    /// Takes in a part of a log; `index` is what an error calls it.
    pub(crate) fn take_stored(&mut self, index: usize, bytes: &[u8]) -> Result<(), SyncError> {
        let corrupt = |why: String| SyncError::CorruptLog { index, why };
        let examined =
            self.examine(bytes, &Limits::DOCUMENT, None).map_err(|refusal| corrupt(refusal.to_string()))?;
        if let Some(gap) = examined.gap {
            return Err(corrupt(format!("it builds on unknown text: {gap:?}")));
        }
        let arranged = self.structure.arrange_what_is_stored(examined);
        self.apply(bytes, arranged).map_err(|error| corrupt(error.to_string()))
    }

    /// The id under which the server's own edits are written.
    #[must_use]
    pub fn client_id(&self) -> u64 {
        self.doc.client_id().get()
    }

    /// Where everything in the document lies.
    #[must_use]
    pub fn structure(&self) -> &Structure {
        &self.structure
    }

    /// Looks an update through: what it brings, what it builds on, where it writes.
    ///
    /// # Errors
    /// The firewall refuses the update.
    pub fn examine(
        &self,
        bytes: &[u8],
        limits: &Limits,
        schema: Option<&dyn Schema>,
    ) -> Result<Box<Examined>, Refusal> {
        self.structure.examine(bytes, limits, schema)
    }

    /// Gives the elements of an update their places, which was examined against this state and has no gap. It is
    /// applied next.
    ///
    /// # Errors
    /// The refusal, with the update as it came; nothing was changed.
    pub fn arrange(&mut self, examined: Box<Examined>) -> Result<Arranged, (Refusal, Box<Examined>)> {
        self.structure.arrange(examined)
    }

    /// Integrates an update whose elements have their places.
    ///
    /// # Errors
    /// [`SyncError::Integration`]: the replica is no longer to be trusted and must be rebuilt from the log.
    pub fn apply(&mut self, bytes: &[u8], arranged: Arranged) -> Result<(), SyncError> {
        let doc = &self.doc;
        let structure = &self.structure;
        let inspection = &arranged.inspection;
        let deleted = guarded(|| {
            let update = Update::decode_v1(bytes).map_err(integration)?;
            let mut txn = doc.transact_mut();
            txn.apply_update(update).map_err(integration)?;
            if txn.has_missing_updates() {
                return Err(SyncError::Integration("parts of it stayed pending".to_owned()));
            }
            verify_insertions(&txn, structure, inspection)?;
            Ok(deletions(&txn))
        })?;
        self.structure.absorb(arranged);
        for (client, range) in deleted {
            self.structure.absorb_deletion(client, range);
        }
        self.size += bytes.len();
        self.encoded = None;
        Ok(())
    }

    /// The part of an update that is not known yet, deletions included.
    ///
    /// # Errors
    /// [`SyncError::Integration`] when yrs cannot read the update, or what it would leave is no good update.
    pub fn trim(&self, bytes: &[u8]) -> Result<Bytes, SyncError> {
        let fresh = guarded(|| yrs::diff_updates_v1(bytes, &self.state_vector()).map_err(integration))?;
        // These bytes are stored and sent on; what came in was inspected, what yrs made of it was not.
        inspect(&fresh, &Limits::STEP2).map_err(integration)?;
        Ok(fresh.into())
    }

    /// Carries out an edit of the server itself and returns it as an update; `None` when nothing changed.
    pub fn edit<E>(
        &mut self,
        change: impl FnOnce(&mut TransactionMut<'_>) -> Result<(), E>,
    ) -> Result<Option<Bytes>, E> {
        let update = {
            let mut txn = self.doc.transact_mut();
            let result = change(&mut txn);
            txn.commit();
            let update = Bytes::from(txn.encode_update_v1());
            result?;
            update
        };
        self.encoded = None;
        if update.as_ref() == EMPTY_UPDATE {
            return Ok(None);
        }
        let examined =
            self.examine(&update, &Limits::DOCUMENT, None).expect("yrs encodes its own edits by the grammar");
        let arranged = self.structure.arrange_what_is_stored(examined);
        self.structure.absorb(arranged);
        self.size += update.len();
        Ok(Some(update))
    }

    /// About how many bytes the encoded document has: exact after each encoding, the sum of updates between.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// Reads the document.
    pub fn read<R>(&self, look: impl FnOnce(&yrs::Transaction<'_>) -> R) -> R {
        look(&self.doc.transact())
    }

    /// The state vector, encoded.
    #[must_use]
    pub fn state_vector(&self) -> Vec<u8> {
        self.structure.state_vector().to_bytes()
    }

    /// The whole document as one update; encoded once and shared by everybody who joins at this state.
    #[must_use]
    pub fn encoded(&mut self) -> Bytes {
        if self.encoded.is_none() {
            let bytes = self.doc.transact().encode_diff_v1(&StateVector::default());
            self.size = bytes.len();
            self.encoded = Some(Bytes::from(bytes));
        }
        self.encoded.clone().unwrap_or_default()
    }

    /// What a peer with this state vector lacks. Deletions are always sent whole: a state vector does not
    /// cover them.
    ///
    /// # Errors
    /// The state vector cannot be read.
    pub fn difference(&mut self, state_vector: &[u8]) -> Result<Bytes, SyncError> {
        if state_vector == EMPTY_STATE_VECTOR {
            return Ok(self.encoded());
        }
        let theirs = pact_wire::state_vector::StateVector::decode(state_vector).map_err(integration)?;
        let theirs = StateVector::decode_v1(&theirs.to_bytes()).map_err(integration)?;
        // Guarded: a clock between the halves of a surrogate pair comes from a peer, not from us.
        guarded(|| Ok(self.doc.transact().encode_diff_v1(&theirs).into()))
    }

    /// Encoded state vector and delete set: equal for replicas that hold the same.
    #[must_use]
    pub fn fingerprint(&self) -> (Vec<u8>, Vec<u8>) {
        let txn = self.doc.transact();
        let snapshot = txn.snapshot();
        let mut clocks: Vec<(u64, u32)> =
            snapshot.state_map.iter().map(|(client, clock)| (client.get(), *clock)).collect();
        clocks.sort_unstable();
        let vector: pact_wire::state_vector::StateVector = clocks.into_iter().collect();
        (vector.to_bytes(), snapshot.delete_set.encode_v1())
    }
}

const EMPTY_UPDATE: &[u8] = &[0, 0];
const EMPTY_STATE_VECTOR: &[u8] = &[0];

/// A panic of yrs becomes an error.
fn guarded<T>(work: impl FnOnce() -> Result<T, SyncError>) -> Result<T, SyncError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(SyncError::Integration("yrs panicked".to_owned())))
}

fn integration(error: impl Display) -> SyncError {
    SyncError::Integration(error.to_string())
}

/// What a transaction deleted: more than the update says when a key was set twice or text went into something
/// deleted meanwhile.
fn deletions(txn: &TransactionMut<'_>) -> Vec<(u64, Range<u32>)> {
    txn.delete_set()
        .iter()
        .flat_map(|(client, ranges)| ranges.iter().map(|range| (client.get(), range.clone())))
        .collect()
}

/// yrs must have inserted what the firewall announced, no more and no less.
fn verify_insertions(
    txn: &TransactionMut<'_>,
    structure: &Structure,
    inspection: &Inspection,
) -> Result<(), SyncError> {
    for block in &inspection.blocks {
        let start = block.start.max(structure.clock(block.client));
        if start >= block.end {
            continue;
        }
        let inserted = txn
            .insert_set()
            .get(&ClientID::new(block.client))
            .and_then(|ranges| Some((ranges.clock_start()?, ranges.clock_end()?)));
        if inserted != Some((start, block.end)) {
            return Err(SyncError::Integration(format!(
                "client {} announced {start}..{}, yrs holds {inserted:?}",
                block.client, block.end
            )));
        }
    }
    Ok(())
}
