//! Names of the stored format (schema 1) and the edits only the server makes: skeletons, section fields, the pause.
//! They change only with a migration and a new schema number.

use std::collections::BTreeMap;

use fractional_index::FractionalIndex;
use pact_model::content::Node;
use pact_model::document::{Binding, DocumentKind, Policy, SCHEMA, SectionId, SectionKind};
use pact_model::template::DocumentTemplate;
use yrs::{Any, GetString, Map, Text, TransactionMut, WriteTxn};

use crate::content::{append_nodes, section_fields, text_field};
use crate::error::SyncError;
use crate::register::{RegisterFields, edit_register};
use crate::replica::Replica;

/// Map of section fields, `<section>/<field>`; written by the server only.
pub const ROOT_SECTIONS: &str = "sections";
/// Map of bindings, `<section>/<kind>/<id>` = true.
pub const ROOT_BINDINGS: &str = "bindings";
/// Map with schema, kind, title, language, `paused`; written by the server only.
pub const ROOT_META: &str = "meta";
/// Key of [`ROOT_META`]: why nobody may write at the moment, perhaps empty. Absent when the document is not paused.
pub const META_PAUSED: &str = "paused";
/// Map of the register, `<entity>/<id>/<field>`.
pub const ROOT_FIELDS: &str = "fields";

/// Client id of the skeleton. It writes only the first row of a log, so it can be the same everywhere.
pub(crate) const SEED_CLIENT: u64 = 1;

/// One change of the section list, or of the whole document's state, made by the coordination through the HTTP
/// interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionEdit {
    /// A new section after another one, or first.
    Add {
        /// Identity of the new section.
        id: SectionId,
        /// What it is.
        kind: SectionKind,
        /// Its title.
        title: String,
        /// The section before it.
        after: Option<SectionId>,
    },
    /// Another place in the order.
    Move {
        /// The section to move.
        id: SectionId,
        /// The section that shall come before it; `None` puts it first.
        after: Option<SectionId>,
    },
    /// Sets the section aside with a reason, or takes it back.
    SetAside {
        /// The section.
        id: SectionId,
        /// Why; `None` takes it back.
        reason: Option<String>,
    },
    /// Declares that the section does not apply, with a reason, or that it does.
    SetNotApplicable {
        /// The section.
        id: SectionId,
        /// Why; `None` withdraws the declaration.
        reason: Option<String>,
    },
    /// Who may write in the section.
    SetPolicy {
        /// The section.
        id: SectionId,
        /// The new policy.
        policy: Policy,
        /// Why, in one line; forgotten when the section is open.
        reason: Option<String>,
        /// Name of the body that writes, so that the page can say it without asking; only for
        /// [`Policy::OneWriter`], forgotten otherwise.
        writer: Option<String>,
    },
    /// A new title.
    SetTitle {
        /// The section.
        id: SectionId,
        /// The title.
        title: String,
    },
    /// Nobody writes in the whole document, or everybody may again.
    Pause {
        /// Why, perhaps in no words; `None` ends the pause.
        reason: Option<String>,
    },
}

/// First log row of a document with sections: the skeleton of its template with initial texts.
///
/// `bodies` replaces the template's own text, section by section.
#[must_use]
pub fn seed_document(
    template: &DocumentTemplate,
    title: &str,
    bodies: &BTreeMap<SectionId, Vec<Node>>,
) -> Vec<u8> {
    seed_bound_document(template, title, bodies, &[])
}

/// As [`seed_document`], with sections bound to something from the start.
#[must_use]
pub fn seed_bound_document(
    template: &DocumentTemplate,
    title: &str,
    bodies: &BTreeMap<SectionId, Vec<Node>>,
    bindings: &[(SectionId, Binding)],
) -> Vec<u8> {
    seed(template.kind, title, &template.language, |txn| {
        let mut order: Option<FractionalIndex> = None;
        for section in &template.sections {
            let next = order.as_ref().map_or_else(FractionalIndex::default, FractionalIndex::new_after);
            write_section(txn, &section.id, section.kind, &section.title, &next.to_string());
            let fields = txn.get_or_insert_map(ROOT_SECTIONS);
            let key = |field: &str| format!("{}/{field}", section.id);
            fields.insert(txn, key("mandatory"), section.mandatory);
            fields.insert(txn, key("policy"), section.policy.to_string());
            fields.insert(txn, key("guidance"), section.guidance.as_str());
            let expected: Vec<&str> = section.expected.iter().map(|kind| kind.as_str()).collect();
            fields.insert(txn, key("expected"), expected.join(","));
            if let Some(number) = section.number {
                fields.insert(txn, key("number"), Any::from(i64::from(number)));
            }
            let body = bodies.get(&section.id).unwrap_or(&section.body);
            if !body.is_empty() {
                let fragment = txn.get_or_insert_xml_fragment(section.id.body_root());
                append_nodes(txn, &fragment, body);
            }
            order = Some(next);
        }
        for (section, binding) in bindings {
            let key = format!("{section}/{}/{}", binding.kind, binding.id);
            set_key(txn, ROOT_BINDINGS, &key, Some(Any::Bool(true)));
        }
    })
}

