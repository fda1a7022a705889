//! Versions: made when somebody asks or something happens, never empty; listed, read, compared, verified. Each verb has a
//! file of its own; here are the words they share.

pub(crate) mod capture;
mod compare;
pub(crate) mod content;
mod contributors;
mod meetings;
mod read;
mod record;
mod routine;
mod verify;

use pact_model::comparison::Comparison;
use pact_model::document::SectionId;
use pact_model::ids::{DocumentId, MeetingId};
use pact_model::process::Process;
use pact_model::version::{Contributor, Version, VersionContent, VersionReason};
use pact_store::DocumentRow;
use serde::Serialize;

use crate::app::Caller;
use crate::rooms::Author;

pub(crate) use capture::{damaged, in_turn, unreadable, without_content};
pub(crate) use read::short;

/// Who reads versions.
#[derive(Clone, Copy, Debug)]
pub enum Reader<'a> {
    /// Somebody of the process, or the command line: every version.
    Table(Caller<'a>),
    /// Anybody, of the process with this short name: versions of published documents, from the one on that was the
    /// newest when the document was published.
    Public(&'a str),
}

/// The history of a document.
#[derive(Clone, Debug)]
pub struct History {
    /// The document.
    pub document: DocumentRow,
    /// Its process.
    pub process: Process,
    /// The versions this reader may see, newest first.
    pub versions: Vec<Version>,
    /// How many there are in all: the number of the newest.
    pub total: u32,
}

/// One version with what it holds.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// The document.
    pub document: DocumentRow,
    /// Its process.
    pub process: Process,
    /// The version.
    pub version: Version,
    /// What it holds.
    pub content: VersionContent,
    /// How many versions there are in all.
    pub total: u32,
    /// The one before and the one after that this reader may see.
    pub neighbours: (Option<u32>, Option<u32>),
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// A version, by number.
    Version(u32),
    /// The text as it is now; for [`Reader::Table`] only.
    Live,
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub struct Side {
    /// The version; none for the text as it is now.
    pub version: Option<Version>,
    /// What it holds.
    pub content: VersionContent,
}

/// Two sides and what differs.
#[derive(Clone, Debug)]
pub struct ComparisonView {
    /// The document.
    pub document: DocumentRow,
    /// Its process.
    pub process: Process,
    /// «Prima».
    pub from: Side,
    /// «Dopo».
    pub to: Side,
    /// What differs; turned round when `from` is the later one.
    pub comparison: Comparison,
    /// The section it is limited to.
    pub section: Option<SectionId>,
    /// Who wrote between the two, from the log; their `sections` say where.
    pub contributors: Vec<Contributor>,
    /// How many versions there are in all.
    pub total: u32,
}

/// What a new version is made for.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// Why.
    pub reason: VersionReason,
    /// In whose words.
    pub message: String,
    /// The meeting; when none is given, the one that is open.
    pub meeting: Option<MeetingId>,
    /// On whose behalf.
    pub author: Author,
}

/// One thing that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifyFinding {
    /// The document.
    pub document: DocumentId,
    /// The version.
    pub version: Option<u32>,
    /// What disagrees: `state`, `canonical`, `content_hash`, `chain_hash`, `message`, `order`, `version`, `log`,
    /// `register_log`.
    pub kind: &'static str,
    /// In words.
    pub what: String,
}

/// What was recomputed, and what does not agree.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VerifyReport {
    /// Documents looked at.
    pub documents: usize,
    /// Versions recomputed from their stored states.
    pub versions: usize,
    /// Versions recomputed from the log as well.
    pub from_log: usize,
    /// Versions from which words were erased; their hashes are those of what is left.
    pub redacted: usize,
    /// The first thing of each document that disagrees; empty when all is well.
    pub findings: Vec<VerifyFinding>,
}
