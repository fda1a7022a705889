//! The primitives of lib0: numbers, strings and buffers of variable length.
//!
//! Numbers are accepted in canonical form only (no trailing zero groups) and up to 2^53 − 1, the largest whole
//! number JavaScript can hold: past that, Yjs rounds and yrs wraps, so the two would read different values.

use bytes::BufMut;

/// The largest number lib0 can carry without loss: 2^53 − 1.
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Why bytes could not be decoded, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at byte {at}")]
pub struct DecodeError {
    /// Offset of the element that is wrong, from the start of the decoded slice.
    pub at: usize,
    /// What is wrong with it.
    pub kind: DecodeErrorKind,
}

/// The kinds of [`DecodeError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end before the element does.
    #[error("truncated input")]
    Truncated,
    /// A number is written longer than needed; Yjs and yrs may disagree on such bytes.
    #[error("number not in canonical form")]
    NotCanonical,
    /// A number, length or count is over its bound.
    #[error("value over its bound")]
    TooLarge,
    /// Bytes are left after the end of the message.
    #[error("bytes after the end")]
    Trailing,
    /// A string is not UTF-8.
    #[error("string is not UTF-8")]
    Utf8,
    /// A message type or sub-type that this side never receives.
    #[error("unknown tag {0}")]
    UnknownTag(u64),
    /// A client appears twice where each may appear once.
    #[error("client listed twice")]
    DuplicateClient,
    /// A text that must be JSON is not, or is JSON that JavaScript and serde read differently.
    #[error("text is not acceptable JSON")]
    Json,
}

/// Reads lib0 primitives from a slice and knows its position.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read so far.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.at
    }

    /// Bytes not read yet.
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    /// Whether everything was read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.remaining() == 0
    }

    /// Requires that everything was read.
    pub const fn finish(&self) -> Result<(), DecodeError> {
        if self.is_empty() { Ok(()) } else { Err(error(self.at, DecodeErrorKind::Trailing)) }
    }

    /// One byte.
    #[inline]
    pub fn read_u8(&mut self) -> Result<u8, DecodeError> {
        match self.bytes.get(self.at) {
            Some(&byte) => {
                self.at += 1;
                Ok(byte)
            }
            None => Err(error(self.at, DecodeErrorKind::Truncated)),
        }
    }

    /// An unsigned number in canonical form, at most 2^53 − 1.
    #[inline]
    pub fn read_var_uint(&mut self) -> Result<u64, DecodeError> {
        match self.bytes.get(self.at) {
            Some(&byte) if byte < 0x80 => {
                self.at += 1;
                Ok(u64::from(byte))
            }
            Some(&byte) => {
                let start = self.at;
                self.at += 1;
                self.read_groups(start, u64::from(byte & 0x7f), 7)
            }
            None => Err(error(self.at, DecodeErrorKind::Truncated)),
        }
    }

    /// A signed number in lib0's form (sign and six bits, then groups of seven), canonical, within ±(2^53 − 1).
    ///
    /// `-0`, which lib0 can write, reads as 0.
    pub fn read_var_int(&mut self) -> Result<i64, DecodeError> {
        let start = self.at;
        let first = self.read_u8()?;
        let low = u64::from(first & 0x3f);
        let magnitude = if first & 0x80 == 0 { low } else { self.read_groups(start, low, 6)? };
        // At most 2^53 − 1, so the conversion never saturates.
        let magnitude = i64::try_from(magnitude).unwrap_or(i64::MAX);
        Ok(if first & 0x40 == 0 { magnitude } else { -magnitude })
    }

    /// The groups after the first byte of a number; `shift` bits are already in `value`.
    fn read_groups(&mut self, start: usize, mut value: u64, mut shift: u32) -> Result<u64, DecodeError> {
        loop {
            let byte = self.read_u8().map_err(|_| error(start, DecodeErrorKind::Truncated))?;
            let group = u64::from(byte & 0x7f);
            // shift stays below 56 because the first group past bit 53 that is not zero ends the loop here,
            // and a zero group that continues is over the bound or not canonical either way.
            if shift >= 53 || group > (MAX_SAFE_INTEGER >> shift) {
                return Err(error(start, DecodeErrorKind::TooLarge));
            }
            value |= group << shift;
            shift += 7;
            if byte < 0x80 {
                return if byte == 0 { Err(error(start, DecodeErrorKind::NotCanonical)) } else { Ok(value) };
            }
        }
    }

    /// The next `len` bytes.
    #[inline]
    pub fn read_slice(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        let slice = self
            .at
            .checked_add(len)
            .and_then(|end| self.bytes.get(self.at..end))
            .ok_or(error(self.at, DecodeErrorKind::Truncated))?;
        self.at += len;
        Ok(slice)
    }

    /// A buffer: its length, then its bytes.
    #[inline]
    pub fn read_buf(&mut self) -> Result<&'a [u8], DecodeError> {
        let start = self.at;
        let len = self.read_var_uint()?;
        // A length that does not fit `usize` does not fit the remaining bytes either.
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        self.read_slice(len).map_err(|_| error(start, DecodeErrorKind::Truncated))
    }

    /// A string: its length in bytes, then UTF-8, checked.
    #[inline]
    pub fn read_var_string(&mut self) -> Result<&'a str, DecodeError> {
        let start = self.at;
        let bytes = self.read_buf()?;
        std::str::from_utf8(bytes).map_err(|_| error(start, DecodeErrorKind::Utf8))
    }
}

