//! One update against the document: each struct gets its place while the bytes are walked; those that hang on
//! something later in the same bytes get theirs afterwards.

use std::collections::HashMap;

use super::Structure;
use super::containers::{Container, ContainerId, Kind, Names, UNNUMBERED};
use super::entries::Write;
use super::recent::Letters;
use super::runs::{Class, NONE, PENDING, Place, Run, append, overlapping, position};
use super::schema::{Schema, Spot, admit};
use super::touches::{Changes, Touches};
use super::{MAX_TYPE_DEPTH, runs};
use crate::update::{
    ContentView, Gap, Id, Inspection, ItemView, Limits, Parent, Refusal, Rule, holes, inspect_judging, item_at,
};

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
    blocks: Vec<NewBlock>,
    runs: Vec<Run>,
    containers: Vec<Container>,
    keys: Names,
    writes: Vec<Write>,
    letters: Letters,
}

/// New items of one client: `runs[first..]` up to the next block's.
#[derive(Clone, Copy, Debug)]
struct NewBlock {
    client: u64,
    /// Its first clock that the document does not have.
    start: u32,
    first: usize,
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

    fn new_run(&self, (client, clock): Id) -> Option<Run> {
        let index = self.blocks.iter().position(|block| block.client == client)?;
        let until = self.blocks.get(index + 1).map_or(self.runs.len(), |next| next.first);
        runs::find(self.runs.get(self.blocks[index].first..until)?, clock)
    }

    /// The root a new item lies in.
    pub(super) fn root_of<'a>(&'a self, base: &'a Structure, id: Id) -> Option<&'a str> {
        let run = self.new_run(id)?;
        self.root_name(base, self.container(base, run.container)?.root)
    }

    pub(super) fn key_name<'a>(&'a self, base: &'a Structure, key: u32) -> Option<&'a str> {
        match (key as usize).checked_sub(base.keys.len()) {
            None => base.keys.name(key),
            Some(new) => self.keys.name(u32::try_from(new).ok()?),
        }
    }

    fn container<'a>(&'a self, base: &'a Structure, id: ContainerId) -> Option<&'a Container> {
        match (id as usize).checked_sub(base.containers.len()) {
            None => base.containers.get(id as usize),
            Some(new) => self.containers.get(new),
        }
    }

    /// The longest stretch of new items of a client that were deleted before they were sent.
    #[must_use]
    pub fn longest_void(&self, client: u64) -> u32 {
        let Some(index) = self.blocks.iter().position(|block| block.client == client) else { return 0 };
        let block = self.blocks[index];
        let until = self.blocks.get(index + 1).map_or(self.runs.len(), |next| next.first);
        let mut start = block.start;
        let mut longest = 0;
        for run in &self.runs[block.first..until] {
            if run.class == Class::Void {
                longest = longest.max(run.end - start);
            }
            start = run.end;
        }
        longest
    }

    pub(super) fn merge_into(self, base: &mut Structure) {
        debug_assert!(self.gap.is_none(), "an update with a gap was taken in");
        for (number, container) in (base.containers.len()..).zip(&self.containers) {
            if let Some(name) = &container.name {
                base.roots.insert(name.clone(), as_number(number));
            }
        }
        base.containers.extend(self.containers);
        for number in 0..self.keys.len() {
            if let Some(name) = self.keys.name(as_number(number)) {
                base.keys.add(name);
            }
        }
        for (index, block) in self.blocks.iter().enumerate() {
            let until = self.blocks.get(index + 1).map_or(self.runs.len(), |next| next.first);
            let known = base.clients.entry(block.client).or_default();
            for run in &self.runs[block.first..until] {
                known.append(*run);
            }
        }
        for range in &self.inspection.delete_set {
            base.absorb_deletion(range.client, range.start..range.start + range.len);
        }
        base.entries.absorb(self.writes);
        base.recent.absorb(self.letters);
        base.items += self.new_items;
    }
}

pub(super) fn examine(
    base: &Structure,
    bytes: &[u8],
    limits: &Limits,
    schema: Option<&dyn Schema>,
) -> Result<Examined, Refusal> {
    let mut collector = Collector::new(base, schema);
    let inspection = inspect_judging(bytes, limits, &mut |item, at| collector.take(&item, at))?;
    let gap = holes(&inspection, |client| base.clock(client));
    if gap.is_some() {
        return Ok(Examined { inspection, gap, ..Examined::default() });
    }
    collector.place_deferred(bytes, limits)?;
    collector.number_containers()?;
    collector.describe(&inspection);
    Ok(Examined { inspection, ..collector.new })
}

/// A struct whose place is not known when it is met: what it hangs on comes later.
#[derive(Clone, Copy, Debug)]
struct Deferred {
    run: u32,
    at: u32,
}

/// What is known of an element that a struct refers to.
enum Found {
    Run(Run),
    /// It comes later in the update, or its own place is not known yet: the number of its run, if it has one.
    Later(Option<usize>),
}

