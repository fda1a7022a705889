//! How a comparison reads, to the eye, to the ear and in a plain file.

// The table at work that the comparison itself is tried with.
#[path = "../../../pact-model/tests/it/comparison/editor.rs"]
mod editor;

use std::collections::BTreeMap;

use pact_convert::comparison::{Layout, change_list, comparison_html, comparison_text, summary_line};
use pact_model::comparison::{Comparison, compare};
use pact_model::content::{DocumentContent, Node, SectionContent};
use pact_model::document::{DocumentKind, Policy, SectionKind};
use pact_model::register::{Register, Value};
use pact_model::version::VersionContent;
use proptest::prelude::*;
use serde_json::json;

fn section(id: &str, number: u32, title: &str, body: Vec<Node>) -> SectionContent {
    SectionContent {
        id: id.parse().unwrap(),
        kind: SectionKind::Article,
        number: Some(number),
        title: title.to_owned(),
        guidance: String::new(),
        mandatory: false,
        policy: Policy::Open,
        policy_reason: None,
        policy_writer: None,
        aside: None,
        not_applicable: None,
        body,
        bindings: Vec::new(),
    }
}

fn version(sections: Vec<SectionContent>) -> VersionContent {
    VersionContent {
        document: DocumentContent {
            kind: DocumentKind::PattoCollaborazione,
            title: "Patto".to_owned(),
            language: "it".to_owned(),
            paused: None,
            sections,
        },
        register: Register::default(),
    }
}

fn p(text: &str) -> Node {
    Node::block("p", vec![Node::text(text)])
}

fn register(fields: &[(&str, serde_json::Value)], texts: &[(&str, &str)]) -> Register {
    let value = |value: &serde_json::Value| serde_json::from_value::<Value>(value.clone()).unwrap();
    Register::read(fields.iter().map(|(key, it)| (*key, value(it))), texts.iter().copied())
}

/// A text and a register in which a little of everything happened.
fn two() -> (VersionContent, VersionContent) {
    let mut from = version(vec![
        section("art-1", 1, "Oggetto", vec![p("Il Patto riguarda la sala.")]),
        section(
            "art-2",
            2,
            "Luoghi",
            vec![p("La sala grande resta aperta."), p("La piazza si chiude alle otto di sera.")],
        ),
        section("art-3", 3, "Orari", vec![p("Si apre il giovedì.")]),
    ]);
    let bold = BTreeMap::from([("bold".to_owned(), json!(true))]);
    let mut to = version(vec![
        section("art-1", 1, "Oggetto", vec![p("Il Patto riguarda la sala.")]),
        section("art-2", 2, "Spazi", vec![p("La sala <piccola> resta aperta.")]),
        section(
            "art-3",
            3,
            "Orari",
            vec![
                Node::block(
                    "p",
                    vec![Node::text("Si apre "), Node::marked("il", bold), Node::text(" giovedì.")],
                ),
                p("La piazza si chiude alle otto di sera."),
                p("Nuovo & breve."),
            ],
        ),
    ]);
    to.document.sections[2].aside = Some("se ne riparla".to_owned());
    from.register = register(
        &[
            ("actor/a1/name", json!("Circolo")),
            ("actor/a2/name", json!("Biblioteca")),
            ("commitment/c1/actor", json!("a1")),
            ("commitment/c1/to", json!("M3")),
            ("commitment/c2/actor", json!("a1")),
        ],
        &[("text:commitment/c1/what", "Apre la sala"), ("text:commitment/c2/what", "Porta le sedie")],
    );
    to.register = register(
        &[
            ("actor/a1/name", json!("Circolo")),
            ("actor/a2/name", json!("Biblioteca")),
            ("commitment/c1/actor", json!("a2")),
            ("commitment/c1/to", json!("M5")),
            ("commitment/c2/removed", json!("doppione")),
        ],
        &[("text:commitment/c1/what", "Apre la sala"), ("text:commitment/c2/what", "Porta le sedie")],
    );
    (from, to)
}

fn compared(from: &VersionContent, to: &VersionContent) -> Comparison {
    compare(from, to, None).unwrap()
}

fn html(from: &VersionContent, to: &VersionContent, layout: Layout) -> String {
    comparison_html(&compared(from, to), from, to, layout).into_string()
}

#[test]
fn in_plain_text_a_sign_says_what_happened() {
    let (from, to) = two();
    let text = comparison_text(&compared(&from, &to), &from, &to);
    let expected = "\
9 modifiche in 2 sezioni e 2 impegni

Senza modifiche: Art. 1

ART. 2 SPAZI
* Rinominata: prima «Luoghi», ora «Spazi»
~ La sala [−grande−]{+<piccola>+} resta aperta.
↕ spostato in Art. 3:
− La piazza si chiude alle otto di sera.

ART. 3 ORARI
* Messa da parte: se ne riparla
~ Si apre il (formattazione cambiata) giovedì.
↕ spostato da Art. 2:
+ La piazza si chiude alle otto di sera.
+ Nuovo & breve.

REGISTRO

Impegno di Biblioteca «Apre la sala»
* preso in carico da Biblioteca
  chi: Circolo → Biblioteca
  scadenza: M3 → M5

Impegno di Circolo «Porta le sedie»
* tolto: doppione
  chi: − Circolo
  che cosa: − Porta le sedie
  a che punto è: − abbozzato
";
    assert_eq!(text, expected);
}

