//! What is on the card of a commitment?

use pact_model::register::{Commitment, Register};

use super::phrases;

/// A commitment as a text shows it: what, and the other answers that were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Card {
    /// Who promises.
    pub(crate) who: String,
    /// What.
    pub(crate) what: String,
    /// The other questions and their answers; a question nobody answered is left out.
    pub(crate) answers: Vec<(&'static str, Vec<String>)>,
}

impl Card {
    pub(crate) fn of(register: &Register, commitment: &Commitment) -> Self {
        let one =
            |text: String| if text.trim().is_empty() { Vec::new() } else { vec![text.trim().to_owned()] };
        let mut answers = vec![
            ("Con che cosa", phrases::with_what(register, commitment)),
            ("Quando", one(phrases::when(register, commitment))),
            ("Come si vede che è fatto", one(commitment.verification.clone())),
            ("Con chi", phrases::with_whom(register, commitment)),
            ("Margine", one(commitment.flexibility.clone())),
            ("A che punto è", one(phrases::state(commitment))),
        ];
        answers.retain(|(_, answer)| !answer.is_empty());
        Self { who: phrases::who(register, commitment), what: phrases::what(commitment), answers }
    }
}
