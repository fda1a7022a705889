//! How does a comparison read without any dress? A line for each block: «+» what came, «−» what went, «~» what changed,
//! with `[−…−]` and `{+…+}` around words.

use pact_model::comparison::{BlockChange, ContentChange, ElementChange, Piece, SectionChange};
use pact_model::content::{Node, SectionContent};
use pact_model::register::Register;

use super::blocks::{notes as formatting, pair};
use super::outline::{self, Part};
use super::register::{Entry, entries};
use super::{View, notes, tally};
use crate::flow::{Flow, MAX_DEPTH, flow};
use crate::register::{RegisterWords, Shown};

/// The whole.
pub(super) fn comparison(view: &View<'_>) -> String {
    let mut out = vec![tally::summary(&view.comparison.summary)];
    if !view.comparison.document.is_empty() {
        out.push(String::new());
        out.extend(notes::document(view));
    }
    for part in view.parts() {
        match part {
            Part::Kept(_) if view.comparison.sections.is_empty() => {}
            Part::Kept(sections) => {
                let names: Vec<String> = sections.iter().map(|it| outline::short(Some(it))).collect();
                out.extend([String::new(), format!("Senza modifiche: {}", names.join(", "))]);
            }
            Part::Changed(change) => section(view, change, &mut out),
        }
    }
    let entries = entries(view);
    if !entries.is_empty() {
        out.extend([String::new(), "REGISTRO".to_owned()]);
        for it in &entries {
            entry(it, &mut out);
        }
    }
    out.push(String::new());
    out.join("\n")
}

fn section(view: &View<'_>, change: &SectionChange, out: &mut Vec<String>) {
    let title = view.section(change).map_or_else(|| change.title.clone(), outline::long);
    out.extend([String::new(), title.to_uppercase()]);
    out.extend(notes::section(view, change).into_iter().map(|note| format!("* {note}")));
    let body = |section: Option<&'_ SectionContent>| section.map_or_else(Vec::new, |it| it.body.clone());
    let (from, to) = (body(view.before(change)), body(view.after(change)));
    Lines { view, change }.blocks(&change.body, &from, &to, 0, out);
}

fn entry(entry: &Entry, out: &mut Vec<String>) {
    out.extend([String::new(), entry.title.clone()]);
    out.extend(entry.notes.iter().map(|note| format!("* {note}")));
    out.extend(entry.fields.iter().map(|field| format!("  {}", field.line().replace('\n', " "))));
}

/// The lines of a section's text.
#[derive(Clone, Copy, Debug)]
struct Lines<'a> {
    view: &'a View<'a>,
    change: &'a SectionChange,
}

