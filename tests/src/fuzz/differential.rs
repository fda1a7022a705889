//! What the gate lets in, Yjs and yrs understand alike: the browser never throws and never waits, and both see the
//! same words, marks, values, entries, clocks and deletions, also from what the server sends to a newcomer.

use std::collections::BTreeMap;

use bytes::Bytes;
use pact_wire::varint::Reader;
use serde_json::Value;

use super::browser::{Browser, Seen};
use super::gate::Gate;
use super::sight::everything;
use super::{sample, shrink};
use crate::interop::hex;

/// Histories, each as bytes: any number of updates for one document.
///
/// # Panics
/// The two libraries differ, and the message has the smallest history on which they do; or the Node process is gone.
pub fn differential(inputs: &[impl AsRef<[u8]>], browser: &Browser) {
    let histories: Vec<Vec<Vec<u8>>> = inputs
        .iter()
        .map(|input| sample::updates(input.as_ref()).into_iter().map(<[u8]>::to_vec).collect())
        .collect();
    let Some((failing, why)) = first_difference(&histories, browser) else { return };
    let is_different =
        |fewer: &[Vec<u8>]| first_difference(std::slice::from_ref(&fewer.to_vec()), browser).is_some();
    let smallest = shrink::smallest(histories[failing].clone(), is_different);
    let why = first_difference(std::slice::from_ref(&smallest), browser).map_or(why, |(_, why)| why);
    let smallest: Vec<String> = smallest.iter().map(|update| hex(update)).collect();
    panic!("{why}\nafter\n{}", smallest.join("\n"));
}

/// The first history on which the two differ, and how.
fn first_difference(histories: &[Vec<Vec<u8>>], browser: &Browser) -> Option<(usize, String)> {
    let mut expected = Vec::new();
    let mut cases: Vec<Vec<Bytes>> = Vec::new();
    for updates in histories {
        let mut gate = Gate::default();
        for update in updates {
            gate.offer(update);
        }
        cases.push(gate.taken().to_vec());
        cases.push(vec![gate.replica().encoded()]);
        expected.push((everything(gate.replica()), gate.replica().fingerprint()));
    }
    let seen = browser.integrate(&cases).expect("the Node process answers");
    assert_eq!(seen.len(), cases.len());
    seen.into_iter().enumerate().find_map(|(number, seen)| {
        let (content, (state_vector, delete_set)) = &expected[number / 2];
        let who = if number % 2 == 0 { "who was there" } else { "a newcomer" };
        let why = alike(seen, content, state_vector, delete_set).err()?;
        Some((number / 2, format!("{who}: {why}")))
    })
}

fn alike(seen: Seen, content: &Value, vector: &[u8], deleted: &[u8]) -> Result<(), String> {
    let (theirs, state_vector, delete_set) = match seen {
        Seen::Threw(error) => return Err(format!("Yjs threw {error}")),
        Seen::Document { is_pending: true, .. } => return Err("Yjs waits".to_owned()),
        Seen::Document { is_same_for_a_newcomer: false, .. } => {
            return Err("Yjs alone shows a newcomer something else".to_owned());
        }
        Seen::Document { content, state_vector, delete_set, .. } => (content, state_vector, delete_set),
    };
    let paths = [&theirs, content].into_iter().filter_map(Value::as_object).flat_map(|it| it.keys());
    if let Some(path) = paths.into_iter().find(|path| theirs.get(path) != content.get(path)) {
        let (theirs, ours) = (&theirs[path], &content[path]);
        return Err(format!("«{path}» is to Yjs\n{theirs}\nand to yrs\n{ours}"));
    }
    if sorted_vector(&state_vector) != sorted_vector(vector) {
        return Err(format!("state vectors {state_vector:?} and {vector:?}"));
    }
    if sorted_deletes(&delete_set) != sorted_deletes(deleted) {
        return Err(format!("delete sets {delete_set:?} and {deleted:?}"));
    }
    Ok(())
}

fn sorted_vector(bytes: &[u8]) -> BTreeMap<u64, u64> {
    let mut reader = Reader::new(bytes);
    let mut read = || reader.read_var_uint().expect("a state vector");
    (0..read()).map(|_| (read(), read())).collect()
}

/// By client the deleted ranges, neighbours joined: the libraries list clients in different orders.
fn sorted_deletes(bytes: &[u8]) -> BTreeMap<u64, Vec<(u64, u64)>> {
    let mut reader = Reader::new(bytes);
    let mut read = || reader.read_var_uint().expect("a delete set");
    let mut clients = BTreeMap::new();
    for _ in 0..read() {
        let client = read();
        let mut ranges: Vec<(u64, u64)> = Vec::new();
        for _ in 0..read() {
            let (start, len) = (read(), read());
            match ranges.last_mut() {
                Some((_, end)) if *end == start => *end = start + len,
                _ => ranges.push((start, start + len)),
            }
        }
        clients.insert(client, ranges);
    }
    clients
}
