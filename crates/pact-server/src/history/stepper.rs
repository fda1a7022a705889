//! Forwards and back through time: «← Versione 3 · Versione 4 (di 9) · Versione 5 →», over all versions or over those
//! that touched one section.

use maud::{Markup, html};
use pact_app::versions::VersionView;
use pact_model::document::SectionId;

use super::addresses::Addresses;
use super::phrases::{self, number, numbered};
use super::visitor::Visitor;
use crate::problem::{Code, Problem};
use crate::state::ServerState;

/// Where one stands, and what is on either side.
#[derive(Debug)]
pub(super) struct Steps {
    /// What is looked at: nothing for the whole document.
    pub(super) title: String,
    pub(super) number: u32,
    pub(super) total: u32,
    pub(super) before: Option<u32>,
    pub(super) after: Option<u32>,
}

impl Steps {
    /// From version to version.
    pub(super) fn of_versions(view: &VersionView) -> Self {
        let (before, after) = view.neighbours;
        Self { title: String::new(), number: view.version.number, total: view.total, before, after }
    }

    /// To the versions next to this one in which the section was something else.
    pub(super) async fn of_section(
        state: &ServerState,
        visitor: &Visitor,
        view: &VersionView,
        section: &SectionId,
    ) -> Result<Self, Problem> {
        let history = state.app.versions(visitor.reader(), view.document.id).await?;
        let (here, oldest) = (view.version.number, history.versions.last().map(|version| version.number));
        let newest = history.versions.first().map_or(here, |version| version.number);
        let title = if let Some(title) = phrases::title_in(section, &[&view.content.document]) {
            title
        } else {
            // It came later, or went before.
            let view = state.app.version(visitor.reader(), view.document.id, newest).await?;
            let title = phrases::title_in(section, &[&view.content.document]);
            title.ok_or(Problem::new(Code::SectionNotFound))?
        };
        // What the section is here, it has been since the last version that touched it: the step back leads before that.
        let touching: Vec<u32> = history
            .versions
            .iter()
            .filter(|version| version.changed.sections.contains(section))
            .map(|version| version.number)
            .collect();
        let since = touching.iter().copied().find(|number| *number <= here);
        let before = since.and_then(|since| {
            touching
                .iter()
                .copied()
                .find(|number| *number < since)
                .or(oldest.filter(|oldest| *oldest < since))
        });
        let after = touching.iter().rev().copied().find(|number| *number > here);
        Ok(Self { title, number: here, total: view.total, before, after })
    }
}

/// The line to go forwards and back.
pub(super) fn stepper(
    visitor: &Visitor,
    addresses: &Addresses,
    steps: &Steps,
    section: Option<&SectionId>,
) -> Markup {
    let words = visitor.words();
    let label = if section.is_some() { words.section_steps } else { words.steps };
    line(visitor, addresses, steps, section, label)
}

/// The same once more, below the text.
pub(super) fn stepper_below(visitor: &Visitor, addresses: &Addresses, steps: &Steps) -> Markup {
    line(visitor, addresses, steps, None, visitor.words().steps_below)
}

fn line(
    visitor: &Visitor,
    addresses: &Addresses,
    steps: &Steps,
    section: Option<&SectionId>,
    label: &str,
) -> Markup {
    let (words, language) = (visitor.words(), visitor.language);
    html! {
        nav .stepper aria-label=(label) {
            span .back {
                @if let Some(before) = steps.before {
                    a rel="prev" href=(addresses.version(before, section)) {
                        span aria-hidden="true" { "← " } (number(language, before))
                        @if section.is_some() { span .unseen { " " (words.older_of_section) } }
                    }
                }
            }
            strong aria-current="page" { (numbered(language, steps.number, steps.total)) }
            span .forth {
                @if let Some(after) = steps.after {
                    a rel="next" href=(addresses.version(after, section)) {
                        (number(language, after))
                        @if section.is_some() { span .unseen { " " (words.newer_of_section) } }
                        span aria-hidden="true" { " →" }
                    }
                }
            }
        }
    }
}