pub(crate) const fn error(at: usize, kind: DecodeErrorKind) -> DecodeError {
    DecodeError { at, kind }
}

/// Writes an unsigned number in canonical form.
#[inline]
pub fn write_var_uint(out: &mut impl BufMut, mut value: u64) {
    while value >= 0x80 {
        out.put_u8((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.put_u8((value & 0x7f) as u8);
}

/// Writes a signed number in lib0's form.
pub fn write_var_int(out: &mut impl BufMut, value: i64) {
    let magnitude = value.unsigned_abs();
    let sign = if value < 0 { 0x40 } else { 0 };
    let more = if magnitude > 0x3f { 0x80 } else { 0 };
    out.put_u8((magnitude & 0x3f) as u8 | sign | more);
    if magnitude > 0x3f {
        write_var_uint(out, magnitude >> 6);
    }
}

/// Writes a string: its length in bytes, then its UTF-8.
#[inline]
pub fn write_var_string(out: &mut impl BufMut, text: &str) {
    write_buf(out, text.as_bytes());
}

/// Writes a buffer: its length, then its bytes.
#[inline]
pub fn write_buf(out: &mut impl BufMut, bytes: &[u8]) {
    write_var_uint(out, bytes.len() as u64);
    out.put_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uint(bytes: &[u8]) -> Result<u64, DecodeErrorKind> {
        let mut reader = Reader::new(bytes);
        let value = reader.read_var_uint().map_err(|e| e.kind)?;
        reader.finish().map_err(|e| e.kind)?;
        Ok(value)
    }

    #[test]
    fn the_largest_safe_integer_is_read_and_the_next_is_refused() {
        assert_eq!(uint(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]), Ok(MAX_SAFE_INTEGER));
        assert_eq!(uint(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]), Err(DecodeErrorKind::TooLarge));
        assert_eq!(uint(&[0x80; 40]), Err(DecodeErrorKind::TooLarge));
    }

    #[test]
    fn a_number_longer_than_needed_is_refused() {
        assert_eq!(uint(&[0x85, 0x00]), Err(DecodeErrorKind::NotCanonical));
        assert_eq!(uint(&[0x80, 0x80, 0x00]), Err(DecodeErrorKind::NotCanonical));
        assert_eq!(uint(&[0x00]), Ok(0));
    }

    #[test]
    fn signed_numbers_have_six_bits_and_a_sign_in_front() {
        for (value, bytes) in [
            (0_i64, &[0x00_u8][..]),
            (63, &[0x3f]),
            (-1, &[0x41]),
            (64, &[0x80, 0x01]),
            (-64, &[0xc0, 0x01]),
            (i64::from(i32::MAX), &[0xbf, 0xff, 0xff, 0xff, 0x0f]),
        ] {
            let mut out = Vec::new();
            write_var_int(&mut out, value);
            assert_eq!(out, bytes, "{value}");
            assert_eq!(Reader::new(&out).read_var_int(), Ok(value));
        }
        assert_eq!(Reader::new(&[0x40]).read_var_int(), Ok(0), "minus zero");
        assert_eq!(
            Reader::new(&[0x85, 0x00]).read_var_int().map_err(|e| e.kind),
            Err(DecodeErrorKind::NotCanonical)
        );
    }

    #[test]
    fn a_string_longer_than_the_bytes_is_truncated_at_its_start() {
        let mut reader = Reader::new(&[0x01, 0x61, 0x05, 0x62]);
        assert_eq!(reader.read_var_string(), Ok("a"));
        assert_eq!(reader.read_var_string(), Err(error(2, DecodeErrorKind::Truncated)));
        let mut huge = Reader::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x01]);
        assert_eq!(huge.read_buf(), Err(error(0, DecodeErrorKind::Truncated)));
    }
}
