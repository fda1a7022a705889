//! A malformed template is refused with its line, and in words a clerk can act on.

use pact_convert::template::{MAX_FILE_BYTES, Problem, TemplateError, parse, parse_bytes};
use proptest::collection::vec;
use proptest::prelude::*;

const FRONT: &str =
    "+++\ntemplate = \"prova\"\nkind = \"docpp\"\ntitle = \"Prova\"\nlanguage = \"it\"\nschema = 1\n+++\n";
const PROCESS: &str =
    "+++\ntemplate = \"prova\"\nkind = \"process\"\ntitle = \"Prova\"\nlanguage = \"it\"\nschema = 1\n+++\n";

fn errors(text: &str) -> Vec<TemplateError> {
    parse("prova.md", text).expect_err("a malformed template")
}

/// The mistakes of a document with this text; its first line is line 8 of the file.
fn document(text: &str) -> Vec<(u32, Problem)> {
    errors(&format!("{FRONT}{text}")).into_iter().map(|error| (error.line, error.problem)).collect()
}

/// The mistakes of a process with this text; its first line is line 8 of the file.
fn process(text: &str) -> Vec<(u32, Problem)> {
    errors(&format!("{PROCESS}{text}")).into_iter().map(|error| (error.line, error.problem)).collect()
}

/// The mistakes of a good document with these lines for a front matter; the first is line 2 of the file.
fn front(lines: &str) -> Vec<(u32, Problem)> {
    let text = format!("+++\n{lines}\n+++\n\n## Uno {{#uno .part n=1}}\n");
    errors(&text).into_iter().map(|error| (error.line, error.problem)).collect()
}

#[test]
fn a_message_names_file_line_and_remedy() {
    let text = format!("{FRONT}\n## Uno {{#uno .part n=1}}\n\n## Due {{#uno .part n=2}}\n");
    let errors = errors(&text);
    assert_eq!(
        errors[0].to_string(),
        "prova.md, riga 11: il nome «#uno» è già usato alla riga 9: ogni nome si usa una volta sola"
    );
    assert_eq!(
        errors[0].message(),
        "il nome «#uno» è già usato alla riga 9: ogni nome si usa una volta sola"
    );
}

#[test]
fn all_mistakes_are_reported_in_the_order_of_the_file() {
    let found = document("## Uno {.part n=1}\n\n<b>no</b>\n\n## Due {#due .parte n=2}\n\n![a](b.png)\n");
    let lines: Vec<_> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [8, 10, 10, 12, 12, 14]);
    assert_eq!(found[0].1, Problem::MissingId);
    assert!(matches!(found[1].1, Problem::Html(_)));
    assert!(matches!(found[3].1, Problem::UnknownClass { .. }));
    assert!(matches!(found[4].1, Problem::MissingClass(_)));
    assert_eq!(found[5].1, Problem::Image);
}

#[test]
fn ids_are_needed_good_and_different() {
    assert_eq!(document("## Uno {.annex}\n"), [(8, Problem::MissingId)]);
    assert_eq!(document("## Uno {#Uno_1 .annex}\n"), [(8, Problem::BadId("Uno_1".to_owned()))]);
    assert_eq!(
        document("## Uno {#a .annex}\n\n## Due {#a .annex}\n"),
        [(10, Problem::DuplicateId { id: "a".to_owned(), first: 8 })]
    );
}

#[test]
fn classes_policies_and_bindings_are_known_ones() {
    let found = document("## Uno {#a .articolo}\n");
    let known = ".heading, .premise, .article, .part, .signatures, .annex, .mandatory".to_owned();
    assert_eq!(found[0], (8, Problem::UnknownClass { class: "articolo".to_owned(), known }));
    assert_eq!(
        document("## Uno {#a .annex .premise}\n"),
        [(8, Problem::TwoClasses("annex".to_owned(), "premise".to_owned()))]
    );
    assert_eq!(
        document("## Uno {#a .annex policy=ufficio}\n"),
        [(8, Problem::UnknownPolicy("ufficio".to_owned()))]
    );
    let one_writer = "one_writer:01890a5d-ac96-774b-bcce-b302099a8057";
    assert_eq!(
        document(&format!("## Uno {{#a .annex policy={one_writer}}}\n")),
        [(8, Problem::UnknownPolicy(one_writer.to_owned()))]
    );
    let known = "commitment, actor, milestone, action, question".to_owned();
    assert_eq!(
        document("## Uno {#a .annex bind=\"actor,impegno\"}\n"),
        [(8, Problem::UnknownBinding { name: "impegno".to_owned(), known })]
    );
}

