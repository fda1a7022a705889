//! Nodes to GitHub-flavoured Markdown, escaped so that reading it back gives the same nodes.

use pact_model::content::{DocumentContent, Node, SectionContent};
use pact_model::register::Register;

use super::inline::{Setting, inline};
use super::shown;
use crate::flow::{Cell, Flow, Style, flow, section_label};
use crate::register::RegisterWords;

/// A whole document as Markdown: title, then each section under its own heading. Sections set aside are
/// listed at the end with their reason. Given the register, a text shows what it is bound to.
#[must_use]
pub fn document_markdown(content: &DocumentContent, register: Option<&Register>) -> String {
    let register = RegisterWords::of(register);
    let mut blocks = vec![heading(1, &content.title)];
    for section in content.sections.iter().filter(|section| section.aside.is_none()) {
        push_section(section, register, &mut blocks);
    }
    let aside: Vec<_> = content.sections.iter().filter(|section| section.aside.is_some()).collect();
    if !aside.is_empty() {
        blocks.push(heading(2, "Sezioni messe da parte"));
        let lines: Vec<_> = aside
            .iter()
            .map(|section| {
                let reason = section.aside.as_deref().unwrap_or_default();
                format!("- {}", plain(&with_reason(&full_title(section), reason)))
            })
            .collect();
        blocks.push(lines.join("\n"));
    }
    let mut out = blocks.join("\n\n");
    out.push('\n');
    out
}

/// The body of a section as Markdown, without the register.
#[must_use]
pub fn body_markdown(nodes: &[Node]) -> String {
    let mut out = blocks(nodes, RegisterWords::of(None), 0).join("\n\n");
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn push_section(section: &SectionContent, register: RegisterWords<'_>, out: &mut Vec<String>) {
    out.push(heading(2, &full_title(section)));
    if let Some(reason) = &section.not_applicable {
        out.push(plain(&with_reason("Non applicabile", reason)));
    }
    out.extend(blocks(&section.body, register, 0));
}

fn full_title(section: &SectionContent) -> String {
    match section_label(section) {
        Some(label) if label.ends_with('.') => format!("{label} {}", section.title),
        Some(label) => format!("{label} · {}", section.title),
        None => section.title.clone(),
    }
}

fn with_reason(what: &str, reason: &str) -> String {
    if reason.is_empty() { what.to_owned() } else { format!("{what}: {reason}") }
}

fn heading(level: usize, title: &str) -> String {
    let text = inline(&[Node::text(title)], Setting::Heading, RegisterWords::of(None));
    format!("{} {text}", "#".repeat(level)).trim_end().to_owned()
}

fn plain(text: &str) -> String {
    inline(&[Node::text(text)], Setting::Paragraph, RegisterWords::of(None))
}

fn blocks(nodes: &[Node], register: RegisterWords<'_>, depth: usize) -> Vec<String> {
    let mut out = Vec::new();
    // Two lists of one kind in a row would become one list: the second takes the other marker.
    let mut last_list: Option<(bool, bool)> = None;
    for block in flow(nodes, depth) {
        let mut list = None;
        match block {
            Flow::Block { style, inline: nodes } => {
                let Some(text) = styled(style, nodes, register) else { continue };
                out.push(text);
            }
            Flow::List { start, items } => {
                let alternate = matches!(last_list, Some((ordered, false)) if ordered == start.is_some());
                if items.is_empty() {
                    continue;
                }
                list = Some((start.is_some(), alternate));
                out.push(list_markdown(start, &items, alternate, register, depth));
            }
            Flow::Table { rows } => {
                let Some(text) = table(&rows, register, depth) else { continue };
                out.push(text);
            }
            Flow::Atom(element) => out.extend(shown::blocks(element, register)),
            Flow::Words(words) => out.push(plain(&words)),
        }
        last_list = list;
    }
    out
}

/// A paragraph, heading or quotation; `None` for an empty paragraph, which Markdown cannot say.
fn styled(style: Style, nodes: &[Node], register: RegisterWords<'_>) -> Option<String> {
    let setting = match style {
        Style::Heading3 | Style::Heading4 => Setting::Heading,
        Style::Paragraph | Style::Quote => Setting::Paragraph,
    };
    let text = inline(nodes, setting, register);
    match style {
        Style::Heading3 => Some(format!("### {text}").trim_end().to_owned()),
        Style::Heading4 => Some(format!("#### {text}").trim_end().to_owned()),
        _ if text.is_empty() => None,
        Style::Paragraph => Some(text),
        Style::Quote => Some(prefixed(&text, "> ", "> ")),
    }
}

fn list_markdown(
    start: Option<u64>,
    items: &[&[Node]],
    alternate: bool,
    register: RegisterWords<'_>,
    depth: usize,
) -> String {
    let mut number = start.unwrap_or(1);
    let mut simple = true;
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let marker = match (start, alternate) {
            (Some(_), false) => format!("{number}."),
            (Some(_), true) => format!("{number})"),
            (None, false) => "-".to_owned(),
            (None, true) => "*".to_owned(),
        };
        number = number.saturating_add(1);
        let indent = " ".repeat(marker.len() + 1);
        let begins_with_list = matches!(flow(item, depth + 1).first(), Some(Flow::List { .. }));
        let blocks = blocks(item, register, depth + 1);
        simple &= blocks.len() <= 1 && !begins_with_list;
        let text = blocks.join("\n\n");
        out.push(if text.is_empty() {
            marker
        } else if begins_with_list {
            // On a line of its own: `- - -` would be a rule.
            format!("{marker}\n{}", prefixed(&text, &indent, &indent))
        } else {
            prefixed(&text, &format!("{marker} "), &indent)
        });
    }
    out.join(if simple { "\n" } else { "\n\n" })
}

fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut out = String::with_capacity(text.len() + first.len());
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let prefix = if index == 0 { first } else { others };
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}

fn table(rows: &[Vec<Cell<'_>>], register: RegisterWords<'_>, depth: usize) -> Option<String> {
    let written: Vec<Vec<String>> = rows.iter().map(|row| cells(row, register, depth)).collect();
    let columns = written.iter().map(Vec::len).max().filter(|columns| *columns > 0)?;
    let has_header = rows.first().is_some_and(|row| !row.is_empty() && row.iter().all(|cell| cell.header));
    let mut lines = Vec::with_capacity(written.len() + 2);
    let mut body = written.iter();
    let empty = Vec::new();
    let head = if has_header { body.next().unwrap_or(&empty) } else { &empty };
    lines.push(row_line(head, columns));
    lines.push(format!("|{}", " --- |".repeat(columns)));
    lines.extend(body.map(|row| row_line(row, columns)));
    Some(lines.join("\n"))
}

pub(super) fn row_line(cells: &[String], columns: usize) -> String {
    let mut line = String::from("|");
    for index in 0..columns {
        line.push(' ');
        line.push_str(cells.get(index).map_or("", String::as_str));
        line.push_str(" |");
    }
    line
}

/// The cells of a row; a merged cell is followed by empty ones.
fn cells(row: &[Cell<'_>], register: RegisterWords<'_>, depth: usize) -> Vec<String> {
    let mut out = Vec::new();
    for cell in row {
        out.push(cell_blocks(cell.children, register, depth + 1).join("<br/>"));
        for _ in 1..cell.column_span {
            out.push(String::new());
        }
    }
    out
}

/// The blocks of a cell, each on one line: lists and headings become plain lines.
fn cell_blocks(nodes: &[Node], register: RegisterWords<'_>, depth: usize) -> Vec<String> {
    let mut out = Vec::new();
    for block in flow(nodes, depth) {
        match block {
            Flow::Block { inline: nodes, .. } => out.push(inline(nodes, Setting::Cell, register)),
            Flow::List { items, .. } => {
                out.extend(items.into_iter().flat_map(|item| cell_blocks(item, register, depth + 1)));
            }
            Flow::Table { rows } => {
                let inner =
                    rows.iter().flatten().flat_map(|cell| cell_blocks(cell.children, register, depth + 1));
                out.extend(inner);
            }
            Flow::Atom(element) => out.extend(shown::in_cell(element, register)),
            Flow::Words(words) => out.push(inline(&[Node::text(words)], Setting::Cell, register)),
        }
    }
    out
}
