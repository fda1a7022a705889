//! HTML out: a document and its sections as fragments a page puts in its frame.
//!
//! Everything is escaped by maud; addresses other than http, https and mailto lose their link and keep their
//! words; comment marks and authorship leave no trace. Headings begin at `h2`: the page owns the `h1`. Given the
//! register, a text shows what it is bound to; without, it says that something stands there.

mod register;

use maud::{Markup, html};
use pact_model::content::{DocumentContent, Element, Node, SectionContent};
use pact_model::register::Register;

use crate::flow::{Cell, Flow, Style, flow, has_mark, link_href, section_label};
use crate::register::RegisterWords;

/// A whole document: its sections in order, the ones set aside listed at the end with their reason.
#[must_use]
pub fn document_html(content: &DocumentContent, register: Option<&Register>) -> Markup {
    let aside: Vec<_> = content.sections.iter().filter(|section| section.aside.is_some()).collect();
    html! {
        article .pact-document lang=(content.language) {
            @for section in content.sections.iter().filter(|section| section.aside.is_none()) {
                (section_html(section, register))
            }
            @if !aside.is_empty() {
                section .pact-aside aria-labelledby="sezioni-messe-da-parte" {
                    h2 #sezioni-messe-da-parte { "Sezioni messe da parte" }
                    ul {
                        @for section in aside {
                            li {
                                (title(section))
                                @if let Some(reason) = section.aside.as_deref().filter(|reason| !reason.is_empty()) {
                                    ": " (reason)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One section: its title and its text. The identity is the anchor, so addresses survive renaming and moving.
#[must_use]
pub fn section_html(section: &SectionContent, register: Option<&Register>) -> Markup {
    let id = section.id.as_str();
    let heading = format!("{id}-titolo");
    let body = blocks(&section.body, RegisterWords::of(register), 0);
    html! {
        section .pact-section id=(id) data-kind=(section.kind) aria-labelledby=(heading) {
            h2 id=(heading) { (title(section)) }
            @if let Some(reason) = &section.not_applicable {
                p .pact-not-applicable {
                    strong { "Non applicabile" }
                    @if !reason.is_empty() { ": " (reason) }
                }
            }
            @if body.0.is_empty() {
                @if section.not_applicable.is_none() {
                    p .pact-empty { "Sezione ancora da scrivere." }
                }
            } @else {
                (body)
            }
        }
    }
}

/// The text of a section, without its title and without the register. Empty when nothing was written.
#[must_use]
pub fn body_html(nodes: &[Node]) -> Markup {
    blocks(nodes, RegisterWords::of(None), 0)
}

/// The whole register as it stands below a text: all commitments, and the months.
#[must_use]
pub fn register_html(register: &Register) -> Markup {
    let atom = |name: &str| Node::Element(Element { name: name.to_owned(), ..Element::default() });
    blocks(&[atom("commitmentTable"), atom("timelineView")], RegisterWords::of(Some(register)), 0)
}

/// A section's number and title, as a heading shows them.
pub(crate) fn title(section: &SectionContent) -> Markup {
    html! {
        @if let Some(label) = section_label(section) {
            span .pact-number { (label) } " "
        }
        (section.title)
    }
}

/// The blocks of a body, list item or cell that lies `depth` levels deep.
pub(crate) fn blocks(nodes: &[Node], register: RegisterWords<'_>, depth: usize) -> Markup {
    html! {
        @for block in flow(nodes, depth) {
            @match block {
                Flow::Block { style, inline: nodes } => { (styled(style, nodes, register)) }
                Flow::List { items, .. } if items.is_empty() => {}
                Flow::List { start: None, items } => { ul { (list_items(&items, register, depth)) } }
                Flow::List { start: Some(1), items } => { ol { (list_items(&items, register, depth)) } }
                Flow::List { start: Some(start), items } => { ol start=(start) { (list_items(&items, register, depth)) } }
                Flow::Table { rows } => { (table(&rows, register, depth)) }
                Flow::Atom(element) => { (register::shown(element, register)) }
                Flow::Words(words) => { p { (words) } }
            }
        }
    }
}

/// A paragraph, heading or quotation; nothing for an empty one.
fn styled(style: Style, nodes: &[Node], register: RegisterWords<'_>) -> Markup {
    if nodes.is_empty() {
        return Markup::default();
    }
    html! {
        @match style {
            Style::Paragraph => { p { (inline(nodes, register)) } }
            Style::Heading3 => { h3 { (inline(nodes, register)) } }
            Style::Heading4 => { h4 { (inline(nodes, register)) } }
            Style::Quote => { blockquote { p { (inline(nodes, register)) } } }
        }
    }
}

fn list_items(items: &[&[Node]], register: RegisterWords<'_>, depth: usize) -> Markup {
    html! {
        @for item in items {
            li { (blocks(item, register, depth + 1)) }
        }
    }
}

fn table(rows: &[Vec<Cell<'_>>], register: RegisterWords<'_>, depth: usize) -> Markup {
    let has_head = rows.first().is_some_and(|row| !row.is_empty() && row.iter().all(|cell| cell.header));
    let (head, body) = rows.split_at(usize::from(has_head));
    html! {
        // Wide tables scroll inside their own region, reachable by keyboard.
        div .pact-table tabindex="0" role="region" aria-label="Tabella" {
            table {
                @if has_head {
                    thead { (table_rows(head, "col", register, depth)) }
                }
                @if !body.is_empty() {
                    tbody { (table_rows(body, "row", register, depth)) }
                }
            }
        }
    }
}

fn table_rows(rows: &[Vec<Cell<'_>>], scope: &str, register: RegisterWords<'_>, depth: usize) -> Markup {
    html! {
        @for row in rows {
            tr {
                @for cell in row {
                    @let columns = (cell.column_span > 1).then_some(cell.column_span);
                    @let lines = (cell.row_span > 1).then_some(cell.row_span);
                    @if cell.header {
                        th scope=(scope) colspan=[columns] rowspan=[lines] { (blocks(cell.children, register, depth + 1)) }
                    } @else {
                        td colspan=[columns] rowspan=[lines] { (blocks(cell.children, register, depth + 1)) }
                    }
                }
            }
        }
    }
}

/// A line of text.
pub(crate) fn inline(nodes: &[Node], register: RegisterWords<'_>) -> Markup {
    html! {
        @for node in nodes {
            @match node {
                Node::Text(text) => {
                    @match link_href(&text.marks) {
                        Some(href) => { a href=(href) rel="noopener noreferrer nofollow" { (marked(node)) } }
                        None => { (marked(node)) }
                    }
                }
                Node::Element(element) if element.name == "hardBreak" => { br; }
                Node::Element(element) => {
                    @match register.inline(&element.name, &element.attributes) {
                        Some(words) => { span .pact-register data-node=(element.name) { (words) } }
                        None => { (node.plain_text()) }
                    }
                }
            }
        }
    }
}

fn marked(node: &Node) -> Markup {
    let Node::Text(text) = node else { return Markup::default() };
    let bold = has_mark(&text.marks, "bold");
    let italic = has_mark(&text.marks, "italic");
    html! {
        @match (bold, italic) {
            (true, true) => { strong { em { (text.text) } } }
            (true, false) => { strong { (text.text) } }
            (false, true) => { em { (text.text) } }
            (false, false) => { (text.text) }
        }
    }
}
