//! When is something due? A month of the pact, all that can be said before its start is known, or a day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::document::UnknownName;

/// A month of the pact, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(u8);

impl Month {
    /// The first month.
    pub const FIRST: Self = Self(1);
    /// The last month there can be: five years, longer than any pact lasts without being made anew.
    pub const LAST: Self = Self(60);

    /// The n-th month, if a pact can be so long.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        let number = u8::try_from(number).ok()?;
        (Self::FIRST.0..=Self::LAST.0).contains(&number).then_some(Self(number))
    }

    /// Its number, from 1.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// All months from the first to this one.
    pub fn up_to(self) -> impl Iterator<Item = Self> {
        (Self::FIRST.0..=self.0).map(Self)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "M{}", self.0)
    }
}

/// A *when* of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum When {
    /// A month of the pact.
    Month(Month),
    /// A day.
    Day(Date),
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Day(date) => date.fmt(f),
        }
    }
}

impl FromStr for When {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName { what: "when", name: text.to_owned() };
        let when = match text.strip_prefix('M') {
            Some(number) => Self::Month(number.parse().ok().and_then(Month::new).ok_or_else(unknown)?),
            None => Self::Day(text.parse().map_err(|_| unknown())?),
        };
        // One way to write each: `M01` or a date with a time of day would compare as different.
        if when.to_string() == text { Ok(when) } else { Err(unknown()) }
    }
}

impl TryFrom<String> for When {
    type Error = UnknownName;
    fn try_from(text: String) -> Result<Self, UnknownName> {
        text.parse()
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        when.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_when_is_a_month_of_the_pact_or_a_day() {
        for text in ["M1", "M12", "M60", "2027-03-15", "2028-02-29"] {
            assert_eq!(text.parse::<When>().expect(text).to_string(), text);
        }
    }

    #[test]
    fn anything_else_is_no_when() {
        for text in [
            "",
            "M",
            "M0",
            "M61",
            "M01",
            "M+1",
            "M999999999999",
            "m3",
            "marzo",
            "2027-02-29",
            "2027-3-15",
            "20270315",
            "2027-03-15T10:00:00",
            "-2027-03-15",
            " M3",
        ] {
            assert!(text.parse::<When>().is_err(), "{text}");
        }
    }
}
