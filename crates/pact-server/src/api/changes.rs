//! What changed in a process since the caller's last visit, a meeting or a moment.

use axum::Json;
use axum::extract::State;
use pact_app::Caller;
use pact_app::changes::{
    CommitmentChangeKind, Decision as Decided, DocumentChanges, ProcessChanges, Since, Waiting as Waits,
};
use pact_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::auth::SignedIn;
use crate::input::{PathPart, Queried};
use crate::problem::{Problem, ProblemBody};
use crate::since;
use crate::state::ServerState;

/// What is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `visit` (the default), `meeting:` and a meeting's identity, or a moment (RFC 3339).
    pub since: Option<String>,
}

/// What changed in a process.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    /// Since when; `null` at the first visit, when all is new and nothing is listed.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// Documents whose text differs.
    pub documents: Vec<ChangedDocument>,
    /// Commitments that are new, changed or gone.
    pub commitments: Vec<ChangedCommitment>,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// Sections that changed and name the caller's body or are bound to it.
    pub naming_me: Vec<SectionReference>,
    /// What waits for the caller's body.
    pub waiting: Vec<Waiting>,
}

/// What differs in one document.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedDocument {
    /// Its identity.
    pub document: String,
    /// Its title.
    pub title: String,
    /// The newest version at that time, to compare with; `null` before the first.
    #[schema(required)]
    pub version: Option<u32>,
    /// How many single changes.
    pub changes: usize,
    /// Sections that differ, in reading order.
    pub sections: Vec<ChangedSection>,
}

/// A section that differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedSection {
    /// Its identity.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// What became of a commitment.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedCommitment {
    /// Its identity.
    pub id: String,
    /// Name of its body; empty when none is known.
    pub actor: String,
    /// What is promised.
    pub what: String,
    /// What happened to it.
    pub kind: CommitmentKind,
}

/// What happened to a commitment.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentKind {
    /// It is new.
    New,
    /// It reads otherwise.
    Changed,
    /// It was taken out.
    Gone,
}

/// Something that was decided.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Decision {
    /// A commitment reached another state.
    State {
        /// The commitment.
        commitment: String,
        /// The state it reached.
        state: String,
    },
    /// A section was set aside, or is back.
    Aside {
        /// The document.
        document: String,
        /// The section.
        section: String,
        /// `true` when it was set aside.
        aside: bool,
    },
    /// A version was made with a message.
    Version {
        /// The document.
        document: String,
        /// The version.
        number: u32,
        /// Its message.
        message: String,
    },
}

/// A section of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionReference {
    /// The document.
    pub document: String,
    /// The section.
    pub section: String,
}

/// Something that waits for the caller's body.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    /// What it is to do.
    pub kind: WaitingKind,
    /// In which commitment.
    pub commitment: String,
}

/// What a body is waited for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WaitingKind {
    /// Its commitment is to be confirmed.
    Confirmation,
    /// It is named as an ally and has not said so itself.
    Alliance,
    /// A field of its commitment was set by two at the same time.
    Conflict,
}

/// What changed in a process. Asking since the last visit counts as a visit.
#[utoipa::path(
    get,
    path = "/processes/{slug}/changes",
    tag = "versions",
    params(("slug" = String, Path, description = "Name of the process in addresses"), Asked),
    responses(
        (status = 200, body = Changes),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn show(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
    Queried(asked): Queried<Asked>,
) -> Result<Json<Changes>, Problem> {
    let since = match asked.since.as_deref() {
        None => Since::Visit,
        Some(text) => since::read(text).ok_or_else(|| Problem::invalid_address(text))?,
    };
    let changes = state.app.changes(Caller::from(&by.identity), &slug, since).await?;
    Ok(Json(answer(changes)))
}

fn answer(changes: ProcessChanges) -> Changes {
    let commitments = changes.commitments.into_iter().map(|change| ChangedCommitment {
        id: change.id,
        actor: change.actor,
        what: change.what,
        kind: match change.kind {
            CommitmentChangeKind::New => CommitmentKind::New,
            CommitmentChangeKind::Changed => CommitmentKind::Changed,
            CommitmentChangeKind::Gone => CommitmentKind::Gone,
        },
    });
    let naming_me = changes.naming_me.into_iter().map(|(document, section)| SectionReference {
        document: document.to_string(),
        section: section.to_string(),
    });
    Changes {
        since: changes.since,
        documents: changes.documents.into_iter().map(document).collect(),
        commitments: commitments.collect(),
        decisions: changes.decisions.into_iter().map(decision).collect(),
        naming_me: naming_me.collect(),
        waiting: changes.waiting.into_iter().map(waiting).collect(),
    }
}

fn document(changes: DocumentChanges) -> ChangedDocument {
    let sections = changes.sections.into_iter();
    ChangedDocument {
        document: changes.document.to_string(),
        title: changes.title,
        version: changes.version,
        changes: changes.comparison.summary.changes,
        sections: sections.map(|(id, title)| ChangedSection { id: id.to_string(), title }).collect(),
    }
}

fn decision(decision: Decided) -> Decision {
    match decision {
        Decided::State(commitment, state) => Decision::State { commitment, state: state.to_owned() },
        Decided::Aside(document, section, aside) => {
            Decision::Aside { document: document.to_string(), section: section.to_string(), aside }
        }
        Decided::Version(document, number, message) => {
            Decision::Version { document: document.to_string(), number, message }
        }
    }
}

fn waiting(waiting: Waits) -> Waiting {
    let (kind, commitment) = match waiting {
        Waits::Confirmation(id) => (WaitingKind::Confirmation, id),
        Waits::Alliance(id) => (WaitingKind::Alliance, id),
        Waits::Conflict(id) => (WaitingKind::Conflict, id),
    };
    Waiting { kind, commitment }
}
