//! Which dates does a text name, and which of them does the register not know?

use jiff::civil::Date;

use super::super::words::{Word, number};
use super::Place;
use super::known::Known;
use crate::register::{Month, Timeline, When, month_named};

/// A date as a text names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Day(Date),
    Calendar { year: Option<i16>, month: i8 },
    Pact(Month),
}

/// Where it stands: the words it takes, and whether something is due by then.
struct Mention {
    named: Named,
    first: usize,
    last: usize,
    is_deadline: bool,
}

/// After one of these a date is history, or the number of an act.
const ACTS: [&str; 16] = [
    "legge",
    "lr",
    "decreto",
    "dlgs",
    "delibera",
    "deliberazione",
    "determina",
    "determinazione",
    "regolamento",
    "protocollo",
    "verbale",
    "sessione",
    "seduta",
    "incontro",
    "riunione",
    "versione",
];
/// How many words before a date may name an act: «delibera di Giunta n. 12 del 3 marzo 2027».
const ACT_DISTANCE: usize = 6;

/// What may stand between «entro» and a date, beside the number of the day: «entro e non oltre il 15».
const BETWEEN: [&str; 13] =
    ["il", "lo", "la", "l", "i", "fine", "di", "del", "dell", "mese", "e", "non", "oltre"];

pub(super) fn differing(text: &str, words: &[Word<'_>], known: &Known<'_>, out: &mut Vec<Place>) {
    if !known.has_dates() {
        return;
    }
    for mention in mentions(text, words) {
        let is_act =
            words[mention.first.saturating_sub(ACT_DISTANCE)..mention.first].iter().any(|it| it.is(&ACTS));
        let agrees = if mention.is_deadline {
            is_known_end(mention.named, known)
        } else {
            may_happen(mention.named, known)
        };
        if !is_act && agrees == Some(false) {
            out.push((words[mention.first].start, words[mention.last].end()));
        }
    }
}

/// Whether something is due then; `None` when the register has nothing to hold it against.
fn is_known_end(named: Named, known: &Known<'_>) -> Option<bool> {
    let timeline = known.timeline();
    if is_before(named, timeline) {
        return None;
    }
    // The pact itself begins and ends: a text may always say so.
    let pact = timeline.span().into_iter().flat_map(|(start, end)| [start, end]);
    if pact.into_iter().any(|day| is_same(named, When::Day(day), timeline) == Some(true)) {
        return Some(true);
    }
    known.ends().filter_map(|end| is_same(named, end, timeline)).reduce(|a, b| a || b)
}

/// Whether a named date and one of the register are the same, as far as both are told.
fn is_same(named: Named, end: When, timeline: &Timeline) -> Option<bool> {
    let days = timeline.begins(end).zip(timeline.ends(end));
    match (named, end) {
        (Named::Pact(month), When::Month(end)) => Some(month == end),
        (Named::Pact(month), When::Day(_)) => Some(timeline.month(end)? == month),
        (Named::Day(date), _) => days.map(|(first, last)| (first..=last).contains(&date)),
        (Named::Calendar { year, month }, _) => days.map(|(first, last)| {
            [first, last].iter().any(|day| day.month() == month && year.is_none_or(|year| day.year() == year))
        }),
    }
}

/// Whether something may happen then; `None` for what cannot be judged, such as a month without its year.
fn may_happen(named: Named, known: &Known<'_>) -> Option<bool> {
    let timeline = known.timeline();
    let (first, last) = match named {
        Named::Day(date) => (date, date),
        Named::Calendar { year: Some(year), month } => {
            let first = Date::new(year, month, 1).ok()?;
            (first, first.last_of_month())
        }
        Named::Calendar { year: None, .. } => return None,
        Named::Pact(month) => match timeline.first_day(month).zip(timeline.last_day(month)) {
            Some(days) => days,
            None => return Some(known.may_happen_in(month)),
        },
    };
    let (start, end) = timeline.span()?;
    let inside = start <= last && first <= end;
    inside.then(|| known.may_happen(first, last))
}

/// Whether the date lies before the pact.
fn is_before(named: Named, timeline: &Timeline) -> bool {
    let Some(start) = timeline.start else { return false };
    match named {
        Named::Day(date) => date < start,
        Named::Calendar { year: Some(year), month } => (year, month) < (start.year(), start.month()),
        _ => false,
    }
}

fn mentions(text: &str, words: &[Word<'_>]) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((named, length)) = named_at(text, words, at) else {
            at += 1;
            continue;
        };
        let is_deadline =
            follows_deadline_word(words, at) || out.last().is_some_and(|it| ends_range(words, it, at));
        out.push(Mention { named, first: at, last: at + length - 1, is_deadline });
        at += length;
    }
    out
}

/// Whether «entro» or «fino a» comes before.
fn follows_deadline_word(words: &[Word<'_>], at: usize) -> bool {
    let mut before = words[..at].iter().rev().skip_while(|word| word.is(&BETWEEN) || day(word).is_some());
    match before.next() {
        Some(word) if word.is(&["entro"]) => true,
        Some(word) if word.is(&["a", "al", "alla"]) => before.next().is_some_and(|word| word.is(&["fino"])),
        _ => false,
    }
}

/// Whether the date at `at` ends a «da … a …» that begins with the mention before.
fn ends_range(words: &[Word<'_>], begins: &Mention, at: usize) -> bool {
    let between = &words[begins.last + 1..at];
    let from = begins.first.checked_sub(1).is_some_and(|before| words[before].is(&["da", "dal", "dall"]));
    from && matches!(between, [to] if to.is(&["a", "al", "all"]))
}

/// The date that begins with this word, and how many words it takes.
fn named_at(text: &str, words: &[Word<'_>], at: usize) -> Option<(Named, usize)> {
    let word = &words[at];
    if let Some(month) =
        word.written.strip_prefix('M').and_then(|digits| digits.parse().ok()).and_then(Month::new)
    {
        return Some((Named::Pact(month), 1));
    }
    if let Some(month) = month_named(&word.plain) {
        return Some(match words.get(at + 1).and_then(year) {
            Some(year) => (Named::Calendar { year: Some(year), month }, 2),
            None => (Named::Calendar { year: None, month }, 1),
        });
    }
    let day = day(word)?;
    let next = words.get(at + 1)?;
    if let (Some(month), Some(year)) = (month_named(&next.plain), words.get(at + 2).and_then(year)) {
        return Date::new(year, month, day).ok().map(|date| (Named::Day(date), 3));
    }
    let year = words.get(at + 2).and_then(year)?;
    let month = i8::try_from(number(&next.plain)?).ok()?;
    let between = |a: &Word<'_>, b: &Word<'_>| text[a.end()..b.start].to_owned();
    let (first, second) = (between(word, next), between(next, &words[at + 2]));
    let is_numeric = first == second && ["/", ".", "-"].contains(&first.as_str());
    let date = is_numeric.then(|| Date::new(year, month, day).ok())??;
    Some((Named::Day(date), 3))
}

/// The number of a day: «15», «quindici», «1º».
fn day(word: &Word<'_>) -> Option<i8> {
    i8::try_from(number(word.plain.trim_end_matches('º'))?).ok().filter(|day| (1..=31).contains(day))
}

fn year(word: &Word<'_>) -> Option<i16> {
    let year = number(&word.plain).filter(|_| word.written.len() == 4)?;
    i16::try_from(year).ok().filter(|year| (1900..=2200).contains(year))
}
