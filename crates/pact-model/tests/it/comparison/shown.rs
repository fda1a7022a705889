//! What a reader is shown is what people did.

use pact_model::comparison::{
    BlockChange, Comparison, ContentChange, Fate, Piece, Place, SectionChange, compare,
};
use pact_model::content::{Node, SectionContent};
use pact_model::document::{Binding, BindingKind};
use pact_model::register::Entity;
use pact_model::version::VersionContent;
use serde_json::{Value, json};

use super::editor::{apply, beginning, paragraph, section, version};

fn compared(from: &VersionContent, to: &VersionContent) -> Comparison {
    compare(from, to, None).unwrap()
}

fn one(from: Vec<Node>, to: Vec<Node>) -> Vec<BlockChange> {
    let side = |body| version(vec![section("a", 1, body)]);
    compared(&side(from), &side(to)).sections.remove(0).body
}

fn sections(ids: &str) -> Vec<SectionContent> {
    ids.chars()
        .map(|id| section(&id.to_string(), 1, vec![paragraph(&format!("Il testo di {id}."))]))
        .collect()
}

/// The changes of sections as «a:from-to», with a star for what moved.
fn told(from: &str, to: &str) -> Vec<String> {
    let changes = compared(&version(sections(from)), &version(sections(to))).sections;
    let place = |place: Option<usize>| place.map_or("x".to_owned(), |place| place.to_string());
    let tell = |it: &SectionChange| {
        format!("{}:{}-{}{}", it.id, place(it.from), place(it.to), if it.moved { "*" } else { "" })
    };
    changes.iter().map(tell).collect()
}

#[test]
fn only_the_section_that_was_moved_is_moved() {
    assert_eq!(told("abcde", "bcdea"), ["a:0-4*"]);
    assert_eq!(told("abcde", "eabcd"), ["e:4-0*"]);
    assert_eq!(told("abcde", "abdce").len(), 1);
}

#[test]
fn a_gone_section_stands_where_it_stood() {
    assert_eq!(told("abcd", "axyd"), ["b:1-x", "c:2-x", "x:x-1", "y:x-2"]);
    assert_eq!(told("abcd", "bcd"), ["a:0-x"]);
    assert_eq!(told("abcdef", "fabde"), ["f:5-0*", "c:2-x"]);
}

