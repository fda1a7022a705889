//! Headings and what stands under them: `## Title {#id .class key=value}` and the events up to the next one.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::problem::Problem;
use super::report::Report;
use crate::markdown::{inline_text, options, read_body};

/// An event with its place in the file.
pub(crate) type Located<'a> = (Event<'a>, Range<usize>);

pub(crate) fn events(text: &str) -> Vec<Located<'_>> {
    let options =
        options() | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS | Options::ENABLE_HEADING_ATTRIBUTES;
    Parser::new_ext(text, options).into_offset_iter().collect()
}

/// A heading with the events under it.
pub(crate) struct Chunk<'a, 'e> {
    pub(crate) level: u8,
    pub(crate) offset: usize,
    pub(crate) title: String,
    pub(crate) id: Option<String>,
    pub(crate) classes: Vec<String>,
    pub(crate) attributes: Attributes,
    pub(crate) body: &'e [Located<'a>],
}

/// `key=value` pairs of a heading, taken one by one so that the unknown ones are left over.
pub(crate) struct Attributes {
    offset: usize,
    values: BTreeMap<String, String>,
}

impl Attributes {
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        self.values.remove(name)
    }

    pub(crate) fn finish(self, known: &[&str], report: &mut Report) {
        let known = if known.is_empty() { "solo le classi".to_owned() } else { known.join(", ") };
        for name in self.values.into_keys() {
            report.add(self.offset, Problem::UnknownAttribute { name, known: known.clone() });
        }
    }
}

/// Cuts a text at its headings down to `deepest`; text before the first is reported.
pub(crate) fn chunks<'a, 'e>(
    events: &'e [Located<'a>],
    deepest: u8,
    report: &mut Report,
) -> Vec<Chunk<'a, 'e>> {
    let cuts = cuts(events, deepest);
    let first = cuts.first().map_or(events.len(), |cut| cut.start);
    if let Some((_, range)) = events[..first].first() {
        report.add(range.start, Problem::TextBeforeHeading);
        report.add_findings(read_body(&events[..first]).findings);
    }
    let ends = cuts.iter().skip(1).map(|cut| cut.start).chain([events.len()]);
    cuts.iter()
        .zip(ends)
        .map(|(cut, end)| chunk(&events[cut.start..cut.end], &events[cut.end..end], report))
        .collect()
}

/// Ranges of the events that make the headings at the top level of the text.
fn cuts(events: &[Located<'_>], deepest: u8) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut depth = 0_usize;
    let mut open = None;
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(tag) => {
                if let (0, Tag::Heading { level, .. }) = (depth, tag)
                    && *level as u8 <= deepest
                {
                    open = Some(index);
                }
                depth += 1;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && matches!(end, TagEnd::Heading(_))
                    && let Some(start) = open.take()
                {
                    cuts.push(start..index + 1);
                }
            }
            _ => {}
        }
    }
    cuts
}

fn chunk<'a, 'e>(heading: &'e [Located<'a>], body: &'e [Located<'a>], report: &mut Report) -> Chunk<'a, 'e> {
    let offset = heading.first().map_or(0, |(_, range)| range.start);
    let inner = &heading[1..heading.len().saturating_sub(1).max(1)];
    let title = inline_text(inner);
    report.add_findings(read_body(inner).findings);
    let mut chunk = Chunk {
        level: 0,
        offset,
        title,
        id: None,
        classes: Vec::new(),
        attributes: Attributes { offset, values: BTreeMap::new() },
        body,
    };
    if let Some((Event::Start(Tag::Heading { level, id, classes, attrs }), _)) = heading.first() {
        chunk.level = *level as u8;
        chunk.id = id.as_ref().map(ToString::to_string);
        chunk.classes = classes.iter().map(ToString::to_string).collect();
        for (name, value) in attrs {
            push_attribute(&mut chunk.attributes, name, value.as_deref(), report);
        }
    }
    if chunk.title.contains(['{', '}']) {
        report.add(offset, Problem::BrokenBraces);
    } else if chunk.title.is_empty() {
        report.add(offset, Problem::EmptyTitle);
    }
    chunk
}

fn push_attribute(attributes: &mut Attributes, name: &str, value: Option<&str>, report: &mut Report) {
    let offset = attributes.offset;
    let Some(value) = value else {
        // The rest of a quoted value with a space in it has been reported with its beginning.
        if !name.ends_with('"') {
            report.add(offset, Problem::EmptyAttribute(name.to_owned()));
        }
        return;
    };
    let (opens, closes) = (value.starts_with('"'), value.len() > 1 && value.ends_with('"'));
    if opens != closes {
        report.add(offset, Problem::SpacedValue(name.to_owned()));
        return;
    }
    let value = value.trim_matches('"');
    if value.is_empty() {
        report.add(offset, Problem::EmptyAttribute(name.to_owned()));
    } else if attributes.values.insert(name.to_owned(), value.to_owned()).is_some() {
        report.add(offset, Problem::DuplicateAttribute(name.to_owned()));
    }
}

/// Remembers which names were used where.
#[derive(Default)]
pub(crate) struct Seen(BTreeMap<String, u32>);

impl Seen {
    /// The line where the name was used before, if it was.
    pub(crate) fn before(&mut self, name: &str, line: u32) -> Option<u32> {
        if let Some(first) = self.0.get(name) {
            return Some(*first);
        }
        self.0.insert(name.to_owned(), line);
        None
    }
}

/// The names of a list as a clerk reads them: `.a, .b o .c`.
pub(crate) fn classes_text(names: &[&str]) -> String {
    names.iter().map(|name| format!(".{name}")).collect::<Vec<_>>().join(", ")
}
