//! Processes: the ones the caller knows of, and one with all there is to show.

use axum::Json;
use axum::extract::State;
use pact_app::Caller;
use pact_app::processes::ProcessView;
use pact_model::palette;
use pact_model::process::{
    Actor, ActorCategory, ActorKind, Deliverable, DeliverableStatus, Door, EngagementLevel, Meeting,
    MeetingKind, MeetingMode, Participants, Phase, Process, QuestionList,
};
use pact_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::documents::{DocumentSheet, sheet};
use super::{filled, names};
use crate::auth::SignedIn;
use crate::input::PathPart;
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// One line of the list of processes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcessSummary {
    /// Its identity.
    pub id: String,
    /// Name in addresses.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Second line of the title.
    #[schema(required)]
    pub subtitle: Option<String>,
    /// Reference elsewhere, opaque.
    #[schema(required)]
    pub reference: Option<String>,
    /// When it was created here.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// A process with all there is to show.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcessDetails {
    /// Its identity.
    pub id: String,
    /// Name in addresses.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Second line of the title.
    #[schema(required)]
    pub subtitle: Option<String>,
    /// Reference elsewhere, opaque.
    #[schema(required)]
    pub reference: Option<String>,
    /// Who promotes the process.
    #[schema(required)]
    pub promoter: Option<String>,
    /// Which body takes the decision.
    #[schema(required)]
    pub decider: Option<String>,
    /// The law and the call under which it runs.
    #[schema(required)]
    pub law: Option<String>,
    /// Phases in order.
    pub phases: Vec<PhaseDetails>,
    /// Meetings in order.
    pub meetings: Vec<MeetingDetails>,
    /// Deliverables in order.
    pub deliverables: Vec<DeliverableDetails>,
    /// Bodies in order of arrival.
    pub actors: Vec<ActorDetails>,
    /// The register's document, usable on `/collab` like any other.
    #[schema(required)]
    pub register: Option<String>,
    /// The other documents, oldest first.
    pub documents: Vec<DocumentSheet>,
}

/// A phase (fase).
#[derive(Debug, Serialize, ToSchema)]
pub struct PhaseDetails {
    /// Its identity.
    pub id: String,
    /// Place, from 1.
    pub position: u32,
    /// Title.
    pub title: String,
    /// What it is for.
    #[schema(required)]
    pub goal: Option<String>,
    /// The question it answers.
    #[schema(required)]
    pub key_question: Option<String>,
}

/// A meeting (incontro, sessione).
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingDetails {
    /// Its identity.
    pub id: String,
    /// Its phase.
    pub phase: String,
    /// Place among all meetings, from 1.
    pub position: u32,
    /// What it is.
    #[schema(schema_with = names::meeting_kind)]
    pub kind: MeetingKind,
    /// Title.
    pub title: String,
    /// Planned day, ISO 8601; `null` while it is to be decided.
    #[schema(required, format = Date)]
    pub date: Option<String>,
    /// Planned beginning, civil time of the place, `HH:MM`.
    #[schema(required)]
    pub starts: Option<String>,
    /// Planned end, civil time of the place, `HH:MM`.
    #[schema(required)]
    pub ends: Option<String>,
    /// How people meet.
    #[schema(schema_with = names::meeting_mode)]
    pub mode: MeetingMode,
    /// When it was opened, the last time.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub opened_at: Option<Timestamp>,
    /// When it was closed; `null` before it was opened, and while it is open.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Timestamp>,
    /// Who is invited: engagement levels, or groups in words.
    pub participants: Vec<String>,
    /// What it concentrates on.
    #[schema(required)]
    pub focus: Option<String>,
    /// What it is for.
    pub objectives: Vec<String>,
    /// Questions that guide it, in order.
    pub questions: Vec<QuestionDetails>,
    /// Its parts; empty when it is held in one piece.
    pub parts: Vec<PartDetails>,
    /// The longer page that explains it; its fields are empty when there is none.
    pub guide: GuideDetails,
}

/// What a meeting's own page says.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuideDetails {
    /// What it is to reach (obiettivi operativi).
    pub objectives: Vec<String>,
    /// How it works (focus metodologico).
    pub method: String,
    /// How the talk proceeds (articolazione del confronto).
    pub discussion: Vec<String>,
    /// What it is part of (cornice strategica).
    pub frame: String,
}

/// A guiding question (domanda guida).
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionDetails {
    /// Its identity.
    pub id: String,
    /// The question.
    pub text: String,
    /// Position of the part it belongs to; `null` for the whole meeting.
    #[schema(required)]
    pub part: Option<u32>,
    /// Where it comes from.
    #[schema(schema_with = names::question_list)]
    pub list: QuestionList,
}

/// A part of a meeting, behind closed or open doors.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartDetails {
    /// Place in the meeting, from 1.
    pub position: u32,
    /// Who may be there: the table only, or everybody.
    #[schema(schema_with = names::door)]
    pub door: Door,
    /// Title.
    pub title: String,
    /// Who is invited to this part.
    pub participants: Vec<String>,
    /// What it is for.
    pub objectives: Vec<String>,
}

