//! Which of two pieces of a list stands first? Each carries a number, and the numbers rise along the list. A new one
//! gets a number between those of its neighbours; where none is free, numbers around it are spread again, over the
//! smallest stretch that is thinly enough populated (Bender, Cole, Demaine, Farach-Colton, Zito: Two Simplified
//! Algorithms for Maintaining Order in a List, 2002). That costs a logarithm of the length per piece in the long run,
//! wherever pieces come.

use super::runs::NONE;

/// A list whose pieces carry labels. A piece is a number; [`NONE`] is no piece.
pub(super) trait List {
    fn label(&self, id: u32) -> u64;
    fn set_label(&mut self, id: u32, label: u64);
    fn before(&self, id: u32) -> u32;
    fn behind(&self, id: u32) -> u32;
}

/// The label of the first piece of a list.
const MIDDLE: u64 = 1 << 63;
/// Between the last piece and one that is put behind it.
const STEP: u64 = 1 << 20;
/// The smallest stretch over which labels are spread is 2^5: filled to its bound, four labels are left between two
/// pieces, and behind the last.
const SMALLEST: u32 = 5;
/// A stretch of twice the labels may hold so many times the pieces (20 ÷ 13): the longer, the thinner.
const GROWTH: (u128, u128) = (20, 13);
/// Bits behind the point of the number of pieces that a stretch may hold.
const FRACTION: u32 = 32;

/// A label for a piece that is about to stand between two others, which are neighbours. Theirs may change.
pub(super) fn between(pieces: &mut impl List, before: u32, behind: u32) -> u64 {
    loop {
        let label = match (before, behind) {
            (NONE, NONE) => return MIDDLE,
            (last, NONE) => middle(pieces.label(last), pieces.label(last).saturating_add(2 * STEP)),
            (NONE, first) => middle(pieces.label(first).saturating_sub(2 * STEP), pieces.label(first)),
            (last, first) => middle(pieces.label(last), pieces.label(first)),
        };
        if let Some(label) = label {
            return label;
        }
        spread(pieces, if before == NONE { behind } else { before });
    }
}

fn middle(low: u64, high: u64) -> Option<u64> {
    let half = (high - low) / 2;
    (half > 0).then_some(low + half)
}

/// Spreads the labels around a piece evenly over the smallest stretch that is thinly enough populated.
fn spread(pieces: &mut impl List, around: u32) {
    let center = u128::from(pieces.label(around));
    let (mut first, mut last) = (around, around);
    let mut count: u128 = 1;
    let mut bound = 1 << FRACTION;
    for bits in 1..=u64::BITS {
        bound = bound * GROWTH.0 / GROWTH.1;
        if bits < SMALLEST {
            continue;
        }
        let size = 1_u128 << bits;
        let low = center & !(size - 1);
        let is_inside = |label: u64| (low..low + size).contains(&u128::from(label));
        while pieces.before(first) != NONE && is_inside(pieces.label(pieces.before(first))) {
            first = pieces.before(first);
            count += 1;
        }
        while pieces.behind(last) != NONE && is_inside(pieces.label(pieces.behind(last))) {
            last = pieces.behind(last);
            count += 1;
        }
        let step = size / (count + 1);
        if (count + 1) << FRACTION <= bound {
            return relabel(pieces, first, last, low, step);
        }
    }
}

fn relabel(pieces: &mut impl List, first: u32, last: u32, low: u128, step: u128) {
    let mut label = low + step;
    let mut at = first;
    loop {
        // One step less than fills the stretch, which ends at 2^64 at most.
        pieces.set_label(at, u64::try_from(label).unwrap_or(u64::MAX));
        if at == last {
            return;
        }
        label += step;
        at = pieces.behind(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A list in a vector; a piece is its number.
    #[derive(Default)]
    struct Plain {
        labels: Vec<u64>,
        order: Vec<u32>,
    }

    impl Plain {
        fn at(&self, place: Option<usize>) -> u32 {
            place.and_then(|place| self.order.get(place)).copied().unwrap_or(NONE)
        }

        fn place(&self, id: u32) -> usize {
            self.order.iter().position(|known| *known == id).unwrap()
        }

        fn insert(&mut self, place: usize) {
            let label = between(self, self.at(place.checked_sub(1)), self.at(Some(place)));
            let id = u32::try_from(self.labels.len()).unwrap();
            self.labels.push(label);
            self.order.insert(place, id);
        }

        fn rises(&self) -> bool {
            self.order.windows(2).all(|pair| self.label(pair[0]) < self.label(pair[1]))
        }
    }

    impl List for Plain {
        fn label(&self, id: u32) -> u64 {
            self.labels[id as usize]
        }
        fn set_label(&mut self, id: u32, label: u64) {
            self.labels[id as usize] = label;
        }
        fn before(&self, id: u32) -> u32 {
            self.at(self.place(id).checked_sub(1))
        }
        fn behind(&self, id: u32) -> u32 {
            self.at(Some(self.place(id) + 1))
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn labels_rise_wherever_pieces_come(places in prop::collection::vec((0..3_usize, any::<prop::sample::Index>()), 1..400)) {
            let mut list = Plain::default();
            for (habit, place) in places {
                // At the end, at the beginning, or anywhere.
                let place = [list.order.len(), 0, place.index(list.order.len() + 1)][habit];
                list.insert(place);
                prop_assert!(list.rises());
            }
        }
    }

    #[test]
    fn always_before_the_same_one_there_is_room() {
        let mut list = Plain::default();
        list.insert(0);
        list.insert(1);
        for _ in 0..2_000 {
            let before_last = list.order.len() - 1;
            list.insert(before_last);
        }
        assert!(list.rises());
    }

    #[test]
    fn at_the_end_of_all_numbers_there_is_room() {
        let mut list = Plain { labels: vec![u64::MAX - 1], order: vec![0] };
        for _ in 0..200 {
            list.insert(list.order.len());
            list.insert(0);
        }
        assert!(list.rises());
    }
}
