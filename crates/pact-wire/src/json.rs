//! A checker for the JSON that JavaScript and serde read alike.
//!
//! Yjs carries JSON text in marks and embeds. Browsers read it with `JSON.parse`, yrs with serde; a text on
//! which the two differ is a document that differs from machine to machine. Refused besides plain syntax errors:
//!
//! - lone surrogates written as escapes (`"\ud800"`): serde fails, JavaScript makes half a character;
//! - numbers outside the range of a double (`1e400`): serde fails, JavaScript reads infinity. The bound is set at
//!   1e308 because serde's own arithmetic may pass the edge earlier;
//! - whole numbers beyond ±(2^53 − 1) without a fraction or exponent: serde keeps digits that JavaScript rounds;
//! - object keys that reach a prototype in JavaScript, also when hidden behind escapes;
//! - nesting deeper than the bound: both readers recurse.
//!
//! The checker itself keeps its stack in the bits of a `u64`.

use crate::varint::MAX_SAFE_INTEGER;

/// What is wrong with a JSON text, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{fault} at byte {at}")]
pub struct JsonError {
    /// Offset in the text.
    pub at: usize,
    /// What is wrong.
    pub fault: JsonFault,
}

/// The kinds of [`JsonError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// Not JSON.
    #[error("not JSON")]
    Syntax,
    /// An escape that is half of a surrogate pair.
    #[error("lone surrogate")]
    LoneSurrogate,
    /// A number that JavaScript and serde read differently.
    #[error("number out of range")]
    Number,
    /// A key that reaches a prototype in JavaScript.
    #[error("forbidden key")]
    ForbiddenKey,
    /// Nested too deep.
    #[error("nested too deep")]
    TooDeep,
}

/// Keys that change a prototype when a browser copies an object field by field.
pub const FORBIDDEN_KEYS: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// Whether `key` is one of [`FORBIDDEN_KEYS`].
#[inline]
#[must_use]
pub fn is_forbidden_key(key: &str) -> bool {
    FORBIDDEN_KEYS.contains(&key)
}

/// Longer than any number JavaScript writes; keeps the cost of reading one flat.
const MAX_NUMBER_BYTES: usize = 40;

/// What may come next.
#[derive(Clone, Copy)]
enum Expect {
    Value,
    FirstElement,
    Key,
    FirstKey,
    AfterValue,
}

/// Checks one JSON text; `max_depth` counts open arrays and objects and is itself bounded by 64.
pub fn check(text: &str, max_depth: usize) -> Result<(), JsonError> {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0 };
    let mut nesting = Nesting { objects: 0, depth: 0, max: max_depth.min(64) };
    let mut expect = Expect::Value;
    loop {
        scanner.skip_space();
        expect = match expect {
            Expect::FirstElement if scanner.take(b']') => nesting.close(false, &scanner)?,
            Expect::FirstKey if scanner.take(b'}') => nesting.close(true, &scanner)?,
            Expect::Value | Expect::FirstElement => match scanner.peek() {
                Some(b'{') => nesting.open(true, &mut scanner)?,
                Some(b'[') => nesting.open(false, &mut scanner)?,
                Some(_) => {
                    scanner.scalar()?;
                    Expect::AfterValue
                }
                None => return Err(scanner.fault(JsonFault::Syntax)),
            },
            Expect::Key | Expect::FirstKey => {
                scanner.key()?;
                scanner.skip_space();
                if !scanner.take(b':') {
                    return Err(scanner.fault(JsonFault::Syntax));
                }
                Expect::Value
            }
            Expect::AfterValue if nesting.depth == 0 => {
                return if scanner.peek().is_none() { Ok(()) } else { Err(scanner.fault(JsonFault::Syntax)) };
            }
            Expect::AfterValue if scanner.take(b',') => {
                if nesting.in_object() {
                    Expect::Key
                } else {
                    Expect::Value
                }
            }
            Expect::AfterValue if scanner.take(b'}') => nesting.close(true, &scanner)?,
            Expect::AfterValue if scanner.take(b']') => nesting.close(false, &scanner)?,
            Expect::AfterValue => return Err(scanner.fault(JsonFault::Syntax)),
        };
    }
}

/// The open containers: bit *n* tells whether the one at depth *n* is an object.
struct Nesting {
    objects: u64,
    depth: usize,
    max: usize,
}

impl Nesting {
    fn in_object(&self) -> bool {
        self.depth > 0 && self.objects & (1 << (self.depth - 1)) != 0
    }

    fn open(&mut self, object: bool, scanner: &mut Scanner<'_>) -> Result<Expect, JsonError> {
        if self.depth >= self.max {
            return Err(scanner.fault(JsonFault::TooDeep));
        }
        scanner.at += 1;
        let bit = 1 << self.depth;
        self.objects = if object { self.objects | bit } else { self.objects & !bit };
        self.depth += 1;
        Ok(if object { Expect::FirstKey } else { Expect::FirstElement })
    }

