//! How do words leave a document for good? A forward edit puts something else in their place, and what was deleted is
//! collected: its letters are in no byte of the state any more, while the places of its items stay known. So a copy of
//! before can come back with what its owner wrote, and never with the words.

mod codes;
mod lines;
mod marks;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use pact_model::erasure::Passages;
use pact_wire::update::{ContentView, Limits, inspect_with};
use yrs::branch::{Branch, BranchPtr};
use yrs::{Any, Array, ArrayRef, Map, MapRef, Out, ReadTxn, TransactionMut};

use crate::error::SyncError;
use crate::replica::Replica;
use codes::is_code;
use lines::{Line, erase_in_sequence};

/// A document without the words.
#[derive(Clone, Debug)]
pub struct Redacted {
    /// Its whole state. The state vector knows all it knew before.
    pub state: Bytes,
    /// How many passages were replaced in what is shown.
    pub passages: usize,
    /// Whether anything was replaced, shown or not.
    pub is_changed: bool,
}

/// Rounds of looking for words that others hid, as marks upon marks. One is enough for what a page writes.
const ROUNDS: usize = 3;

/// Erases words from a document, given as its snapshot and the rows after it. `client_id` is one that never wrote in
/// it.
///
/// # Errors
/// [`SyncError::CorruptLog`], or [`SyncError::InvalidEdit`] when the words stand where nothing can be replaced.
pub fn redact(
    client_id: u64,
    snapshot: Option<&[u8]>,
    updates: &[Bytes],
    passages: &Passages,
) -> Result<Redacted, SyncError> {
    let mut replica = Replica::load(client_id, snapshot, updates)?;
    let (mut count, mut is_changed) = (0, false);
    for _ in 0..ROUNDS {
        let hidden = marks::hidden_in(&replica.encoded(), passages)?;
        let found = erase(&mut replica, passages, &hidden)?;
        count += found;
        if found == 0 && hidden.is_empty() {
            break;
        }
        is_changed = true;
    }
    // From the bytes, not from what is in memory: this is what is stored.
    let state = replica.encoded();
    check(&state, passages)?;
    Ok(Redacted { state, passages: count, is_changed })
}

/// One round; how many passages were replaced.
fn erase(replica: &mut Replica, passages: &Passages, hidden: &[String]) -> Result<usize, SyncError> {
    let mut eraser = Eraser { passages, hidden, count: 0 };
    let work = AssertUnwindSafe(|| {
        replica.edit(|txn| -> Result<(), SyncError> {
            let roots: Vec<(String, BranchPtr)> =
                txn.root_refs().filter_map(|(name, root)| Some((name.to_owned(), branch(&root)?))).collect();
            for (name, root) in roots {
                eraser.erase(txn, root, &name);
            }
            Ok(())
        })
    });
    catch_unwind(work).map_err(|_| SyncError::Integration("yrs panicked".to_owned()))??;
    Ok(eraser.count)
}

struct Eraser<'a> {
    passages: &'a Passages,
    /// Marks that begin and end without a character between them, with the words in their values.
    hidden: &'a [String],
    count: usize,
}

