//! What is a document made of? Kinds, sections, their policies and what they can be bound to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::ids::ActorId;

/// Number of the stored schema. It changes only with a migration; pages announce theirs when they connect.
pub const SCHEMA: u32 = 1;

/// What a shared document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// The founding pact.
    PattoFondativo,
    /// A collaboration pact, ordinary or complex.
    PattoCollaborazione,
    /// Documento di Proposta Partecipata (LR Emilia-Romagna 15/2018).
    Docpp,
    /// The register of a process: bodies, commitments, milestones.
    Register,
    /// Any Yjs document, without a schema.
    Open,
}

impl DocumentKind {
    /// The stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PattoFondativo => "patto_fondativo",
            Self::PattoCollaborazione => "patto_collaborazione",
            Self::Docpp => "docpp",
            Self::Register => "register",
            Self::Open => "open",
        }
    }

    /// Whether the document is an ordered list of sections.
    #[must_use]
    pub fn has_sections(self) -> bool {
        matches!(self, Self::PattoFondativo | Self::PattoCollaborazione | Self::Docpp)
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DocumentKind {
    type Err = UnknownName;
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        [Self::PattoFondativo, Self::PattoCollaborazione, Self::Docpp, Self::Register, Self::Open]
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| UnknownName { what: "document kind", name: name.to_owned() })
    }
}

/// A name that is not one of the known ones.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("unknown {what}: {name}")]
pub struct UnknownName {
    /// What kind of name was expected.
    pub what: &'static str,
    /// What was found.
    pub name: String,
}

/// Stable identity of a section: 1 to 40 characters of `a-z`, `0-9`, `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SectionId(String);

impl SectionId {
    /// Longest identity, in bytes: it is part of root names that travel in every update.
    pub const MAX_LENGTH: usize = 40;

    /// The identity as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Name of the Yjs root that holds the section's text.
    #[must_use]
    pub fn body_root(&self) -> String {
        format!("body:{}", self.0)
    }

    /// Name of the Yjs root that holds the section's title.
    #[must_use]
    pub fn title_root(&self) -> String {
        format!("title:{}", self.0)
    }
}

impl fmt::Display for SectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<SectionId> for String {
    fn from(id: SectionId) -> Self {
        id.0
    }
}

impl TryFrom<String> for SectionId {
    type Error = UnknownName;
    fn try_from(text: String) -> Result<Self, UnknownName> {
        let valid = !text.is_empty()
            && text.len() <= Self::MAX_LENGTH
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if valid { Ok(Self(text)) } else { Err(UnknownName { what: "section id", name: text }) }
    }
}

impl FromStr for SectionId {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::try_from(text.to_owned())
    }
}

macro_rules! named {
    ($(#[$meta:meta])* $name:ident, $what:literal { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),+ }
        impl $name {
            /// Every value, in the order of the field.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stored name.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }
        impl FromStr for $name {
            type Err = UnknownName;
            fn from_str(name: &str) -> Result<Self, UnknownName> {
                Self::ALL.iter().copied().find(|v| v.as_str() == name)
                    .ok_or_else(|| UnknownName { what: $what, name: name.to_owned() })
            }
        }
    };
}
pub(crate) use named;

named! {
    /// What a section is.
    SectionKind, "section kind" {
        /// Heading and parties (intestazione, frontespizio).
        Heading = "heading",
        /// Premises.
        Premise = "premise",
        /// A numbered article of a pact.
        Article = "article",
        /// A numbered part of a DocPP.
        Part = "part",
        /// Signatures (sottoscrizioni).
        Signatures = "signatures",
        /// An annex.
        Annex = "annex",
    }
}

named! {
    /// What a section can be bound to.
    BindingKind, "binding kind" {
        /// A commitment of the register.
        Commitment = "commitment",
        /// A body.
        Actor = "actor",
        /// A milestone of the timeline.
        Milestone = "milestone",
        /// An action of a production line.
        Action = "action",
        /// A guiding question of a meeting.
        Question = "question",
    }
}

/// One binding of a section.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Binding {
    /// Kind of the bound thing.
    pub kind: BindingKind,
    /// Its id in the register or the process.
    pub id: String,
}

/// Who may write in a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(try_from = "String", into = "String")]
pub enum Policy {
    /// Everybody with the right to write.
    #[default]
    Open,
    /// One body writes, the others read.
    OneWriter(ActorId),
    /// Text of the office: discussed, not improvised.
    Office,
    /// Nobody.
    Locked,
}

impl From<Policy> for String {
    fn from(policy: Policy) -> Self {
        policy.to_string()
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::OneWriter(actor) => write!(f, "one_writer:{actor}"),
            Self::Office => f.write_str("office"),
            Self::Locked => f.write_str("locked"),
        }
    }
}

impl TryFrom<String> for Policy {
    type Error = UnknownName;
    fn try_from(text: String) -> Result<Self, UnknownName> {
        text.parse()
    }
}

impl FromStr for Policy {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let unknown = || UnknownName { what: "section policy", name: text.to_owned() };
        match text {
            "open" => Ok(Self::Open),
            "office" => Ok(Self::Office),
            "locked" => Ok(Self::Locked),
            _ => {
                let actor = text.strip_prefix("one_writer:").ok_or_else(unknown)?;
                Ok(Self::OneWriter(actor.parse().map_err(|_| unknown())?))
            }
        }
    }
}
