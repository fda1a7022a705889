//! Runs: neighbouring items of one client that lie in the same place are one entry, so that an hour of typing
//! takes as much room as a word.

use super::containers::ContainerId;

/// The number of a place that is none: in no container, under no key, making no container.
pub(super) const NONE: u32 = u32::MAX;
/// The container of an item whose place is not known yet, while an update is looked through.
pub(super) const PENDING: ContainerId = u32::MAX - 1;

/// Where an item lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The type it lies in; [`NONE`] when that was collected, or never existed for anybody.
    pub(super) container: ContainerId,
    /// Its key, for an entry of a map or an attribute; [`NONE`] for an element of a sequence.
    pub(super) key: u32,
}

impl Place {
    pub(super) const NOWHERE: Self = Self { container: NONE, key: NONE };
    pub(super) const PENDING: Self = Self { container: PENDING, key: NONE };
}

/// What an item holds, as far as rights and descriptions need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Text, values, types.
    Content,
    /// The start or end of a mark.
    Mark,
    /// Deleted or collected before it was sent.
    Void,
}

/// Neighbouring items of one client in one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// The clock after the last one.
    pub(super) end: u32,
    /// Where they lie.
    pub(super) container: ContainerId,
    pub(super) key: u32,
    /// The container that this item makes, when it is a type: it is a run of its own then.
    pub(super) makes: ContainerId,
    pub(super) class: Class,
}

impl Run {
    pub(super) const fn place(&self) -> Place {
        Place { container: self.container, key: self.key }
    }

    /// Whether nobody ever sees anything of it: it was deleted before it was sent, and it is no entry of a map, where
    /// it would take the place of a value.
    pub(super) fn is_nothing(&self) -> bool {
        self.class == Class::Void && self.key == NONE
    }

    /// Whether `next`, which follows in the clocks, says the same.
    fn goes_on(&self, next: &Self) -> bool {
        self.container == next.container
            && self.container != PENDING
            && self.key == next.key
            && self.class == next.class
            && self.makes == NONE
            && next.makes == NONE
    }
}

/// Appends a run to those of its client, which begin at `first`.
pub(super) fn append(runs: &mut Vec<Run>, first: usize, run: Run) {
    match runs[first..].last_mut() {
        Some(last) if last.goes_on(&run) => last.end = run.end,
        _ => runs.push(run),
    }
}

/// The run among rising ones that holds a clock.
pub(super) fn find(runs: &[Run], clock: u32) -> Option<Run> {
    runs.get(position(runs, clock)).copied()
}

/// Where that run stands; the length when the clock lies beyond the last.
pub(super) fn position(runs: &[Run], clock: u32) -> usize {
    runs.partition_point(|run| run.end <= clock)
}

/// All runs of one client, from clock 0 on.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs(Vec<Run>);

impl Runs {
    /// The first clock that is not known.
    pub(super) fn end(&self) -> u32 {
        self.0.last().map_or(0, |run| run.end)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn find(&self, clock: u32) -> Option<Run> {
        find(&self.0, clock)
    }

    pub(super) fn append(&mut self, run: Run) {
        append(&mut self.0, 0, run);
    }

    /// The runs that hold any of these clocks.
    pub(super) fn overlapping(&self, start: u32, end: u32) -> impl Iterator<Item = &Run> {
        overlapping(&self.0, start, end)
    }
}

/// The runs among rising ones that hold any of these clocks.
pub(super) fn overlapping(runs: &[Run], start: u32, end: u32) -> impl Iterator<Item = &Run> {
    let mut from = start;
    runs[position(runs, start)..].iter().map_while(move |run| {
        let is_inside = from < end;
        from = run.end;
        is_inside.then_some(run)
    })
}

/// A count as a number of what was counted; updates and documents hold fewer than 2^32 of anything.
pub(super) fn number_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(NONE)
}
