//! The audit: what was done by whom. Append-only; the database itself refuses changes.

use pact_model::access::Role;
use pact_model::ids::{ActorId, DocumentId, ProcessId};
use pact_model::time::Timestamp;

use crate::error::StoreError;
use crate::rows::{Cells, PAGE_LIMIT, Record, Stored, read_page};
use crate::tx::{Tx, on_db};

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The process it concerns.
    pub process: Option<ProcessId>,
    /// The document it concerns.
    pub document: Option<DocumentId>,
    /// The body it was done for. Persons are not named.
    pub actor: Option<ActorId>,
    /// In which role; none for the system.
    pub role: Option<Role>,
    /// Code of the act.
    pub act: String,
    /// What exactly; never words of a document.
    pub detail: String,
    /// When.
    pub at: Timestamp,
}

/// A line of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Number, growing in the order of the audit.
    pub id: i64,
    /// What was done.
    pub entry: AuditEntry,
}

impl Tx {
    /// Adds a line to the audit.
    pub async fn insert_audit(&mut self, entry: &AuditEntry) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into audit (process, document, actor, role, act, detail, at)
                values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(entry.process.map(|id| *id.as_uuid()))
            .bind(entry.document.map(|id| *id.as_uuid()))
            .bind(entry.actor.map(|id| *id.as_uuid()))
            .bind(entry.role.map(Role::as_str))
            .bind(&entry.act)
            .bind(&entry.detail)
            .bind(entry.at.as_micros())
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// Lines of the audit, newest first: of one process or of all, older than a line or from the end; at most
    /// [`PAGE_LIMIT`].
    pub async fn list_audit(
        &mut self,
        process: Option<ProcessId>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let before = before.unwrap_or(i64::MAX);
        let limit = i64::from(limit.min(PAGE_LIMIT));
        on_db!(self, |conn| {
            let query = match process {
                Some(process) => sqlx::query(
                    "select id, process, document, actor, role, act, detail, at
                    from audit
                    where id < $1 and process = $3
                    order by id desc
                    limit $2",
                )
                .bind(before)
                .bind(limit)
                .bind(*process.as_uuid()),
                None => sqlx::query(
                    "select id, process, document, actor, role, act, detail, at
                    from audit
                    where id < $1
                    order by id desc
                    limit $2",
                )
                .bind(before)
                .bind(limit),
            };
            read_page(&query.fetch_all(conn).await?)
        })
    }
}

impl Stored for AuditRow {
    const TABLE: &'static str = "audit";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: record.number("id")?,
            entry: AuditEntry {
                process: record.uuid_or_null("process")?.map(ProcessId::from_uuid),
                document: record.uuid_or_null("document")?.map(DocumentId::from_uuid),
                actor: record.uuid_or_null("actor")?.map(ActorId::from_uuid),
                role: record.name_or_null("role")?,
                act: record.text("act")?,
                detail: record.text("detail")?,
                at: record.time("at")?,
            },
        })
    }
}
