//! Which words are in a text? Words and numbers, in a form in which capitals and accents do not matter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One word or number of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// As it was written.
    pub(super) written: &'a str,
    /// Small letters without accents.
    pub(super) plain: String,
    /// Where it begins, in bytes.
    pub(super) start: usize,
}

impl Word<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.written.len()
    }

    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.plain.as_str())
    }

    /// Whether it begins with a capital letter.
    pub(super) fn is_capitalised(&self) -> bool {
        self.written.chars().next().is_some_and(char::is_uppercase)
    }
}

/// The words of a text, in order. An apostrophe parts two words: «l'Opificio» is «l» and «Opificio».
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || is_combining_mark(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.push(Word { written: &text[from..at], plain: plain(&text[from..at]), start: from });
                start = None;
            }
            _ => {}
        }
    }
    out
}

fn plain(text: &str) -> String {
    // Most words; decomposing each of them is what takes time.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

const NUMBERS: [&str; 11] =
    ["due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici"];
const TENS: [(&str, u32); 5] =
    [("quindici", 15), ("venti", 20), ("trenta", 30), ("quaranta", 40), ("cinquanta", 50)];

/// The number a word says, in figures or in letters. «Uno» is more often an article than a number.
pub(super) fn number(plain: &str) -> Option<u32> {
    if plain.len() <= 6 && plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return plain.parse().ok();
    }
    let small = (2..).zip(NUMBERS).find(|(_, name)| *name == plain).map(|(number, _)| number);
    small.or_else(|| TENS.iter().find(|(name, _)| *name == plain).map(|(_, number)| *number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_plain_and_keep_their_place() {
        let text = "L'Opificio è 🙂 già «aperto», 2\u{a0}ore";
        let words = words(text);
        let plain: Vec<_> = words.iter().map(|word| word.plain.as_str()).collect();
        assert_eq!(plain, ["l", "opificio", "e", "gia", "aperto", "2", "ore"]);
        assert!(words.iter().all(|word| &text[word.start..word.end()] == word.written));
    }

    #[test]
    fn numbers_are_figures_or_letters() {
        assert_eq!(
            ["2", "due", "venti", "dodici", "1234567", "sala", ""].map(number),
            [Some(2), Some(2), Some(20), Some(12), None, None, None]
        );
    }
}