impl Lines<'_> {
    fn blocks(
        self,
        changes: &[BlockChange],
        from: &[Node],
        to: &[Node],
        depth: usize,
        out: &mut Vec<String>,
    ) {
        let (before, after) = (&self.view.from, &self.view.to);
        for change in changes {
            match change {
                BlockChange::Kept { to: place, count, .. } => {
                    let nodes = to.get(*place..place.saturating_add(*count)).unwrap_or_default();
                    push(nodes, &after.register, " ", depth, out);
                }
                BlockChange::Gone { node, moved_to, .. } => {
                    if let Some(place) = moved_to {
                        out.push(format!("↕ spostato in {}:", outline::place(place, &self.change.id, after)));
                    }
                    push(std::slice::from_ref(node), &before.register, "−", depth, out);
                }
                BlockChange::Added { node, moved_from, .. } => {
                    if let Some(place) = moved_from {
                        out.push(format!(
                            "↕ spostato da {}:",
                            outline::place(place, &self.change.id, before)
                        ));
                    }
                    push(std::slice::from_ref(node), &after.register, "+", depth, out);
                }
                BlockChange::Changed { from: old, to: new, element } => {
                    self.element(element, from, *old, to, *new, depth, out);
                }
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the places and what they are places in")]
    fn element(
        self,
        change: &ElementChange,
        from: &[Node],
        old: usize,
        to: &[Node],
        new: usize,
        depth: usize,
        out: &mut Vec<String>,
    ) {
        let Some((before, after)) = pair(from, old, to, new) else { return };
        match &change.content {
            ContentChange::Same => push(&to[new..=new], &self.view.to.register, "~", depth, out),
            ContentChange::Text(pieces) => out.push(line("~", depth, &self.pieces(pieces))),
            ContentChange::Blocks(changes) if after.name == "tableRow" => {
                let cells = changes.iter().map(|cell| self.cell(cell, &before.children, &after.children));
                out.push(line("~", depth, &cells.collect::<Vec<_>>().join(" | ")));
            }
            ContentChange::Blocks(changes) => {
                let depth = depth + usize::from(after.name.ends_with("List"));
                self.blocks(changes, &before.children, &after.children, depth, out);
            }
        }
        let note = formatting(change);
        if !note.is_empty() {
            out.push(line("~", depth, &format!("({note})")));
        }
    }

    /// A cell on one line.
    fn cell(self, change: &BlockChange, from: &[Node], to: &[Node]) -> String {
        let mut lines = Vec::new();
        self.blocks(std::slice::from_ref(change), from, to, 0, &mut lines);
        let words = lines.iter().map(|line| line.trim_start_matches(['~', ' ']));
        words.collect::<Vec<_>>().join(if matches!(change, BlockChange::Kept { .. }) { " | " } else { " " })
    }

    fn pieces(self, pieces: &[Piece]) -> String {
        let (before, after) = (&self.view.from.register, &self.view.to.register);
        let piece = |piece: &Piece| match piece {
            Piece::Kept { content } => words(content, after),
            Piece::Gone { content } => format!("[−{}−]", words(content, before)),
            Piece::Added { content } => format!("{{+{}+}}", words(content, after)),
            Piece::Formatting { after: content, .. } => {
                format!("{} (formattazione cambiata)", words(content, after))
            }
        };
        pieces.iter().map(piece).collect()
    }
}

/// A sign, room for the depth, and the words, all on one line.
fn line(sign: &str, depth: usize, words: &str) -> String {
    format!("{sign} {}{}", "  ".repeat(depth.min(MAX_DEPTH)), words.replace('\n', " ")).trim_end().to_owned()
}

fn words(nodes: &[Node], register: &Register) -> String {
    let register = RegisterWords::of(Some(register));
    let word = |node: &Node| match node {
        Node::Element(element) => {
            register.inline(&element.name, &element.attributes).unwrap_or_else(|| node.plain_text())
        }
        Node::Text(run) => run.text.clone(),
    };
    nodes.iter().map(word).collect()
}

fn push_row(cells: impl Iterator<Item = Vec<String>>, sign: &str, depth: usize, out: &mut Vec<String>) {
    let cells: Vec<String> = cells.map(|blocks| blocks.join(" ")).collect();
    out.push(line(sign, depth, &cells.join(" | ")));
}

/// The lines of blocks that stand under one sign.
fn push(nodes: &[Node], register: &Register, sign: &str, depth: usize, out: &mut Vec<String>) {
    // A row may come without its table.
    if let [Node::Element(row), rest @ ..] = nodes
        && row.name == "tableRow"
    {
        push_row(row.children.iter().map(|cell| vec![cell.plain_text()]), sign, depth, out);
        return push(rest, register, sign, depth, out);
    }
    for block in flow(nodes, depth) {
        match block {
            Flow::Block { inline, .. } => out.push(line(sign, depth, &words(inline, register))),
            Flow::List { items, .. } => {
                for item in items {
                    push(item, register, sign, depth + 1, out);
                }
            }
            Flow::Table { rows } => {
                for row in rows {
                    let cells = row
                        .iter()
                        .map(|cell| cell.children.iter().map(Node::plain_text).collect::<Vec<_>>().join(" "));
                    out.push(line(sign, depth, &cells.collect::<Vec<_>>().join(" | ")));
                }
            }
            Flow::Atom(element) => {
                let shown = RegisterWords::of(Some(register)).block(&element.name, &element.attributes);
                let words = match shown {
                    Some(Shown::Note(words)) => words,
                    Some(Shown::Card(card)) => format!("[scheda] {}: {}", card.who, card.what),
                    Some(Shown::Table(table)) => format!("[{}]", table.caption),
                    None => String::new(),
                };
                out.push(line(sign, depth, &words));
            }
            Flow::Words(words) => out.push(line(sign, depth, &words)),
        }
    }
}
