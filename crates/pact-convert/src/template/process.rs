//! A process template: `##` is a phase, `###` a meeting, `####` a part of a meeting; under each, lines and
//! lists that begin with their label in bold.

mod labels;

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use pact_model::process::{
    ActorCategory, ActorKind, DeliverableStatus, Door, EngagementLevel, MeetingGuide, MeetingKind,
    MeetingMode, Participants, QuestionList,
};
use pact_model::template::{
    ActorTemplate, DeliverableTemplate, DocumentReference, MeetingTemplate, PartTemplate, PhaseTemplate,
    ProcessTemplate, QuestionTemplate, Template,
};

use super::ReadTemplate;
use super::document::section_id;
use super::front::{Fields, Front};
use super::heading::{Chunk, Located, Seen, chunks, classes_text};
use super::problem::Problem;
use super::report::Report;
use labels::Labels;

const KEYS: &[&str] = &[
    "template",
    "kind",
    "title",
    "language",
    "schema",
    "subtitle",
    "reference",
    "promoter",
    "decider",
    "law",
    "document",
    "actor",
];
const MEETING_ATTRIBUTES: &[&str] = &["date", "from", "to", "mode"];

pub(super) fn read(front: Front<'_>, body: &[Located<'_>], report: &mut Report) -> Option<ReadTemplate> {
    let mut fields = front.into_fields();
    let common = fields.common(report);
    fields.optional("kind", report);
    let subtitle = fields.optional("subtitle", report);
    let reference = fields.optional("reference", report);
    let promoter = fields.optional("promoter", report);
    let decider = fields.optional("decider", report);
    let law = fields.optional("law", report);
    let documents = documents(&mut fields, report);
    let actors = actors(&mut fields, report);
    fields.finish(KEYS, report);
    let phases = phases(body, report);
    let common = common?;
    let (documents, document_lines) = documents.into_iter().unzip();
    let template = ProcessTemplate {
        name: common.name,
        title: common.title,
        subtitle,
        reference,
        promoter,
        decider,
        law,
        language: common.language,
        phases,
        actors,
        documents,
    };
    Some(ReadTemplate { template: Template::Process(template), name_line: common.name_line, document_lines })
}

fn documents(fields: &mut Fields<'_>, report: &mut Report) -> Vec<(DocumentReference, u32)> {
    let mut out = Vec::new();
    for mut table in fields.tables("document", report) {
        let template = table.required("template", "template = \"patto-di-collaborazione\"", report);
        let title = table.required("title", "title = \"Patto di Collaborazione\"", report);
        table.finish(&["template", "title"], report);
        if let (Some((template, offset)), Some((title, _))) = (template, title) {
            out.push((DocumentReference { template, title }, report.line(offset)));
        }
    }
    out
}

fn actors(fields: &mut Fields<'_>, report: &mut Report) -> Vec<ActorTemplate> {
    let mut names = Seen::default();
    fields.tables("actor", report).into_iter().filter_map(|table| actor(table, &mut names, report)).collect()
}

fn actor(mut table: Fields<'_>, names: &mut Seen, report: &mut Report) -> Option<ActorTemplate> {
    let offset = table.offset();
    let name = table.required("name", "name = \"Associazione Il Mulino\"", report);
    let kind = table.required("kind", "kind = \"ets\"", report);
    let category = table.required("category", "category = \"reti_solidali\"", report);
    let secondary = table.texts("secondary", report);
    let level = table.optional("level", report);
    table.finish(&["name", "kind", "category", "secondary", "level"], report);
    if let Some((name, offset)) = &name
        && let Some(first) = names.before(name, report.line(*offset))
    {
        report.add(*offset, Problem::DuplicateId { id: name.clone(), first });
    }
    let kind =
        kind.and_then(|(text, at)| known("kind", &text, ActorKind::ALL, ActorKind::as_str, at, report));
    let mut categories = |text: &str, key: &str, at: usize| {
        known(key, text, ActorCategory::ALL, ActorCategory::as_str, at, report)
    };
    let primary = category.and_then(|(text, at)| categories(&text, "category", at));
    let secondary: BTreeSet<_> =
        secondary.into_iter().filter_map(|(text, at)| categories(&text, "secondary", at)).collect();
    let level = match level.as_str() {
        "" => primary.map(ActorCategory::proposed_level),
        text => known("level", text, EngagementLevel::ALL, EngagementLevel::as_str, offset, report),
    };
    let ((name, _), primary) = (name?, primary?);
    let secondary = secondary.into_iter().filter(|category| *category != primary).collect();
    Some(ActorTemplate { name, kind: kind?, primary, secondary, level: level? })
}

