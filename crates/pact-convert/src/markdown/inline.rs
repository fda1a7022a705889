//! Runs of text with marks as Markdown: the part where one character decides whether `**` is bold.

use std::mem;

use pact_model::content::{Element, Node};

use crate::flow::{has_mark, link_href};
use crate::register::RegisterWords;

/// Where the text stands, which decides how it may break and what must be escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    Paragraph,
    Heading,
    Cell,
}

/// One step of the written line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Char { char: char, encoded: bool },
    Open(&'static str),
    Close(&'static str),
    LinkOpen,
    LinkClose(String),
    Break,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Marks {
    link: Option<String>,
    bold: bool,
    italic: bool,
}

/// A mark that is open while pieces are laid out; the outermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
enum OpenMark {
    Link(String),
    Bold,
    Italic,
}

/// The inline children of a block.
pub(super) fn inline(nodes: &[Node], setting: Setting, register: RegisterWords<'_>) -> String {
    let mut pieces = lay_out(nodes, register);
    encode_edges(&mut pieces);
    encode_beside_marks(&mut pieces);
    write(&pieces, setting)
}

fn lay_out(nodes: &[Node], register: RegisterWords<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open: Vec<OpenMark> = Vec::new();
    for node in nodes {
        match node {
            Node::Text(text) => {
                let marks = Marks {
                    link: link_href(&text.marks).map(str::to_owned),
                    bold: has_mark(&text.marks, "bold"),
                    italic: has_mark(&text.marks, "italic"),
                };
                push_text(&text.text, marks, &mut open, &mut pieces);
            }
            Node::Element(element) if element.name == "hardBreak" => {
                close_all(&mut open, &mut pieces);
                pieces.push(Piece::Break);
            }
            Node::Element(element) => {
                push_text(&words(element, register), Marks::default(), &mut open, &mut pieces);
            }
        }
    }
    close_all(&mut open, &mut pieces);
    pieces
}

fn words(element: &Element, register: RegisterWords<'_>) -> String {
    match register.inline(&element.name, &element.attributes) {
        Some(words) => words,
        None => element.children.iter().map(Node::plain_text).collect(),
    }
}

fn push_text(text: &str, marks: Marks, open: &mut Vec<OpenMark>, pieces: &mut Vec<Piece>) {
    if text.is_empty() {
        return;
    }
    let mut wanted = Vec::with_capacity(3);
    wanted.extend(marks.link.map(OpenMark::Link));
    wanted.extend(marks.bold.then_some(OpenMark::Bold));
    wanted.extend(marks.italic.then_some(OpenMark::Italic));
    let shared = open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
    while open.len() > shared {
        close(open, pieces);
    }
    for mark in wanted.into_iter().skip(shared) {
        pieces.push(match mark {
            OpenMark::Link(_) => Piece::LinkOpen,
            OpenMark::Bold => Piece::Open("**"),
            OpenMark::Italic => Piece::Open("_"),
        });
        open.push(mark);
    }
    // U+0000 cannot be written in Markdown in any form.
    let chars = text.chars().filter(|char| *char != '\0');
    pieces.extend(chars.map(|char| Piece::Char { char, encoded: char.is_control() }));
}

fn close(open: &mut Vec<OpenMark>, pieces: &mut Vec<Piece>) {
    match open.pop() {
        Some(OpenMark::Link(href)) => pieces.push(Piece::LinkClose(href)),
        Some(OpenMark::Bold) => pieces.push(Piece::Close("**")),
        Some(OpenMark::Italic) => pieces.push(Piece::Close("_")),
        None => {}
    }
}

fn close_all(open: &mut Vec<OpenMark>, pieces: &mut Vec<Piece>) {
    while !open.is_empty() {
        close(open, pieces);
    }
}

/// Spaces at the beginning and end of a line would be lost: they are written as references.
fn encode_edges(pieces: &mut [Piece]) {
    let mut edge = true;
    for piece in pieces.iter_mut() {
        encode_edge(piece, &mut edge);
    }
    edge = true;
    for piece in pieces.iter_mut().rev() {
        encode_edge(piece, &mut edge);
    }
}

fn encode_edge(piece: &mut Piece, edge: &mut bool) {
    match piece {
        Piece::Break => *edge = true,
        Piece::Char { char, encoded } => {
            if *edge && char.is_whitespace() {
                *encoded = true;
            } else {
                *edge = false;
            }
        }
        _ => {}
    }
}

/// How a neighbour of `**` or `_` counts in `CommonMark`'s flanking rules.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Neighbour {
    Space,
    Punctuation,
    /// A letter or digit.
    Word,
    /// Symbols on which parsers differ.
    Unsure,
}

fn neighbour(piece: Option<&Piece>) -> Neighbour {
    match piece {
        None | Some(Piece::Break) => Neighbour::Space,
        Some(Piece::Char { encoded: true, .. }) => Neighbour::Punctuation,
        Some(Piece::Char { char, .. }) if char.is_whitespace() => Neighbour::Space,
        Some(Piece::Char { char, .. }) if char.is_ascii_punctuation() => Neighbour::Punctuation,
        Some(Piece::Char { char, .. }) if char.is_alphanumeric() => Neighbour::Word,
        Some(Piece::Char { .. }) => Neighbour::Unsure,
        Some(_) => Neighbour::Punctuation,
    }
}

/// A delimiter counts only between the right neighbours. Where a neighbour is wrong it is written as a
/// character reference, which begins and ends with punctuation. Each round may put one more neighbour in the
/// wrong, so rounds are repeated in both directions until nothing changes.
fn encode_beside_marks(pieces: &mut [Piece]) {
    const ROUNDS: usize = 4;
    for _ in 0..ROUNDS {
        let mut changed = false;
        for index in 0..pieces.len() {
            changed |= encode_around(pieces, index);
        }
        for index in (0..pieces.len()).rev() {
            changed |= encode_around(pieces, index);
        }
        if !changed {
            return;
        }
    }
}

fn encode_around(pieces: &mut [Piece], index: usize) -> bool {
    let (delimiter, inside, outside) = match pieces[index] {
        Piece::Open(delimiter) => (delimiter, index.checked_add(1), index.checked_sub(1)),
        Piece::Close(delimiter) => (delimiter, index.checked_sub(1), index.checked_add(1)),
        _ => return false,
    };
    let mut changed = false;
    if neighbour(inside.and_then(|at| pieces.get(at))) == Neighbour::Space {
        changed |= encode(pieces, inside);
    }
    let within = neighbour(inside.and_then(|at| pieces.get(at)));
    let without = neighbour(outside.and_then(|at| pieces.get(at)));
    let parted = matches!(without, Neighbour::Space | Neighbour::Punctuation);
    if !parted && (delimiter == "_" || within != Neighbour::Word) {
        changed |= encode(pieces, outside);
    }
    changed
}

fn encode(pieces: &mut [Piece], at: Option<usize>) -> bool {
    match at.and_then(|at| pieces.get_mut(at)) {
        Some(Piece::Char { encoded, .. }) => !mem::replace(encoded, true),
        _ => false,
    }
}

fn write(pieces: &[Piece], setting: Setting) -> String {
    let mut out = String::new();
    // Nothing begins a list or a heading inside a heading or a cell.
    let mut line_start = setting == Setting::Paragraph;
    // Whether the line holds only digits so far: `1.` there would begin a list.
    let mut digits_only = false;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Char { char, encoded: true } => {
                out.push_str("&#");
                out.push_str(&u32::from(*char).to_string());
                out.push(';');
                digits_only = false;
            }
            Piece::Char { char, encoded: false } => {
                let next = match pieces.get(index + 1) {
                    Some(Piece::Char { char, encoded: false }) => Some(*char),
                    _ => None,
                };
                let next_is_link = matches!(pieces.get(index + 1), Some(Piece::LinkOpen));
                let escaped = match char {
                    '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '~' | '{' | '}' => true,
                    '#' => line_start || setting == Setting::Heading,
                    '+' | '-' | '=' | '>' | ':' => line_start,
                    '.' | ')' => digits_only,
                    '&' => next.is_none_or(|next| next == '#' || next.is_ascii_alphanumeric()),
                    '!' => next_is_link,
                    _ => false,
                };
                if escaped {
                    out.push('\\');
                }
                out.push(*char);
                digits_only = (line_start || digits_only) && char.is_ascii_digit();
            }
            Piece::Open(delimiter) | Piece::Close(delimiter) => {
                out.push_str(delimiter);
                digits_only = false;
            }
            Piece::LinkOpen => {
                out.push('[');
                digits_only = false;
            }
            Piece::LinkClose(href) => push_destination(href, &mut out),
            Piece::Break => {
                let last = matches!(pieces.get(index + 1), None | Some(Piece::Break));
                if setting == Setting::Paragraph && !line_start && !last {
                    out.push_str("\\\n");
                    line_start = true;
                    digits_only = false;
                    continue;
                }
                out.push_str("<br>");
                digits_only = false;
                // A line of nothing but `<br>` so far still counts as empty for the next break.
                continue;
            }
        }
        line_start = false;
    }
    out
}

fn push_destination(href: &str, out: &mut String) {
    out.push_str("](");
    for char in href.chars() {
        if matches!(char, '(' | ')' | '\\' | '<' | '>' | '&' | '|' | '"' | '\'' | '*' | '_' | '[' | ']') {
            out.push('\\');
        }
        out.push(char);
    }
    out.push(')');
}