/// Something a phase produces (elaborato).
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliverableDetails {
    /// Its identity.
    pub id: String,
    /// Its phase.
    pub phase: String,
    /// Title.
    pub title: String,
    /// How far it is.
    #[schema(schema_with = names::deliverable_status)]
    pub status: DeliverableStatus,
}

/// A body (soggetto).
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorDetails {
    /// Its identity.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    #[schema(schema_with = names::actor_kind)]
    pub kind: ActorKind,
    /// The category it is counted in.
    #[schema(schema_with = names::actor_category)]
    pub primary: ActorCategory,
    /// Other categories.
    #[schema(schema_with = names::actor_categories)]
    pub secondary: Vec<ActorCategory>,
    /// How it is involved.
    #[schema(schema_with = names::engagement_level)]
    pub level: EngagementLevel,
    /// Its colour, `#rrggbb`.
    pub color: &'static str,
}

/// The processes the caller knows of.
#[utoipa::path(
    get,
    path = "/processes",
    tag = "processes",
    responses(
        (status = 200, body = Vec<ProcessSummary>),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list(
    State(state): State<ServerState>,
    by: SignedIn,
) -> Result<Json<Vec<ProcessSummary>>, Problem> {
    let processes = state.app.processes(Caller::from(&by.identity)).await?;
    Ok(Json(processes.into_iter().map(summary).collect()))
}

/// A process with its phases, meetings, bodies and documents.
#[utoipa::path(
    get,
    path = "/processes/{slug}",
    tag = "processes",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, body = ProcessDetails),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn show(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Json<ProcessDetails>, Problem> {
    let view = state.app.process(Caller::from(&by.identity), &slug).await?;
    Ok(Json(details(&state, view).await))
}

fn summary(process: Process) -> ProcessSummary {
    ProcessSummary {
        id: process.id.to_string(),
        slug: process.slug,
        title: process.title,
        subtitle: filled(process.subtitle),
        reference: filled(process.reference),
        created_at: process.created_at,
    }
}

async fn details(state: &ServerState, view: ProcessView) -> ProcessDetails {
    let mut documents = Vec::with_capacity(view.documents.len());
    for document in view.documents {
        documents.push(sheet(state, document).await);
    }
    let process = view.process;
    ProcessDetails {
        id: process.id.to_string(),
        slug: process.slug,
        title: process.title,
        subtitle: filled(process.subtitle),
        reference: filled(process.reference),
        promoter: filled(process.promoter),
        decider: filled(process.decider),
        law: filled(process.law),
        phases: view.phases.into_iter().map(phase).collect(),
        meetings: view.meetings.into_iter().map(meeting).collect(),
        deliverables: view.deliverables.into_iter().map(deliverable).collect(),
        actors: view.actors.into_iter().map(actor).collect(),
        register: view.register.map(|id| id.to_string()),
        documents,
    }
}

fn phase(phase: Phase) -> PhaseDetails {
    PhaseDetails {
        id: phase.id.to_string(),
        position: phase.position,
        title: phase.title,
        goal: filled(phase.goal),
        key_question: filled(phase.key_question),
    }
}

fn meeting(meeting: Meeting) -> MeetingDetails {
    let names = |all: &[Participants]| all.iter().map(ToString::to_string).collect();
    MeetingDetails {
        id: meeting.id.to_string(),
        phase: meeting.phase.to_string(),
        position: meeting.position,
        kind: meeting.kind,
        title: meeting.title,
        date: meeting.date.map(|date| date.to_string()),
        starts: meeting.starts.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        ends: meeting.ends.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        mode: meeting.mode,
        opened_at: meeting.opened_at,
        closed_at: meeting.closed_at,
        participants: names(&meeting.participants),
        focus: filled(meeting.focus),
        objectives: meeting.objectives,
        questions: meeting
            .questions
            .into_iter()
            .map(|question| QuestionDetails {
                id: question.id.to_string(),
                text: question.text,
                part: question.part,
                list: question.list,
            })
            .collect(),
        guide: GuideDetails {
            objectives: meeting.guide.objectives,
            method: meeting.guide.method,
            discussion: meeting.guide.discussion,
            frame: meeting.guide.frame,
        },
        parts: meeting
            .parts
            .into_iter()
            .map(|part| PartDetails {
                position: part.position,
                door: part.door,
                participants: names(&part.participants),
                title: part.title,
                objectives: part.objectives,
            })
            .collect(),
    }
}

fn deliverable(deliverable: Deliverable) -> DeliverableDetails {
    DeliverableDetails {
        id: deliverable.id.to_string(),
        phase: deliverable.phase.to_string(),
        title: deliverable.title,
        status: deliverable.status,
    }
}

fn actor(actor: Actor) -> ActorDetails {
    ActorDetails {
        id: actor.id.to_string(),
        kind: actor.kind,
        primary: actor.primary,
        secondary: actor.secondary,
        level: actor.level,
        color: palette::color(actor.position as usize),
        name: actor.name,
    }
}
