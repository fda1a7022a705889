//! What is known of an update that was looked through: its items with their places, and what it does.

use std::ops::Deref;

use foldhash::HashMap;
use smallvec::SmallVec;

use super::Structure;
use super::containers::{Container, ContainerId, Names};
use super::entries::Write;
use super::order::NewPiece;
use super::pairs::Pairs;
use super::recent::Letters;
use super::runs::{self, Class, Run, number_of};
use super::touches::Touches;
use crate::rare::Rare;
use crate::update::{Former, Gap, Id, Inspection};

/// An update that was looked through against a document.
#[derive(Debug, Default)]
pub struct Examined {
    /// What it brings and builds on.
    pub inspection: Inspection,
    /// What is missing before it can be taken in, if anything. Nothing is known about its places then.
    pub gap: Option<Gap>,
    /// Structs that the document does not have yet.
    pub new_items: usize,
    pub(super) touches: Touches,
    pub(super) entries: Vec<NewEntry>,
    pub(super) blocks: SmallVec<[NewBlock; 2]>,
    /// Positions of blocks by client, once there are many.
    pub(super) positions: Rare<HashMap<u64, usize>>,
    pub(super) runs: SmallVec<[Run; 4]>,
    /// Elements of sequences, each after those it hangs on.
    pub(super) pieces: SmallVec<[NewPiece; 1]>,
    pub(super) containers: Vec<Container>,
    pub(super) keys: Names,
    pub(super) writes: Vec<Write>,
    pub(super) letters: Letters,
    pub(super) pairs: Pairs,
    /// Entries of several values: they may only come deleted.
    pub(super) former: Vec<Former>,
}

/// An update whose elements have their places in the order of the document already: it has to be absorbed next.
#[derive(Debug)]
pub struct Arranged(pub(super) Box<Examined>);

impl Deref for Arranged {
    type Target = Examined;

    fn deref(&self) -> &Examined {
        &self.0
    }
}

/// Up to here a linear search is faster than any index.
const FEW: usize = 8;

/// New items of one client: `runs[first..]` up to the next block's.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewBlock {
    pub(super) client: u64,
    /// Its first clock that the document does not have.
    pub(super) start: u32,
    pub(super) first: usize,
}

/// A key of a root map that is written or cleared.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewEntry {
    pub(super) container: ContainerId,
    pub(super) key: u32,
    pub(super) is_concurrent: bool,
}

impl Examined {
    pub(super) fn root_name<'a>(&'a self, base: &'a Structure, root: ContainerId) -> Option<&'a str> {
        self.container(base, root)?.name.as_deref()
    }

    pub(super) fn open_block(&mut self, client: u64, start: u32) {
        let position = self.blocks.len();
        self.blocks.push(NewBlock { client, start, first: self.runs.len() });
        if position == FEW {
            let blocks = self.blocks.iter().enumerate();
            self.positions.make().extend(blocks.map(|(position, block)| (block.client, position)));
        } else if position > FEW {
            self.positions.make().insert(client, position);
        }
    }

    pub(super) fn block(&self, client: u64) -> Option<usize> {
        if self.blocks.len() <= FEW {
            self.blocks.iter().position(|block| block.client == client)
        } else {
            self.positions.get()?.get(&client).copied()
        }
    }

    pub(super) fn runs_of(&self, block: usize) -> &[Run] {
        let until = self.blocks.get(block + 1).map_or(self.runs.len(), |next| next.first);
        let first = self.blocks.get(block).map_or(until, |block| block.first);
        self.runs.get(first..until).unwrap_or_default()
    }

    /// The root a new item lies in.
    pub(super) fn root_of<'a>(&'a self, base: &'a Structure, id: Id) -> Option<&'a str> {
        let run = runs::find(self.runs_of(self.block(id.0)?), id.1)?;
        self.root_name(base, self.container(base, run.container)?.root)
    }

    pub(super) fn key_name<'a>(&'a self, base: &'a Structure, key: u32) -> Option<&'a str> {
        match (key as usize).checked_sub(base.keys.len()) {
            None => base.keys.name(key),
            Some(new) => self.keys.name(u32::try_from(new).ok()?),
        }
    }

    pub(super) fn container<'a>(&'a self, base: &'a Structure, id: ContainerId) -> Option<&'a Container> {
        match (id as usize).checked_sub(base.containers.len()) {
            None => base.containers.get(id as usize),
            Some(new) => self.containers.get(new),
        }
    }

    /// The longest stretch of new items of a client that were deleted before they were sent.
    #[must_use]
    pub fn longest_void(&self, client: u64) -> u32 {
        let Some(block) = self.block(client) else { return 0 };
        let mut start = self.blocks.get(block).map_or(0, |block| block.start);
        let mut longest = 0;
        for run in self.runs_of(block) {
            if run.class == Class::Void {
                longest = longest.max(run.end - start);
            }
            start = run.end;
        }
        longest
    }

    pub(super) fn merge_into(&mut self, base: &mut Structure) {
        debug_assert!(self.gap.is_none(), "an update with a gap was taken in");
        for (number, container) in (base.containers.len()..).zip(&self.containers) {
            if let Some(name) = &container.name {
                base.roots.insert(name.clone(), number_of(number));
            }
        }
        for number in 0..self.keys.len() {
            if let Some(name) = self.keys.name(number_of(number)) {
                base.keys.add(name);
            }
        }
        for (position, block) in self.blocks.iter().enumerate() {
            let known = base.clients.entry(block.client).or_default();
            for run in self.runs_of(position) {
                known.append(*run);
            }
        }
        for range in &self.inspection.delete_set {
            base.absorb_deletion(range.client, range.start..range.start + range.len);
        }
        base.entries.absorb(&self.writes);
        base.recent.absorb(&self.letters);
        base.pairs.absorb(std::mem::take(&mut self.pairs));
        base.containers.append(&mut self.containers);
        base.items += self.new_items;
    }
}
