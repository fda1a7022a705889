//! How does the register open in a spreadsheet? CSV as an Italian one expects it: UTF-8 with a byte order mark, `;`
//! between cells, CRLF after rows, quotes where needed. And back, row by row.
//!
//! **Formulas.** A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return would be run as a formula by
//! whoever opens the file, whoever wrote it. Such a cell is written with an apostrophe before it, which spreadsheets
//! take for «this is text». So that nothing is lost, apostrophes that already stand before such a character get one
//! more, and [`rows`] takes away exactly that one; any other apostrophe is left alone.

mod accountability;
mod commitments;
mod milestones;

use csv::{ReaderBuilder, Terminator, WriterBuilder};
use thiserror::Error;

pub use accountability::accountability_csv;
pub use commitments::commitments_csv;
pub use milestones::milestones_csv;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file that cannot be read as rows.
#[derive(Debug, Error)]
pub enum CsvError {
    /// It is not UTF-8.
    #[error("the file is not UTF-8")]
    Encoding(#[from] std::str::Utf8Error),
    /// It is not CSV.
    #[error("the file is not CSV")]
    Form(#[from] csv::Error),
}

/// The rows of a file as [`commitments_csv`] and its neighbours write it, the heading first. Rows may have different
/// lengths: people edit these files by hand.
pub fn rows(file: &[u8]) -> Result<Vec<Vec<String>>, CsvError> {
    let text = std::str::from_utf8(file)?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut reader =
        ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| Ok(row?.iter().map(unguarded).collect()));
    rows.collect()
}

/// A file with a heading and rows of the same length.
fn file(heading: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = BYTE_ORDER_MARK.as_bytes().to_vec();
    out.extend(plain_file(heading, rows));
    out
}

/// The same without a byte order mark, for programs that would take it for a part of the first heading.
fn plain_file(heading: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    const WHY: &str = "memory takes every row, and all rows are as long as the heading";
    let mut writer =
        WriterBuilder::new().delimiter(b';').terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(heading).expect(WHY);
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell))).expect(WHY);
    }
    writer.into_inner().expect(WHY)
}

/// Whether a spreadsheet would take the cell for a formula, once apostrophes before it are gone.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn guarded(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(guarded) if is_formula(guarded) => guarded.to_owned(),
        _ => cell.to_owned(),
    }
}

/// A day as an Italian spreadsheet reads it; empty when it is not known.
fn day(date: Option<jiff::civil::Date>) -> String {
    date.map_or_else(String::new, |date| format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year()))
}
