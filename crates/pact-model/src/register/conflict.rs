//! Did two people say different things? Values set to one field at the same time, until somebody confirms one.

use serde::{Deserialize, Serialize};

use super::Value;

/// A field that two people set at the same time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldConflict {
    /// The whole key, `<entity>/<id>/<field>`.
    pub key: String,
    /// What sort of thing the field is of.
    pub entity: String,
    /// Its identity.
    pub id: String,
    /// The field.
    pub field: String,
    /// The values, in the order they came in.
    pub values: Vec<ConflictValue>,
}

/// One of the values of a field in conflict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConflictValue {
    /// What was set.
    pub value: Value,
    /// Name of the body it was set for, when known.
    pub actor: Option<String>,
}
