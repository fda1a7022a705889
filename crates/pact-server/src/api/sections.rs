//! Sections of a document: added and changed by the coordination.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use pact_app::sections::{NewSection as NewSectionOrder, Place, SectionChange as Change};
use pact_model::content::SectionContent;
use pact_model::document::{Policy, SectionId, SectionKind};
use pact_model::ids::DocumentId;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::{BASE, Created, created, filled, names};
use crate::auth::SignedIn;
use crate::input::{JsonBody, PathPart, PathParts};
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// A section without its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionSummary {
    /// Stable identity.
    pub id: String,
    /// What it is.
    #[schema(schema_with = names::section_kind)]
    pub kind: SectionKind,
    /// Title.
    pub title: String,
    /// Sorts as text into reading order.
    pub order: String,
    /// Whether it may be left out only with a reason.
    pub mandatory: bool,
    /// `open`, `office`, `locked` or `one_writer:` and a body's identity.
    pub policy: String,
    /// Why not everybody may write in it, in the coordination's words.
    #[schema(required)]
    pub policy_reason: Option<String>,
    /// Name of the one body that writes in it.
    #[schema(required)]
    pub policy_writer: Option<String>,
    /// Reason for which it was set aside.
    #[schema(required)]
    pub aside: Option<String>,
    /// Reason for which it does not apply.
    #[schema(required)]
    pub not_applicable: Option<String>,
    /// Article number of the template.
    #[schema(required)]
    pub number: Option<u32>,
    /// One line that tells the writer what belongs here.
    #[schema(required)]
    pub guidance: Option<String>,
}

/// A section as it is listed at this place.
#[must_use]
pub fn summary(index: usize, section: SectionContent) -> SectionSummary {
    SectionSummary {
        id: section.id.to_string(),
        kind: section.kind,
        title: section.title,
        order: format!("{index:04}"),
        mandatory: section.mandatory,
        policy: section.policy.to_string(),
        policy_reason: section.policy_reason,
        policy_writer: section.policy_writer,
        aside: section.aside,
        not_applicable: section.not_applicable,
        number: section.number,
        guidance: filled(section.guidance),
    }
}

/// What a new section is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSection {
    /// Title, one line.
    #[schema(max_length = 200)]
    pub title: String,
    /// What it is; by default what the document is mostly made of.
    #[serde(default)]
    #[schema(schema_with = names::section_kind)]
    pub kind: Option<SectionKind>,
    /// The section it comes after; `null` for the first place; at the end when left out.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub after: Option<Option<SectionId>>,
}

/// Where a section shall stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Order {
    /// Relative to another one.
    After(After),
    /// The `order` of another section of the list: it takes that place.
    Of(String),
}

/// The section before a place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// Its identity; `null` for the first place.
    #[schema(value_type = Option<String>)]
    pub after: Option<SectionId>,
}

/// What shall change about a section; fields left out stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionChange {
    /// Its place.
    #[serde(default)]
    pub order: Option<Order>,
    /// Title, one line.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub title: Option<String>,
    /// `open`, `office`, `locked` or `one_writer:` and the identity of a body of the process.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub policy: Option<Policy>,
    /// Why not everybody may write in it, one line; `null` or nothing takes the reason back. It is forgotten when
    /// the policy becomes `open`.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub policy_reason: Option<Option<String>>,
    /// A reason sets it aside, `null` takes it back.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub aside: Option<Option<String>>,
    /// A reason declares that it does not apply, `null` withdraws that.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub not_applicable: Option<Option<String>>,
}

/// `null` is a value too: `Some(None)`, other than a field that was left out.
pub(super) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Adds a section.
#[utoipa::path(
    post,
    path = "/documents/{id}/sections",
    tag = "sections",
    params(("id" = String, Path, description = "Identity of the document")),
    request_body = NewSection,
    responses(
        (status = 201, body = Created),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn add(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(document): PathPart<DocumentId>,
    JsonBody(new): JsonBody<NewSection>,
) -> Result<Response, Problem> {
    let place = match new.after {
        None => Place::Last,
        Some(None) => Place::First,
        Some(Some(id)) => Place::After(id),
    };
    let new = NewSectionOrder { title: new.title, kind: new.kind, place };
    let id = state.app.add_section(&by.identity, document, &new).await?;
    Ok(created(id.to_string(), &format!("{BASE}/documents/{document}/sections/{id}")))
}

/// Moves, renames, locks or sets aside a section.
#[utoipa::path(
    patch,
    path = "/documents/{id}/sections/{section}",
    tag = "sections",
    params(
        ("id" = String, Path, description = "Identity of the document"),
        ("section" = String, Path, description = "Identity of the section"),
    ),
    request_body = SectionChange,
    responses(
        (status = 200, body = SectionSummary),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn change(
    State(state): State<ServerState>,
    by: SignedIn,
    PathParts(document, section): PathParts<DocumentId, SectionId>,
    JsonBody(change): JsonBody<SectionChange>,
) -> Result<Json<SectionSummary>, Problem> {
    let place = match change.order {
        None => None,
        Some(Order::After(After { after: None })) => Some(Place::First),
        Some(Order::After(After { after: Some(id) })) => Some(Place::After(id)),
        Some(Order::Of(order)) => Some(Place::Index(read_order(&order)?)),
    };
    let change = Change {
        place,
        title: change.title,
        policy: change.policy,
        policy_reason: change.policy_reason,
        aside: change.aside,
        not_applicable: change.not_applicable,
    };
    let (index, content) = state.app.change_section(&by.identity, document, &section, &change).await?;
    Ok(Json(summary(index, content)))
}

fn read_order(order: &str) -> Result<usize, Problem> {
    order.parse().map_err(|_| {
        Problem::invalid_value("/order".to_owned(), format!("{order:?} is not the order of a section"))
    })
}
