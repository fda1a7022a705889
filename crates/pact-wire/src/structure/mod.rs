//! Where does every item of a document lie, and where does an update write? The structure index: for each run of
//! items (client, range of clocks) its type, its root, and whether it is deleted; fed by the same walk that checks
//! the grammar, and never asking a CRDT.
//!
//! [`Structure::examine`] is the whole firewall: it refuses what breaks the grammar, what Yjs and yrs would put in
//! different places, and what a [`Schema`] does not allow; it tells what is missing, and it describes what an
//! update would do ([`Structure::touches`]). [`Structure::arrange`] gives its elements their places in the order of
//! the document, or refuses them; [`Structure::absorb`] takes the update in.
//!
//! Time is linear in the update (and, for what it deletes, in the runs it deletes). No recursion: chains of items
//! that hang on one another are followed with a stack.

mod containers;
mod entries;
mod examine;
mod examined;
mod labels;
mod order;
mod pairs;
mod ranges;
mod recent;
mod runs;
mod schema;
mod settle;
mod touches;

use std::ops::Range;

use foldhash::HashMap;

pub use examined::{Arranged, Examined};
pub use recent::says_what_its_owner_says;
pub use schema::{Schema, Shape};
pub use touches::{Changes, EntryTouch, EntryWrite, Touch};

use crate::StateVector;
use crate::update::{Id, Inspection, Limits, Refusal};
use containers::{Container, ContainerId, Names};
use entries::Entries;
use order::Order;
use pairs::Pairs;
use ranges::Ranges;
use recent::Recent;
use runs::{Run, Runs};

/// Deepest nesting of types. The deepest honest one is a list of lists in a table cell, at three types a level:
/// 64 levels are twenty lists in one another.
pub const MAX_TYPE_DEPTH: u16 = 64;

/// The index of one document. Clocks of a client have no holes (invariant I3), so one number per client says
/// which are known.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    clients: HashMap<u64, Runs>,
    deleted: HashMap<u64, Ranges>,
    containers: Vec<Container>,
    roots: HashMap<Box<str>, ContainerId>,
    keys: Names,
    entries: Entries,
    recent: Recent,
    order: Order,
    pairs: Pairs,
    items: usize,
}

impl Structure {
    /// Looks an update through against the document: grammar, places, gaps, and the schema of its kind. Without a
    /// schema anything may stand anywhere: a document of kind `open`, or a log that is read back.
    ///
    /// When something is missing ([`Examined::gap`]), nothing was said about places yet: the update has to be
    /// examined again once the gap is filled.
    ///
    /// # Errors
    /// The update breaks a rule; the refusal names it and the byte.
    pub fn examine(
        &self,
        bytes: &[u8],
        limits: &Limits,
        schema: Option<&dyn Schema>,
    ) -> Result<Box<Examined>, Refusal> {
        examine::examine(self, bytes, limits, schema)
    }

    /// Gives the elements of an update their places in the order of the document. It was examined against this very
    /// state and has no gap. It is absorbed next, or this index is thrown away.
    ///
    /// # Errors
    /// Something stands between neighbours that nobody could have seen side by side, or in too large a crowd: the
    /// refusal, and the update as it came. Nothing was changed.
    pub fn arrange(&mut self, examined: Box<Examined>) -> Result<Arranged, (Refusal, Box<Examined>)> {
        match self.order.arrange(&examined.pieces) {
            Ok(()) => Ok(Arranged(examined)),
            Err(refusal) => Err((refusal, examined)),
        }
    }

    /// The same for what is stored already: nothing is refused. What an earlier release let in between neighbours that
    /// never were stands where it came to stand; a document that opens is worth more than one that is right.
    pub fn arrange_what_is_stored(&mut self, examined: Box<Examined>) -> Arranged {
        self.order.arrange_what_is_stored(&examined.pieces);
        Arranged(examined)
    }

    /// Takes in an update whose elements have their places.
    pub fn absorb(&mut self, mut arranged: Arranged) {
        arranged.0.merge_into(self);
    }

    /// Takes in a deletion that no update names: of two values set at the same time one is deleted, and what lies
    /// in a deleted type goes with it.
    pub fn absorb_deletion(&mut self, client: u64, range: Range<u32>) {
        self.deleted.entry(client).or_default().insert(range.start, range.end);
    }

    /// The next clock expected from a client; 0 for an unknown one.
    #[must_use]
    pub fn clock(&self, client: u64) -> u32 {
        self.clients.get(&client).map_or(0, Runs::end)
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

    /// Whether some structs of the update are known already.
    #[must_use]
    pub fn overlaps(&self, inspection: &Inspection) -> bool {
        inspection.blocks.iter().any(|block| block.start < self.clock(block.client))
    }

    /// The clocks as a state vector.
    #[must_use]
    pub fn state_vector(&self) -> StateVector {
        self.clients.iter().map(|(client, runs)| (*client, runs.end())).collect()
    }

    /// The clocks as of somebody who lacks everything from the given clocks on.
    #[must_use]
    pub fn state_vector_before(&self, missing: &std::collections::HashMap<u64, u32>) -> StateVector {
        self.clients
            .iter()
            .map(|(client, runs)| {
                (*client, missing.get(client).map_or(runs.end(), |from| runs.end().min(*from)))
            })
            .filter(|(_, clock)| *clock > 0)
            .collect()
    }

    /// How many structs were taken in: what the item budget of a document counts.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items
    }

    /// The root an item lies in; `None` when it is unknown or lies nowhere any more.
    #[must_use]
    pub fn root_of(&self, client: u64, clock: u32) -> Option<&str> {
        let run = self.run((client, clock))?;
        self.containers.get(run.container as usize).and_then(|container| self.root_name(container.root))
    }

    /// The root that a new item of an examined update would lie in.
    #[must_use]
    pub fn root_of_new<'a>(&'a self, examined: &'a Examined, id: Id) -> Option<&'a str> {
        examined.root_of(self, id)
    }

    /// Whether an item was deleted.
    #[must_use]
    pub fn is_deleted(&self, client: u64, clock: u32) -> bool {
        self.deleted.get(&client).is_some_and(|ranges| ranges.contains(clock, clock + 1))
    }

    /// Deleted ranges of a client, rising and disjoint.
    pub fn deleted(&self, client: u64) -> impl Iterator<Item = Range<u32>> + '_ {
        self.deleted.get(&client).into_iter().flat_map(Ranges::iter)
    }

    /// Bytes the index takes in memory, about: for gauges.
    #[must_use]
    pub fn weight(&self) -> usize {
        let runs: usize = self.clients.values().map(Runs::len).sum();
        runs * size_of::<Run>()
            + self.containers.len() * size_of::<Container>()
            + self.entries.weight()
            + self.order.weight()
    }

    fn run(&self, (client, clock): Id) -> Option<Run> {
        self.clients.get(&client)?.find(clock)
    }

    fn root_name(&self, root: ContainerId) -> Option<&str> {
        self.containers.get(root as usize)?.name.as_deref()
    }
}

#[cfg(test)]
mod tests;
