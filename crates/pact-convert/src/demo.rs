//! Something to look around in: a process of an invented municipality, invented bodies, and a Patto they have
//! begun. The structure, dates and questions are those of the real process; no promise here is anybody's.

mod big;
mod flat;
mod register;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pact_model::content::{Element, Node};
use pact_model::process::{ActorCategory, ActorKind};
use pact_model::template::{ActorTemplate, DocumentTemplate, ProcessTemplate, Template};
use serde_json::Value;

use crate::markdown::read_body;
use crate::template::builtin;
use crate::template::heading::{chunks, events};
use crate::template::report::Report;

pub use big::{RegisterSize, big_register};
pub use flat::FlatRegister;
pub use register::register;

/// Name of the demo's process in addresses.
pub const SLUG: &str = "opificio-demo";

/// The process and documents of the demo.
#[derive(Clone, Debug, PartialEq)]
pub struct Demo {
    /// The process, with its bodies.
    pub process: ProcessTemplate,
    /// Its documents, with the text written so far, in the order of [`ProcessTemplate::documents`].
    pub documents: Vec<DocumentTemplate>,
}

static DEMO: LazyLock<Demo> = LazyLock::new(|| {
    let process = process();
    let documents = process.documents.iter().filter_map(|wanted| document(&wanted.template)).collect();
    Demo { process, documents }
});

/// The demo.
#[must_use]
pub fn demo() -> &'static Demo {
    &DEMO
}

type Body = (&'static str, ActorKind, ActorCategory, &'static [ActorCategory]);

/// Invented bodies: every kind and every category, so that each screen has something to show.
const ACTORS: [Body; 12] = [
    (
        "Comune di Borgolieto",
        ActorKind::PublicBody,
        ActorCategory::SquareKilometre,
        &[ActorCategory::ProjectPartner],
    ),
    ("Parrocchia San Michele al Colle", ActorKind::Parish, ActorCategory::SquareKilometre, &[]),
    (
        "Associazione Il Mulino Vecchio",
        ActorKind::ThirdSector,
        ActorCategory::ProjectPartner,
        &[ActorCategory::SolidarityNetworks],
    ),
    ("Cooperativa sociale La Lanterna Blu", ActorKind::SocialEnterprise, ActorCategory::ProjectPartner, &[]),
    ("Biblioteca comunale di Borgolieto", ActorKind::PublicBody, ActorCategory::SquareKilometre, &[]),
    (
        "Scuola primaria di Borgolieto",
        ActorKind::School,
        ActorCategory::Education,
        &[ActorCategory::SquareKilometre],
    ),
    (
        "Consulta dei giovani di Borgolieto",
        ActorKind::ConsultativeAssembly,
        ActorCategory::Representation,
        &[],
    ),
    ("Gruppo Orto di via Lunga", ActorKind::InformalGroup, ActorCategory::SolidarityNetworks, &[]),
    (
        "Circolo Il Pergolato",
        ActorKind::ThirdSector,
        ActorCategory::SolidarityNetworks,
        &[ActorCategory::Representation],
    ),
    ("Una cittadina del rione Fornaci", ActorKind::Citizen, ActorCategory::CitizensToReach, &[]),
    ("Centro anziani Le Due Lune", ActorKind::ThirdSector, ActorCategory::SolidarityNetworks, &[]),
    ("Polisportiva di Borgolieto", ActorKind::ThirdSector, ActorCategory::Representation, &[]),
];

fn process() -> ProcessTemplate {
    let mut process = builtin()
        .iter()
        .find_map(|template| match template {
            Template::Process(process) => Some(process.clone()),
            Template::Document(_) => None,
        })
        .expect("the built-in templates hold a process; a test reads them all");
    "Comune di Borgolieto".clone_into(&mut process.promoter);
    "Comune di Borgolieto".clone_into(&mut process.decider);
    "Dimostrazione: luoghi e soggetti sono inventati".clone_into(&mut process.subtitle);
    "LR Emilia-Romagna 15/2018".clone_into(&mut process.law);
    for meeting in process.phases.iter_mut().flat_map(|phase| &mut phase.meetings) {
        for question in &mut meeting.questions {
            question.text = question.text.replace("Santarcangelo", "Borgolieto");
        }
    }
    process.actors = ACTORS
        .iter()
        .map(|(name, kind, primary, secondary)| ActorTemplate {
            name: (*name).to_owned(),
            kind: *kind,
            primary: *primary,
            secondary: secondary.to_vec(),
            level: primary.proposed_level(),
        })
        .collect();
    process
}

fn document(name: &str) -> Option<DocumentTemplate> {
    let mut document = builtin().iter().find_map(|template| match template {
        Template::Document(document) if document.name == name => Some(document.clone()),
        _ => None,
    })?;
    let mut texts = match name {
        "patto-di-collaborazione" => texts(include_str!("../demo/patto.md")),
        "docpp" => texts(include_str!("../demo/docpp.md")),
        _ => BTreeMap::new(),
    };
    for section in &mut document.sections {
        section.body = texts.remove(section.id.as_str()).unwrap_or_default();
        section.body.extend(shown(name, section.id.as_str()));
    }
    Some(document)
}

/// What a section shows of the register below its text.
fn shown(document: &str, section: &str) -> Option<Node> {
    let (name, attribute, value) = match (document, section) {
        ("patto-di-collaborazione", "art-6") => ("commitmentTable", "filter", ""),
        ("patto-di-collaborazione", "art-13") => ("timelineView", "id", "main"),
        _ => return None,
    };
    let attributes = BTreeMap::from([(attribute.to_owned(), Value::from(value))]);
    Some(Node::Element(Element { name: name.to_owned(), attributes, children: Vec::new() }))
}

/// The texts of a file, by section.
fn texts(markdown: &str) -> BTreeMap<String, Vec<Node>> {
    let mut report = Report::new("demo", markdown);
    let events = events(markdown);
    let chunks = chunks(&events, 2, &mut report);
    chunks.into_iter().filter_map(|chunk| Some((chunk.id?, read_body(chunk.body).nodes))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text of the demo reaches a section, and none of it is dropped by the reader.
    #[test]
    fn every_text_has_its_section() {
        for (name, file) in [
            ("patto-di-collaborazione", include_str!("../demo/patto.md")),
            ("docpp", include_str!("../demo/docpp.md")),
        ] {
            let document = document(name).expect("a built-in template");
            let mut report = Report::new(name, file);
            let events = events(file);
            for chunk in chunks(&events, 2, &mut report) {
                let id = chunk.id.expect("an id");
                let section = document.section(&id).unwrap_or_else(|| panic!("no section {id}"));
                assert_eq!(section.title, chunk.title);
                assert!(!section.body.is_empty(), "{id} is empty");
                report.add_findings(read_body(chunk.body).findings);
            }
            assert_eq!(report.into_errors(), []);
        }
    }
}
