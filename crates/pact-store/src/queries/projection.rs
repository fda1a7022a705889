//! The register as rows: given whole, read whole, and only what differs is written. The shape of every table stands in [`TABLES`], once.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pact_model::ids::DocumentId;
use pact_model::time::Timestamp;
use sqlx::AssertSqlSafe;

use crate::dialect::multi_row;
use crate::error::StoreError;
use crate::rows::{Cells, Record, Stored, read_one};
use crate::tx::{Tx, on_db};

/// Rows of one insert: far below what either engine binds at once.
const CHUNK: usize = 200;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
}

struct Table {
    name: &'static str,
    /// Columns beside `doc`, the ones of the key first.
    columns: &'static [(&'static str, Kind)],
    /// How many of them are the key.
    key: usize,
}

use Kind::{Number, Text};

const TABLES: [Table; 8] = [
    Table {
        name: "register_actor",
        columns: &[
            ("id", Text),
            ("position", Number),
            ("name", Text),
            ("kind", Text),
            ("primary_category", Text),
            ("secondary_categories", Text),
            ("level", Text),
            ("departments", Text),
            ("at_table", Number),
        ],
        key: 1,
    },
    Table { name: "register_line", columns: &[("id", Text), ("position", Number), ("name", Text)], key: 1 },
    Table {
        name: "register_action",
        columns: &[
            ("id", Text),
            ("position", Number),
            ("name", Text),
            ("kind", Text),
            ("priority", Text),
            ("lines", Text),
        ],
        key: 1,
    },
    Table {
        name: "register_commitment",
        columns: &[
            ("id", Text),
            ("position", Number),
            ("actor", Text),
            ("department", Text),
            ("what", Text),
            ("action", Text),
            ("starts", Text),
            ("ends", Text),
            ("verification", Text),
            ("flexibility", Text),
            ("state", Text),
            ("reason", Text),
            ("life", Text),
        ],
        key: 1,
    },
    Table {
        name: "register_alliance",
        columns: &[("commitment", Text), ("actor", Text), ("confirmed", Number)],
        key: 2,
    },
    Table {
        name: "register_resource",
        columns: &[
            ("id", Text),
            ("position", Number),
            ("actor", Text),
            ("commitment", Text),
            ("kind", Text),
            ("label", Text),
            ("quantity", Text),
            ("unit", Text),
            ("conditions", Text),
            ("starts", Text),
            ("ends", Text),
        ],
        key: 1,
    },
    Table {
        name: "register_milestone",
        columns: &[
            ("id", Text),
            ("position", Number),
            ("kind", Text),
            ("title", Text),
            ("date", Text),
            ("actor", Text),
            ("commitments", Text),
        ],
        key: 1,
    },
    Table {
        name: "register_removed",
        columns: &[
            ("entity", Text),
            ("id", Text),
            ("label", Text),
            ("reason", Text),
            ("actor", Text),
            ("life", Text),
        ],
        key: 2,
    },
];

/// One cell of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// Text, or none.
    Text(Option<String>),
    /// A number.
    Number(i64),
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// The rows of one table, each in the order of its columns.
pub type Rows = Vec<Vec<Cell>>;

/// A register as rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterRows {
    /// Bodies.
    pub actors: Rows,
    /// Production lines.
    pub lines: Rows,
    /// Actions.
    pub actions: Rows,
    /// Commitments.
    pub commitments: Rows,
    /// Who helps whom.
    pub alliances: Rows,
    /// Resources.
    pub resources: Rows,
    /// Milestones.
    pub milestones: Rows,
    /// What was taken out.
    pub removed: Rows,
}

impl RegisterRows {
    /// The tables by name, in the order of [`TABLES`].
    #[must_use]
    pub fn tables(&self) -> [(&'static str, &Rows); TABLES.len()] {
        let rows = [
            &self.actors,
            &self.lines,
            &self.actions,
            &self.commitments,
            &self.alliances,
            &self.resources,
            &self.milestones,
            &self.removed,
        ];
        std::array::from_fn(|at| (TABLES[at].name, rows[at]))
    }

    fn of(tables: [Rows; TABLES.len()]) -> Self {
        let [actors, lines, actions, commitments, alliances, resources, milestones, removed] = tables;
        Self { actors, lines, actions, commitments, alliances, resources, milestones, removed }
    }
}

/// A projection: what it reflects, and the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionRow {
    /// The register.
    pub doc: DocumentId,
    /// Its generation.
    pub epoch: i64,
    /// The place in the log that it reflects.
    pub seq: i64,
    /// First day of the first month, ISO.
    pub starts_on: Option<String>,
    /// How many months.
    pub months: i64,
    /// Where the start comes from.
    pub basis: Option<String>,
    /// When it was made.
    pub at: Timestamp,
}

