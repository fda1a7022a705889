//! How does a text come to say what is wanted, and who reads or writes it meanwhile notices as little as possible?
//! Words that are in both stay the same items, with the comments that hang on them; marks are set only where they
//! differ.

use std::collections::BTreeMap;
use std::ops::Range;

use pact_model::content::{Text, is_comment_mark};
use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use yrs::types::text::YChange;
use yrs::types::{Attrs, Delta};
use yrs::{Any, In, Out, Text as _, TransactionMut, XmlTextRef};

use crate::content::{attributes_of, marks_of};

type Marks = BTreeMap<String, Value>;

/// Words, stretches of white space, and every other character by itself.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = match class(first) {
            Class::Other => first.len_utf8(),
            own => rest.find(|c| class(c) != own).unwrap_or(rest.len()),
        };
        let (token, behind) = rest.split_at(end);
        rest = behind;
        Some(token)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Other,
}

fn class(c: char) -> Class {
    if c.is_alphanumeric() {
        Class::Word
    } else if c.is_whitespace() {
        Class::Space
    } else {
        Class::Other
    }
}

/// Characters with their marks, run by run.
struct Marked {
    text: String,
    /// Where each run ends, in bytes, and its marks.
    runs: Vec<(usize, Marks)>,
}

impl Marked {
    fn new(runs: impl Iterator<Item = (String, Marks)>) -> Self {
        let mut marked = Self { text: String::new(), runs: Vec::new() };
        for (text, marks) in runs {
            marked.text.push_str(&text);
            marked.runs.push((marked.text.len(), marks));
        }
        marked
    }

    /// The runs in a stretch of bytes.
    fn pieces(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &Marks)> {
        let first = self.runs.partition_point(|(end, _)| *end <= range.start);
        let mut start = range.start;
        self.runs[first..].iter().map_while(move |(end, marks)| {
            let piece = start..(*end).min(range.end);
            start = piece.end;
            (piece.start < piece.end).then_some((piece, marks))
        })
    }

    /// Marks of the character that begins at this byte.
    fn marks_at(&self, byte: usize) -> Option<&Marks> {
        self.runs.get(self.runs.partition_point(|(end, _)| *end <= byte)).map(|(_, marks)| marks)
    }

    fn len_utf16(&self, range: Range<usize>) -> u32 {
        let units = self.text[range].encode_utf16().count();
        u32::try_from(units).unwrap_or(u32::MAX)
    }
}

/// A stretch, in bytes of what is there and of what is wanted.
enum Edit {
    Equal(Range<usize>, Range<usize>),
    Differs(Range<usize>, Range<usize>),
}

/// Changes a text; `false`, and nothing done, when it holds something that is no text.
pub(super) fn edit_text(txn: &mut TransactionMut<'_>, text: &XmlTextRef, wanted: &[&Text]) -> bool {
    let mut runs = Vec::new();
    for chunk in text.diff(txn, YChange::identity) {
        let Out::Any(Any::String(words)) = chunk.insert else { return false };
        let marks = chunk.attributes.map(|attributes| marks_of(&attributes)).unwrap_or_default();
        runs.push((words.to_string(), marks));
    }
    let present = Marked::new(runs.into_iter());
    let wanted = Marked::new(wanted.iter().map(|run| (run.text.clone(), run.marks.clone())));
    let delta = delta(&present, &wanted);
    if !delta.is_empty() {
        text.apply_delta(txn, delta);
    }
    true
}

fn delta(present: &Marked, wanted: &Marked) -> Vec<Delta<In>> {
    let mut delta = Vec::new();
    for edit in edits(&present.text, &wanted.text) {
        match edit {
            Edit::Equal(old, new) => keep(present, old, wanted, new, &mut delta),
            Edit::Differs(old, new) => {
                let comments = comments_around(present, &old);
                for (piece, marks) in wanted.pieces(new) {
                    let mut marks = marks.clone();
                    marks.extend(comments.clone());
                    let attributes = (!marks.is_empty()).then(|| Box::new(attributes_of(&marks)));
                    delta.push(Delta::Inserted(In::Any(Any::from(&wanted.text[piece])), attributes));
                }
                if !old.is_empty() {
                    delta.push(Delta::Deleted(present.len_utf16(old)));
                }
            }
        }
    }
    // What is left as it is need not be walked over.
    while matches!(delta.last(), Some(Delta::Retain(_, None))) {
        delta.pop();
    }
    delta
}

