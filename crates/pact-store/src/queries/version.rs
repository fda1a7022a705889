//! Versions: lines of a document's history, and apart from them what each holds.

use bytes::Bytes;
use pact_model::ids::{ActorId, DocumentId, MeetingId, PersonId, ProcessId};
use pact_model::time::Timestamp;
use pact_model::version::{Contributor, Version, VersionChanges, VersionReason};
use serde::Serialize;

use crate::error::StoreError;
use crate::rows::{Cells, LIST_PROBE, Record, Stored, read_list, read_one};
use crate::tx::{Tx, on_db};

/// Where a log stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogPlace {
    /// Whose log.
    pub doc: DocumentId,
    /// Generation of the CRDT identity.
    pub epoch: i64,
    /// The last place that counts.
    pub seq: i64,
}

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Where the document stood.
    pub place: LogPlace,
    /// 1 for the first.
    pub number: i64,
    /// Where the register of its process stood; none without one.
    pub register: Option<LogPlace>,
    /// Why it was made.
    pub reason: VersionReason,
    /// In whose words.
    pub message: String,
    /// The meeting it belongs to.
    pub meeting: Option<MeetingId>,
    /// Who made it; none for the system. Never shown.
    pub person: Option<PersonId>,
    /// On whose behalf.
    pub actor: Option<ActorId>,
    /// Who wrote since the version before.
    pub contributors: Vec<Contributor>,
    /// What differs from the version before.
    pub changed: VersionChanges,
    /// SHA-256 of the canonical form.
    pub content_hash: [u8; 32],
    /// The link to the version before.
    pub chain_hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// When words were erased from it.
    pub redacted_at: Option<Timestamp>,
}

/// What a version holds, compressed. The format is written down in `docs/versions.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionContentRow {
    /// The canonical form.
    pub canonical: Bytes,
    /// The whole state of the document.
    pub state: Bytes,
    /// The whole state of the register; none without one.
    pub register_state: Option<Bytes>,
    /// SHA-256 of the three as they are here.
    pub stored_hash: [u8; 32],
}

macro_rules! select_version {
    ($rest:literal) => {
        concat!(
            "select doc, number, epoch, seq, register, register_epoch, register_seq, reason, message, meeting,
                person, actor, contributors, changed, content_hash, chain_hash, created_at, redacted_at
            from version ",
            $rest
        )
    };
}

