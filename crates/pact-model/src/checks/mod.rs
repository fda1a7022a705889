//! What would be worth a second look? The rules of the register: each looks at values in hand and says something
//! gentle; none stops anybody from writing, and only blocking ones stop the formal delivery.
//!
//! R14 (personal data) and R16 (comments without an answer) look at other things and live with them.

mod actions;
mod actors;
mod allies;
mod bound_text;
mod confirmation;
mod crowded;
mod department;
mod mandatory;
mod material;
mod period;
mod resources;
mod reviews;
mod settings;
#[cfg(test)]
mod testing;
mod vague;
mod verification;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::document::{UnknownName, named};
use crate::register::{Entity, Register};

pub use material::{BoundText, Material, Moment, SectionFacts, SectionState};
pub use settings::{CheckSettings, SettingsError};

named! {
    /// The rules, in their order.
    Rule, "rule" {
        /// A body has too many commitments.
        R1 = "R1",
        /// A body of the Tavolo has none.
        R2 = "R2",
        /// A commitment names no resource.
        R4 = "R4",
        /// No period, or outside the timeline.
        R5 = "R5",
        /// No way to verify it.
        R6 = "R6",
        /// A vague verb.
        R7 = "R7",
        /// An action nobody committed to.
        R8 = "R8",
        /// An ally that has not confirmed.
        R9 = "R9",
        /// A text that says something else than the register.
        R10 = "R10",
        /// A commitment the body's board has not confirmed.
        R11 = "R11",
        /// A municipal commitment with no department.
        R12 = "R12",
        /// Too many deadlines for a body in one month.
        R13 = "R13",
        /// A mandatory section that is empty.
        R15 = "R15",
        /// No collective verification, or too long without one.
        R17 = "R17",
    }
}

impl Rule {
    /// How much what the rule says weighs.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::R7 => Severity::Information,
            Self::R11 | Self::R15 => Severity::Blocking,
            _ => Severity::Warning,
        }
    }
}

/// How much a check weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Stops the formal delivery, and nothing else.
    #[serde(rename = "B")]
    Blocking,
    /// A visible suggestion.
    #[serde(rename = "W")]
    Warning,
    /// For information.
    #[serde(rename = "i")]
    Information,
}

/// One thing a rule has to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The rule.
    pub code: Rule,
    /// How much it weighs.
    pub severity: Severity,
    /// What it speaks of.
    pub subject: Subject,
    /// The sentence, in Italian.
    pub message: String,
    /// What the sentence names, to say it in another language. A rule with several sentences says which in `case`.
    pub params: BTreeMap<String, String>,
}

/// What a check speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// An entity of the register, or `section`.
    pub kind: String,
    /// Its identity.
    pub id: String,
    /// Of a section, the document it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

impl Subject {
    fn of(entity: Entity, id: &str) -> Self {
        Self { kind: entity.as_str().to_owned(), id: id.to_owned(), document: None }
    }

    fn section(document: &str, section: &str) -> Self {
        Self { kind: "section".to_owned(), id: section.to_owned(), document: Some(document.to_owned()) }
    }
}

impl Check {
    fn new(code: Rule, subject: Subject, message: impl Into<String>) -> Self {
        let (severity, message) = (code.severity(), message.into());
        Self { code, severity, subject, message, params: BTreeMap::new() }
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

/// All rules on what is in hand: by rule, then in the reading order of the register or of the sections.
#[must_use]
pub fn check(material: &Material<'_>, settings: &CheckSettings) -> Vec<Check> {
    let register = material.register;
    let mut out = Vec::new();
    actors::too_many_commitments(register, settings, &mut out);
    actors::none_yet(register, &mut out);
    resources::none_named(register, &mut out);
    period::missing_or_outside(register, &mut out);
    verification::missing(register, &mut out);
    vague::vague_verb(register, &mut out);
    actions::nobody_committed(register, &mut out);
    allies::unconfirmed(register, &mut out);
    bound_text::says_something_else(register, material.texts, &mut out);
    confirmation::missing(register, material.moment, &mut out);
    department::missing(register, &mut out);
    crowded::too_many_deadlines(register, settings, &mut out);
    mandatory::empty(material.sections, &mut out);
    reviews::too_far_apart(register, settings, &mut out);
    out
}

/// The name of a body as a sentence says it.
fn actor_name(register: &Register, id: &str) -> String {
    match register.actor(id) {
        Some(actor) if !actor.name.trim().is_empty() => actor.name.clone(),
        _ => "un soggetto senza nome".to_owned(),
    }
}

/// A sentence begins with a capital, also when a name does not.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
