//! Who gets which name? Identities (UUID v7), section ids and secrets are made here and nowhere else.
//!
//! An identity may be shown to anybody. A [`Secret`] is 256 random bits; only its hash is ever stored.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pact_model::document::SectionId;
use pact_model::ids::{ActorId, DocumentId, LinkId, LoginSessionId, PersonId, RedactionId, RescueId};
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use uuid::{ContextV7, Timestamp as UuidTimestamp, Uuid};

use crate::clock::Clock;

/// Bytes of randomness behind a link or a cookie.
const SECRET_BYTES: usize = 32;
/// Longest text looked up as a secret; ours have 43 characters.
pub const MAX_SECRET_LENGTH: usize = 128;
/// Characters of a section id made here: 36^8 names, and short because they travel in every update.
const SECTION_ID_LENGTH: usize = 8;

/// The system gave no randomness; nothing secret can be made.
#[derive(Debug, Error)]
#[error("the system gave no random bytes: {0}")]
pub struct NoRandomness(String);

/// Maker of identities and secrets. Cheap to clone.
#[derive(Clone)]
pub struct Ids {
    clock: Clock,
    // Shared, so that identities made in one microsecond still come out in order.
    context: Arc<Mutex<ContextV7>>,
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

macro_rules! makers {
    ($($(#[$meta:meta])* $maker:ident -> $id:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $maker(&self) -> $id {
            $id::from_uuid(self.uuid())
        }
    )+};
}

impl Ids {
    /// A maker that takes its time from this clock.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self { clock, context: Arc::new(Mutex::new(ContextV7::new())) }
    }

    /// A new UUID v7.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        let micros = u64::try_from(self.clock.now().as_micros()).unwrap_or(0);
        let nanos = u32::try_from(micros % 1_000_000 * 1_000).expect("below 10^9 by the remainder");
        let context = self.context.lock();
        Uuid::new_v7(UuidTimestamp::from_unix(&*context, micros / 1_000_000, nanos))
    }

    makers! {
        /// A new document.
        document -> DocumentId,
        /// A new body.
        actor -> ActorId,
        /// A new access link.
        link -> LinkId,
        /// A new person.
        person -> PersonId,
        /// A new login session.
        login_session -> LoginSessionId,
        /// A new rescue.
        rescue -> RescueId,
        /// A new redaction.
        redaction -> RedactionId,
    }

    /// A new section: eight characters of `a-z0-9`.
    pub fn section(&self) -> Result<SectionId, NoRandomness> {
        const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let mut text = String::with_capacity(SECTION_ID_LENGTH);
        while text.len() < SECTION_ID_LENGTH {
            for byte in random::<16>()? {
                // 252 = 7 × 36: the rest is thrown away so that every character is equally likely.
                if byte < 252 && text.len() < SECTION_ID_LENGTH {
                    text.push(char::from(ALPHABET[usize::from(byte % 36)]));
                }
            }
        }
        Ok(SectionId::try_from(text).expect("lower-case letters and digits only"))
    }

    /// A new secret.
    pub fn secret(&self) -> Result<Secret, NoRandomness> {
        Ok(Secret(URL_SAFE_NO_PAD.encode(random::<SECRET_BYTES>()?)))
    }
}

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| NoRandomness(error.to_string()))?;
    Ok(bytes)
}

/// What opens a door: the token of a link or the value of a cookie. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret that was made before, read back from its keeper.
    #[must_use]
    pub fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The text to hand to its holder.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored in its place.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        hash_secret(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// SHA-256 of a secret. Plain hashing suffices: the input has 256 random bits, so there is nothing to guess.
#[must_use]
pub fn hash_secret(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pact_model::time::Timestamp;

    #[test]
    fn identities_made_in_one_instant_come_out_in_order() {
        let ids = Ids::new(Clock::fixed(Timestamp::from_micros(1_760_000_000_000_000)));
        let made: Vec<_> = (0..1000).map(|_| ids.uuid()).collect();
        assert!(made.is_sorted());
    }

    #[test]
    fn a_secret_is_forty_three_characters_and_shows_nothing_in_debug() {
        let secret = Ids::new(Clock::system()).secret().unwrap();
        assert_eq!(secret.expose().len(), 43);
        assert_eq!(format!("{secret:?}"), "Secret(***)");
    }

    #[test]
    fn a_section_id_is_valid_and_short() {
        let id = Ids::new(Clock::system()).section().unwrap();
        assert_eq!(id.as_str().len(), SECTION_ID_LENGTH);
    }
}
