//! What is in a body, block by block? One reading of the tree for every written form: known nodes as they
//! are, text out of place as a paragraph, unknown nodes replaced by what they contain.

use std::collections::BTreeMap;

use pact_model::content::{Element, Node, SectionContent};
use pact_model::document::SectionKind;
use serde_json::Value;

use crate::register::{is_block_atom, is_inline_atom};

/// Deepest nesting that is written as structure; below it only the words are kept. Real documents stay under
/// ten (table in list in quote); the bound keeps writers off the end of the stack.
pub(crate) const MAX_DEPTH: usize = 32;

/// One block of a body.
#[derive(Debug)]
pub(crate) enum Flow<'a> {
    /// A paragraph, heading or quotation.
    Block { style: Style, inline: &'a [Node] },
    /// A list, with its items' children.
    List { start: Option<u64>, items: Vec<&'a [Node]> },
    /// A table, with its rows.
    Table { rows: Vec<Vec<Cell<'a>>> },
    /// Something that shows the register; [`crate::register`] finds the words for it.
    Atom(&'a Element),
    /// Words of something nested too deep.
    Words(String),
}

/// Style of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Paragraph,
    Heading3,
    Heading4,
    Quote,
}

/// One cell of a table.
#[derive(Debug)]
pub(crate) struct Cell<'a> {
    pub(crate) header: bool,
    pub(crate) column_span: u64,
    pub(crate) row_span: u64,
    pub(crate) children: &'a [Node],
}

/// The blocks of a body, list item or cell that lies `depth` levels deep.
pub(crate) fn flow(nodes: &[Node], depth: usize) -> Vec<Flow<'_>> {
    let mut out = Vec::new();
    push_flow(nodes, depth, &mut out);
    out
}

fn push_flow<'a>(nodes: &'a [Node], depth: usize, out: &mut Vec<Flow<'a>>) {
    if depth >= MAX_DEPTH {
        let words: String = nodes.iter().map(Node::plain_text).collect();
        if !words.is_empty() {
            out.push(Flow::Words(words));
        }
        return;
    }
    let mut rest = nodes;
    while let Some(first) = rest.first() {
        let inline = rest.iter().take_while(|node| is_inline(node)).count();
        if inline > 0 {
            let (run, after) = rest.split_at(inline);
            out.push(Flow::Block { style: Style::Paragraph, inline: run });
            rest = after;
            continue;
        }
        if let Node::Element(element) = first {
            push_element(element, depth, out);
        }
        rest = &rest[1..];
    }
}

fn push_element<'a>(element: &'a Element, depth: usize, out: &mut Vec<Flow<'a>>) {
    match element.name.as_str() {
        "block" => out.push(Flow::Block { style: style(element), inline: &element.children }),
        "bulletList" => out.push(Flow::List { start: None, items: children_named(element, &["listItem"]) }),
        "orderedList" => {
            let start = Some(number(&element.attributes, "start").unwrap_or(1));
            out.push(Flow::List { start, items: children_named(element, &["listItem"]) });
        }
        "table" => out.push(Flow::Table { rows: rows(element) }),
        name if is_block_atom(name) => out.push(Flow::Atom(element)),
        _ => push_flow(&element.children, depth + 1, out),
    }
}

pub(crate) fn style(element: &Element) -> Style {
    match element.attributes.get("style").and_then(Value::as_str) {
        Some("h3") => Style::Heading3,
        Some("h4") => Style::Heading4,
        Some("quote") => Style::Quote,
        _ => Style::Paragraph,
    }
}

fn children_named<'a>(element: &'a Element, names: &[&str]) -> Vec<&'a [Node]> {
    let mut out = Vec::with_capacity(element.children.len());
    for child in &element.children {
        match child {
            Node::Element(item) if names.contains(&item.name.as_str()) => out.push(item.children.as_slice()),
            // Something else where an item should be: keep it as an item of its own.
            other => out.push(std::slice::from_ref(other)),
        }
    }
    out
}

fn rows(table: &Element) -> Vec<Vec<Cell<'_>>> {
    table
        .children
        .iter()
        .map(|child| match child {
            Node::Element(row) if row.name == "tableRow" => row.children.iter().map(cell).collect(),
            other => vec![cell(other)],
        })
        .collect()
}

pub(crate) fn cell(node: &Node) -> Cell<'_> {
    match node {
        Node::Element(element) if element.name == "tableCell" || element.name == "tableHeader" => Cell {
            header: element.name == "tableHeader",
            column_span: span(&element.attributes, "colspan"),
            row_span: span(&element.attributes, "rowspan"),
            children: &element.children,
        },
        other => Cell { header: false, column_span: 1, row_span: 1, children: std::slice::from_ref(other) },
    }
}

fn span(attributes: &BTreeMap<String, Value>, name: &str) -> u64 {
    // A hundred columns is beyond any page; a larger number is a mistake or a prank.
    number(attributes, name).unwrap_or(1).clamp(1, 100)
}

/// A whole number stored as JSON number (Yjs stores every number as a float) or as text.
fn number(attributes: &BTreeMap<String, Value>, name: &str) -> Option<u64> {
    const LARGEST: f64 = 999_999_999.0; // the largest list number Markdown knows
    let value = match attributes.get(name)? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    if !(0.0..=LARGEST).contains(&value) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "just checked to be in range"
    )]
    Some(value as u64)
}

/// Whether the node belongs inside a block.
pub(crate) fn is_inline(node: &Node) -> bool {
    match node {
        Node::Text(_) => true,
        Node::Element(element) => element.name == "hardBreak" || is_inline_atom(&element.name),
    }
}

/// What stands before a section's title: «Art. 6» for an article, «6.» for a part.
pub(crate) fn section_label(section: &SectionContent) -> Option<String> {
    let number = section.number?;
    match section.kind {
        SectionKind::Article => Some(format!("Art. {number}")),
        SectionKind::Part => Some(format!("{number}.")),
        _ => None,
    }
}

/// The address of a link mark, if it is one we write: `http`, `https` or `mailto`.
pub(crate) fn link_href(marks: &BTreeMap<String, Value>) -> Option<&str> {
    let href = match marks.get("link")? {
        Value::String(href) => href,
        Value::Object(attributes) => attributes.get("href")?.as_str()?,
        _ => return None,
    };
    is_safe_href(href).then_some(href)
}

/// Whether we write this address into a page or a file.
pub(crate) fn is_safe_href(href: &str) -> bool {
    let Some((scheme, rest)) = href.split_once(':') else { return false };
    let known = ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    known && !rest.is_empty() && !href.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Whether the mark is on: stored as `true`, or as an object of attributes.
pub(crate) fn has_mark(marks: &BTreeMap<String, Value>, name: &str) -> bool {
    !matches!(marks.get(name), None | Some(Value::Null | Value::Bool(false)))
}
