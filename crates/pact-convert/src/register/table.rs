//! What is in a table of commitments?

use pact_model::register::{CommitmentFilter, Register};

use super::{labels, phrases};

/// Rows under columns; the first cell of a row names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// What the table shows.
    pub(crate) caption: String,
    /// Heads of the columns.
    pub(crate) columns: &'static [&'static str],
    /// The rows; when there are none, the caption says so.
    pub(crate) rows: Vec<Row>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Cells in the order of the columns, each with its lines.
    pub(crate) cells: Vec<Vec<String>>,
    /// Whether the row is one of the pact's first six months.
    pub(crate) is_early: bool,
}

const COLUMNS: &[&str] =
    &["Chi", "Che cosa", "Con che cosa", "Quando", "Come si vede che è fatto", "Con chi", "A che punto è"];

pub(super) fn commitments(register: &Register, filter: &CommitmentFilter) -> Table {
    let rows: Vec<Row> = register
        .commitments
        .iter()
        .filter(|commitment| filter.admits(commitment, register))
        .map(|commitment| Row {
            cells: vec![
                vec![phrases::who(register, commitment)],
                vec![phrases::what(commitment)],
                phrases::with_what(register, commitment),
                vec![phrases::when(register, commitment)],
                vec![commitment.verification.trim().to_owned()],
                phrases::with_whom(register, commitment),
                vec![phrases::state(commitment)],
            ],
            is_early: false,
        })
        .collect();
    let caption = caption(register, filter);
    let caption = if rows.is_empty() { format!("{caption}: ancora nessuno") } else { caption };
    Table { caption, columns: COLUMNS, rows }
}

/// «Impegni · Circolo Il Pergolato · in corso».
fn caption(register: &Register, filter: &CommitmentFilter) -> String {
    let name = |name: Option<&String>| name.map_or("non più nel registro".to_owned(), Clone::clone);
    let actors =
        filter.actors.iter().map(|id| phrases::or_else(&phrases::actor(register, Some(id)), &name(None)));
    let lines = filter.lines.iter().map(|id| name(register.line(id).map(|line| &line.name)));
    let actions = filter.actions.iter().map(|id| name(register.action(id).map(|action| &action.name)));
    let states = filter.states.iter().map(|state| labels::state(*state).to_owned());
    let groups = [
        actors.collect::<Vec<_>>().join(", "),
        lines.collect::<Vec<_>>().join(", "),
        actions.collect::<Vec<_>>().join(", "),
        states.collect::<Vec<_>>().join(", "),
    ];
    let mut parts = vec!["Impegni".to_owned()];
    parts.extend(groups.into_iter().filter(|group| !group.is_empty()));
    parts.join(" · ")
}
