//! What became of each block? Aligned by kind and text; what stands in another place is moved; the rest is paired by
//! likeness; pairs are looked into, lists and tables as well.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::align::align;
use super::limit::{Budget, MAX_DEPTH};
use super::pairs::{self, Bag};
use super::structure::{BlockChange, ContentChange, ElementChange, FieldChange, Place};
use super::words;
use crate::content::{Element, Node};
use crate::document::SectionId;

/// Shortest text that is recognised elsewhere, in characters: «Idem.» stands in many places.
const MIN_MOVED: usize = 12;

/// The two texts of a section.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    /// Before; none of a new section.
    pub(super) from: Option<(&'a SectionId, &'a [Node])>,
    /// After; none of one that is gone.
    pub(super) to: Option<(&'a SectionId, &'a [Node])>,
}

/// The changes of each text, in the order of the texts; none where the text is the same.
pub(super) fn compare(pairs: &[Pair<'_>]) -> Vec<Vec<BlockChange>> {
    let mut search = Search { keys: HashMap::new(), budget: Budget::new() };
    let mut texts: Vec<Text<'_>> = pairs.iter().map(|pair| search.text(pair)).collect();
    find_moved(pairs, &mut texts);
    texts.iter().map(|text| search.changes(text, 0)).collect()
}

/// Two rows of blocks, and what is known of them so far.
#[derive(Debug, Default)]
struct Text<'a> {
    from: &'a [Node],
    to: &'a [Node],
    from_keys: Vec<u32>,
    to_keys: Vec<u32>,
    /// Places that belong to each other, both rising.
    links: Vec<(usize, usize)>,
    moved_to: HashMap<usize, Place>,
    moved_from: HashMap<usize, Place>,
}

impl Text<'_> {
    /// Places no link leads to.
    fn left_over(&self) -> (Vec<usize>, Vec<usize>) {
        let (from, to): (BTreeSet<usize>, BTreeSet<usize>) = self.links.iter().copied().unzip();
        (
            (0..self.from.len()).filter(|place| !from.contains(place)).collect(),
            (0..self.to.len()).filter(|place| !to.contains(place)).collect(),
        )
    }
}

/// Equal text that is gone in one place and new in another was moved; the first is the first.
fn find_moved(pairs: &[Pair<'_>], texts: &mut [Text<'_>]) {
    let mut gone: HashMap<u32, Vec<(usize, usize)>> = HashMap::new();
    let mut added: HashMap<u32, Vec<(usize, usize)>> = HashMap::new();
    for (number, text) in texts.iter().enumerate() {
        let (from, to) = text.left_over();
        for place in from.into_iter().filter(|place| can_move(&text.from[*place])) {
            gone.entry(text.from_keys[place]).or_default().push((number, place));
        }
        for place in to.into_iter().filter(|place| can_move(&text.to[*place])) {
            added.entry(text.to_keys[place]).or_default().push((number, place));
        }
    }
    for (key, gone) in gone {
        for ((from, old), (to, new)) in gone.into_iter().zip(added.remove(&key).unwrap_or_default()) {
            let (Some((from_id, _)), Some((to_id, _))) = (pairs[from].from, pairs[to].to) else { continue };
            texts[from].moved_to.insert(old, Place { section: to_id.clone(), index: new });
            texts[to].moved_from.insert(new, Place { section: from_id.clone(), index: old });
        }
    }
}

fn can_move(node: &Node) -> bool {
    let Node::Element(element) = node else { return false };
    let shows_register = element.name != "block" && element.children.is_empty();
    (shows_register && element.attributes.contains_key("id"))
        || node.plain_text().trim().chars().nth(MIN_MOVED - 1).is_some()
}

/// The keys given out, and the work that is left.
#[derive(Debug)]
struct Search {
    keys: HashMap<String, u32>,
    budget: Budget,
}