    fn close(&mut self, object: bool, scanner: &Scanner<'_>) -> Result<Expect, JsonError> {
        if self.depth == 0 || self.in_object() != object {
            return Err(scanner.fault(JsonFault::Syntax));
        }
        self.depth -= 1;
        Ok(Expect::AfterValue)
    }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    const fn fault(&self, fault: JsonFault) -> JsonError {
        JsonError { at: self.at, fault }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn scalar(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'"') => self.string(|_| {}),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(b'n') => self.literal(b"null"),
            _ => Err(self.fault(JsonFault::Syntax)),
        }
    }

    fn literal(&mut self, word: &[u8]) -> Result<(), JsonError> {
        if self.bytes.get(self.at..self.at + word.len()) != Some(word) {
            return Err(self.fault(JsonFault::Syntax));
        }
        self.at += word.len();
        Ok(())
    }

    /// A key, compared with the forbidden ones after its escapes are undone.
    fn key(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.fault(JsonFault::Syntax));
        }
        // Longer than every forbidden key, so a longer key can never be taken for one.
        let mut head = [0_u8; 16];
        let mut len = 0_usize;
        self.string(|unit| {
            if let Some(slot) = head.get_mut(len) {
                // Anything outside ASCII becomes a byte that no forbidden key contains.
                *slot = u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(0);
            }
            len = len.saturating_add(1);
        })?;
        let is_forbidden = FORBIDDEN_KEYS.iter().any(|word| head.get(..len) == Some(word.as_bytes()));
        if is_forbidden { Err(JsonError { at: start, fault: JsonFault::ForbiddenKey }) } else { Ok(()) }
    }

    /// A string; `each` sees its bytes, and the code unit of each escape.
    fn string(&mut self, mut each: impl FnMut(u16)) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => each(self.escape()?),
                Some(byte) if byte >= 0x20 => {
                    each(u16::from(byte));
                    self.at += 1;
                }
                _ => return Err(self.fault(JsonFault::Syntax)),
            }
        }
    }

    /// An escape; of a surrogate pair the first unit is returned.
    fn escape(&mut self) -> Result<u16, JsonError> {
        let start = self.at;
        let unit = match self.bytes.get(self.at + 1) {
            Some(&byte @ (b'"' | b'\\' | b'/')) => u16::from(byte),
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'n') => 10,
            Some(b'r') => 13,
            Some(b't') => 9,
            Some(b'u') => return self.unicode_escape(start),
            _ => return Err(self.fault(JsonFault::Syntax)),
        };
        self.at += 2;
        Ok(unit)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<u16, JsonError> {
        let unit = self.hex_unit()?;
        match unit {
            0xd800..=0xdbff => {
                let is_escape = self.bytes.get(self.at..self.at + 2) == Some(b"\\u");
                if is_escape && matches!(self.hex_unit()?, 0xdc00..=0xdfff) {
                    return Ok(unit);
                }
                Err(JsonError { at: start, fault: JsonFault::LoneSurrogate })
            }
            0xdc00..=0xdfff => Err(JsonError { at: start, fault: JsonFault::LoneSurrogate }),
            _ => Ok(unit),
        }
    }

    /// The unit of `\uXXXX` at the current position.
    fn hex_unit(&mut self) -> Result<u16, JsonError> {
        let digits = self.bytes.get(self.at + 2..self.at + 6).ok_or(self.fault(JsonFault::Syntax))?;
        let mut unit = 0_u16;
        for &digit in digits {
            let value = char::from(digit).to_digit(16).ok_or(self.fault(JsonFault::Syntax))?;
            unit = (unit << 4) | u16::try_from(value).unwrap_or(0);
        }
        self.at += 6;
        Ok(unit)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        self.take(b'-');
        // A leading zero stands alone.
        if !self.take(b'0') && self.digits() == 0 {
            return Err(self.fault(JsonFault::Syntax));
        }
        let mut is_whole = true;
        if self.take(b'.') {
            is_whole = false;
            if self.digits() == 0 {
                return Err(self.fault(JsonFault::Syntax));
            }
        }
        if self.take(b'e') || self.take(b'E') {
            is_whole = false;
            if !self.take(b'+') {
                self.take(b'-');
            }
            if self.digits() == 0 {
                return Err(self.fault(JsonFault::Syntax));
            }
        }
        let literal = self.bytes.get(start..self.at).unwrap_or_default();
        if is_portable(literal, is_whole) {
            Ok(())
        } else {
            Err(JsonError { at: start, fault: JsonFault::Number })
        }
    }
}

/// Whether JavaScript and serde give a number literal the same value.
fn is_portable(literal: &[u8], is_whole: bool) -> bool {
    let Some(text) = std::str::from_utf8(literal).ok().filter(|text| text.len() <= MAX_NUMBER_BYTES) else {
        return false;
    };
    if is_whole {
        let digits = text.strip_prefix('-').unwrap_or(text);
        return digits.parse::<u64>().is_ok_and(|value| value <= MAX_SAFE_INTEGER);
    }
    text.parse::<f64>().is_ok_and(|value| value.abs() < 1e308)
}
