//! A register as its stored format has it: flat fields and long texts, ready to be written into a shared document.

use pact_model::register::{Register, Value};

/// Flat fields and long texts of a register.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlatRegister {
    /// Fields of the root map, `<entity>/<id>/<field>`.
    pub fields: Vec<(String, Value)>,
    /// Long texts by the name of their root, `text:<entity>/<id>/<field>`.
    pub texts: Vec<(String, String)>,
}

impl FlatRegister {
    /// The register these fields stand for.
    #[must_use]
    pub fn read(&self) -> Register {
        let fields = self.fields.iter().map(|(key, value)| (key.as_str(), value.clone()));
        Register::read(fields, self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    }

    pub(super) fn set(&mut self, entity: &str, id: &str, field: &str, value: impl Into<Value>) {
        self.fields.push((format!("{entity}/{id}/{field}"), value.into()));
    }

    /// Sets a text field where there is something to say.
    pub(super) fn say(&mut self, entity: &str, id: &str, field: &str, text: &str) {
        if !text.is_empty() {
            self.set(entity, id, field, text);
        }
    }

    /// Writes a long text where there is something to say.
    pub(super) fn write(&mut self, entity: &str, id: &str, field: &str, text: &str) {
        if !text.is_empty() {
            self.texts.push((format!("text:{entity}/{id}/{field}"), text.to_owned()));
        }
    }
}

/// The n-th place in an order, as the fractional indexes of the stored format are written; for fewer than a hundred.
pub(super) fn place(n: usize) -> String {
    format!("{:02x}80", 0x81 + n.min(0x7d))
}
