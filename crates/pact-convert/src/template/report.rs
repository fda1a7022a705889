//! Mistakes of one file as they are found: offsets become lines, and nothing stops at the first.

use super::problem::{Problem, TemplateError};
use crate::markdown::Finding;

/// Most mistakes reported for one file: beyond these, the first ones explain the rest.
const MAX_ERRORS: usize = 100;

pub(crate) struct Report {
    file: String,
    /// Offset of the first character of each line.
    line_starts: Vec<usize>,
    errors: Vec<TemplateError>,
}

impl Report {
    pub(crate) fn new(file: &str, text: &str) -> Self {
        let after_feeds = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(after_feeds).collect();
        Self { file: file.to_owned(), line_starts, errors: Vec::new() }
    }

    /// Line, from 1, on which the offset lies.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        let lines = self.line_starts.partition_point(|start| *start <= offset);
        u32::try_from(lines).unwrap_or(u32::MAX).max(1)
    }

    pub(crate) fn add(&mut self, offset: usize, problem: Problem) {
        let error = TemplateError::new(&self.file, self.line(offset), problem);
        if !self.errors.contains(&error) && self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        }
    }

    /// What the Markdown reader could not place.
    pub(crate) fn add_findings(&mut self, findings: Vec<(usize, Finding)>) {
        for (offset, finding) in findings {
            let problem = match finding {
                Finding::Html(html) => Problem::Html(html.chars().take(40).collect()),
                Finding::Image => Problem::Image,
                Finding::Code => Problem::Code,
                Finding::Rule => Problem::Rule,
                Finding::HeadingTooDeep => Problem::HeadingTooDeep,
                Finding::HeadingSkipped => Problem::HeadingSkipped,
                Finding::HeadingInside => Problem::HeadingInside,
                Finding::UnsafeLink(address) => Problem::UnsafeLink(address.chars().take(80).collect()),
                Finding::TooDeep => Problem::TooDeep,
                Finding::MetadataInside => Problem::SecondFrontMatter,
            };
            self.add(offset, problem);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// All mistakes, in the order of the file.
    pub(crate) fn into_errors(mut self) -> Vec<TemplateError> {
        self.errors.sort_by_key(|error| error.line);
        self.errors
    }
}
