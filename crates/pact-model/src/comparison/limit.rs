//! How much can be compared? Bounds on what is compared at all, and on how much work the search for likenesses may be.

use thiserror::Error;

use crate::content::{Node, SectionContent};
use crate::version::VersionContent;

/// Most elements of a side: a text of a thousand pages. Beyond, laying out the answer would take longer than finding it.
const MAX_BLOCKS: usize = 40_000;
/// Most characters of a side, in bytes: a few times the longest text that can be loaded.
const MAX_TEXT: usize = 8 * 1024 * 1024;
/// Steps of the search for likenesses, a few nanoseconds each: half a second on a slow machine. When they are used up,
/// what is left is shown as replaced.
const MAX_WORK: usize = 60_000_000;
/// Deepest nesting that is looked into; what differs below it is shown as replaced.
pub(super) const MAX_DEPTH: usize = 32;

/// The documents are too large to be compared in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{blocks} blocks are more than can be compared; compare one section")]
pub struct TooLarge {
    /// How many blocks there are.
    pub blocks: usize,
}

/// Refuses what is too large.
pub(super) fn check(from: &VersionContent, to: &VersionContent) -> Result<(), TooLarge> {
    for side in [from, to] {
        let (blocks, text) = size(&side.document.sections);
        if blocks > MAX_BLOCKS || text > MAX_TEXT {
            return Err(TooLarge { blocks });
        }
    }
    Ok(())
}

/// How many elements and how many bytes of text there are.
fn size(sections: &[SectionContent]) -> (usize, usize) {
    let (mut elements, mut text) = (0, 0);
    let mut stack: Vec<&Node> = sections.iter().flat_map(|section| &section.body).collect();
    while let Some(node) = stack.pop() {
        match node {
            Node::Text(run) => text += run.text.len(),
            Node::Element(element) => {
                elements += 1;
                stack.extend(&element.children);
            }
        }
    }
    (elements, text)
}

/// What may still be spent on the search for likenesses.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { left: MAX_WORK }
    }

    /// Whether so many steps can be afforded; they are spent.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        match self.left.checked_sub(steps) {
            Some(left) => self.left = left,
            None => return false,
        }
        true
    }
}
