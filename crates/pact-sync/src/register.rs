//! The register as it lies in its shared document: read as flat fields and long texts, and the edits the server makes
//! in it itself. What the fields mean is decided in `pact-model`.

use std::collections::BTreeMap;

use pact_model::register::{self, Register};
use serde_json::Value;
use yrs::{Any, GetString, Map, ReadTxn, TransactionMut, WriteTxn};

use crate::content::json_of;
use crate::error::SyncError;
use crate::names::{TEXT, is_field, is_field_value};
use crate::schema::{ROOT_FIELDS, set_key, set_text};

/// Fields and long texts of a register: fields by key, `<entity>/<id>/<field>`, texts by the name of their root,
/// `text:<entity>/<id>/<field>`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegisterFields {
    /// Plain values.
    pub fields: BTreeMap<String, Value>,
    /// Long texts.
    pub texts: BTreeMap<String, String>,
}

impl RegisterFields {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.texts.is_empty()
    }

    /// What they say.
    #[must_use]
    pub fn to_register(&self) -> Register {
        let fields = self.fields.iter().filter_map(|(key, value)| Some((key.as_str(), model_value(value)?)));
        Register::read(fields, self.texts.iter().map(|(root, words)| (root.as_str(), words.as_str())))
    }

    /// Whether a register could take all of this in.
    ///
    /// # Errors
    /// [`SyncError::InvalidEdit`] names the first key that it could not.
    pub fn check(&self) -> Result<(), SyncError> {
        let refuse = |key: &str, why: &str| Err(SyncError::InvalidEdit(format!("{key}: {why}")));
        for (key, value) in &self.fields {
            if !is_field(key) {
                return refuse(key, "no field of the register");
            }
            match value {
                Value::String(text) if !is_field_value(text) => return refuse(key, "too long"),
                Value::Array(_) | Value::Object(_) => return refuse(key, "not a plain value"),
                _ => {}
            }
        }
        match self.texts.keys().find(|root| !root.strip_prefix(TEXT).is_some_and(is_field)) {
            Some(key) => refuse(key, "no text of the register"),
            None => Ok(()),
        }
    }
}

/// Reads the whole register.
pub(crate) fn read_register<T: ReadTxn>(txn: &T) -> RegisterFields {
    let mut register = RegisterFields::default();
    if let Some(map) = txn.get_map(ROOT_FIELDS) {
        register.fields = map.iter(txn).map(|(key, value)| (key.to_owned(), json_of(&value))).collect();
    }
    let roots = txn.root_refs().filter(|(root, _)| root.starts_with(TEXT));
    for root in roots.map(|(root, _)| root.to_owned()).collect::<Vec<_>>() {
        if let Some(text) = txn.get_text(root.as_str()) {
            register.texts.insert(root, text.get_string(txn));
        }
    }
    register
}

/// The value of one field; what was cleared counts as empty text.
pub(crate) fn field<T: ReadTxn>(txn: &T, key: &str) -> Value {
    let value = txn.get_map(ROOT_FIELDS).and_then(|map| map.get(txn, key));
    value.map_or_else(|| Value::String(String::new()), |value| json_of(&value))
}

/// Sets fields and long texts in a transaction. What is not named stays as it is.
pub(crate) fn edit_register(txn: &mut TransactionMut<'_>, edit: &RegisterFields) -> Result<(), SyncError> {
    edit.check()?;
    // Also when it stays empty: a root that was never asked for is unknown to the readers above.
    txn.get_or_insert_map(ROOT_FIELDS);
    for (key, value) in &edit.fields {
        set_key(txn, ROOT_FIELDS, key, Some(any_of(value)));
    }
    for (root, words) in &edit.texts {
        set_text(txn, root.clone(), words);
    }
    Ok(())
}

/// A value as the register knows them; nothing that is not plain.
#[must_use]
pub fn model_value(value: &Value) -> Option<register::Value> {
    match value {
        Value::Bool(value) => Some(register::Value::Boolean(*value)),
        Value::Number(number) => number.as_f64().map(register::Value::Number),
        Value::String(text) => Some(register::Value::Text(text.clone())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn any_of(value: &Value) -> Any {
    match value {
        Value::Bool(value) => Any::Bool(*value),
        Value::Number(number) => number.as_f64().map_or(Any::Null, Any::from),
        Value::String(text) => Any::from(text.as_str()),
        // Refused before.
        Value::Null | Value::Array(_) | Value::Object(_) => Any::Null,
    }
}
