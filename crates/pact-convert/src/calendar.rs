//! How do the milestones enter a calendar? iCalendar (RFC 5545): one event a day long for each milestone whose day is
//! known.

use jiff::civil::Date;
use pact_model::register::{Milestone, Register, When};
use pact_model::time::Timestamp;

use crate::register::{labels, phrases};

/// Longest line, in bytes and without its end (RFC 5545, 3.1).
const MAX_LINE: usize = 75;

/// What the calendar is called, and when it was made.
#[derive(Clone, Copy, Debug)]
pub struct CalendarInfo<'a> {
    /// Name of the process in addresses; part of every event's identity.
    pub slug: &'a str,
    /// Title of the process.
    pub title: &'a str,
    /// Now.
    pub stamp: Timestamp,
}

/// A calendar file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The file.
    pub text: String,
    /// Milestones in it.
    pub written: usize,
    /// Milestones left out: without a date, or in a month of the pact whose days are not known yet.
    pub left_out: usize,
}

/// The milestones of a register as a calendar. Event identities stay the same, so that a calendar that subscribed moves
/// an event instead of doubling it.
#[must_use]
pub fn milestones_calendar(register: &Register, info: &CalendarInfo<'_>) -> Calendar {
    let mut text = String::new();
    push(&mut text, "BEGIN", "VCALENDAR");
    push(&mut text, "VERSION", "2.0");
    push(&mut text, "PRODID", "-//Pattovivo//Cronoprogramma//IT");
    push(&mut text, "CALSCALE", "GREGORIAN");
    push(&mut text, "METHOD", "PUBLISH");
    push(&mut text, "X-WR-CALNAME", &escaped(info.title));
    let mut written = 0;
    for milestone in &register.milestones {
        let Some(day) = milestone.date.and_then(|date| register.timeline.ends(date)) else { continue };
        // Years of other lengths have no place in the format.
        if !(1..=9999).contains(&day.year()) {
            continue;
        }
        push_event(&mut text, register, milestone, day, info);
        written += 1;
    }
    push(&mut text, "END", "VCALENDAR");
    Calendar { text, written, left_out: register.milestones.len() - written }
}

fn push_event(
    text: &mut String,
    register: &Register,
    milestone: &Milestone,
    day: Date,
    info: &CalendarInfo<'_>,
) {
    push(text, "BEGIN", "VEVENT");
    push(text, "UID", &escaped(&format!("{}@{}.pattovivo", milestone.id, info.slug)));
    push(text, "DTSTAMP", &stamp(info.stamp));
    push(text, "DTSTART;VALUE=DATE", &format!("{:04}{:02}{:02}", day.year(), day.month(), day.day()));
    push(text, "SUMMARY", &escaped(&phrases::milestone(register, milestone)));
    let description = description(register, milestone);
    if !description.is_empty() {
        push(text, "DESCRIPTION", &escaped(&description));
    }
    push(text, "CATEGORIES", &escaped(labels::milestone(milestone.kind)));
    // A deadline does not make anybody busy.
    push(text, "TRANSP", "TRANSPARENT");
    push(text, "END", "VEVENT");
}

/// The month where only that was said, and what the milestone looks at.
fn description(register: &Register, milestone: &Milestone) -> String {
    let month = milestone.date.filter(|date| matches!(date, When::Month(_)));
    let month = month.map(|date| format!("Entro {}", register.timeline.label(date)));
    let commitments = milestone.commitments.iter().filter_map(|id| register.commitment(id));
    let commitments = commitments.map(|it| format!("{}: {}", phrases::who(register, it), phrases::what(it)));
    month.into_iter().chain(commitments).collect::<Vec<_>>().join("\n")
}

/// An instant in UTC.
fn stamp(at: Timestamp) -> String {
    let instant = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or(jiff::Timestamp::MAX);
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value (RFC 5545, 3.3.11). Control characters have no way in.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// One content line, folded at [`MAX_LINE`] bytes and never inside a character.
fn push(out: &mut String, name: &str, value: &str) {
    let mut length = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if length + c.len_utf8() > MAX_LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}
