//! A set of clocks as disjoint ranges.

use std::ops::Range;

/// Disjoint half-open ranges, rising; neighbours are joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    pub(super) fn insert(&mut self, start: u32, end: u32) {
        let first = self.0.partition_point(|(_, known_end)| *known_end < start);
        let last = self.0.partition_point(|(known_start, _)| *known_start <= end);
        let merged = self.0[first..last]
            .iter()
            .fold((start, end), |merged, range| (merged.0.min(range.0), merged.1.max(range.1)));
        self.0.splice(first..last, [merged]);
    }

    pub(super) fn contains(&self, start: u32, end: u32) -> bool {
        let index = self.0.partition_point(|(_, known_end)| *known_end < end);
        self.0.get(index).is_some_and(|(known_start, _)| *known_start <= start)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Range<u32>> + '_ {
        self.0.iter().map(|(start, end)| *start..*end)
    }

    /// The parts of a range that are not in the set.
    pub(super) fn missing(&self, start: u32, end: u32) -> impl Iterator<Item = Range<u32>> + '_ {
        let first = self.0.partition_point(|(_, known_end)| *known_end <= start);
        let mut from = start;
        let gaps = self.0[first..].iter().take_while(move |(known_start, _)| *known_start < end).map(
            move |(known_start, known_end)| {
                let gap = from..(*known_start).max(from);
                from = *known_end;
                gap
            },
        );
        // The last gap begins where the last known range before `end` stops.
        let last = self.0.partition_point(|(known_start, _)| *known_start < end);
        let tail = match last.checked_sub(1).and_then(|index| self.0.get(index)) {
            Some((_, known_end)) if last > first => (*known_end).min(end)..end,
            _ => start..end,
        };
        gaps.chain([tail]).filter(|gap| gap.start < gap.end)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ranges_agree_with_a_set_of_numbers(
            ranges in proptest::collection::vec((0u32..60, 1u32..8), 0..40),
            probe in (0u32..60, 1u32..8),
        ) {
            let mut compact = Ranges::default();
            let mut plain = HashSet::new();
            for (start, len) in ranges {
                compact.insert(start, start + len);
                plain.extend(start..start + len);
            }
            prop_assert!(compact.0.windows(2).all(|pair| pair[0].1 < pair[1].0));
            let (start, len) = probe;
            let asked = start..start + len;
            prop_assert_eq!(compact.contains(start, start + len), asked.clone().all(|n| plain.contains(&n)));
            let missing: Vec<u32> = compact.missing(start, start + len).flatten().collect();
            let expected: Vec<u32> = asked.filter(|n| !plain.contains(n)).collect();
            prop_assert_eq!(missing, expected);
        }
    }
}
