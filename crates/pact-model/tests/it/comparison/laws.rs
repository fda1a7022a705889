//! For any two versions, whatever was done between them.

use pact_model::comparison::{BlockChange, Comparison, ContentChange, Piece, apply, compare, mirror};
use pact_model::content::Node;
use pact_model::version::VersionContent;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::editor::{self, Edit};

/// Versions of a table at work: some edits between each.
fn history(edits: &[Edit]) -> Vec<VersionContent> {
    let mut now = editor::beginning();
    let mut versions = vec![now.clone()];
    for few in edits.chunks(4) {
        for edit in few {
            editor::apply(&mut now, *edit);
        }
        versions.push(now.clone());
    }
    versions
}

fn compared(from: &VersionContent, to: &VersionContent) -> Comparison {
    compare(from, to, None).expect("small enough")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_earlier_version_and_the_comparison_make_the_later_one(
        edits in vec(any::<Edit>(), 1..40), i in any::<prop::sample::Index>(), j in any::<prop::sample::Index>(),
    ) {
        let versions = history(&edits);
        let (from, to) = (i.get(&versions), j.get(&versions));
        let comparison = compared(from, to);
        let made = apply(&comparison, from).expect("it is of this version");
        prop_assert_eq!(
            String::from_utf8(made.canonical_json()).unwrap(),
            String::from_utf8(to.canonical_json()).unwrap()
        );
        prop_assert_eq!(comparison.summary.identical, from.canonical_json() == to.canonical_json());
        prop_assert_eq!(comparison.summary.identical, comparison.summary.changes == 0);
    }

    #[test]
    fn the_other_way_round_is_the_mirror(
        edits in vec(any::<Edit>(), 1..40), i in any::<prop::sample::Index>(), j in any::<prop::sample::Index>(),
        section in prop::sample::select(vec![None, Some("a"), Some("b")]),
    ) {
        let versions = history(&edits);
        let (from, to) = (i.get(&versions), j.get(&versions));
        let section = section.map(|id| id.parse().unwrap());
        let there = compare(from, to, section.as_ref()).expect("small enough");
        let back = compare(to, from, section.as_ref()).expect("small enough");
        prop_assert_eq!(&mirror(there.clone()), &back);
        prop_assert_eq!(&mirror(back), &there);
        prop_assert_eq!(there.summary.changes, mirror(there.clone()).summary.changes);
    }

    #[test]
    fn as_json_it_says_the_same(edits in vec(any::<Edit>(), 1..30)) {
        let versions = history(&edits);
        let comparison = compared(&versions[0], &versions[versions.len() - 1]);
        let json = serde_json::to_string(&comparison).unwrap();
        prop_assert_eq!(serde_json::from_str::<Comparison>(&json).unwrap(), comparison);
    }

    #[test]
    fn blocks_that_are_kept_or_changed_never_cross(edits in vec(any::<Edit>(), 1..40)) {
        let versions = history(&edits);
        let comparison = compared(&versions[0], &versions[versions.len() - 1]);
        for section in &comparison.sections {
            let mut next = (0, 0);
            for change in &section.body {
                match change {
                    BlockChange::Kept { from, to, count } => {
                        prop_assert_eq!(next, (*from, *to));
                        next = (from + count, to + count);
                    }
                    BlockChange::Changed { from, to, .. } => {
                        prop_assert_eq!(next, (*from, *to));
                        next = (from + 1, to + 1);
                    }
                    BlockChange::Gone { from, .. } => {
                        prop_assert_eq!(next.0, *from);
                        next.0 += 1;
                    }
                    BlockChange::Added { to, .. } => {
                        prop_assert_eq!(next.1, *to);
                        next.1 += 1;
                    }
                }
            }
        }
    }

    #[test]
    fn one_changed_word_marks_one_word(
        seed in any::<u16>(), count in 12_usize..60, place in any::<prop::sample::Index>(), others in 0_usize..5,
    ) {
        let mut words: Vec<String> = editor::words(seed, count).split(' ').map(str::to_owned).collect();
        let body = |words: &[String]| {
            let mut body: Vec<Node> =
                (0..others).map(|n| editor::paragraph(&editor::words(u16::try_from(n).unwrap(), 10))).collect();
            body.insert(others / 2, editor::paragraph(&words.join(" ")));
            editor::version(vec![editor::section("a", 1, body)])
        };
        let before = body(&words);
        let place = place.index(words.len());
        let old = std::mem::replace(&mut words[place], "mercoledì".to_owned());
        let comparison = compared(&before, &body(&words));
        prop_assert_eq!(comparison.summary.changes, 1);
        let marked: Vec<&Piece> = comparison.sections[0].body.iter().flat_map(pieces).collect();
        let changed: Vec<&&Piece> = marked.iter().filter(|piece| !matches!(piece, Piece::Kept { .. })).collect();
        prop_assert_eq!(
            changed,
            [&&Piece::Gone { content: vec![Node::text(old)] }, &&Piece::Added { content: vec![Node::text("mercoledì")] }]
        );
    }

    /// Comments never count, and neither does who may write where.
    #[test]
    fn comments_and_locks_alone_change_nothing(edits in vec(any::<Edit>(), 0..30), seed in any::<u16>()) {
        let versions = history(&edits);
        let before = &versions[versions.len() - 1];
        let mut after = before.clone();
        after.document.paused = Some("si firma".to_owned());
        for section in &mut after.document.sections {
            section.policy = pact_model::document::Policy::Locked;
            section.policy_reason = Some("si firma".to_owned());
            section.guidance = "Che cosa?".to_owned();
            section.body.iter_mut().for_each(|node| comment(node, seed));
        }
        let comparison = compared(before, &after);
        prop_assert!(comparison.summary.identical);
        prop_assert_eq!(comparison, compared(before, before));
    }
}

fn pieces(change: &BlockChange) -> Vec<&Piece> {
    match change {
        BlockChange::Changed { element, .. } => match &element.content {
            ContentChange::Text(pieces) => pieces.iter().collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Anchors a comment to half of each run.
fn comment(node: &mut Node, seed: u16) {
    let Node::Element(element) = node else { return };
    let mut children = Vec::new();
    for mut child in std::mem::take(&mut element.children) {
        comment(&mut child, seed);
        let Node::Text(text) = &child else {
            children.push(child);
            continue;
        };
        let middle = text.text.char_indices().map(|(place, _)| place).nth(usize::from(seed) % 9).unwrap_or(0);
        let (first, second) = text.text.split_at(middle);
        let mut marks = text.marks.clone();
        marks.insert("comment--abcdefgh".to_owned(), json!({ "id": "1" }));
        children.extend([Node::marked(first, marks), Node::marked(second, text.marks.clone())]);
    }
    element.children = children;
    element.attributes.insert("nothing".to_owned(), Value::Null);
}
