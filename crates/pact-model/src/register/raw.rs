//! Which fields belong together? Flat keys grouped by the thing they describe, with one tolerant question for each
//! kind of value: a field that is absent, cleared or of the wrong kind answers nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{MAX_ID_LENGTH, Value};
use crate::document::{UnknownName, named};

named! {
    /// What sorts of things a register holds.
    Entity, "register entity" {
        /// A body.
        Actor = "actor",
        /// A production line.
        Line = "line",
        /// An action.
        Action = "action",
        /// A commitment.
        Commitment = "commitment",
        /// A resource.
        Resource = "resource",
        /// A milestone.
        Milestone = "milestone",
        /// The timeline.
        Timeline = "timeline",
    }
}

/// The fields and long texts of one thing.
#[derive(Debug, Default)]
pub(super) struct Fields {
    values: BTreeMap<String, Value>,
    texts: BTreeMap<String, String>,
}

impl Fields {
    /// A text that is not empty.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        match self.values.get(field)? {
            Value::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }

    /// Words in a text; empty when there are none.
    pub(super) fn words(&self, field: &str) -> String {
        self.text(field).unwrap_or_default()
    }

    /// A long text; empty when there is none.
    pub(super) fn long_text(&self, field: &str) -> String {
        self.texts.get(field).cloned().unwrap_or_default()
    }

    /// A text of a fixed form.
    pub(super) fn parsed<T: FromStr>(&self, field: &str) -> Option<T> {
        self.text(field)?.parse().ok()
    }

    /// A finite number.
    pub(super) fn number(&self, field: &str) -> Option<f64> {
        match self.values.get(field)? {
            Value::Number(number) => Some(*number).filter(|number| number.is_finite()),
            _ => None,
        }
    }

    /// A yes or no.
    pub(super) fn flag(&self, field: &str) -> Option<bool> {
        match self.values.get(field)? {
            Value::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// Why the thing was taken out; `None` while it counts.
    pub(super) fn removed(&self) -> Option<String> {
        self.text("removed")
    }

    /// The members of a set, `<set>/<member>`, with their values, by member.
    pub(super) fn members<'a>(&'a self, set: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.values.iter().filter_map(move |(field, value)| {
            let member = field.strip_prefix(set)?.strip_prefix('/')?;
            (!member.is_empty()).then_some((member, value))
        })
    }

    /// The members of a set whose value is `true`, by member.
    pub(super) fn chosen<'a>(&'a self, set: &'a str) -> impl Iterator<Item = &'a str> {
        self.members(set).filter(|(_, value)| **value == Value::Boolean(true)).map(|(member, _)| member)
    }
}

/// All things of a register, by sort and by id.
#[derive(Debug, Default)]
pub(super) struct Raw {
    things: BTreeMap<(&'static str, String), Fields>,
}

impl Raw {
    /// Groups fields and long texts. Keys of no known form are left out; a text without any field describes nothing.
    pub(super) fn group<'a>(
        fields: impl Iterator<Item = (&'a str, Value)>,
        texts: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut raw = Self::default();
        for (key, value) in fields {
            let Some((entity, id, field)) = split(key) else { continue };
            let thing = raw.things.entry((entity.as_str(), id.to_owned())).or_default();
            thing.values.insert(field.to_owned(), value);
        }
        for (name, text) in texts {
            let Some((entity, id, field)) = name.strip_prefix("text:").and_then(split) else { continue };
            if let Some(thing) = raw.things.get_mut(&(entity.as_str(), id.to_owned())) {
                thing.texts.insert(field.to_owned(), text.to_owned());
            }
        }
        raw
    }

    /// All things of one sort, by id, the ones taken out included.
    pub(super) fn of(&self, entity: Entity) -> impl Iterator<Item = (&str, &Fields)> {
        let first = (entity.as_str(), String::new());
        self.things
            .range(first..)
            .take_while(move |((name, _), _)| *name == entity.as_str())
            .map(|((_, id), fields)| (id.as_str(), fields))
    }
}

/// The parts of `<entity>/<id>/<field>`.
fn split(key: &str) -> Option<(Entity, &str, &str)> {
    let mut parts = key.splitn(3, '/');
    let entity = parts.next()?.parse().ok()?;
    let id = parts.next().filter(|id| !id.is_empty() && id.chars().count() <= MAX_ID_LENGTH)?;
    let field = parts.next().filter(|field| !field.is_empty())?;
    Some((entity, id, field))
}
