//! Which values are no words? A state, an order, an id: who erases «open» means the word in the text, and not who may
//! write in a section.

use crate::schema::{ROOT_FIELDS, ROOT_META, ROOT_SECTIONS};

/// Fields of a section.
const SECTION: &[&str] = &["kind", "order", "policy", "expected"];
/// Fields of a document.
const META: &[&str] = &["kind", "language", "schema"];
/// Fields of the register.
const REGISTER: &[&str] = &[
    "primary",
    "level",
    "state",
    "from",
    "to",
    "date",
    "start",
    "basis",
    "actor",
    "department",
    "action",
    "commitment",
    "order",
];
/// Attributes of elements and marks.
const ATTRIBUTES: &[&str] = &["id", "style", "filter"];

/// Whether what a key holds is a code. What does not look like one is words all the same.
pub(super) fn is_code(root: &str, key: &str, value: &str) -> bool {
    let looks_like_one = value.len() <= 60
        && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_:-,".contains(&b));
    looks_like_one && may_be_code(root, key)
}

fn may_be_code(root: &str, key: &str) -> bool {
    match root {
        ROOT_META => META.contains(&key),
        ROOT_SECTIONS => key.split_once('/').is_some_and(|(_, field)| SECTION.contains(&field)),
        ROOT_FIELDS => {
            let mut parts = key.splitn(3, '/');
            let (entity, field) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
            // The kind of an action is words.
            REGISTER.contains(&field) || field.starts_with("ally/") || (field == "kind" && entity != "action")
        }
        _ => root.starts_with("body:") && ATTRIBUTES.contains(&key),
    }
}
