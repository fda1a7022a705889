//! Which value of a key counts? Entries of the maps that lie in roots, in the order in which Yjs keeps all values a
//! key ever had: the last one counts. A new value that was not set on top of the last one was set at the same time
//! as another, and one of the two is lost unless somebody is told.

use foldhash::{HashMap, HashMapExt};

use super::containers::ContainerId;
use crate::update::Id;

/// A value set for a key. Values that one client set in a row and that are gone by now come as one struct of
/// several clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Write {
    pub(super) container: ContainerId,
    pub(super) key: u32,
    pub(super) id: Id,
    pub(super) len: u32,
    /// The value it was set on top of.
    pub(super) origin: Option<Id>,
}

#[derive(Clone, Copy, Debug)]
struct Value {
    client: u64,
    first: u32,
    end: u32,
    origin: Option<Id>,
}

impl Value {
    fn contains(&self, (client, clock): Id) -> bool {
        self.client == client && (self.first..self.end).contains(&clock)
    }
}

type Values = Vec<Value>;

/// All values of all entries, last ones last.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries(HashMap<(ContainerId, u32), Values>);

impl Entries {
    /// The value that counts, deleted or not.
    pub(super) fn last(&self, container: ContainerId, key: u32) -> Option<Id> {
        self.0.get(&(container, key))?.last().map(|value| (value.client, value.end - 1))
    }

    pub(super) fn weight(&self) -> usize {
        self.0.values().map(|values| values.len() * size_of::<Value>() + 64).sum()
    }

    /// Takes in values, each after the one it was set on top of, in whatever order they come.
    pub(super) fn absorb(&mut self, writes: &[Write]) {
        match writes {
            [] => {}
            [write] => self.place(*write),
            _ => self.absorb_many(writes),
        }
    }

    fn absorb_many(&mut self, writes: &[Write]) {
        let last = |write: &Write| (write.id.0, write.id.1 + write.len - 1);
        let brought: HashMap<Id, usize> =
            writes.iter().enumerate().map(|(position, write)| (last(write), position)).collect();
        let mut waiting: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut ready = Vec::new();
        for (position, write) in writes.iter().enumerate() {
            match write.origin.and_then(|origin| brought.get(&origin)) {
                Some(earlier) => waiting.entry(*earlier).or_default().push(position),
                None => ready.push(position),
            }
        }
        while let Some(position) = ready.pop() {
            if let Some(write) = writes.get(position) {
                self.place(*write);
            }
            ready.extend(waiting.remove(&position).unwrap_or_default());
        }
    }

    /// Where Yjs puts it: the rule for items inserted at one place at the same time (YATA), on values that all have
    /// no right origin.
    fn place(&mut self, write: Write) {
        let values = self.0.entry((write.container, write.key)).or_default();
        // Nearly always the last one, so from the end.
        let find = |values: &Values, id: Id| values.iter().rposition(|value| value.contains(id));
        let first = write.origin.and_then(|origin| find(values, origin)).map_or(0, |position| position + 1);
        let mut place = first;
        // Since when the values passed may still belong behind the new one.
        let mut conflicts_from = first;
        for at in first..values.len() {
            let Some(value) = values.get(at) else { break };
            let goes_before = if value.origin == write.origin {
                if value.client >= write.id.0 {
                    break;
                }
                true
            } else {
                match value.origin.and_then(|origin| find(values, origin)) {
                    Some(origin_at) if origin_at >= first => origin_at < conflicts_from,
                    _ => break,
                }
            };
            if goes_before {
                place = at + 1;
                conflicts_from = at + 1;
            }
        }
        let (client, clock) = write.id;
        let value = Value { client, first: clock, end: clock + write.len, origin: write.origin };
        values.insert(place, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(writes: &[(u64, u32, Option<Id>)]) -> Option<Id> {
        let mut entries = Entries::default();
        let writes: Vec<Write> = writes
            .iter()
            .map(|(client, clock, origin)| Write {
                container: 0,
                key: 0,
                id: (*client, *clock),
                len: 1,
                origin: *origin,
            })
            .collect();
        entries.absorb(&writes);
        entries.last(0, 0)
    }

    #[test]
    fn the_value_set_last_counts() {
        assert_eq!(after(&[(5, 0, None), (7, 0, Some((5, 0))), (5, 1, Some((7, 0)))]), Some((5, 1)));
    }

    #[test]
    fn of_two_set_at_once_the_higher_client_counts_in_whatever_order_they_come() {
        assert_eq!(after(&[(5, 0, None), (9, 0, None)]), Some((9, 0)));
        assert_eq!(after(&[(9, 0, None), (5, 0, None)]), Some((9, 0)));
        // What is set on top of the lower one stays with it.
        assert_eq!(after(&[(9, 0, None), (5, 0, None), (5, 1, Some((5, 0)))]), Some((9, 0)));
        assert_eq!(after(&[(5, 1, Some((5, 0))), (9, 0, None), (5, 0, None)]), Some((9, 0)));
    }
}
