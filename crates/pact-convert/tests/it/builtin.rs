//! The templates that come with the program say what the field says.

use std::collections::BTreeSet;

use jiff::civil::{date, time};
use pact_convert::template::{DocumentTemplate, MeetingTemplate, ProcessTemplate, Template, builtin, parse};
use pact_model::document::{BindingKind, DocumentKind, Policy, SectionKind};
use pact_model::process::{
    DeliverableStatus, Door, EngagementLevel, MeetingKind, MeetingMode, Participants, QuestionList,
};
use pact_model::time::Timestamp;

fn document(name: &str) -> &'static DocumentTemplate {
    builtin()
        .iter()
        .find_map(|template| match template {
            Template::Document(document) if document.name == name => Some(document),
            _ => None,
        })
        .expect("a built-in document template")
}

fn process() -> &'static ProcessTemplate {
    builtin()
        .iter()
        .find_map(|template| match template {
            Template::Process(process) => Some(process),
            Template::Document(_) => None,
        })
        .expect("the built-in process template")
}

fn ids(document: &DocumentTemplate) -> Vec<&str> {
    document.sections.iter().map(|section| section.id.as_str()).collect()
}

#[test]
fn every_file_of_the_templates_folder_is_good_and_built_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../templates");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let file = path.file_name().unwrap().to_str().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("LR 15/2015"), "{file} cites a law that does not exist");
            assert!(!text.contains('@'), "{file} holds an address");
            match parse(file, &text) {
                Ok(template) => names.push(template.name().to_owned()),
                Err(errors) => panic!("{errors:#?}"),
            }
        }
    }
    names.sort();
    assert_eq!(names, ["docpp", "opificio-di-comunita", "patto-di-collaborazione"]);
    let mut known: Vec<_> = builtin().iter().map(Template::name).collect();
    known.sort_unstable();
    assert_eq!(known, names);
}

/// These identities are stored in documents: a change here is a migration.
#[test]
fn the_sections_of_the_patto_keep_their_identities() {
    let mut expected = vec!["intestazione".to_owned(), "premesse".to_owned()];
    expected.extend((1..=21).map(|number| format!("art-{number}")));
    expected.push("sottoscrizioni".to_owned());
    expected.extend(["a", "b", "c", "d", "e"].map(|letter| format!("allegato-{letter}")));
    let patto = document("patto-di-collaborazione");
    assert_eq!(ids(patto), expected);
    assert_eq!(ids(patto).iter().collect::<BTreeSet<_>>().len(), 29);
    assert_eq!(patto.kind, DocumentKind::PattoCollaborazione);
    assert_eq!(patto.title, "Patto di Collaborazione");
    assert_eq!(patto.language, "it");
}

#[test]
fn the_patto_has_twenty_one_articles_numbered_in_order() {
    let patto = document("patto-di-collaborazione");
    let articles: Vec<_> = patto.sections.iter().filter(|s| s.kind == SectionKind::Article).collect();
    assert_eq!(articles.iter().map(|s| s.number).collect::<Vec<_>>(), (1..=21).map(Some).collect::<Vec<_>>());
    let titles: Vec<_> = articles.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Oggetto e bene comune",
            "Parole comuni",
            "Bisogni e finalità",
            "Linee produttive e azioni",
            "Soggetti del Patto e referenti",
            "Impegni dei soggetti",
            "Impegni del Comune e forme di sostegno",
            "Alleanze operative",
            "Aspettative reciproche",
            "Risorse messe a disposizione",
            "Modalità di collaborazione e governance",
            "Fruizione collettiva e porta aperta",
            "Cronoprogramma",
            "Verifica collettiva, monitoraggio e valutazione",
            "Rendicontazione, documentazione e pubblicità",
            "Responsabilità, sicurezza e coperture assicurative",
            "Dati personali e licenze dei materiali",
            "Durata, rinnovo, sospensione, conclusione anticipata",
            "Flessibilità e sperimentazione",
            "Conciliazione",
            "Al termine",
        ]
    );
}

#[test]
fn the_patto_says_what_may_not_be_left_out_and_what_the_office_writes() {
    let patto = document("patto-di-collaborazione");
    let mandatory: Vec<_> = patto.sections.iter().filter(|s| s.mandatory).map(|s| s.id.as_str()).collect();
    assert_eq!(
        mandatory,
        [
            "intestazione",
            "premesse",
            "art-1",
            "art-4",
            "art-5",
            "art-6",
            "art-7",
            "art-11",
            "art-13",
            "art-14",
            "art-15",
            "art-16",
            "art-18",
            "sottoscrizioni",
        ]
    );
    for section in &patto.sections {
        let office = matches!(section.id.as_str(), "art-16" | "art-17");
        assert_eq!(section.policy, if office { Policy::Office } else { Policy::Open }, "{}", section.id);
        assert!(!section.guidance.is_empty(), "{} has no line of guidance", section.id);
        assert!(!section.guidance.contains('\n'));
        assert!(section.body.is_empty());
    }
}

