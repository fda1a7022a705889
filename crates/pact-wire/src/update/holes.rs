//! Whether an update fits onto what is known.

use super::inspection::Inspection;

/// The first thing missing before an update could be applied whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Whose clocks are missing.
    pub client: u64,
    /// The first clock of it that is not known.
    pub known: u32,
    /// The clock that must be reached: `known..needed` is what to ask for.
    pub needed: u32,
}

/// Finds what is missing for `inspection`, given the first unknown clock per client.
///
/// A gap is a block that starts above the known clock, or an origin, right origin, parent or deleted element
/// that is neither known nor brought by the update itself.
pub fn holes(inspection: &Inspection, known: impl Fn(u64) -> u32) -> Option<Gap> {
    let blocks = inspection.blocks.iter().map(|block| (block.client, block.start));
    // Dependencies never lie in the update's own ranges, so what is known before is what counts: above a
    // block's end nothing comes with the update, below its start the block itself asks for it.
    let elements = inspection.dependencies.iter().map(|&(client, clock)| (client, clock.saturating_add(1)));
    blocks.chain(elements).find_map(|(client, needed)| {
        let known = known(client);
        (needed > known).then_some(Gap { client, known, needed })
    })
}

/// Whether every block is already known whole. Deletes must be judged by the caller, who knows what is deleted.
pub fn is_known(inspection: &Inspection, known: impl Fn(u64) -> u32) -> bool {
    inspection.blocks.iter().all(|block| block.end <= known(block.client))
}
