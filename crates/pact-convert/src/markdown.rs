//! Markdown in and out: bodies of sections as GitHub-flavoured Markdown.
//!
//! What is written here and read back gives the same nodes, except for what Markdown cannot say: empty
//! paragraphs between blocks, merged cells, headings and lists inside table cells, row headers, the register's
//! own nodes (written as words), and marks other than bold, italic and link.

mod inline;
mod read;
mod shown;
mod write;

use pact_model::content::Node;

pub(crate) use read::{Finding, inline_text, options, read_body};
pub use write::{body_markdown, document_markdown};

/// The nodes a Markdown text stands for. Lenient: what has no place in a document is kept as words, addresses
/// that are not http, https or mailto are dropped, raw HTML stays text.
#[must_use]
pub fn nodes_from_markdown(text: &str) -> Vec<Node> {
    let parser = pulldown_cmark::Parser::new_ext(text, options());
    let events: Vec<_> = parser.into_offset_iter().collect();
    read_body(&events).nodes
}
