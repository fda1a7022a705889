//! What does a new process or document start from? Neutral templates: typed values, whatever file they were
//! written in. `pact-convert` reads them from Markdown; `pact-app` makes processes and documents of them.

use jiff::civil::{Date, Time};
use uuid::Uuid;

use crate::content::{DocumentContent, Node, SectionContent};
use crate::document::{BindingKind, DocumentKind, Policy, SectionId, SectionKind};
use crate::ids::{ActorId, DeliverableId, MeetingId, PhaseId, ProcessId, QuestionId};
use crate::process::{
    Actor, ActorCategory, ActorKind, Deliverable, DeliverableStatus, Door, EngagementLevel, GuidingQuestion,
    Meeting, MeetingGuide, MeetingKind, MeetingMode, MeetingPart, Participants, Phase, Process, QuestionList,
};
use crate::time::Timestamp;

/// A template: of a document, or of a whole process.
#[derive(Clone, Debug, PartialEq)]
pub enum Template {
    /// Sections of a document.
    Document(DocumentTemplate),
    /// Phases and meetings of a process, and the documents it starts with.
    Process(ProcessTemplate),
}

impl Template {
    /// The name it is asked for by.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Document(template) => &template.name,
            Self::Process(template) => &template.name,
        }
    }

    /// The title it is shown with.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Document(template) => &template.title,
            Self::Process(template) => &template.title,
        }
    }
}

/// The sections a document starts with.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentTemplate {
    /// The name it is asked for by, for example `patto-di-collaborazione`.
    pub name: String,
    /// Kind of the documents made from it.
    pub kind: DocumentKind,
    /// Title of a new document unless another is given.
    pub title: String,
    /// BCP 47 language tag.
    pub language: String,
    /// Sections in order.
    pub sections: Vec<SectionTemplate>,
}

/// One section of a document template.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionTemplate {
    /// Stable identity; documents keep it.
    pub id: SectionId,
    /// What the section is.
    pub kind: SectionKind,
    /// Number of an article or part.
    pub number: Option<u32>,
    /// Title, plain text.
    pub title: String,
    /// One line that tells the writer what belongs here.
    pub guidance: String,
    /// Whether it may be left out only with a reason.
    pub mandatory: bool,
    /// Who may write in it.
    pub policy: Policy,
    /// What the section is expected to be bound to, in the order of [`BindingKind::ALL`].
    pub expected: Vec<BindingKind>,
    /// Initial text, usually empty.
    pub body: Vec<Node>,
}

impl DocumentTemplate {
    /// The content a document made from this template starts with.
    #[must_use]
    pub fn content(&self, title: Option<&str>) -> DocumentContent {
        DocumentContent {
            kind: self.kind,
            title: title.unwrap_or(&self.title).to_owned(),
            language: self.language.clone(),
            paused: None,
            sections: self.sections.iter().map(SectionTemplate::content).collect(),
        }
    }

    /// The section with this identity.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&SectionTemplate> {
        self.sections.iter().find(|section| section.id.as_str() == id)
    }
}

impl SectionTemplate {
    fn content(&self) -> SectionContent {
        SectionContent {
            id: self.id.clone(),
            kind: self.kind,
            number: self.number,
            title: self.title.clone(),
            guidance: self.guidance.clone(),
            mandatory: self.mandatory,
            policy: self.policy.clone(),
            policy_reason: None,
            policy_writer: None,
            aside: None,
            not_applicable: None,
            body: self.body.clone(),
            bindings: Vec::new(),
        }
    }

    /// The expected bindings as stored: names joined by commas.
    #[must_use]
    pub fn expected_text(&self) -> String {
        self.expected.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(",")
    }
}

/// The phases, meetings and documents a process starts with.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessTemplate {
    /// The name it is asked for by, for example `opificio-di-comunita`.
    pub name: String,
    /// Title of a new process.
    pub title: String,
    /// One line under the title.
    pub subtitle: String,
    /// Reference of the process elsewhere, opaque; may be empty.
    pub reference: String,
    /// Who promotes the process; may be empty.
    pub promoter: String,
    /// Which body takes the decision; may be empty.
    pub decider: String,
    /// The law and the call under which the process runs; may be empty.
    pub law: String,
    /// BCP 47 language tag.
    pub language: String,
    /// Phases in order, each with its meetings and deliverables.
    pub phases: Vec<PhaseTemplate>,
    /// Bodies that sit at the table from the start.
    pub actors: Vec<ActorTemplate>,
    /// Documents made with the process, beside its register.
    pub documents: Vec<DocumentReference>,
}

/// One phase of a process template.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseTemplate {
    /// Identity in the template.
    pub key: String,
    /// Title as shown.
    pub title: String,
    /// What the phase is for.
    pub goal: String,
    /// The question it answers.
    pub key_question: String,
    /// Meetings in order.
    pub meetings: Vec<MeetingTemplate>,
    /// What it produces.
    pub deliverables: Vec<DeliverableTemplate>,
}

/// One meeting of a process template.
#[derive(Clone, Debug, PartialEq)]
pub struct MeetingTemplate {
    /// Identity in the template.
    pub key: String,
    /// What it is.
    pub kind: MeetingKind,
    /// Title as shown.
    pub title: String,
    /// Planned day.
    pub date: Option<Date>,
    /// Planned beginning.
    pub starts: Option<Time>,
    /// Planned end.
    pub ends: Option<Time>,
    /// How people meet.
    pub mode: MeetingMode,
    /// Who is invited.
    pub participants: Vec<Participants>,
    /// What it concentrates on; may be empty.
    pub focus: String,
    /// What it is for.
    pub objectives: Vec<String>,
    /// Questions that guide it, in order.
    pub questions: Vec<QuestionTemplate>,
    /// Its parts, in order.
    pub parts: Vec<PartTemplate>,
    /// The longer page of the session.
    pub guide: MeetingGuide,
}

