//! In and out: Markdown templates in, HTML and Markdown out; the register as CSV and iCalendar.
//!
//! Texts enter as Markdown and become the neutral content tree of `pact-model`, never HTML passed through;
//! they leave as HTML fragments or GitHub-flavoured Markdown. What a text may contain is decided in
//! `pact-model`; here live only its written forms.

pub mod calendar;
pub mod comparison;
pub mod demo;
pub mod html;
pub mod markdown;
pub mod spreadsheet;
pub mod template;

mod flow;
mod register;
