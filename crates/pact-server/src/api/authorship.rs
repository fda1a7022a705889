//! Which body wrote which words: inside the table only.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use pact_app::Caller;
use pact_app::authorship::{AuthoredRun as Run, Writer as By};
use pact_model::ids::DocumentId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::SignedIn;
use crate::input::PathPart;
use crate::problem::{Problem, ProblemBody};
use crate::state::ServerState;

/// Who wrote a document, by body.
#[derive(Debug, Serialize, ToSchema)]
pub struct Authorship {
    /// For whom each client id of the shared document writes, also of what was deleted since.
    pub writers: BTreeMap<String, Writer>,
    /// The bodies among them, by identity.
    pub actors: BTreeMap<String, AuthorActor>,
    /// The text of each section in runs, as it was saved last.
    pub sections: Vec<AuthoredSection>,
}

/// Whose words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriterKind {
    /// A body's.
    Actor,
    /// The coordination's, on behalf of nobody in particular.
    Coordination,
    /// The server's: templates, words put back.
    Server,
}

/// For whom a client id writes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Writer {
    /// Whose words.
    pub kind: WriterKind,
    /// The body, for kind `actor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
}

/// A body as the text shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorActor {
    /// Its name.
    pub name: String,
    /// Its colour, `#rrggbb`.
    pub color: String,
}

/// A section in runs of one writer.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthoredSection {
    /// Its identity.
    pub id: String,
    /// The runs, in reading order.
    pub runs: Vec<AuthoredRun>,
}

/// Words of one writer.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthoredRun {
    /// Whose words.
    pub kind: WriterKind,
    /// The body, for kind `actor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The words; a line feed ends a block.
    pub text: String,
}

/// Which body wrote which words. For the table and the guarantee committee; never a person.
#[utoipa::path(
    get,
    path = "/documents/{id}/authorship",
    tag = "versions",
    params(("id" = String, Path, description = "Identity of the document")),
    responses(
        (status = 200, body = Authorship),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn show(
    State(state): State<ServerState>,
    by: SignedIn,
    PathPart(document): PathPart<DocumentId>,
) -> Result<Json<Authorship>, Problem> {
    let authorship = state.app.authorship(Caller::from(&by.identity), document).await?;
    let writers = authorship.writers.into_iter().map(|(client, by)| (client.to_string(), writer(by)));
    let actors = authorship
        .actors
        .into_iter()
        .map(|(id, (name, color))| (id.to_string(), AuthorActor { name, color }));
    let sections = authorship
        .sections
        .into_iter()
        .map(|(id, runs)| AuthoredSection { id: id.to_string(), runs: runs.into_iter().map(run).collect() });
    Ok(Json(Authorship {
        writers: writers.collect(),
        actors: actors.collect(),
        sections: sections.collect(),
    }))
}

fn writer(by: By) -> Writer {
    match by {
        By::Actor(id) => Writer { kind: WriterKind::Actor, actor: Some(id.to_string()) },
        By::Coordination => Writer { kind: WriterKind::Coordination, actor: None },
        By::Server => Writer { kind: WriterKind::Server, actor: None },
    }
}

fn run(run: Run) -> AuthoredRun {
    let Writer { kind, actor } = writer(run.writer);
    AuthoredRun { kind, actor, text: run.text }
}
