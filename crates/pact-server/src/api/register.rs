//! The register of a process: what it says now, the fields that wait for somebody to confirm a value, the checks.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use pact_app::Caller;
use pact_app::mentions::Mention;
use pact_app::register::ProcessRegister;
use pact_model::checks::{Check, CheckSettings};
use pact_model::register::{FieldConflict, RegisterView};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::input::{JsonBody, PathPart};
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// The register as it is now, in reading order. What each entity holds is described in `docs/register.md`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegisterSheet {
    /// The register's document, usable on `/collab`.
    pub document: String,
    /// The place in the log that this answer reflects.
    pub seq: i64,
    /// Bodies, by name.
    pub actors: Vec<Value>,
    /// Production lines, by order.
    pub lines: Vec<Value>,
    /// Actions, by order.
    pub actions: Vec<Value>,
    /// Commitments by body and order, each with its `resources` and its `conflicts`.
    pub commitments: Vec<Value>,
    /// What is given for no commitment in particular.
    pub resources: Vec<Value>,
    /// Milestones, by day.
    pub milestones: Vec<Value>,
    /// The months of the pact.
    pub timeline: Value,
    /// What was taken out, with its reason.
    pub removed: Vec<Value>,
    /// Fields that were set by several people at the same time, until somebody sets them again.
    pub conflicts: Vec<Conflict>,
    /// What the checks say.
    pub checks: Vec<CheckSheet>,
}

/// A field that was set by several people at the same time.
#[derive(Debug, Serialize, ToSchema)]
pub struct Conflict {
    /// The whole key, `<entity>/<id>/<field>`.
    pub key: String,
    /// What sort of thing the field is of.
    pub entity: String,
    /// Its identity.
    pub id: String,
    /// The field.
    pub field: String,
    /// The values, in the order they came in; the register shows one of them meanwhile.
    pub values: Vec<ConflictValue>,
}

/// One of the values of a field in conflict.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConflictValue {
    /// What was set: text, a number, yes or no.
    pub value: Value,
    /// Name of the body it was set for; `null` when it is not known.
    #[schema(required)]
    pub actor: Option<String>,
}

/// One thing a check has to say.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckSheet {
    /// The rule.
    pub code: String,
    /// `B` stops the formal delivery, `W` warns, `i` informs.
    pub severity: String,
    /// What it speaks of.
    pub subject: CheckSubject,
    /// The sentence, in Italian.
    pub message: String,
    /// What the sentence names, to say it in another language.
    pub params: BTreeMap<String, String>,
}

/// What a check speaks of.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckSubject {
    /// A register entity, or `section`.
    pub kind: String,
    /// Its identity.
    pub id: String,
    /// Of a section, the document it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// A section that speaks of something in the register.
#[derive(Debug, Serialize, ToSchema)]
pub struct MentionSheet {
    /// What sort of thing: `commitment`, `actor`, `milestone`, `action`, `timeline`.
    pub entity: String,
    /// Its identity.
    pub id: String,
    /// `bound`: bound to it; `shown`: shows it; `listed`: a line of a table that the section shows.
    pub manner: &'static str,
    /// The document.
    pub document: String,
    /// The document's title.
    pub document_title: String,
    /// The section.
    pub section: String,
    /// The section's title.
    pub section_title: String,
    /// The section's number, if it has one.
    #[schema(required)]
    pub number: Option<u32>,
    /// Whether the section was set aside.
    pub aside: bool,
}

/// Thresholds of the checks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Thresholds {
    /// Most commitments of a body; of a municipality, of each department.
    pub max_commitments: u32,
    /// Most deadlines of a body in one month.
    pub max_deadlines_per_month: u32,
    /// Most months without a collective verification.
    pub max_gap_months: u32,
}

/// Thresholds to choose.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThresholdChoice {
    /// Most commitments of a body, 1 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_commitments: Option<u32>,
    /// Most deadlines of a body in one month, 1 to 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_deadlines_per_month: Option<u32>,
    /// Most months without a collective verification, 1 to 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_gap_months: Option<u32>,
}

