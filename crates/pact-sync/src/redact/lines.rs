//! The characters of one block, in the pieces in which they lie: words are looked for across all of them.

use pact_model::erasure::{OMISSIS, Passages};
use yrs::branch::BranchPtr;
use yrs::types::text::YChange;
use yrs::{Any, Out, ReadTxn, Text, TextRef, TransactionMut};

/// Between words that do not stand beside one another.
const APART: char = '\u{FFFC}';

/// Characters that are read one after the other.
#[derive(Default)]
pub(super) struct Line {
    text: String,
    pieces: Vec<Piece>,
}

struct Piece {
    /// Where it begins in the line, in bytes.
    start: usize,
    end: usize,
    holder: TextRef,
    /// Where it begins in its holder, in UTF-16 units.
    index: u32,
}

impl Line {
    /// The characters directly in a branch, and those of the texts that are its children; what lies deeper is left
    /// for later.
    pub(super) fn read<T: ReadTxn>(txn: &T, branch: BranchPtr, later: &mut Vec<BranchPtr>) -> Self {
        let mut line = Self::default();
        line.take_in(txn, &TextRef::from(branch), later);
        line
    }

    fn take_in<T: ReadTxn>(&mut self, txn: &T, holder: &TextRef, later: &mut Vec<BranchPtr>) {
        let mut index = 0;
        for chunk in holder.diff(txn, YChange::identity) {
            match chunk.insert {
                Out::Any(Any::String(words)) => {
                    let start = self.text.len();
                    self.text.push_str(&words);
                    self.pieces.push(Piece { start, end: self.text.len(), holder: holder.clone(), index });
                    index += units(&words);
                    continue;
                }
                Out::YXmlText(text) => {
                    let branch = super::pointer(&text);
                    self.take_in(txn, &TextRef::from(branch), later);
                    // For its entries.
                    later.push(branch);
                }
                Out::YXmlElement(element) => {
                    self.text.push(if element.tag().as_ref() == "hardBreak" { '\n' } else { APART });
                    later.push(super::pointer(&element));
                }
                other => {
                    self.text.push(APART);
                    later.extend(super::branch(&other));
                }
            }
            index += 1;
        }
    }

    /// Whether it has no character.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The texts it is made of, each once.
    pub(super) fn texts(&self) -> Vec<&TextRef> {
        let mut texts: Vec<&TextRef> = Vec::new();
        for piece in &self.pieces {
            if texts.last() != Some(&&piece.holder) {
                texts.push(&piece.holder);
            }
        }
        texts
    }
}

/// Puts something else in the place of the words; how many passages there were.
pub(super) fn erase_in_sequence(txn: &mut TransactionMut<'_>, line: &Line, passages: &Passages) -> usize {
    let found = passages.find(&line.text);
    // From the end, so that what comes before keeps its place.
    for bytes in found.iter().rev() {
        let touched: Vec<&Piece> =
            line.pieces.iter().filter(|piece| piece.start < bytes.end && bytes.start < piece.end).collect();
        for (nth, piece) in touched.iter().enumerate().rev() {
            let (from, to) = (bytes.start.max(piece.start), bytes.end.min(piece.end));
            let at = piece.index + units(&line.text[piece.start..from]);
            // First what is new, so that it has the marks of what stood there.
            let shift = if nth == 0 {
                piece.holder.insert(txn, at, OMISSIS);
                units(OMISSIS)
            } else {
                0
            };
            piece.holder.remove_range(txn, at + shift, units(&line.text[from..to]));
        }
    }
    found.len()
}

fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}