struct Collector<'s> {
    base: &'s Structure,
    schema: Option<&'s dyn Schema>,
    new: Examined,
    /// First clock of the present client that the document does not have.
    known: u32,
    /// Positions of blocks by client, once there are many.
    index: HashMap<u64, usize>,
    roots: HashMap<Box<str>, ContainerId>,
    deferred: Vec<Deferred>,
}

/// Up to here a linear search is faster than any index.
const FEW: usize = 8;

impl<'s> Collector<'s> {
    fn new(base: &'s Structure, schema: Option<&'s dyn Schema>) -> Self {
        Self {
            base,
            schema,
            new: Examined::default(),
            known: 0,
            index: HashMap::new(),
            roots: HashMap::new(),
            deferred: Vec::new(),
        }
    }

    fn take(&mut self, item: &ItemView<'_>, at: usize) -> Result<(), Rule> {
        let (client, start) = item.id;
        let end = start + item.len;
        if self.new.blocks.last().is_none_or(|block| block.client != client) {
            self.open_block(client, start);
        }
        if start < self.known {
            self.base.recent.check(item, self.known)?;
            if end <= self.known {
                return Ok(());
            }
        }
        let place = self.place(item)?;
        if place == Place::PENDING {
            self.deferred.push(Deferred { run: as_number(self.new.runs.len()), at: as_number(at) });
        } else {
            self.judge(item, place)?;
        }
        self.new.letters.note(item, start.max(self.known));
        self.push(item, place, end);
        self.new.new_items += 1;
        Ok(())
    }

    fn open_block(&mut self, client: u64, start: u32) {
        self.known = self.base.clock(client);
        let position = self.new.blocks.len();
        let first = self.new.runs.len();
        self.new.blocks.push(NewBlock { client, start: start.max(self.known), first });
        if position == FEW {
            let blocks = self.new.blocks.iter().enumerate();
            self.index.extend(blocks.map(|(position, block)| (block.client, position)));
        } else if position > FEW {
            self.index.insert(client, position);
        }
    }

    fn push(&mut self, item: &ItemView<'_>, place: Place, end: u32) {
        let makes = match item.content {
            ContentView::Type { kind, .. } if place != Place::NOWHERE => self.add_container(kind.into(), place),
            _ => NONE,
        };
        let class = match item.content {
            ContentView::GC | ContentView::Deleted => Class::Void,
            ContentView::Format { .. } => Class::Mark,
            // Whatever hangs on something collected is collected.
            _ if place == Place::NOWHERE => Class::Void,
            _ => Class::Content,
        };
        let run = Run { end, container: place.container, key: place.key, makes, class };
        let first = self.new.blocks.last().map_or(0, |block| block.first);
        append(&mut self.new.runs, first, run);
    }

    fn add_container(&mut self, kind: Kind, place: Place) -> ContainerId {
        let id = as_number(self.base.containers.len() + self.new.containers.len());
        self.new.containers.push(Container { parent: place.container, ..Container::nested(kind) });
        id
    }

    /// Where an item lies, or [`Place::PENDING`].
    fn place(&mut self, item: &ItemView<'_>) -> Result<Place, Rule> {
        match item.parent {
            _ if item.content == ContentView::GC => Ok(Place::NOWHERE),
            Parent::Root(name) => {
                let container = self.root(name);
                let key = item.key.map_or(NONE, |key| self.key(key));
                Ok(Place { container, key })
            }
            Parent::Item(id) => match self.find(id) {
                Found::Later(_) => Ok(Place::PENDING),
                Found::Run(run) => {
                    let container = under(&run)?;
                    let key = item.key.map_or(NONE, |key| self.key(key));
                    Ok(if container == NONE { Place::NOWHERE } else { Place { container, key } })
                }
            },
            Parent::Inherited => {
                let beside = [item.origin, item.right_origin].map(|id| id.map(|id| self.find(id)));
                match beside {
                    [Some(Found::Later(_)), _] | [_, Some(Found::Later(_))] => Ok(Place::PENDING),
                    [Some(Found::Run(left)), Some(Found::Run(right))] if left.place() != right.place() => {
                        Err(Rule::ParentsDiffer)
                    }
                    [Some(Found::Run(run)), _] | [None, Some(Found::Run(run))] => Ok(run.place()),
                    // The grammar gives an explicit parent to an item without origins.
                    [None, None] => Ok(Place::NOWHERE),
                }
            }
        }
    }

    fn root(&mut self, name: &str) -> ContainerId {
        if let Some(known) = self.base.roots.get(name).or_else(|| self.roots.get(name)) {
            return *known;
        }
        let id = as_number(self.base.containers.len() + self.new.containers.len());
        self.new.containers.push(Container::root(id, name));
        self.roots.insert(name.into(), id);
        id
    }

    fn key(&mut self, name: &str) -> u32 {
        if let Some(known) = self.base.keys.number(name) {
            return known;
        }
        let new = self.new.keys.number(name).unwrap_or_else(|| {
            self.new.keys.add(name);
            as_number(self.new.keys.len() - 1)
        });
        as_number(self.base.keys.len()) + new
    }