#[test]
fn attributes_are_known_and_have_a_value() {
    let known = "n, policy, bind".to_owned();
    assert_eq!(
        document("## Uno {#a .annex colore=rosso}\n"),
        [(8, Problem::UnknownAttribute { name: "colore".to_owned(), known })]
    );
    assert_eq!(document("## Uno {#a .annex bind}\n"), [(8, Problem::EmptyAttribute("bind".to_owned()))]);
    assert_eq!(document("## Uno {#a .annex bind=\"\"}\n"), [(8, Problem::EmptyAttribute("bind".to_owned()))]);
    assert_eq!(
        document("## Uno {#a .annex bind=\"actor, action\"}\n"),
        [(8, Problem::SpacedValue("bind".to_owned()))]
    );
    assert_eq!(document("## Uno {#a .annex n=1 n=2}\n"), [(8, Problem::DuplicateAttribute("n".to_owned()))]);
    assert_eq!(
        document("## Uno {#a .annex\n"),
        [
            (8, Problem::BrokenBraces),
            (8, Problem::MissingId),
            (8, Problem::MissingClass(".heading, .premise, .article, .part, .signatures, .annex".to_owned())),
        ]
    );
}

#[test]
fn articles_are_numbered_once_each() {
    assert_eq!(document("## Uno {#a .article}\n"), [(8, Problem::MissingNumber)]);
    assert_eq!(document("## Uno {#a .article n=uno}\n"), [(8, Problem::BadNumber("uno".to_owned()))]);
    assert_eq!(document("## Uno {#a .article n=0}\n"), [(8, Problem::BadNumber("0".to_owned()))]);
    assert_eq!(
        document("## Uno {#a .article n=1}\n## Due {#b .article n=1}\n"),
        [(9, Problem::DuplicateNumber { number: 1, first: 8 })]
    );
    assert!(
        parse("prova.md", &format!("{FRONT}## Uno {{#a .article n=1}}\n## Due {{#b .part n=1}}\n")).is_ok()
    );
}

#[test]
fn headings_are_in_order_and_not_empty() {
    assert_eq!(document("## {#a .annex}\n"), [(8, Problem::EmptyTitle)]);
    assert_eq!(document("## Uno {#a .annex}\n\n#### Quattro\n"), [(10, Problem::HeadingSkipped)]);
    assert_eq!(document("## Uno {#a .annex}\n\n### Tre\n\n##### Cinque\n"), [(12, Problem::HeadingTooDeep)]);
    assert_eq!(document("# Titolo\n\n## Uno {#a .annex}\n"), [(8, Problem::HeadingOne)]);
    assert_eq!(document("## Uno {#a .annex}\n\n- voce\n\n  ### Tre\n"), [(12, Problem::HeadingInside)]);
    assert_eq!(document("Testo.\n\n## Uno {#a .annex}\n"), [(8, Problem::TextBeforeHeading)]);
    assert_eq!(document(""), [(1, Problem::NoSections)]);
}

