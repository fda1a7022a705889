//! How does a comparison stand on a page? Section by section, then the register, unified or side by side.

use maud::{Markup, html};
use pact_model::comparison::{BlockChange, Fate, SectionChange};
use pact_model::content::{Node, SectionContent};

use super::blocks::{Shown, Side, added, gone};
use super::outline::{self, Part};
use super::register::{Entry, FieldLine, entries};
use super::{Layout, View, notes};
use crate::html as text;

/// The whole.
pub(super) fn comparison(
    view: &View<'_>,
    layout: Layout,
    beside: &dyn Fn(&SectionChange) -> Markup,
) -> Markup {
    let name = match layout {
        Layout::Unified => "unified",
        Layout::SideBySide => "side-by-side",
    };
    html! {
        div .pact-comparison data-layout=(name) lang=(view.to.document.language) {
            @if view.comparison.summary.identical {
                p .pact-kept { "Nessuna modifica: il contenuto è lo stesso." }
            } @else {
                (document(view))
                @if !view.comparison.sections.is_empty() {
                    @for part in view.parts() {
                        @match part {
                            Part::Kept(sections) => { (kept(&sections)) }
                            Part::Changed(change) => { (section(view, change, layout, &beside(change))) }
                        }
                    }
                }
                (register(&entries(view), layout))
            }
        }
    }
}

/// The document's own fields.
fn document(view: &View<'_>) -> Markup {
    let notes = notes::document(view);
    html! {
        @if !notes.is_empty() {
            section .pact-change id=(outline::DOCUMENT) aria-labelledby="cambia-documento-titolo" {
                h2 #cambia-documento-titolo { "Il documento" }
                ul .pact-change-notes { @for note in notes { li { (note) } } }
            }
        }
    }
}

/// Sections that are the same, in one line.
fn kept(sections: &[&SectionContent]) -> Markup {
    let names: Vec<String> = sections.iter().map(|section| outline::short(Some(section))).collect();
    html! { p .pact-kept { "Senza modifiche: " (names.join(", ")) } }
}

fn section(view: &View<'_>, change: &SectionChange, layout: Layout, beside: &Markup) -> Markup {
    let anchor = outline::section_anchor(&change.id);
    let heading = format!("{anchor}-titolo");
    let notes = notes::section(view, change);
    let fate = match change.fate {
        Fate::Added => "added",
        Fate::Gone => "gone",
        Fate::Changed => "changed",
    };
    html! {
        section .pact-change id=(anchor) data-fate=(fate) data-section=(change.id.as_str()) aria-labelledby=(heading) {
            h2 id=(heading) {
                @match view.section(change) {
                    Some(known) => { (text::title(known)) }
                    None => { (change.title) }
                }
            }
            (beside)
            @if !notes.is_empty() {
                ul .pact-change-notes { @for note in notes { li { (note) } } }
            }
            @if !change.body.is_empty() {
                @match layout {
                    Layout::Unified => { (unified(view, change)) }
                    Layout::SideBySide => { (sides(view, change)) }
                }
            } @else if change.fate == Fate::Changed {
                p .pact-kept { "Il testo è lo stesso." }
            }
        }
    }
}

/// The texts of a section, before and after.
fn bodies<'v>(view: &'v View<'_>, change: &SectionChange) -> (&'v [Node], &'v [Node]) {
    let body = |section: Option<&'v SectionContent>| section.map_or(&[][..], |it| it.body.as_slice());
    (body(view.before(change)), body(view.after(change)))
}

fn unified(view: &View<'_>, change: &SectionChange) -> Markup {
    let (from, to) = bodies(view, change);
    Shown { view, here: &change.id, side: Side::Both }.blocks(&change.body, from, to, 0)
}

/// A table with a row for each thing that happened: its head says what, so who listens can follow.
fn sides(view: &View<'_>, change: &SectionChange) -> Markup {
    let (from, to) = bodies(view, change);
    let shown =
        |side, changes: &[BlockChange]| Shown { view, here: &change.id, side }.blocks(changes, from, to, 0);
    html! {
        table .pact-sides {
            caption .pact-hidden { "Prima e dopo: " (change.title) }
            thead {
                tr { th scope="col" { "Che cosa succede" } th scope="col" { "Prima" } th scope="col" { "Dopo" } }
            }
            tbody {
                @for row in rows(&change.body) {
                    tr data-row=(row.kind) {
                        th scope="row" { (row.label) }
                        td { (shown(Side::Before, &row.changes)) }
                        td { (shown(Side::After, &row.changes)) }
                    }
                }
            }
        }
    }
}