fn changed(words: (&str, &str)) -> Vec<Piece> {
    let mut body = one(vec![paragraph(words.0)], vec![paragraph(words.1)]);
    match body.remove(0) {
        BlockChange::Changed { element, .. } => match element.content {
            ContentChange::Text(pieces) => pieces,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn kept(text: &str) -> Piece {
    Piece::Kept { content: vec![Node::text(text)] }
}

fn gone(text: &str) -> Piece {
    Piece::Gone { content: vec![Node::text(text)] }
}

fn added(text: &str) -> Piece {
    Piece::Added { content: vec![Node::text(text)] }
}

#[test]
fn a_space_between_two_changed_words_belongs_to_them() {
    let pieces = changed((
        "La sala resta aperta ogni sera tutto l'anno",
        "La sala resta chiusa qualche sera tutto l'anno",
    ));
    let expected =
        [kept("La sala resta "), gone("aperta ogni"), added("chiusa qualche"), kept(" sera tutto l'anno")];
    assert_eq!(pieces, expected);
}

#[test]
fn a_word_with_an_apostrophe_is_one_word() {
    let pieces = changed(("entro l'estate si fa la verifica", "entro l'autunno si fa la verifica"));
    assert_eq!(pieces, [kept("entro "), gone("l'estate"), added("l'autunno"), kept(" si fa la verifica")]);
}

#[test]
fn a_sentence_typed_without_a_blank_leaves_the_word_before_it_alone() {
    let pieces =
        changed(("Si legge senza pagelle. Poi si va", "Si legge senza pagelle.Per tutti. Poi si va"));
    assert_eq!(pieces, [kept("Si legge senza pagelle."), added("Per tutti."), kept(" Poi si va")]);
    let pieces = changed(("Il 3.5 per cento alle 9.30 di sera", "Il 3.7 per cento alle 9.30 di sera"));
    assert_eq!(pieces, [kept("Il "), gone("3.5"), added("3.7"), kept(" per cento alle 9.30 di sera")]);
}

#[test]
fn too_much_change_is_a_replacement() {
    let body = one(
        vec![paragraph("La piazza resta aperta")],
        vec![paragraph("Il Circolo chiude alle nove di sera")],
    );
    assert!(matches!(body[..], [BlockChange::Gone { .. }, BlockChange::Added { .. }]), "{body:?}");
}

#[test]
fn equal_words_with_other_marks_are_formatting() {
    let bold = json!({ "bold": true });
    let bold = |text: &str| Node::marked(text, serde_json::from_value(bold.clone()).unwrap());
    let after = Node::block("p", vec![Node::text("La piazza "), bold("resta"), Node::text(" aperta")]);
    let body = one(vec![paragraph("La piazza resta aperta")], vec![after]);
    let BlockChange::Changed { element, .. } = &body[0] else { panic!("{body:?}") };
    let formatting = Piece::Formatting { before: vec![Node::text("resta")], after: vec![bold("resta")] };
    assert_eq!(element.content, ContentChange::Text(vec![kept("La piazza "), formatting, kept(" aperta")]));
}

#[test]
fn another_style_is_a_change_of_the_block_alone() {
    let body =
        one(vec![paragraph("Luoghi e orari")], vec![Node::block("h3", vec![Node::text("Luoghi e orari")])]);
    let BlockChange::Changed { element, .. } = &body[0] else { panic!("{body:?}") };
    assert_eq!(element.content, ContentChange::Same);
    assert_eq!((&element.attributes[0].before, &element.attributes[0].after), (&json!("p"), &json!("h3")));
}

#[test]
fn a_block_in_another_section_was_moved_from_there() {
    let block = || paragraph("La sala si apre tutti i giovedì di sera.");
    let side = |a: Vec<Node>, b: Vec<Node>| version(vec![section("a", 1, a), section("b", 2, b)]);
    let stays = || paragraph("Questo non si muove.");
    let comparison =
        compared(&side(vec![block(), stays()], vec![stays()]), &side(vec![stays()], vec![stays(), block()]));
    assert_eq!(comparison.summary.changes, 1);
    let BlockChange::Gone { moved_to, .. } = &comparison.sections[0].body[0] else {
        panic!("{comparison:?}")
    };
    assert_eq!(*moved_to, Some(Place { section: "b".parse().unwrap(), index: 1 }));
    let BlockChange::Added { moved_from, .. } = &comparison.sections[1].body[1] else {
        panic!("{comparison:?}")
    };
    assert_eq!(*moved_from, Some(Place { section: "a".parse().unwrap(), index: 0 }));
}

#[test]
fn a_new_row_of_a_table_is_one_change() {
    let cell = |text: &str| Node::element("tableCell", vec![paragraph(text)]);
    let row = |who: &str, what: &str| Node::element("tableRow", vec![cell(who), cell(what)]);
    let table = |rows| vec![Node::element("table", rows)];
    let from = table(vec![row("Circolo", "la sala grande"), row("Scuola", "il cortile")]);
    let to = table(vec![
        row("Circolo", "la sala piccola"),
        row("Parrocchia", "il campo"),
        row("Scuola", "il cortile"),
    ]);
    let side = |body| version(vec![section("a", 1, body)]);
    assert_eq!(compared(&side(from), &side(to)).summary.changes, 2);
}

#[test]
fn an_item_of_a_list_changes_alone() {
    let item = |text: &str| Node::element("listItem", vec![paragraph(text)]);
    let list = |name: &str, items| vec![Node::element(name, items)];
    let from =
        list("bulletList", vec![item("la sala grande"), item("il cortile"), item("due tavoli lunghi")]);
    let to = list("orderedList", vec![item("la sala grande"), item("il cortile"), item("tre tavoli lunghi")]);
    let side = |body| version(vec![section("a", 1, body)]);
    assert_eq!(compared(&side(from), &side(to)).summary.changes, 2);
}

#[test]
fn the_register_is_told_field_by_field() {
    let mut from = beginning();
    from.register.commitments[0].actor = Some("k1".to_owned());
    let mut to = from.clone();
    to.register.commitments[0].actor = Some("k2".to_owned());
    to.register.commitments[0].to = "M9".parse().ok();
    apply(&mut to, (21, 3, 1, 1));
    let comparison = compared(&from, &to);
    assert_eq!(comparison.summary.commitments, ["k1", "k3"]);
    let first = &comparison.register[0];
    assert_eq!((first.entity, first.fate, first.taken_over), (Entity::Commitment, Fate::Changed, true));
    let fields: Vec<(&str, &Value)> = first.fields.iter().map(|it| (it.field.as_str(), &it.after)).collect();
    assert_eq!(fields, [("actor", &json!("k2")), ("to", &json!("M9"))]);
    assert_eq!(comparison.register[1].fate, Fate::Added);
}

#[test]
fn of_one_section_the_commitments_it_is_bound_to_are_told_and_no_others() {
    let mut from = beginning();
    from.document.sections[0].bindings = vec![Binding { kind: BindingKind::Commitment, id: "k1".to_owned() }];
    let mut to = from.clone();
    apply(&mut to, (21, 1, 9, 9));
    apply(&mut to, (21, 2, 9, 9));
    apply(&mut to, (12, 0, 9, 9));
    apply(&mut to, (12, 1, 9, 9));
    let comparison = compare(&from, &to, Some(&"a".parse().unwrap())).unwrap();
    assert_eq!(comparison.summary.commitments, ["k1"]);
    assert_eq!(comparison.sections.len(), 1);
    assert!(!comparison.summary.identical);
}
