//! Everything that can be seen in a yrs document, in the form in which `interop/src/hostile.mjs` tells what can be
//! seen in a Yjs one. Types are read as their items are, not as what somebody would take them for.

use pact_sync::Replica;
use serde_json::{Map as Object, Value, json};
use yrs::branch::{Branch, BranchPtr};
use yrs::types::text::YChange;
use yrs::{Any, Array, ArrayRef, Map, MapRef, Out, ReadTxn, Text, TextRef};

/// The visible content of a document, type by type under its path; roots with nothing in them are not there.
#[must_use]
pub fn everything(replica: &Replica) -> Value {
    let mut seen = Object::new();
    replica.read(|txn| {
        for (name, root) in txn.root_refs() {
            if let Some(root) = branch(&root) {
                shape(txn, root, name, true, &mut seen);
            }
        }
    });
    Value::Object(seen)
}

fn branch(value: &Out) -> Option<BranchPtr> {
    let branch: &Branch = match value {
        Out::YText(it) => it.as_ref(),
        Out::YArray(it) => it.as_ref(),
        Out::YMap(it) => it.as_ref(),
        Out::YXmlElement(it) => it.as_ref(),
        Out::YXmlFragment(it) => it.as_ref(),
        Out::YXmlText(it) => it.as_ref(),
        Out::UndefinedRef(it) => return Some(*it),
        Out::Any(_) | Out::YDoc(_) => return None,
    };
    Some(BranchPtr::from(branch))
}

fn kind(value: &Out) -> &'static str {
    match value {
        Out::YText(_) => "YText",
        Out::YArray(_) => "YArray",
        Out::YMap(_) => "YMap",
        Out::YXmlElement(_) => "YXmlElement",
        Out::YXmlFragment(_) => "YXmlFragment",
        Out::YXmlText(_) => "YXmlText",
        _ => "unknown",
    }
}

/// A type: words and marks, values in order, entries. Recursive: types lie 64 deep in one another at most.
fn shape<T: ReadTxn>(txn: &T, type_: BranchPtr, path: &str, is_root: bool, seen: &mut Object<String, Value>) {
    let delta: Vec<Value> = TextRef::from(type_)
        .diff(txn, YChange::identity)
        .into_iter()
        .map(|piece| {
            let marks = piece.attributes.iter().flat_map(|marks| marks.iter());
            let marks: Object<String, Value> =
                marks.map(|(mark, value)| (mark.to_string(), plain(value))).collect();
            let insert = match &piece.insert {
                Out::Any(any) => plain(any),
                _ => json!("type"),
            };
            json!({ "insert": insert, "marks": marks })
        })
        .collect();
    let mut within = |value: &Out, step: String| match (value, branch(value)) {
        (Out::Any(any), _) => plain(any),
        (_, Some(inner)) => {
            shape(txn, inner, &format!("{path}/{step}"), false, seen);
            json!(format!("{} {}", kind(value), name(value)))
        }
        _ => json!("unknown"),
    };
    let has_words = delta.iter().any(|piece| piece["insert"].as_str().is_some_and(|it| it.starts_with('s')));
    let values: Vec<Value> = if has_words {
        Vec::new()
    } else {
        let values = ArrayRef::from(type_).iter(txn).enumerate();
        values.map(|(place, value)| within(&value, place.to_string())).collect()
    };
    let entries: Object<String, Value> = MapRef::from(type_)
        .iter(txn)
        .map(|(key, value)| (key.to_owned(), within(&value, format!("@{key}"))))
        .collect();
    if !is_root || !delta.is_empty() || !values.is_empty() || !entries.is_empty() {
        let found = json!({ "delta": delta, "values": values, "entries": entries });
        seen.insert(path.to_owned(), found);
    }
}

/// A node's name, as browsers have it.
fn name(value: &Out) -> &str {
    match value {
        Out::YXmlElement(element) => element.tag(),
        _ => "",
    }
}

/// A plain value: what JSON lacks or writes in several ways gets a letter.
fn plain(value: &Any) -> Value {
    match value {
        Any::Undefined => json!("u"),
        Any::Null => Value::Null,
        Any::Bool(is) => json!(is),
        Any::Number(number) => number_text(number.as_f64().unwrap_or(f64::INFINITY)),
        Any::String(text) => json!(format!("s{text}")),
        Any::Buffer(bytes) => json!(format!("b{}", crate::interop::hex(bytes))),
        Any::Array(values) => values.iter().map(plain).collect(),
        Any::Map(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect())
        }
    }
}

fn number_text(number: f64) -> Value {
    if number.is_nan() {
        return json!("nNaN");
    }
    // Minus zero and zero are one value to every reader.
    let number = if number == 0.0 { 0.0 } else { number };
    json!(format!("n{:016x}", number.to_bits()))
}
