//! What the gate lets in goes in: yrs neither panics nor fails nor ends anywhere else than predicted, and what it
//! writes of the document is a good update and the same document.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pact_sync::Replica;

use super::gate::{Gate, Verdict};
use super::{sample, shrink};
use crate::interop::hex;

/// A history as bytes: any number of updates for one document.
///
/// # Panics
/// The claim does not hold; the message has the smallest such history.
pub fn update_apply(input: &[u8]) {
    let updates: Vec<Vec<u8>> = sample::updates(input).into_iter().map(<[u8]>::to_vec).collect();
    if is_sound(&updates) {
        return;
    }
    let smallest: Vec<String> =
        shrink::smallest(updates, |fewer| !is_sound(fewer)).iter().map(|it| hex(it)).collect();
    panic!("not as predicted after\n{}", smallest.join("\n"));
}

fn is_sound(updates: &[Vec<u8>]) -> bool {
    let run = || {
        let mut gate = Gate::default();
        for update in updates {
            gate.offer(update);
        }
        sound(&mut gate);
    };
    catch_unwind(AssertUnwindSafe(run)).is_ok()
}

/// Whether the document is what it must be after everything it took.
fn sound(gate: &mut Gate) {
    let predicted = gate.shadow().state_vector();
    let taken = gate.taken().to_vec();
    let replica = gate.replica();
    let fingerprint = replica.fingerprint();
    assert_eq!(fingerprint.0, predicted.to_bytes(), "the predicted state vector");
    assert_eq!(replica.state_vector(), fingerprint.0);
    let state = replica.encoded();
    // A newcomer, a snapshot, and a restart from the log.
    let newcomer = Replica::load(2, Some(&state), &[]).expect("what yrs writes is a document");
    assert_eq!(newcomer.fingerprint(), fingerprint, "a newcomer has the same");
    let replayed = Replica::load(3, None, &taken).expect("a log of accepted updates is a document");
    assert_eq!(replayed.fingerprint(), fingerprint, "the log says the same");
    for update in &taken {
        assert_eq!(gate.offer(update), Verdict::Known, "a repeat is noticed");
    }
}