impl Tx {
    /// Stores the next version of a document. Another number than the next is [`StoreError::VersionTaken`], another
    /// epoch [`StoreError::EpochChanged`]; a log that has no row that ends where the version was read is
    /// [`StoreError::Conflict`]: the caller reads again. After an error the transaction is of no use: roll it back.
    pub async fn insert_version(
        &mut self,
        row: &VersionRow,
        content: &VersionContentRow,
    ) -> Result<(), StoreError> {
        let doc = row.place.doc;
        let mut places: Vec<LogPlace> = std::iter::once(row.place).chain(row.register).collect();
        // Everybody locks documents in the same order. Under the lock nothing is merged over these places any more
        // without knowing of the version.
        places.sort_by_key(|place| place.doc);
        for place in &places {
            self.lock_document(place.doc).await?;
            self.require_place(place).await?;
        }
        let newest = self.newest_version_number(doc).await?;
        if row.number != newest + 1 {
            return Err(StoreError::VersionTaken { doc, number: row.number });
        }
        self.insert_version_line(row).await?;
        on_db!(self, |conn| {
            sqlx::query(
                "insert into version_content (doc, number, canonical, state, register_state, stored_hash)
                values ($1, $2, $3, $4, $5, $6)",
            )
            .bind(*doc.as_uuid())
            .bind(row.number)
            .bind(&*content.canonical)
            .bind(&*content.state)
            .bind(content.register_state.as_deref())
            .bind(content.stored_hash.as_slice())
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    async fn insert_version_line(&mut self, row: &VersionRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into version (doc, number, epoch, seq, register, register_epoch, register_seq, reason,
                    message, meeting, person, actor, contributors, changed, content_hash, chain_hash, created_at,
                    redacted_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
            )
            .bind(*row.place.doc.as_uuid())
            .bind(row.number)
            .bind(row.place.epoch)
            .bind(row.place.seq)
            .bind(row.register.map(|place| *place.doc.as_uuid()))
            .bind(row.register.map_or(0, |place| place.epoch))
            .bind(row.register.map_or(0, |place| place.seq))
            .bind(row.reason.as_str())
            .bind(&row.message)
            .bind(row.meeting.map(|id| *id.as_uuid()))
            .bind(row.person.map(|id| *id.as_uuid()))
            .bind(row.actor.map(|id| *id.as_uuid()))
            .bind(json(&row.contributors))
            .bind(json(&row.changed))
            .bind(row.content_hash.as_slice())
            .bind(row.chain_hash.as_slice())
            .bind(row.created_at.as_micros())
            .bind(row.redacted_at.map(Timestamp::as_micros))
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// Whether the log has a row that ends exactly here, of the epoch that the document has.
    async fn require_place(&mut self, place: &LogPlace) -> Result<(), StoreError> {
        let LogPlace { doc, epoch, seq } = *place;
        match self.head(doc).await? {
            None => return Err(StoreError::absent_document(doc)),
            Some((found, _)) if found != epoch => {
                return Err(StoreError::EpochChanged { doc, expected: epoch, found });
            }
            Some((_, head_seq)) if head_seq < seq => {
                return Err(StoreError::Gap { doc, expected: head_seq + 1, got: seq });
            }
            Some(_) => {}
        }
        let rows: i64 = on_db!(self, |conn| {
            sqlx::query_scalar("select count(*) from update_log where doc = $1 and epoch = $2 and seq = $3")
                .bind(*doc.as_uuid())
                .bind(epoch)
                .bind(seq)
                .fetch_one(conn)
                .await?
        });
        if rows == 1 || seq == 0 { Ok(()) } else { Err(StoreError::Conflict { doc, seq }) }
    }

    /// The versions of a document from this number on, newest first, without what they hold.
    pub async fn versions(&mut self, doc: DocumentId, from: i64) -> Result<Vec<VersionRow>, StoreError> {
        on_db!(self, |conn| {
            let rows =
                sqlx::query(select_version!("where doc = $1 and number >= $2 order by number desc limit $3"))
                    .bind(*doc.as_uuid())
                    .bind(from)
                    .bind(LIST_PROBE)
                    .fetch_all(conn)
                    .await?;
            read_list(&rows)
        })
    }

    /// One version, without what it holds.
    pub async fn version(&mut self, doc: DocumentId, number: i64) -> Result<Option<VersionRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_version!("where doc = $1 and number = $2"))
                .bind(*doc.as_uuid())
                .bind(number)
                .fetch_optional(conn)
                .await?;
            read_one(row)
        })
    }

    /// The newest version of a document, without what it holds.
    pub async fn newest_version(&mut self, doc: DocumentId) -> Result<Option<VersionRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_version!("where doc = $1 order by number desc limit 1"))
                .bind(*doc.as_uuid())
                .fetch_optional(conn)
                .await?;
            read_one(row)
        })
    }

    /// Number of the newest version of a document; 0 without one.
    pub async fn newest_version_number(&mut self, doc: DocumentId) -> Result<i64, StoreError> {
        Ok(on_db!(self, |conn| {
            sqlx::query_scalar("select coalesce(max(number), 0) from version where doc = $1")
                .bind(*doc.as_uuid())
                .fetch_one(conn)
                .await?
        }))
    }

    /// Number of the newest version of each document of a process that has one.
    pub async fn version_counts(&mut self, process: ProcessId) -> Result<Vec<(DocumentId, i64)>, StoreError> {
        let rows: Vec<CountRow> = on_db!(self, |conn| {
            let rows = sqlx::query(
                "select v.doc, max(v.number) as number
                from version v
                join document d on d.id = v.doc
                where d.process = $1
                group by v.doc
                limit $2",
            )
            .bind(*process.as_uuid())
            .bind(LIST_PROBE)
            .fetch_all(conn)
            .await?;
            read_list(&rows)?
        });
        Ok(rows.into_iter().map(|row| (row.doc, row.number)).collect())
    }

    /// What a version holds.
    pub async fn version_content(
        &mut self,
        doc: DocumentId,
        number: i64,
    ) -> Result<Option<VersionContentRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(
                "select doc, number, canonical, state, register_state, stored_hash
                from version_content
                where doc = $1 and number = $2",
            )
            .bind(*doc.as_uuid())
            .bind(number)
            .fetch_optional(conn)
            .await?;
            read_one(row)
        })
    }

    /// Places of a log between two others at which a version stands, of this document or, of a register, of any
    /// document of its process: rising, each once.
    pub async fn version_places(
        &mut self,
        doc: DocumentId,
        epoch: i64,
        after: i64,
        until: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let rows: Vec<PlaceRow> = on_db!(self, |conn| {
            let rows = sqlx::query(
                "select doc, epoch, seq
                from version
                where doc = $1 and epoch = $2 and seq > $3 and seq <= $4
                union
                select register as doc, register_epoch as epoch, register_seq as seq
                from version
                where register = $1 and register_epoch = $2 and register_seq > $3 and register_seq <= $4
                order by seq
                limit $5",
            )
            .bind(*doc.as_uuid())
            .bind(epoch)
            .bind(after)
            .bind(until)
            .bind(LIST_PROBE)
            .fetch_all(conn)
            .await?;
            read_list(&rows)?
        });
        Ok(rows.into_iter().map(|row| row.0).collect())
    }
}