/// First log row of a register, with what it knows from the start.
///
/// # Errors
/// [`SyncError::InvalidEdit`] when something in it is no field of a register.
pub fn seed_register(title: &str, known: &RegisterFields) -> Result<Vec<u8>, SyncError> {
    known.check()?;
    Ok(seed(DocumentKind::Register, title, "it", |txn| {
        // Checked above.
        let _ = edit_register(txn, known);
    }))
}

/// So many places in order, as text: what is put in between later gets one in between.
#[must_use]
pub fn first_orders(count: usize) -> Vec<String> {
    let first = FractionalIndex::default();
    std::iter::successors(Some(first), |last| Some(FractionalIndex::new_after(last)))
        .take(count)
        .map(|order| order.to_string())
        .collect()
}

fn seed(
    kind: DocumentKind,
    title: &str,
    language: &str,
    fill: impl FnOnce(&mut TransactionMut<'_>),
) -> Vec<u8> {
    let mut replica = Replica::new(SEED_CLIENT);
    let update = replica.edit(|txn| -> Result<(), SyncError> {
        let meta = txn.get_or_insert_map(ROOT_META);
        meta.insert(txn, "schema", Any::from(i64::from(SCHEMA)));
        meta.insert(txn, "kind", kind.as_str());
        meta.insert(txn, "title", title);
        meta.insert(txn, "language", language);
        fill(txn);
        Ok(())
    });
    update.ok().flatten().unwrap_or_default().to_vec()
}

/// Carries out a change of the section list in a transaction.
pub(crate) fn edit_sections(txn: &mut TransactionMut<'_>, edit: &SectionEdit) -> Result<(), SyncError> {
    match edit {
        SectionEdit::Add { id, kind, title, after } => {
            if section_fields(txn).iter().any(|(known, _)| known == id) {
                return Err(SyncError::InvalidEdit(format!("section {id} exists already")));
            }
            let order = order_after(txn, after.as_ref(), None)?;
            write_section(txn, id, *kind, title, &order);
            set_field(txn, id, "mandatory", Some(Any::Bool(false)));
            set_field(txn, id, "policy", Some(Any::from(Policy::Open.to_string())));
        }
        SectionEdit::Move { id, after } => {
            require(txn, id)?;
            move_after(txn, id, after.as_ref())?;
        }
        SectionEdit::SetAside { id, reason } => {
            require(txn, id)?;
            set_field(txn, id, "aside", reason.as_deref().map(Any::from));
        }
        SectionEdit::SetNotApplicable { id, reason } => {
            require(txn, id)?;
            set_field(txn, id, "not_applicable", reason.as_deref().map(Any::from));
        }
        SectionEdit::SetPolicy { id, policy, reason, writer } => {
            require(txn, id)?;
            let reason = reason.as_deref().filter(|_| *policy != Policy::Open);
            let writer = writer.as_deref().filter(|_| matches!(policy, Policy::OneWriter(_)));
            set_field(txn, id, "policy", Some(Any::from(policy.to_string())));
            set_field(txn, id, "policy_reason", reason.map(Any::from));
            set_field(txn, id, "policy_writer", writer.map(Any::from));
        }
        SectionEdit::SetTitle { id, title } => {
            require(txn, id)?;
            set_title(txn, id, title);
        }
        SectionEdit::Pause { reason } => {
            set_key(txn, ROOT_META, META_PAUSED, reason.as_deref().map(Any::from));
        }
    }
    Ok(())
}

fn require(txn: &TransactionMut<'_>, id: &SectionId) -> Result<(), SyncError> {
    let exists = section_fields(txn).iter().any(|(known, _)| known == id);
    exists.then_some(()).ok_or_else(|| SyncError::UnknownSection(id.to_string()))
}

pub(crate) fn write_section(
    txn: &mut TransactionMut<'_>,
    id: &SectionId,
    kind: SectionKind,
    title: &str,
    order: &str,
) {
    set_field(txn, id, "kind", Some(Any::from(kind.as_str())));
    set_field(txn, id, "order", Some(Any::from(order)));
    set_title(txn, id, title);
}

/// `None` clears the field.
pub(crate) fn set_field(txn: &mut TransactionMut<'_>, id: &SectionId, field: &str, value: Option<Any>) {
    set_key(txn, ROOT_SECTIONS, &format!("{id}/{field}"), value);
}

/// Equal values are not written again: they would only make the log longer.
pub(crate) fn set_key(txn: &mut TransactionMut<'_>, root: &str, key: &str, value: Option<Any>) {
    let map = txn.get_or_insert_map(root);
    match value {
        Some(value) if map.get(txn, key) != Some(yrs::Out::Any(value.clone())) => {
            map.insert(txn, key, value);
        }
        None if map.contains_key(txn, key) => {
            map.remove(txn, key);
        }
        _ => {}
    }
}

pub(crate) fn set_title(txn: &mut TransactionMut<'_>, id: &SectionId, title: &str) {
    set_text(txn, id.title_root(), title);
}

/// Replaces only what differs, so that somebody typing in the text keeps the caret.
pub(crate) fn set_text(txn: &mut TransactionMut<'_>, root: String, words: &str) {
    let text = txn.get_or_insert_text(root);
    let old: Vec<u16> = text.get_string(txn).encode_utf16().collect();
    let new: Vec<u16> = words.encode_utf16().collect();
    if old == new {
        return;
    }
    let mut prefix = old.iter().zip(&new).take_while(|(left, right)| left == right).count();
    let mut suffix = old[prefix..]
        .iter()
        .rev()
        .zip(new[prefix..].iter().rev())
        .take_while(|(left, right)| left == right)
        .count();
    // Never cut between the halves of a surrogate pair.
    if prefix > 0 && (0xD800..0xDC00).contains(&new[prefix - 1]) {
        prefix -= 1;
    }
    if suffix > 0 && (0xDC00..0xE000).contains(&new[new.len() - suffix]) {
        suffix -= 1;
    }
    let index = |units: usize| u32::try_from(units).unwrap_or(u32::MAX);
    if old.len() > prefix + suffix {
        text.remove_range(txn, index(prefix), index(old.len() - prefix - suffix));
    }
    if new.len() > prefix + suffix {
        text.insert(txn, index(prefix), &String::from_utf16_lossy(&new[prefix..new.len() - suffix]));
    }
}

/// Gives a section the place behind another one, or the first.
pub(crate) fn move_after(
    txn: &mut TransactionMut<'_>,
    id: &SectionId,
    after: Option<&SectionId>,
) -> Result<(), SyncError> {
    let order = order_after(txn, after, Some(id))?;
    set_field(txn, id, "order", Some(Any::from(order)));
    Ok(())
}

/// The order key between `after` and the section that follows it, leaving out the one being moved.
fn order_after(
    txn: &TransactionMut<'_>,
    after: Option<&SectionId>,
    moving: Option<&SectionId>,
) -> Result<String, SyncError> {
    let sections: Vec<(SectionId, String)> = section_fields(txn)
        .into_iter()
        .filter(|(id, _)| Some(id) != moving)
        .map(|(id, fields)| (id, text_field(&fields, "order").to_owned()))
        .collect();
    let next = match after {
        None => 0,
        Some(after) => {
            let position = sections.iter().position(|(id, _)| id == after);
            position.ok_or_else(|| SyncError::UnknownSection(after.to_string()))? + 1
        }
    };
    let index = |position: usize| {
        sections.get(position).and_then(|(_, order)| FractionalIndex::from_string(order).ok())
    };
    let before = next.checked_sub(1).and_then(index);
    FractionalIndex::new(before.as_ref(), index(next).as_ref()).map(|order| order.to_string()).ok_or_else(
        || SyncError::InvalidEdit("two sections share one place; move one of them first".to_owned()),
    )
}
