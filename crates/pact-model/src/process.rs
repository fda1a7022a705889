//! How does a table get from the launch evening to a proposal? The process, its phases, meetings, guiding
//! questions, deliverables and the bodies that sit at the table. Nothing here knows how many phases, sessions
//! or parts there are: the real processes change all of them on the way.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::document::{UnknownName, named};
use crate::ids::{ActorId, DeliverableId, MeetingId, PhaseId, ProcessId, QuestionId};
use crate::time::Timestamp;

/// A participatory process (percorso).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Identity.
    pub id: ProcessId,
    /// Name in addresses; see [`is_slug`].
    pub slug: String,
    /// Title as shown.
    pub title: String,
    /// One line under the title.
    pub subtitle: String,
    /// Reference of the process elsewhere (for example on PartecipAzioni); opaque, empty when unknown.
    pub reference: String,
    /// Who promotes the process.
    pub promoter: String,
    /// Which body takes the decision.
    pub decider: String,
    /// The law and the call under which the process runs.
    pub law: String,
    /// Name of the template the process was made from.
    pub template: String,
    /// When it was created here.
    pub created_at: Timestamp,
}

/// A phase of a process (fase).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Identity.
    pub id: PhaseId,
    /// Place among the phases of the process, from 1.
    pub position: u32,
    /// Title as shown.
    pub title: String,
    /// What the phase is for (obiettivo).
    pub goal: String,
    /// The question the phase answers (domanda chiave).
    pub key_question: String,
}

named! {
    /// What a meeting is.
    MeetingKind, "meeting kind" {
        /// Public launch (evento pubblico di lancio).
        Launch = "launch",
        /// Meeting of the municipality's own departments (équipe inter-servizio).
        InterServiceTeam = "inter_service_team",
        /// Session of the negotiation table (sessione del Tavolo).
        TableSession = "table_session",
        /// Closing assembly (evento conclusivo).
        ClosingEvent = "closing_event",
    }
}

named! {
    /// How people meet.
    MeetingMode, "meeting mode" {
        /// In the same room (in presenza).
        InPerson = "in_person",
        /// On line.
        Online = "online",
    }
}

named! {
    /// Whether a part of a meeting is for the table alone (porte chiuse) or for everybody (porte aperte).
    Door, "door" {
        /// Members of the table only.
        Closed = "closed",
        /// The community may be there too.
        Open = "open",
    }
}

/// A meeting as planned, and as held once it was (incontro, sessione).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Identity.
    pub id: MeetingId,
    /// The phase it belongs to.
    pub phase: PhaseId,
    /// Place among the meetings of the process, from 1.
    pub position: u32,
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
    /// Who is invited; a meeting in parts says it in each part as well.
    pub participants: Vec<Participants>,
    /// What the meeting concentrates on, one line; empty when the programme gives none.
    pub focus: String,
    /// What the meeting is for.
    pub objectives: Vec<String>,
    /// Questions that guide it, in order.
    pub questions: Vec<GuidingQuestion>,
    /// Its parts, in order; empty when it is held in one piece.
    pub parts: Vec<MeetingPart>,
    /// The longer page of the session, where one was written.
    #[serde(default)]
    pub guide: MeetingGuide,
    /// What happened: kept beside the plan, never in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldMeeting>,
    /// When it was opened, the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Timestamp>,
    /// When it was closed; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

impl Meeting {
    /// Whether it is going on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.opened_at.is_some() && self.closed_at.is_none()
    }
}

/// One group of people invited to a meeting: an engagement level, or words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Participants {
    /// Everybody of this level.
    Level(EngagementLevel),
    /// A group named in words, such as «Comitato di Garanzia».
    Group(String),
}

impl From<String> for Participants {
    fn from(text: String) -> Self {
        text.parse().map_or(Self::Group(text), Self::Level)
    }
}

impl From<Participants> for String {
    fn from(participants: Participants) -> Self {
        participants.to_string()
    }
}

impl fmt::Display for Participants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => level.fmt(f),
            Self::Group(text) => f.write_str(text),
        }
    }
}

/// A part of a meeting, behind closed or open doors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingPart {
    /// Place in the meeting, from 1.
    pub position: u32,
    /// Who may be there.
    pub door: Door,
    /// Title as shown.
    pub title: String,
    /// Who is invited to this part.
    #[serde(default)]
    pub participants: Vec<Participants>,
    /// What this part is for.
    pub objectives: Vec<String>,
}

named! {
    /// Where a guiding question comes from.
    QuestionList, "question list" {
        /// The programme of the process (domande guida).
        Programme = "programme",
        /// The page of the session (domande guida per orientare il confronto).
        Operational = "operational",
    }
}