#[test]
fn what_has_no_place_in_a_document_is_refused() {
    let section = "## Uno {#a .annex}\n\n";
    let one = |text: &str| document(&format!("{section}{text}\n"));
    assert_eq!(one("<div>no</div>"), [(10, Problem::Html("<div>no</div>".to_owned()))]);
    assert_eq!(one("testo <br> testo"), [(10, Problem::Html("<br>".to_owned()))]);
    assert_eq!(one("<!-- nota -->"), [(10, Problem::Html("<!-- nota -->".to_owned()))]);
    assert_eq!(one("![logo](logo.png)"), [(10, Problem::Image)]);
    assert_eq!(one("`codice`"), [(10, Problem::Code)]);
    assert_eq!(one("    rientrato"), [(10, Problem::Code)]);
    assert_eq!(one("testo\n\n***\n\ntesto"), [(12, Problem::Rule)]);
    assert_eq!(one("[x](javascript:alert)"), [(10, Problem::UnsafeLink("javascript:alert".to_owned()))]);
    assert_eq!(one("[x](/pagina)"), [(10, Problem::UnsafeLink("/pagina".to_owned()))]);
    assert_eq!(one("+++\na = 1\n+++"), [(10, Problem::SecondFrontMatter)]);
    let nested =
        |levels: usize| -> String { (0..levels).map(|depth| "  ".repeat(depth) + "- voce\n").collect() };
    assert!(parse("prova.md", &format!("{FRONT}{section}{}", nested(8))).is_ok());
    assert_eq!(one(&nested(9)), [(18, Problem::TooDeep)]);
}

#[test]
fn the_guidance_is_checked_like_the_rest() {
    assert_eq!(document("## Uno {#a .annex}\n\n> guida con <b>\n"), [(10, Problem::Html("<b>".to_owned()))]);
}

#[test]
fn the_front_matter_is_there_and_closed() {
    assert_eq!(errors("## Uno {#a .annex}\n")[0].problem, Problem::MissingFrontMatter);
    assert_eq!(errors("")[0].problem, Problem::MissingFrontMatter);
    assert_eq!(errors("+++\ntitle = \"x\"\n\n## Uno\n")[0].problem, Problem::UnclosedFrontMatter);
    assert_eq!(errors("+++\n\ntitle = \"x\"\n+++\n")[0].problem, Problem::UnclosedFrontMatter);
}

#[test]
fn the_front_matter_has_every_key_with_a_good_value() {
    let good = "template = \"prova\"\nkind = \"docpp\"\ntitle = \"Prova\"\nlanguage = \"it\"\nschema = 1";
    let with = |line: &str, other: &str| front(&good.replace(line, other));
    for (at, line) in good.lines().enumerate() {
        let key = line.split(' ').next().unwrap();
        let found = front(
            &good
                .replace(&format!("{line}\n"), "")
                .replace("\nschema = 1", if at == 4 { "" } else { "\nschema = 1" }),
        );
        assert!(
            matches!(found[..], [(1, Problem::MissingKey { key: missing, .. })] if missing == key),
            "{found:?}"
        );
    }
    assert_eq!(with("\"Prova\"", "\"\""), [(4, Problem::EmptyValue("title".to_owned()))]);
    assert_eq!(with("\"prova\"", "\"Prova 1\""), [(2, Problem::BadName("Prova 1".to_owned()))]);
    assert_eq!(with("\"docpp\"", "\"verbale\""), [(3, Problem::UnknownKind("verbale".to_owned()))]);
    assert_eq!(with("\"docpp\"", "\"register\""), [(3, Problem::UnknownKind("register".to_owned()))]);
    assert_eq!(with("\"it\"", "\"italiano\""), [(5, Problem::BadLanguage("italiano".to_owned()))]);
    assert_eq!(with("= 1", "= 2"), [(6, Problem::UnknownSchema(2))]);
    assert!(matches!(with("= 1", "= \"1\"")[..], [(6, Problem::WrongType { .. })]));
    assert!(matches!(with("\"Prova\"", "12")[..], [(4, Problem::WrongType { .. })]));
    let found = with("= 1", "= 1\nautore = \"x\"");
    assert!(matches!(&found[..], [(7, Problem::UnknownKey { key, .. })] if key == "autore"), "{found:?}");
}

#[test]
fn every_line_of_bad_toml_is_reported() {
    let found = front("template = \"prova\"\nkind = docpp\ntitle = Prova uno\nlanguage = \"it\"\nschema = 1");
    let lines: Vec<_> =
        found.iter().filter(|(_, problem)| *problem == Problem::Syntax).map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 4], "{found:?}");
    let found = front(
        "template = \"a\"\ntemplate = \"b\"\nkind = \"docpp\"\ntitle = \"P\"\nlanguage = \"it\"\nschema = 1",
    );
    assert_eq!(found, [(3, Problem::DuplicateKey("template".to_owned()))]);
}

