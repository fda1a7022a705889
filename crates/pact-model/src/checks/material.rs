//! What do the rules look at? The register, and what the texts bound to it say.

use serde_json::Value;

use crate::content::{Node, SectionContent};
use crate::document::{BindingKind, SectionKind};
use crate::register::Register;

/// All that the rules need.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The register.
    pub register: &'a Register,
    /// Sections bound to commitments, with the words people typed in them.
    pub texts: &'a [BoundText],
    /// Sections of the documents, filled or not.
    pub sections: &'a [SectionFacts],
    /// How close the pact is to being signed.
    pub moment: Moment,
}

/// How close the pact is to being signed: before, only what waits for a board is worth saying.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Moment {
    /// The table is at work.
    #[default]
    Working,
    /// The pact is about to be signed or delivered.
    Signing,
}

/// A section that is bound to commitments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundText {
    /// Id of the document.
    pub document: String,
    /// Id of the section.
    pub section: String,
    /// What people typed, without what the register shows in its place; blocks on lines of their own.
    pub words: String,
    /// Ids of the commitments it is bound to, or shows one by one.
    pub commitments: Vec<String>,
}

/// Whether a section says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionFacts {
    /// Id of the document.
    pub document: String,
    /// Id of the section.
    pub section: String,
    /// What it is.
    pub kind: SectionKind,
    /// Number of an article or part.
    pub number: Option<u32>,
    /// Title, plain text.
    pub title: String,
    /// Whether it may be left out only with a reason.
    pub mandatory: bool,
    /// Whether it is there.
    pub state: SectionState,
}

/// Whether a section is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionState {
    /// It holds words, or something of the register.
    Filled,
    /// It holds neither.
    Empty,
    /// It was said not to apply.
    NotApplicable,
    /// It was set aside.
    Aside,
}

impl<'a> Material<'a> {
    /// A register without texts, while the table is at work.
    #[must_use]
    pub fn of(register: &'a Register) -> Self {
        Self { register, texts: &[], sections: &[], moment: Moment::Working }
    }
}

impl BoundText {
    /// What a section says of commitments; `None` when it is bound to none and shows none, or was set aside.
    #[must_use]
    pub fn of(document: &str, section: &SectionContent) -> Option<Self> {
        if section.aside.is_some() {
            return None;
        }
        let bound = section.bindings.iter().filter(|binding| binding.kind == BindingKind::Commitment);
        let mut commitments: Vec<String> = bound.map(|binding| binding.id.clone()).collect();
        let mut words = String::new();
        walk(&section.body, |step| match step {
            Step::Word(text) => words.push_str(text),
            Step::Break => words.push('\n'),
            Step::Atom("commitmentCard", Some(id)) => commitments.push(id.to_owned()),
            Step::Atom(..) => {}
        });
        commitments.sort();
        commitments.dedup();
        (!commitments.is_empty()).then(|| Self {
            document: document.to_owned(),
            section: section.id.as_str().to_owned(),
            words,
            commitments,
        })
    }
}

impl SectionFacts {
    /// Whether a section says something.
    #[must_use]
    pub fn of(document: &str, section: &SectionContent) -> Self {
        let state = if section.not_applicable.is_some() {
            SectionState::NotApplicable
        } else if section.aside.is_some() {
            SectionState::Aside
        } else if is_empty(&section.body) {
            SectionState::Empty
        } else {
            SectionState::Filled
        };
        Self {
            document: document.to_owned(),
            section: section.id.as_str().to_owned(),
            kind: section.kind,
            number: section.number,
            title: section.title.clone(),
            mandatory: section.mandatory,
            state,
        }
    }
}

fn is_empty(body: &[Node]) -> bool {
    let mut empty = true;
    walk(body, |step| match step {
        Step::Word(text) => empty &= text.trim().is_empty(),
        Step::Atom(..) => empty = false,
        Step::Break => {}
    });
    empty
}

/// What is met on the way through a body.
enum Step<'a> {
    Word(&'a str),
    Break,
    /// Something that shows the register, with the id it holds.
    Atom(&'a str, Option<&'a str>),
}

/// Goes through a body in reading order. Explicit stack: bodies come from the network and may be deep.
fn walk<'a>(nodes: &'a [Node], mut visit: impl FnMut(Step<'a>)) {
    let mut stack: Vec<Option<&Node>> = nodes.iter().rev().map(Some).collect();
    while let Some(next) = stack.pop() {
        match next {
            None => visit(Step::Break),
            Some(Node::Text(text)) => visit(Step::Word(&text.text)),
            Some(Node::Element(element)) => match element.name.as_str() {
                "hardBreak" => visit(Step::Break),
                name @ ("commitmentCard" | "commitmentTable" | "timelineView" | "actorName"
                | "milestoneDate") => {
                    visit(Step::Atom(name, element.attributes.get("id").and_then(Value::as_str)));
                }
                _ => {
                    stack.push(None);
                    stack.extend(element.children.iter().rev().map(Some));
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::content::Element;
    use crate::document::{Binding, Policy};

    fn section(body: Vec<Node>, bindings: Vec<Binding>) -> SectionContent {
        SectionContent {
            id: "art-6".parse().expect("a section id"),
            kind: SectionKind::Article,
            number: Some(6),
            title: "Impegni".to_owned(),
            guidance: String::new(),
            mandatory: true,
            policy: Policy::Open,
            policy_reason: None,
            policy_writer: None,
            aside: None,
            not_applicable: None,
            body,
            bindings,
        }
    }

    fn atom(name: &str, id: &str) -> Node {
        let attributes = BTreeMap::from([("id".to_owned(), Value::from(id))]);
        Node::Element(Element { name: name.to_owned(), attributes, children: Vec::new() })
    }

    #[test]
    fn a_section_is_bound_by_its_bindings_and_by_the_cards_it_shows() {
        let binding = Binding { kind: BindingKind::Commitment, id: "c2".to_owned() };
        let body = vec![
            Node::block("p", vec![Node::text("Apre "), atom("actorName", "a1"), Node::text(" la sala.")]),
            Node::block("p", vec![Node::text("Poi si vede.")]),
            atom("commitmentCard", "c1"),
        ];
        let text = BoundText::of("d1", &section(body, vec![binding])).expect("bound");
        assert_eq!(text.commitments, ["c1", "c2"]);
        assert_eq!(text.words, "Apre  la sala.\nPoi si vede.\n");
        assert_eq!(BoundText::of("d1", &section(vec![Node::block("p", vec![])], vec![])), None);
    }

    #[test]
    fn a_section_with_only_a_table_of_the_register_is_not_empty() {
        let state = |body| SectionFacts::of("d1", &section(body, vec![])).state;
        assert_eq!(state(vec![Node::block("p", vec![Node::text(" ")])]), SectionState::Empty);
        assert_eq!(state(vec![atom("timelineView", "main")]), SectionState::Filled);
    }
}
