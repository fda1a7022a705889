//! What is told of two states? Commitments, decisions, where a body is named, what waits for it.

use std::collections::BTreeMap;

use pact_model::comparison::{Comparison, Fate, SectionChange, TooLarge, comparable, compare};
use pact_model::content::{DocumentContent, Node, SectionContent};
use pact_model::document::{BindingKind, DocumentKind, SectionId};
use pact_model::ids::DocumentId;
use pact_model::register::{CommitmentState, Entity, FieldConflict, Register};
use pact_model::version::VersionContent;

use super::{CommitmentChange, CommitmentChangeKind, Decision, Waiting};

/// The caller's body.
#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) id: String,
    pub(super) name: String,
}

/// What differs in a text. Of one too large to be compared it is still said which sections differ.
pub(super) fn texts(then: Option<DocumentContent>, now: &DocumentContent) -> Comparison {
    let then = then.unwrap_or_else(|| DocumentContent { sections: Vec::new(), ..now.clone() });
    let whole = |document: DocumentContent| VersionContent { document, register: Register::default() };
    // Who names a document otherwise does not change its text.
    let then = DocumentContent { kind: now.kind, title: now.title.clone(), ..then };
    let (then, now) = (whole(then), whole(now.clone()));
    compare(&then, &now, None).unwrap_or_else(|TooLarge { .. }| only_which(&then, &now))
}

/// Which sections differ, without how.
fn only_which(then: &VersionContent, now: &VersionContent) -> Comparison {
    let (then, now) = (comparable(then), comparable(now));
    let before: BTreeMap<&SectionId, (usize, &SectionContent)> =
        (0..).zip(&then.document.sections).map(|(place, it)| (&it.id, (place, it))).collect();
    let mut comparison = Comparison::default();
    for (place, section) in (0..).zip(&now.document.sections) {
        let known = before.get(&section.id);
        if known.is_some_and(|(_, known)| *known == section) {
            continue;
        }
        comparison.summary.sections.push(section.id.clone());
        comparison.sections.push(SectionChange {
            id: section.id.clone(),
            fate: if known.is_some() { Fate::Changed } else { Fate::Added },
            from: known.map(|(place, _)| *place),
            to: Some(place),
            moved: false,
            title: section.title.clone(),
            renamed_from: None,
            fields: Vec::new(),
            bound: Vec::new(),
            unbound: Vec::new(),
            body: Vec::new(),
        });
    }
    comparison.summary.changes = comparison.sections.len();
    comparison.summary.identical = comparison.sections.is_empty();
    comparison
}

/// Commitments that are new, changed or gone, by id, and those that reached another state.
pub(super) fn commitments(then: &Register, now: &Register) -> (Vec<CommitmentChange>, Vec<Decision>) {
    let side = |register: &Register| VersionContent {
        document: DocumentContent {
            kind: DocumentKind::Register,
            title: String::new(),
            language: String::new(),
            paused: None,
            sections: Vec::new(),
        },
        register: register.clone(),
    };
    // Without a text nothing can be too large.
    let Ok(comparison) = compare(&side(then), &side(now), None) else { return Default::default() };
    let mut changes = BTreeMap::new();
    let mut decisions = Vec::new();
    for change in &comparison.register {
        match change.entity {
            Entity::Commitment => {
                let kind = match change.fate {
                    Fate::Added => CommitmentChangeKind::New,
                    Fate::Gone => CommitmentChangeKind::Gone,
                    Fate::Changed => CommitmentChangeKind::Changed,
                };
                changes.insert(change.id.clone(), kind);
                let state = change.field("state").filter(|_| change.fate == Fate::Changed);
                let state = state.and_then(|field| field.after.as_str()?.parse::<CommitmentState>().ok());
                decisions.extend(state.map(|state| Decision::State(change.id.clone(), state.as_str())));
            }
            // What is given for a commitment stands on its card.
            Entity::Resource => {
                let field = change.field("commitment");
                let before = field.and_then(|field| field.before.as_str());
                let after = field.and_then(|field| field.after.as_str());
                let given = |register: &Register| {
                    register.resources.iter().find(|it| it.id == change.id)?.commitment.clone()
                };
                let same = if field.is_none() { given(now) } else { None };
                for id in before.into_iter().chain(after).map(str::to_owned).chain(same) {
                    if then.commitment(&id).is_some() && now.commitment(&id).is_some() {
                        changes.entry(id).or_insert(CommitmentChangeKind::Changed);
                    }
                }
            }
            _ => {}
        }
    }
    let told = changes.into_iter().filter_map(|(id, kind)| {
        let register = if kind == CommitmentChangeKind::Gone { then } else { now };
        let commitment = register.commitment(&id)?;
        let actor = register.actor_of(commitment).map(|actor| actor.name.clone()).unwrap_or_default();
        Some(CommitmentChange { id, actor, what: commitment.what.clone(), kind })
    });
    (told.collect(), decisions)
}

