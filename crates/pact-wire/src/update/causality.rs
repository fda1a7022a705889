//! Items of several clients that wait for each other in a ring can never be applied: each library would keep
//! them pending for ever, while their clocks look complete.
//!
//! Within one client a reference to a later clock is refused while parsing. Between clients the check is a
//! sort of the references by what they wait for, the way Yjs applies an update: each client's structs in order,
//! switching to another client where one is needed first.

use std::collections::BTreeSet;

use smallvec::SmallVec;

use super::clients::BlockIndex;
use super::inspection::Block;
use super::parse::push_lean;

/// An element of another client that a struct needs.
///
/// Within a block only rising needs towards the same client are kept: what an earlier struct of the block has
/// waited for, a later one need not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// Whose element; in [`has_ring`] the position of the block that brings it.
    pub(super) client: u64,
    /// The element.
    pub(super) clock: u32,
    /// The clock of the struct that needs it.
    pub(super) by: u32,
}

/// The needs of all blocks, in the order of the bytes.
#[derive(Debug, Default)]
pub(super) struct Edges {
    needs: SmallVec<[Need; 2]>,
    /// Per block the end of its needs.
    ends: Vec<u32>,
}

impl Edges {
    /// A need of the block that is being read.
    pub(super) fn add(&mut self, need: Need) {
        if self.needs.len() == self.needs.capacity() {
            // By half: what a peer sends is to cost little more memory than what it was sent with.
            self.needs.reserve_exact((self.needs.len() / 2).max(1));
        }
        self.needs.push(need);
    }

    /// One of so many blocks ends. A block alone waits for nobody.
    pub(super) fn close_block(&mut self, blocks: u64) {
        if blocks > 1 {
            push_lean(&mut self.ends, narrow(self.needs.len()));
        }
    }

    /// The need, when there is just one.
    pub(super) fn only(&self) -> Option<&Need> {
        match self.needs.as_slice() {
            [need] => Some(need),
            _ => None,
        }
    }

    /// Every need.
    pub(super) fn needs(&self) -> impl Iterator<Item = &Need> {
        self.needs.iter()
    }
}

/// Whether some blocks wait for each other.
pub(super) fn has_ring(blocks: &[Block], index: &BlockIndex<'_>, mut edges: Edges) -> bool {
    if blocks.len() < 2 || edges.needs.is_empty() {
        return false;
    }
    // Only needs of what the update itself brings can close a ring. The others are thrown out in place.
    let (mut from, mut kept) = (0, 0);
    let mut next = Vec::with_capacity(blocks.len());
    for &end in &edges.ends {
        let first = kept;
        for at in from..end as usize {
            let Some(&need) = edges.needs.get(at) else { break };
            let Some(target) = index.bringing((need.client, need.clock)) else { continue };
            if let Some(place) = edges.needs.get_mut(kept) {
                *place = Need { client: target as u64, ..need };
                kept += 1;
            }
        }
        from = end as usize;
        next.push((narrow(first), narrow(kept)));
    }
    edges.needs.truncate(kept);
    kept > 0 && Walk::new(blocks, &edges.needs, next).gets_stuck()
}

/// Positions are bounded by the bytes of an update, far below 2^32.
fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

struct Walk<'e> {
    blocks: &'e [Block],
    needs: &'e [Need],
    /// Per block the range of its needs that are not satisfied yet.
    next: Vec<(u32, u32)>,
    /// Per block the clock below which everything is applied.
    applied: Vec<u32>,
    /// Who waits: the block that is waited for, the clock, and the block that waits. Each waits for one at a time.
    waiting: BTreeSet<(u32, u32, u32)>,
}

impl<'e> Walk<'e> {
    fn new(blocks: &'e [Block], needs: &'e [Need], next: Vec<(u32, u32)>) -> Self {
        let applied = blocks.iter().map(|block| block.start).collect();
        Self { blocks, needs, next, applied, waiting: BTreeSet::new() }
    }

    fn gets_stuck(mut self) -> bool {
        let mut woken = Vec::new();
        for block in 0..narrow(self.blocks.len()) {
            woken.push(block);
            while let Some(block) = woken.pop() {
                let reached = self.advance(block);
                while let Some(&waiter) = self.waiting.range((block, 0, 0)..(block, reached, 0)).next() {
                    self.waiting.remove(&waiter);
                    woken.push(waiter.2);
                }
            }
        }
        !self.waiting.is_empty()
    }

    /// Applies structs of `block` until one must wait; returns the clock reached.
    fn advance(&mut self, block: u32) -> u32 {
        let at = block as usize;
        let Some(&(mut from, to)) = self.next.get(at) else { return 0 };
        let mut reached = self.blocks.get(at).map_or(0, |block| block.end);
        while from < to {
            let Some(need) = self.needs.get(from as usize) else { break };
            let target = usize::try_from(need.client).unwrap_or(usize::MAX);
            if self.applied.get(target).is_some_and(|&applied| applied > need.clock) {
                from += 1;
                continue;
            }
            reached = need.by;
            self.waiting.insert((narrow(target), need.clock, block));
            break;
        }
        if let Some(next) = self.next.get_mut(at) {
            next.0 = from;
        }
        if let Some(applied) = self.applied.get_mut(at) {
            *applied = reached;
        }
        reached
    }
}
