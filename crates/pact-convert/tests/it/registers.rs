//! Registers for tests, from flat fields; names that begin with `text:` are long texts.

use pact_model::register::{Register, Value};

pub type Field = (String, Value);

pub fn field(key: &str, value: impl Into<Value>) -> Field {
    (key.to_owned(), value.into())
}

pub fn register(fields: &[Field]) -> Register {
    let texts = fields.iter().filter_map(|(key, value)| match value {
        Value::Text(text) if key.starts_with("text:") => Some((key.as_str(), text.as_str())),
        _ => None,
    });
    Register::read(fields.iter().map(|(key, value)| (key.as_str(), value.clone())), texts)
}
