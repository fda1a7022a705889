//! Events of pulldown-cmark to nodes. Never refuses: what does not fit is kept as words and reported as a
//! finding, which a template turns into an error and a pasted text ignores.

use std::collections::BTreeMap;
use std::ops::Range;

use pact_model::content::{Element, Node, Text, TextTag};
use pulldown_cmark::{Event, HeadingLevel, Options, Tag, TagEnd};
use serde_json::{Value, json};

use crate::flow::{MAX_DEPTH, is_safe_href};

/// The Markdown we read: `CommonMark` and tables.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
}

/// Nodes of a body, and what did not fit.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) nodes: Vec<Node>,
    pub(crate) findings: Vec<(usize, Finding)>,
}

/// Something that has no place in a document, with its offset in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    Html(String),
    Image,
    Code,
    Rule,
    HeadingTooDeep,
    HeadingSkipped,
    HeadingInside,
    UnsafeLink(String),
    TooDeep,
    MetadataInside,
}

/// The nodes of a run of events, which must be balanced.
pub(crate) fn read_body(events: &[(Event<'_>, Range<usize>)]) -> Reading {
    let mut reader = Reader::new();
    for (event, range) in events {
        reader.event(event, range.start);
    }
    reader.finish()
}

/// The words of a run of events, without marks: titles, guidance lines, questions.
pub(crate) fn inline_text(events: &[(Event<'_>, Range<usize>)]) -> String {
    let mut out = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => {
                out.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item) if !out.ends_with(' ') => out.push(' '),
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Holds blocks: a body, a list item, a cell.
    Flow,
    /// Holds items, rows or cells only.
    Frame,
    /// Holds inline nodes.
    Inline,
    /// A paragraph nobody wrote: text straight inside a list item or cell.
    Implied,
    /// Adds nothing of its own; its children go to the one above.
    Transparent,
}

struct Open {
    place: Place,
    element: Element,
}

struct Reader {
    stack: Vec<Open>,
    findings: Vec<(usize, Finding)>,
    quote_depth: usize,
    bold: usize,
    italic: usize,
    /// One entry per open link; `None` for an address we do not keep.
    links: Vec<Option<String>>,
    in_table_head: bool,
    heading_level: u8,
}

impl Reader {
    fn new() -> Self {
        let root = Open { place: Place::Flow, element: Element::default() };
        Self {
            stack: vec![root],
            findings: Vec::new(),
            quote_depth: 0,
            bold: 0,
            italic: 0,
            links: Vec::new(),
            in_table_head: false,
            heading_level: 2,
        }
    }

    fn finish(mut self) -> Reading {
        while self.stack.len() > 1 {
            self.close();
        }
        let nodes = self.stack.pop().map(|root| root.element.children).unwrap_or_default();
        Reading { nodes, findings: self.findings }
    }

    fn find(&mut self, offset: usize, finding: Finding) {
        self.findings.push((offset, finding));
    }

    fn event(&mut self, event: &Event<'_>, offset: usize) {
        match event {
            Event::Start(tag) => self.start(tag, offset),
            Event::End(tag) => self.end(*tag),
            // Mathematics and footnotes are not enabled in `options`; kept as words if that ever changes.
            Event::Text(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(text),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.hard_break(),
            Event::Code(text) => {
                self.find(offset, Finding::Code);
                self.text(text);
            }
            Event::InlineHtml(html) => self.inline_html(html, offset),
            Event::Html(html) => {
                self.find(offset, Finding::Html(html.trim().to_owned()));
                match html.trim() {
                    "<br>" => self.hard_break(),
                    line => self.text(line),
                }
            }
            Event::Rule => {
                self.close_implied();
                self.find(offset, Finding::Rule);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, offset: usize) {
        match tag {
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::Link { dest_url, .. } => {
                let safe = is_safe_href(dest_url);
                if !safe {
                    self.find(offset, Finding::UnsafeLink(dest_url.to_string()));
                }
                self.links.push(safe.then(|| dest_url.to_string()));
            }
            Tag::Image { .. } => self.find(offset, Finding::Image),
            Tag::Paragraph | Tag::HtmlBlock => {
                self.open_block(if self.quote_depth > 0 { "quote" } else { "p" });
            }
            Tag::Heading { level, .. } => self.start_heading(*level, offset),
            Tag::BlockQuote(_) => {
                self.close_implied();
                self.quote_depth += 1;
                self.open(Place::Transparent, "");
            }
            Tag::CodeBlock(_) => {
                self.find(offset, Finding::Code);
                self.open_block("p");
            }
            Tag::List(start) => {
                let name = if start.is_some() { "orderedList" } else { "bulletList" };
                self.open_container(Place::Frame, name, offset);
                if let (Some(number), Some(list)) = (start.filter(|n| *n != 1), self.stack.last_mut())
                    && list.place == Place::Frame
                {
                    list.element.attributes.insert("start".to_owned(), json!(number));
                }
            }
            Tag::Item => self.open_inside(&["bulletList", "orderedList"], Place::Flow, "listItem"),
            Tag::Table(_) => self.open_container(Place::Frame, "table", offset),
            Tag::TableHead => {
                self.in_table_head = true;
                self.open_inside(&["table"], Place::Frame, "tableRow");
            }
            Tag::TableRow => self.open_inside(&["table"], Place::Frame, "tableRow"),
            Tag::TableCell => {
                let name = if self.in_table_head { "tableHeader" } else { "tableCell" };
                self.open_inside(&["tableRow"], Place::Flow, name);
            }
            Tag::MetadataBlock(_) => {
                self.find(offset, Finding::MetadataInside);
                self.open_block("p");
            }
            _ => self.open(Place::Transparent, ""),
        }
    }

    fn start_heading(&mut self, level: HeadingLevel, offset: usize) {
        if self.stack.len() > 1 {
            self.find(offset, Finding::HeadingInside);
        }
        let level = level as u8;
        if level > 4 {
            self.find(offset, Finding::HeadingTooDeep);
        } else if level > self.heading_level + 1 {
            self.find(offset, Finding::HeadingSkipped);
        }
        self.heading_level = level;
        self.open_block(if level <= 3 { "h3" } else { "h4" });
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Link => {
                self.links.pop();
            }
            TagEnd::Image => {}
            TagEnd::BlockQuote(_) => {
                self.close_implied();
                self.quote_depth = self.quote_depth.saturating_sub(1);
                self.close();
            }
            TagEnd::Item | TagEnd::TableCell => {
                self.close_implied();
                if let Some(open) = self.stack.last_mut()
                    && open.place == Place::Flow
                    && open.element.children.is_empty()
                {
                    // A place without a block is a place where nobody can write.
                    open.element.children.push(Node::block("p", Vec::new()));
                }
                self.close();
            }
            TagEnd::TableHead => {
                self.in_table_head = false;
                let empty = self.stack.last().is_some_and(|row| row.element.children.iter().all(is_blank));
                if empty {
                    // Markdown has no table without a header row; an empty one means there is none.
                    self.stack.pop();
                } else {
                    self.close();
                }
            }
            _ => {
                self.close_implied();
                self.close();
            }
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let marks = self.marks();
        let children = self.inline_children();
        if let Some(Node::Text(last)) = children.last_mut()
            && last.marks == marks
        {
            last.text.push_str(text);
        } else {
            children.push(Node::Text(Text { tag: TextTag::Text, text: text.to_owned(), marks }));
        }
    }

    fn hard_break(&mut self) {
        self.inline_children().push(Node::element("hardBreak", Vec::new()));
    }

    /// `<br>` is how Markdown breaks a line inside a cell; `<br/>` is how we part two blocks there.
    fn inline_html(&mut self, html: &str, offset: usize) {
        let in_cell = self.stack.iter().rev().any(|open| open.element.name.starts_with("table"));
        match html {
            "<br/>" if in_cell => {
                self.inline_children();
                self.close_implied();
                self.open(Place::Implied, "block");
            }
            "<br>" | "<br/>" | "<br />" => self.hard_break(),
            _ => self.text(html),
        }
        self.find(offset, Finding::Html(html.to_owned()));
    }

    fn marks(&self) -> BTreeMap<String, Value> {
        let mut marks = BTreeMap::new();
        if self.bold > 0 {
            marks.insert("bold".to_owned(), Value::Bool(true));
        }
        if self.italic > 0 {
            marks.insert("italic".to_owned(), Value::Bool(true));
        }
        if let Some(href) = self.links.iter().flatten().next_back() {
            marks.insert("link".to_owned(), json!({ "href": href }));
        }
        marks
    }

    /// Where inline nodes go now; opens an implied paragraph when the place holds blocks.
    fn inline_children(&mut self) -> &mut Vec<Node> {
        let inline =
            self.stack.last().is_some_and(|open| matches!(open.place, Place::Inline | Place::Implied));
        if !inline {
            self.open(Place::Implied, "block");
        }
        &mut self.stack.last_mut().expect("the root, or the paragraph just opened").element.children
    }

    fn open_block(&mut self, style: &str) {
        self.close_implied();
        self.open(Place::Inline, "block");
        if let Some(open) = self.stack.last_mut() {
            open.element.attributes.insert("style".to_owned(), Value::from(style));
        }
    }

    fn open_container(&mut self, place: Place, name: &str, offset: usize) {
        self.close_implied();
        // Half of what the writers accept, which count items and cells too.
        if self.stack.len() >= MAX_DEPTH / 2 {
            self.find(offset, Finding::TooDeep);
            self.open(Place::Transparent, "");
        } else {
            self.open(place, name);
        }
    }

    /// Opens an item, row or cell where its list, table or row was opened, and nothing where it was not.
    fn open_inside(&mut self, holders: &[&str], place: Place, name: &str) {
        let held = self.stack.last().is_some_and(|open| holders.contains(&open.element.name.as_str()));
        self.open(if held { place } else { Place::Transparent }, name);
    }

    fn open(&mut self, place: Place, name: &str) {
        let mut element = Element { name: name.to_owned(), ..Element::default() };
        if place == Place::Implied {
            let style = if self.quote_depth > 0 { "quote" } else { "p" };
            element.attributes.insert("style".to_owned(), Value::from(style));
        }
        self.stack.push(Open { place, element });
    }

    fn close_implied(&mut self) {
        if self.stack.last().is_some_and(|open| open.place == Place::Implied) {
            self.close();
        }
    }

    /// Closes the innermost open element and hands it to the one that holds it.
    fn close(&mut self) {
        if self.stack.len() < 2 {
            return;
        }
        let Some(open) = self.stack.pop() else { return };
        let Some(holder) = self.stack.last_mut() else { return };
        if open.place == Place::Transparent {
            holder.element.children.extend(open.element.children);
        } else {
            holder.element.children.push(Node::Element(open.element));
        }
    }
}

fn is_blank(node: &Node) -> bool {
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        match node {
            Node::Text(_) => return false,
            Node::Element(element) if element.name == "hardBreak" => return false,
            Node::Element(element) => stack.extend(&element.children),
        }
    }
    true
}
