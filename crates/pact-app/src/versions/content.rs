//! How what a version holds is stored: compressed, each row by itself. The states lean on the canonical form, which says
//! the same words. Written down in `docs/versions.md`.

use std::io::{self, Read as _, Write as _};

use pact_model::version::VersionContent;
use pact_store::VersionContentRow;
use sha2::{Digest as _, Sha256};
use zstd::zstd_safe::CParameter;

/// Of zstd: beyond this a text of sixty pages gets hardly smaller and takes much longer.
const LEVEL: i32 = 9;
/// Largest part that is read back: beyond what any document or register may hold.
const MAX_PART_BYTES: u64 = 256 * 1024 * 1024;
/// Distances that zstd bridges, as powers of two: its own bounds for everybody's decoders.
const WINDOW_LOGS: (u32, u32) = (10, 27);

/// What a version holds, as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// The canonical form.
    pub canonical: Vec<u8>,
    /// The whole state of the document.
    pub state: Vec<u8>,
    /// The whole state of the register; none without one.
    pub register_state: Option<Vec<u8>>,
}

impl Parts {
    /// Makes them small.
    ///
    /// # Errors
    /// No memory is left.
    pub(crate) fn pack(&self) -> io::Result<VersionContentRow> {
        let register_state = self.register_state.as_deref();
        let register_state = register_state.map(|state| compress(state, &self.canonical)).transpose()?;
        let mut row = VersionContentRow {
            canonical: compress(&self.canonical, &[])?.into(),
            state: compress(&self.state, &self.canonical)?.into(),
            register_state: register_state.map(Into::into),
            stored_hash: [0; 32],
        };
        row.stored_hash = stored_hash(&row);
        Ok(row)
    }
}

/// SHA-256 of what is stored, as it is stored: a flipped bit need not change what is read.
pub(crate) fn stored_hash(row: &VersionContentRow) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(&row.canonical);
    hash.update(&row.state);
    hash.update(row.register_state.as_deref().unwrap_or_default());
    hash.finalize().into()
}

/// The canonical form of a stored version.
///
/// # Errors
/// It is damaged.
pub(crate) fn canonical_of(row: &VersionContentRow) -> io::Result<Vec<u8>> {
    decompress(&row.canonical, &[])
}

/// A stored state, of the document or the register.
///
/// # Errors
/// It is damaged.
pub(crate) fn state_of(stored: &[u8], canonical: &[u8]) -> io::Result<Vec<u8>> {
    decompress(stored, canonical)
}

/// What a stored version says.
///
/// # Errors
/// It is damaged, in words.
pub(crate) fn read(row: &VersionContentRow) -> Result<VersionContent, String> {
    let canonical = canonical_of(row).map_err(|error| error.to_string())?;
    VersionContent::from_canonical(&canonical).map_err(|error| error.to_string())
}

fn compress(bytes: &[u8], prefix: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = if prefix.is_empty() {
        zstd::stream::Encoder::new(Vec::new(), LEVEL)?
    } else {
        zstd::stream::Encoder::with_ref_prefix(Vec::new(), LEVEL, prefix)?
    };
    // The whole prefix must stay within reach to the last byte.
    let reach = (prefix.len() + bytes.len()).max(1).ilog2() + 1;
    encoder.set_parameter(CParameter::WindowLog(reach.clamp(WINDOW_LOGS.0, WINDOW_LOGS.1)))?;
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn decompress(bytes: &[u8], prefix: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    let mut decoder = if prefix.is_empty() {
        zstd::stream::Decoder::with_buffer(bytes)?
    } else {
        zstd::stream::Decoder::with_ref_prefix(bytes, prefix)?
    }
    .single_frame();
    decoder.by_ref().take(MAX_PART_BYTES + 1).read_to_end(&mut plain)?;
    if plain.len() as u64 > MAX_PART_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is larger than any document may be"));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(words: usize) -> Parts {
        let canonical: Vec<u8> =
            (0..words).flat_map(|n| format!("parola {n} è qui; ").into_bytes()).collect();
        let state = [b"\x01\x02", canonical.as_slice(), b"\x00"].concat();
        Parts { register_state: Some(b"registro".to_vec()), canonical, state }
    }

    #[test]
    fn parts_come_back_as_they_were() {
        for words in [0, 1, 50_000] {
            let parts = parts(words);
            let row = parts.pack().unwrap();
            assert_eq!(canonical_of(&row).unwrap(), parts.canonical);
            assert_eq!(state_of(&row.state, &parts.canonical).unwrap(), parts.state);
            let register = row.register_state.unwrap();
            assert_eq!(Some(state_of(&register, &parts.canonical).unwrap()), parts.register_state);
        }
    }

    #[test]
    fn a_state_that_repeats_the_text_takes_next_to_nothing() {
        let row = parts(50_000).pack().unwrap();
        assert!(row.state.len() * 20 < row.canonical.len(), "{} {}", row.state.len(), row.canonical.len());
    }

    #[test]
    fn no_flipped_bit_stays_unseen() {
        let row = parts(40).pack().unwrap();
        assert_eq!(stored_hash(&row), row.stored_hash);
        for at in 0..row.state.len() {
            let mut flipped = row.state.to_vec();
            flipped[at] ^= 4;
            let flipped = VersionContentRow { state: flipped.into(), ..row.clone() };
            assert_ne!(stored_hash(&flipped), row.stored_hash, "byte {at}");
        }
    }

    #[test]
    fn what_is_cut_off_or_leans_on_another_text_is_not_read() {
        let parts = parts(40);
        let row = parts.pack().unwrap();
        assert!(state_of(&row.state[..row.state.len() - 1], &parts.canonical).is_err());
        assert_ne!(state_of(&row.state, b"something else").ok(), Some(parts.state));
    }
}
