//! Which child of what is there becomes which child of what is wanted? Equal ones stay, similar ones are changed, and
//! as few as possible go: whoever types in one that goes loses the place for the words.

use std::collections::HashMap;

use pact_model::content::Node;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::words::tokens;

/// Pairs that are compared one with another in a stretch without equal children. Beyond, the first is paired with the
/// first.
const MAX_COMPARED: usize = 40_000;
/// What two of the same kind have in common before a word is compared.
const SAME_KIND: f64 = 0.05;

/// A child as it is compared.
pub(super) struct Face {
    /// Everything it says, in normal form.
    key: String,
    /// Children of different kinds never become one another.
    kind: String,
    words: HashMap<String, usize>,
    count: usize,
}

impl Face {
    /// A child that holds these nodes in their normal form: one element, or runs.
    pub(super) fn new(nodes: &[Node]) -> Self {
        let kind = match nodes {
            [Node::Element(element)] => element.name.clone(),
            _ => String::new(),
        };
        let mut words: HashMap<String, usize> = HashMap::new();
        let mut count = 0;
        for node in nodes {
            for word in tokens(&node.plain_text()).filter(|word| !word.trim().is_empty()) {
                *words.entry(word.to_owned()).or_default() += 1;
                count += 1;
            }
        }
        Self { key: serde_json::to_string(nodes).unwrap_or_default(), kind, words, count }
    }

    /// From 0, not to be paired, to 1 and a little.
    fn likeness(&self, other: &Self) -> f64 {
        if self.kind != other.kind {
            return 0.0;
        }
        let (few, many) = if self.words.len() < other.words.len() { (self, other) } else { (other, self) };
        let common: usize =
            few.words.iter().filter_map(|(word, count)| Some((*count).min(*many.words.get(word)?))).sum();
        let all = self.count + other.count;
        if all == 0 { 1.0 } else { SAME_KIND + ratio(2 * common, all) }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(whole)
}

/// What becomes of the children, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The one says what the other wants.
    Keep,
    /// The one, by index, is changed into the other.
    Change(usize, usize),
    /// It goes.
    Remove(usize),
    /// It is new.
    Insert(usize),
}

/// The way from the one to the other.
pub(super) fn align(present: &[Face], wanted: &[Face]) -> Vec<Step> {
    let keys = |faces: &[Face]| -> Vec<String> { faces.iter().map(|face| face.key.clone()).collect() };
    let mut steps = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, &keys(present), &keys(wanted)) {
        match op {
            DiffOp::Equal { len, .. } => steps.extend(std::iter::repeat_n(Step::Keep, len)),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                let (old, new) = (op.old_range(), op.new_range());
                stretch(present, old.start..old.end, wanted, new.start..new.end, &mut steps);
            }
        }
    }
    steps
}

/// A stretch in which no child is equal to another.
fn stretch(
    present: &[Face],
    old: std::ops::Range<usize>,
    wanted: &[Face],
    new: std::ops::Range<usize>,
    steps: &mut Vec<Step>,
) {
    let pairs = if old.len() * new.len() <= MAX_COMPARED {
        most_alike(&present[old.clone()], &wanted[new.clone()])
    } else {
        first_with_first(&present[old.clone()], &wanted[new.clone()])
    };
    let (mut from, mut to) = (old.start, new.start);
    for (left, right) in pairs {
        let (left, right) = (old.start + left, new.start + right);
        steps.extend((from..left).map(Step::Remove));
        steps.extend((to..right).map(Step::Insert));
        steps.push(Step::Change(left, right));
        (from, to) = (left + 1, right + 1);
    }
    steps.extend((from..old.end).map(Step::Remove));
    steps.extend((to..new.end).map(Step::Insert));
}

/// The pairs in order that have the most in common, all together.
fn most_alike(present: &[Face], wanted: &[Face]) -> Vec<(usize, usize)> {
    let width = wanted.len() + 1;
    let at = |left: usize, right: usize| left * width + right;
    // Best sum for what comes from here on.
    let mut best = vec![0.0_f64; (present.len() + 1) * width];
    let mut alike = vec![0.0_f64; (present.len() + 1) * width];
    for left in (0..present.len()).rev() {
        for right in (0..wanted.len()).rev() {
            let likeness = present[left].likeness(&wanted[right]);
            alike[at(left, right)] = likeness;
            let apart = best[at(left + 1, right)].max(best[at(left, right + 1)]);
            let together = if likeness > 0.0 { likeness + best[at(left + 1, right + 1)] } else { 0.0 };
            best[at(left, right)] = apart.max(together);
        }
    }
    let mut pairs = Vec::new();
    let (mut left, mut right) = (0, 0);
    while left < present.len() && right < wanted.len() {
        let here = best[at(left, right)];
        if here <= best[at(left + 1, right)] {
            left += 1;
        } else if here <= best[at(left, right + 1)] {
            right += 1;
        } else {
            pairs.push((left, right));
            left += 1;
            right += 1;
        }
    }
    pairs
}

fn first_with_first(present: &[Face], wanted: &[Face]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut right = 0;
    for (left, face) in present.iter().enumerate() {
        match wanted.get(right) {
            Some(other) if other.kind == face.kind => {
                pairs.push((left, right));
                right += 1;
            }
            Some(_) => {}
            None => break,
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faces(texts: &[&str]) -> Vec<Face> {
        texts
            .iter()
            .map(|text| match text.strip_prefix('#') {
                Some(title) => Face::new(&[Node::element("table", vec![Node::text(title)])]),
                None => Face::new(&[Node::block("p", vec![Node::text(*text)])]),
            })
            .collect()
    }

    #[test]
    fn what_is_alike_becomes_one_another_and_the_rest_goes_or_comes() {
        let present = faces(&["uno", "la casa sul fiume", "via", "tre"]);
        let wanted = faces(&["uno", "nuovo", "la casa in riva al fiume", "tre"]);
        assert_eq!(
            align(&present, &wanted),
            [Step::Keep, Step::Insert(1), Step::Change(1, 2), Step::Remove(2), Step::Keep]
        );
    }

    #[test]
    fn one_that_has_nothing_in_common_is_changed_rather_than_replaced() {
        assert_eq!(align(&faces(&["uno"]), &faces(&["due"])), [Step::Change(0, 0)]);
        assert_eq!(align(&faces(&["uno"]), &faces(&["#uno"])), [Step::Remove(0), Step::Insert(0)]);
    }

    #[test]
    fn a_crowd_is_paired_by_place() {
        let texts = |prefix: &str| -> Vec<String> { (0..300).map(|n| format!("{prefix}{n}")).collect() };
        let (old, new) = (texts("a"), texts("b"));
        let as_faces = |texts: &[String]| faces(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let steps = align(&as_faces(&old), &as_faces(&new));
        assert_eq!(steps, (0..300).map(|n| Step::Change(n, n)).collect::<Vec<_>>());
    }
}
