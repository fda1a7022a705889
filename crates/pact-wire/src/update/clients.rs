//! Small sets keyed by client id, made for updates that name one or two clients and safe for those that name a
//! hundred thousand.

use foldhash::{HashMap, HashSet};
use smallvec::SmallVec;

use super::inspection::Block;
use super::view::Id;

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
    entries: SmallVec<[Id; 4]>,
    last: usize,
    index: HashMap<u64, usize>,
}

impl Highest {
    /// Raises the clock of the id's client; `false` when it was as high already.
    #[inline]
    pub(super) fn note(&mut self, id: Id) -> bool {
        // Consecutive structs mostly build on the same client.
        let known = match self.entries.get(self.last) {
            Some(entry) if entry.0 == id.0 => self.last,
            _ => match self.find(id.0) {
                Some(found) => found,
                None => return self.add(id),
            },
        };
        self.last = known;
        match self.entries.get_mut(known) {
            Some(entry) if entry.1 < id.1 => {
                entry.1 = id.1;
                true
            }
            _ => false,
        }
    }

    fn find(&self, client: u64) -> Option<usize> {
        if self.entries.len() <= FEW {
            self.entries.iter().position(|entry| entry.0 == client)
        } else {
            self.index.get(&client).copied()
        }
    }

    fn add(&mut self, id: Id) -> bool {
        self.last = self.entries.len();
        self.entries.push(id);
        if self.entries.len() == FEW + 1 {
            self.index.extend(self.entries.iter().enumerate().map(|(position, entry)| (entry.0, position)));
        } else if self.entries.len() > FEW {
            self.index.insert(id.0, self.last);
        }
        true
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.index.clear();
        self.last = 0;
    }

    pub(super) fn into_entries(self) -> SmallVec<[Id; 4]> {
        self.entries
    }
}

/// Finds the block of a client.
pub(super) struct BlockIndex<'a> {
    blocks: &'a [Block],
    positions: HashMap<u64, usize>,
}

impl<'a> BlockIndex<'a> {
    pub(super) fn new(blocks: &'a [Block]) -> Self {
        let positions = if blocks.len() <= FEW {
            HashMap::default()
        } else {
            blocks.iter().enumerate().map(|(position, block)| (block.client, position)).collect()
        };
        Self { blocks, positions }
    }

    pub(super) fn find(&self, client: u64) -> Option<usize> {
        if self.blocks.len() <= FEW {
            self.blocks.iter().position(|block| block.client == client)
        } else {
            self.positions.get(&client).copied()
        }
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
    fn the_highest_clock_per_client_stays_also_with_many_clients() {
        let mut highest = Highest::default();
        for round in 0..3_u32 {
            for client in 0..40 {
                assert!(highest.note((client, round * 10)) || round == 0);
                assert!(!highest.note((client, round * 10)));
            }
        }
        let entries = highest.into_entries();
        assert_eq!(entries.len(), 40);
        assert!(entries.iter().all(|entry| entry.1 == 20));
    }
}
