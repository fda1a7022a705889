//! How does Markdown dress what the register says? A card as a line and a list, everything else as a table under a
//! line that says what it shows.

use std::collections::BTreeMap;

use pact_model::content::{Element, Node};
use serde_json::Value;

use super::inline::{Setting, inline};
use super::write::row_line;
use crate::register::{Card, RegisterWords, Shown, Table};

/// The blocks of a node that shows the register.
pub(super) fn blocks(element: &Element, register: RegisterWords<'_>) -> Vec<String> {
    match register.block(&element.name, &element.attributes) {
        Some(Shown::Card(shown)) => card(&shown),
        Some(Shown::Table(shown)) => table(&shown),
        Some(Shown::Note(words)) => vec![text(&words, Setting::Paragraph)],
        None => Vec::new(),
    }
}

/// What fits in a cell: the words of a note, who and what of a card, the caption of a table.
pub(super) fn in_cell(element: &Element, register: RegisterWords<'_>) -> Option<String> {
    let words = match register.block(&element.name, &element.attributes)? {
        Shown::Note(words) => words,
        Shown::Card(card) => format!("{}: {}", card.who, card.what),
        Shown::Table(table) => table.caption,
    };
    Some(text(&words, Setting::Cell))
}

fn card(card: &Card) -> Vec<String> {
    let mut nodes = vec![bold(&card.who), Node::text(": ")];
    nodes.extend(lines(&card.what));
    let mut out = vec![written(&nodes, Setting::Paragraph)];
    let items = card.answers.iter().map(|(question, answer)| {
        let mut nodes = vec![bold(question), Node::text(": ")];
        nodes.extend(lines(&answer.join("; ").replace('\n', " ")));
        format!("- {}", written(&nodes, Setting::Paragraph))
    });
    out.push(items.collect::<Vec<_>>().join("\n"));
    out
}

fn table(table: &Table) -> Vec<String> {
    let columns = table.columns.len();
    let heads: Vec<String> = table.columns.iter().map(|column| text(column, Setting::Cell)).collect();
    let mut rows = vec![row_line(&heads, columns), format!("|{}", " --- |".repeat(columns))];
    for row in &table.rows {
        let cells = row.cells.iter().map(|entries| {
            entries.iter().map(|entry| text(entry, Setting::Cell)).collect::<Vec<_>>().join("<br/>")
        });
        rows.push(row_line(&cells.collect::<Vec<_>>(), columns));
    }
    let mut out = vec![written(&[bold(&table.caption)], Setting::Paragraph)];
    if !table.rows.is_empty() {
        out.push(rows.join("\n"));
    }
    out
}

fn bold(text: &str) -> Node {
    Node::marked(text, BTreeMap::from([("bold".to_owned(), Value::Bool(true))]))
}

fn text(text: &str, setting: Setting) -> String {
    written(&lines(text), setting)
}

/// A long text keeps its lines.
fn lines(text: &str) -> Vec<Node> {
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push(Node::element("hardBreak", Vec::new()));
        }
        out.push(Node::text(line));
    }
    out
}

fn written(nodes: &[Node], setting: Setting) -> String {
    inline(nodes, setting, RegisterWords::of(None))
}
