//! The front matter: TOML between two `+++` lines, read key by key so that every mistake has its line.

use pulldown_cmark::{Event, MetadataBlockKind, Tag, TagEnd};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::heading::Located;
use super::problem::Problem;
use super::report::Report;

/// How a table is written.
const TABLES: &str = "scritto tra due paia di quadre, su una riga sua: `[[…]]`";

/// Keys of the front matter, with where they stand in the file.
pub(super) struct Front<'a> {
    fields: Fields<'a>,
}

/// One table: the front matter itself, or one `[[entry]]` of it.
pub(super) struct Fields<'a> {
    /// Where the table begins, for keys that are missing.
    offset: usize,
    /// What to add to a TOML offset to have one in the file.
    base: usize,
    /// Whether everything in it could be read; otherwise a missing key may be one that was not understood.
    whole: bool,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    key: String,
    offset: usize,
    value: DeValue<'a>,
    value_offset: usize,
}

impl<'a> Front<'a> {
    /// The front matter and the events after it. `None`, with the reason reported, when there is none.
    pub(super) fn split<'e>(
        text: &'a str,
        events: &'e [Located<'a>],
        report: &mut Report,
    ) -> Option<(Self, &'e [Located<'a>])> {
        let starts = matches!(
            events.first(),
            Some((Event::Start(Tag::MetadataBlock(MetadataBlockKind::PlusesStyle)), _))
        );
        let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::MetadataBlock(_))));
        let (true, Some(end), Some((_, range))) = (starts, end, events.first()) else {
            let opened = text.trim_start().starts_with("+++");
            report.add(0, if opened { Problem::UnclosedFrontMatter } else { Problem::MissingFrontMatter });
            return None;
        };
        let block = &text[range.clone()];
        let from = block.find('\n').map_or(block.len(), |at| at + 1);
        let to = block.rfind("\n+++").map_or(block.len(), |at| at + 1).max(from);
        let (table, errors) = DeTable::parse_recoverable(&block[from..to]);
        let base = range.start + from;
        let whole = errors.is_empty();
        for error in errors {
            let offset = base + error.span().map_or(0, |span| span.start);
            report.add(offset, syntax_problem(&error, &block[from..to]));
        }
        let fields = Fields::new(range.start, base, whole, table.into_inner());
        Some((Self { fields }, &events[end + 1..]))
    }

    /// Whether the file describes a process; a document otherwise.
    pub(super) fn is_process(&self) -> bool {
        self.fields.peek("kind") == Some("process")
    }

    pub(super) fn into_fields(self) -> Fields<'a> {
        self.fields
    }
}

fn syntax_problem(error: &toml::de::Error, text: &str) -> Problem {
    if error.message().contains("duplicate key") {
        let key = error.span().and_then(|span| text.get(span)).unwrap_or_default();
        return Problem::DuplicateKey(key.trim().to_owned());
    }
    Problem::Syntax
}

impl<'a> Fields<'a> {
    fn new(offset: usize, base: usize, whole: bool, table: DeTable<'a>) -> Self {
        let entries = table
            .into_iter()
            .map(|(key, value)| {
                let (offset, value_offset) = (base + key.span().start, base + value.span().start);
                Entry { key: key.into_inner().into_owned(), offset, value: value.into_inner(), value_offset }
            })
            .collect();
        Self { offset, base, whole, entries }
    }

    fn peek(&self, key: &str) -> Option<&str> {
        self.entries.iter().find(|entry| entry.key == key)?.value.as_str()
    }

