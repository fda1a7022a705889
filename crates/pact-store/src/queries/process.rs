//! Processes with their phases, meetings, deliverables and bodies.
//!
//! Names of kinds, modes and levels are text here; the application maps them to the field's words.

use pact_model::ids::{ActorId, DeliverableId, MeetingId, PhaseId, ProcessId};
use pact_model::time::Timestamp;
use serde_json::Value;

use crate::error::StoreError;
use crate::rows::{Cells, LIST_PROBE, Record, Stored, read_list, read_one};
use crate::tx::{Tx, on_db};

/// A participatory process (percorso).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessRow {
    /// Identity.
    pub id: ProcessId,
    /// Short name in addresses; unique.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Second line of the title; may be empty.
    pub subtitle: String,
    /// File reference of the municipality; may be empty.
    pub reference: String,
    /// Who promotes the process.
    pub promoter: String,
    /// Who decides in the end.
    pub decider: String,
    /// The law the process is held under; may be empty.
    pub law: String,
    /// Name of the template it was made from.
    pub template: String,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A phase of a process (fase).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseRow {
    /// Identity.
    pub id: PhaseId,
    /// Its process.
    pub process: ProcessId,
    /// Place in the process, from 0 or 1; unique in it.
    pub position: i64,
    /// Title.
    pub title: String,
    /// What the phase is for.
    pub goal: String,
    /// The question it answers.
    pub key_question: String,
}

/// A meeting of a process (incontro, sessione).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingRow {
    /// Identity.
    pub id: MeetingId,
    /// Its process.
    pub process: ProcessId,
    /// Its phase.
    pub phase: PhaseId,
    /// Place in the process; unique in it.
    pub position: i64,
    /// Name of the kind.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Civil date, ISO 8601.
    pub date: Option<String>,
    /// Civil time it starts at.
    pub starts: Option<String>,
    /// Civil time it ends at.
    pub ends: Option<String>,
    /// Name of the mode.
    pub mode: String,
    /// What it is about.
    pub focus: String,
    /// Who is called to it.
    pub participants: Value,
    /// What it is to reach.
    pub objectives: Value,
    /// Guiding questions.
    pub questions: Value,
    /// Parts with their doors.
    pub parts: Value,
    /// The longer page that explains it.
    pub guide: Value,
    /// How it went, once held.
    pub held: Option<Value>,
    /// When it was opened, the last time.
    pub opened_at: Option<Timestamp>,
    /// When it was closed; none while it is open.
    pub closed_at: Option<Timestamp>,
}

/// A deliverable of a phase (elaborato).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliverableRow {
    /// Identity.
    pub id: DeliverableId,
    /// Its process.
    pub process: ProcessId,
    /// Its phase.
    pub phase: PhaseId,
    /// Place in the process; unique in it.
    pub position: i64,
    /// Title.
    pub title: String,
    /// Name of the status.
    pub status: String,
}

/// A body that sits at the table (soggetto).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorRow {
    /// Identity.
    pub id: ActorId,
    /// Its process.
    pub process: ProcessId,
    /// Order of creation in the process, from 0; fixes the colour. See [`Tx::next_actor_position`].
    pub position: i64,
    /// Name; unique in the process.
    pub name: String,
    /// Name of the kind.
    pub kind: String,
    /// Name of the primary category.
    pub primary: String,
    /// Names of further categories.
    pub secondary: Vec<String>,
    /// Name of the engagement level.
    pub level: String,
    /// When it was created.
    pub created_at: Timestamp,
}

macro_rules! select_process {
    ($rest:literal) => {
        concat!(
            "select id, slug, title, subtitle, reference, promoter, decider, law, template, created_at
            from process ",
            $rest
        )
    };
}

macro_rules! select_actor {
    ($rest:literal) => {
        concat!(
            "select id, process, position, name, kind, primary_category, secondary_categories, level,
                created_at
            from actor ",
            $rest
        )
    };
}

