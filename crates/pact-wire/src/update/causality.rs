//! Items of several clients that wait for each other in a ring can never be applied: each library would keep
//! them pending for ever, while their clocks look complete.
//!
//! Within one client a reference to a later clock is refused while parsing. Between clients the check is a
//! sort of the references by what they wait for, the way Yjs applies an update: each client's structs in order,
//! switching to another client where one is needed first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::clients::BlockIndex;
use super::inspection::Block;
use super::view::Id;

/// A struct of one block that needs an element of another client.
///
/// Edges come in the order of the bytes. Within a block only rising needs towards the same client are kept: what
/// an earlier struct of the block has waited for, a later one need not.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// Position of the struct's block.
    pub(super) block: usize,
    /// The struct's own clock.
    pub(super) clock: u32,
    /// The element needed.
    pub(super) needs: Id,
    /// Byte position of the struct.
    pub(super) at: usize,
}

/// Finds an edge that belongs to a ring; returns its byte position.
pub(super) fn find_ring(blocks: &[Block], index: &BlockIndex<'_>, edges: &[Edge]) -> Option<usize> {
    // Only edges into what the update itself brings can close a ring.
    let inner: Vec<(Edge, usize)> =
        edges.iter().filter_map(|edge| Some((*edge, index.bringing(edge.needs)?))).collect();
    if inner.is_empty() {
        return None;
    }
    let mut walk = Walk::new(blocks, &inner);
    for block in 0..blocks.len() {
        walk.advance(block);
        while let Some(woken) = walk.woken.pop() {
            walk.advance(woken);
        }
    }
    walk.stuck()
}

struct Walk<'e> {
    blocks: &'e [Block],
    edges: &'e [(Edge, usize)],
    /// Per block the range of its edges that are not satisfied yet.
    next: Vec<(usize, usize)>,
    /// Per block the clock below which everything is applied.
    applied: Vec<u32>,
    /// Per block who waits for it, lowest clock first.
    waiting: Vec<BinaryHeap<Reverse<(u32, usize)>>>,
    woken: Vec<usize>,
}

impl<'e> Walk<'e> {
    fn new(blocks: &'e [Block], edges: &'e [(Edge, usize)]) -> Self {
        let mut next = vec![(0, 0); blocks.len()];
        for (position, (edge, _)) in edges.iter().enumerate() {
            if let Some(range) = next.get_mut(edge.block) {
                if range.1 == 0 {
                    range.0 = position;
                }
                range.1 = position + 1;
            }
        }
        Self {
            blocks,
            edges,
            next,
            applied: blocks.iter().map(|block| block.start).collect(),
            waiting: vec![BinaryHeap::new(); blocks.len()],
            woken: Vec::new(),
        }
    }

    /// Applies structs of `block` until one must wait, and wakes those who waited for what was applied.
    fn advance(&mut self, block: usize) {
        let Some(&(mut from, to)) = self.next.get(block) else { return };
        let mut reached = self.blocks.get(block).map_or(0, |block| block.end);
        while from < to {
            let Some(&(edge, target)) = self.edges.get(from) else { break };
            if self.applied.get(target).is_some_and(|&applied| applied > edge.needs.1) {
                from += 1;
                continue;
            }
            reached = edge.clock;
            if let Some(waiting) = self.waiting.get_mut(target) {
                waiting.push(Reverse((edge.needs.1, block)));
            }
            break;
        }
        if let Some(next) = self.next.get_mut(block) {
            next.0 = from;
        }
        if let Some(applied) = self.applied.get_mut(block) {
            *applied = reached;
        }
        let Some(waiting) = self.waiting.get_mut(block) else { return };
        while waiting.peek().is_some_and(|Reverse((clock, _))| *clock < reached) {
            if let Some(Reverse((_, waiter))) = waiting.pop() {
                self.woken.push(waiter);
            }
        }
    }

    /// Where somebody still waits.
    fn stuck(&self) -> Option<usize> {
        let edge =
            self.next.iter().find(|(from, to)| from < to).and_then(|&(from, _)| self.edges.get(from))?;
        Some(edge.0.at)
    }
}
