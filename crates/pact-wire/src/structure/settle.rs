//! Afterwards, when all bytes were walked: places of what hangs on something later, depths of the new types, and a
//! description of what the update does.

use std::ops::Range;

use super::MAX_TYPE_DEPTH;
use super::containers::{Kind, UNNUMBERED};
use super::examine::{Collector, Deferred, Found};
use super::examined::NewEntry;
use super::runs::{Class, NONE, PENDING, Place, Run, number_of, overlapping};
use super::touches::{Changes, Touches};
use crate::update::{ContentView, Id, Inspection, ItemView, Limits, Parent, Refusal, Rule, item_at};

impl Collector<'_> {
    /// Gives places to those that had to wait. Each follows what it hangs on to the end, then back, with a stack;
    /// the grammar has refused rings.
    pub(super) fn place_deferred(&mut self, bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
        let mut stack: Vec<usize> = Vec::new();
        for number in 0..self.deferred.len() {
            stack.push(number);
            while let Some(&top) = stack.last() {
                let Some(&Deferred { run, at }) = self.deferred.get(top) else { break };
                let at = at as usize;
                let refuse = |rule| Refusal::new(at, rule);
                if self.new.runs.get(run as usize).is_none_or(|run| run.container != PENDING) {
                    stack.pop();
                    continue;
                }
                let item = item_at(bytes, at, self.id_of(run), limits)?;
                let place = self.place(&item).map_err(refuse)?;
                if place == Place::PENDING {
                    // One more than there are would be a ring.
                    let next = self.waits_for(&item).filter(|_| stack.len() <= self.deferred.len());
                    stack.push(next.ok_or(refuse(Rule::Cycle))?);
                    continue;
                }
                self.judge(&item, place).map_err(refuse)?;
                self.settle(run, &item, place);
                // Only what is wholly new has to wait.
                self.known = 0;
                self.stand(&item, place, at);
                stack.pop();
            }
        }
        Ok(())
    }

    fn settle(&mut self, run: u32, item: &ItemView<'_>, place: Place) {
        let Some(run) = self.new.runs.get_mut(run as usize) else { return };
        run.container = place.container;
        run.key = place.key;
        if place == Place::NOWHERE {
            run.class = Class::Void;
            run.makes = NONE;
        } else if matches!(item.content, ContentView::Type { .. }) {
            let made = (run.makes as usize).wrapping_sub(self.base.containers.len());
            if let Some(container) = self.new.containers.get_mut(made) {
                container.parent = place.container;
            }
        }
    }

    /// The deferred struct that this one waits for.
    fn waits_for(&self, item: &ItemView<'_>) -> Option<usize> {
        let parent = match item.parent {
            Parent::Item(id) => Some(id),
            _ => None,
        };
        let waited = [parent, item.origin, item.right_origin].into_iter().flatten();
        let run = waited.filter_map(|id| match self.find(id) {
            Found::Later(run) => run,
            Found::Run(_) => None,
        });
        let run = number_of(run.into_iter().next()?);
        self.deferred.binary_search_by_key(&run, |deferred| deferred.run).ok()
    }

    /// The first element of a run of its own.
    fn id_of(&self, run: u32) -> Id {
        let run = run as usize;
        let block = self.new.blocks.partition_point(|block| block.first <= run).saturating_sub(1);
        let Some(block) = self.new.blocks.get(block) else { return (0, 0) };
        let start = if run == block.first {
            block.start
        } else {
            self.new.runs.get(run - 1).map_or(block.start, |before| before.end)
        };
        (block.client, start)
    }

    /// Root and depth of the new types, each from the one it lies in.
    pub(super) fn number_containers(&mut self) -> Result<(), Refusal> {
        let base = self.base.containers.len();
        let mut chain: Vec<usize> = Vec::new();
        for start in 0..self.new.containers.len() {
            let mut at = start;
            let (root, mut depth) = loop {
                let Some(container) = self.new.containers.get(at) else { break (NONE, 0) };
                if container.depth != UNNUMBERED {
                    break (container.root, container.depth);
                }
                chain.push(at);
                match container.parent {
                    NONE => break (NONE, 0),
                    parent if (parent as usize) < base => {
                        let known = self.base.containers.get(parent as usize);
                        break known.map_or((NONE, 0), |known| (known.root, known.depth));
                    }
                    // The grammar has refused rings; a longer chain than there are types cannot be.
                    _ if chain.len() > self.new.containers.len() => break (NONE, 0),
                    parent => at = parent as usize - base,
                }
            };
            while let Some(numbered) = chain.pop() {
                if root != NONE {
                    depth += 1;
                }
                if depth > MAX_TYPE_DEPTH {
                    return Err(Refusal::new(0, Rule::TypesTooDeep));
                }
                if let Some(container) = self.new.containers.get_mut(numbered) {
                    container.root = root;
                    container.depth = depth;
                }
            }
        }
        Ok(())
    }

    pub(super) fn describe(&mut self, inspection: &Inspection) {
        let mut touches = Touches::default();
        for run in self.new.runs.iter().filter(|run| !run.is_nothing()) {
            let is_mark = run.class == Class::Mark;
            let changes = Changes { inserts: !is_mark, formats: is_mark, deletes: false };
            self.touch(&mut touches, run, changes);
        }
        let mut cleared: Vec<NewEntry> = Vec::new();
        for deleted in &inspection.delete_set {
            let range = deleted.start..deleted.start + deleted.len;
            let mut describe = |range| {
                self.describe_deletion(deleted.client, range, &mut touches, &mut cleared);
            };
            match self.base.deleted.get(&deleted.client) {
                None => describe(range),
                Some(known) => known.missing(range.start, range.end).for_each(describe),
            }
        }
        self.new.entries.extend(cleared);
        self.new.touches = touches;
    }

    fn describe_deletion(
        &self,
        client: u64,
        range: Range<u32>,
        touches: &mut Touches,
        cleared: &mut Vec<NewEntry>,
    ) {
        let known = self.base.clock(client);
        let mut delete = |run: &Run| {
            if run.is_nothing() {
                return;
            }
            let changes = match run.class {
                Class::Mark => Changes { formats: true, ..Changes::default() },
                _ => Changes { deletes: true, ..Changes::default() },
            };
            self.touch(touches, run, changes);
            let is_root = self.new.container(self.base, run.container).is_some_and(|c| c.kind == Kind::Root);
            if is_root && run.key != NONE {
                cleared.push(NewEntry { container: run.container, key: run.key, is_concurrent: false });
            }
        };
        if range.start < known
            && let Some(runs) = self.base.clients.get(&client)
        {
            runs.overlapping(range.start, range.end.min(known)).for_each(&mut delete);
        }
        if range.end > known {
            let runs = self.new.block(client).map(|block| self.new.runs_of(block)).unwrap_or_default();
            overlapping(runs, range.start.max(known), range.end).for_each(&mut delete);
        }
    }

    fn touch(&self, touches: &mut Touches, run: &Run, changes: Changes) {
        if let Some(container) = self.new.container(self.base, run.container)
            && container.root != NONE
        {
            touches.add(container.root, changes);
        }
    }
}