impl Tx {
    /// Stores a new process. A slug in use is [`StoreError::Duplicate`].
    pub async fn insert_process(&mut self, row: &ProcessRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into process (id, slug, title, subtitle, reference, promoter, decider, law,
                    template, created_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(*row.id.as_uuid())
            .bind(&row.slug)
            .bind(&row.title)
            .bind(&row.subtitle)
            .bind(&row.reference)
            .bind(&row.promoter)
            .bind(&row.decider)
            .bind(&row.law)
            .bind(&row.template)
            .bind(row.created_at.as_micros())
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The process with this id.
    pub async fn process(&mut self, id: ProcessId) -> Result<Option<ProcessRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_process!("where id = $1"))
                .bind(*id.as_uuid())
                .fetch_optional(conn)
                .await?;
            read_one(row)
        })
    }

    /// The process with this short name.
    pub async fn process_by_slug(&mut self, slug: &str) -> Result<Option<ProcessRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_process!("where slug = $1")).bind(slug).fetch_optional(conn).await?;
            read_one(row)
        })
    }

    /// All processes, oldest first.
    pub async fn processes(&mut self) -> Result<Vec<ProcessRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(select_process!("order by created_at, id limit $1"))
                .bind(LIST_PROBE)
                .fetch_all(conn)
                .await?;
            read_list(&rows)
        })
    }

    /// Stores a new phase.
    pub async fn insert_phase(&mut self, row: &PhaseRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into phase (id, process, position, title, goal, key_question)
                values ($1, $2, $3, $4, $5, $6)",
            )
            .bind(*row.id.as_uuid())
            .bind(*row.process.as_uuid())
            .bind(row.position)
            .bind(&row.title)
            .bind(&row.goal)
            .bind(&row.key_question)
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The phases of a process, in order.
    pub async fn phases(&mut self, process: ProcessId) -> Result<Vec<PhaseRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(
                "select id, process, position, title, goal, key_question
                from phase
                where process = $1
                order by position
                limit $2",
            )
            .bind(*process.as_uuid())
            .bind(LIST_PROBE)
            .fetch_all(conn)
            .await?;
            read_list(&rows)
        })
    }

    /// Stores a new meeting.
    pub async fn insert_meeting(&mut self, row: &MeetingRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into meeting (id, process, phase, position, kind, title, date, starts, ends, mode,
                    focus, participants, objectives, questions, parts, guide, held, opened_at, closed_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
            )
            .bind(*row.id.as_uuid())
            .bind(*row.process.as_uuid())
            .bind(*row.phase.as_uuid())
            .bind(row.position)
            .bind(&row.kind)
            .bind(&row.title)
            .bind(row.date.as_deref())
            .bind(row.starts.as_deref())
            .bind(row.ends.as_deref())
            .bind(&row.mode)
            .bind(&row.focus)
            .bind(row.participants.to_string())
            .bind(row.objectives.to_string())
            .bind(row.questions.to_string())
            .bind(row.parts.to_string())
            .bind(row.guide.to_string())
            .bind(row.held.as_ref().map(ToString::to_string))
            .bind(row.opened_at.map(Timestamp::as_micros))
            .bind(row.closed_at.map(Timestamp::as_micros))
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The meetings of a process, in order.
    pub async fn meetings(&mut self, process: ProcessId) -> Result<Vec<MeetingRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(
                "select id, process, phase, position, kind, title, date, starts, ends, mode, focus,
                    participants, objectives, questions, parts, guide, held, opened_at, closed_at
                from meeting
                where process = $1
                order by position
                limit $2",
            )
            .bind(*process.as_uuid())
            .bind(LIST_PROBE)
            .fetch_all(conn)
            .await?;
            read_list(&rows)
        })
    }

    /// Says since when a meeting is open, and when it was closed. False when there is no such meeting.
    pub async fn set_meeting_times(
        &mut self,
        id: MeetingId,
        opened_at: Option<Timestamp>,
        closed_at: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let changed = on_db!(self, |conn| {
            sqlx::query("update meeting set opened_at = $2, closed_at = $3 where id = $1")
                .bind(*id.as_uuid())
                .bind(opened_at.map(Timestamp::as_micros))
                .bind(closed_at.map(Timestamp::as_micros))
                .execute(conn)
                .await?
                .rows_affected()
        });
        Ok(changed == 1)
    }

    /// Stores a new deliverable.
    pub async fn insert_deliverable(&mut self, row: &DeliverableRow) -> Result<(), StoreError> {
        on_db!(self, |conn| {
            sqlx::query(
                "insert into deliverable (id, process, phase, position, title, status)
                values ($1, $2, $3, $4, $5, $6)",
            )
            .bind(*row.id.as_uuid())
            .bind(*row.process.as_uuid())
            .bind(*row.phase.as_uuid())
            .bind(row.position)
            .bind(&row.title)
            .bind(&row.status)
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The deliverables of a process, in order.
    pub async fn deliverables(&mut self, process: ProcessId) -> Result<Vec<DeliverableRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(
                "select id, process, phase, position, title, status
                from deliverable
                where process = $1
                order by position
                limit $2",
            )
            .bind(*process.as_uuid())
            .bind(LIST_PROBE)
            .fetch_all(conn)
            .await?;
            read_list(&rows)
        })
    }

    /// Stores a new body. A name or position in use in the process is [`StoreError::Duplicate`].
    pub async fn insert_actor(&mut self, row: &ActorRow) -> Result<(), StoreError> {
        let secondary = Value::from(row.secondary.clone()).to_string();
        on_db!(self, |conn| {
            sqlx::query(
                "insert into actor (id, process, position, name, kind, primary_category,
                    secondary_categories, level, created_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(*row.id.as_uuid())
            .bind(*row.process.as_uuid())
            .bind(row.position)
            .bind(&row.name)
            .bind(&row.kind)
            .bind(&row.primary)
            .bind(&secondary)
            .bind(&row.level)
            .bind(row.created_at.as_micros())
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// Writes what a body is called and is: place and colour stay. A name in use is [`StoreError::Duplicate`].
    pub async fn update_actor(&mut self, row: &ActorRow) -> Result<(), StoreError> {
        let secondary = Value::from(row.secondary.clone()).to_string();
        on_db!(self, |conn| {
            sqlx::query(
                "update actor set name = $2, kind = $3, primary_category = $4, secondary_categories = $5,
                    level = $6
                where id = $1",
            )
            .bind(*row.id.as_uuid())
            .bind(&row.name)
            .bind(&row.kind)
            .bind(&row.primary)
            .bind(&secondary)
            .bind(&row.level)
            .execute(conn)
            .await?;
        });
        Ok(())
    }

    /// The body with this id.
    pub async fn actor(&mut self, id: ActorId) -> Result<Option<ActorRow>, StoreError> {
        on_db!(self, |conn| {
            let row =
                sqlx::query(select_actor!("where id = $1")).bind(*id.as_uuid()).fetch_optional(conn).await?;
            read_one(row)
        })
    }

    /// The body of a process with exactly this name.
    pub async fn actor_by_name(
        &mut self,
        process: ProcessId,
        name: &str,
    ) -> Result<Option<ActorRow>, StoreError> {
        on_db!(self, |conn| {
            let row = sqlx::query(select_actor!("where process = $1 and name = $2"))
                .bind(*process.as_uuid())
                .bind(name)
                .fetch_optional(conn)
                .await?;
            read_one(row)
        })
    }

    /// The bodies of a process, in order of creation.
    pub async fn actors(&mut self, process: ProcessId) -> Result<Vec<ActorRow>, StoreError> {
        on_db!(self, |conn| {
            let rows = sqlx::query(select_actor!("where process = $1 order by position limit $2"))
                .bind(*process.as_uuid())
                .bind(LIST_PROBE)
                .fetch_all(conn)
                .await?;
            read_list(&rows)
        })
    }

    /// The position for the next body of a process. Two who ask at once get the same one, and the second
    /// insert is [`StoreError::Duplicate`].
    pub async fn next_actor_position(&mut self, process: ProcessId) -> Result<i64, StoreError> {
        Ok(on_db!(self, |conn| {
            sqlx::query_scalar("select coalesce(max(position) + 1, 0) from actor where process = $1")
                .bind(*process.as_uuid())
                .fetch_one(conn)
                .await?
        }))
    }
}

impl Stored for ProcessRow {
    const TABLE: &'static str = "process";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: ProcessId::from_uuid(record.uuid("id")?),
            slug: record.text("slug")?,
            title: record.text("title")?,
            subtitle: record.text("subtitle")?,
            reference: record.text("reference")?,
            promoter: record.text("promoter")?,
            decider: record.text("decider")?,
            law: record.text("law")?,
            template: record.text("template")?,
            created_at: record.time("created_at")?,
        })
    }
}