impl VersionRow {
    /// The line as everybody may see it.
    #[must_use]
    pub fn into_version(self) -> Version {
        Version {
            document: self.place.doc,
            number: u32::try_from(self.number).unwrap_or(u32::MAX),
            reason: self.reason,
            message: self.message,
            meeting: self.meeting,
            actor: self.actor,
            contributors: self.contributors,
            changed: self.changed,
            created_at: self.created_at,
            content_hash: self.content_hash,
            chain_hash: self.chain_hash,
            redacted_at: self.redacted_at,
        }
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("lists and structs of texts and numbers are JSON")
}

impl Stored for VersionRow {
    const TABLE: &'static str = "version";
    const KEY: &'static [&'static str] = &["doc", "number"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        let register = record.uuid_or_null("register")?.map(DocumentId::from_uuid);
        let (register_epoch, register_seq) =
            (record.number("register_epoch")?, record.number("register_seq")?);
        Ok(Self {
            place: LogPlace {
                doc: DocumentId::from_uuid(record.uuid("doc")?),
                epoch: record.number("epoch")?,
                seq: record.number("seq")?,
            },
            number: record.number("number")?,
            register: register.map(|doc| LogPlace { doc, epoch: register_epoch, seq: register_seq }),
            reason: record.name("reason")?,
            message: record.text("message")?,
            meeting: record.uuid_or_null("meeting")?.map(MeetingId::from_uuid),
            person: record.uuid_or_null("person")?.map(PersonId::from_uuid),
            actor: record.uuid_or_null("actor")?.map(ActorId::from_uuid),
            contributors: record.json_as("contributors")?,
            changed: record.json_as("changed")?,
            content_hash: record.hash("content_hash")?,
            chain_hash: record.hash("chain_hash")?,
            created_at: record.time("created_at")?,
            redacted_at: record.time_or_null("redacted_at")?,
        })
    }
}

impl Stored for VersionContentRow {
    const TABLE: &'static str = "version_content";
    const KEY: &'static [&'static str] = &["doc", "number"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            canonical: record.bytes("canonical")?,
            state: record.bytes("state")?,
            register_state: record.bytes_or_null("register_state")?,
            stored_hash: record.hash("stored_hash")?,
        })
    }
}

struct CountRow {
    doc: DocumentId,
    number: i64,
}

impl Stored for CountRow {
    const TABLE: &'static str = "version";
    const KEY: &'static [&'static str] = &["doc", "number"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self { doc: DocumentId::from_uuid(record.uuid("doc")?), number: record.number("number")? })
    }
}

struct PlaceRow(i64);

impl Stored for PlaceRow {
    const TABLE: &'static str = "version";
    const KEY: &'static [&'static str] = &["doc", "seq"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self(record.number("seq")?))
    }
}
