//! A document template: each `##` heading is a section, the quotation under it its line of guidance, the rest
//! its initial text.

use pact_model::document::{BindingKind, DocumentKind, Policy, SectionId, SectionKind};
use pact_model::template::{DocumentTemplate, SectionTemplate, Template};
use pulldown_cmark::{Event, Tag, TagEnd};

use super::ReadTemplate;
use super::front::Front;
use super::heading::{Chunk, Located, Seen, chunks, classes_text};
use super::problem::Problem;
use super::report::Report;
use crate::markdown::{inline_text, read_body};

const KEYS: &[&str] = &["template", "kind", "title", "language", "schema"];
const ATTRIBUTES: &[&str] = &["n", "policy", "bind"];
const MANDATORY: &str = "mandatory";

pub(super) fn read(front: Front<'_>, body: &[Located<'_>], report: &mut Report) -> Option<ReadTemplate> {
    let mut fields = front.into_fields();
    let common = fields.common(report);
    let kind = fields.required("kind", "kind = \"patto_collaborazione\"", report);
    fields.finish(KEYS, report);
    let kind = kind.and_then(|(name, offset)| match name.parse::<DocumentKind>() {
        Ok(kind) if kind.has_sections() => Some(kind),
        _ => {
            report.add(offset, Problem::UnknownKind(name));
            None
        }
    });
    let sections = sections(body, report);
    let common = common?;
    let template = DocumentTemplate {
        name: common.name,
        kind: kind?,
        title: common.title,
        language: common.language,
        sections,
    };
    Some(ReadTemplate {
        template: Template::Document(template),
        name_line: common.name_line,
        document_lines: Vec::new(),
    })
}

fn sections(body: &[Located<'_>], report: &mut Report) -> Vec<SectionTemplate> {
    let chunks = chunks(body, 2, report);
    if chunks.is_empty() {
        report.add(body.first().map_or(0, |(_, range)| range.start), Problem::NoSections);
    }
    let mut ids = Seen::default();
    let mut numbers = Seen::default();
    chunks.into_iter().filter_map(|chunk| section(chunk, &mut ids, &mut numbers, report)).collect()
}

fn section(
    chunk: Chunk<'_, '_>,
    ids: &mut Seen,
    numbers: &mut Seen,
    report: &mut Report,
) -> Option<SectionTemplate> {
    let Chunk { level, offset, title, id, classes, mut attributes, body } = chunk;
    let (guidance, rest) = guidance(body, report);
    let reading = read_body(rest);
    report.add_findings(reading.findings);
    if level == 1 {
        report.add(offset, Problem::HeadingOne);
        return None;
    }
    let id = section_id(id.as_deref(), offset, ids, report);
    let (kind, mandatory) = classes_of(&classes, offset, report);
    let number = number(attributes.take("n"), kind, offset, numbers, report);
    let policy = policy(attributes.take("policy"), offset, report);
    let expected = expected(attributes.take("bind"), offset, report);
    attributes.finish(ATTRIBUTES, report);
    Some(SectionTemplate {
        id: id?,
        kind: kind?,
        number,
        title,
        guidance,
        mandatory,
        policy,
        expected,
        body: reading.nodes,
    })
}

/// The identity of a section or of a part of a process, checked and used once.
pub(super) fn section_id(
    id: Option<&str>,
    offset: usize,
    ids: &mut Seen,
    report: &mut Report,
) -> Option<SectionId> {
    let Some(text) = id else {
        report.add(offset, Problem::MissingId);
        return None;
    };
    let Ok(id) = text.parse::<SectionId>() else {
        report.add(offset, Problem::BadId(text.to_owned()));
        return None;
    };
    if let Some(first) = ids.before(text, report.line(offset)) {
        report.add(offset, Problem::DuplicateId { id: text.to_owned(), first });
        return None;
    }
    Some(id)
}

fn classes_of(classes: &[String], offset: usize, report: &mut Report) -> (Option<SectionKind>, bool) {
    let mut kind: Option<SectionKind> = None;
    let mut mandatory = false;
    let kinds: Vec<&str> = SectionKind::ALL.iter().map(|kind| kind.as_str()).collect();
    for class in classes {
        match class.parse::<SectionKind>() {
            Ok(found) => match kind {
                Some(first) => {
                    report.add(offset, Problem::TwoClasses(first.to_string(), found.to_string()));
                }
                None => kind = Some(found),
            },
            Err(_) if class == MANDATORY => mandatory = true,
            Err(_) => {
                let known = classes_text(&[kinds.as_slice(), &[MANDATORY]].concat());
                report.add(offset, Problem::UnknownClass { class: class.clone(), known });
            }
        }
    }
    if kind.is_none() {
        report.add(offset, Problem::MissingClass(classes_text(&kinds)));
    }
    (kind, mandatory)
}

fn number(
    text: Option<String>,
    kind: Option<SectionKind>,
    offset: usize,
    numbers: &mut Seen,
    report: &mut Report,
) -> Option<u32> {
    let Some(text) = text else {
        if matches!(kind, Some(SectionKind::Article | SectionKind::Part)) {
            report.add(offset, Problem::MissingNumber);
        }
        return None;
    };
    let number = text.parse::<u32>().ok().filter(|number| (1..=999).contains(number));
    let Some(number) = number else {
        report.add(offset, Problem::BadNumber(text));
        return None;
    };
    let name = format!("{} {number}", kind.map_or("", SectionKind::as_str));
    if let Some(first) = numbers.before(&name, report.line(offset)) {
        report.add(offset, Problem::DuplicateNumber { number, first });
    }
    Some(number)
}

fn policy(text: Option<String>, offset: usize, report: &mut Report) -> Policy {
    let Some(text) = text else { return Policy::Open };
    match text.parse() {
        // A template knows no body that could be the one writer.
        Ok(Policy::OneWriter(_)) | Err(_) => {
            report.add(offset, Problem::UnknownPolicy(text));
            Policy::Open
        }
        Ok(policy) => policy,
    }
}

fn expected(text: Option<String>, offset: usize, report: &mut Report) -> Vec<BindingKind> {
    let mut out = Vec::new();
    let text = text.unwrap_or_default();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if let Ok(kind) = name.parse::<BindingKind>() {
            out.push(kind);
        } else {
            let known = BindingKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
            report.add(offset, Problem::UnknownBinding { name: name.to_owned(), known });
        }
    }
    out.sort();
    out.dedup();
    out
}

/// The quotation right under the heading, and what follows it.
fn guidance<'a, 'e>(body: &'e [Located<'a>], report: &mut Report) -> (String, &'e [Located<'a>]) {
    let Some((Event::Start(Tag::BlockQuote(_)), _)) = body.first() else { return (String::new(), body) };
    let mut depth = 0_usize;
    let end = body.iter().position(|(event, _)| {
        match event {
            Event::Start(Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::BlockQuote(_)) => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let (quotation, rest) = body.split_at(end.map_or(body.len(), |end| end + 1));
    report.add_findings(read_body(quotation).findings);
    (inline_text(quotation), rest)
}
