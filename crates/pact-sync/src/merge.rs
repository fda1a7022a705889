//! Can several rows of the log become one? Only if the one says exactly what they said, struct by struct: yrs
//! does the merging, and what it made is compared with what went in.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use pact_wire::update::{ContentView, Id, Inspection, ItemView, Limits, Parent, TypeKind, inspect_with};
use serde_json::Value;
use thiserror::Error;

/// Why rows stay as they are.
#[derive(Debug, Error)]
pub enum MergeError {
    /// A row does not follow the update grammar.
    #[error("row {index} cannot be read: {why}")]
    Unreadable {
        /// Which of the given rows.
        index: usize,
        /// What is wrong.
        why: String,
    },
    /// The rows do not go on from one another: some clocks are missing between them, or come in twice.
    #[error("the clocks of client {client} go on at {expected}, not at {got}")]
    Unconnected {
        /// Whose clocks.
        client: u64,
        /// Where they were expected to go on.
        expected: u32,
        /// Where they do.
        got: u32,
    },
    /// yrs refused or panicked, or made bytes that do not follow the grammar.
    #[error("yrs could not merge the rows: {0}")]
    Failed(String),
    /// What yrs made says something else.
    #[error("merged, the rows say something else")]
    Differs,
}

/// Merges rows that follow one another in the log into one update that says the same.
///
/// # Errors
/// Whatever stands in the way; the rows are to stay as they are.
pub fn merge_rows(rows: &[Bytes]) -> Result<Bytes, MergeError> {
    let mut said = Said::default();
    for (index, row) in rows.iter().enumerate() {
        said.add(row).map_err(|refusal| match refusal {
            MergeError::Failed(why) => MergeError::Unreadable { index, why },
            other => other,
        })?;
    }
    let merged = catch_unwind(AssertUnwindSafe(|| yrs::merge_updates_v1(rows)))
        .map_err(|_| MergeError::Failed("it panicked".to_owned()))?
        .map_err(|error| MergeError::Failed(error.to_string()))?;
    let mut says = Said::default();
    says.add(&merged)?;
    if says == said { Ok(merged.into()) } else { Err(MergeError::Differs) }
}

/// What updates say, independent of how they are cut into structs and ranges.
///
/// The one thing not looked into is the plain values of `ContentAny`: only their number is compared.
#[derive(Default, PartialEq)]
struct Said {
    items: BTreeMap<u64, Vec<Item>>,
    deleted: BTreeMap<u64, Vec<(u32, u32)>>,
}

#[derive(PartialEq)]
struct Item {
    start: u32,
    end: u32,
    origin: Option<Id>,
    right_origin: Option<Id>,
    place: Place,
    key: Option<String>,
    content: Content,
}

#[derive(PartialEq)]
enum Place {
    Root(String),
    Item(Id),
    Inherited,
}

#[derive(PartialEq)]
enum Content {
    Deleted,
    Collected,
    Any,
    Binary(usize),
    String(String),
    /// Compared as values: the order of keys is the writer's.
    Embed(Value),
    Format(String, Value),
    Type(TypeKind, Option<String>),
}

impl Said {
    fn add(&mut self, update: &[u8]) -> Result<(), MergeError> {
        let mut items = Vec::new();
        let inspection = inspect_with(update, &Limits::DOCUMENT, &mut |item| items.push(item))
            .map_err(|refusal| MergeError::Failed(refusal.to_string()))?;
        for item in items {
            self.add_item(&item)?;
        }
        self.add_deletions(&inspection);
        Ok(())
    }

    fn add_item(&mut self, view: &ItemView<'_>) -> Result<(), MergeError> {
        let (client, start) = view.id;
        let end = start + view.len;
        let items = self.items.entry(client).or_default();
        let Some(last) = items.last_mut() else {
            items.push(Item::new(view));
            return Ok(());
        };
        if end <= last.end {
            // Sent twice; the first stands.
            return Ok(());
        }
        if start != last.end {
            return Err(MergeError::Unconnected { client, expected: last.end, got: start });
        }
        let next = Item::new(view);
        if let Some(next) = last.join(client, next) {
            items.push(next);
        }
        Ok(())
    }

    fn add_deletions(&mut self, inspection: &Inspection) {
        for range in &inspection.delete_set {
            self.deleted.entry(range.client).or_default().push((range.start, range.start + range.len));
        }
        for ranges in self.deleted.values_mut() {
            ranges.sort_unstable();
            ranges.dedup_by(|next, before| {
                let touches = next.0 <= before.1;
                if touches {
                    before.1 = before.1.max(next.1);
                }
                touches
            });
        }
    }
}

