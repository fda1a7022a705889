//! Updates that panicked, poisoned or split one of the two libraries: each is refused by the rule made for it. The
//! bytes are those of the corpus, which the system tests and the fuzz targets share.

use std::collections::HashSet;

use pact_wire::structure::{Schema, Shape, Structure};
use pact_wire::update::{Gap, Inspection, Limits, Rule, holes, inspect};

use crate::corpus::{Expected, Row, named, rows};
use crate::grammar::code;

fn accepted(name: &str) -> Inspection {
    inspect(&named(name).bytes, &Limits::UPDATE).expect("grammar is fine")
}

#[test]
fn each_row_is_refused_by_its_rule_or_is_good_grammar() {
    for row in rows() {
        let expected = match &row.expected {
            Expected::Refused(rule) => rule,
            Expected::Depends(_) => "accepted",
        };
        assert_eq!(code(&row.bytes), expected, "{}", row.name);
        // Also where the most is allowed: a stored document is held to the same grammar.
        let as_document = inspect(&row.bytes, &Limits { allow_binary: true, ..Limits::DOCUMENT });
        let is_a_bound = ["binary", "too_large", "too_many_structs"].contains(&expected);
        assert_eq!(as_document.is_err(), expected != "accepted" && !is_a_bound, "{}", row.name);
        for update in &row.before {
            assert_eq!(code(update), "accepted", "before: {}", row.name);
        }
    }
}

/// What a pact knows of names.
struct Pact;

impl Schema for Pact {
    fn shape(&self, root: &str) -> Option<Shape> {
        match root {
            "sections" => Some(Shape::ServerOnly),
            "bindings" => Some(Shape::Entries),
            // Where the corpus puts its nodes.
            "body:a" | "t" => Some(Shape::Elements),
            _ => None,
        }
    }
    fn allows_element(&self, name: &str) -> bool {
        name == "block"
    }
    fn allows_mark(&self, name: &str) -> bool {
        name == "bold"
    }
    fn allows_key(&self, _: &str, key: &str) -> bool {
        key.contains('/')
    }
}

/// The rule by which a document that holds what the row says refuses it.
fn judged(row: &Row, schema: Option<&dyn Schema>) -> &'static str {
    let mut structure = Structure::default();
    for update in &row.before {
        let examined = structure.examine(update, &Limits::UPDATE, None).expect("accepted");
        let arranged = structure.arrange(examined).expect("accepted");
        structure.absorb(arranged);
    }
    match structure.examine(&row.bytes, &Limits::UPDATE, schema) {
        Err(refusal) => refusal.code(),
        Ok(examined) if examined.gap.is_some() => "gap",
        Ok(examined) => {
            structure.arrange(examined).map_or_else(|(refusal, _)| refusal.code(), |_| "accepted")
        }
    }
}

#[test]
fn what_needs_a_document_is_refused_by_one_that_knows_it() {
    for row in rows() {
        let Some(class) = row.depends_on() else { continue };
        let schema: Option<&dyn Schema> = if class == "schema" { Some(&Pact) } else { None };
        let rules: &[&str] = match class {
            "hole" => &["gap"],
            "depth" => &["types_too_deep"],
            "surrogates" => &["cuts_pair"],
            "structure" => &["parent_not_type", "parents_differ", "entry_content", "reused_clock"],
            "schema" => &[
                "unknown_element",
                "unknown_root",
                "server_root",
                "unknown_mark",
                "unknown_key",
                "misplaced",
            ],
            "order" => &["never_neighbours", "crowded"],
            // Whose a client id is, the room knows.
            _ => &["accepted"],
        };
        assert!(rules.contains(&judged(row, schema)), "{}: {}", row.name, judged(row, schema));
    }
}

#[test]
fn every_rule_has_a_row_and_every_row_a_name_of_its_own() {
    let rows = rows();
    let names: HashSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names.len(), rows.len());
    let seen: HashSet<&str> =
        rows.iter().flat_map(|row| [code(&row.bytes), judged(row, None), judged(row, Some(&Pact))]).collect();
    let without_a_row: Vec<&str> =
        Rule::ALL.iter().map(|rule| rule.code()).filter(|rule| !seen.contains(rule)).collect();
    assert!(without_a_row.is_empty(), "{without_a_row:?}");
}

/// The rows of a class that needs a document, as a list to read: whoever adds one must say what judges it.
#[test]
fn what_good_grammar_leaves_open_is_known_by_name() {
    let classes: HashSet<String> =
        rows().iter().filter_map(|row| row.depends_on().map(str::to_owned)).collect();
    let known = ["depth", "hole", "identity", "order", "schema", "structure", "surrogates"];
    assert_eq!(classes, known.map(str::to_owned).into_iter().collect());
}

#[test]
fn rows_that_build_on_what_is_missing_are_holes_and_no_others_are() {
    for row in rows().iter().filter(|row| row.depends_on().is_some()) {
        let mut known = pact_wire::StateVector::new();
        for update in &row.before {
            for block in inspect(update, &Limits::UPDATE).expect("accepted").blocks {
                known.advance(block.client, block.end);
            }
        }
        let inspection = inspect(&row.bytes, &Limits::UPDATE).expect("grammar is fine");
        let gap = holes(&inspection, |client| known.get(client));
        assert_eq!(gap.is_some(), row.depends_on() == Some("hole"), "{}", row.name);
        // Yjs would keep just these for later.
        assert_eq!(row.yjs == "waits", gap.is_some(), "{}", row.name);
    }
}

#[test]
fn origins_that_nobody_knows_are_a_hole() {
    // The same item as a client that really continues would send it, but built on what the server has not.
    let inspection = accepted("an item between two elements that nobody knows");
    assert_eq!(inspection.dependencies[..], [(5, 3)]);
    assert_eq!(holes(&inspection, |_| 0), Some(Gap { client: 5, known: 0, needed: 4 }));
    // At clock 0 it builds on its own future: no peer can ever fill that. After somebody else's it may.
    let mut other = named("an item between elements of its own future").bytes.clone();
    assert_eq!((other[5], other[7]), (5, 5), "the clients of its two origins");
    (other[5], other[7]) = (6, 6);
    assert_eq!(code(&other), "accepted");
}

#[test]
fn a_forged_gc_at_a_victims_clock_is_good_grammar_and_shows_whose_clocks_it_takes() {
    let inspection = accepted("a GC of a million elements at a victim's next clock");
    assert_eq!((inspection.blocks[0].client, inspection.blocks[0].start), (7, 3));
    assert_eq!(inspection.blocks[0].end, 3 + 1_000_000);
}
