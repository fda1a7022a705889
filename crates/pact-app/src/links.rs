//! Access links: given out by the coordination, one for each body or role. Only the hash of a token is kept.

use pact_model::ability::Ability;
use pact_model::access::Role;
use pact_model::ids::{ActorId, LinkId, PersonId, ProcessId};
use pact_model::process::{Actor, ActorCategory, ActorKind};
use pact_store::{AccessLinkRow, PersonRow, StoreError, Tx};

use crate::app::{App, Caller, visible_process};
use crate::error::{AppError, line};
use crate::ids::Secret;
use crate::records;

/// Longest name of a body, in characters.
pub const MAX_ACTOR_NAME: usize = 120;
/// How often a new body's place is asked for again when somebody else took it at the same moment.
const ACTOR_ATTEMPTS: usize = 5;

/// What a new link is to be.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// What its holders may be.
    pub role: Role,
    /// Name of the body they act for; made when it is not known yet.
    pub actor: Option<String>,
}

/// A link that was just made. Its secret is shown once.
#[derive(Clone, Debug)]
pub struct CreatedLink {
    /// The link.
    pub id: LinkId,
    /// What opens the door.
    pub secret: Secret,
    /// What its holders may be.
    pub role: Role,
    /// The body they act for.
    pub actor: Option<Actor>,
}

impl App {
    /// Makes a link to a process.
    pub async fn create_link(
        &self,
        by: Caller<'_>,
        slug: &str,
        new: &NewLink,
    ) -> Result<CreatedLink, AppError> {
        self.create_link_with(by, slug, new, self.ids.secret()?).await
    }

    /// As [`App::create_link`], with a secret made before.
    pub(crate) async fn create_link_with(
        &self,
        by: Caller<'_>,
        slug: &str,
        new: &NewLink,
        secret: Secret,
    ) -> Result<CreatedLink, AppError> {
        by.require(Ability::ManageLinks)?;
        let name = new.actor.as_deref().map(|name| line("actor", name, MAX_ACTOR_NAME)).transpose()?;
        let process = {
            let mut tx = self.db.read().await?;
            visible_process(&mut tx, by, slug).await?
        };
        let mut attempt = 1;
        loop {
            match self.store_link(process.id, new.role, name.as_deref(), &secret).await {
                // Somebody made the same body, or took its place, at the same moment: now it is there.
                Err(AppError::Store(StoreError::Duplicate { .. })) if attempt < ACTOR_ATTEMPTS => {
                    attempt += 1;
                }
                Ok((id, actor)) => return Ok(CreatedLink { id, secret, role: new.role, actor }),
                Err(error) => return Err(error),
            }
        }
    }

    async fn store_link(
        &self,
        process: ProcessId,
        role: Role,
        actor: Option<&str>,
        secret: &Secret,
    ) -> Result<(LinkId, Option<Actor>), AppError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let actor = match actor {
            Some(name) => Some(self.find_or_make_actor(&mut tx, process, name).await?),
            None => None,
        };
        let link = AccessLinkRow {
            id: self.ids.link(),
            process,
            role,
            actor: actor.as_ref().map(|actor| actor.id),
            token_hash: secret.hash(),
            label: actor.as_ref().map_or_else(|| role.to_string(), |actor| actor.name.clone()),
            created_at: now,
            expires_at: None,
            revoked_at: None,
        };
        tx.insert_access_link(&link).await?;
        tx.insert_person(&PersonRow { id: person_of_link(link.id), name: None, created_at: now }).await?;
        tx.commit().await?;
        Ok((link.id, actor))
    }

    async fn find_or_make_actor(
        &self,
        tx: &mut Tx,
        process: ProcessId,
        name: &str,
    ) -> Result<Actor, AppError> {
        if let Some(row) = tx.actor_by_name(process, name).await? {
            return Ok(records::actor(row)?);
        }
        let position = tx.next_actor_position(process).await?;
        let actor = new_actor(self.ids.actor(), u32::try_from(position).unwrap_or(u32::MAX), name);
        tx.insert_actor(&records::actor_row(process, &actor, self.clock.now())).await?;
        Ok(actor)
    }
}

/// A body known by its name only. The least presuming category until the coordination says more.
fn new_actor(id: ActorId, position: u32, name: &str) -> Actor {
    let primary = ActorCategory::CitizensToReach;
    Actor {
        id,
        position,
        name: name.to_owned(),
        kind: ActorKind::InformalGroup,
        primary,
        secondary: Vec::new(),
        level: primary.proposed_level(),
    }
}

/// Whoever shows the link's token without a cookie (a script, a stock client) acts as one and the same person,
/// who has the link's own number.
pub(crate) fn person_of_link(link: LinkId) -> PersonId {
    PersonId::from_uuid(*link.as_uuid())
}
