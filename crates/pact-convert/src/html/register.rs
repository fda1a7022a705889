//! How does HTML dress what the register says? A card as a list of questions and answers, everything else as a table
//! with a caption and heads a screen reader can say.

use maud::{Markup, html};
use pact_model::content::Element;

use crate::register::{Card, RegisterWords, Row, Shown, Table};

pub(super) fn shown(element: &Element, register: RegisterWords<'_>) -> Markup {
    let name = element.name.as_str();
    html! {
        @match register.block(name, &element.attributes) {
            Some(Shown::Card(shown)) => { (card(name, &shown)) }
            Some(Shown::Table(shown)) => { (table(name, &shown)) }
            Some(Shown::Note(words)) => { p .pact-register data-node=(name) { (words) } }
            None => {}
        }
    }
}

fn card(name: &str, card: &Card) -> Markup {
    html! {
        div .pact-register.pact-card data-node=(name) role="group" aria-label={ "Impegno: " (card.who) } {
            p .pact-card-what { strong { (card.who) } ": " (lines(&card.what)) }
            dl {
                @for (question, answer) in &card.answers {
                    dt { (question) }
                    @for line in answer { dd { (lines(line)) } }
                }
            }
        }
    }
}

fn table(name: &str, table: &Table) -> Markup {
    html! {
        // Wide tables scroll inside their own region, reachable by keyboard. On a phone the page may show a row as a list:
        // roles keep it a table for who listens, and each cell brings the name of its column.
        div .pact-register.pact-table data-node=(name) tabindex="0" role="region" aria-label=(table.caption) {
            table role="table" {
                caption { (table.caption) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for column in table.columns { th role="columnheader" scope="col" { (column) } }
                    }
                }
                tbody role="rowgroup" {
                    @for row in &table.rows { (self::row(row, table.columns)) }
                }
            }
        }
    }
}

fn row(row: &Row, columns: &[&str]) -> Markup {
    let class = row.is_early.then_some("pact-early");
    html! {
        tr role="row" class=[class] {
            @for (index, cell) in row.cells.iter().enumerate() {
                @if index == 0 {
                    th role="rowheader" scope="row" { (self::cell(cell)) }
                } @else {
                    td role="cell" data-column=[columns.get(index)] { (self::cell(cell)) }
                }
            }
        }
    }
}

fn cell(entries: &[String]) -> Markup {
    html! {
        @match entries {
            [] => {}
            [one] => { (lines(one)) }
            many => { ul { @for entry in many { li { (lines(entry)) } } } }
        }
    }
}

/// A long text keeps its lines.
fn lines(text: &str) -> Markup {
    html! {
        @for (index, line) in text.lines().enumerate() {
            @if index > 0 { br; }
            (line)
        }
    }
}