#[test]
fn the_articles_expect_their_bindings() {
    use BindingKind::{Action, Actor, Commitment, Milestone, Question};
    let patto = document("patto-di-collaborazione");
    let expected = |id: &str| patto.section(id).unwrap().expected.clone();
    assert_eq!(expected("premesse"), [Question]);
    assert_eq!(expected("art-1"), []);
    assert_eq!(expected("art-3"), [Action]);
    assert_eq!(expected("art-4"), [Commitment, Action]);
    assert_eq!(expected("art-6"), [Commitment, Actor, Milestone]);
    assert_eq!(expected("art-8"), [Commitment, Actor, Action]);
    assert_eq!(expected("art-13"), [Commitment, Milestone]);
    assert_eq!(expected("art-16"), []);
    assert_eq!(patto.section("art-6").unwrap().expected_text(), "commitment,actor,milestone");
}

#[test]
fn the_docpp_has_a_frontispiece_thirteen_parts_and_its_annexes() {
    let docpp = document("docpp");
    let mut expected = vec!["frontespizio".to_owned()];
    expected.extend((1..=13).map(|number| format!("parte-{number}")));
    expected.extend(
        ["questioni", "attori", "patto", "resoconti", "versioni"].map(|name| format!("allegato-{name}")),
    );
    assert_eq!(ids(docpp), expected);
    let parts: Vec<_> =
        docpp.sections.iter().filter(|s| s.kind == SectionKind::Part).map(|s| s.number).collect();
    assert_eq!(parts, (1..=13).map(Some).collect::<Vec<_>>());
    assert_eq!(docpp.kind, DocumentKind::Docpp);
    assert_eq!(docpp.section("parte-12").unwrap().title, "Che cosa si chiede all'ente");
    assert!(docpp.sections.iter().all(|section| !section.guidance.is_empty()));
}

#[test]
fn the_opificio_has_three_phases_with_their_questions() {
    let process = process();
    assert_eq!(process.title, "Opificio di comunità");
    let phases: Vec<_> =
        process.phases.iter().map(|phase| (phase.key.as_str(), phase.title.as_str())).collect();
    assert_eq!(
        phases,
        [
            ("fase-1", "Attivazione e ingaggio"),
            ("fase-2", "Mappatura e co-progettazione operativa"),
            ("fase-3", "Finalizzazione e validazione comunitaria"),
        ]
    );
    assert_eq!(
        process.phases[2].key_question,
        "Chi fa cosa e come per realizzare concretamente l'Opificio che abbiamo progettato insieme?"
    );
    assert!(process.phases.iter().all(|phase| !phase.goal.is_empty() && phase.key_question.ends_with('?')));
    let documents: Vec<_> = process.documents.iter().map(|document| document.template.as_str()).collect();
    assert_eq!(documents, ["patto-di-collaborazione", "docpp"]);
}

fn meeting(key: &str) -> &'static MeetingTemplate {
    process().meetings().find(|meeting| meeting.key == key).expect("a meeting")
}

#[test]
fn the_opificio_has_eight_meetings_with_their_days_and_hours() {
    let evening = (time(17, 30, 0, 0), time(19, 0, 0, 0));
    let morning = (time(9, 0, 0, 0), time(11, 0, 0, 0));
    let expected = [
        ("lancio", date(2025, 9, 11), evening, MeetingKind::Launch, MeetingMode::InPerson),
        ("equipe-1", date(2025, 9, 15), morning, MeetingKind::InterServiceTeam, MeetingMode::InPerson),
        ("sessione-1", date(2025, 10, 9), evening, MeetingKind::TableSession, MeetingMode::InPerson),
        ("sessione-2", date(2025, 10, 23), evening, MeetingKind::TableSession, MeetingMode::InPerson),
        ("equipe-2", date(2025, 11, 3), morning, MeetingKind::InterServiceTeam, MeetingMode::Online),
        ("sessione-3", date(2025, 11, 20), evening, MeetingKind::TableSession, MeetingMode::InPerson),
        ("equipe-3", date(2025, 12, 1), morning, MeetingKind::InterServiceTeam, MeetingMode::Online),
        ("conclusione", date(2025, 12, 3), evening, MeetingKind::ClosingEvent, MeetingMode::InPerson),
    ];
    let meetings: Vec<_> = process()
        .meetings()
        .map(|m| (m.key.as_str(), m.date.unwrap(), (m.starts.unwrap(), m.ends.unwrap()), m.kind, m.mode))
        .collect();
    assert_eq!(meetings, expected);
    assert_eq!(process().phases.iter().map(|phase| phase.meetings.len()).collect::<Vec<_>>(), [2, 3, 3]);
}

