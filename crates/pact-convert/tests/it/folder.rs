//! A municipality drops a file in a folder.

use std::fs;

use pact_convert::template::{MAX_FILE_BYTES, Problem, Template, load_folder};

const DOCUMENT: &str = "+++\ntemplate = \"patto-di-quartiere\"\nkind = \"patto_collaborazione\"\ntitle = \"Patto di quartiere\"\nlanguage = \"it\"\nschema = 1\n+++\n\n## Oggetto {#oggetto .article n=1 .mandatory bind=\"action,actor\"}\n\n> Che cosa curiamo.\n\nIl **parco**.\n";

fn process(document: &str) -> String {
    format!(
        "+++\ntemplate = \"quartiere\"\nkind = \"process\"\ntitle = \"Quartiere\"\nlanguage = \"it\"\nschema = 1\n\n[[document]]\ntemplate = \"{document}\"\ntitle = \"Patto\"\n+++\n\n## Inizio {{#inizio .phase}}\n"
    )
}

#[test]
fn a_good_file_is_a_template() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("quartiere.md"), DOCUMENT).unwrap();
    fs::write(folder.path().join("README.md"), "Qui stanno i modelli.").unwrap();
    fs::write(folder.path().join("_bozza.md"), "non ancora").unwrap();
    fs::write(folder.path().join("note.txt"), "note").unwrap();
    let (templates, errors) = load_folder(folder.path());
    assert_eq!(errors, []);
    let [Template::Document(document)] = &templates[..] else { panic!("{templates:?}") };
    assert_eq!(document.name, "patto-di-quartiere");
    let section = &document.sections[0];
    assert_eq!((section.guidance.as_str(), section.mandatory), ("Che cosa curiamo.", true));
    assert_eq!(section.expected_text(), "actor,action");
    assert_eq!(section.body[0].plain_text(), "Il parco.");
}

#[test]
fn a_bad_file_leaves_the_good_ones_standing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "## Uno\n").unwrap();
    fs::write(folder.path().join("b.md"), DOCUMENT).unwrap();
    fs::write(folder.path().join("c.md"), [0xff, 0xfe]).unwrap();
    fs::write(folder.path().join("d.md"), " ".repeat(MAX_FILE_BYTES + 1)).unwrap();
    let (templates, errors) = load_folder(folder.path());
    assert_eq!(templates.len(), 1);
    let problems: Vec<_> = errors.into_iter().map(|error| (error.file, error.problem)).collect();
    assert_eq!(
        problems,
        [
            ("a.md".to_owned(), Problem::MissingFrontMatter),
            ("c.md".to_owned(), Problem::NotUtf8),
            ("d.md".to_owned(), Problem::TooLarge),
        ]
    );
}

#[test]
fn two_files_cannot_share_a_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), DOCUMENT).unwrap();
    fs::write(folder.path().join("b.md"), DOCUMENT).unwrap();
    let (templates, errors) = load_folder(folder.path());
    assert_eq!(templates.len(), 1);
    assert_eq!((errors[0].file.as_str(), errors[0].line), ("b.md", 2));
    assert!(matches!(&errors[0].problem, Problem::DuplicateTemplate { other, .. } if other == "a.md"));
}

#[test]
fn a_process_names_documents_that_exist() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("p.md"), process("patto-di-via")).unwrap();
    let (templates, errors) = load_folder(folder.path());
    assert!(templates.is_empty());
    assert_eq!((errors[0].file.as_str(), errors[0].line), ("p.md", 9));
    assert!(errors[0].message().contains("docpp, patto-di-collaborazione"), "{}", errors[0]);

    fs::write(folder.path().join("p.md"), process("patto-di-quartiere")).unwrap();
    fs::write(folder.path().join("q.md"), DOCUMENT).unwrap();
    let (templates, errors) = load_folder(folder.path());
    assert_eq!((templates.len(), errors.len()), (2, 0));
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (templates, errors) = load_folder(&folder.path().join("no"));
    assert!(templates.is_empty());
    assert!(matches!(errors[0].problem, Problem::Unreadable(_)));
}