/// The value of this name, or a report of the names there are.
fn known<T: Copy>(
    key: &str,
    text: &str,
    all: &[T],
    name: fn(T) -> &'static str,
    offset: usize,
    report: &mut Report,
) -> Option<T> {
    let found = all.iter().copied().find(|value| name(*value) == text);
    if found.is_none() {
        let known = all.iter().map(|value| name(*value)).collect::<Vec<_>>().join(", ");
        report.add(offset, Problem::UnknownValue { key: key.to_owned(), value: text.to_owned(), known });
    }
    found
}

fn phases(body: &[Located<'_>], report: &mut Report) -> Vec<PhaseTemplate> {
    let chunks = chunks(body, 4, report);
    if chunks.is_empty() {
        report.add(body.first().map_or(0, |(_, range)| range.start), Problem::NoPhases);
    }
    let mut ids = Seen::default();
    let mut phases: Vec<PhaseTemplate> = Vec::new();
    // Whether the meeting the next part belongs to could be read.
    let mut in_meeting = false;
    for chunk in chunks {
        match chunk.level {
            1 => report.add(chunk.offset, Problem::HeadingOne),
            2 => {
                phases.push(phase(chunk, &mut ids, report));
                in_meeting = false;
            }
            3 => {
                let offset = chunk.offset;
                let (meeting, deliverables) = meeting(chunk, &mut ids, report);
                in_meeting = true;
                match phases.last_mut() {
                    Some(phase) => {
                        phase.meetings.push(meeting);
                        phase.deliverables.extend(deliverables);
                    }
                    None => report.add(offset, Problem::MeetingOutsidePhase),
                }
            }
            _ => {
                let offset = chunk.offset;
                let meeting =
                    phases.last_mut().and_then(|phase| phase.meetings.last_mut()).filter(|_| in_meeting);
                let (part, questions) = part(chunk, report);
                match meeting {
                    Some(meeting) => add_part(meeting, part, questions),
                    // Under a meeting that was itself reported there is nothing to add.
                    None if in_meeting => {}
                    None => report.add(offset, Problem::PartOutsideMeeting),
                }
            }
        }
    }
    phases
}

fn add_part(meeting: &mut MeetingTemplate, part: PartTemplate, questions: Vec<String>) {
    for group in &part.participants {
        if !meeting.participants.contains(group) {
            meeting.participants.push(group.clone());
        }
    }
    meeting.parts.push(part);
    let position = u32::try_from(meeting.parts.len()).ok();
    let questions = questions.into_iter();
    meeting.questions.extend(questions.map(|text| QuestionTemplate {
        text,
        part: position,
        list: QuestionList::Programme,
    }));
}

fn phase(chunk: Chunk<'_, '_>, ids: &mut Seen, report: &mut Report) -> PhaseTemplate {
    let key = section_id(chunk.id.as_deref(), chunk.offset, ids, report);
    one_class(&chunk.classes, &["phase"], chunk.offset, report);
    chunk.attributes.finish(&[], report);
    let mut labels = Labels::read(chunk.body, report);
    let phase = PhaseTemplate {
        key: key.map(String::from).unwrap_or_default(),
        title: chunk.title,
        goal: labels.line("Obiettivo", report),
        key_question: labels.line("Domanda chiave", report),
        meetings: Vec::new(),
        deliverables: deliverables(&mut labels, report),
    };
    labels.finish(report);
    phase
}

fn meeting(
    chunk: Chunk<'_, '_>,
    ids: &mut Seen,
    report: &mut Report,
) -> (MeetingTemplate, Vec<DeliverableTemplate>) {
    let Chunk { offset, title, id, classes, mut attributes, body, .. } = chunk;
    let key = section_id(id.as_deref(), offset, ids, report);
    let kinds: Vec<&str> = MeetingKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let kind = one_class(&classes, &kinds, offset, report).and_then(|class| class.parse().ok());
    let date = attributes.take("date").and_then(|text| date(&text, offset, report));
    let starts = attributes.take("from").and_then(|text| time(&text, offset, report));
    let ends = attributes.take("to").and_then(|text| time(&text, offset, report));
    if let (Some(starts), Some(ends)) = (starts, ends)
        && ends <= starts
    {
        report.add(offset, Problem::EndsBeforeStart);
    }
    let mode = attributes.take("mode").and_then(|text| mode(text, offset, report));
    attributes.finish(MEETING_ATTRIBUTES, report);
    let mut labels = Labels::read(body, report);
    let meeting = MeetingTemplate {
        key: key.map(String::from).unwrap_or_default(),
        // A meeting without a kind has been reported and the file is refused.
        kind: kind.unwrap_or(MeetingKind::TableSession),
        title,
        date,
        starts,
        ends,
        mode: mode.unwrap_or(MeetingMode::InPerson),
        participants: participants(&labels.line("Partecipanti", report)),
        focus: labels.line("Focus", report),
        objectives: labels.items("Obiettivi", report),
        questions: questions(&mut labels, report),
        parts: Vec::new(),
        guide: MeetingGuide {
            objectives: labels.items("Obiettivi operativi", report),
            method: labels.line("Focus metodologico", report),
            discussion: labels.items("Articolazione del confronto", report),
            frame: labels.line("Cornice strategica", report),
        },
    };
    let deliverables = deliverables(&mut labels, report);
    labels.finish(report);
    (meeting, deliverables)
}

fn questions(labels: &mut Labels, report: &mut Report) -> Vec<QuestionTemplate> {
    let programme =
        labels.items("Domande guida", report).into_iter().map(|text| (text, QuestionList::Programme));
    let operational = labels.items("Domande guida per orientare il confronto", report);
    let operational = operational.into_iter().map(|text| (text, QuestionList::Operational));
    programme.chain(operational).map(|(text, list)| QuestionTemplate { text, part: None, list }).collect()
}

fn part(chunk: Chunk<'_, '_>, report: &mut Report) -> (PartTemplate, Vec<String>) {
    let doors: Vec<&str> = Door::ALL.iter().map(|door| door.as_str()).collect();
    if chunk.classes.is_empty() {
        report.add(chunk.offset, Problem::PartWithoutDoor);
    }
    let door = chunk.classes.first().and_then(|_| one_class(&chunk.classes, &doors, chunk.offset, report));
    chunk.attributes.finish(&[], report);
    let mut labels = Labels::read(chunk.body, report);
    let part = PartTemplate {
        // A part without a door has been reported and the file is refused.
        door: door.and_then(|door| door.parse().ok()).unwrap_or(Door::Closed),
        title: chunk.title,
        participants: participants(&labels.line("Partecipanti", report)),
        objectives: labels.items("Obiettivi", report),
    };
    let questions = labels.items("Domande guida", report);
    labels.finish(report);
    (part, questions)
}

/// The one class of a heading, among those it may have.
fn one_class<'c>(
    classes: &'c [String],
    known: &[&str],
    offset: usize,
    report: &mut Report,
) -> Option<&'c str> {
    let mut found: Option<&str> = None;
    for class in classes {
        if !known.contains(&class.as_str()) {
            report.add(offset, Problem::UnknownClass { class: class.clone(), known: classes_text(known) });
        } else if let Some(first) = found {
            report.add(offset, Problem::TwoClasses(first.to_owned(), class.clone()));
        } else {
            found = Some(class);
        }
    }
    if classes.is_empty() {
        report.add(offset, Problem::MissingClass(classes_text(known)));
    }
    found
}

