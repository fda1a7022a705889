//! How does HTML show a table with its changes in place? Rows that went or came are marked in each of their cells.

use maud::{Markup, html};
use pact_model::comparison::{BlockChange, ContentChange, ElementChange};
use pact_model::content::{Element, Node};

use super::blocks::{Mark, Shown, Side, marked, pair};
use crate::flow;
use crate::html;
use crate::register::RegisterWords;

impl Shown<'_> {
    /// A table of which something differs.
    pub(super) fn table(
        &self,
        change: &ElementChange,
        before: &Element,
        after: &Element,
        depth: usize,
    ) -> Markup {
        let rows = html! {
            @match &change.content {
                ContentChange::Blocks(changes) => {
                    @for change in changes { (self.row(change, &before.children, &after.children, depth)) }
                }
                _ => { @for node in &after.children { (whole_row(node, None, self.now(), depth)) } }
            }
        };
        html! {
            div .pact-table tabindex="0" role="region" aria-label="Tabella" {
                table { tbody { (rows) } }
            }
        }
    }

    fn row(&self, change: &BlockChange, from: &[Node], to: &[Node], depth: usize) -> Markup {
        html! {
            @match change {
                BlockChange::Kept { from: old, to: new, count } => {
                    @for node in self.kept(*old, *new, *count, from, to) {
                        (whole_row(node, None, self.now(), depth))
                    }
                }
                BlockChange::Gone { node, .. } if self.shows(Mark::Gone) => {
                    (whole_row(node, Some(Mark::Gone), self.before(), depth))
                }
                BlockChange::Added { node, .. } if self.shows(Mark::Added) => {
                    (whole_row(node, Some(Mark::Added), self.after(), depth))
                }
                BlockChange::Changed { from: old, to: new, element } => {
                    @match (pair(from, *old, to, *new), &element.content) {
                        (Some((before, after)), ContentChange::Blocks(cells)) => {
                            tr {
                                @for cell in cells { (self.cell(cell, &before.children, &after.children, depth)) }
                            }
                        }
                        _ => {
                            @for node in self.kept(*old, *new, 1, from, to) {
                                (whole_row(node, None, self.now(), depth))
                            }
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn cell(&self, change: &BlockChange, from: &[Node], to: &[Node], depth: usize) -> Markup {
        html! {
            @match change {
                BlockChange::Kept { from: old, to: new, count } => {
                    @for node in self.kept(*old, *new, *count, from, to) {
                        (whole_cell(node, None, self.now(), depth))
                    }
                }
                BlockChange::Gone { node, .. } if self.shows(Mark::Gone) => {
                    (whole_cell(node, Some(Mark::Gone), self.before(), depth))
                }
                BlockChange::Added { node, .. } if self.shows(Mark::Added) => {
                    (whole_cell(node, Some(Mark::Added), self.after(), depth))
                }
                BlockChange::Changed { from: old, to: new, element } => {
                    @if let Some((before, after)) = pair(from, *old, to, *new) {
                        @let node = if self.side == Side::Before { &from[*old] } else { &to[*new] };
                        (cell_tag(node, &self.element(element, before, after, depth + 1)))
                    }
                }
                _ => {}
            }
        }
    }
}

fn whole_row(node: &Node, mark: Option<Mark>, words: RegisterWords<'_>, depth: usize) -> Markup {
    let class = mark.map(|mark| if mark == Mark::Gone { "pact-gone" } else { "pact-added" });
    let cells = match node {
        Node::Element(row) if row.name == "tableRow" => row.children.as_slice(),
        other => std::slice::from_ref(other),
    };
    html! {
        tr class=[class] {
            @for cell in cells { (whole_cell(cell, mark, words, depth)) }
        }
    }
}

fn whole_cell(node: &Node, mark: Option<Mark>, words: RegisterWords<'_>, depth: usize) -> Markup {
    let content = html::blocks(flow::cell(node).children, words, depth + 1);
    match mark {
        Some(mark) => cell_tag(node, &marked(mark, &content)),
        None => cell_tag(node, &content),
    }
}

fn cell_tag(node: &Node, content: &Markup) -> Markup {
    let cell = flow::cell(node);
    let columns = (cell.column_span > 1).then_some(cell.column_span);
    let lines = (cell.row_span > 1).then_some(cell.row_span);
    html! {
        @if cell.header {
            th colspan=[columns] rowspan=[lines] { (content) }
        } @else {
            td colspan=[columns] rowspan=[lines] { (content) }
        }
    }
}
