//! The register of a process: what it says now, the fields that wait for somebody to confirm a value, the checks.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use pact_app::Caller;
use pact_app::register::ProcessRegister;
use pact_model::checks::Check;
use pact_model::register::{FieldConflict, RegisterView};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::input::PathPart;
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
    let register = state.app.register(Caller::from(&by.identity), &slug).await?;
    Ok(Json(sheet(&register, &[])))
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
        subject: CheckSubject { kind: check.subject.kind.clone(), id: check.subject.id.clone() },
        message: check.message.clone(),
        params: check.params.clone(),
    }
}
