//! A register in a few lines, for tests: `commitment/c1/actor = a1`, one field a line; `text:…` lines are long texts.

use super::{Check, CheckSettings, Material, Rule, check};
use crate::register::{Register, Value};

pub(super) fn register(lines: &str) -> Register {
    let pairs: Vec<(&str, &str)> = lines
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim(), value.trim()))
        .collect();
    let (texts, fields): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| key.starts_with("text:"));
    Register::read(fields.into_iter().map(|(key, text)| (key, value(text))), texts.into_iter())
}

fn value(text: &str) -> Value {
    match text {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        _ => text.parse().map_or_else(|_| Value::from(text), Value::Number),
    }
}

/// What one rule says of a register.
pub(super) fn said(rule: Rule, lines: &str) -> Vec<Check> {
    let register = register(lines);
    let checks = check(&Material::of(&register), &CheckSettings::default());
    checks.into_iter().filter(|check| check.code == rule).collect()
}

/// What one rule says, as `subject: message`.
pub(super) fn sentences(rule: Rule, lines: &str) -> Vec<String> {
    said(rule, lines).into_iter().map(|check| format!("{}: {}", check.subject.id, check.message)).collect()
}
