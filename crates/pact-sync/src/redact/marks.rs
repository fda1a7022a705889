//! Words in marks: the address of a link. Also in marks that nobody sees, because no character stands in them.

use bytes::Bytes;
use pact_model::erasure::Passages;
use pact_wire::update::{ContentView, Limits, inspect_with};
use serde_json::Value;
use yrs::types::Attrs;
use yrs::types::text::YChange;
use yrs::{Any, Text, TextRef, TransactionMut};

use super::codes::is_code;
use crate::content::any_of;
use crate::error::SyncError;

/// Whether the value of a mark holds the words.
pub(super) fn holds(value: &str, passages: &Passages) -> bool {
    serde_json::from_str::<Value>(value).is_ok_and(|value| erased(&any_of(&value), passages).is_some())
}

/// Names of marks with the words somewhere in the bytes, also where nothing shows them.
pub(super) fn hidden_in(state: &Bytes, passages: &Passages) -> Result<Vec<String>, SyncError> {
    let mut names: Vec<String> = Vec::new();
    inspect_with(state, &Limits::DOCUMENT, &mut |item| {
        if let ContentView::Format { key, value } = item.content
            && holds(value, passages)
            && !names.iter().any(|known| known == key)
        {
            names.push(key.to_owned());
        }
    })
    .map_err(|refusal| SyncError::Integration(refusal.to_string()))?;
    Ok(names)
}

/// Writes these marks of a text anew, without the words; how many held them where they show.
pub(super) fn erase(
    txn: &mut TransactionMut<'_>,
    text: &TextRef,
    passages: &Passages,
    hidden: &[String],
) -> usize {
    if hidden.is_empty() {
        return 0;
    }
    let mut count = 0;
    let mut wanted: Vec<(u32, u32, Attrs)> = Vec::new();
    let mut index = 0;
    for chunk in text.diff(txn, YChange::identity) {
        let len = match &chunk.insert {
            yrs::Out::Any(Any::String(words)) => {
                u32::try_from(words.encode_utf16().count()).unwrap_or(u32::MAX)
            }
            _ => 1,
        };
        let marks = chunk.attributes.map(|marks| *marks).unwrap_or_default();
        let fresh = marks.into_iter().filter(|(name, _)| hidden.iter().any(|known| **known == **name));
        let fresh: Attrs = fresh
            .map(|(name, value)| {
                let erased = erased(&value, passages);
                count += usize::from(erased.is_some());
                (name, erased.unwrap_or(value))
            })
            .collect();
        wanted.push((index, len, fresh));
        index += len;
    }
    // yrs takes away the marks of a stretch up to its last character: one more behind all others, for those there.
    text.insert(txn, index, " ");
    let none: Attrs = hidden.iter().map(|name| (name.as_str().into(), Any::Null)).collect();
    text.format(txn, 0, index + 1, none);
    text.remove_range(txn, index, 1);
    for (index, len, marks) in wanted.into_iter().filter(|(_, _, marks)| !marks.is_empty()) {
        text.format(txn, index, len, marks);
    }
    count
}

fn erased(value: &Any, passages: &Passages) -> Option<Any> {
    match value {
        Any::Map(entries) => {
            let fresh: Vec<(String, Any)> = entries
                .iter()
                .filter_map(|(key, value)| {
                    let is_code = |text: &str| is_code("body:", key, text);
                    Some((key.clone(), super::erased(value, passages, &is_code)?))
                })
                .collect();
            (!fresh.is_empty()).then(|| {
                let mut entries = entries.as_ref().clone();
                entries.extend(fresh);
                Any::Map(std::sync::Arc::new(entries))
            })
        }
        value => super::erased(value, passages, &|_| false),
    }
}
