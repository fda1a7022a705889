//! Which words of a line changed? Unicode words, fragments between two changes joined to them when they are shorter
//! than three characters, equal words with other marks told apart.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::align::align;
use super::limit::Budget;
use super::structure::Piece;
use crate::content::{Element, Node};

/// Fragments shorter than this between two changes belong to them: «a e b» reads better changed whole.
const MIN_KEPT: usize = 3;
/// Beyond this share of changed words, in hundredths, a line is shown as replaced.
const MAX_CHANGED: usize = 60;
/// Longest line that is looked into, in bytes: a hundred pages without a line break are no text.
const MAX_LINE: usize = 256 * 1024;
/// What cutting a line into words costs, in steps a byte.
const CUTTING: usize = 4;

type Marks = BTreeMap<String, Value>;

/// The pieces of a line; `None` when so much of it changed that it is shown as replaced.
pub(super) fn compare(from: &[Node], to: &[Node], budget: &mut Budget) -> Option<Vec<Piece>> {
    let length = |nodes: &[Node]| -> usize {
        nodes.iter().map(|node| if let Node::Text(run) = node { run.text.len() } else { 1 }).sum()
    };
    let (old, new) = (length(from), length(to));
    if old.max(new) > MAX_LINE || !budget.spend((old + new) * CUTTING) {
        return None;
    }
    let (from, to) = (Line::of(from), Line::of(to));
    let mut keys = HashMap::new();
    let (from_keys, to_keys) = (from.keys(&mut keys), to.keys(&mut keys));
    let stretches = stretches(&align(&from_keys, &to_keys, budget), &from, &to);
    let changed = |range: &dyn Fn(&Stretch) -> Range<usize>, line: &Line<'_>| -> usize {
        let changes = stretches.iter().filter(|stretch| !stretch.is_kept);
        changes.map(|stretch| line.words(range(stretch))).sum()
    };
    let changed = changed(&|it| it.from.clone(), &from) + changed(&|it| it.to.clone(), &to);
    let all = from.words(0..from.tokens.len()) + to.words(0..to.tokens.len());
    if changed * 100 > all * MAX_CHANGED || all == 0 {
        return None;
    }
    let mut pieces = Vec::new();
    for stretch in stretches {
        if stretch.is_kept {
            push_kept(&from, stretch.from, &to, stretch.to, &mut pieces);
            continue;
        }
        if !stretch.from.is_empty() {
            pieces.push(Piece::Gone { content: from.nodes(stretch.from) });
        }
        if !stretch.to.is_empty() {
            pieces.push(Piece::Added { content: to.nodes(stretch.to) });
        }
    }
    Some(pieces)
}

/// Tokens of both lines that are kept, or that stand against each other.
#[derive(Debug)]
struct Stretch {
    is_kept: bool,
    from: Range<usize>,
    to: Range<usize>,
}

/// The stretches of two lines, kept and changed in turn.
fn stretches(pairs: &[(usize, usize)], from: &Line<'_>, to: &Line<'_>) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for &(old, new) in pairs.iter().chain([&(from.tokens.len(), to.tokens.len())]) {
        if i < old || j < new {
            out.push(Stretch { is_kept: false, from: i..old, to: j..new });
        }
        match out.last_mut() {
            _ if old == from.tokens.len() => {}
            Some(last) if last.is_kept => (last.from.end, last.to.end) = (old + 1, new + 1),
            _ => out.push(Stretch { is_kept: true, from: old..old + 1, to: new..new + 1 }),
        }
        (i, j) = (old + 1, new + 1);
    }
    join(out, from)
}

/// Joins what is too short to stand between two changes to them.
fn join(stretches: Vec<Stretch>, from: &Line<'_>) -> Vec<Stretch> {
    let last = stretches.len().saturating_sub(1);
    let mut out: Vec<Stretch> = Vec::new();
    for (place, mut stretch) in stretches.into_iter().enumerate() {
        let between = place > 0 && place < last;
        if stretch.is_kept && between && from.is_fragment(stretch.from.clone()) {
            stretch.is_kept = false;
        }
        match out.last_mut() {
            Some(before) if before.is_kept == stretch.is_kept => {
                (before.from.end, before.to.end) = (stretch.from.end, stretch.to.end);
            }
            _ => out.push(stretch),
        }
    }
    out
}

fn push_kept(from: &Line<'_>, old: Range<usize>, to: &Line<'_>, new: Range<usize>, pieces: &mut Vec<Piece>) {
    let same = |n: usize| from.marks(&from.tokens[old.start + n]) == to.marks(&to.tokens[new.start + n]);
    let mut begin = 0;
    while begin < old.len() {
        let is_same = same(begin);
        let count = 1 + (begin + 1..old.len()).take_while(|n| same(*n) == is_same).count();
        let before = from.nodes(old.start + begin..old.start + begin + count);
        let after = to.nodes(new.start + begin..new.start + begin + count);
        pieces.push(if is_same {
            Piece::Kept { content: after }
        } else {
            Piece::Formatting { before, after }
        });
        begin += count;
    }
}

