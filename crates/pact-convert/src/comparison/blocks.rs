//! How does HTML show a text with its changes in place? All of it in one, or only what stands on one side.

use maud::{Markup, html};
use pact_model::comparison::{BlockChange, ContentChange, ElementChange, FieldChange, Piece, Place};
use pact_model::content::{Element, Node};
use pact_model::document::SectionId;

use super::{View, outline};
use crate::flow::{self, Style};
use crate::html;
use crate::register::RegisterWords;

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// What went and what came, in one.
    Both,
    /// «Prima».
    Before,
    /// «Dopo».
    After,
}

/// A text with its changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub(super) view: &'a View<'a>,
    /// The section the text is of.
    pub(super) here: &'a SectionId,
    pub(super) side: Side,
}

/// What became of a block or of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Gone,
    Added,
}

/// Words or blocks that went or came: by element, by sign, and by words for who listens.
pub(super) fn marked(mark: Mark, content: &Markup) -> Markup {
    html! {
        @match mark {
            Mark::Gone => {
                del .pact-gone {
                    span .pact-sign aria-hidden="true" { "−" }
                    span .pact-hidden { "[tolto: " }
                    (content)
                    span .pact-hidden { "]" }
                }
            }
            Mark::Added => {
                ins .pact-added {
                    span .pact-sign aria-hidden="true" { "+" }
                    span .pact-hidden { "[aggiunto: " }
                    (content)
                    span .pact-hidden { "]" }
                }
            }
        }
    }
}

/// Plain words that went.
pub(super) fn gone(words: &str) -> Markup {
    marked(Mark::Gone, &lines(words))
}

/// Plain words that came.
pub(super) fn added(words: &str) -> Markup {
    marked(Mark::Added, &lines(words))
}

fn lines(words: &str) -> Markup {
    html! {
        @for (index, line) in words.lines().enumerate() {
            @if index > 0 { br; }
            (line)
        }
    }
}