impl Item {
    fn new(view: &ItemView<'_>) -> Self {
        // Checked by the walk to be JSON; if it were not, null on both sides would still compare the rest.
        let json = |text: &str| serde_json::from_str(text).unwrap_or_default();
        Self {
            start: view.id.1,
            end: view.id.1 + view.len,
            origin: view.origin,
            right_origin: view.right_origin,
            place: match view.parent {
                Parent::Root(name) => Place::Root(name.to_owned()),
                Parent::Item(id) => Place::Item(id),
                Parent::Inherited => Place::Inherited,
            },
            key: view.key.map(str::to_owned),
            content: match view.content {
                ContentView::Deleted => Content::Deleted,
                ContentView::GC => Content::Collected,
                ContentView::Any { .. } => Content::Any,
                ContentView::Binary(len) => Content::Binary(len),
                ContentView::String(text) => Content::String(text.to_owned()),
                ContentView::Embed(text) => Content::Embed(json(text)),
                ContentView::Format { key, value } => Content::Format(key.to_owned(), json(value)),
                ContentView::Type { kind, name } => Content::Type(kind, name.map(str::to_owned)),
            },
        }
    }

    /// Takes in the item right after this one if both could as well be one item; else gives it back.
    fn join(&mut self, client: u64, next: Self) -> Option<Self> {
        let follows = next.origin == Some((client, self.end - 1))
            && next.right_origin == self.right_origin
            && next.place == Place::Inherited;
        match (&mut self.content, &next.content) {
            (Content::String(text), Content::String(more)) if follows => text.push_str(more),
            (Content::Deleted, Content::Deleted) | (Content::Any, Content::Any) if follows => {}
            // Has neither origin nor place.
            (Content::Collected, Content::Collected) => {}
            _ => return Some(next),
        }
        self.end = next.end;
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use yrs::block::ClientID;
    use yrs::types::Attrs;
    use yrs::types::text::YChange;
    use yrs::updates::decoder::Decode;
    use yrs::{
        Any, Doc, GetString, Map, OffsetKind, Options, Out, ReadTxn, Text, Transact, TransactionMut, Update,
        WriteTxn, XmlElementPrelim, XmlFragment, XmlTextPrelim,
    };

    use super::*;
    use crate::Replica;

    #[derive(Clone, Debug)]
    enum Step {
        Type(u32, String),
        Delete(u32, u32),
        Format(u32, u32),
        SetKey(u8, i32),
        DropKey(u8),
        AddBlock(String),
        DropBlock(u32),
        /// Takes in what the others wrote.
        Hear,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            8 => (any::<u32>(), "[a-zé😀]{1,4}").prop_map(|(at, text)| Step::Type(at, text)),
            3 => (any::<u32>(), 1..4u32).prop_map(|(at, len)| Step::Delete(at, len)),
            2 => (any::<u32>(), 1..4u32).prop_map(|(at, len)| Step::Format(at, len)),
            2 => (0..3u8, any::<i32>()).prop_map(|(key, value)| Step::SetKey(key, value)),
            1 => (0..3u8).prop_map(Step::DropKey),
            2 => "[a-z]{0,4}".prop_map(Step::AddBlock),
            1 => any::<u32>().prop_map(Step::DropBlock),
            2 => Just(Step::Hear),
        ]
    }

    /// Stretches of steps of one client after another.
    fn history() -> impl Strategy<Value = Vec<(usize, Vec<Step>)>> {
        proptest::collection::vec((0..3usize, proptest::collection::vec(step(), 1..12)), 1..10)
    }

    struct Client {
        doc: Doc,
        heard: usize,
    }

    impl Client {
        fn new(id: u64) -> Self {
            let mut options = Options::with_client_id(ClientID::new(id));
            options.offset_kind = OffsetKind::Utf16;
            options.cleanup_formatting = false;
            Self { doc: Doc::with_options(options), heard: 0 }
        }

        fn hear(&mut self, log: &[Bytes]) {
            let mut txn = self.doc.transact_mut();
            for row in &log[self.heard..] {
                txn.apply_update(Update::decode_v1(row).unwrap()).unwrap();
            }
            self.heard = log.len();
        }

        fn write(&self, step: &Step) -> Option<Bytes> {
            let mut txn = self.doc.transact_mut();
            change(&mut txn, step);
            txn.commit();
            let update = txn.encode_update_v1();
            (update != [0, 0]).then(|| update.into())
        }
    }

    /// A place between two characters, not between the halves of one.
    fn place(text: &str, at: u32) -> u32 {
        let count = text.chars().count() + 1;
        let chars = text.chars().take(at as usize % count);
        chars.map(|c| u32::try_from(c.len_utf16()).unwrap()).sum()
    }