/// One guiding question of a process template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionTemplate {
    /// The question.
    pub text: String,
    /// Position of the part it belongs to, from 1.
    pub part: Option<u32>,
    /// Which list it comes from.
    pub list: QuestionList,
}

/// One part of a meeting in a process template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartTemplate {
    /// Who may be there.
    pub door: Door,
    /// Title as shown.
    pub title: String,
    /// Who is invited to this part.
    pub participants: Vec<Participants>,
    /// What it is for.
    pub objectives: Vec<String>,
}

/// One deliverable of a process template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliverableTemplate {
    /// Title as shown.
    pub title: String,
    /// How far it is meant to be when the phase ends.
    pub status: DeliverableStatus,
}

/// One body of a process template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorTemplate {
    /// Name as shown.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The category it is counted in.
    pub primary: ActorCategory,
    /// Other categories it also belongs to.
    pub secondary: Vec<ActorCategory>,
    /// How it is involved.
    pub level: EngagementLevel,
}

/// A document a process starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentReference {
    /// Name of the document template.
    pub template: String,
    /// Title of the document.
    pub title: String,
}

/// A process and all it starts with, with identities, ready to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedProcess {
    /// The process.
    pub process: Process,
    /// Its phases, in order.
    pub phases: Vec<Phase>,
    /// Its meetings, in order.
    pub meetings: Vec<Meeting>,
    /// Its deliverables, in order.
    pub deliverables: Vec<Deliverable>,
    /// Its first bodies, in order.
    pub actors: Vec<Actor>,
}

impl ProcessTemplate {
    /// All meetings, in order.
    pub fn meetings(&self) -> impl Iterator<Item = &MeetingTemplate> {
        self.phases.iter().flat_map(|phase| &phase.meetings)
    }

    /// All deliverables, in order.
    pub fn deliverables(&self) -> impl Iterator<Item = &DeliverableTemplate> {
        self.phases.iter().flat_map(|phase| &phase.deliverables)
    }

    /// The process this template describes, with identities from the generator and the time of the caller.
    pub fn plan(&self, slug: &str, created_at: Timestamp, mut ids: impl FnMut() -> Uuid) -> PlannedProcess {
        let mut planned = PlannedProcess {
            process: Process {
                id: ProcessId::from_uuid(ids()),
                slug: slug.to_owned(),
                title: self.title.clone(),
                subtitle: self.subtitle.clone(),
                reference: self.reference.clone(),
                promoter: self.promoter.clone(),
                decider: self.decider.clone(),
                law: self.law.clone(),
                template: self.name.clone(),
                created_at,
            },
            phases: Vec::new(),
            meetings: Vec::new(),
            deliverables: Vec::new(),
            actors: Vec::new(),
        };
        for phase in &self.phases {
            let phase_id = PhaseId::from_uuid(ids());
            planned.phases.push(Phase {
                id: phase_id,
                position: position(planned.phases.len()),
                title: phase.title.clone(),
                goal: phase.goal.clone(),
                key_question: phase.key_question.clone(),
            });
            for meeting in &phase.meetings {
                let at = position(planned.meetings.len());
                planned.meetings.push(meeting.plan(phase_id, at, &mut ids));
            }
            for deliverable in &phase.deliverables {
                planned.deliverables.push(Deliverable {
                    id: DeliverableId::from_uuid(ids()),
                    phase: phase_id,
                    position: position(planned.deliverables.len()),
                    title: deliverable.title.clone(),
                    status: deliverable.status,
                });
            }
        }
        for (index, actor) in (0_u32..).zip(&self.actors) {
            planned.actors.push(Actor {
                id: ActorId::from_uuid(ids()),
                position: index,
                name: actor.name.clone(),
                kind: actor.kind,
                primary: actor.primary,
                secondary: actor.secondary.clone(),
                level: actor.level,
            });
        }
        planned
    }
}

impl MeetingTemplate {
    fn plan(&self, phase: PhaseId, position: u32, ids: &mut impl FnMut() -> Uuid) -> Meeting {
        Meeting {
            id: MeetingId::from_uuid(ids()),
            phase,
            position,
            kind: self.kind,
            title: self.title.clone(),
            date: self.date,
            starts: self.starts,
            ends: self.ends,
            mode: self.mode,
            participants: self.participants.clone(),
            focus: self.focus.clone(),
            objectives: self.objectives.clone(),
            questions: self
                .questions
                .iter()
                .map(|question| question.plan(QuestionId::from_uuid(ids())))
                .collect(),
            parts: (1_u32..).zip(&self.parts).map(|(position, part)| part.plan(position)).collect(),
            guide: self.guide.clone(),
            held: None,
            opened_at: None,
            closed_at: None,
        }
    }
}

impl QuestionTemplate {
    fn plan(&self, id: QuestionId) -> GuidingQuestion {
        GuidingQuestion { id, text: self.text.clone(), part: self.part, list: self.list }
    }
}

impl PartTemplate {
    fn plan(&self, position: u32) -> MeetingPart {
        MeetingPart {
            position,
            door: self.door,
            title: self.title.clone(),
            participants: self.participants.clone(),
            objectives: self.objectives.clone(),
        }
    }
}

/// Position, from 1, of the next of `count` things.
fn position(count: usize) -> u32 {
    u32::try_from(count).map_or(u32::MAX, |n| n.saturating_add(1))
}
