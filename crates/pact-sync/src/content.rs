//! From the shared document to the neutral content tree and back.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use pact_model::content::{DocumentContent, Element, Node, SectionContent, Text, TextTag};
use pact_model::document::{Binding, BindingKind, DocumentKind, Policy, SectionId, SectionKind};
use serde_json::{Map as JsonMap, Number, Value};
use yrs::types::text::YChange;
use yrs::types::{Attrs, Delta};
use yrs::{
    Any, GetString, In, Map, MapRef, Out, ReadTxn, Text as _, TransactionMut, Xml, XmlElementPrelim,
    XmlElementRef, XmlFragment, XmlFragmentRef, XmlOut, XmlTextPrelim, XmlTextRef,
};

use crate::schema::{META_PAUSED, ROOT_BINDINGS, ROOT_META, ROOT_SECTIONS};

/// Nesting beyond this is cut when a body is read; the firewall refuses deeper updates before.
const MAX_DEPTH: usize = 100;

/// Reads the whole document.
pub(crate) fn read_document<T: ReadTxn>(txn: &T) -> DocumentContent {
    let meta = txn.get_map(ROOT_META);
    let field = |name: &str| meta.as_ref().and_then(|map| string(txn, map, name));
    let mut bindings = read_bindings(txn);
    DocumentContent {
        kind: field("kind").and_then(|kind| kind.parse().ok()).unwrap_or(DocumentKind::Open),
        title: field("title").unwrap_or_default(),
        language: field("language").unwrap_or_else(|| "it".to_owned()),
        // An empty reason is a pause too.
        paused: field(META_PAUSED),
        sections: section_fields(txn)
            .into_iter()
            .map(|(id, fields)| read_section(txn, id, &fields, &mut bindings))
            .collect(),
    }
}

/// Fields of every section, in reading order.
pub(crate) fn section_fields<T: ReadTxn>(txn: &T) -> Vec<(SectionId, HashMap<String, Value>)> {
    let mut sections: HashMap<SectionId, HashMap<String, Value>> = HashMap::new();
    if let Some(map) = txn.get_map(ROOT_SECTIONS) {
        for (key, value) in map.iter(txn) {
            let Some((id, field)) = key.split_once('/') else { continue };
            let Ok(id) = id.parse() else { continue };
            sections.entry(id).or_default().insert(field.to_owned(), json_of(&value));
        }
    }
    let mut ordered: Vec<_> =
        sections.into_iter().filter(|(_, fields)| fields.contains_key("kind")).collect();
    ordered.sort_by(|(left_id, left), (right_id, right)| {
        (text_field(left, "order"), left_id).cmp(&(text_field(right, "order"), right_id))
    });
    ordered
}

/// Whether writing rests in the whole document.
pub(crate) fn is_paused<T: ReadTxn>(txn: &T) -> bool {
    txn.get_map(ROOT_META).is_some_and(|meta| meta.contains_key(txn, META_PAUSED))
}

pub(crate) fn text_field<'a>(fields: &'a HashMap<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn read_section<T: ReadTxn>(
    txn: &T,
    id: SectionId,
    fields: &HashMap<String, Value>,
    bindings: &mut HashMap<SectionId, Vec<Binding>>,
) -> SectionContent {
    let reason = |name: &str| {
        fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    SectionContent {
        kind: text_field(fields, "kind").parse().unwrap_or(SectionKind::Part),
        number: fields.get("number").and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok()),
        title: txn.get_text(id.title_root().as_str()).map(|text| text.get_string(txn)).unwrap_or_default(),
        guidance: text_field(fields, "guidance").to_owned(),
        mandatory: fields.get("mandatory").and_then(Value::as_bool).unwrap_or(false),
        policy: text_field(fields, "policy").parse().unwrap_or(Policy::Open),
        policy_reason: reason("policy_reason"),
        policy_writer: reason("policy_writer"),
        aside: reason("aside"),
        not_applicable: reason("not_applicable"),
        body: txn
            .get_xml_fragment(id.body_root().as_str())
            .map(|fragment| read_children(txn, fragment.children(txn), 0))
            .unwrap_or_default(),
        bindings: bindings.remove(&id).unwrap_or_default(),
        id,
    }
}

