//! How much is too much? Thresholds of the checks: they come from guiding questions of real tables, not from law, so
//! every process may set its own.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The thresholds of a process. What is absent has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct CheckSettings {
    /// Most commitments of a body before R1 speaks; of a municipality, of each department.
    pub max_commitments: u32,
    /// Most deadlines of a body in one month before R13 speaks.
    pub max_deadlines_per_month: u32,
    /// Most months without a collective verification before R17 speaks.
    pub max_gap_months: u32,
}

/// A threshold nobody can mean.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field} must be between 1 and {most}")]
pub struct SettingsError {
    /// The threshold.
    pub field: &'static str,
    /// The largest value it may have.
    pub most: u32,
}

/// Beyond this a threshold never speaks.
const MAX_THRESHOLD: u32 = 50;
/// The longest a pact can be, in months.
const MAX_GAP: u32 = 60;

impl Default for CheckSettings {
    fn default() -> Self {
        Self { max_commitments: 3, max_deadlines_per_month: 3, max_gap_months: 6 }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names are a stored format")]
struct Written {
    max_commitments: Option<u32>,
    max_deadlines_per_month: Option<u32>,
    max_gap_months: Option<u32>,
}

impl TryFrom<Written> for CheckSettings {
    type Error = SettingsError;
    fn try_from(written: Written) -> Result<Self, SettingsError> {
        let default = Self::default();
        let within = |field, value: Option<u32>, default, most| match value {
            None => Ok(default),
            Some(value) if (1..=most).contains(&value) => Ok(value),
            Some(_) => Err(SettingsError { field, most }),
        };
        Ok(Self {
            max_commitments: within(
                "max_commitments",
                written.max_commitments,
                default.max_commitments,
                MAX_THRESHOLD,
            )?,
            max_deadlines_per_month: within(
                "max_deadlines_per_month",
                written.max_deadlines_per_month,
                default.max_deadlines_per_month,
                MAX_THRESHOLD,
            )?,
            max_gap_months: within(
                "max_gap_months",
                written.max_gap_months,
                default.max_gap_months,
                MAX_GAP,
            )?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<CheckSettings, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_absent_has_its_default() {
        assert_eq!(read("{}"), Ok(CheckSettings::default()));
        assert_eq!(
            read(r#"{"max_commitments":5}"#).map(|it| (it.max_commitments, it.max_gap_months)),
            Ok((5, 6))
        );
        let written = serde_json::to_string(&CheckSettings::default()).expect("plain numbers");
        assert_eq!(read(&written), Ok(CheckSettings::default()));
    }

    #[test]
    fn a_threshold_nobody_can_mean_is_refused_with_its_bounds() {
        for json in
            [r#"{"max_commitments":0}"#, r#"{"max_deadlines_per_month":51}"#, r#"{"max_gap_months":61}"#]
        {
            assert!(read(json).expect_err(json).contains("must be between 1 and"), "{json}");
        }
        assert!(read(r#"{"max_committments":3}"#).is_err(), "a misspelt name is not silently the default");
    }
}