/// A question that guides a meeting (domanda guida).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidingQuestion {
    /// Identity: sections and contributions are bound to it.
    pub id: QuestionId,
    /// The question.
    pub text: String,
    /// Position of the meeting's part it belongs to, if the meeting has parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
    /// Which list it comes from.
    pub list: QuestionList,
}

/// The longer page of a session, as facilitators write it; every field may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingGuide {
    /// Obiettivi operativi.
    #[serde(default)]
    pub objectives: Vec<String>,
    /// Focus metodologico.
    #[serde(default)]
    pub method: String,
    /// Articolazione del confronto.
    #[serde(default)]
    pub discussion: Vec<String>,
    /// Cornice strategica.
    #[serde(default)]
    pub frame: String,
}

/// What is known of a meeting once it was held. Counts only: presences are personal data and live elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldMeeting {
    /// The day it was held.
    pub date: Option<Date>,
    /// When it began.
    pub starts: Option<Time>,
    /// When it ended.
    pub ends: Option<Time>,
    /// How many people were there.
    pub people: Option<u32>,
    /// How many bodies were there.
    pub bodies: Option<u32>,
}

named! {
    /// How far a deliverable is.
    DeliverableStatus, "deliverable status" {
        /// Still to be worked on (bozza).
        Draft = "draft",
        /// Done (definitiva).
        Final = "final",
    }
}

/// Something a phase produces (elaborato). The same one may come back in a later phase, further on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliverable {
    /// Identity.
    pub id: DeliverableId,
    /// The phase that produces it.
    pub phase: PhaseId,
    /// Place among the deliverables of the process, from 1.
    pub position: u32,
    /// Title as shown.
    pub title: String,
    /// How far it is.
    pub status: DeliverableStatus,
}

/// A body that sits at the table, or should (soggetto).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Identity.
    pub id: ActorId,
    /// Place among the bodies of the process in order of arrival, from 0; gives the colour
    /// ([`crate::palette::color`]).
    pub position: u32,
    /// Name as shown. Never a person's.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The category it is counted in.
    pub primary: ActorCategory,
    /// Other categories it also belongs to.
    #[serde(default)]
    pub secondary: Vec<ActorCategory>,
    /// How it is involved; proposed from the category, open to change.
    pub level: EngagementLevel,
}

named! {
    /// What a body is.
    ActorKind, "actor kind" {
        /// Public body (ente pubblico).
        PublicBody = "ente_pubblico",
        /// Third-sector body (ente del Terzo settore).
        ThirdSector = "ets",
        /// Social enterprise or cooperative (impresa sociale).
        SocialEnterprise = "impresa_sociale",
        /// Parish (parrocchia).
        Parish = "parrocchia",
        /// School (scuola).
        School = "scuola",
        /// Consultative assembly (consulta).
        ConsultativeAssembly = "consulta",
        /// Informal group: a full party, without a tax code.
        InformalGroup = "gruppo_informale",
        /// A single citizen: a full party.
        Citizen = "persona",
    }
}

named! {
    /// Why a body is at the table.
    ActorCategory, "actor category" {
        /// Partner of the project: signed the preliminary agreement.
        ProjectPartner = "partner_progetto",
        /// Institution of the «chilometro quadrato», the town's centre.
        SquareKilometre = "attori_km2",
        /// Representation: consultative assemblies, delegations.
        Representation = "sistema_rappresentativo",
        /// Education: the territory's educating community (CET).
        Education = "mondo_educativo_cet",
        /// Active solidarity networks.
        SolidarityNetworks = "reti_solidali",
        /// Citizens still to be reached.
        CitizensToReach = "cittadinanza_da_attivare",
    }
}

named! {
    /// How a body is involved.
    EngagementLevel, "engagement level" {
        /// Founding core: quality and continuity.
        FoundingCore = "nucleo_fondativo",
        /// Strategic enlargement: legitimacy and coverage.
        StrategicEnlargement = "allargamento_strategico",
        /// Community validation: democratic sharing.
        CommunityValidation = "validazione_comunitaria",
    }
}

impl ActorCategory {
    /// The level a body of this category usually has; the coordination may choose another.
    #[must_use]
    pub fn proposed_level(self) -> EngagementLevel {
        match self {
            Self::ProjectPartner | Self::SquareKilometre => EngagementLevel::FoundingCore,
            Self::Representation | Self::Education | Self::SolidarityNetworks => {
                EngagementLevel::StrategicEnlargement
            }
            Self::CitizensToReach => EngagementLevel::CommunityValidation,
        }
    }
}

/// Longest slug, in bytes: it is read aloud and printed under QR codes.
pub const MAX_SLUG_LENGTH: usize = 60;

/// Whether the text can name a process in an address: `a-z`, `0-9` and single inner hyphens.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_SLUG_LENGTH
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
