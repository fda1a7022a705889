//! Who set the same field at the same time? Of two values that were set without knowledge of each other a map keeps
//! one, and nobody is asked. The room sees it (the new value does not stand on the present one) and keeps all of them
//! until somebody sets the field again, on top of the present value.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use pact_wire::structure::{EntryWrite, Examined};
use pact_wire::update::{ContentView, Id, Limits, PlainValue, inspect_with};
use serde_json::Value;

use super::leases::Leases;
use super::{Author, Room};
use crate::register;
use crate::schema::ROOT_FIELDS;

/// Somebody who types on before the conflict can have reached them does not settle it: for this long, other words of
/// the same client on top of its own value go on with that value.
const TYPING_ON: Duration = Duration::from_secs(3);
/// Values kept for one field; beyond, the oldest is forgotten. A table has some twenty people.
const MAX_RIVALS: usize = 32;
/// Fields in conflict at one time; beyond, a map keeps one value as maps do. A meeting of an hour makes a handful.
const MAX_CONFLICTS: usize = 4_096;

/// One of the values that a field was given at the same time.
#[derive(Clone, Debug, PartialEq)]
pub struct Rival {
    /// The value.
    pub value: Value,
    /// Whose it is; nobody's when the server set it, or when its author is not known any more.
    pub author: Author,
    /// The Yjs client that set it, and the clock: which of several equal values it is.
    pub client: u64,
    /// The clock of the value.
    pub clock: u32,
}

impl Rival {
    fn id(&self) -> Id {
        (self.client, self.clock)
    }
}

/// A field with several values, or without any: then the conflict is settled.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldConflict {
    /// The field, `<entity>/<id>/<field>`.
    pub key: String,
    /// The values, in the order in which they came.
    pub rivals: Vec<Rival>,
}

#[derive(Debug)]
struct Open {
    rivals: Vec<Rival>,
    /// Since when; not known of one that was read back.
    since: Option<Duration>,
}

/// The fields in conflict.
#[derive(Debug, Default)]
pub(super) struct Conflicts(BTreeMap<String, Open>);

impl Conflicts {
    pub(super) fn stored(conflicts: impl IntoIterator<Item = FieldConflict>) -> Self {
        let open = |conflict: FieldConflict| (conflict.key, Open { rivals: conflict.rivals, since: None });
        Self(conflicts.into_iter().map(open).collect())
    }

    fn list(&self) -> Vec<FieldConflict> {
        let conflict =
            |(key, open): (&String, &Open)| FieldConflict { key: key.clone(), rivals: open.rivals.clone() };
        self.0.iter().map(conflict).collect()
    }

    /// Takes in what became of a field. Returns what there is to tell and to store, if anything changed.
    fn put(&mut self, key: String, heads: Vec<Rival>, now: Duration) -> Option<FieldConflict> {
        let is_conflict = heads.iter().any(|rival| rival.value != heads[0].value);
        if !is_conflict {
            self.0.remove(&key)?;
            return Some(FieldConflict { key, rivals: Vec::new() });
        }
        let is_known = self.0.get(&key).is_some_and(|open| open.rivals == heads);
        let is_too_many = self.0.len() >= MAX_CONFLICTS && !self.0.contains_key(&key);
        if is_known || is_too_many {
            return None;
        }
        let surplus = heads.len().saturating_sub(MAX_RIVALS);
        let rivals: Vec<Rival> = heads.into_iter().skip(surplus).collect();
        self.0.insert(key.clone(), Open { rivals: rivals.clone(), since: Some(now) });
        Some(FieldConflict { key, rivals })
    }
}

/// Values that an update sets for a field, one on top of the other, seen as their last one.
#[derive(Debug)]
struct Branch {
    /// The last value's place.
    head: Id,
    /// The value of the document that the first one stands on.
    origin: Option<Id>,
    /// The last value; none when it was gone before it was sent.
    value: Option<Value>,
}

/// What an update does to one field, and what the field was before.
#[derive(Debug)]
struct Change {
    key: String,
    present: Option<Id>,
    present_value: Value,
    branches: Vec<Branch>,
}

/// What an update does to fields that are or may come into conflict.
#[derive(Debug, Default)]
pub(super) struct FieldChanges(Vec<Change>);

impl Room {
    /// The room around a register whose fields were in conflict before.
    #[must_use]
    pub fn with_conflicts(mut self, conflicts: impl IntoIterator<Item = FieldConflict>) -> Self {
        self.conflicts = Conflicts::stored(conflicts);
        self
    }

    /// The fields that were given several values at the same time, by key.
    #[must_use]
    pub fn conflicts(&self) -> Vec<FieldConflict> {
        self.conflicts.list()
    }

    /// What an accepted update is about to do to fields; looked at before it is taken in, while the values that it
    /// replaces are still there.
    pub(super) fn field_changes(&self, bytes: &[u8], examined: &Examined) -> FieldChanges {
        if !self.is_register() {
            return FieldChanges::default();
        }
        let structure = self.replica.structure();
        let mut written: BTreeMap<&str, Vec<EntryWrite<'_>>> = BTreeMap::new();
        let writes = structure.entry_writes(examined).filter(|write| write.root == ROOT_FIELDS);
        for write in writes.filter(|write| !is_place(write.key)) {
            written.entry(write.key).or_default().push(write);
        }
        let mut changes: Vec<Change> = Vec::new();
        for (key, writes) in &written {
            let present = structure.entry(ROOT_FIELDS, key);
            let branches = branches(writes);
            let is_beside = branches.iter().any(|branch| branch.origin != present);
            if is_beside || self.conflicts.0.contains_key(*key) {
                changes.push(self.change(key, present, branches));
            }
        }
        let touched = structure.entry_touches(examined).filter(|touch| touch.root == ROOT_FIELDS);
        let cleared: HashSet<&str> = touched
            .map(|touch| touch.key)
            .filter(|key| !written.contains_key(key) && self.conflicts.0.contains_key(*key))
            .collect();
        changes.extend(
            cleared.into_iter().map(|key| self.change(key, structure.entry(ROOT_FIELDS, key), Vec::new())),
        );
        read_values(bytes, &mut changes);
        FieldChanges(changes)
    }

