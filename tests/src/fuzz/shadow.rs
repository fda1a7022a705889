//! What does a document hold, element by element? A slow model kept beside the document under test, simple enough
//! to be believed. It answers what the firewall leaves open because it needs a document: whether a parent is a
//! type, whether neighbours are neighbours, whether a place lies inside an emoji.

use std::collections::HashMap;

use super::order::{Order, Stretch};
use pact_wire::StateVector;
use pact_wire::update::{ContentView, EntryFit, Id, ItemView, Limits, Parent, inspect_with};

/// A document's elements, as runs of structs.
#[derive(Clone, Debug, Default)]
pub struct Shadow {
    runs: HashMap<u64, Vec<Run>>,
    orders: HashMap<Place, Order>,
}

/// One struct as it came.
#[derive(Clone, Debug)]
struct Run {
    start: u32,
    end: u32,
    place: Option<Place>,
    holds: Holds,
}

/// Where elements live.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// In which type.
    pub parent: Inside,
    /// Under which key.
    pub key: Option<String>,
}

/// A type that holds elements.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Inside {
    /// The root of this name.
    Root(String),
    /// The type held by this element.
    Type(Id),
}

#[derive(Clone, Debug)]
enum Holds {
    Type,
    Text(Vec<u16>),
    /// Collected or deleted before it came: what it was is not known.
    Nothing,
    Else,
}

/// Why an update of good grammar is not for this document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Objection {
    /// A parent that is not a type.
    ParentIsNoType,
    /// Neighbours in different types, or under different keys.
    NeighboursApart,
    /// Neighbours that nobody could have seen side by side, or a right neighbour for a value of a key.
    NeverNeighbours,
    /// Something under a key, inherited from a neighbour, that is no value.
    NoEntry,
    /// A place or a deletion that cuts a surrogate pair.
    CutsAPair,
}

impl Shadow {
    /// The first clock of a client that is not known.
    #[must_use]
    pub fn clock(&self, client: u64) -> u32 {
        self.runs.get(&client).and_then(|runs| runs.last()).map_or(0, |run| run.end)
    }

    /// Every client with its clock.
    #[must_use]
    pub fn state_vector(&self) -> StateVector {
        self.runs
            .keys()
            .map(|client| (*client, self.clock(*client)))
            .filter(|(_, clock)| *clock > 0)
            .collect()
    }

    /// Every struct that lies somewhere, with the root it lies in.
    pub fn places(&self) -> impl Iterator<Item = (Id, &str)> {
        self.runs.iter().flat_map(move |(client, runs)| {
            runs.iter().filter_map(move |run| Some(((*client, run.start), self.root_of(run)?)))
        })
    }

    fn root_of<'a>(&'a self, run: &'a Run) -> Option<&'a str> {
        let mut place = run.place.as_ref()?;
        loop {
            match &place.parent {
                Inside::Root(name) => return Some(name),
                // Types lie in one another to a bound.
                Inside::Type(id) => place = self.run(*id).place.as_ref()?,
            }
        }
    }