#[test]
fn a_file_has_a_size_and_an_encoding() {
    let long = format!("{FRONT}{}", " ".repeat(MAX_FILE_BYTES));
    assert_eq!(errors(&long)[0].problem, Problem::TooLarge);
    let mut latin = FRONT.as_bytes().to_vec();
    latin.extend(b"\n## Citt\xe0 {#a .annex}\n");
    let errors = parse_bytes("prova.md", &latin).unwrap_err();
    assert_eq!((errors[0].line, &errors[0].problem), (9, &Problem::NotUtf8));
    assert_eq!(
        parse_bytes("prova.md", &vec![0xff; MAX_FILE_BYTES + 1]).unwrap_err()[0].problem,
        Problem::TooLarge
    );
}

#[test]
fn windows_files_read_the_same() {
    let text = format!("\u{feff}{FRONT}\n## Uno {{#a .annex}}\n\nTesto.\n").replace('\n', "\r\n");
    assert!(parse("prova.md", &text).is_ok());
    let text = format!("{FRONT}\n## Uno {{.annex}}\n").replace('\n', "\r\n");
    assert_eq!(errors(&text)[0].line, 9);
}

const PHASE: &str = "## Fase {#f .phase}\n\n";

fn in_phase(text: &str) -> Vec<(u32, Problem)> {
    process(&format!("{PHASE}{text}"))
}

#[test]
fn meetings_and_parts_stand_under_what_they_belong_to() {
    assert_eq!(process("### Incontro {#i .launch}\n"), [(8, Problem::MeetingOutsidePhase)]);
    assert_eq!(in_phase("#### Parte {.open}\n"), [(10, Problem::PartOutsideMeeting)]);
    assert_eq!(process(""), [(1, Problem::NoPhases)]);
}

#[test]
fn a_part_has_a_door() {
    let meeting = "### Incontro {#i .table_session}\n\n";
    assert_eq!(in_phase(&format!("{meeting}#### Prima parte\n")), [(12, Problem::PartWithoutDoor)]);
    assert_eq!(
        in_phase(&format!("{meeting}#### Prima parte {{.chiusa}}\n")),
        [(12, Problem::UnknownClass { class: "chiusa".to_owned(), known: ".closed, .open".to_owned() })]
    );
    assert_eq!(
        in_phase(&format!("{meeting}#### Prima parte {{.closed .open}}\n")),
        [(12, Problem::TwoClasses("closed".to_owned(), "open".to_owned()))]
    );
}

#[test]
fn dates_hours_and_modes_are_good() {
    let with = |attributes: &str| in_phase(&format!("### Incontro {{#i .launch {attributes}}}\n"));
    for bad in ["20/11/2025", "2025-13-01", "2025-02-30", "novembre", "2025-11-20T10:00"] {
        assert_eq!(with(&format!("date={bad}")), [(10, Problem::BadDate(bad.to_owned()))]);
    }
    for bad in ["17", "25.00", "17.60", "17.3", "+7.30", "sera"] {
        assert_eq!(with(&format!("from={bad}")), [(10, Problem::BadTime(bad.to_owned()))]);
    }
    assert_eq!(with("from=19.00 to=17.30"), [(10, Problem::EndsBeforeStart)]);
    assert_eq!(with("mode=misto"), [(10, Problem::UnknownMode("misto".to_owned()))]);
    let known = "date, from, to, mode".to_owned();
    assert_eq!(with("ora=9"), [(10, Problem::UnknownAttribute { name: "ora".to_owned(), known })]);
    let good = format!("{PROCESS}{PHASE}### Incontro {{#i .launch from=17:30 to=19.00}}\n");
    assert!(parse("prova.md", &good).is_ok());
}

#[test]
fn a_meeting_has_a_kind_and_an_identity_of_its_own() {
    let found = in_phase("### Incontro {#f}\n");
    assert_eq!(found[0], (10, Problem::DuplicateId { id: "f".to_owned(), first: 8 }));
    assert!(matches!(&found[1].1, Problem::MissingClass(known) if known.contains(".table_session")));
}

