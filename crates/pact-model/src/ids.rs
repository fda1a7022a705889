//! Who is who? Typed identities: UUID v7 newtypes. Made by a generator at the edge, never in here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! define_id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The identity with this UUID.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID behind the identity.
            #[must_use]
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )+};
}

define_id! {
    /// A participatory process (percorso).
    ProcessId,
    /// A phase of a process (fase).
    PhaseId,
    /// A meeting of a process (incontro, sessione).
    MeetingId,
    /// A deliverable of a phase (elaborato).
    DeliverableId,
    /// A guiding question of a meeting (domanda guida).
    QuestionId,
    /// A shared document, or a process's register.
    DocumentId,
    /// A body that sits at the table (soggetto).
    ActorId,
    /// A person; personal data live in a table of their own.
    PersonId,
    /// An access link.
    LinkId,
    /// A login session behind a cookie.
    LoginSessionId,
    /// Refused words kept for their author.
    RescueId,
    /// One time that words were erased.
    RedactionId,
}
