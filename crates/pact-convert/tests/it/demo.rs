//! The demo shows everything and names nobody.

use std::collections::BTreeSet;

use pact_convert::demo::demo;
use pact_convert::markdown::document_markdown;
use pact_model::process::{ActorCategory, ActorKind, is_slug};

#[test]
fn the_bodies_cover_every_kind_and_every_category() {
    let actors = &demo().process.actors;
    assert!((8..=10).contains(&actors.len()));
    let kinds: BTreeSet<_> = actors.iter().map(|actor| actor.kind).collect();
    assert_eq!(kinds.len(), ActorKind::ALL.len());
    let categories: BTreeSet<_> = actors.iter().map(|actor| actor.primary).collect();
    assert_eq!(categories.len(), ActorCategory::ALL.len());
    let names: BTreeSet<_> = actors.iter().map(|actor| &actor.name).collect();
    assert_eq!(names.len(), actors.len());
    assert!(actors.iter().all(|actor| actor.level == actor.primary.proposed_level()));
}

#[test]
fn the_patto_is_begun_and_not_finished() {
    let demo = demo();
    assert!(is_slug(pact_convert::demo::SLUG));
    assert_eq!(demo.documents.len(), demo.process.documents.len());
    for (document, wanted) in demo.documents.iter().zip(&demo.process.documents) {
        assert_eq!(document.name, wanted.template);
    }
    let patto = &demo.documents[0];
    let written = patto.sections.iter().filter(|section| !section.body.is_empty()).count();
    assert_eq!((written, patto.sections.len()), (13, 29));
    assert!(patto.section("art-13").unwrap().body.is_empty());
}

/// Real organisations never promise anything here.
#[test]
fn the_demo_names_nobody_real() {
    let demo = demo();
    let mut text = format!("{:?}", demo.process);
    for document in &demo.documents {
        text.push_str(&document_markdown(&document.content(None), None));
    }
    for real in ["antarcangelo", "antarcangiol", "Ganganelli", "Baldini", "@", "15/2015"] {
        assert!(!text.contains(real), "{real}");
    }
}

#[test]
fn the_demo_keeps_the_real_meetings() {
    let meetings: Vec<_> = demo().process.meetings().collect();
    assert_eq!(meetings.len(), 8);
    assert_eq!(meetings.iter().map(|meeting| meeting.questions.len()).sum::<usize>(), 32);
}
