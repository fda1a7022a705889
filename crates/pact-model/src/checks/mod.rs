//! What would be worth a second look? The rules of the register: each looks at values in hand and says something
//! gentle, and none of them stops anybody from writing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What it speaks of.
    pub subject: Subject,
    /// The sentence, in Italian.
    pub message: String,
    /// What the sentence names, to say it in another language.
    pub params: BTreeMap<String, String>,
}

/// What a check speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// A register entity, or `section`.
    pub kind: String,
    /// Its identity.
    pub id: String,
}
