//! What may stand where in documents of one kind. The names come from whoever knows the kind; here is only how
//! they are held against an item.

use super::containers::Kind;
use crate::update::{ContentView, PlainValue, Rule, TypeKind};

/// What a root holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A body: elements in elements, with attributes, and texts with marks.
    Elements,
    /// Plain text.
    Text,
    /// A map of plain values, one for each key.
    Entries,
    /// Written by the server only.
    ServerOnly,
}

/// The names that documents of one kind know.
pub trait Schema {
    /// What the root of this name holds; `None` when there is no such root.
    fn shape(&self, root: &str) -> Option<Shape>;
    /// Whether elements may have this name.
    fn allows_element(&self, name: &str) -> bool;
    /// Whether marks may have this name.
    fn allows_mark(&self, name: &str) -> bool;
    /// Whether the map in this root may have this key.
    fn allows_key(&self, root: &str, key: &str) -> bool;
    /// Whether an entry of the map in this root may have this value.
    fn allows_value(&self, _root: &str, _value: &PlainValue<'_>) -> bool {
        true
    }
}

/// Where an item is about to be put.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    /// The type it would lie in.
    pub(super) kind: Kind,
    /// The name of that type, when it is a root.
    pub(super) root: Option<&'a str>,
    /// The key it would have.
    pub(super) key: Option<&'a str>,
}

/// Whether an item may be put somewhere.
///
/// Types lie only where they were allowed, so below the roots the kind of the enclosing type is enough: there are
/// elements and texts only under roots that hold elements.
pub(super) fn admit(schema: &dyn Schema, spot: Spot<'_>, content: &ContentView<'_>) -> Result<(), Rule> {
    let shape = match spot.root {
        None => None,
        Some(root) => Some(schema.shape(root).ok_or(Rule::UnknownRoot)?),
    };
    let belongs = match (shape, spot.kind) {
        (Some(Shape::ServerOnly), _) => return Err(Rule::ServerRoot),
        (Some(Shape::Entries), _) => {
            let key = spot.key.ok_or(Rule::Misplaced)?;
            let root = spot.root.unwrap_or_default();
            if !schema.allows_key(root, key) {
                return Err(Rule::UnknownKey);
            }
            match content {
                ContentView::Any { count: 1, first } => schema.allows_value(root, first),
                other => is_void(other),
            }
        }
        (Some(Shape::Text), _) => spot.key.is_none() && (is_text(content) || is_void(content)),
        (Some(Shape::Elements), _) => spot.key.is_none() && is_node_or_void(schema, content)?,
        (None, Kind::XmlElement) if spot.key.is_some() => is_one_value(content) || is_void(content),
        (None, Kind::XmlElement) => is_node_or_void(schema, content)?,
        (None, Kind::XmlText) => spot.key.is_none() && is_marked_text_or_void(schema, content)?,
        (None, _) => false,
    };
    if belongs { Ok(()) } else { Err(Rule::Misplaced) }
}

fn is_one_value(content: &ContentView<'_>) -> bool {
    matches!(content, ContentView::Any { count: 1, .. })
}

fn is_text(content: &ContentView<'_>) -> bool {
    matches!(content, ContentView::String(_))
}

fn is_void(content: &ContentView<'_>) -> bool {
    matches!(content, ContentView::Deleted | ContentView::GC)
}

fn is_node_or_void(schema: &dyn Schema, content: &ContentView<'_>) -> Result<bool, Rule> {
    match content {
        ContentView::Type { kind: TypeKind::XmlElement, name } => {
            if schema.allows_element(name.unwrap_or_default()) { Ok(true) } else { Err(Rule::UnknownElement) }
        }
        ContentView::Type { kind: TypeKind::XmlText, .. } => Ok(true),
        other => Ok(is_void(other)),
    }
}

fn is_marked_text_or_void(schema: &dyn Schema, content: &ContentView<'_>) -> Result<bool, Rule> {
    match content {
        ContentView::Format { key, .. } => {
            if schema.allows_mark(key) {
                Ok(true)
            } else {
                Err(Rule::UnknownMark)
            }
        }
        other => Ok(is_text(other) || is_void(other)),
    }
}
