//! What happened to a section or to the document beside its text? Each thing in a few words.

use pact_model::comparison::{Fate, FieldChange, SectionChange};
use pact_model::content::SectionContent;
use pact_model::document::{Binding, BindingKind, DocumentKind, SectionKind};
use pact_model::register::Register;
use serde_json::Value;

use super::View;
use super::outline::long;
use crate::register::phrases;

/// What differs in the document's own fields.
pub(super) fn document(view: &View<'_>) -> Vec<String> {
    let words = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        text.parse::<DocumentKind>().map_or_else(|_| text.to_owned(), |kind| document_kind(kind).to_owned())
    };
    let label = |field: &str| match field {
        "title" => "titolo",
        "kind" => "tipo",
        _ => "lingua",
    };
    let changes = view.comparison.document.iter();
    changes
        .map(|it| format!("{}: «{}» → «{}»", label(&it.field), words(&it.before), words(&it.after)))
        .collect()
}

/// What happened to a section.
pub(super) fn section(view: &View<'_>, change: &SectionChange) -> Vec<String> {
    let mut out = Vec::new();
    match change.fate {
        Fate::Added => out.push("Sezione nuova".to_owned()),
        Fate::Gone => out.push("Sezione tolta".to_owned()),
        Fate::Changed => {}
    }
    if change.moved {
        out.push(moved(view, change));
    }
    if let Some(before) = &change.renamed_from {
        out.push(format!("Rinominata: prima «{before}», ora «{}»", change.title));
    }
    out.extend(change.fields.iter().filter_map(|field| self::field(field, change.fate)));
    if change.fate == Fate::Changed {
        out.extend(change.bound.iter().map(|it| format!("Collegata a {}", bound(it, &view.to.register))));
        out.extend(
            change.unbound.iter().map(|it| format!("Non più collegata a {}", bound(it, &view.from.register))),
        );
    }
    out
}

/// Where a section stood before it was moved.
fn moved(view: &View<'_>, change: &SectionChange) -> String {
    let before = change.from.and_then(|place| place.checked_sub(1));
    let previous: Option<&SectionContent> = before.and_then(|place| view.from.document.sections.get(place));
    match previous {
        Some(previous) => format!("↕ Spostata: stava dopo «{}»", long(previous)),
        None => "↕ Spostata: era la prima".to_owned(),
    }
}

fn field(change: &FieldChange, fate: Fate) -> Option<String> {
    let FieldChange { field, before, after } = change;
    match (field.as_str(), before.as_str(), after.as_str()) {
        ("aside", None, Some(reason)) => Some(with("Messa da parte", reason)),
        ("aside", Some(_), None) if fate == Fate::Changed => Some("Non più messa da parte".to_owned()),
        ("not_applicable", None, Some(reason)) => Some(with("Dichiarata non applicabile", reason)),
        ("not_applicable", Some(_), None) if fate == Fate::Changed => Some("Di nuovo applicabile".to_owned()),
        ("aside" | "not_applicable", Some(before), Some(after)) => {
            Some(format!("Motivo cambiato: «{before}» → «{after}»"))
        }
        _ if fate != Fate::Changed => None,
        ("kind", Some(before), Some(after)) => Some(format!("Tipo: {} → {}", kind(before), kind(after))),
        ("number", ..) => Some(format!("Numero: {} → {}", number(before), number(after))),
        ("mandatory", ..) => {
            Some(if *after == true { "Ora è obbligatoria" } else { "Non è più obbligatoria" }.to_owned())
        }
        _ => None,
    }
}

fn with(what: &str, reason: &str) -> String {
    if reason.trim().is_empty() { what.to_owned() } else { format!("{what}: {}", reason.trim()) }
}

fn number(value: &Value) -> String {
    if value.is_null() { "nessuno".to_owned() } else { value.to_string() }
}

fn kind(name: &str) -> &'static str {
    match name.parse() {
        Ok(SectionKind::Heading) => "intestazione",
        Ok(SectionKind::Premise) => "premessa",
        Ok(SectionKind::Article) => "articolo",
        Ok(SectionKind::Part) => "parte",
        Ok(SectionKind::Signatures) => "sottoscrizioni",
        Ok(SectionKind::Annex) => "allegato",
        Err(_) => "altro",
    }
}

fn document_kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::PattoFondativo => "Patto fondativo",
        DocumentKind::PattoCollaborazione => "Patto di collaborazione",
        DocumentKind::Docpp => "Documento di Proposta Partecipata",
        DocumentKind::Register => "registro",
        DocumentKind::Open => "documento",
    }
}

/// What a section is bound to, in words that follow «a».
fn bound(binding: &Binding, register: &Register) -> String {
    let named = |what: &str, name: Option<&String>| match name.map(|name| name.trim()) {
        None | Some("") => what.to_owned(),
        Some(name) => format!("{what} «{name}»"),
    };
    let id = binding.id.as_str();
    match binding.kind {
        BindingKind::Commitment => match register.commitment(id) {
            Some(it) => format!("impegno «{}: {}»", phrases::who(register, it), phrases::what(it)),
            None => "un impegno".to_owned(),
        },
        BindingKind::Actor => named("soggetto", register.actor(id).map(|it| &it.name)),
        BindingKind::Milestone => named("tappa", register.milestone(id).map(|it| &it.title)),
        BindingKind::Action => named("azione", register.action(id).map(|it| &it.name)),
        BindingKind::Question => "una domanda dell'incontro".to_owned(),
    }
}