impl<'a> Shown<'a> {
    /// The words of the register before.
    pub(super) fn before(&self) -> RegisterWords<'a> {
        RegisterWords::of(Some(&self.view.from.register))
    }

    pub(super) fn after(&self) -> RegisterWords<'a> {
        RegisterWords::of(Some(&self.view.to.register))
    }

    pub(super) fn shows(&self, mark: Mark) -> bool {
        match mark {
            Mark::Gone => self.side != Side::After,
            Mark::Added => self.side != Side::Before,
        }
    }

    /// Blocks with their changes; `from` and `to` are the blocks the places are places in.
    pub(super) fn blocks(&self, changes: &[BlockChange], from: &[Node], to: &[Node], depth: usize) -> Markup {
        html! {
            @for change in changes { (self.block(change, from, to, depth)) }
        }
    }

    fn block(&self, change: &BlockChange, from: &[Node], to: &[Node], depth: usize) -> Markup {
        html! {
            @match change {
                BlockChange::Kept { from: old, to: new, count } => {
                    @for node in self.kept(*old, *new, *count, from, to) {
                        (html::blocks(std::slice::from_ref(node), self.now(), depth))
                    }
                }
                BlockChange::Gone { node, moved_to, .. } if self.shows(Mark::Gone) => {
                    @let content = html::blocks(std::slice::from_ref(node), self.before(), depth);
                    @match moved_to {
                        None => { (marked(Mark::Gone, &content)) }
                        Some(place) => { (self.moved(Mark::Gone, place, &content)) }
                    }
                }
                BlockChange::Added { node, moved_from, .. } if self.shows(Mark::Added) => {
                    @let content = html::blocks(std::slice::from_ref(node), self.after(), depth);
                    @match moved_from {
                        None => { (marked(Mark::Added, &content)) }
                        Some(place) => { (self.moved(Mark::Added, place, &content)) }
                    }
                }
                BlockChange::Changed { from: old, to: new, element } => {
                    @if let Some((before, after)) = pair(from, *old, to, *new) {
                        (self.element(element, before, after, depth))
                    }
                }
                _ => {}
            }
        }
    }

    /// Blocks that are the same, as they stand on this side.
    pub(super) fn kept<'n>(
        &self,
        old: usize,
        new: usize,
        count: usize,
        from: &'n [Node],
        to: &'n [Node],
    ) -> &'n [Node] {
        let (nodes, first) = if self.side == Side::Before { (from, old) } else { (to, new) };
        nodes.get(first..first.saturating_add(count)).unwrap_or_default()
    }

    /// The words of the register on this side.
    pub(super) fn now(&self) -> RegisterWords<'a> {
        if self.side == Side::Before { self.before() } else { self.after() }
    }

    fn moved(&self, mark: Mark, place: &Place, content: &Markup) -> Markup {
        let words = match mark {
            Mark::Gone => format!("spostato in {}", outline::place(place, self.here, &self.view.to)),
            Mark::Added => format!("spostato da {}", outline::place(place, self.here, &self.view.from)),
        };
        html! {
            div .pact-moved {
                p .pact-note { span .pact-sign aria-hidden="true" { "↕" } " " (words) }
                @match mark {
                    Mark::Gone => { del { (content) } }
                    Mark::Added => { ins { (content) } }
                }
            }
        }
    }

    pub(super) fn element(
        &self,
        change: &ElementChange,
        before: &Element,
        after: &Element,
        depth: usize,
    ) -> Markup {
        let name = if self.side == Side::Before { &before.name } else { &after.name };
        let note = notes(change);
        html! {
            @match (&change.content, name.as_str()) {
                (_, "bulletList") => { ul { (self.items(change, before, after, depth)) } }
                (_, "orderedList") => { ol { (self.items(change, before, after, depth)) } }
                (_, "table") => { (self.table(change, before, after, depth)) }
                (ContentChange::Text(pieces), _) => { (self.line(before, after, &self.pieces(pieces))) }
                (ContentChange::Same, _) if name == "block" => {
                    (self.line(before, after, &html::inline(&after.children, self.now())))
                }
                (ContentChange::Same, _) => {
                    (html::blocks(&[Node::Element(after.clone())], self.now(), depth))
                }
                (ContentChange::Blocks(changes), _) => {
                    (self.blocks(changes, &before.children, &after.children, depth + 1))
                }
            }
            @if !note.is_empty() { p .pact-note { (note) } }
        }
    }

    /// A paragraph, heading or quotation.
    fn line(&self, before: &Element, after: &Element, content: &Markup) -> Markup {
        let style = flow::style(if self.side == Side::Before { before } else { after });
        html! {
            @match style {
                Style::Paragraph => { p { (content) } }
                Style::Heading3 => { h3 { (content) } }
                Style::Heading4 => { h4 { (content) } }
                Style::Quote => { blockquote { p { (content) } } }
            }
        }
    }

    fn pieces(&self, pieces: &[Piece]) -> Markup {
        html! {
            @for piece in pieces {
                @match piece {
                    Piece::Kept { content } => { (html::inline(content, self.now())) }
                    Piece::Gone { content } if self.shows(Mark::Gone) => {
                        (marked(Mark::Gone, &html::inline(content, self.before())))
                    }
                    Piece::Added { content } if self.shows(Mark::Added) => {
                        (marked(Mark::Added, &html::inline(content, self.after())))
                    }
                    Piece::Formatting { before, .. } if self.side == Side::Before => {
                        span .pact-formatting { (html::inline(before, self.before())) }
                    }
                    Piece::Formatting { after, .. } => {
                        span .pact-formatting {
                            (html::inline(after, self.after()))
                            " " small .pact-note { "(formattazione cambiata)" }
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn items(&self, change: &ElementChange, before: &Element, after: &Element, depth: usize) -> Markup {
        let item = |node: &Node, words| match node {
            Node::Element(item) if item.name == "listItem" => html::blocks(&item.children, words, depth + 1),
            other => html::blocks(std::slice::from_ref(other), words, depth + 1),
        };
        html! {
            @match &change.content {
                ContentChange::Blocks(changes) => {
                    @for change in changes {
                        @match change {
                            BlockChange::Kept { from, to, count } => {
                                @for node in self.kept(*from, *to, *count, &before.children, &after.children) {
                                    li { (item(node, self.now())) }
                                }
                            }
                            BlockChange::Gone { node, .. } if self.shows(Mark::Gone) => {
                                li { (marked(Mark::Gone, &item(node, self.before()))) }
                            }
                            BlockChange::Added { node, .. } if self.shows(Mark::Added) => {
                                li { (marked(Mark::Added, &item(node, self.after()))) }
                            }
                            BlockChange::Changed { .. } => {
                                li { (self.block(change, &before.children, &after.children, depth + 1)) }
                            }
                            _ => {}
                        }
                    }
                }
                _ => { @for node in &after.children { li { (item(node, self.now())) } } }
            }
        }
    }
}

/// The two elements of a pair.
pub(super) fn pair<'n>(
    from: &'n [Node],
    old: usize,
    to: &'n [Node],
    new: usize,
) -> Option<(&'n Element, &'n Element)> {
    match (from.get(old)?, to.get(new)?) {
        (Node::Element(before), Node::Element(after)) => Some((before, after)),
        _ => None,
    }
}

/// What differs in an element beside what is in it; empty for nothing.
pub(super) fn notes(change: &ElementChange) -> String {
    let mut out = Vec::new();
    if let Some(before) = &change.name_before {
        out.push(format!("{} → {}", sort(before), sort(&change.name)));
    }
    for FieldChange { field, before, after } in &change.attributes {
        out.push(match field.as_str() {
            "style" => format!("{} → {}", style(before.as_str()), style(after.as_str())),
            _ => "altri dettagli".to_owned(),
        });
    }
    out.dedup();
    if out.is_empty() { String::new() } else { format!("formattazione cambiata: {}", out.join(", ")) }
}

fn sort(name: &str) -> &'static str {
    match name {
        "bulletList" => "elenco puntato",
        "orderedList" => "elenco numerato",
        "tableHeader" => "intestazione",
        "tableCell" => "cella",
        _ => "altro",
    }
}

fn style(name: Option<&str>) -> &'static str {
    match name {
        Some("h3") => "titolo",
        Some("h4") => "titolo minore",
        Some("quote") => "citazione",
        _ => "paragrafo",
    }
}
