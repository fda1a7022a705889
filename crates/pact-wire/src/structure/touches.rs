//! What would an update do, said by root: inserts, formats, deletes, and which entries of maps it sets.

use foldhash::HashMap;
use smallvec::SmallVec;

use super::Structure;
use super::containers::ContainerId;
use super::examined::Examined;
use crate::rare::Rare;
use crate::update::Id;

/// Kinds of change in one root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Something new lies in it: words, types, values, also ones deleted before they were sent.
    pub inserts: bool,
    /// A mark begins or ends.
    pub formats: bool,
    /// Something that was there is gone.
    pub deletes: bool,
}

impl Changes {
    fn add(&mut self, other: Self) {
        self.inserts |= other.inserts;
        self.formats |= other.formats;
        self.deletes |= other.deletes;
    }
}

/// What an update does in one root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch<'a> {
    /// The root's name.
    pub root: &'a str,
    /// What is done in it, at whatever depth.
    pub changes: Changes,
}

/// One key of a map that lies in a root, written or cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryTouch<'a> {
    /// The root's name.
    pub root: &'a str,
    /// The key.
    pub key: &'a str,
    /// Whether somebody else set it meanwhile: the new value does not know the present one.
    pub is_concurrent: bool,
}

/// A value that an update sets for a key of a map that lies in a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryWrite<'a> {
    /// The root's name.
    pub root: &'a str,
    /// The key.
    pub key: &'a str,
    /// The value's own place.
    pub id: Id,
    /// How many values: more than one only of those that are gone by now.
    pub len: u32,
    /// The value it was set on top of.
    pub origin: Option<Id>,
}

/// Up to here a linear search is faster than any index.
const FEW: usize = 16;

/// Roots with their changes, each once.
#[derive(Debug, Default)]
pub(super) struct Touches {
    list: SmallVec<[(ContainerId, Changes); 4]>,
    index: Rare<HashMap<ContainerId, usize>>,
    last: usize,
}

impl Touches {
    pub(super) fn add(&mut self, root: ContainerId, changes: Changes) {
        let position = match self.list.get(self.last) {
            Some((known, _)) if *known == root => Some(self.last),
            _ if self.list.len() <= FEW => self.list.iter().position(|(known, _)| *known == root),
            _ => self.index.get().and_then(|index| index.get(&root).copied()),
        };
        self.last = position.unwrap_or(self.list.len());
        match self.list.get_mut(self.last) {
            Some((_, known)) => known.add(changes),
            None => self.push(root, changes),
        }
    }

    fn push(&mut self, root: ContainerId, changes: Changes) {
        self.list.push((root, changes));
        if self.list.len() == FEW + 1 {
            self.index
                .make()
                .extend(self.list.iter().enumerate().map(|(position, (root, _))| (*root, position)));
        } else if self.list.len() > FEW {
            self.index.make().insert(root, self.list.len() - 1);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (ContainerId, Changes)> + '_ {
        self.list.iter().copied()
    }
}

impl Structure {
    /// What an examined update would do, root by root. Nothing is said of what lies nowhere any more.
    pub fn touches<'a>(&'a self, examined: &'a Examined) -> impl Iterator<Item = Touch<'a>> + 'a {
        examined
            .touches
            .iter()
            .filter_map(|(root, changes)| Some(Touch { root: examined.root_name(self, root)?, changes }))
    }

    /// The keys of root maps that an examined update would write or clear; one may come twice.
    pub fn entry_touches<'a>(&'a self, examined: &'a Examined) -> impl Iterator<Item = EntryTouch<'a>> + 'a {
        examined.entries.iter().filter_map(|entry| {
            Some(EntryTouch {
                root: examined.root_name(self, entry.container)?,
                key: examined.key_name(self, entry.key)?,
                is_concurrent: entry.is_concurrent,
            })
        })
    }

    /// The values that an examined update would set for keys of root maps, in no order.
    pub fn entry_writes<'a>(&'a self, examined: &'a Examined) -> impl Iterator<Item = EntryWrite<'a>> + 'a {
        examined.writes.iter().filter_map(|write| {
            Some(EntryWrite {
                root: examined.root_name(self, write.container)?,
                key: examined.key_name(self, write.key)?,
                id: write.id,
                len: write.len,
                origin: write.origin,
            })
        })
    }

    /// The place of the value that counts for a key of a root map, also when it was deleted.
    #[must_use]
    pub fn entry(&self, root: &str, key: &str) -> Option<Id> {
        self.entries.last(*self.roots.get(root)?, self.keys.number(key)?)
    }
}
