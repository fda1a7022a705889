//! Between stored rows and the field's words. A stored name that is not known is a corrupt row, not a guess.

use std::fmt::Display;
use std::str::FromStr;

use pact_model::ids::ProcessId;
use pact_model::process::{Actor, Deliverable, Meeting, Phase, Process};
use pact_model::time::Timestamp;
use pact_store::{ActorRow, DeliverableRow, MeetingRow, PhaseRow, ProcessRow, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn corrupt(what: impl Display, why: impl Display) -> StoreError {
    StoreError::Corrupt { what: what.to_string(), why: why.to_string() }
}

fn position(what: impl Display, number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|error| corrupt(what, error))
}

fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).expect("lists and structs of text and numbers are JSON")
}

pub(crate) fn process_row(process: &Process) -> ProcessRow {
    ProcessRow {
        id: process.id,
        slug: process.slug.clone(),
        title: process.title.clone(),
        subtitle: process.subtitle.clone(),
        reference: process.reference.clone(),
        promoter: process.promoter.clone(),
        decider: process.decider.clone(),
        law: process.law.clone(),
        template: process.template.clone(),
        created_at: process.created_at,
    }
}

pub(crate) fn process(row: ProcessRow) -> Process {
    Process {
        id: row.id,
        slug: row.slug,
        title: row.title,
        subtitle: row.subtitle,
        reference: row.reference,
        promoter: row.promoter,
        decider: row.decider,
        law: row.law,
        template: row.template,
        created_at: row.created_at,
    }
}

pub(crate) fn phase_row(process: ProcessId, phase: &Phase) -> PhaseRow {
    PhaseRow {
        id: phase.id,
        process,
        position: i64::from(phase.position),
        title: phase.title.clone(),
        goal: phase.goal.clone(),
        key_question: phase.key_question.clone(),
    }
}

pub(crate) fn phase(row: PhaseRow) -> Result<Phase, StoreError> {
    Ok(Phase {
        position: position(row.id, row.position)?,
        id: row.id,
        title: row.title,
        goal: row.goal,
        key_question: row.key_question,
    })
}

pub(crate) fn meeting_row(process: ProcessId, meeting: &Meeting) -> MeetingRow {
    MeetingRow {
        id: meeting.id,
        process,
        phase: meeting.phase,
        position: i64::from(meeting.position),
        kind: meeting.kind.to_string(),
        title: meeting.title.clone(),
        date: meeting.date.map(|date| date.to_string()),
        starts: meeting.starts.map(|time| time.to_string()),
        ends: meeting.ends.map(|time| time.to_string()),
        mode: meeting.mode.to_string(),
        focus: meeting.focus.clone(),
        participants: json(&meeting.participants),
        objectives: json(&meeting.objectives),
        questions: json(&meeting.questions),
        parts: json(&meeting.parts),
        guide: json(&meeting.guide),
        held: meeting.held.as_ref().map(json),
        opened_at: meeting.opened_at,
        closed_at: meeting.closed_at,
    }
}

pub(crate) fn meeting(row: MeetingRow) -> Result<Meeting, StoreError> {
    let what = format!("meeting {}", row.id);
    Ok(Meeting {
        position: position(&what, row.position)?,
        kind: name(&what, &row.kind)?,
        date: optional_name(&what, row.date.as_deref())?,
        starts: optional_name(&what, row.starts.as_deref())?,
        ends: optional_name(&what, row.ends.as_deref())?,
        mode: name(&what, &row.mode)?,
        participants: value(&what, row.participants)?,
        objectives: value(&what, row.objectives)?,
        questions: value(&what, row.questions)?,
        parts: value(&what, row.parts)?,
        guide: value(&what, row.guide)?,
        held: row.held.map(|held| value(&what, held)).transpose()?,
        opened_at: row.opened_at,
        closed_at: row.closed_at,
        id: row.id,
        phase: row.phase,
        title: row.title,
        focus: row.focus,
    })
}

pub(crate) fn deliverable_row(process: ProcessId, deliverable: &Deliverable) -> DeliverableRow {
    DeliverableRow {
        id: deliverable.id,
        process,
        phase: deliverable.phase,
        position: i64::from(deliverable.position),
        title: deliverable.title.clone(),
        status: deliverable.status.to_string(),
    }
}

pub(crate) fn deliverable(row: DeliverableRow) -> Result<Deliverable, StoreError> {
    let what = format!("deliverable {}", row.id);
    Ok(Deliverable {
        position: position(&what, row.position)?,
        status: name(&what, &row.status)?,
        id: row.id,
        phase: row.phase,
        title: row.title,
    })
}

pub(crate) fn actor_row(process: ProcessId, actor: &Actor, created_at: Timestamp) -> ActorRow {
    ActorRow {
        id: actor.id,
        process,
        position: i64::from(actor.position),
        name: actor.name.clone(),
        kind: actor.kind.to_string(),
        primary: actor.primary.to_string(),
        secondary: actor.secondary.iter().map(ToString::to_string).collect(),
        level: actor.level.to_string(),
        created_at,
    }
}

pub(crate) fn actor(row: ActorRow) -> Result<Actor, StoreError> {
    let what = format!("actor {}", row.id);
    Ok(Actor {
        position: position(&what, row.position)?,
        kind: name(&what, &row.kind)?,
        primary: name(&what, &row.primary)?,
        secondary: row.secondary.iter().map(|text| name(&what, text)).collect::<Result<_, _>>()?,
        level: name(&what, &row.level)?,
        id: row.id,
        name: row.name,
    })
}

fn name<T: FromStr<Err: Display>>(what: &str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| corrupt(what, error))
}

fn optional_name<T: FromStr<Err: Display>>(what: &str, text: Option<&str>) -> Result<Option<T>, StoreError> {
    text.map(|text| name(what, text)).transpose()
}

fn value<T: DeserializeOwned>(what: &str, value: Value) -> Result<T, StoreError> {
    serde_json::from_value(value).map_err(|error| corrupt(what, error))
}