    fn change(txn: &mut TransactionMut<'_>, step: &Step) {
        let text = txn.get_or_insert_text("t");
        let map = txn.get_or_insert_map("m");
        let blocks = txn.get_or_insert_xml_fragment("x");
        let words = text.get_string(txn);
        match step {
            Step::Type(at, more) => text.insert(txn, place(&words, *at), more),
            Step::Delete(at, len) | Step::Format(at, len) => {
                let count = words.chars().count();
                let from = *at as usize % (count + 1);
                let to = (from + *len as usize).min(count);
                let units = |chars: usize| place(&words, u32::try_from(chars).unwrap());
                let (start, len) = (units(from), units(to) - units(from));
                if len == 0 {
                } else if matches!(step, Step::Delete(..)) {
                    text.remove_range(txn, start, len);
                } else {
                    let link = Any::from_json(r##"{"href":"#","title":"né","rel":null}"##).unwrap();
                    text.format(txn, start, len, Attrs::from([("link".into(), link)]));
                }
            }
            Step::SetKey(key, value) => {
                map.insert(txn, format!("k{key}"), *value);
            }
            Step::DropKey(key) => {
                map.remove(txn, &format!("k{key}"));
            }
            Step::AddBlock(words) => {
                let block = blocks.push_back(txn, XmlElementPrelim::empty("paragraph"));
                block.push_back(txn, XmlTextPrelim::new(words.as_str()));
            }
            Step::DropBlock(at) => {
                let len = blocks.len(txn);
                if len > 0 {
                    blocks.remove_range(txn, at % len, 1);
                }
            }
            Step::Hear => {}
        }
    }

    /// Everything the document shows: words with their marks, entries, blocks.
    #[derive(Debug, PartialEq)]
    struct Shown {
        fingerprint: (Vec<u8>, Vec<u8>),
        words: Vec<(Out, Option<Attrs>)>,
        entries: Vec<Option<Out>>,
        blocks: Option<String>,
    }

    fn shown(rows: &[Bytes]) -> Shown {
        let replica = Replica::load(7, None, rows).unwrap();
        replica.read(|txn| Shown {
            fingerprint: replica.fingerprint(),
            words: txn.get_text("t").map_or_else(Vec::new, |text| {
                let runs = text.diff(txn, YChange::identity);
                runs.into_iter().map(|run| (run.insert, run.attributes.map(|marks| *marks))).collect()
            }),
            entries: (0..3).map(|key| txn.get_map("m")?.get(txn, &format!("k{key}"))).collect(),
            blocks: txn.get_xml_fragment("x").map(|blocks| blocks.get_string(txn)),
        })
    }

    fn cases() -> u32 {
        if std::env::var_os("PATTOVIVO_SOAK").is_some() { 4_000 } else { 200 }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(cases()))]

        /// The document rebuilt from merged rows is the document rebuilt from all of them.
        #[test]
        fn merged_rows_say_what_the_rows_said(history in history()) {
            let mut clients: Vec<_> = (1..=3).map(Client::new).collect();
            let mut log: Vec<Bytes> = Vec::new();
            let mut runs = Vec::new();
            for (who, steps) in &history {
                let start = log.len();
                for step in steps {
                    if matches!(step, Step::Hear) {
                        clients[*who].hear(&log);
                    } else if let Some(row) = clients[*who].write(step) {
                        log.push(row);
                    }
                }
                if log.len() > start {
                    runs.push(start..log.len());
                }
            }
            let merged: Vec<_> = runs.into_iter().map(|run| merge_rows(&log[run]).unwrap()).collect();
            prop_assert_eq!(shown(&merged), shown(&log));
            // And what was merged can be merged again, whoever wrote it; or stays as it is.
            if let Ok(all) = merge_rows(&merged) {
                prop_assert_eq!(shown(&[all]), shown(&log));
            }
        }
    }

    fn rows_of(words: &[&str]) -> Vec<Bytes> {
        let client = Client::new(1);
        words.iter().map(|word| client.write(&Step::Type(u32::MAX, (*word).to_owned())).unwrap()).collect()
    }

    #[test]
    fn rows_with_a_row_missing_between_them_stay_as_they_are() {
        let rows = rows_of(&["a", "b", "c"]);
        let result = merge_rows(&[rows[0].clone(), rows[2].clone()]);
        assert!(
            matches!(result, Err(MergeError::Unconnected { client: 1, expected: 1, got: 2 })),
            "{result:?}"
        );
    }

    #[test]
    fn a_row_that_cannot_be_read_stays_as_it_is() {
        let rows = rows_of(&["a", "b"]);
        let result = merge_rows(&[rows[0].clone(), Bytes::from_static(b"\x01\x02")]);
        assert!(matches!(result, Err(MergeError::Unreadable { index: 1, .. })), "{result:?}");
    }

    /// The comparison would notice if yrs made something else of the rows.
    #[test]
    fn other_words_in_the_same_places_are_not_the_same() {
        let said = |rows: &[Bytes]| {
            let mut said = Said::default();
            for row in rows {
                said.add(row).unwrap();
            }
            said
        };
        let client = Client::new(1);
        let more = Client::new(1);
        let ab = client.write(&Step::Type(0, "ab".to_owned())).unwrap();
        let ac = more.write(&Step::Type(0, "ac".to_owned())).unwrap();
        assert!(said(std::slice::from_ref(&ab)) != said(std::slice::from_ref(&ac)));
        let gone = client.write(&Step::Delete(0, 1)).unwrap();
        assert!(said(&[ab.clone(), gone]) != said(&[ab]));
    }
}