impl Tx {
    /// Makes the rows of a register those given; only what differs is written, so that a letter in a long text is one
    /// row.
    pub async fn put_projection(
        &mut self,
        row: &ProjectionRow,
        rows: &RegisterRows,
    ) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into register_projection (doc, epoch, seq, starts_on, months, basis, at)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (doc) do update set epoch = excluded.epoch, seq = excluded.seq,
                    starts_on = excluded.starts_on, months = excluded.months, basis = excluded.basis,
                    at = excluded.at",
            )
            .bind(*row.doc.as_uuid())
            .bind(row.epoch)
            .bind(row.seq)
            .bind(&row.starts_on)
            .bind(row.months)
            .bind(&row.basis)
            .bind(row.at.as_micros())
            .execute(conn)
            .await?;
        });
        let before = self.projected_rows(row.doc).await?;
        for ((table, (_, before)), (_, rows)) in TABLES.iter().zip(before.tables()).zip(rows.tables()) {
            let [old, new]: [BTreeSet<&Vec<Cell>>; 2] = [before, rows].map(|rows| rows.iter().collect());
            for gone in old.difference(&new) {
                self.delete_row(row.doc, table, gone).await?;
            }
            let fresh: Vec<&Vec<Cell>> = new.difference(&old).copied().collect();
            for chunk in fresh.chunks(CHUNK) {
                self.insert_rows(row.doc, table, chunk).await?;
            }
        }
        Ok(())
    }

    async fn delete_row(&mut self, doc: DocumentId, table: &Table, row: &[Cell]) -> Result<(), StoreError> {
        let mut sql = format!("delete from {} where doc = $1", table.name);
        for (n, (name, _)) in (2..).zip(&table.columns[..table.key]) {
            write!(sql, " and {name} = ${n}").expect("writing into a String does not fail");
        }
        on_db!(self, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(*doc.as_uuid());
            for cell in row.iter().take(table.key) {
                query = match cell {
                    Cell::Text(text) => query.bind(text),
                    Cell::Number(number) => query.bind(number),
                };
            }
            query.execute(conn).await?;
        });
        Ok(())
    }

    /// Takes the rows of a register away: they can be made again at any time.
    pub async fn delete_projection(&mut self, doc: DocumentId) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query("delete from register_projection where doc = $1")
                .bind(*doc.as_uuid())
                .execute(conn)
                .await?;
        });
        Ok(())
    }

    async fn insert_rows(
        &mut self,
        doc: DocumentId,
        table: &Table,
        rows: &[&Vec<Cell>],
    ) -> Result<(), StoreError> {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let head = format!("insert into {} (doc, {})", table.name, names.join(", "));
        let sql = multi_row(&head, names.len() + 1, rows.len());
        on_db!(self, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for row in rows {
                query = query.bind(*doc.as_uuid());
                for cell in *row {
                    query = match cell {
                        Cell::Text(text) => query.bind(text),
                        Cell::Number(number) => query.bind(number),
                    };
                }
            }
            query.execute(conn).await?;
        });
        Ok(())
    }

    /// What a register's rows reflect; `None` when there are none.
    pub async fn projection(&mut self, doc: DocumentId) -> Result<Option<ProjectionRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(
                "select doc, epoch, seq, starts_on, months, basis, at
                from register_projection where doc = $1",
            )
            .bind(*doc.as_uuid())
            .fetch_optional(conn)
            .await?;
            read_one(row)
        })
    }

    /// The rows of a register, by key.
    pub async fn projected_rows(&mut self, doc: DocumentId) -> Result<RegisterRows, StoreError> {
        let mut tables: [Rows; TABLES.len()] = std::array::from_fn(|_| Rows::new());
        for (rows, table) in tables.iter_mut().zip(&TABLES) {
            let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
            let sql = format!("select {} from {} where doc = $1", names.join(", "), table.name);
            *rows = on_db!(self, |conn| {
                let found = sqlx::query(AssertSqlSafe(sql)).bind(*doc.as_uuid()).fetch_all(conn).await?;
                found.iter().map(|row| cells(table, row)).collect::<Result<Rows, StoreError>>()?
            });
            // Engines sort text each in its own way.
            rows.sort_by(|left, right| left[..table.key].cmp(&right[..table.key]));
        }
        Ok(RegisterRows::of(tables))
    }
}

fn cells<R: Cells>(table: &Table, row: &R) -> Result<Vec<Cell>, StoreError> {
    let cell = |(name, kind): &(&'static str, Kind)| match kind {
        Text => row.text_cell(name).map(Cell::Text),
        Number => row.number_cell(name).map(|number| Cell::Number(number.unwrap_or_default())),
    };
    let cells = table.columns.iter().map(cell).collect::<Result<_, _>>();
    cells.map_err(|error| StoreError::corrupt(table.name.to_owned(), error))
}

impl Stored for ProjectionRow {
    const TABLE: &'static str = "register_projection";
    const KEY: &'static [&'static str] = &["doc"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            doc: DocumentId::from_uuid(record.uuid("doc")?),
            epoch: record.number("epoch")?,
            seq: record.number("seq")?,
            starts_on: record.text_or_null("starts_on")?,
            months: record.number("months")?,
            basis: record.text_or_null("basis")?,
            at: record.time("at")?,
        })
    }
}
