//! What stands under a heading of a process: `**Focus:** one line`, or `**Obiettivi**` and a list.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::markdown::{inline_text, read_body};
use crate::template::heading::Located;
use crate::template::problem::Problem;
use crate::template::report::Report;

/// The labelled lines and lists of one heading, taken one by one so that the unknown ones are left over.
pub(super) struct Labels {
    fields: Vec<Field>,
    /// Labels asked for so far, for the message about the others.
    known: Vec<&'static str>,
}

struct Field {
    label: String,
    offset: usize,
    line: String,
    items: Option<Vec<String>>,
}

impl Labels {
    pub(super) fn read(body: &[Located<'_>], report: &mut Report) -> Self {
        report.add_findings(read_body(body).findings);
        let mut fields: Vec<Field> = Vec::new();
        for block in top_blocks(body) {
            let Some((event, range)) = block.first() else { continue };
            match event {
                Event::Start(Tag::Paragraph) => {
                    for line in labelled_lines(&block[1..block.len().saturating_sub(1)]) {
                        push_line(line, &mut fields, report);
                    }
                }
                Event::Start(Tag::List(_)) => push_list(block, range.start, &mut fields, report),
                // Already reported: code, HTML, rules.
                Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) | Event::Rule => {}
                _ => report.add(range.start, Problem::TextWithoutLabel),
            }
        }
        Self { fields, known: Vec::new() }
    }

    fn take(&mut self, label: &'static str) -> Option<Field> {
        self.known.push(label);
        let at = self.fields.iter().position(|field| field.label.to_lowercase() == label.to_lowercase())?;
        Some(self.fields.remove(at))
    }

    /// The line after a label; empty when the label is not there.
    pub(super) fn line(&mut self, label: &'static str, report: &mut Report) -> String {
        let Some(field) = self.take(label) else { return String::new() };
        if field.items.is_some() || field.line.is_empty() {
            report.add(field.offset, Problem::ExpectedLine(label.to_owned()));
        }
        field.line
    }

    /// The list after a label; empty when the label is not there.
    pub(super) fn items(&mut self, label: &'static str, report: &mut Report) -> Vec<String> {
        let Some(field) = self.take(label) else { return Vec::new() };
        match field.items {
            Some(items) if field.line.is_empty() => items,
            _ => {
                report.add(field.offset, Problem::ExpectedList(label.to_owned()));
                Vec::new()
            }
        }
    }

    /// Reports the labels nobody asked for.
    pub(super) fn finish(self, report: &mut Report) {
        let known = self.known.join(", ");
        for field in self.fields {
            report.add(field.offset, Problem::UnknownLabel { label: field.label, known: known.clone() });
        }
    }
}

fn push_line(line: &[Located<'_>], fields: &mut Vec<Field>, report: &mut Report) {
    let Some((event, range)) = line.first() else { return };
    let end = line.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)));
    let (Event::Start(Tag::Strong), Some(end)) = (event, end) else {
        report.add(range.start, Problem::TextWithoutLabel);
        return;
    };
    let (label, text) = line.split_at(end + 1);
    let label = inline_text(label).trim_end_matches(':').trim().to_owned();
    let text = inline_text(text);
    let text = text.strip_prefix(':').unwrap_or(&text).trim().to_owned();
    if fields.iter().any(|field| field.label.to_lowercase() == label.to_lowercase()) {
        report.add(range.start, Problem::DuplicateLabel(label));
        return;
    }
    fields.push(Field { label, offset: range.start, line: text, items: None });
}

fn push_list(list: &[Located<'_>], offset: usize, fields: &mut [Field], report: &mut Report) {
    let mut items = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (index, (event, range)) in list.iter().enumerate() {
        match event {
            Event::Start(Tag::Item) => start = index + 1,
            Event::End(TagEnd::Item) if depth == 1 => items.push(inline_text(&list[start.min(index)..index])),
            Event::Start(Tag::List(_)) => {
                if depth > 0 {
                    report.add(range.start, Problem::NestedList);
                }
                depth += 1;
            }
            Event::End(TagEnd::List(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    items.retain(|item| !item.is_empty());
    match fields.last_mut() {
        Some(field) if field.items.is_none() => field.items = Some(items),
        _ => report.add(offset, Problem::TextWithoutLabel),
    }
}

/// The blocks of a text, each with its events.
fn top_blocks<'a, 'e>(events: &'e [Located<'a>]) -> Vec<&'e [Located<'a>]> {
    let mut out = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => {
                if depth == 0 {
                    start = index;
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    out.push(&events[start..=index]);
                }
            }
            _ if depth == 0 => out.push(&events[index..=index]),
            _ => {}
        }
    }
    out
}

/// Lines of a paragraph that begin with bold words: labels may follow each other without a blank line.
fn labelled_lines<'a, 'e>(paragraph: &'e [Located<'a>]) -> Vec<&'e [Located<'a>]> {
    let mut out = Vec::new();
    let mut start = 0;
    for index in 1..paragraph.len() {
        let breaks = matches!(paragraph[index - 1].0, Event::SoftBreak | Event::HardBreak);
        if breaks && matches!(paragraph[index].0, Event::Start(Tag::Strong)) {
            out.push(&paragraph[start..index]);
            start = index;
        }
    }
    out.push(&paragraph[start..]);
    out
}
