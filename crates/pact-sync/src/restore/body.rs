//! How does the tree of a body come to say what is wanted? Children that say it stay, similar ones are changed inside,
//! and only the rest goes or comes.

use pact_model::content::{Element, Node, Text, normalise_nodes};
use serde_json::Value;
use yrs::{
    ReadTxn, TransactionMut, Xml, XmlElementPrelim, XmlElementRef, XmlFragment, XmlFragmentRef, XmlOut,
    XmlTextPrelim, XmlTextRef,
};

use super::align::{Face, Step, align};
use super::words::edit_text;
use crate::content::{
    Group, any_of, append_nodes, fill_element, fill_text, groups, json_of, read_children, read_element,
    read_text,
};

/// Makes a body say exactly this.
pub(super) fn restore_body(txn: &mut TransactionMut<'_>, body: &XmlFragmentRef, wanted: &[Node]) {
    edit_children(txn, body, wanted);
    if normal(txn, body) == wanted {
        return;
    }
    // Whatever it was that the steps above do not know: nobody is told that it was restored unless it is.
    let len = body.len(txn);
    body.remove_range(txn, 0, len);
    append_nodes(txn, body, wanted);
}

/// What is in there, in normal form.
fn normal<T: ReadTxn>(txn: &T, parent: &impl XmlFragment) -> Vec<Node> {
    normalise_nodes(read_children(txn, children(txn, parent).into_iter(), 0))
}

fn children<T: ReadTxn>(txn: &T, parent: &impl XmlFragment) -> Vec<XmlOut> {
    parent.children(txn).collect()
}

pub(super) fn edit_children(txn: &mut TransactionMut<'_>, parent: &impl XmlFragment, wanted: &[Node]) {
    // Also when the children are cut otherwise than they would be written.
    if normal(txn, parent) == wanted {
        return;
    }
    let present = children(txn, parent);
    let groups = groups(wanted);
    let faces: Vec<Face> = present.iter().map(|child| face_of(txn, child)).collect();
    let wanted_faces: Vec<Face> = groups.iter().map(face_of_group).collect();
    let has_text = groups.iter().any(|group| matches!(group, Group::Runs(_)));
    let first_text = present.iter().position(|child| matches!(child, XmlOut::Text(_)));
    let mut index = 0;
    for step in align(&faces, &wanted_faces) {
        match step {
            Step::Keep => index += 1,
            Step::Change(child, group) => {
                if !change(txn, &present[child], &groups[group]) {
                    parent.remove_range(txn, index, 1);
                    insert(txn, parent, index, &groups[group]);
                }
                index += 1;
            }
            // The last text of a block stays, empty: somebody may be typing in it.
            Step::Remove(child) if !has_text && first_text == Some(child) => match &present[child] {
                XmlOut::Text(text) if edit_text(txn, text, &[]) => index += 1,
                _ => parent.remove_range(txn, index, 1),
            },
            Step::Remove(_) => parent.remove_range(txn, index, 1),
            Step::Insert(group) => {
                insert(txn, parent, index, &groups[group]);
                index += 1;
            }
        }
    }
}

fn face_of<T: ReadTxn>(txn: &T, child: &XmlOut) -> Face {
    let mut nodes = Vec::new();
    match child {
        XmlOut::Text(text) => read_text(txn, text, &mut nodes),
        XmlOut::Element(element) => nodes.push(read_element(txn, element, 0)),
        // Never written by anybody; it goes.
        XmlOut::Fragment(_) => nodes.push(Node::element("fragment", Vec::new())),
    }
    Face::new(&normalise_nodes(nodes))
}

fn face_of_group(group: &Group<'_>) -> Face {
    match group {
        Group::Element(element) => Face::new(&[Node::Element((*element).clone())]),
        Group::Runs(runs) => {
            let nodes: Vec<Node> = runs.iter().map(|run| Node::Text((*run).clone())).collect();
            Face::new(&nodes)
        }
    }
}

/// Changes a child inside; `false`, and nothing done, when it must be replaced.
fn change(txn: &mut TransactionMut<'_>, child: &XmlOut, wanted: &Group<'_>) -> bool {
    match (child, wanted) {
        (XmlOut::Element(element), Group::Element(wanted)) => {
            edit_element(txn, element, wanted);
            true
        }
        (XmlOut::Text(text), Group::Runs(runs)) => edit_text(txn, text, runs),
        _ => false,
    }
}

fn edit_element(txn: &mut TransactionMut<'_>, element: &XmlElementRef, wanted: &Element) {
    let present: Vec<(String, Value)> =
        element.attributes(txn).map(|(name, value)| (name.to_owned(), json_of(&value))).collect();
    for (name, value) in &present {
        if !wanted.attributes.contains_key(name) && !value.is_null() {
            element.remove_attribute(txn, name);
        }
    }
    for (name, value) in &wanted.attributes {
        if !present.iter().any(|(known, has)| known == name && has == value) {
            element.insert_attribute(txn, name.as_str(), any_of(value));
        }
    }
    edit_children(txn, element, &wanted.children);
}

fn insert(txn: &mut TransactionMut<'_>, parent: &impl XmlFragment, index: u32, group: &Group<'_>) {
    match group {
        Group::Element(element) => {
            let slot = parent.insert(txn, index, XmlElementPrelim::empty(element.name.as_str()));
            fill_element(txn, &slot, element);
        }
        Group::Runs(runs) => {
            let text: XmlTextRef = parent.insert(txn, index, XmlTextPrelim::new(""));
            let runs: &[&Text] = runs;
            fill_text(txn, &text, runs);
        }
    }
}
