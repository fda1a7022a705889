//! R7: can it be said so that it can be verified?

use super::words::{Word, number, words};
use super::{Check, Rule, Subject};
use crate::register::{CommitmentState, Entity, Register};

/// Verbs that promise a direction and nothing to be seen, by stem and sort of verb.
const VAGUE: [(&str, &[&str]); 23] = [
    ("promuov", ERE),
    ("favor", IRE),
    ("sensibilizz", ARE),
    ("valorizz", ARE),
    ("incentiv", ARE),
    ("incoraggi", ARE),
    ("stimol", ARE),
    ("facilit", ARE),
    ("agevol", ARE),
    ("support", ARE),
    ("potenzi", ARE),
    ("rafforz", ARE),
    ("consolid", ARE),
    ("miglior", ARE),
    ("contribu", IRE),
    ("collabor", ARE),
    ("coinvolg", ERE),
    ("diffond", ERE),
    ("svilupp", ARE),
    ("sosten", ERE),
    ("sostien", ERE),
    ("sosteng", ERE),
    ("tutel", ARE),
];
const ARE: &[&str] = &["are", "a", "ano", "iamo", "amo", "ando", "era", "eranno", "eremo", "era"];
const ERE: &[&str] = &["ere", "e", "ono", "iamo", "endo", "era", "eranno", "eremo", "o"];
const IRE: &[&str] = &["ire", "isce", "iscono", "iamo", "endo", "ira", "iranno", "iremo", "isco"];

/// How far into the sentence the verb may stand and still be what is promised: «Ci impegniamo a promuovere …».
const LEADING_WORDS: usize = 4;

/// Words that say how often or how much without a figure.
const MEASURES: [&str; 14] = [
    "ogni",
    "settimana",
    "settimane",
    "settimanale",
    "settimanali",
    "mensile",
    "mensili",
    "mese",
    "mesi",
    "giorno",
    "volta",
    "volte",
    "meta",
    "doppio",
];

/// R7: a commitment begins with a vague verb and names neither a quantity, nor a rhythm, nor anything with a name of
/// its own («Giovedì aperto»). A suggestion, and never a rewriting: somebody may well mean it.
pub(super) fn vague_verb(register: &Register, out: &mut Vec<Check>) {
    for commitment in register.commitments.iter().filter(|it| it.state != CommitmentState::Released) {
        let words = words(&commitment.what);
        let Some(verb) = words.iter().take(LEADING_WORDS).find(|word| is_vague(&word.plain)) else {
            continue;
        };
        let measured = register.resources_of(&commitment.id).any(|resource| resource.quantity.is_some());
        if measured || is_concrete(&words) {
            continue;
        }
        let subject = Subject::of(Entity::Commitment, &commitment.id);
        let message = "Riesci a dirlo in modo che si possa verificare?";
        out.push(Check::new(Rule::R7, subject, message).with("verb", verb.written));
    }
}

fn is_vague(word: &str) -> bool {
    VAGUE
        .iter()
        .any(|(stem, endings)| word.strip_prefix(stem).is_some_and(|ending| endings.contains(&ending)))
}

fn is_concrete(words: &[Word<'_>]) -> bool {
    let has_name = words.iter().skip(1).any(Word::is_capitalised);
    has_name || words.iter().any(|word| number(&word.plain).is_some() || word.is(&MEASURES))
}

#[cfg(test)]
mod tests {
    use super::super::testing::said;
    use super::*;

    fn is_said(what: &str) -> bool {
        !said(Rule::R7, &format!("commitment/c1/actor = a1\ntext:commitment/c1/what = {what}")).is_empty()
    }

    #[test]
    fn r7_a_vague_verb_without_a_quantity_is_asked_about() {
        for what in [
            "Promuovere la cultura della solidarietà",
            "Ci impegniamo a favorire l'incontro tra generazioni",
            "sensibilizza le famiglie",
            "Promuoverà il volontariato",
        ] {
            assert!(is_said(what), "{what}");
        }
    }

    #[test]
    fn r7_what_can_be_seen_is_left_alone() {
        for what in [
            "",
            "Apre la sala il giovedì",
            "Promuovere due serate in biblioteca",
            "Favorire l'incontro ogni giovedì",
            "Promuovere il Giovedì aperto",
            "Migliora 3 aule",
            "Un pranzo in favore delle famiglie",
            "Apre la sala e accompagna chi arriva per favorire l'incontro",
        ] {
            assert!(!is_said(what), "{what}");
        }
    }

    #[test]
    fn r7_a_measured_resource_is_enough() {
        let lines = "
            commitment/c1/actor = a1
            text:commitment/c1/what = Promuovere la lettura
            resource/r1/commitment = c1
            resource/r1/quantity = 2";
        assert!(said(Rule::R7, lines).is_empty());
    }
}
