//! State vectors: per client, how many of its clocks are known.

use std::collections::BTreeMap;

use bytes::BufMut;

use crate::limits::{MAX_CLOCK, MAX_STATE_VECTOR_CLIENTS};
use crate::varint::{DecodeError, DecodeErrorKind, Reader, error, write_var_uint};

/// For each client the first clock that is *not* known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct StateVector {
    clocks: BTreeMap<u64, u32>,
}

impl StateVector {
    /// The state vector of an empty document.
    #[must_use]
    pub const fn new() -> Self {
        Self { clocks: BTreeMap::new() }
    }

    /// The first unknown clock of `client`; 0 when nothing of it is known.
    #[must_use]
    pub fn get(&self, client: u64) -> u32 {
        self.clocks.get(&client).copied().unwrap_or(0)
    }

    /// Sets the clock of `client`.
    pub fn set(&mut self, client: u64, clock: u32) {
        self.clocks.insert(client, clock);
    }

    /// Raises the clock of `client` to `clock`, never lowers it.
    pub fn advance(&mut self, client: u64, clock: u32) {
        let known = self.clocks.entry(client).or_insert(0);
        *known = (*known).max(clock);
    }

    /// Number of clients listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.clocks.len()
    }

    /// Whether no client is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clocks.is_empty()
    }

    /// Clients and clocks, by rising client id.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, u32)> + '_ {
        self.clocks.iter().map(|(&client, &clock)| (client, clock))
    }

    /// Whether everything that `other` knows is known here too.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        other.iter().all(|(client, clock)| self.get(client) >= clock)
    }

    /// Reads a state vector that fills `bytes` exactly.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let count = reader.read_var_uint()?;
        // An entry takes two bytes at least: a count beyond that is a lie told to make us allocate.
        if count > (reader.remaining() / 2) as u64 {
            return Err(error(0, DecodeErrorKind::Truncated));
        }
        if count > MAX_STATE_VECTOR_CLIENTS as u64 {
            return Err(error(0, DecodeErrorKind::TooLarge));
        }
        let mut clocks = BTreeMap::new();
        for _ in 0..count {
            let at = reader.position();
            let client = reader.read_var_uint()?;
            let clock_at = reader.position();
            let clock = reader.read_var_uint()?;
            if clock > MAX_CLOCK {
                return Err(error(clock_at, DecodeErrorKind::TooLarge));
            }
            let clock = u32::try_from(clock).unwrap_or(u32::MAX);
            if clocks.insert(client, clock).is_some() {
                return Err(error(at, DecodeErrorKind::DuplicateClient));
            }
        }
        reader.finish()?;
        Ok(Self { clocks })
    }

    /// Writes the state vector as Yjs does, highest client first.
    pub fn encode(&self, out: &mut impl BufMut) {
        write_var_uint(out, self.clocks.len() as u64);
        for (client, clock) in self.iter().rev() {
            write_var_uint(out, client);
            write_var_uint(out, u64::from(clock));
        }
    }

    /// The encoded bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(1 + self.clocks.len() * 8);
        self.encode(&mut out);
        out
    }
}

impl FromIterator<(u64, u32)> for StateVector {
    fn from_iter<I: IntoIterator<Item = (u64, u32)>>(entries: I) -> Self {
        Self { clocks: entries.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_listed_twice_is_an_error() {
        let error = StateVector::decode(&[2, 5, 1, 5, 2]).expect_err("twice");
        assert_eq!((error.at, error.kind), (3, DecodeErrorKind::DuplicateClient));
    }

    #[test]
    fn a_count_larger_than_the_bytes_is_an_error() {
        // 200,000,000 clients in four bytes.
        let error = StateVector::decode(&[0x80, 0x84, 0xaf, 0x5f]).expect_err("count");
        assert_eq!(error.kind, DecodeErrorKind::Truncated);
    }

    #[test]
    fn it_is_written_highest_client_first() {
        let vector: StateVector = [(1, 3), (300, 7)].into_iter().collect();
        assert_eq!(vector.to_bytes(), [2, 0xac, 0x02, 7, 1, 3]);
        assert_eq!(StateVector::decode(&vector.to_bytes()), Ok(vector));
        assert_eq!(StateVector::decode(&[0]), Ok(StateVector::new()));
    }
}