    fn change(&self, key: &str, present: Option<Id>, branches: Vec<Branch>) -> Change {
        let present_value = self.replica.read(|txn| register::field(txn, key));
        Change { key: key.to_owned(), present, present_value, branches }
    }

    /// Takes in what an update did to fields, now that its client ids are somebody's.
    pub(super) fn settle_fields(&mut self, changes: FieldChanges) -> Vec<FieldConflict> {
        changes.0.into_iter().filter_map(|change| self.settle_field(change)).collect()
    }

    fn settle_field(&mut self, change: Change) -> Option<FieldConflict> {
        let Change { key, present, present_value, branches } = change;
        let open = self.conflicts.0.get(&key);
        if branches.is_empty() {
            return self.conflicts.put(key, Vec::new(), self.now);
        }
        let is_fresh = open.and_then(|open| open.since).is_some_and(|since| self.now < since + TYPING_ON);
        let before = present.map(|id| rival(&self.leases, id, present_value));
        let mut heads = match open {
            Some(open) => open.rivals.clone(),
            None => before.into_iter().collect(),
        };
        for Branch { head, origin, value } in branches {
            if origin == present {
                let value = value.unwrap_or_else(|| Value::String(String::new()));
                let says_something_else = heads.iter().all(|rival| rival.value != value);
                let is_typing_on = is_fresh && present.is_some_and(|(client, _)| client == head.0);
                let new = rival(&self.leases, head, value);
                match heads.iter_mut().find(|rival| Some(rival.id()) == present) {
                    Some(own) if is_typing_on && says_something_else => *own = new,
                    _ => heads = vec![new],
                }
            } else if let Some(value) = value {
                let new = rival(&self.leases, head, value);
                match heads.iter_mut().find(|rival| Some(rival.id()) == origin) {
                    Some(continued) => *continued = new,
                    None => heads.push(new),
                }
            }
        }
        self.conflicts.put(key, heads, self.now)
    }

    /// Settles the conflicts of fields that the server has set itself.
    pub(super) fn settle_by_server(&mut self, keys: &[String]) -> Vec<FieldConflict> {
        keys.iter().filter_map(|key| self.conflicts.put(key.clone(), Vec::new(), self.now)).collect()
    }
}

/// Whether a field only says where a thing stands in a list: of two places somebody dragged it to either will do, and
/// nobody could choose between them by reading them.
fn is_place(key: &str) -> bool {
    key.rsplit_once('/').is_some_and(|(_, field)| field == "order")
}

fn rival(leases: &Leases, (client, clock): Id, value: Value) -> Rival {
    // The server's own person is nobody.
    let author = leases.holder(client).filter(|holder| *holder != super::leases::server());
    Rival { value, author: author.unwrap_or_default(), client, clock }
}

/// The values of one field that nothing of the same update stands on, each with what its first one stands on.
fn branches(writes: &[EntryWrite<'_>]) -> Vec<Branch> {
    let last = |write: &EntryWrite<'_>| (write.id.0, write.id.1 + write.len - 1);
    let by_last: HashMap<Id, &EntryWrite<'_>> = writes.iter().map(|write| (last(write), write)).collect();
    let continued: HashSet<Id> = writes.iter().filter_map(|write| write.origin).collect();
    let heads = writes.iter().filter(|write| !continued.contains(&last(write)));
    heads
        .map(|head| {
            let mut origin = head.origin;
            // Values stand on one another in no ring: the grammar has refused that.
            while let Some(below) = origin.and_then(|id| by_last.get(&id)) {
                origin = below.origin;
            }
            Branch { head: last(head), origin, value: None }
        })
        .collect()
}

/// Reads the values out of the bytes: one that loses is nowhere else.
fn read_values(bytes: &[u8], changes: &mut [Change]) {
    let branches = changes.iter_mut().flat_map(|change| &mut change.branches);
    let mut wanted: HashMap<Id, &mut Branch> = branches.map(|branch| (branch.head, branch)).collect();
    if wanted.is_empty() {
        return;
    }
    // It was inspected before, under bounds that are no wider.
    let _ = inspect_with(bytes, &Limits::DOCUMENT, &mut |item| {
        if let ContentView::Any { count: 1, first } = item.content
            && let Some(branch) = wanted.get_mut(&item.id)
        {
            branch.value = json_of(&first);
        }
    });
}

fn json_of(value: &PlainValue<'_>) -> Option<Value> {
    Some(match value {
        PlainValue::Null => Value::Null,
        PlainValue::Bool(value) => Value::Bool(*value),
        PlainValue::Number(number) => crate::content::json_number(*number),
        PlainValue::Text(text) => Value::String((*text).to_owned()),
        PlainValue::Nested => return None,
    })
}
