//! How deep do types lie in one another? yrs walks nested types with recursion when it deletes, reads or drops
//! them, and enough levels abort the process. The depth of every item is kept beside the document, so that an
//! update is refused before it nests deeper, however many updates the nesting was spread over.

use std::collections::HashMap;
use std::ops::Range;

use pact_wire::Refusal;
use pact_wire::update::{ContentView, Id, Inspection, ItemView, Limits, Parent, inspect_with};

/// Deepest honest nesting is a list of lists in a table cell, at three types a level: 64 levels are thirty
/// lists in one another.
pub const MAX_DEPTH: u16 = 64;

/// Not numbered yet: items lie at depth 1 at least.
const UNKNOWN: u16 = 0;

/// Depth of every known item, as runs: typing makes one run however long it is.
#[derive(Clone, Debug, Default)]
pub struct Depths(HashMap<u64, Vec<Run>>);

#[derive(Clone, Copy, Debug)]
struct Run {
    end: u32,
    depth: u16,
}

/// Where an item of an update hangs.
#[derive(Clone, Copy, Debug)]
enum Link {
    /// In a root, or nowhere any more.
    Root,
    /// In the type with this id.
    Under(Id),
    /// Beside the item with this id, in the same type.
    Beside(Id),
}

#[derive(Clone, Copy, Debug)]
struct Item {
    start: u32,
    end: u32,
    link: Link,
}

/// An update that was looked through, with the depth of what it brings.
#[derive(Debug)]
pub struct Measured {
    /// What the update brings and builds on.
    pub inspection: Inspection,
    /// Runs by client, in order of clock.
    runs: Vec<(u64, Run)>,
    /// Deepest item.
    pub deepest: u16,
}

impl Depths {
    /// Looks an update through and measures what it brings.
    ///
    /// # Errors
    /// The firewall refuses the update.
    pub fn measure(&self, bytes: &[u8], limits: &Limits) -> Result<Measured, Refusal> {
        let mut items: Vec<Item> = Vec::new();
        let mut blocks: Vec<(u64, Range<usize>)> = Vec::new();
        let inspection = inspect_with(bytes, limits, &mut |view: ItemView<'_>| {
            let (client, start) = view.id;
            match blocks.last_mut() {
                Some((last, range)) if *last == client => range.end += 1,
                _ => blocks.push((client, items.len()..items.len() + 1)),
            }
            items.push(Item { start, end: start + view.len, link: link(&view) });
        })?;
        let depths = self.resolve(&items, &blocks);
        let clients = blocks.iter().flat_map(|(client, range)| range.clone().map(move |_| *client));
        let runs = clients
            .zip(items.iter().zip(&depths))
            .map(|(client, (item, depth))| (client, Run { end: item.end, depth: *depth }))
            .collect();
        Ok(Measured { inspection, runs, deepest: depths.into_iter().max().unwrap_or(0) })
    }

    /// Takes in the depths of an accepted update.
    pub fn absorb(&mut self, measured: &Measured) {
        for (client, run) in &measured.runs {
            let runs = self.0.entry(*client).or_default();
            match runs.last_mut() {
                Some(last) if run.end <= last.end => {}
                Some(last) if last.depth == run.depth => last.end = run.end,
                _ => runs.push(*run),
            }
        }
    }

    fn known(&self, (client, clock): Id) -> Option<u16> {
        let runs = self.0.get(&client)?;
        runs.get(runs.partition_point(|run| run.end <= clock)).map(|run| run.depth)
    }

    /// Depth of each item. Items may hang on others that come later in the same update, so each chain of links
    /// is followed to its end and then numbered backwards; no recursion, and each item is numbered once.
    fn resolve(&self, items: &[Item], blocks: &[(u64, Range<usize>)]) -> Vec<u16> {
        let index: HashMap<u64, Range<usize>> = blocks.iter().cloned().collect();
        let position = |(client, clock): Id| {
            let range = index.get(&client)?.clone();
            let offset = items[range.clone()].partition_point(|item| item.end <= clock);
            let found = range.start + offset;
            (found < range.end && items[found].start <= clock).then_some(found)
        };
        let mut depths = vec![UNKNOWN; items.len()];
        let mut chain: Vec<(usize, u16)> = Vec::new();
        for start in 0..items.len() {
            let mut at = start;
            let mut base = loop {
                if depths[at] != UNKNOWN {
                    break depths[at];
                }
                let (step, target) = match items[at].link {
                    Link::Root => (1, None),
                    Link::Under(id) => (1, Some(id)),
                    Link::Beside(id) => (0, Some(id)),
                };
                chain.push((at, step));
                match target {
                    None => break 0,
                    Some(id) => match self.known(id).map_or_else(|| position(id).ok_or(1), Err) {
                        // The firewall refuses circles; a chain longer than the update cannot be.
                        Ok(next) if chain.len() <= items.len() => at = next,
                        Ok(_) => break 1,
                        Err(depth) => break depth,
                    },
                }
            };
            while let Some((item, step)) = chain.pop() {
                base = base.saturating_add(step);
                depths[item] = base;
            }
        }
        depths
    }
}

fn link(view: &ItemView<'_>) -> Link {
    match (&view.content, &view.parent) {
        (ContentView::GC, _) | (_, Parent::Root(_)) => Link::Root,
        (_, Parent::Item(id)) => Link::Under(*id),
        (_, Parent::Inherited) => view.origin.or(view.right_origin).map_or(Link::Root, Link::Beside),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `count` types, each the first child of the one before, by client 9 from a clock on.
    fn nested(start: u32, count: u32) -> Vec<u8> {
        let mut bytes = vec![1];
        let number =
            |bytes: &mut Vec<u8>, value: u32| pact_wire::varint::write_var_uint(bytes, u64::from(value));
        number(&mut bytes, count);
        bytes.push(9);
        number(&mut bytes, start);
        for clock in start..start + count {
            bytes.push(0x07);
            if clock == 0 {
                bytes.extend([1, 1, b't']);
            } else {
                bytes.extend([0, 9]);
                number(&mut bytes, clock - 1);
            }
            bytes.push(0);
        }
        bytes.push(0);
        bytes
    }

    #[test]
    fn depth_adds_up_within_an_update_and_across_updates() {
        let mut depths = Depths::default();
        let first = depths.measure(&nested(0, 40), &Limits::UPDATE).unwrap();
        assert_eq!(first.deepest, 40);
        depths.absorb(&first);
        let second = depths.measure(&nested(40, 40), &Limits::UPDATE).unwrap();
        assert_eq!(second.deepest, 80);
    }

    #[test]
    fn siblings_are_as_deep_as_each_other() {
        // "a" typed by client 5 into root "t", then "b" right after it.
        let mut depths = Depths::default();
        let first = depths.measure(&[1, 1, 5, 0, 4, 1, 1, b't', 1, b'a', 0], &Limits::UPDATE).unwrap();
        depths.absorb(&first);
        let second = depths.measure(&[1, 1, 5, 1, 0x84, 5, 0, 1, b'b', 0], &Limits::UPDATE).unwrap();
        assert_eq!((first.deepest, second.deepest), (1, 1));
        depths.absorb(&second);
        assert_eq!(depths.0[&5].len(), 1);
    }
}