/// Passes over kept characters, with the marks set right.
fn keep(present: &Marked, old: Range<usize>, wanted: &Marked, new: Range<usize>, delta: &mut Vec<Delta<In>>) {
    let shift = old.start;
    for (piece, marks) in wanted.pieces(new.clone()) {
        let range = piece.start - new.start + shift..piece.end - new.start + shift;
        for (piece, has) in present.pieces(range) {
            let len = present.len_utf16(piece);
            match (change_of(has, marks), delta.last_mut()) {
                (None, Some(Delta::Retain(before, None))) => *before += len,
                (None, _) => delta.push(Delta::Retain(len, None)),
                (Some(change), _) => delta.push(Delta::Retain(len, Some(Box::new(change)))),
            }
        }
    }
}

/// Which marks have to be set or taken away; comments stay.
fn change_of(has: &Marks, wants: &Marks) -> Option<Attrs> {
    let mut change: Marks =
        wants.iter().filter(|(name, value)| has.get(*name) != Some(value)).map(owned).collect();
    let gone = has.keys().filter(|name| !wants.contains_key(*name) && !is_comment_mark(name));
    change.extend(gone.map(|name| (name.clone(), Value::Null)));
    if change.is_empty() {
        return None;
    }
    Some(attributes_of(&change))
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// Comments that go on over the stretch: what is put there instead is spoken of too.
fn comments_around(present: &Marked, stretch: &Range<usize>) -> Marks {
    let before = present.text[..stretch.start].chars().next_back().map(|c| stretch.start - c.len_utf8());
    let (Some(left), Some(right)) =
        (before.and_then(|byte| present.marks_at(byte)), present.marks_at(stretch.end))
    else {
        return Marks::new();
    };
    left.iter()
        .filter(|(name, value)| is_comment_mark(name) && right.get(*name) == Some(value))
        .map(owned)
        .collect()
}

fn edits(old: &str, new: &str) -> Vec<Edit> {
    let (old_tokens, new_tokens): (Vec<&str>, Vec<&str>) = (tokens(old).collect(), tokens(new).collect());
    let ends = |tokens: &[&str]| -> Vec<usize> {
        let sums = tokens.iter().scan(0, |end, token| {
            *end += token.len();
            Some(*end)
        });
        std::iter::once(0).chain(sums).collect()
    };
    let (old_ends, new_ends) = (ends(&old_tokens), ends(&new_tokens));
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_tokens, &new_tokens) {
        let bytes = |ends: &[usize], range: Range<usize>| ends[range.start]..ends[range.end];
        let (from, to) = (bytes(&old_ends, op.old_range()), bytes(&new_ends, op.new_range()));
        if matches!(op, DiffOp::Equal { .. }) {
            edits.push(Edit::Equal(from, to));
        } else {
            trim(old, from, new, to, &mut edits);
        }
    }
    edits
}

/// Of two stretches that differ, what they have in common at the ends stays.
fn trim(old: &str, from: Range<usize>, new: &str, to: Range<usize>, edits: &mut Vec<Edit>) {
    let (left, right) = (&old[from.clone()], &new[to.clone()]);
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let len = |pair: (char, char)| pair.0.len_utf8();
    let prefix: usize = left.chars().zip(right.chars()).take_while(same).map(len).sum();
    let (left, right) = (&left[prefix..], &right[prefix..]);
    let suffix: usize = left.chars().rev().zip(right.chars().rev()).take_while(same).map(len).sum();
    if prefix > 0 {
        edits.push(Edit::Equal(from.start..from.start + prefix, to.start..to.start + prefix));
    }
    edits.push(Edit::Differs(from.start + prefix..from.end - suffix, to.start + prefix..to.end - suffix));
    if suffix > 0 {
        edits.push(Edit::Equal(from.end - suffix..from.end, to.end - suffix..to.end));
    }
}
