//! Which bodies does a text name, and which of them have no part in what it is bound to?

use std::cmp::Reverse;
use std::collections::HashMap;

use super::super::words::{Word, words};
use super::Place;
use super::known::Known;
use crate::register::{Entity, Register};

/// A single word shorter than this is too often just a word.
const SHORTEST_NAME: usize = 5;

/// The names of all bodies of a register, by their first word.
pub(super) struct Names<'a>(HashMap<String, Vec<Name<'a>>>);

struct Name<'a> {
    id: &'a str,
    words: Vec<String>,
    /// Whether the body left the register.
    is_removed: bool,
}

impl<'a> Names<'a> {
    pub(super) fn of(register: &'a Register) -> Self {
        let present = register.actors.iter().map(|actor| (&actor.id, &actor.name, false));
        let removed = register.removed.iter().filter(|removed| removed.entity == Entity::Actor);
        let removed = removed.map(|removed| (&removed.id, &removed.label, true));
        let mut names: HashMap<String, Vec<Name<'a>>> = HashMap::new();
        for (id, name, is_removed) in present.chain(removed) {
            let words: Vec<String> = words(name).into_iter().map(|word| word.plain).collect();
            let Some(first) = words.first() else { continue };
            if words.len() > 1 || first.len() >= SHORTEST_NAME {
                names.entry(first.clone()).or_default().push(Name { id, words, is_removed });
            }
        }
        // The longest name first: «Consulta dei giovani» is not «Consulta».
        for names in names.values_mut() {
            names.sort_by_key(|name| Reverse(name.words.len()));
        }
        Self(names)
    }

    fn at(&self, words: &[Word<'_>]) -> Option<&Name<'a>> {
        let names = self.0.get(&words.first()?.plain)?;
        names.iter().find(|name| {
            words.len() >= name.words.len()
                && words.iter().zip(&name.words).all(|(word, name)| word.plain == *name)
        })
    }
}

pub(super) fn differing(
    text: &str,
    words: &[Word<'_>],
    known: &Known<'_>,
    names: &Names<'_>,
    out: &mut Vec<Place>,
) {
    let mut first = 0;
    while first < words.len() {
        let Some(name) = names.at(&words[first..]) else {
            first += 1;
            continue;
        };
        let end = first + name.words.len();
        let is_former = name.is_removed || known.was_given_away_by(name.id);
        if !known.involves(name.id) && (is_former || opens_a_sentence(text, words, first)) {
            out.push((words[first].start, words[end - 1].end()));
        }
        first = end;
    }
}

/// Whether a sentence or a line begins here, an article before it or not: who stands there is who does it.
fn opens_a_sentence(text: &str, words: &[Word<'_>], first: usize) -> bool {
    let is_article = |word: &Word<'_>| word.is(&["il", "lo", "la", "l", "i", "gli", "le"]);
    let begins = match first.checked_sub(1) {
        Some(before) if is_article(&words[before]) => before,
        _ => first,
    };
    let Some(before) = begins.checked_sub(1) else { return true };
    text[words[before].end()..words[begins].start].contains(['\n', '.', '!', '?', ';'])
}