pub(crate) fn read_bindings<T: ReadTxn>(txn: &T) -> HashMap<SectionId, Vec<Binding>> {
    let mut bindings: HashMap<SectionId, Vec<Binding>> = HashMap::new();
    let Some(map) = txn.get_map(ROOT_BINDINGS) else { return bindings };
    for (key, value) in map.iter(txn) {
        let mut parts = key.splitn(3, '/');
        let (Some(section), Some(kind), Some(id)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let (Ok(section), Ok(kind)) = (section.parse::<SectionId>(), kind.parse::<BindingKind>()) else {
            continue;
        };
        if json_of(&value) == Value::Bool(true) {
            bindings.entry(section).or_default().push(Binding { kind, id: id.to_owned() });
        }
    }
    bindings
}

pub(crate) fn read_children<T: ReadTxn>(
    txn: &T,
    children: impl Iterator<Item = XmlOut>,
    depth: usize,
) -> Vec<Node> {
    if depth > MAX_DEPTH {
        return Vec::new();
    }
    let mut nodes = Vec::new();
    for child in children {
        match child {
            XmlOut::Text(text) => read_text(txn, &text, &mut nodes),
            XmlOut::Element(element) => nodes.push(read_element(txn, &element, depth)),
            XmlOut::Fragment(fragment) => nodes.extend(read_children(txn, fragment.children(txn), depth + 1)),
        }
    }
    nodes
}

pub(crate) fn read_element<T: ReadTxn>(txn: &T, element: &XmlElementRef, depth: usize) -> Node {
    Node::Element(Element {
        name: element.tag().to_string(),
        attributes: element.attributes(txn).map(|(name, value)| (name.to_owned(), json_of(&value))).collect(),
        children: read_children(txn, element.children(txn), depth + 1),
    })
}

pub(crate) fn read_text<T: ReadTxn>(txn: &T, text: &XmlTextRef, nodes: &mut Vec<Node>) {
    for chunk in text.diff(txn, YChange::identity) {
        let Out::Any(Any::String(run)) = chunk.insert else { continue };
        let marks = chunk.attributes.map(|attributes| marks_of(&attributes)).unwrap_or_default();
        nodes.push(Node::Text(Text { tag: TextTag::Text, text: run.to_string(), marks }));
    }
}

/// Marks without attributes are stored as `{}` and shown as `true`.
pub(crate) fn marks_of(attributes: &Attrs) -> BTreeMap<String, Value> {
    attributes
        .iter()
        .filter(|(_, value)| !matches!(value, Any::Null | Any::Undefined))
        .map(|(name, value)| {
            let value = match json_of_any(value) {
                Value::Object(map) if map.is_empty() => Value::Bool(true),
                value => value,
            };
            (name.to_string(), value)
        })
        .collect()
}

fn string<T: ReadTxn>(txn: &T, map: &MapRef, key: &str) -> Option<String> {
    match map.get(txn, key)? {
        Out::Any(Any::String(text)) => Some(text.to_string()),
        _ => None,
    }
}

pub(crate) fn json_of(value: &Out) -> Value {
    match value {
        Out::Any(any) => json_of_any(any),
        _ => Value::Null,
    }
}

fn json_of_any(value: &Any) -> Value {
    match value {
        Any::Null | Any::Undefined | Any::Buffer(_) => Value::Null,
        Any::Bool(flag) => Value::Bool(*flag),
        Any::Number(number) => number.as_f64().map_or(Value::Null, json_number),
        Any::String(text) => Value::String(text.to_string()),
        Any::Array(items) => items.iter().map(json_of_any).collect(),
        Any::Map(entries) => {
            let map: JsonMap<String, Value> =
                entries.iter().map(|(key, value)| (key.clone(), json_of_any(value))).collect();
            Value::Object(map)
        }
    }
}

/// Whole numbers are written as integers: JavaScript knows no difference, canonical JSON does not either.
#[expect(clippy::cast_possible_truncation, reason = "guarded: whole and within the exact range of f64")]
pub(crate) fn json_number(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        Value::from(number as i64)
    } else {
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}

/// Appends nodes at the end of a body. Server-side only: templates, restores, imports.
pub(crate) fn append_nodes(txn: &mut TransactionMut<'_>, fragment: &XmlFragmentRef, nodes: &[Node]) {
    for group in groups(nodes) {
        match group {
            Group::Element(element) => {
                let child = fragment.push_back(txn, XmlElementPrelim::empty(element.name.as_str()));
                fill_element(txn, &child, element);
            }
            Group::Runs(runs) => {
                let text = fragment.push_back(txn, XmlTextPrelim::new(""));
                fill_text(txn, &text, &runs);
            }
        }
    }
}

pub(crate) fn fill_element(txn: &mut TransactionMut<'_>, target: &XmlElementRef, element: &Element) {
    for (name, value) in &element.attributes {
        target.insert_attribute(txn, name.as_str(), any_of(value));
    }
    for group in groups(&element.children) {
        match group {
            Group::Element(child) => {
                let slot = target.push_back(txn, XmlElementPrelim::empty(child.name.as_str()));
                fill_element(txn, &slot, child);
            }
            Group::Runs(runs) => {
                let text = target.push_back(txn, XmlTextPrelim::new(""));
                fill_text(txn, &text, &runs);
            }
        }
    }
}

pub(crate) fn fill_text(txn: &mut TransactionMut<'_>, target: &XmlTextRef, runs: &[&Text]) {
    let delta: Vec<Delta<In>> = runs
        .iter()
        .map(|run| {
            let attributes = (!run.marks.is_empty()).then(|| Box::new(attributes_of(&run.marks)));
            Delta::Inserted(In::Any(Any::from(run.text.as_str())), attributes)
        })
        .collect();
    target.apply_delta(txn, delta);
}

pub(crate) fn attributes_of(marks: &BTreeMap<String, Value>) -> Attrs {
    marks
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Bool(true) => Any::Map(Arc::new(HashMap::new())),
                value => any_of(value),
            };
            (Arc::from(name.as_str()), value)
        })
        .collect()
}

pub(crate) fn any_of(value: &Value) -> Any {
    match value {
        Value::Null => Any::Null,
        Value::Bool(flag) => Any::Bool(*flag),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| Any::from(number.as_f64().unwrap_or_default()), Any::from)
        }
        Value::String(text) => Any::from(text.as_str()),
        Value::Array(items) => Any::Array(items.iter().map(any_of).collect()),
        Value::Object(map) => {
            Any::Map(Arc::new(map.iter().map(|(key, value)| (key.clone(), any_of(value))).collect()))
        }
    }
}

pub(crate) enum Group<'a> {
    Element(&'a Element),
    Runs(Vec<&'a Text>),
}

/// Neighbouring runs share one Yjs text, as the browser's binding writes them.
pub(crate) fn groups(nodes: &[Node]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for node in nodes {
        match (node, groups.last_mut()) {
            (Node::Text(run), Some(Group::Runs(runs))) => runs.push(run),
            (Node::Text(run), _) => groups.push(Group::Runs(vec![run])),
            (Node::Element(element), _) => groups.push(Group::Element(element)),
        }
    }
    groups
}