/// Sections that were set aside or are back.
pub(super) fn set_aside(document: DocumentId, comparison: &Comparison) -> Vec<Decision> {
    let aside = |change: &SectionChange| {
        let field = change.field("aside").filter(|_| change.fate == Fate::Changed)?;
        (field.before.is_null() != field.after.is_null())
            .then(|| Decision::Aside(document, change.id.clone(), !field.after.is_null()))
    };
    comparison.sections.iter().filter_map(aside).collect()
}

/// Sections that differ and name a body, in its name or by what they show and are bound to.
pub(super) fn naming(
    body: &Body,
    comparison: &Comparison,
    now: &DocumentContent,
    register: &Register,
) -> Vec<SectionId> {
    let is_mine = |id: &str| register.commitment(id).is_some_and(|it| it.actor.as_ref() == Some(&body.id));
    let names = |section: &SectionContent| {
        let is_bound = section.bindings.iter().any(|binding| match binding.kind {
            BindingKind::Actor => binding.id == body.id,
            BindingKind::Commitment => is_mine(&binding.id),
            _ => false,
        });
        is_bound
            || says(&section.title, &body.name)
            || section.body.iter().any(|block| says(&block.plain_text(), &body.name))
            || shows(&section.body, |name, id| match name {
                "actorName" => id == body.id,
                "commitmentCard" => is_mine(id),
                _ => false,
            })
    };
    let differs = |section: &&SectionContent| comparison.summary.sections.contains(&section.id);
    let sections = now.sections.iter().filter(differs).filter(|section| names(section));
    sections.map(|section| section.id.clone()).collect()
}

/// Whether a text holds a name, as whole words, however it is written in capitals.
fn says(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.trim().to_lowercase());
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !name.is_empty()
        && text.match_indices(&name).any(|(place, found)| {
            !is_word(text[..place].chars().next_back())
                && !is_word(text[place + found.len()..].chars().next())
        })
}

/// Whether something of the register stands in a text, by name and id.
fn shows(nodes: &[Node], is_it: impl Fn(&str, &str) -> bool) -> bool {
    let mut stack: Vec<&Node> = nodes.iter().collect();
    while let Some(node) = stack.pop() {
        let Node::Element(element) = node else { continue };
        let id = element.attributes.get("id").and_then(|id| id.as_str());
        if id.is_some_and(|id| is_it(&element.name, id)) {
            return true;
        }
        stack.extend(&element.children);
    }
    false
}

/// What waits for a body.
pub(super) fn waiting(body: &Body, register: &Register, conflicts: &[FieldConflict]) -> Vec<Waiting> {
    let mut out = Vec::new();
    for commitment in &register.commitments {
        let id = || commitment.id.clone();
        let is_mine = commitment.actor.as_ref() == Some(&body.id);
        if is_mine && commitment.state == CommitmentState::ToBeConfirmed {
            out.push(Waiting::Confirmation(id()));
        }
        if commitment.allies.iter().any(|ally| ally.actor == body.id && !ally.confirmed) {
            out.push(Waiting::Alliance(id()));
        }
        let is_of_it =
            |conflict: &FieldConflict| conflict.entity == "commitment" && conflict.id == commitment.id;
        if is_mine && conflicts.iter().any(is_of_it) {
            out.push(Waiting::Conflict(id()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_said_in_whole_words() {
        assert!(says("La sala è del CIRCOLO IL PERGOLATO.", "Circolo il Pergolato"));
        assert!(says("l'Arci, poi", " Arci "));
        assert!(!says("Parcimonia e arcipelaghi", "Arci"));
        assert!(!says("Qualcosa", ""));
    }
}