impl Eraser<'_> {
    /// Everything in a root, whatever it is: without recursion, as nesting comes from others.
    fn erase(&mut self, txn: &mut TransactionMut<'_>, root: BranchPtr, name: &str) {
        let mut stack = vec![root];
        while let Some(branch) = stack.pop() {
            self.entries(txn, branch, name, &mut stack);
            let line = Line::read(txn, branch, &mut stack);
            if line.is_empty() {
                self.values(txn, branch);
            }
            self.count += erase_in_sequence(txn, &line, self.passages);
            for text in line.texts() {
                self.count += marks::erase(txn, text, self.passages, self.hidden);
            }
        }
    }

    /// Entries of a map, attributes of an element.
    fn entries(
        &mut self,
        txn: &mut TransactionMut<'_>,
        branch: BranchPtr,
        root: &str,
        stack: &mut Vec<BranchPtr>,
    ) {
        let map = MapRef::from(branch);
        let entries: Vec<(String, Out)> = map.iter(txn).map(|(key, value)| (key.to_owned(), value)).collect();
        for (key, value) in entries {
            match value {
                Out::Any(value) => {
                    if let Some(fresh) = self.erased(&value, &|text| is_code(root, &key, text)) {
                        map.insert(txn, key, fresh);
                    }
                }
                nested => stack.extend(self::branch(&nested)),
            }
        }
    }

    /// Plain values of an array; in texts and elements there are none.
    fn values(&mut self, txn: &mut TransactionMut<'_>, branch: BranchPtr) {
        let array = ArrayRef::from(branch);
        let values: Vec<Out> = array.iter(txn).collect();
        for (index, value) in (0..).zip(values) {
            let Out::Any(value) = value else { continue };
            if let Some(fresh) = self.erased(&value, &|_| false) {
                array.remove(txn, index);
                array.insert(txn, index, fresh);
            }
        }
    }

    fn erased(&mut self, value: &Any, is_code: &dyn Fn(&str) -> bool) -> Option<Any> {
        let fresh = erased(value, self.passages, is_code)?;
        self.count += 1;
        Some(fresh)
    }
}

/// A plain value without the words; `None` when they are not in it.
fn erased(value: &Any, passages: &Passages, is_code: &dyn Fn(&str) -> bool) -> Option<Any> {
    match value {
        Any::String(text) if is_code(text) => None,
        Any::String(text) => passages.erased(text).map(Any::from),
        Any::Array(items) => {
            let fresh: Vec<Option<Any>> = items.iter().map(|item| erased(item, passages, is_code)).collect();
            fresh.iter().any(Option::is_some).then(|| {
                let items = items.iter().zip(fresh).map(|(old, new)| new.unwrap_or_else(|| old.clone()));
                Any::Array(items.collect())
            })
        }
        Any::Map(entries) => {
            let fresh: Vec<(String, Any)> = entries
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), erased(value, passages, is_code)?)))
                .collect();
            (!fresh.is_empty()).then(|| {
                let mut entries = entries.as_ref().clone();
                entries.extend(fresh);
                Any::Map(Arc::new(entries))
            })
        }
        _ => None,
    }
}

fn branch(value: &Out) -> Option<BranchPtr> {
    match value {
        Out::YText(it) => Some(pointer(it)),
        Out::YArray(it) => Some(pointer(it)),
        Out::YMap(it) => Some(pointer(it)),
        Out::YXmlElement(it) => Some(pointer(it)),
        Out::YXmlFragment(it) => Some(pointer(it)),
        Out::YXmlText(it) => Some(pointer(it)),
        Out::UndefinedRef(branch) => Some(*branch),
        Out::Any(_) | Out::YDoc(_) => None,
    }
}

fn pointer(it: &impl AsRef<Branch>) -> BranchPtr {
    BranchPtr::from(it.as_ref())
}

/// Whether the words are gone: from what can be read, and from every string of the bytes by itself.
fn check(state: &Bytes, passages: &Passages) -> Result<(), SyncError> {
    let mut replica = Replica::load(1, Some(state), &[])?;
    let left = erase(&mut replica, passages, &[])?;
    let mut is_in_bytes = false;
    inspect_with(state, &Limits::DOCUMENT, &mut |item| {
        is_in_bytes |= match item.content {
            ContentView::String(text) | ContentView::Embed(text) => passages.are_in(text),
            ContentView::Format { value, .. } => marks::holds(value, passages),
            _ => false,
        };
    })
    .map_err(|refusal| SyncError::Integration(refusal.to_string()))?;
    if left == 0 && !is_in_bytes {
        return Ok(());
    }
    Err(SyncError::InvalidEdit("the words stand where nothing can be put in their place".to_owned()))
}
