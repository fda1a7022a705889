//! What is a version? The text and the register as they were at one moment, in canonical form, with a hash of its own
//! and a place in a chain of hashes. Nothing here knows where it is stored. The format is written down in
//! `docs/versions.md`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::content::DocumentContent;
use crate::document::{SectionId, UnknownName, named};
use crate::ids::{ActorId, DocumentId, MeetingId};
use crate::register::Register;
use crate::time::Timestamp;

/// Number of the canonical form. It changes only together with a rule that keeps old hashes reproducible.
pub const CANONICAL_FORMAT: u32 = 1;

/// Longest message of a version, in characters: two lines of the list.
pub const MAX_MESSAGE: usize = 300;

/// Fields of a section that are no content: who may write in it is a state of the table, and the writer's hint belongs
/// to the template.
const NO_CONTENT: [&str; 2] = ["policy", "guidance"];

named! {
    /// Why a version was made.
    VersionReason, "version reason" {
        /// The document was made.
        Created = "created",
        /// Somebody of the coordination made it, with a message.
        Manual = "manual",
        /// A meeting, or one of its parts, began.
        MeetingOpened = "meeting_opened",
        /// A meeting, or one of its parts, ended.
        MeetingClosed = "meeting_closed",
        /// The text before something of an older version was put back.
        BeforeRestore = "before_restore",
        /// Something of an older version was put back.
        Restore = "restore",
        /// A file was taken in.
        Import = "import",
        /// The document was made public.
        Published = "published",
        /// It was given out as a file.
        Export = "export",
        /// A day with changes ended.
        Daily = "daily",
        /// Words were erased.
        Redaction = "redaction",
    }
}

/// What a version holds: one document, and the register of its process as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionContent {
    /// The text.
    pub document: DocumentContent,
    /// The register.
    pub register: Register,
}

impl VersionContent {
    /// Canonical JSON (RFC 8785) of what counts as content: `{"document": …, "format": 1, "register": …}`, both in
    /// their normal form, without what is only a state of the table. Same content, same bytes, on every machine.
    #[must_use]
    pub fn canonical_json(&self) -> Vec<u8> {
        let mut document =
            serde_json::to_value(self.document.clone().normalised()).expect("the tree is JSON");
        if let Some(sections) = document.get_mut("sections").and_then(Value::as_array_mut) {
            for section in sections.iter_mut().filter_map(Value::as_object_mut) {
                for field in NO_CONTENT {
                    section.remove(field);
                }
            }
        }
        let register =
            serde_json::to_value(self.register.clone().normalised()).expect("the register is JSON");
        let whole = serde_json::json!({
            "document": document,
            "format": CANONICAL_FORMAT,
            "register": register,
        });
        serde_json_canonicalizer::to_vec(&whole).expect("JSON values with string keys")
    }

    /// What a canonical form says.
    ///
    /// # Errors
    /// It is no canonical form of a version, or one of another format.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

/// SHA-256 of a canonical form.
#[must_use]
pub fn content_hash(canonical: &[u8]) -> [u8; 32] {
    Sha256::digest(canonical).into()
}

/// SHA-256 over: the previous version's chain hash (32 bytes, zeros for the first), the content hash (32 bytes), the
/// number (u64, big-endian), the time in microseconds since 1970 (i64, big-endian), the message (UTF-8).
#[must_use]
pub fn chain_hash(
    previous: Option<&[u8; 32]>,
    content: &[u8; 32],
    number: u32,
    at: Timestamp,
    message: &str,
) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(previous.unwrap_or(&[0; 32]));
    hash.update(content);
    hash.update(u64::from(number).to_be_bytes());
    hash.update(at.as_micros().to_be_bytes());
    hash.update(message.as_bytes());
    hash.finalize().into()
}

/// A version without what it holds: a line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The document.
    pub document: DocumentId,
    /// 1 for the first; never used twice.
    pub number: u32,
    /// Why it was made.
    pub reason: VersionReason,
    /// In whose words; may be empty unless the reason is [`VersionReason::Manual`].
    pub message: String,
    /// The meeting it belongs to.
    pub meeting: Option<MeetingId>,
    /// The body on whose behalf it was made; none for the system, and for a coordination without a body.
    pub actor: Option<ActorId>,
    /// Who wrote since the version before, by body.
    pub contributors: Vec<Contributor>,
    /// What differs from the version before.
    pub changed: VersionChanges,
    /// When it was made.
    pub created_at: Timestamp,
    /// [`content_hash`] of its canonical form.
    pub content_hash: [u8; 32],
    /// [`chain_hash`].
    pub chain_hash: [u8; 32],
    /// When words were erased from it, if they were.
    pub redacted_at: Option<Timestamp>,
}

/// A body that wrote, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contributor {
    /// The body; none for the coordination acting for nobody in particular.
    pub actor: Option<ActorId>,
    /// Its name at the time; empty for the coordination.
    pub name: String,
    /// Sections it wrote in, in the document's order.
    pub sections: Vec<SectionId>,
    /// Whether it wrote in the register.
    pub register: bool,
}

/// What differs from the version before. Of the first version: nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionChanges {
    /// Sections that differ, in reading order.
    pub sections: Vec<SectionId>,
    /// Commitments that differ, by id.
    pub commitments: Vec<String>,
    /// Other things of the register that differ, how many.
    pub others: usize,
}
