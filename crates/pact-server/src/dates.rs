//! Which day was that, here? Civil dates for readers, in the time of Italy.

use jiff::Zoned;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use pact_model::time::Timestamp;

use crate::language::Language;

const ZONE: &str = "Europe/Rome";
const ITALIAN_MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The day an instant falls on in Italy; in UTC on a machine without time zones.
#[must_use]
pub fn day_of(at: Timestamp) -> Date {
    in_italy(at).date()
}

/// `20 novembre 2025, ore 17.30` in Italian, `20 November 2025, 17:30` in English.
#[must_use]
pub fn moment(at: Timestamp, language: Language) -> String {
    let here = in_italy(at);
    let (day, hour) = (long(here.date(), language), hour(here.time(), language));
    language.choose(format!("{day}, ore {hour}"), format!("{day}, {hour}"))
}

fn in_italy(at: Timestamp) -> Zoned {
    let instant = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or(jiff::Timestamp::MAX);
    instant.to_zoned(TimeZone::get(ZONE).unwrap_or(TimeZone::UTC))
}

/// `20 novembre 2025`.
#[must_use]
pub fn long(date: Date, language: Language) -> String {
    let months = language.choose(ITALIAN_MONTHS, ENGLISH_MONTHS);
    let month = months[usize::from(date.month().unsigned_abs()) - 1];
    // Italian says «1º» on the first day of a month, and a cardinal on all others.
    let ordinal = if date.day() == 1 && language == Language::Italian { "º" } else { "" };
    format!("{}{ordinal} {month} {}", date.day(), date.year())
}

/// `17.30` in Italian, `17:30` in English.
#[must_use]
pub fn hour(time: Time, language: Language) -> String {
    match language {
        Language::Italian => format!("{}.{:02}", time.hour(), time.minute()),
        Language::English => format!("{:02}:{:02}", time.hour(), time.minute()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_reads_as_people_say_it() {
        let date = jiff::civil::date(2025, 11, 20);
        assert_eq!(long(date, Language::Italian), "20 novembre 2025");
        assert_eq!(long(date, Language::English), "20 November 2025");
        assert_eq!(long(jiff::civil::date(2026, 12, 1), Language::Italian), "1º dicembre 2026");
    }

    #[test]
    fn a_moment_is_told_in_the_time_of_italy() {
        let at = Timestamp::from_micros(1_763_650_800_000_000);
        assert_eq!(moment(at, Language::Italian), "20 novembre 2025, ore 16.00");
        assert_eq!(moment(at, Language::English), "20 November 2025, 16:00");
    }

    #[test]
    fn an_hour_has_the_sign_of_its_language() {
        let time = jiff::civil::time(9, 5, 0, 0);
        assert_eq!(hour(time, Language::Italian), "9.05");
        assert_eq!(hour(time, Language::English), "09:05");
    }
}
