//! Coming in: a link's token is exchanged for a login session, and either of them says who somebody is.

use pact_model::access::Identity;
use pact_model::ids::PersonId;
use pact_model::palette;
use pact_model::process::Process;
use pact_model::time::Timestamp;
use pact_store::{AccessLinkRow, LoginSessionRow, PersonRow, StoreError, Tx};
use thiserror::Error;

use crate::app::App;
use crate::ids::{MAX_SECRET_LENGTH, NoRandomness, Secret, hash_secret};
use crate::links::person_of_link;
use crate::records;

/// A login session ends this long after it was last used: the table meets every three or four weeks.
pub const SESSION_SECONDS: i64 = 30 * 24 * 3600;
/// The end is moved at most this often: not a write for every request.
const TOUCH_SECONDS: i64 = 3600;

/// Why somebody is not let in.
#[derive(Debug, Error)]
pub enum EntryError {
    /// Nobody gave out this token or cookie.
    #[error("unknown token")]
    Unknown,
    /// It was good once.
    #[error("expired")]
    Expired,
    /// The coordination took the link back.
    #[error("revoked")]
    Revoked,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No session could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// What a link opens, before anybody went through it.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The process.
    pub process: Process,
    /// Under which name its holders act.
    pub identity: Identity,
}

/// Somebody who came in.
#[derive(Debug)]
pub struct Entered {
    /// The process.
    pub process: Process,
    /// Value for the cookie; `None` when the one they have stays good.
    pub cookie: Option<Secret>,
}

impl App {
    /// What the token opens.
    pub async fn invitation(&self, token: &str) -> Result<Invitation, EntryError> {
        let mut tx = self.db.read().await?;
        let link = self.usable_link_of_token(&mut tx, token).await?;
        let person = person_of_link(link.id);
        let process = process_of(&mut tx, &link).await?;
        let identity = identity(&mut tx, &link, person).await?;
        Ok(Invitation { process, identity })
    }

    /// Exchanges a token for a login session. Whoever is in already by the same link stays who they are, so
    /// that a second tap makes no second person.
    pub async fn enter(&self, token: &str, cookie: Option<&str>) -> Result<Entered, EntryError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let link = self.usable_link_of_token(&mut tx, token).await?;
        let process = process_of(&mut tx, &link).await?;
        if let Some(session) = session_of_cookie(&mut tx, cookie, now).await?
            && session.link == link.id
        {
            return Ok(Entered { process, cookie: None });
        }
        let secret = self.ids.secret()?;
        let person = self.ids.person();
        tx.insert_person(&PersonRow { id: person, name: None, created_at: now }).await?;
        tx.insert_login_session(&LoginSessionRow {
            id: self.ids.login_session(),
            hash: secret.hash(),
            person,
            link: link.id,
            created_at: now,
            seen_at: now,
            expires_at: now.plus_seconds(SESSION_SECONDS),
        })
        .await?;
        tx.delete_login_sessions_expired_before(now).await?;
        tx.commit().await?;
        if link.actor.is_some() {
            self.show_bodies(process.id).await;
        }
        Ok(Entered { process, cookie: Some(secret) })
    }

    /// Who shows this link token.
    pub async fn identify_token(&self, token: &str) -> Result<Identity, EntryError> {
        let mut tx = self.db.read().await?;
        let link = self.usable_link_of_token(&mut tx, token).await?;
        let person = person_of_link(link.id);
        identity(&mut tx, &link, person).await
    }

    /// Who shows this cookie. Being seen moves the end of the session.
    pub async fn identify_cookie(&self, cookie: &str) -> Result<Identity, EntryError> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let session = session_of_cookie(&mut tx, Some(cookie), now).await?.ok_or(EntryError::Unknown)?;
        let link = tx.access_link(session.link).await?.ok_or(EntryError::Unknown)?;
        check(&link, now)?;
        let identity = identity(&mut tx, &link, session.person).await?;
        drop(tx);
        if session.seen_at.plus_seconds(TOUCH_SECONDS) <= now {
            let mut tx = self.db.begin().await?;
            tx.touch_login_session(session.id, now, now.plus_seconds(SESSION_SECONDS)).await?;
            tx.commit().await?;
        }
        Ok(identity)
    }

    async fn usable_link_of_token(&self, tx: &mut Tx, token: &str) -> Result<AccessLinkRow, EntryError> {
        if token.is_empty() || token.len() > MAX_SECRET_LENGTH {
            return Err(EntryError::Unknown);
        }
        // The lookup is by hash: how long it takes says nothing about the token.
        let link = tx.access_link_by_hash(&hash_secret(token)).await?.ok_or(EntryError::Unknown)?;
        check(&link, self.clock.now())?;
        Ok(link)
    }
}

fn check(link: &AccessLinkRow, now: Timestamp) -> Result<(), EntryError> {
    if link.revoked_at.is_some() {
        return Err(EntryError::Revoked);
    }
    if link.expires_at.is_some_and(|end| end <= now) {
        return Err(EntryError::Expired);
    }
    Ok(())
}

async fn session_of_cookie(
    tx: &mut Tx,
    cookie: Option<&str>,
    now: Timestamp,
) -> Result<Option<LoginSessionRow>, EntryError> {
    let Some(cookie) = cookie.filter(|cookie| !cookie.is_empty() && cookie.len() <= MAX_SECRET_LENGTH) else {
        return Ok(None);
    };
    let session = tx.login_session_by_hash(&hash_secret(cookie)).await?;
    Ok(session.filter(|session| session.expires_at > now))
}

async fn process_of(tx: &mut Tx, link: &AccessLinkRow) -> Result<Process, EntryError> {
    tx.process(link.process).await?.map(records::process).ok_or(EntryError::Unknown)
}

async fn identity(tx: &mut Tx, link: &AccessLinkRow, person: PersonId) -> Result<Identity, EntryError> {
    let actor = match link.actor {
        Some(id) => tx.actor(id).await?.map(records::actor).transpose()?,
        None => None,
    };
    // Roles without a body take the colours from the end, away from the first bodies.
    let position = actor.as_ref().map_or(palette::PALETTE.len() - 1, |actor| actor.position as usize);
    Ok(Identity {
        person,
        role: link.role,
        color: palette::color(position),
        actor: actor.as_ref().map(|actor| actor.id),
        actor_name: actor.map(|actor| actor.name),
        process: link.process,
    })
}