    fn take(&mut self, key: &str) -> Option<Entry<'a>> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.swap_remove(at))
    }

    /// A text that must be there, with its offset.
    pub(super) fn required(
        &mut self,
        key: &'static str,
        example: &'static str,
        report: &mut Report,
    ) -> Option<(String, usize)> {
        if self.entries.iter().all(|entry| entry.key != key) {
            if self.whole {
                report.add(self.offset, Problem::MissingKey { key, example });
            }
            return None;
        }
        let (text, offset) = self.text(key, report)?;
        if text.is_empty() {
            report.add(offset, Problem::EmptyValue(key.to_owned()));
            return None;
        }
        Some((text, offset))
    }

    /// A text that may be missing or empty.
    pub(super) fn optional(&mut self, key: &str, report: &mut Report) -> String {
        self.text(key, report).map(|(text, _)| text).unwrap_or_default()
    }

    fn text(&mut self, key: &str, report: &mut Report) -> Option<(String, usize)> {
        let entry = self.take(key)?;
        let Some(text) = entry.value.as_str() else {
            let expected = "un testo tra virgolette";
            report.add(entry.offset, Problem::WrongType { key: key.to_owned(), expected });
            return None;
        };
        Some((text.trim().to_owned(), entry.value_offset))
    }

    /// The `schema` key, which must be 1.
    pub(super) fn schema(&mut self, report: &mut Report) {
        let Some(entry) = self.take("schema") else {
            if self.whole {
                report.add(self.offset, Problem::MissingKey { key: "schema", example: "schema = 1" });
            }
            return;
        };
        let number = entry
            .value
            .as_integer()
            .and_then(|integer| i64::from_str_radix(integer.as_str(), integer.radix()).ok());
        match number {
            Some(1) => {}
            Some(other) => report.add(entry.offset, Problem::UnknownSchema(other)),
            None => {
                let expected = "un numero senza virgolette: `schema = 1`";
                report.add(entry.offset, Problem::WrongType { key: "schema".to_owned(), expected });
            }
        }
    }

    /// The texts of an array that may be missing, each with its offset.
    pub(super) fn texts(&mut self, key: &str, report: &mut Report) -> Vec<(String, usize)> {
        let Some(entry) = self.take(key) else { return Vec::new() };
        let wrong = || Problem::WrongType {
            key: key.to_owned(),
            expected: "un elenco di testi: `[\"uno\", \"due\"]`",
        };
        let Some(array) = entry.value.as_array() else {
            report.add(entry.offset, wrong());
            return Vec::new();
        };
        let mut out = Vec::with_capacity(array.len());
        for value in array {
            let offset = self.base + value.span().start;
            match value.get_ref().as_str() {
                Some(text) => out.push((text.trim().to_owned(), offset)),
                None => report.add(offset, wrong()),
            }
        }
        out
    }

    /// The `[[key]]` tables, in order.
    pub(super) fn tables(&mut self, key: &'static str, report: &mut Report) -> Vec<Fields<'a>> {
        let Some(entry) = self.take(key) else { return Vec::new() };
        let DeValue::Array(array) = entry.value else {
            report.add(entry.offset, Problem::WrongType { key: key.to_owned(), expected: TABLES });
            return Vec::new();
        };
        array.into_iter().filter_map(|value| self.table(key, value, report)).collect()
    }

    fn table(&self, key: &str, value: Spanned<DeValue<'a>>, report: &mut Report) -> Option<Fields<'a>> {
        let offset = self.base + value.span().start;
        if let DeValue::Table(table) = value.into_inner() {
            return Some(Fields::new(offset, self.base, self.whole, table));
        }
        report.add(offset, Problem::WrongType { key: key.to_owned(), expected: TABLES });
        None
    }

    /// Where the table stands.
    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// Reports the keys nobody asked for.
    pub(super) fn finish(self, known: &[&str], report: &mut Report) {
        let known = known.join(", ");
        for entry in self.entries {
            report.add(entry.offset, Problem::UnknownKey { key: entry.key, known: known.clone() });
        }
    }

    /// The keys every template has: its name with its line, its title, its language.
    pub(super) fn common(&mut self, report: &mut Report) -> Option<Common> {
        let name = self.required("template", "template = \"patto-di-quartiere\"", report);
        let title = self.required("title", "title = \"Patto di quartiere\"", report);
        let language = self.required("language", "language = \"it\"", report);
        self.schema(report);
        if let Some((name, offset)) = &name
            && !pact_model::process::is_slug(name)
        {
            report.add(*offset, Problem::BadName(name.clone()));
        }
        if let Some((language, offset)) = &language
            && !is_language(language)
        {
            report.add(*offset, Problem::BadLanguage(language.clone()));
        }
        let ((name, offset), (title, _), (language, _)) = (name?, title?, language?);
        Some(Common { name, name_line: report.line(offset), title, language })
    }
}

/// What every template says of itself.
pub(super) struct Common {
    pub(super) name: String,
    pub(super) name_line: u32,
    pub(super) title: String,
    pub(super) language: String,
}

/// Whether the text looks like a BCP 47 tag: `it`, `en`, `de-IT`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|part| {
        (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    let mut rest = parts;
    first
        && rest.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
