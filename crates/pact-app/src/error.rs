//! Why did a use case not happen? One enum for all of them; the server gives each case a code and a text.

use pact_model::ability::Ability;
use pact_model::comparison::TooLarge;
use pact_model::document::DocumentKind;
use pact_store::StoreError;
use pact_sync::SyncError;
use thiserror::Error;

use crate::ids::NoRandomness;
use crate::rooms::RoomError;

/// What can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A process.
    Process,
    /// A document.
    Document,
    /// A section of a document.
    Section,
    /// Words that did not enter.
    Rescue,
    /// A version of a document.
    Version,
    /// A meeting of a process.
    Meeting,
}

impl std::fmt::Display for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Process => "process",
            Self::Document => "document",
            Self::Section => "section",
            Self::Rescue => "rescue",
            Self::Version => "version",
            Self::Meeting => "meeting",
        })
    }
}

/// Why a use case did not happen.
#[derive(Debug, Error)]
pub enum AppError {
    /// It does not exist, or not for this caller.
    #[error("no such {0}")]
    NotFound(Thing),
    /// The role does not have the ability.
    #[error("the role may not: {0}")]
    Forbidden(Ability),
    /// Some of the given values cannot be used.
    #[error("{}", list(.0))]
    Invalid(Vec<FieldError>),
    /// The short name of a process is taken.
    #[error("there is a process {0} already")]
    SlugTaken(String),
    /// Documents of this kind have no sections.
    #[error("a document of kind {0} has no sections")]
    NoSections(DocumentKind),
    /// What was asked for would make no difference: no version, no restore.
    #[error("nothing changed")]
    NothingChanged,
    /// Two versions are too large to be compared in time.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// Somebody else changed the same thing in the meantime.
    #[error("changed by somebody else in the meantime")]
    Conflict,
    /// Nothing is wrong with the request; the same one may work in a moment.
    #[error("not available at the moment")]
    Unavailable(#[source] Option<StoreError>),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// The document could not be read or changed.
    #[error(transparent)]
    Room(RoomError),
    /// No identity could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// A file of the data folder cannot be used.
    #[error("{path}: {why}")]
    File {
        /// The file.
        path: String,
        /// What the system said, or what is wrong in it.
        why: String,
    },
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(Some(error)),
            other => Self::Store(other),
        }
    }
}

impl From<RoomError> for AppError {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::NotFound => Self::NotFound(Thing::Document),
            RoomError::Store(error) => error.into(),
            RoomError::Edit(SyncError::UnknownSection(_)) => Self::NotFound(Thing::Section),
            // The section list changed between the check and the edit.
            RoomError::Edit(SyncError::InvalidEdit(_)) => Self::Conflict,
            RoomError::Closed => Self::Unavailable(None),
            other => Self::Room(other),
        }
    }
}

/// One value that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) to the value.
    pub pointer: String,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

impl FieldError {
    /// A problem with the field of this name.
    #[must_use]
    pub fn new(field: &str, problem: FieldProblem) -> Self {
        Self { pointer: format!("/{field}"), problem }
    }
}

/// What can be wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FieldProblem {
    /// Nothing but white space.
    #[error("is empty")]
    Empty,
    /// Fewer characters than it must have.
    #[error("has fewer than {0} characters")]
    TooShort(usize),
    /// More of them than there may be.
    #[error("are more than {0}")]
    TooMany(usize),
    /// Too many characters.
    #[error("has more than {0} characters")]
    TooLong(usize),
    /// Line breaks or other control characters.
    #[error("holds control characters")]
    ControlCharacters,
    /// Not usable in an address.
    #[error("is not made of a-z, 0-9 and single hyphens")]
    NotASlug,
    /// Not one of the known names.
    #[error("{0} is not known")]
    Unknown(String),
    /// A section that is not in this document.
    #[error("no section {0} in this document")]
    NoSuchSection(String),
    /// The change cannot be made; the reason in words for developers.
    #[error("{0}")]
    Impossible(String),
    /// A reason that repeats the words that are to be erased.
    #[error("holds the words to erase")]
    HoldsWords,
    /// Every process has exactly one register.
    #[error("a process has exactly one register")]
    OneRegister,
}

impl From<FieldError> for AppError {
    fn from(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }
}

fn list(errors: &[FieldError]) -> String {
    let texts: Vec<_> = errors.iter().map(|e| format!("{} {}", e.pointer, e.problem)).collect();
    texts.join("; ")
}

/// As [`line`], but nothing at all is fine too.
pub(crate) fn line_or_nothing(field: &str, text: &str, longest: usize) -> Result<String, FieldError> {
    if text.trim().is_empty() { Ok(String::new()) } else { line(field, text, longest) }
}

/// A line of text as given, without white space around it, or why it cannot be used.
pub(crate) fn line(field: &str, text: &str, longest: usize) -> Result<String, FieldError> {
    let text = text.trim();
    let refuse = |problem| Err(FieldError::new(field, problem));
    if text.is_empty() {
        return refuse(FieldProblem::Empty);
    }
    if text.chars().count() > longest {
        return refuse(FieldProblem::TooLong(longest));
    }
    if text.chars().any(char::is_control) {
        return refuse(FieldProblem::ControlCharacters);
    }
    Ok(text.to_owned())
}