#[test]
fn the_list_of_changes_says_how_much_and_leads_there() {
    let (from, to) = two();
    let comparison = compared(&from, &to);
    let list = change_list(&comparison, &from, &to);
    let lines: Vec<&str> = list.iter().map(|line| line.label.as_str()).collect();
    assert_eq!(
        lines,
        [
            "Art. 2: rinominata, 1 parola cambiata, 1 paragrafo spostato altrove",
            "Art. 3: messa da parte, formattazione cambiata in 1 parola, 1 paragrafo aggiunto, 1 paragrafo spostato qui",
            "Impegno di Biblioteca «Apre la sala»: preso in carico da Biblioteca, chi, scadenza",
            "Impegno di Circolo «Porta le sedie»: tolto: doppione",
        ]
    );
    for layout in [Layout::Unified, Layout::SideBySide] {
        let html = html(&from, &to, layout);
        for line in &list {
            assert_eq!(html.matches(&format!("id=\"{}\"", line.anchor)).count(), 1, "{}", line.anchor);
        }
    }
    assert_eq!(summary_line(&comparison), "9 modifiche in 2 sezioni e 2 impegni");
}

/// What screen readers and eyes both get, without what only one of them does.
fn simple(html: &str) -> String {
    html.replace("<span class=\"pact-sign\" aria-hidden=\"true\">−</span><span class=\"pact-hidden\">[tolto: </span>", "−")
        .replace("<span class=\"pact-sign\" aria-hidden=\"true\">+</span><span class=\"pact-hidden\">[aggiunto: </span>", "+")
        .replace("<span class=\"pact-hidden\">]</span>", "")
        .replace(" class=\"pact-gone\"", "")
        .replace(" class=\"pact-added\"", "")
}

