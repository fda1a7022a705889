//! One update against the document: each struct gets its place while the bytes are walked; those that hang on
//! something later in the same bytes get theirs afterwards.

use foldhash::HashMap;

use super::Structure;
use super::containers::{Container, ContainerId, Kind};
use super::entries::Write;
use super::examined::{Examined, NewEntry};
use super::order::NewPiece;
use super::runs::{Class, NONE, PENDING, Place, Run, lengthen, number_of, position};
use super::schema::{Schema, Spot, admit};
use crate::rare::Rare;
use crate::update::{
    ContentView, DeleteRange, EntryFit, Former, Id, ItemView, Limits, Parent, Refusal, Rule, holes,
    inspect_judging, undeleted,
};

pub(super) fn examine(
    base: &Structure,
    bytes: &[u8],
    limits: &Limits,
    schema: Option<&dyn Schema>,
) -> Result<Box<Examined>, Refusal> {
    let mut collector = Collector::new(base, schema);
    let inspection = inspect_judging(bytes, limits, &mut |item, at| collector.take(&item, at))?;
    let gap = holes(&inspection, |client| collector.clock(client));
    if gap.is_some() {
        return Ok(Box::new(Examined { inspection, gap, ..Examined::default() }));
    }
    collector.place_deferred(bytes, limits)?;
    if undeleted(&inspection.delete_set, &collector.new.former) {
        return Err(Refusal::new(bytes.len(), Rule::EntryContent));
    }
    collector.check_cuts(&inspection.delete_set).map_err(|rule| Refusal::new(bytes.len(), rule))?;
    collector.number_containers()?;
    collector.describe(&inspection);
    let mut new = collector.new;
    new.inspection = inspection;
    Ok(new)
}

/// A struct whose place is not known when it is met: what it hangs on comes later.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deferred {
    /// Number of its run.
    pub(super) run: u32,
    /// The byte where it starts.
    pub(super) at: u32,
}

/// What is known of an element that a struct refers to.
pub(super) enum Found {
    Run(Run),
    /// It comes later in the update, or its own place is not known yet: the number of its run, if it has one.
    Later(Option<usize>),
}

pub(super) struct Collector<'s> {
    pub(super) base: &'s Structure,
    schema: Option<&'s dyn Schema>,
    pub(super) new: Box<Examined>,
    /// First clock of the present client that the document does not have.
    pub(super) known: u32,
    roots: Rare<HashMap<Box<str>, ContainerId>>,
    pub(super) deferred: Vec<Deferred>,
}

impl<'s> Collector<'s> {
    fn new(base: &'s Structure, schema: Option<&'s dyn Schema>) -> Self {
        Self { base, schema, new: Box::default(), known: 0, roots: Rare::default(), deferred: Vec::new() }
    }

    /// The next clock that the document expects of a client; nearly always the one that was asked for last.
    fn clock(&self, client: u64) -> u32 {
        match self.new.blocks.last() {
            Some(block) if block.client == client => self.known,
            _ => self.base.clock(client),
        }
    }

    fn take(&mut self, item: &ItemView<'_>, at: usize) -> Result<(), Rule> {
        let (client, start) = item.id;
        let end = start + item.len;
        if self.new.blocks.last().is_none_or(|block| block.client != client) {
            self.known = self.base.clock(client);
            self.new.open_block(client, start.max(self.known));
        }
        if start < self.known {
            self.base.recent.check(item, self.known)?;
            if end <= self.known {
                return Ok(());
            }
        }
        let place = if start < self.known { self.place_of_rest(item)? } else { self.place(item)? };
        if place == Place::PENDING {
            self.deferred.push(Deferred { run: number_of(self.new.runs.len()), at: number_of(at) });
        } else {
            self.judge(item, place)?;
            self.stand(item, place, at);
        }
        self.new.letters.note(item, start.max(self.known));
        self.new.pairs.note(item, start.max(self.known));
        self.push(item, place, end);
        self.new.new_items += 1;
        Ok(())
    }

