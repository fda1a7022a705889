//! How does a document come to say again what a version said? By the smallest forward edit: never a swap of states,
//! which would double the text for everybody who has it open.

mod align;
mod body;
mod words;

use std::collections::{HashMap, HashSet};

use pact_model::comparison::longest_rising;
use pact_model::content::{DocumentContent, SectionContent, normalise_body, normalise_nodes};
use pact_model::document::SectionId;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use yrs::{Any, GetString, TransactionMut, WriteTxn};

use crate::content::{read_bindings, section_fields};
use crate::schema::{ROOT_BINDINGS, first_orders, move_after, set_field, set_key, set_title, write_section};

/// What is put back. Who may write where stays as it is now, and so does the writer's hint.
#[derive(Clone, Debug, PartialEq)]
pub enum RestorePlan {
    /// One section.
    Section(Box<SectionContent>),
    /// Every section, in this order.
    Whole {
        /// The sections.
        sections: Vec<SectionContent>,
        /// Why sections that are not among them are set aside: nothing is ever taken away.
        aside: String,
    },
}

impl RestorePlan {
    fn sections(&self) -> &[SectionContent] {
        match self {
            Self::Section(section) => std::slice::from_ref(section),
            Self::Whole { sections, .. } => sections,
        }
    }

    /// Whether a document already says what would be put back.
    #[must_use]
    pub fn is_fulfilled_by(&self, content: &DocumentContent) -> bool {
        let content = content.clone().normalised();
        let present: HashMap<&SectionId, &SectionContent> =
            content.sections.iter().map(|section| (&section.id, section)).collect();
        let is_there = |wanted: &SectionContent| {
            present.get(&wanted.id).is_some_and(|section| says_the_same(section, wanted))
        };
        if !self.sections().iter().all(is_there) {
            return false;
        }
        let Self::Whole { sections, .. } = self else { return true };
        let wanted: HashSet<&SectionId> = sections.iter().map(|section| &section.id).collect();
        let (known, others): (Vec<_>, Vec<_>) =
            content.sections.iter().partition(|section| wanted.contains(&section.id));
        known.iter().map(|section| &section.id).eq(sections.iter().map(|section| &section.id))
            && others.iter().all(|section| section.aside.is_some())
    }
}

/// Whether two sections are equal, apart from what is never put back.
fn says_the_same(present: &SectionContent, wanted: &SectionContent) -> bool {
    let SectionContent { guidance, policy, policy_reason, policy_writer, .. } = present;
    let mut wanted = SectionContent {
        title: wanted.title.nfc().collect(),
        guidance: guidance.clone(),
        policy: policy.clone(),
        policy_reason: policy_reason.clone(),
        policy_writer: policy_writer.clone(),
        body: normalise_body(wanted.body.clone()),
        ..wanted.clone()
    };
    wanted.bindings.sort();
    wanted == *present
}

/// Carries a plan out in one transaction.
pub(crate) fn restore(txn: &mut TransactionMut<'_>, plan: &RestorePlan) {
    create_missing(txn, plan.sections());
    for section in plan.sections() {
        restore_section(txn, section);
    }
    if let RestorePlan::Whole { sections, aside } = plan {
        let wanted: Vec<&SectionId> = sections.iter().map(|section| &section.id).collect();
        restore_order(txn, &wanted);
        set_aside_others(txn, &wanted, aside);
    }
}

/// Sections are never taken away, so all are there; but what is put back must be there in the end.
fn create_missing(txn: &mut TransactionMut<'_>, wanted: &[SectionContent]) {
    let known: HashSet<SectionId> = section_fields(txn).into_iter().map(|(id, _)| id).collect();
    for section in wanted.iter().filter(|section| !known.contains(&section.id)) {
        write_section(txn, &section.id, section.kind, &section.title, "");
        set_field(txn, &section.id, "policy", Some(Any::from(section.policy.to_string())));
        let last = section_fields(txn).into_iter().map(|(id, _)| id).rfind(|id| *id != section.id);
        put_after(txn, &section.id, last.as_ref());
    }
}

