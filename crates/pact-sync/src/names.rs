//! Which names may a client write? The stored format of each kind of document, as the firewall holds it against an
//! update.

use std::collections::HashMap;

use pact_model::document::{BindingKind, DocumentKind, Policy, SectionId};
use pact_model::register::MAX_ID_LENGTH;
use pact_wire::structure::{Schema, Shape};
use pact_wire::update::PlainValue;

use crate::schema::{ROOT_BINDINGS, ROOT_FIELDS, ROOT_META, ROOT_SECTIONS};

/// Nodes of a body.
const ELEMENTS: &[&str] = &[
    "block",
    "bulletList",
    "orderedList",
    "listItem",
    "table",
    "tableRow",
    "tableHeader",
    "tableCell",
    "hardBreak",
    "commitmentCard",
    "commitmentTable",
    "timelineView",
    "actorName",
    "milestoneDate",
];
/// Marks of a body.
const MARKS: &[&str] = &["bold", "italic", "link", "comment"];
/// Between the name of a mark and the eight characters that tell overlapping ones apart.
const OVERLAP: &str = "--";
/// What the register knows.
const ENTITIES: &[&str] = &["actor", "line", "action", "commitment", "resource", "milestone", "timeline"];

/// Longest field of an entity, in characters: the longest known one is `commitment/` and an id. Unknown fields enter,
/// so that a page of tomorrow can write beside one of today.
const MAX_FIELD: usize = 128;
/// Longest text that is the value of one field, in characters. What is longer is a text root.
const MAX_VALUE: usize = 4_000;

/// Roots of a section, and what they hold of it.
const BODY: &str = "body:";
const TITLE: &str = "title:";
/// Long texts of the register.
pub(crate) const TEXT: &str = "text:";

/// What a root of a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RootName<'a> {
    /// Written by the server only.
    Server,
    /// Title or text of a section.
    Section(&'a str),
    /// The bindings of all sections.
    Bindings,
    /// Anything else.
    Other,
}

impl<'a> RootName<'a> {
    pub(crate) fn of(root: &'a str) -> Self {
        match root {
            ROOT_SECTIONS | ROOT_META => Self::Server,
            ROOT_BINDINGS => Self::Bindings,
            _ => root
                .strip_prefix(BODY)
                .or_else(|| root.strip_prefix(TITLE))
                .map_or(Self::Other, Self::Section),
        }
    }
}

/// The section that a binding belongs to.
pub(crate) fn section_of_binding(key: &str) -> &str {
    key.split_once('/').map_or(key, |(section, _)| section)
}

/// The names of one document.
pub(crate) struct DocumentNames<'a> {
    pub(crate) kind: DocumentKind,
    pub(crate) sections: &'a HashMap<SectionId, Policy>,
}

impl DocumentNames<'_> {
    fn knows(&self, section: &str) -> bool {
        section.parse::<SectionId>().is_ok_and(|id| self.sections.contains_key(&id))
    }

    fn shape_with_sections(&self, root: &str) -> Option<Shape> {
        match RootName::of(root) {
            RootName::Server => Some(Shape::ServerOnly),
            RootName::Bindings => Some(Shape::Entries),
            RootName::Section(section) if self.knows(section) => {
                Some(if root.starts_with(BODY) { Shape::Elements } else { Shape::Text })
            }
            RootName::Section(_) | RootName::Other => None,
        }
    }
}

impl Schema for DocumentNames<'_> {
    fn shape(&self, root: &str) -> Option<Shape> {
        if self.kind != DocumentKind::Register {
            return self.shape_with_sections(root);
        }
        match root {
            ROOT_META => Some(Shape::ServerOnly),
            ROOT_FIELDS => Some(Shape::Entries),
            _ => root.strip_prefix(TEXT).filter(|field| is_field(field)).map(|_| Shape::Text),
        }
    }

    fn allows_element(&self, name: &str) -> bool {
        ELEMENTS.contains(&name)
    }

    fn allows_mark(&self, name: &str) -> bool {
        MARKS.contains(&name.split_once(OVERLAP).map_or(name, |(mark, _)| mark))
    }

    fn allows_key(&self, root: &str, key: &str) -> bool {
        if root == ROOT_FIELDS {
            return is_field(key);
        }
        let mut parts = key.splitn(3, '/');
        let section = parts.next().is_some_and(|section| self.knows(section));
        let kind = parts.next().is_some_and(|kind| kind.parse::<BindingKind>().is_ok());
        section && kind && parts.next().is_some_and(|id| !id.is_empty())
    }

    fn allows_value(&self, root: &str, value: &PlainValue<'_>) -> bool {
        match value {
            _ if root != ROOT_FIELDS => true,
            PlainValue::Text(text) => has_at_most(text, MAX_VALUE),
            PlainValue::Null | PlainValue::Bool(_) | PlainValue::Number(_) => true,
            PlainValue::Nested => false,
        }
    }
}

/// `<entity>/<id>/<field>`, and fields that are sets go on: `commitment/<id>/ally/<actor>`.
pub(crate) fn is_field(name: &str) -> bool {
    let mut parts = name.splitn(3, '/');
    parts.next().is_some_and(|entity| ENTITIES.contains(&entity))
        && parts.next().is_some_and(|id| !id.is_empty() && has_at_most(id, MAX_ID_LENGTH))
        && parts.next().is_some_and(|field| !field.is_empty() && has_at_most(field, MAX_FIELD))
}

