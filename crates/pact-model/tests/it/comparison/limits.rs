//! Whatever the texts are, there is an answer soon.

use std::time::{Duration, Instant};

use pact_model::comparison::{Comparison, TooLarge, apply, compare, mirror};
use pact_model::content::Node;
use pact_model::version::VersionContent;

use super::editor::{paragraph, section, version, words};

/// Many times what it takes, on a busy machine and without optimisation: this only finds what never ends.
const LONG: Duration = Duration::from_mins(1);

fn answered(from: &VersionContent, to: &VersionContent) -> Result<Comparison, TooLarge> {
    let began = Instant::now();
    let answer = compare(from, to, None);
    assert!(began.elapsed() < LONG, "{:?}", began.elapsed());
    if let Ok(comparison) = &answer {
        assert_eq!(apply(comparison, from).unwrap().canonical_json(), to.canonical_json());
        assert_eq!(mirror(comparison.clone()), compare(to, from, None).unwrap());
    }
    answer
}

fn of(blocks: impl Iterator<Item = String>) -> VersionContent {
    version(vec![section("a", 1, blocks.map(|text| paragraph(&text)).collect())])
}

#[test]
fn thousands_of_blocks_that_have_nothing_in_common() {
    let blocks = |side: &'static str| of((0..4_000).map(move |n| format!("{side}{n} {side}{} fine", n * 7)));
    let comparison = answered(&blocks("a"), &blocks("b")).unwrap();
    assert_eq!(comparison.summary.changes, 4_000);
}

#[test]
fn thousands_of_blocks_that_are_all_the_same() {
    let blocks = |count: usize| of((0..count).map(|_| "Idem con patate, come sopra.".to_owned()));
    assert_eq!(answered(&blocks(4_000), &blocks(3_990)).unwrap().summary.changes, 10);
}

#[test]
fn thousands_of_blocks_of_two_sorts_in_disorder() {
    let blocks = |factor: usize| {
        of((0..4_000).map(move |n| if (n * n * factor) % 7 > 3 { "Uno." } else { "Due." }.to_owned()))
    };
    assert!(!answered(&blocks(3), &blocks(5)).unwrap().summary.identical);
}

#[test]
fn two_paragraphs_as_long_as_a_book() {
    let text = |seed: u16| (0..2_000).map(|n| words(seed ^ n, 12)).collect::<Vec<_>>().join(" ");
    assert!(!answered(&of([text(1)].into_iter()), &of([text(2)].into_iter())).unwrap().summary.identical);
}

#[test]
fn lists_in_lists_deeper_than_anybody_writes() {
    let deep = |last: &str| {
        let mut node = paragraph(last);
        for _ in 0..200 {
            node = Node::element("bulletList", vec![Node::element("listItem", vec![node])]);
        }
        version(vec![section("a", 1, vec![node])])
    };
    assert_eq!(answered(&deep("in fondo a tutto"), &deep("in cima a tutto")).unwrap().summary.changes, 1);
}

#[test]
fn what_is_too_large_is_refused_and_a_section_of_it_is_not() {
    let many = |last: &str| {
        let blocks = (0..41_000).map(|n| paragraph(&n.to_string())).collect();
        version(vec![section("a", 1, blocks), section("b", 2, vec![paragraph(last)])])
    };
    let (from, to) = (many("com'era scritto prima"), many("com'è scritto prima"));
    assert_eq!(answered(&from, &to), Err(TooLarge { blocks: 41_001 }));
    let section = compare(&from, &to, Some(&"b".parse().unwrap())).unwrap();
    assert_eq!(section.summary.changes, 1);
    assert_eq!(compare(&from, &to, Some(&"a".parse().unwrap())), Err(TooLarge { blocks: 41_000 }));
}