#[test]
fn the_meetings_have_their_focus_objectives_and_questions() {
    let counts: Vec<_> = process()
        .meetings()
        .map(|m| {
            let of = |list| m.questions.iter().filter(|q| q.list == list).count();
            (m.objectives.len(), of(QuestionList::Programme), of(QuestionList::Operational))
        })
        .collect();
    assert_eq!(
        counts,
        [(3, 0, 0), (0, 0, 0), (5, 5, 7), (0, 8, 0), (0, 0, 0), (3, 5, 7), (0, 0, 0), (3, 0, 0)]
    );
    assert_eq!(
        meeting("equipe-1").focus,
        "condivisione della cornice di senso del percorso e coordinamento interno"
    );
    assert_eq!(meeting("sessione-2").focus, "linee produttive e governance");
    assert_eq!(meeting("sessione-3").questions[0].text, "Chi si impegna a fare cosa nei prossimi 12 mesi?");
    assert_eq!(
        meeting("sessione-1").questions[1].text,
        "Quale è la 'materia prima' sociale che Santarcangelo può mettere a disposizione dell'Opificio (tradizioni, competenze, relazioni già esistenti)?"
    );
    assert_eq!(meeting("sessione-3").guide.objectives.len(), 5);
    assert_eq!(meeting("sessione-3").guide.discussion.len(), 6);
    assert!(meeting("sessione-1").guide.method.starts_with("La sessione è costruita come spazio tecnico"));
    assert!(meeting("sessione-1").guide.frame.starts_with("Il valore del percorso"));
}

#[test]
fn the_second_session_is_first_closed_and_then_open() {
    let session = meeting("sessione-2");
    let parts: Vec<_> = session.parts.iter().map(|part| (part.door, part.objectives.len())).collect();
    assert_eq!(parts, [(Door::Closed, 3), (Door::Open, 3)]);
    let per_part = |n| session.questions.iter().filter(|question| question.part == Some(n)).count();
    assert_eq!((per_part(1), per_part(2)), (5, 3));
    assert_eq!(session.parts[1].participants, [Participants::Level(EngagementLevel::CommunityValidation)]);
    assert_eq!(session.participants.len(), 3);
    assert!(process().meetings().filter(|meeting| !meeting.parts.is_empty()).count() == 1);
}

#[test]
fn participants_are_levels_or_words() {
    assert_eq!(
        meeting("lancio").participants,
        [
            Participants::Level(EngagementLevel::FoundingCore),
            Participants::Level(EngagementLevel::StrategicEnlargement),
            Participants::Level(EngagementLevel::CommunityValidation),
        ]
    );
    assert_eq!(
        meeting("equipe-3").participants,
        [
            Participants::Group(
                "amministrazione comunale (referenti dei diversi settori/servizi)".to_owned()
            ),
            Participants::Group("Comitato di Garanzia".to_owned()),
        ]
    );
}

#[test]
fn deliverables_come_back_from_draft_to_final() {
    let counts: Vec<_> = process().phases.iter().map(|phase| phase.deliverables.len()).collect();
    assert_eq!(counts, [4, 3, 2]);
    let status = |phase: usize, title: &str| {
        process().phases[phase].deliverables.iter().find(|d| d.title == title).map(|d| d.status)
    };
    let issues = "Mappa delle questioni in gioco: identità dell'Opificio, architettura operativa";
    assert_eq!(status(0, issues), Some(DeliverableStatus::Draft));
    assert_eq!(status(1, issues), Some(DeliverableStatus::Draft));
    assert_eq!(status(1, "Mappa degli attori in gioco e delle relazioni"), Some(DeliverableStatus::Final));
    assert_eq!(status(0, "Programma del percorso"), Some(DeliverableStatus::Final));
    assert_eq!(status(2, "Documento di proposta partecipata"), Some(DeliverableStatus::Draft));
}

#[test]
fn a_planned_process_has_an_identity_for_everything() {
    let mut next = 0_u128;
    let planned = process().plan("opificio", Timestamp::from_micros(7), || {
        next += 1;
        pact_model_uuid(next)
    });
    assert_eq!(planned.process.slug, "opificio");
    assert_eq!(planned.process.template, "opificio-di-comunita");
    assert_eq!(planned.phases.iter().map(|phase| phase.position).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(planned.meetings.iter().map(|m| m.position).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
    assert_eq!(planned.meetings[2].phase, planned.phases[1].id);
    assert_eq!(planned.deliverables.len(), 9);
    let questions: usize = planned.meetings.iter().map(|m| m.questions.len()).sum();
    assert_eq!(questions, 32);
    let made = 1 + 3 + 8 + 9 + questions;
    assert_eq!(next, made as u128);
}

fn pact_model_uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

#[test]
fn a_template_becomes_the_content_of_a_document() {
    let content = document("patto-di-collaborazione").content(Some("Patto del Colle"));
    assert_eq!(content.title, "Patto del Colle");
    assert_eq!(content.sections.len(), 29);
    assert_eq!(content.sections[7].number, Some(6));
    assert!(content.sections.iter().all(|section| section.bindings.is_empty() && section.aside.is_none()));
}

/// The page a clerk learns from is right.
#[test]
fn the_examples_of_the_documentation_are_good() {
    let page = include_str!("../../../../docs/templates.md");
    let mut names = Vec::new();
    for block in page.split("```markdown\n").skip(1) {
        let text = block.split("```").next().unwrap();
        match parse("esempio.md", text) {
            Ok(template) => names.push(template.name().to_owned()),
            Err(errors) => panic!("{errors:#?}"),
        }
    }
    assert_eq!(names, ["patto-di-quartiere", "percorso-di-quartiere"]);
}