/// Never counts further than asked.
pub(crate) fn has_at_most(text: &str, characters: usize) -> bool {
    text.chars().nth(characters).is_none()
}

/// Whether the server may write this text into a field.
pub(crate) fn is_field_value(text: &str) -> bool {
    has_at_most(text, MAX_VALUE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections() -> HashMap<SectionId, Policy> {
        HashMap::from([("art-1".parse().unwrap(), Policy::Open)])
    }

    #[test]
    fn a_pact_has_the_roots_of_its_sections_and_no_others() {
        let sections = sections();
        let names = DocumentNames { kind: DocumentKind::PattoCollaborazione, sections: &sections };
        assert_eq!(names.shape("body:art-1"), Some(Shape::Elements));
        assert_eq!(names.shape("title:art-1"), Some(Shape::Text));
        assert_eq!(names.shape("bindings"), Some(Shape::Entries));
        for server in ["sections", "meta"] {
            assert_eq!(names.shape(server), Some(Shape::ServerOnly));
        }
        for unknown in ["body:art-2", "body:", "title:Art 1", "prosemirror", "fields", ""] {
            assert_eq!(names.shape(unknown), None, "{unknown}");
        }
        assert!(names.allows_key("bindings", "art-1/commitment/7"));
        for unknown in ["art-2/commitment/7", "art-1/promise/7", "art-1/commitment/", "art-1"] {
            assert!(!names.allows_key("bindings", unknown), "{unknown}");
        }
    }

    #[test]
    fn a_register_has_fields_of_known_entities() {
        let sections = HashMap::new();
        let names = DocumentNames { kind: DocumentKind::Register, sections: &sections };
        assert_eq!(names.shape("fields"), Some(Shape::Entries));
        assert_eq!(names.shape("text:commitment/7/what"), Some(Shape::Text));
        for unknown in ["text:promise/7/what", "text:commitment/7", "body:art-1", "sections"] {
            assert_eq!(names.shape(unknown), None, "{unknown}");
        }
        assert!(
            names.allows_key("fields", "commitment/7/ally/9") && !names.allows_key("fields", "commitment//x")
        );
    }

    #[test]
    fn a_register_bounds_its_names_and_knows_no_nested_values() {
        let sections = HashMap::new();
        let names = DocumentNames { kind: DocumentKind::Register, sections: &sections };
        let long_id = "è".repeat(MAX_ID_LENGTH);
        assert!(names.allows_key("fields", &format!("actor/{long_id}/name")));
        assert!(!names.allows_key("fields", &format!("actor/{long_id}x/name")));
        assert!(names.shape(&format!("text:commitment/{long_id}x/what")).is_none());
        assert!(names.allows_key("fields", "actor/7/a field of tomorrow"));
        assert!(names.allows_key("fields", &format!("actor/7/{}", "x".repeat(MAX_FIELD))));
        assert!(!names.allows_key("fields", &format!("actor/7/{}", "x".repeat(MAX_FIELD + 1))));
        for plain in [PlainValue::Null, PlainValue::Bool(true), PlainValue::Number(0.5)] {
            assert!(names.allows_value("fields", &plain), "{plain:?}");
        }
        let text = "è".repeat(MAX_VALUE);
        assert!(names.allows_value("fields", &PlainValue::Text(&text)));
        assert!(!names.allows_value("fields", &PlainValue::Text(&format!("{text}!"))));
        assert!(!names.allows_value("fields", &PlainValue::Nested));
    }

    /// The editor is held to the same file: what a page writes enters, and nothing else.
    #[test]
    fn the_names_of_a_body_are_those_the_editor_knows() {
        let fixture = include_str!("../../../tests/fixtures/documents/schema-1.json");
        let fixture: serde_json::Value = serde_json::from_str(fixture).unwrap();
        let names = |kind: &str| -> Vec<String> {
            let all = fixture[kind].as_object().unwrap().keys();
            // The whole body and its text are no elements.
            all.filter(|name| !["doc", "text"].contains(&name.as_str())).cloned().collect()
        };
        let sorted = |known: &[&str]| {
            let mut known: Vec<String> = known.iter().map(|name| (*name).to_owned()).collect();
            known.sort();
            known
        };
        assert_eq!(fixture["schema"], pact_model::document::SCHEMA);
        assert_eq!(sorted(&names("nodes").iter().map(String::as_str).collect::<Vec<_>>()), sorted(ELEMENTS));
        assert_eq!(sorted(&names("marks").iter().map(String::as_str).collect::<Vec<_>>()), sorted(MARKS));
    }

    #[test]
    fn marks_may_overlap_and_scripts_are_no_node() {
        let sections = sections();
        let names = DocumentNames { kind: DocumentKind::Docpp, sections: &sections };
        assert!(
            names.allows_mark("comment--Ab3/+=xy")
                && names.allows_mark("bold")
                && !names.allows_mark("blink")
        );
        assert!(names.allows_element("tableCell") && !names.allows_element("script"));
    }
}
