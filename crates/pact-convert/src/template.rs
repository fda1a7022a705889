//! Templates in: Markdown with a `+++` front matter, as described for municipal staff in `docs/templates.md`.
//!
//! A file is read to its end and every mistake is reported, each with its line and in plain Italian: the reader
//! of these messages is a clerk who wrote the file in a text editor.

mod document;
mod front;
pub(crate) mod heading;
mod problem;
mod process;
pub(crate) mod report;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

pub use pact_model::template::{
    ActorTemplate, DeliverableTemplate, DocumentReference, DocumentTemplate, MeetingTemplate, PartTemplate,
    PhaseTemplate, PlannedProcess, ProcessTemplate, QuestionTemplate, SectionTemplate, Template,
};
pub use problem::{Problem, TemplateError};

use front::Front;
use report::Report;

/// Largest template file. The built-in ones are under 20 KiB; a file ten times as large is not a template.
pub const MAX_FILE_BYTES: usize = 256 * 1024;

/// Most template files read from a folder: enough for any municipality, a bound on a wrong folder.
pub const MAX_FILES: usize = 200;

static BUILTIN: LazyLock<Vec<Template>> = LazyLock::new(|| {
    [
        ("patto-di-collaborazione.md", include_str!("../../../templates/patto-di-collaborazione.md")),
        ("docpp.md", include_str!("../../../templates/docpp.md")),
        ("opificio-di-comunita.md", include_str!("../../../templates/opificio-di-comunita.md")),
    ]
    .into_iter()
    // The texts are compiled in, and a test reads each of them: none is refused.
    .filter_map(|(file, text)| parse(file, text).ok())
    .collect()
});

/// The templates that come with the program.
#[must_use]
pub fn builtin() -> &'static [Template] {
    &BUILTIN
}

/// Reads one template.
///
/// Whether the documents a process names exist is not known here; [`load_folder`] checks it.
pub fn parse(file: &str, text: &str) -> Result<Template, Vec<TemplateError>> {
    read(file, text).map(|read| read.template)
}

/// Reads one template from the bytes of a file.
pub fn parse_bytes(file: &str, bytes: &[u8]) -> Result<Template, Vec<TemplateError>> {
    read_bytes(file, bytes).map(|read| read.template)
}

/// Reads every `*.md` file of a folder, in order of name: the good templates, and what is wrong with the
/// others. Hidden files, names that begin with `_`, and `README.md` are left alone.
#[must_use]
pub fn load_folder(folder: &Path) -> (Vec<Template>, Vec<TemplateError>) {
    let mut errors = Vec::new();
    let mut found: Vec<(String, ReadTemplate)> = Vec::new();
    for file in template_files(folder, &mut errors) {
        let read = match read_limited(&folder.join(&file)) {
            Ok(bytes) => read_bytes(&file, &bytes),
            Err(error) => Err(vec![TemplateError::new(&file, 1, Problem::Unreadable(error.to_string()))]),
        };
        match read {
            Ok(read) => match found.iter().find(|(_, other)| other.template.name() == read.template.name()) {
                Some((other, _)) => {
                    let name = read.template.name().to_owned();
                    let problem = Problem::DuplicateTemplate { name, other: other.clone() };
                    errors.push(TemplateError::new(&file, read.name_line, problem));
                }
                None => found.push((file, read)),
            },
            Err(mut more) => errors.append(&mut more),
        }
    }
    refuse_unknown_documents(&mut found, &mut errors);
    (found.into_iter().map(|(_, read)| read.template).collect(), errors)
}

/// A template, with the lines an error found later has to point to.
#[derive(Debug)]
struct ReadTemplate {
    template: Template,
    name_line: u32,
    /// Line of each document a process names, in order.
    document_lines: Vec<u32>,
}

fn read_bytes(file: &str, bytes: &[u8]) -> Result<ReadTemplate, Vec<TemplateError>> {
    match str::from_utf8(bytes) {
        Ok(text) => read(file, text),
        Err(_) if bytes.len() > MAX_FILE_BYTES => Err(vec![TemplateError::new(file, 1, Problem::TooLarge)]),
        Err(error) => {
            // Counted on the part that is text: its line breaks, plus the line the bad byte is on.
            let good = str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
            let line = u32::try_from(good.matches('\n').count() + 1).unwrap_or(u32::MAX);
            Err(vec![TemplateError::new(file, line, Problem::NotUtf8)])
        }
    }
}

fn read(file: &str, text: &str) -> Result<ReadTemplate, Vec<TemplateError>> {
    if text.len() > MAX_FILE_BYTES {
        return Err(vec![TemplateError::new(file, 1, Problem::TooLarge)]);
    }
    // Some editors begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut report = Report::new(file, text);
    let events = heading::events(text);
    let Some((front, body)) = Front::split(text, &events, &mut report) else {
        return Err(report.into_errors());
    };
    let read = if front.is_process() {
        process::read(front, body, &mut report)
    } else {
        document::read(front, body, &mut report)
    };
    match read {
        Some(read) if report.is_empty() => Ok(read),
        _ => Err(report.into_errors()),
    }
}

/// Names of the folder's template files, sorted.
fn template_files(folder: &Path, errors: &mut Vec<TemplateError>) -> Vec<String> {
    let name = folder.display().to_string();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            errors.push(TemplateError::new(&name, 1, Problem::Unreadable(error.to_string())));
            return Vec::new();
        }
    };
    let mut files: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|file| {
            Path::new(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
        })
        .filter(|file| !file.starts_with(['.', '_']) && !file.eq_ignore_ascii_case("README.md"))
        .collect();
    files.sort();
    if files.len() > MAX_FILES {
        errors.push(TemplateError::new(&name, 1, Problem::TooManyFiles(files.len())));
        files.truncate(MAX_FILES);
    }
    files
}

fn read_limited(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than allowed is enough to know that it is too large.
    fs::File::open(path)?.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Takes out processes that name a document template nobody has.
fn refuse_unknown_documents(found: &mut Vec<(String, ReadTemplate)>, errors: &mut Vec<TemplateError>) {
    let mut known: Vec<String> = found
        .iter()
        .map(|(_, read)| &read.template)
        .chain(builtin())
        .filter(|template| matches!(template, Template::Document(_)))
        .map(|template| template.name().to_owned())
        .collect();
    known.sort();
    known.dedup();
    found.retain(|(file, read)| {
        let Template::Process(process) = &read.template else { return true };
        let before = errors.len();
        for (document, line) in process.documents.iter().zip(&read.document_lines) {
            if !known.contains(&document.template) {
                let problem =
                    Problem::UnknownTemplate { name: document.template.clone(), known: known.join(", ") };
                errors.push(TemplateError::new(file, *line, problem));
            }
        }
        errors.len() == before
    });
}