impl Search {
    fn text<'a>(&mut self, pair: &Pair<'a>) -> Text<'a> {
        let from = pair.from.map_or(&[][..], |(_, nodes)| nodes);
        let to = pair.to.map_or(&[][..], |(_, nodes)| nodes);
        self.aligned(from, to, key)
    }

    fn aligned<'a>(&mut self, from: &'a [Node], to: &'a [Node], key: fn(&Node) -> String) -> Text<'a> {
        // What is the same needs no keys; most sections are.
        if from == to {
            return Text::default();
        }
        let mut keys = |nodes: &[Node]| -> Vec<u32> {
            nodes
                .iter()
                .map(|node| {
                    let next = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
                    *self.keys.entry(key(node)).or_insert(next)
                })
                .collect()
        };
        let (from_keys, to_keys) = (keys(from), keys(to));
        let links = align(&from_keys, &to_keys, &mut self.budget);
        Text { from, to, from_keys, to_keys, links, ..Text::default() }
    }

    /// What became of each block.
    fn changes(&mut self, text: &Text<'_>, depth: usize) -> Vec<BlockChange> {
        let mut out = Changes::default();
        for (old, new) in self.all_links(text) {
            let (before, after) = (&text.from[old], &text.to[new]);
            let element = if before == after { None } else { self.element(before, after, depth) };
            if before != after && element.is_none() {
                // Too different to be shown in one: replaced.
                continue;
            }
            out.others(text, old, new);
            match element {
                None => out.kept(old, new),
                Some(element) => out.changed(old, new, element),
            }
        }
        out.others(text, text.from.len(), text.to.len());
        out.list
    }

    /// The links, and between them the pairs that are alike.
    fn all_links(&mut self, text: &Text<'_>) -> Vec<(usize, usize)> {
        let mut links = Vec::with_capacity(text.links.len());
        let (mut i, mut j) = (0, 0);
        let end = (text.from.len(), text.to.len());
        for &(old, new) in text.links.iter().chain([&end]) {
            let gone: Vec<usize> = (i..old).filter(|place| !text.moved_to.contains_key(place)).collect();
            let added: Vec<usize> = (j..new).filter(|place| !text.moved_from.contains_key(place)).collect();
            if !gone.is_empty() && !added.is_empty() {
                let gone_bags: Vec<Bag> = gone.iter().map(|place| Bag::of(&text.from[*place])).collect();
                let added_bags: Vec<Bag> = added.iter().map(|place| Bag::of(&text.to[*place])).collect();
                let alike = pairs::alike(&gone_bags, &added_bags, &mut self.budget);
                links.extend(alike.into_iter().map(|(a, b)| (gone[a], added[b])));
            }
            if (old, new) != end {
                links.push((old, new));
            }
            (i, j) = (old + 1, new + 1);
        }
        links
    }

    /// How an element differs from another; `None` when they are too different to be shown in one.
    fn element(&mut self, before: &Node, after: &Node, depth: usize) -> Option<ElementChange> {
        let (Node::Element(before), Node::Element(after)) = (before, after) else { return None };
        let is_sort = before.name == after.name
            || (pairs::sort(&before.name) == pairs::sort(&after.name) && pairs::sort(&after.name) != "other");
        if depth >= MAX_DEPTH || !is_sort {
            return None;
        }
        let content = if before.children == after.children {
            ContentChange::Same
        } else if is_line(before) || is_line(after) {
            ContentChange::Text(words::compare(&before.children, &after.children, &mut self.budget)?)
        } else if before.name == "tableRow" {
            ContentChange::Blocks(self.cells(&before.children, &after.children, depth + 1))
        } else {
            let key = if before.name == "table" { row_key } else { key };
            let text = self.aligned(&before.children, &after.children, key);
            ContentChange::Blocks(self.changes(&text, depth + 1))
        };
        Some(ElementChange {
            name: after.name.clone(),
            name_before: Some(&before.name).filter(|name| **name != after.name).cloned(),
            attributes: changed_attributes(before, after),
            content,
        })
    }

    /// Cells belong to each other by their place.
    fn cells(&mut self, from: &[Node], to: &[Node], depth: usize) -> Vec<BlockChange> {
        let links = (0..from.len().min(to.len())).map(|n| (n, n)).collect();
        self.changes(&Text { from, to, links, ..Text::default() }, depth)
    }
}

/// The changes of a row of blocks, as they are put together.
#[derive(Debug, Default)]
struct Changes {
    list: Vec<BlockChange>,
    next: (usize, usize),
}

impl Changes {
    /// What is gone and what is new before these places.
    fn others(&mut self, text: &Text<'_>, old: usize, new: usize) {
        let (i, j) = self.next;
        self.list.extend((i..old).map(|from| BlockChange::Gone {
            from,
            node: text.from[from].clone(),
            moved_to: text.moved_to.get(&from).cloned(),
        }));
        self.list.extend((j..new).map(|to| BlockChange::Added {
            to,
            node: text.to[to].clone(),
            moved_from: text.moved_from.get(&to).cloned(),
        }));
        self.next = (old, new);
    }

    fn kept(&mut self, old: usize, new: usize) {
        if let Some(BlockChange::Kept { count, .. }) = self.list.last_mut() {
            *count += 1;
        } else {
            self.list.push(BlockChange::Kept { from: old, to: new, count: 1 });
        }
        self.next = (old + 1, new + 1);
    }

    fn changed(&mut self, old: usize, new: usize, element: ElementChange) {
        self.list.push(BlockChange::Changed { from: old, to: new, element });
        self.next = (old + 1, new + 1);
    }
}

/// Whether an element holds a line of text and not other blocks.
fn is_line(element: &Element) -> bool {
    element.name == "block" || element.children.iter().any(|child| matches!(child, Node::Text(_)))
}

fn changed_attributes(before: &Element, after: &Element) -> Vec<FieldChange> {
    let names: BTreeSet<&String> = before.attributes.keys().chain(after.attributes.keys()).collect();
    let value = |element: &Element, name: &str| element.attributes.get(name).cloned().unwrap_or(Value::Null);
    names
        .into_iter()
        .map(|name| FieldChange {
            field: name.clone(),
            before: value(before, name),
            after: value(after, name),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

/// What a block is recognised by: its kind, its words, and what it shows of the register. Not its style, not its marks.
fn key(node: &Node) -> String {
    let mut out = String::new();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        match node {
            Node::Text(run) => out.push_str(&run.text),
            Node::Element(element) => {
                // No text holds this character: the schema lets no control characters in, and if one came, two keys
                // would be equal and the blocks found to differ.
                out.push('\u{1}');
                out.push_str(&element.name);
                out.push('\u{1}');
                if element.children.is_empty() && element.name != "block" {
                    let attributes =
                        element.attributes.iter().map(|(name, value)| format!("{name}={value};"));
                    out.extend(attributes);
                }
                stack.extend(element.children.iter().rev());
            }
        }
    }
    out
}

/// What a row of a table is recognised by: its first cell.
fn row_key(node: &Node) -> String {
    match node {
        Node::Element(row) if row.name == "tableRow" => {
            format!("\u{1}row\u{1}{}", row.children.first().map(Node::plain_text).unwrap_or_default())
        }
        other => key(other),
    }
}
