//! What an accepted update claims and builds on.

use smallvec::SmallVec;

use super::view::Id;

/// The clocks of one client that an update brings, without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The client.
    pub client: u64,
    /// Its first clock in the update.
    pub start: u32,
    /// The clock after its last one.
    pub end: u32,
}

impl Block {
    /// Whether `clock` of the block's own client lies inside.
    #[must_use]
    pub const fn contains(&self, clock: u32) -> bool {
        self.start <= clock && clock < self.end
    }
}

/// Elements of one client that an update deletes; never empty, `start + len` below 2^31.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeleteRange {
    /// The client whose elements they are.
    pub client: u64,
    /// The first.
    pub start: u32,
    /// How many.
    pub len: u32,
}

/// The result of a successful [`inspect`](super::inspect).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspection {
    /// New or known ranges, one per client, in the order of the bytes.
    pub blocks: SmallVec<[Block; 1]>,
    /// What must exist besides the update's own ranges: per client the highest element that any origin, right
    /// origin, parent or delete names, by rising client. One per client is enough because known clocks have no
    /// gaps: who knows the highest knows the lower ones.
    pub dependencies: SmallVec<[Id; 1]>,
    /// Deleted ranges, rising and disjoint within each client.
    pub delete_set: Vec<DeleteRange>,
    /// Number of structs.
    pub structs: usize,
}

impl Inspection {
    /// Whether the update says nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.delete_set.is_empty()
    }
}
