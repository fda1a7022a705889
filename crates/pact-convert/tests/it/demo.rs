//! The demo shows everything and names nobody.

use std::collections::BTreeSet;

use pact_convert::demo::{RegisterSize, big_register, demo, register};
use pact_convert::markdown::document_markdown;
use pact_model::checks::{CheckSettings, Material, Rule, check};
use pact_model::process::{ActorCategory, ActorKind, is_slug};

#[test]
fn the_bodies_cover_every_kind_and_every_category() {
    let actors = &demo().process.actors;
    assert!((8..=12).contains(&actors.len()));
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
    assert_eq!((written, patto.sections.len()), (14, 29));
    assert!(patto.section("art-8").unwrap().body.is_empty());
}

#[test]
fn the_register_is_a_plausible_pact_over_three_lines() {
    let flat = register(|n| format!("a{n}"));
    let register = flat.read();
    assert_eq!(register.actors.len(), demo().process.actors.len());
    assert_eq!((register.lines.len(), register.actions.len()), (3, 7));
    assert_eq!((register.commitments.len(), register.milestones.len()), (24, 10));
    assert_eq!(register.removed.len(), 1);
    for commitment in &register.commitments {
        assert!(register.actor_of(commitment).is_some() && !commitment.what.is_empty(), "{}", commitment.id);
        let action = commitment.action.as_deref().and_then(|id| register.action(id)).expect("an action");
        assert!(action.lines.iter().all(|line| register.line(line).is_some()));
        assert!(commitment.allies.iter().all(|ally| register.actor(&ally.actor).is_some()));
    }
    for milestone in &register.milestones {
        assert!(milestone.date.is_some() && milestone.kind.is_some(), "{}", milestone.id);
        assert!(milestone.commitments.iter().all(|id| register.commitment(id).is_some()), "{}", milestone.id);
    }
    let taken_over = register.commitment("ginnastica-dolce").expect("there");
    assert_eq!(taken_over.life.last().and_then(|step| step.from_actor.as_deref()), Some("a8"));
}

#[test]
fn every_stored_value_of_the_register_is_one_the_reader_knows() {
    let flat = register(|n| format!("a{n}"));
    let register = flat.read();
    let said = |suffix: &str| flat.fields.iter().filter(|(key, _)| key.ends_with(suffix)).count();
    let whens = register.commitments.iter().flat_map(|it| [it.from, it.to]).flatten().count();
    assert_eq!(whens, said("/from") + said("/to"));
    assert_eq!(register.resources.iter().filter(|it| it.kind.is_some()).count(), register.resources.len());
    assert_eq!(register.commitments.iter().map(|it| it.life.len()).sum::<usize>(), 3);
    let keys: BTreeSet<_> = flat.fields.iter().map(|(key, _)| key).collect();
    assert_eq!(keys.len(), flat.fields.len(), "no field twice");
}

#[test]
fn the_register_has_warnings_to_see() {
    let register = register(|n| format!("a{n}")).read();
    let checks = check(&Material::of(&register), &CheckSettings::default());
    for rule in [
        Rule::R1,
        Rule::R2,
        Rule::R4,
        Rule::R5,
        Rule::R6,
        Rule::R7,
        Rule::R8,
        Rule::R9,
        Rule::R11,
        Rule::R12,
        Rule::R13,
    ] {
        assert!(checks.iter().any(|check| check.code == rule), "{rule}");
    }
    assert!(checks.iter().all(|check| check.code != Rule::R17), "verifications are planned");
    let of = |rule| checks.iter().filter(move |check| check.code == rule).map(|check| check.message.as_str());
    assert!(of(Rule::R1).eq([
        "Circolo Il Pergolato ha 4 impegni: il Tavolo ne suggerisce 2 o 3. Meglio pochi e sostenibili?"
    ]));
    assert!(
        of(Rule::R2)
            .eq(["Una cittadina del rione Fornaci siede al Tavolo ma non ha ancora scritto un impegno."])
    );
    assert!(of(Rule::R13).eq(["M6 · giugno 2027 è già pieno per Circolo Il Pergolato."]));
}

#[test]
fn a_big_register_is_the_same_for_the_same_seed() {
    let size = RegisterSize::LARGE;
    let register = big_register(7, size).read();
    assert_eq!(register.actors.len(), size.actors);
    assert_eq!(register.commitments.len(), size.commitments);
    assert_eq!(register.milestones.len(), size.milestones);
    assert!(register.commitments.iter().all(|it| register.actor_of(it).is_some() && it.to.is_some()));
    assert!(register.milestones.iter().all(|it| it.date.is_some()));
    assert_eq!(big_register(7, size), big_register(7, size));
    assert_ne!(big_register(7, size), big_register(8, size));
    let nothing = RegisterSize { actors: 0, commitments: 0, milestones: 0 };
    assert!(big_register(7, nothing).read().commitments.is_empty());
}

/// Real organisations never promise anything here.
#[test]
fn the_demo_names_nobody_real() {
    let demo = demo();
    let mut text = format!("{:?} {:?}", demo.process, register(|n| n.to_string()));
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