#[test]
fn unified_shows_the_whole_text_with_the_changes_in_place() {
    let (from, to) = two();
    let html = simple(&html(&from, &to, Layout::Unified));
    for part in [
        "<p class=\"pact-kept\">Senza modifiche: Art. 1</p>",
        "<h2 id=\"cambia-art-2-titolo\"><span class=\"pact-number\">Art. 2</span> Spazi</h2>",
        "<p>La sala <del>−grande</del><ins>+&lt;piccola&gt;</ins> resta aperta.</p>",
        "spostato in Art. 3</p><del><p>La piazza si chiude alle otto di sera.</p></del>",
        "spostato da Art. 2</p><ins><p>La piazza si chiude alle otto di sera.</p></ins>",
        "<strong>il</strong> <small class=\"pact-note\">(formattazione cambiata)</small></span> giovedì.</p>",
        "<ins>+<p>Nuovo &amp; breve.</p></ins>",
        "<dt>scadenza</dt><dd><del>−M3</del><span aria-hidden=\"true\"> → </span><ins>+M5</ins></dd>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[test]
fn side_by_side_each_row_says_what_happens_and_shows_each_side_alone() {
    let (from, to) = two();
    let html = simple(&html(&from, &to, Layout::SideBySide));
    for part in [
        "<th scope=\"col\">Prima</th><th scope=\"col\">Dopo</th>",
        "<th scope=\"row\">Cambiato</th><td><p>La sala <del>−grande</del> resta aperta.</p></td>\
         <td><p>La sala <ins>+&lt;piccola&gt;</ins> resta aperta.</p></td>",
        "<th scope=\"row\">Aggiunto</th><td></td><td><ins>+<p>Nuovo &amp; breve.</p></ins></td>",
        "<th scope=\"row\">scadenza</th><td><del>−M3</del></td><td><ins>+M5</ins></td>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[test]
fn lists_and_tables_show_the_item_and_the_row_that_changed() {
    let item = |text: &str| Node::element("listItem", vec![p(text)]);
    let cell = |text: &str| Node::element("tableCell", vec![p(text)]);
    let row = |who: &str, what: &str| Node::element("tableRow", vec![cell(who), cell(what)]);
    let side = |items: [&str; 2], rows: Vec<Node>| {
        let list = Node::element("bulletList", items.map(item).to_vec());
        version(vec![section("a", 1, "A", vec![list, Node::element("table", rows)])])
    };
    let from = side(
        ["due tavoli lunghi", "la sala"],
        vec![row("Circolo", "le sedie"), row("Coro", "un canto solo")],
    );
    let to = side(
        ["tre tavoli lunghi", "la sala"],
        vec![row("Circolo", "le sedie"), row("Scuola", "il cortile"), row("Coro", "due canto solo")],
    );
    let unified = simple(&html(&from, &to, Layout::Unified));
    let list = "<ul><li><p><del>−due</del><ins>+tre</ins> tavoli lunghi</p></li><li><p>la sala</p></li></ul>";
    assert!(unified.contains(list), "{unified}");
    let rows = "<tr><td><p>Circolo</p></td><td><p>le sedie</p></td></tr>\
                <tr><td><ins>+<p>Scuola</p></ins></td><td><ins>+<p>il cortile</p></ins></td></tr>";
    assert!(unified.contains(rows), "{unified}");
    let comparison = compared(&from, &to);
    let list = change_list(&comparison, &from, &to);
    assert_eq!(list[0].label, "Art. 1: 2 parole cambiate, 1 riga aggiunta");
    let text = comparison_text(&comparison, &from, &to);
    assert!(text.contains("~   [−due−]{+tre+} tavoli lunghi\n    la sala\n"), "{text}");
    let rows = "  Circolo | le sedie\n+ Scuola | il cortile\n~ Coro | [−un−]{+due+} canto solo\n";
    assert!(text.contains(rows), "{text}");
}

#[test]
fn sections_that_are_new_gone_or_moved_are_named_as_such() {
    let of = |ids: &[&str]| {
        let number = |id: &&str| u32::from(id.as_bytes()[0] - b'a') + 1;
        version(
            ids.iter()
                .map(|id| {
                    section(id, number(id), &format!("Titolo {id}"), vec![p(&format!("Testo di {id}."))])
                })
                .collect(),
        )
    };
    let (from, to) = (of(&["a", "b", "c", "d"]), of(&["d", "a", "c", "e"]));
    let comparison = compared(&from, &to);
    let lines: Vec<String> =
        change_list(&comparison, &from, &to).into_iter().map(|line| line.label).collect();
    assert_eq!(lines, ["Art. 4: spostata", "Art. 2: sezione tolta", "Art. 5: sezione nuova"]);
    let unified = html(&from, &to, Layout::Unified);
    assert!(unified.contains("↕ Spostata: stava dopo «Art. 3 Titolo c»"), "{unified}");
    assert!(unified.contains("<p class=\"pact-kept\">Il testo è lo stesso.</p>"), "{unified}");
    assert!(unified.find("Testo di b.") < unified.find("Senza modifiche: Art. 3"), "{unified}");
}

#[test]
fn where_nothing_changed_it_says_so() {
    let (from, _) = two();
    let comparison = compared(&from, &from);
    assert_eq!(summary_line(&comparison), "Nessuna modifica");
    assert_eq!(comparison_text(&comparison, &from, &from), "Nessuna modifica\n");
    assert!(html(&from, &from, Layout::Unified).contains("Nessuna modifica"));
    assert!(change_list(&comparison, &from, &from).is_empty());
}

/// Ids and words come from the table.
#[test]
fn nothing_of_the_table_becomes_a_tag_or_breaks_an_anchor() {
    let mut from =
        version(vec![section("a", 1, "<b>", vec![p("<script>alert(1)</script> resta uguale qui")])]);
    let mut to = version(vec![section("a", 1, "<i>", vec![p("<script>alert(2)</script> resta uguale qui")])]);
    from.register = register(&[("actor/a\"b c/name", json!("<x>"))], &[]);
    to.register = register(&[("actor/a\"b c/name", json!("<y>"))], &[]);
    for layout in [Layout::Unified, Layout::SideBySide] {
        let html = html(&from, &to, layout);
        assert!(!html.contains("<script") && !html.contains("<x>") && !html.contains("<i>"), "{html}");
        assert!(html.contains("id=\"cambia-actor-a_22b_20c\""), "{html}");
    }
}

/// Every element that is opened is closed, in its order.
fn is_well_formed(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        match tag.starts_with('/') {
            true if open.pop() != Some(name) => return false,
            false if name != "br" => open.push(name),
            _ => {}
        }
    }
    open.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_was_done_it_can_be_shown(edits in prop::collection::vec(any::<editor::Edit>(), 1..40)) {
        let from = editor::beginning();
        let mut to = from.clone();
        for edit in edits {
            editor::apply(&mut to, edit);
        }
        let comparison = compared(&from, &to);
        let list = change_list(&comparison, &from, &to);
        let ids: std::collections::BTreeSet<&str> = list.iter().map(|line| line.anchor.as_str()).collect();
        prop_assert_eq!(ids.len(), list.len());
        prop_assert!(list.iter().all(|line| !line.label.ends_with(": ")), "{:?}", list);
        for layout in [Layout::Unified, Layout::SideBySide] {
            let html = html(&from, &to, layout);
            prop_assert!(is_well_formed(&html), "{}", html);
            for id in &ids {
                let anchor = format!("id=\"{id}\"");
                prop_assert_eq!(html.matches(&anchor).count(), 1, "{} {}", id, html);
            }
        }
        let text = comparison_text(&comparison, &from, &to);
        prop_assert_eq!(text == "Nessuna modifica\n", comparison.summary.identical);
    }
}
