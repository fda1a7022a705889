//! Templates in, HTML, Markdown, CSV and iCalendar out, as a municipality and a reader meet them.

mod builtin;
mod calendar;
mod comparison;
mod demo;
mod folder;
mod html;
mod markdown;
mod refusals;
mod registers;
mod shown;
mod spreadsheet;
