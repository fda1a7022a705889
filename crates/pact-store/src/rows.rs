//! From cells to values: the one place where a stored row is believed or not.
//!
//! Everything read from a table passes through [`Record`], which knows table and key, so that a row that
//! cannot be read says which one it is.

use std::fmt::Display;
use std::str::FromStr;

use bytes::Bytes;
use pact_model::time::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::error::StoreError;

/// Longest list read in one piece; a longer one is [`StoreError::TooMany`], not a cut one. Two orders of
/// magnitude above the largest process known.
pub const LIST_LIMIT: u32 = 10_000;

/// Most rows of a list that is read page by page.
pub const PAGE_LIMIT: u32 = 1_000;

/// Most rows of the log read at once; the caller goes on where the page ends.
pub const LOG_PAGE_LIMIT: u32 = 10_000;

/// One more than [`LIST_LIMIT`], so that passing it is noticed.
pub(crate) const LIST_PROBE: i64 = LIST_LIMIT as i64 + 1;

/// The cells of a row, of whichever engine. Null is `None`.
pub(crate) trait Cells {
    fn uuid_cell(&self, column: &str) -> Result<Option<Uuid>, sqlx::Error>;
    fn text_cell(&self, column: &str) -> Result<Option<String>, sqlx::Error>;
    fn number_cell(&self, column: &str) -> Result<Option<i64>, sqlx::Error>;
    fn bytes_cell(&self, column: &str) -> Result<Option<Vec<u8>>, sqlx::Error>;
}

macro_rules! cells {
    ($row:ty) => {
        impl Cells for $row {
            fn uuid_cell(&self, column: &str) -> Result<Option<Uuid>, sqlx::Error> {
                self.try_get(column)
            }
            fn text_cell(&self, column: &str) -> Result<Option<String>, sqlx::Error> {
                self.try_get(column)
            }
            fn number_cell(&self, column: &str) -> Result<Option<i64>, sqlx::Error> {
                self.try_get(column)
            }
            fn bytes_cell(&self, column: &str) -> Result<Option<Vec<u8>>, sqlx::Error> {
                self.try_get(column)
            }
        }
    };
}
cells!(SqliteRow);
cells!(PgRow);

/// A type that is one row of a table.
pub(crate) trait Stored: Sized {
    /// Name of the table.
    const TABLE: &'static str;
    /// Columns that say which row it is.
    const KEY: &'static [&'static str];

    /// The value in these cells.
    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError>;
}

/// One row of a known table, being read.
pub(crate) struct Record<'r, R> {
    table: &'static str,
    key: &'static [&'static str],
    row: &'r R,
}

