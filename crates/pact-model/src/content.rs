//! What does a document say? The neutral content tree: sections with typed metadata and a body of nodes,
//! its canonical JSON (RFC 8785) and its hash. Knows nothing of Yjs, HTML or SQL.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::document::{Binding, DocumentKind, Policy, SectionId, SectionKind};

/// Marks that anchor comments are no content: they never change a hash, a comparison or a version count.
pub const COMMENT_MARK: &str = "comment";

/// One document as readers see it: its sections in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentContent {
    /// Kind of the document, which fixes its schema.
    pub kind: DocumentKind,
    /// Title as shown.
    pub title: String,
    /// BCP 47 language tag, usually `it`.
    pub language: String,
    /// Why nobody may write in it at the moment, perhaps in no words at all; absent when it is not paused. A state
    /// of the table and not of the text: no part of the JSON, no part of the hash.
    #[serde(skip)]
    pub paused: Option<String>,
    /// Sections in reading order, the ones set aside included.
    pub sections: Vec<SectionContent>,
}

/// One section: identity and policy from the server, title and body from the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionContent {
    /// Stable identity; survives renaming and moving.
    pub id: SectionId,
    /// What the section is.
    pub kind: SectionKind,
    /// Article number given by the template, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Title, plain text.
    pub title: String,
    /// One line that tells the writer what belongs here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub guidance: String,
    /// Whether the section may be left out only with a reason.
    pub mandatory: bool,
    /// Who may write here. Not in a version's canonical form, so `open` when read from one.
    #[serde(default)]
    pub policy: Policy,
    /// Why not everybody, in the coordination's words. As [`DocumentContent::paused`] no part of the JSON.
    #[serde(skip)]
    pub policy_reason: Option<String>,
    /// Name of the one body that writes here. As [`DocumentContent::paused`] no part of the JSON.
    #[serde(skip)]
    pub policy_writer: Option<String>,
    /// Reason for which the section was set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<String>,
    /// Reason for which the section does not apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// The text.
    pub body: Vec<Node>,
    /// What the section is bound to, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bindings: Vec<Binding>,
}

/// A node of a body, in the shape of ProseMirror's JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Node {
    /// A run of text with equal marks.
    Text(Text),
    /// An element: block, list, table, atom. Unknown names are kept as they are.
    Element(Element),
}

/// A run of text with equal marks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// Always `"text"`.
    #[serde(rename = "type")]
    pub tag: TextTag,
    /// The characters, in NFC once normalised.
    pub text: String,
    /// Marks by name, with their attributes (`true` for marks without).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, Value>,
}

/// The literal `"text"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextTag {
    /// The only value.
    #[default]
    #[serde(rename = "text")]
    Text,
}

/// An element with attributes and children.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Element {
    /// Stored node name, for example `block`.
    #[serde(rename = "type")]
    pub name: String,
    /// Attributes by name.
    #[serde(default, rename = "attrs", skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
    /// Children in order.
    #[serde(default, rename = "content", skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Node>,
}

impl Node {
    /// A run of plain text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Text { tag: TextTag::Text, text: text.into(), marks: BTreeMap::new() })
    }

    /// A run of text with marks.
    #[must_use]
    pub fn marked(text: impl Into<String>, marks: BTreeMap<String, Value>) -> Self {
        Self::Text(Text { tag: TextTag::Text, text: text.into(), marks })
    }

    /// An element without attributes.
    #[must_use]
    pub fn element(name: &str, children: Vec<Node>) -> Self {
        Self::Element(Element { name: name.to_owned(), attributes: BTreeMap::new(), children })
    }

    /// A `block` with a style: `p`, `h3`, `h4` or `quote`.
    #[must_use]
    pub fn block(style: &str, children: Vec<Node>) -> Self {
        let attributes = BTreeMap::from([("style".to_owned(), Value::from(style))]);
        Self::Element(Element { name: "block".to_owned(), attributes, children })
    }

    /// All characters of the node, without marks; a `hardBreak` is a line feed.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut out = String::new();
        self.push_plain_text(&mut out);
        out
    }

    fn push_plain_text(&self, out: &mut String) {
        // Explicit stack: bodies come from the network and may be deep.
        let mut stack = vec![self];
        while let Some(node) = stack.pop() {
            match node {
                Node::Text(text) => out.push_str(&text.text),
                Node::Element(element) if element.name == "hardBreak" => out.push('\n'),
                Node::Element(element) => stack.extend(element.children.iter().rev()),
            }
        }
    }
}

impl DocumentContent {
    /// The same content in its normal form: comment marks dropped, equal runs joined, empty runs removed,
    /// text in NFC, `null` attributes dropped, empty paragraphs at the end of a section left out, bindings sorted.
    #[must_use]
    pub fn normalised(mut self) -> Self {
        for section in &mut self.sections {
            section.title = in_nfc(std::mem::take(&mut section.title));
            section.body = normalise_body(std::mem::take(&mut section.body));
            section.bindings.sort();
            section.bindings.dedup();
        }
        self
    }

    /// Canonical JSON per RFC 8785 of the normal form. Same content, same bytes, on every machine.
    #[must_use]
    pub fn canonical_json(&self) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(&self.clone().normalised())
            .expect("the tree holds only JSON values with string keys")
    }

    /// SHA-256 of the canonical JSON.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.canonical_json()).into()
    }
}

/// The body of a section in its normal form, see [`DocumentContent::normalised`]. An editor leaves an empty paragraph
/// behind for whoever clicks into a section and goes away again: that is no text.
#[must_use]
pub fn normalise_body(nodes: Vec<Node>) -> Vec<Node> {
    let mut nodes = normalise_nodes(nodes);
    while nodes.last().is_some_and(is_empty_paragraph) {
        nodes.pop();
    }
    nodes
}

fn is_empty_paragraph(node: &Node) -> bool {
    let Node::Element(element) = node else { return false };
    let style = element.attributes.get("style").and_then(Value::as_str).unwrap_or("p");
    element.name == "block" && style == "p" && element.children.is_empty()
}

/// Nodes in their normal form, see [`DocumentContent::normalised`].
#[must_use]
pub fn normalise_nodes(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Text(mut text) => {
                text.marks.retain(|name, value| !is_comment_mark(name) && !value.is_null());
                if text.text.is_empty() {
                    continue;
                }
                if let Some(Node::Text(last)) = out.last_mut()
                    && last.marks == text.marks
                {
                    last.text.push_str(&text.text);
                } else {
                    out.push(Node::Text(text));
                }
            }
            Node::Element(mut element) => {
                element.attributes.retain(|_, value| !value.is_null());
                element.children = normalise_nodes(std::mem::take(&mut element.children));
                out.push(Node::Element(element));
            }
        }
    }
    // After joining: a base letter and its combining accent may have come in two runs.
    for node in &mut out {
        if let Node::Text(text) = node {
            text.text = in_nfc(std::mem::take(&mut text.text));
        }
    }
    out
}

/// The text in NFC. Nearly all text is already, and looking is much quicker than composing anew.
fn in_nfc(text: String) -> String {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text } else { text.nfc().collect() }
}

/// Whether a mark anchors a comment and is no content.
#[must_use]
pub fn is_comment_mark(name: &str) -> bool {
    name == COMMENT_MARK || name.starts_with("comment--")
}
