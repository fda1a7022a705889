//! Small sets keyed by client id, made for updates that name one or two clients and safe for those that name a
//! hundred thousand.

use std::collections::hash_map::Entry;

use foldhash::{HashMap, HashSet};
use smallvec::SmallVec;

use super::inspection::Block;
use super::view::Id;
use crate::rare::Rare;

/// Up to here a linear search is faster than any index.
const FEW: usize = 8;

/// Notices a client listed twice. Yjs writes clients from high to low; as long as they fall nothing is stored.
#[derive(Default)]
pub(super) struct Distinct {
    last: Option<u64>,
    seen: Option<HashSet<u64>>,
}

impl Distinct {
    /// Adds `client`; `false` when it was there. `earlier` gives all clients added so far.
    pub(super) fn insert(&mut self, client: u64, earlier: impl Iterator<Item = u64>) -> bool {
        if let Some(seen) = &mut self.seen {
            return seen.insert(client);
        }
        let is_falling = self.last.is_none_or(|last| client < last);
        self.last = Some(client);
        if is_falling {
            return true;
        }
        let mut seen: HashSet<u64> = earlier.collect();
        let is_new = seen.insert(client);
        self.seen = Some(seen);
        is_new
    }
}

/// The highest clock named per client.
#[derive(Default)]
pub(super) struct Highest {
    few: SmallVec<[Id; 2]>,
    many: Rare<HashMap<u64, u32>>,
}

impl Highest {
    /// Raises the clock of the id's client; `false` when it was as high already.
    #[inline]
    pub(super) fn note(&mut self, id: Id) -> bool {
        if self.many.get().is_some() {
            return self.note_among_many(id);
        }
        if let Some(entry) = self.few.iter_mut().find(|entry| entry.0 == id.0) {
            let is_raised = entry.1 < id.1;
            entry.1 = entry.1.max(id.1);
            return is_raised;
        }
        if self.few.len() < FEW {
            self.few.push(id);
            return true;
        }
        self.many.make().extend(self.few.drain(..));
        self.note_among_many(id)
    }

    fn note_among_many(&mut self, id: Id) -> bool {
        match self.many.make().entry(id.0) {
            Entry::Occupied(known) if *known.get() >= id.1 => false,
            Entry::Occupied(mut known) => {
                known.insert(id.1);
                true
            }
            Entry::Vacant(new) => {
                new.insert(id.1);
                true
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.few.clear();
        // A new one: emptying a large table takes as long as it is large, for each block again.
        self.many.take();
    }
}

/// Finds the block of a client.
pub(super) struct BlockIndex<'a> {
    blocks: &'a [Block],
    /// Positions by rising client; empty where the blocks themselves fall by client, as Yjs writes them.
    positions: Vec<u32>,
}

impl<'a> BlockIndex<'a> {
    pub(super) fn new(blocks: &'a [Block]) -> Self {
        let mut positions = Vec::new();
        if blocks.len() > FEW && !blocks.is_sorted_by(|one, next| one.client > next.client) {
            positions = (0..u32::try_from(blocks.len()).unwrap_or(u32::MAX)).collect();
            positions.sort_unstable_by_key(|&position| Self::client(blocks, position));
        }
        Self { blocks, positions }
    }

    fn client(blocks: &[Block], position: u32) -> u64 {
        blocks.get(position as usize).map_or(0, |block| block.client)
    }

    pub(super) fn find(&self, client: u64) -> Option<usize> {
        if self.blocks.len() <= FEW {
            return self.blocks.iter().position(|block| block.client == client);
        }
        if self.positions.is_empty() {
            return self.blocks.binary_search_by(|block| client.cmp(&block.client)).ok();
        }
        let found = self
            .positions
            .binary_search_by_key(&client, |&position| Self::client(self.blocks, position))
            .ok()?;
        self.positions.get(found).map(|&position| position as usize)
    }

    /// The position of the block that brings this very element.
    pub(super) fn bringing(&self, (client, clock): Id) -> Option<usize> {
        self.find(client).filter(|&position| self.blocks.get(position).is_some_and(|b| b.contains(clock)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_client_is_noticed_in_any_order() {
        for clients in [vec![5, 5], vec![9, 7, 9], vec![1, 2, 3, 1], vec![9, 8, 7, 10, 8]] {
            let mut distinct = Distinct::default();
            let (last, first) = clients.split_last().expect("not empty");
            for (position, client) in first.iter().enumerate() {
                assert!(distinct.insert(*client, first[..position].iter().copied()));
            }
            assert!(!distinct.insert(*last, first.iter().copied()), "{clients:?}");
        }
    }

    #[test]
    fn blocks_are_found_in_any_order() {
        for step in [1_u64, 7, 29] {
            let block = |n: u64| Block { client: n * step % 30 + 1, start: 5, end: 9 };
            for blocks in [(0..30).map(block).collect::<Vec<_>>(), (0..30).rev().map(block).collect()] {
                let index = BlockIndex::new(&blocks);
                for (position, block) in blocks.iter().enumerate() {
                    assert_eq!(index.bringing((block.client, 8)), Some(position));
                }
                assert_eq!(
                    (index.bringing((3, 4)), index.bringing((3, 9)), index.find(31)),
                    (None, None, None)
                );
            }
        }
    }

    #[test]
    fn the_highest_clock_per_client_stays_also_with_many_clients() {
        let mut highest = Highest::default();
        for round in 0..3_u32 {
            for client in 0..40 {
                assert!(highest.note((client, round * 10)) || round == 0);
                assert!(!highest.note((client, round * 10)));
            }
        }
        highest.clear();
        assert!(highest.note((7, 0)));
    }
}
