//! Which month is that? The months of the pact, counted from its start once that is known.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Month, When};
use crate::document::{UnknownName, named};

named! {
    /// Where the start of the pact comes from.
    Basis, "timeline basis" {
        /// The day it was signed.
        Signature = "firma",
        /// A day the table declared.
        Declared = "dichiarata",
    }
}

const MONTH_NAMES: [&str; 12] = [
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

/// The Italian name of a date's month.
#[must_use]
pub fn month_name(date: Date) -> &'static str {
    MONTH_NAMES[usize::from(date.month().unsigned_abs()) - 1]
}

/// The month of the calendar with this Italian name, in small letters, from 1.
#[must_use]
pub fn month_named(name: &str) -> Option<i8> {
    (1..).zip(MONTH_NAMES).find(|(_, month)| *month == name).map(|(number, _)| number)
}

/// The months of the pact (cronoprogramma).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// First day of the first month; unknown until the pact is signed or a day is declared.
    pub start: Option<Date>,
    /// How many months there are.
    pub months: u8,
    /// Where the start comes from.
    pub basis: Option<Basis>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self { start: None, months: Self::DEFAULT_MONTHS, basis: None }
    }
}

impl Timeline {
    /// Months of a pact that says nothing else.
    pub const DEFAULT_MONTHS: u8 = 12;

    /// All months of the pact.
    pub fn all_months(&self) -> impl Iterator<Item = Month> {
        Month::new(self.months.into()).unwrap_or(Month::FIRST).up_to()
    }

    /// First day of a month, in or after the pact; `None` while the start is unknown. Always counted from the start:
    /// after a 31st, months begin on the 31st or on their own last day.
    #[must_use]
    pub fn first_day(&self, month: Month) -> Option<Date> {
        self.nth_month(i64::from(month.number()) - 1)
    }

    /// Last day of a month; `None` while the start is unknown.
    #[must_use]
    pub fn last_day(&self, month: Month) -> Option<Date> {
        self.nth_month(month.number().into())?.yesterday().ok()
    }

    /// First and last day of the pact; `None` while the start is unknown.
    #[must_use]
    pub fn span(&self) -> Option<(Date, Date)> {
        Some((self.start?, self.nth_month(self.months.into())?.yesterday().ok()?))
    }

    fn nth_month(&self, after: i64) -> Option<Date> {
        self.start?.checked_add(after.months()).ok()
    }

    /// The month a date lies in: `None` while the start is unknown, and outside the pact.
    #[must_use]
    pub fn month_of(&self, date: Date) -> Option<Month> {
        let start = self.start?;
        let years = i64::from(date.year()) - i64::from(start.year());
        let months = years * 12 + i64::from(date.month()) - i64::from(start.month());
        let began = self.nth_month(months.clamp(0, Month::LAST.number().into()))? <= date;
        let number = u32::try_from(if began { months + 1 } else { months }).ok()?;
        Month::new(number).filter(|month| month.number() <= self.months)
    }

    /// The month of the pact a when lies in: `None` for a day while the start is unknown, and outside the pact.
    #[must_use]
    pub fn month(&self, when: When) -> Option<Month> {
        match when {
            When::Month(month) => Some(month).filter(|month| month.number() <= self.months),
            When::Day(date) => self.month_of(date),
        }
    }

    /// Whether a when lies in the pact; `None` when nobody can say, which is a day while the start is unknown.
    #[must_use]
    pub fn contains(&self, when: When) -> Option<bool> {
        match when {
            When::Day(_) if self.start.is_none() => None,
            _ => Some(self.month(when).is_some()),
        }
    }

    /// The day of a when that begins something: of a month, the first.
    #[must_use]
    pub fn begins(&self, when: When) -> Option<Date> {
        match when {
            When::Month(month) => self.first_day(month),
            When::Day(date) => Some(date),
        }
    }

    /// The day of a when that ends something: of a month, the last. A milestone is due at the end of its month.
    #[must_use]
    pub fn ends(&self, when: When) -> Option<Date> {
        match when {
            When::Month(month) => self.last_day(month),
            When::Day(date) => Some(date),
        }
    }

    /// A when as people read it: «M3 · marzo 2027», «M3» while the start is unknown, «15 marzo 2027».
    #[must_use]
    pub fn label(&self, when: When) -> String {
        match when {
            When::Month(month) => self.month_label(month),
            When::Day(date) => long_date(date),
        }
    }

    /// A month as people read it. When the pact does not start on a first of the month, its months lie in two months
    /// of the calendar: «M3 · marzo–aprile 2027».
    #[must_use]
    pub fn month_label(&self, month: Month) -> String {
        let (Some(first), Some(last)) = (self.first_day(month), self.last_day(month)) else {
            return month.to_string();
        };
        let (from, to) = (month_name(first), month_name(last));
        if first.year() != last.year() {
            format!("{month} · {from} {}–{to} {}", first.year(), last.year())
        } else if first.month() != last.month() {
            format!("{month} · {from}–{to} {}", last.year())
        } else {
            format!("{month} · {from} {}", last.year())
        }
    }

    /// A period as people read it: «da M1 · gennaio 2027 a M6 · giugno 2027», «dal 1º marzo 2027 all'8 maggio 2027»,
    /// «entro M6».
    #[must_use]
    pub fn period_label(&self, from: Option<When>, to: Option<When>) -> Option<String> {
        let after = |words, when| format!("{}{}", preposition(words, when), self.label(when));
        Some(match (from, to) {
            (None, None) => return None,
            (Some(from), None) => after(FROM, from),
            (None, Some(to)) => after(BY, to),
            (Some(from), Some(to)) if from == to => self.label(to),
            (Some(from), Some(to)) => format!("{} {}", after(FROM, from), after(UNTIL, to)),
        })
    }
}

