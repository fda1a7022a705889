//! Access links and the login sessions they are exchanged for. Secrets are stored as hashes only.

use pact_model::access::Role;
use pact_model::ids::{ActorId, LinkId, LoginSessionId, PersonId, ProcessId};
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, LIST_PROBE, Record, Stored, read_list, read_one};
use crate::tx::{Tx, on_db};

/// A link that lets its holder in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLinkRow {
    /// Identity.
    pub id: LinkId,
    /// The process it opens.
    pub process: ProcessId,
    /// What its holder may do.
    pub role: Role,
    /// The body its holder acts for.
    pub actor: Option<ActorId>,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// What the coordinator calls it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working, if ever.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// A login session behind a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginSessionRow {
    /// Identity.
    pub id: LoginSessionId,
    /// SHA-256 of the cookie's value.
    pub hash: [u8; 32],
    /// Whose it is.
    pub person: PersonId,
    /// The link it was given for; revoking that ends it.
    pub link: LinkId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends unless used again.
    pub expires_at: Timestamp,
}

macro_rules! select_link {
    ($rest:literal) => {
        concat!(
            "select id, process, role, actor, token_hash, label, created_at, expires_at, revoked_at
            from access_link ",
            $rest
        )
    };
}

impl Tx {
    /// Stores a new link.
    pub async fn insert_access_link(&mut self, row: &AccessLinkRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into access_link (id, process, role, actor, token_hash, label, created_at,
                    expires_at, revoked_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(*row.id.as_uuid())
            .bind(*row.process.as_uuid())
            .bind(row.role.as_str())
            .bind(row.actor.map(|id| *id.as_uuid()))
            .bind(row.token_hash.as_slice())
            .bind(&row.label)
            .bind(row.created_at.as_micros())
            .bind(row.expires_at.map(Timestamp::as_micros))
            .bind(row.revoked_at.map(Timestamp::as_micros))
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The link with this id, revoked and expired ones included.
    pub async fn access_link(&mut self, id: LinkId) -> Result<Option<AccessLinkRow>, StoreError> {
        on_db!(self, |conn| {
            let row =
                sqlx::query(select_link!("where id = $1")).bind(*id.as_uuid()).fetch_optional(conn).await?;
            read_one(row)
        })
    }

    /// The link with this token, revoked and expired ones included: the caller decides.
    pub async fn access_link_by_hash(
        &mut self,
        token_hash: &[u8; 32],
    ) -> Result<Option<AccessLinkRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_link!("where token_hash = $1"))
                .bind(token_hash.as_slice())
                .fetch_optional(conn)
                .await?;
            read_one(row)
        })
    }

    /// The links of a process, oldest first.
    pub async fn access_links(&mut self, process: ProcessId) -> Result<Vec<AccessLinkRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(select_link!("where process = $1 order by created_at, id limit $2"))
                .bind(*process.as_uuid())
                .bind(LIST_PROBE)
                .fetch_all(conn)
                .await?;
            read_list(&rows)
        })
    }

    /// Revokes a link. False when there is none or it was revoked before.
    pub async fn revoke_access_link(&mut self, id: LinkId, at: Timestamp) -> Result<bool, StoreError> {
        let revoked = on_db!(self, |conn| {
            sqlx::query("update access_link set revoked_at = $2 where id = $1 and revoked_at is null")
                .bind(*id.as_uuid())
                .bind(at.as_micros())
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(revoked == 1)
    }

    /// Stores a new login session.
    pub async fn insert_login_session(&mut self, row: &LoginSessionRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into login_session (id, hash, person, link, created_at, seen_at, expires_at)
                values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(*row.id.as_uuid())
            .bind(row.hash.as_slice())
            .bind(*row.person.as_uuid())
            .bind(*row.link.as_uuid())
            .bind(row.created_at.as_micros())
            .bind(row.seen_at.as_micros())
            .bind(row.expires_at.as_micros())
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The login session with this cookie, expired ones included: the caller decides.
    pub async fn login_session_by_hash(
        &mut self,
        hash: &[u8; 32],
    ) -> Result<Option<LoginSessionRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(
                "select id, hash, person, link, created_at, seen_at, expires_at
                from login_session
                where hash = $1",
            )
            .bind(hash.as_slice())
            .fetch_optional(conn)
            .await?;
            read_one(row)
        })
    }

    /// Notes that a login session was used and until when it now lasts. False when it is gone.
    pub async fn touch_login_session(
        &mut self,
        id: LoginSessionId,
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let touched = on_db!(self, |conn| {
            sqlx::query("update login_session set seen_at = $2, expires_at = $3 where id = $1")
                .bind(*id.as_uuid())
                .bind(seen_at.as_micros())
                .bind(expires_at.as_micros())
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(touched == 1)
    }

    /// Ends a login session. False when it is gone already.
    pub async fn delete_login_session(&mut self, id: LoginSessionId) -> Result<bool, StoreError> {
        let deleted = on_db!(self, |conn| {
            sqlx::query("delete from login_session where id = $1")
                .bind(*id.as_uuid())
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(deleted == 1)
    }

    /// Forgets login sessions that ended before an instant, and says how many.
    pub async fn delete_login_sessions_expired_before(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        Ok(on_db!(self, |conn| {
            sqlx::query("delete from login_session where expires_at < $1")
                .bind(at.as_micros())
                .execute(conn)
                .await?
                .rows_affected()
        }))
    }
}

impl Stored for AccessLinkRow {
    const TABLE: &'static str = "access_link";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: LinkId::from_uuid(record.uuid("id")?),
            process: ProcessId::from_uuid(record.uuid("process")?),
            role: record.name("role")?,
            actor: record.uuid_or_null("actor")?.map(ActorId::from_uuid),
            token_hash: record.hash("token_hash")?,
            label: record.text("label")?,
            created_at: record.time("created_at")?,
            expires_at: record.time_or_null("expires_at")?,
            revoked_at: record.time_or_null("revoked_at")?,
        })
    }
}

impl Stored for LoginSessionRow {
    const TABLE: &'static str = "login_session";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: LoginSessionId::from_uuid(record.uuid("id")?),
            hash: record.hash("hash")?,
            person: PersonId::from_uuid(record.uuid("person")?),
            link: LinkId::from_uuid(record.uuid("link")?),
            created_at: record.time("created_at")?,
            seen_at: record.time("seen_at")?,
            expires_at: record.time("expires_at")?,
        })
    }
}
