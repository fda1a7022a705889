//! The firewall itself: no bytes panic it, what it takes is what a second reader of the grammar takes, and it stays
//! within its share of memory.

use std::collections::HashMap;

use pact_wire::update::{Inspection, Limits, holes, inspect, inspect_with};

use super::draft::Draft;

/// Runs something and tells how many bytes it had allocated at most at one time.
pub type Meter = fn(&mut dyn FnMut()) -> u64;

/// Memory by the byte of input: what a peer sends may be multiplied by no more.
pub const MAX_ALLOCATION: u64 = 8;
/// What the smallest update takes: first growth of a handful of vectors.
const FIRST_ALLOCATIONS: u64 = 2 * 1024;

/// Any bytes as an update.
pub fn firewall(bytes: &[u8], meter: Meter) {
    let open = Limits { allow_binary: true, ..Limits::DOCUMENT };
    let mut verdicts = Vec::with_capacity(4);
    for limits in [Limits::UPDATE, Limits::STEP2, Limits::DOCUMENT, open] {
        let mut verdict = None;
        let allocated = meter(&mut || verdict = Some(inspect(bytes, &limits)));
        let allowed = bytes.len() as u64 * MAX_ALLOCATION + FIRST_ALLOCATIONS;
        assert!(allocated <= allowed, "{allocated} bytes allocated for {} of input", bytes.len());
        verdicts.extend(verdict);
    }
    match verdicts.last().expect("four") {
        Ok(inspection) => consistent(bytes, &open, inspection),
        Err(refusal) => assert!(refusal.at <= bytes.len(), "{refusal}"),
    }
    let firsts = verdicts.iter().zip(&verdicts[1..]);
    assert!(firsts.into_iter().all(|(tight, wide)| tight.is_err() || tight == wide), "{verdicts:?}");
}

fn consistent(bytes: &[u8], limits: &Limits, inspection: &Inspection) {
    let draft = Draft::read(bytes).expect("what the firewall takes is by the grammar");
    assert_eq!(draft.write(), bytes, "an accepted update is written in the one canonical way");
    let seen: Vec<(u64, u64, u64)> =
        draft.blocks.iter().map(|block| (block.client, block.start, block.end())).collect();
    let announced: Vec<(u64, u64, u64)> = inspection
        .blocks
        .iter()
        .map(|block| (block.client, u64::from(block.start), u64::from(block.end)))
        .collect();
    assert_eq!(announced, seen);
    let deleted: Vec<(u64, u64, u64)> = draft
        .deletes
        .iter()
        .flat_map(|(client, ranges)| ranges.iter().map(move |(start, len)| (*client, *start, *len)))
        .collect();
    let announced: Vec<(u64, u64, u64)> = inspection
        .delete_set
        .iter()
        .map(|range| (range.client, u64::from(range.start), u64::from(range.len)))
        .collect();
    assert_eq!(announced, deleted);
    let blocks: HashMap<u64, _> = inspection.blocks.iter().map(|block| (block.client, block)).collect();
    assert_eq!(blocks.len(), inspection.blocks.len(), "each client once");
    for &(client, clock) in &inspection.dependencies {
        let is_brought = blocks.get(&client).is_some_and(|block| block.contains(clock));
        assert!(!is_brought, "{client}:{clock} is brought by the update itself");
    }
    assert!(inspection.dependencies.is_sorted_by(|one, next| one.0 < next.0), "each client once, in order");
    assert_eq!(holes(inspection, |_| u32::MAX), None);
    let mut shown = 0;
    inspect_with(bytes, limits, &mut |_| shown += 1).expect("it was taken before");
    assert_eq!(shown, inspection.structs);
}