/// A line cut into words, spaces and signs; what stands in it beside text is a token of its own.
#[derive(Debug)]
struct Line<'a> {
    text: String,
    /// Runs of equal marks, one after the other.
    runs: Vec<(Range<usize>, &'a Marks)>,
    tokens: Vec<Token<'a>>,
}

#[derive(Debug)]
enum Token<'a> {
    Text(Range<usize>),
    Element(&'a Element),
}

/// Where the parts of a word end. To Unicode «sera.Poi» is one word (rule WB6 of UAX 29); to whoever forgot the blank
/// it is the end of a sentence and the beginning of the next.
fn ends(word: &str) -> impl Iterator<Item = usize> {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let stops = word.match_indices(['.', ':']).filter(move |(at, stop)| {
        is_letter(word[..*at].chars().next_back()) && is_letter(word[at + stop.len()..].chars().next())
    });
    stops.flat_map(|(at, stop)| [at, at + stop.len()]).chain([word.len()])
}

impl<'a> Line<'a> {
    fn of(nodes: &'a [Node]) -> Self {
        let mut line = Self { text: String::new(), runs: Vec::new(), tokens: Vec::new() };
        // Words go on from run to run: a bold letter does not cut its word in two.
        let mut start = 0;
        for node in nodes {
            match node {
                Node::Text(run) => {
                    let begin = line.text.len();
                    line.text.push_str(&run.text);
                    line.runs.push((begin..line.text.len(), &run.marks));
                }
                Node::Element(element) => {
                    line.cut(start);
                    start = line.text.len();
                    line.tokens.push(Token::Element(element));
                }
            }
        }
        line.cut(start);
        line
    }

    fn cut(&mut self, start: usize) {
        let words = self.text[start..].split_word_bound_indices();
        for (place, word) in words {
            let mut begin = start + place;
            for end in ends(word) {
                self.tokens.push(Token::Text(begin..start + place + end));
                begin = start + place + end;
            }
        }
    }

    fn keys(&self, known: &mut HashMap<String, u32>) -> Vec<u32> {
        let mut key = |key: &str| {
            if let Some(number) = known.get(key) {
                return *number;
            }
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            known.insert(key.to_owned(), next);
            next
        };
        self.tokens
            .iter()
            .map(|token| match token {
                Token::Text(range) => key(&self.text[range.clone()]),
                // A word never begins with a brace and goes on with a quote.
                Token::Element(element) => key(&serde_json::to_string(element).expect("the tree is JSON")),
            })
            .collect()
    }

    /// How many of these tokens are more than space.
    fn words(&self, tokens: Range<usize>) -> usize {
        let is_word = |token: &&Token<'_>| match token {
            Token::Text(range) => !self.text[range.clone()].trim().is_empty(),
            Token::Element(_) => true,
        };
        self.tokens[tokens].iter().filter(is_word).count()
    }

    /// Whether these tokens are text of too few characters to stand alone.
    fn is_fragment(&self, tokens: Range<usize>) -> bool {
        let mut characters = 0;
        for token in &self.tokens[tokens] {
            match token {
                Token::Text(range) => characters += self.text[range.clone()].chars().take(MIN_KEPT).count(),
                Token::Element(_) => return false,
            }
            if characters >= MIN_KEPT {
                return false;
            }
        }
        true
    }

    /// The marks of a token, with where in it they end.
    fn marks(&self, token: &Token<'_>) -> Vec<(usize, &'a Marks)> {
        let Token::Text(range) = token else { return Vec::new() };
        self.slices(range.clone()).map(|(slice, marks)| (slice.end - range.start, marks)).collect()
    }

    /// Runs of equal marks within a range of the text.
    fn slices(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &'a Marks)> {
        let first = self.runs.partition_point(|(run, _)| run.end <= range.start);
        let runs = self.runs[first..].iter().take_while(move |(run, _)| run.start < range.end);
        runs.map(move |(run, marks)| (run.start.max(range.start)..run.end.min(range.end), *marks))
    }

    /// Tokens as nodes again, runs of equal marks whole.
    fn nodes(&self, tokens: Range<usize>) -> Vec<Node> {
        let mut out = Vec::new();
        let mut text: Option<Range<usize>> = None;
        for token in &self.tokens[tokens] {
            match (token, &mut text) {
                (Token::Text(range), Some(text)) => text.end = range.end,
                (Token::Text(range), None) => text = Some(range.clone()),
                (Token::Element(element), _) => {
                    out.extend(text.take().into_iter().flat_map(|range| self.runs_of(range)));
                    out.push(Node::Element((*element).clone()));
                }
            }
        }
        out.extend(text.into_iter().flat_map(|range| self.runs_of(range)));
        out
    }

    fn runs_of(&self, range: Range<usize>) -> impl Iterator<Item = Node> {
        self.slices(range).map(|(slice, marks)| Node::marked(&self.text[slice], marks.clone()))
    }
}