impl<R: Cells> Record<'_, R> {
    pub(crate) fn uuid(&self, column: &str) -> Result<Uuid, StoreError> {
        self.present(column, self.row.uuid_cell(column))
    }

    pub(crate) fn uuid_or_null(&self, column: &str) -> Result<Option<Uuid>, StoreError> {
        self.row.uuid_cell(column).map_err(|error| self.corrupt(column, error))
    }

    pub(crate) fn text(&self, column: &str) -> Result<String, StoreError> {
        self.present(column, self.row.text_cell(column))
    }

    pub(crate) fn text_or_null(&self, column: &str) -> Result<Option<String>, StoreError> {
        self.row.text_cell(column).map_err(|error| self.corrupt(column, error))
    }

    /// A name of a closed set.
    pub(crate) fn name<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, StoreError> {
        self.text(column)?.parse().map_err(|error| self.corrupt(column, error))
    }

    pub(crate) fn name_or_null<T: FromStr<Err: Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, StoreError> {
        self.text_or_null(column)?
            .map(|text| text.parse().map_err(|error| self.corrupt(column, error)))
            .transpose()
    }

    /// A count, position, seq or epoch: never negative.
    pub(crate) fn number(&self, column: &str) -> Result<i64, StoreError> {
        self.not_negative(column, self.present(column, self.row.number_cell(column))?)
    }

    pub(crate) fn number_or_null(&self, column: &str) -> Result<Option<i64>, StoreError> {
        self.row
            .number_cell(column)
            .map_err(|error| self.corrupt(column, error))?
            .map(|number| self.not_negative(column, number))
            .transpose()
    }

    pub(crate) fn time(&self, column: &str) -> Result<Timestamp, StoreError> {
        self.present(column, self.row.number_cell(column)).map(Timestamp::from_micros)
    }

    pub(crate) fn time_or_null(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let micros = self.row.number_cell(column).map_err(|error| self.corrupt(column, error))?;
        Ok(micros.map(Timestamp::from_micros))
    }

    pub(crate) fn bytes(&self, column: &str) -> Result<Bytes, StoreError> {
        self.present(column, self.row.bytes_cell(column)).map(Bytes::from)
    }

    pub(crate) fn bytes_or_null(&self, column: &str) -> Result<Option<Bytes>, StoreError> {
        let bytes = self.row.bytes_cell(column).map_err(|error| self.corrupt(column, error))?;
        Ok(bytes.map(Bytes::from))
    }

    pub(crate) fn hash(&self, column: &str) -> Result<[u8; 32], StoreError> {
        let bytes = self.present(column, self.row.bytes_cell(column))?;
        let found = bytes.len();
        bytes.try_into().map_err(|_| self.corrupt(column, format!("a hash of {found} bytes, not 32")))
    }

    pub(crate) fn json(&self, column: &str) -> Result<Value, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|error| self.corrupt(column, error))
    }

    /// JSON of a known shape.
    pub(crate) fn json_as<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|error| self.corrupt(column, error))
    }

    pub(crate) fn json_or_null(&self, column: &str) -> Result<Option<Value>, StoreError> {
        self.text_or_null(column)?
            .map(|text| serde_json::from_str(&text).map_err(|error| self.corrupt(column, error)))
            .transpose()
    }

    /// A JSON list of texts.
    pub(crate) fn names(&self, column: &str) -> Result<Vec<String>, StoreError> {
        self.json_as(column)
    }

    fn present<T>(&self, column: &str, cell: Result<Option<T>, sqlx::Error>) -> Result<T, StoreError> {
        cell.map_err(|error| self.corrupt(column, error))?.ok_or_else(|| self.corrupt(column, "is null"))
    }

    fn not_negative(&self, column: &str, number: i64) -> Result<i64, StoreError> {
        if number < 0 { Err(self.corrupt(column, format!("{number} is negative"))) } else { Ok(number) }
    }

    fn corrupt(&self, column: &str, why: impl Display) -> StoreError {
        let mut what = self.table.to_owned();
        for &column in self.key {
            what.push(' ');
            what.push_str(&self.key_cell(column));
        }
        StoreError::corrupt(what, format!("column {column}: {why}"))
    }

    /// A cell of the key as text, of whichever type it is.
    fn key_cell(&self, column: &str) -> String {
        if let Ok(Some(id)) = self.row.uuid_cell(column) {
            return id.to_string();
        }
        if let Ok(Some(number)) = self.row.number_cell(column) {
            return number.to_string();
        }
        self.row.text_cell(column).ok().flatten().unwrap_or_else(|| "?".to_owned())
    }
}

pub(crate) fn read<S: Stored, R: Cells>(row: &R) -> Result<S, StoreError> {
    S::read(&Record { table: S::TABLE, key: S::KEY, row })
}

/// A row or none.
pub(crate) fn read_one<S: Stored, R: Cells>(row: Option<R>) -> Result<Option<S>, StoreError> {
    row.map(|row| read(&row)).transpose()
}

/// A page of rows.
pub(crate) fn read_page<S: Stored, R: Cells>(rows: &[R]) -> Result<Vec<S>, StoreError> {
    rows.iter().map(read).collect()
}

/// All rows of a list asked for with [`LIST_PROBE`].
pub(crate) fn read_list<S: Stored, R: Cells>(rows: &[R]) -> Result<Vec<S>, StoreError> {
    if rows.len() > LIST_LIMIT as usize {
        return Err(StoreError::TooMany { table: S::TABLE, limit: LIST_LIMIT });
    }
    read_page(rows)
}