    fn push(&mut self, item: &ItemView<'_>, place: Place, end: u32) {
        let makes = match item.content {
            ContentView::Type { kind, .. } if place != Place::NOWHERE => {
                self.add_container(kind.into(), place)
            }
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
        if !lengthen(&mut self.new.runs[first..], &run) {
            self.new.runs.push(run);
        }
    }

    /// Notes between which neighbours new elements of a sequence are to stand. Those they hang on were noted before:
    /// only then is their place known.
    pub(super) fn stand(&mut self, item: &ItemView<'_>, place: Place, at: usize) {
        if place.container == NONE || place.key != NONE {
            return;
        }
        let (client, clock) = item.id;
        let start = clock.max(self.known);
        let origin = if start > clock { Some((client, start - 1)) } else { item.origin };
        let piece = NewPiece::new(
            (client, start),
            clock + item.len,
            place.container,
            [origin, item.right_origin],
            number_of(at),
        );
        if !self.new.pieces.last_mut().is_some_and(|last| last.lengthen(&piece)) {
            self.new.pieces.push(piece);
        }
    }

    fn add_container(&mut self, kind: Kind, place: Place) -> ContainerId {
        let id = number_of(self.base.containers.len() + self.new.containers.len());
        self.new.containers.push(Container { parent: place.container, ..Container::nested(kind) });
        id
    }

    /// Where the rest of an item lies whose beginning is known: behind it, whatever the update says. Only that is
    /// passed on, with the known part as its origin.
    fn place_of_rest(&mut self, item: &ItemView<'_>) -> Result<Place, Rule> {
        let last = (item.id.0, self.known - 1);
        let place = self.base.run(last).map_or(Place::NOWHERE, |run| run.place());
        if self.base.pairs.cut_before((item.id.0, self.known)) {
            return Err(Rule::CutsPair);
        }
        let stated = self.place(item)?;
        // A type that was deleted with all that was written in it, before and after, is one collected stretch.
        if item.content == ContentView::GC {
            return Ok(Place::NOWHERE);
        }
        // What was collected lies nowhere here, while its author may not have collected it; but then all that lay
        // beside it is collected too.
        let right = item.right_origin.map(|id| self.find(id));
        let is_collected = place == Place::NOWHERE
            && right.is_none_or(|right| matches!(right, Found::Run(run) if run.place() == Place::NOWHERE));
        // Never pending: what an item builds on is known when its beginning is.
        if stated == place || is_collected { Ok(place) } else { Err(Rule::ReusedClock) }
    }

    /// Where an item lies, or [`Place::PENDING`].
    pub(super) fn place(&mut self, item: &ItemView<'_>) -> Result<Place, Rule> {
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
        let new = || self.roots.get().and_then(|roots| roots.get(name));
        if let Some(known) = self.base.roots.get(name).or_else(new) {
            return *known;
        }
        let id = number_of(self.base.containers.len() + self.new.containers.len());
        self.new.containers.push(Container::root(id, name));
        self.roots.make().insert(name.into(), id);
        id
    }

    fn key(&mut self, name: &str) -> u32 {
        if let Some(known) = self.base.keys.number(name) {
            return known;
        }
        let new = self.new.keys.number(name).unwrap_or_else(|| {
            self.new.keys.add(name);
            number_of(self.new.keys.len() - 1)
        });
        number_of(self.base.keys.len()) + new
    }

    pub(super) fn find(&self, id: Id) -> Found {
        let (client, clock) = id;
        if let Some(run) = self.base.run(id) {
            return Found::Run(run);
        }
        let Some(block) = self.new.block(client) else { return Found::Later(None) };
        let first = self.new.blocks.get(block).map_or(0, |block| block.first);
        let runs = self.new.runs_of(block);
        let at = position(runs, clock);
        match runs.get(at) {
            Some(run) if run.container == PENDING => Found::Later(Some(first + at)),
            Some(run) => Found::Run(*run),
            None => Found::Later(None),
        }
    }

    fn judge_neighbours(&self, item: &ItemView<'_>) -> Result<(), Rule> {
        let behind = item.origin.map(|(client, clock)| (client, clock + 1));
        let cuts = [behind, item.right_origin].into_iter().flatten().any(|id| self.cuts(id));
        if cuts { Err(Rule::CutsPair) } else { Ok(()) }
    }

    fn cuts(&self, id: Id) -> bool {
        self.base.pairs.cut_before(id) || self.new.pairs.cut_before(id)
    }

    fn check_cuts(&self, deletes: &[DeleteRange]) -> Result<(), Rule> {
        let cuts = deletes.iter().any(|range| {
            self.cuts((range.client, range.start)) || self.cuts((range.client, range.start + range.len))
        });
        if cuts { Err(Rule::CutsPair) } else { Ok(()) }
    }

    /// Whether the item may stand there, and what it sets.
    pub(super) fn judge(&mut self, item: &ItemView<'_>, place: Place) -> Result<(), Rule> {
        self.judge_neighbours(item)?;
        let Some(container) = self.new.container(self.base, place.container) else { return Ok(()) };
        let kind = container.kind;
        if place.key != NONE {
            if item.right_origin.is_some() {
                return Err(Rule::NeverNeighbours);
            }
            match item.content.entry_fit() {
                EntryFit::Fits => {}
                EntryFit::OnlyDeleted => {
                    let (client, clock) = item.id;
                    self.new.former.push(Former { client, clock, len: item.len });
                }
                EntryFit::Never => return Err(Rule::EntryContent),
            }
        }
        let Some(container) = self.new.container(self.base, place.container) else { return Ok(()) };
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