/// Who is invited, from «nucleo fondativo; allargamento strategico; comunità».
fn participants(line: &str) -> Vec<Participants> {
    line.split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| match text.to_lowercase().as_str() {
            "nucleo fondativo" => Participants::Level(EngagementLevel::FoundingCore),
            "allargamento strategico" => Participants::Level(EngagementLevel::StrategicEnlargement),
            "comunità" | "validazione comunitaria" => {
                Participants::Level(EngagementLevel::CommunityValidation)
            }
            _ => Participants::Group(text.to_owned()),
        })
        .collect()
}

/// «Programma del percorso», «Mappa degli attori (bozza)», «Mappa degli attori (definitiva)».
fn deliverables(labels: &mut Labels, report: &mut Report) -> Vec<DeliverableTemplate> {
    labels.items("Elaborati", report).into_iter().map(|text| deliverable(&text)).collect()
}

fn deliverable(text: &str) -> DeliverableTemplate {
    const SUFFIXES: [(&str, DeliverableStatus); 3] = [
        ("(bozza)", DeliverableStatus::Draft),
        ("(definitiva)", DeliverableStatus::Final),
        ("(definitivo)", DeliverableStatus::Final),
    ];
    let found = SUFFIXES.iter().find_map(|(suffix, status)| Some((text.strip_suffix(suffix)?, *status)));
    let (title, status) = found.unwrap_or((text, DeliverableStatus::Final));
    DeliverableTemplate { title: title.trim().to_owned(), status }
}

fn mode(text: String, offset: usize, report: &mut Report) -> Option<MeetingMode> {
    let mode = text.parse().ok();
    if mode.is_none() {
        report.add(offset, Problem::UnknownMode(text));
    }
    mode
}

fn date(text: &str, offset: usize, report: &mut Report) -> Option<Date> {
    let date = text.parse().ok().filter(|_| text.len() == "2025-11-20".len());
    if date.is_none() {
        report.add(offset, Problem::BadDate(text.to_owned()));
    }
    date
}

fn time(text: &str, offset: usize, report: &mut Report) -> Option<Time> {
    let parse = || {
        let (hours, minutes) = text.split_once(['.', ':'])?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(hours) || !digits(minutes) || minutes.len() != 2 {
            return None;
        }
        Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()
    };
    let time = parse();
    if time.is_none() {
        report.add(offset, Problem::BadTime(text.to_owned()));
    }
    time
}