fn restore_section(txn: &mut TransactionMut<'_>, wanted: &SectionContent) {
    let fields = section_fields(txn).into_iter().find(|(id, _)| *id == wanted.id);
    let fields = fields.map(|(_, fields)| fields).unwrap_or_default();
    let set = |txn: &mut TransactionMut<'_>, field: &str, value: Option<Value>| {
        set_differing(txn, &wanted.id, &fields, field, value);
    };
    set(txn, "kind", Some(Value::from(wanted.kind.as_str())));
    set(txn, "number", wanted.number.map(Value::from));
    set(txn, "mandatory", Some(Value::from(wanted.mandatory)));
    set(txn, "aside", wanted.aside.clone().map(Value::from));
    set(txn, "not_applicable", wanted.not_applicable.clone().map(Value::from));

    let title = txn.get_or_insert_text(wanted.id.title_root());
    let wanted_title: String = wanted.title.nfc().collect();
    if title.get_string(txn).nfc().ne(wanted_title.chars()) {
        set_title(txn, &wanted.id, &wanted_title);
    }
    let nodes = normalise_nodes(wanted.body.clone());
    let fragment = txn.get_or_insert_xml_fragment(wanted.id.body_root());
    body::restore_body(txn, &fragment, &nodes);
    restore_bindings(txn, wanted);
}

fn set_differing(
    txn: &mut TransactionMut<'_>,
    id: &SectionId,
    fields: &HashMap<String, Value>,
    field: &str,
    value: Option<Value>,
) {
    // Absent, null and empty words are read alike.
    let is_nothing = |value: &&Value| value.is_null() || value.as_str() == Some("");
    let has = fields.get(field).filter(|value| !is_nothing(value));
    if has == value.as_ref() {
        return;
    }
    set_field(txn, id, field, value.map(|value| crate::content::any_of(&value)));
}

fn restore_bindings(txn: &mut TransactionMut<'_>, wanted: &SectionContent) {
    let has = read_bindings(txn).remove(&wanted.id).unwrap_or_default();
    let key =
        |binding: &pact_model::document::Binding| format!("{}/{}/{}", wanted.id, binding.kind, binding.id);
    for binding in has.iter().filter(|binding| !wanted.bindings.contains(binding)) {
        set_key(txn, ROOT_BINDINGS, &key(binding), None);
    }
    for binding in &wanted.bindings {
        set_key(txn, ROOT_BINDINGS, &key(binding), Some(Any::Bool(true)));
    }
}

/// Brings the sections into this order among themselves, moving as few as possible.
fn restore_order(txn: &mut TransactionMut<'_>, wanted: &[&SectionId]) {
    let place: HashMap<&SectionId, usize> = wanted.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let present: Vec<SectionId> = section_fields(txn).into_iter().map(|(id, _)| id).collect();
    let places: Vec<usize> = present.iter().filter_map(|id| place.get(id).copied()).collect();
    let stays: HashSet<usize> = longest_rising(&places).into_iter().map(|at| places[at]).collect();
    for (at, id) in wanted.iter().enumerate().filter(|(at, _)| !stays.contains(at)) {
        put_after(txn, id, at.checked_sub(1).map(|before| wanted[before]));
    }
}

/// Gives a section its place; where two share one, all get new ones.
fn put_after(txn: &mut TransactionMut<'_>, id: &SectionId, after: Option<&SectionId>) {
    if move_after(txn, id, after).is_ok() {
        return;
    }
    let mut order: Vec<SectionId> =
        section_fields(txn).into_iter().map(|(id, _)| id).filter(|known| known != id).collect();
    let at = after.and_then(|after| order.iter().position(|known| known == after)).map_or(0, |at| at + 1);
    order.insert(at, id.clone());
    for (id, place) in order.iter().zip(first_orders(order.len())) {
        set_field(txn, id, "order", Some(Any::from(place)));
    }
}

fn set_aside_others(txn: &mut TransactionMut<'_>, wanted: &[&SectionId], reason: &str) {
    for (id, fields) in section_fields(txn) {
        let is_aside = fields.get("aside").and_then(Value::as_str).is_some_and(|reason| !reason.is_empty());
        if !wanted.contains(&&id) && !is_aside {
            set_field(txn, &id, "aside", Some(Any::from(reason)));
        }
    }
}

#[cfg(test)]
mod tests;