    fn find(&self, id: Id) -> Found {
        let (client, clock) = id;
        if clock < self.base.clock(client) {
            return self.base.run(id).map_or(Found::Later(None), Found::Run);
        }
        let blocks = &self.new.blocks;
        let block = if blocks.len() <= FEW {
            blocks.iter().position(|block| block.client == client)
        } else {
            self.index.get(&client).copied()
        };
        let Some(block) = block else { return Found::Later(None) };
        let until = blocks.get(block + 1).map_or(self.new.runs.len(), |next| next.first);
        let first = blocks.get(block).map_or(until, |block| block.first);
        let runs = self.new.runs.get(first..until).unwrap_or_default();
        let at = position(runs, clock);
        match runs.get(at) {
            Some(run) if run.container == PENDING => Found::Later(Some(first + at)),
            Some(run) => Found::Run(*run),
            None => Found::Later(None),
        }
    }

    /// Whether the item may stand there, and what it sets.
    fn judge(&mut self, item: &ItemView<'_>, place: Place) -> Result<(), Rule> {
        let Some(container) = self.new.container(self.base, place.container) else { return Ok(()) };
        let kind = container.kind;
        if let Some(schema) = self.schema {
            let key = if place.key == NONE { None } else { self.new.key_name(self.base, place.key) };
            let spot = Spot { kind, root: container.name.as_deref(), key };
            admit(schema, spot, &item.content)?;
        }
        if kind == Kind::Root && place.key != NONE {
            let Place { container, key } = place;
            let present = self.base.entries.last(container, key);
            // Set on top of a value that comes with the same update: whether that one was set at the same time as
            // another is said of that one.
            let is_new = item.origin.is_some_and(|(client, clock)| clock >= self.base.clock(client));
            let is_concurrent = !is_new && item.origin != present;
            self.new.entries.push(NewEntry { container, key, is_concurrent });
            self.new.writes.push(Write { container, key, id: item.id, len: item.len, origin: item.origin });
        }
        Ok(())
    }

    /// Gives places to those that had to wait. Each follows what it hangs on to the end, then back, with a stack;
    /// the grammar has refused rings.
    fn place_deferred(&mut self, bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
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
        let run = as_number(run.into_iter().next()?);
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
    fn number_containers(&mut self) -> Result<(), Refusal> {
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

    fn describe(&mut self, inspection: &Inspection) {
        let mut touches = Touches::default();
        for run in self.new.runs.iter().filter(|run| !run.is_nothing()) {
            let is_mark = run.class == Class::Mark;
            let changes = Changes { inserts: !is_mark, formats: is_mark, deletes: false };
            self.touch(&mut touches, run, changes);
        }
        let mut cleared: Vec<NewEntry> = Vec::new();
        for range in &inspection.delete_set {
            let end = range.start + range.len;
            let known = self.base.deleted.get(&range.client);
            let whole = [range.start..end];
            match known {
                None => self.describe_deletions(range.client, &whole, &mut touches, &mut cleared),
                Some(known) => {
                    for gap in known.missing(range.start, end) {
                        self.describe_deletions(range.client, &[gap], &mut touches, &mut cleared);
                    }
                }
            }
        }
        self.new.entries.extend(cleared);
        self.new.touches = touches;
    }

    fn describe_deletions(
        &self,
        client: u64,
        ranges: &[std::ops::Range<u32>],
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
        for range in ranges {
            if range.start < known
                && let Some(runs) = self.base.clients.get(&client)
            {
                runs.overlapping(range.start, range.end.min(known)).for_each(|(_, run)| delete(run));
            }
            if range.end > known {
                let runs = self.new_runs(client);
                overlapping(runs, range.start.max(known), range.end).for_each(|(_, run)| delete(run));
            }
        }
    }

    fn new_runs(&self, client: u64) -> &[Run] {
        let blocks = &self.new.blocks;
        let block = if blocks.len() <= FEW {
            blocks.iter().position(|block| block.client == client)
        } else {
            self.index.get(&client).copied()
        };
        let Some(block) = block else { return &[] };
        let until = blocks.get(block + 1).map_or(self.new.runs.len(), |next| next.first);
        let first = blocks.get(block).map_or(until, |block| block.first);
        self.new.runs.get(first..until).unwrap_or_default()
    }

    fn touch(&self, touches: &mut Touches, run: &Run, changes: Changes) {
        if let Some(container) = self.new.container(self.base, run.container)
            && container.root != NONE
        {
            touches.add(container.root, changes);
        }
    }
}

/// The container that an item makes for what lies under it; [`NONE`] when it was collected.
fn under(run: &Run) -> Result<ContainerId, Rule> {
    if run.makes != NONE {
        Ok(run.makes)
    } else if run.class == Class::Void {
        Ok(NONE)
    } else {
        Err(Rule::ParentNotType)
    }
}

fn as_number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(runs::NONE)
}