/// What stands beside each other.
#[derive(Debug)]
struct Sides {
    kind: &'static str,
    label: &'static str,
    changes: Vec<BlockChange>,
}

/// The rows: what is gone stands beside what came in its place.
fn rows(changes: &[BlockChange]) -> Vec<Sides> {
    let row = |kind, label, changes| Sides { kind, label, changes };
    let mut out = Vec::new();
    let (mut went, mut came) = (Vec::new(), Vec::new());
    let settle = |out: &mut Vec<Sides>, went: &mut Vec<BlockChange>, came: &mut Vec<BlockChange>| {
        let together = went.len().min(came.len());
        let pairs = went.drain(..together).zip(came.drain(..together));
        out.extend(pairs.map(|(gone, added)| row("replaced", "Riscritto", vec![gone, added])));
        out.extend(went.drain(..).map(|gone| row("gone", "Tolto", vec![gone])));
        out.extend(came.drain(..).map(|added| row("added", "Aggiunto", vec![added])));
    };
    for change in changes {
        match change {
            BlockChange::Gone { moved_to: Some(_), .. } => {
                out.push(row("moved", "Spostato altrove", vec![change.clone()]));
            }
            BlockChange::Added { moved_from: Some(_), .. } => {
                settle(&mut out, &mut went, &mut came);
                out.push(row("moved", "Spostato qui", vec![change.clone()]));
            }
            BlockChange::Gone { .. } => went.push(change.clone()),
            BlockChange::Added { .. } => came.push(change.clone()),
            BlockChange::Kept { .. } => {
                settle(&mut out, &mut went, &mut came);
                out.push(row("kept", "Uguale", vec![change.clone()]));
            }
            BlockChange::Changed { .. } => {
                settle(&mut out, &mut went, &mut came);
                out.push(row("changed", "Cambiato", vec![change.clone()]));
            }
        }
    }
    settle(&mut out, &mut went, &mut came);
    out
}

fn register(entries: &[Entry], layout: Layout) -> Markup {
    html! {
        @if !entries.is_empty() {
            section .pact-register-changes #cambia-registro aria-labelledby="cambia-registro-titolo" {
                h2 #cambia-registro-titolo { "Registro" }
                @for entry in entries { (self::entry(entry, layout)) }
            }
        }
    }
}

fn entry(entry: &Entry, layout: Layout) -> Markup {
    let fate = match entry.fate {
        Fate::Added => "added",
        Fate::Gone => "gone",
        Fate::Changed => "changed",
    };
    html! {
        div .pact-change id=(entry.anchor) data-fate=(fate) {
            h3 { (entry.title) }
            @if !entry.notes.is_empty() {
                ul .pact-change-notes { @for note in &entry.notes { li { (note) } } }
            }
            @if !entry.fields.is_empty() {
                @match layout {
                    Layout::Unified => { (field_list(&entry.fields)) }
                    Layout::SideBySide => { (field_table(entry)) }
                }
            }
        }
    }
}

fn field_list(fields: &[FieldLine]) -> Markup {
    html! {
        dl .pact-fields {
            @for field in fields {
                dt { (field.label) }
                dd {
                    @if !field.before.is_empty() { (gone(&field.before)) }
                    @if !field.before.is_empty() && !field.after.is_empty() { span aria-hidden="true" { " → " } }
                    @if !field.after.is_empty() { (added(&field.after)) }
                }
            }
        }
    }
}

fn field_table(entry: &Entry) -> Markup {
    html! {
        table .pact-sides {
            caption .pact-hidden { "Prima e dopo: " (entry.title) }
            thead { tr { th scope="col" { "Campo" } th scope="col" { "Prima" } th scope="col" { "Dopo" } } }
            tbody {
                @for field in &entry.fields {
                    tr {
                        th scope="row" { (field.label) }
                        td { @if !field.before.is_empty() { (gone(&field.before)) } }
                        td { @if !field.after.is_empty() { (added(&field.after)) } }
                    }
                }
            }
        }
    }
}
