//! What happens in which month? The timeline as a table that can be read aloud.

use pact_model::register::{Commitment, Month, Register, When};

use super::{Row, Table, phrases};

const COLUMNS: &[&str] = &["Mese", "Si comincia", "Entro il mese", "Tappe e verifiche"];
/// The months a pact is watched most closely in.
const EARLY_MONTHS: u8 = 6;

pub(super) fn months(register: &Register) -> Table {
    let timeline = &register.timeline;
    let mut rows: Vec<Row> = timeline
        .all_months()
        .map(|month| Row {
            is_early: month.number() <= EARLY_MONTHS,
            ..row(register, &timeline.month_label(month), |when| timeline.month(when) == Some(month), false)
        })
        .collect();
    let elsewhere = row(register, "Fuori dai mesi del Patto", |when| timeline.month(when).is_none(), true);
    if elsewhere.cells[1..].iter().any(|cell| !cell.is_empty()) {
        rows.push(elsewhere);
    }
    Table { caption: caption(register), columns: COLUMNS, rows }
}

fn caption(register: &Register) -> String {
    let months = register.timeline.months;
    match register.timeline.span() {
        Some((start, end)) => {
            let label = |date| register.timeline.label(When::Day(date));
            format!("Cronoprogramma: {months} mesi, dal {} al {}", label(start), label(end))
        }
        None => format!("Cronoprogramma: {months} mesi, da {} in poi", Month::FIRST),
    }
}

/// What begins, ends and is looked at when; with its date where the row does not tell it.
fn row(register: &Register, label: &str, is_then: impl Fn(When) -> bool, with_date: bool) -> Row {
    let dated = |when: When, text: String| {
        if with_date { format!("{text} ({})", register.timeline.label(when)) } else { text }
    };
    let commitments = |when: fn(&Commitment) -> Option<When>| {
        let then =
            register.commitments.iter().filter_map(|it| Some((it, when(it).filter(|when| is_then(*when))?)));
        then.map(|(it, when)| dated(when, sentence(register, it))).collect::<Vec<_>>()
    };
    let milestones =
        register.milestones.iter().filter_map(|it| Some((it, it.date.filter(|when| is_then(*when))?)));
    let milestones = milestones.map(|(it, when)| dated(when, phrases::milestone(register, it)));
    Row {
        cells: vec![
            vec![label.to_owned()],
            commitments(|commitment| commitment.from),
            commitments(|commitment| commitment.to),
            milestones.collect(),
        ],
        is_early: false,
    }
}

fn sentence(register: &Register, commitment: &Commitment) -> String {
    format!("{}: {}", phrases::who(register, commitment), phrases::what(commitment))
}