impl Stored for PhaseRow {
    const TABLE: &'static str = "phase";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: PhaseId::from_uuid(record.uuid("id")?),
            process: ProcessId::from_uuid(record.uuid("process")?),
            position: record.number("position")?,
            title: record.text("title")?,
            goal: record.text("goal")?,
            key_question: record.text("key_question")?,
        })
    }
}

impl Stored for MeetingRow {
    const TABLE: &'static str = "meeting";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: MeetingId::from_uuid(record.uuid("id")?),
            process: ProcessId::from_uuid(record.uuid("process")?),
            phase: PhaseId::from_uuid(record.uuid("phase")?),
            position: record.number("position")?,
            kind: record.text("kind")?,
            title: record.text("title")?,
            date: record.text_or_null("date")?,
            starts: record.text_or_null("starts")?,
            ends: record.text_or_null("ends")?,
            mode: record.text("mode")?,
            focus: record.text("focus")?,
            participants: record.json("participants")?,
            objectives: record.json("objectives")?,
            questions: record.json("questions")?,
            parts: record.json("parts")?,
            guide: record.json("guide")?,
            held: record.json_or_null("held")?,
            opened_at: record.time_or_null("opened_at")?,
            closed_at: record.time_or_null("closed_at")?,
        })
    }
}

impl Stored for DeliverableRow {
    const TABLE: &'static str = "deliverable";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: DeliverableId::from_uuid(record.uuid("id")?),
            process: ProcessId::from_uuid(record.uuid("process")?),
            phase: PhaseId::from_uuid(record.uuid("phase")?),
            position: record.number("position")?,
            title: record.text("title")?,
            status: record.text("status")?,
        })
    }
}

impl Stored for ActorRow {
    const TABLE: &'static str = "actor";
    const KEY: &'static [&'static str] = &["id"];

    fn read<R: Cells>(record: &Record<'_, R>) -> Result<Self, StoreError> {
        Ok(Self {
            id: ActorId::from_uuid(record.uuid("id")?),
            process: ProcessId::from_uuid(record.uuid("process")?),
            position: record.number("position")?,
            name: record.text("name")?,
            kind: record.text("kind")?,
            primary: record.text("primary_category")?,
            secondary: record.names("secondary_categories")?,
            level: record.text("level")?,
            created_at: record.time("created_at")?,
        })
    }
}
