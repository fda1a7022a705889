//! What happened in the register? One entry for each thing, commitments first, with its fields that differ.

use std::collections::BTreeMap;

use pact_model::comparison::{EntityChange, Fate, RemovedChange};
use pact_model::register::{Entity, Removed};

use super::{View, fields, outline};
use crate::register::phrases;

/// What became of one thing.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) anchor: String,
    pub(super) fate: Fate,
    /// «Impegno di Circolo Il Pergolato «Apre la sala»».
    pub(super) title: String,
    /// What happened to it as a whole: «nuovo», «tolto: doppione», «preso in carico da Biblioteca».
    pub(super) notes: Vec<String>,
    pub(super) fields: Vec<FieldLine>,
}

/// A field that differs; an empty text stands for nothing.
#[derive(Debug)]
pub(super) struct FieldLine {
    pub(super) label: &'static str,
    pub(super) before: String,
    pub(super) after: String,
}

impl Entry {
    /// The entry in one line.
    pub(super) fn line(&self) -> String {
        let fields = self.fields.iter().map(|field| field.label.to_owned());
        let fields = if self.fate == Fate::Changed { fields.collect() } else { Vec::new() };
        let what: Vec<String> = self.notes.iter().cloned().chain(fields).collect();
        format!("{}: {}", self.title, what.join(", "))
    }
}

impl FieldLine {
    /// «scadenza: marzo → maggio».
    pub(super) fn line(&self) -> String {
        match (self.before.as_str(), self.after.as_str()) {
            ("", after) => format!("{}: + {after}", self.label),
            (before, "") => format!("{}: − {before}", self.label),
            (before, after) => format!("{}: {before} → {after}", self.label),
        }
    }
}

/// All entries.
pub(super) fn entries(view: &View<'_>) -> Vec<Entry> {
    let mut removed: BTreeMap<(Entity, &str), &RemovedChange> = view
        .comparison
        .removed
        .iter()
        .filter_map(|change| change.thing().map(|it| ((it.entity, it.id.as_str()), change)))
        .collect();
    let mut out: Vec<(usize, Entry)> = Vec::new();
    for change in &view.comparison.register {
        let removed = removed.remove(&(change.entity, change.id.as_str()));
        out.push((rank(change.entity), entry(view, change, removed)));
    }
    for ((entity, _), change) in removed {
        out.extend(taken_out(change).map(|entry| (rank(entity), entry)));
    }
    out.sort_by_key(|(rank, _)| *rank);
    out.into_iter().map(|(_, entry)| entry).collect()
}

/// What is promised comes first.
fn rank(entity: Entity) -> usize {
    match entity {
        Entity::Commitment => 0,
        Entity::Resource => 1,
        Entity::Milestone => 2,
        Entity::Timeline => 3,
        Entity::Actor => 4,
        Entity::Action => 5,
        Entity::Line => 6,
    }
}

fn entry(view: &View<'_>, change: &EntityChange, removed: Option<&RemovedChange>) -> Entry {
    let is_gone = change.fate == Fate::Gone;
    let register = if is_gone { &view.from.register } else { &view.to.register };
    let shown = change.fields.iter().filter(|field| field.field != "order" || change.fate == Fate::Changed);
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by_key(|field| fields::rank(&field.field));
    let fields: Vec<FieldLine> = shown
        .into_iter()
        .filter_map(|field| {
            let line = FieldLine {
                label: fields::label(change.entity, &field.field)?,
                before: fields::value(change.entity, field, false, &view.from.register),
                after: fields::value(change.entity, field, true, &view.to.register),
            };
            (line.before != line.after).then_some(line)
        })
        .collect();
    let owner = match change.entity {
        Entity::Commitment => register.commitment(&change.id).map(|it| phrases::who(register, it)),
        _ => None,
    };
    let mut notes = notes(view, change, removed);
    if notes.is_empty() && fields.is_empty() {
        // Another thing of the same name, for example.
        notes.push("dettagli cambiati".to_owned());
    }
    Entry {
        anchor: outline::entity_anchor(change.entity.as_str(), &change.id),
        fate: change.fate,
        title: title(change.entity, owner.as_deref(), &change.label),
        notes,
        fields,
    }
}

fn notes(view: &View<'_>, change: &EntityChange, removed: Option<&RemovedChange>) -> Vec<String> {
    let (new, gone, back) = match change.entity {
        Entity::Resource | Entity::Milestone | Entity::Action | Entity::Line => ("nuova", "tolta", "rimessa"),
        _ => ("nuovo", "tolto", "rimesso"),
    };
    let was_out = removed.is_some_and(|it| it.before.is_some());
    let mut notes = Vec::new();
    match (change.fate, removed.and_then(|it| it.after.as_ref())) {
        (Fate::Added, _) if was_out => notes.push(format!("{back} nel registro")),
        (Fate::Added, _) => notes.push(new.to_owned()),
        (Fate::Gone, Some(it)) if !it.reason.trim().is_empty() => {
            notes.push(format!("{gone}: {}", it.reason.trim()));
        }
        (Fate::Gone, _) => notes.push(gone.to_owned()),
        (Fate::Changed, _) => {}
    }
    if change.taken_over {
        let now = change.field("actor").and_then(|field| field.after.as_str());
        notes.push(format!("preso in carico da {}", phrases::actor(&view.to.register, now)));
    }
    if change.released {
        notes.push("sciolto".to_owned());
    }
    notes
}

/// Something that differs only among the things taken out.
fn taken_out(change: &RemovedChange) -> Option<Entry> {
    let thing = change.thing()?;
    let reason =
        |side: &Option<Removed>| side.as_ref().map(|it| it.reason.trim().to_owned()).unwrap_or_default();
    let (before, after) = (reason(&change.before), reason(&change.after));
    let note = match (&change.before, &change.after) {
        (None, _) => format!("tolto dal registro: {after}"),
        (_, None) => "non più fra le cose tolte".to_owned(),
        _ => "fra le cose tolte".to_owned(),
    };
    let reason = FieldLine { label: "motivo", before, after };
    let is_other = change.before.is_some() && change.after.is_some() && reason.before != reason.after;
    Some(Entry {
        anchor: outline::entity_anchor(thing.entity.as_str(), &thing.id),
        fate: Fate::Changed,
        title: title(thing.entity, None, &thing.label),
        notes: vec![note],
        fields: if is_other { vec![reason] } else { Vec::new() },
    })
}

fn title(entity: Entity, owner: Option<&str>, label: &str) -> String {
    let what = match entity {
        Entity::Actor => "Soggetto",
        Entity::Line => "Linea produttiva",
        Entity::Action => "Azione",
        Entity::Commitment => "Impegno",
        Entity::Resource => "Risorsa",
        Entity::Milestone => "Tappa",
        Entity::Timeline => return "Cronoprogramma".to_owned(),
    };
    let label = phrases::or_else(label, "senza nome").replace('\n', " ");
    match owner {
        Some(owner) => format!("{what} di {owner} «{label}»"),
        None => format!("{what} «{label}»"),
    }
}
