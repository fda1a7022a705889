//! A failing history made small: updates, clients, structs and deletions are left out as long as it still fails.

use super::draft::{Content, Draft};

/// Rounds over everything; each makes it smaller, or is the last.
const MAX_ROUNDS: usize = 20;

/// The smallest history found that still fails.
#[must_use]
pub fn smallest(mut updates: Vec<Vec<u8>>, fails: impl Fn(&[Vec<u8>]) -> bool) -> Vec<Vec<u8>> {
    for _ in 0..MAX_ROUNDS {
        let before: usize = updates.iter().map(Vec::len).sum();
        for at in (0..updates.len()).rev() {
            let mut fewer = updates.clone();
            fewer.remove(at);
            if fails(&fewer) {
                updates = fewer;
            }
        }
        for at in 0..updates.len() {
            let mut step = 0;
            while let Some(smaller) = smaller(&updates[at], step) {
                let mut fewer = updates.clone();
                fewer[at] = smaller;
                if fails(&fewer) {
                    updates = fewer;
                } else {
                    step += 1;
                }
            }
        }
        if updates.iter().map(Vec::len).sum::<usize>() == before {
            break;
        }
    }
    updates
}

/// The update with one thing left out, the `step`th that can be.
fn smaller(update: &[u8], step: usize) -> Option<Vec<u8>> {
    let mut draft = Draft::read(update).ok()?;
    let mut left = step;
    let mut is_it = || {
        let is_it = left == 0;
        left = left.wrapping_sub(1);
        is_it
    };
    for at in 0..draft.blocks.len() {
        if is_it() {
            draft.blocks.remove(at);
            return Some(draft.write());
        }
        for one in 0..draft.blocks[at].structs.len() {
            if is_it() {
                draft.blocks[at].structs.remove(one);
                return Some(draft.write());
            }
            // Something without content keeps the clocks as they are.
            let content = &draft.blocks[at].structs[one].content;
            if !matches!(content, Content::Deleted(_) | Content::Gc(_)) && is_it() {
                draft.blocks[at].structs[one].content = Content::Deleted(content.len());
                return Some(draft.write());
            }
        }
    }
    for at in 0..draft.deletes.len() {
        for range in 0..draft.deletes[at].1.len() {
            if is_it() {
                draft.deletes[at].1.remove(range);
                draft.deletes.retain(|(_, ranges)| !ranges.is_empty());
                return Some(draft.write());
            }
        }
    }
    None
}
