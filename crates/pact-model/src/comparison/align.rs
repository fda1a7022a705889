//! Which items of two sequences belong to each other? Patience: what stands once on each side holds the rest in place;
//! between such anchors, the longest common subsequence, in windows when it is long.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::limit::Budget;

/// Longest stretch without an anchor that is searched at once: more blocks or words than a page has.
const WINDOW: usize = 256;

/// Pairs of places that hold equal keys, both rising.
pub(super) fn align(from: &[u32], to: &[u32], budget: &mut Budget) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    // Gaps still to be looked at, the first on top.
    let mut gaps = vec![(0..from.len(), 0..to.len())];
    while let Some((left, right)) = gaps.pop() {
        let (start, end) = common_ends(&from[left.clone()], &to[right.clone()]);
        pairs.extend((0..start).map(|n| (left.start + n, right.start + n)));
        pairs.extend((0..end).map(|n| (left.end - 1 - n, right.end - 1 - n)));
        let left = left.start + start..left.end - end;
        let right = right.start + start..right.end - end;
        if left.is_empty() || right.is_empty() {
            continue;
        }
        if !budget.spend(left.len() + right.len()) {
            break;
        }
        let anchors = anchors(from, &left, to, &right);
        if anchors.is_empty() {
            longest_common(from, left, to, right, budget, &mut pairs);
            continue;
        }
        let (mut i, mut j) = (left.start, right.start);
        for (a, b) in anchors {
            pairs.push((a, b));
            gaps.push((i..a, j..b));
            (i, j) = (a + 1, b + 1);
        }
        gaps.push((i..left.end, j..right.end));
    }
    pairs.sort_unstable();
    pairs
}

/// How many items are equal at the beginning, and how many of the others at the end.
fn common_ends<T: PartialEq>(from: &[T], to: &[T]) -> (usize, usize) {
    let start = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    let end = from[start..].iter().rev().zip(to[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    (start, end)
}

/// Places of what stands exactly once on each side, as many as do not cross.
fn anchors(from: &[u32], left: &Range<usize>, to: &[u32], right: &Range<usize>) -> Vec<(usize, usize)> {
    // How often on the left and where, the same on the right.
    let mut seen: HashMap<u32, [(usize, usize); 2]> = HashMap::new();
    for (side, (keys, range)) in [(from, left), (to, right)].into_iter().enumerate() {
        for place in range.clone() {
            let entry = &mut seen.entry(keys[place]).or_default()[side];
            *entry = (entry.0 + 1, place);
        }
    }
    let once = left.clone().filter_map(|place| match seen.get(&from[place])? {
        [(1, _), (1, other)] => Some((place, *other)),
        _ => None,
    });
    let once: Vec<(usize, usize)> = once.collect();
    let others: Vec<usize> = once.iter().map(|(_, other)| *other).collect();
    longest_rising(&others).into_iter().map(|n| once[n]).collect()
}

/// Places of a longest rising subsequence: what may stay where it is when as few as possible are moved.
#[must_use]
pub fn longest_rising(values: &[usize]) -> Vec<usize> {
    // The place of the smallest value that ends a subsequence of each length, and what comes before each place in it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        let length = ends.partition_point(|end| values[*end] < *value);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    let mut out: Vec<usize> = std::iter::successors(ends.last().copied(), |place| before[*place]).collect();
    out.reverse();
    out
}

fn longest_common(
    from: &[u32],
    left: Range<usize>,
    to: &[u32],
    right: Range<usize>,
    budget: &mut Budget,
    pairs: &mut Vec<(usize, usize)>,
) {
    let windows = left.len().max(right.len()).div_ceil(WINDOW);
    for window in 0..windows {
        let part = |range: &Range<usize>| {
            range.start + range.len() * window / windows..range.start + range.len() * (window + 1) / windows
        };
        let (left, right) = (part(&left), part(&right));
        if !budget.spend(left.len() * right.len()) {
            return;
        }
        let ops = capture_diff_slices(Algorithm::Myers, &from[left.clone()], &to[right.clone()]);
        for op in ops {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                pairs.extend((0..len).map(|n| (left.start + old_index + n, right.start + new_index + n)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(from: &str, to: &str) -> String {
        let keys = |text: &str| text.chars().map(u32::from).collect::<Vec<_>>();
        let pairs = align(&keys(from), &keys(to), &mut Budget::new());
        for window in pairs.windows(2) {
            assert!(window[0].0 < window[1].0 && window[0].1 < window[1].1, "{pairs:?}");
        }
        pairs.iter().map(|(place, _)| from.chars().nth(*place).unwrap()).collect()
    }

    #[test]
    fn what_stands_once_holds_the_rest_in_place() {
        assert_eq!(aligned("abc", "abc"), "abc");
        assert_eq!(aligned("abc", ""), "");
        assert_eq!(aligned("xxaxxbxx", "xaxbxxx"), "xaxbxx");
        assert_eq!(aligned("abcde", "eabcd"), "abcd");
    }

    #[test]
    fn without_anchors_as_much_as_possible_is_common() {
        assert_eq!(aligned("aabb", "bbaa").len(), 2);
        assert_eq!(aligned("abababab", "babababa").len(), 7);
    }

    #[test]
    fn a_longest_rising_subsequence_leaves_out_as_few_as_can_be() {
        assert_eq!(longest_rising(&[4, 0, 1, 2, 3]), [1, 2, 3, 4]);
        assert_eq!(longest_rising(&[0, 1, 4, 2, 3, 5]), [0, 1, 3, 4, 5]);
        assert_eq!(longest_rising(&[3, 0, 1, 2]), [1, 2, 3]);
        assert_eq!(longest_rising(&[1, 2, 3, 0]), [0, 1, 2]);
        assert_eq!(longest_rising(&[2, 1, 0]), [2]);
        assert!(longest_rising(&[]).is_empty());
    }
}
