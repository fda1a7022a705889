//! Which passages of a text are to be erased? The same words however their accents are composed and however much white
//! space stands between them; nothing else is guessed.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Put in the place of erased words.
pub const OMISSIS: &str = "[omissis]";

/// Words that are looked for.
#[derive(Clone, Debug, Default)]
pub struct Passages(Vec<Passage>);

#[derive(Clone, Debug)]
struct Passage {
    normal: Vec<char>,
    /// The longest part that stands letter by letter in every text that holds the passage: nearly all texts are told by
    /// it without a closer look.
    anchor: String,
}

impl Passage {
    fn new(words: &str) -> Self {
        let normal: Vec<char> = normal(words.trim()).into_iter().map(|normal| normal.character).collect();
        let parts = normal.split(|c| !is_always_itself(*c)).map(|part| part.iter().collect::<String>());
        Self { anchor: parts.max_by_key(String::len).unwrap_or_default(), normal }
    }
}

/// Whether a character in normal form can have been nothing else before. The sign for Kelvin becomes a K.
fn is_always_itself(c: char) -> bool {
    c.is_ascii_alphanumeric() && c != 'K'
}

/// A character in normal form, and the bytes it stands for.
struct Normal {
    character: char,
    bytes: Range<usize>,
}

impl Passages {
    /// These words, white space around them left out. Nothing at all is never found.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let passages = words.into_iter().map(Passage::new);
        Self(passages.filter(|passage| !passage.normal.is_empty()).collect())
    }

    /// The bytes of a text that are part of a passage: rising, apart from one another.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let candidates: Vec<&[char]> = self
            .0
            .iter()
            .filter(|passage| text.contains(&passage.anchor))
            .map(|passage| passage.normal.as_slice())
            .collect();
        if candidates.is_empty() {
            return Vec::new();
        }
        let text = normal(text);
        let mut found: Vec<Range<usize>> = Vec::new();
        for start in 0..text.len() {
            let here = candidates.iter().filter(|passage| begins_with(&text[start..], passage));
            let Some(len) = here.map(|passage| passage.len()).max() else { continue };
            let bytes = text[start].bytes.start..text[start + len - 1].bytes.end;
            match found.last_mut() {
                Some(last) if bytes.start < last.end => last.end = last.end.max(bytes.end),
                _ => found.push(bytes),
            }
        }
        found
    }

    /// Whether any of the words are in a text.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }

    /// The text without the words; `None` when they are not in it.
    #[must_use]
    pub fn erased(&self, text: &str) -> Option<String> {
        let found = self.find(text);
        if found.is_empty() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for bytes in found {
            out.push_str(&text[from..bytes.start]);
            out.push_str(OMISSIS);
            from = bytes.end;
        }
        out.push_str(&text[from..]);
        Some(out)
    }
}

fn begins_with(text: &[Normal], passage: &[char]) -> bool {
    text.len() >= passage.len()
        && text.iter().zip(passage).all(|(normal, wanted)| normal.character == *wanted)
}

/// Composed characters, and each stretch of white space as one space.
fn normal(text: &str) -> Vec<Normal> {
    let mut out: Vec<Normal> = Vec::with_capacity(text.len());
    let mut characters = text.char_indices().peekable();
    while let Some((start, first)) = characters.next() {
        let mut end = start + first.len_utf8();
        let belongs = |next: char| {
            if first.is_whitespace() { next.is_whitespace() } else { canonical_combining_class(next) != 0 }
        };
        while let Some((at, next)) = characters.next_if(|(_, next)| belongs(*next)) {
            end = at + next.len_utf8();
        }
        let mut push = |character| out.push(Normal { character, bytes: start..end });
        if first.is_whitespace() {
            push(' ');
        } else {
            text[start..end].nfc().for_each(&mut push);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erased(words: &[&str], text: &str) -> String {
        Passages::new(words.iter().copied()).erased(text).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn words_are_found_however_they_are_spaced_and_composed() {
        assert_eq!(erased(&["Mario Rossi"], "di Mario \u{a0}\n Rossi, qui"), "di [omissis], qui");
        assert_eq!(erased(&["Niccolò"], "Niccolo\u{300} e Niccolò"), "[omissis] e [omissis]");
        assert_eq!(erased(&["  340 12 "], "340 12, 34012"), "[omissis], 34012");
        assert_eq!(erased(&["Anna"], "anna"), "anna", "capitals matter");
        assert_eq!(erased(&["Anna"], "Annalisa"), "[omissis]lisa", "also inside a word");
        assert_eq!(erased(&["e\u{301}"], "cafè"), "cafè");
        assert_eq!(erased(&["«…»"], "«…»!"), "[omissis]!", "without a letter");
        assert_eq!(erased(&["Kovács"], "\u{212a}ova\u{301}cs"), "[omissis]", "the sign for Kelvin");
    }

    #[test]
    fn passages_that_overlap_become_one() {
        assert_eq!(erased(&["Mario Rossi", "Rossi Bianchi"], "Mario Rossi Bianchi"), "[omissis]");
        assert_eq!(erased(&["aba"], "ababa"), "[omissis]");
        assert_eq!(erased(&["ab", "abc"], "abcab"), "[omissis][omissis]");
        assert_eq!(erased(&["😀 a"], "😀😀 a"), "😀[omissis]");
        assert_eq!(erased(&["", " "], "niente"), "niente");
    }
}