    /// Some elements of the document, for somebody who wants to build on them.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.runs.iter().flat_map(|(client, runs)| runs.iter().map(|run| (*client, run.start)))
    }

    /// Takes in an update that the firewall accepts and that builds on nothing unknown.
    ///
    /// # Errors
    /// It is not for this document, and was not taken in.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Objection> {
        let after = self.after(bytes)?;
        *self = after;
        Ok(())
    }

    /// The document after an update.
    fn after(&self, bytes: &[u8]) -> Result<Self, Objection> {
        let mut after = self.clone();
        let mut waiting: Vec<Brought> = Vec::new();
        let inspection =
            inspect_with(bytes, &Limits::DOCUMENT, &mut |item| waiting.push(Brought::new(&item)))
                .expect("the firewall accepts it");
        for item in &mut waiting {
            item.is_deleted = inspection.delete_set.iter().any(|range| {
                range.client == item.id.0 && range.start <= item.id.1 && item.end <= range.start + range.len
            });
        }
        // Structs may build on others further behind: as many rounds as it takes.
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut later = Vec::new();
            for item in waiting {
                if !after.is_ready(&item) {
                    later.push(item);
                    continue;
                }
                after.add(item)?;
            }
            waiting = later;
            assert!(waiting.len() < before, "the firewall lets nothing wait for ever");
        }
        for range in &inspection.delete_set {
            let end = range.start + range.len;
            if after.cuts((range.client, range.start)) || after.cuts((range.client, end)) {
                return Err(Objection::CutsAPair);
            }
        }
        Ok(after)
    }

    fn is_known(&self, (client, clock): Id) -> bool {
        clock < self.clock(client)
    }

    fn is_ready(&self, item: &Brought) -> bool {
        let parent = match &item.parent {
            Some(Inside::Type(id)) => Some(*id),
            _ => None,
        };
        let is_next = item.id.1 <= self.clock(item.id.0);
        is_next && [item.origin, item.right_origin, parent].into_iter().flatten().all(|id| self.is_known(id))
    }

    fn add(&mut self, item: Brought) -> Result<(), Objection> {
        let known = self.clock(item.id.0);
        if item.end <= known {
            return Ok(());
        }
        if item.id.1 < known && self.cuts((item.id.0, known)) {
            return Err(Objection::CutsAPair);
        }
        let place = self.place(&item)?;
        let is_entry = match item.entry_fit {
            EntryFit::Fits => true,
            EntryFit::OnlyDeleted => item.is_deleted,
            EntryFit::Never => false,
        };
        if !is_entry && place.as_ref().is_some_and(|place| place.key.is_some()) {
            return Err(Objection::NoEntry);
        }
        let start = item.id.1.max(known);
        if let Some(place) = &place {
            // What is left of a struct that was partly known stands behind its known part.
            let origin = if start > item.id.1 { Some((item.id.0, start - 1)) } else { item.origin };
            let right_origin = item.right_origin;
            let stretch =
                Stretch { id: (item.id.0, start), end: item.end, origin, right_origin, before: right_origin };
            if place.key.is_some() && item.right_origin.is_some() {
                return Err(Objection::NeverNeighbours);
            }
            self.orders.entry(place.clone()).or_default().insert(stretch)?;
        }
        // What hangs on something collected is collected, whatever it held.
        let holds = if place.is_none() { Holds::Nothing } else { item.holds.from(item.id.1, known) };
        self.runs.entry(item.id.0).or_default().push(Run { start, end: item.end, place, holds });
        Ok(())
    }

    /// Where an element will live; `None` where that is not known any more.
    fn place(&self, item: &Brought) -> Result<Option<Place>, Objection> {
        if item.origin.is_some_and(|(client, clock)| self.cuts((client, clock + 1)))
            || item.right_origin.is_some_and(|id| self.cuts(id))
        {
            return Err(Objection::CutsAPair);
        }
        if let Some(parent) = &item.parent {
            if let Inside::Type(id) = parent {
                match self.run(*id).holds {
                    Holds::Type => {}
                    // Both libraries collect what lies in something collected.
                    Holds::Nothing => return Ok(None),
                    Holds::Text(_) | Holds::Else => return Err(Objection::ParentIsNoType),
                }
            }
            return Ok(Some(Place { parent: parent.clone(), key: item.key.clone() }));
        }
        let neighbour = |id: Option<Id>| id.map(|id| self.run(id).place.clone());
        match (neighbour(item.origin), neighbour(item.right_origin)) {
            (Some(left), Some(right)) if left == right => Ok(left),
            (Some(_), Some(_)) => Err(Objection::NeighboursApart),
            (Some(place), None) | (None, Some(place)) => Ok(place),
            (None, None) => Ok(None),
        }
    }

    fn run(&self, (client, clock): Id) -> &Run {
        let runs = &self.runs[&client];
        &runs[runs.partition_point(|run| run.end <= clock)]
    }

    /// Whether the place before an element lies between the halves of a pair.
    fn cuts(&self, id: Id) -> bool {
        if !self.is_known(id) {
            return false;
        }
        let run = self.run(id);
        let Holds::Text(units) = &run.holds else { return false };
        let at = (id.1 - run.start) as usize;
        at > 0 && (0xd800..0xdc00).contains(&units[at - 1]) && (0xdc00..0xe000).contains(&units[at])
    }
}

/// A struct on its way in.
struct Brought {
    id: Id,
    end: u32,
    origin: Option<Id>,
    right_origin: Option<Id>,
    parent: Option<Inside>,
    key: Option<String>,
    entry_fit: EntryFit,
    is_deleted: bool,
    holds: Holds,
}

impl Brought {
    fn new(item: &ItemView<'_>) -> Self {
        Self {
            id: item.id,
            end: item.id.1 + item.len,
            origin: item.origin,
            right_origin: item.right_origin,
            parent: match item.parent {
                Parent::Root(name) => Some(Inside::Root(name.to_owned())),
                Parent::Item(id) => Some(Inside::Type(id)),
                Parent::Inherited => None,
            },
            key: item.key.map(str::to_owned),
            entry_fit: item.content.entry_fit(),
            is_deleted: false,
            holds: match item.content {
                ContentView::Type { .. } => Holds::Type,
                ContentView::String(text) => Holds::Text(text.encode_utf16().collect()),
                ContentView::GC | ContentView::Deleted => Holds::Nothing,
                _ => Holds::Else,
            },
        }
    }
}

impl Holds {
    /// What is left of it from `clock` on.
    fn from(self, start: u32, clock: u32) -> Self {
        match self {
            Self::Text(units) => Self::Text(units[clock.saturating_sub(start) as usize..].to_vec()),
            other => other,
        }
    }
}
