//! Which bodies does a text name, and which of them have no part in what it is bound to?

use std::cmp::Reverse;

use super::super::words::{Word, words};
use super::Place;
use super::known::Known;
use crate::register::Entity;

/// A single word shorter than this is too often just a word.
const SHORTEST_NAME: usize = 5;

/// A body of the register, or one that was taken out of it.
struct Body<'a> {
    id: &'a str,
    name: Vec<String>,
    /// It left the register, or gave one of the commitments away.
    is_former: bool,
}

pub(super) fn differing(text: &str, words: &[Word<'_>], known: &Known<'_>, out: &mut Vec<Place>) {
    let mut bodies = bodies(known);
    // The longest name first: «Consulta dei giovani» is not «Consulta».
    bodies.sort_by_key(|body| Reverse(body.name.len()));
    let mut taken = vec![false; words.len()];
    for body in &bodies {
        let length = body.name.len();
        for first in 0..words.len().saturating_sub(length - 1) {
            let place = first..first + length;
            let is_here = words[place.clone()].iter().zip(&body.name).all(|(word, name)| word.plain == *name);
            if !is_here || taken[place.clone()].contains(&true) {
                continue;
            }
            taken[place].fill(true);
            if known.involves(body.id) {
                continue;
            }
            if body.is_former || opens_a_sentence(text, words, first) {
                out.push((words[first].start, words[first + length - 1].end()));
            }
        }
    }
}

fn bodies<'a>(known: &Known<'a>) -> Vec<Body<'a>> {
    let gave_away = |id: &str| {
        let steps = known.commitments.iter().flat_map(|commitment| &commitment.life);
        steps.into_iter().any(|step| step.from_actor.as_deref() == Some(id))
    };
    let present = known.register.actors.iter().map(|actor| (&actor.id, &actor.name, gave_away(&actor.id)));
    let removed = known.register.removed.iter().filter(|removed| removed.entity == Entity::Actor);
    let all = present.chain(removed.map(|removed| (&removed.id, &removed.label, true)));
    all.filter_map(|(id, name, is_former)| {
        let name: Vec<String> = words(name).into_iter().map(|word| word.plain).collect();
        let is_telling = name.len() > 1 || name.first().is_some_and(|word| word.len() >= SHORTEST_NAME);
        is_telling.then_some(Body { id, name, is_former })
    })
    .collect()
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
