//! R10: do the text and the register say the same?
//!
//! A wrong alarm here costs more than a missed one: people would stop reading them. So the rule judges only what it
//! can hold against something of the same sort in the register, and keeps silent otherwise:
//!
//! - **Deadlines**: a day, a month of the calendar or of the pact after «entro» or «fino a», or at the end of «da …
//!   a …». It must be the end of a bound commitment, or the date of a milestone that looks at one.
//! - **Other dates**: a day or month with its year, or `M3`, inside the pact. It must lie in the period of a bound
//!   commitment or be a date the register knows. Dates before the pact, and those after «legge», «delibera»,
//!   «sessione» and the like, are history.
//! - **Numbers**: one that stands before the name or unit of a bound resource («3 volontari»). It must be that
//!   resource's quantity, or the sum of those that are called the same. Numbers of articles, years and lengths of
//!   time («12 mesi») are never looked at.
//! - **Bodies**: one that gave a bound commitment away or left the register, and is still named; or one that opens
//!   a sentence and has no part in any bound commitment.

mod bodies;
mod dates;
mod known;
mod numbers;

use super::words::words;
use super::{BoundText, Check, Rule, Subject};
use crate::register::Register;
use bodies::Names;
use known::Known;

/// At most this many places are named in one suggestion.
const MAX_FOUND: usize = 3;

/// R10: a section says by hand something that the commitments it is bound to do not.
pub(super) fn says_something_else(register: &Register, texts: &[BoundText], out: &mut Vec<Check>) {
    let names = Names::of(register);
    for text in texts {
        let known = Known::of(register, &text.commitments);
        if known.is_empty() {
            continue;
        }
        let words = words(&text.words);
        let mut found = Vec::new();
        dates::differing(&text.words, &words, &known, &mut found);
        numbers::differing(&text.words, &words, &known, &mut found);
        bodies::differing(&text.words, &words, &known, &names, &mut found);
        if found.is_empty() {
            continue;
        }
        found.sort_unstable();
        found.dedup();
        let places: Vec<String> = found
            .iter()
            .take(MAX_FOUND)
            .map(|range| format!("«{}»", &text.words[range.0..range.1]))
            .collect();
        let places = places.join(", ");
        let subject = Subject::section(&text.document, &text.section);
        let message = format!("Il testo e la scheda non dicono la stessa cosa: {places}.");
        out.push(Check::new(Rule::R10, subject, message).with("found", places));
    }
}

/// A place in the text, in bytes.
type Place = (usize, usize);

#[cfg(test)]
mod tests;
