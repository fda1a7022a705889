//! Which quantities does a text name, and which of them does the register not know?

use super::super::words::{Word, number, words};
use super::Place;
use super::known::Known;
use crate::register::Resource;

/// Lengths of time stand beside every number, and mean something else each time.
const TIMES: [&str; 12] = [
    "mes", "ann", "giorn", "settiman", "or", "minut", "volt", "mattin", "pomerigg", "ser", "giornat", "serat",
];
/// Units that say nothing about what is counted.
const LOOSE_UNITS: [&str; 3] = ["person", "pezz", "unit"];
/// A number that is a year far more often than a quantity.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2100;
/// An adjective has at least so many letters; a shorter word is an article or a preposition.
const SHORTEST_ADJECTIVE: usize = 4;
/// After one of these a number is a reference.
const REFERENCES: [&str; 9] = ["art", "articolo", "articoli", "n", "nr", "numero", "comma", "punto", "legge"];

pub(super) fn differing(text: &str, words: &[Word<'_>], known: &Known<'_>, out: &mut Vec<Place>) {
    let counted: Vec<(Vec<String>, f64)> = known
        .commitments
        .iter()
        .flat_map(|commitment| known.register.resources_of(&commitment.id))
        .filter_map(|resource| Some((nouns(resource), resource.quantity?)))
        .collect();
    if counted.is_empty() {
        return;
    }
    for (at, word) in words.iter().enumerate() {
        let Some(number) = number(&word.plain).filter(|number| !YEARS.contains(number)) else { continue };
        if is_part_of_a_number(text, word)
            || at.checked_sub(1).is_some_and(|before| words[before].is(&REFERENCES))
        {
            continue;
        }
        for noun in counted_nouns(text, words, at) {
            let stem = stem(&noun.plain);
            let quantities: Vec<f64> = counted
                .iter()
                .filter(|(nouns, _)| nouns.contains(&stem))
                .map(|(_, quantity)| *quantity)
                .collect();
            if quantities.is_empty() {
                continue;
            }
            let said = f64::from(number);
            let same = |quantity: f64| (quantity - said).abs() < 0.001;
            if !quantities.iter().copied().any(same) && !same(quantities.iter().sum()) {
                out.push((word.start, noun.end()));
            }
            break;
        }
    }
}

/// What a number may count: the word after it, and the one after an adjective, as in «2 nuovi volontari».
fn counted_nouns<'a, 'b>(text: &str, words: &'b [Word<'a>], at: usize) -> Vec<&'b Word<'a>> {
    let mut out = Vec::new();
    for pair in words[at..].windows(2).take(2) {
        if !text[pair[0].end()..pair[1].start].trim().is_empty() {
            break;
        }
        out.push(&pair[1]);
        if pair[1].plain.len() < SHORTEST_ADJECTIVE {
            break;
        }
    }
    out
}

/// Whether the word is a piece of a longer number, such as «2,5», «10.000» or «15/2018».
fn is_part_of_a_number(text: &str, word: &Word<'_>) -> bool {
    let is_joint = |c: char| matches!(c, '.' | ',' | '/' | '-' | ':');
    let mut after = text[word.end()..].chars();
    let mut before = text[..word.start].chars().rev();
    let joined_after = after.next().is_some_and(is_joint) && after.next().is_some_and(|c| c.is_ascii_digit());
    let joined_before =
        before.next().is_some_and(is_joint) && before.next().is_some_and(|c| c.is_ascii_digit());
    joined_after || joined_before
}

/// What a resource is counted by: the first word of its name and of its unit.
fn nouns(resource: &Resource) -> Vec<String> {
    let first = |text: &str| words(text).first().map(|word| stem(&word.plain));
    let label = first(&resource.label);
    let unit = first(&resource.unit).filter(|unit| label.is_none() || !LOOSE_UNITS.contains(&unit.as_str()));
    label.into_iter().chain(unit).filter(|noun| noun.len() >= 3 && !TIMES.contains(&noun.as_str())).collect()
}

/// A word without the vowels that tell one from many: «volontario» and «volontari».
fn stem(plain: &str) -> String {
    plain.trim_end_matches(['a', 'e', 'i', 'o']).to_owned()
}