#[test]
fn labels_are_known_and_written_once() {
    assert_eq!(in_phase("Testo sciolto.\n"), [(10, Problem::TextWithoutLabel)]);
    assert_eq!(in_phase("- voce\n"), [(10, Problem::TextWithoutLabel)]);
    let found = in_phase("**Scopo:** altro\n");
    assert_eq!(
        found,
        [(
            10,
            Problem::UnknownLabel {
                label: "Scopo".to_owned(),
                known: "Obiettivo, Domanda chiave, Elaborati".to_owned()
            }
        )]
    );
    assert_eq!(
        in_phase("**Obiettivo:** uno\n**Obiettivo:** due\n"),
        [(11, Problem::DuplicateLabel("Obiettivo".to_owned()))]
    );
    assert_eq!(in_phase("**Obiettivo**\n\n- uno\n"), [(10, Problem::ExpectedLine("Obiettivo".to_owned()))]);
    assert_eq!(in_phase("**Elaborati:** mappa\n"), [(10, Problem::ExpectedList("Elaborati".to_owned()))]);
    assert_eq!(in_phase("**Elaborati**\n\n- uno\n  - due\n"), [(13, Problem::NestedList)]);
}

#[test]
fn the_tables_of_a_process_are_good() {
    let with = |lines: &str| {
        let text = PROCESS.replace("schema = 1\n", &format!("schema = 1\n{lines}")) + PHASE;
        errors(&text).into_iter().map(|error| (error.line, error.problem)).collect::<Vec<_>>()
    };
    let found = with("[[document]]\ntemplate = \"docpp\"\n");
    assert!(matches!(found[..], [(7, Problem::MissingKey { key: "title", .. })]), "{found:?}");
    let found = with("document = \"docpp\"\n");
    assert!(matches!(found[..], [(7, Problem::WrongType { .. })]), "{found:?}");
    let found = with("[[actor]]\nname = \"A\"\nkind = \"club\"\ncategory = \"reti_solidali\"\n");
    assert!(matches!(&found[..], [(9, Problem::UnknownValue { value, .. })] if value == "club"), "{found:?}");
    let actor = "[[actor]]\nname = \"A\"\nkind = \"ets\"\ncategory = \"reti_solidali\"\n";
    let found = with(&format!("{actor}{actor}"));
    assert_eq!(found, [(12, Problem::DuplicateId { id: "A".to_owned(), first: 8 })]);
}

/// A good file with pieces of others thrown in anywhere.
fn damaged() -> impl Strategy<Value = String> {
    let good = prop_oneof![
        Just(include_str!("../../../../templates/docpp.md")),
        Just(include_str!("../../../../templates/opificio-di-comunita.md")),
    ];
    let pieces = [
        "+++\n",
        "+++",
        "\n",
        "\r\n",
        "\r",
        "{",
        "}",
        "{#",
        "#",
        "## ",
        "### ",
        "#### x\n",
        "[[document]]\n",
        "[[",
        "\"",
        "= ",
        "> ",
        "- ",
        "    ",
        "<b>",
        "<!--",
        "![",
        "](",
        "**",
        "`",
        "| a | b |\n|---|---|\n",
        "***\n",
        "è",
        "\u{feff}",
        "\0",
        "schema",
        "bind=",
        "date=",
        "\t",
    ];
    let piece = proptest::sample::select(pieces.to_vec());
    (good, vec((any::<prop::sample::Index>(), 0_usize..40, piece), 1..6)).prop_map(|(good, damages)| {
        let mut text = good.to_owned();
        for (at, cut, piece) in damages {
            let from = text.floor_char_boundary(at.index(text.len().max(1)));
            let to = text.floor_char_boundary((from + cut).min(text.len())).max(from);
            text.replace_range(from..to, piece);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is in the file: no panic, and every mistake lies inside it.
    #[test]
    fn any_file_is_read_or_refused(text in damaged()) {
        if let Err(errors) = parse("prova.md", &text) {
            prop_assert!(!errors.is_empty());
            let lines = u32::try_from(text.matches('\n').count() + 1).unwrap();
            for error in errors {
                prop_assert!((1..=lines).contains(&error.line), "{error}");
                prop_assert!(!error.message().is_empty());
            }
        }
    }
}