/// The register as it is now.
#[utoipa::path(
    get,
    path = "/processes/{slug}/register",
    tag = "register",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, body = RegisterSheet),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn show(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Json<RegisterSheet>, Problem> {
    let found = state.app.register(Caller::from(&by.identity), &slug).await?;
    let checks = state.app.checks(found.process.id, &found.register).await?;
    Ok(Json(sheet(&found, &checks)))
}

/// Which sections speak of what in the register: bound to it, showing it, or listing it in a table.
#[utoipa::path(
    get,
    path = "/processes/{slug}/register/mentions",
    tag = "register",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, body = Vec<MentionSheet>),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn mentions(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Json<Vec<MentionSheet>>, Problem> {
    let mentions = state.app.mentions(Caller::from(&by.identity), &slug).await?;
    Ok(Json(mentions.into_iter().map(mention).collect()))
}

/// The thresholds of the checks.
#[utoipa::path(
    get,
    path = "/processes/{slug}/check-settings",
    tag = "register",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    responses(
        (status = 200, body = Thresholds),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn settings(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
) -> Result<Json<Thresholds>, Problem> {
    let settings = state.app.check_settings(Caller::from(&by.identity), &slug).await?;
    Ok(Json(thresholds(&settings)))
}

/// Chooses the thresholds of the checks; what is left out has its usual value again.
#[utoipa::path(
    put,
    path = "/processes/{slug}/check-settings",
    tag = "register",
    params(("slug" = String, Path, description = "Name of the process in addresses")),
    request_body = ThresholdChoice,
    responses(
        (status = 200, body = Thresholds),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn set_settings(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(slug): PathPart<String>,
    JsonBody(choice): JsonBody<ThresholdChoice>,
) -> Result<Json<Thresholds>, Problem> {
    let settings = read_settings(&choice)?;
    state.app.set_check_settings(Caller::from(&by.identity), &slug, &settings).await?;
    Ok(Json(thresholds(&settings)))
}

/// The bounds are the model's.
fn read_settings(choice: &ThresholdChoice) -> Result<CheckSettings, Problem> {
    serde_json::from_value(json(choice)).map_err(|error| {
        let why = error.to_string();
        let field = why.split_once(' ').map_or("", |(field, _)| field);
        Problem::invalid_value(format!("/{field}"), why.clone())
    })
}

fn thresholds(settings: &CheckSettings) -> Thresholds {
    Thresholds {
        max_commitments: settings.max_commitments,
        max_deadlines_per_month: settings.max_deadlines_per_month,
        max_gap_months: settings.max_gap_months,
    }
}

fn mention(mention: Mention) -> MentionSheet {
    MentionSheet {
        entity: mention.entity,
        id: mention.id,
        manner: mention.manner.as_str(),
        document: mention.document.to_string(),
        document_title: mention.document_title,
        section: mention.section,
        section_title: mention.section_title,
        number: mention.number,
        aside: mention.is_aside,
    }
}

fn sheet(found: &ProcessRegister, checks: &[Check]) -> RegisterSheet {
    let view = RegisterView::new(&found.register, &found.conflicts, checks);
    RegisterSheet {
        document: found.document.id.to_string(),
        seq: found.seq,
        actors: list(view.actors),
        lines: list(view.lines),
        actions: list(view.actions),
        commitments: list(&view.commitments),
        resources: list(&view.resources),
        milestones: list(view.milestones),
        timeline: json(view.timeline),
        removed: list(view.removed),
        conflicts: view.conflicts.iter().map(conflict).collect(),
        checks: view.checks.iter().map(check).collect(),
    }
}

fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).expect("what the register holds is text, numbers and lists: JSON")
}

fn list<T: Serialize>(items: &[T]) -> Vec<Value> {
    items.iter().map(json).collect()
}

fn conflict(conflict: &FieldConflict) -> Conflict {
    let values = conflict.values.iter();
    Conflict {
        key: conflict.key.clone(),
        entity: conflict.entity.clone(),
        id: conflict.id.clone(),
        field: conflict.field.clone(),
        values: values
            .map(|value| ConflictValue { value: json(&value.value), actor: value.actor.clone() })
            .collect(),
    }
}

fn check(check: &Check) -> CheckSheet {
    CheckSheet {
        code: check.code.to_string(),
        severity: json(check.severity).as_str().unwrap_or_default().to_owned(),
        subject: CheckSubject {
            kind: check.subject.kind.clone(),
            id: check.subject.id.clone(),
            document: check.subject.document.clone(),
        },
        message: check.message.clone(),
        params: check.params.clone(),
    }
}
