//! What does the register say in a text? The things a text shows instead of repeating them, in neutral words; HTML and
//! Markdown only dress them.

mod card;
pub(crate) mod labels;
pub(crate) mod phrases;
mod table;
mod timeline;

use std::collections::BTreeMap;

use pact_model::register::{CommitmentFilter, Entity, Register};
use serde_json::Value;

pub(crate) use card::Card;
pub(crate) use table::{Row, Table};

/// What a text shows of the register, in words. Without a register, each thing is named by what it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RegisterWords<'a> {
    register: Option<&'a Register>,
}

/// Something of the register that stands between paragraphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// A few words in its place.
    Note(String),
    /// One commitment.
    Card(Card),
    /// Several, or the months.
    Table(Table),
}

impl<'a> RegisterWords<'a> {
    pub(crate) fn of(register: Option<&'a Register>) -> Self {
        Self { register }
    }

    /// What stands in the place of a block node; `None` for a node that shows nothing of the register.
    pub(crate) fn block(self, name: &str, attributes: &BTreeMap<String, Value>) -> Option<Shown> {
        let without = block_name(name)?;
        let Some(register) = self.register else { return Some(Shown::Note(without.to_owned())) };
        Some(match name {
            "commitmentCard" => commitment(register, attribute(attributes, "id")),
            "commitmentTable" => Shown::Table(table::commitments(
                register,
                &CommitmentFilter::read(attribute(attributes, "filter")),
            )),
            _ => Shown::Table(timeline::months(register)),
        })
    }

    /// What stands in the place of an inline node; `None` for a node that shows nothing of the register.
    pub(crate) fn inline(self, name: &str, attributes: &BTreeMap<String, Value>) -> Option<String> {
        let without = inline_name(name)?;
        let Some(register) = self.register else { return Some(without.to_owned()) };
        let id = attribute(attributes, "id");
        Some(match name {
            "actorName" => actor_name(register, id),
            _ => milestone_date(register, id),
        })
    }
}

/// Words for a block node while nothing of the register is known.
fn block_name(name: &str) -> Option<&'static str> {
    match name {
        "commitmentCard" => Some("[scheda dell'impegno]"),
        "commitmentTable" => Some("[quadro degli impegni]"),
        "timelineView" => Some("[cronoprogramma]"),
        _ => None,
    }
}

/// Words for an inline node while nothing of the register is known.
fn inline_name(name: &str) -> Option<&'static str> {
    match name {
        "actorName" => Some("[soggetto]"),
        "milestoneDate" => Some("[data della tappa]"),
        _ => None,
    }
}

/// Whether a node of this name shows the register between paragraphs.
pub(crate) fn is_block_atom(name: &str) -> bool {
    block_name(name).is_some()
}

/// Whether a node of this name shows the register inside a paragraph.
pub(crate) fn is_inline_atom(name: &str) -> bool {
    inline_name(name).is_some()
}

fn attribute<'a>(attributes: &'a BTreeMap<String, Value>, name: &str) -> &'a str {
    attributes.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn commitment(register: &Register, id: &str) -> Shown {
    if let Some(commitment) = register.commitment(id) {
        return Shown::Card(Card::of(register, commitment));
    }
    Shown::Note(match register.removed(Entity::Commitment, id) {
        Some(removed) => format!("Impegno tolto: {}", removed.reason),
        None => "Questo impegno non è nel registro.".to_owned(),
    })
}

fn actor_name(register: &Register, id: &str) -> String {
    if let Some(actor) = register.actor(id) {
        return phrases::or_else(&actor.name, "soggetto senza nome");
    }
    match register.removed(Entity::Actor, id) {
        Some(removed) => format!("{} (soggetto tolto: {})", removed.label, removed.reason),
        None => "[soggetto non trovato nel registro]".to_owned(),
    }
}

fn milestone_date(register: &Register, id: &str) -> String {
    if let Some(milestone) = register.milestone(id) {
        let label = milestone.date.map(|date| register.timeline.label(date));
        return label.unwrap_or_else(|| "data da fissare".to_owned());
    }
    match register.removed(Entity::Milestone, id) {
        Some(removed) => format!("[tappa tolta: {}]", removed.reason),
        None => "[tappa non trovata nel registro]".to_owned(),
    }
}

#[cfg(test)]
mod tests;
