//! What every use case has at hand.

use std::sync::Arc;

use pact_model::ability::{Ability, may};
use pact_model::access::Identity;
use pact_model::ids::ProcessId;
use pact_store::{Database, ProcessRow, Tx};

use crate::clock::Clock;
use crate::error::{AppError, Thing};
use crate::ids::Ids;
use crate::mentions::FactsCache;
use crate::rooms::{Author, Rooms};
use crate::templates::Templates;

/// The application: its use cases are methods.
#[derive(Debug)]
pub struct App {
    /// Where everything is kept.
    pub db: Database,
    /// The open documents.
    pub rooms: Arc<Rooms>,
    /// The time.
    pub clock: Clock,
    /// Maker of identities.
    pub ids: Ids,
    /// What processes and documents are made from.
    pub templates: Templates,
    /// What the documents say of their register.
    pub(crate) facts_cache: FactsCache,
}

/// On whose authority something is done.
#[derive(Clone, Copy, Debug)]
pub enum Caller<'a> {
    /// Whoever runs the program: the command line. May do everything, in every process.
    Operator,
    /// Somebody who came in by a link.
    Person(&'a Identity),
}

impl Caller<'_> {
    /// Whether the caller has the ability.
    #[must_use]
    pub fn may(&self, ability: Ability) -> bool {
        match self {
            Self::Operator => true,
            Self::Person(identity) => may(identity.role, ability),
        }
    }

    /// Ends a use case the caller has no authority for.
    pub fn require(&self, ability: Ability) -> Result<(), AppError> {
        if self.may(ability) { Ok(()) } else { Err(AppError::Forbidden(ability)) }
    }

    /// On whose behalf the caller edits.
    #[must_use]
    pub fn author(&self) -> Author {
        match self {
            Self::Operator => Author::default(),
            Self::Person(identity) => Author { person: Some(identity.person), actor: identity.actor },
        }
    }

    /// Whether the caller knows of this process. For others it does not exist.
    #[must_use]
    pub fn sees(&self, process: ProcessId) -> bool {
        match self {
            Self::Operator => true,
            Self::Person(identity) => identity.process == process,
        }
    }
}

impl<'a> From<&'a Identity> for Caller<'a> {
    fn from(identity: &'a Identity) -> Self {
        Self::Person(identity)
    }
}

impl App {
    /// The application over an open database.
    #[must_use]
    pub fn new(db: Database, rooms: Arc<Rooms>, clock: Clock, ids: Ids, templates: Templates) -> Self {
        Self { db, rooms, clock, ids, templates, facts_cache: FactsCache::default() }
    }

    /// Whether the store answers.
    pub async fn is_ready(&self) -> Result<(), AppError> {
        Ok(self.db.ping().await?)
    }
}

/// The process of this short name, if the caller may know of it.
pub(crate) async fn visible_process(tx: &mut Tx, by: Caller<'_>, slug: &str) -> Result<ProcessRow, AppError> {
    let process = tx.process_by_slug(slug).await?;
    process.filter(|process| by.sees(process.id)).ok_or(AppError::NotFound(Thing::Process))
}
