//! What does the room know? The clock of every client and every deleted range, kept beside the yrs document
//! so that holes, repeats and predictions are decided without asking yrs.

use std::collections::HashMap;
use std::ops::Range;

use pact_wire::state_vector::StateVector;
use pact_wire::update::Inspection;

/// Known clocks and deletions of one document. Clocks of a client have no holes (invariant I3), so one number
/// per client says it all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    clocks: HashMap<u64, u32>,
    deleted: HashMap<u64, Ranges>,
}

impl Known {
    /// The next clock expected from a client; 0 for an unknown one.
    #[must_use]
    pub fn clock(&self, client: u64) -> u32 {
        self.clocks.get(&client).copied().unwrap_or(0)
    }

    /// Takes in what an accepted update brings.
    pub fn absorb(&mut self, inspection: &Inspection) {
        for block in &inspection.blocks {
            let clock = self.clocks.entry(block.client).or_default();
            *clock = (*clock).max(block.end);
        }
        for range in &inspection.delete_set {
            self.absorb_deletion(range.client, range.start..range.start + range.len);
        }
    }

    /// Takes in a deletion, also one that no update names: of two values set at the same time one is deleted.
    pub fn absorb_deletion(&mut self, client: u64, range: Range<u32>) {
        self.deleted.entry(client).or_default().insert(range.start, range.end);
    }

    /// Whether an update brings neither new structs nor new deletions.
    #[must_use]
    pub fn covers(&self, inspection: &Inspection) -> bool {
        inspection.blocks.iter().all(|block| block.end <= self.clock(block.client))
            && inspection.delete_set.iter().all(|range| {
                self.deleted
                    .get(&range.client)
                    .is_some_and(|known| known.contains(range.start, range.start + range.len))
            })
    }

    /// Whether some structs of the update are known and others are not.
    #[must_use]
    pub fn overlaps(&self, inspection: &Inspection) -> bool {
        inspection.blocks.iter().any(|block| block.start < self.clock(block.client))
    }

    /// The clocks as a state vector.
    #[must_use]
    pub fn state_vector(&self) -> StateVector {
        self.clocks.iter().map(|(client, clock)| (*client, *clock)).collect()
    }

    /// The clocks as of somebody who lacks everything from the given clocks on.
    #[must_use]
    pub fn state_vector_before(&self, missing: &HashMap<u64, u32>) -> StateVector {
        self.clocks
            .iter()
            .map(|(client, clock)| (*client, missing.get(client).map_or(*clock, |from| *clock.min(from))))
            .filter(|(_, clock)| *clock > 0)
            .collect()
    }
}

/// Disjoint half-open ranges, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    fn insert(&mut self, start: u32, end: u32) {
        let first = self.0.partition_point(|(_, known_end)| *known_end < start);
        let last = self.0.partition_point(|(known_start, _)| *known_start <= end);
        let merged = self.0[first..last]
            .iter()
            .fold((start, end), |merged, range| (merged.0.min(range.0), merged.1.max(range.1)));
        self.0.splice(first..last, [merged]);
    }

    fn contains(&self, start: u32, end: u32) -> bool {
        let index = self.0.partition_point(|(_, known_end)| *known_end < end);
        self.0.get(index).is_some_and(|(known_start, _)| *known_start <= start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranges_agree_with_a_set_of_numbers(ranges in proptest::collection::vec((0u32..60, 1u32..8), 0..40), probe in (0u32..60, 1u32..8)) {
            let mut compact = Ranges::default();
            let mut plain = std::collections::HashSet::new();
            for (start, len) in ranges {
                compact.insert(start, start + len);
                plain.extend(start..start + len);
            }
            prop_assert!(compact.0.windows(2).all(|pair| pair[0].1 < pair[1].0));
            let (start, len) = probe;
            prop_assert_eq!(compact.contains(start, start + len), (start..start + len).all(|n| plain.contains(&n)));
        }
    }
}
