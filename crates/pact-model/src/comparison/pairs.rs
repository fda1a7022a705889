//! Which of the blocks that are left over are the same one, rewritten? Those that share at least half of their words,
//! near each other, without crossing.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::limit::Budget;
use crate::content::Node;

/// Least likeness of two blocks that are taken for the same one, in thousandths.
const LEAST: u32 = 500;
/// How far from its place a block is looked for when there are many, on each side.
const WINDOW: usize = 16;
/// Most pairs that are all looked at: a hundred blocks left over on each side.
const MAX_FULL: usize = 10_000;

/// The words of a block, sorted, and what sort of block it is.
#[derive(Debug)]
pub(super) struct Bag {
    sort: &'static str,
    words: Vec<u64>,
}

impl Bag {
    pub(super) fn of(node: &Node) -> Self {
        let mut words = Vec::new();
        collect_words(node, &mut words);
        words.sort_unstable();
        let sort = match node {
            Node::Text(_) => "text",
            Node::Element(element) => sort(&element.name),
        };
        Self { sort, words }
    }
}

/// Elements of one sort can become each other.
pub(super) fn sort(name: &str) -> &'static str {
    match name {
        "block" => "block",
        "bulletList" | "orderedList" => "list",
        "listItem" => "item",
        "table" => "table",
        "tableRow" => "row",
        "tableCell" | "tableHeader" => "cell",
        _ => "other",
    }
}

fn collect_words(node: &Node, words: &mut Vec<u64>) {
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        match node {
            Node::Text(run) => {
                let parts = run.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                words.extend(parts.map(hash));
            }
            Node::Element(element) if element.children.is_empty() => {
                words.extend(element.attributes.get("id").and_then(|id| id.as_str()).map(hash));
            }
            Node::Element(element) => stack.extend(&element.children),
        }
    }
}

fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

/// Shared words of all words, in thousandths; 0 below what counts.
fn likeness(a: &Bag, b: &Bag, budget: &mut Budget) -> u32 {
    let (few, many) = (a.words.len().min(b.words.len()), a.words.len().max(b.words.len()));
    // Even if the smaller were wholly in the larger.
    if a.sort != b.sort || few * 3 < many || few == 0 || !budget.spend(few + many) {
        return 0;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.words.get(i), b.words.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    let thousandths = u32::try_from(2_000 * shared / (few + many)).unwrap_or(0);
    if thousandths >= LEAST { thousandths } else { 0 }
}

/// Places of the pairs, both rising.
pub(super) fn alike(gone: &[Bag], added: &[Bag], budget: &mut Budget) -> Vec<(usize, usize)> {
    if gone.is_empty() || added.is_empty() {
        Vec::new()
    } else if gone.len() * added.len() <= MAX_FULL {
        best(gone, added, budget)
    } else {
        nearest(gone, added, budget)
    }
}

/// The pairs with the greatest sum of likenesses.
fn best(gone: &[Bag], added: &[Bag], budget: &mut Budget) -> Vec<(usize, usize)> {
    let width = added.len() + 1;
    let mut likenesses = vec![0; gone.len() * added.len()];
    // The greatest sum from a pair of places on.
    let mut sums = vec![0; (gone.len() + 1) * width];
    for i in (0..gone.len()).rev() {
        for j in (0..added.len()).rev() {
            let likeness = likeness(&gone[i], &added[j], budget);
            likenesses[i * added.len() + j] = likeness;
            let together = if likeness > 0 { likeness + sums[(i + 1) * width + j + 1] } else { 0 };
            sums[i * width + j] = together.max(sums[(i + 1) * width + j]).max(sums[i * width + j + 1]);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < gone.len() && j < added.len() {
        let likeness = likenesses[i * added.len() + j];
        let sum = sums[i * width + j];
        if likeness > 0 && sum == likeness + sums[(i + 1) * width + j + 1] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if sum == sums[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// For each in turn the one most like it, near where it would stand if all were spread evenly.
fn nearest(gone: &[Bag], added: &[Bag], budget: &mut Budget) -> Vec<(usize, usize)> {
    let (mut next, mut pairs) = (0, Vec::new());
    for (place, bag) in gone.iter().enumerate() {
        let expected = place * added.len() / gone.len();
        let first = next.max(expected.saturating_sub(WINDOW));
        let last = added.len().min(first.max(expected) + WINDOW);
        let likest = (first..last)
            .map(|other| (likeness(bag, &added[other], budget), other))
            .filter(|(likeness, _)| *likeness > 0)
            .max_by_key(|(likeness, other)| (*likeness, usize::MAX - other));
        if let Some((_, other)) = likest {
            pairs.push((place, other));
            next = other + 1;
        }
    }
    pairs
}