/// A preposition before a month of the pact, before a day, and before a day that begins with a vowel: «otto», «undici».
type Preposition = [&'static str; 3];

const FROM: Preposition = ["da ", "dal ", "dall'"];
const UNTIL: Preposition = ["a ", "al ", "all'"];
const BY: Preposition = ["entro ", "entro il ", "entro l'"];

fn preposition([month, day, vowel]: Preposition, when: When) -> &'static str {
    match when {
        When::Month(_) => month,
        When::Day(date) if matches!(date.day(), 8 | 11) => vowel,
        When::Day(_) => day,
    }
}

/// `15 marzo 2027`; Italian says «1º» on the first day of a month, and a cardinal on all others.
fn long_date(date: Date) -> String {
    let ordinal = if date.day() == 1 { "º" } else { "" };
    format!("{}{ordinal} {} {}", date.day(), month_name(date), date.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn from(start: Date) -> Timeline {
        Timeline { start: Some(start), ..Timeline::default() }
    }

    fn month(number: u32) -> Month {
        Month::new(number).expect("a month")
    }

    #[test]
    fn a_month_begins_and_ends_by_the_count_from_the_start() {
        let timeline = from(date(2027, 1, 15));
        assert_eq!(timeline.first_day(month(1)), Some(date(2027, 1, 15)));
        assert_eq!(timeline.last_day(month(1)), Some(date(2027, 2, 14)));
        assert_eq!(timeline.first_day(month(12)), Some(date(2027, 12, 15)));
        assert_eq!(timeline.span(), Some((date(2027, 1, 15), date(2028, 1, 14))));
    }

    #[test]
    fn months_after_a_thirty_first_do_not_drift() {
        let timeline = from(date(2027, 1, 31));
        assert_eq!(timeline.first_day(month(2)), Some(date(2027, 2, 28)));
        assert_eq!(timeline.first_day(month(3)), Some(date(2027, 3, 31)));
        assert_eq!(timeline.last_day(month(3)), Some(date(2027, 4, 29)));
    }

    #[test]
    fn every_day_of_the_pact_lies_in_the_month_that_holds_it() {
        for start in [date(2027, 1, 1), date(2027, 1, 31), date(2028, 2, 29), date(2027, 12, 30)] {
            let timeline = from(start);
            let (first, last) = timeline.span().expect("a start");
            let mut day = first;
            while day <= last {
                let month = timeline.month_of(day).expect("inside the pact");
                assert!(timeline.first_day(month).expect("known") <= day, "{day} of {start}");
                assert!(timeline.last_day(month).expect("known") >= day, "{day} of {start}");
                day = day.tomorrow().expect("far from the end of time");
            }
            assert_eq!(timeline.month_of(first.yesterday().expect("a day")), None);
            assert_eq!(timeline.month_of(last.tomorrow().expect("a day")), None);
        }
    }

    #[test]
    fn before_the_start_is_known_months_are_all_there_is() {
        let timeline = Timeline::default();
        assert_eq!(timeline.contains(When::Month(month(12))), Some(true));
        assert_eq!(timeline.contains(When::Month(month(13))), Some(false));
        assert_eq!(timeline.contains(When::Day(date(2027, 3, 1))), None);
        assert_eq!(timeline.first_day(month(1)), None);
        assert_eq!(timeline.label(When::Month(month(3))), "M3");
    }

    #[test]
    fn labels_name_the_month_of_the_calendar() {
        let label = |start, number| from(start).label(When::Month(month(number)));
        assert_eq!(label(date(2027, 1, 1), 3), "M3 · marzo 2027");
        assert_eq!(label(date(2027, 1, 15), 3), "M3 · marzo–aprile 2027");
        assert_eq!(label(date(2027, 1, 15), 12), "M12 · dicembre 2027–gennaio 2028");
        assert_eq!(from(date(2027, 1, 1)).label(When::Day(date(2027, 5, 1))), "1º maggio 2027");
    }

    #[test]
    fn periods_read_as_people_say_them() {
        let timeline = from(date(2027, 1, 1));
        let (one, six) = (Some(When::Month(month(1))), Some(When::Month(month(6))));
        let label = |from, to| timeline.period_label(from, to);
        assert_eq!(label(one, six).as_deref(), Some("da M1 · gennaio 2027 a M6 · giugno 2027"));
        assert_eq!(label(None, six).as_deref(), Some("entro M6 · giugno 2027"));
        assert_eq!(label(one, one).as_deref(), Some("M1 · gennaio 2027"));
        assert_eq!(label(None, None), None);
        let day = |month, day| Some(When::Day(date(2027, month, day)));
        assert_eq!(label(day(3, 1), day(5, 8)).as_deref(), Some("dal 1º marzo 2027 all'8 maggio 2027"));
        assert_eq!(label(None, day(5, 11)).as_deref(), Some("entro l'11 maggio 2027"));
        assert_eq!(label(day(5, 2), six).as_deref(), Some("dal 2 maggio 2027 a M6 · giugno 2027"));
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        let timeline = from(date(9999, 12, 31));
        assert_eq!(timeline.last_day(month(12)), None);
        assert_eq!(timeline.month_of(date(-9999, 1, 1)), None);
        assert_eq!(timeline.span(), None);
        let _ = timeline.label(When::Month(month(60)));
        let _ = from(date(-9999, 1, 1)).month_of(date(9999, 12, 31));
    }
}
